//! The examples are true: every page runs as it stands, and the demo writes the files.
#![expect(clippy::unwrap_used, reason = "a failed set-up should fail the test")]
#![expect(clippy::disallowed_methods, reason = "the tree under test is there")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

fn qa(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_qa"))
        .current_dir(folder)
        .env_remove("QA_CONFIG")
        .args(words)
        .output()
        .unwrap()
}

/// Every file below a folder with its bytes, in order of path.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut todo = vec![folder.to_owned()];
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            found.push((path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

fn demo(folder: &Path, rows: &str) -> Output {
    qa(folder, &["demo", "centre", "--rows", rows, "--seed", "7"])
}

#[test]
fn every_page_runs_as_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files(&examples()) {
        let copy = folder.path().join(path);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::write(copy, bytes).unwrap();
    }
    // Pages may write files; they start in a copy of the folder. No other test depends on where it is.
    std::env::set_current_dir(folder.path()).unwrap();
    trycmd::TestCases::new().case(examples().join("*.md"));
}

#[test]
fn the_demo_writes_the_examples() {
    let folder = tempfile::tempdir().unwrap();
    assert!(demo(folder.path(), "300").status.success());
    let written = files(&folder.path().join("centre"));
    let written = written.into_iter().filter(|(path, _)| !path.starts_with("worklist.csv"));
    // What the demo remembers of itself is of no use to who reads the examples.
    let written = written.filter(|(path, _)| !path.ends_with(".demo.sha256"));
    for (path, bytes) in written.filter(|(path, _)| !path.ends_with("worklist.manifest.json")) {
        let committed = fs::read(examples().join(&path));
        assert!(committed.is_ok_and(|committed| committed == bytes), "{} differs", path.display());
    }
}

#[test]
fn the_demo_over_a_former_one_is_the_same_to_the_byte_and_shows_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let shown = demo(folder.path(), "1000");
    let written = files(folder.path());
    assert_eq!(demo(folder.path(), "1000"), shown);
    assert_eq!(files(folder.path()), written);
    every_command_says_something(shown);
}

fn every_command_says_something(shown: Output) {
    let stdout = String::from_utf8(shown.stdout).unwrap();
    for line in
        ["$ cd centre", "$ qa check", "$ qa sample ", "$ qa score ", "$ qa calibrate ", "$ qa kpi "]
    {
        assert!(stdout.contains(&format!("\n{line}")), "`{line}` is missing in:\n{stdout}");
    }
    for table in ["Questions\n", "Agreement by question\n", "Discuss first\n", "\nall "] {
        assert!(stdout.contains(table), "{table:?} is missing in:\n{stdout}");
    }
    let stderr = String::from_utf8(shown.stderr).unwrap();
    assert!(stderr.contains("1,000 records read, 1,000 accepted, 0 rejected"), "{stderr}");
    assert!(!stderr.contains("error"), "{stderr}");
}

#[test]
fn the_demo_leaves_a_folder_of_others_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("centre")).unwrap();
    fs::write(folder.path().join("centre/notes.txt"), "mine").unwrap();
    let refused = demo(folder.path(), "300");
    assert_eq!(refused.status.code(), Some(6));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("centre: the folder has files that no demo wrote"), "{told}");
    assert_eq!(files(&folder.path().join("centre")).len(), 1);
}
