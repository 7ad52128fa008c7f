//! The same cases through the program, as one would type them.

use crate::case::Case;
use serde_json::{Value, json};
use snapbox::cmd::Command;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A question of 0 to 100 points, and one of yes and no.
const CARD: &str = r#"schema = 1
id = "CARD"
version = "1"
name = "Case"
pass_mark = 50

[[section]]
id = "all"
name = "All"
weight = 100
[[section.question]]
id = "answer"
text = "Answer"
scale = SCALE
"#;

/// What the program prints as JSON.
fn json_of(folder: &Path, words: &[&str]) -> Value {
    let command = Command::new(env!("CARGO_BIN_EXE_qa")).current_dir(folder);
    let done = command.env_remove("QA_CONFIG").args(words).args(["-q", "-f", "json"]).assert();
    let output = done.success().get_output().stdout.clone();
    serde_json::from_slice(&output).unwrap()
}

/// Writes evaluations of the sample of a case, and the manifest of its draw.
fn write(case: &Case, folder: &Path) {
    let rows = case.rows("sample.csv");
    for (name, scale) in [("score", "{ min = 0, max = 100 }"), ("critical", "\"yes_no\"")] {
        let card = CARD.replace("SCALE", scale).replace("CARD", name);
        fs::write(folder.join(format!("{name}.toml")), card).unwrap();
        let mut text = "interaction_id,agent_id,evaluator_id,team,channel,answer\n".to_owned();
        for row in &rows {
            let answer = match row[name].as_str() {
                // A critical error fails, so the share that passes is what remains.
                "1" if name == "critical" => "no",
                "0" if name == "critical" => "yes",
                points => points,
            };
            let [id, agent, team, channel] =
                ["interaction_id", "agent", "team", "channel"].map(|name| &row[name]);
            writeln!(text, "{id},{agent},eva,{team},{channel},{answer}").unwrap();
        }
        fs::write(folder.join(format!("{name}.csv")), text).unwrap();
    }
    let mut strata: BTreeMap<&str, (u64, Vec<&str>)> = BTreeMap::new();
    for row in &rows {
        let stratum = strata.entry(&row["agent"]).or_default();
        stratum.0 = row["N_h"].parse().unwrap();
        stratum.1.push(&row["interaction_id"]);
    }
    let eligible: u64 = strata.values().map(|(size, _)| size).sum();
    let strata = strata.iter().map(|(agent, (size, drawn))| {
        let stratum = format!("agent_id={agent}");
        json!({ "stratum": stratum, "size": size, "drawn": drawn, "reserve": [] })
    });
    let manifest = json!({
        "schema": "qa.manifest/1", "algorithm": "sha256-ticket/1", "qa_version": "0", "seed": "s",
        "sample_id": "case", "zone": "UTC", "input_zone": "UTC", "where": "true", "n": 5, "reserve": 0,
        "strata_by": ["agent_id"], "evaluators": [], "inputs": [], "excluded": {},
        "eligible": eligible, "strata": strata.collect::<Vec<_>>(),
    });
    fs::write(folder.join("case.manifest.json"), manifest.to_string()).unwrap();
}

/// The estimates of what was scored, by what they are of.
fn estimates(folder: &Path, name: &str) -> BTreeMap<String, Value> {
    let (file, card) = (format!("{name}.csv"), format!("{name}.toml"));
    let words = ["score", &file, "--scorecard", &card, "--weights", "case.manifest.json"];
    let whole = json_of(folder, &[words.as_slice(), &["--table", "estimates"]].concat());
    let rows = whole["rows"].as_array().unwrap().iter();
    rows.map(|row| (row["value"].as_str().unwrap_or("all").to_owned(), row.clone())).collect()
}

/// Machines are told six decimals.
fn close(case: &Case, key: &str, got: &Value) {
    let (value, got) = (case.value(key).as_f64().unwrap(), got.as_f64().unwrap());
    assert!((value - got).abs() < 6e-7, "{key}: got {got}, expected {value}");
}

#[test]
fn scores_weighted_by_a_manifest_agree() {
    for name in ["qa-agents-quota5", "qa-agents-lonely-dev"] {
        let Some(case) = Case::open(&format!("survey/{name}")) else { return };
        let folder = tempfile::tempdir().unwrap();
        write(&case, folder.path());
        let scores = estimates(folder.path(), "score");
        let all = &scores["all"];
        close(&case, "mean", &all["score_estimate"]);
        close(&case, "se_mean", &all["score_se"]);
        close(&case, "df", &all["df"]);
        let ends = case.value("ci95_mean_t");
        for (at, key) in [(0, "score_estimate_lower"), (1, "score_estimate_upper")] {
            assert!((ends[at].as_f64().unwrap() - all[key].as_f64().unwrap()).abs() < 6e-7);
        }
        for (value, row) in &scores {
            for prefix in ["agent", "team", "channel"] {
                let key = format!("{prefix}_{value}_mean");
                if case.has(&key) {
                    close(&case, &key, &row["score_estimate"]);
                }
                // Limits of agents speak of how they work, and have no finite population.
                let key = format!("{prefix}_{value}_se");
                if prefix != "agent" && case.has(&key) {
                    close(&case, &key, &row["score_se"]);
                }
            }
        }
        let passed = &estimates(folder.path(), "critical")["all"];
        let rate = 1.0 - passed["pass_estimate"].as_f64().unwrap();
        assert!((rate - case.value("critical_rate").as_f64().unwrap()).abs() < 6e-7);
        let limits = case.value("critical_ci95_korn_graubard");
        for (at, key) in [(0, "pass_estimate_upper"), (1, "pass_estimate_lower")] {
            let got = 1.0 - passed[key].as_f64().unwrap();
            assert!((limits[at].as_f64().unwrap() - got).abs() < 1.5e-6, "{key}: {got}");
        }
    }
}
