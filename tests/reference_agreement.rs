//! Agreement against printed tables: `tests/reference/agreement`, one row of `expected.csv` a value.
//!
//! Tables come in three layouts: `crossed` (answers of two evaluators and how many pairs, maybe with
//! the printed weight), `counts` (evaluators per category, a row an interaction) and `ratings` (an
//! evaluator a column, empty where missing). A printed value counts interactions rated once.
#![expect(clippy::unwrap_used, reason = "a table that cannot be read should fail the test")]
#![expect(
    clippy::disallowed_methods,
    reason = "the environment tells whether to write the page anew"
)]

use qa::agreement::alpha::{self, Metric};
use qa::agreement::chance::{self, Chance};
use qa::agreement::coefficient::COEFFICIENTS;
use qa::agreement::cohen::{self, Crossed};
use qa::agreement::scale::{Level, Scale};
use qa::agreement::table::Table;
use qa::agreement::weights::{Rule, Weights};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/agreement")
}

/// Header and records of a file.
fn read(name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(folder().join(format!("{name}.csv"))).unwrap();
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = cells(reader.headers().unwrap());
    (header, reader.records().map(|record| cells(&record.unwrap())).collect())
}

/// A table, its scale, and the weights printed with it.
struct Printed {
    table: Table,
    scale: Scale,
    weights: Option<Weights>,
}

/// A scale of these labels in order; numbers keep their values.
fn scale(labels: &[String]) -> Scale {
    let values: Option<Vec<i64>> =
        labels.iter().map(|label| label.parse().ok().map(|value: i64| value * 1000)).collect();
    match values {
        Some(values) => Scale::numbers(Level::Ordinal, labels.iter().cloned().zip(values)),
        None => Scale::labels(Level::Ordinal, labels),
    }
}

fn distinct(labels: impl Iterator<Item = String>) -> Vec<String> {
    let mut found = Vec::new();
    for label in labels.filter(|label| !label.is_empty()) {
        if !found.contains(&label) {
            found.push(label);
        }
    }
    found
}

fn crossed(name: &str) -> Printed {
    let (header, records) = read(name);
    let scale = scale(&distinct(records.iter().map(|record| record[0].clone())));
    let category = |label: &str| scale.category(label).unwrap();
    let rows = records.iter().flat_map(|record| {
        let pairs: usize = record[2].parse().unwrap();
        let row = vec![(0, category(&record[0])), (1, category(&record[1]))];
        std::iter::repeat_n(row, pairs)
    });
    let cells = records.iter().filter_map(|record| record.get(3)).map(|cell| cell.parse().unwrap());
    let weights = (header.len() > 3).then(|| Weights::custom(scale.len(), cells.collect()));
    Printed { table: Table::new(scale.len(), rows.collect()), scale, weights }
}

fn counts(name: &str) -> Printed {
    let (header, records) = read(name);
    let rows = records.iter().map(|record| {
        let categories = record
            .iter()
            .enumerate()
            .flat_map(|(category, count)| std::iter::repeat_n(category, count.parse().unwrap()));
        categories.enumerate().collect()
    });
    Printed {
        table: Table::new(header.len(), rows.collect()),
        scale: scale(&header),
        weights: None,
    }
}

fn ratings(name: &str) -> Printed {
    let (_, records) = read(name);
    let mut labels = distinct(records.iter().flat_map(|record| record[1..].to_vec()));
    labels.sort();
    let scale = scale(&labels);
    let rows = records.iter().map(|record| {
        let given = record[1..].iter().enumerate().filter(|(_, answer)| !answer.is_empty());
        given.map(|(who, answer)| (who, scale.category(answer).unwrap())).collect()
    });
    Printed { table: Table::new(scale.len(), rows.collect()), scale, weights: None }
}

/// One statistic of one coefficient.
fn compute(printed: &Printed, coefficient: &str, weights: &str, statistic: &str) -> f64 {
    let weights = match weights {
        "identity" => Weights::of(Rule::Identity, &printed.scale.numeric()).unwrap(),
        "linear" => Weights::of(Rule::Linear, &printed.scale.numeric()).unwrap(),
        "printed" => printed.weights.clone().unwrap(),
        other => unreachable!("weights `{other}`"),
    };
    if coefficient == "cohen" {
        let kappa = cohen::kappa(&Crossed::of(&printed.table).unwrap(), &weights).unwrap();
        return if statistic == "variance" { kappa.error.powi(2) } else { kappa.value };
    }
    let alpha = |metric| alpha::alpha(&printed.table, &printed.scale, metric);
    let beyond = |chance| chance::estimate(&printed.table, &weights, chance);
    let estimate = match coefficient {
        "agreement" => beyond(Chance::None),
        "fleiss" => beyond(Chance::Fleiss),
        "conger" => beyond(Chance::Conger),
        "gwet" => beyond(Chance::Gwet),
        "brennan-prediger" => beyond(Chance::Uniform),
        "alpha-nominal" => alpha(Metric::Nominal),
        "alpha-ordinal" => alpha(Metric::Ordinal),
        "alpha-interval" => alpha(Metric::Interval),
        "alpha-ratio" => alpha(Metric::Ratio),
        other => unreachable!("coefficient `{other}`"),
    };
    let estimate = estimate.unwrap();
    if statistic == "error" { estimate.error.unwrap() } else { estimate.value }
}

