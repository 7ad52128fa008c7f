//! Which bundled profile a file is read with, when nobody names one.
//!
//! Told by the names in its header, or by its own name where it has no header. A file that has
//! canonical names needs none; a file that no profile fits is read by the names that are known.

use super::blocks::{BLOCK, Blocks};
use super::dialect::{self, Early};
use super::kind::FileKind;
use super::profile::{CellTest, Detect, HeaderRule, Profile, RecordKind, bundled};
use super::records::Dialect;
use super::source::{self, Asked, Source};
use super::synonyms;
use super::times::TimeFormat;
use crate::model::{Field, Kind};
use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::Result;
use std::path::Path;

/// Delimiters that a header may have.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The bundled profile of all these files; `None` when none fits, or nothing can be told yet.
///
/// Standard input and pipes are read only once and are never looked into. A file that cannot be read
/// is left to its reader, who says why.
///
/// # Errors
///
/// `profile-unclear` when two profiles fit a file, or files need different ones.
pub fn bundled_for(files: &[String], asked: &Asked) -> Result<Option<Profile>> {
    let mut found: Option<(&String, Option<Profile>)> = None;
    for file in files.iter().filter(|file| !source::is_read_once(file)) {
        let Ok(head) = head(file, asked) else { return Ok(None) };
        let profile = fitting(file, &head).map_err(|problem| refused(*problem))?;
        let Some((first, other)) = &found else {
            found = Some((file, profile));
            continue;
        };
        if *other != profile {
            return Err(refused(differ((first, other.as_ref()), (file, profile.as_ref()))).into());
        }
    }
    Ok(found.and_then(|(_, profile)| profile))
}

/// The bundled profile of these files, else one that says no more than what their records are, when
/// the columns of the first tell that they are no contacts.
///
/// # Errors
///
/// As [`bundled_for`].
pub fn profile_for(files: &[String], asked: &Asked) -> Result<Option<Profile>> {
    if let Some(profile) = bundled_for(files, asked)? {
        return Ok(Some(profile));
    }
    let kinds: Vec<RecordKind> = files.iter().map(|file| FileKind::of(file).records()).collect();
    let Some(kind) = kinds.first().filter(|kind| !kind.makes_interactions()) else {
        return Ok(None);
    };
    if let Some(other) = kinds.iter().position(|other| other != kind) {
        let message =
            format!("these are {}, and `{}` holds {}", kinds[other].name(), files[0], kind.name());
        let problem = Problem::new("profile-unclear", Place::file(&files[other]), message);
        return Err(refused(problem.help("read them apart")).into());
    }
    Ok(Some(Profile::implied(*kind)))
}

/// The bundled profile that fits the first bytes of a file; `None` when none does.
///
/// # Errors
///
/// `profile-unclear` when two do.
pub fn fitting(file: &str, head: &[u8]) -> Result<Option<Profile>, Box<Problem>> {
    let early = DELIMITERS
        .map(|delimiter| (delimiter, dialect::early(head, Dialect::new(delimiter, Some(b'"')))));
    if early.iter().any(|(_, early)| early.iter().any(is_canonical)) {
        return Ok(None);
    }
    let all = bundled::all().unwrap_or_default();
    let mut fitting = all.into_iter().filter(|profile| fits(profile, file, &early));
    let (first, second) = (fitting.next(), fitting.next());
    if let (Some(first), Some(second)) = (&first, &second) {
        let (one, other) = (&first.name, &second.name);
        let message = format!(
            "two profiles fit: `{one}`, for it has {}, and `{other}`, for it has {}",
            reason(&first.detect),
            reason(&second.detect)
        );
        let problem = Problem::new("profile-unclear", Place::at(file, 1, 1), message);
        return Err(Box::new(problem.help(format!("say --profile {one}, or --profile {other}"))));
    }
    Ok(first)
}

fn head(file: &str, asked: &Asked) -> Result<Vec<u8>> {
    let mut source = Source::open_as(file, asked)?;
    source.leave_checksum();
    let mut blocks = Blocks::new(source, BLOCK);
    let head = blocks.head(dialect::HEAD)?.0;
    Ok(head[..head.len().min(dialect::HEAD)].to_vec())
}

