//! The same through the command line, where a user would meet them.

use super::cases::{cases, shared};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A table of `qa` in `folder` as rows of cells by column.
fn table(folder: &Path, words: &[&str]) -> Vec<Vec<(String, String)>> {
    let output =
        Command::new(env!("CARGO_BIN_EXE_qa")).current_dir(folder).args(words).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}\n{told}");
    let mut reader = csv::Reader::from_reader(&output.stdout[..]);
    let header = reader.headers().unwrap().clone();
    let cells = |record: csv::StringRecord| {
        header.iter().zip(&record).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|record| cells(record.unwrap())).collect()
}

fn number(row: &[(String, String)], name: &str) -> f64 {
    row.iter().find(|(column, _)| column == name).unwrap().1.parse().unwrap()
}

fn close(found: f64, wanted: f64, what: &str) {
    assert!((found - wanted).abs() <= 1e-6, "{what}: {found} {wanted}");
}

/// Weeks with that many calls in time of so many, from 2026 on.
fn calls(hits: &[u64], trials: &[u64]) -> String {
    let mut text = "interaction_id,start_time,outcome,wait_s\n".to_owned();
    for (week, (hits, trials)) in hits.iter().zip(trials).enumerate() {
        // Monday 5 January 2026 is day 5 of that year.
        let day = 5 + 7 * week;
        let (mut month, mut left) = (1, day);
        for length in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
            if left <= length {
                break;
            }
            (month, left) = (month + 1, left - length);
        }
        for call in 0..*trials {
            let wait = if call < *hits { 5 } else { 60 };
            let day = format!("2026-{month:02}-{left:02}");
            text.extend([format!("W{week}-{call},{day}T10:00:00Z,answered,{wait}\n")]);
        }
    }
    text
}

#[test]
fn weekly_shares_have_the_limits_of_the_cases() {
    for case in cases("spc").into_iter().filter(|case| case.name == "p-critical-errors-weekly") {
        let folder = tempfile::tempdir().unwrap();
        let hits = case.whole("series.csv", "count");
        let trials = case.whole("series.csv", "n");
        fs::write(folder.path().join("calls.csv"), calls(&hits, &trials)).unwrap();
        for (chart, upper, lower) in [("p", "ucl", "lcl"), ("laney", "laney_ucl", "laney_lcl")] {
            let spc = format!("--spc={chart}");
            let words = ["kpi", "calls.csv", "--kpi", "service_level", "--by", "week", &spc];
            let words = [&words[..], &["-f", "csv", "--table", "points"]].concat();
            let rows = table(folder.path(), &words);
            assert_eq!(rows.len(), hits.len());
            for (at, row) in rows.iter().enumerate() {
                let of = |key: &str| case.json["expected"][key]["value"][at].as_f64().unwrap();
                close(number(row, "upper_limit"), of(upper), "upper");
                close(number(row, "lower_limit"), of(lower), "lower");
            }
        }
    }
}

#[test]
fn promoters_have_the_score_of_the_case() {
    for case in cases("nps") {
        let folder = tempfile::tempdir().unwrap();
        let answers = case.whole("answers.csv", "answer");
        let counts = case.whole("answers.csv", "count");
        let (mut calls, mut responses) =
            ("interaction_id,outcome\n".to_owned(), "interaction_id,nps\n".to_owned());
        let mut id = 0;
        for (answer, count) in answers.iter().zip(&counts) {
            for _ in 0..*count {
                calls.extend([format!("C{id},answered\n")]);
                responses.extend([format!("C{id},{answer}\n")]);
                id += 1;
            }
        }
        fs::write(folder.path().join("calls.csv"), calls).unwrap();
        fs::write(folder.path().join("responses.csv"), responses).unwrap();
        let words = ["kpi", "calls.csv", "--surveys", "responses.csv", "--kpi", "nps", "--ci"];
        let rows = table(folder.path(), &[&words[..], &["-f", "csv"]].concat());
        let of = |key: &str| &case.json["expected"][key]["value"];
        close(number(&rows[0], "value"), of("nps").as_f64().unwrap(), "nps");
        close(number(&rows[0], "lower"), of("ci95_t")[0].as_f64().unwrap(), "lower");
        close(number(&rows[0], "upper"), of("ci95_t")[1].as_f64().unwrap(), "upper");
    }
}

#[test]
fn staffing_has_the_figures_of_the_case() {
    let Some(_) = shared("cases/erlang-c") else { return };
    let folder = tempfile::tempdir().unwrap();
    for case in cases("erlang-c") {
        let column = |name: &str| case.texts("params.csv", name);
        let (calls, aht, agents) = (column("calls"), column("aht_s"), column("agents"));
        for at in 0..agents.len() {
            let words = ["kpi", "staffing", "--calls", &calls[at], "--aht", &aht[at]];
            let more = ["--agents", &agents[at], "-f", "csv"];
            let row = table(folder.path(), &[&words[..], &more].concat()).remove(0);
            for (key, name) in
                [("pw", "waiting"), ("sl", "service_level"), ("asa", "asa_s"), ("occ", "occupancy")]
            {
                let wanted = &case.json["expected"][format!("{key}_{}", agents[at])]["value"];
                match wanted.as_f64() {
                    Some(wanted) => close(number(&row, name), wanted, name),
                    None => assert!(row.contains(&(name.to_owned(), String::new())), "{name}"),
                }
            }
        }
    }
}
