//! Cells that are times, or made of two: instants, differences, a date beside a time of day.

use super::{Fault, Reader};
use crate::ingest::date_order::{Order, counted, day_and_month, differs, format_for};
use crate::ingest::profile::{Ambiguous, Expr, Sign, Wrap};
use crate::ingest::row::Row;
use crate::ingest::times::{Moment, TimeFormat};
use crate::ingest::values::{self, DecimalMark, DurationUnit};
use crate::model::civil::{Civil, DAY_MS};
use crate::model::zone::Instant;
use std::sync::atomic::Ordering;

impl Reader {
    pub(super) fn time(&self, text: &str, cell: Option<usize>) -> Result<i64, Fault> {
        if self.map.formats.is_empty() {
            let moment = TimeFormat::Iso8601.read(text, None);
            return self.instant(moment.ok_or_else(|| self.bad_time(text, cell))?, text, cell);
        }
        let mut found: Option<Moment> = None;
        for format in &self.map.formats {
            let moment = match self.mark {
                DecimalMark::Comma if format.is_number() => {
                    format.read(&text.replace(',', "."), None)
                }
                _ => format.read(text, self.map.century),
            };
            match (found, moment) {
                (None, _) => found = moment,
                (Some(first), Some(second))
                    if first != second && self.map.ambiguous == Ambiguous::Error =>
                {
                    self.dates.note(Order::Unclear, text);
                    let mut fault = self.fault(cell, "date-order-unclear", ["one reading", text]);
                    fault.message = format!("{}: `{text}` {}", self.named(), self.ways(text));
                    fault.help = Some(
                        "keep one format in the profile, or set on_ambiguous = \"first\""
                            .to_owned(),
                    );
                    return Err(fault);
                }
                _ => {}
            }
        }
        self.instant(found.ok_or_else(|| self.bad_time(text, cell))?, text, cell)
    }

    fn instant(&self, moment: Moment, text: &str, cell: Option<usize>) -> Result<i64, Fault> {
        self.note(moment);
        let local = match moment {
            Moment::Instant(ms) => return Ok(ms),
            Moment::Local(local) => local,
        };
        match self.zone.instant(local) {
            Instant::Unique(ms) => Ok(ms),
            Instant::Fold { first, .. } => {
                let _before = self.twice.fetch_add(1, Ordering::Relaxed);
                Ok(first)
            }
            Instant::Gap => {
                let mut fault = self.fault(cell, "time-in-gap", ["a time that exists", text]);
                let zone = self.zone.name();
                fault.message =
                    format!("{}: the clocks of {zone} never showed `{text}`", self.named());
                fault.help = Some("is the zone the one the export was written in?".to_owned());
                Err(fault)
            }
        }
    }

    /// No timestamp in the expected form; one whose day and month could change places says so.
    fn bad_time(&self, text: &str, cell: Option<usize>) -> Fault {
        let order = day_and_month(text);
        if !self.map.formats.is_empty() {
            let mut fault = self.fault(cell, "bad-time", ["a time in the profile's format", text]);
            let format = order.and_then(|order| format_for(text, order));
            fault.help = Some(match format.filter(|_| !differs(text)) {
                Some(format) => format!("`{format}` reads it: add that to `format`"),
                None => self.other_format(),
            });
            return fault;
        }
        let mut fault = self.fault(cell, "bad-time", ["a time such as 2026-10-23T22:52:07", text]);
        let Some(order) = order else {
            let format =
                counted(text).map(|format| format!("say so in a profile: format = \"{format}\""));
            fault.help = format.or(fault.help);
            return fault;
        };
        self.dates.note(order, text);
        if order == Order::Unclear {
            fault.code = "date-order-unclear";
        }
        if let Some(format) = format_for(text, order) {
            fault.help = Some(format!("say so in a profile: format = \"{format}\""));
        }
        fault
    }

    /// What to do about a time that is written in none of the profile's formats.
    fn other_format(&self) -> String {
        let formats: Vec<String> = self.map.formats.iter().map(|it| format!("`{it}`")).collect();
        let formats = formats.join(", ");
        format!(
            "`format` of the profile is {formats}: correct the cell, or add the format it is written in"
        )
    }

    /// A difference or sum of two cells, in milliseconds.
    pub(super) fn expr(&self, expr: &Expr, row: &Row<'_>) -> Result<Option<i64>, Fault> {
        let [left, right] = self.cells[..] else { return Ok(None) };
        let (Some(a), Some(b)) = (self.operand(row, left)?, self.operand(row, right)?) else {
            return Ok(None);
        };
        let mut ms = match expr.sign {
            Sign::Minus => a - b,
            Sign::Plus => a + b,
        };
        if expr.wrap == Wrap::Midnight && ms < -DAY_MS / 2 {
            ms += DAY_MS;
        }
        let text = format!("{}` and `{}", row.cell(left), row.cell(right));
        if !(0..=values::LONGEST_MS).contains(&ms) {
            return Err(self.out_of_order(expr, ms, (left, &text)));
        }
        self.in_range(ms, &text, Some(left)).map(Some)
    }

