//! Quantiles, two samples, trends.

use super::cases::{Case, Said, one, pair, run};
use qa::stats::mean::{self, Mean};
use qa::stats::quantile::{self, Kind};
use qa::stats::{association, difference, ordinal, real, regression, trend};

#[test]
fn quantiles() {
    run("quantiles", |case, key| {
        let values = case.numbers("values.csv", "value");
        let shares = case.json["params"]["p"].as_array().unwrap();
        let kind = match key {
            "type6" => Kind::Type6,
            "type7" => Kind::Type7,
            "type8" => Kind::Type8,
            _ => return Err(()),
        };
        Ok(shares.iter().map(|p| quantile::of_kind(&values, p.as_f64().unwrap(), kind)).collect())
    });
}

fn samples(case: &Case) -> (Vec<f64>, Vec<f64>) {
    let groups = case.texts("scores.csv", "group");
    let scores = case.numbers("scores.csv", "score");
    let first = groups[0].clone();
    let of = |is_first: bool| {
        let own = groups.iter().zip(&scores).filter(|(group, _)| (**group == first) == is_first);
        own.map(|(_, score)| *score).collect()
    };
    (of(true), of(false))
}

#[test]
fn two_samples() {
    run("two-sample", |case, key| {
        let (a, b) = samples(case);
        let (one_mean, other) = (mean::of_reals(&a).unwrap(), mean::of_reals(&b).unwrap());
        let welch = difference::welch(&one_mean, &other).unwrap();
        let student = difference::student(&one_mean, &other).unwrap();
        let found = difference::means(&one_mean, &other, 0.95);
        let ranks = ordinal::compare(&a, &b).unwrap();
        let gaps: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - b).collect();
        let signed = || ordinal::signed_ranks(&gaps).unwrap();
        let paired = || mean::of_reals(&gaps).unwrap();
        Ok(match key {
            "difference" => one(found.value),
            "welch_t" => one(welch.t),
            "welch_df" => one(welch.df),
            "welch_p" => found.p.map(|p| vec![p]),
            "welch_ci95" => found.limits.and_then(pair),
            "student_t" => one(student.t),
            "student_p" => one(student.p()),
            "mann_whitney_U" => one(ranks.larger),
            "mann_whitney_p" => one(ranks.p),
            "mann_whitney_p_normal" => one(ranks.p_normal),
            "hodges_lehmann" => one(ranks.shift),
            "cliffs_delta" => one(ranks.dominance),
            "prob_superiority" => one(f64::midpoint(ranks.dominance, 1.0)),
            "hedges_g" => difference::hedges(&one_mean, &other).map(|g| vec![g]),
            "paired_t" => one(paired_t(&paired())),
            "paired_p" => {
                one(qa::stats::tail::student(paired_t(&paired()), real::count(paired().n) - 1.0))
            }
            "paired_ci95" => paired().interval(0.95).and_then(pair),
            "wilcoxon_V" => one(signed().positive),
            "wilcoxon_p" => one(signed().p),
            "wilcoxon_p_normal" => one(signed().p_normal),
            _ => return Err(()),
        })
    });
}

fn paired_t(gaps: &Mean) -> f64 {
    gaps.mean / gaps.standard_error().unwrap()
}

#[test]
fn trends() {
    run("trend", |case, key| {
        let values = case.numbers("series.csv", "value");
        let steps: Vec<f64> = (0..values.len()).map(real::length).collect();
        let pairs: Vec<_> = steps.iter().copied().zip(values.iter().copied()).collect();
        let found = trend::of(&values).unwrap();
        let line = regression::fit(&values, &[steps]).unwrap();
        let rises = real::signed(found.rises.into());
        let said: Said = match key {
            "mk_S" => one(rises),
            "mk_var" => one(found.variance),
            "mk_z" => one((rises - rises.signum()) / found.variance.sqrt()),
            "mk_p_normal" => one(trend::by_normal(found.rises, found.variance)),
            "mk_p_exact" => one(found.p),
            "kendall_tau_b" => association::kendall(&pairs).map(|found| vec![found.value]),
            "theil_sen_slope" => one(found.slope),
            "sen_slope_ci95" => pair(found.limits),
            "ols_slope" => one(line.coefficients[1]),
            "ols_p" => line.p(1).map(|p| vec![p]),
            _ => return Err(()),
        };
        Ok(said)
    });
}
