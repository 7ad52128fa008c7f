//! Measures of every group, in one pass that can be cut anywhere.

use super::repeat::{RepeatFold, Selected};
use super::{Amounts, Measure, Measured, Method, RepeatRules};
use crate::kpi::group::{Source, Value, decode};
use crate::kpi::{Key, Plan};
use crate::model::{Batch, Field, Name, Outcome};
use crate::query::{Expression, Filter};
use std::collections::BTreeMap;
use std::sync::Arc;

#[expect(
    clippy::disallowed_types,
    reason = "looked up only; groups leave in order of their values"
)]
type Index = std::collections::HashMap<Box<[u8]>, u32>;

/// Computes the measures of a plan.
#[derive(Debug, Clone, Default)]
pub struct MeasureFold {
    index: Index,
    codes: Vec<Box<[u8]>>,
    /// For each group, what each measure has seen.
    seen: Vec<Vec<Measured>>,
    repeats: Vec<RepeatFold>,
    code: Vec<u8>,
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
        let sources: Vec<_> = plan.by.iter().map(|key: &Key| Source::of(key, batch)).collect();
        let mut code = std::mem::take(&mut self.code);
        let mut groups = Vec::with_capacity(selected.len());
        for (row, selected) in selected.iter().enumerate() {
            let start = starts.and_then(|starts| starts.get(row));
            let is_inside =
                plan.period.is_none_or(|period| start.is_some_and(|start| period.contains(start)));
            let is_phantom =
                outcomes.is_some_and(|outcomes| outcomes[row] == Some(Outcome::Excluded));
            if !selected || !is_inside || is_phantom {
                groups.push(None);
                continue;
            }
            code.clear();
            for source in &sources {
                source.encode(row, &plan.zone, &mut code);
            }
            groups.push(Some(self.group(&code, &plan.measures)));
        }
        self.code = code;
        groups
    }

    fn group(&mut self, code: &[u8], measures: &[Arc<Measure>]) -> u32 {
        if let Some(group) = self.index.get(code) {
            return *group;
        }
        // More groups than that do not fit into memory.
        let group = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
        self.codes.push(code.into());
        self.index.insert(code.into(), group);
        self.seen.push(measures.iter().map(|measure| Measured::none(&measure.method)).collect());
        group
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
        let groups: Vec<u32> = other.codes.iter().map(|code| self.group(code, measures)).collect();
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
    pub fn finish(mut self, plan: &Plan) -> BTreeMap<Vec<Value>, Vec<Measured>> {
        for (at, measure) in plan.measures.iter().enumerate() {
            let Method::NoRepeat(rules) = &measure.method else { continue };
            let repeats = std::mem::take(&mut self.repeats[at]).finish(rules, &plan.zone);
            for (seen, repeats) in self.seen.iter_mut().zip(repeats) {
                seen[at].amount = Amounts::Repeats(repeats);
            }
        }
        self.codes.iter().map(|code| decode(code)).zip(self.seen).collect()
    }
}

fn place(group: u32) -> usize {
    usize::try_from(group).unwrap_or(usize::MAX)
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
