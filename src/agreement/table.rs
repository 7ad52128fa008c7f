//! One question's ratings: interactions by evaluators, and the counts made of them.

use super::estimate::Undefined;
use super::weights::Weights;
use crate::stats::real;
use std::collections::BTreeSet;

/// Interactions by evaluators; a rating that is not there is missing.
///
/// Several questions may share the numbering of their rows, so a row may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    categories: usize,
    rows: Vec<Vec<(usize, usize)>>,
}

impl Table {
    /// Ratings as (evaluator, category) pairs, interaction by interaction.
    ///
    /// # Panics
    ///
    /// If a category is not below `categories`, or an evaluator rates an interaction twice.
    pub fn new(categories: usize, mut rows: Vec<Vec<(usize, usize)>>) -> Self {
        for row in &mut rows {
            row.sort_unstable();
            assert!(row.iter().all(|(_, category)| *category < categories), "a known category");
            assert!(row.windows(2).all(|pair| pair[0].0 != pair[1].0), "one rating each");
        }
        Self { categories, rows }
    }

    /// The same without the interactions that only one evaluator rated.
    ///
    /// They say nothing about agreement, and the usual standard errors grow many times too large
    /// when they are kept.
    #[must_use]
    pub fn pairable(&self) -> Self {
        let keep = |row: &Vec<(usize, usize)>| if row.len() > 1 { row.clone() } else { Vec::new() };
        Self { categories: self.categories, rows: self.rows.iter().map(keep).collect() }
    }

    /// The same without one interaction.
    #[must_use]
    pub fn without(&self, row: usize) -> Self {
        let mut rest = self.clone();
        rest.rows[row].clear();
        rest
    }

    /// How many categories there are, used or not.
    pub fn categories(&self) -> usize {
        self.categories
    }

    /// Ratings as (evaluator, category) pairs in order of evaluator, row by row; some are empty.
    pub fn rows(&self) -> &[Vec<(usize, usize)>] {
        &self.rows
    }

    /// How many interactions at least `ratings` evaluators rated.
    pub fn rated_by(&self, ratings: usize) -> usize {
        self.rows.iter().filter(|row| row.len() >= ratings).count()
    }

    /// How many ratings there are.
    pub fn ratings(&self) -> usize {
        self.rows.iter().map(Vec::len).sum()
    }

    /// The evaluators that rated at all.
    pub fn evaluators(&self) -> BTreeSet<usize> {
        self.rows.iter().flatten().map(|(evaluator, _)| *evaluator).collect()
    }

    /// Whether agreement can be measured at all.
    pub fn comparable(&self) -> Result<(), Undefined> {
        match self.evaluators().len() {
            0 => Err(Undefined::NothingRated),
            1 => Err(Undefined::OneEvaluator),
            _ if self.rated_by(2) == 0 => Err(Undefined::NothingRatedTwice),
            _ => Ok(()),
        }
    }
}

/// How many evaluators put each rated interaction into each category.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    q: usize,
    cells: Vec<f64>,
    totals: Vec<f64>,
}

impl Counts {
    /// Counts of the rows that hold a rating, in order.
    pub(super) fn of(table: &Table) -> Self {
        let q = table.categories;
        let (mut cells, mut totals) = (Vec::new(), Vec::new());
        for row in table.rows.iter().filter(|row| !row.is_empty()) {
            let start = cells.len();
            cells.resize(start + q, 0.0);
            for (_, category) in row {
                cells[start + category] += 1.0;
            }
            totals.push(real::length(row.len()));
        }
        Self { q, cells, totals }
    }

    /// How many interactions there are.
    pub(super) fn len(&self) -> usize {
        self.totals.len()
    }

    /// Counts by category and their total, interaction by interaction.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&[f64], f64)> {
        self.cells.chunks_exact(self.q.max(1)).zip(self.totals.iter().copied())
    }

    /// The share of each category, every interaction counting the same.
    pub(super) fn shares(&self) -> Vec<f64> {
        let mut shares = vec![0.0; self.q];
        for (row, total) in self.rows() {
            for (share, count) in shares.iter_mut().zip(row) {
                *share += count / total;
            }
        }
        let n = real::length(self.len());
        shares.iter().map(|share| share / n).collect()
    }
}

/// Ordered pairs of ratings of one interaction that agree, each with its weight.
pub(super) fn agreeing_pairs(row: &[f64], weights: &Weights) -> f64 {
    let agreeing = row.iter().enumerate().filter(|(_, count)| **count > 0.0);
    agreeing.map(|(k, count)| count * (dot(weights.row(k), row) - 1.0)).sum()
}

/// The sum of products.
pub(super) fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_compared_says_why() {
        let reason = |rows| Table::new(2, rows).comparable();
        assert_eq!(reason(vec![vec![]]), Err(Undefined::NothingRated));
        assert_eq!(reason(vec![vec![(3, 1)], vec![(3, 0)]]), Err(Undefined::OneEvaluator));
        assert_eq!(reason(vec![vec![(0, 1)], vec![(1, 1)]]), Err(Undefined::NothingRatedTwice));
        assert_eq!(reason(vec![vec![(0, 1), (1, 1)]]), Ok(()));
    }

    #[test]
    fn rows_keep_their_numbers_when_some_are_left_out() {
        let table = Table::new(2, vec![vec![(0, 1)], vec![(1, 0), (0, 1)]]);
        assert_eq!(table.pairable().rows(), [vec![], vec![(0, 1), (1, 0)]]);
        assert_eq!((table.without(1).ratings(), table.ratings()), (1, 3));
        assert_eq!((table.rated_by(1), table.rated_by(2)), (2, 1));
    }
}

#[cfg(test)]
pub(super) mod arbitrary {
    use super::Table;
    use proptest::prelude::*;

    /// Tables of some categories, evaluators and interactions, with ratings missing.
    pub(in super::super) fn table() -> impl Strategy<Value = Table> {
        (2..5_usize, 2..5_usize).prop_flat_map(|(categories, evaluators)| {
            let cell = prop::option::weighted(0.8, 0..categories);
            let row = prop::collection::vec(cell, evaluators);
            prop::collection::vec(row, 1..12).prop_map(move |rows| {
                let rated = |row: Vec<Option<usize>>| {
                    let cells = row.into_iter().enumerate();
                    cells.filter_map(|(who, cell)| Some((who, cell?))).collect()
                };
                Table::new(categories, rows.into_iter().map(rated).collect())
            })
        })
    }

    /// The same ratings with evaluators and categories renamed and the rows in another order.
    pub(in super::super) fn renamed(
        table: &Table,
        evaluator: impl Fn(usize) -> usize,
        category: impl Fn(usize) -> usize,
    ) -> Table {
        let rows = table.rows().iter().rev().map(|row| {
            row.iter().map(|(who, answer)| (evaluator(*who), category(*answer))).collect()
        });
        Table::new(table.categories(), rows.collect())
    }
}
