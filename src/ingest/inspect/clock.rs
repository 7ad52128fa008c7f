//! A column of dates and a column of times of day beside it, which give the start together.

use super::snippet::quoted;
use super::{Evidence, Form, Inspection};
use crate::ingest::synonyms;
use crate::ingest::times::TimeFormat;
use crate::model::Field;

/// Names of columns of dates that say when contacts were, where a time of day stands beside them and no
/// column is called so by itself, as [`synonyms::plain`] makes them.
const DATES: [&str; 7] =
    ["date", "day", "call_date", "fecha", "fecha_de_llamada", "data", "tanggal"];

/// Two columns that give the start together.
pub(super) struct DateAndTime {
    /// Index of the dates.
    pub(super) date: usize,
    /// Index of the times of day.
    pub(super) time: usize,
    /// The source of a profile that joins them.
    pub(super) source: String,
}

/// A column of dates alone that gives the start, and the times of day beside it; `None` where there is
/// no such pair.
pub(super) fn date_and_time(found: &Inspection) -> Option<DateAndTime> {
    let is_start = |index: &usize| {
        found.target(*index).is_some_and(|target| target.columns == [Field::StartTime.name()])
    };
    let is_date = |index: &usize| {
        let name = synonyms::plain(&found.columns[*index].name);
        found.target(*index).is_none() && DATES.contains(&name.as_str())
    };
    let all = 0..found.columns.len();
    let makes_interactions = found.profile.kind.makes_interactions();
    let by_name = || all.clone().find(is_date).filter(|_| makes_interactions);
    let date = all.clone().find(is_start).or_else(by_name)?;
    let column = &found.columns[date];
    let Some(Form::Time(format)) = column.form().filter(|_| column.unclear().is_none()) else {
        return None;
    };
    let beside = [Some(date + 1), date.checked_sub(1)].into_iter().flatten();
    let free = beside
        .filter(|index| found.columns.get(*index).is_some() && found.target(*index).is_none());
    free.into_iter().find_map(|time| {
        let source = source(column, &found.columns[time], format)?;
        Some(DateAndTime { date, time, source })
    })
}

/// How a date and a time of day are read together; `None` when they cannot be.
fn source(date: &Evidence, time: &Evidence, format: &str) -> Option<String> {
    let words = ["time", "hora", "jam", "waktu"];
    let name = synonyms::plain(&time.name);
    if !name.split('_').any(|word| words.contains(&word)) {
        return None;
    }
    let (one, other) = (quoted(&date.name), quoted(&time.name));
    if let Some(format) = joined(date, time, format) {
        let format = quoted(&format);
        return Some(format!("columns = [{one}, {other}], join = \" \", format = {format}"));
    }
    let unit = match time.form() {
        Some(Form::Duration("excel_epoch")) => "excel_epoch",
        _ if time.is_part_of_day() => "day_fraction",
        _ => return None,
    };
    let format = quoted(format);
    Some(format!(
        "date = {{ column = {one}, format = {format} }}, time = {{ column = {other}, unit = \"{unit}\" }}"
    ))
}

/// The format of a date and a time of day with a space between; `None` when they do not read so.
fn joined(date: &Evidence, time: &Evidence, format: &str) -> Option<String> {
    let format = if format == "iso8601" { "%Y-%m-%d" } else { format };
    let ((first, last), (low, high)) = (date.ends()?, time.ends()?);
    let clocks = ["%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p"];
    let reads = |whole: &String| {
        let Ok(format) = TimeFormat::parse(whole) else { return false };
        let read = |date: &str, time: &str| format.read(&format!("{date} {time}"), None).is_some();
        read(first, low) && read(last, high)
    };
    clocks.map(|clock| format!("{format} {clock}")).into_iter().find(reads)
}
