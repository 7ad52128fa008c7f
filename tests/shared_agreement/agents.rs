//! Agents: shrinkage and funnels.

use super::cases::{Said, Tally, Z, cases, json, shared};
use super::numbers::columns;
use qa::stats::beta_binomial::{self, Counts, Rates};
use qa::stats::funnel;
use qa::stats::hierarchy::Hierarchy;
use qa::stats::hierarchy_of_rates;
use qa::stats::mean::of_reals;
use qa::stats::real;
use qa::stats::shrinkage::{self, Between, Estimated};
use qa::stats::tail;
use qa::stats::wilson::wilson;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

fn numbers(texts: &[String]) -> Vec<f64> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn estimates(folder: &Path) -> Vec<Estimated> {
    let table = columns(&folder.join("agents.csv"));
    let values = numbers(&table["estimate"]).into_iter().zip(numbers(&table["se"]));
    values.map(|(value, se)| Estimated { value, variance: se * se }).collect()
}

fn counts(folder: &Path) -> Vec<Counts> {
    let table = columns(&folder.join("agents.csv"));
    let of =
        |name: &str| table[name].iter().map(|text| text.parse().unwrap()).collect::<Vec<u64>>();
    of("positives").into_iter().zip(of("n")).collect()
}

fn pairs(limits: impl Iterator<Item = (f64, f64)>) -> Vec<f64> {
    limits.flat_map(|(low, high)| [low, high]).collect()
}

fn plug_in(agents: &[Estimated], key: &str) -> Option<Vec<f64>> {
    let found = shrinkage::heterogeneity(agents).unwrap();
    let (what, how) = match key {
        "Q" => return Some(vec![found.q]),
        "Q_p" => return Some(vec![found.p]),
        _ => key.rsplit_once('_')?,
    };
    let how = match how {
        "DL" => Between::DerSimonianLaird,
        "PM" => Between::PauleMandel,
        "REML" => Between::Reml,
        _ => return None,
    };
    let between = shrinkage::between(agents, how).unwrap();
    let shrunk = shrinkage::shrunk(agents, between).unwrap();
    Some(match what {
        "tau2" => vec![between],
        "mu" => vec![shrunk.mean],
        "shrunk" => shrunk.levels.iter().map(|level| level.0).collect(),
        "shrunk_se" => shrunk.levels.iter().map(|level| level.1).collect(),
        _ => return None,
    })
}

fn hierarchical(found: &Hierarchy, n: usize, key: &str) -> Option<Vec<f64>> {
    let each = |of: &dyn Fn(usize) -> f64| (0..n).map(of).collect();
    Some(match key {
        "posterior_mean" => each(&|at| found.level(at).0),
        "posterior_sd" => each(&|at| found.level(at).1),
        "ci95_lower" => each(&|at| found.limits(at, 0.95).0),
        "ci95_upper" => each(&|at| found.limits(at, 0.95).1),
        "tau_mean" => vec![found.between()],
        "mu_mean" => vec![found.mean().0],
        "mu_sd" => vec![found.mean().1],
        _ => return None,
    })
}

fn rates(agents: &[Counts], key: &str) -> Option<Vec<f64>> {
    let moments = beta_binomial::moments(agents).unwrap();
    let chi = beta_binomial::chi_square(agents).unwrap();
    let fitted = beta_binomial::fit(agents);
    let each = |of: &dyn Fn(Counts) -> f64| agents.iter().map(|one| of(*one)).collect();
    let share = |one: Counts| real::count(one.0) / real::count(one.1);
    Some(match key {
        "mu_moments" => vec![moments.0],
        "rho_moments" => vec![moments.1],
        "pearson_chi2" => vec![chi.0],
        "pearson_chi2_p" => vec![tail::chi_square(chi.0, real::length(chi.1))],
        "raw" => each(&share),
        "wilson95" => pairs(agents.iter().map(|one| wilson(one.0, one.1, Z).unwrap())),
        // Rates that do not differ: everybody has the common one.
        "posterior_mean" if fitted.is_none() => vec![moments.0; agents.len()],
        key => {
            let fitted = fitted?;
            let after = |one: Counts| -> Rates { fitted.after(one) };
            match key {
                "mu_mle" => vec![fitted.mean()],
                "rho_mle" => vec![fitted.correlation()],
                "alpha_mle" => vec![fitted.alpha],
                "beta_mle" => vec![fitted.beta],
                "loglik" => vec![fitted.log_likelihood(agents)],
                "posterior_mean" => each(&|one| after(one).mean()),
                "posterior_ci95" => {
                    let both =
                        |one: &Counts| (after(*one).quantile(0.025), after(*one).quantile(0.975));
                    pairs(agents.iter().map(both))
                }
                "weight_on_own_data" => each(&|one| fitted.weight(one.1)),
                "prob_below_target_0.80" => each(&|one| after(one).below(0.8)),
                _ => return None,
            }
        }
    })
}

