//! The wide table for people: a row for each group, a column for each indicator.

use super::group::Value;
use super::target::of_kpi;
use super::{Figure, Findings, Indicator, Tally, Target, View};
use crate::report::{Audience, Cell, Column, Table, Unit};

/// The indicators that people see; no rows without contacts, for zeros look like a bad day.
pub(super) fn table(findings: &Findings, view: &View) -> Table {
    let kpis = view.for_people(findings);
    // What a row is called, and the values of its group; everything together has none.
    let row = |texts: &[String], group: &[String], tally: &Tally| {
        let mut row: Vec<_> = texts.iter().map(Cell::text).collect();
        for kpi in &kpis {
            let figure = view.figure(kpi, tally, findings);
            let band = has_bands(kpi, view).then(|| band((kpi, view), &figure, (findings, group)));
            row.extend(cells((view.has_limits(kpi), figure)));
            row.extend(band);
        }
        row
    };
    let columns = columns(&kpis, findings, view);
    let table = Table { key: "people", audience: Audience::People, columns, ..Table::default() };
    let by = findings.plan.by.len();
    if findings.groups.is_empty() {
        return table;
    }
    if by == 0 {
        return Table { rows: vec![row(&[], &[], &findings.total)], ..table };
    }
    let groups = findings.groups.iter();
    let of_group = |(values, tally): &(Vec<Value>, Tally)| {
        let texts = findings.texts(values);
        row(&texts, &texts, tally)
    };
    let rows = groups.map(of_group).collect();
    Table { rows, total: Some(row(&total_texts(by), &[], &findings.total)), ..table }
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
        if has_bands(kpi, view) {
            columns.push(Column::new(format!("{}_band", kpi.key()), "band", Unit::Text));
        }
    }
    columns
}

/// Whether a target of the indicator has bands, which a column then names.
fn has_bands(kpi: &Indicator, view: &View) -> bool {
    of_kpi(&view.targets, kpi).any(Target::has_bands)
}

fn band(
    (kpi, view): (&Indicator, &View),
    figure: &Figure,
    (findings, texts): (&Findings, &[String]),
) -> Cell {
    let target = Target::pick(of_kpi(&view.targets, kpi), &findings.plan.by, texts);
    let band = target.and_then(|target| target.band(figure));
    band.map_or(Cell::Missing, |band| Cell::text(band.name()))
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
