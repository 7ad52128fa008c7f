//! Cells to values: decimals, durations in many spellings, flags. Exact; no float on the way.

use std::cmp::Ordering;

/// Longest duration that is believed: a year, in milliseconds.
pub const LONGEST_MS: i64 = 31_536_000_000;

/// How a column writes durations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationUnit {
    /// Seconds, or `h:mm:ss`, or `m:ss`, cell by cell.
    Auto,
    /// Seconds, decimals allowed.
    Seconds,
    /// Milliseconds, or `h:mm:ss`, cell by cell.
    Milliseconds,
    /// Minutes, decimals allowed.
    Minutes,
    /// Hours, decimals allowed.
    Hours,
    /// Days as a spreadsheet keeps them; rounded to the second.
    DayFraction,
    /// `h:mm:ss`.
    HoursMinutesSeconds,
    /// `m:ss`.
    MinutesSeconds,
    /// A time of day on a twelve-hour clock that stands for a duration: `12:02:23 AM` is 143 s.
    Clock12,
    /// `1h 2m 3s`.
    Words,
    /// A date and time on a spreadsheet's first day: `1900-01-01 00:02:23` is 143 s.
    ExcelEpoch,
}

/// Unit, its name in profiles, how a cell should look.
const UNITS: [(DurationUnit, &str, &str); 11] = [
    (DurationUnit::Auto, "auto", "seconds or `h:mm:ss`"),
    (DurationUnit::Seconds, "s", "seconds"),
    (DurationUnit::Milliseconds, "ms", "milliseconds or `h:mm:ss`"),
    (DurationUnit::Minutes, "min", "minutes"),
    (DurationUnit::Hours, "h", "hours"),
    (DurationUnit::DayFraction, "day_fraction", "a fraction of a day"),
    (DurationUnit::HoursMinutesSeconds, "h:m:s", "`h:mm:ss`"),
    (DurationUnit::MinutesSeconds, "m:s", "`m:ss`"),
    (DurationUnit::Clock12, "clock12", "a clock time such as `12:02:23 AM`"),
    (DurationUnit::Words, "words", "words such as `1h 2m 3s`"),
    (DurationUnit::ExcelEpoch, "excel_epoch", "a time on a spreadsheet's first day"),
];

impl DurationUnit {
    /// The unit of that name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        UNITS.iter().find(|(_, other, _)| *other == name).map(|(unit, _, _)| *unit)
    }

    /// Its name in profiles.
    pub fn name(self) -> &'static str {
        UNITS.iter().find(|(unit, _, _)| *unit == self).map_or("auto", |(_, name, _)| name)
    }

    /// Every name.
    pub fn names() -> impl Iterator<Item = &'static str> {
        UNITS.iter().map(|(_, name, _)| *name)
    }

    /// What a cell should hold, in words.
    pub fn expected(self) -> &'static str {
        UNITS.iter().find(|(unit, _, _)| *unit == self).map_or("seconds", |(_, _, words)| words)
    }
}

/// An exact decimal: `mantissa / 10^scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    mantissa: i128,
    scale: u32,
}

/// How a file writes decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalMark {
    /// `312.5`
    Point,
    /// `312,5`
    Comma,
}

impl Decimal {
    /// Reads digits with an optional sign and decimals; nothing else, no exponent.
    ///
    /// `None` for any other text and beyond 30 digits.
    pub fn parse(text: &str, mark: DecimalMark) -> Option<Self> {
        let (negative, digits) = match text.as_bytes() {
            [b'-', ..] => (true, &text[1..]),
            [b'+', ..] => (false, &text[1..]),
            _ => (false, text),
        };
        let mark = if mark == DecimalMark::Comma { ',' } else { '.' };
        let (whole, part) = digits.split_once(mark).unwrap_or((digits, ""));
        if whole.is_empty() && part.is_empty() || whole.len() + part.len() > 30 {
            return None;
        }
        let mut mantissa = 0_i128;
        for byte in whole.bytes().chain(part.bytes()) {
            let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
            mantissa = mantissa * 10 + i128::from(digit);
        }
        let scale = u32::try_from(part.len()).ok()?;
        Some(Self { mantissa: if negative { -mantissa } else { mantissa }, scale })
    }

    /// Which of two decimals is greater; `0.50` equals `0.5`.
    pub fn compare(self, other: Self) -> Ordering {
        let widen = |a: Self, b: Self| a.mantissa.checked_mul(10_i128.checked_pow(b.scale)?);
        match (widen(self, other), widen(other, self)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => self.times(1).cmp(&other.times(1)),
        }
    }

