//! What the answers of a question do to an evaluation.

use super::scale::Scale;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a failure is more than lost points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Weight {
    /// A failure costs points.
    #[default]
    Ordinary,
    /// A failure is a critical error.
    Critical,
}

/// What is at stake with a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stake {
    /// Labels of the answers that fail it.
    pub failing: BTreeSet<String>,
    /// Whether a failure is more than lost points.
    pub weight: Weight,
    /// What each answer adds to a score when every question applies, in thousandths of a point.
    pub worth: BTreeMap<String, i64>,
}

impl Stake {
    /// Whether an answer of this category fails the question.
    pub(super) fn fails(&self, scale: &Scale, category: usize) -> bool {
        scale.category_labels().get(category).is_some_and(|label| self.failing.contains(label))
    }

    /// How far these answers lie apart in thousandths of a point; `None` when that is unknown.
    pub(super) fn apart(&self, labels: &[&str]) -> Option<i64> {
        let worth: Vec<i64> =
            labels.iter().filter_map(|label| self.worth.get(*label).copied()).collect();
        Some(worth.iter().max()? - worth.iter().min()?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::scale::Level;
    use super::*;

    #[test]
    fn what_nothing_is_known_of_is_not_zero_points_apart() {
        assert_eq!(Stake::default().apart(&["yes", "no"]), None);
    }

    #[test]
    fn answers_lie_as_far_apart_as_the_best_and_the_worst() {
        let worth = [("0", 0), ("1", 5_000), ("2", 10_000)];
        let worth = worth.map(|(label, worth)| (label.to_owned(), worth)).into();
        let stake = Stake { failing: ["0".to_owned()].into(), worth, ..Stake::default() };
        assert_eq!(stake.apart(&["1", "2", "1"]), Some(5_000));
        let scale = Scale::numbers(Level::Ordinal, [("0", 0), ("1", 1000), ("2", 2000)]);
        assert!(stake.fails(&scale, 0) && !stake.fails(&scale, 1) && !stake.fails(&scale, 9));
    }
}
