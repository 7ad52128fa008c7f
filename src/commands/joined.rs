//! Fields of interactions that conditions of scorecards look at and evaluations do not tell: taken
//! from the call records.

use super::Context;
use super::args::InputArgs;
use crate::ingest::evaluations::Kept;
use crate::model::{Batch, Column, Evaluation, Field, Fold, Name};
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
        let mut missing = Missing::default();
        if shelf.all().iter().any(|card| !card.fields().is_empty()) {
            (0..kept.len()).for_each(|index| missing.look((index, &kept.head(index)), shelf));
        }
        if missing.is_empty() || calls.is_empty() && self.config.calls.is_empty() {
            return Ok(());
        }
        let input = InputArgs { files: calls.to_vec(), ..InputArgs::default() };
        let found = self.interactions(&input, &missing.fields())?;
        let mut wrong = Problems::new();
        for (index, own) in missing.all {
            let head = kept.head(index);
            let Some(told) = found.told(&head.interaction, &own) else {
                let id = &head.interaction;
                let message = format!(
                    "interaction `{id}` is not in the call records, and a condition looks at its {}",
                    own.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                );
                let problem = Problem::new("unknown-interaction", head.place, message);
                wrong.push(problem.help("add the export it is in, or correct its id"));
                continue;
            };
            kept.tell(index, told);
        }
        if wrong.is_empty() {
            return Ok(());
        }
        Err(Refused { blame: Blame::Data, problems: wrong }.into())
    }
}

/// What conditions of scorecards look at and evaluations do not tell.
#[derive(Debug, Default)]
pub(super) struct Missing {
    /// Evaluations by index, and what each of them does not tell.
    pub(super) all: Vec<(usize, BTreeSet<String>)>,
    interactions: BTreeSet<String>,
}

impl Missing {
    /// Looks at the evaluation of that index.
    pub(super) fn look(&mut self, (index, head): (usize, &Evaluation), shelf: &Shelf) {
        let Ok(card) = shelf.find(head) else { return };
        let fields = card.fields().into_iter();
        let missing = fields.filter(|name| Scorecard::field(head, name).is_none());
        let missing: BTreeSet<String> = missing.map(str::to_owned).collect();
        if !missing.is_empty() {
            self.interactions.insert(head.interaction.clone());
            self.all.push((index, missing));
        }
    }

    /// Whether every evaluation tells everything.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Looks what is missing up in call records.
    pub(super) fn fields(&self) -> Fields {
        let names: BTreeSet<&String> = self.all.iter().flat_map(|(_, names)| names).collect();
        Fields::of(
            self.interactions.clone(),
            names.into_iter().map(|name| Name::of(name)).collect(),
        )
    }
}

/// Looks up fields of interactions.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    wanted: Arc<BTreeSet<String>>,
    names: Arc<Vec<Name>>,
    /// By interaction, the value of each name: empty when unknown, `None` without such a column.
    found: BTreeMap<String, Vec<Option<String>>>,
}

impl Fields {
    /// Of these interactions, these names.
    pub(super) fn of(wanted: BTreeSet<String>, names: Vec<Name>) -> Self {
        Self { wanted: Arc::new(wanted), names: Arc::new(names), found: BTreeMap::new() }
    }

    /// What the call records tell of an interaction, among these names; `None` where they do not have
    /// it. What they have no column for stays untold.
    pub(super) fn told(
        &self,
        interaction: &str,
        names: &BTreeSet<String>,
    ) -> Option<Vec<(String, String)>> {
        let values = self.names.iter().zip(self.found.get(interaction)?);
        let told = values.filter_map(|(name, value)| {
            let name = names.iter().find(|own| Name::of(own) == *name)?;
            Some((name.clone(), value.clone()?))
        });
        Some(told.collect())
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
