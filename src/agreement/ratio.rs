//! Alpha as what it is, one less a quotient of two disagreements, and how sure that quotient is.
//!
//! A symmetric interval around alpha itself is far too narrow where few answers differ from the rest:
//! three evaluators and two failures expected among twenty interactions, and it holds the true alpha in
//! 76 % of samples. Fieller's interval asks instead which quotients the two disagreements leave possible.

use super::alpha::Metric;
use super::coefficient::Method;
use super::sums::{Habits, Measure, Patterns};
use super::table::Table;
use super::weights::Weights;
use crate::stats::{real, student};

/// The two disagreements of alpha, each as a share of the largest that its scale allows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// Interactions rated at least twice; at least 2.
    pub interactions: usize,
    /// Disagreement within interactions.
    pub observed: f64,
    /// Disagreement of answers put together by chance, above 0.
    pub expected: f64,
    /// Variance of `observed`.
    pub observed_variance: f64,
    /// Variance of `expected`.
    pub expected_variance: f64,
    /// Covariance of the two.
    pub covariance: f64,
    /// Pairs of answers an interaction has in the mean, where an answer agrees or does not; `None`
    /// where answers agree in part.
    pub pairs: Option<f64>,
}

impl Ratio {
    /// Of the interactions rated at least twice, with variances from leaving out one at a time.
    ///
    /// `None` below two of them, and where no two answers differ.
    pub(super) fn of(table: &Table, weights: &Weights, metric: Metric) -> Option<Self> {
        let patterns = Patterns::of(table);
        let measure = Measure { method: Method::Alpha(metric), weights: weights.clone() };
        let all = patterns.sums(0..patterns.len(), Habits::Spared);
        let (observed, expected) = all.disagreements(&measure)?;
        let n = real::length(patterns.len());
        let each = table.pairable().ratings();
        if n < 2.0 || expected <= 0.0 {
            return None;
        }
        let [mut observed_variance, mut expected_variance, mut covariance] = [0.0; 3];
        let mut parts = Vec::new();
        for (times, rest) in patterns.leaving_one_out(&all) {
            // Without the only interaction that differed nothing is expected to.
            parts.push((times, rest.disagreements(&measure).unwrap_or((0.0, 0.0))));
        }
        let mean = |of: fn(&(f64, f64)) -> f64| {
            parts.iter().map(|(times, part)| times * of(part)).sum::<f64>() / n
        };
        let centre = (mean(|part| part.0), mean(|part| part.1));
        for (times, part) in &parts {
            let (one, other) = (part.0 - centre.0, part.1 - centre.1);
            observed_variance += times * one * one;
            expected_variance += times * other * other;
            covariance += times * one * other;
        }
        let scale = (n - 1.0) / n;
        let m = real::length(each) / n;
        let pairs = weights.is_identity() && metric != Metric::Ordinal;
        Some(Self {
            interactions: patterns.len(),
            observed,
            expected,
            observed_variance: scale * observed_variance,
            expected_variance: scale * expected_variance,
            covariance: scale * covariance,
            pairs: pairs.then(|| (m * (m - 1.0) / 2.0).clamp(1.0, f64::MAX)),
        })
    }

    /// Limits of alpha at a confidence such as 0.95, from −1 to 1: both where so few answers differ that
    /// any alpha is possible.
    ///
    /// Alphas for which the observed disagreement differs from the quotient times the expected one by no
    /// more than Student's quantile of standard errors. No disagreement seen, or less scatter than answers
    /// by themselves have, is no certainty: then the observed disagreement scatters as a share does that is
    /// drawn towards one half by as much as Wilson's interval draws it.
    /// Source: Fieller (1954) <https://doi.org/10.1111/j.2517-6161.1954.tb00159.x>; variances by the
    /// jackknife, Efron and Tibshirani (1993), chapter 11.
    pub fn limits(&self, confidence: f64) -> (f64, f64) {
        let n = real::length(self.interactions);
        let t = student::quantile(0.5 + confidence / 2.0, n - 1.0);
        let square = t * t;
        let variance = self.observed_variance.clamp(self.least_variance(square), f64::MAX);
        // Which quotients q have (observed − q expected)² ≤ t² (v − 2 q c + q² w)?
        let two = self.expected.powi(2) - square * self.expected_variance;
        if two <= 0.0 {
            return (-1.0, 1.0);
        }
        let one = self.observed * self.expected - square * self.covariance;
        let none = self.observed.powi(2) - square * variance;
        let root = (one * one - two * none).clamp(0.0, f64::MAX).sqrt();
        let alpha = |quotient: f64| (1.0 - quotient).clamp(-1.0, 1.0);
        (alpha((one + root) / two), alpha((one - root) / two))
    }

    /// The variance of a share of disagreement that is drawn towards one half.
    fn least_variance(&self, square: f64) -> f64 {
        let n = real::length(self.interactions);
        let share = (self.observed * n + square / 2.0) / (n + square);
        let of_trials = share * (1.0 - share) / n;
        match self.pairs {
            _ if self.observed_variance < NOTHING => of_trials,
            Some(pairs) => of_trials / pairs,
            None => 0.0,
        }
    }
}

/// Below this a variance is a rounding error.
const NOTHING: f64 = 1e-12;

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(table: &Table) -> Option<Ratio> {
        Ratio::of(table, &Weights::identity(table.categories()), Metric::Nominal)
    }

    fn table(rows: &[[usize; 2]]) -> Table {
        let row = |row: &[usize; 2]| row.iter().copied().enumerate().collect();
        Table::new(2, rows.iter().map(row).collect())
    }

    #[test]
    fn one_interaction_or_one_answer_tells_nothing() {
        assert_eq!(identity(&table(&[[0, 1]])), None);
        assert_eq!(identity(&table(&[[1, 1], [1, 1]])), None);
    }

    /// By hand: of 0-0, 1-1 and 0-1 one in three differs; chance has 3 · 3 of 15 pairs differ. Without the
    /// first, 1/2 and 1 · 3 of 6; without the second the same; without the third, 0 and 2 · 2 of 6.
    #[test]
    fn disagreements_vary_as_each_interaction_left_out_tells() {
        let found = identity(&table(&[[0, 0], [1, 1], [0, 1]])).unwrap();
        let close = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-12, "{got} {wanted}");
        close(found.observed, 1.0 / 3.0);
        close(found.expected, 18.0 / 30.0);
        // (1/2, 1/2, 0) around 1/3 and (1/2, 1/2, 2/3) around 5/9, times 2/3.
        close(found.observed_variance, 2.0 / 3.0 * (1.0 / 36.0 + 1.0 / 36.0 + 1.0 / 9.0));
        close(found.expected_variance, 2.0 / 3.0 * (2.0 / 324.0 + 1.0 / 81.0));
        close(found.covariance, 2.0 / 3.0 * (-2.0 / 108.0 - 1.0 / 27.0));
        assert_eq!(found.pairs, Some(1.0));
    }

    /// One failure among twenty interactions leaves alpha open, ten of twenty do not; full agreement is no
    /// certainty.
    #[test]
    fn few_failures_leave_everything_open() {
        let of = |failed: usize| {
            let row = |at: usize| if at < failed { [0, 0] } else { [1, 1] };
            identity(&table(&(0..20).map(row).collect::<Vec<_>>())).unwrap().limits(0.95)
        };
        assert_eq!(of(1), (-1.0, 1.0));
        let (low, high) = of(10);
        assert!((0.5..0.9).contains(&low) && (high - 1.0).abs() < 1e-12, "{low} {high}");
    }
}
