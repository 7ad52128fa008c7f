//! Dates whose day and month could change places, told once a column.

use super::Reader;
use crate::ingest::date_order::{Order, differs, format_for};
use crate::ingest::plan::{Plan, Source};
use crate::ingest::times::{TimeFormat, readings};
use crate::problem::{Place, Problem, Problems};
use std::sync::{Mutex, PoisonError};

/// The code of such a date.
const CODE: &str = "date-order-unclear";

/// What the dates of a column showed: how many there were of each order, and the first by letters;
/// those whose day is their month, such as 3 March, stand apart.
#[derive(Debug, Default)]
pub(super) struct Dates(Mutex<[Option<(u64, String)>; 4]>);

impl Dates {
    /// Notes a date that is written in no format the column has, or in two of them.
    pub(super) fn note(&self, order: Order, text: &str) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = if order == Order::Unclear && !differs(text) { SAME } else { at(order) };
        let (count, first) = seen[slot].get_or_insert_with(|| (0, text.to_owned()));
        *count += 1;
        if text < first.as_str() {
            text.clone_into(first);
        }
    }

    fn of(&self, slot: usize) -> Option<(u64, String)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)[slot].clone()
    }
}

/// Where dates are counted whose day is their month.
const SAME: usize = 3;

fn at(order: Order) -> usize {
    match order {
        Order::DayFirst => 0,
        Order::MonthFirst => 1,
        Order::Unclear => 2,
    }
}

impl Reader {
    /// One complaint for all the dates of the column that could be read in two ways; `None` without
    /// any.
    fn unclear(&self) -> Option<(&'static str, String, String)> {
        let of = |order| self.dates.of(at(order));
        let unclear = of(Order::Unclear);
        let (count, text) = unclear.clone().or_else(|| self.dates.of(SAME))?;
        let records = if count == 1 { "record" } else { "records" };
        let (day, month) = (of(Order::DayFirst), of(Order::MonthFirst));
        let named = self.named();
        if !self.map.formats.is_empty() {
            let ways = self.ways(&text);
            let message = format!("{named}: `{text}` {ways}, in {count} {records}");
            let help = "keep one format in the profile, or set on_ambiguous = \"first\"";
            return Some((CODE, message, help.to_owned()));
        }
        let format =
            |order| format_for(&text, order).map(|format| format!("format = \"{format}\""));
        let decided = match (day, month) {
            (Some((_, told)), None) => Some((Order::DayFirst, "day", told)),
            (None, Some((_, told))) => Some((Order::MonthFirst, "month", told)),
            _ => None,
        };
        if let Some((order, first, told)) = decided {
            let message = format!(
                "{named}: {count} {records} with dates such as `{text}`; `{told}` shows that the {first} stands first"
            );
            return Some(("bad-time", message, say_so(format(order))));
        }
        if unclear.is_none() {
            let message = format!("{named}: {count} {records} with dates such as `{text}`");
            return Some(("bad-time", message, say_so(format(Order::DayFirst))));
        }
        let [day_first, month_first] = [Order::DayFirst, Order::MonthFirst].map(|order| {
            let format = TimeFormat::parse(&format_for(&text, order)?).ok()?;
            format.read(&text, self.map.century).map(|moment| format!(" ({moment})"))
        });
        let message = format!(
            "{named}: `{text}` reads as day/month{} and as month/day{}, and so do the dates of {count} {records}",
            day_first.unwrap_or_default(),
            month_first.unwrap_or_default()
        );
        let help = match (format(Order::DayFirst), format(Order::MonthFirst)) {
            (Some(day), Some(month)) => format!("say which in a profile: {day}, or {month}"),
            _ => "say the format in a profile".to_owned(),
        };
        Some((CODE, message, help))
    }
}

impl Reader {
    /// The two moments that the formats of the profile read in a text.
    pub(super) fn ways(&self, text: &str) -> String {
        match readings(text, &self.map.formats, self.map.century) {
            Some((one, other)) => format!("reads as {one} and as {other}"),
            None => "can be read in two ways".to_owned(),
        }
    }
}

fn say_so(format: Option<String>) -> String {
    match format {
        Some(format) => format!("say so in a profile: {format}"),
        None => "say the format in a profile".to_owned(),
    }
}

impl Plan {
    /// Tells dates that could be read in two ways once a column, at the first of them, instead of
    /// once a cell.
    pub fn tell_dates_once(&self, problems: &mut Problems) {
        let mut told = Vec::new();
        for planned in &self.columns {
            let Source::Cells(reader) = &planned.source else { continue };
            let Some((code, message, help)) = reader.unclear() else { continue };
            let named = reader.named();
            let shown = problems.shown();
            let of_column = |it: &&&Problem| it.code == CODE && it.message.starts_with(&named);
            let first = shown.iter().find(of_column);
            let place = || Place::at(&self.header.file, self.header.line.max(1), 1);
            let place = first.map_or_else(place, |first| first.place.clone());
            let problem = Problem::new(code, place, message).help(help);
            let is_warning = first.is_some_and(|first| first.is_warning());
            told.push(if is_warning { problem.warning() } else { problem });
        }
        if !told.is_empty() {
            problems.replace(CODE, told);
        }
    }
}
