//! Where separators stand in a block, found 64 bytes at a time.
//!
//! Most records stand on one line and have quotes, if any, around whole fields. Their separators come
//! from bit masks: a quote turns "inside" on or off, so the running exclusive-or of the quote mask
//! tells which separators count. That reading is the one of [`scan`] as long as every quote that opens
//! stands behind a separator (or behind the quote it doubles), every quote that closes stands before
//! one, and a record with line ends inside quotes has the right number of fields. The first record for
//! which this does not hold is *odd*: it is left to [`scan`], and the masks begin anew behind it. So
//! oddities cost time, never a difference.
//!
//! The masks alone tell where a block ends, which only the one who reads it can find; where each
//! separator stands is worked out of them by whoever takes the block ([`Index::locate`]).

mod masks;

use super::{LINES_IN_FIELD, Padding, Reading, Span, Step, scan};
use fearless_simd::{Level, Simd, dispatch};
use masks::{Bits, State, WIDE, Window};
use std::ops::Range;

/// The records of a block: runs of plain ones, each run perhaps followed by one odd record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    /// What counts in each window of the runs.
    windows: Vec<Window>,
    /// Where separators of plain records stand, line ends included; room that is used again, of which
    /// the first `located` count.
    separators: Vec<u32>,
    located: usize,
    /// Separators of the block up to the end of each plain record, its line end included.
    ends: Vec<u32>,
    /// In the order of the block.
    pub runs: Vec<Run>,
    /// Physical lines of all records.
    pub lines: u64,
    /// Plain records of more than one line by number, and the lines beyond the first; in order.
    tall: Vec<(usize, u64)>,
    fields: Vec<Span>,
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
    /// Where the run ends.
    pub reach: usize,
    windows: Range<usize>,
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
        let start = match index.checked_sub(1) {
            None => self.start,
            Some(before) => self.delimiters.get(before).map_or(self.end, |at| size(*at) + 1),
        };
        start..self.delimiters.get(index).map_or(self.end, |at| size(*at))
    }
}

/// Some plain records of as many fields each, their separators in one list.
#[derive(Debug, Clone, Copy)]
pub struct Even<'i> {
    bytes: &'i [u8],
    separators: &'i [u32],
    start: usize,
    width: usize,
}

impl<'i> Even<'i> {
    /// The same without those behind the first `records`.
    #[must_use]
    pub fn first(self, records: usize) -> Self {
        Self { separators: &self.separators[..records * self.width], ..self }
    }

    /// First byte, and what follows the last, of a field of each record, quotes included.
    pub fn field(self, index: usize) -> impl Iterator<Item = Range<usize>> + use<'i> {
        // In front of the first field stands the line end of the record before.
        let before = index.checked_sub(1);
        let (mut start, bytes) = (self.start, self.bytes);
        self.separators.chunks_exact(self.width).map(move |record| {
            let from = before.map_or(start, |before| size(record[before]) + 1);
            if before.is_none() {
                start = behind(bytes, size(record[record.len() - 1]));
            }
            from..size(record[index])
        })
    }
}

