//! Columns of texts, of which most are short.
//!
//! A text of at most 15 bytes stands in its cell as one number, so that it is added, compared and
//! looked up without going elsewhere in memory; longer ones stand end to end in one buffer.

use super::short_text::{self, LONGEST, short_within};
use std::ops::Range;

/// The last byte of a cell whose text is longer than a number holds.
const LONG: u8 = u8::MAX;

/// Texts; an empty one is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextColumn {
    /// The number of a short text, lowest byte first, its length in the last. Of a long one, where it
    /// begins and how long it is.
    cells: Vec<[u8; LONGEST + 1]>,
    /// Long texts in the order of their cells.
    long: String,
}

/// A cell of a [`TextColumn`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextCell<'a> {
    /// Nothing is known.
    Unknown,
    /// A text that is one number, as `short_text` makes it.
    Short(u128),
    /// A longer one.
    Long(&'a str),
}

impl TextColumn {
    /// Adds a cell; an empty text is an unknown one.
    pub fn push(&mut self, text: &str) {
        match short_text::short_text(text.as_bytes()) {
            Some(short) => self.cells.push(short.to_le_bytes()),
            None => self.push_long(text),
        }
    }

    /// Adds the part of a text that stands in a range; nothing when that lies within a letter.
    pub fn push_part(&mut self, text: &str, range: Range<usize>) {
        match short_within(text.as_bytes(), &range) {
            Some(short) => self.cells.push(short.to_le_bytes()),
            None => self.push_long(text.get(range).unwrap_or_default()),
        }
    }

    /// The same for nothing, and for a short part between visible letters that does not begin with
    /// `quote`; false where it is neither, and nothing is added.
    pub fn push_tight(&mut self, text: &str, range: &Range<usize>, quote: Option<u8>) -> bool {
        let bytes = text.as_bytes();
        let ends = bytes.get(range.start).zip(bytes.get(range.end.wrapping_sub(1)));
        let is_tight = range.is_empty()
            || ends.is_some_and(|(first, last)| {
                first.is_ascii_graphic() && last.is_ascii_graphic() && Some(*first) != quote
            });
        let short = if is_tight { short_within(bytes, range) } else { None };
        self.cells.extend(short.map(u128::to_le_bytes));
        short.is_some()
    }

    fn push_long(&mut self, text: &str) {
        let number = |size: usize| u64::try_from(size).unwrap_or_default();
        let place = u128::from(number(self.long.len())) | u128::from(number(text.len())) << 64;
        let mut cell = place.to_le_bytes();
        cell[LONGEST] = LONG;
        self.cells.push(cell);
        self.long.push_str(text);
    }

    /// The text of a row; `None` when it is unknown.
    ///
    /// # Panics
    ///
    /// If the row is not there.
    pub fn get(&self, row: usize) -> Option<&str> {
        let cell = &self.cells[row];
        let length = cell[LONGEST];
        let text = if length == LONG {
            &self.long[place(*cell)]
        } else {
            std::str::from_utf8(&cell[..usize::from(length)]).unwrap_or_default()
        };
        (!text.is_empty()).then_some(text)
    }

    /// The bytes of the text of a row, none when it is unknown; cheaper than the text.
    ///
    /// # Panics
    ///
    /// If the row is not there.
    pub fn bytes(&self, row: usize) -> &[u8] {
        let cell = &self.cells[row];
        match cell[LONGEST] {
            LONG => self.long[place(*cell)].as_bytes(),
            length => &cell[..usize::from(length)],
        }
    }

    /// The cell of a row, without a look at the letters of a short text.
    ///
    /// # Panics
    ///
    /// If the row is not there.
    pub fn cell(&self, row: usize) -> TextCell<'_> {
        let cell = self.cells[row];
        match cell[LONGEST] {
            0 => TextCell::Unknown,
            LONG => TextCell::Long(&self.long[place(cell)]),
            _ => TextCell::Short(u128::from_le_bytes(cell)),
        }
    }

    /// Makes room for some more cells.
    pub fn reserve(&mut self, cells: usize) {
        self.cells.reserve(cells);
    }

    /// Takes the cells after the first `rows` away.
    pub fn truncate(&mut self, rows: usize) {
        let away = self.cells.get(rows..).unwrap_or_default();
        if let Some(first) = away.iter().find(|cell| cell[LONGEST] == LONG) {
            self.long.truncate(place(*first).start);
        }
        self.cells.truncate(rows);
    }

    /// The cells of some rows.
    ///
    /// # Panics
    ///
    /// If one of them is not there.
    #[must_use]
    pub fn only(&self, rows: &[usize]) -> Self {
        let mut left = Self::default();
        for row in rows {
            left.push(self.get(*row).unwrap_or_default());
        }
        left
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

/// Where a long text stands.
fn place(mut cell: [u8; LONGEST + 1]) -> Range<usize> {
    cell[LONGEST] = 0;
    let both = u128::from_le_bytes(cell);
    let size = |part: u128| usize::try_from(part).unwrap_or_default();
    let start = size(both & u128::from(u64::MAX));
    start..start + size(both >> 64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_cell_is_unknown() {
        let mut column = TextColumn::default();
        column.push("");
        column.push("norte");
        assert_eq!((column.get(0), column.get(1)), (None, Some("norte")));
        assert_eq!(column.cell(0), TextCell::Unknown);
        column.truncate(1);
        assert_eq!(column.len(), 1);
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-zé€]{0,20}",
            Just("exactly-15-long".into()),
            Just("exactly-16-longs".into())
        ]
    }

    proptest! {
        #[test]
        fn a_column_is_a_list_of_texts(
            texts in prop::collection::vec(text(), 0..12),
            rows in 0_usize..14,
        ) {
            let whole = texts.concat();
            let (mut column, mut parts, mut at) = (TextColumn::default(), TextColumn::default(), 0);
            for text in &texts {
                column.push(text);
                parts.push_part(&whole, at..at + text.len());
                at += text.len();
            }
            prop_assert_eq!(&column, &parts);
            column.truncate(rows);
            column.push("another one that is long");
            let mut expected: Vec<&str> = texts.iter().take(rows).map(String::as_str).collect();
            expected.push("another one that is long");
            let found: Vec<_> = (0..column.len()).map(|row| column.get(row).unwrap_or_default()).collect();
            prop_assert_eq!(&found, &expected);
            for (row, text) in expected.iter().enumerate() {
                let is_it = match column.cell(row) {
                    TextCell::Unknown => text.is_empty(),
                    TextCell::Short(short) => short_text::short_text(text.as_bytes()) == Some(short),
                    TextCell::Long(long) => long == *text,
                };
                prop_assert!(is_it && column.bytes(row) == text.as_bytes(), "{text}");
            }
        }
    }
}
