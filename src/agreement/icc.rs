//! Agreement of total scores: the intraclass correlation of complete tables.

use super::bias::Scores;
use crate::stats::{fisher, real, tail};
use std::collections::BTreeSet;

/// Mean squares of interactions by evaluators, every interaction scored by every evaluator.
///
/// Sources: Shrout and Fleiss (1979) <https://doi.org/10.1037/0033-2909.86.2.420>, `McGraw` and
/// Wong (1996) <https://doi.org/10.1037/1082-989X.1.1.30>.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanSquares {
    /// How many interactions; at least 2.
    pub interactions: usize,
    /// How many evaluators; at least 2.
    pub evaluators: usize,
    /// Between interactions, in points squared.
    pub rows: f64,
    /// Between evaluators.
    pub columns: f64,
    /// What is left.
    pub error: f64,
    /// Within interactions.
    pub within: f64,
}

impl MeanSquares {
    /// From scores in thousandths, interaction by interaction.
    ///
    /// Sums are exact, so that no scatter is exactly 0. `None` below two interactions or evaluators
    /// and when rows have different lengths.
    pub fn of(rows: &[Vec<i64>]) -> Option<Self> {
        let (n, k) = (rows.len(), rows.first()?.len());
        if n < 2 || k < 2 || rows.iter().any(|row| row.len() != k) {
            return None;
        }
        let square = |sum: i128| sum * sum;
        let sum = |row: &Vec<i64>| row.iter().map(|score| i128::from(*score)).sum::<i128>();
        let column = |j: usize| rows.iter().map(|row| i128::from(row[j])).sum::<i128>();
        let total = square(rows.iter().map(sum).sum());
        let single: i128 = rows.iter().flatten().map(|score| square(i128::from(*score))).sum();
        let by_row: i128 = rows.iter().map(|row| square(sum(row))).sum();
        let by_column: i128 = (0..k).map(|j| square(column(j))).sum();
        let (wide_n, wide_k) = (i128::try_from(n).ok()?, i128::try_from(k).ok()?);
        // Sums of squares times n k, still whole numbers.
        let rows = wide_n * by_row - total;
        let columns = wide_k * by_column - total;
        let within = wide_n * wide_k * single - total - rows;
        let (n_real, k_real) = (real::length(n), real::length(k));
        let unit = n_real * k_real * 1e6;
        let mean = |squares: i128, df: f64| real::signed(squares) / unit / df;
        Some(Self {
            interactions: n,
            evaluators: k,
            rows: mean(rows, n_real - 1.0),
            columns: mean(columns, k_real - 1.0),
            error: mean(within - columns, (n_real - 1.0) * (k_real - 1.0)),
            within: mean(within, n_real * (k_real - 1.0)),
        })
    }

    /// ICC(A,1): how far a single evaluator's score can be trusted, severity included.
    ///
    /// `None` when all scores are equal. May be negative.
    pub fn agreement(&self) -> Option<f64> {
        let (n, k) = self.sizes();
        let severity = k / n * (self.columns - self.error);
        quotient(self.rows - self.error, self.rows + (k - 1.0) * self.error + severity)
    }

    /// ICC(C,1): the same if evaluators differed in severity only. `None` when all are equal.
    pub fn consistency(&self) -> Option<f64> {
        let (_, k) = self.sizes();
        quotient(self.rows - self.error, self.rows + (k - 1.0) * self.error)
    }

    /// ICC(1,1): for evaluators that are other people every time. `None` when all are equal.
    pub fn one_way(&self) -> Option<f64> {
        let (_, k) = self.sizes();
        quotient(self.rows - self.within, self.rows + (k - 1.0) * self.within)
    }