    /// `self × factor`, to the nearest whole number, halves to the even one; `None` out of range.
    pub fn times(self, factor: i128) -> Option<i64> {
        let scaled = self.mantissa.checked_mul(factor)?;
        let unit = 10_i128.checked_pow(self.scale)?;
        let (floor, rest) = (scaled.div_euclid(unit), scaled.rem_euclid(unit));
        let up = match (2 * rest).cmp(&unit) {
            Ordering::Less => false,
            Ordering::Equal => floor % 2 != 0,
            Ordering::Greater => true,
        };
        i64::try_from(floor + i128::from(up)).ok()
    }
}

/// A duration in milliseconds; `None` when the cell is none, is negative or exceeds a year.
pub fn duration(text: &str, unit: DurationUnit, mark: DecimalMark) -> Option<i64> {
    total(text, unit, mark).filter(|ms| *ms <= LONGEST_MS)
}

/// Durations of many contacts together, in milliseconds; `None` when the cell is none or is negative.
pub fn total(text: &str, unit: DurationUnit, mark: DecimalMark) -> Option<i64> {
    let decimal = |factor| Decimal::parse(text, mark)?.times(factor);
    let ms = match unit {
        DurationUnit::Auto if text.contains(':') => clock(text, mark),
        DurationUnit::Auto | DurationUnit::Seconds => decimal(1_000),
        // A time of day in a sheet is a fraction of a day, and shows colons; and systems that let people
        // choose write milliseconds or a clock.
        DurationUnit::DayFraction | DurationUnit::Milliseconds if three_parts(text) => {
            clock(text, mark)
        }
        DurationUnit::Milliseconds => decimal(1),
        DurationUnit::Minutes => decimal(60_000),
        DurationUnit::Hours => decimal(3_600_000),
        DurationUnit::DayFraction => decimal(86_400)?.checked_mul(1_000),
        DurationUnit::HoursMinutesSeconds => three_parts(text).then(|| clock(text, mark))?,
        DurationUnit::MinutesSeconds => (!three_parts(text)).then(|| clock(text, mark))?,
        DurationUnit::Clock12 => clock12(text, mark),
        DurationUnit::Words => words(text, mark),
        DurationUnit::ExcelEpoch => excel_epoch(text, mark),
    }?;
    (ms >= 0).then_some(ms)
}

fn three_parts(text: &str) -> bool {
    text.bytes().filter(|byte| *byte == b':').count() == 2
}

/// `h:mm:ss` or `m:ss` with decimals on the seconds; minutes and seconds below 60.
fn clock(text: &str, mark: DecimalMark) -> Option<i64> {
    let (front, seconds) = text.rsplit_once(':')?;
    let seconds = Decimal::parse(digits_first(seconds)?, mark)?.times(1_000)?;
    let (hours, minutes) = match front.split_once(':') {
        Some((hours, minutes)) => (whole(hours)?, whole(minutes)?),
        None => (0, whole(front)?),
    };
    let capped = front.contains(':');
    if seconds >= 60_000 || (capped && minutes >= 60) {
        return None;
    }
    (hours * 60 + minutes).checked_mul(60_000)?.checked_add(seconds)
}

/// A text that begins with a digit: no sign hides behind a colon.
fn digits_first(text: &str) -> Option<&str> {
    text.starts_with(|c: char| c.is_ascii_digit()).then_some(text)
}

