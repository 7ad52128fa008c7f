//! Textbook tables and a large real one, with values of six decimals.

use super::cases::{Tally, json, ratings, rows, said, shared};
use super::subject::Subject;
use qa::agreement::coefficient;
use qa::agreement::icc::MeanSquares;
use qa::agreement::icc_forms::FORMS;
use qa::agreement::ratings::Question;
use qa::agreement::scale::{Level, Scale};
use qa::stats::mean::of_reals;
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

/// What the books print.
fn published(tally: &mut Tally, expected: &Value, observed: &dyn Fn(&str) -> Subject) {
    for (name, block) in expected.as_object().unwrap() {
        let subject = observed(name);
        for (key, value) in block.as_object().unwrap() {
            if let Some(metric) = key.strip_prefix("alpha_") {
                let said = subject.say(&format!("krippendorff_alpha_{metric}"));
                let expected = serde_json::json!({ "value": value, "tolerance": 6e-4 });
                tally.compare((name, key), &expected, &said);
            }
        }
        if block.get("ICC(1,1)").is_some() {
            compare_icc(tally, name, block, &scores(&subject));
        }
    }
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
        if let Some(icc) = block.get("icc") {
            compare_icc(&mut tally, name, icc, &scores(&subject));
        }
    }
    published(&mut tally, &expected["published"], &observed);
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
            ("_pa", test["pa"].clone()),
            ("_pe", test["pe"].clone()),
            ("_p_value", test["p_value"].clone()),
        ];
        for (stat, value) in parts {
            let whole = value.is_number()
                || value.as_array().is_some_and(|v| v.iter().all(Value::is_number));
            if untold || !whole {
                continue;
            }
            // Values have three decimals, p-values five.
            let tolerance = if stat == "_p_value" { 6e-6 } else { 6e-4 };
            let expected = serde_json::json!({ "value": value, "tolerance": tolerance });
            tally.compare(
                (text("test"), &format!("{base}{stat}")),
                &expected,
                &subject.say(&format!("{base}{stat}")),
            );
        }
    }
    tally.finish("irr-golden");
}

/// Six intraclass correlations under whichever of their names, and how many scores they are from.
fn compare_icc(tally: &mut Tally, name: &str, expected: &Value, scores: &[Vec<i64>]) {
    let squares = MeanSquares::of(scores).unwrap();
    for (key, wanted) in expected.as_object().unwrap().iter().filter(|(key, _)| *key != "source") {
        let shrout_fleiss = key.split('_').next().unwrap();
        let got = match key.as_str() {
            "n" => real::length(squares.interactions),
            "k" => real::length(squares.evaluators),
            _ => {
                let form = FORMS.iter().find(|form| form.shrout_fleiss == shrout_fleiss).unwrap();
                form.value(&squares).unwrap()
            }
        };
        // Computed values have six decimals, printed ones two or three.
        let digits = wanted.to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
        let tolerance = match digits {
            2 => 6e-3,
            3 => 6e-4,
            _ => 6e-7,
        };
        let wanted = serde_json::json!({ "value": wanted, "tolerance": tolerance });
        tally.compare((name, key), &wanted, &Some(Ok(vec![got])));
    }
}

/// The scores of a textbook table, subject by subject.
fn scores(subject: &Subject) -> Vec<Vec<i64>> {
    let values = subject.scale.values();
    let rows = subject.table.rows().iter();
    rows.map(|row| row.iter().map(|(_, at)| values[*at]).collect()).collect()
}

/// What is told of the answers beside coefficients.
struct Spread<'a> {
    question: &'a Question,
    scale: &'a Scale,
    dialogues: &'a [String],
}

