//! Plain records of plain columns, column by column from the bytes.
//!
//! A record is taken here only when nothing about it is out of the ordinary: it has as many fields as
//! the header, an id, and cells that read at once. The first that is not so ends the stretch, is left
//! to the careful reading, and costs nothing but time.

use super::{Builder, Decoder};
use crate::ingest::blocks::Block;
use crate::ingest::plan::{Cells, DirectPlan};
use crate::ingest::records::{Dialect, Even, FIELD_LIMIT, Index, Origin, Run};
use crate::ingest::source::MARK;
use crate::ingest::source::grid::BREAK;
use std::ops::Range;

/// Most records of a stretch.
const MOST: usize = 160;
/// Records tried after one that had to be left.
const FEW: usize = 4;

/// How many records are tried at once: fewer where some had to be left, so that what is read in vain
/// stays a small part.
pub(super) struct Many(usize);

impl Default for Many {
    fn default() -> Self {
        Self(MOST)
    }
}

impl Many {
    /// So many.
    pub(super) fn size(&self) -> usize {
        self.0
    }

    /// Learns how many were taken of those tried.
    pub(super) fn took(&mut self, taken: usize, tried: usize) {
        self.0 = if taken == tried { (self.0 * 2).min(MOST) } else { FEW };
    }
}

/// Takes plain records of a block.
pub(super) struct Taker<'d, 'p> {
    plan: &'d DirectPlan<'p>,
    cells: Cells<'d>,
    index: &'d Index,
    /// Whether it is asked where records begin.
    starts: bool,
}

impl<'p> Decoder<'p> {
    /// Takes plain records of a block; `None` when each has to be looked at whole.
    pub(super) fn direct<'d>(&'d self, block: &'d Block) -> Option<Taker<'d, 'p>> {
        let plan = self.direct.as_ref()?;
        let text = simdutf8::basic::from_utf8(&block.bytes).ok()?;
        let Dialect { quote, origin, .. } = self.reading.dialect;
        // Line breaks within cells, and objects that could not be read, are looked at whole.
        let marked = origin != Origin::Text && text.contains([BREAK, MARK]);
        if marked {
            return None;
        }
        let index = &block.index;
        let (cells, starts) = (Cells { text, quote }, !self.left.is_empty());
        memchr::memchr(0, &block.bytes).is_none().then_some(Taker { plan, cells, index, starts })
    }
}

impl Taker<'_, '_> {
    /// Adds the first of some records to the columns, the first of all on line `line`, and returns
    /// how many those were.
    pub(super) fn take(
        &self,
        (run, records): (&Run, Range<usize>),
        builder: &mut Builder<'_>,
        line: u64,
    ) -> usize {
        let bytes = self.cells.text.as_bytes();
        let even = self.index.even(run, &records, (self.plan.width, bytes));
        let mut good = self.plain(even);
        for (direct, column) in self.plan.columns.iter().zip(builder.columns()) {
            let ranges = even.first(good).field(direct.cell);
            // Cells behind the first that does not go in at once are taken away again.
            good = direct.push(&self.cells, ranges, column);
        }
        builder.commit(good, line);
        if self.starts {
            builder.begin_at(even.first(good).field(0).map(|cell| cell.start));
        }
        good
    }

    /// How many of the first records are records for sure.
    fn plain(&self, even: Even<'_>) -> usize {
        let cell = |range: &Range<usize>| self.cells.text(range.clone());
        let counts = |range: &Range<usize>| self.plan.counts(self.cells.raw(range.clone()));
        let first = self.shaped(even).field(0);
        match self.plan.id.filter(|id| *id != 0) {
            None => {
                let id = |cell| self.plan.id.map(|_| cell);
                let is_record = |cell| self.plan.is_record(id(cell), cell);
                first
                    .take_while(|range| counts(range) || cell(range).is_some_and(is_record))
                    .count()
            }
            Some(id) => {
                let is_record = |(first, id): &(Range<usize>, Range<usize>)| {
                    let is_record = |(first, id)| self.plan.is_record(Some(id), first);
                    counts(first) && counts(id) || cell(first).zip(cell(id)).is_some_and(is_record)
                };
                first.zip(even.field(id)).take_while(is_record).count()
            }
        }
    }

    /// The records before the first that may have a field that is too long.
    fn shaped<'e>(&self, even: Even<'e>) -> Even<'e> {
        if self.cells.text.len() <= FIELD_LIMIT {
            return even;
        }
        let ends = even.field(0).zip(even.field(self.plan.width - 1));
        let short =
            |(first, last): &(Range<usize>, Range<usize>)| last.end - first.start <= FIELD_LIMIT;
        even.first(ends.take_while(short).count())
    }
}
