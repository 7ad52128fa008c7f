//! The house rules: which room of `src/` may look into which, and who may use which crate.
#![expect(clippy::unwrap_used, reason = "a failed set-up should fail the test")]
#![expect(clippy::disallowed_methods, reason = "the tree under test is there")]

use std::fs;
use std::path::Path;

/// A room and the rooms it may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("stats", &[]),
    ("problem", &[]),
    ("report", &[]),
    ("model", &["problem"]),
    ("scorecard", &["model", "problem", "stats"]),
    ("query", &["model", "problem"]),
    ("scoring", &["model", "problem", "query", "report", "scorecard", "stats"]),
    ("sampling", &["model", "problem", "query", "report", "stats"]),
    ("agreement", &["model", "problem", "report", "scorecard", "scoring", "stats"]),
    ("evidence", &["agreement", "model", "report", "scorecard", "scoring", "stats"]),
    ("kpi", &["model", "problem", "query", "report", "stats"]),
    ("ingest", &["model", "problem", "query", "scorecard"]),
    ("ledger", &["model", "problem", "scorecard"]),
    ("render", &["problem", "report"]),
    (
        "commands",
        &[
            "agreement",
            "evidence",
            "ingest",
            "kpi",
            "ledger",
            "model",
            "problem",
            "query",
            "render",
            "report",
            "sampling",
            "scorecard",
            "scoring",
            "stats",
        ],
    ),
    ("cli", &["commands", "problem", "render"]),
];

/// A crate and the rooms that may name it.
const CRATES: &[(&str, &[&str])] = &[
    ("anyhow", &["cli", "commands", "ingest", "ledger", "render"]),
    ("calamine", &["ingest"]),
    ("clap", &["cli", "commands"]),
    ("comfy_table", &["render"]),
    ("csv", &["ingest", "ledger", "render"]),
    ("encoding_rs", &["ingest"]),
    ("fearless_simd", &["ingest"]),
    ("flate2", &["ingest"]),
    ("glob", &["ingest"]),
    ("indicatif", &["commands"]),
    ("jiff", &["commands", "model"]),
    ("memchr", &["ingest"]),
    ("quick_xml", &["ingest"]),
    ("rand", &["commands", "sampling", "stats"]),
    ("regex_lite", &["ingest"]),
    ("serde", &["ingest"]),
    ("serde_json", &["commands", "ingest", "render"]),
    ("sha2", &["ingest", "ledger", "sampling"]),
    ("simdutf8", &["ingest"]),
    ("statrs", &["stats"]),
    ("strsim", &["ingest", "problem"]),
    ("tempfile", &["commands", "ledger"]),
    ("terminal_size", &["cli"]),
    ("toml", &["ingest"]),
    ("unicode_width", &["render"]),
    ("zip", &["ingest"]),
    ("zstd", &["ingest"]),
];

#[test]
fn rooms_look_only_where_they_may() {
    let mut trespasses = Vec::new();
    for (room, allowed) in ROOMS {
        for (file, code) in sources(room) {
            for used in rooms_used(&code) {
                if used != *room && !allowed.contains(&used.as_str()) {
                    trespasses.push(format!("{file}: `{room}` may not use `crate::{used}`"));
                }
            }
            for (name, rooms) in CRATES {
                if mentions(&code, name) && !rooms.contains(room) {
                    trespasses.push(format!("{file}: `{room}` may not use the crate `{name}`"));
                }
            }
        }
    }
    assert!(trespasses.is_empty(), "{trespasses:#?}");
}

#[test]
fn every_room_and_every_crate_has_its_row() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    for room in lib.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let room = room.trim_end_matches(';');
        assert!(ROOMS.iter().any(|(name, _)| *name == room), "`{room}` has no row in ROOMS");
    }
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let wanted = manifest.split("[dependencies]").nth(1).unwrap();
    let wanted = wanted.split("[dev-dependencies]").next().unwrap();
    for line in wanted.lines().filter(|line| line.contains(" = ")) {
        let name = line.split_whitespace().next().unwrap().replace('-', "_");
        assert!(CRATES.iter().any(|(other, _)| *other == name), "`{name}` has no row in CRATES");
        assert!(line.contains("# "), "`{name}` has no reason in Cargo.toml");
    }
}

/// First path segments after `crate::`, groups in braces included.
fn rooms_used(code: &str) -> Vec<String> {
    let mut used = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            used.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = 0;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                ',' | '}' if depth == 0 => {
                    used.push(word(group[start..at].trim()));
                    start = at + 1;
                    if c == '}' {
                        break;
                    }
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
    }
    used.retain(|word| !word.is_empty());
    used
}

fn mentions(code: &str, name: &str) -> bool {
    let path = format!("{name}::");
    code.match_indices(&path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of a room: its path and its code, without comments and unit tests.
fn sources(room: &str) -> Vec<(String, String)> {
    let src = root().join("src");
    let mut todo = vec![src.join(room), src.join(format!("{room}.rs"))];
    let mut found = Vec::new();
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.ends_with("tests.rs") {
            // Tests may use what tests use.
        } else if path.extension().is_some_and(|ext| ext == "rs") && path.exists() {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.push((path.display().to_string(), code.collect::<Vec<_>>().join("\n")));
        }
    }
    assert!(!found.is_empty(), "there is no room called `{room}`");
    found
}
