//! A case, its numbers, and which of them were looked at.

use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A row by column.
pub(crate) type Row = BTreeMap<String, String>;

/// One case.
pub(crate) struct Case {
    pub(crate) folder: PathBuf,
    expected: Value,
    seen: RefCell<BTreeSet<String>>,
}

impl Case {
    /// The case of that name; `None`, and a word, when the cases are not there.
    pub(crate) fn open(name: &str) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases").join(name);
        let Ok(text) = fs::read_to_string(folder.join("expected.json")) else {
            println!("skipped: `{}` is not there", folder.display());
            return None;
        };
        let whole: Value = serde_json::from_str(&text).unwrap();
        let seen = RefCell::default();
        Some(Self { folder, expected: whole["expected"].clone(), seen })
    }

    /// The names of its quantities.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.expected.as_object().unwrap().keys().cloned().collect()
    }

    /// Whether it has a quantity of that name.
    pub(crate) fn has(&self, key: &str) -> bool {
        !self.expected[key].is_null()
    }

    /// The rows of one of its files.
    pub(crate) fn rows(&self, file: &str) -> Vec<Row> {
        let mut reader = csv::Reader::from_path(self.folder.join(file)).unwrap();
        let header = reader.headers().unwrap().clone();
        let pairs = |record: csv::StringRecord| {
            header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
        };
        reader.records().map(|record| pairs(record.unwrap())).collect()
    }

    /// What is expected of a quantity, as it stands there.
    pub(crate) fn value(&self, key: &str) -> &Value {
        assert!(self.has(key), "the case has `{key}`");
        self.seen.borrow_mut().insert(key.to_owned());
        &self.expected[key]["value"]
    }

    /// Compares numbers or lists of numbers, to the tolerance of the case.
    pub(crate) fn check(&self, key: &str, got: &[f64]) {
        let values: Vec<f64> = match self.value(key) {
            Value::Array(list) => list.iter().map(|value| value.as_f64().unwrap()).collect(),
            value => vec![value.as_f64().unwrap()],
        };
        assert_eq!(values.len(), got.len(), "{key}");
        let tolerance = self.expected[key]["tolerance"].as_f64().unwrap();
        for (value, got) in values.iter().zip(got) {
            // A tolerance of nothing is for whole numbers.
            assert!(
                (value - got).abs() <= tolerance + 1e-12 * value.abs(),
                "{key}: got {got}, expected {value}"
            );
        }
    }

    /// Fails when some quantity was not looked at.
    pub(crate) fn close(&self) {
        let seen = self.seen.borrow();
        let missed: Vec<String> =
            self.keys().into_iter().filter(|key| !seen.contains(key)).collect();
        assert!(missed.is_empty(), "{}: not looked at: {missed:?}", self.folder.display());
    }
}

/// Both ends of an interval that is there.
pub(crate) fn ends(limits: Option<(f64, f64)>) -> [f64; 2] {
    let (low, high) = limits.unwrap();
    [low, high]
}

/// A count as a number.
pub(crate) fn whole(n: u64) -> f64 {
    f64::from(u32::try_from(n).unwrap())
}
