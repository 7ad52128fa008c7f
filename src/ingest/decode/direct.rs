//! Plain records of plain columns, column by column from the bytes.
//!
//! A record is taken here only when nothing about it is out of the ordinary: it has as many fields as
//! the header, an id, and cells that read at once. The first that is not so ends the stretch, is left
//! to the careful reading, and costs nothing but time.

use super::{Builder, Decoder};
use crate::ingest::blocks::Block;
use crate::ingest::plan::DirectPlan;
use crate::ingest::records::{Dialect, FIELD_LIMIT, Index, Origin, Plain, Run};
use crate::ingest::source::MARK;
use crate::ingest::source::grid::BREAK;
use std::ops::Range;

/// Most records of a stretch.
const MOST: usize = 512;
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
    text: &'d str,
    index: &'d Index,
    quote: Option<u8>,
}

impl<'p> Decoder<'p> {
    /// Takes plain records of a block; `None` when each has to be looked at whole.
    pub(super) fn direct<'d>(&'d self, block: &'d Block) -> Option<Taker<'d, 'p>> {
        let plan = self.direct.as_ref()?;
        let text = std::str::from_utf8(&block.bytes).ok()?;
        let Dialect { quote, origin, .. } = self.reading.dialect;
        // Line breaks within cells, and objects that could not be read, are looked at whole.
        let marked = origin != Origin::Text && text.contains([BREAK, MARK]);
        if marked {
            return None;
        }
        let index = &block.index;
        memchr::memchr(0, &block.bytes).is_none().then_some(Taker { plan, text, index, quote })
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
        let bytes = self.text.as_bytes();
        let plain = |number| self.index.plain(run, number, bytes);
        let first = records.start;
        let mut good = records.clone().take_while(|number| self.is_plain(&plain(*number))).count();
        for (direct, column) in self.plan.columns.iter().zip(builder.columns()) {
            let push = |record: &Plain<'_>| {
                self.cell(record, direct.cell).is_some_and(|text| direct.push(text, column))
            };
            // Cells behind the first that does not go in at once are taken away again.
            good = (first..first + good).map(plain).take_while(push).count();
        }
        builder.commit(good, line);
        good
    }

    fn is_plain(&self, record: &Plain<'_>) -> bool {
        let shape = record.delimiters.len() + 1 == self.plan.width
            && record.end - record.start <= FIELD_LIMIT;
        let is_record = || {
            let id = self.plan.id.map(|id| self.cell(record, id));
            let first = self.cell(record, 0)?;
            Some(id != Some(None) && self.plan.is_record(id.flatten(), first))
        };
        shape && is_record() == Some(true)
    }

    /// The trimmed text of a cell; `None` when quotes are doubled in it.
    fn cell(&self, record: &Plain<'_>, index: usize) -> Option<&str> {
        let mut range = record.field(index);
        let bytes = self.text.as_bytes();
        if range.len() > 1 && Some(bytes[range.start]) == self.quote {
            range = range.start + 1..range.end - 1;
            if memchr::memchr(bytes[range.end], &bytes[range.clone()]).is_some() {
                return None;
            }
        }
        let text = self.text.get(range)?;
        let edges = [text.as_bytes().first(), text.as_bytes().last()];
        let tight = edges.iter().all(|edge| edge.is_none_or(u8::is_ascii_graphic));
        Some(if tight { text } else { text.trim() })
    }
}
