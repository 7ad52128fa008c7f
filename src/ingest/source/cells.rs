//! The cells of a workbook as text: what the profile language reads, without the noise of floats.

use calamine::{DataRef, ExcelDateTime};

/// A cell as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CellText {
    /// Its text; empty for a blank cell.
    Text(String),
    /// A formula failed; this is what the cell shows, such as `#N/A`.
    Failed(String),
    /// A formula whose result is not in the file: whoever wrote it did not reckon.
    Unreckoned,
}

/// Decimals are written with `mark`, so that numbers look as the profile says of its texts.
///
/// Dates are ISO 8601, times of day and durations `h:mm:ss`, with milliseconds where there are any;
/// logical values are `TRUE` and `FALSE`, as spreadsheets show and save them.
pub(super) fn text(cell: &DataRef<'_>, mark: char) -> CellText {
    CellText::Text(match cell {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal(*number, mark),
        DataRef::DateTime(moment) => {
            date_time(moment).unwrap_or_else(|| decimal(moment.as_f64(), mark))
        }
        DataRef::DurationIso(text) => duration_iso(text).unwrap_or_else(|| text.clone()),
        DataRef::Error(error) => return CellText::Failed(error.to_string()),
    })
}

/// A number with the fifteen digits that a spreadsheet shows; a whole number with all of its own.
pub(super) fn decimal(number: f64, mark: char) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let whole = number.fract() == 0.0 && number.abs() <= EXACT;
    let shown = if whole { number } else { format!("{number:.14e}").parse().unwrap_or(number) };
    // Zero has a sign in a float and none in a sheet.
    let text = if shown == 0.0 { "0".to_owned() } else { shown.to_string() };
    if mark == '.' { text } else { text.replace('.', &mark.to_string()) }
}

/// A share as a sheet shows and saves it: `0.9401` is `94.01%`.
pub(super) fn percent(share: f64, mark: char) -> String {
    decimal(share * 100.0, mark) + "%"
}

/// A whole number with zeros in front, as a sheet shows ids; any other as it is.
pub(super) fn padded(number: f64, digits: usize, mark: char) -> String {
    let text = decimal(number, mark);
    if text.bytes().all(|byte| byte.is_ascii_digit()) { format!("{text:0>digits$}") } else { text }
}

/// A date with its time of day, or a time alone; `None` beyond the dates that sheets know.
fn date_time(moment: &ExcelDateTime) -> Option<String> {
    let days = moment.as_f64();
    if moment.is_duration() || (0.0..1.0).contains(&days) {
        return clock(milliseconds(days)?);
    }
    if !(1.0..2_958_466.0).contains(&days) {
        return None;
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = (u32::from(hour) * 60 + u32::from(minute)) * 60 + u32::from(second);
    Some(match (time, milli) {
        (0, 0) => date,
        (_, 0) => format!("{date} {hour:02}:{minute:02}:{second:02}"),
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}.{milli:03}"),
    })
}

/// Days as whole milliseconds; `None` for what is no number, or longer than any clock runs.
fn milliseconds(days: f64) -> Option<i64> {
    format!("{:.0}", days * 86_400_000.0).parse().ok()
}

/// `h:mm:ss`, hours beyond a day included.
fn clock(ms: i64) -> Option<String> {
    let sign = if ms < 0 { "-" } else { "" };
    let ms = ms.checked_abs()?;
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    let text = format!("{sign}{hours}:{minutes:02}:{seconds:02}");
    Some(match ms % 1_000 {
        0 => text,
        rest => format!("{text}.{rest:03}"),
    })
}

