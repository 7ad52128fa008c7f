//! One record of a block, cell by cell, and the place of each.

use super::records::{self, Dialect, Origin, Span};
use super::source::grid::BREAK;
use super::source::{self, Told};
use std::borrow::Cow;

/// A record whose bytes are known to be UTF-8.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The block's text up to the end of the record, from its first byte.
    pub text: &'a str,
    /// Offset of the text within the block.
    pub start: usize,
    /// Fields; offsets count from the block's first byte.
    pub fields: &'a [Span],
    /// How the record is written.
    pub dialect: Dialect,
    /// Physical line where the record begins.
    pub line: u64,
}

impl<'a> Row<'a> {
    /// The trimmed text of a cell; empty beyond the last field.
    pub fn cell(&self, index: usize) -> Cow<'a, str> {
        let Some(span) = self.fields.get(index) else { return Cow::Borrowed("") };
        if !span.escaped && !span.stray {
            return self.lines(Cow::Borrowed(self.slice(span.start, span.end).trim()));
        }
        let mut room = Vec::new();
        let shift = |at: usize| at - self.start;
        let local = Span { start: shift(span.start), end: shift(span.end), ..*span };
        let bytes = records::content(self.text.as_bytes(), local, self.dialect, &mut room);
        self.lines(Cow::Owned(String::from_utf8_lossy(bytes).trim().to_owned()))
    }

    /// The same with the line breaks that a cell of a sheet, or a text of JSON, has.
    fn lines(&self, cell: Cow<'a, str>) -> Cow<'a, str> {
        if self.dialect.origin == Origin::Text || !cell.contains(BREAK) {
            return cell;
        }
        Cow::Owned(cell.replace(BREAK, "\n"))
    }

    /// A cell as it stands, untrimmed and with its escapes, and whether it has any; `None` beyond the
    /// last field.
    pub fn raw(&self, index: usize) -> Option<(&'a str, bool)> {
        let span = self.fields.get(index)?;
        Some((self.slice(span.start, span.end), span.escaped || span.stray))
    }

    /// Whether every cell is empty.
    pub fn is_blank(&self) -> bool {
        self.fields
            .iter()
            .all(|span| self.slice(span.start, span.end).trim().is_empty() && !span.stray)
    }

    /// Physical line and character column where a cell begins, as an editor shows them; in a sheet,
    /// its row and column, and in JSON the line where its object begins.
    pub fn place(&self, index: usize) -> (u64, u64) {
        match self.dialect.origin {
            Origin::Text => {}
            Origin::Sheet => return (self.line, u64::try_from(index + 1).unwrap_or(u64::MAX)),
            Origin::Json => return (self.line, 1),
        }
        let Some(span) = self.fields.get(index) else { return (self.line, 1) };
        let quoted = span.start > self.start && self.byte_before(span.start) == self.dialect.quote;
        let at = if quoted { span.start - 1 } else { span.start };
        self.locate(at)
    }

    /// Physical line and character column of a byte of the block.
    pub fn locate(&self, at: usize) -> (u64, u64) {
        let before = self.slice(self.start, at);
        let lines = records::line_ends(before.as_bytes());
        let line_start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let column = before[line_start..].chars().count() + 1;
        (self.line + lines, u64::try_from(column).unwrap_or(u64::MAX))
    }

    /// What is wrong with the object of JSON that this record stands for; `None` for any other.
    pub fn told(&self) -> Option<Told> {
        (self.dialect.origin == Origin::Json).then(|| source::told(&self.cell(0)))?
    }

    /// Every cell as it stands, for the file of rejects.
    pub fn cells(&self) -> Vec<String> {
        (0..self.fields.len()).map(|index| self.cell(index).into_owned()).collect()
    }

    fn byte_before(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at - self.start - 1).copied()
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from - self.start..to - self.start).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::records::{Reading, scan};

    #[test]
    fn cells_are_trimmed_and_placed_as_an_editor_shows_them() {
        let dialect = Dialect::new(b',', Some(b'"'));
        let text = "é, b ,\"c\nd\"\"\",e";
        let mut fields = Vec::new();
        let how = Reading { dialect, width: None, last: true };
        let _step = scan(text.as_bytes(), 0, &how, &mut fields);
        let row = Row { text, start: 0, fields: &fields, dialect, line: 7 };
        assert_eq!(row.cells(), ["é", "b", "c\nd\"", "e"]);
        let places: Vec<_> = (0..5).map(|index| row.place(index)).collect();
        assert_eq!(places, [(7, 1), (7, 3), (7, 7), (8, 6), (7, 1)]);
        assert!(!row.is_blank());
    }
}
