//! Means of everything from machine scores of all and human scores of a sample.

use super::cases::{Tally, cases, json, pair};
use super::numbers::columns;
use qa::stats::assisted::{Assisted, Power, Powered, Sample, over_design};
use qa::stats::mean;
use qa::stats::real;
use qa::stats::survey::{Design, Unit};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

pub(super) fn sample(folder: &Path) -> Sample {
    let table = columns(&folder.join("scores.csv"));
    let mut sample = Sample { both: Vec::new(), rest: Vec::new() };
    for (human, machine) in table["human"].iter().zip(&table["machine"]) {
        let machine: f64 = machine.parse().unwrap();
        match human.parse() {
            Ok(human) => sample.both.push((human, machine)),
            Err(_) => sample.rest.push(machine),
        }
    }
    sample
}

fn say(sample: &Sample, key: &str) -> Option<Vec<f64>> {
    let powered = |power| sample.powered(power).unwrap();
    let limits = |found: Powered| pair(Some(found.interval(0.95)));
    let error = |found: Option<Assisted>| found?.standard_error.map(|error| vec![error]);
    let all = sample.both.iter().map(|both| both.1).chain(sample.rest.iter().copied());
    let all: Vec<f64> = all.collect();
    match key {
        "classical_mean" => Some(vec![powered(Power::Fixed(0.0)).mean]),
        "classical_ci95" => limits(powered(Power::Fixed(0.0))),
        "ppi_mean" => Some(vec![powered(Power::Fixed(1.0)).mean]),
        "ppi_ci95" => limits(powered(Power::Fixed(1.0))),
        "ppi_plus_mean" => Some(vec![powered(Power::Tuned).mean]),
        "ppi_plus_ci95" => limits(powered(Power::Tuned)),
        "lambda" => Some(vec![powered(Power::Tuned).power]),
        "difference_estimator" => Some(vec![sample.difference()?.mean]),
        "se_difference_estimator" => error(sample.difference()),
        "greg_mean" => Some(vec![sample.regression()?.mean]),
        "se_greg" => error(sample.regression()),
        "human_mean" => Some(vec![sample.alone()?.mean]),
        "se_srs_only" => error(sample.alone()),
        "machine_mean_all" => Some(vec![mean::of_reals(&all)?.mean]),
        "correlation" => Some(vec![sample.correlation()?]),
        _ => None,
    }
}

#[test]
fn machines_assist_people() {
    let mut tally = Tally::default();
    for folder in cases("ppi") {
        let case = json(&folder.join("expected.json"));
        let sample = sample(&folder);
        for (key, expected) in case["expected"].as_object().unwrap() {
            let got = say(&sample, key).map(Ok);
            tally.compare((case["case"].as_str().unwrap(), key), expected, &got);
        }
        over_a_design(&sample, &case["expected"], &mut tally);
    }
    tally.finish("ppi");
}

/// A design of one stratum says what the formulas of a simple random sample say.
fn over_a_design(sample: &Sample, expected: &Value, tally: &mut Tally) {
    let (n, rest) = (real::length(sample.both.len()), real::length(sample.rest.len()));
    let unit = |(y, _): &(f64, f64)| Unit { stratum: 0, weight: (n + rest) / n, y: *y };
    let units = sample.both.iter().map(unit).collect();
    let design = Design { strata: vec![n + rest], units };
    let predicted: Vec<f64> = sample.both.iter().map(|both| both.1).collect();
    let of_all = (predicted.iter().sum::<f64>() + sample.rest.iter().sum::<f64>()) / (n + rest);
    for (power, value, error) in [
        (Power::Fixed(1.0), "difference_estimator", "se_difference_estimator"),
        (Power::Fixed(0.0), "human_mean", "se_srs_only"),
        // Its errors have weights of their own.
        (Power::Tuned, "greg_mean", ""),
    ] {
        let (found, power) = over_design(&design, (&predicted, of_all), power).unwrap();
        // A slope beyond 1 is taken for 1.
        let value =
            if value == "greg_mean" && power >= 1.0 { "difference_estimator" } else { value };
        tally.compare(("design", value), &expected[value], &Some(Ok(vec![found.value])));
        if !error.is_empty() {
            let got = Some(Ok(vec![found.se().unwrap()]));
            tally.compare(("design", error), &expected[error], &got);
        }
    }
}

/// The same cases as a user meets them: evaluations with their chances, a table out.
#[test]
fn the_program_says_what_the_library_says() {
    let mut tally = Tally::default();
    for folder in cases("ppi") {
        let expected = json(&folder.join("expected.json"))["expected"].clone();
        let sample = sample(&folder);
        let (n, all) = (sample.both.len(), sample.both.len() + sample.rest.len());
        let mut csv =
            "interaction_id,evaluator_id,purpose,probability,stratum_size,rating\n".to_owned();
        let machine = sample.both.iter().map(|both| both.1).chain(sample.rest.iter().copied());
        for (at, score) in machine.enumerate() {
            writeln!(csv, "I{at},bot,ai,,,{score}").unwrap();
        }
        for (at, (human, _)) in sample.both.iter().enumerate() {
            writeln!(csv, "I{at},ann,monitor,{n}/{all},{all},{human}").unwrap();
        }
        let room = tempfile::tempdir().unwrap();
        std::fs::write(room.path().join("e.csv"), csv).unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_qa"))
            .args(
                "calibrate e.csv --totals --assisted --table assisted -f csv -o out.csv".split(' '),
            )
            .current_dir(room.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let table = columns(&room.path().join("out.csv"));
        let cell = |method: &str, column: &str| -> f64 {
            let at = table["method"].iter().position(|one| one == method).unwrap();
            table[column][at].parse().unwrap()
        };
        for (method, column, key) in [
            ("people alone", "estimate", "human_mean"),
            ("people alone", "estimate_error", "se_srs_only"),
            ("difference", "estimate", "difference_estimator"),
            ("difference", "estimate_error", "se_difference_estimator"),
            ("prediction-powered", "estimate", "ppi_plus_mean"),
            ("prediction-powered", "power", "lambda"),
        ] {
            // The program writes six decimals.
            let wanted = serde_json::json!({ "value": expected[key]["value"], "tolerance": 6e-7 });
            tally.compare(("program", key), &wanted, &Some(Ok(vec![cell(method, column)])));
        }
        let named = "prediction-powered, large sample";
        let limits = ["estimate_lower", "estimate_upper"].map(|end| cell(named, end));
        let wanted =
            serde_json::json!({ "value": expected["ppi_plus_ci95"]["value"], "tolerance": 6e-7 });
        tally.compare(("program", "ppi_plus_ci95"), &wanted, &Some(Ok(limits.to_vec())));
    }
    tally.finish("ppi by the program");
}
