//! The wide table for people: a row for each group, a column for each indicator.

use super::{Figure, Findings, Indicator, Tally, View};
use crate::report::{Audience, Cell, Column, Table, Unit};

/// The indicators that people see; no rows without contacts, for zeros look like a bad day.
pub(super) fn table(findings: &Findings, view: &View) -> Table {
    let kpis = view.for_people(findings);
    let row = |texts: Vec<String>, tally: &Tally| {
        let figures =
            kpis.iter().map(|kpi| (view.has_limits(kpi), view.figure(kpi, tally, findings)));
        texts.into_iter().map(Cell::text).chain(figures.flat_map(cells)).collect()
    };
    let columns = columns(&kpis, findings, view);
    let table = Table { key: "people", audience: Audience::People, columns, ..Table::default() };
    let by = findings.plan.by.len();
    if findings.groups.is_empty() {
        return table;
    }
    if by == 0 {
        return Table { rows: vec![row(Vec::new(), &findings.total)], ..table };
    }
    let groups = findings.groups.iter();
    let rows = groups.map(|(values, tally)| row(findings.texts(values), tally)).collect();
    Table { rows, total: Some(row(total_texts(by), &findings.total)), ..table }
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
    }
    columns
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
