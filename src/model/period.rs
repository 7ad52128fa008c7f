//! Stretches of time as users name them: `2026-10`, `2026-W43`, `2026-10-01..2026-10-15`.

use super::Zone;
use super::civil::{Civil, monday_of_week};
use crate::problem::{Place, Problem};

/// A half-open stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First instant, in milliseconds since 1970 in UTC.
    pub from: i64,
    /// First instant after it.
    pub to: i64,
}

/// The forms in which a period is written.
const FORMS: &str = "write a year 2026, a quarter 2026-Q4, a month 2026-10, an ISO week 2026-W43, \
                     a day 2026-10-05, or from..to with both included: 2026-10-01..2026-10-15";

impl Period {
    /// The days that `text` names, from the first instant of the first to the last of the last as
    /// the clocks of `zone` show them. Two of them with `..` between reach from the one to the other,
    /// both included. `place` is where the text stands.
    pub fn parse(text: &str, zone: &Zone, place: &Place) -> Result<Self, Problem> {
        Self::parse_fiscal(text, (zone, 1), place)
    }

    /// The same where months begin on `first` (1 to 28) of the calendar month before, as those of
    /// [`Grain::MonthFrom`](super::Grain::MonthFrom) do: `2026-10` is 26 September to 25 October
    /// for 26. Quarters and years stay those of the calendar.
    pub fn parse_fiscal(
        text: &str,
        (zone, first): (&Zone, u8),
        place: &Place,
    ) -> Result<Self, Problem> {
        let bad = |message: String| Problem::new("bad-period", place.clone(), message).help(FORMS);
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let days_of = |part: &str| match days(part.trim(), first) {
            Some(days) => Ok(days),
            None => Err(bad(format!("expected a period, found `{}`", part.trim()))),
        };
        let ((from, _), (last, to)) = (days_of(from)?, days_of(to)?);
        if last < from {
            return Err(bad(format!("expected the earlier end first, found `{text}`")));
        }
        let instant = |days| Civil::from_days(days).map(|date| zone.first_instant(date));
        match (instant(from), instant(to)) {
            (Some(from), Some(to)) => Ok(Self { from, to }),
            _ => Err(bad(format!("expected years 1 to 9998, found `{text}`"))),
        }
    }

    /// The text of a period for readers who do not know where months begin: as it stands, or, where
    /// these are fiscal months, with its first and last day, such as `2026-09-26..2026-10-25`.
    ///
    /// # Errors
    ///
    /// `bad-period`, as [`Period::parse_fiscal`] has it.
    pub fn spelled(
        text: &str,
        (zone, first): (&Zone, u8),
        place: &Place,
    ) -> Result<String, Problem> {
        let period = Self::parse_fiscal(text, (zone, first), place)?;
        if Self::parse(text, zone, place)? == period {
            return Ok(text.to_owned());
        }
        let day = |at: i64| {
            let date = zone.civil(at)?;
            Some(format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()))
        };
        let days = day(period.from).zip(day(period.to - 1));
        Ok(days.map_or_else(|| text.to_owned(), |(from, to)| format!("{from}..{to}")))
    }

    /// Whether an instant lies in it.
    pub fn contains(&self, instant: i64) -> bool {
        (self.from..self.to).contains(&instant)
    }

    /// Both ends as ISO 8601 with the offsets of `zone`; `None` outside years 1 to 9999.
    pub fn iso(&self, zone: &Zone) -> Option<(String, String)> {
        Some((zone.iso(self.from)?, zone.iso(self.to)?))
    }
}

/// First day and first day after it of one period without `..`, in days since 1 January 1970; months
/// begin on `first`.
fn days(text: &str, first: u8) -> Option<(i64, i64)> {
    let mut parts = text.split('-');
    let year = i32::try_from(digits(parts.next()?, 4)?).ok()?;
    let part = parts.next();
    let day = parts.next();
    if parts.next().is_some() {
        return None;
    }
    match (part, day) {
        (None, None) => months(year, 1, 12),
        (Some(part), None) => match part.strip_prefix(['W', 'w', 'Q', 'q']) {
            Some(week) if part.len() == 3 => {
                let monday = monday_of_week(year, digits(week, 2)?)?;
                part.starts_with(['W', 'w']).then_some((monday, monday + 7))
            }
            Some(quarter) if part.starts_with(['Q', 'q']) => {
                let quarter = digits(quarter, 1).filter(|quarter| (1..=4).contains(quarter))?;
                months(year, quarter * 3 - 2, 3)
            }
            Some(_) => None,
            None => month(year, digits(part, 2)?, first),
        },
        (Some(month), Some(day)) => {
            let (month, day) = (digits(month, 2)?, digits(day, 2)?);
            let date = Civil::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
            Some((date.days(), date.days() + 1))
        }
        (None, Some(_)) => None,
    }
}

/// A month that begins on `first`: of itself when that is the 1st, else of the month before.
fn month(year: i32, month: i64, first: u8) -> Option<(i64, i64)> {
    let (from, to) = months(year, month, 1)?;
    if first <= 1 {
        return Some((from, to));
    }
    let day_of_month_before = |day: i64| {
        let before = Civil::from_days(day - 1)?;
        Some(Civil::new(before.year(), before.month(), first)?.days())
    };
    Some((day_of_month_before(from)?, day_of_month_before(to)?))
}

