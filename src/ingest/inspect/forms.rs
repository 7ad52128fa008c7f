//! The forms that a cell may have, and how far along its scale it stands.

use crate::ingest::times::{Moment, TimeFormat};
use crate::ingest::values::{self, Decimal, DecimalMark, DurationUnit};
use std::sync::LazyLock;

/// A form that every filled cell of a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A whole number.
    Integer,
    /// A number with a point for decimals.
    Decimal,
    /// A number with a comma for decimals.
    DecimalComma,
    /// A number with `%` behind it.
    Percent,
    /// A duration in this unit.
    Duration(&'static str),
    /// A timestamp in this format.
    Time(&'static str),
    /// True or false.
    Flag,
}

/// Units of durations that no number has.
const UNITS: [&str; 5] = ["h:m:s", "m:s", "words", "clock12", "excel_epoch"];

/// Formats of timestamps, the one to prefer first.
static FORMATS: LazyLock<Vec<(&'static str, TimeFormat)>> = LazyLock::new(|| {
    let mut formats = vec![("iso8601", TimeFormat::Iso8601)];
    for mark in ['/', '-', '.'] {
        for date in ["%d?%m?%Y", "%m?%d?%Y", "%Y?%m?%d", "%d?%m?%y", "%m?%d?%y"] {
            for time in ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"] {
                // Without a twelve-hour clock, this is ISO 8601 again.
                if date.starts_with("%Y") && mark == '-' && !time.contains("%p") {
                    continue;
                }
                let text = format!("{}{time}", date.replace('?', &mark.to_string()));
                // Made once and kept as long as the program runs.
                let text: &'static str = text.leak();
                formats.extend(TimeFormat::parse(text).ok().map(|format| (text, format)));
            }
        }
    }
    formats
});

/// Every form.
pub(super) fn all() -> Vec<Form> {
    let plain = [Form::Integer, Form::Decimal, Form::DecimalComma, Form::Percent];
    let units = UNITS.into_iter().map(Form::Duration);
    let times = FORMATS.iter().map(|(name, _)| Form::Time(name));
    plain.into_iter().chain(units).chain(times).chain([Form::Flag]).collect()
}

/// Whether these cells are a record and no names of columns: one of them is a time, or half of them
/// are numbers.
pub(in crate::ingest) fn are_values(cells: &[String]) -> bool {
    let filled: Vec<&String> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    let reads = |cell: &str, form: &dyn Fn(Form) -> bool| {
        all().into_iter().filter(|other| form(*other)).any(|form| form.read(cell).is_some())
    };
    let is_time = |cell: &&&String| reads(cell, &|form| matches!(form, Form::Time(_)));
    let is_number = |cell: &&&String| {
        reads(cell, &|form| matches!(form, Form::Integer | Form::Decimal | Form::DecimalComma))
    };
    let count = |is: &dyn Fn(&&&String) -> bool| filled.iter().filter(|cell| is(cell)).count();
    !filled.is_empty() && (count(&is_time) > 0 || count(&is_number) * 2 >= filled.len())
}

impl Form {
    /// Where a cell stands on the form's scale; `None` when it does not have the form.
    pub(super) fn read(self, cell: &str) -> Option<i64> {
        let number = |mark| Decimal::parse(cell, mark)?.times(1_000);
        match self {
            Self::Integer => number(DecimalMark::Point).filter(|_| !cell.contains('.')),
            Self::Decimal => number(DecimalMark::Point),
            Self::DecimalComma => number(DecimalMark::Comma),
            Self::Percent => {
                let digits = cell.strip_suffix('%')?.trim_end();
                let number = |mark| Decimal::parse(digits, mark)?.times(1_000);
                number(DecimalMark::Point).or_else(|| number(DecimalMark::Comma))
            }
            Self::Duration(unit) => {
                values::duration(cell, DurationUnit::from_name(unit)?, DecimalMark::Point)
            }
            Self::Time(name) => {
                let (_, format) = FORMATS.iter().find(|(other, _)| *other == name)?;
                Some(match format.read(cell, None)? {
                    Moment::Instant(ms) => ms,
                    Moment::Local(local) => local.wall_ms(),
                })
            }
            Self::Flag => values::flag(cell).map(i64::from),
        }
    }

    /// The kind of value in a word.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Decimal | Self::DecimalComma => "decimal",
            Self::Percent => "percent",
            Self::Duration(_) => "duration",
            Self::Time(_) => "timestamp",
            Self::Flag => "flag",
        }
    }

    /// How it is written, where its kind is written in several ways.
    pub fn detail(self) -> &'static str {
        match self {
            Self::DecimalComma => "decimal comma",
            Self::Duration(name) | Self::Time(name) => name,
            Self::Integer | Self::Decimal | Self::Percent | Self::Flag => "",
        }
    }
}
