//! Charts as tables: a row for each point, and a row for each chart.

use super::chart::Chart;
use super::{Calendar, Series, Spc, is_weekly, series};
use crate::kpi::compare::UNITS;
use crate::kpi::group::Key;
use crate::kpi::{Findings, View};
use crate::model::Grain;
use crate::report::lines::{Mark, lines};
use crate::report::{Audience, Cell, Column, Part, Table, Unit};
use crate::stats::chart::Point;

/// Charts, and what a reader must know of them.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The points of every chart, and what each chart says.
    pub tables: Vec<Table>,
    /// Gaps, buckets that are not whole, figures that go with the day of the week.
    pub notes: Vec<String>,
}

/// The charts of findings; `time` is where the plan's buckets stand, `days` are the findings of
/// [`super::days`].
pub fn drawn(
    (findings, days): (&Findings, Option<&Findings>),
    view: &View,
    (spc, time): (Spc, usize),
) -> Drawn {
    let has_counts = view.for_people(findings).iter().any(|kpi| kpi.unit() == Unit::Count);
    let calendar = Calendar::of(findings, time, days.filter(|_| has_counts));
    let all = series(findings, view, (time, &calendar));
    let mut charts: Vec<(&Series, Chart)> = Vec::new();
    for series in &all {
        let Some(chart) = Chart::of(series, spc.kind, spc.tests) else { continue };
        let spread = chart.of_spread(series);
        charts.push((series, chart));
        charts.extend(spread.map(|spread| (series, spread)));
    }
    let mut tables = Vec::new();
    // A spread that stays the same is told in one row below, and drawn for programs alone.
    let shown = charts.iter().filter(|(_, chart)| !chart.is_spread() || chart.is_signalled());
    for (series, chart) in shown {
        let rows = drawn_rows(series, chart);
        let mut name = series.group.clone();
        name.push(series.kpi.heading(&view.rules));
        name.extend(chart.is_spread().then(|| "spread".to_owned()));
        let title = format!("{}: {}", name.join(", "), chart.verdict(spc.tests));
        let columns = drawn_columns(findings, series, time);
        let audience = Audience::People;
        tables.push(Table { key: "chart", title, audience, columns, rows, ..Table::default() });
    }
    tables.extend(summaries(findings, &charts, (spc, time)));
    tables.push(points(findings, &charts, time));
    let mut notes = calendar.notes.clone();
    notes.extend(weekly(findings, &all, time));
    Drawn { tables, notes }
}

/// The figures by day that go with the day of the week, which limits and runs do not expect.
fn weekly(findings: &Findings, all: &[Series], time: usize) -> Option<String> {
    if findings.plan.by[time] != Key::Grain(Grain::Day) {
        return None;
    }
    let mut keys: Vec<&str> = Vec::new();
    for series in all.iter().filter(|series| is_weekly(series)) {
        if !keys.contains(&series.kpi.key()) {
            keys.push(series.kpi.key());
        }
    }
    let verb = if keys.len() == 1 { "goes" } else { "go" };
    (!keys.is_empty()).then(|| {
        format!(
            "{} {verb} with the day of the week, which widens limits and makes runs: draw weeks with --by week",
            keys.join(", ")
        )
    })
}

fn drawn_columns(findings: &Findings, series: &Series, time: usize) -> Vec<Column> {
    let (unit, key) = (series.kpi.unit(), findings.plan.by[time].name());
    // A limit of counts lies between them: rounded, a count beyond it would seem to lie on it.
    let between = if unit == Unit::Count { Unit::Plain } else { unit };
    vec![
        Column::new(key, key, Unit::Text),
        Column::new("value", "value", unit),
        Column::new("center", "center", between),
        Column::new("lower_limit", "from", between),
        Column::new("upper_limit", "to", between),
        Column::new("chart", "chart", Unit::Text),
        Column::new("signal", "signal", Unit::Text),
    ]
}

fn drawn_rows(series: &Series, chart: &Chart) -> Vec<Vec<Cell>> {
    let mark = |(point, signal): (&Point, &String)| Mark {
        value: point.value,
        center: point.center,
        lower: point.lower,
        upper: point.upper,
        signal: !signal.is_empty(),
    };
    let marks: Vec<Mark> = chart.points.iter().zip(&chart.signals).map(mark).collect();
    let lines = lines(&marks);
    let mut rows = Vec::new();
    let first = series.buckets.len() - chart.points.len();
    for (at, point) in chart.points.iter().enumerate() {
        rows.push(vec![
            Cell::text(&series.buckets[first + at]),
            Cell::number(Some(point.value)),
            Cell::number(Some(point.center)),
            Cell::number(Some(point.lower)),
            Cell::number(Some(point.upper)),
            Cell::text(&lines[at]),
            Cell::text(&chart.signals[at]),
        ]);
    }
    rows
}

