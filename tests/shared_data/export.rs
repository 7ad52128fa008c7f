//! One export with its profile and the figures computed apart.

use super::figures::{AT_20, AT_30, Pair, Tally, value};
use super::program::{Groups, groups, json, kpi};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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

    /// Compares agents of whom the figures computed apart look at answered contacts alone, so that what
    /// they call the share of offered ones is the share of answered ones, and nobody abandoned.
    pub(super) fn answered_by_agent(&self, tally: &mut Tally, expected: &Value) {
        let [at_20, at_30] = ["20", "30"].map(|threshold| {
            let options = ["--threshold", threshold, "--formula", "answered", "--by", "agent_id"];
            groups(&self.report(&options))
        });
        for (agent, figures) in expected.as_object().unwrap() {
            let (rows, later) = (&at_20[agent], &at_30[agent]);
            let within = "A_answered_within/offered";
            for (key, expected, found) in [
                ("answered", &figures["answered"], value(rows, "answered")),
                ("offered", &figures["offered"], value(rows, "answered")),
                ("asa_s", &figures["asa_s"], value(rows, "asa_s")),
                ("talk_s", &figures["avg_talk_s"], value(rows, "talk_s")),
                ("aht_s", &figures["aht_s_talk+hold+acw"], value(rows, "aht_s")),
                ("20 s", &figures["service_level_20s"][within], value(rows, "service_level")),
                ("30 s", &figures["service_level_30s"][within], value(later, "service_level")),
            ] {
                tally.same(&format!("{agent}: {key}"), expected, found);
            }
            for key in ["abandoned", "abandonment_rate"] {
                assert_eq!(figures[key].as_f64(), Some(0.0), "{agent}: answered contacts alone");
                tally.looked_at(&figures[key]);
            }
        }
        for (agent, rows) in &at_20 {
            if expected.get(agent).is_none() {
                tally.same(&format!("{agent}: answered"), &0.into(), value(rows, "answered"));
            }
        }
    }

    /// Compares how many contacts of each group have each rating.
    pub(super) fn distributions(&self, tally: &mut Tally, by: &str, expected: &Value) {
        let options = ["--by", &format!("{by},csat"), "--kpi", "contacts"];
        let found = groups(&self.report(&options));
        for (group, figures) in expected.as_object().unwrap() {
            for (rating, count) in figures["csat"]["distribution"].as_object().unwrap() {
                let name = format!("{group}|{rating}");
                let n = found.get(&name).and_then(|rows| value(rows, "contacts"));
                tally.same(&name, count, n);
            }
        }
    }

    /// The rows of an indicator that a configuration defines, by group.
    pub(super) fn defined(&self, (kpi, config): (&str, &str), by: &[&str]) -> Groups {
        let words = [&["--kpi", kpi][..], by].concat();
        groups(&self.configured(config, &words))
    }

    /// A report with these options in a folder with this configuration.
    pub(super) fn configured(&self, config: &str, words: &[&str]) -> Value {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("qa.toml"), config).unwrap();
        let (file, profile) = (self.file.to_str().unwrap(), self.profile.to_str().unwrap());
        let output = Command::new(env!("CARGO_BIN_EXE_qa"))
            .current_dir(folder.path())
            .args(["kpi", file, "--profile", profile, "-f", "json"])
            .args(words)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(self.code), "{words:?}\n{told}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// First-contact resolution within a window, in these words.
    ///
    /// Contacts that nobody can know of yet are left out. The program takes the data to reach to the
    /// end of their last day, the figures computed apart to their last contact: what only one of
    /// them has watched for the whole window may lie between.
    pub(super) fn resolved(&self, tally: &mut Tally, words: &[&str], expected: &Value) {
        let known = ["--kpi", "fcr", "--where", "customer_id is not null"];
        let report = self.report(&[&known[..], words].concat());
        let row = &report["rows"][0];
        let number = |value: &Value| value.as_f64().unwrap();
        let asked = number(&row["denominator"]) + number(&row["n_excluded"]);
        tally.same("asked", &expected["base"], Some(asked));
        let base = number(&expected["base_uncensored"]);
        let resolved = base - number(&expected["repeated_uncensored"]);
        let further = number(&row["denominator"]) - base;
        assert!((0.0..=1.0).contains(&further), "{further}");
        assert!((0.0..=further).contains(&(number(&row["numerator"]) - resolved)));
        let gap = number(&row["value"]) - number(&expected["fcr_uncensored"]);
        assert!(gap.abs() < 1e-4, "{gap}");
        for key in ["base_uncensored", "repeated_uncensored", "fcr_uncensored"] {
            tally.looked_at(&expected[key]);
        }
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
