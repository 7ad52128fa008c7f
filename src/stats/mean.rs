//! Means with their spread and interval, exact for whole numbers.

use super::{real, student};

/// A mean of some values and how far they scatter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// How many values; at least 1.
    pub n: u64,
    /// Their arithmetic mean.
    pub mean: f64,
    /// Their variance with divisor n − 1; `None` for a single value.
    pub variance: Option<f64>,
}

impl Mean {
    /// Standard deviation with divisor n − 1; `None` for a single value.
    pub fn sd(&self) -> Option<f64> {
        self.variance.map(f64::sqrt)
    }

    /// Standard error of the mean; `None` for a single value.
    pub fn standard_error(&self) -> Option<f64> {
        self.variance.map(|variance| (variance / real::count(self.n)).sqrt())
    }

    /// Student's t interval at a confidence such as 0.95.
    ///
    /// `None` for a single value, and when all are equal: no scatter seen is not certainty.
    pub fn interval(&self, confidence: f64) -> Option<(f64, f64)> {
        let error = self.standard_error().filter(|error| *error > 1e-14 * self.mean.abs())?;
        let half = error * student::quantile(0.5 + confidence / 2.0, real::count(self.n - 1));
        Some((self.mean - half, self.mean + half))
    }

    /// The same in another unit: thousandths become ones with 1000.
    #[must_use]
    pub fn per(self, unit: f64) -> Self {
        let variance = self.variance.map(|variance| variance / (unit * unit));
        Self { n: self.n, mean: self.mean / unit, variance }
    }
}

/// Exact sums over whole numbers, from which mean and variance follow without a rounding on the way.
///
/// Order and cut of the values do not matter: merging is associative and commutative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moments {
    n: u64,
    sum: i128,
    squares: i128,
}

impl Moments {
    /// Those of `n` values with these sums of values and of squares.
    pub fn of_sums(n: u64, sum: i128, squares: i128) -> Self {
        Self { n, sum, squares }
    }

    /// Takes in one value.
    ///
    /// # Panics
    ///
    /// If the sum of squares leaves `i128`: 2^31 values of 2^48 do not get there.
    pub fn push(&mut self, value: i64) {
        let value = i128::from(value);
        self.n += 1;
        self.sum += value;
        self.squares += value * value;
    }

    /// Takes in one value that many times.
    pub fn push_many(&mut self, value: i64, times: u64) {
        let (value, count) = (i128::from(value), i128::from(times));
        self.n += times;
        self.sum += value * count;
        self.squares += value * value * count;
    }

    /// Takes in what others have seen.
    pub fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// How many values there were.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Their sum.
    pub fn sum(&self) -> i128 {
        self.sum
    }

    /// Their mean and variance; `None` without values.
    pub fn mean(&self) -> Option<Mean> {
        (self.n > 0).then(|| {
            let mean = real::signed(self.sum) / real::count(self.n);
            let variance = (self.n > 1).then(|| self.deviations() / real::count(self.n - 1));
            Mean { n: self.n, mean, variance }
        })
    }

    /// Sum of squared deviations from the mean.
    fn deviations(&self) -> f64 {
        let n = i128::from(self.n);
        // Around the whole part of the mean first: the products stay small and nothing cancels.
        let (whole, rest) = (self.sum.div_euclid(n), self.sum.rem_euclid(n));
        let around_whole = self.squares - whole * (self.sum + rest);
        let scaled = around_whole.checked_mul(n).map(|product| product - rest * rest);
        let n = real::count(self.n);
        scaled.map_or_else(
            || real::signed(around_whole) - real::signed(rest) * real::signed(rest) / n,
            |scaled| real::signed(scaled) / n,
        )
    }
}

impl Extend<i64> for Moments {
    fn extend<I: IntoIterator<Item = i64>>(&mut self, values: I) {
        for value in values {
            self.push(value);
        }
    }
}

impl FromIterator<i64> for Moments {
    fn from_iter<I: IntoIterator<Item = i64>>(values: I) -> Self {
        let mut moments = Self::default();
        moments.extend(values);
        moments
    }
}

