//! Records of small files, kept whole and in order: rosters, survey responses.

use super::engine::{self, Intake, Options};
use super::profile::RecordKind;
use super::schema;
use crate::model::batch::Column;
use crate::model::{Batch, Fold, Name};
use crate::problem::Place;
use anyhow::Result;
use std::collections::BTreeMap;

/// One record: its known cells by column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where it stands.
    pub place: Place,
    texts: BTreeMap<&'static str, String>,
    millis: BTreeMap<&'static str, i64>,
    flags: BTreeMap<&'static str, bool>,
}

impl Listed {
    /// A text; `None` when it is unknown.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// A time, duration or number in thousandths; `None` when it is unknown.
    pub fn milli(&self, name: &str) -> Option<i64> {
        self.millis.get(name).copied()
    }

    /// A flag; `None` when it is unknown.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.flags.get(name).copied()
    }
}

/// Reads every record of files of one kind, in the order of the files; `needs` must be there.
///
/// # Errors
///
/// If a file cannot be read or lacks a column without which it is of no use.
pub fn read(
    files: &[String],
    options: &Options,
    needs: &'static [&'static str],
) -> Result<(Vec<Listed>, Vec<Intake>)> {
    let kind = options.profile.as_ref().map(|profile| profile.kind).unwrap_or_default();
    let fold = List { kind, needs, files: files.to_vec(), rows: Vec::new() };
    let (mut list, intakes) = engine::run(files, options, &fold)?;
    list.rows.sort_by_key(|(file, listed)| (*file, listed.place.line));
    Ok((list.rows.into_iter().map(|(_, listed)| listed).collect(), intakes))
}

/// Keeps every record with the number of its file.
#[derive(Debug, Clone)]
struct List {
    kind: RecordKind,
    needs: &'static [&'static str],
    files: Vec<String>,
    rows: Vec<(usize, Listed)>,
}

impl List {
    fn columns(&self) -> impl Iterator<Item = &'static str> {
        schema::columns(self.kind).iter().map(|known| known.name)
    }
}

/// Names of the columns as records of these kinds have them, never as those of interactions.
fn own(name: &str) -> Name {
    Name::Extra(name.to_owned())
}

impl Fold for List {
    fn wants(&self) -> Vec<Name> {
        self.columns().map(own).collect()
    }

    fn needs(&self) -> Vec<Name> {
        self.needs.iter().map(|name| own(name)).collect()
    }

    fn update(&mut self, batch: &Batch) {
        for row in 0..batch.rows() {
            let place = batch.place(row);
            let file = self.files.iter().position(|file| **file == *place.file).unwrap_or_default();
            let (texts, millis, flags) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
            let mut listed = Listed { place, texts, millis, flags };
            for name in self.columns() {
                match batch.column(&own(name)) {
                    Some(Column::Text(cells)) => {
                        let text = cells.get(row).map(|text| (name, text.to_owned()));
                        listed.texts.extend(text);
                    }
                    Some(Column::Milli(cells)) => {
                        listed.millis.extend(cells.get(row).map(|value| (name, value)));
                    }
                    Some(Column::Flag(cells)) => {
                        listed.flags.extend(cells[row].map(|flag| (name, flag)));
                    }
                    Some(Column::Outcome(_)) | None => {}
                }
            }
            self.rows.push((file, listed));
        }
    }

    fn merge(&mut self, other: Self) {
        self.rows.extend(other.rows);
    }
}
