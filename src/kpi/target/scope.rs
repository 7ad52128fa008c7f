//! For which groups a target is.

use crate::kpi::group::Key;

/// Columns and the values that a group must have in them; without any, every group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Scope(Vec<(String, String)>);

impl Scope {
    pub(super) fn add(&mut self, column: &str, value: &str) {
        self.0.push((column.to_owned(), value.to_owned()));
    }

    /// How many values it asks for.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.values().map(|(column, _)| column)
    }

    /// Columns, each with the value it must have.
    pub(super) fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(column, value)| (column.as_str(), value.as_str()))
    }

    /// Whether a group with these values has them.
    pub(super) fn fits(&self, keys: &[Key], texts: &[String]) -> bool {
        self.0.iter().all(|(column, value)| {
            let mut cells = keys.iter().zip(texts);
            cells.any(|(key, text)| key.name() == column && text == value)
        })
    }

    /// As a target is written: `, for queue=billing`.
    pub(super) fn phrase(&self) -> String {
        let texts = self.0.iter().map(|(column, value)| format!(", for {column}={value}"));
        texts.collect::<Vec<_>>().concat()
    }
}
