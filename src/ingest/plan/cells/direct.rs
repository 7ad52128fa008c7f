//! Cells that go into their column as they stand; their common spellings are read from the bytes.

use super::Reader;
use crate::ingest::plan::Cells;
use crate::ingest::profile::{NumberForm, Pick, Round};
use crate::ingest::times::{Days, Moment, TimeFormat, plain_iso8601};
use crate::ingest::values::{self, Decimal, DurationUnit};
use crate::model::batch::Column;
use crate::model::zone::Instant;
use crate::model::{Kind, Outcome};
use std::ops::Range;

impl Reader {
    /// The cell that makes the column; `None` when anything else happens on the way.
    pub(in crate::ingest::plan) fn direct(&self, kind: Kind) -> Option<usize> {
        let map = &self.map;
        let [cell] = self.cells[..] else { return None };
        let untouched = matches!(map.pick, Pick::Column(_))
            && map.default.is_none()
            && map.steps.is_empty()
            && map.values.is_none();
        let unlimited = map.min.is_none() && map.max.is_none() && self.thousands.is_none();
        let plain = match kind {
            Kind::Text | Kind::Flag | Kind::Outcome => true,
            Kind::Duration => unlimited && map.round == Round::Never,
            Kind::Number => unlimited && map.number == NumberForm::Plain,
            Kind::Time => matches!(map.formats[..], [] | [TimeFormat::Iso8601]),
        };
        (untouched && plain).then_some(cell)
    }