/// Mean and variance of finite reals, with compensated sums; `None` without values.
pub fn of_reals(values: &[f64]) -> Option<Mean> {
    if values.is_empty() {
        return None;
    }
    let n = real::length(values.len());
    let mean = sum(values.iter().copied()) / n;
    let squares = sum(values.iter().map(|value| (value - mean).powi(2)));
    let variance = (values.len() > 1).then(|| squares / (n - 1.0));
    Some(Mean { n: u64::try_from(values.len()).unwrap_or(u64::MAX), mean, variance })
}

/// The sum of finite reals with one compensation term.
///
/// Source: Neumaier (1974), *ZAMM* 54, 39–51. <https://doi.org/10.1002/zamm.19740540106>
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut total, mut lost) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = total + value;
        lost += if total.abs() >= value.abs() {
            (total - next) + value
        } else {
            (value - next) + total
        };
        total = next;
    }
    total + lost
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(got: f64, expected: f64) -> bool {
        (got - expected).abs() <= 1e-12 * (1.0 + expected.abs())
    }

    #[test]
    fn nothing_has_no_mean_and_one_value_no_spread() {
        assert_eq!(Moments::default().mean(), None);
        assert_eq!(of_reals(&[]), None);
        let one: Moments = [7].into_iter().collect();
        let one = one.mean().unwrap();
        assert_eq!((one.mean, one.variance, one.sd(), one.interval(0.95)), (7.0, None, None, None));
    }

    /// By hand: differences 2, 1, −6, −2 have mean −1.25, squares 45, so the variance is
    /// (45 − 4 · 1.5625) / 3 = 12.91666…, and t(0.975; 3) = 3.18244630528.
    #[test]
    fn four_differences_have_the_interval_worked_out_by_hand() {
        let moments: Moments = [2, 1, -6, -2].into_iter().collect();
        let mean = moments.mean().unwrap();
        assert!(close(mean.variance.unwrap(), 38.75 / 3.0));
        let half = 3.182_446_305_283_71 * (38.75_f64 / 12.0).sqrt();
        let (low, high) = mean.interval(0.95).unwrap();
        assert!((low - (-1.25 - half)).abs() < 1e-9 && (high - (-1.25 + half)).abs() < 1e-9);
        let milli: Moments = [2_000, 1_000, -6_000, -2_000].into_iter().collect();
        assert!(close(milli.mean().unwrap().per(1000.0).variance.unwrap(), 38.75 / 3.0));
    }

    #[test]
    fn equal_values_have_a_spread_of_zero_and_no_interval() {
        let equal: Moments = [7, 7, 7].into_iter().collect();
        let mean = equal.mean().unwrap();
        assert_eq!((mean.sd(), mean.interval(0.95)), (Some(0.0), None));
        assert_eq!(of_reals(&[0.1, 0.1, 0.1]).unwrap().interval(0.95), None);
    }

    #[test]
    fn a_small_spread_far_from_zero_survives() {
        let far = 1_700_000_000_000;
        let moments: Moments = [far, far + 1, far + 2].into_iter().collect();
        assert_eq!(moments.mean().unwrap().variance, Some(1.0));
    }

    #[test]
    fn what_cancels_in_a_plain_sum_is_kept() {
        assert!(close(sum([1.0, 1e100, 1.0, -1e100]), 2.0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_cut_does_not_matter(values: Vec<i32>, cut: prop::sample::Index) {
            let values: Vec<i64> = values.into_iter().map(i64::from).collect();
            let cut = cut.index(values.len() + 1);
            let whole: Moments = values.iter().copied().collect();
            let mut parts: Moments = values[cut..].iter().copied().collect();
            parts.merge(values[..cut].iter().copied().collect());
            prop_assert_eq!(parts, whole);
        }

        #[test]
        fn whole_numbers_and_reals_agree(values in prop::collection::vec(-1000..1000_i64, 1..40)) {
            let exact: Moments = values.iter().copied().collect();
            let reals: Vec<f64> = values.iter().map(|value| real::signed(i128::from(*value))).collect();
            let (exact, reals) = (exact.mean().unwrap(), of_reals(&reals).unwrap());
            prop_assert!((exact.mean - reals.mean).abs() < 1e-9);
            let gap = exact.variance.unwrap_or(0.0) - reals.variance.unwrap_or(0.0);
            prop_assert!(gap.abs() < 1e-6);
        }
    }
}
