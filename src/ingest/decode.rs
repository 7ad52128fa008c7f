//! One block of records to one batch: cells read, faults named, everything counted.

mod account;
mod aside;
mod builder;
mod direct;
mod left;
mod shape;
mod told;

pub use account::{Account, Reject};
use aside::{Stretch, unclosed};
pub(super) use builder::Builder;
use direct::Many;

use super::blocks::{Block, RECORD_LIMIT};
use super::plan::{DirectPlan, Event, Fault, Plan, Rank, Stray, Value, Verdict};
use super::profile::{Bad, RepeatedHeader};
use super::records::{self, Reading, Span, Step};
use super::row::Row;
use crate::model::{Batch, Field, Kind, Name};
use crate::problem::{Place, Problem};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A block, decoded.
#[derive(Debug, Default)]
pub struct Decoded {
    /// The accepted records.
    pub batch: Batch,
    /// Their physical lines.
    pub lines: Vec<u64>,
    /// Cells that were left blank: the row and a warning.
    pub blanked: Vec<(usize, Problem)>,
    /// The cells of each accepted record, when records set aside are kept whole: it may be a repeat.
    pub cells: Vec<Vec<String>>,
    /// Of each accepted record, the fingerprint of what tells its versions, and which this is; empty
    /// where nothing is sent again.
    pub sent: Vec<Option<(u128, Rank)>>,
    /// First byte of each accepted record in its block; empty where no column is left.
    pub starts: Vec<usize>,
    /// The accepted events and their lines, where the records are events.
    pub events: Vec<(u64, Event)>,
    /// The account so far.
    pub account: Account,
    /// The export itself is incomplete, as this fault says.
    pub incomplete: Option<Problem>,
}

impl Decoded {
    /// Takes out the records that are not kept; the account is left to the caller.
    pub(super) fn retain(&mut self, kept: &[bool]) {
        fn only<T>(all: &mut Vec<T>, kept: &[bool]) {
            let mut rows = kept.iter();
            all.retain(|_| rows.next() != Some(&false));
        }
        self.batch.retain(kept);
        only(&mut self.lines, kept);
        only(&mut self.cells, kept);
        only(&mut self.sent, kept);
        only(&mut self.starts, kept);
        let before = |row: usize| kept[..row].iter().filter(|kept| **kept).count();
        self.blanked.retain(|(row, _)| kept[*row]);
        for (row, _) in &mut self.blanked {
            *row = before(*row);
        }
    }
}

/// Decodes the blocks of one file.
pub struct Decoder<'p> {
    plan: &'p Plan,
    columns: Vec<(Name, Kind)>,
    reading: Reading,
    id: Option<usize>,
    keep: Keep,
    /// How most records are read; `None` when each has to be looked at whole.
    direct: Option<DirectPlan<'p>>,
    /// Planned columns that are left where they stand, by index in the plan; in order.
    left: Vec<usize>,
}

/// Whether the records set aside are kept whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Only their problems.
    Problems,
    /// Their cells too.
    Cells,
}

impl<'p> Decoder<'p> {
    /// A decoder for the records of a planned file.
    pub fn new(plan: &'p Plan, reading: Reading, keep: Keep) -> Self {
        let columns = plan.columns.iter().map(|planned| (planned.name.clone(), planned.kind));
        let id = plan.index(&Name::Field(Field::InteractionId));
        // Records that may have to be set aside later are kept whole.
        let direct = plan.direct().filter(|_| keep == Keep::Problems);
        Self { plan, columns: columns.collect(), reading, id, keep, direct, left: Vec::new() }
    }

    /// How records are written.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// The file as the user named it.
    pub fn file(&self) -> &str {
        &self.plan.header.file
    }

    /// Decodes one block.
    pub fn decode(&self, block: &mut Block) -> Decoded {
        block.index.locate();
        self.decode_located(block)
    }

