//! Plans so plain that most records can be read without looking at them as a whole.
//!
//! Every column is one cell that goes into it as it is, and no rule looks at a record. What such a
//! plan says of a record here is what [`Plan`] says of it in full, or that it does not know.

use super::cells::Reader;
use super::strays::is_total;
use super::{Plan, Planned, Source};
use crate::ingest::profile::RepeatedHeader;
use crate::model::Kind;
use crate::model::batch::Column;
use std::ops::Range;

/// A plan of plain columns.
#[derive(Debug, Clone)]
pub struct DirectPlan<'p> {
    /// In the order of the plan's columns.
    pub columns: Vec<Direct<'p>>,
    /// The cell of the contact's id, if the file has one.
    pub id: Option<usize>,
    /// Fields of a record.
    pub width: usize,
    /// The names of a header that may come again, in another order perhaps; else none.
    names: &'p [String],
    /// Whether one of them ends in a digit.
    numbered: bool,
}

/// A column that is one cell of each record.
#[derive(Debug, Clone, Copy)]
pub struct Direct<'p> {
    /// The cell.
    pub cell: usize,
    /// What it holds.
    pub kind: Kind,
    reader: &'p Reader,
}

impl Plan {
    /// The same as a plan of plain columns; `None` when it is none.
    pub fn direct(&self) -> Option<DirectPlan<'_>> {
        let plain = self.resent.is_none()
            && self.events.is_none()
            && self.rules.select_all()
            && self.strays.footer.is_empty()
            && self.strays.id.len() <= 1;
        if !plain {
            return None;
        }
        let comes_again = self.repeat == RepeatedHeader::Skip && self.header.line > 0;
        let names = if comes_again { &self.header.names[..] } else { &[] };
        Some(DirectPlan {
            columns: self.columns.iter().map(Planned::direct).collect::<Option<_>>()?,
            id: self.strays.id.first().copied(),
            width: self.header.names.len(),
            names,
            numbered: names.iter().any(|name| name.ends_with(|last: char| last.is_ascii_digit())),
        })
    }
}

impl Planned {
    fn direct(&self) -> Option<Direct<'_>> {
        let Source::Cells(reader) = &self.source else { return None };
        let cell = reader.direct(self.kind)?;
        Some(Direct { cell, kind: self.kind, reader })
    }
}

impl DirectPlan<'_> {
    /// Whether what stands in a cell makes a record for sure, be it the id or the first one: no word
    /// for a total ends in a digit, nor does the name of a column here.
    pub fn counts(&self, raw: &[u8]) -> bool {
        !self.numbered && raw.last().is_some_and(u8::is_ascii_digit)
    }

    /// Whether a record with that id and first cell is one for sure, and not blank, a header or a
    /// total; the first cell stands for the id of a file without ids.
    pub fn is_record(&self, id: Option<&str>, first: &str) -> bool {
        // No word for a total ends in a digit, and seldom a name of a column, but most ids do.
        let counts = |text: &str| text.as_bytes().last().is_some_and(u8::is_ascii_digit);
        let told = id.map_or(!first.is_empty(), |id| counts(id) || !id.is_empty() && !is_total(id));
        let is_name = |text: &str| {
            (self.numbered || !counts(text))
                && self.names.iter().any(|name| name.eq_ignore_ascii_case(text))
        };
        told && !is_name(first) && !id.is_some_and(is_name)
    }
}

impl Direct<'_> {
    /// Adds cells to their column, up to the first that has to be read with more care, and returns
    /// how many those were.
    pub fn push(
        &self,
        cells: &Cells<'_>,
        ranges: impl Iterator<Item = Range<usize>>,
        column: &mut Column,
    ) -> usize {
        self.reader.push((self.kind, cells), ranges, column)
    }
}

/// The cells of a block by where they stand, quotes included.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'t> {
    /// The text of the block.
    pub text: &'t str,
    /// What stands around a cell that has quotes.
    pub quote: Option<u8>,
}

impl<'t> Cells<'t> {
    /// The bytes of a cell as they stand.
    pub fn raw(&self, range: Range<usize>) -> &'t [u8] {
        &self.text.as_bytes()[range]
    }

    /// The trimmed text of a cell; `None` when quotes are doubled in it.
    pub fn text(&self, range: Range<usize>) -> Option<&'t str> {
        self.text.get(self.span(range)?)
    }

    /// Where the trimmed text of a cell stands; `None` when quotes are doubled in it.
    pub fn span(&self, range: Range<usize>) -> Option<Range<usize>> {
        let [first, .., last] = self.raw(range.clone()) else { return self.trimmed(range) };
        if Some(*first) == self.quote {
            let inner = range.start + 1..range.end - 1;
            let doubled = memchr::memchr(*last, self.raw(inner.clone())).is_some();
            return if doubled { None } else { self.trimmed(inner) };
        }
        let tight = first.is_ascii_graphic() && last.is_ascii_graphic();
        if tight { Some(range) } else { self.trimmed(range) }
    }

    fn trimmed(&self, range: Range<usize>) -> Option<Range<usize>> {
        let text = self.text.get(range.clone())?;
        let start = range.end - text.trim_start().len();
        Some(start..start + text.trim().len())
    }
}
