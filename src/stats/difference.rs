//! Differences of two independent samples, with their intervals.

use super::mean::Mean;
use super::tail;
use super::wilson::wilson;
use super::{normal, real};
use statrs::function::gamma::ln_gamma;

/// A difference and its limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The first less the second.
    pub value: f64,
    /// Lower and upper limit; `None` where the samples are too small for one.
    pub limits: Option<(f64, f64)>,
    /// How often chance alone makes as large a difference; `None` where it cannot be told.
    pub p: Option<f64>,
}

/// The difference of two shares, each hits of trials; `None` without trials.
///
/// Source of the limits: Newcombe (1998), *Statistics in Medicine* 17, 873–890, method 10. The
/// p-value is that of the pooled normal test.
///
/// # Panics
///
/// If hits exceed trials.
pub fn shares(one: (u64, u64), other: (u64, u64), confidence: f64) -> Option<Difference> {
    let z = normal::quantile(0.5 + confidence / 2.0);
    let (low, high) = wilson(one.0, one.1, z)?;
    let (other_low, other_high) = wilson(other.0, other.1, z)?;
    let share = |(hits, trials): (u64, u64)| real::count(hits) / real::count(trials);
    let (first, second) = (share(one), share(other));
    let value = first - second;
    let down = ((first - low).powi(2) + (other_high - second).powi(2)).sqrt();
    let up = ((high - first).powi(2) + (second - other_low).powi(2)).sqrt();
    let p = pooled_z(one, other).map(|z| 2.0 * tail::normal(-z.abs()));
    let limits = ((value - down).clamp(-1.0, 1.0), (value + up).clamp(-1.0, 1.0));
    Some(Difference { value, limits: Some(limits), p })
}

/// The difference of two shares in standard errors, if both were one share; `None` without trials
/// and where that share is 0 or 1.
pub fn pooled_z(one: (u64, u64), other: (u64, u64)) -> Option<f64> {
    if one.1 == 0 || other.1 == 0 {
        return None;
    }
    let share = |(hits, trials): (u64, u64)| real::count(hits) / real::count(trials);
    let pooled = share((one.0 + other.0, one.1 + other.1));
    let spread = 1.0 / real::count(one.1) + 1.0 / real::count(other.1);
    let error = (pooled * (1.0 - pooled) * spread).sqrt();
    (error > 0.0).then(|| (share(one) - share(other)) / error)
}

/// A difference in standard errors, and the degrees of freedom of these.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Student {
    /// Student's t.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
}

impl Student {
    /// How often chance alone makes as large a difference.
    pub fn p(&self) -> f64 {
        tail::student(self.t, self.df)
    }
}

/// Two means whose spreads may differ; `None` with a single value on one side or no spread at all.
///
/// Source: Welch (1947), *Biometrika* 34, 28–35, with the degrees of freedom of Satterthwaite.
pub fn welch(one: &Mean, other: &Mean) -> Option<Student> {
    let (a, b) = (one.standard_error()?.powi(2), other.standard_error()?.powi(2));
    let freedom = |part: f64, n: u64| part * part / real::count(n - 1);
    let df = (a + b).powi(2) / (freedom(a, one.n) + freedom(b, other.n));
    (a + b > 0.0).then(|| Student { t: (one.mean - other.mean) / (a + b).sqrt(), df })
}

/// Two means of the same spread; `None` as for [`welch`].
///
/// Source: Student (1908), *Biometrika* 6, 1–25.
pub fn student(one: &Mean, other: &Mean) -> Option<Student> {
    let (sd, df) = pooled_sd(one, other)?;
    let error = sd * (1.0 / real::count(one.n) + 1.0 / real::count(other.n)).sqrt();
    (error > 0.0).then(|| Student { t: (one.mean - other.mean) / error, df })
}

/// The standard deviation within both samples, and its degrees of freedom.
fn pooled_sd(one: &Mean, other: &Mean) -> Option<(f64, f64)> {
    let squares = |mean: &Mean| Some(mean.variance? * real::count(mean.n - 1));
    let df = real::count(one.n + other.n - 2);
    Some((((squares(one)? + squares(other)?) / df).sqrt(), df))
}

