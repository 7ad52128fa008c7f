//! Differences of two independent samples, with their intervals.

use super::mean::Mean;
use super::tail;
use super::wilson::wilson;
use super::{normal, real, student};

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
    let pooled = share((one.0 + other.0, one.1 + other.1));
    let spread = 1.0 / real::count(one.1) + 1.0 / real::count(other.1);
    let error = (pooled * (1.0 - pooled) * spread).sqrt();
    let p = (error > 0.0).then(|| 2.0 * tail::normal(-(value / error).abs()));
    let limits = ((value - down).clamp(-1.0, 1.0), (value + up).clamp(-1.0, 1.0));
    Some(Difference { value, limits: Some(limits), p })
}

/// The difference of two means whose spreads may differ.
///
/// Source: Welch (1947), *Biometrika* 34, 28–35, with the degrees of freedom of Satterthwaite.
pub fn means(one: &Mean, other: &Mean, confidence: f64) -> Difference {
    let value = one.mean - other.mean;
    let welch = || {
        let (a, b) = (one.standard_error()?.powi(2), other.standard_error()?.powi(2));
        let freedom = |part: f64, n: u64| part * part / real::count(n - 1);
        let df = (a + b).powi(2) / (freedom(a, one.n) + freedom(b, other.n));
        (a + b > 0.0).then(|| ((a + b).sqrt(), df))
    };
    let Some((error, df)) = welch() else { return Difference { value, limits: None, p: None } };
    let half = error * student::quantile(0.5 + confidence / 2.0, df);
    let p = tail::student(value / error, df);
    Difference { value, limits: Some((value - half, value + half)), p: Some(p) }
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
        assert!((found.p.unwrap() - 0.062_101_344).abs() < 1e-8);
    }
}
