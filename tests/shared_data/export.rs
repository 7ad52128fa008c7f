//! One export with its profile and the figures computed apart.

use super::figures::{AT_20, AT_30, Pair, Tally};
use super::program::{Groups, groups, json, kpi};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// An export and how it is read.
pub(super) struct Export {
    pub(super) file: PathBuf,
    pub(super) profile: PathBuf,
    /// Exit status of a run.
    pub(super) code: i32,
}

impl Export {
    /// The figures computed apart that lie beside the export.
    pub(super) fn expected(&self) -> Value {
        json(&self.file.parent().unwrap_or(Path::new(".")).join("expected_kpis.json"))
    }

    /// A report with these options.
    pub(super) fn report(&self, options: &[&str]) -> Value {
        kpi(&self.file, &self.profile, options, self.code)
    }

    /// The two runs of a pair, grouped.
    fn runs(&self, by: &[&str]) -> [Groups; 2] {
        [AT_20, AT_30].map(|options| groups(&self.report(&[&options[..], by].concat())))
    }

    /// Compares the whole.
    pub(super) fn whole(&self, tally: &mut Tally, expected: &Value) {
        let [at_20, at_30] = self.runs(&[]);
        tally.group("overall", expected, &Pair { at_20: &at_20[""], at_30: &at_30[""] });
    }

    /// Compares the groups of a column or grain.
    pub(super) fn by(&self, tally: &mut Tally, by: &str, expected: &Value) {
        tally.groups(by, expected, &self.runs(&["--by", by]));
    }

    /// Compares how many contacts each value of a column has.
    pub(super) fn counts(&self, tally: &mut Tally, by: &str, expected: &Value) {
        let found = groups(&self.report(&["--by", by, "--kpi", "contacts"]));
        for (group, count) in expected.as_object().unwrap() {
            let rows = found.get(group).and_then(|rows| rows["contacts"]["value"].as_f64());
            tally.same(&format!("{by} {group}"), count, rows);
        }
    }
}
