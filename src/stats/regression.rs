//! Least squares: how one number goes with several others at once.

use super::cholesky::Cholesky;
use super::{mean, real, tail};

/// A fitted line; coefficients are those of the intercept, then of the columns in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// Coefficients.
    pub coefficients: Vec<f64>,
    /// Their standard errors.
    pub errors: Vec<f64>,
    /// Share of the variance that is explained (R²).
    pub explained: f64,
    /// Degrees of freedom left.
    pub df: f64,
    /// Coefficients of the columns when everything is measured in its standard deviations.
    pub standardised: Vec<f64>,
    /// How much the error of each column is inflated by the others (VIF).
    pub inflation: Vec<f64>,
}

/// The line of least squares through a response and columns as long.
///
/// `None` with no more rows than coefficients, when a column or the response does not vary, or when
/// columns determine each other.
pub fn fit(response: &[f64], columns: &[Vec<f64>]) -> Option<Regression> {
    let (n, p) = (response.len(), columns.len());
    if n <= p + 1 || p == 0 || columns.iter().any(|column| column.len() != n) {
        return None;
    }
    let y = Centred::of(response)?;
    let x: Option<Vec<Centred>> = columns.iter().map(|column| Centred::of(column)).collect();
    let x = x?;
    let matrix = x.iter().flat_map(|a| x.iter().map(|b| a.times(b))).collect();
    let system = Cholesky::of(matrix, p)?;
    let with_y: Vec<f64> = x.iter().map(|column| column.times(&y)).collect();
    let standardised = system.solve(&with_y);
    let explained = mean::sum(standardised.iter().zip(&with_y).map(|(beta, r)| beta * r));
    let df = real::length(n - p - 1);
    let unit =
        |at: usize| (0..p).map(|other| if other == at { 1.0 } else { 0.0 }).collect::<Vec<_>>();
    let inverse: Vec<Vec<f64>> = (0..p).map(|at| system.solve(&unit(at))).collect();
    let inflation: Vec<f64> = (0..p).map(|at| inverse[at][at]).collect();
    let slopes: Vec<f64> =
        standardised.iter().zip(&x).map(|(beta, column)| beta * y.length / column.length).collect();
    let variance = (1.0 - explained).clamp(0.0, 1.0) * y.length * y.length / df;
    let mut errors: Vec<f64> =
        (0..p).map(|at| (variance * inflation[at]).sqrt() / x[at].length).collect();
    // The intercept is the mean of the response less what the means of the columns make of it.
    let scaled: Vec<f64> = x.iter().map(|column| column.center / column.length).collect();
    let of_means = mean::sum((0..p).flat_map(|a| {
        let (inverse, scaled) = (&inverse, &scaled);
        (0..p).map(move |b| scaled[a] * inverse[a][b] * scaled[b])
    }));
    let shift = mean::sum(slopes.iter().zip(&x).map(|(slope, column)| slope * column.center));
    errors.insert(0, (variance * (1.0 / real::length(n) + of_means)).sqrt());
    let mut coefficients = slopes;
    coefficients.insert(0, y.center - shift);
    Some(Regression { coefficients, errors, explained, df, standardised, inflation })
}

impl Regression {
    /// R² less what as many columns without meaning would explain.
    pub fn adjusted(&self) -> f64 {
        let p = real::length(self.standardised.len());
        1.0 - (1.0 - self.explained) * (self.df + p) / self.df
    }

    /// Student's t of a coefficient; `None` without such a coefficient or an error above 0.
    pub fn t(&self, at: usize) -> Option<f64> {
        let t = self.coefficients.get(at)? / self.errors.get(at)?;
        t.is_finite().then_some(t)
    }

    /// How often chance alone makes a coefficient as far from 0.
    pub fn p(&self, at: usize) -> Option<f64> {
        Some(tail::student(self.t(at)?, self.df))
    }
}

/// Values less their mean, with squares that add up to 1.
struct Centred {
    center: f64,
    length: f64,
    values: Vec<f64>,
}

impl Centred {
    fn of(values: &[f64]) -> Option<Self> {
        let center = mean::of_reals(values)?.mean;
        let length = mean::sum(values.iter().map(|value| (value - center).powi(2))).sqrt();
        let values = values.iter().map(|value| (value - center) / length).collect();
        (length > 0.0).then_some(Self { center, length, values })
    }

    fn times(&self, other: &Self) -> f64 {
        mean::sum(self.values.iter().zip(&other.values).map(|(a, b)| a * b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_rows_and_columns_alike_have_no_line() {
        assert_eq!(fit(&[1.0, 2.0], &[vec![1.0, 2.0]]), None);
        let column = vec![1.0, 2.0, 4.0, 3.0];
        assert_eq!(fit(&[1.0, 2.0, 3.0, 5.0], &[column.clone(), column]), None);
        assert_eq!(fit(&[1.0, 1.0, 1.0], &[vec![1.0, 2.0, 3.0]]), None);
    }

    /// By hand: through (1, 2), (2, 2), (3, 5) the slope is 3/2 and the intercept 0; residuals 0.5,
    /// −1 and 0.5 square to 1.5 on one degree of freedom, so the slope's error is √(1.5 / 2).
    #[test]
    fn three_points_have_the_line_one_draws() {
        let found = fit(&[2.0, 2.0, 5.0], &[vec![1.0, 2.0, 3.0]]).unwrap();
        assert!(found.coefficients[0].abs() < 1e-12);
        assert!((found.coefficients[1] - 1.5).abs() < 1e-12);
        assert!((found.errors[1] - 0.75_f64.sqrt()).abs() < 1e-12);
        assert!((found.explained - 0.75).abs() < 1e-12);
        assert!((found.inflation[0] - 1.0).abs() < 1e-12);
    }
}
