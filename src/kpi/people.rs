//! The wide table for people: a row for each group, a column for each indicator.

use super::group::{Key, Value};
use super::target::judge::is_somebody;
use super::target::{Band, Over, of_kpi};
use super::{Figure, Findings, Indicator, Tally, Target, View};
use crate::report::{Audience, Cell, Column, Table, Unit};

/// The indicators that people see; no rows without contacts, for zeros look like a bad day.
pub(super) fn table(findings: &Findings, view: &View) -> Table {
    let kpis = view.for_people(findings);
    // What a row is called, and the values of its group; everything together has none.
    let by = &findings.plan.by[..];
    let row = |texts: &[String], (values, group): (&[Value], &[String]), tally: &Tally| {
        let is_whole = values.is_empty();
        let mut row: Vec<_> = texts.iter().map(Cell::text).collect();
        for kpi in &kpis {
            let figure = view.figure(kpi, tally, findings);
            let mark = target_label(kpi, (view, by)).map(|_| {
                if is_whole || is_somebody(by, values) {
                    mark((kpi, view), &figure, (findings, group))
                } else {
                    Cell::Missing
                }
            });
            row.extend(cells((view.has_limits(kpi), figure)));
            row.extend(mark);
        }
        row
    };
    let columns = columns(&kpis, findings, view);
    let table = Table { key: "people", audience: Audience::People, columns, ..Table::default() };
    if findings.groups.is_empty() {
        return table;
    }
    if by.is_empty() {
        return Table { rows: vec![row(&[], (&[], &[]), &findings.total)], ..table };
    }
    let groups = findings.groups.iter();
    let of_group = |(values, tally): &(Vec<Value>, Tally)| {
        let texts = findings.texts(values);
        row(&texts, (values, &texts), tally)
    };
    let rows = groups.map(of_group).collect();
    Table { rows, total: Some(row(&total_texts(by.len()), (&[], &[]), &findings.total)), ..table }
}

fn columns(kpis: &[Indicator], findings: &Findings, view: &View) -> Vec<Column> {
    let keys = findings.plan.by.iter();
    let mut columns: Vec<_> =
        keys.map(|key| Column::new(key.name(), key.name(), Unit::Text)).collect();
    for kpi in kpis {
        columns.push(Column::new(kpi.key(), kpi.heading(&view.rules), kpi.unit()));
        if view.has_limits(kpi) {
            columns.extend(Column::limits(kpi.key(), kpi.unit()));
        }
        if let Some(label) = target_label(kpi, (view, &findings.plan.by)) {
            columns.push(Column::new(format!("{}_band", kpi.key()), label, Unit::Text));
        }
    }
    columns
}

/// The heading of the column that tells how the figures of an indicator stand against its targets:
/// `band` where one has bands, the target where it is the only one; `None` where none is judged here.
fn target_label(kpi: &Indicator, (view, by): (&View, &[Key])) -> Option<String> {
    let is_judged = |target: &&Target| target.over == Over::Report && target.untold(by).is_empty();
    let targets: Vec<&Target> = of_kpi(&view.targets, kpi).filter(is_judged).collect();
    match targets[..] {
        [] => None,
        _ if targets.iter().any(|target| target.has_bands()) => Some("band".to_owned()),
        [one] => Some(one.text().to_owned()),
        _ => Some("target".to_owned()),
    }
}

/// How a figure stands against the target of its group: the band where it has bands, else a mark.
fn mark(
    (kpi, view): (&Indicator, &View),
    figure: &Figure,
    (findings, texts): (&Findings, &[String]),
) -> Cell {
    let target = Target::pick(of_kpi(&view.targets, kpi), &findings.plan.by, texts);
    let Some(band) = target.and_then(|target| target.band(figure)) else { return Cell::Missing };
    // In one column all speak alike.
    let has_bands = of_kpi(&view.targets, kpi).any(Target::has_bands);
    match band {
        band if has_bands => Cell::text(band.name()),
        Band::Green => Cell::text("✓"),
        _ => Cell::text("✗"),
    }
}

fn cells((has_limits, figure): (bool, Figure)) -> Vec<Cell> {
    let mut cells = vec![figure.value];
    if has_limits {
        cells.extend(figure.limits.cells());
    }
    cells
}

/// The values of a row over all groups: `all` in front, nothing behind it.
pub(super) fn total_texts(keys: usize) -> Vec<String> {
    let mut texts = vec![String::new(); keys];
    if let Some(first) = texts.first_mut() {
        "all".clone_into(first);
    }
    texts
}
