//! Moments and formats as messages show them.

use super::{Moment, TimeFormat, Token};
use crate::model::civil::{Civil, DAY_MS};
use std::fmt;

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ms, zone) = match self {
            Self::Local(local) => (local.wall_ms(), ""),
            Self::Instant(ms) => (*ms, " UTC"),
        };
        let Some(day) = Civil::from_wall_ms(ms) else { return write!(f, "{ms} ms") };
        write!(f, "{:04}-{:02}-{:02}", day.year(), day.month(), day.day())?;
        let second = ms.rem_euclid(DAY_MS) / 1_000;
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        match second {
            0 => Ok(()),
            _ => write!(f, " {hour:02}:{minute:02}:{:02}{zone}", second % 60),
        }
    }
}

impl fmt::Display for TimeFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Iso8601 => f.write_str("iso8601"),
            Self::EpochSeconds => f.write_str("epoch_s"),
            Self::EpochMilliseconds => f.write_str("epoch_ms"),
            Self::ExcelSerial => f.write_str("excel_serial"),
            Self::OrDateCell(own) => own.fmt(f),
            Self::Pattern(tokens) => tokens.iter().try_for_each(|token| match token {
                Token::Literal('%') => f.write_str("%%"),
                Token::Literal(literal) => write!(f, "{literal}"),
                Token::Part('.') => f.write_str("%.f"),
                Token::Part(part) => write!(f, "%{part}"),
            }),
        }
    }
}

/// The first two different moments that some formats read in a text; `None` when they agree.
pub fn readings(
    text: &str,
    formats: &[TimeFormat],
    century: Option<i32>,
) -> Option<(Moment, Moment)> {
    let mut read = formats.iter().filter_map(|format| format.read(text, century));
    let first = read.next()?;
    Some((first, read.find(|other| *other != first)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_shown_as_it_is_written() {
        for text in ["iso8601", "excel_serial", "%d/%m/%y %I:%M %p", "100%% %Y", "%H:%M:%S%.f"] {
            assert_eq!(TimeFormat::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn one_reading_is_none_and_two_are_shown_as_days_or_times() {
        let of = |text: &str, formats: &[&str]| {
            let formats: Vec<_> = formats.iter().map(|it| TimeFormat::parse(it).unwrap()).collect();
            readings(text, &formats, None).map(|(a, b)| (a.to_string(), b.to_string()))
        };
        let days = ("2026-03-02".to_owned(), "2026-02-03".to_owned());
        assert_eq!(of("02/03/2026", &["%d/%m/%Y", "%m/%d/%Y"]), Some(days));
        assert_eq!(of("03/03/2026", &["%d/%m/%Y", "%m/%d/%Y"]), None);
        assert_eq!(of("", &["epoch_s"]), None);
        let (a, b) = of("1790848800", &["epoch_s", "epoch_ms"]).unwrap();
        assert_eq!(
            (a.as_str(), b.as_str()),
            ("2026-10-01 10:00:00 UTC", "1970-01-21 17:27:28 UTC")
        );
    }
}
