//! Limits of quantiles from order statistics: no assumption on the distribution of the values.

use super::{normal, real};
use statrs::function::beta;

/// Values from which the binomial distribution is taken as normal.
///
/// The incomplete beta function of `statrs` loses digits beyond. There the ranks are off by one at
/// most, and they are rounded outwards.
const MANY: u64 = 1_000;

/// The ranks (from 1) of the two order statistics between which the quantile at `p` lies with at
/// least that confidence, where each value is drawn for itself.
///
/// A side is `None` when even the smallest or largest of `n` values is not far enough out.
/// Source: Conover (1999), *Practical Nonparametric Statistics*, 3.2.
///
/// # Panics
///
/// If `p` or `confidence` do not lie strictly between 0 and 1.
pub fn ranks(n: u64, p: f64, confidence: f64) -> (Option<u64>, Option<u64>) {
    assert!(0.0 < p && p < 1.0, "a quantile lies strictly inside its values, not at {p}");
    let tail = (1.0 - confidence) / 2.0;
    let (low, high) = if n > MANY {
        let (mean, sd) = (real::count(n) * p, (real::count(n) * p * (1.0 - p)).sqrt());
        let z = normal::quantile(1.0 - tail);
        (whole((mean - z * sd).floor()), whole((mean + z * sd).ceil()).map(|rank| rank + 1))
    } else {
        let low = (0..=n).find(|hits| at_most(*hits, n, p) >= tail);
        let high = (0..=n).find(|hits| at_most(*hits, n, p) >= 1.0 - tail);
        (low, high.map(|hits| hits + 1))
    };
    (low.filter(|rank| *rank >= 1), high.filter(|rank| *rank <= n))
}

/// The probability of at most that many hits in `n` trials of probability `p`.
pub fn at_most(hits: u64, n: u64, p: f64) -> f64 {
    if hits >= n {
        return 1.0;
    }
    beta::beta_reg(real::count(n - hits), real::count(hits + 1), 1.0 - p)
}

fn whole(x: f64) -> Option<u64> {
    real::truncate(x).and_then(|whole| u64::try_from(whole).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_have_no_limits() {
        assert_eq!(ranks(0, 0.5, 0.95), (None, None));
        // All five on one side of the median: 2 · 0.5^5 = 6.25 % is more than 5 %.
        assert_eq!(ranks(5, 0.5, 0.95), (None, None));
        assert_eq!(ranks(6, 0.5, 0.95), (Some(1), Some(6)));
    }

    /// By hand, with 16 values at 0.75: at most 14 lie below with 1 − 0.75¹⁶ − 16 · 0.75¹⁵ · 0.25 =
    /// 93.65 %, at most 8 with 2.7 %, at most 9 with 8.0 %. The sign test's table has 6 to 15 for the
    /// median of 20.
    #[test]
    fn ranks_are_those_of_the_binomial_distribution() {
        assert_eq!(ranks(16, 0.75, 0.9), (Some(9), Some(16)));
        assert_eq!(ranks(20, 0.5, 0.95), (Some(6), Some(15)));
    }

    #[test]
    fn both_ways_agree_where_they_meet() {
        for p in [0.1, 0.5, 0.9, 0.95] {
            let (low, high) = ranks(1_000, p, 0.95);
            let (more_low, more_high) = ranks(1_001, p, 0.95);
            assert!(low.unwrap().abs_diff(more_low.unwrap()) <= 2, "{p}");
            assert!(high.unwrap().abs_diff(more_high.unwrap()) <= 2, "{p}");
        }
    }

    #[test]
    fn the_binomial_distribution_is_that_of_coins() {
        for (hits, expected) in [(0, 1.0 / 16.0), (1, 5.0 / 16.0), (2, 11.0 / 16.0), (4, 1.0)] {
            assert!((at_most(hits, 4, 0.5) - expected).abs() < 1e-12);
        }
    }
}
