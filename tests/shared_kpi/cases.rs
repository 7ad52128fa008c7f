//! Files of cases, and how what the library says is compared.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What the library says of a quantity: numbers, or that there are none.
pub(super) type Said = Option<Vec<f64>>;

/// One folder of a topic.
pub(super) struct Case {
    pub(super) name: String,
    folder: PathBuf,
    pub(super) json: Value,
}

pub(super) fn shared(part: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(part);
    let there = fs::metadata(&path).is_ok();
    if !there {
        println!("skipped: `{}` is not there", path.display());
    }
    there.then_some(path)
}

/// The cases of a topic in order of name; none, and a word of it, when they are not there.
pub(super) fn cases(topic: &str) -> Vec<Case> {
    let Some(folder) = shared(&format!("cases/{topic}")) else { return Vec::new() };
    let mut folders: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(!folders.is_empty(), "{topic} has cases");
    folders.into_iter().map(Case::open).collect()
}

impl Case {
    fn open(folder: PathBuf) -> Self {
        let text = fs::read_to_string(folder.join("expected.json")).unwrap();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        Self { name, json: serde_json::from_str(&text).unwrap(), folder }
    }

    /// The columns of a CSV file by name, in order of the file.
    pub(super) fn columns(&self, file: &str) -> Vec<(String, Vec<String>)> {
        let mut reader = csv::Reader::from_path(self.folder.join(file)).unwrap();
        let header = reader.headers().unwrap().clone();
        let mut columns: Vec<_> = header.iter().map(|name| (name.to_owned(), Vec::new())).collect();
        for record in reader.records() {
            for (column, cell) in columns.iter_mut().zip(record.unwrap().iter()) {
                column.1.push(cell.to_owned());
            }
        }
        columns
    }

    pub(super) fn texts(&self, file: &str, name: &str) -> Vec<String> {
        let mut columns = self.columns(file).into_iter();
        columns.find(|(column, _)| column == name).unwrap().1
    }

    pub(super) fn numbers(&self, file: &str, name: &str) -> Vec<f64> {
        self.texts(file, name).iter().map(|cell| cell.parse().unwrap()).collect()
    }

    pub(super) fn whole(&self, file: &str, name: &str) -> Vec<u64> {
        self.texts(file, name).iter().map(|cell| cell.parse().unwrap()).collect()
    }
}

/// Quantities for which another answer than the expected one is right, with the reason.
const OTHERWISE: [(&str, &str, &str); 1] = [(
    "student-sleep",
    "hodges_lehmann",
    "R searches a root where every value from -1.4 to -1.3 is one; the median of all differences is -1.35",
)];

/// Compares every expected quantity of every case of a topic with what `say` answers; a quantity
/// that it does not know (`Err`) fails.
pub(super) fn run(topic: &str, say: impl Fn(&Case, &str) -> Result<Said, ()>) {
    let (mut compared, mut wrong) = (0, Vec::new());
    let mut deviations: BTreeMap<String, f64> = BTreeMap::new();
    for case in cases(topic) {
        for (key, expected) in case.json["expected"].as_object().unwrap() {
            let name = format!("{}/{key}", case.name);
            if let Some((.., why)) =
                OTHERWISE.iter().find(|(of, what, _)| *of == case.name && *what == key)
            {
                println!("{topic}/{name}: not compared: {why}");
                continue;
            }
            let Ok(got) = say(&case, key) else {
                wrong.push(format!("{name}: not covered"));
                continue;
            };
            compared += 1;
            let wanted = flat(&expected["value"]);
            let tolerance = expected["tolerance"].as_f64().unwrap() + 1e-14;
            match (&wanted, &got) {
                (None, None) => {}
                (Some(wanted), Some(got)) if wanted.len() == got.len() => {
                    let off = wanted.iter().zip(got).map(|(w, g)| (w - g).abs());
                    let most = off.max_by(f64::total_cmp).unwrap_or(0.0);
                    let kept = deviations.entry(key.clone()).or_default();
                    *kept = if most > *kept { most } else { *kept };
                    if most > tolerance {
                        wrong.push(format!("{name}: {most:e} off: {wanted:?} {got:?}"));
                    }
                }
                _ => wrong.push(format!("{name}: expected {wanted:?}, found {got:?}")),
            }
        }
    }
    println!("{topic}: {compared} quantities compared; most off: {deviations:?}");
    assert!(wrong.is_empty(), "{topic}\n{}", wrong.join("\n"));
}

/// A value as numbers, lists of lists in a row; `None` for null.
fn flat(value: &Value) -> Option<Vec<f64>> {
    match value {
        Value::Null => None,
        Value::Array(values) => {
            Some(values.iter().flat_map(|value| flat(value).unwrap()).collect())
        }
        value => Some(vec![value.as_f64().unwrap()]),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "an answer like the others, some of which are none")]
pub(super) fn one(value: f64) -> Said {
    Some(vec![value])
}

#[expect(clippy::unnecessary_wraps, reason = "an answer like the others, some of which are none")]
pub(super) fn pair((low, high): (f64, f64)) -> Said {
    Some(vec![low, high])
}
