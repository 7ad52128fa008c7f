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
                let text = cells.text(range)?;
                column.push(if self.is_null(text) { "" } else { text });
                Some(())
            }),
            Column::Milli(column) => {
                let (mut days, plain) = (Days::of(&self.zone), self.plain_milli(kind));
                let is_time = kind == Kind::Time && self.nulls.is_empty();
                let mut is_local = false;
                let taken = taken(ranges, |range| {
                    let quick = match plain {
                        Some(plain) => plain(cells.raw(range.clone())),
                        None if is_time => {
                            let quick = days.instant(cells.raw(range.clone()));
                            is_local |= quick.is_some();
                            quick
                        }
                        None => None,
                    };
                    if quick.is_some() {
                        column.push(quick);
                        return Some(());
                    }
                    let read = |text: &str| self.thousandths(kind, text);
                    self.known(cells.text(range)?, read, |value| column.push(value))
                });
                if is_local {
                    self.note_written(0);
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

    /// What reads most cells of a kind from their bytes; `None` where words for the unknown could
    /// look like numbers, or numbers are not plain.
    fn plain_milli(&self, kind: Kind) -> Option<fn(&[u8]) -> Option<i64>> {
        let unit = self.map.unit.unwrap_or(DurationUnit::Auto);
        let seconds = matches!(unit, DurationUnit::Auto | DurationUnit::Seconds);
        let plain = match kind {
            Kind::Duration => seconds,
            Kind::Number => true,
            _ => false,
        };
        (plain && self.nulls.is_empty()).then_some(few_seconds)
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
                match whole(text).filter(|_| seconds) {
                    Some(whole) => Some(whole * 1_000).filter(|ms| *ms <= values::LONGEST_MS),
                    None => values::duration(text, unit, self.mark),
                }
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

/// Up to five digits and nothing else, in thousandths; `None` for anything else, shorter or longer.
fn few_seconds(bytes: &[u8]) -> Option<i64> {
    if bytes.is_empty() || bytes.len() > 5 {
        return None;
    }
    let mut number = 0_u32;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u32::from(digit);
    }
    Some(i64::from(number) * 1_000)
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
}
