//! A dirty export: repeats, durations below zero, two orders of date. What remains is right, what is
//! left out is named.

use super::export::Export;
use super::figures::{Tally, value};
use super::program::{groups, own, qa, shared};
use std::fs;

fn calls() -> Option<Export> {
    let data = shared("data/messy-relational-qa")?;
    println!("not read here: call_quality.csv and the rosters, which have no command yet");
    Some(Export { file: data.join("calls.csv"), profile: own("messy_calls"), code: 3 })
}

#[test]
fn what_remains_of_the_dirty_calls_is_right() {
    let Some(export) = calls() else { return };
    let expected = export.expected();
    let mut tally = Tally::default();
    export.whole(&mut tally, &expected["kpis_unique"]);
    export.counts(&mut tally, "status", &expected["status_unique"]);
    let rows = &groups(&export.report(&["--threshold", "20"]))[""];
    let wait = rows["wait_offered_p50_s"]["n_excluded"].as_f64();
    tally.same("blank waits", &expected["blank_wait_unique"], wait);
    tally.same("accepted", &expected["calls_unique"], value(rows, "contacts"));
    let input = &export.report(&[])["inputs"][0];
    tally.same("read", &expected["calls_rows"], input["read"].as_f64());
    tally.same("rejected", &expected["repeat_rows"], input["rejected"].as_f64());
    tally.finish("dirty calls", 49);
}

#[test]
fn every_repeat_and_every_blanked_cell_is_named() {
    let Some(export) = calls() else { return };
    let expected = export.expected();
    let folder = tempfile::tempdir().unwrap();
    let rejects = folder.path().join("rejects.csv");
    let (file, profile) = (export.file.to_str().unwrap(), export.profile.to_str().unwrap());
    let output = qa(&["kpi", file, "--profile", profile, "--rejects", rejects.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(3));
    let told = String::from_utf8(output.stderr).unwrap();
    let negative = expected["negative_durations_unique_calls"].as_u64().unwrap();
    let named = told.lines().filter(|line| line.contains("left blank [bad-duration]")).count();
    assert_eq!(named, 20, "{told}");
    assert!(told.contains(&format!("… and {} more [bad-duration]", negative - 20)), "{told}");
    assert!(
        told.contains("calls.csv:10:31: column `duration_sec`: expected seconds, found `-160.0`")
    );
    let account = "6,060 records read, 6,000 accepted, 60 rejected, 31 cells left blank\n";
    assert!(told.ends_with(account), "{told}");
    let text = fs::read_to_string(rejects).unwrap();
    let source = fs::read_to_string(&export.file).unwrap();
    let source: Vec<&str> = source.lines().collect();
    assert_eq!(text.lines().count(), 61);
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        let line: usize = row[1].parse().unwrap();
        let cells: Vec<&str> =
            row.iter().skip(5).map(|cell| cell.trim_start_matches('\'')).collect();
        assert_eq!(&row[3], "duplicate-id");
        assert_eq!(cells.join(","), source[line - 1], "line {line}");
        let first = &row[4][row[4].rfind(' ').unwrap() + 1..];
        let first = source[first.parse::<usize>().unwrap() - 1];
        assert_eq!(first.split(',').next(), Some(cells[0]));
    }
}

#[test]
fn strict_writes_nothing_of_dirty_calls() {
    let Some(export) = calls() else { return };
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("report.json");
    let (file, profile) = (export.file.to_str().unwrap(), export.profile.to_str().unwrap());
    for rest in [&[][..], &["-o", output.to_str().unwrap()]] {
        let run = qa(&[&["kpi", file, "--profile", profile, "--strict"], rest].concat());
        assert_eq!(run.status.code(), Some(3));
        assert!(run.stdout.is_empty());
        let told = String::from_utf8(run.stderr).unwrap();
        assert!(told.ends_with("error: nothing was written, because of --strict\n"), "{told}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
