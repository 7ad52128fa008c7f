//! Calls in queue as a report.

use super::{Crowd, Waiting};
use crate::kpi::Key;
use crate::kpi::people::total_texts;
use crate::query::Filter;
use crate::report::words::counted;
use crate::report::{Cell, Column, Definition, PeriodRecord, Provenance, Report, Table, Unit};

/// Its figures: column, heading, unit, definition.
pub const DEFINITIONS: [(&str, &str, Unit, &str); 6] = [
    (
        "entered",
        "entered",
        Unit::Count,
        "contacts that came into the queue, those left before a queue and tests apart",
    ),
    ("wait_mean_s", "mean wait", Unit::Seconds, "time waited in this stretch / contacts that came"),
    (
        "in_queue_mean",
        "in queue, mean",
        Unit::Plain,
        "time waited in this stretch by all contacts / its length; a wait counts where it lies",
    ),
    (
        "in_queue_max",
        "in queue, most",
        Unit::Count,
        "the most contacts that waited at the same time, from the moment offered to the end of the wait, the end not included",
    ),
    ("in_queue_max_at", "first at", Unit::Text, "when so many first waited"),
    ("in_queue_max_for_s", "for", Unit::Seconds, "how long so many waited, in total"),
];

/// The report; inputs are added by the caller.
pub fn report(waiting: &Waiting) -> Report {
    let keys: Vec<_> = waiting.plan.by.iter().map(Key::name).collect();
    let by = if keys.is_empty() { String::new() } else { format!(" by {}", keys.join(", ")) };
    let define = |(key, _, _, text): &(&str, &str, Unit, &str)| Definition::new(*key, *text);
    Report {
        schema: "qa.kpi.waiting/1",
        title: format!("Calls in queue{by}"),
        tables: vec![table(waiting)],
        notes: notes(waiting),
        definitions: DEFINITIONS.iter().map(define).collect(),
        provenance: provenance(waiting),
    }
}

fn table(waiting: &Waiting) -> Table {
    let keys = waiting.plan.by.iter();
    let mut columns: Vec<_> =
        keys.map(|key| Column::new(key.name(), key.name(), Unit::Text)).collect();
    let figures = DEFINITIONS.iter();
    columns.extend(figures.map(|(key, label, unit, _)| Column::new(*key, *label, *unit)));
    columns.push(Column::new("waited_s", "waited", Unit::Seconds));
    columns.push(Column::new("observed_s", "of", Unit::Seconds));
    let row = |texts: Vec<String>, length: i64, crowd: &Crowd| {
        texts.into_iter().map(Cell::text).chain(cells(waiting, length, crowd)).collect()
    };
    let by = waiting.plan.by.len();
    let (length, crowd) = &waiting.total;
    let whole = |texts| row(texts, *length, crowd);
    let table = Table { key: "waiting", columns, ..Table::default() };
    if waiting.window.is_none() || waiting.groups.is_empty() {
        return table;
    }
    if by == 0 {
        return Table { rows: vec![whole(Vec::new())], ..table };
    }
    let groups = waiting.groups.iter();
    let rows = groups.map(|(values, length, crowd)| row(waiting.texts(values), *length, crowd));
    Table { rows: rows.collect(), total: Some(whole(total_texts(by))), ..table }
}

fn cells(waiting: &Waiting, length: i64, crowd: &Crowd) -> Vec<Cell> {
    let at = crowd.most_at.and_then(|at| waiting.plan.zone.iso(at));
    let held = if crowd.most > 0 { 1_000 } else { 0 };
    vec![
        Cell::Count(crowd.begun),
        Cell::ratio(crowd.waited, i128::from(crowd.begun) * 1_000),
        Cell::ratio(crowd.waited, length.into()),
        Cell::Count(crowd.most),
        Cell::text(at.unwrap_or_default()),
        Cell::ratio(crowd.most_for.into(), held),
        Cell::ratio(crowd.waited, 1_000),
        Cell::ratio(length.into(), 1_000),
    ]
}

fn notes(waiting: &Waiting) -> Vec<String> {
    let left = waiting.left_out;
    let mut notes = Vec::new();
    for (n, fate) in [
        (left.unselected, "not selected by the filter left out"),
        (left.unqueued, "left before a queue, or excluded by outcome"),
        (left.without_wait, "without `wait_s` left out"),
        (left.untimed, "without a time left out"),
        (left.outside, "outside the period left out"),
    ] {
        if n > 0 {
            notes.push(format!("{} {fate}", counted(n, "contact")));
        }
    }
    let placed = match (left.by_offer, left.by_start) {
        (0, 0) => return notes,
        (_, 0) => "waits begin at `offered_time`".to_owned(),
        (0, _) => "waits begin at `start_time`, for want of `offered_time`".to_owned(),
        (_, n) => format!(
            "waits begin at `offered_time`; {} without one at `start_time`",
            counted(n, "contact")
        ),
    };
    notes.push(placed);
    if !waiting.plan.by.is_empty() {
        notes.push("stretches into which nobody came and in which nobody waited are not listed: there, 0 waited".to_owned());
    }
    notes
}

fn provenance(waiting: &Waiting) -> Provenance {
    let plan = &waiting.plan;
    let zone = plan.zone.name().to_owned();
    let keys: Vec<_> = plan.by.iter().map(Key::name).collect();
    let mut settings = vec![("by".to_owned(), keys.join(",")), ("zone".to_owned(), zone.clone())];
    if plan.filter != Filter::all() {
        settings.push(("where".to_owned(), plan.filter.to_string()));
    }
    settings.retain(|(_, value)| !value.is_empty());
    let ends = waiting.window.and_then(|window| window.iso(&plan.zone));
    let period = ends.map(|(from, to)| PeriodRecord { from, to, zone });
    Provenance { period, settings, ..Provenance::default() }
}
