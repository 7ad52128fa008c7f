//! Scorecard files: TOML in, a checked scorecard or everything that is wrong with it out.
//!
//! The reader knows the language of the files; what makes a scorecard sound is checked by
//! [`Draft::check`](crate::scorecard::Draft::check), whose flaws are placed here.

mod card;
mod condition;
mod kind;
mod question;
mod write;

pub use write::write;

use super::toml_text::{Keys, MAX_BYTES, TomlText};
use crate::problem::{Blame, Place, Problem, Problems, Refused, Severity};
use crate::scorecard::{Flaw, Scorecard};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Reads a scorecard file: the scorecard and its warnings.
///
/// Fails with a [`Refused`] that blames the request when the scorecard is not sound.
pub fn open(path: &Path) -> Result<(Scorecard, Problems)> {
    let file = path.display().to_string();
    let cannot = || format!("cannot read `{file}`");
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_BYTES)?.saturating_add(16);
    let opened = File::open(path).with_context(cannot)?;
    opened.take(limit).read_to_end(&mut bytes).with_context(cannot)?;
    let read = match String::from_utf8(bytes) {
        Ok(text) => parse(&file, &text),
        Err(error) => Err(not_utf8(&file, &error)),
    };
    Ok(read.map_err(|problems| Refused { blame: Blame::Request, problems })?)
}

/// Reads the text of a scorecard file; `file` is what messages call it.
///
/// The scorecard comes with warnings only; an error among the problems refuses it whole.
pub fn parse(file: &str, text: &str) -> Result<(Scorecard, Problems), Problems> {
    let toml = TomlText::new(file, text);
    let table = toml.parse()?;
    let mut root = Keys::root(&toml, &table, "the scorecard");
    let (draft, parts) = card::read(&mut root, content_hash(text));
    let (card, flaws) = draft.check();
    for flaw in flaws {
        parts.complain(&root, flaw);
    }
    drop((root, parts));
    let problems = toml.into_problems();
    match card {
        Some(card) if problems.errors() == 0 => Ok((card, problems)),
        _ => Err(problems),
    }
}

/// SHA-256 in hex of the text with LF line ends and without a byte order mark.
///
/// Editors and version control change line ends; that makes no other scorecard.
fn content_hash(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// The tables of a scorecard file, for placing flaws.
struct Parts<'a> {
    sections: Vec<(Keys<'a>, Vec<Keys<'a>>)>,
}

impl Parts<'_> {
    /// Complains of a flaw at the key it is about, or at the table that lacks the key.
    fn complain(&self, root: &Keys<'_>, flaw: Flaw) {
        let Some(keys) = self.table(root, &flaw) else { return };
        // A key that is there but unreadable has been complained of already.
        let unread = |key| flaw.code == "missing-key" && keys.has(key);
        let is_kind = flaw.spot.key == "scale" && kind::KEYS.into_iter().any(unread);
        if unread(flaw.spot.key) || is_kind {
            return;
        }
        let span = match (flaw.spot.key, flaw.spot.element) {
            ("", _) => keys.span().clone(),
            (key, None) => keys.span_at(key),
            (key, Some(element)) => keys.span_at(&format!("{key}.{element}")),
        };
        let mut problem = keys.toml().problem(flaw.code, &span, flaw.message);
        if flaw.severity == Severity::Warning {
            problem = problem.warning();
        }
        problem.help = flaw.help;
        keys.toml().complain(problem);
    }

    fn table<'p>(&'p self, root: &'p Keys<'p>, flaw: &Flaw) -> Option<&'p Keys<'p>> {
        let Some(section) = flaw.spot.section else { return Some(root) };
        let (section, questions) = self.sections.get(section)?;
        match flaw.spot.question {
            Some(question) => questions.get(question),
            None => Some(section),
        }
    }
}

fn not_utf8(file: &str, error: &std::string::FromUtf8Error) -> Problems {
    let valid = error.utf8_error().valid_up_to();
    let lines = String::from_utf8_lossy(&error.as_bytes()[..valid]).matches('\n').count();
    let line = u64::try_from(lines).unwrap_or(u64::MAX).saturating_add(1);
    let problem = Problem::new("bad-encoding", Place::line(file, line), "not UTF-8 text");
    let mut problems = Problems::new();
    problems.push(problem.help("save the scorecard as UTF-8"));
    problems
}

/// The draft that a text holds; `None` when something in it is wrong.
#[cfg(test)]
fn draft_of(text: &str) -> Option<crate::scorecard::Draft> {
    let toml = TomlText::new("a.toml", text);
    let table = toml.parse().ok()?;
    let mut root = Keys::root(&toml, &table, "the scorecard");
    let draft = card::read(&mut root, String::new()).0;
    drop(root);
    toml.into_problems().is_empty().then_some(draft)
}

#[cfg(test)]
mod faults;
#[cfg(test)]
mod language;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_and_the_file_fail_differently() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card.toml");
        let absent = open(&path).unwrap_err();
        assert!(absent.downcast_ref::<Refused>().is_none());
        assert!(absent.to_string().starts_with("cannot read `"));
        std::fs::write(&path, b"schema = 1\nid = \"\xff\"\n").unwrap();
        let bad = open(&path).unwrap_err();
        let refused = bad.downcast_ref::<Refused>().unwrap();
        assert_eq!(refused.blame, Blame::Request);
        assert_eq!(refused.problems.shown()[0].code, "bad-encoding");
        assert_eq!(refused.problems.shown()[0].place.line, Some(2));
        let sound = "schema = 1\nid = \"a\"\nversion = \"1\"\nname = \"A\"\n[[section]]\nid = \"s\"\n\
        name = \"S\"\nweight = 1\n[[section.question]]\nid = \"q\"\ntext = \"Q\"\nscale = \"yes_no\"\n";
        std::fs::write(&path, sound).unwrap();
        assert_eq!(open(&path).unwrap().0.id(), "a");
    }
}
