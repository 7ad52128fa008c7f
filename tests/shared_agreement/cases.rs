//! Files of cases, and what of them is compared.

use qa::agreement::estimate::Undefined;
use qa::agreement::ratings::{Rating, RatingValue, Ratings};
use qa::agreement::scale::{Level, Scale, thousandths};
use qa::problem::Place;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What the library says: `None` where the quantity is not covered, numbers or undefined elsewhere.
pub(super) type Said = Option<Result<Vec<f64>, String>>;

pub(super) const Z: f64 = 1.959_963_984_540_054;

pub(super) fn shared(part: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(part);
    let there = fs::metadata(&path).is_ok();
    if !there {
        println!("skipped: `{}` is not there", path.display());
    }
    there.then_some(path)
}

pub(super) fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

pub(super) fn cases(topic: &str) -> Vec<PathBuf> {
    let Some(folder) = shared(&format!("cases/{topic}")) else { return Vec::new() };
    let mut found: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    assert!(!found.is_empty(), "{topic} has cases");
    found
}

/// Rows of a CSV file with the columns of a rating: interaction, evaluator, question, answer.
pub(super) fn rows(path: &Path, columns: [usize; 4]) -> Vec<[String; 4]> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let record = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.unwrap();
        columns.map(|column| record.get(column).unwrap_or("q1").to_owned())
    };
    reader.records().map(record).collect()
}

pub(super) fn ratings(rows: &[[String; 4]], scales: BTreeMap<String, Scale>) -> Ratings {
    let mut ratings = Ratings::new(scales);
    for [interaction, evaluator, question, answer] in rows {
        let answer = match answer.as_str() {
            "NA" => RatingValue::NotApplicable,
            text => RatingValue::Category(text.to_owned()),
        };
        let rating = Rating {
            interaction: interaction.clone(),
            evaluator: evaluator.clone(),
            question: question.clone(),
            answer,
            place: Place::file("evaluations.csv"),
        };
        ratings.insert(rating).unwrap();
    }
    ratings
}

pub(super) fn scale(categories: &Value, kind: &str) -> Scale {
    let level = if kind == "ordinal" { Level::Ordinal } else { Level::Nominal };
    let categories = categories.as_array().unwrap();
    if categories.iter().all(Value::is_number) {
        let numbers =
            categories.iter().map(|c| (c.to_string(), thousandths(&c.to_string()).unwrap()));
        return Scale::numbers(level, numbers);
    }
    Scale::labels(level, categories.iter().map(|c| c.as_str().unwrap()))
}

#[expect(clippy::unnecessary_wraps, reason = "most quantities are covered, a few are not")]
pub(super) fn said<T>(
    result: Result<T, Undefined>,
    numbers: impl Fn(T) -> Option<Vec<f64>>,
) -> Said {
    Some(match result {
        Ok(value) => numbers(value).ok_or_else(|| "no such error or interval".to_owned()),
        Err(undefined) => Err(undefined.reason().to_owned()),
    })
}

pub(super) fn pair(limits: Option<(f64, f64)>) -> Option<Vec<f64>> {
    limits.map(|(low, high)| vec![low, high])
}

/// Counts of agreement of a run.
#[derive(Default)]
pub(super) struct Tally {
    compared: usize,
    uncovered: BTreeMap<String, usize>,
    wrong: Vec<String>,
    /// How far the library is off at most, by quantity.
    deviations: BTreeMap<String, (usize, f64)>,
}

impl Tally {
    pub(super) fn compare(&mut self, (name, key): (&str, &str), expected: &Value, got: &Said) {
        let Some(got) = got else {
            *self.uncovered.entry(key.to_owned()).or_default() += 1;
            return;
        };
        self.compared += 1;
        let wanted: Option<Vec<f64>> = match &expected["value"] {
            Value::Null => None,
            Value::Array(values) => {
                Some(values.iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect())
            }
            value => Some(vec![value.as_f64().unwrap()]),
        };
        let tolerance = expected["tolerance"].as_f64().unwrap() + 1e-15;
        let right = match (&wanted, got) {
            (None, Err(_)) => true,
            (Some(wanted), Ok(got)) => {
                wanted.len() == got.len()
                    && wanted.iter().zip(got).all(|(w, g)| (w - g).abs() <= tolerance)
            }
            _ => false,
        };
        if let (Some(wanted), Ok(got)) = (&wanted, got) {
            let off = wanted.iter().zip(got).map(|(w, g)| (w - g).abs());
            let most = off.max_by(f64::total_cmp).unwrap_or_default();
            let (times, known) = self.deviations.entry(key.to_owned()).or_default();
            (*times, *known) = (*times + 1, if most > *known { most } else { *known });
        }
        if !right {
            self.wrong.push(format!("{name} {key}: expected {wanted:?}, got {got:?}"));
        }
    }

    /// The same where every quantity has to be covered.
    pub(super) fn finish_whole(self, topic: &str) {
        assert!(self.uncovered.is_empty(), "{topic}: {:?}", self.uncovered);
        self.finish(topic);
    }

    pub(super) fn finish(self, topic: &str) {
        println!("{topic}: {} quantities compared", self.compared);
        assert!(self.uncovered.is_empty(), "{topic}: nothing compares {:?}", self.uncovered);
        for (key, (times, most)) in &self.deviations {
            println!("{topic}: deviation: {key} {times} {most:.1e}");
        }
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
    }
}