/// Whether a record is the header of a canonical file: no system names durations as such files do.
fn is_canonical(record: &Early) -> bool {
    let fields = record.cells.iter().filter_map(|cell| Field::from_name(cell));
    fields.map(Field::kind).any(|kind| kind == Kind::Duration)
}

fn fits(profile: &Profile, file: &str, early: &[(u8, Vec<Early>)]) -> bool {
    let detect = &profile.detect;
    if !detect.file_name.is_empty() && !is_called(file, &detect.file_name) {
        return false;
    }
    let own = profile.file.delimiter;
    let mut records = early
        .iter()
        .filter(|(delimiter, _)| own.is_none_or(|own| own == *delimiter))
        .flat_map(|(_, early)| early);
    if let HeaderRule::Columns(columns) = &profile.file.header {
        // A file without a header is told by its name, if it has one, and by its first record.
        return records.next().is_some_and(|record| is_record_of(profile, columns, &record.cells));
    }
    records.any(|record| {
        // An object that no record of a JSON file has is there as a null under its own name.
        let null = |name: &String| name.split_once('.').map(|(outer, _)| outer.to_owned());
        let has = |name: &String| synonyms::position(&record.cells, name).is_some();
        detect.header_has.iter().all(|name| has(name) || null(name).is_some_and(|it| has(&it)))
    })
}

/// Whether a record without a header may be one of a profile: events begin with a number; of other
/// records the times read in their formats, and the outcome rules know the cells they look at.
fn is_record_of(profile: &Profile, columns: &[String], cells: &[String]) -> bool {
    if profile.events.is_some() {
        let number = |text: &String| text.bytes().all(|byte| byte.is_ascii_digit());
        return (3..=columns.len()).contains(&cells.len()) && number(&cells[0]);
    }
    let cell = |name: &str| cells.get(columns.iter().position(|column| column == name)?);
    let times = profile.map.values().filter(|map| !map.formats.is_empty());
    let mut times = times.flat_map(|map| {
        map.pick.columns().into_iter().map(|name| (cell(name), &map.formats)).collect::<Vec<_>>()
    });
    let reads = |(cell, formats): (Option<&String>, &Vec<TimeFormat>)| {
        cell.is_some_and(|cell| formats.iter().any(|format| format.read(cell, None).is_some()))
    };
    let told = |(name, test): &(String, CellTest)| match test {
        CellTest::OneOf(texts) => cell(name).is_some_and(|cell| texts.contains(cell)),
        _ => false,
    };
    cells.len() == columns.len()
        && times.all(reads)
        && profile.outcomes.iter().flat_map(|rule| &rule.when).any(told)
}

fn is_called(file: &str, patterns: &[String]) -> bool {
    let name = Path::new(file).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let fits = |pattern: &String| glob::Pattern::new(pattern).is_ok_and(|glob| glob.matches(name));
    patterns.iter().any(fits)
}

fn reason(detect: &Detect) -> String {
    let names: Vec<String> =
        detect.header_has.iter().take(3).map(|name| format!("`{name}`")).collect();
    if names.is_empty() && detect.file_name.is_empty() {
        "a first record of that form".to_owned()
    } else if names.is_empty() {
        "its name".to_owned()
    } else {
        names.join(", ")
    }
}

fn differ(
    (first, one): (&str, Option<&Profile>),
    (file, other): (&str, Option<&Profile>),
) -> Problem {
    let name = |profile: Option<&Profile>| {
        profile.map_or("no profile".to_owned(), |profile| format!("`{}`", profile.name))
    };
    let message =
        format!("this file is read with {}, and `{first}` with {}", name(other), name(one));
    Problem::new("profile-unclear", Place::file(file), message)
        .help("read them apart, or say one --profile for both")
}

fn refused(problem: Problem) -> Refused {
    Refused::because(Blame::Request, problem)
}

#[cfg(test)]
mod generic;
#[cfg(test)]
mod tests;
