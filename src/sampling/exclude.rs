//! Who and what is not drawn, each under a reason that is told.

use crate::model::{Batch, Name};
use crate::query::Filter;
use std::collections::{BTreeMap, BTreeSet};

/// The reason of interactions that were evaluated before.
pub const ALREADY_EVALUATED: &str = "already_evaluated";

/// What is left out of the frame beside what the filter does not select.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exclude {
    /// Conditions, in the order in which they are asked; a row is left out under the first that holds.
    pub rules: Vec<Rule>,
    /// Interactions that were evaluated, or are in somebody's work already.
    pub known: BTreeSet<String>,
    /// Agents nobody is to be drawn of, with the reason.
    pub agents: BTreeMap<String, String>,
}

/// One condition with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What the rows it holds for are counted under.
    pub reason: String,
    /// The condition; what is unknown does not hold.
    pub holds: Filter,
}

impl Exclude {
    /// Whether it leaves out nothing.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.known.is_empty() && self.agents.is_empty()
    }

    /// The columns its rules read.
    pub fn columns(&self) -> Vec<Name> {
        self.rules.iter().flat_map(|rule| rule.holds.columns()).collect()
    }

    /// For each row the first rule that holds; empty without rules.
    pub(super) fn ruled(&self, batch: &Batch) -> Vec<Option<usize>> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let mut found = vec![None; batch.rows()];
        let mut selected = Vec::new();
        for (at, rule) in self.rules.iter().enumerate().rev() {
            rule.holds.select(batch, &mut selected);
            for (cell, _) in found.iter_mut().zip(&selected).filter(|(_, holds)| **holds) {
                *cell = Some(at);
            }
        }
        found
    }

    /// Whether it names interactions or agents.
    pub(super) fn names_some(&self) -> bool {
        !self.known.is_empty() || !self.agents.is_empty()
    }

    /// Why an interaction of an agent is left out, apart from the rules; `None` when it is not.
    pub(super) fn of(&self, id: &str, agent: Option<&str>) -> Option<&str> {
        if !self.known.is_empty() && self.known.contains(id) {
            return Some(ALREADY_EVALUATED);
        }
        if self.agents.is_empty() {
            return None;
        }
        self.agents.get(agent?).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::super::draw::tests::{batch, calls};
    use super::*;

    #[test]
    fn nothing_is_left_out_by_nothing() {
        let none = Exclude::default();
        assert!(none.is_empty());
        assert!(none.ruled(&batch(&calls("A1", 3))).is_empty());
        assert_eq!(none.of("c1", Some("A1")), None);
    }

    #[test]
    fn the_first_rule_that_holds_is_the_reason() {
        let rule = |reason: &str, text: &str| Rule {
            reason: reason.to_owned(),
            holds: Filter::parse(text).unwrap(),
        };
        let rules = vec![rule("one", "interaction_id = 'A1-1'"), rule("two", "agent_id = 'A1'")];
        let mut rows = calls("A1", 2);
        rows.extend(calls("A2", 1));
        let exclude = Exclude { rules, ..Exclude::default() };
        assert_eq!(exclude.ruled(&batch(&rows)), [Some(1), Some(0), None]);
    }

    #[test]
    fn what_was_evaluated_comes_before_who_is_away() {
        let known = BTreeSet::from(["c1".to_owned()]);
        let agents = BTreeMap::from([("A1".to_owned(), "on_leave".to_owned())]);
        let exclude = Exclude { known, agents, ..Exclude::default() };
        assert_eq!(exclude.of("c1", Some("A1")), Some(ALREADY_EVALUATED));
        assert_eq!(exclude.of("c2", Some("A1")), Some("on_leave"));
        assert_eq!(exclude.of("c2", Some("A2")), None);
        assert_eq!(exclude.of("c2", None), None);
    }
}
