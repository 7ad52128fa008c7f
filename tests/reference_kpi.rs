//! Statistics of indicators against printed values: `tests/reference/kpi`, one row of `expected.csv`
//! a value.
#![expect(clippy::unwrap_used, reason = "a table that cannot be read should fail the test")]

use qa::stats::erlang::Queue;
use qa::stats::paired::{Changes, Continuity};
use qa::stats::{difference, logistic, mean, rate, real, tail};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/kpi")
}

/// Both columns of a file as numbers.
fn columns(name: &str) -> (Vec<f64>, Vec<f64>) {
    let mut reader = csv::Reader::from_path(folder().join(name)).unwrap();
    let pair = |record: csv::StringRecord| -> (f64, f64) {
        (record[0].parse().unwrap(), record[1].parse().unwrap())
    };
    reader.records().map(|record| pair(record.unwrap())).unzip()
}

fn challenger(what: &str) -> f64 {
    let (failed, temperature) = columns("challenger.csv");
    let failed: Vec<bool> = failed.iter().map(|value| *value > 0.5).collect();
    let found = logistic::fit(&failed, &[temperature]).unwrap();
    match what {
        "intercept" => found.coefficients[0],
        "slope" => found.coefficients[1],
        _ => found.errors[1],
    }
}

fn sleep(what: &str) -> f64 {
    let (one, other) = columns("sleep.csv");
    let gaps: Vec<f64> = one.iter().zip(&other).map(|(one, other)| one - other).collect();
    let [one, other, gaps] = [one, other, gaps].map(|values| mean::of_reals(&values).unwrap());
    let welch = difference::welch(&one, &other).unwrap();
    let paired = gaps.mean / gaps.standard_error().unwrap();
    match what {
        "welch_t" => welch.t,
        "welch_df" => welch.df,
        "welch_p" => welch.p(),
        "paired_t" => paired,
        _ => tail::student(paired, real::count(gaps.n - 1)),
    }
}

fn erlang(what: &str) -> f64 {
    let queue = Queue { servers: 14, load: 10.0, service: 180.0 };
    match what {
        "waiting" => queue.waiting(),
        "service_level" => queue.within(20.0).unwrap(),
        "asa_s" => queue.mean_wait().unwrap(),
        _ => queue.occupancy(),
    }
}

fn newcombe(one: (u64, u64), other: (u64, u64), what: &str) -> f64 {
    let (low, high) = difference::shares(one, other, 0.95).unwrap().limits.unwrap();
    if what == "lower" { low } else { high }
}

fn poisson(what: &str) -> f64 {
    let found = rate::ratio((11, 800.0), (21, 3_011.0), 0.95).unwrap();
    match what {
        "" => found.value.unwrap(),
        "_lower" => found.limits.0,
        "_upper" => found.limits.1.unwrap(),
        _ => found.p,
    }
}

fn found(quantity: &str) -> f64 {
    let after = |start: &str| quantity.strip_prefix(start);
    if let Some(what) = after("challenger_") {
        return challenger(what);
    }
    if let Some(what) = after("sleep_") {
        return sleep(what);
    }
    if let Some(what) = after("erlang_14_") {
        return erlang(what);
    }
    if let Some(what) = after("newcombe_56_70_48_80_") {
        return newcombe((56, 70), (48, 80), what);
    }
    if let Some(what) = after("newcombe_9_10_3_10_") {
        return newcombe((9, 10), (3, 10), what);
    }
    if let Some(what) = after("poisson_ratio") {
        return poisson(what);
    }
    assert_eq!(quantity, "mcnemar_approval");
    let polls = Changes { both: 794, lost: 150, gained: 86, neither: 570 };
    polls.chi_square(Continuity::Plain).unwrap().0
}

#[test]
fn printed_values_are_met() {
    let mut reader = csv::Reader::from_path(folder().join("expected.csv")).unwrap();
    let mut compared = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let [value, tolerance] = [1, 2].map(|at| record[at].parse::<f64>().unwrap());
        let found = found(&record[0]);
        assert!((found - value).abs() <= tolerance, "{}: {found} for {value}", &record[0]);
        compared += 1;
    }
    assert_eq!(compared, 21);
}
