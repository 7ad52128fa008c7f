//! Whether the durations of a column are as long as their unit makes them.

use super::Reader;
use super::told::raise;
use crate::ingest::values::DurationUnit;
use crate::problem::{Place, Problem};
use std::sync::atomic::{AtomicBool, Ordering};

/// Decimals of a second beyond which no clock of a telephone system goes.
const FINEST: usize = 3;

/// What was seen of the durations of a column; threads do not change it.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    /// A part of a second with more decimals than any clock has.
    parts: AtomicBool,
    /// A second or more.
    seconds: AtomicBool,
}

impl Reader {
    /// Notes a duration as it is written and what it was read as.
    pub(super) fn note_size(&self, text: &str, ms: i64) {
        if ms >= 1_000 {
            self.note_seconds();
        } else if is_fine(text) {
            raise(&self.sizes.parts);
        }
    }

    /// Notes that a duration is a second or longer.
    pub(super) fn note_seconds(&self) {
        raise(&self.sizes.seconds);
    }

    /// A warning when durations whose unit nobody named were taken for seconds, and none reaches one:
    /// spreadsheets keep durations as parts of a day. `None` for any other column.
    pub(in crate::ingest::plan) fn doubtful_unit(&self, place: Place) -> Option<Problem> {
        let is_auto = self.map.unit.is_none_or(|unit| unit == DurationUnit::Auto);
        let seen = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        if !is_auto || !seen(&self.sizes.parts) || seen(&self.sizes.seconds) {
            return None;
        }
        let message =
            format!("`{}` was read in seconds, and none of its durations is as long", self.label);
        let help = "sheets keep durations as parts of a day: say unit = \"day_fraction\" in a profile, or unit = \"s\" if these are seconds";
        Some(Problem::new("doubtful-unit", place, message).help(help).warning())
    }
}

/// Whether a number that is not zero has more decimals than clocks have.
fn is_fine(text: &str) -> bool {
    let decimals = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    decimals > FINEST
        && decimals < text.len()
        && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_day_have_more_decimals_than_clocks() {
        for (text, fine) in [
            ("", false),
            ("0", false),
            ("0.0000", false),
            ("0.125", false),
            ("0.001655", true),
            ("0,00165", true),
            ("12345", false),
        ] {
            assert_eq!(is_fine(text), fine, "{text:?}");
        }
    }
}
