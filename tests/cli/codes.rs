//! One folder a problem code: what is wrong, what was typed, what is told.
//!
//! `tests/errors/<code>/` holds the offending files, `cmd` (the arguments), `stderr` and `status`.

use crate::room::{qa, words};
use snapbox::Data;
use snapbox::assert::DEFAULT_ACTION_ENV;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What belongs to the case and not to its user.
const OURS: [&str; 3] = ["cmd", "stderr", "status"];

/// Words with hyphens in `src` that are no problem codes.
const WORDS: [&str; 11] = [
    "connect-points",
    "connect-question",
    "connect-section",
    "es-ley10-2025",
    "large-sample",
    "non-response",
    "power-tuned",
    "prediction-powered",
    "qa-demo",
    "small-sample",
    "yyyy-mm-dd",
];

/// Files too big to keep: folder, file, content.
const BIG: [(&str, &str, fn() -> String); 5] = [
    ("field-too-large", "calls.csv", ten_megabytes),
    ("file-too-large", "card.toml", || "# the longest comment\n".repeat(50_000)),
    ("late-path", "calls.jsonl", a_thousand_and_one_objects),
    ("too-many-columns", "calls.csv", || format!("interaction_id{}\n", ",x".repeat(4_096))),
    ("too-many-questions", "card.toml", two_thousand_and_one),
];

/// A field of 10 MB between two good records, and a quote that swallows what would follow it.
fn ten_megabytes() -> String {
    let header = "interaction_id,queue,talk_s\n";
    format!("{header}C1,sales,10\nC2,{},20\nC3,sales,30\n", "x".repeat(10_000_000))
}

/// Only the last object says which queue it was.
fn a_thousand_and_one_objects() -> String {
    let objects: Vec<String> = (0..1_000).map(|i| format!("{{\"call_id\":{i}}}\n")).collect();
    objects.concat() + "{\"call_id\":1000,\"queue\":\"sales\"}\n"
}

fn two_thousand_and_one() -> String {
    let question =
        |i| format!("[[section.question]]\nid = \"q{i}\"\ntext = \"Q\"\nscale = \"yes_no\"\n");
    let questions: Vec<String> = (0..2001).map(question).collect();
    let questions = questions.concat();
    format!(
        "schema = 1\nid = \"long\"\nversion = \"1\"\nname = \"Long\"\n[[section]]\nid = \"s\"\nname = \"S\"\nweight = 100\n{questions}"
    )
}

#[test]
fn every_code_is_told_as_its_folder_says() {
    let snapshots = snapbox::Assert::new().action_env(DEFAULT_ACTION_ENV);
    let mut wrong = Vec::new();
    for code in folders() {
        let folder = root().join("tests/errors").join(&code);
        let room = tempfile::tempdir().unwrap();
        copy(&folder, room.path());
        for (_, name, text) in BIG.iter().filter(|(of, _, _)| *of == code) {
            fs::write(room.path().join(name), text()).unwrap();
        }
        let line = fs::read_to_string(folder.join("cmd")).unwrap();
        let output = qa(room.path()).args(words(&line)).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        if !told.contains(&format!("[{code}]")) {
            wrong.push(format!("{code}: is not told\n{told}"));
        }
        let status = format!("{}\n", output.status.code().unwrap());
        for (name, found) in [("stderr", told), ("status", status)] {
            let expected = Data::read_from(&folder.join(name), None).raw();
            let verdict = snapshots.try_eq(Some(&code), found.into(), expected);
            wrong.extend(verdict.err().map(|error| error.to_string()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_folder_and_every_folder_a_code() {
    let (codes, folders) = (codes(), folders());
    let homeless: Vec<_> = codes.difference(&folders).collect();
    assert!(homeless.is_empty(), "codes without a folder in tests/errors: {homeless:?}");
    let idle: Vec<_> = folders.difference(&codes).collect();
    assert!(idle.is_empty(), "folders whose code nothing in src tells: {idle:?}");
}

/// Every text in `src` that looks like a code, unit tests left out.
fn codes() -> BTreeSet<String> {
    let mut todo = vec![root().join("src")];
    let mut found = BTreeSet::new();
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        if is_unit_test(&path) {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in lines {
            found.extend(
                line.split('"').skip(1).step_by(2).filter(|text| is_code(text)).map(str::to_owned),
            );
        }
    }
    found
}

/// Files of tests that stand beside the code they test.
fn is_unit_test(path: &Path) -> bool {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    ["tests", "faults", "features", "laws", "golden"].contains(&stem)
}

fn is_code(text: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    text.contains('-')
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.split('-').all(word)
        && !WORDS.contains(&text)
}

fn folders() -> BTreeSet<String> {
    let entries = fs::read_dir(root().join("tests/errors")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        if path.is_dir() {
            fs::create_dir(to.join(name)).unwrap();
            copy(&path, &to.join(name));
        } else if !OURS.contains(&name.to_str().unwrap()) {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
