//! The program as a user runs it.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A group as its values in order, joined by `|`; unknown ones are `None`.
pub(super) type Groups = BTreeMap<String, Rows>;
/// The rows of a group by KPI.
pub(super) type Rows = BTreeMap<String, Value>;

/// A folder beside the repository; `None`, said aloud, when it is not there.
pub(super) fn shared(part: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(part);
    let there = fs::metadata(&path).is_ok();
    if !there {
        println!("skipped: `{}` is not there", path.display());
    }
    there.then_some(path)
}

/// A profile of this folder.
pub(super) fn own(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/shared_data/profiles/{name}.toml"))
}

/// Runs the program without a configuration.
pub(super) fn qa(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_qa")).args(arguments).arg("--no-config").output().unwrap()
}

/// Runs `qa kpi` on one file and returns its report; it must end with `code`.
pub(super) fn kpi(file: &Path, profile: &Path, rest: &[&str], code: i32) -> Value {
    let (file, profile) = (file.to_str().unwrap(), profile.to_str().unwrap());
    let arguments = [&["kpi", file, "--profile", profile, "-f", "json"][..], rest].concat();
    let output = qa(&arguments);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{told}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The rows of a report by group and KPI.
pub(super) fn groups(report: &Value) -> Groups {
    let mut groups = Groups::new();
    for row in report["rows"].as_array().unwrap() {
        let columns = row.as_object().unwrap().iter();
        let keys = columns.skip(2).take_while(|(name, _)| *name != "kpi");
        let names: Vec<&str> = keys.map(|(_, value)| value.as_str().unwrap_or("None")).collect();
        let kpi = row["kpi"].as_str().unwrap().to_owned();
        groups.entry(names.join("|")).or_default().insert(kpi, row.clone());
    }
    groups
}

pub(super) fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}
