//! What a pass over the call records found.

use super::group::{Key, Value};
use super::{Plan, Tally};
use crate::model::Name;
use crate::problem::{Place, Problem};
use std::collections::BTreeSet;

/// Tallies by group, their total, and what was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// What was asked.
    pub plan: Plan,
    /// Groups in order of their values, one value for each key of the plan.
    pub groups: Vec<(Vec<Value>, Tally)>,
    /// All groups together.
    pub total: Tally,
    /// The wanted columns that at least one source has.
    pub present: BTreeSet<Name>,
    /// Contacts without a start time, where one was needed.
    pub untimed: u64,
    /// Contacts whose start time lies outside the period.
    pub outside: u64,
    /// Start times of the first and the last of them; `None` when there are none.
    pub outside_span: Option<(i64, i64)>,
    /// Contacts that the filter does not select.
    pub unselected: u64,
}

impl Findings {
    /// The texts of a group's values, in the order of the plan's keys; empty for unknown ones.
    pub fn texts(&self, values: &[Value]) -> Vec<String> {
        let keys = self.plan.by.iter();
        keys.zip(values).map(|(key, value)| value.text(key, &self.plan.zone)).collect()
    }

    /// One problem for each column that grouping or the period needs and no source has; none when
    /// no contact was read. `place` is where the request stands.
    pub fn absent_keys(&self, place: &Place) -> Vec<Problem> {
        if self.groups.is_empty() && self.untimed + self.outside + self.unselected == 0 {
            return Vec::new();
        }
        let mut needed: BTreeSet<Name> = self.plan.by.iter().map(Key::column).collect();
        if self.plan.period.is_some() {
            needed.insert(crate::model::Field::StartTime.into());
        }
        let absent = needed.into_iter().filter(|name| !self.present.contains(name));
        absent.map(|name| missing_column(&name, place)).collect()
    }
}

/// The complaint about a column that grouping or a rule needs and no source has, with the nearest name.
pub fn missing_column(name: &Name, place: &Place) -> Problem {
    let message = format!("expected a column `{name}`, found none in the call records");
    let help = match name {
        Name::Field(_) => "map a column to it in the profile".to_owned(),
        Name::Extra(_) => {
            let known = crate::model::Field::all().map(crate::model::Field::name);
            let grains = crate::model::Grain::ALL.into_iter().map(crate::model::Grain::name);
            match crate::problem::nearest(name.as_str(), known.chain(grains)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write a column of the export as its header does".to_owned(),
            }
        }
    };
    Problem::new("missing-column", place.clone(), message).help(help)
}
