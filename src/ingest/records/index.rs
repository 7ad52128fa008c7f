//! Where separators stand in a block, found 64 bytes at a time.
//!
//! Most records stand on one line and have quotes, if any, around whole fields. Their separators come
//! from bit masks: a quote turns "inside" on or off, so the running exclusive-or of the quote mask
//! tells which separators count. That reading is the one of [`scan`] as long as every quote that opens
//! stands behind a separator (or behind the quote it doubles), every quote that closes stands before
//! one, and no line ends inside quotes. The first record for which this does not hold is *odd*: it is
//! left to [`scan`], and the masks begin anew behind it. So oddities cost time, never a difference.

use super::{Dialect, Padding, Reading, Span, Step, scan};
use std::ops::Range;
use wide::u8x16;

/// Bytes looked at together; as many as a mask has bits.
const WIDE: usize = 64;

/// The records of a block: runs of plain ones, each run perhaps followed by one odd record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    delimiters: Vec<u32>,
    ends: Vec<End>,
    /// In the order of the block.
    pub runs: Vec<Run>,
    /// Physical lines of all records.
    pub lines: u64,
    fields: Vec<Span>,
}

/// Where a plain record ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct End {
    /// Its line end.
    at: u32,
    /// Delimiters of the block up to there.
    delimiters: u32,
}

/// Some plain records, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// First byte of the first.
    pub start: usize,
    /// Their numbers among the plain records of the block.
    pub records: Range<usize>,
    /// Whether an odd record follows; it begins where the run ends.
    pub odd: bool,
}

/// A plain record.
#[derive(Debug, Clone, Copy)]
pub struct Plain<'i> {
    /// First byte.
    pub start: usize,
    /// Byte of its line end.
    pub end: usize,
    /// Where its delimiters stand.
    pub delimiters: &'i [u32],
}

impl Plain<'_> {
    /// First and last byte, and what follows, of a field as it stands, quotes included.
    pub fn field(&self, index: usize) -> Range<usize> {
        let place = |at: &u32| usize::try_from(*at).unwrap_or(usize::MAX);
        let start = match index.checked_sub(1) {
            None => self.start,
            Some(before) => self.delimiters.get(before).map_or(self.end, |at| place(at) + 1),
        };
        start..self.delimiters.get(index).map_or(self.end, place)
    }
}

impl Index {
    /// Finds the records of `bytes` and returns how many of the first bytes are whole records.
    ///
    /// With `last`, the end of `bytes` is the end of the file and everything is whole.
    pub fn fill(&mut self, bytes: &[u8], how: &Reading) -> usize {
        self.delimiters.clear();
        self.ends.clear();
        self.runs.clear();
        self.lines = 0;
        let mut fields = std::mem::take(&mut self.fields);
        let mut pos = 0;
        while pos < bytes.len() {
            let (start, first) = (pos, self.ends.len());
            pos = self.plain_from(bytes, pos, how);
            let records = first..self.ends.len();
            self.lines += u64::try_from(records.len()).unwrap_or(u64::MAX);
            let step =
                if pos < bytes.len() { scan(bytes, pos, how, &mut fields) } else { Step::Cut };
            let odd = match step {
                Step::Cut => false,
                // What looks like a line may go on behind these bytes.
                Step::Unclosed { end, .. } => end < bytes.len() || how.last,
                Step::Record { .. } | Step::Repaired { .. } => true,
            };
            self.runs.push(Run { start, records, odd });
            if !odd {
                break;
            }
            let (end, lines) = step.reach();
            self.lines += lines;
            pos = end;
        }
        self.fields = fields;
        pos
    }

    /// How many records there are.
    pub fn records(&self) -> usize {
        self.ends.len() + self.runs.iter().filter(|run| run.odd).count()
    }