impl Index {
    /// Finds the records of `bytes` and returns how many of the first bytes are whole records.
    ///
    /// With `last`, the end of `bytes` is the end of the file and everything is whole. Where fields
    /// stand is not known before [`Index::locate`].
    pub fn fill(&mut self, bytes: &[u8], how: &Reading) -> usize {
        self.windows.clear();
        self.located = 0;
        self.ends.clear();
        self.runs.clear();
        self.tall.clear();
        self.lines = 0;
        let mut fields = std::mem::take(&mut self.fields);
        let (mut pos, mut records) = (0, 0);
        while pos < bytes.len() {
            let (start, first, window) = (pos, records, self.windows.len());
            (pos, records) = self.plain_from(bytes, (pos, records), how);
            self.lines += u64::try_from(records - first).unwrap_or(u64::MAX);
            let tall = self.tall.iter().rev().take_while(|(number, _)| *number >= first);
            self.lines += tall.map(|(_, lines)| lines).sum::<u64>();
            let step =
                if pos < bytes.len() { scan(bytes, pos, how, &mut fields) } else { Step::Cut };
            let odd = match step {
                Step::Cut => false,
                // What looks like a line may go on behind these bytes.
                Step::Unclosed { end, .. } => end < bytes.len() || how.last,
                Step::Record { .. } | Step::Repaired { .. } => true,
            };
            let windows = window..self.windows.len();
            self.runs.push(Run { start, records: first..records, odd, reach: pos, windows });
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

    /// Works out where the separators of plain records stand.
    pub fn locate(&mut self) {
        self.ends.clear();
        self.located = dispatch!(Level::new(), _simd => self.places());
    }

    /// Writes where separators stand, and returns how many there are.
    #[expect(clippy::inline_always, reason = "else it would be compiled for the oldest machine")]
    #[inline(always)]
    fn places(&mut self) -> usize {
        let mut found = 0;
        for run in &self.runs {
            let mut base = u32::try_from(run.start).unwrap_or(u32::MAX);
            for window in &self.windows[run.windows.clone()] {
                if self.separators.len() < found + WIDE {
                    self.separators.resize((found + WIDE) * 2, 0);
                }
                let room = self.separators[found..].first_chunk_mut::<WIDE>();
                found += room.map_or(0, |room| window.places(base, room));
                if window.ends != 0 {
                    let up_to = u32::try_from(found).unwrap_or(u32::MAX);
                    window.counts(up_to, &mut self.ends);
                }
                base = base.wrapping_add(64);
            }
        }
        found
    }

    /// The first plain record of more than one line from that number on, and the lines beyond its
    /// first; `None` when there is none.
    pub fn tall_from(&self, number: usize) -> Option<(usize, u64)> {
        self.tall.get(self.tall.partition_point(|(tall, _)| *tall < number)).copied()
    }

    /// The lines of a plain record beyond its first.
    pub fn lines_beyond(&self, number: usize) -> u64 {
        self.tall_from(number).filter(|(tall, _)| *tall == number).map_or(0, |(_, lines)| lines)
    }

    /// How many records there are.
    pub fn records(&self) -> usize {
        let plain = self.runs.last().map_or(0, |run| run.records.end);
        plain + self.runs.iter().filter(|run| run.odd).count()
    }

    /// A plain record of a run by its number; `bytes` are those of the block.
    ///
    /// # Panics
    ///
    /// Before [`Index::locate`].
    pub fn plain(&self, run: &Run, number: usize, bytes: &[u8]) -> Plain<'_> {
        let (first, start) = self.begin(run, number, bytes);
        let end = size(self.ends[number]) - 1;
        Plain { start, end: size(self.separators[end]), delimiters: &self.separators[first..end] }
    }

    /// The first of some plain records of a run, as far as each has `width` fields.
    ///
    /// # Panics
    ///
    /// Before [`Index::locate`].
    pub fn even<'i>(
        &'i self,
        run: &Run,
        records: &Range<usize>,
        (width, bytes): (usize, &'i [u8]),
    ) -> Even<'i> {
        let (first, start) = self.begin(run, records.start, bytes);
        let mut wanted = first;
        let even = self.ends[records.clone()].iter().take_while(|end| {
            wanted += width;
            size(**end) == wanted
        });
        let separators = &self.separators[first..first + even.count() * width];
        Even { bytes, separators, start, width }
    }

    /// The first separator of a record, and its first byte.
    fn begin(&self, run: &Run, number: usize, bytes: &[u8]) -> (usize, usize) {
        let first = number.checked_sub(1).map_or(0, |before| size(self.ends[before]));
        let is_first = number == run.records.start;
        let start =
            if is_first { run.start } else { behind(bytes, size(self.separators[first - 1])) };
        (first, start)
    }

