//! Ids as stretches of numbers that count up from line to line, which is how systems give them out.
//!
//! Ten million calls in a row then cost one entry, and no two ids are ever taken for one another:
//! `CL007` and `CL7` are of two series, because their digits differ in number.

use crate::ingest::decode::{Decoded, fingerprint};
use crate::model::{Field, Name, TextCell};
use std::ops::Range;

/// Fewest digits at the end of an id that are taken for a number that counts.
const FEWEST_DIGITS: usize = 3;
/// Most digits that are; any such number fits 64 bits with room for one more.
const MOST_DIGITS: usize = 18;
/// Longest text before the number; what is longer is no series.
const LONGEST_PREFIX: usize = 24;

/// The ids of a batch, in order of rows; rows without one are left out.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// Series of numbers, in the order they first came.
    pub(super) series: Vec<Series>,
    /// What stands where.
    pub(super) spells: Vec<Spell>,
}

/// What the ids of a series have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Series {
    /// The text before the number.
    pub(super) prefix: String,
    /// How many digits the number has.
    pub(super) digits: usize,
}

impl Series {
    /// The id with that number.
    pub(super) fn id(&self, number: u64) -> String {
        format!("{}{number:0width$}", self.prefix, width = self.digits)
    }
}

/// Ids of rows and lines that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spell {
    /// Their rows.
    pub(super) rows: Range<usize>,
    /// The physical line of the first.
    pub(super) line: u64,
    /// What they are.
    pub(super) what: What,
}

/// One or more ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Numbers of a series from this one on, one a row.
    Counted { series: usize, first: u64 },
    /// One id of no series, as a fingerprint.
    Single(u128),
}

impl Ids {
    /// The ids of a decoded block.
    pub(super) fn of(decoded: &Decoded) -> Self {
        let mut ids = Self::default();
        let Some(column) = decoded.batch.text(&Name::Field(Field::InteractionId)) else {
            return ids;
        };
        let mut next = Next::default();
        for (row, line) in decoded.lines.iter().enumerate() {
            let cell = column.cell(row);
            if cell == TextCell::Unknown || next.is(cell) && ids.goes_on(row, *line) {
                continue;
            }
            ids.push(row, *line, column.get(row).unwrap_or_default());
            next = Next::after(cell);
        }
        ids
    }

    /// Takes in the id that counts on from the row before; false where row, line or series do not.
    fn goes_on(&mut self, row: usize, line: u64) -> bool {
        let Some(Spell { rows, line: from, what: What::Counted { .. } }) = self.spells.last_mut()
        else {
            return false;
        };
        let length = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let follows = (rows.end, *from + length) == (row, line);
        rows.end += usize::from(follows);
        follows
    }

    fn push(&mut self, row: usize, line: u64, id: &str) {
        let Some((prefix, digits, number)) = counted(id) else {
            let what = What::Single(fingerprint(id));
            return self.spells.push(Spell { rows: row..row + 1, line, what });
        };
        let is = |series: &Series| series.digits == digits && series.prefix == prefix;
        if let Some(Spell { rows, line: from, what: What::Counted { series, first } }) =
            self.spells.last_mut()
            && is(&self.series[*series])
            && let Ok(length) = u64::try_from(rows.len())
            && (rows.end, *from + length, *first + length) == (row, line, number)
        {
            rows.end += 1;
            return;
        }
        let series = self.series.iter().rposition(is).unwrap_or_else(|| {
            self.series.push(Series { prefix: prefix.to_owned(), digits });
            self.series.len() - 1
        });
        let what = What::Counted { series, first: number };
        self.spells.push(Spell { rows: row..row + 1, line, what });
    }
}

/// The short id that has the last digit one higher than the one before, which is told at a glance, and
/// true of nine in ten ids that count.
#[derive(Debug, Clone, Copy, Default)]
struct Next {
    id: u128,
    /// One more of the last digit.
    unit: u128,
    /// How many ids may follow until that digit is 9.
    left: u8,
}

impl Next {
    fn after(cell: TextCell<'_>) -> Self {
        let TextCell::Short(short) = cell else { return Self::default() };
        let bytes = short.to_le_bytes();
        // The highest byte is the length; a short text has no more letters than there are bytes below.
        let last = usize::from(bytes[15]).saturating_sub(1);
        match bytes[last] {
            digit @ b'0'..=b'8' => {
                let unit = 1 << (8 * last);
                Self { id: short.wrapping_add(unit), unit, left: b'9' - digit }
            }
            _ => Self::default(),
        }
    }

    /// Whether it is that one; the next is then the one after it.
    fn is(&mut self, cell: TextCell<'_>) -> bool {
        let is = self.left > 0 && cell == TextCell::Short(self.id);
        if is {
            self.id = self.id.wrapping_add(self.unit);
            self.left -= 1;
        }
        is
    }
}

/// The parts of an id that ends in a number; `None` for any other.
fn counted(id: &str) -> Option<(&str, usize, u64)> {
    let mut number = 0;
    let mut digits = 0;
    let mut unit = 1;
    for byte in id.bytes().rev() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 || digits == MOST_DIGITS {
            break;
        }
        number += u64::from(digit) * unit;
        unit *= 10;
        digits += 1;
    }
    let prefix = &id[..id.len() - digits];
    let is_series = digits >= FEWEST_DIGITS && prefix.len() <= LONGEST_PREFIX;
    is_series.then_some((prefix, digits, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_without_number_is_of_no_series() {
        for id in ["", "a", "12", "a12", "x-y", "12a", "1234567890123456789012345x001"] {
            assert_eq!(counted(id), None, "{id:?}");
        }
        assert_eq!(counted("CL0042"), Some(("CL", 4, 42)));
        assert_eq!(counted("9999999999999999999"), Some(("9", 18, 999_999_999_999_999_999)));
    }

    #[test]
    fn an_id_follows_another_when_its_last_digit_is_one_higher() {
        use crate::model::short_text;
        let cell = |text: &str| match short_text(text.as_bytes()) {
            Some(0) => TextCell::Unknown,
            Some(short) => TextCell::Short(short),
            None => TextCell::Long("too long for a number"),
        };
        let is_next = |before: &str, id: &str| Next::after(cell(before)).is(cell(id));
        for (before, id) in [("", ""), ("", "c1"), ("c9", "c:"), ("c009", "c010"), ("c1", "d2")] {
            assert!(!is_next(before, id), "{before:?} {id:?}");
        }
        for (before, id) in [("c001", "c002"), ("8", "9"), ("CL0000000000123", "CL0000000000124")] {
            assert!(is_next(before, id), "{before:?} {id:?}");
        }
        let mut next = Next::after(cell("c7"));
        assert_eq!(["c8", "c9", "c:"].map(|id| next.is(cell(id))), [true, true, false]);
    }

    #[test]
    fn ids_that_count_with_their_lines_are_one_spell() {
        let mut ids = Ids::default();
        for (row, line, id) in
            [(0, 2, "c007"), (1, 3, "c008"), (2, 5, "c009"), (3, 6, "c011"), (4, 7, "c0012")]
        {
            ids.push(row, line, id);
        }
        let rows: Vec<_> =
            ids.spells.iter().map(|spell| (spell.rows.clone(), spell.line)).collect();
        assert_eq!(rows, [(0..2, 2), (2..3, 5), (3..4, 6), (4..5, 7)]);
        assert_eq!(ids.series.len(), 2);
        assert_eq!(ids.series[0].id(9), "c009");
    }
}
