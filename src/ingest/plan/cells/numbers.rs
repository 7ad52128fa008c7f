//! Durations and numbers of a column: thousands, percentages, rounding, limits.

use super::{Fault, Reader};
use crate::ingest::profile::{FileRules, NumberForm, Round};
use crate::ingest::values::{self, Decimal, DecimalMark, DurationUnit};
use std::borrow::Cow;

impl Reader {
    pub(super) fn duration(&self, text: &str, cell: Option<usize>) -> Result<i64, Fault> {
        let unit = self.map.unit.unwrap_or(DurationUnit::Auto);
        let fault = || {
            let (expected, help) = self.wanted(unit, text);
            let mut fault = self.fault(cell, "bad-duration", [expected, text]);
            fault.help = Some(help);
            fault
        };
        let plain = match self.thousands.filter(|mark| text.contains(*mark)) {
            Some(mark) => ungrouped(text, mark, self.mark).map_or(Cow::Borrowed(text), Cow::Owned),
            None => Cow::Borrowed(text),
        };
        let read = match self.map.number {
            NumberForm::Total => values::total,
            _ => values::duration,
        };
        let ms = read(&plain, unit, self.mark).ok_or_else(fault)?;
        self.note_size(text, ms);
        self.note_spelling(text, ms);
        self.in_range(rounded(ms, self.map.round), text, cell)
    }

    /// What was expected of a duration that cannot be read, and what to do about it.
    fn wanted(&self, unit: DurationUnit, text: &str) -> (&'static str, String) {
        const RANGE: &str = "a duration from 0 to 31536000 seconds";
        let digits = text.strip_prefix('-');
        let plain = digits.unwrap_or(text);
        let counts = values::duration("0", unit, self.mark).is_some();
        let number = counts && self.decimal(plain).is_some();
        let negative = digits.is_some() && values::duration(plain, unit, self.mark).is_some();
        if !number && !negative {
            return (unit.expected(), self.other_unit(unit, text));
        }
        let help = match digits {
            Some(_) => "no duration is negative: leave the cell empty where it is not known",
            None => "no duration is longer than a year: is `unit` in the profile the right one?",
        };
        (RANGE, help.to_owned())
    }

    /// What to do about a text that is no duration in this unit: name the one that reads it, if any.
    fn other_unit(&self, unit: DurationUnit, text: &str) -> String {
        let spelled = ["h:m:s", "m:s", "clock12", "words", "excel_epoch"];
        let reads = |name: &&&str| {
            let other = DurationUnit::from_name(name).filter(|other| *other != unit);
            other.is_some_and(|other| values::duration(text, other, self.mark).is_some())
        };
        match (self.map.unit.map(DurationUnit::name), spelled.iter().find(reads)) {
            (None, Some(name)) => format!("say so in a profile: unit = \"{name}\""),
            (None, None) => {
                "write a plain number of seconds, for example 312.5, or name the unit in a profile"
                    .to_owned()
            }
            (Some(unit), Some(name)) => {
                format!("`unit` of the profile is `{unit}`, and `{name}` reads this cell")
            }
            (Some(unit), None) => {
                format!("`unit` of the profile is `{unit}`: correct the cell, or the unit")
            }
        }
    }

    pub(super) fn number(&self, text: &str, cell: Option<usize>) -> Result<i64, Fault> {
        let expected = match self.map.number {
            NumberForm::Percent | NumberForm::Percentage => {
                "a percentage such as `94.01%`, or a share from 0 to 1"
            }
            _ => "a number",
        };
        let fault = || self.fault(cell, "bad-number", [expected, text]);
        let percent = text.strip_suffix('%').map(str::trim_end);
        let times = |text: &str, factor| self.decimal(text).and_then(|number| number.times(factor));
        if self.map.number == NumberForm::Percent {
            let (digits, whole) = percent.map_or((text, 1), |percent| (percent, 100));
            self.decimal(digits).into_iter().for_each(|share| self.note_share(share, whole));
        }
        let share =
            |whole: i64| times(text, whole.into()).filter(|share| (0..=whole).contains(share));
        let thousandths = match (self.map.number, percent) {
            (NumberForm::Percent, Some(percent)) => times(percent, 10),
            (NumberForm::Percent, None) => share(1_000),
            (NumberForm::Percentage | NumberForm::Points, Some(percent)) => times(percent, 1_000),
            (NumberForm::Percentage, None) => share(100_000),
            (NumberForm::Count, _) if self.may_be_thousands(text) => {
                return Err(self.thousands_unclear(text, cell));
            }
            (_, _) => times(text, 1_000),
        };
        self.in_range(thousandths.ok_or_else(fault)?, text, cell)
    }

