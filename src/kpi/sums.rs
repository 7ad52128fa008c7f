//! Indicators from records that are no contacts: intervals, survey responses, delivered scores.
//!
//! Such records come with counts, totals, means and rates. Every indicator here is a quotient of two
//! sums over the records, so that a mean is weighted by what it is the mean of, a rate by what it is
//! a rate of, and no figure of a group is the mean of the figures of its parts. What cannot be had
//! from such sums is not shown, and says so when it is asked for.

mod cells;
mod fold;
mod indicators;
mod intervals;
mod report;
mod responses;

pub use cells::Cells;
pub use fold::{SumFold, Summed};
pub use indicators::{SumKpi, all, find};
pub use report::{Judged, View, judge, report};

use super::group::Key;
use crate::model::{Period, Zone};
use crate::query::Filter;

/// What the records are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Records {
    /// Stretches of time with what their contacts add up to.
    Intervals,
    /// Responses of customers.
    Responses,
    /// Scores of evaluations, as they were delivered.
    Scores,
}

impl Records {
    /// One of them, and several, as reports call them.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Intervals => "interval",
            Self::Responses => "response",
            Self::Scores => "evaluation",
        }
    }
}

/// What is to be summed, and how records are grouped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What the records are.
    pub records: Records,
    /// Columns and grains; without any there is one group.
    pub by: Vec<Key>,
    /// The times that take part; `None` for all.
    pub period: Option<Period>,
    /// The records that take part.
    pub filter: Filter,
    /// Where days are cut.
    pub zone: Zone,
    /// Thresholds and formulas.
    pub rules: super::Rules,
}

impl Plan {
    /// Whether it looks at times.
    pub fn is_timed(&self) -> bool {
        self.period.is_some() || self.by.iter().any(|key| matches!(key, Key::Grain(_)))
    }
}

#[cfg(test)]
mod tests;
