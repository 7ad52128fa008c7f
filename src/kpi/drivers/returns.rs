//! Whether customers of scored interactions, and those of each unit, came back.

use super::fold::{Level, Rated, Which};
use crate::kpi::measure::{Amounts, MeasureFold};
use crate::kpi::{Key, Measure, Plan, Value};
use crate::model::{Batch, Column, Field, Name, TextColumn, Zone};
use crate::query::Filter;
use crate::stats::mean::Moments;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The column that names interactions which were scored; empty for all others.
const SCORED: &str = "scored interaction";

/// Asks of every contact whether the customer came back, by unit and by scored interaction.
#[derive(Debug, Clone)]
pub(super) struct Returns {
    plan: Plan,
    fold: MeasureFold,
}

impl Returns {
    /// One that asks by this definition of first-contact resolution.
    pub(super) fn new(measure: Arc<Measure>, zone: Zone) -> Self {
        let mut by: Vec<Key> = Level::ALL.map(|level| Key::Column(level.field().into())).into();
        by.push(Key::Column(Name::Extra(SCORED.to_owned())));
        let measures = vec![measure];
        let fold = MeasureFold::new(&measures);
        Self { plan: Plan { by, period: None, filter: Filter::all(), zone, measures }, fold }
    }

    /// Asks of these contacts alone; those outside the period are repeats at most.
    pub(super) fn narrow(&mut self, which: &Which) {
        self.plan.period = which.period;
        self.plan.filter = which.filter.clone();
    }

    /// How it is asked, in one line.
    pub(super) fn definition(&self) -> &str {
        &self.plan.measures[0].definition
    }

    /// The columns it reads.
    pub(super) fn columns(&self) -> Vec<Name> {
        MeasureFold::columns(&self.plan.measures)
    }

    /// The columns without which nothing can be told.
    pub(super) fn needs(&self) -> Vec<Name> {
        self.plan.measures[0].method.columns()
    }

    pub(super) fn update(&mut self, batch: &Batch, wanted: &BTreeSet<String>) {
        let ids = batch.text(&Field::InteractionId.into());
        let mut scored = TextColumn::default();
        for row in 0..batch.rows() {
            let id = ids.and_then(|ids| ids.get(row)).filter(|id| wanted.contains(*id));
            scored.push(id.unwrap_or_default());
        }
        let named = batch.clone().with(Name::Extra(SCORED.to_owned()), Column::Text(scored));
        let mut selected = Vec::new();
        self.plan.filter.select(batch, &mut selected);
        self.fold.update(&self.plan, &named, &selected);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.fold.merge(other.fold, &self.plan.measures);
    }

    /// Whether the customers of scored interactions stayed away, and those of each unit; what was
    /// not watched for long enough is in neither.
    pub(super) fn finish(
        self,
        found: &mut BTreeMap<String, Rated>,
        ratings: &mut BTreeMap<(Level, String), Moments>,
    ) {
        for (values, seen) in self.fold.finish(&self.plan) {
            let Some(Amounts::Repeats(repeats)) = seen.first().map(|seen| &seen.amount) else {
                continue;
            };
            if repeats.watched == 0 {
                continue;
            }
            for (level, value) in Level::ALL.into_iter().zip(&values) {
                let Value::Text(unit) = value else { continue };
                let moments = ratings.entry((level, unit.clone())).or_default();
                moments.push_many(1_000, repeats.watched - repeats.repeated);
                moments.push_many(0, repeats.repeated);
            }
            if let Some(Value::Text(id)) = values.last() {
                let rated = found.entry(id.clone()).or_default();
                rated.rating = Some(if repeats.repeated == 0 { 1_000 } else { 0 });
            }
        }
    }
}
