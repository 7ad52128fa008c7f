//! What a file is: encoding, delimiter, header, and what the cells of each column read as.
//!
//! Every record is looked at, because the order of day and month is often decided late; memory stays
//! within some values a column.

mod clock;
mod endings;
mod evidence;
mod forms;
mod snippet;
mod target;

pub use evidence::{Evidence, Mixed};
pub use forms::Form;
pub(super) use forms::are_values;
pub use snippet::{quoted, snippet};
pub use target::{Target, Why};

use super::blocks::{BLOCK, Blocks};
use super::detect;
use super::dialect::{self, Early};
use super::open;
use super::profile::{HeaderRule, Profile, Quotes, Ragged};
use super::records::{self, Dialect, Origin, Reading, Span, Step};
use super::source::{Asked, Source, told};
use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::Result;

/// What was found in a file.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// The file as the user named it.
    pub file: String,
    /// The sheet of a workbook or the member of an archive that was read; `None` for a plain file.
    pub part: Option<String>,
    /// What its text was made from.
    pub origin: Origin,
    /// Its encoding.
    pub encoding: &'static str,
    /// Its delimiter.
    pub delimiter: u8,
    /// Physical line of its header; 0 where it has none.
    pub header_line: u64,
    /// What its header is.
    pub header: Header,
    /// Records, blank ones apart.
    pub records: u64,
    /// Records with another number of fields than the header, or a quote that never closes.
    pub broken: u64,
    /// Its columns.
    pub columns: Vec<Evidence>,
    /// What the commands read it with when nobody names a profile: the bundled one that fits, else
    /// one that says no more than what the records are.
    pub profile: Profile,
}

/// What the header of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Header {
    /// A line that holds known names.
    Known,
    /// The first line of the table; no name in it is known.
    Guessed,
    /// None: the bundled profile names the columns.
    Profile,
    /// None, and nothing names the columns: the first line is a record like the others.
    Absent,
}

/// Looks at every record of a file, read as the commands read it.
///
/// # Errors
///
/// If it cannot be read, is empty, its delimiter is unclear, or two bundled profiles fit it.
pub fn inspect(file: &str, asked: &Asked) -> Result<Inspection> {
    let profile = detect::profile_for(&[file.to_owned()], asked)?.unwrap_or_default();
    let source = Source::open_as(file, asked)?;
    let (part, origin, made) = (source.part.clone(), source.origin, source.dialect());
    let mut blocks = Blocks::new(source, BLOCK);
    let (head, _) = blocks.head(dialect::HEAD)?;
    let known = |cell: &str| open::is_named(cell, Some(&profile));
    let dialect = match made {
        Some(made) => made,
        None => written(file, head, &profile, &known)?,
    };
    let early = dialect::early(head, dialect);
    let Some(header) = header(&early, &profile, (origin, &known)) else {
        let problem = Problem::new("empty-file", Place::at(file, 1, 1), "the file is empty");
        return Err(refused(problem.help("export the call records again")).into());
    };
    let columns: Vec<Evidence> = header.names.iter().map(|name| Evidence::new(name)).collect();
    blocks.skip(header.end);
    let reading = Reading { dialect, width: Some(columns.len()), last: false };
    let mut found = Inspection {
        file: file.to_owned(),
        part,
        origin,
        encoding: "",
        delimiter: dialect.delimiter,
        header_line: header.line,
        header: header.is,
        records: 0,
        broken: 0,
        columns,
        profile,
    };
    while let Some(block) = blocks.next(&reading)? {
        found.broken += u64::from(block.endless);
        found.take(&block.bytes, &reading);
    }
    blocks.source.refuse_changed()?;
    found.encoding = blocks.source.encoding();
    Ok(found)
}

/// How a text is written: as its profile says, else as its first records show.
fn written(
    file: &str,
    head: &[u8],
    profile: &Profile,
    known: &dyn Fn(&str) -> bool,
) -> Result<Dialect> {
    let quote = (profile.file.quotes == Quotes::Enclose).then_some(b'"');
    let delimiter = match profile.file.delimiter {
        Some(delimiter) => delimiter,
        None => dialect::delimiter(file, head, quote, known).map_err(refused)?,
    };
    let padding = dialect::padding(head, delimiter);
    Ok(Dialect { padding, ..Dialect::new(delimiter, quote) })
}

fn refused(problem: Problem) -> Refused {
    Refused::because(Blame::Data, problem)
}

/// The columns of a file and where its records begin.
struct Top {
    names: Vec<String>,
    line: u64,
    end: usize,
    is: Header,
}

/// The columns that the profile names, else the record with most known names, else the first as wide
/// as most, unless that is a record like the others; `None` for an empty file.
fn header(
    early: &[Early],
    profile: &Profile,
    (origin, known): (Origin, &dyn Fn(&str) -> bool),
) -> Option<Top> {
    let first = early.first()?;
    if let HeaderRule::Columns(names) = &profile.file.header {
        return Some(Top { names: names.clone(), line: 0, end: 0, is: Header::Profile });
    }
    let top = |found: &Early, is| {
        Some(Top { names: found.cells.clone(), line: found.line, end: found.end, is })
    };
    if origin == Origin::Json {
        return top(first, Header::Known);
    }
    let best = dialect::header(early, known)?;
    let names = dialect::names_in(best, early, known);
    if are_values(&best.cells) && names * 2 < best.cells.len() {
        let names = (1..=best.cells.len()).map(|number| format!("column_{number}"));
        return Some(Top { names: names.collect(), line: 0, end: 0, is: Header::Absent });
    }
    if names > 0 {
        return top(best, Header::Known);
    }
    let (_, width) = dialect::usual_width(early);
    top(early.iter().find(|record| record.cells.len() >= width).unwrap_or(best), Header::Guessed)
}

impl Inspection {
    fn take(&mut self, bytes: &[u8], reading: &Reading) {
        let reading = Reading { last: true, ..*reading };
        let (mut pos, mut room) = (0, Vec::new());
        let mut fields: Vec<Span> = Vec::new();
        while pos < bytes.len() {
            let step = records::scan(bytes, pos, &reading, &mut fields);
            (pos, _) = step.reach();
            let mut cells = Vec::with_capacity(fields.len());
            for span in &fields {
                let text = records::content(bytes, *span, reading.dialect, &mut room);
                let text = String::from_utf8_lossy(text);
                cells.push(records::one_line(text.trim(), reading.dialect).into_owned());
            }
            if cells.iter().all(String::is_empty) {
                continue;
            }
            self.records += 1;
            let unclosed = matches!(step, Step::Unclosed { .. });
            let faulty = reading.dialect.origin == Origin::Json && told(&cells[0]).is_some();
            let short = self.profile.file.ragged == Ragged::Pad && cells.len() < self.columns.len();
            let beside = reading.dialect.origin == Origin::Sheet;
            if unclosed || faulty || cells.len() != self.columns.len() && !short && !beside {
                self.broken += 1;
                continue;
            }
            for (column, cell) in self.columns.iter_mut().zip(&cells) {
                column.take(cell);
            }
        }
    }
}

#[cfg(test)]
mod tests;
