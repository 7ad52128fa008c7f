//! Wide tables for people: a row for each group, a column for each indicator.

use super::indicator::Kpi;
use super::variants::VARIANTS;
use super::{Findings, Tally, View};
use crate::report::{Audience, Cell, Column, Table, Unit};

/// The indicators that people see.
pub(super) fn table(findings: &Findings, view: &View) -> Table {
    Table { key: "people", ..wide(&view.for_people(findings), findings, view) }
}

/// The forms of service level and abandonment side by side.
pub(super) fn variants(findings: &Findings, view: &View) -> Table {
    let kpis: Vec<&Kpi> = VARIANTS.iter().collect();
    let title = "service level and abandonment in every form".to_owned();
    let plain = wide(&kpis, findings, view);
    Table { key: "variants", title, ..plain }
}

fn wide(kpis: &[&'static Kpi], findings: &Findings, view: &View) -> Table {
    let keys = findings.plan.by.iter();
    let mut columns: Vec<_> =
        keys.map(|key| Column::new(key.name(), key.name(), Unit::Text)).collect();
    for kpi in kpis {
        columns.push(Column::new(kpi.key, kpi.heading(&view.rules), kpi.unit));
        if kpi.unit == Unit::Share {
            columns.extend(Column::limits(kpi.key, kpi.unit));
        }
    }
    let row = |texts: Vec<String>, tally: &Tally| -> Vec<Cell> {
        let mut cells: Vec<_> = texts.into_iter().map(Cell::text).collect();
        for kpi in kpis {
            let figure = kpi.of(tally, &view.rules, &findings.present);
            cells.push(figure.value);
            if kpi.unit == Unit::Share {
                cells.extend(figure.limits);
            }
        }
        cells
    };
    let groups = findings.groups.iter();
    let mut rows: Vec<_> =
        groups.map(|(values, tally)| row(findings.texts(values), tally)).collect();
    let total = if findings.plan.by.is_empty() {
        rows = vec![row(Vec::new(), &findings.total)];
        None
    } else {
        Some(row(total_texts(findings.plan.by.len()), &findings.total))
    };
    Table { audience: Audience::People, columns, rows, total, ..Table::default() }
}

fn total_texts(keys: usize) -> Vec<String> {
    let mut texts = vec![String::new(); keys];
    if let Some(first) = texts.first_mut() {
        "all".clone_into(first);
    }
    texts
}