    fn decode_located(&self, block: &Block) -> Decoded {
        let mut out = Decoded::default();
        if block.endless {
            out.account.read += 1;
            let message = format!("a record is longer than {} MiB", RECORD_LIMIT >> 20);
            let fault = Fault::record("field-too-large", message);
            self.reject(
                &mut out,
                &Stretch { bytes: &[], start: 0, line: block.first_line, at: 0 },
                fault,
            );
            return out;
        }
        let builder = Builder::new(&self.plan.header.file, &self.columns);
        let mut builder = builder.room_for(block.index.records());
        let direct = self.direct(block);
        let (line, fields) = (block.first_line, Vec::new());
        let mut work = Work { block, line, fields, builder: &mut builder, out: &mut out };
        for run in &block.index.runs {
            let mut many = Many::default();
            let mut next = run.records.start;
            while next < run.records.end && work.out.incomplete.is_none() {
                // A record of several lines is the last of its stretch, so that lines count on.
                let tall = block.index.tall_from(next).map_or(usize::MAX, |(tall, _)| tall + 1);
                let records = next..run.records.end.min(next + many.size()).min(tall);
                if let Some(direct) = &direct {
                    let taken = direct.take((run, records.clone()), work.builder, work.line);
                    many.took(taken, records.len());
                    work.took(taken);
                    next += taken;
                    if taken == records.len() {
                        work.line += block.index.lines_beyond(next - 1);
                        continue;
                    }
                }
                let start = block.index.plain(run, next, &block.bytes).start;
                self.one(&mut work, start);
                next += 1;
            }
            if run.odd && work.out.incomplete.is_none() {
                self.one(&mut work, run.reach);
            }
        }
        out.account.accepted = u64::try_from(builder.rows).unwrap_or(u64::MAX);
        out.starts = builder.starts();
        (out.batch, out.lines) = builder.finish();
        out
    }

    /// Takes in the record that begins at byte `start`, whatever stands there.
    fn one(&self, work: &mut Work<'_, '_>, start: usize) {
        let (block, line) = (work.block, work.line);
        let reading = Reading { last: true, ..self.reading };
        let step = records::scan(&block.bytes, start, &reading, &mut work.fields);
        match step {
            Step::Record { end, .. } | Step::Repaired { end, .. } => {
                let bytes = &block.bytes[start..end];
                let stretch = Stretch { bytes, start, line, at: 0 };
                if let Some(row) = self.row(&stretch, &work.fields, work.out) {
                    let rejected = work.out.account.rejected;
                    self.record(&row, work.builder, work.out);
                    let stays = work.out.account.rejected == rejected;
                    self.note_repair(step, &row, (stays, work.out));
                }
            }
            Step::Unclosed { quote, end } => {
                work.out.account.read += 1;
                let bytes = &block.bytes[start..end];
                let stretch = Stretch { bytes, start, line, at: quote - start };
                self.reject(work.out, &stretch, unclosed());
            }
            Step::Cut => return,
        }
        work.line += step.reach().1;
    }

    /// Says of a line that it was read in the only way that fits, and counts it where it stays.
    fn note_repair(&self, step: Step, row: &Row<'_>, (stays, out): (bool, &mut Decoded)) {
        let Step::Repaired { quote, .. } = step else { return };
        out.account.repaired += u64::from(stays);
        let (line, column) = row.locate(quote);
        let place = Place::at(&self.plan.header.file, line, column);
        let message = "a quote within a text is not doubled; the line was read in the only way \
                       that gives its number of fields";
        let problem = Problem::new("stray-quote", place, message).warning();
        out.account.problems.push(problem.help("double each quote that belongs to a text"));
    }

