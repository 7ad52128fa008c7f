//! Fields of interactions that conditions of scorecards look at and evaluations do not tell: taken
//! from the call records.

use super::Context;
use super::args::InputArgs;
use crate::ingest::evaluations::Kept;
use crate::model::{Batch, Column, Field, Fold, Name};
use crate::problem::{Blame, Problem, Problems, Refused};
use crate::scorecard::{Scorecard, Shelf};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Context<'_> {
    /// Writes into evaluations what their scorecards' conditions look at and they do not tell, from
    /// the call records that arguments or the configuration name; without any, nothing.
    ///
    /// # Errors
    ///
    /// `unknown-interaction` for every evaluation whose interaction is not among them.
    pub(super) fn join_fields(
        &mut self,
        kept: &mut Kept,
        shelf: &Shelf,
        calls: &[String],
    ) -> Result<()> {
        let missing: Vec<(usize, BTreeSet<String>)> = missing(kept, shelf);
        if missing.is_empty() || calls.is_empty() && self.config.calls.is_empty() {
            return Ok(());
        }
        let names = missing.iter().flat_map(|(_, names)| names.iter().cloned());
        let names: BTreeSet<String> = names.collect();
        let wanted = missing.iter().map(|(index, _)| kept.head(*index).interaction);
        let fold = Fields::of(wanted.collect(), names.iter().map(|name| Name::of(name)).collect());
        let input = InputArgs { files: calls.to_vec(), ..InputArgs::default() };
        let found = self.interactions(&input, &fold)?.found;
        let mut wrong = Problems::new();
        for (index, own) in missing {
            let head = kept.head(index);
            let Some(values) = found.get(&head.interaction) else {
                let id = &head.interaction;
                let message = format!(
                    "interaction `{id}` is not in the call records, and a condition looks at its {}",
                    own.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                );
                let problem = Problem::new("unknown-interaction", head.place, message);
                wrong.push(problem.help("add the export it is in, or correct its id"));
                continue;
            };
            let told = names.iter().zip(values).filter(|(name, _)| own.contains(*name));
            // What the export has no column for stays missing, and is told as that.
            let told = told.filter_map(|(name, value)| Some((name.clone(), value.clone()?)));
            kept.tell(index, told);
        }
        if wrong.is_empty() {
            return Ok(());
        }
        Err(Refused { blame: Blame::Data, problems: wrong }.into())
    }
}

/// Evaluations that do not tell everything that their scorecard's conditions look at, and what.
fn missing(kept: &Kept, shelf: &Shelf) -> Vec<(usize, BTreeSet<String>)> {
    if shelf.all().iter().all(|card| card.fields().is_empty()) {
        return Vec::new();
    }
    let of = |index: usize| {
        let head = kept.head(index);
        let card = shelf.find(&head).ok()?;
        let fields = card.fields().into_iter();
        let missing = fields.filter(|name| Scorecard::field(&head, name).is_none());
        let missing: BTreeSet<String> = missing.map(str::to_owned).collect();
        (!missing.is_empty()).then_some((index, missing))
    };
    (0..kept.len()).filter_map(of).collect()
}

/// Looks up fields of interactions.
#[derive(Debug, Clone)]
struct Fields {
    wanted: Arc<BTreeSet<String>>,
    names: Arc<Vec<Name>>,
    /// By interaction, the value of each name: empty when unknown, `None` without such a column.
    found: BTreeMap<String, Vec<Option<String>>>,
}

impl Fields {
    fn of(wanted: BTreeSet<String>, names: Vec<Name>) -> Self {
        Self { wanted: Arc::new(wanted), names: Arc::new(names), found: BTreeMap::new() }
    }
}

impl Fold for Fields {
    fn wants(&self) -> Vec<Name> {
        let id = Name::Field(Field::InteractionId);
        let others = self.names.iter().filter(|name| **name != id).cloned();
        std::iter::once(id.clone()).chain(others).collect()
    }

    fn needs(&self) -> Vec<Name> {
        vec![Field::InteractionId.into()]
    }

    fn update(&mut self, batch: &Batch) {
        let Some(ids) = batch.text(&Field::InteractionId.into()) else { return };
        for row in 0..batch.rows() {
            let Some(id) = ids.get(row).filter(|id| self.wanted.contains(*id)) else { continue };
            let value = |name: &Name| batch.column(name).map(|column| text(column, row));
            self.found.insert(id.to_owned(), self.names.iter().map(value).collect());
        }
    }

    fn merge(&mut self, other: Self) {
        self.found.extend(other.found);
    }
}

/// A cell as evaluations would write it; empty when it is unknown.
fn text(column: &Column, row: usize) -> String {
    match column {
        Column::Text(text) => text.get(row).unwrap_or_default().to_owned(),
        Column::Flag(flags) => flags[row].map(|flag| flag.to_string()).unwrap_or_default(),
        Column::Outcome(outcomes) => {
            outcomes[row].map(|outcome| outcome.name().to_owned()).unwrap_or_default()
        }
        Column::Milli(milli) => milli.get(row).map(decimal).unwrap_or_default(),
    }
}

/// Thousandths as a decimal without trailing zeros.
fn decimal(milli: i64) -> String {
    let (sign, size) = (if milli < 0 { "-" } else { "" }, milli.unsigned_abs());
    let text = format!("{sign}{}.{:03}", size / 1000, size % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_evaluations_write_them() {
        for (milli, expected) in
            [(0, "0"), (2_000, "2"), (2_500, "2.5"), (-1, "-0.001"), (100_000, "100")]
        {
            assert_eq!(decimal(milli), expected);
        }
    }
}
