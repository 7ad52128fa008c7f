//! Records out of bytes: quotes, line ends of every kind, and a lost quote that costs one line.
//!
//! Well-formed input is read exactly as the `csv` crate reads it (a property test says so). Where a
//! quote never closes, the line it opens on is read in the only way that gives the right number of
//! fields; without one, or with two, it stands alone as a fault. Reading goes on at the next physical
//! line, so that one bad record costs one record.

mod index;
mod repair;

use super::source::grid::BREAK;
use memchr::{memchr, memchr3};
use std::borrow::Cow;

pub use index::{Even, Index, Plain, Run};

/// Longest field; anything longer is a fault of its record.
pub const FIELD_LIMIT: usize = 1 << 20;
/// Fields of a record that are kept; of those behind, the first that is not empty.
const FIELDS_KEPT: usize = 100_000;
/// Most physical lines within one quoted field.
pub const LINES_IN_FIELD: u64 = 1_000;

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Between fields.
    pub delimiter: u8,
    /// Around fields; `None` when quotes are letters like any other.
    pub quote: Option<u8>,
    /// Spaces behind delimiters.
    pub padding: Padding,
    /// What the text was made from.
    pub origin: Origin,
}

impl Dialect {
    /// Fields that begin right behind the delimiter.
    pub fn new(delimiter: u8, quote: Option<u8>) -> Self {
        Self { delimiter, quote, padding: Padding::Kept, origin: Origin::Text }
    }
}

/// What a text was made from; decides how places are told, and what stands for line breaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Origin {
    /// It is the text of the file.
    #[default]
    Text,
    /// Rows of a sheet, one a line.
    Sheet,
    /// Objects of JSON, one a line; the header stands before the first.
    Json,
}

/// The line that the first line of a text has.
///
/// The header of JSON is made for it, and stands before its first line.
pub fn first_line(dialect: Dialect) -> u64 {
    u64::from(dialect.origin != Origin::Json)
}

/// A name or value in one line: a line break within a cell of a sheet is a space there.
pub fn one_line(text: &str, dialect: Dialect) -> Cow<'_, str> {
    if dialect.origin == Origin::Text || !text.contains(BREAK) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(BREAK, " "))
}

/// What spaces behind a delimiter are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Padding {
    /// Text of the field.
    #[default]
    Kept,
    /// Part of the delimiter, so that a quote behind them opens a field.
    Skipped,
}

/// Where a field stands in its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First byte of the content, behind an opening quote.
    pub start: usize,
    /// Byte after the content, before a closing quote.
    pub end: usize,
    /// Whether doubled quotes inside stand for single ones.
    pub escaped: bool,
    /// Whether text follows the closing quote: `"a"b`.
    pub stray: bool,
}

/// What stands at a position of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A record; the next begins at `end`, so many physical lines further.
    Record {
        /// First byte after the line end.
        end: usize,
        /// Physical lines the record spans.
        lines: u64,
    },
    /// A line with a stray quote that can be cut into the right number of fields in one way only.
    Repaired {
        /// The first opening quote.
        quote: usize,
        /// First byte after the line.
        end: usize,
    },
    /// A line whose quote at byte `quote` is never closed; reading goes on at `end`.
    Unclosed {
        /// The opening quote.
        quote: usize,
        /// First byte after the line.
        end: usize,
    },
    /// The block ends within a record.
    Cut,
}

impl Step {
    /// First byte of what follows, and how many physical lines further it stands.
    ///
    /// # Panics
    ///
    /// If the block ends within the record.
    pub fn reach(self) -> (usize, u64) {
        match self {
            Self::Record { end, lines } => (end, lines),
            Self::Repaired { end, .. } | Self::Unclosed { end, .. } => (end, 1),
            Self::Cut => unreachable!("a record that is cut off reaches nowhere"),
        }
    }
}

/// Reads the record at `pos` and leaves its fields in `fields`.
///
/// `width` is the number of fields a record should have, when that is known: a quoted reading over
/// several lines that does not have it is taken for a lost quote. With `last`, the end of `bytes`
/// is the end of the file.
pub fn scan(bytes: &[u8], pos: usize, how: &Reading, fields: &mut Vec<Span>) -> Step {
    fields.clear();
    let mut at = pos;
    let mut lines = 0;
    let mut opened = None;
    loop {
        if how.dialect.padding == Padding::Skipped {
            at += bytes[at.min(bytes.len())..].iter().take_while(|byte| **byte == b' ').count();
        }
        let field = match how.dialect.quote {
            Some(quote) if bytes.get(at) == Some(&quote) => {
                opened.get_or_insert(at);
                quoted(bytes, at, quote, how.dialect.delimiter)
            }
            _ => bare(bytes, at, how.dialect.delimiter),
        };
        let Some((span, stop, inner)) = field else {
            return lost(bytes, (pos, opened), how, fields);
        };
        lines += inner;
        if lines > LINES_IN_FIELD {
            return lost(bytes, (pos, opened), how, fields);
        }
        if fields.len() < FIELDS_KEPT || fields.len() == FIELDS_KEPT && span.start < span.end {
            fields.push(span);
        }
        match bytes.get(stop) {
            Some(&byte) if byte == how.dialect.delimiter => at = stop + 1,
            None if !how.last => return Step::Cut,
            end => {
                let next = stop + usize::from(end.is_some());
                if end == Some(&b'\r') && next == bytes.len() && !how.last {
                    return Step::Cut;
                }
                let crlf = end == Some(&b'\r') && bytes.get(next) == Some(&b'\n');
                let end = next + usize::from(crlf);
                return settle(bytes, Found { pos, end, lines, opened }, how, fields);
            }
        }
    }
}

