//! A dirty export: repeats, durations below zero, two orders of date; its quality scores and its roster.
//! What remains is right, what is left out is named.

use super::export::Export;
use super::figures::{NEAREST_RANK, RULES, Tally, value};
use super::program::{groups, json, own, qa, shared};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn calls() -> Option<Export> {
    let data = shared("data/messy-relational-qa")?;
    Some(Export { file: data.join("calls.csv"), profile: own("messy_calls"), code: 3 })
}

#[test]
fn every_figure_of_the_dirty_tables() {
    let (Some(export), Some((folder, _))) = (calls(), beside()) else { return };
    let expected = export.expected();
    let mut tally = Tally::default();
    what_remains(&export, &expected, &mut tally);
    quality_scores(folder.path(), &expected, &mut tally);
    every_agent(folder.path(), &expected, &mut tally);
    let (again, _) = beside().unwrap();
    what_is_wrong(again.path(), &expected, &mut tally);
    tally.finish("dirty tables", 158);
    let formats =
        "how often cells are written in which form is no figure; a profile names the forms";
    let later = "the first record of an id is kept whatever later ones say, and those are named";
    tally.close(
        "dirty tables",
        &expected,
        &[
            ("rules", RULES),
            ("timestamp_formats_seen_x2", formats),
            ("repeat_rows_that_differ", later),
            ("kpis_unique/*/p50_nearest_rank", NEAREST_RANK),
            ("kpis_unique/*/p90_nearest_rank", NEAREST_RANK),
            ("kpis_unique/*/p95_nearest_rank", NEAREST_RANK),
        ],
    );
}