impl Spread<'_> {
    /// The expected numbers of a block as a plain list, and what the library says.
    fn say(&self, key: &str, value: &Value) -> (Value, Option<Vec<f64>>) {
        let rows = self.question.table.rows();
        let ones = |at: usize| real::signed(self.scale.values()[at].into()) / 1000.0;
        let answers = |row: &[(usize, usize)]| row.iter().map(|(_, at)| ones(*at)).collect();
        let rows: Vec<Vec<f64>> = rows.iter().map(|row| answers(row)).collect();
        let sds: Vec<f64> = rows.iter().map(|row| of_reals(row).unwrap().sd().unwrap()).collect();
        let all: Vec<f64> = rows.iter().flatten().copied().collect();
        let times =
            |wanted: f64| real::length(all.iter().filter(|it| (**it - wanted).abs() < 0.5).count());
        let numbers = |list: Vec<f64>| (value.clone(), Some(list));
        match key {
            "ratings" => numbers(vec![real::length(all.len())]),
            "mean" => numbers(vec![of_reals(&all).unwrap().mean]),
            "mean_within_dialogue_sd" => numbers(vec![of_reals(&sds).unwrap().mean]),
            "mean_abs_pair_difference" => {
                let pairs = |row: &Vec<f64>| {
                    let later = row.iter().enumerate();
                    let apart = later.flat_map(|(at, one)| {
                        row[at + 1..].iter().map(move |two| (one - two).abs())
                    });
                    apart.collect::<Vec<f64>>()
                };
                let apart: Vec<f64> = rows.iter().flat_map(pairs).collect();
                numbers(vec![of_reals(&apart).unwrap().mean])
            }
            "distribution" => {
                let wanted = value.as_object().unwrap().values().cloned().collect();
                let labels = value.as_object().unwrap().keys();
                (wanted, Some(labels.map(|label| times(label.parse().unwrap())).collect()))
            }
            "raters_per_dialogue" => {
                let (each, dialogues) = value.as_object().unwrap().iter().next().unwrap();
                let wanted = serde_json::json!([each.parse::<f64>().unwrap(), dialogues]);
                let same = rows.iter().filter(|row| row.len().to_string() == *each).count();
                (wanted, Some(vec![real::length(rows[0].len()), real::length(same)]))
            }
            "five_most_disputed_by_sd" => {
                let mut order: Vec<usize> = (0..sds.len()).collect();
                order.sort_by(|a, b| {
                    (sds[*b], &self.dialogues[*b])
                        .partial_cmp(&(sds[*a], &self.dialogues[*a]))
                        .unwrap()
                });
                let wanted = value.as_array().unwrap();
                for (pair, at) in wanted.iter().zip(&order) {
                    assert_eq!(
                        pair[1].as_str().unwrap(),
                        self.dialogues[*at],
                        "{}",
                        self.question.id
                    );
                }
                let numbers: Value = wanted.iter().map(|pair| pair[0].clone()).collect();
                (numbers, Some(order[..5].iter().map(|at| sds[*at]).collect()))
            }
            _ => (value.clone(), None),
        }
    }
}

#[test]
fn nineteen_annotators_of_dialogues() {
    let Some(folder) = shared("data/dch1-dialogue-quality") else { return };
    let expected = json(&folder.join("expected_irr.json"));
    let declared = Scale::numbers(Level::Ordinal, (-2..=2).map(|v: i64| (v.to_string(), v * 1000)));
    let scales = ["A", "E", "S"].map(|id| (id.to_owned(), declared.clone())).into();
    let ratings = ratings(&rows(&folder.join("ratings.csv"), [0, 1, 2, 3]), scales);
    let dialogues: Vec<String> = ratings.interactions().into_iter().map(str::to_owned).collect();
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
                    compare_icc(&mut tally, &question.id, value, &scores);
                    continue;
                }
                "dialogues" => subject.counts("n"),
                _ => {
                    let spread =
                        Spread { question: &question, scale: &declared, dialogues: &dialogues };
                    let (wanted, got) = spread.say(key, value);
                    tally.compare((&question.id, key), &six(&wanted), &got.map(Ok));
                    continue;
                }
            };
            tally.compare((&question.id, key), &six(value), &got);
        }
    }
    tally.finish("dch1");
}
