//! Days that come added up: four re-exports of the same days, two of them without a date.

use super::figures::{RULES, Tally, value};
use super::program::{Groups, groups, json, qa, shared};
use serde_json::Value;
use std::path::Path;

/// Figures computed apart, and the indicator and formula that are the same.
const FIGURES: [(&str, &str, &str); 9] = [
    ("days", "intervals", "offered"),
    ("offered", "offered", "offered"),
    ("answered", "answered", "offered"),
    ("abandoned", "abandoned", "offered"),
    ("answer_rate", "answer_rate", "offered"),
    ("abandonment_rate", "abandonment_rate", "offered"),
    ("asa_s_weighted_by_answered", "asa_s", "offered"),
    ("avg_talk_s_weighted_by_answered", "talk_s", "offered"),
    ("service_level_20s_weighted_by_offered", "service_level", "offered"),
];

fn report(file: &Path, rest: &[&str]) -> Value {
    let output = qa(&[&["kpi", file.to_str().unwrap(), "-f", "json"][..], rest].concat());
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.starts_with("read as intervals, by the names of the columns\n"), "{told}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn compare(
    tally: &mut Tally,
    name: &str,
    expected: &Value,
    [of_offered, of_answered]: [&Groups; 2],
) {
    let group = name.split(' ').next_back().filter(|_| name.contains(' ')).unwrap_or_default();
    for (figure, kpi, _) in FIGURES {
        let found = value(&of_offered[group], kpi);
        tally.same(&format!("{name}: {figure}"), &expected[figure], found);
    }
    let level = value(&of_answered[group], "service_level");
    tally.same(name, &expected["service_level_20s_weighted_by_answered"], level);
    // Days whose parts do not add up would be told in a note, and no file has one.
    tally.same(name, &expected["offered!=answered+abandoned_days"], Some(0.0));
}

#[test]
fn every_file_month_and_agent_of_the_days_is_weighted_again() {
    let Some(folder) = shared("data/daily-aggregate") else { return };
    let expected = json(&folder.join("expected_kpis.json"));
    let mut tally = Tally::default();
    let mut compare_by = |file: &str, by: &[&str], expected: &[(String, &Value)]| {
        let [of_offered, of_answered] = ["offered", "answered"].map(|formula| {
            let report = report(&folder.join(file), &[&["--formula", formula], by].concat());
            let notes = report["notes"].as_array().unwrap().iter().filter_map(Value::as_str);
            let unequal = notes.filter(|note| note.contains("another number offered"));
            assert_eq!(unequal.count(), 0, "{file}");
            groups(&report)
        });
        for (name, expected) in expected {
            compare(&mut tally, name, expected, [&of_offered, &of_answered]);
        }
    };
    for (file, expected) in expected["files"].as_object().unwrap() {
        compare_by(file, &[], &[(file.clone(), expected)]);
    }
    for (file, by, key) in [
        ("daily_fecha_iso.csv", "month", "by_month_(iso file)"),
        ("daily_salesrep.csv", "agent_id", "by_rep_(salesrep file)"),
    ] {
        let named = expected[key].as_object().unwrap().iter();
        let named: Vec<_> = named.map(|(group, v)| (format!("{file} {group}"), v)).collect();
        compare_by(file, &["--by", by], &named);
    }
    plain_means(&folder, &expected, &mut tally);
    tally.finish("days", 618);
    let plain = "a plain mean of days, which the product never takes; that of one file is compared";
    tally.close(
        "days",
        &expected,
        &[
            ("rules", RULES),
            ("files/*/asa_s_unweighted_day_mean", plain),
            ("files/*/service_level_20s_unweighted_day_mean", plain),
            ("by_month_(iso file)/*/asa_s_unweighted_day_mean", plain),
            ("by_month_(iso file)/*/service_level_20s_unweighted_day_mean", plain),
            ("by_rep_(salesrep file)/*/asa_s_unweighted_day_mean", plain),
            ("by_rep_(salesrep file)/*/service_level_20s_unweighted_day_mean", plain),
        ],
    );
}

/// The plain means that the figures computed apart warn of are those of the rows of each day.
fn plain_means(folder: &Path, expected: &Value, tally: &mut Tally) {
    let expected = &expected["files"]["daily_fecha_iso.csv"];
    let days = groups(&report(&folder.join("daily_fecha_iso.csv"), &["--by", "day"]));
    for (key, kpi) in [
        ("asa_s_unweighted_day_mean", "asa_s"),
        ("service_level_20s_unweighted_day_mean", "service_level"),
    ] {
        let values: Vec<f64> = days.values().filter_map(|rows| value(rows, kpi)).collect();
        let mean = values.iter().sum::<f64>() / f64::from(u32::try_from(values.len()).unwrap());
        tally.same(key, &expected[key], format!("{mean:.6}").parse().ok());
    }
}

#[test]
fn percentiles_and_repeats_cannot_be_known_from_days() {
    let Some(folder) = shared("data/daily-aggregate") else { return };
    let report = report(&folder.join("daily_comma_pct.csv"), &["--kpi", "wait_p90_s,csat_mean"]);
    let notes: Vec<&str> =
        report["notes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for kpi in ["wait_p90_s", "csat_mean"] {
        let told = notes
            .iter()
            .any(|note| note.starts_with(&format!("{kpi}: cannot be known from intervals")));
        assert!(told, "{notes:?}");
    }
}