    /// Limits of ICC(A,1) at a confidence such as 0.95; `None` where nothing is left over.
    pub fn agreement_limits(&self, confidence: f64) -> Option<(f64, f64)> {
        let (n, k) = self.sizes();
        let icc = self.agreement().filter(|icc| self.error > 0.0 && *icc < 1.0)?;
        let odds = k * icc / (n * (1.0 - icc));
        let between = odds * self.columns;
        let left = (1.0 + odds * (n - 1.0)) * self.error;
        let parts = between.powi(2) / (k - 1.0) + left.powi(2) / ((n - 1.0) * (k - 1.0));
        // Below chance the two parts can cancel, and then no degree of freedom is left.
        let df = Some((between + left).powi(2) / parts).filter(|df| *df > 0.0 && df.is_finite())?;
        let p = 0.5 + confidence / 2.0;
        let low = fisher::quantile(p, n - 1.0, df);
        let high = fisher::quantile(p, df, n - 1.0);
        let rest = k * self.columns + (k * n - k - n) * self.error;
        let lower = n * (self.rows - low * self.error) / (low * rest + n * self.rows);
        let upper = n * (high * self.rows - self.error) / (rest + n * high * self.rows);
        (lower.is_finite() && upper.is_finite()).then_some((lower, upper))
    }

    /// Standard error of a single score in points, severity included.
    pub fn standard_error(&self) -> f64 {
        let (n, _) = self.sizes();
        let severity = (self.columns - self.error) / n;
        (severity.clamp(0.0, f64::MAX) + self.error).sqrt()
    }

    /// The least difference of two single scores that is no error, at 95 % confidence, in points.
    ///
    /// 1.96 √2 standard errors: de Vet et al. (2006) <https://doi.org/10.1016/j.jclinepi.2005.10.015>.
    pub fn smallest_difference(&self) -> f64 {
        1.96 * 2.0_f64.sqrt() * self.standard_error()
    }

    /// F of severity: evaluators over what is left; `None` when nothing is.
    pub fn severity_ratio(&self) -> Option<f64> {
        quotient(self.columns, self.error)
    }

    /// Probability of an F of severity as large if nobody were more severe; `None` with it.
    pub fn severity_p(&self) -> Option<f64> {
        let (n, k) = self.sizes();
        Some(tail::fisher(self.severity_ratio()?, k - 1.0, (n - 1.0) * (k - 1.0)))
    }

    /// Variances between interactions, between evaluators and of what is left; may be below 0.
    pub fn components(&self) -> [f64; 3] {
        let (n, k) = self.sizes();
        [(self.rows - self.error) / k, (self.columns - self.error) / n, self.error]
    }

    fn sizes(&self) -> (f64, f64) {
        (real::length(self.interactions), real::length(self.evaluators))
    }
}

fn quotient(above: f64, below: f64) -> Option<f64> {
    let value = above / below;
    value.is_finite().then_some(value)
}

/// The scores of interactions that all of these evaluators scored, in thousandths.
///
/// Also how many interactions were scored by at least two of them, complete or not.
pub fn complete(scores: &Scores, evaluators: &[&str]) -> (Vec<Vec<i64>>, usize) {
    let scored: BTreeSet<&str> =
        evaluators.iter().copied().filter(|who| scores.of(who).next().is_some()).collect();
    if scored.len() < 2 {
        return (Vec::new(), 0);
    }
    let row = |given: Vec<Option<i64>>| given.into_iter().collect::<Option<Vec<i64>>>();
    let rows: Vec<Vec<Option<i64>>> = scores.table(&scored.into_iter().collect::<Vec<_>>());
    let twice = rows.iter().filter(|row| row.iter().flatten().count() > 1).count();
    (rows.into_iter().filter_map(row).collect(), twice)
}

#[cfg(test)]
pub(super) mod sample {
    use super::MeanSquares;

