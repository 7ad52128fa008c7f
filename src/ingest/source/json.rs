//! JSON lines, or an array of objects, as canonical CSV: a column a path, a record an object.
//!
//! The columns are the paths of the first objects, and those that the profile names. The header
//! stands before the first line, so that every record keeps the line of its object.

mod awaited;
mod objects;
mod paths;

use super::grid::Lines;
use super::notes::Notes;
use super::pipe::{self, Pipe, Sink, Stop};
use super::refusals;
use super::{Needed, Source};
use crate::ingest::synonyms;
use crate::problem::{Place, Problem};
use awaited::Awaited;
use objects::{Object, Objects, Shape};
use paths::{Leaf, Leaves, Wrong};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Objects whose paths become columns.
const LOOKED_AT: usize = 1_000;
/// Bytes of objects whose paths become columns.
const LOOKED_AT_BYTES: usize = 8 << 20;
/// Paths that are told when they come late.
const LATE: usize = 100;
/// Begins a line that stands for an object which could not be read; no text holds it.
pub const MARK: char = '\u{1a}';
/// Between the parts of such a line.
const BETWEEN: char = '\u{1f}';

/// Begins to read the objects of a source; what they hold is read by a thread.
pub(super) fn open(
    source: Source,
    (asked, needed): (&[Vec<String>], &[Needed]),
) -> io::Result<Pipe> {
    let (name, notes) = (source.name.clone(), source.notes.clone());
    let mut objects = Objects::new(source);
    let mut first: Vec<(Object, Result<Leaves, Wrong>)> = Vec::new();
    let mut bytes = 0;
    while first.len() < LOOKED_AT && bytes < LOOKED_AT_BYTES {
        let Some(object) = objects.next()? else { break };
        bytes += object.text.len();
        let leaves = read(&object);
        first.push((object, leaves));
    }
    let mut columns = columns(&first);
    let awaited = Awaited::new(needed, &columns);
    add_asked(&mut columns, asked);
    if let [(_, Ok(only))] = first.as_slice() {
        refuse_document(&name, only, (&columns, asked, objects.shape()))?;
    }
    let indexes = columns.iter().enumerate().map(|(index, path)| (path.clone(), index)).collect();
    let late = if asked.is_empty() { LATE } else { 0 };
    let (told, lines) = (BTreeSet::new(), Lines::new(0));
    let writer = Writer { name, notes, indexes, late, told, awaited, lines };
    let name = writer.name.clone();
    pipe::start((&name, "json"), move |sink| writer.write((&columns, first), objects, sink))
}

fn read(object: &Object) -> Result<Leaves, Wrong> {
    match object.fault {
        Some(fault) => Err(Wrong { code: "bad-object", at: 0, message: fault.to_owned() }),
        None => paths::leaves(&object.text),
    }
}

/// Every path of these objects, in the order of the first that has it.
fn columns(first: &[(Object, Result<Leaves, Wrong>)]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (_, leaves) in first {
        for leaf in leaves.iter().flatten() {
            if seen.insert(&leaf.path) {
                columns.push(leaf.path.clone());
            }
        }
    }
    columns
}

/// Adds what else is asked for.
fn add_asked(columns: &mut Vec<String>, asked: &[Vec<String>]) {
    for names in asked {
        let found = |name: &String| synonyms::position(columns, name).is_some();
        if let (false, Some(name)) = (names.iter().any(found), names.first()) {
            columns.push(name.clone());
        }
    }
}

/// Refuses a document that holds its records in a member, or none.
fn refuse_document(
    name: &str,
    only: &[Leaf],
    (columns, asked, shape): (&[String], &[Vec<String>], Option<Shape>),
) -> io::Result<()> {
    let wanted = |path: &String| {
        synonyms::is_known(path)
            || asked.iter().flatten().any(|name| synonyms::plain(name) == synonyms::plain(path))
    };
    if only.iter().any(|leaf| wanted(&leaf.path)) || columns.is_empty() {
        return Ok(());
    }
    let inside = only.iter().find_map(|leaf| leaf.path.split_once(".0.").map(|(outer, _)| outer));
    let (found, help) = match inside {
        Some(outer) => (
            format!("a JSON document that holds its records in `{outer}`"),
            format!("write that array alone, for example with jq -c '.{outer}[]'"),
        ),
        None if shape == Some(Shape::Spread) => (
            "a JSON document without records".to_owned(),
            "write one object a line for each record, or an array of them".to_owned(),
        ),
        None => return Ok(()),
    };
    Err(refusals::io(refusals::wrong_format(name, &found, &help)))
}

/// Writes objects as lines.
struct Writer {
    name: String,
    notes: Notes,
    indexes: BTreeMap<String, usize>,
    /// Paths that may still be told of coming late.
    late: usize,
    told: BTreeSet<String>,
    awaited: Awaited,
    lines: Lines,
}

impl Writer {
    fn write(
        mut self,
        (columns, first): (&[String], Vec<(Object, Result<Leaves, Wrong>)>),
        mut objects: Objects,
        sink: &mut Sink,
    ) -> Result<(), Stop> {
        let mut out = Vec::new();
        // The header stands on a line of its own before the first.
        Lines::new(0).record(1, columns, &mut out);
        sink.write(&out)?;
        for (object, leaves) in first {
            self.object(&object, leaves, sink)?;
        }
        while let Some(object) = objects.next()? {
            let leaves = read(&object);
            self.object(&object, leaves, sink)?;
        }
        for problem in self.awaited.problems(&self.name) {
            self.notes.push(problem);
        }
        Ok(())
    }