    /// Adds cells of a column that is [`Self::direct`], up to the first that has a fault or must be
    /// counted, and returns how many those were.
    pub(in crate::ingest::plan) fn push(
        &self,
        (kind, cells): (Kind, &Cells<'_>),
        ranges: impl Iterator<Item = Range<usize>>,
        column: &mut Column,
    ) -> usize {
        match column {
            Column::Text(column) => taken(ranges, |range| {
                if self.nulls.is_empty() && column.push_tight(cells.text, &range, cells.quote) {
                    return Some(());
                }
                let span = cells.span(range)?;
                let is_known = self.nulls.is_empty() || !self.is_null(&cells.text[span.clone()]);
                column.push_part(cells.text, if is_known { span } else { 0..0 });
                Some(())
            }),
            Column::Milli(column) => {
                let (mut days, most) = (Days::of(&self.zone), self.most_digits(kind));
                let is_time = kind == Kind::Time && self.nulls.is_empty();
                let (mut is_local, mut is_long) = (false, false);
                let taken = taken(ranges, |range| {
                    if range.is_empty() {
                        column.push(None);
                        return Some(());
                    }
                    let quick = if is_time {
                        let quick = days.instant(cells.raw(range.clone()));
                        is_local |= quick.is_some();
                        quick
                    } else {
                        few_digits(cells.text.as_bytes(), &range, most).map(|whole| whole * 1_000)
                    };
                    if let Some(thousandths) = quick {
                        is_long |= thousandths > 0;
                        column.push(quick);
                        return Some(());
                    }
                    let read = |text: &str| self.thousandths(kind, text);
                    self.known(cells.text(range)?, read, |value| column.push(value))
                });
                if is_local {
                    self.note_written(0);
                }
                if is_long {
                    self.note_seconds();
                }
                if is_long && kind == Kind::Duration {
                    self.note_spelled(0);
                }
                taken
            }
            Column::Flag(column) => taken(ranges, |range| {
                self.known(cells.text(range)?, flag, |flag| column.push(flag))
            }),
            Column::Outcome(column) => taken(ranges, |range| {
                let push = |outcome| column.push(outcome);
                self.known(cells.text(range)?, Outcome::from_name, push)
            }),
        }
    }

    /// Most digits of a number that is read from its bytes, whatever it is; none where words for the
    /// unknown could look like numbers, or numbers are not plain.
    fn most_digits(&self, kind: Kind) -> usize {
        let unit = self.map.unit.unwrap_or(DurationUnit::Auto);
        let seconds = matches!(unit, DurationUnit::Auto | DurationUnit::Seconds);
        match kind {
            _ if !self.nulls.is_empty() => 0,
            // So many digits are no more than the longest duration.
            Kind::Duration if seconds => 7,
            Kind::Number => EIGHT,
            _ => 0,
        }
    }

    /// Takes what a text reads as, the unknown included; `None` when it cannot be read.
    fn known<T>(
        &self,
        text: &str,
        read: impl FnOnce(&str) -> Option<T>,
        take: impl FnOnce(Option<T>),
    ) -> Option<()> {
        take(if self.is_null(text) { None } else { Some(read(text)?) });
        Some(())
    }

    fn thousandths(&self, kind: Kind, text: &str) -> Option<i64> {
        match kind {
            Kind::Duration => {
                let unit = self.map.unit.unwrap_or(DurationUnit::Auto);
                let seconds = matches!(unit, DurationUnit::Auto | DurationUnit::Seconds);
                let ms = match whole(text).filter(|_| seconds) {
                    Some(whole) => Some(whole * 1_000).filter(|ms| *ms <= values::LONGEST_MS),
                    None => values::duration(text, unit, self.mark),
                }?;
                self.note_size(text, ms);
                self.note_spelling(text, ms);
                Some(ms)
            }
            Kind::Time => {
                let moment = plain_iso8601(text).map(Moment::Local);
                let moment = moment.or_else(|| TimeFormat::Iso8601.read(text, None))?;
                self.note(moment);
                match moment {
                    Moment::Instant(ms) => Some(ms),
                    Moment::Local(local) => match self.zone.instant(local) {
                        Instant::Unique(ms) => Some(ms),
                        Instant::Gap | Instant::Fold { .. } => None,
                    },
                }
            }
            _ => match whole(text) {
                Some(whole) => Some(whole * 1_000),
                None => Decimal::parse(text, self.mark)?.times(1_000),
            },
        }
    }
}

/// How many cells `push` took before the first that it did not.
fn taken(
    ranges: impl Iterator<Item = Range<usize>>,
    mut push: impl FnMut(Range<usize>) -> Option<()>,
) -> usize {
    let mut taken = 0;
    for range in ranges {
        if push(range).is_none() {
            break;
        }
        taken += 1;
    }
    taken
}

/// Digits that are read at once.
const EIGHT: usize = 8;

/// The number that a range of a text is if it holds digits and nothing else, and no more than `most`
/// or [`EIGHT`]; `None` for anything else, and at the end of the text.
fn few_digits(text: &[u8], range: &Range<usize>, most: usize) -> Option<i64> {
    let length = range.end.wrapping_sub(range.start);
    let bytes = text.get(range.start..)?.first_chunk::<EIGHT>()?;
    if length == 0 || length > most.min(EIGHT) {
        return None;
    }
    // The first digit stands lowest; what is behind the last is pushed out, and zeros come in front.
    let zeros = 0x3030_3030_3030_3030;
    let digits = (u64::from_le_bytes(*bytes) ^ zeros) << (64 - 8 * length);
    if (digits | digits.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    // Neighbours are joined: to two digits each, to four, to eight.
    let pairs = digits.wrapping_mul(10 << 8 | 1) >> 8 & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_ffff_0000_ffff;
    let eight = fours.wrapping_mul(10_000 << 32 | 1) >> 32;
    i64::try_from(eight).ok()
}

/// Up to nine digits and nothing else, as a number.
fn whole(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.is_empty() || bytes.len() > 9 {
        return None;
    }
    let mut number = 0;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + i64::from(digit);
    }
    Some(number)
}

fn flag(text: &str) -> Option<bool> {
    match text.as_bytes() {
        [b'1'] => Some(true),
        [b'0'] => Some(false),
        _ => values::flag(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_all_digits_is_no_whole_number() {
        for text in ["", "-1", "+1", "1.0", "1e3", "1 ", "1234567890", "٣"] {
            assert_eq!(whole(text), None, "{text:?}");
        }
        assert_eq!(
            (whole("0"), whole("007"), whole("999999999")),
            (Some(0), Some(7), Some(999_999_999))
        );
    }

    #[test]
    fn nothing_is_no_number_and_neither_is_what_ends_the_text() {
        assert_eq!(few_digits(b"12345678", &(3..3), 8), None);
        assert_eq!(few_digits(b"12", &(0..2), 8), None);
        assert_eq!(few_digits(b"1234,5678", &(0..4), 3), None);
    }

    proptest! {
        #[test]
        fn few_digits_are_the_number_they_write(
            before in "[0-9,]{0,3}", cell in "[0-9]{1,8}|[0-9]{0,4}[ -~é][0-9]{0,3}",
        ) {
            let text = format!("{before}{cell},999999999");
            let range = before.len()..before.len() + cell.len();
            prop_assert_eq!(few_digits(text.as_bytes(), &range, EIGHT), whole(&cell));
        }
    }
}
