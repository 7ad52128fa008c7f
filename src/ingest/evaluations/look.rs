//! One record of a file of evaluations looked at by itself, whatever stands in the others.

use super::form::Form;
use super::told::{Telling, Told, problem};
use super::words::Words;
use crate::ingest::plan::{Fault, Rank, Stray, Verdict};
use crate::ingest::profile::{KeepOf, Ragged, RepeatedHeader};
use crate::ingest::records::{self, Origin, Reading, Span, Step};
use crate::ingest::row::Row;
use crate::problem::{Place, Problem};

/// What a record is.
pub(super) enum Look {
    /// Nothing; whether its line has delimiters all the same.
    Blank { has_delimiters: bool },
    /// The header once more.
    Header,
    /// Left out on purpose, for that reason.
    LeftOut(String),
    /// A record with which this is wrong.
    Wrong(Vec<Problem>),
    /// A record that tells of an evaluation.
    Told(Box<Seen>),
}

/// What a record tells.
pub(super) struct Seen {
    pub(super) telling: Telling,
    /// Cells that were left blank.
    pub(super) warnings: Vec<Problem>,
    /// Which version of a record it is, where records are sent again.
    pub(super) version: Option<Version>,
    /// Whether nothing in it was odd, so that others in its bytes tell the same.
    pub(super) is_plain: bool,
}

/// One of several versions of a record.
pub(super) struct Version {
    /// What all of them have.
    pub(super) key: String,
    /// Its place among them; `None` where the first counts.
    pub(super) rank: Option<Rank>,
}

/// Room and texts of whoever looks.
#[derive(Default)]
pub(super) struct Eyes {
    fields: Vec<Span>,
    /// The texts that heads are told in.
    pub(super) words: Words,
}

impl Eyes {
    /// Looks at the record that begins at a byte, whatever stands there; also how many lines it has.
    pub(super) fn look(
        &mut self,
        form: &Form,
        (bytes, start, line): (&[u8], usize, u64),
    ) -> (Look, u64) {
        let reading = Reading { last: true, ..form.reading };
        let step = records::scan(bytes, start, &reading, &mut self.fields);
        let wrong = |code, message| wrong(form, line, (code, message));
        let look = match step {
            Step::Record { end, .. } => {
                if let Ok(text) = std::str::from_utf8(&bytes[start..end]) {
                    let (dialect, fields) = (reading.dialect, &self.fields[..]);
                    let row = Row { text, start, fields, dialect, line };
                    record(form, &row, &mut self.words)
                } else {
                    wrong("bad-encoding", "these bytes are no UTF-8, unlike those before")
                }
            }
            Step::Repaired { .. } => wrong("stray-quote", "a quote within a text is not doubled"),
            Step::Unclosed { .. } => {
                wrong("unclosed-quote", "a quote on this line is never closed")
            }
            Step::Cut => return (Look::Blank { has_delimiters: false }, 0),
        };
        (look, step.reach().1)
    }
}

/// A record that cannot be read.
pub(super) fn wrong(form: &Form, line: u64, (code, message): (&'static str, &str)) -> Look {
    let place = Place::line(&form.plan.header.file, line);
    Look::Wrong(vec![Problem::new(code, place, message)])
}

fn record(form: &Form, row: &Row<'_>, words: &mut Words) -> Look {
    if row.is_blank() {
        return Look::Blank { has_delimiters: row.fields.len() > 1 };
    }
    let plan = &form.plan;
    if plan.repeat == RepeatedHeader::Skip && is_header(form, row) {
        return Look::Header;
    }
    if let Some(told) = row.told() {
        let place = Place::at(&plan.header.file, row.line + told.lines, told.column);
        return Look::Wrong(vec![Problem::new(told.code, place, told.message)]);
    }
    match plan.stray(row) {
        None => {}
        Some(Stray::LeftOut(reason)) => return Look::LeftOut(reason.to_owned()),
        // One line would refuse the whole file; its records are counted either way.
        Some(Stray::Totals) => return Look::LeftOut("totals row".to_owned()),
    }
    if let Some((code, message)) = width_fault(form, row) {
        return wrong(form, row.line, (code, &message));
    }
    match plan.rules.select(row) {
        Verdict::Keep => {}
        Verdict::Drop(column) => return Look::LeftOut(format!("[where] {column}")),
        Verdict::Incomplete(fault) => return Look::Wrong(vec![problem(form, row, fault)]),
    }
    cells(form, row, words)
}

/// Reads every cell of a record.
fn cells(form: &Form, row: &Row<'_>, words: &mut Words) -> Look {
    let twice = form.plan.shown_twice();
    let version = match version(form, row) {
        Ok(version) => version,
        Err(fault) => return Look::Wrong(vec![problem(form, row, fault)]),
    };
    let mut warnings = Vec::new();
    match Told::read(form, row, &mut warnings) {
        Err(wrong) => Look::Wrong(wrong),
        Ok(told) => Look::Told(Box::new(Seen {
            is_plain: warnings.is_empty() && form.plan.shown_twice() == twice,
            telling: told.telling(form, words),
            warnings,
            version,
        })),
    }
}

fn version(form: &Form, row: &Row<'_>) -> Result<Option<Version>, Fault> {
    let Some(resent) = &form.plan.resent else { return Ok(None) };
    let rank = resent.rank(row)?;
    let rank = Some(rank).filter(|_| resent.keep != KeepOf::First);
    Ok(resent.key(row).map(|key| Version { key, rank }))
}

fn is_header(form: &Form, row: &Row<'_>) -> bool {
    let header = &form.plan.header;
    let same = |(index, name): (usize, &String)| row.cell(index) == name.as_str();
    header.line > 0 && header.names.iter().enumerate().all(same)
}

/// What is wrong with the number of fields; cells of a sheet cannot be shifted.
fn width_fault(form: &Form, row: &Row<'_>) -> Option<(&'static str, String)> {
    if row.dialect.origin == Origin::Sheet {
        return None;
    }
    let (found, width) = (row.fields.len(), form.plan.header.names.len());
    let message = || format!("{found} fields where the header has {width}");
    let extra = (width..found).any(|index| !row.cell(index).is_empty());
    if found < width && form.plan.ragged == Ragged::Reject {
        Some(("too-few-fields", message()))
    } else if extra {
        Some(("too-many-fields", message()))
    } else {
        None
    }
}
