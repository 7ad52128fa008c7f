//! Control charts of indicators: which change is more than chance.

mod chart;
mod table;

pub use chart::{Kind, Tests};
pub use table::tables;

use super::group::{Key, Value};
use super::{Figure, Findings, Indicator, View};
use crate::model::Grain;
use crate::problem::{Place, Problem};
use std::collections::BTreeMap;

/// Which chart, and which rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spc {
    /// The chart asked for; `None` for the one that goes with the indicator.
    pub kind: Option<Kind>,
    /// What is looked for.
    pub tests: Tests,
}

/// Where in the keys of a plan its buckets of time stand.
///
/// A problem when there is none, or when they do not follow each other, as hours of the day.
pub fn time_key(by: &[Key], place: &Place) -> Result<usize, Problem> {
    let is_time = |key: &Key| matches!(key, Key::Grain(grain) if *grain != Grain::Hour);
    by.iter().position(is_time).ok_or_else(|| {
        let message = "a control chart needs times that follow each other, found none";
        Problem::new("bad-group", place.clone(), message).help("add --by day, week or month")
    })
}

/// One indicator of one group over time; buckets in which it is undefined are left out.
struct Series {
    /// Values of the other keys.
    group: Vec<String>,
    kpi: Indicator,
    buckets: Vec<String>,
    figures: Vec<Figure>,
}

fn series(findings: &Findings, view: &View, time: usize) -> Vec<Series> {
    let mut groups: BTreeMap<Vec<Value>, Vec<usize>> = BTreeMap::new();
    for (at, (values, _)) in findings.groups.iter().enumerate() {
        let mut rest = values.clone();
        if rest.remove(time) != Value::Unknown {
            groups.entry(rest).or_default().push(at);
        }
    }
    let mut all = Vec::new();
    for mut members in groups.into_values() {
        members.sort_by(|a, b| findings.groups[*a].0[time].cmp(&findings.groups[*b].0[time]));
        for kpi in view.for_people(findings) {
            let (mut buckets, mut figures, mut group) = (Vec::new(), Vec::new(), Vec::new());
            for (values, tally) in members.iter().map(|at| &findings.groups[*at]) {
                let figure = kpi.of(tally, findings, &view.rules);
                group = findings.texts(values);
                let bucket = group.remove(time);
                if figure.quotient().is_some() {
                    buckets.push(bucket);
                    figures.push(figure);
                }
            }
            all.push(Series { group, kpi, buckets, figures });
        }
    }
    all
}

#[cfg(test)]
mod tests;