    /// Whether the point in a number of contacts may stand between thousands, because nobody said how
    /// the file writes numbers: three digits stand behind it, and no contact is a part of one.
    fn may_be_thousands(&self, text: &str) -> bool {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let Some((whole, part)) = text.split_once('.') else { return false };
        let grouped = (1..=3).contains(&whole.len()) && !whole.starts_with('0') && part.len() == 3;
        grouped && digits(whole) && digits(part) && !self.mark_is_said && self.thousands.is_none()
    }

    fn thousands_unclear(&self, text: &str, cell: Option<usize>) -> Fault {
        let mut fault = self.fault(cell, "bad-number", ["a number of contacts", text]);
        let whole = text.replace('.', "");
        let message = &fault.message;
        fault.message =
            format!("{message}, which is {whole} where a point stands between thousands");
        let help = "say how the file writes numbers, under [file] in a profile: thousands = \".\" with decimal = \",\", or decimal = \".\"";
        fault.help = Some(help.to_owned());
        fault
    }

    pub(super) fn in_range(
        &self,
        thousandths: i64,
        text: &str,
        cell: Option<usize>,
    ) -> Result<i64, Fault> {
        let limit = |decimal: Option<Decimal>| decimal.and_then(|limit| limit.times(1_000));
        let (min, max) = (limit(self.map.min), limit(self.map.max));
        if min.is_none_or(|min| thousandths >= min) && max.is_none_or(|max| thousandths <= max) {
            return Ok(thousandths);
        }
        let show = |limit: Option<i64>| {
            limit.map_or("any".to_owned(), |limit| (limit / 1_000).to_string())
        };
        let expected = format!("a value from {} to {}", show(min), show(max));
        Err(self.fault(cell, "out-of-range", [&expected, text]))
    }

    /// The number that a text writes; `None` when it is none.
    pub(super) fn decimal(&self, text: &str) -> Option<Decimal> {
        Numbers { mark: self.mark, thousands: self.thousands }.read(text)
    }
}

/// How a file writes numbers.
#[derive(Debug, Clone, Copy)]
pub(in crate::ingest::plan) struct Numbers {
    mark: DecimalMark,
    thousands: Option<char>,
}

impl Numbers {
    /// As a profile says, or with a point.
    pub(in crate::ingest::plan) fn of(rules: Option<&FileRules>) -> Self {
        let mark = rules.and_then(|rules| rules.decimal).unwrap_or(DecimalMark::Point);
        Self { mark, thousands: rules.and_then(|rules| rules.thousands) }
    }

    /// A number without what stands between its thousands; `None` when it is none.
    pub(in crate::ingest::plan) fn read(self, text: &str) -> Option<Decimal> {
        match self.thousands.filter(|mark| text.contains(*mark)) {
            Some(mark) => Decimal::parse(&ungrouped(text, mark, self.mark)?, self.mark),
            None => Decimal::parse(text, self.mark),
        }
    }
}

/// A number without the marks between its thousands; `None` where one stands anywhere else.
fn ungrouped(text: &str, thousands: char, decimal: DecimalMark) -> Option<String> {
    let point = if decimal == DecimalMark::Comma { ',' } else { '.' };
    let (whole, decimals) = text.split_at(text.find(point).unwrap_or(text.len()));
    let mut groups = whole.split(thousands);
    let first = groups.next()?.trim_start_matches(['-', '+']);
    let three = |group: &str| group.len() == 3;
    let right = (1..=3).contains(&first.len()) && groups.all(three);
    right.then(|| whole.replace(thousands, "") + decimals)
}