/// A printed value, what it is of, and the value found.
struct Row {
    name: String,
    coefficient: String,
    weights: String,
    statistic: String,
    source: String,
    printed: f64,
    tolerance: f64,
    found: f64,
}

fn rows() -> Vec<Row> {
    let (_, expected) = read("expected");
    assert!(expected.len() > 30);
    let row = |cells: &Vec<String>| {
        let [name, layout, coefficient, weights, statistic, value, tolerance, source] =
            cells.as_slice()
        else {
            unreachable!("eight columns: {cells:?}")
        };
        let printed = match layout.as_str() {
            "crossed" => crossed(name),
            "counts" => counts(name),
            _ => ratings(name),
        };
        Row {
            found: compute(&printed, coefficient, weights, statistic),
            name: name.clone(),
            coefficient: coefficient.clone(),
            weights: weights.clone(),
            statistic: statistic.clone(),
            source: source.clone(),
            printed: value.parse().unwrap(),
            tolerance: tolerance.parse().unwrap(),
        }
    };
    expected.iter().map(row).collect()
}

#[test]
fn coefficients_agree_with_what_is_printed() {
    let off = |row: &Row| (row.found - row.printed).abs() > row.tolerance * 1.001;
    let wrong = rows().into_iter().filter(off).map(|row| {
        let Row { name, coefficient, weights, printed, source, found, .. } = row;
        format!("{name} {coefficient} {weights}: {printed} in {source}, got {found}")
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What a page writes between two headings.
fn section<'p>(page: &'p str, heading: &str) -> &'p str {
    let rest = page.split(heading).nth(1).unwrap();
    rest.split("\n## ").next().unwrap().trim()
}

/// `SNAPSHOTS=overwrite cargo test` writes the table anew.
#[test]
fn the_page_lists_every_printed_value_and_how_far_off_it_is() {
    let mut table = vec![
        "| coefficient | weights | printed | found | off by | source |".to_owned(),
        "| --- | --- | ---: | ---: | ---: | --- |".to_owned(),
    ];
    for row in rows() {
        let what = match row.statistic.as_str() {
            "value" => row.coefficient,
            statistic => format!("{} ({statistic})", row.coefficient),
        };
        let off = match (row.found - row.printed).abs() {
            off if off < 1e-10 => "0".to_owned(),
            off => format!("{off:.0e}"),
        };
        let (weights, printed, found, source) = (row.weights, row.printed, row.found, row.source);
        table.push(format!("| {what} | {weights} | {printed} | {found:.8} | {off} | {source} |"));
    }
    let table = table.join("\n");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/agreement-figures.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let written = section(&page, "## Printed values");
    let written = written.split("\n\n").last().unwrap();
    if std::env::var("SNAPSHOTS").is_ok_and(|wish| wish == "overwrite") {
        std::fs::write(&path, page.replace(written, &table)).unwrap();
        return;
    }
    assert_eq!(written, table, "SNAPSHOTS=overwrite cargo test --test reference_agreement");
}

#[test]
fn the_page_knows_every_coefficient_and_its_source() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/agreement-figures.md");
    let page = std::fs::read_to_string(path).unwrap();
    let table = section(&page, "## Coefficients");
    for coefficient in &COEFFICIENTS {
        let key = format!("`{}`", coefficient.key);
        let row = table.lines().find(|line| line.starts_with("| ") && line.contains(&key));
        let row = row.unwrap_or_default();
        assert!(!row.is_empty(), "{key} has no row");
        assert!(row.contains(coefficient.interval.name()), "{key}: {row}");
        assert!(row.contains(coefficient.level.name()), "{key}: {row}");
        // Its first author and year, wherever the row has them.
        let source = coefficient.source.split([';', ' ']).next().unwrap();
        assert!(row.contains(source), "{key} is of {source}: {row}");
    }
}
