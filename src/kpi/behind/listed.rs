//! The interactions behind a figure as a table.

use super::role::Role;
use crate::model::{Batch, Column, Kind, Name, Outcome, Zone};
use crate::report::{self, Cell, Table, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// One interaction behind a figure; rows are in order of start and id.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) start: Option<i64>,
    pub(super) id: String,
    pub(super) place: (String, Option<u64>),
    pub(super) cells: Vec<Cell>,
    pub(super) role: Role,
    pub(super) value: Cell,
}

impl Row {
    pub(super) fn order(&self) -> (i64, &str, &(String, Option<u64>)) {
        (self.start.unwrap_or(i64::MAX), &self.id, &self.place)
    }
}

/// The interactions behind a figure.
#[derive(Debug, Clone)]
pub struct Behind {
    /// What the values of the figure mean.
    pub(super) unit: Unit,
    pub(super) columns: Vec<Name>,
    pub(super) rows: Vec<Row>,
    /// How many rows play each role, those not kept included.
    pub counts: BTreeMap<Role, u64>,
    /// The columns that at least one source has.
    pub present: BTreeSet<Name>,
}

impl Behind {
    /// The table of rows: the interaction, what the figure looks at, its role and what it adds.
    pub fn table(&self) -> Table {
        let column = |name: &Name| {
            let unit = match name.kind() {
                Kind::Duration => Unit::Seconds,
                Kind::Number => Unit::Plain,
                Kind::Flag => Unit::Flag,
                Kind::Text | Kind::Time | Kind::Outcome => Unit::Text,
            };
            report::Column::new(name.as_str(), name.as_str(), unit)
        };
        let shown: Vec<usize> = (0..self.columns.len())
            .filter(|at| self.present.contains(&self.columns[*at]))
            .collect();
        let mut columns: Vec<_> = shown.iter().map(|at| column(&self.columns[*at])).collect();
        columns.push(report::Column::new("role", "stands in", Unit::Text));
        // A row stands in a share or a count with what it counts.
        let adds = if self.unit == Unit::Share { Unit::Plain } else { self.unit };
        columns.push(report::Column::new("adds", "adds", adds));
        columns.push(report::Column::new("place", "place", Unit::Text));
        let row = |row: &Row| {
            let mut cells: Vec<Cell> = shown.iter().map(|at| row.cells[*at].clone()).collect();
            let (file, line) = &row.place;
            let line = line.map_or(String::new(), |line| format!(":{line}"));
            cells.extend([
                Cell::text(row.role.name()),
                row.value.clone(),
                Cell::text(format!("{file}{line}")),
            ]);
            cells
        };
        let rows = self.rows.iter().map(row).collect();
        Table {
            key: "rows",
            title: "The interactions behind".to_owned(),
            columns,
            rows,
            ..Table::default()
        }
    }

    /// How many rows play which role, and how many of them are shown.
    pub fn notes(&self) -> Vec<String> {
        let all: u64 = self.counts.values().sum();
        let parts: Vec<_> = self
            .counts
            .iter()
            .map(|(role, n)| format!("{} {}", report::words::grouped(*n), role.name()))
            .collect();
        let shown = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        let mut notes = Vec::new();
        if all > 0 {
            notes.push(format!("interactions behind: {}", parts.join(", ")));
        }
        if shown < all {
            let (shown, all) = (report::words::grouped(shown), report::words::grouped(all));
            notes.push(format!(
                "the first {shown} of {all} by start are listed; --rows=all lists them all"
            ));
        }
        notes
    }
}

/// The cell of a column in a row.
pub(super) fn cell(batch: &Batch, name: &Name, (row, zone): (usize, &Zone)) -> Cell {
    match batch.column(name) {
        None => Cell::Missing,
        Some(Column::Text(cells)) => Cell::text(cells.get(row).unwrap_or_default()),
        Some(Column::Flag(flags)) => flags[row].map_or(Cell::Missing, Cell::Flag),
        Some(Column::Outcome(outcomes)) => {
            Cell::text(outcomes[row].map(Outcome::name).unwrap_or_default())
        }
        Some(Column::Milli(cells)) => match (cells.get(row), name.kind()) {
            (None, _) => Cell::Missing,
            (Some(at), Kind::Time) => Cell::text(zone.iso(at).unwrap_or_default()),
            (Some(value), _) => Cell::ratio(value.into(), 1_000),
        },
    }
}
