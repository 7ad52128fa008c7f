//! The interactions behind a figure: which stand above the line, which below, which tell too little.
//!
//! An indicator is asked of each interaction alone, so what is listed cannot differ from what is
//! counted: the numerators of all rows add up to the numerator of the figure. Whether a column is
//! there is known when all files are read: until then what a row lacks is unknown, as it is where
//! another file has it.

mod listed;
mod role;
#[cfg(test)]
mod tests;

pub use listed::Behind;
pub use role::Role;

use super::contact::Contacts;
use super::measure::{Measure, MeasureFold, Method};
use super::{Figure, Indicator, Key, Plan, Rules, Tally, Value};
use crate::model::{Batch, Field, Fold, Name};
use crate::problem::Place;
use crate::report::Cell;
use listed::{Row, cell};
use std::collections::{BTreeMap, BTreeSet};

/// The columns that tell which interaction it is, in the order of the table.
const FRONT: [Field; 5] =
    [Field::InteractionId, Field::StartTime, Field::Queue, Field::AgentId, Field::Outcome];

/// Lists the interactions behind a figure.
#[derive(Debug, Clone)]
pub struct BehindFold {
    kpi: Indicator,
    rules: Rules,
    plan: Plan,
    most: usize,
    rows: Vec<Row>,
    counts: BTreeMap<Role, u64>,
    present: BTreeSet<Name>,
    /// What asks of a contact takes the later ones, too.
    repeats: MeasureFold,
    /// Rows whose role is known when all are read.
    waiting: Vec<Row>,
}

impl BehindFold {
    /// One that lists at most so many rows; the period and the filter are those of the plan.
    pub fn new((kpi, rules): (Indicator, Rules), plan: &Plan, most: usize) -> Self {
        let by = vec![Key::Column(Field::InteractionId.into())];
        let measures = match &kpi {
            Indicator::Known(_) => Vec::new(),
            Indicator::Defined(measure) => vec![measure.clone()],
        };
        let repeats = MeasureFold::new(&measures);
        let plan = Plan { by, measures, ..plan.clone() };
        let (rows, waiting, counts) = (Vec::new(), Vec::new(), BTreeMap::new());
        Self { kpi, rules, plan, most, rows, counts, present: BTreeSet::new(), repeats, waiting }
    }

    /// What was found, in order of start and id.
    pub fn behind(mut self) -> Behind {
        let waiting = std::mem::take(&mut self.waiting);
        if let Some((measure, false)) = self.measure() {
            let method = measure.method.clone();
            let repeats = std::mem::take(&mut self.repeats);
            let figures = by_id(repeats.finish(&self.plan), &method);
            for row in waiting {
                if let Some(figure) = figures.get(&row.id) {
                    self.keep(row, figure);
                }
            }
        }
        self.shorten(self.most);
        // Without a column it needs, the figure does not exist, and nothing stands behind it.
        if !self.kpi.absent(&self.rules, &self.present).is_empty() {
            self.rows.clear();
            self.counts.clear();
        }
        let (columns, unit) = (self.columns(), self.kpi.unit());
        Behind { unit, columns, rows: self.rows, counts: self.counts, present: self.present }
    }

    /// The measure asked for, and whether a contact alone can tell it.
    fn measure(&self) -> Option<(&Measure, bool)> {
        match &self.kpi {
            Indicator::Known(_) => None,
            Indicator::Defined(measure) => {
                Some((measure.as_ref(), !matches!(measure.method, Method::NoRepeat(_))))
            }
        }
    }

