//! Measures of every group, in one pass that can be cut anywhere.

use super::repeat::{RepeatFold, Selected};
use super::{Amounts, Measure, Measured, Method, RepeatRules};
use crate::kpi::grouping::{Grouping, place};
use crate::kpi::{Plan, Value};
use crate::model::{Batch, Field, Name, Outcome};
use crate::query::{Expression, Filter};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Computes the measures of a plan.
#[derive(Debug, Clone, Default)]
pub struct MeasureFold {
    grouping: Grouping,
    /// For each group, what each measure has seen.
    seen: Vec<Vec<Measured>>,
    repeats: Vec<RepeatFold>,
    numbers: Vec<u32>,
}

impl MeasureFold {
    /// One that has seen nothing.
    pub fn new(measures: &[Arc<Measure>]) -> Self {
        let repeats = measures.iter().map(|_| RepeatFold::default()).collect();
        Self { repeats, ..Self::default() }
    }

    /// The columns that measures read.
    pub fn columns(measures: &[Arc<Measure>]) -> Vec<Name> {
        let mut names: Vec<_> =
            measures.iter().flat_map(|measure| measure.method.columns()).collect();
        if measures.iter().any(|measure| matches!(measure.method, Method::NoRepeat(_))) {
            names.extend(RepeatRules::helpful());
        }
        names
    }

    /// Takes in the selected rows of a batch; those outside the period are repeats at most.
    pub fn update(&mut self, plan: &Plan, batch: &Batch, selected: &[bool]) {
        if plan.measures.is_empty() {
            return;
        }
        let groups = self.groups(plan, batch, selected);
        for (at, measure) in plan.measures.iter().enumerate() {
            let rows = Rows { batch, groups: &groups };
            match &measure.method {
                Method::NoRepeat(rules) => {
                    let rows = Selected { batch, groups: &groups, chosen: selected };
                    self.repeats[at].update((rules, &plan.zone), &rows);
                }
                Method::Ratio { numerator, denominator } => {
                    self.share(at, rows, (numerator, denominator));
                }
                Method::Count { of } => self.count(at, rows, of),
                Method::Mean { value, of }
                | Method::Sum { value, of }
                | Method::Percentile { value, of, .. }
                | Method::PerHour { value, of }
                | Method::Survey { value, of, .. } => self.values(at, rows, (value, of)),
            }
        }
    }

    /// The group of each row; `None` for those that take no part.
    fn groups(&mut self, plan: &Plan, batch: &Batch, selected: &[bool]) -> Vec<Option<u32>> {
        let starts = batch.milli(Field::StartTime);
        let outcomes = batch.outcomes();
        let takes_part = |(row, selected): (usize, &bool)| {
            let start = starts.and_then(|starts| starts.get(row));
            let is_inside =
                plan.period.is_none_or(|period| start.is_some_and(|start| period.contains(start)));
            let is_phantom =
                outcomes.is_some_and(|outcomes| outcomes[row] == Some(Outcome::Excluded));
            *selected && is_inside && !is_phantom
        };
        let taken: Vec<bool> = selected.iter().enumerate().map(takes_part).collect();
        self.grouping.number((&plan.by, &plan.zone), (batch, &taken), &mut self.numbers);
        self.make_room(&plan.measures);
        let numbers = self.numbers.iter().zip(taken);
        numbers.map(|(number, taken)| taken.then_some(*number)).collect()
    }

    /// Makes room for groups that came up.
    fn make_room(&mut self, measures: &[Arc<Measure>]) {
        let nothing = || measures.iter().map(|measure| Measured::none(&measure.method)).collect();
        self.seen.resize_with(self.grouping.count(), nothing);
    }

    fn share(&mut self, at: usize, rows: Rows<'_>, (numerator, denominator): (&Filter, &Filter)) {
        let above = rows.selected(numerator);
        for (row, group) in rows.of(denominator) {
            if let Amounts::Share { hits, trials } = &mut self.seen[group][at].amount {
                *trials += 1;
                *hits += u64::from(above[row]);
            }
        }
    }

    fn count(&mut self, at: usize, rows: Rows<'_>, of: &Filter) {
        for (_, group) in rows.of(of) {
            if let Amounts::Count(n) = &mut self.seen[group][at].amount {
                *n += 1;
            }
        }
    }

    fn values(&mut self, at: usize, rows: Rows<'_>, (value, of): (&Expression, &Filter)) {
        let mut values = Vec::new();
        value.thousandths(rows.batch, &mut values);
        for (row, group) in rows.of(of) {
            self.seen[group][at].push(values[row]);
        }
    }

    /// Takes in what another one has seen.
    pub fn merge(&mut self, other: Self, measures: &[Arc<Measure>]) {
        let groups = self.grouping.merge(&other.grouping);
        self.make_room(measures);
        for (group, seen) in groups.iter().zip(&other.seen) {
            let mine = &mut self.seen[place(*group)];
            for (mine, more) in mine.iter_mut().zip(seen) {
                mine.merge(more);
            }
        }
        for ((mine, more), measure) in self.repeats.iter_mut().zip(other.repeats).zip(measures) {
            if let Method::NoRepeat(rules) = &measure.method {
                mine.merge(more, &groups, rules);
            }
        }
    }

    /// What each measure has seen, by the values of the group.
    pub fn finish(self, plan: &Plan) -> BTreeMap<Vec<Value>, Vec<Measured>> {
        self.finish_on(1, plan)
    }

    /// The same, worked out on so many threads.
    pub fn finish_on(mut self, threads: usize, plan: &Plan) -> BTreeMap<Vec<Value>, Vec<Measured>> {
        for (at, measure) in plan.measures.iter().enumerate() {
            let Method::NoRepeat(rules) = &measure.method else { continue };
            let repeats = std::mem::take(&mut self.repeats[at]);
            let repeats = repeats.finish((rules, &plan.zone), threads);
            for (seen, repeats) in self.seen.iter_mut().zip(repeats) {
                seen[at].amount = Amounts::Repeats(repeats);
            }
        }
        self.grouping.values().zip(self.seen).collect()
    }
}

/// The rows of a batch with their groups.
#[derive(Clone, Copy)]
struct Rows<'a> {
    batch: &'a Batch,
    groups: &'a [Option<u32>],
}

impl<'a> Rows<'a> {
    fn selected(self, filter: &Filter) -> Vec<bool> {
        let mut selected = Vec::new();
        filter.select(self.batch, &mut selected);
        selected
    }

    /// The rows that take part and satisfy the filter, with their groups.
    fn of(self, filter: &Filter) -> impl Iterator<Item = (usize, usize)> + 'a {
        let selected = self.selected(filter);
        let rows = self.groups.iter().enumerate();
        rows.filter_map(move |(row, group)| {
            let group = group.filter(|_| selected[row])?;
            Some((row, place(group)))
        })
    }
}
