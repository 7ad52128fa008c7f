//! A folder of its own in which the program runs.

use snapbox::cmd::{Command, OutputAssert};
use std::fs;
use std::path::{Path, PathBuf};

/// A temporary folder; it goes away with the test.
pub(crate) struct Room {
    folder: tempfile::TempDir,
}

impl Room {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A folder with one file, as most tests want it.
    pub(crate) fn with(name: &str, text: impl AsRef<[u8]>) -> Self {
        Self::new().file(name, text)
    }

    /// Puts a file into the folder, and the folders above it.
    pub(crate) fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// A path within the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The text of a file.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Names of everything in the folder, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs the program with these arguments, written as in a shell.
    pub(crate) fn qa(&self, arguments: &str) -> OutputAssert {
        self.command(arguments).assert()
    }

    /// What the program writes to stdout with these arguments, however it ends.
    pub(crate) fn said(&self, arguments: &str) -> String {
        String::from_utf8(self.command(arguments).output().unwrap().stdout).unwrap()
    }

    /// The same, not started yet.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        qa(self.folder.path()).args(words(arguments))
    }
}

/// The program in a folder, with an environment that decides nothing.
pub(crate) fn qa(folder: &Path) -> Command {
    let command = Command::new(env!("CARGO_BIN_EXE_qa")).current_dir(folder);
    let command = command.env_remove("QA_CONFIG").env_remove("QA_THREADS");
    command.with_assert(snapbox::Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV))
}

/// Words of a shell's line; single quotes keep spaces.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (nth, part) in line.split('\'').enumerate() {
        if nth % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

#[test]
fn a_line_is_cut_as_a_shell_cuts_it() {
    assert!(words(" ").is_empty());
    assert_eq!(
        words("kpi a.csv --target 'asa_s <= 20' -q"),
        ["kpi", "a.csv", "--target", "asa_s <= 20", "-q"]
    );
}
