//! The records of a file of evaluations, one after the other: all counted, repeats left out.

use super::Collected;
use super::form::Form;
use super::run::{Runs, Written};
use super::told::{Told, problem};
use crate::ingest::blocks::Block;
use crate::ingest::decode::Account;
use crate::ingest::engine::Intake;
use crate::ingest::plan::{Fault, Rank, Stray, Verdict};
use crate::ingest::profile::{KeepOf, Ragged, RepeatedHeader};
use crate::ingest::records::{self, Reading, Span, Step};
use crate::ingest::row::Row;
use crate::problem::{Place, Problem};
use anyhow::Result;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Reads every record of a file.
///
/// # Errors
///
/// If the file cannot be read to its end, or changes while it is read.
pub(super) fn read(mut form: Form, found: &mut Collected) -> Result<Intake> {
    let (account, runs) = (Account::default(), Runs::new(&form));
    found.store.log.begin(&form.file);
    let (versions, fields) = (Versions::default(), Vec::new());
    let mut reader = Reader { account, versions, runs, fields, found };
    let reading = form.reading;
    let mut block = Block::default();
    while form.blocks.next_into(&reading, &mut block)? {
        block.index.locate();
        reader.block(&form, &block);
    }
    form.blocks.source.refuse_changed()?;
    let mut account = reader.finish(&form);
    account.problems.merge(form.plan.warnings.clone());
    account.problems.merge(form.blocks.source.notes.problems());
    account.shown_twice = form.plan.shown_twice();
    account.accepted = account.read - account.rejected - account.dropped();
    let names = &form.plan.header.names;
    Ok(Intake {
        path: form.plan.header.file.clone(),
        sha256: form.blocks.source.sha256(),
        part: form.blocks.source.part.clone(),
        encoding: form.blocks.source.encoding(),
        delimiter: form.delimiter.clone(),
        header_line: form.plan.header.line,
        columns: names.clone(),
        absent: form.plan.absent.clone(),
        unused: form.extras.iter().map(|index| names[*index].clone()).collect(),
        account,
    })
}

/// Takes in the records of one file.
struct Reader<'c> {
    account: Account,
    versions: Versions,
    runs: Runs,
    /// Room for the fields of a record.
    fields: Vec<Span>,
    found: &'c mut Collected,
}

