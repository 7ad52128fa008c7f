//! The day of each agent: one state at a time, one after the other.

use super::{Class, Classes};
use crate::kpi::gather::{Gathered, Row};
use crate::kpi::group::Value;
use crate::model::civil::DAY_MS;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The longest time that somebody is in one state: what lasts longer has no end that anybody knows.
const LONGEST: i64 = 366 * DAY_MS;

/// A stretch of time in one class of state, the end not included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// First instant.
    pub from: i64,
    /// First instant after it.
    pub to: i64,
    /// What the agent did.
    pub class: Class,
    /// The group's columns of the record.
    pub columns: Arc<[Value]>,
}

/// Stays of every agent, one after the other, and what was odd about the records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timelines {
    /// By agent.
    pub agents: BTreeMap<Arc<str>, Vec<Stay>>,
    /// Records without agent, state or beginning.
    pub untold: u64,
    /// Records without an end, and nothing after them that tells it.
    pub open: u64,
    /// Records that would last longer than a year, as those that end on the last day of all time.
    pub endless: u64,
    /// Records that end before they begin.
    pub backwards: u64,
    /// Records whose end is the beginning of the agent's next one.
    pub followed: u64,
    /// Time in which an agent is in two states at once, in milliseconds.
    pub overlapped: i128,
    /// States that nobody knows the meaning of.
    pub unknown: BTreeSet<Arc<str>>,
}

/// The timelines of records.
pub fn timelines(gathered: &Gathered, classes: &Classes) -> Timelines {
    let mut found = Timelines::default();
    let mut by_agent: BTreeMap<Arc<str>, Vec<(&Row, i64, Class)>> = BTreeMap::new();
    for row in &gathered.rows {
        let [Some(agent), Some(state)] = &row.texts else {
            found.untold += 1;
            continue;
        };
        let Some(from) = row.numbers[0] else {
            found.untold += 1;
            continue;
        };
        match classes.of(state) {
            Some(class) => by_agent.entry(agent.clone()).or_default().push((row, from, class)),
            None => {
                found.unknown.insert(state.clone());
            }
        }
    }
    for (agent, rows) in by_agent {
        let stays = found.stays(&rows);
        let stays = found.flat(stays);
        found.agents.insert(agent, stays);
    }
    found
}

impl Timelines {
    /// First and last instant of all stays.
    pub fn span(&self) -> Option<(i64, i64)> {
        let stays = || self.agents.values().flatten();
        Some((stays().map(|stay| stay.from).min()?, stays().map(|stay| stay.to).max()?))
    }

    /// The stays of rows in order of their beginnings.
    fn stays(&mut self, rows: &[(&Row, i64, Class)]) -> Vec<Stay> {
        let mut stays = Vec::new();
        for (at, (row, from, class)) in rows.iter().enumerate() {
            let [_, end, duration, _] = row.numbers;
            let end = end.or_else(|| from.checked_add(duration?));
            let told = end.filter(|end| end.saturating_sub(*from) <= LONGEST);
            self.endless += u64::from(end.is_some() && told.is_none());
            let next = || rows[at + 1..].iter().map(|(_, next, _)| *next).find(|next| next > from);
            let to = told.or_else(|| {
                let next = next();
                self.followed += u64::from(next.is_some());
                next
            });
            match to {
                None => self.open += 1,
                Some(to) if to < *from => self.backwards += 1,
                Some(to) => {
                    let columns = row.columns.clone();
                    stays.push(Stay { from: *from, to, class: *class, columns });
                }
            }
        }
        stays.retain(|stay| stay.from < stay.to);
        stays
    }

    /// The same with one state at a time: the busier of those that overlap.
    fn flat(&mut self, stays: Vec<Stay>) -> Vec<Stay> {
        if stays.windows(2).all(|pair| pair[0].to <= pair[1].from) {
            return stays;
        }
        let mut cuts: Vec<i64> = stays.iter().flat_map(|stay| [stay.from, stay.to]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let (mut flat, mut next) = (Vec::<Stay>::new(), 0);
        let mut open: Vec<&Stay> = Vec::new();
        for ends in cuts.windows(2) {
            open.retain(|stay| stay.to > ends[0]);
            while let Some(stay) = stays.get(next).filter(|stay| stay.from <= ends[0]) {
                open.push(stay);
                next += 1;
            }
            let Some(busiest) = open.iter().min_by_key(|stay| (stay.class, stay.from)) else {
                continue;
            };
            if open.len() > 1 {
                self.overlapped += i128::from(ends[1] - ends[0]);
            }
            flat.push(Stay { from: ends[0], to: ends[1], ..(*busiest).clone() });
        }
        flat
    }
}
