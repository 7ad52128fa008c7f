//! Several groups, paired decisions, many tests at once, and the questions of a form together.

use super::cases::{Tally, cases, json, pair};
use super::numbers::columns;
use qa::stats::groups;
use qa::stats::mean::{Mean, of_reals};
use qa::stats::multiple;
use qa::stats::paired::{Changes, Continuity};
use qa::stats::real;
use qa::stats::reliability::Items;
use std::collections::BTreeMap;

/// Compares every key of every case of a topic.
fn run(topic: &str, say: impl Fn(&BTreeMap<String, Vec<String>>, &str) -> Option<Vec<f64>>) {
    let files = ["evaluations.csv", "scores.csv", "table.csv", "p.csv"];
    let mut tally = Tally::default();
    for folder in cases(topic) {
        let case = json(&folder.join("expected.json"));
        let file =
            files.map(|file| folder.join(file)).into_iter().find(|file| file.try_exists().unwrap());
        let table = columns(&file.unwrap());
        for (key, expected) in case["expected"].as_object().unwrap() {
            let got = say(&table, key).map(Ok);
            tally.compare((case["case"].as_str().unwrap(), key), expected, &got);
        }
    }
    tally.finish(topic);
}

#[test]
fn questions_of_a_form() {
    run("item-analysis", |table, key| {
        let names = &table["question_id"];
        let mut order: Vec<&String> = Vec::new();
        let mut rows: BTreeMap<&String, BTreeMap<usize, f64>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            let column = order.iter().position(|known| *known == name).unwrap_or_else(|| {
                order.push(name);
                order.len() - 1
            });
            let row = rows.entry(&table["interaction_id"][at]).or_default();
            row.insert(column, table["rating"][at].parse().unwrap());
        }
        let rows = rows.into_values().map(|row| row.into_values().collect());
        let items = Items::of(&rows.collect::<Vec<_>>()).unwrap();
        match key {
            "cronbach_alpha" => items.alpha().map(|alpha| vec![alpha]),
            "standardized_alpha" => items.standardized().map(|alpha| vec![alpha]),
            "alpha_ci95_feldt" => pair(items.limits(0.95)),
            "item_rest_correlation" => items.item_rest().into_iter().collect(),
            "alpha_if_dropped" => items.alpha_without().into_iter().collect(),
            "item_mean" => Some(items.moments().iter().map(|one| one.mean).collect()),
            "item_sd" => items.moments().iter().map(Mean::sd).collect(),
            _ => None,
        }
    });
}

#[test]
fn several_groups() {
    run("several-groups", |table, key| {
        let mut values: BTreeMap<&String, Vec<f64>> = BTreeMap::new();
        for (group, score) in table["group"].iter().zip(&table["score"]) {
            values.entry(group).or_default().push(score.parse().unwrap());
        }
        let values: Vec<Vec<f64>> = values.into_values().collect();
        let means: Vec<Mean> = values.iter().filter_map(|group| of_reals(group)).collect();
        Some(vec![match key {
            "anova_F" => groups::variance(&means)?.statistic,
            "anova_p" => groups::variance(&means)?.p,
            "welch_F" => groups::welch(&means)?.statistic,
            "welch_df2" => groups::welch(&means)?.df_within?,
            "welch_p" => groups::welch(&means)?.p,
            "kruskal_H" => groups::ranks(&values)?.statistic,
            "kruskal_p" => groups::ranks(&values)?.p,
            _ => return None,
        }])
    });
}

#[test]
fn paired_decisions() {
    run("paired-proportions", |table, key| {
        let mut found = Changes::default();
        for (at, count) in table["count"].iter().enumerate() {
            let count = count.parse().unwrap();
            match (table["first"][at].as_str(), table["second"][at].as_str()) {
                ("yes", "yes") => found.both = count,
                ("yes", _) => found.lost = count,
                (_, "yes") => found.gained = count,
                _ => found.neither = count,
            }
        }
        Some(vec![match key {
            "chi2" => found.chi_square(Continuity::Plain)?.0,
            "p" => found.chi_square(Continuity::Plain)?.1,
            "chi2_cc" => found.chi_square(Continuity::Corrected)?.0,
            "p_cc" => found.chi_square(Continuity::Corrected)?.1,
            "p_exact" => found.exact_p()?,
            "difference" => found.difference()?,
            _ => return None,
        }])
    });
}

#[test]
fn many_tests_at_once() {
    run("multiple-testing", |table, key| {
        let p: Vec<f64> = table["p"].iter().map(|p| p.parse().unwrap()).collect();
        let rejected = |adjusted: Vec<f64>| {
            vec![real::length(adjusted.into_iter().filter(|p| *p <= 0.05).count())]
        };
        Some(match key {
            "bh" => multiple::false_discovery(&p),
            "by" => multiple::false_discovery_any(&p),
            "holm" => multiple::holm(&p),
            "bonferroni" => multiple::bonferroni(&p),
            "rejected_bh_05" => rejected(multiple::false_discovery(&p)),
            "rejected_bonferroni_05" => rejected(multiple::bonferroni(&p)),
            _ => return None,
        })
    });
}
