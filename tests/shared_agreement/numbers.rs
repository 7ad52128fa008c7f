//! Total scores: intraclass correlations, concordance, variance components, measurement systems.

use super::cases::{Tally, cases, json, pair, rows, shared};
use qa::agreement::bias::Scores;
use qa::agreement::components::Components;
use qa::agreement::icc_forms::{scores_needed, stepped_up};
use qa::agreement::one_way::OneWay;
use qa::agreement::scale::thousandths;
use qa::stats::additive;
use qa::stats::concordance;
use qa::stats::mixed::{self, Fit};
use qa::stats::real;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Records of a file by column.
pub(super) fn columns(path: &Path) -> BTreeMap<String, Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in reader.records() {
        for (name, cell) in header.iter().zip(record.unwrap().iter()) {
            columns.entry(name.clone()).or_default().push(cell.to_owned());
        }
    }
    columns
}

/// The number of each text among all different ones, in order.
fn levels(texts: &[String]) -> (Vec<usize>, usize) {
    let known: std::collections::BTreeSet<&String> = texts.iter().collect();
    let known: Vec<&String> = known.into_iter().collect();
    let of = |text| known.binary_search(&text).unwrap();
    (texts.iter().map(of).collect(), known.len())
}

fn numbers(texts: &[String]) -> Vec<f64> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

#[test]
fn concordance_of_rankings() {
    let mut tally = Tally::default();
    for folder in cases("kendall-w") {
        let case = json(&folder.join("expected.json"));
        let mut judges: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for [_, who, _, value] in rows(&folder.join("evaluations.csv"), [0, 1, 2, 3]) {
            judges.entry(who).or_default().push(value.parse().unwrap());
        }
        let found = concordance::kendall(&judges.into_values().collect::<Vec<_>>()).unwrap();
        for (key, expected) in case["expected"].as_object().unwrap() {
            let got = match key.as_str() {
                "kendall_w" => found.w,
                "kendall_w_uncorrected" => found.uncorrected,
                "chi2" => found.chi_square,
                "p" => found.p,
                "df" => real::length(found.df),
                _ => found.mean_spearman,
            };
            tally.compare((case["case"].as_str().unwrap(), key), expected, &Some(Ok(vec![got])));
        }
    }
    tally.finish("kendall-w");
}

#[test]
fn scores_with_cells_missing() {
    let Some(folder) = shared("cases/icc/missing-reml-12x5") else { return };
    let case = json(&folder.join("expected.json"));
    let mut scores = Scores::new();
    let rows = rows(&folder.join("evaluations.csv"), [0, 1, 2, 3]);
    for [interaction, who, _, score] in &rows {
        scores.insert(interaction, who, thousandths(score).unwrap());
    }
    let people = ["E1", "E2", "E3", "E4", "E5"];
    let found = Components::of(&scores, &people).unwrap();
    let mut tally = Tally::default();
    for (key, expected) in case["expected"].as_object().unwrap() {
        let got = match key.as_str() {
            "n_ratings" => vec![real::length(found.scores)],
            "var_interaction" => vec![found.interaction],
            "var_evaluator" => vec![found.evaluator],
            "var_residual" => vec![found.residual],
            "mean" => vec![found.mean],
            "icc_a_1_reml" => vec![found.agreement()],
            "icc_c_1_reml" => vec![found.consistency()],
            "icc_a_khat_reml" => vec![found.agreement_of_means()],
            "k_hat" => vec![found.scores_each],
            "evaluator_severity_blup" => found.severity.iter().map(|(_, value)| *value).collect(),
            _ => continue,
        };
        tally.compare(("missing-reml", key), expected, &Some(Ok(got)));
    }
    tally.finish("icc missing");
}

