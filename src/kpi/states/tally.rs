//! Time by class, and against a schedule.

use super::{Class, Stay, Timelines};
use crate::kpi::gather::{Wanted, group_at};
use crate::kpi::group::{Key, Value};
use crate::model::civil::DAY_MS;
use crate::model::{Grain, Period, Zone};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Time of the agents of a group, in milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) agents: BTreeSet<Arc<str>>,
    pub(super) time: BTreeMap<Class, i128>,
    /// Planned time, signed out apart.
    pub(super) planned: i128,
    /// Of it, time for customers.
    pub(super) planned_on_queue: i128,
    /// Time for customers on days for which the agent has a plan.
    pub(super) on_queue_as_planned: i128,
    /// Planned time in which the agent did what was planned.
    pub(super) kept: i128,
}

impl Tally {
    pub(super) fn of(&self, class: Class) -> i128 {
        self.time.get(&class).copied().unwrap_or_default()
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.agents.extend(other.agents.iter().cloned());
        for (class, ms) in &other.time {
            *self.time.entry(*class).or_default() += ms;
        }
        self.planned += other.planned;
        self.planned_on_queue += other.planned_on_queue;
        self.on_queue_as_planned += other.on_queue_as_planned;
        self.kept += other.kept;
    }
}

/// Tallies by group.
pub(super) type Groups = BTreeMap<Vec<Value>, Tally>;

/// Adds up the stays of every agent.
pub(super) fn spend(
    timelines: &Timelines,
    (wanted, period): (&Wanted, Option<Period>),
    groups: &mut Groups,
) {
    for (agent, stays) in &timelines.agents {
        for stay in stays.iter().filter(|stay| stay.class != Class::Offline) {
            each_run(stay, (wanted, period), |group, (from, to)| {
                let tally = groups.entry(group).or_default();
                if !tally.agents.contains(agent) {
                    tally.agents.insert(agent.clone());
                }
                *tally.time.entry(stay.class).or_default() += i128::from(to - from);
            });
        }
    }
}

/// Holds what was planned against what was done.
pub(super) fn compare(
    (planned, done): (&Timelines, &Timelines),
    (wanted, period): (&Wanted, Option<Period>),
    groups: &mut Groups,
) {
    let nothing = Vec::new();
    for (agent, plan) in &planned.agents {
        let stays = done.agents.get(agent).unwrap_or(&nothing);
        for stay in plan.iter().filter(|stay| stay.class != Class::Offline) {
            each_run(stay, (wanted, period), |group, (from, to)| {
                let length = i128::from(to - from);
                let tally = groups.entry(group).or_default();
                tally.planned += length;
                if stay.class.is_on_queue() {
                    tally.planned_on_queue += length;
                }
                tally.kept += kept(stays, stay.class, (from, to));
            });
        }
        let days = days(plan, &wanted.zone);
        for stay in stays.iter().filter(|stay| stay.class.is_on_queue()) {
            each_run(stay, (wanted, period), |group, (from, to)| {
                let time = time_within(&days, &wanted.zone, (from, to));
                if time > 0 {
                    groups.entry(group).or_default().on_queue_as_planned += time;
                }
            });
        }
    }
}

/// The days, by the clocks of the zone, for which something is planned; counted from 1970.
fn days(plan: &[Stay], zone: &Zone) -> BTreeSet<i64> {
    let mut days = BTreeSet::new();
    for stay in plan.iter().filter(|stay| stay.class != Class::Offline) {
        each_day(zone, (stay.from, stay.to), |day, _| {
            days.insert(day);
        });
    }
    days
}

/// The time of a stretch on some days.
fn time_within(days: &BTreeSet<i64>, zone: &Zone, stretch: (i64, i64)) -> i128 {
    let mut time = 0;
    each_day(zone, stretch, |day, (from, to)| {
        if days.contains(&day) {
            time += i128::from(to - from);
        }
    });
    time
}

/// Calls `each` with every day of a stretch and the part of the stretch that lies in it.
fn each_day(zone: &Zone, (from, to): (i64, i64), mut each: impl FnMut(i64, (i64, i64))) {
    let mut at = from;
    while at < to {
        let day = (at + zone.offset(at)).div_euclid(DAY_MS);
        let end = Grain::Day.run_end(zone, at, to);
        each(day, (at, end));
        at = end;
    }
}

/// The time of a stretch in which the agent did what was planned.
fn kept(stays: &[Stay], planned: Class, (from, to): (i64, i64)) -> i128 {
    let first = stays.partition_point(|stay| stay.to <= from);
    let within = stays[first..].iter().take_while(|stay| stay.from < to);
    let kept = within.filter(|stay| stay.class.keeps(planned));
    kept.map(|stay| i128::from(stay.to.min(to) - stay.from.max(from))).sum()
}

/// Calls `each` with every stretch of a stay that lies in the period and in one bucket.
fn each_run(
    stay: &Stay,
    (wanted, period): (&Wanted, Option<Period>),
    mut each: impl FnMut(Vec<Value>, (i64, i64)),
) {
    let whole = Period { from: stay.from, to: stay.to };
    let period = period.unwrap_or(whole);
    let (mut at, to) = (stay.from.max(period.from), stay.to.min(period.to));
    while at < to {
        let ends = wanted.by.iter().filter_map(|key| match key {
            Key::Grain(grain) => Some(grain.run_end(&wanted.zone, at, to)),
            Key::Column(_) => None,
        });
        let end = ends.min().unwrap_or(to);
        each(group_at(wanted, &stay.columns, Some(at)), (at, end));
        at = end;
    }
}