/// `PT12H02M23.5S` as `12:02:23.500`; `None` for any other text.
pub(super) fn duration_iso(text: &str) -> Option<String> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
    let mut rest = text.strip_prefix("PT")?;
    let mut total = 0_i64;
    for (unit, ms) in [('H', 3_600_000_i64), ('M', 60_000), ('S', 1_000)] {
        let Some((number, behind)) = rest.split_once(unit) else { continue };
        let (whole, part) = number.split_once(['.', ',']).unwrap_or((number, ""));
        let whole: i64 = whole.parse().ok()?;
        let thousandths: String = part.chars().chain("000".chars()).take(3).collect();
        let thousandths = ms.checked_mul(thousandths.parse().ok()?)? / 1_000;
        total = total.checked_add(whole.checked_mul(ms)?)?.checked_add(thousandths)?;
        rest = behind;
    }
    rest.is_empty().then(|| clock(sign * total))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{CellErrorType, ExcelDateTimeType};

    fn shown(cell: &DataRef<'_>) -> String {
        match text(cell, '.') {
            CellText::Text(text) | CellText::Failed(text) => text,
            CellText::Unreckoned => String::new(),
        }
    }

    fn dated(days: f64) -> String {
        shown(&DataRef::DateTime(ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false)))
    }

    #[test]
    fn a_blank_cell_is_no_text_and_a_failed_one_is_told() {
        assert_eq!(text(&DataRef::Empty, '.'), CellText::Text(String::new()));
        let failed = text(&DataRef::Error(CellErrorType::NA), '.');
        assert_eq!(failed, CellText::Failed("#N/A".to_owned()));
    }

    #[test]
    fn numbers_are_what_the_sheet_shows() {
        for (number, expected) in [
            (0.0, "0"),
            (-0.0, "0"),
            (17.0, "17"),
            (0.1, "0.1"),
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.333333333333333"),
            (-2.5, "-2.5"),
            (573_001_234_567.0, "573001234567"),
            // A number of 16 digits is whole in the file and stays so.
            (1_234_567_890_123_456.0, "1234567890123456"),
            (0.000_012, "0.000012"),
        ] {
            assert_eq!(shown(&DataRef::Float(number)), expected);
        }
        assert_eq!(text(&DataRef::Float(12.5), ','), CellText::Text("12,5".to_owned()));
        assert_eq!(shown(&DataRef::Bool(true)), "TRUE");
    }

    #[test]
    fn shares_and_ids_are_what_their_format_shows() {
        assert_eq!(percent(0.9401, '.'), "94.01%");
        assert_eq!((percent(0.07, ','), percent(1.0, ',')), ("7%".to_owned(), "100%".to_owned()));
        assert_eq!(percent(0.005, ','), "0,5%");
        assert_eq!(
            (padded(7.0, 3, '.'), padded(1234.0, 3, '.')),
            ("007".to_owned(), "1234".to_owned())
        );
        assert_eq!(
            (padded(-7.0, 3, '.'), padded(7.5, 3, '.')),
            ("-7".to_owned(), "7.5".to_owned())
        );
    }

    #[test]
    fn dates_are_iso_and_times_have_colons() {
        for (days, expected) in [
            // 45,943 is 13 October 2025 by the table in Microsoft's documentation of DATE.
            (45_943.0, "2025-10-13"),
            (45_943.375, "2025-10-13 09:00:00"),
            (45_943.541, "2025-10-13 12:59:02.400"),
            // 9:00:01 as a spreadsheet keeps it.
            (45_943.375_011_574_07, "2025-10-13 09:00:01"),
            (1.0, "1900-01-01"),
            (0.5, "12:00:00"),
            // 143 of 86,400 seconds.
            (0.001_655_092_592_592_59, "0:02:23"),
            (3_000_000.0, "3000000"),
            (-1.0, "-1"),
        ] {
            assert_eq!(dated(days), expected, "{days}");
        }
        let long = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(shown(&DataRef::DateTime(long)), "36:00:00");
    }

    #[test]
    fn durations_of_open_documents_have_colons_too() {
        for (text, expected) in [
            ("PT00H02M23S", "0:02:23"),
            ("PT36H00M00.5S", "36:00:00.500"),
            ("-PT1M", "-0:01:00"),
            ("P1D", "P1D"),
        ] {
            assert_eq!(shown(&DataRef::DurationIso(text.to_owned())), expected);
        }
    }
}
