//! Control charts of indicators: which change is more than chance.

mod calendar;
mod chart;
mod table;

pub use calendar::{Calendar, days};
pub use chart::{Kind, Tests};
pub use table::{Drawn, drawn};

use super::group::{Key, Value};
use super::{Figure, Findings, Indicator, Tally, View};
use crate::model::civil::DAY_MS;
use crate::model::{Grain, Zone};
use crate::problem::{Place, Problem};
use crate::report::Unit;
use crate::stats::{mean, real};
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

/// The series of every group and indicator, in order of group.
fn series(findings: &Findings, view: &View, (time, calendar): (usize, &Calendar)) -> Vec<Series> {
    let mut groups: BTreeMap<Vec<Value>, BTreeMap<i64, usize>> = BTreeMap::new();
    for (at, (values, _)) in findings.groups.iter().enumerate() {
        let mut rest = values.clone();
        if let Value::Whole(bucket) = rest.remove(time) {
            groups.entry(rest).or_default().insert(bucket, at);
        }
    }
    let kpis = view.for_people(findings);
    let mut all = Vec::new();
    for (rest, members) in groups {
        let group = texts(findings, time, &rest);
        for kpi in &kpis {
            let of = |bucket: i64| {
                let nothing = Tally::default();
                let tally = members.get(&bucket).map(|at| &findings.groups[*at].1);
                let figure = kpi.of(tally.unwrap_or(&nothing), findings, &view.rules);
                let label = calendar.label(bucket);
                figure.quotient().is_some().then_some((label, figure))
            };
            let is_count = kpi.unit() == Unit::Count;
            let (buckets, figures) = if is_count && !calendar.buckets.is_empty() {
                calendar.buckets.iter().copied().filter_map(of).unzip()
            } else {
                members.keys().copied().filter_map(of).unzip()
            };
            all.push(Series { group: group.clone(), kpi: kpi.clone(), buckets, figures });
        }
    }
    all
}

fn texts(findings: &Findings, time: usize, rest: &[Value]) -> Vec<String> {
    let keys = findings.plan.by.iter().enumerate().filter(|(at, _)| *at != time);
    let texts = keys.zip(rest).map(|((_, key), value)| value.text(key, &findings.plan.zone));
    texts.collect()
}

/// Days from which on it can be seen that a series goes with the day of the week.
const THREE_WEEKS: usize = 21;

/// Part of the variance between the days of the week from which on it is said. By chance, six of `n − 1`
/// degrees of freedom are about a third of it in three weeks.
const WEEKLY: f64 = 0.6;

/// Whether most of how a series by day varies is from one day of the week to the other.
fn is_weekly(series: &Series) -> bool {
    let mut by_day: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    let mut all = Vec::new();
    for (bucket, figure) in series.buckets.iter().zip(&series.figures) {
        let (Some(day), Some((num, den))) = (weekday(bucket), figure.quotient()) else { continue };
        let value = real::signed(num) / real::signed(den);
        by_day.entry(day).or_default().push(value);
        all.push(value);
    }
    if all.len() < THREE_WEEKS {
        return false;
    }
    let squares = |values: &[f64]| {
        let mean = mean::of_reals(values)?;
        Some(mean.variance.unwrap_or(0.0) * real::length(values.len() - 1))
    };
    let Some(total) = squares(&all).filter(|total| *total > 0.0) else { return false };
    let within: f64 = by_day.values().filter_map(|values| squares(values)).sum();
    1.0 - within / total >= WEEKLY
}

/// The day of the week of a date as reports write it, Monday first.
fn weekday(date: &str) -> Option<usize> {
    let day = crate::model::instant::day(date, &Zone::utc())?.from.div_euclid(DAY_MS);
    // 1 January 1970 was a Thursday.
    usize::try_from((day + 3).rem_euclid(7)).ok()
}

#[cfg(test)]
mod tests;