    /// The columns shown: which interaction it is, then what the figure looks at.
    fn columns(&self) -> Vec<Name> {
        let mut names: Vec<Name> = FRONT.map(Name::Field).into();
        for name in self.kpi.absent(&self.rules, &BTreeSet::new()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The figure of each row alone; `None` for those that take no part or take all others to tell.
    fn figures(&mut self, batch: &Batch, selected: &[bool]) -> Vec<Option<Figure>> {
        let Some((measure, is_alone)) = self.measure() else {
            let contacts = Contacts::of(batch);
            let figure = |row: usize| {
                let mut tally = Tally::default();
                tally.add(&contacts.get(row));
                match &self.kpi {
                    Indicator::Known(kpi) => Some((kpi.figure)(&tally, &self.rules)),
                    Indicator::Defined(_) => None,
                }
            };
            return (0..batch.rows()).map(figure).collect();
        };
        if !is_alone {
            self.repeats.update(&self.plan, batch, selected);
            return vec![None; batch.rows()];
        }
        let method = measure.method.clone();
        let mut fold = MeasureFold::new(&self.plan.measures);
        fold.update(&self.plan, batch, selected);
        let figures = by_id(fold.finish(&self.plan), &method);
        let ids = batch.text(&Field::InteractionId.into());
        let id = |row: usize| ids.and_then(|ids| ids.get(row)).unwrap_or_default();
        (0..batch.rows()).map(|row| figures.get(id(row)).cloned()).collect()
    }

    fn row(&self, batch: &Batch, at: usize) -> Row {
        let start = batch.milli(Field::StartTime).and_then(|starts| starts.get(at));
        let id = batch.text(&Field::InteractionId.into()).and_then(|ids| ids.get(at));
        let Place { file, line, .. } = batch.place(at);
        let cells = self.columns();
        let cells = cells.iter().map(|name| cell(batch, name, (at, &self.plan.zone))).collect();
        let (id, place) = (id.unwrap_or_default().to_owned(), (file.to_string(), line));
        Row { start, id, place, cells, role: Role::LeftOut, value: Cell::Missing }
    }

    fn keep(&mut self, row: Row, figure: &Figure) {
        let Some(role) = Role::of(figure) else { return };
        *self.counts.entry(role).or_default() += 1;
        let value = match (role, &figure.numerator) {
            (Role::LeftOut, _) => Cell::Missing,
            (_, Cell::Missing) => figure.value.clone(),
            (_, numerator) => numerator.clone(),
        };
        self.rows.push(Row { role, value, ..row });
        if self.rows.len() > self.most.saturating_mul(2).max(1_000) {
            self.shorten(self.most);
        }
    }

    /// Keeps the first rows in order.
    fn shorten(&mut self, most: usize) {
        self.rows.sort_by(|one, other| one.order().cmp(&other.order()));
        self.rows.truncate(most);
    }
}

impl Fold for BehindFold {
    fn wants(&self) -> Vec<Name> {
        let mut names: BTreeSet<Name> = Contacts::FIELDS.map(Name::from).into();
        names.extend(self.columns());
        names.extend(self.plan.filter.columns());
        names.extend(MeasureFold::columns(&self.plan.measures));
        names.into_iter().collect()
    }

    fn needs(&self) -> Vec<Name> {
        let mut names = self.plan.filter.columns();
        names.push(Field::InteractionId.into());
        names
    }

    fn update(&mut self, batch: &Batch) {
        let wants = self.wants().into_iter();
        self.present.extend(wants.filter(|name| batch.column(name).is_some()));
        let mut selected = Vec::new();
        self.plan.filter.select(batch, &mut selected);
        let figures = self.figures(batch, &selected);
        let starts = batch.milli(Field::StartTime);
        for (at, figure) in figures.into_iter().enumerate() {
            let start = starts.and_then(|starts| starts.get(at));
            let is_inside = self
                .plan
                .period
                .is_none_or(|period| start.is_some_and(|start| period.contains(start)));
            if !selected[at] || !is_inside {
                continue;
            }
            match figure {
                Some(figure) if Role::of(&figure).is_some() => {
                    let row = self.row(batch, at);
                    self.keep(row, &figure);
                }
                None if self.measure().is_some_and(|(_, is_alone)| !is_alone) => {
                    let row = self.row(batch, at);
                    self.waiting.push(row);
                }
                _ => {}
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.present.extend(other.present);
        for (role, n) in other.counts {
            *self.counts.entry(role).or_default() += n;
        }
        self.rows.extend(other.rows);
        self.shorten(self.most.max(1_000));
        self.waiting.extend(other.waiting);
        self.repeats.merge(other.repeats, &self.plan.measures);
    }
}

/// Figures by the id of the interaction they are of.
fn by_id(
    measured: BTreeMap<Vec<Value>, Vec<super::Measured>>,
    method: &Method,
) -> BTreeMap<String, Figure> {
    let figures =
        measured.into_iter().filter_map(|(values, seen)| match values.into_iter().next()? {
            Value::Text(id) => Some((id, seen.first()?.figure(method))),
            _ => None,
        });
    figures.collect()
}