    /// Adds the plain records from `pos` on and returns where the first other begins, and how many
    /// records there are now.
    fn plain_from(
        &mut self,
        bytes: &[u8],
        (pos, records): (usize, usize),
        how: &Reading,
    ) -> (usize, usize) {
        let limit = u32::try_from(bytes.len()).is_ok();
        if how.dialect.padding == Padding::Skipped || !limit {
            return (pos, records);
        }
        let first = self.windows.len();
        let mut state = State::new(how.dialect, records);
        let rest = &bytes[pos..];
        dispatch!(Level::new(), simd => self.take((simd, rest), &mut state, (first, how.width)));
        // A line end at the last byte may be half of one.
        if !how.last && bytes.ends_with(b"\r") {
            let at = bytes.len() - 1 - pos;
            if let Some(window) = self.windows.get_mut(first + at / WIDE) {
                let bit = 1 << (at % WIDE);
                state.records -= usize::from(window.ends & bit != 0);
                window.ends &= !bit;
            }
        }
        let records = state.records;
        self.tall.truncate(self.tall.partition_point(|(number, _)| *number < records));
        let Some(last) = self.windows[first..].iter().rposition(|window| window.ends != 0) else {
            self.windows.truncate(first);
            return (pos, records);
        };
        self.windows.truncate(first + last + 1);
        let window = &mut self.windows[first + last];
        let top = window.ends.ilog2();
        window.separators &= u64::MAX >> (63 - top);
        let end = pos + last * WIDE + usize::try_from(top).unwrap_or(WIDE);
        (behind(bytes, end), records)
    }

    /// Takes in windows up to the first in which an odd record begins. `first` is the first window of
    /// the run.
    #[expect(clippy::inline_always, reason = "else it would be compiled for the oldest machine")]
    #[inline(always)]
    fn take<S: Simd>(
        &mut self,
        (simd, bytes): (S, &[u8]),
        state: &mut State,
        (first, width): (usize, Option<usize>),
    ) {
        let (windows, tail) = bytes.as_chunks::<WIDE>();
        let mut last = [0; WIDE];
        last[..tail.len()].copy_from_slice(tail);
        let last = (!tail.is_empty()).then_some(&last);
        self.windows.reserve(windows.len() + 1);
        // A copy that nobody else sees stays in the registers.
        let mut here = *state;
        for bytes in windows.iter().chain(last) {
            let (window, inner, clean) = here.window(simd, bytes);
            let clean = if inner | here.inner == 0 {
                here.records += Bits(window.ends).how_many();
                self.windows.push(window);
                clean
            } else {
                *state = here;
                let clean = self.tall(state, (window, inner), (first, width)) && clean;
                here = *state;
                clean
            };
            if !clean {
                break;
            }
        }
        *state = here;
    }

    /// Takes in a window behind or with line ends within quotes, which are those `inner` in it; false
    /// when an odd record begins before it.
    fn tall(
        &mut self,
        state: &mut State,
        (mut window, mut inner): (Window, u64),
        (first, width): (usize, Option<usize>),
    ) -> bool {
        // Lines within quotes belong to the record that ends next.
        for bit in Bits(window.ends) {
            let up_to = u64::MAX >> (63 - bit);
            let lines = state.inner + u64::from((inner & up_to).count_ones());
            inner &= !up_to;
            state.inner = 0;
            if lines > 0 {
                let fields = self.fields_before(window, (first, bit));
                if lines > LINES_IN_FIELD || width.is_some_and(|width| width != fields) {
                    let before = (1 << bit) - 1;
                    window.ends &= before;
                    window.separators &= before;
                    self.windows.push(window);
                    return false;
                }
                self.tall.push((state.records, lines));
            }
            state.records += 1;
        }
        state.inner += u64::from(inner.count_ones());
        self.windows.push(window);
        true
    }

    /// Fields of the record that ends at a bit of the window behind all others.
    fn fields_before(&self, window: Window, (first, end): (usize, u32)) -> usize {
        let count = |separators: u64| usize::try_from(separators.count_ones()).unwrap_or(WIDE);
        let up_to = u64::MAX >> (63 - end);
        let behind_end = |ends: u64| match ends {
            0 => u64::MAX,
            ends => !(u64::MAX >> (63 - ends.ilog2())),
        };
        let before = window.ends & up_to & !(1 << end);
        let mut fields = count(window.separators & up_to & behind_end(before));
        if before == 0 {
            for earlier in self.windows[first..].iter().rev() {
                fields += count(earlier.separators & behind_end(earlier.ends));
                if earlier.ends != 0 {
                    break;
                }
            }
        }
        fields
    }
}

fn size(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// First byte behind a line end.
fn behind(bytes: &[u8], at: usize) -> usize {
    let pair = bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
    at + 1 + usize::from(pair)
}

#[cfg(test)]
mod tests;