/// The difference of two means in standard deviations within, without its small-sample bias; `None`
/// as for [`welch`].
///
/// Source: Hedges (1981), *Journal of Educational Statistics* 6, 107–128.
pub fn hedges(one: &Mean, other: &Mean) -> Option<f64> {
    let (sd, df) = pooled_sd(one, other)?;
    let unbiased = (ln_gamma(df / 2.0) - ln_gamma((df - 1.0) / 2.0)).exp() / (df / 2.0).sqrt();
    (sd > 0.0).then(|| (one.mean - other.mean) / sd * unbiased)
}

/// The difference of two means whose spreads may differ.
///
/// Source: Welch (1947), *Biometrika* 34, 28–35, with the degrees of freedom of Satterthwaite.
pub fn means(one: &Mean, other: &Mean, confidence: f64) -> Difference {
    let value = one.mean - other.mean;
    let Some(found) = welch(one, other) else {
        return Difference { value, limits: None, p: None };
    };
    let (a, b) = (one.standard_error(), other.standard_error());
    let error = a.zip(b).map_or(0.0, |(a, b)| a.hypot(b));
    let half = error * super::student::quantile(0.5 + confidence / 2.0, found.df);
    Difference { value, limits: Some((value - half, value + half)), p: Some(found.p()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::mean::of_reals;

    fn close(found: Option<(f64, f64)>, low: f64, high: f64) {
        let (a, b) = found.unwrap();
        assert!((a - low).abs() < 2e-8 && (b - high).abs() < 2e-8, "{a} {b}");
    }

    #[test]
    fn what_has_no_trials_or_no_spread_has_no_limits() {
        assert_eq!(shares((0, 0), (1, 2), 0.95), None);
        let one = of_reals(&[5.0]).unwrap();
        assert_eq!(means(&one, &one, 0.95), Difference { value: 0.0, limits: None, p: None });
        let equal = of_reals(&[5.0, 5.0]).unwrap();
        assert_eq!(means(&equal, &equal, 0.95).limits, None);
    }

    /// Source: Newcombe (1998), *Statistics in Medicine* 17, 873–890, table II, method 10, with more
    /// digits from R's `PropCIs`.
    #[test]
    fn differences_of_shares_agree_with_newcombe() {
        for (one, other, low, high) in [
            ((56, 70), (48, 80), 0.052_431_472, 0.333_872_654),
            ((9, 10), (3, 10), 0.170_522_724, 0.809_017_974),
            ((5, 56), (0, 29), -0.038_137_148, 0.192_560_014),
            ((0, 10), (0, 10), -0.277_532_800, 0.277_532_800),
            ((10, 10), (0, 10), 0.607_509_350, 1.0),
        ] {
            close(shares(one, other, 0.95).unwrap().limits, low, high);
        }
        assert!(
            (shares((56, 70), (48, 80), 0.95).unwrap().p.unwrap() - 0.008_045_081).abs() < 1e-9
        );
        assert_eq!(shares((0, 10), (0, 10), 0.95).unwrap().p, None);
    }

    /// Source: Hollander & Wolfe (1973), table 4.1, permeability at term and earlier; R's `t.test`.
    #[test]
    fn differences_of_means_agree_with_welch() {
        let one = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
        let other = [1.15, 0.88, 0.9, 0.74, 1.21];
        let found = means(&of_reals(&one).unwrap(), &of_reals(&other).unwrap(), 0.95);
        close(found.limits, -0.019_724_996, 0.693_724_996);
        let (one, other) = (of_reals(&one).unwrap(), of_reals(&other).unwrap());
        let pooled = student(&one, &other).unwrap();
        assert!(
            (pooled.t - 1.606_136_660).abs() < 1e-9 && (pooled.p() - 0.132_250_511).abs() < 1e-9
        );
        // Source: R's `effsize` with the exact factor of Hedges.
        assert!((hedges(&one, &other).unwrap() - 0.827_798_536).abs() < 1e-9);
        assert!((found.p.unwrap() - 0.062_101_344).abs() < 1e-8);
    }
}
