//! Intervals by drawing again from the values themselves: no assumption on their distribution.

use super::draw::Draw;
use super::{quantile, real};

/// How often values are drawn again.
pub const ROUNDS: usize = 2_000;
/// More values than that are not drawn again: Student's interval is as good there, and free.
pub const MOST: u64 = 5_000;

/// Limits of a mean at a confidence such as 0.95: quantiles of the means of samples drawn again,
/// as many values each, with replacement.
///
/// `counts` holds values with how often each occurs, in order. The same values, order and seed give
/// the same limits. `None` with fewer than two values or more than [`MOST`].
/// Source: Efron (1979), *Annals of Statistics* 7, 1–26 (percentile method).
pub fn of_mean(counts: &[(i64, u64)], seed: u64, confidence: f64) -> Option<(f64, f64)> {
    let n: u64 = counts.iter().map(|(_, count)| count).sum();
    if !(2..=MOST).contains(&n) {
        return None;
    }
    let each = counts.iter().flat_map(|(value, count)| {
        let count = usize::try_from(*count).unwrap_or(0);
        std::iter::repeat_n(*value, count)
    });
    let values: Vec<i64> = each.collect();
    let mut draw = Draw::seeded(seed);
    let mean = |draw: &mut Draw| {
        let sum: i128 =
            (0..values.len()).map(|_| i128::from(values[draw.below(values.len())])).sum();
        real::signed(sum) / real::length(values.len())
    };
    let means: Vec<f64> = (0..ROUNDS).map(|_| mean(&mut draw)).collect();
    let tail = (1.0 - confidence) / 2.0;
    Some((quantile::quantile(&means, tail)?, quantile::quantile(&means, 1.0 - tail)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_and_too_many_have_no_limits() {
        assert_eq!(of_mean(&[], 1, 0.95), None);
        assert_eq!(of_mean(&[(5, 1)], 1, 0.95), None);
        assert_eq!(of_mean(&[(5, MOST + 1)], 1, 0.95), None);
        assert_eq!(of_mean(&[(5, 3)], 1, 0.95), Some((5.0, 5.0)));
    }

    /// By hand: the mean of 100 coins is 1/2 ± 1.96 · 0.05.
    #[test]
    fn the_limits_of_coins_are_those_of_the_binomial_distribution() {
        let (low, high) = of_mean(&[(0, 50), (1, 50)], 7, 0.95).unwrap();
        assert!((low - 0.4).abs() < 0.02 && (high - 0.6).abs() < 0.02, "{low} {high}");
        assert_eq!(of_mean(&[(0, 50), (1, 50)], 7, 0.95), Some((low, high)));
        assert_ne!(of_mean(&[(0, 50), (1, 49), (2, 1)], 8, 0.95), Some((low, high)));
    }
}