fn front(findings: &Findings, time: usize) -> Vec<Column> {
    let keys = findings.plan.by.iter().enumerate().filter(|(at, _)| *at != time);
    let mut columns: Vec<_> =
        keys.map(|(_, key)| Column::new(key.name(), key.name(), Unit::Text)).collect();
    columns.push(Column::new("kpi", "figure", Unit::Text));
    columns
}

fn cells(series: &Series) -> Vec<Cell> {
    let mut cells: Vec<_> = series.group.iter().map(Cell::text).collect();
    cells.push(Cell::text(series.kpi.key()));
    cells
}

/// What each chart says: for people a table for each unit, so that the trend has it, too.
fn summaries(
    findings: &Findings,
    charts: &[(&Series, Chart)],
    (spc, time): (Spc, usize),
) -> Vec<Table> {
    let mut tables = Vec::new();
    for (unit, _, _) in UNITS {
        let of_unit: Vec<_> =
            charts.iter().filter(|(series, _)| series.kpi.unit() == unit).collect();
        if !of_unit.is_empty() {
            let table = summary(findings, (&of_unit, unit.of_difference()), (spc, time));
            let key = if tables.is_empty() { "summary" } else { "summary_more" };
            tables.push(Table { key, audience: Audience::People, ..table });
        }
    }
    let all: Vec<_> = charts.iter().collect();
    let table = summary(findings, (&all, Unit::Plain), (spc, time));
    tables.push(Table { audience: Audience::Machines, ..table });
    tables
}

fn summary(
    findings: &Findings,
    (charts, unit): (&[&(&Series, Chart)], Unit),
    (spc, time): (Spc, usize),
) -> Table {
    let mut columns = front(findings, time);
    columns.extend([
        Column::new("chart", "chart", Unit::Text),
        Column::new("points", "points", Unit::Count),
        Column::new("longest_run", "longest run", Unit::Count),
        Column::new("longest_run_allowed", "allowed", Unit::Count),
        Column::new("crossings", "crossings", Unit::Count),
        Column::new("crossings_needed", "needed", Unit::Count),
        Column::new("trend", "trend per step", unit),
    ]);
    columns.extend(Column::limits("trend", unit));
    columns.push(Column::new("trend_p", "p", Unit::Chance));
    columns.push(Column::new("verdict", "verdict", Unit::Text));
    let row = |(series, chart): &&(&Series, Chart)| {
        let (runs, trend) = (chart.runs, chart.trend);
        let points = u64::try_from(chart.points.len()).unwrap_or(u64::MAX);
        let mut row = cells(series);
        row.extend([
            Cell::text(chart.kind.map_or("median", super::Kind::name)),
            Cell::Count(points),
            Cell::Count(runs.longest),
            Cell::Count(runs.longest_allowed),
            Cell::Count(runs.crossings),
            Cell::Count(runs.crossings_needed),
            Cell::number(trend.map(|trend| trend.slope)),
            Cell::number(trend.map(|trend| trend.limits.0)),
            Cell::number(trend.map(|trend| trend.limits.1)),
            Cell::number(trend.map(|trend| trend.p)),
            Cell::text(chart.verdict(spc.tests)),
        ]);
        row
    };
    let rows = charts.iter().map(row).collect();
    let title = "Charts, and the trend by Mann–Kendall and Theil–Sen".to_owned();
    Table { key: "charts", title, columns, rows, ..Table::default() }
}

/// Every point, for programs.
fn points(findings: &Findings, charts: &[(&Series, Chart)], time: usize) -> Table {
    let mut columns = front(findings, time);
    columns.push(Column::new("chart", "chart", Unit::Text));
    let key = findings.plan.by[time].name();
    columns.push(Column::new(key, key, Unit::Text));
    for (key, part) in [
        ("value", Part::Value),
        ("center", Part::Value),
        ("lower_limit", Part::Value),
        ("upper_limit", Part::Value),
    ] {
        columns.push(Column { part, ..Column::new(key, key, Unit::Plain) });
    }
    columns.push(Column::new("signal", "signal", Unit::Text));
    let mut rows = Vec::new();
    for (series, chart) in charts {
        let first = series.buckets.len() - chart.points.len();
        for (at, point) in chart.points.iter().enumerate() {
            let mut row = cells(series);
            row.push(Cell::text(chart.kind.map_or("median", super::Kind::name)));
            row.push(Cell::text(&series.buckets[first + at]));
            let values = [point.value, point.center, point.lower, point.upper];
            row.extend(values.map(|value| Cell::number(Some(value))));
            row.push(Cell::text(&chart.signals[at]));
            rows.push(row);
        }
    }
    let audience = Audience::Machines;
    Table { key: "points", audience, columns, rows, ..Table::default() }
}
