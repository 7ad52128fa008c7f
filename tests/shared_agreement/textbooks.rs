//! Textbook tables and a large real one, with values of six decimals.

use super::cases::{Tally, json, ratings, rows, said, shared};
use super::subject::Subject;
use qa::agreement::coefficient;
use qa::agreement::icc::MeanSquares;
use qa::agreement::icc_forms::FORMS;
use qa::agreement::scale::{Level, Scale};
use qa::stats::real;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// An expected number of a plain map, exact to six decimals.
fn six(value: &Value) -> Value {
    serde_json::json!({ "value": value, "tolerance": 6e-7 })
}

fn compare_cac(tally: &mut Tally, name: &str, expected: &Value, subject: &Subject) {
    for (rule, block) in expected.as_object().unwrap() {
        let Some(rule) = rule.strip_prefix("cac_") else { continue };
        let suffix = if rule == "identity" { String::new() } else { format!("_{rule}") };
        for (key, value) in block.as_object().unwrap() {
            let known = match key.as_str() {
                "n_units" => "n_interactions".to_owned(),
                "n_units_2plus" => "n_rated_by_2_or_more".to_owned(),
                "pa" => format!("percent_agreement{suffix}"),
                "fleiss" => format!("fleiss_kappa{suffix}"),
                "gwet" => format!("gwet_ac{suffix}"),
                "brennan_prediger" => format!("brennan_prediger{suffix}"),
                "krippendorff_w" if suffix.is_empty() => "krippendorff_alpha".to_owned(),
                "krippendorff_w" => format!("krippendorff_alpha_gwet_weights{suffix}"),
                other => other.to_owned(),
            };
            tally.compare((name, &format!("cac_{rule}.{key}")), &six(value), &subject.say(&known));
        }
    }
}

/// A table with the categories its answers show. Text gets ranks, so that every metric can be tried.
fn textbook(folder: &Path, name: &str) -> Subject {
    let rows = rows(&folder.join(format!("{name}.csv")), [0, 1, 9, 2]);
    let found = ratings(&rows, BTreeMap::new()).questions(None).remove(0);
    let labels = found.scale.category_labels().to_vec();
    let ranked = || Scale::labels(Level::Ordinal, labels);
    let scale = if found.scale.has_values() { found.scale } else { ranked() };
    Subject { table: found.table, scale, custom: None, divisor_n: false }
}

#[test]
fn textbook_tables() {
    let Some(folder) = shared("data/irr-golden") else { return };
    let expected = json(&folder.join("expected_irr.json"));
    let mut tally = Tally::default();
    let observed = |name: &str| textbook(&folder, name);
    for (name, block) in expected["computed_here"].as_object().unwrap() {
        let subject = observed(name);
        compare_cac(&mut tally, name, block, &subject);
        for (key, value) in
            block.as_object().unwrap().iter().filter(|(key, _)| key.starts_with("alpha"))
        {
            let metric = key.split('_').nth(1).unwrap();
            let said = subject.say(&format!("krippendorff_alpha_{metric}"));
            tally.compare((name, key), &six(value), &said);
        }
    }
    for test in expected["irrCAC_unit_test_values"].as_array().unwrap() {
        let subject = observed(test["dataset"].as_str().unwrap());
        let text = |key: &str| test[key].as_str().unwrap();
        let weights = if text("weights") == "identity" { "" } else { text("weights") };
        let base = match text("coefficient") {
            "krippendorff" if weights.is_empty() => "krippendorff_alpha".to_owned(),
            "krippendorff" => format!("krippendorff_alpha_gwet_weights_{weights}"),
            "gwet" => format!("gwet_ac_{weights}"),
            "fleiss" => format!("fleiss_kappa_{weights}"),
            "conger" => format!("conger_kappa_{weights}"),
            "bp" | "brennan_prediger" => format!("brennan_prediger_{weights}"),
            other => other.to_owned(),
        };
        let base = base.trim_end_matches('_');
        // One test of that program brings weights of its own that the file does not tell.
        let untold = text("test").contains("custom");
        let interval =
            serde_json::json!([test["confidence_interval_0"], test["confidence_interval_1"]]);
        let parts = [
            ("", test["coefficient_value"].clone()),
            ("_se", test["se"].clone()),
            ("_ci95_t", interval),
        ];
        for (stat, value) in parts {
            let whole = value.is_number()
                || value.as_array().is_some_and(|v| v.iter().all(Value::is_number));
            if untold || !whole {
                continue;
            }
            let expected = serde_json::json!({ "value": value, "tolerance": 6e-4 });
            tally.compare(
                (text("test"), &format!("{base}{stat}")),
                &expected,
                &subject.say(&format!("{base}{stat}")),
            );
        }
    }
    tally.finish("irr-golden");
}

#[test]
fn nineteen_annotators_of_dialogues() {
    let Some(folder) = shared("data/dch1-dialogue-quality") else { return };
    let expected = json(&folder.join("expected_irr.json"));
    let declared = Scale::numbers(Level::Ordinal, (-2..=2).map(|v: i64| (v.to_string(), v * 1000)));
    let scales = ["A", "E", "S"].map(|id| (id.to_owned(), declared.clone())).into();
    let ratings = ratings(&rows(&folder.join("ratings.csv"), [0, 1, 2, 3]), scales);
    let mut tally = Tally::default();
    for question in ratings.questions(None) {
        let block = &expected[&question.id];
        let table = question.table.clone();
        let subject = Subject { table, scale: declared.clone(), custom: None, divisor_n: false };
        compare_cac(&mut tally, &question.id, block, &subject);
        let row = |key: &str| {
            let estimate = coefficient::by_key(key).unwrap().estimate(&question.table, &declared);
            said(estimate, |estimate| Some(vec![estimate.value]))
        };
        for (key, value) in
            block.as_object().unwrap().iter().filter(|(key, _)| !key.starts_with("cac"))
        {
            let got = match key.as_str() {
                "within_one_pairwise" => row("within_one"),
                "alpha_nominal" | "alpha_ordinal" | "alpha_interval" => row(key),
                "exact_pairwise" => {
                    let exact = coefficient::within(&question.table, &declared, 0).unwrap();
                    let expected = six(&value["exact_agreement"]);
                    tally.compare((&question.id, key), &expected, &Some(Ok(vec![exact.value])));
                    continue;
                }
                "icc1" => {
                    let rows = question.table.rows().iter();
                    let scores: Vec<Vec<i64>> = rows
                        .map(|row| row.iter().map(|(_, at)| declared.values()[*at]).collect())
                        .collect();
                    let squares = MeanSquares::of(&scores).unwrap();
                    for form in &FORMS {
                        let printed = form.mcgraw_wong.replace([',', '(', ')'], "");
                        let short = printed.trim_start_matches("ICC");
                        let names = value.as_object().unwrap();
                        let same = |(name, _): &(&String, &Value)| {
                            **name == form.shrout_fleiss
                                || name.split_once('_').is_some_and(|(_, tail)| tail == short)
                        };
                        let (_, wanted) = names.iter().find(same).unwrap();
                        let got = form.value(&squares).unwrap();
                        tally.compare((&question.id, form.key), &six(wanted), &Some(Ok(vec![got])));
                    }
                    continue;
                }
                "ratings" => Some(Ok(vec![real::length(question.table.ratings())])),
                "dialogues" => subject.counts("n"),
                _ => None,
            };
            tally.compare((&question.id, key), &six(value), &got);
        }
    }
    tally.finish("dch1");
}