    fn object(
        &mut self,
        object: &Object,
        leaves: Result<Leaves, Wrong>,
        sink: &mut Sink,
    ) -> Result<(), Stop> {
        let mut out = Vec::new();
        let cells = match leaves {
            Ok(leaves) => self.cells(object, leaves),
            Err(wrong) => vec![marked(object, &wrong)],
        };
        self.lines.record(object.line, &cells, &mut out);
        sink.write(&out)?;
        Ok(())
    }

    fn cells(&mut self, object: &Object, leaves: Leaves) -> Vec<String> {
        let mut cells = vec![String::new(); self.indexes.len()];
        for Leaf { path, text, .. } in leaves {
            self.awaited.saw(&path);
            match self.indexes.get(&path) {
                Some(index) => cells[*index] = text,
                None if text.is_empty() => {}
                None => self.late(object, path),
            }
        }
        cells
    }

    /// Tells of a path that none of the first objects had.
    fn late(&mut self, object: &Object, path: String) {
        if self.told.len() >= self.late || self.told.contains(&path) {
            return;
        }
        let message =
            format!("`{path}` first stands here, behind {LOOKED_AT} objects without it; left out");
        let place = Place::at(&self.name, object.line, object.column);
        let problem = Problem::new("late-path", place, message);
        self.notes.push(problem.help("name it in a profile, and it is read from the first on"));
        self.told.insert(path);
    }
}

/// A line that says what is wrong with an object, and how the object begins.
fn marked(object: &Object, wrong: &Wrong) -> String {
    const SHOWN: usize = 10_000;
    let before = &object.text[..wrong.at.min(object.text.len())];
    let line_start = memchr::memrchr(b'\n', before).map(|at| at + 1);
    let lines = memchr::memchr_iter(b'\n', before).count();
    let inner = String::from_utf8_lossy(&before[line_start.unwrap_or(0)..]).chars().count();
    let inner = u64::try_from(inner).unwrap_or(u64::MAX);
    let column = if line_start.is_some() { inner + 1 } else { object.column + inner };
    let text = String::from_utf8_lossy(&object.text);
    let text: String = text.chars().take(SHOWN).collect();
    let parts =
        [wrong.code, &lines.to_string(), &column.to_string(), &wrong.message, text.as_str()];
    format!("{MARK}{}", parts.join(&BETWEEN.to_string()))
}

/// What a line says that stands for an object which could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Problem code.
    pub code: &'static str,
    /// Lines from the one where the object begins.
    pub lines: u64,
    /// Character column.
    pub column: u64,
    /// What is wrong.
    pub message: String,
    /// The object as far as it is kept.
    pub text: String,
}

/// What a record's first cell tells; `None` for any other record.
pub fn told(cell: &str) -> Option<Told> {
    let mut parts = cell.strip_prefix(MARK)?.splitn(5, BETWEEN);
    let code = match parts.next()? {
        "duplicate-key" => "duplicate-key",
        _ => "bad-object",
    };
    let (lines, column) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let (message, text) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    Some(Told { code, lines, column, message, text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read};

    fn written(text: &str, asked: &[&[&str]]) -> io::Result<String> {
        let raw = Box::new(Cursor::new(text.to_owned()));
        let asked: Vec<Vec<String>> = asked
            .iter()
            .map(|names| names.iter().map(|name| (*name).to_owned()).collect())
            .collect();
        let mut out = String::new();
        open(Source::plain_text("calls.jsonl", raw), (&asked, &[]))?.read_to_string(&mut out)?;
        Ok(out)
    }

    #[test]
    fn nothing_has_no_column() {
        assert_eq!(written("", &[]).unwrap(), "\n");
        assert_eq!(written("[]", &[]).unwrap(), "\n");
    }

    #[test]
    fn an_object_is_a_line_and_a_path_a_column() {
        let text = "{\"ContactId\":\"1\",\"Queue\":{\"Name\":\"a, b\"}}\n\n{\"ContactId\":\"2\",\"Note\":\"x\\ny\"}\n";
        assert_eq!(
            written(text, &[]).unwrap(),
            "ContactId,Queue.Name,Note\n1,\"a, b\",\n\n2,,\"x\u{b}y\"\n"
        );
    }

    #[test]
    fn asked_paths_are_columns_under_the_first_name_that_is_there() {
        let text = "{\"id\":\"1\",\"old\":2}\n{\"id\":\"2\",\"old\":3}\n";
        let found = written(text, &[&["new", "old"], &["Agent.Username"]]).unwrap();
        assert_eq!(found, "id,old,Agent.Username\n1,2,\n2,3,\n");
    }

    #[test]
    fn a_broken_object_says_where_and_why() {
        let text = "{\"id\":\"1\"}\n{\"id\":}\n{\"id\":1,\"id\":2}\n";
        let found = written(text, &[]).unwrap();
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(found.as_bytes());
        let cells: Vec<String> =
            reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
        let first = told(&cells[1]).unwrap();
        assert_eq!((first.code, first.column, first.text.as_str()), ("bad-object", 7, "{\"id\":}"));
        let second = told(&cells[2]).unwrap();
        assert_eq!((second.code, second.column), ("duplicate-key", 14));
        assert_eq!(told(&cells[0]), None);
    }

    #[test]
    fn a_document_around_the_records_is_refused() {
        let error = written("{\"data\":[{\"x\":1},{\"x\":2}]}", &[]).unwrap_err();
        let told = refusals::refused(&error).unwrap().to_string();
        assert!(told.contains("holds its records in `data`"), "{told}");
        assert!(written("{\n\"message\": \"no\"\n}", &[]).is_err());
        assert!(written("{\"call_id\":1}", &[]).is_ok());
    }
}
