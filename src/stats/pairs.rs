//! Two measurements of the same things: Lin's concordance, limits of agreement, proportional bias.

use super::mean::{self, Mean};
use super::{noncentral, normal, real, student, tail};

/// What pairs of measurements tell: `x` of the one under test, `y` of the standard.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairs {
    x: Vec<f64>,
    y: Vec<f64>,
    difference: Mean,
}

/// How the uncertainty of a limit of agreement is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitError {
    /// Each limit exactly, by the non-central t distribution: Carkeet (2015).
    Exact,
    /// s √(1/n + z²/2(n − 1)): Bland and Altman (1999).
    Approximate1999,
    /// s √(3/n): Bland and Altman (1986).
    Approximate1986,
}

/// The slope of the differences on the means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// Above 0, differences grow with what is measured.
    pub value: f64,
    /// Probability of a slope as far from 0 if there were none; `None` for pairs on a line.
    pub p: Option<f64>,
}

impl Pairs {
    /// From pairs of finite numbers, the measurement under test first; `None` without any.
    pub fn of(pairs: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let differences: Vec<f64> = x.iter().zip(&y).map(|(x, y)| x - y).collect();
        let difference = mean::of_reals(&differences)?;
        Some(Self { x, y, difference })
    }

    /// Mean and spread of `x − y`: the bias.
    pub fn difference(&self) -> Mean {
        self.difference
    }

    /// Lin's concordance correlation: 1 only if every pair is equal.
    ///
    /// Moments have divisor n. `None` when neither measurement varies and both means are equal.
    /// Source: Lin (1989), *Biometrics* 45, 255–268. <https://doi.org/10.2307/2532051>
    pub fn concordance(&self) -> Option<f64> {
        let (xx, yy, xy) = self.moments();
        let below = xx + yy + real::length(self.x.len()) * self.difference.mean.powi(2);
        (below > 0.0).then(|| 2.0 * xy / below)
    }

    /// Pearson's correlation; blind to bias. `None` when a measurement does not vary.
    pub fn correlation(&self) -> Option<f64> {
        let (xx, yy, xy) = self.moments();
        (xx > 0.0 && yy > 0.0).then(|| xy / (xx * yy).sqrt())
    }

    /// Two-sided p of Student's test that the bias is 0; `None` without spread.
    pub fn bias_p(&self) -> Option<f64> {
        let error = self.difference.standard_error().filter(|error| *error > 0.0)?;
        Some(tail::student(self.difference.mean / error, real::count(self.difference.n - 1)))
    }

    /// Whether differences depend on what is measured: their slope on the mean of both.
    ///
    /// `None` below three pairs and when the means do not vary.
    pub fn proportional_bias(&self) -> Option<Slope> {
        let n = self.x.len();
        let middle: Vec<f64> =
            self.x.iter().zip(&self.y).map(|(x, y)| f64::midpoint(*x, *y)).collect();
        let gap: Vec<f64> = self.x.iter().zip(&self.y).map(|(x, y)| x - y).collect();
        let (mm, gg, mg) = moments(&middle, &gap);
        if n < 3 || mm <= 0.0 {
            return None;
        }
        let value = mg / mm;
        let df = real::length(n) - 2.0;
        let rest = gg - value * mg;
        let p = (rest > 1e-12 * gg).then(|| tail::student(value / (rest / df / mm).sqrt(), df));
        Some(Slope { value, p })
    }

    /// The limits between which 95 % of differences are expected: bias ∓ 1.96 standard deviations.
    ///
    /// `None` for a single pair.
    pub fn limits_of_agreement(&self) -> Option<(f64, f64)> {
        let half = normal::quantile(0.975) * self.difference.sd()?;
        Some((self.difference.mean - half, self.difference.mean + half))
    }

