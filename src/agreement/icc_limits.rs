//! Limits of ICC(A,1) that hold however few evaluators there are.
//!
//! The F-based limits of `McGraw` and Wong take the variance between evaluators for nearly known. Where many
//! interactions were scored by few evaluators it is what is known least, and of four evaluators and 200
//! interactions they hold the true correlation in 88 % of samples. A generalized interval asks which
//! correlations the three mean squares leave possible, each by its own chi-square.

use super::icc::MeanSquares;
use crate::stats::{chi_square, real, tail};

/// Points at which the mean square between evaluators, and what is left over, may lie.
const BETWEEN: u32 = 48;
const LEFT: u32 = 8;
/// Halvings of the search for a limit, which ends at seven digits.
const HALVINGS: u32 = 24;

/// What two mean squares may be worth: variances between evaluators and left over, and how likely.
struct Point {
    evaluators: f64,
    left: f64,
    weight: f64,
}

impl MeanSquares {
    /// Limits of ICC(A,1), from 0 to 1, at a confidence such as 0.95.
    ///
    /// `None` where nothing is left over, and where less lies between interactions than chance puts
    /// there. Source: the generalized interval of Tian and Cappelleri (2004)
    /// <https://doi.org/10.1002/sim.1782>, integrated instead of drawn.
    pub fn generalized_limits(&self, confidence: f64) -> Option<(f64, f64)> {
        let own = self.agreement().filter(|icc| self.error > 0.0 && (0.0..1.0).contains(icc))?;
        let points = self.points();
        let tail = (1.0 - confidence) / 2.0;
        let (low, high) = (self.limit(&points, tail), self.limit(&points, 1.0 - tail));
        Some((low.clamp(0.0, own), high.clamp(own, 1.0)))
    }

    /// The correlation below which the mean squares put this probability.
    fn limit(&self, points: &[Point], p: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if self.below(points, middle) < p { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    }

    /// How likely the correlation is at most `icc`.
    fn below(&self, points: &[Point], icc: f64) -> f64 {
        let (n, k) = (real::length(self.interactions), real::length(self.evaluators));
        let share = |point: &Point| {
            let most = icc / (1.0 - icc) * (point.evaluators + point.left);
            let above = self.rows * (n - 1.0) / (k * most + point.left);
            point.weight * tail::chi_square(above, n - 1.0)
        };
        points.iter().map(share).sum()
    }

    fn points(&self) -> Vec<Point> {
        let (n, k) = (real::length(self.interactions), real::length(self.evaluators));
        let possible = |square: f64, df: f64, steps: u32| -> Vec<(f64, f64)> {
            let at = |step: u32| {
                let v = (f64::from(step) + 0.5) / f64::from(steps);
                // Closer together where probabilities are small or large.
                let p = v * v * (3.0 - 2.0 * v);
                let weight = 6.0 * v * (1.0 - v);
                (square * df / chi_square::quantile(p, df), weight)
            };
            (0..steps).map(at).collect()
        };
        let columns = possible(self.columns, k - 1.0, BETWEEN);
        let errors = possible(self.error, (n - 1.0) * (k - 1.0), LEFT);
        let mut points = Vec::new();
        for (left, one) in &errors {
            for (square, other) in &columns {
                let evaluators = ((square - left) / n).clamp(0.0, f64::MAX);
                points.push(Point { evaluators, left: *left, weight: one * other });
            }
        }
        let all: f64 = points.iter().map(|point| point.weight).sum();
        for point in &mut points {
            point.weight /= all;
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::super::icc::sample::shrout_and_fleiss;
    use super::*;
    use proptest::prelude::*;

    fn squares(rows: &[&[i64]]) -> MeanSquares {
        let rows: Vec<Vec<i64>> =
            rows.iter().map(|row| row.iter().map(|score| score * 1000).collect()).collect();
        MeanSquares::of(&rows).unwrap()
    }

    #[test]
    fn nothing_left_over_or_below_chance_has_no_limits() {
        assert_eq!(squares(&[&[70, 80], &[80, 90]]).generalized_limits(0.95), None);
        assert_eq!(squares(&[&[100, 70], &[85, 85]]).generalized_limits(0.95), None);
    }

    /// Source: the pivots drawn four million times with numpy for the example of Shrout and Fleiss (1979),
    /// whose F-based limits are .019 and .761.
    #[test]
    fn limits_are_those_of_drawing() {
        let (low, high) = shrout_and_fleiss().generalized_limits(0.95).unwrap();
        assert!((low - 0.0269).abs() < 0.002 && (high - 0.7453).abs() < 0.002, "{low} {high}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn limits_hold_the_value(rows in prop::collection::vec([0..9_i64, 0..9, 0..9], 3..7)) {
            let rows: Vec<Vec<i64>> = rows.iter().map(|row| row.to_vec()).collect();
            let squares = MeanSquares::of(&rows).unwrap();
            if let Some((low, high)) = squares.generalized_limits(0.95) {
                let own = squares.agreement().unwrap();
                prop_assert!(0.0 <= low && low <= own && own <= high && high <= 1.0);
            }
        }
    }
}