    /// A difference below nothing, or beyond a year.
    fn out_of_order(&self, expr: &Expr, ms: i64, (cell, text): (usize, &str)) -> Fault {
        let (left, right) = (&expr.left, &expr.right);
        // What lies within half a day is no call over midnight, but clocks that do not agree.
        let over_midnight = ms < -DAY_MS / 2 && expr.wrap == Wrap::Never && text.contains(':');
        let (expected, help) = if ms > 0 {
            let help = "no duration is longer than a year: correct the cells, or their formats";
            ("a duration of a year at most", help.to_owned())
        } else if over_midnight {
            let help = format!(
                "`{left}` is less than `{right}`: correct the cells, or add wrap = \"midnight\" where times of day pass it"
            );
            ("times in order", help)
        } else {
            let help = format!(
                "`{left}` is less than `{right}`: correct the cells, or `expr` if it is the other way round"
            );
            ("times in order", help)
        };
        let mut fault = self.fault(Some(cell), "bad-duration", [expected, text]);
        fault.help = Some(help);
        fault
    }

    /// A cell of an expression: a timestamp where formats are given, else a duration or time of day.
    fn operand(&self, row: &Row<'_>, index: usize) -> Result<Option<i64>, Fault> {
        let text = row.cell(index);
        if self.is_null(&text) {
            return Ok(None);
        }
        if self.map.formats.is_empty() && !text.contains('-') {
            return self.duration(&text, Some(index)).map(Some);
        }
        self.time(&text, Some(index)).map(Some)
    }

    /// A date in one cell and a time of day in another, as an instant.
    pub(super) fn date_time(
        &self,
        format: &TimeFormat,
        unit: DurationUnit,
        row: &Row<'_>,
    ) -> Result<Option<i64>, Fault> {
        let [date, time] = self.cells[..] else { return Ok(None) };
        let (date_text, time_text) = (row.cell(date), row.cell(time));
        if self.is_null(&date_text) || self.is_null(&time_text) {
            return Ok(None);
        }
        let Some(Moment::Local(day)) = format.read(&date_text, self.map.century) else {
            let mut fault = self.fault(Some(date), "bad-time", ["a date", &date_text]);
            fault.help =
                Some(format!("`format` of `date` is `{format}`: correct the cell, or the format"));
            return Err(fault);
        };
        let clock = values::duration(&time_text, unit, self.mark).filter(|ms| *ms < DAY_MS);
        let Some(clock) = clock else {
            let mut fault = self.fault(Some(time), "bad-time", ["a time of day", &time_text]);
            let unit = unit.name();
            fault.help =
                Some(format!("`unit` of `time` is `{unit}`: correct the cell, or the unit"));
            return Err(fault);
        };
        let local = Civil::from_wall_ms(day.wall_ms() + clock);
        let moment = Moment::Local(local.ok_or_else(|| self.bad_time(&date_text, Some(date)))?);
        self.instant(moment, &format!("{date_text} {time_text}"), Some(date)).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::plan::Header;
    use crate::ingest::profile::{FieldMap, FileRules};
    use crate::model::Zone;

    #[test]
    fn a_moment_that_is_a_number_has_the_decimal_mark_of_the_file() {
        let header = Header { file: "a.csv".to_owned(), names: vec!["t".to_owned()], line: 1 };
        let formats = vec![TimeFormat::ExcelSerial];
        let map = FieldMap { formats, ..FieldMap::default() };
        let rules = FileRules { decimal: Some(DecimalMark::Comma), ..FileRules::default() };
        let reader = Reader::new(&header, vec![0], &map, (Some(&rules), &Zone::utc()));
        // Noon of 1 October 2026.
        assert_eq!(reader.time("46296,5", Some(0)).unwrap(), 1_790_856_000_000);
    }

    #[test]
    fn a_number_of_the_size_of_a_moment_is_told_as_that() {
        let header = Header { file: "a.csv".to_owned(), names: vec!["t".to_owned()], line: 1 };
        let map = FieldMap::default();
        let reader = Reader::new(&header, vec![0], &map, (None, &Zone::utc()));
        let help = |text: &str| reader.bad_time(text, Some(0)).help.unwrap_or_default();
        assert_eq!(help("1790848800"), "say so in a profile: format = \"epoch_s\"");
        assert!(!help("17").contains("say so"));
    }
}
