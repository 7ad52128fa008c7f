//! Agreement against collections of computed and published cases that lie beside the repository.
//!
//! They are third-party material and stay outside it: without them every test here is skipped and
//! says so. `tests/reference_agreement.rs` holds the published tables that always run.
#![expect(clippy::unwrap_used, reason = "a case that cannot be read should fail the test")]
#![expect(clippy::print_stdout, reason = "says what was skipped and how much was compared")]

mod agents;
mod assisted;
mod cases;
mod comparisons;
mod numbers;
mod sessions;
mod subject;
mod systems;
mod textbooks;

use cases::{Tally, cases, json, ratings, rows, scale, shared};
use qa::agreement::coefficient;
use qa::agreement::pooled;
use qa::agreement::table::Table;
use subject::subject;

fn run_topic(topic: &str) {
    let mut tally = Tally::default();
    for folder in cases(topic).iter().filter(|folder| !folder.ends_with("form-pooled-kappa")) {
        let case = json(&folder.join("expected.json"));
        let subject = subject(folder, &case);
        let name = case["case"].as_str().unwrap();
        for (key, expected) in case["expected"].as_object().unwrap() {
            tally.compare((name, key), expected, &subject.say(key));
        }
    }
    tally.finish(topic);
}

#[test]
fn two_evaluators() {
    run_topic("agreement-two-raters");
}

#[test]
fn many_evaluators() {
    run_topic("agreement-many-raters");
}

#[test]
fn a_form_pooled_over_its_questions() {
    let folder = "cases/agreement-many-raters/form-pooled-kappa";
    let Some(folder) = shared(folder) else { return };
    let case = json(&folder.join("expected.json"));
    let declared = scale(&case["params"]["categories"], "nominal");
    let rows = rows(&folder.join("evaluations.csv"), [0, 1, 2, 3]);
    let scales = rows.iter().map(|row| (row[2].clone(), declared.clone())).collect();
    let questions = ratings(&rows, scales).questions(None);
    let tables: Vec<Table> = questions.iter().map(|question| question.table.clone()).collect();
    let of = |key: &str| -> Vec<f64> {
        let row = coefficient::by_key(key).unwrap();
        tables.iter().map(|table| row.estimate(table, &declared).unwrap().value).collect()
    };
    let form = pooled::kappa(&tables).unwrap();
    let mut tally = Tally::default();
    for (key, expected) in case["expected"].as_object().unwrap() {
        let got = match key.as_str() {
            "kappa_by_question" => Some(of("cohen_kappa")),
            "ac1_by_question" => Some(of("ac1")),
            "mean_po" => Some(vec![form.observed]),
            "mean_pe" => Some(vec![form.expected]),
            "pooled_kappa" => Some(vec![form.value]),
            "pooled_kappa_jackknife_se" => pooled::jackknife_error(&tables).map(|se| vec![se]),
            _ => None,
        };
        tally.compare(("form-pooled-kappa", key), expected, &got.map(Ok));
    }
    tally.finish("form-pooled-kappa");
}