/// `count` months from a month on; `None` when there is no such month.
fn months(year: i32, month: i64, count: i64) -> Option<(i64, i64)> {
    let first = Civil::new(year, u8::try_from(month).ok()?, 1)?;
    let after = month - 1 + count;
    let (year, month) = (i64::from(year) + after / 12, after % 12 + 1);
    let last = Civil::new(i32::try_from(year).ok()?, u8::try_from(month).ok()?, 1)?;
    Some((first.days(), last.days()))
}

/// The number that exactly `width` ASCII digits write.
fn digits(text: &str, width: usize) -> Option<i64> {
    let plain = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Grain;

    fn period(text: &str, zone: &str) -> Result<(String, String), Problem> {
        let zone = Zone::named(zone).unwrap();
        let period = Period::parse(text, &zone, &Place::file("--period"))?;
        Ok(period.iso(&zone).unwrap())
    }

    #[test]
    fn what_is_no_period_is_told_the_forms() {
        for text in [
            "",
            "..",
            "26",
            "2026-",
            "2026-13",
            "2026-00",
            "2026-Q0",
            "2026-Q5",
            "2026-Q04",
            "2026-W54",
            "2026-W1",
            "2026-W00",
            "2026-02-29",
            "2026-1-1",
            "2026-10-05-01",
            "2026-10-01..",
            "..2026-10-01",
            "2026-10..yesterday",
            "2026-10-15..2026-10-01",
            "٢٠٢٦",
            "+026",
            "2026-X12",
            "9999",
            "10-2026",
            "2026/10",
            "2025-W53",
            "2026-Qé",
        ] {
            let problem = period(text, "UTC").unwrap_err();
            assert_eq!(problem.code, "bad-period", "{text}");
            assert!(problem.help.unwrap().contains("2026-W43"));
        }
    }

    #[test]
    fn a_period_reaches_to_the_first_instant_after_it() {
        for (text, from, to) in [
            ("2026", "2026-01-01", "2027-01-01"),
            ("2026-Q4", "2026-10-01", "2027-01-01"),
            ("2026-q1", "2026-01-01", "2026-04-01"),
            ("2026-12", "2026-12-01", "2027-01-01"),
            ("2026-W43", "2026-10-19", "2026-10-26"),
            ("2026-W53", "2026-12-28", "2027-01-04"),
            ("2026-10-05", "2026-10-05", "2026-10-06"),
            ("2026-10-01..2026-10-15", "2026-10-01", "2026-10-16"),
            ("2026-09..2026-10", "2026-09-01", "2026-11-01"),
            ("2024-02-29", "2024-02-29", "2024-03-01"),
        ] {
            let midnight = |date: &str| format!("{date}T00:00:00+00:00");
            assert_eq!(period(text, "UTC").unwrap(), (midnight(from), midnight(to)), "{text}");
        }
    }

    #[test]
    fn a_fiscal_month_begins_in_the_one_before_and_holds_what_its_group_holds() {
        let (zone, place) = (Zone::utc(), Place::file("--period"));
        for (text, from, to) in [
            ("2026-10", "2026-09-26", "2026-10-26"),
            ("2026-01", "2025-12-26", "2026-01-26"),
            ("2026-03", "2026-02-26", "2026-03-26"),
            ("2026-09..2026-10", "2026-08-26", "2026-10-26"),
            ("2026-Q4", "2026-10-01", "2027-01-01"),
            ("2026-10-05", "2026-10-05", "2026-10-06"),
        ] {
            let found = Period::parse_fiscal(text, (&zone, 26), &place).unwrap();
            let midnight = |date: &str| format!("{date}T00:00:00+00:00");
            assert_eq!(found.iso(&zone).unwrap(), (midnight(from), midnight(to)), "{text}");
            let spelled = Period::spelled(text, (&zone, 26), &place).unwrap();
            assert_eq!(Period::parse(&spelled, &zone, &place), Ok(found), "{spelled}");
            let is_of_months = !["2026-Q4", "2026-10-05"].contains(&text);
            assert_eq!(spelled != text, is_of_months, "{text}");
            if text == "2026-10" {
                assert_eq!(spelled, "2026-09-26..2026-10-25");
                let label =
                    |at| Grain::MonthFrom(26).label(&zone, Grain::MonthFrom(26).bucket(&zone, at)?);
                let labels = [found.from - 1, found.from, found.to - 1, found.to].map(label);
                let labels = labels.map(Option::unwrap);
                assert_eq!(labels, ["2026-09", "2026-10", "2026-10", "2026-11"]);
            }
        }
    }

    #[test]
    fn days_are_cut_where_the_zone_cuts_them() {
        assert_eq!(period("2026-10-25", "Europe/Madrid").unwrap(), {
            ("2026-10-25T00:00:00+02:00".to_owned(), "2026-10-26T00:00:00+01:00".to_owned())
        });
        // Havana: 8 March 2026 begins at 01:00, because 00:00 becomes 01:00.
        assert_eq!(period("2026-03-08", "America/Havana").unwrap(), {
            ("2026-03-08T01:00:00-04:00".to_owned(), "2026-03-09T00:00:00-04:00".to_owned())
        });
    }

    #[test]
    fn the_ends_are_the_first_one_in_and_the_first_one_out() {
        let zone = Zone::utc();
        let day = Period::parse("1970-01-01", &zone, &Place::file("--period")).unwrap();
        assert!(day.contains(0) && day.contains(86_399_999));
        assert!(!day.contains(-1) && !day.contains(86_400_000));
    }
}
