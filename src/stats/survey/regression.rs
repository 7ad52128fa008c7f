//! Totals that lean on what is known of all: the generalised regression estimator.

use super::super::cholesky::Cholesky;
use super::super::mean::sum;
use super::{Design, Estimate, Unit};

/// A total estimated with the help of other totals that are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Regression {
    /// The total, with the variance of residuals weighted by `w·g`.
    pub total: Estimate,
    /// The variance without `g`, as simple textbooks have it; `None` when no stratum has two units.
    pub plain: Option<f64>,
}

impl Design {
    /// The generalised regression estimator of the total of `y`, also called calibration: with `B` from
    /// the weighted regression of `y` on `x`, `Ŷ + (X − X̂)ᵀB`.
    ///
    /// `x` has a row of helping numbers for each unit, a 1 among them for an intercept, and `known` their
    /// totals over everything that was drawn from. Residuals `e = y − xB` have the weights `w·g` with
    /// `g = 1 + (X − X̂)ᵀ(Σwxxᵀ)⁻¹x`. `None` without units, or when the helping numbers of the sample
    /// repeat each other. Source: Särndal, Swensson & Wretman (1992), 6.4 to 6.6.
    pub fn regression(&self, x: &[Vec<f64>], known: &[f64]) -> Option<Regression> {
        self.count(&|_| true)?;
        let scaled = Scaled::of(x, known);
        let columns = 0..known.len();
        let product = |i: usize, j: usize| self.sum(&|at, _| scaled.x[at][i] * scaled.x[at][j]);
        let matrix = columns.clone().flat_map(|i| columns.clone().map(move |j| (i, j)));
        let matrix = matrix.map(|(i, j)| product(i, j)).collect();
        let solver = Cholesky::of(matrix, known.len())?;
        let right: Vec<f64> =
            columns.clone().map(|i| self.sum(&|at, unit| scaled.x[at][i] * unit.y)).collect();
        let slopes = solver.solve(&right);
        let lacking: Vec<f64> =
            columns.map(|i| scaled.known[i] - self.sum(&|at, _| scaled.x[at][i])).collect();
        let pull = solver.solve(&lacking);
        let value = self.sum(&|_, unit| unit.y) + dot(&lacking, &slopes);
        let rest = |at: usize, unit: &Unit| unit.y - dot(&scaled.x[at], &slopes);
        let pulled = |at: usize| 1.0 + dot(&scaled.x[at], &pull);
        let total = self.estimate(value, &|_| true, &|at, unit| pulled(at) * rest(at, unit));
        Some(Regression { total, plain: self.estimate(value, &|_| true, &rest).variance })
    }

    /// The ratio estimator of the total of `y`: that of `x`, which is known, times the ratio of both in
    /// the sample. `None` when the total of `x` in the sample is nothing.
    pub fn ratio_total(&self, x: &[f64], known: f64) -> Option<Regression> {
        let ratio = self.ratio(x, &|_| true)?;
        let times = |variance: Option<f64>| variance.map(|variance| variance * known * known);
        let total =
            Estimate { value: ratio.value * known, variance: times(ratio.variance), ..ratio };
        let rest = |at: usize, unit: &Unit| unit.y - ratio.value * x[at];
        Some(Regression { total, plain: self.estimate(0.0, &|_| true, &rest).variance })
    }
}

/// Helping numbers, each column divided by its largest, so that their squares can be added.
struct Scaled {
    x: Vec<Vec<f64>>,
    known: Vec<f64>,
}

impl Scaled {
    fn of(x: &[Vec<f64>], known: &[f64]) -> Self {
        let largest = |column: usize| {
            let sizes = x.iter().map(|row| row[column].abs());
            let largest = sizes.fold(0.0, |a: f64, b| if b > a { b } else { a });
            if largest > 0.0 { largest } else { 1.0 }
        };
        let scale: Vec<f64> = (0..known.len()).map(largest).collect();
        let divided = |row: &[f64]| row.iter().zip(&scale).map(|(x, scale)| x / scale).collect();
        Self { x: x.iter().map(|row| divided(row)).collect(), known: divided(known) }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    sum(a.iter().zip(b).map(|(a, b)| a * b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(y: &[f64], all: f64) -> Design {
        let n = super::super::real::length(y.len());
        let unit = |y: &f64| Unit { stratum: 0, weight: all / n, y: *y };
        Design { strata: vec![all], units: y.iter().map(unit).collect() }
    }

    #[test]
    fn of_nothing_and_with_numbers_that_repeat_each_other_there_is_none() {
        assert_eq!(design(&[], 10.0).regression(&[], &[10.0]), None);
        let twice = vec![vec![1.0, 1.0]; 3];
        assert_eq!(design(&[1.0, 2.0, 3.0], 10.0).regression(&twice, &[10.0, 10.0]), None);
        assert_eq!(design(&[1.0, 2.0], 10.0).ratio_total(&[0.0, 0.0], 5.0), None);
    }

    #[test]
    fn a_straight_line_is_known_without_error() {
        // y = 2 + 3x with a total of x of 70 over ten: 20 + 210.
        let x = [1.0, 4.0, 9.0];
        let line = design(&x.map(|x| 2.0 + 3.0 * x), 10.0);
        let found = line.regression(&x.map(|x| vec![1.0, x]), &[10.0, 70.0]).unwrap();
        assert!((found.total.value - 230.0).abs() < 1e-9);
        assert!(found.total.variance.unwrap() < 1e-9 && found.plain.unwrap() < 1e-9);
    }

    #[test]
    fn with_ones_alone_it_is_the_expansion_estimator() {
        let some = design(&[80.0, 90.0, 70.0, 100.0], 40.0);
        let found = some.regression(&vec![vec![1.0]; 4], &[40.0]).unwrap();
        let total = some.total(&|_| true).unwrap();
        assert!((found.total.value - total.value).abs() < 1e-9);
        assert!((found.total.variance.unwrap() - total.variance.unwrap()).abs() < 1e-6);
    }
}
