//! Shares, rates, promoters, and tests of many.

use super::cases::{Case, one, pair, run};
use qa::kpi::Figure;
use qa::report::Cell;
use qa::stats::paired::Continuity;
use qa::stats::wilson::wilson;
use qa::stats::{difference, multiple, paired, rate, two_shares};

const Z: f64 = 1.959_963_984_540_054;

#[test]
fn two_shares_compared() {
    run("two-proportions", |case, key| {
        let hits = case.whole("counts.csv", "positives");
        let trials = case.whole("counts.csv", "n");
        let (a, b) = ((hits[0], trials[0]), (hits[1], trials[1]));
        let found = difference::shares(a, b, 0.95).unwrap();
        let z = || difference::pooled_z(a, b).map(|z| vec![z]);
        Ok(match key {
            "difference" => one(found.value),
            "newcombe_score" => pair(found.limits.unwrap()),
            "z_pooled" => z(),
            "p_pooled" => found.p.map(|p| vec![p]),
            "p_fisher" => two_shares::exact(a, b).map(|p| vec![p]),
            "miettinen_nurminen" => two_shares::miettinen_nurminen(a, b, 0.95).and_then(pair),
            "agresti_caffo" => two_shares::agresti_caffo(a, b, 0.95).and_then(pair),
            _ => return Err(()),
        })
    });
}

#[test]
fn paired_shares() {
    run("paired-proportions", |case, key| {
        let counts = case.whole("table.csv", "count");
        let [both, lost, gained, neither] = counts[..] else { panic!("four counts") };
        let found = paired::Changes { both, lost, gained, neither };
        let test = |how| found.chi_square(how);
        Ok(match key {
            "chi2_cc" => test(Continuity::Corrected).map(|(square, _)| vec![square]),
            "p_cc" => test(Continuity::Corrected).map(|(_, p)| vec![p]),
            "chi2" => test(Continuity::Plain).map(|(square, _)| vec![square]),
            "p" => test(Continuity::Plain).map(|(_, p)| vec![p]),
            "p_exact" => found.exact_p().map(|p| vec![p]),
            "difference" => found.difference().map(|gap| vec![gap]),
            _ => return Err(()),
        })
    });
}

fn promoters(case: &Case) -> (u64, u64, u64, u64) {
    let answers = case.whole("answers.csv", "answer").into_iter();
    let counts: Vec<_> = answers.zip(case.whole("answers.csv", "count")).collect();
    let of = |keep: &dyn Fn(u64) -> bool| {
        counts.iter().filter(|(answer, _)| keep(*answer)).map(|(_, count)| count).sum()
    };
    (of(&|answer| answer >= 9), of(&|answer| answer <= 6), of(&|_| true), of(&|answer| answer >= 9))
}

#[test]
fn net_promoters() {
    run("nps", |case, key| {
        let (promoters, detractors, n, top) = promoters(case);
        let figure = Figure::net_promoters(promoters, detractors, n);
        let number = |cell: &Cell| match cell {
            Cell::Ratio { num, den } => {
                qa::stats::real::signed(*num) / qa::stats::real::signed(*den)
            }
            Cell::Number(number) => *number,
            _ => panic!("a number"),
        };
        let [low, high] = figure.limits.cells();
        let (low, high) = (number(&low), number(&high));
        let n_real = qa::stats::real::count(n);
        let half = (high - low) / 2.0;
        let se = half / qa::stats::student::quantile(0.975, n_real - 1.0);
        Ok(match key {
            "nps" => one(number(&figure.value)),
            "se" => one(se),
            "se_population_divisor" => one(se * ((n_real - 1.0) / n_real).sqrt()),
            "ci95_t" => pair((low, high)),
            "top2box" => one(qa::stats::real::count(top) / n_real),
            "top2box_wilson95" => wilson(top, n, Z).and_then(pair),
            _ => return Err(()),
        })
    });
}

#[test]
fn rates_of_events() {
    run("rates", |case, key| {
        let events = case.whole("rates.csv", "events");
        let exposure = case.numbers("rates.csv", "exposure");
        let both = (events.len() > 1).then(|| {
            let found = rate::ratio((events[0], exposure[0]), (events[1], exposure[1]), 0.95);
            found.unwrap()
        });
        Ok(match (key, both) {
            ("rate", None) => one(qa::stats::real::count(events[0]) / exposure[0]),
            ("ci95_exact", None) => {
                let (low, high) = rate::limits(events[0], 0.95);
                pair((low / exposure[0], high / exposure[0]))
            }
            ("rate_ratio", Some(found)) => found.value.map(|value| vec![value]),
            ("ci95_exact", Some(found)) => pair((found.limits.0, found.limits.1.unwrap())),
            ("p", Some(found)) => one(found.p),
            _ => return Err(()),
        })
    });
}

#[test]
fn many_tests() {
    run("multiple-testing", |case, key| {
        let p = case.numbers("p.csv", "p");
        let rejected = |adjusted: Vec<f64>| {
            let found = adjusted.iter().filter(|p| **p <= 0.05).count();
            one(qa::stats::real::length(found))
        };
        Ok(match key {
            "bh" => Some(multiple::false_discovery(&p)),
            "holm" => Some(multiple::holm(&p)),
            "bonferroni" => Some(multiple::bonferroni(&p)),
            "by" => Some(multiple::false_discovery_any(&p)),
            "rejected_bh_05" => rejected(multiple::false_discovery(&p)),
            "rejected_bonferroni_05" => rejected(multiple::bonferroni(&p)),
            _ => return Err(()),
        })
    });
}
