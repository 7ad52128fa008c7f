//! A line with a stray quote, read again with quotes as letters wherever that makes it fit.
//!
//! The line is cut at every delimiter. A piece that begins with a quote either stands as it is, quote
//! and all, or opens a field that closes where a later piece ends. If exactly one of these ways to cut
//! the line has the number of fields that the header has, it is taken; one of two would be a guess.

use super::{Padding, Reading, Span, line_end};
use memchr::{memchr, memchr_iter};

/// Most pieces that are joined, and most opening quotes that are tried; bounds the work of a line.
const MOST: usize = 16;

/// Reads the line at `pos` into `fields`; false, and `fields` as they were, unless one way fits.
pub(super) fn line(bytes: &[u8], pos: usize, how: &Reading, fields: &mut Vec<Span>) -> bool {
    let (Some(width), Some(quote)) = (how.width, how.dialect.quote) else { return false };
    let whole = &bytes[pos..line_end(bytes, pos)];
    let marks = whole.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    let whole = &whole[..whole.len() - marks];
    let count = memchr_iter(how.dialect.delimiter, whole).count() + 1;
    if count < width || count - width > MOST {
        return false;
    }
    let pieces = Pieces { bytes, cuts: pieces(whole, pos, how), quote };
    let openings = (0..count).filter(|at| pieces.opens(*at)).count();
    let Some(lengths) = (openings <= MOST).then(|| pieces.only_way(count - width)).flatten() else {
        return false;
    };
    fields.clear();
    let mut at = 0;
    for length in lengths {
        fields.push(pieces.field(at, at + length - 1));
        at += length;
    }
    true
}

/// First and last byte of what stands between delimiters.
fn pieces(whole: &[u8], pos: usize, how: &Reading) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let mut start = 0;
    for end in memchr_iter(how.dialect.delimiter, whole).chain([whole.len()]) {
        let spaces = whole[start..end].iter().take_while(|byte| **byte == b' ').count();
        let skipped = if how.dialect.padding == Padding::Skipped { spaces } else { 0 };
        cuts.push((pos + start + skipped, pos + end));
        start = end + 1;
    }
    cuts
}

struct Pieces<'a> {
    bytes: &'a [u8],
    cuts: Vec<(usize, usize)>,
    quote: u8,
}

impl Pieces<'_> {
    fn opens(&self, at: usize) -> bool {
        let (start, end) = self.cuts[at];
        start < end && self.bytes[start] == self.quote
    }

    /// Whether a field that opens with one piece may close with another, or the same.
    fn closes(&self, from: usize, to: usize) -> bool {
        let (start, end) = (self.cuts[from].0, self.cuts[to].1);
        end - start > 1 && self.cuts[to].0 < end && self.bytes[end - 1] == self.quote
    }

    /// Whether a piece by itself is a quoted field without a fault.
    fn is_whole(&self, at: usize) -> bool {
        let (start, end) = self.cuts[at];
        if !self.opens(at) || !self.closes(at, at) {
            return false;
        }
        let mut inner = &self.bytes[start + 1..end - 1];
        while let Some(lone) = memchr(self.quote, inner) {
            if inner.get(lone + 1) != Some(&self.quote) {
                return false;
            }
            inner = &inner[lone + 2..];
        }
        true
    }

    /// How many pieces each field has, when exactly one way joins `surplus` pieces to others.
    fn only_way(&self, surplus: usize) -> Option<Vec<usize>> {
        let count = self.cuts.len();
        // ways[at][left]: ways to read the pieces from `at` on with `left` joins still to make; 2 is many.
        let mut ways = vec![vec![0_u8; surplus + 1]; count + 1];
        ways[count][0] = 1;
        for at in (0..count).rev() {
            for left in 0..=surplus {
                let sum: u8 =
                    self.lengths(at, left).map(|length| ways[at + length][left + 1 - length]).sum();
                ways[at][left] = sum.min(2);
            }
        }
        let (mut lengths, mut at, mut left) = (Vec::new(), 0, surplus);
        while ways[at][left] == 1 && at < count {
            let length = self.lengths(at, left).find(|len| ways[at + len][left + 1 - len] == 1)?;
            lengths.push(length);
            at += length;
            left -= length - 1;
        }
        (at == count).then_some(lengths)
    }

    /// The numbers of pieces that a field beginning with this one may have.
    fn lengths(&self, at: usize, left: usize) -> impl Iterator<Item = usize> {
        let joins = if self.opens(at) && !self.is_whole(at) { left } else { 0 };
        let most = joins.min(self.cuts.len() - 1 - at);
        let longer = (1..=most).filter(move |more| self.closes(at, at + more));
        std::iter::once(1).chain(longer.map(|more| more + 1))
    }

    fn field(&self, from: usize, to: usize) -> Span {
        let (start, end) = (self.cuts[from].0, self.cuts[to].1);
        if !self.opens(from) || !self.closes(from, to) {
            return Span { start, end, escaped: false, stray: false };
        }
        let escaped = memchr(self.quote, &self.bytes[start + 1..end - 1]).is_some();
        Span { start: start + 1, end: end - 1, escaped, stray: false }
    }
}