fn hierarchical_rates(agents: &[Counts]) -> impl Fn(&str) -> Option<Vec<f64>> + use<> {
    let found = hierarchy_of_rates::Hierarchy::of(agents).unwrap();
    // Equal counts have equal answers, and are asked for once.
    let levels: BTreeMap<Counts, _> =
        agents.iter().map(|one| (*one, (found.level(*one), found.below(*one, 0.8)))).collect();
    let (mean, correlation) = found.population();
    let agents = agents.to_vec();
    move |key| {
        let each = |of: &dyn Fn(Counts) -> f64| agents.iter().map(|one| of(*one)).collect();
        Some(match key {
            "posterior_mean" => each(&|one| levels[&one].0.mean),
            "ci95" => pairs(agents.iter().map(|one| levels[one].0.limits)),
            "ci95_lower" => each(&|one| levels[&one].0.limits.0),
            "ci95_upper" => each(&|one| levels[&one].0.limits.1),
            "prob_below_0.80" => each(&|one| levels[&one].1),
            "rho_mean" => vec![correlation],
            "mu_mean" => vec![mean],
            _ => return None,
        })
    }
}

/// Efron and Morris: batting averages, on their own scale and on that of the arcsine.
fn batters(folder: &Path, key: &str) -> Option<Vec<f64>> {
    let agents = counts(folder);
    let n = real::count(agents[0].1);
    let shares: Vec<f64> = agents.iter().map(|one| real::count(one.0) / n).collect();
    let mean = of_reals(&shares).unwrap().mean;
    let factor = shrinkage::james_stein(&shares, mean * (1.0 - mean) / n).unwrap();
    let shrunk: Vec<f64> = shares.iter().map(|share| mean + factor * (share - mean)).collect();
    let arcsine: Vec<f64> =
        shares.iter().map(|share| n.sqrt() * (2.0 * share - 1.0).asin()).collect();
    Some(match key {
        "grand_mean" => vec![mean],
        "shrinkage_factor" => vec![factor],
        "james_stein" => shrunk,
        "arcsin_x" => arcsine,
        "arcsin_shrinkage" => vec![shrinkage::james_stein(&arcsine, 1.0).unwrap()],
        "total_squared_error_ratio" => {
            let later = numbers(&columns(&folder.join("agents.csv"))["later_rate"]);
            let error = |of: &[f64]| -> f64 {
                of.iter().zip(&later).map(|(value, later)| (value - later).powi(2)).sum()
            };
            vec![error(&shares) / error(&shrunk)]
        }
        _ => return None,
    })
}

/// Lists of pairs of the cases as plain lists.
fn flat(expected: &Value) -> Value {
    let mut expected = expected.clone();
    if let Some(rows) = expected["value"].as_array()
        && rows.iter().all(Value::is_array)
    {
        let cells = rows.iter().flat_map(|row| row.as_array().unwrap().clone()).collect();
        expected["value"] = Value::Array(cells);
    }
    expected
}

#[test]
fn agents_drawn_towards_each_other() {
    let mut tally = Tally::default();
    for folder in cases("shrinkage") {
        let case = json(&folder.join("expected.json"));
        let name = case["case"].as_str().unwrap();
        let model = case["params"]["model"].as_str().unwrap_or_default();
        let say: Box<dyn Fn(&str) -> Option<Vec<f64>>> = match model {
            "normal-normal" => {
                let agents = estimates(&folder);
                Box::new(move |key| plug_in(&agents, key))
            }
            "hierarchical normal, flat mu, uniform tau" => {
                let agents = estimates(&folder);
                let found = Hierarchy::of(&agents).unwrap();
                Box::new(move |key| hierarchical(&found, agents.len(), key))
            }
            "beta-binomial" => {
                let agents = counts(&folder);
                Box::new(move |key| rates(&agents, key))
            }
            "" => {
                let folder = folder.clone();
                Box::new(move |key| batters(&folder, key))
            }
            _ => Box::new(hierarchical_rates(&counts(&folder))),
        };
        for (key, expected) in case["expected"].as_object().unwrap() {
            let got: Said = say(key).map(Ok);
            tally.compare((name, key), &flat(expected), &got);
        }
    }
    tally.finish_whole("shrinkage");
}

#[test]
fn agents_in_a_funnel() {
    let Some(folder) = shared("cases/funnel/agents-25") else { return };
    let case = json(&folder.join("expected.json"));
    let agents = counts(&folder);
    let sum = |of: fn(&Counts) -> u64| real::count(agents.iter().map(of).sum());
    let target = sum(|one| one.0) / sum(|one| one.1);
    let scores: Vec<f64> =
        agents.iter().map(|one| funnel::arcsine_score(one.0, one.1, target)).collect();
    let errors: Vec<f64> = agents.iter().map(|one| 0.5 / real::count(one.1).sqrt()).collect();
    let found = funnel::overdispersion(&scores, &errors, 0.1).unwrap();
    let limits = |confidence: f64| {
        pairs(agents.iter().map(|one| funnel::binomial_limits(target, one.1, confidence).unwrap()))
    };
    let mut tally = Tally::default();
    for (key, expected) in case["expected"].as_object().unwrap() {
        let got = match key.as_str() {
            "target" => Some(vec![target]),
            "z_arcsine" => Some(scores.clone()),
            "z_winsorised" => Some(found.winsorised.clone()),
            "phi" => Some(vec![found.ratio]),
            "tau2" => Some(vec![found.between]),
            "z_adjusted" => Some(found.adjusted.clone()),
            "limits95_exact" => Some(limits(0.95)),
            "limits998_exact" => Some(limits(0.998)),
            _ => None,
        };
        tally.compare(("agents-25", key), &flat(expected), &got.map(Ok));
    }
    tally.finish_whole("funnel");
}