/// What is left of the calls, and how much of it is blank or long.
fn what_remains(export: &Export, expected: &Value, tally: &mut Tally) {
    export.whole(tally, &expected["kpis_unique"]);
    export.counts(tally, "status", &expected["status_unique"]);
    let rows = &groups(&export.report(&["--threshold", "20"]))[""];
    let wait = rows["wait_offered_p50_s"]["n_excluded"].as_f64();
    tally.same("blank waits", &expected["blank_wait_unique"], wait);
    tally.same("accepted", &expected["calls_unique"], value(rows, "contacts"));
    let input = &export.report(&[])["inputs"][0];
    tally.same("read", &expected["calls_rows"], input["read"].as_f64());
    tally.same("rejected", &expected["repeat_rows"], input["rejected"].as_f64());
    let config = "[kpi.blank]\ntype = \"count\"\nwhere = \"talk_s is null\"\n\
                  [kpi.long]\ntype = \"count\"\nwhere = \"talk_s > 14400\"\n";
    let count = |kpi: &str| value(&export.defined((kpi, config), &[])[""], kpi);
    tally.same("long", &expected["durations_over_4h"], count("long"));
    // A duration below zero is left blank, so that those are blank, too.
    let negative = expected["negative_durations_unique_calls"].as_f64().unwrap();
    let blank = count("blank").map(|blank| blank - negative);
    tally.same("blank", &expected["blank_duration_unique"], blank);
    tally.looked_at(&expected["negative_durations_unique_calls"]);
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
        told.contains("calls.csv:10:31: column `duration_sec`: expected a duration from 0 to 31536000 seconds, found `-160.0`")
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

/// A folder with the files of the export and the profiles that look codes up in them.
fn beside() -> Option<(tempfile::TempDir, Value)> {
    let data = shared("data/messy-relational-qa")?;
    let folder = tempfile::tempdir().unwrap();
    for name in ["calls.csv", "call_quality.csv", "agents.csv", "departments.csv"] {
        fs::copy(data.join(name), folder.path().join(name)).unwrap();
    }
    for name in ["messy_quality", "messy_roster", "messy_calls"] {
        fs::copy(own(name), folder.path().join(format!("{name}.toml"))).unwrap();
    }
    Some((folder, json(&data.join("expected_kpis.json"))))
}

fn told(folder: &Path, line: &str) -> (Option<i32>, String, String) {
    let words: Vec<String> = line
        .split(' ')
        .map(|word| {
            let path = folder.join(word);
            if path.try_exists().unwrap() { path.display().to_string() } else { word.to_owned() }
        })
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let output = qa(&words);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Quality scores are delivered scores, of every agent.
fn quality_scores(folder: &Path, expected: &Value, tally: &mut Tally) {
    let line = "kpi call_quality.csv --profile messy_quality.toml --zone UTC -f json";
    let by = |by: &str| {
        let (code, out, told) = told(folder, &format!("{line}{by}"));
        assert_eq!(code, Some(3), "{told}");
        serde_json::from_str::<Value>(&out).unwrap()
    };
    let all = by("");
    let rows = &groups(&all)[""];
    tally.same("mean", &expected["quality_mean_in_range"], value(rows, "delivered_score_mean"));
    let blank = rows["delivered_score_mean"]["n_excluded"].as_f64();
    tally.same("blank", &expected["quality_blank_scores_(dedup)"], blank);
    let input = &all["inputs"][0];
    tally.same("read", &expected["quality_rows"], input["read"].as_f64());
    tally.same("repeats", &expected["quality_exact_duplicates"], input["dropped"].as_f64());
    let off_scale = Value::from(expected["quality_out_of_range"].as_array().unwrap().len());
    assert_eq!(off_scale.as_f64(), input["rejected"].as_f64());
    let agents = groups(&by(" --by agent_id"));
    for (agent, figures) in expected["quality_by_agent"].as_object().unwrap() {
        let rows = &agents[agent];
        tally.same(agent, &figures["mean"], value(rows, "delivered_score_mean"));
        tally.same(agent, &figures["n"], value(rows, "delivered_score_n"));
    }
    // Two scores of a call differ whatever the scale.
    let wide = fs::read_to_string(folder.join("messy_quality.toml")).unwrap();
    let wide = wide.replace("scale = [1, 5]", "scale = [1, 10]");
    fs::write(folder.join("messy_quality.toml"), wide).unwrap();
    let (code, out, said) = told(folder, &format!("{line} --by interaction_id,score"));
    assert_eq!(code, Some(0), "{said}");
    let mut scores: BTreeMap<String, u32> = BTreeMap::new();
    for group in groups(&serde_json::from_str(&out).unwrap()).keys() {
        let (call, score) = group.split_once('|').unwrap();
        if score != "None" {
            *scores.entry(call.to_owned()).or_default() += 1;
        }
    }
    let differ = scores.values().filter(|scores| **scores > 1).count();
    let differ = f64::from(u32::try_from(differ).unwrap());
    tally.same("two scores", &expected["quality_calls_with_two_different_scores"], Some(differ));
    tally.looked_at(&expected["quality_out_of_range"]);
}

/// What is wrong with the quality scores and the roster is named.
fn what_is_wrong(folder: &Path, expected: &Value, tally: &mut Tally) {
    let quality = "check call_quality.csv --profile messy_quality.toml";
    let (code, _, said) = told(folder, quality);
    assert_eq!(code, Some(3));
    let off_scale =
        "column `quality_score`: expected a value from 1 to 5, found `9.9` [out-of-range]";
    assert_eq!(said.matches(off_scale).count(), 1, "{said}");
    // A department that stands for two texts is no table to look anything up in.
    let roster = "check agents.csv --profile messy_roster.toml";
    let ids = fs::read_to_string(folder.join("departments.csv")).unwrap();
    let names = fs::read_to_string(folder.join("messy_roster.toml")).unwrap();
    let by_name = names.replace("value = \"dept_id\"", "value = \"dept_name\"");
    fs::write(folder.join("messy_roster.toml"), by_name).unwrap();
    let (code, _, said) = told(folder, roster);
    assert_eq!(code, Some(2));
    assert!(said.contains("`4` stands twice in column `dept_id` [bad-lookup]"), "{said}");
    assert!(ids.contains("4,HR") && ids.contains("4,Tech Ops Duplicate"));
    fs::write(folder.join("messy_roster.toml"), names).unwrap();
    let (code, _, said) = told(folder, roster);
    assert_eq!(code, Some(3));
    for unknown in expected["roster_dept_not_in_departments"].as_array().unwrap() {
        let found = format!("found `{}` [unknown-value]", unknown.as_str().unwrap());
        assert!(said.contains(&found), "{said}");
    }
    for twice in expected["roster_duplicate_agent_ids"].as_array().unwrap() {
        let found = format!("`{}` stands here", twice.as_str().unwrap());
        assert_eq!(said.matches("[roster-overlap]").count(), 1, "{said}");
        assert!(said.contains(&found), "{said}");
    }
    assert!(said.contains("found `2018/13/40`; left blank [bad-time]"), "{said}");
    tally.looked_at(&expected["roster_dept_not_in_departments"]);
    tally.looked_at(&expected["roster_duplicate_agent_ids"]);
}

/// Every agent of the calls is in the roster, once that is clean.
fn every_agent(folder: &Path, expected: &Value, tally: &mut Tally) {
    tally.looked_at(&expected["agents_in_calls_not_in_roster"]);
    assert_eq!(expected["agents_in_calls_not_in_roster"], serde_json::json!([]));
    let agents = fs::read_to_string(folder.join("agents.csv")).unwrap();
    let clean = agents.replace(",999,", ",1,").replace("10,Agent_010_dup,5,2018/13/40", "");
    fs::write(folder.join("agents.csv"), clean).unwrap();
    // Some were hired after calls that they are said to have taken.
    let roster = fs::read_to_string(folder.join("messy_roster.toml")).unwrap();
    let roster = roster.replace("valid_from = {", "email = {");
    fs::write(folder.join("messy_roster.toml"), roster).unwrap();
    let line = "kpi calls.csv --profile messy_calls.toml --roster agents.csv --roster-profile messy_roster.toml --by team --kpi contacts -f json";
    let (code, out, said) = told(folder, line);
    assert_eq!(code, Some(3), "{said}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let teams = groups(&report);
    assert!(!teams.contains_key("None"), "{:?}", teams.keys());
    let contacts: f64 = teams.values().filter_map(|rows| value(rows, "contacts")).sum();
    assert_eq!(Some(contacts), expected["calls_unique"].as_f64());
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
