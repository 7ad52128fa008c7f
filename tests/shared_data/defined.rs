//! Figures that a user asks for or defines: first-contact resolution, shares of own columns, scores of
//! ratings.

use super::program::{json, own, shared};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The only row of `qa kpi` on a file with this configuration.
fn row((file, profile): (&Path, &Path), config: &str, words: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("qa.toml"), config).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_qa"))
        .current_dir(folder.path())
        .args(["kpi", file.to_str().unwrap(), "--profile", profile.to_str().unwrap()])
        .args(["-f", "json"])
        .args(words)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}\n{told}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["rows"][0].clone()
}

fn same(row: &Value, key: &str, expected: &Value) {
    let (found, expected) = (row[key].as_f64().unwrap(), expected.as_f64().unwrap());
    assert!((found - expected).abs() < 1e-6, "{key}: {found} {expected}");
}

/// Contacts that nobody can know of yet are left out. The program takes the data to reach to the end
/// of their last day, the figures computed apart to their last contact: one contact lies between.
fn resolved(row: &Value, expected: &Value) {
    let number = |value: &Value| value.as_f64().unwrap();
    let base = number(&expected["base_uncensored"]);
    let resolved = base - number(&expected["repeated_uncensored"]);
    let further = number(&row["denominator"]) - base;
    assert!((0.0..=1.0).contains(&further), "{further}");
    assert!((0.0..=further).contains(&(number(&row["numerator"]) - resolved)));
    let gap = number(&row["value"]) - number(&expected["fcr_uncensored"]);
    assert!(gap.abs() < 1e-4, "{gap}");
}

#[test]
fn customers_of_the_bank_come_back() {
    let Some(data) = shared("data") else { return };
    let folder = data.join("anonymous-bank-1999-01");
    let expected = &json(&folder.join("expected_kpis.json"))["january.csv"]["fcr"];
    let (file, profile) = (folder.join("january.csv"), data.join("profiles/anonymous_bank.toml"));
    let words = ["--kpi", "fcr", "--fcr-within", "7d"];
    resolved(&row((&file, &profile), "", &words), &expected["any_type"]);
    let same_queue = [&words[..], &["--fcr-same", "queue"]].concat();
    resolved(&row((&file, &profile), "", &same_queue), &expected["same_type"]);
}

fn export(folder: &str, file: &str, profile: &str) -> Option<(PathBuf, PathBuf, Value)> {
    let folder = shared("data")?.join(folder);
    let expected = json(&folder.join("expected_kpis.json"));
    Some((folder.join(file), own(profile), expected))
}

#[test]
fn bookings_are_a_share_of_answered_calls() {
    let found = export("restaurant-bookings", "Call-Center-Data.csv", "restaurant_bookings");
    let Some((file, profile, expected)) = found else { return };
    let config = "[kpi.conversion]\ntype = \"ratio\"\ndenominator = \"answered\"\n\
                  numerator = \"answered and disposition = 'Booking completed'\"\n";
    let row = row((&file, &profile), config, &["--kpi", "conversion"]);
    same(&row, "value", &expected["booking_conversion_of_answered"]);
}

#[test]
fn ratings_make_a_score_like_promoters_and_a_share_in_time() {
    let found = export("rwfd-call-center", "Call-Center.csv", "rwfd_call_center");
    let Some((file, profile, expected)) = found else { return };
    let config = "[kpi.net]\ntype = \"survey\"\nvalue = \"csat\"\nscore = \"nps\"\n\
                  [kpi.in_time]\ntype = \"ratio\"\ndenominator = \"response_time is not null\"\n\
                  numerator = \"response_time in ('Within SLA', 'Below SLA')\"\n";
    let expected = &expected["overall"];
    let net = row((&file, &profile), config, &["--kpi", "net"]);
    let score = expected["nps_style_(9-10)-(1-6)"].as_f64().unwrap() * 100.0;
    assert!((net["value"].as_f64().unwrap() - score).abs() < 1e-4);
    let in_time = row((&file, &profile), config, &["--kpi", "in_time"]);
    same(&in_time, "value", &expected["within_or_below_sla_share"]);
}
