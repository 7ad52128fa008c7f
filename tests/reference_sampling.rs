//! Shares, sizes and estimates against printed numbers: `tests/reference/sampling`, a source in each row.
#![expect(clippy::unwrap_used, reason = "a table that cannot be read should fail the test")]

use qa::sampling::allocate::{Allocation, Bounds, Facts};
use qa::stats::proportion::{clopper_pearson, mid_p, wald, wilson_corrected};
use qa::stats::survey::{Design, Unit};
use qa::stats::{normal, size, wilson::wilson};
use std::collections::BTreeMap;
use std::path::Path;

type Row = BTreeMap<String, String>;

fn rows(name: &str) -> Vec<Row> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/sampling");
    let mut reader = csv::Reader::from_path(folder.join(name)).unwrap();
    let header = reader.headers().unwrap().clone();
    let pairs = |record: csv::StringRecord| {
        header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
    };
    reader.records().map(|record| pairs(record.unwrap())).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap()
}

#[test]
fn intervals_of_shares_are_as_printed() {
    let z = normal::quantile(0.975);
    for row in rows("shares.csv") {
        let (hits, trials) = (row["hits"].parse().unwrap(), row["trials"].parse().unwrap());
        let found = match row["method"].as_str() {
            "wald" => wald(hits, trials, 0.95),
            "wilson" => wilson(hits, trials, z),
            "wilson_corrected" => wilson_corrected(hits, trials, 0.95),
            "clopper_pearson" => clopper_pearson(hits, trials, 0.95),
            "mid_p" => mid_p(hits, trials, 0.95),
            other => panic!("no method `{other}`"),
        };
        let (low, high) = found.unwrap();
        // Printed with four decimals.
        let close = |got: f64, column: &str| (got - number(&row, column)).abs() < 5.1e-5;
        assert!(close(low, "low") && close(high, "high"), "{row:?}: {low:.5} to {high:.5}");
    }
}

#[test]
fn sizes_are_as_printed() {
    for row in rows("sizes.csv") {
        let given: Vec<f64> =
            row["arguments"].split(';').map(|text| text.parse().unwrap()).collect();
        let whole = |at: usize| row["arguments"].split(';').nth(at).unwrap().parse().unwrap();
        let found = match (row["rule"].as_str(), given.as_slice()) {
            ("share", [p, margin, confidence, _]) => {
                let z = normal::quantile(0.5 + confidence / 2.0);
                size::for_share(*p, *margin, z, Some(whole(3)).filter(|size| *size > 0)).n
            }
            ("detect", [rate, confidence]) => size::to_detect(*rate, *confidence, None),
            ("means", [change, sd, power]) => size::to_compare_means(*change, *sd, *power).n,
            ("shares", [first, second, power]) => {
                size::to_compare_shares(*first, *second, *power).n
            }
            ("icc", [least, truth, _, confidence, power]) => {
                size::for_icc((*least, *truth), whole(2), (*confidence, *power)).unwrap().n
            }
            ("icc_width", [icc, _, width]) => {
                size::for_icc_width(*icc, whole(1), *width).unwrap().n
            }
            ("kappa", [null, truth, first, second, confidence, power]) => {
                let found =
                    size::for_kappa((*null, *truth), (*first, *second), (*confidence, *power));
                found.unwrap().n
            }
            other => panic!("no rule {other:?}"),
        };
        assert_eq!(found, row["n"].parse::<u64>().unwrap(), "{row:?}");
    }
}

#[test]
fn cochrans_colleges_are_allocated_as_printed() {
    let rows = rows("allocations.csv");
    let facts: Vec<Facts<'_>> = rows
        .iter()
        .map(|row| Facts {
            first: &row["stratum"],
            size: row["size"].parse().unwrap(),
            sd: number(row, "sd"),
            minutes: 1.0,
        })
        .collect();
    let given = Allocation::Neyman(58).spread(&facts, Bounds::default());
    let printed: Vec<usize> = rows.iter().map(|row| row["neyman"].parse().unwrap()).collect();
    assert_eq!(given, printed);
}

/// Numbers with this mean and variance: as many above as below, and one between if they are odd.
fn spread(n: usize, mean: f64, variance: f64) -> Vec<f64> {
    let count = f64::from(u32::try_from(n).unwrap());
    let even = count - f64::from(u8::from(n % 2 == 1));
    let away = (variance * (count - 1.0) / even).sqrt();
    let mut values = vec![mean - away; n / 2];
    values.extend(vec![mean + away; n / 2]);
    values.resize(n, mean);
    values
}

fn design(survey: &str) -> Design {
    let mut design = Design { strata: Vec::new(), units: Vec::new() };
    for row in rows("strata.csv").iter().filter(|row| row["survey"] == survey) {
        let (size, n) = (number(row, "size"), row["drawn"].parse().unwrap());
        let weight = size / number(row, "drawn");
        let values = spread(n, number(row, "mean"), number(row, "variance"));
        let stratum = design.strata.len();
        design.units.extend(values.into_iter().map(|y| Unit { stratum, weight, y }));
        design.strata.push(size);
    }
    design
}

#[test]
fn estimates_of_lohrs_counties_are_as_printed() {
    for row in rows("estimates.csv") {
        let design = design(&row["survey"]);
        let (mean, total) = (design.mean(&|_| true).unwrap(), design.total(&|_| true).unwrap());
        let found = match row["quantity"].as_str() {
            "mean" => mean.value,
            "se_mean" => mean.se().unwrap(),
            "total" => total.value,
            "se_total" => total.se().unwrap(),
            "satterthwaite" => mean.satterthwaite.unwrap(),
            other => panic!("no quantity `{other}`"),
        };
        let apart = (found - number(&row, "value")).abs();
        assert!(apart <= number(&row, "tolerance"), "{row:?}: {found}");
    }
}