    /// Six interactions scored by four judges. Source: Shrout and Fleiss (1979), table 2.
    pub(in super::super) fn shrout_and_fleiss() -> MeanSquares {
        let rows =
            [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];
        MeanSquares::of(&rows.map(|row| row.map(|score| score * 1000).to_vec())).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn points(rows: &[&[i64]]) -> Vec<Vec<i64>> {
        rows.iter().map(|row| row.iter().map(|score| score * 1000).collect()).collect()
    }

    #[test]
    fn one_interaction_one_evaluator_or_equal_scores_have_no_correlation() {
        assert_eq!(MeanSquares::of(&points(&[&[80, 84, 77]])), None);
        assert_eq!(MeanSquares::of(&points(&[&[80], &[84]])), None);
        let mut scores = Scores::new();
        scores.insert("I1", "ann", 80_000);
        assert_eq!(complete(&scores, &["ann", "bob"]), (Vec::new(), 0));
        let equal = MeanSquares::of(&points(&[&[80, 80], &[80, 80]])).unwrap();
        assert_eq!((equal.agreement(), equal.agreement_limits(0.95)), (None, None));
    }

    /// By hand: interactions 70 and 80, the second evaluator always 10 above: nothing is left over,
    /// 100 between interactions and 100 between evaluators, so ICC(A,1) = 100 / (100 + 100).
    #[test]
    fn a_constant_offset_is_consistent_and_does_not_agree() {
        let offset = MeanSquares::of(&points(&[&[70, 80], &[80, 90]])).unwrap();
        assert_eq!((offset.error, offset.consistency()), (0.0, Some(1.0)));
        assert_eq!((offset.agreement(), offset.agreement_limits(0.95)), (Some(0.5), None));
    }

    /// By hand: both interactions have a mean of 85, evaluators 92.5 and 77.5; 0 between interactions,
    /// 225 between evaluators and 225 left over, so ICC(A,1) = -225 / 225 and the parts cancel.
    #[test]
    fn below_chance_there_may_be_no_degree_of_freedom() {
        let squares = MeanSquares::of(&points(&[&[100, 70], &[85, 85]])).unwrap();
        assert_eq!((squares.agreement(), squares.agreement_limits(0.95)), (Some(-1.0), None));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn neither_order_nor_a_common_shift_changes_a_correlation(
            rows in prop::collection::vec([0..9_i64, 0..9, 0..9], 3..7), by in -5..5_i64,
        ) {
            let plain: Vec<Vec<i64>> = rows.iter().map(|row| row.to_vec()).collect();
            let turned = rows.iter().rev().map(|[a, b, c]| vec![c + by, a + by, b + by]).collect::<Vec<_>>();
            let of = |rows: &[Vec<i64>]| {
                let squares = MeanSquares::of(rows).unwrap();
                [squares.one_way(), squares.agreement(), squares.consistency()]
            };
            for (one, other) in of(&plain).into_iter().zip(of(&turned)) {
                let gap = one.zip(other).map(|(one, other)| (one - other).abs());
                prop_assert!(gap.is_none_or(|gap| gap < 1e-9) && one.is_some() == other.is_some());
            }
        }

        #[test]
        fn equal_scores_of_all_evaluators_correlate_fully(values in prop::collection::vec(0..99_i64, 3..9)) {
            let rows: Vec<Vec<i64>> = values.iter().map(|value| vec![*value; 3]).collect();
            let Some(squares) = MeanSquares::of(&rows) else { return Ok(()) };
            for found in [squares.one_way(), squares.agreement(), squares.consistency()] {
                prop_assert!(found.is_none_or(|found| (found - 1.0).abs() < 1e-9), "{found:?}");
            }
        }

        #[test]
        fn limits_are_numbers_or_there_are_none(rows in prop::collection::vec([0..4_i64, 0..4, 0..4], 2..5)) {
            let rows: Vec<Vec<i64>> = rows.iter().map(|row| row.to_vec()).collect();
            let limits = MeanSquares::of(&rows).and_then(|squares| squares.agreement_limits(0.95));
            prop_assert!(limits.is_none_or(|(low, high)| low.is_finite() && high.is_finite()));
        }
    }

    /// Source: Shrout and Fleiss (1979), tables 2 to 4; limits .019 and .761 by the formula of 1996.
    #[test]
    fn the_example_of_shrout_and_fleiss_is_reproduced() {
        let squares = sample::shrout_and_fleiss();
        let (low, high) = squares.agreement_limits(0.95).unwrap();
        for (got, expected) in [
            (squares.rows, 11.24),
            (squares.columns, 32.49),
            (squares.error, 1.02),
            (squares.within, 6.26),
            (squares.one_way().unwrap(), 0.17),
            (squares.agreement().unwrap(), 0.29),
            (squares.consistency().unwrap(), 0.71),
            (low, 0.019),
            (high, 0.761),
        ] {
            assert!((got - expected).abs() <= 0.005, "expected {expected}, got {got}");
        }
    }
}