fn whole(text: &str) -> Option<i64> {
    let short = !text.is_empty() && text.len() <= 9;
    (short && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// `12:02:23 AM` as the time since midnight.
fn clock12(text: &str, mark: DecimalMark) -> Option<i64> {
    let (time, half) = text.rsplit_once(' ')?;
    let half = half.trim_end_matches('.').to_ascii_lowercase().replace('.', "");
    let afternoon = match half.as_str() {
        "am" | "a m" => false,
        "pm" | "p m" => true,
        _ => return None,
    };
    let ms = three_parts(time).then(|| clock(time, mark))??;
    let hour = ms / 3_600_000;
    if !(1..=12).contains(&hour) {
        return None;
    }
    Some(ms - (hour / 12) * 12 * 3_600_000 + if afternoon { 12 * 3_600_000 } else { 0 })
}

/// `1h 2m 3s`, any part missing, at least one there.
fn words(text: &str, mark: DecimalMark) -> Option<i64> {
    let mut total = None;
    let mut number = String::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        number.clear();
        number.push_str(rest[..end].trim());
        let word_end =
            rest[end..].find(|c: char| !c.is_ascii_alphabetic()).map_or(rest.len(), |at| end + at);
        let factor = match rest[end..word_end].to_ascii_lowercase().as_str() {
            "d" | "day" | "days" => 86_400_000,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3_600_000,
            "m" | "min" | "mins" | "minute" | "minutes" => 60_000,
            "s" | "sec" | "secs" | "second" | "seconds" => 1_000,
            "ms" => 1,
            _ => return None,
        };
        let part = Decimal::parse(digits_first(&number)?, mark)?.times(factor)?;
        total = Some(total.unwrap_or(0_i64).checked_add(part)?);
        rest = rest[word_end..].trim_start();
    }
    total
}

/// The time behind one of the dates that spreadsheets and their readers take for day zero.
fn excel_epoch(text: &str, mark: DecimalMark) -> Option<i64> {
    let (date, time) = text.split_once([' ', 'T'])?;
    let zero = ["1899-12-30", "1899-12-31", "1900-01-00", "1900-01-01"].contains(&date);
    (zero && three_parts(time)).then(|| clock(time, mark))?
}

/// True or false in the words of exports; `None` for any other text.
pub fn flag(text: &str) -> Option<bool> {
    let text = text.to_lowercase();
    match text.as_str() {
        "true" | "yes" | "y" | "1" | "t" | "si" | "sí" | "sim" | "ya" => Some(true),
        "false" | "no" | "n" | "0" | "f" | "nao" | "não" | "tidak" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_duration_is_none() {
        for text in ["", " ", "-5", "NaN", "inf", "1e3", "0x10", "1x2", "٣", "31536001", "--1", "."]
        {
            assert_eq!(duration(text, DurationUnit::Auto, DecimalMark::Point), None, "{text:?}");
        }
        for text in ["1:60:00", "0:00:60", "1:2:3:4", "1:-2:03", "a:10"] {
            assert_eq!(duration(text, DurationUnit::Auto, DecimalMark::Point), None, "{text:?}");
        }
    }

    #[test]
    fn each_unit_reads_its_spelling() {
        use DurationUnit as U;
        for (text, unit, ms) in [
            ("281.0", U::Seconds, 281_000),
            ("0", U::Auto, 0),
            ("312.5", U::Auto, 312_500),
            ("00:01:40", U::Auto, 100_000),
            ("1:40", U::Auto, 100_000),
            ("26:00:00", U::HoursMinutesSeconds, 93_600_000),
            ("90:05", U::MinutesSeconds, 5_405_000),
            ("45296", U::Milliseconds, 45_296),
            ("00:03:20.500", U::Milliseconds, 200_500),
            ("17", U::Minutes, 1_020_000),
            ("1.5", U::Hours, 5_400_000),
            ("0.000069444446", U::DayFraction, 6_000),
            ("0.38400462962963", U::DayFraction, 33_178_000),
            ("12:02:23 AM", U::Clock12, 143_000),
            ("12:00:01 PM", U::Clock12, 43_201_000),
            ("1:00:00 pm", U::Clock12, 46_800_000),
            ("1h 2m 3s", U::Words, 3_723_000),
            ("45 sec", U::Words, 45_000),
            ("1900-01-01 00:02:23", U::ExcelEpoch, 143_000),
            ("1899-12-31T00:02:23", U::ExcelEpoch, 143_000),
        ] {
            assert_eq!(duration(text, unit, DecimalMark::Point), Some(ms), "{text:?}");
        }
        assert_eq!(duration("100,5", U::Seconds, DecimalMark::Comma), Some(100_500));
        assert_eq!(duration("100,5", U::Seconds, DecimalMark::Point), None);
    }

    #[test]
    fn halves_go_to_the_even_thousandth() {
        let thousandths = |text| Decimal::parse(text, DecimalMark::Point)?.times(1_000);
        assert_eq!(thousandths("0.0005"), Some(0));
        assert_eq!(thousandths("0.0015"), Some(2));
        assert_eq!(thousandths("-0.0025"), Some(-2));
        assert_eq!(thousandths("9999999999999999999999"), None);
    }

    #[test]
    fn every_unit_has_a_name_and_words() {
        for name in DurationUnit::names() {
            assert!(DurationUnit::from_name(name).is_some_and(|unit| !unit.expected().is_empty()));
        }
    }
}
