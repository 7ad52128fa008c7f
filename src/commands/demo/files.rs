//! The folder of the demo: which files it has and whether they may be written.

use crate::ingest::source::sha256;
use crate::ledger::replace::replace_bytes;
use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::{Context as _, Result};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// The configuration of the demo; its first line tells a former demo.
pub(super) const CONFIG: &str = include_str!("qa.toml");
/// The scorecard that everything is evaluated with.
pub(super) const CARD: &str = include_str!("../../../scorecards/inbound-voice.toml");

/// Every file the demo writes before its first step.
pub(super) const FILES: [&str; 7] = [
    "qa.toml",
    "scorecards/inbound-voice.toml",
    "calls/2026-10.csv",
    "evaluations/2026-10-ana.csv",
    "evaluations/2026-10-budi.csv",
    "evaluations/2026-10-carla.csv",
    "evaluations/2026-10-calibration.csv",
];

/// What the files were when the demo wrote them, as `sha256sum` writes it.
const RECORD: &str = ".demo.sha256";

/// What may be done in a folder that has files of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Neighbours {
    /// Nothing.
    Avoid,
    /// Files of other names may be written beside them.
    Join,
}

/// Makes the folder, or refuses one that is not the demo's.
pub(super) fn prepare(folder: &Path, neighbours: Neighbours) -> Result<()> {
    let name = folder.display();
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{name}`"))?;
    let first = fs::read_dir(folder)
        .with_context(|| format!("cannot look into `{name}`"))?
        .next()
        .is_some();
    if !first {
        return Ok(());
    }
    if is_former(folder)? {
        return if neighbours == Neighbours::Avoid { refuse_changed(folder) } else { Ok(()) };
    }
    if neighbours == Neighbours::Avoid {
        let problem = Problem::new(
            "folder-in-use",
            Place::file(name.to_string()),
            "the folder has files that no demo wrote",
        );
        let help = "name another folder, or let --force write beside them";
        return Err(Refused::because(Blame::Conflict, problem.help(help)).into());
    }
    refuse_foreign(folder)
}

/// Refuses when a file of somebody else has the name of one of the demo's.
fn refuse_foreign(folder: &Path) -> Result<()> {
    for file in FILES {
        let path = folder.join(file);
        let there =
            path.try_exists().with_context(|| format!("cannot look at `{}`", path.display()))?;
        if there {
            let place = Place::file(path.display().to_string());
            let problem = Problem::new("file-in-use", place, "there is a file that no demo wrote");
            let help = "name another folder; the demo replaces only its own files";
            return Err(Refused::because(Blame::Conflict, problem.help(help)).into());
        }
    }
    Ok(())
}

fn is_former(folder: &Path) -> Result<bool> {
    let config = text(&folder.join("qa.toml"))?;
    Ok(config.is_some_and(|text| text.lines().next() == CONFIG.lines().next()))
}

/// Refuses a former demo when somebody has changed a file that would be written anew.
fn refuse_changed(folder: &Path) -> Result<()> {
    let Some(record) = text(&folder.join(RECORD))? else { return Ok(()) };
    for (hash, file) in record.lines().filter_map(|line| line.split_once("  ")) {
        let path = folder.join(file);
        let there = text(&path)?;
        if there.is_some_and(|text| sha256(text.as_bytes()) != hash) {
            let place = Place::file(path.display().to_string());
            let message = "this file was changed since the demo wrote it";
            let help = "name another folder, or let --force write it anew";
            let problem = Problem::new("file-in-use", place, message).help(help);
            return Err(Refused::because(Blame::Conflict, problem).into());
        }
    }
    Ok(())
}

/// Remembers what the files are.
pub(super) fn record(folder: &Path) -> Result<()> {
    let mut lines = String::new();
    for file in FILES {
        let text = text(&folder.join(file))?.unwrap_or_default();
        lines.extend([&sha256(text.as_bytes()), "  ", file, "\n"]);
    }
    write(folder, RECORD, &lines)
}

/// The text of a file; `None` when there is none.
fn text(path: &Path) -> Result<Option<String>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read `{}`", path.display())),
    }
}

/// Writes a file of the demo, and its folder.
pub(super) fn write(folder: &Path, file: &str, text: &str) -> Result<()> {
    let path = folder.join(file);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)
            .with_context(|| format!("cannot make the folder `{}`", parent.display()))?;
    }
    replace_bytes(&path, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(result: Result<()>) -> &'static str {
        let refused = result.unwrap_err().downcast::<Refused>().unwrap();
        assert_eq!(refused.blame, Blame::Conflict);
        refused.problems.shown()[0].code
    }

    #[test]
    fn an_empty_folder_and_a_former_demo_are_taken() {
        let folder = tempfile::tempdir().unwrap();
        prepare(folder.path(), Neighbours::Avoid).unwrap();
        write(folder.path(), "qa.toml", CONFIG).unwrap();
        write(folder.path(), "notes.txt", "mine").unwrap();
        prepare(folder.path(), Neighbours::Avoid).unwrap();
    }

    #[test]
    fn a_file_of_a_former_demo_that_was_changed_is_replaced_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "qa.toml", CONFIG).unwrap();
        write(folder.path(), "calls/2026-10.csv", "a\n").unwrap();
        record(folder.path()).unwrap();
        prepare(folder.path(), Neighbours::Avoid).unwrap();
        write(folder.path(), "qa.toml", &format!("{CONFIG}# mine\n")).unwrap();
        assert_eq!(code(prepare(folder.path(), Neighbours::Avoid)), "file-in-use");
        prepare(folder.path(), Neighbours::Join).unwrap();
    }

    #[test]
    fn what_others_wrote_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "notes.txt", "mine").unwrap();
        assert_eq!(code(prepare(folder.path(), Neighbours::Avoid)), "folder-in-use");
        prepare(folder.path(), Neighbours::Join).unwrap();
        write(folder.path(), "qa.toml", "timezone = \"UTC\"\n").unwrap();
        assert_eq!(code(prepare(folder.path(), Neighbours::Join)), "file-in-use");
        assert_eq!(fs::read_to_string(folder.path().join("notes.txt")).unwrap(), "mine");
    }
}
