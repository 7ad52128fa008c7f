//! What a file reads as, for tests: every interaction as a line of text.

#[cfg(test)]
use super::{Options, run};
use crate::ingest::decode::Account;
use crate::model::batch::Column;
use crate::model::{Batch, Field, Fold, Kind, Left, Name, NothingLeft};
use std::collections::BTreeMap;
use std::path::Path;

/// A fold that wants some columns and keeps every row of them as text.
#[derive(Debug, Clone, Default)]
struct Rows {
    wants: Vec<Name>,
    rows: BTreeMap<u64, String>,
}

impl Fold for Rows {
    fn wants(&self) -> Vec<Name> {
        self.wants.clone()
    }

    /// Every text but the id may be left, and is then told all the same.
    fn seldom(&self) -> Vec<Name> {
        let id = Name::Field(Field::InteractionId);
        self.wants
            .iter()
            .filter(|name| name.kind() == Kind::Text && **name != id)
            .cloned()
            .collect()
    }

    fn update(&mut self, batch: &Batch) {
        self.update_beside(batch, &NothingLeft);
    }

    fn update_beside(&mut self, batch: &Batch, left: &dyn Left) {
        for row in 0..batch.rows() {
            let shown = self.wants.iter().map(|name| show((batch, left), name, row));
            let line = batch.place(row).line.unwrap();
            self.rows.insert(line, shown.collect::<Vec<_>>().join("|"));
        }
    }

    fn merge(&mut self, other: Self) {
        self.rows.extend(other.rows);
    }
}

fn show((batch, left): (&Batch, &dyn Left), name: &Name, row: usize) -> String {
    let milli = |value: Option<i64>| value.map(|value| value.to_string());
    let shown = match batch.column(name) {
        None => left.texts(row, std::slice::from_ref(name)).remove(0),
        Some(Column::Text(text)) => text.get(row).map(str::to_owned),
        Some(Column::Milli(column)) => milli(column.get(row)),
        Some(Column::Flag(flags)) => flags[row].map(|flag| flag.to_string()),
        Some(Column::Outcome(outcomes)) => outcomes[row].map(|one| one.name().to_owned()),
    };
    shown.unwrap_or("–".to_owned())
}

/// Rows of some columns by line, and the account of the file.
pub(in crate::ingest) fn read(
    text: &str,
    options: &Options,
    wants: &[&str],
) -> (BTreeMap<u64, String>, Account) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(if text.starts_with('{') { "calls.jsonl" } else { "calls.csv" });
    std::fs::write(&path, text).unwrap();
    read_at(&path, options, wants)
}

/// The same of a file that is there.
pub(super) fn read_at(
    path: &Path,
    options: &Options,
    wants: &[&str],
) -> (BTreeMap<u64, String>, Account) {
    let wants = wants.iter().map(|name| Name::of(name)).collect();
    let fold = Rows { wants, rows: BTreeMap::new() };
    let (found, mut intakes) = run(&[path.display().to_string()], options, &fold).unwrap();
    (found.rows, intakes.remove(0).account)
}