/// What `scan` needs to know beside the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// How records are written.
    pub dialect: Dialect,
    /// Fields of a record, when known.
    pub width: Option<usize>,
    /// Whether the bytes end where the file ends.
    pub last: bool,
}

#[derive(Clone, Copy)]
struct Found {
    pos: usize,
    end: usize,
    lines: u64,
    opened: Option<usize>,
}

/// A record over several lines must have the right width and nothing behind its closing quotes, or
/// its opening quote was lost. Text behind a closing quote on one line may be read in another way.
fn settle(bytes: &[u8], found: Found, how: &Reading, fields: &mut Vec<Span>) -> Step {
    let (Found { pos, end, lines, opened }, record) =
        (found, Step::Record { end: found.end, lines: found.lines + 1 });
    let Some(quote) = opened else { return record };
    let strays: Vec<Span> = fields.iter().filter(|field| field.stray).copied().collect();
    let wrong = how.width.is_some_and(|width| width != fields.len());
    if lines > 0 && (wrong || !strays.is_empty()) {
        return alone(bytes, (pos, quote), how, fields);
    }
    let encloses = |field: &Span| tail(bytes, *field, how.dialect).ends_with(&bytes[quote..=quote]);
    let joins = || {
        let delimiters = memchr::memchr_iter(how.dialect.delimiter, &bytes[pos..end]).count();
        delimiters + 1 != fields.len()
    };
    let unlikely = !strays.is_empty() && (wrong || strays.iter().any(encloses) || joins());
    if unlikely && repair::line(bytes, pos, how, fields) {
        return Step::Repaired { quote, end };
    }
    record
}

/// The text behind a closing quote.
fn tail(bytes: &[u8], field: Span, how: Dialect) -> &[u8] {
    bare(bytes, field.end + 1, how.delimiter)
        .map_or(&[], |(tail, _, _)| &bytes[tail.start..tail.end])
}

/// The line by itself: read in the only way that fits, or a fault.
fn alone(
    bytes: &[u8],
    (pos, quote): (usize, usize),
    how: &Reading,
    fields: &mut Vec<Span>,
) -> Step {
    let end = line_end(bytes, pos);
    if repair::line(bytes, pos, how, fields) {
        return Step::Repaired { quote, end };
    }
    Step::Unclosed { quote, end }
}

/// A field that does not end in this block: cut off, or never closed.
fn lost(
    bytes: &[u8],
    (pos, opened): (usize, Option<usize>),
    how: &Reading,
    fields: &mut Vec<Span>,
) -> Step {
    let over = bytes.len() - pos > FIELD_LIMIT * 2 || how.last;
    match opened {
        Some(quote) if over || too_many_lines(&bytes[quote..]) => {
            alone(bytes, (pos, quote), how, fields)
        }
        _ => Step::Cut,
    }
}

fn too_many_lines(bytes: &[u8]) -> bool {
    let limit = usize::try_from(LINES_IN_FIELD).unwrap_or(usize::MAX);
    memchr::memchr_iter(b'\n', bytes).nth(limit).is_some()
}

/// First byte after the physical line that begins at `pos`.
pub fn line_end(bytes: &[u8], pos: usize) -> usize {
    match memchr::memchr2(b'\n', b'\r', &bytes[pos..]) {
        None => bytes.len(),
        Some(offset) => {
            let at = pos + offset;
            let crlf = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            at + 1 + usize::from(crlf)
        }
    }
}

/// A field without quotes around it: its span, where it stops, lines within (none).
fn bare(bytes: &[u8], start: usize, delimiter: u8) -> Option<(Span, usize, u64)> {
    let rest = bytes.get(start..)?;
    let end = memchr3(delimiter, b'\n', b'\r', rest).map_or(bytes.len(), |at| start + at);
    Some((Span { start, end, escaped: false, stray: false }, end, 0))
}

/// A quoted field; `None` when its closing quote is not in the block.
fn quoted(bytes: &[u8], open: usize, quote: u8, delimiter: u8) -> Option<(Span, usize, u64)> {
    let start = open + 1;
    let mut at = start;
    let mut escaped = false;
    let end = loop {
        let close = at + memchr(quote, bytes.get(at..)?)?;
        if bytes.get(close + 1) != Some(&quote) {
            break close;
        }
        escaped = true;
        at = close + 2;
    };
    let lines = line_ends(&bytes[start..end]);
    let (tail, stop, _) = bare(bytes, end + 1, delimiter)?;
    let stray = tail.start != tail.end;
    Some((Span { start, end, escaped, stray }, stop, lines))
}

/// Line ends in a text: LF, CRLF or a lone CR.
pub fn line_ends(bytes: &[u8]) -> u64 {
    let mut count = 0;
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        count += u64::from(bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
    }
    count
}

/// The text of a field: its bytes, doubled quotes made single, text behind the closing quote added.
pub fn content<'a>(bytes: &'a [u8], span: Span, how: Dialect, room: &'a mut Vec<u8>) -> &'a [u8] {
    let plain = &bytes[span.start..span.end];
    if !span.escaped && !span.stray {
        return plain;
    }
    room.clear();
    let quote = how.quote.unwrap_or(b'"');
    let mut rest = plain;
    while let Some(at) = memchr(quote, rest) {
        room.extend_from_slice(&rest[..=at]);
        let doubled = rest.get(at + 1) == Some(&quote);
        rest = &rest[at + 1 + usize::from(doubled)..];
    }
    room.extend_from_slice(rest);
    if span.stray {
        room.extend_from_slice(tail(bytes, span, how));
    }
    room
}

#[cfg(test)]
mod tests;
