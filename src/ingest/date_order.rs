//! Day or month first? Told only where a number exceeds twelve, never guessed.

use super::times::TimeFormat;

/// In which order a date such as `23/10/2026` has day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The first number exceeds 12.
    DayFirst,
    /// The second number exceeds 12.
    MonthFirst,
    /// Both could be either.
    Unclear,
}

/// The order of day and month in a date that ends in a year; `None` when it is no such date.
pub fn day_and_month(text: &str) -> Option<Order> {
    let mut parts = text.split(['/', '.', '-', ' ', 'T']);
    let mut number = |most: usize| -> Option<u16> {
        let part = parts.next()?;
        let digits = !part.is_empty() && part.len() <= most;
        (digits && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let (first, second, _year) = (number(2)?, number(2)?, number(4)?);
    match (first, second) {
        (13..=31, 1..=12) => Some(Order::DayFirst),
        (1..=12, 13..=31) => Some(Order::MonthFirst),
        (1..=12, 1..=12) => Some(Order::Unclear),
        _ => None,
    }
}

/// Ways to write the time of day behind a date.
const CLOCKS: [&str; 12] = [
    "",
    " %H:%M",
    " %H:%M:%S",
    " %H:%M:%S%.f",
    " %I:%M %p",
    " %I:%M:%S %p",
    " %I:%M%p",
    " %I:%M:%S%p",
    "T%H:%M",
    "T%H:%M:%S",
    " %H:%M %z",
    " %H:%M:%S %z",
];

/// A format that reads this very date in that order; `None` when none of the usual ones does.
pub fn format_for(text: &str, order: Order) -> Option<String> {
    let mark = text.chars().find(|c| !c.is_ascii_digit())?;
    let date = match order {
        Order::MonthFirst => ["%m", "%d"],
        Order::DayFirst | Order::Unclear => ["%d", "%m"],
    };
    let years = ["%Y", "%y"].map(|year| format!("{}{mark}{}{mark}{year}", date[0], date[1]));
    let digits = text.split(|c: char| !c.is_ascii_digit()).nth(2).map_or(0, str::len);
    let date = &years[usize::from(digits == 2)];
    let formats = CLOCKS.iter().map(|clock| format!("{date}{clock}"));
    let fits = |format: &String| {
        TimeFormat::parse(format).is_ok_and(|format| format.read(text, None).is_some())
    };
    formats.into_iter().find(fits)
}

/// The format of a moment that is written as a number, by its size: days as sheets count them, or
/// seconds or milliseconds since 1970; `None` for a number of no such size, and for any other text.
pub fn counted(text: &str) -> Option<&'static str> {
    let whole = text.split(['.', ',']).next().unwrap_or_default();
    let digits =
        (!whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit())).then_some(whole)?;
    match digits.parse().ok()? {
        // From 1982 to 2064, a day of a sheet; from 2001 to 2286 the others.
        30_000_u64..60_000 => Some("excel_serial"),
        1_000_000_000..10_000_000_000 => Some("epoch_s"),
        1_000_000_000_000..10_000_000_000_000 => Some("epoch_ms"),
        _ => None,
    }
}

/// Whether a date means another day when day and month change places.
pub fn differs(text: &str) -> bool {
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).map(str::parse::<u16>);
    day_and_month(text) == Some(Order::Unclear)
        && !matches!((parts.next(), parts.next()), (Some(Ok(a)), Some(Ok(b))) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposed_format_reads_the_very_cell() {
        for (text, order, format) in [
            ("09-20-2022 17:56:00", Order::MonthFirst, "%m-%d-%Y %H:%M:%S"),
            ("20.9.22", Order::DayFirst, "%d.%m.%y"),
            ("6/23/25 07:00 AM", Order::MonthFirst, "%m/%d/%y %I:%M %p"),
            ("03/04/2026 10:00", Order::DayFirst, "%d/%m/%Y %H:%M"),
        ] {
            assert_eq!(format_for(text, order).as_deref(), Some(format));
        }
        assert_eq!(format_for("3/4/2026 at ten", Order::DayFirst), None);
    }

    #[test]
    fn moments_written_as_numbers_are_told_by_their_size() {
        for (text, format) in [
            ("", None),
            ("x", None),
            ("12.5", None),
            ("45943.375", Some("excel_serial")),
            ("1790848800", Some("epoch_s")),
            ("1790848800.25", Some("epoch_s")),
            ("1790848800000", Some("epoch_ms")),
            ("20261013", None),
        ] {
            assert_eq!(counted(text), format, "{text:?}");
            let read = |name| TimeFormat::parse(name).unwrap().read(text, None);
            assert!(format.is_none_or(|name| read(name).is_some()), "{text:?}");
        }
    }

    #[test]
    fn a_day_that_is_its_month_is_clear() {
        assert!(differs("03/04/2026") && !differs("03/03/2026 10:00") && !differs("23/04/2026"));
    }

    #[test]
    fn day_and_month_are_told_apart_only_where_one_exceeds_twelve() {
        assert_eq!(day_and_month("23/10/2026 22:52"), Some(Order::DayFirst));
        assert_eq!(day_and_month("10.23.26"), Some(Order::MonthFirst));
        assert_eq!(day_and_month("03/04/2026"), Some(Order::Unclear));
        for text in ["", "2026-10-23", "a/b/c", "45/45/2026", "0/0/0"] {
            assert_eq!(day_and_month(text), None, "{text:?}");
        }
    }
}