#[test]
fn calls_within_agents() {
    let Some(folder) = shared("cases/icc/oneway-agents") else { return };
    let case = json(&folder.join("expected.json"));
    let table = columns(&folder.join("scores.csv"));
    let mut groups: BTreeMap<&String, Vec<f64>> = BTreeMap::new();
    for (agent, score) in table["agent"].iter().zip(numbers(&table["score"])) {
        groups.entry(agent).or_default().push(score);
    }
    let found = OneWay::of(&groups.into_values().collect::<Vec<_>>()).unwrap();
    let mut tally = Tally::default();
    for (key, expected) in case["expected"].as_object().unwrap() {
        let got = match key.as_str() {
            "icc_1_1" => Some(vec![found.correlation()]),
            "icc_1_1_ci95" => pair(found.limits(0.95)),
            "k0" => Some(vec![found.size]),
            "var_within" => Some(vec![found.within]),
            "var_between" => Some(vec![found.between()]),
            "reliability_of_mean_of_5" => Some(vec![stepped_up(found.correlation(), 5.0)]),
            _ => scores_needed(found.correlation(), 0.7).map(|n| vec![real::count(n)]),
        };
        tally.compare(("oneway-agents", key), expected, &got.map(Ok));
    }
    tally.finish("icc one-way");
}

fn say_model(fit: &Fit, factors: &[&str], key: &str) -> Option<Vec<f64>> {
    match key {
        "reml_criterion" => return Some(vec![fit.criterion]),
        "mean" => return Some(vec![fit.mean]),
        "se_mean" => return Some(vec![fit.mean_error]),
        "var_residual" => return Some(vec![fit.residual]),
        _ => {}
    }
    let named = |name: &str| factors.iter().position(|factor| *factor == name);
    if let Some(name) = key.strip_prefix("var_") {
        return Some(vec![fit.factors[named(name)?].variance]);
    }
    let rest = key.strip_prefix("blup_")?;
    let effects = |name: &str| named(name).map(|at| fit.factors[at].effects.iter());
    if let Some(name) = rest.strip_suffix("_condsd") {
        return Some(effects(name)?.map(|effect| effect.conditional_sd).collect());
    }
    if let Some(name) = rest.strip_suffix("_pev_sd") {
        return Some(effects(name)?.map(|effect| effect.prediction_sd).collect());
    }
    Some(effects(rest)?.map(|effect| effect.value).collect())
}

#[test]
fn variance_components_and_severity() {
    let mut tally = Tally::default();
    for folder in cases("mixed-model") {
        let case = json(&folder.join("expected.json"));
        let table = columns(&folder.join("scores.csv"));
        let params = &case["params"];
        let y = numbers(&table[params["response"].as_str().unwrap()]);
        let factors: Vec<&str> =
            params["random"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let of: Vec<Vec<usize>> = factors.iter().map(|name| levels(&table[*name]).0).collect();
        let fit = mixed::fit(&y, &of);
        let cells: Vec<additive::Cell> = if factors.len() == 2 {
            (0..y.len()).map(|at| (of[0][at], of[1][at], y[at])).collect()
        } else {
            Vec::new()
        };
        let adjusted = additive::fit(&cells);
        let raw = |agent: usize| {
            let own: Vec<f64> =
                cells.iter().filter(|cell| cell.0 == agent).map(|cell| cell.2).collect();
            own.iter().sum::<f64>() / real::length(own.len())
        };
        for (key, expected) in case["expected"].as_object().unwrap() {
            let got = match key.as_str() {
                "connected_components" => Some(vec![real::length(additive::components(&cells))]),
                "agent_adjusted_mean_fixed" => adjusted.as_ref().map(|fit| fit.rows.clone()),
                "evaluator_severity_fixed" => adjusted.as_ref().map(|fit| fit.columns.clone()),
                "agent_raw_mean" => Some((0..levels(&table["agent"]).1).map(raw).collect()),
                "agent_adjusted_mean_blup" => fit.as_ref().map(|fit| {
                    fit.factors[0].effects.iter().map(|effect| fit.mean + effect.value).collect()
                }),
                key => fit.as_ref().and_then(|fit| say_model(fit, &factors, key)),
            };
            let said = Some(got.ok_or_else(|| "undefined".to_owned()));
            tally.compare((case["case"].as_str().unwrap(), key), expected, &said);
        }
    }
    tally.finish("mixed-model");
}
