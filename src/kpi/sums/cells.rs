//! The cells of one record that indicators look at.

use crate::model::{Batch, Column, Name};

/// The columns of a batch by name, and one of its rows.
pub struct Cells<'a> {
    columns: Vec<(&'static str, &'a Column)>,
    row: usize,
}

impl<'a> Cells<'a> {
    /// The columns that are there, at the first row.
    pub fn of(batch: &'a Batch, names: &[&'static str]) -> Self {
        let there = names.iter().filter_map(|name| Some((*name, batch.column(&Name::of(name))?)));
        Self { columns: there.collect(), row: 0 }
    }

    /// The same at another row.
    #[must_use]
    pub fn at(mut self, row: usize) -> Self {
        self.row = row;
        self
    }

    /// Whether there is such a column.
    pub fn has(&self, name: &str) -> bool {
        self.column(name).is_some()
    }

    /// A number, duration or percentage in thousandths; `None` when it is unknown.
    pub fn milli(&self, name: &str) -> Option<i128> {
        match self.column(name)? {
            Column::Milli(cells) => cells.get(self.row).map(i128::from),
            _ => None,
        }
    }

    /// A flag; `None` when it is unknown.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.column(name)? {
            Column::Flag(cells) => *cells.get(self.row)?,
            _ => None,
        }
    }

    fn column(&self, name: &str) -> Option<&'a Column> {
        self.columns.iter().find(|(other, _)| *other == name).map(|(_, column)| *column)
    }
}
