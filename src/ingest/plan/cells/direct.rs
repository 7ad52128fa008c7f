//! Cells that go into their column as they stand; their common spellings are read from the bytes.

use super::Reader;
use crate::ingest::profile::{NumberForm, Pick, Round};
use crate::ingest::times::{Moment, TimeFormat, plain_iso8601};
use crate::ingest::values::{self, Decimal, DurationUnit};
use crate::model::batch::Column;
use crate::model::zone::Instant;
use crate::model::{Kind, Outcome};

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

    /// Adds a cell of a column that is [`Self::direct`]; false, and nothing added, when it has a
    /// fault or must be counted.
    pub(in crate::ingest::plan) fn push(
        &self,
        kind: Kind,
        text: &str,
        column: &mut Column,
    ) -> bool {
        let known = !self.is_null(text);
        match column {
            Column::Text(cells) => cells.push(if known { text } else { "" }),
            Column::Milli(cells) if !known => cells.push(None),
            Column::Flag(cells) if !known => cells.push(None),
            Column::Outcome(cells) if !known => cells.push(None),
            Column::Milli(cells) => match self.thousandths(kind, text) {
                Some(value) => cells.push(Some(value)),
                None => return false,
            },
            Column::Flag(cells) => match flag(text) {
                Some(flag) => cells.push(Some(flag)),
                None => return false,
            },
            Column::Outcome(cells) => match Outcome::from_name(text) {
                Some(outcome) => cells.push(Some(outcome)),
                None => return false,
            },
        }
        true
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
                match moment.or_else(|| TimeFormat::Iso8601.read(text, None))? {
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