fn rounded(ms: i64, round: Round) -> i64 {
    let (second, rest) = (ms.div_euclid(1_000), ms.rem_euclid(1_000));
    let up = match round {
        Round::Never => return ms,
        Round::Down => false,
        Round::Up => rest > 0,
        Round::Nearest => rest > 500 || rest == 500 && second % 2 != 0,
    };
    (second + i64::from(up)) * 1_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::plan::Header;
    use crate::ingest::profile::FieldMap;
    use crate::model::Zone;

    #[test]
    fn thousands_stand_before_three_digits_or_nowhere() {
        let plain = |text| ungrouped(text, '.', DecimalMark::Comma);
        assert_eq!(plain("1.234.567,5").as_deref(), Some("1234567,5"));
        assert_eq!(plain("-12.000").as_deref(), Some("-12000"));
        for text in ["", "1.23", "1.2345", ".123", "1234.567", "1..000"] {
            assert_eq!(plain(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_point_in_a_number_of_contacts_may_stand_between_thousands() {
        let header = Header { file: "a.csv".to_owned(), names: vec!["n".to_owned()], line: 1 };
        let map = FieldMap { number: NumberForm::Count, ..FieldMap::default() };
        let read = |rules: &FileRules, text: &str| {
            let reader = Reader::new(&header, vec![0], &map, (Some(rules), &Zone::utc()));
            reader.number(text, Some(0)).map_err(|fault| fault.message)
        };
        let plain = FileRules::default();
        for (text, thousandths) in
            [("0", 0), ("109.0", 109_000), ("0.500", 500), ("1200", 1_200_000)]
        {
            assert_eq!(read(&plain, text), Ok(thousandths), "{text}");
        }
        for text in ["1.200", "1.000", "12.345"] {
            assert!(read(&plain, text).unwrap_err().contains("between thousands"), "{text}");
        }
        let point = FileRules { decimal: Some(DecimalMark::Point), ..FileRules::default() };
        assert_eq!(read(&point, "1.200"), Ok(1_200));
        let (decimal, thousands) = (Some(DecimalMark::Comma), Some('.'));
        let comma = FileRules { decimal, thousands, ..FileRules::default() };
        assert_eq!(read(&comma, "1.200"), Ok(1_200_000));
    }

    #[test]
    fn what_is_wrong_with_a_duration_is_told() {
        let header = Header { file: "a.csv".to_owned(), names: vec!["talk".to_owned()], line: 1 };
        let told = |unit: &str, text: &str| {
            let unit = DurationUnit::from_name(unit);
            let map = FieldMap { unit, ..FieldMap::default() };
            let reader = Reader::new(&header, vec![0], &map, (None, &Zone::utc()));
            let fault = reader.duration(text, Some(0)).unwrap_err();
            (fault.message, fault.help.unwrap())
        };
        for (unit, text, expected, help) in [
            ("s", "31536001", "from 0 to 31536000 seconds", "longer than a year"),
            ("auto", "-160.0", "from 0 to 31536000 seconds", "negative"),
            ("h:m:s", "-0:01:00", "from 0 to 31536000 seconds", "negative"),
            ("h:m:s", "312", "`h:mm:ss`", "`unit` of the profile is `h:m:s`"),
            ("auto", "1x2", "seconds or `h:mm:ss`", "`unit` of the profile is `auto`"),
            ("", "1x2", "seconds or `h:mm:ss`", "plain number"),
            ("", "12:02:23 AM", "seconds or `h:mm:ss`", "unit = \"clock12\""),
            ("m:s", "0:02:23", "`m:ss`", "and `h:m:s` reads this cell"),
        ] {
            let (message, way_out) = told(unit, text);
            assert!(message.contains(expected) && way_out.contains(help), "{message} {way_out}");
        }
    }

    #[test]
    fn seconds_are_rounded_as_the_profile_says() {
        for (ms, nearest, down, up) in
            [(0, 0, 0, 0), (500, 0, 0, 1), (1_500, 2, 1, 2), (1_501, 2, 1, 2), (1_499, 1, 1, 2)]
        {
            let found = [Round::Nearest, Round::Down, Round::Up].map(|how| rounded(ms, how));
            assert_eq!(found, [nearest, down, up].map(|s| s * 1_000), "{ms}");
        }
        assert_eq!(rounded(1_499, Round::Never), 1_499);
    }
}
