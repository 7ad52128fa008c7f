//! From batches of such records to sums by group, in one pass that can be cut anywhere.

use super::indicators::{Total, all};
use super::{Cells, Plan, Records, SumKpi, intervals, responses};
use crate::kpi::fold::joined;
use crate::kpi::group::{Key, Source, Value, decode};
use crate::model::{Batch, Field, Fold, Name};
use crate::problem::{Place, Problem};
use std::collections::{BTreeMap, BTreeSet};

/// Adds every record to the sums of its group.
#[derive(Debug, Clone)]
pub struct SumFold {
    plan: Plan,
    kpis: Vec<SumKpi>,
    groups: BTreeMap<Vec<u8>, Vec<Total>>,
    present: BTreeSet<Name>,
    left_out: LeftOut,
    thresholds: BTreeSet<i128>,
}

/// Records that are in no sum, and what does not add up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Without a time, where one was needed.
    pub untimed: u64,
    /// Outside the period.
    pub outside: u64,
    /// The first and the last time outside it.
    pub outside_span: Option<(i64, i64)>,
    /// Not selected by the filter.
    pub unselected: u64,
    /// Intervals, which are in all sums, whose parts do not add up to what was offered.
    pub unequal: u64,
}

/// Sums by group, their total, and what was left out.
#[derive(Debug, Clone)]
pub struct Summed {
    /// What was asked.
    pub plan: Plan,
    /// The indicators, in the order of the sums.
    pub kpis: Vec<SumKpi>,
    /// Groups in order of their values.
    pub groups: Vec<(Vec<Value>, Vec<Total>)>,
    /// All groups together.
    pub total: Vec<Total>,
    /// The wanted columns that at least one source has.
    pub present: BTreeSet<Name>,
    /// What was left out.
    pub left_out: LeftOut,
    /// Thresholds of the service level that the records tell, in milliseconds.
    pub thresholds: BTreeSet<i128>,
}

impl SumFold {
    /// A fold that has seen nothing. `asked` adds to the usual indicators those asked for by name.
    pub fn new(plan: Plan, asked: &[SumKpi]) -> Self {
        let mut kpis = all(plan.records).to_vec();
        for kpi in asked {
            if kpis.iter().all(|known| known.key != kpi.key) {
                kpis.push(*kpi);
            }
        }
        let (groups, present) = (BTreeMap::new(), BTreeSet::new());
        let (left_out, thresholds) = (LeftOut::default(), BTreeSet::new());
        Self { plan, kpis, groups, present, left_out, thresholds }
    }

    /// What was found.
    pub fn summed(self) -> Summed {
        let mut total = vec![Total::default(); self.kpis.len()];
        for sums in self.groups.values() {
            merge(&mut total, sums);
        }
        let decoded = self.groups.into_iter().map(|(code, sums)| (decode(&code), sums));
        let mut groups: Vec<_> = decoded.collect();
        groups.sort_by(|left, right| left.0.cmp(&right.0));
        let Self { plan, kpis, present, left_out, thresholds, .. } = self;
        Summed { plan, kpis, groups, total, present, left_out, thresholds }
    }

    fn columns(&self) -> Vec<&'static str> {
        match self.plan.records {
            Records::Intervals => {
                intervals::COLUMNS.into_iter().chain([intervals::HANDLE]).collect()
            }
            Records::Responses => responses::COLUMNS.to_vec(),
            Records::Scores => vec!["score"],
        }
    }

    /// Whether a record of that time takes part; counts it when it does not.
    fn admits(&mut self, time: Option<i64>) -> bool {
        if self.plan.is_timed() && time.is_none() {
            self.left_out.untimed += 1;
        }
        match (self.plan.period, time) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(period), Some(time)) => {
                let inside = period.contains(time);
                if !inside {
                    self.left_out.outside += 1;
                    let span = &mut self.left_out.outside_span;
                    *span = joined(*span, Some((time, time)));
                }
                inside
            }
        }
    }
}

fn merge(total: &mut [Total], other: &[Total]) {
    total.iter_mut().zip(other).for_each(|(total, other)| total.merge(other));
}

impl Fold for SumFold {
    fn wants(&self) -> Vec<Name> {
        let mut names: BTreeSet<Name> = self.columns().into_iter().map(Name::of).collect();
        names.extend(self.plan.by.iter().map(Key::column));
        names.extend(self.plan.filter.columns());
        if self.plan.is_timed() {
            names.insert(Field::StartTime.into());
        }
        names.into_iter().collect()
    }

    fn needs(&self) -> Vec<Name> {
        self.plan.filter.columns()
    }

    fn update(&mut self, batch: &Batch) {
        let wants = self.wants().into_iter();
        self.present.extend(wants.filter(|name| batch.column(name).is_some()));
        let times = batch.milli(Field::StartTime);
        let by = self.plan.by.clone();
        let sources: Vec<_> = by.iter().map(|key| Source::of(key, batch)).collect();
        let mut selected = Vec::new();
        self.plan.filter.select(batch, &mut selected);
        let mut cells = Cells::of(batch, &self.columns());
        for (row, selected) in selected.iter().enumerate() {
            if !selected {
                self.left_out.unselected += 1;
                continue;
            }
            if !self.admits(times.and_then(|times| times.get(row))) {
                continue;
            }
            let mut code = Vec::new();
            for source in &sources {
                source.encode(row, &self.plan.zone, &mut code);
            }
            cells = cells.at(row);
            self.left_out.unequal += u64::from(intervals::adds_up(&cells) == Some(false));
            self.thresholds.extend(cells.milli("threshold_s"));
            let none = || vec![Total::default(); self.kpis.len()];
            let sums = self.groups.entry(code).or_insert_with(none);
            for (kpi, sum) in self.kpis.iter().zip(sums) {
                sum.add((kpi.part)(&cells, &self.plan.rules));
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.present.extend(other.present);
        self.thresholds.extend(other.thresholds);
        self.left_out.untimed += other.left_out.untimed;
        self.left_out.outside += other.left_out.outside;
        self.left_out.outside_span =
            joined(self.left_out.outside_span, other.left_out.outside_span);
        self.left_out.unselected += other.left_out.unselected;
        self.left_out.unequal += other.left_out.unequal;
        for (code, sums) in other.groups {
            match self.groups.get_mut(&code) {
                Some(own) => merge(own, &sums),
                None => {
                    self.groups.insert(code, sums);
                }
            }
        }
    }
}

impl Summed {
    /// The texts of a group's values, in the order of the plan's keys; empty for unknown ones.
    pub fn texts(&self, values: &[Value]) -> Vec<String> {
        let keys = self.plan.by.iter();
        keys.zip(values).map(|(key, value)| value.text(key, &self.plan.zone)).collect()
    }

    /// One problem for each column that grouping or the period needs and no source has.
    pub fn absent_keys(&self, place: &Place) -> Vec<Problem> {
        let mut needed: BTreeSet<Name> = self.plan.by.iter().map(Key::column).collect();
        if self.plan.period.is_some() {
            needed.insert(Field::StartTime.into());
        }
        let absent = needed.into_iter().filter(|name| !self.present.contains(name));
        let problem = |name: Name| {
            let message = format!("expected a column `{name}`, found none in these records");
            let problem = Problem::new("missing-column", place.clone(), message);
            problem.help("map a column to it in the profile, or write one as its header does")
        };
        absent.map(problem).collect()
    }
}