impl Reader<'_> {
    fn block(&mut self, form: &Form, block: &Block) {
        let mut line = block.first_line;
        if block.endless {
            self.refuse(form, line, ("field-too-large", "this record is too long"));
        }
        let bytes = &block.bytes[..];
        for run in &block.index.runs {
            for number in run.records.clone() {
                let plain = block.index.plain(run, number, bytes);
                let is_flat = block.index.lines_beyond(number) == 0;
                let written = Some(Written { bytes, plain, line }).filter(|_| is_flat);
                let store = &mut self.found.store;
                if written.as_ref().is_some_and(|it| self.runs.takes(form, it, store)) {
                    self.account.read += 1;
                    line += 1;
                } else {
                    let stretch = (bytes, plain.start, line);
                    line += self.one(form, stretch, written.as_ref());
                }
            }
            if run.odd {
                let stretch = (bytes, run.reach, line);
                line += self.one(form, stretch, None);
            }
        }
    }

    /// Takes in the record that begins at a byte, whatever stands there; the lines it has.
    fn one(
        &mut self,
        form: &Form,
        (bytes, start, line): (&[u8], usize, u64),
        written: Option<&Written<'_>>,
    ) -> u64 {
        let mut fields = std::mem::take(&mut self.fields);
        let lines = self.scanned(form, (bytes, start, line, &mut fields), written);
        self.fields = fields;
        lines
    }

    fn scanned(
        &mut self,
        form: &Form,
        (bytes, start, line, fields): (&[u8], usize, u64, &mut Vec<Span>),
        written: Option<&Written<'_>>,
    ) -> u64 {
        let reading = Reading { last: true, ..form.reading };
        let step = records::scan(bytes, start, &reading, fields);
        let dialect = reading.dialect;
        match step {
            Step::Record { end, .. } => {
                if let Ok(text) = std::str::from_utf8(&bytes[start..end]) {
                    let row = Row { text, start, fields, dialect, line };
                    self.record(form, &row, written);
                } else {
                    let message = "these bytes are no UTF-8, unlike those before";
                    self.refuse(form, line, ("bad-encoding", message));
                }
            }
            Step::Repaired { .. } => {
                let message = "a quote within a text is not doubled";
                self.refuse(form, line, ("stray-quote", message));
            }
            Step::Unclosed { .. } => {
                let message = "a quote on this line is never closed";
                self.refuse(form, line, ("unclosed-quote", message));
            }
            Step::Cut => return 0,
        }
        step.reach().1
    }

    fn refuse(&mut self, form: &Form, line: u64, (code, message): (&'static str, &str)) {
        self.account.read += 1;
        self.account.rejected += 1;
        let place = Place::line(&form.plan.header.file, line);
        self.account.problems.push(Problem::new(code, place, message));
    }

    fn record(&mut self, form: &Form, row: &Row<'_>, written: Option<&Written<'_>>) {
        if row.is_blank() {
            self.account.blank += u64::from(row.fields.len() > 1);
            return;
        }
        let plan = &form.plan;
        if plan.repeat == RepeatedHeader::Skip && is_header(form, row) {
            self.account.headers += 1;
            return;
        }
        self.account.read += 1;
        if let Some(told) = row.told() {
            let place = Place::at(&plan.header.file, row.line + told.lines, told.column);
            return self.reject([Problem::new(told.code, place, told.message)]);
        }
        match plan.stray(row) {
            None => {}
            Some(Stray::LeftOut(reason)) => return self.leave_out(reason),
            // One line would refuse the whole file; its records are counted either way.
            Some(Stray::Totals) => return self.leave_out("totals row"),
        }
        if let Some((code, message)) = width_fault(form, row) {
            self.account.read -= 1;
            return self.refuse(form, row.line, (code, &message));
        }
        match plan.rules.select(row) {
            Verdict::Keep => {}
            Verdict::Drop(column) => return self.leave_out(&format!("[where] {column}")),
            Verdict::Incomplete(fault) => return self.reject([problem(form, row, fault)]),
        }
        self.read(form, row, written);
    }

    /// Reads every cell of a record.
    fn read(&mut self, form: &Form, row: &Row<'_>, written: Option<&Written<'_>>) {
        let twice = form.plan.shown_twice();
        let version = match version(form, row) {
            Ok(version) => version,
            Err(fault) => return self.reject([problem(form, row, fault)]),
        };
        let mut warnings = Vec::new();
        let told = match Told::read(form, row, &mut warnings) {
            Ok(told) => told,
            Err(wrong) => return self.reject(wrong),
        };
        let is_plain = warnings.is_empty() && form.plan.shown_twice() == twice;
        self.account.blanked += u64::try_from(warnings.len()).unwrap_or(u64::MAX);
        self.account.problems.extend(warnings);
        let Some((key, rank)) = version else {
            let evaluation = self.found.take(told, form);
            if let (Some(evaluation), Some(written), true) = (evaluation, written, is_plain) {
                self.runs.remember(form, written, evaluation);
            }
            return;
        };
        let keep = form.plan.resent.as_ref().map(|resent| &resent.keep);
        if keep == Some(&KeepOf::First) {
            if self.versions.seen.insert(key) {
                self.found.take(told, form);
            } else {
                self.leave_out("sent again");
            }
        } else if self.versions.hold(key, rank, told.into_owned()) {
            self.leave_out("sent again");
        }
    }

    fn leave_out(&mut self, reason: &str) {
        *self.account.dropped.entry(reason.to_owned()).or_default() += 1;
    }

    fn reject(&mut self, wrong: impl IntoIterator<Item = Problem>) {
        self.account.rejected += 1;
        self.account.problems.extend(wrong);
    }

    fn finish(self, form: &Form) -> Account {
        for told in self.versions.latest() {
            self.found.take(told, form);
        }
        self.account
    }
}

/// The versions of records that are sent again.
#[derive(Default)]
struct Versions {
    seen: BTreeSet<String>,
    held: BTreeMap<String, (Rank, usize, Told<'static>)>,
    count: usize,
}

impl Versions {
    /// Keeps the newer of two versions; whether one was there before.
    fn hold(&mut self, key: String, rank: Rank, told: Told<'static>) -> bool {
        self.count += 1;
        match self.held.entry(key) {
            Entry::Vacant(free) => {
                free.insert((rank, self.count, told));
                false
            }
            Entry::Occupied(mut held) => {
                if rank >= held.get().0 {
                    held.insert((rank, self.count, told));
                }
                true
            }
        }
    }

    /// The versions that count, in the order of the file.
    fn latest(self) -> Vec<Told<'static>> {
        let mut held: Vec<_> = self.held.into_values().collect();
        held.sort_by_key(|(_, number, _)| *number);
        held.into_iter().map(|(_, _, told)| told).collect()
    }
}

/// What tells the versions of a record, and which this is; `None` where nothing does.
fn version(form: &Form, row: &Row<'_>) -> Result<Option<(String, Rank)>, Fault> {
    let Some(resent) = &form.plan.resent else { return Ok(None) };
    let rank = resent.rank(row)?;
    Ok(resent.key(row).map(|key| (key, rank)))
}

fn is_header(form: &Form, row: &Row<'_>) -> bool {
    let header = &form.plan.header;
    let same = |(index, name): (usize, &String)| row.cell(index) == name.as_str();
    header.line > 0 && header.names.iter().enumerate().all(same)
}

/// What is wrong with the number of fields.
fn width_fault(form: &Form, row: &Row<'_>) -> Option<(&'static str, String)> {
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