    /// 95 % intervals of the lower and of the upper limit of agreement.
    ///
    /// `None` for a single pair and without spread.
    /// Sources: Carkeet (2015) <https://doi.org/10.1097/OPX.0000000000000513>; Bland and Altman
    /// (1999) <https://doi.org/10.1177/096228029900800204> and (1986)
    /// <https://doi.org/10.1016/S0140-6736(86)90837-8>.
    pub fn limit_intervals(&self, method: LimitError) -> Option<[(f64, f64); 2]> {
        let sd = self.difference.sd().filter(|sd| *sd > 0.0)?;
        let (low, high) = self.limits_of_agreement()?;
        let n = real::count(self.difference.n);
        let z = normal::quantile(0.975);
        let error = match method {
            LimitError::Exact => {
                let ends = |p: f64| noncentral::student_quantile(p, n - 1.0, z * n.sqrt());
                let (near, far) = (sd * ends(0.025) / n.sqrt(), sd * ends(0.975) / n.sqrt());
                let bias = self.difference.mean;
                return Some([(bias - far, bias - near), (bias + near, bias + far)]);
            }
            LimitError::Approximate1999 => sd * (1.0 / n + z * z / (2.0 * (n - 1.0))).sqrt(),
            LimitError::Approximate1986 => sd * (3.0 / n).sqrt(),
        };
        let half = error * student::quantile(0.975, n - 1.0);
        Some([(low - half, low + half), (high - half, high + half)])
    }

    fn moments(&self) -> (f64, f64, f64) {
        moments(&self.x, &self.y)
    }
}

/// Sums of squared deviations of both and of their products.
fn moments(x: &[f64], y: &[f64]) -> (f64, f64, f64) {
    let n = real::length(x.len());
    let (mean_x, mean_y) = (mean::sum(x.iter().copied()) / n, mean::sum(y.iter().copied()) / n);
    let product = |(x, y): (&f64, &f64)| (x - mean_x) * (y - mean_y);
    (
        mean::sum(x.iter().map(|x| (x - mean_x).powi(2))),
        mean::sum(y.iter().map(|y| (y - mean_y).powi(2))),
        mean::sum(x.iter().zip(y).map(product)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pair_or_no_spread_leaves_little() {
        assert_eq!(Pairs::of([]), None);
        let one = Pairs::of([(80.0, 75.0)]).unwrap();
        assert_eq!(
            (one.limits_of_agreement(), one.bias_p(), one.proportional_bias()),
            (None, None, None)
        );
        assert_eq!(one.concordance(), Some(0.0));
        let equal = Pairs::of([(80.0, 80.0), (80.0, 80.0)]).unwrap();
        assert_eq!((equal.concordance(), equal.correlation()), (None, None));
        assert_eq!(equal.limit_intervals(LimitError::Exact), None);
    }

    /// By hand: x = 1, 2, 3 and y = x + 1: variances 2/3, so 2 · 2/3 / (2/3 + 2/3 + 1) = 4/7, and
    /// the correlation, blind to bias, is 1.
    #[test]
    fn a_constant_bias_lowers_the_concordance_and_not_the_correlation() {
        let pairs = Pairs::of([(1.0, 2.0), (2.0, 3.0), (3.0, 4.0)]).unwrap();
        assert!((pairs.concordance().unwrap() - 4.0 / 7.0).abs() < 1e-12);
        assert!((pairs.correlation().unwrap() - 1.0).abs() < 1e-12);
        assert!(pairs.proportional_bias().unwrap().value.abs() < 1e-12);
    }

    /// By hand: y = 2x: differences −x on means 1.5 x have the slope −2/3 and leave nothing over.
    #[test]
    fn differences_that_grow_have_a_slope() {
        let pairs = Pairs::of([(1.0, 2.0), (2.0, 4.0), (4.0, 8.0)]).unwrap();
        let slope = pairs.proportional_bias().unwrap();
        assert!((slope.value + 2.0 / 3.0).abs() < 1e-12 && slope.p.is_none());
    }
}