    /// The record as text; one that is none is set aside.
    fn row<'a>(
        &self,
        record: &Stretch<'a>,
        fields: &'a [Span],
        out: &mut Decoded,
    ) -> Option<Row<'a>> {
        let (start, line, dialect) = (record.start, record.line, self.reading.dialect);
        match std::str::from_utf8(record.bytes) {
            Ok(text) => Some(Row { text, start, fields, dialect, line }),
            Err(error) => {
                out.account.read += 1;
                let mut fault =
                    Fault::record("bad-encoding", "these bytes are no UTF-8, unlike those before");
                fault.help = Some(
                    "say the encoding in a profile, for example encoding = \"windows-1252\""
                        .to_owned(),
                );
                self.reject(out, &Stretch { at: error.valid_up_to(), ..*record }, fault);
                None
            }
        }
    }

    /// Takes in one record, wherever it belongs.
    fn record(&self, row: &Row<'_>, builder: &mut Builder<'_>, out: &mut Decoded) {
        if row.is_blank() {
            out.account.blank += u64::from(row.fields.len() > 1);
            return;
        }
        if self.plan.repeat == RepeatedHeader::Skip {
            if self.is_header(row) {
                out.account.headers += 1;
                return;
            }
            if let Some(fault) = self.other_header(row) {
                out.incomplete = Some(self.problem(row, &fault));
                return;
            }
        }
        out.account.read += 1;
        if self.is_told(row, out) {
            return;
        }
        match self.plan.stray(row) {
            None => {}
            Some(Stray::LeftOut(reason)) => {
                *out.account.dropped.entry(reason.to_owned()).or_default() += 1;
                return;
            }
            Some(Stray::Totals) => return self.reject_all(out, row, vec![Stray::totals()]),
        }
        if let Some(fault) = self.shape(row) {
            return self.reject_all(out, row, vec![fault]);
        }
        match self.plan.rules.select(row) {
            Verdict::Keep => {}
            Verdict::Drop(column) => {
                *out.account.dropped.entry(format!("[where] {column}")).or_default() += 1;
                return;
            }
            Verdict::Incomplete(fault) => {
                out.incomplete = Some(self.problem(row, &fault));
                return;
            }
        }
        match &self.plan.events {
            None => self.fill(row, builder, out),
            Some(events) => match events.read(row) {
                Ok(Some(event)) => {
                    out.events.push((row.line, event));
                    if self.keep == Keep::Cells {
                        out.cells.push(row.cells());
                    }
                }
                Ok(None) => *out.account.dropped.entry("other events".to_owned()).or_default() += 1,
                Err(fault) => self.reject_all(out, row, vec![fault]),
            },
        }
    }

    /// Reads the wanted cells into the columns, all or none of them.
    fn fill<'a>(&self, row: &Row<'a>, builder: &mut Builder<'_>, out: &mut Decoded) {
        let mut values: Vec<Value<'a>> = Vec::with_capacity(self.plan.columns.len());
        let (mut faults, mut blanked) = (Vec::new(), Vec::new());
        for planned in &self.plan.columns {
            match self.plan.value(planned, row) {
                Ok(value) => values.push(value),
                Err(fault) => {
                    if Plan::bad(planned) == Bad::Blank {
                        let problem = self.problem(row, &fault).warning();
                        let message = format!("{}; left blank", problem.message);
                        blanked.push((builder.rows, Problem { message, ..problem }));
                    } else {
                        faults.push(fault);
                    }
                    values.push(Value::unknown(planned.kind));
                }
            }
        }
        if self.id.is_some_and(|id| self.plan.needs_id && !values[id].is_known()) {
            let mut fault = Fault::record("missing-id", "this record has no interaction id");
            fault.help = Some("is it a line of totals? Remove it, or give it an id".to_owned());
            faults.push(fault);
        }
        let sent = self.sent(row).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        if !faults.is_empty() {
            return self.reject_all(out, row, faults);
        }
        if self.plan.resent.is_some() {
            out.sent.push(sent);
        }
        if self.keep == Keep::Cells {
            out.cells.push(row.cells());
        }
        out.blanked.append(&mut blanked);
        if !self.left.is_empty() {
            let mut columns = 0..;
            values.retain(|_| columns.next().is_none_or(|column| !self.left.contains(&column)));
            builder.begin_at(std::iter::once(row.start));
        }
        builder.push(values, row.line);
    }

    /// What tells the versions of a record, and which this is; `None` where nothing does.
    fn sent(&self, row: &Row<'_>) -> Result<Option<(u128, Rank)>, Fault> {
        let Some(resent) = &self.plan.resent else { return Ok(None) };
        let rank = resent.rank(row)?;
        Ok(resent.key(row).map(|key| (fingerprint(&key), rank)))
    }
}

/// A block on its way into columns.
struct Work<'w, 'p> {
    block: &'w Block,
    /// Physical line of the next record.
    line: u64,
    /// Fields of the record that is read with care.
    fields: Vec<Span>,
    builder: &'w mut Builder<'p>,
    out: &'w mut Decoded,
}

impl Work<'_, '_> {
    /// Counts records, a line each, that went into the columns at once.
    fn took(&mut self, records: usize) {
        let records = u64::try_from(records).unwrap_or(u64::MAX);
        self.out.account.read += records;
        self.line += records;
    }
}

/// 128 bits that stand for an id; two ids never met share them.
pub(super) fn fingerprint(id: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        id.hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}