    /// A plain record of a run by its number; `bytes` are those of the block.
    pub fn plain(&self, run: &Run, number: usize, bytes: &[u8]) -> Plain<'_> {
        let size = |value: u32| usize::try_from(value).unwrap_or(usize::MAX);
        let before = number.checked_sub(1).map_or(End::default(), |before| self.ends[before]);
        let start =
            if number == run.records.start { run.start } else { behind(bytes, size(before.at)) };
        let end = self.ends[number];
        let delimiters = &self.delimiters[size(before.delimiters)..size(end.delimiters)];
        Plain { start, end: size(end.at), delimiters }
    }

    /// Where a run ends: the first byte behind its records.
    pub fn reach(&self, run: &Run, bytes: &[u8]) -> usize {
        let last = run.records.end.checked_sub(1).filter(|_| !run.records.is_empty());
        last.map_or(run.start, |last| {
            behind(bytes, usize::try_from(self.ends[last].at).unwrap_or(usize::MAX))
        })
    }

    /// Adds the plain records from `pos` on and returns where the first other begins.
    fn plain_from(&mut self, bytes: &[u8], pos: usize, how: &Reading) -> usize {
        let limit = u32::try_from(bytes.len()).is_ok();
        if how.dialect.padding == Padding::Skipped || !limit {
            return pos;
        }
        let (first_end, first_delimiter) = (self.ends.len(), self.delimiters.len());
        let mut state = State::new(how.dialect);
        let (windows, tail) = bytes[pos..].as_chunks::<WIDE>();
        let mut at = pos;
        let mut whole = true;
        for window in windows {
            whole = self.window(&mut state, window, at);
            if !whole {
                break;
            }
            at += WIDE;
        }
        if whole && !tail.is_empty() {
            let mut window = [0; WIDE];
            window[..tail.len()].copy_from_slice(tail);
            self.window(&mut state, &window, at);
        }
        // A line end at the last byte may be half of one.
        let half = |end: &mut End| {
            bytes.ends_with(b"\r") && usize::try_from(end.at).ok() == bytes.len().checked_sub(1)
        };
        if !how.last && self.ends.len() > first_end {
            self.ends.pop_if(half);
        }
        let last = self.ends[first_end..].last();
        let kept = last.map(|end| usize::try_from(end.delimiters).unwrap_or(usize::MAX));
        self.delimiters.truncate(kept.unwrap_or(first_delimiter));
        last.map_or(pos, |end| behind(bytes, usize::try_from(end.at).unwrap_or(usize::MAX)))
    }

    /// Takes in 64 bytes that begin at byte `at`; false when an odd record begins in or before them.
    fn window(&mut self, state: &mut State, window: &[u8; WIDE], at: usize) -> bool {
        let quotes = state.dialect.quote.map_or(0, |quote| mask(window, quote));
        let delimiters = mask(window, state.dialect.delimiter);
        let returns = mask(window, b'\r');
        let feeds = mask(window, b'\n');
        let lines = feeds | returns;
        let (outside, odd) = state.outside(quotes, delimiters | lines, lines);
        // From the first oddity on, nothing counts.
        let before = if odd == 0 { u64::MAX } else { (odd & odd.wrapping_neg()) - 1 };
        let valid = outside & before;
        let pairs = feeds & (returns << 1 | state.returned);
        state.returned = returns >> (WIDE - 1);
        let Ok(base) = u32::try_from(at) else { return false };
        let (delimiters, ends) = (delimiters & valid, lines & !pairs & valid);
        let mut found = u32::try_from(self.delimiters.len()).unwrap_or(u32::MAX);
        for bit in Bits(ends) {
            let up_to = delimiters & ((1 << bit) - 1);
            self.ends.push(End { at: base + bit, delimiters: found + up_to.count_ones() });
        }
        found += delimiters.count_ones();
        debug_assert!(found < u32::MAX, "a block has fewer bytes");
        self.delimiters.extend(Bits(delimiters).map(|bit| base + bit));
        odd == 0
    }
}

/// First byte behind a line end.
fn behind(bytes: &[u8], at: usize) -> usize {
    let pair = bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
    at + 1 + usize::from(pair)
}

/// What one window leaves to the next.
#[derive(Debug, Clone, Copy)]
struct State {
    dialect: Dialect,
    /// All bits when the window begins inside quotes, else none.
    inside: u64,
    /// The lowest bit when the byte before was a separator.
    separated: u64,
    /// The lowest bit when it was a quote.
    quoted: u64,
    /// The lowest bit when it was a quote that closes.
    closed: u64,
    /// The lowest bit when it was a carriage return.
    returned: u64,
}

impl State {
    /// At the start of a record, which is as good as behind a separator.
    fn new(dialect: Dialect) -> Self {
        Self { dialect, inside: 0, separated: 1, quoted: 0, closed: 0, returned: 0 }
    }

    /// The bytes outside quotes, and those where a reading by masks would go wrong.
    fn outside(&mut self, quotes: u64, separators: u64, lines: u64) -> (u64, u64) {
        let top = |mask: u64| mask >> (WIDE - 1);
        if quotes | self.inside | self.closed == 0 {
            (self.separated, self.quoted) = (top(separators), 0);
            return (u64::MAX, 0);
        }
        let inside = running_xor(quotes) ^ self.inside;
        let (opens, closes) = (quotes & inside, quotes & !inside);
        let opens_odd = opens & !(separators << 1 | self.separated | quotes << 1 | self.quoted);
        let closes_odd = (closes << 1 | self.closed) & !(separators | quotes);
        let lines_odd = lines & inside;
        self.inside = 0_u64.wrapping_sub(top(inside));
        (self.separated, self.quoted, self.closed) = (top(separators), top(quotes), top(closes));
        (!inside, opens_odd | closes_odd | lines_odd)
    }
}

/// Each bit is the exclusive-or of itself and all below.
fn running_xor(mut mask: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        mask ^= mask << shift;
    }
    mask
}

/// A bit for each byte that equals `byte`.
fn mask(window: &[u8; WIDE], byte: u8) -> u64 {
    let wanted = u8x16::splat(byte);
    let parts = window.as_chunks::<16>().0.iter().rev();
    parts.fold(0, |bits, part| {
        let equal = u8x16::new(*part).simd_eq(wanted).to_bitmask();
        bits << 16 | u64::from(equal)
    })
}

/// The numbers of the bits that are set, lowest first.
struct Bits(u64);

impl Iterator for Bits {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        if self.0 == 0 {
            return None;
        }
        let bit = self.0.trailing_zeros();
        self.0 &= self.0 - 1;
        Some(bit)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.0.count_ones()).unwrap_or(WIDE);
        (left, Some(left))
    }
}

#[cfg(test)]
mod tests;
