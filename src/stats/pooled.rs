//! One spread for several groups, taken together from all of them.

use super::mean::{self, Mean};
use super::{normal, real, student, tail};

/// How far values scatter around the mean of their own group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pooled {
    /// Standard deviation within groups; above 0.
    pub sd: f64,
    /// Its degrees of freedom: values less groups.
    pub df: f64,
}

impl Pooled {
    /// From the groups' means; `None` without a group of two, and where nothing scatters.
    pub fn of(groups: &[Mean]) -> Option<Self> {
        let own = |group: &Mean| group.variance.unwrap_or(0.0) * (real::count(group.n) - 1.0);
        let squares = mean::sum(groups.iter().map(own));
        let df: f64 = groups.iter().map(|group| real::count(group.n) - 1.0).sum();
        (df > 0.0 && squares > 0.0).then(|| Self { sd: (squares / df).sqrt(), df })
    }

    /// The standard error of a mean of `n` values, drawn without replacement from `population` if
    /// that is known: 0 when they are all of it.
    ///
    /// # Panics
    ///
    /// If `n` is 0.
    pub fn error(&self, n: u64, population: Option<u64>) -> f64 {
        assert!(n > 0, "a mean is of something");
        let share = population.map_or(0.0, |all| real::count(n) / real::count(all.max(n)));
        self.sd * ((1.0 - share) / real::count(n)).sqrt()
    }

    /// Half the width of the interval of a mean at a confidence such as 0.95.
    pub fn half_width(&self, n: u64, population: Option<u64>, confidence: f64) -> f64 {
        student::quantile(0.5 + confidence / 2.0, self.df) * self.error(n, population)
    }

    /// How often chance alone takes a mean of `n` values as far from a value as this one is.
    pub fn p(&self, distance: f64, n: u64) -> f64 {
        tail::student(distance / self.error(n, None), self.df)
    }

    /// The same where values of a group are skewed, as scores near the top are: a mean of few has a long
    /// and a short tail then, and this is both beyond that distance; never less than without skewness.
    ///
    /// The tails are those of a gamma variable with the skewness that a mean of `n` values has.
    pub fn skewed_p(&self, distance: f64, n: u64, skewness: f64) -> f64 {
        let plain = self.p(distance, n);
        let own = skewness.abs() / real::count(n).sqrt();
        if own < HARDLY {
            return plain;
        }
        // As far out as a normal variable is that has the same tail.
        let z = -normal::quantile((plain / 2.0).clamp(f64::MIN_POSITIVE, 0.5));
        let shape = 4.0 / (own * own);
        let beyond = |gamma: f64| tail::chi_square(2.0 * gamma, 2.0 * shape);
        let long = beyond(shape + z * shape.sqrt());
        let short = 1.0 - beyond(shape - z * shape.sqrt());
        (long + short).clamp(plain.clamp(0.0, 1.0), 1.0)
    }

    /// The square by which a normal interval is widened for a spread that is itself estimated.
    pub fn allowance(&self) -> f64 {
        let t = student::quantile(0.975, self.df);
        (t / 1.959_963_984_540_054).powi(2)
    }
}

/// A skewness of a mean below which it is as good as none.
const HARDLY: f64 = 0.01;

/// The skewness of values around the mean of their own group, of all groups together.
///
/// Third moments are unbiased; the standard deviation is that of [`Pooled`]. `None` without a group of
/// three, and where nothing scatters.
pub fn skewness(groups: &[Vec<f64>], pooled: &Pooled) -> Option<f64> {
    let (mut cubes, mut share) = (0.0, 0.0);
    for group in groups.iter().filter(|group| group.len() > 2) {
        let n = real::length(group.len());
        let centre = mean::sum(group.iter().copied()) / n;
        cubes += mean::sum(group.iter().map(|value| (value - centre).powi(3)));
        share += (n - 1.0) * (n - 2.0) / n;
    }
    (share > 0.0).then(|| cubes / share / pooled.sd.powi(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(groups: &[&[f64]]) -> Option<Pooled> {
        let means: Vec<Mean> = groups.iter().filter_map(|group| mean::of_reals(group)).collect();
        Pooled::of(&means)
    }

    #[test]
    fn single_values_and_equal_ones_have_no_spread() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[&[1.0], &[2.0]]), None);
        assert_eq!(of(&[&[1.0, 1.0], &[2.0]]), None);
    }

    /// By hand: squares 2 and 8 on 1 and 2 degrees: √(10 / 3); a mean of 4 of 16 has the error
    /// sd · √(¾ / 4), of all 4 none.
    #[test]
    fn squares_and_degrees_add_up() {
        let found = of(&[&[1.0, 3.0], &[2.0, 4.0, 6.0], &[9.0]]).unwrap();
        assert!((found.sd - (10.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert!((found.df - 3.0).abs() < 1e-12);
        let expected = found.sd * (0.75_f64 / 4.0).sqrt();
        assert!((found.error(4, Some(16)) - expected).abs() < 1e-12);
        assert!(found.error(4, Some(4)).abs() < 1e-300);
        // t(0.975; 3) = 3.182446.
        assert!((found.half_width(1, None, 0.95) - 3.182_446 * found.sd).abs() < 1e-5);
        assert!((found.p(3.182_446 * found.sd, 1) - 0.05).abs() < 1e-6);
    }

    /// By hand: around the mean 2 the cubes of 1, 1, 4 are −1, −1, 8, together 6 over (3 − 1)(3 − 2) / 3.
    #[test]
    fn skewness_is_that_within_groups() {
        let group = [1.0, 1.0, 4.0];
        let pooled = of(&[&group]).unwrap();
        let found = skewness(&[group.to_vec(), vec![7.0, 9.0]], &pooled).unwrap();
        assert!((found - 9.0 / 3.0_f64.sqrt().powi(3)).abs() < 1e-12, "{found}");
        assert_eq!(skewness(&[vec![7.0, 9.0]], &pooled), None);
    }

    /// An exponential variable less 1 has skewness 2: beyond ±2 lies e⁻³ above and nothing below. Student's
    /// p of a spread on 10⁶ degrees stands for the normal one.
    #[test]
    fn a_long_tail_counts_and_a_short_one_does_not_make_it_less() {
        let pooled = Pooled { sd: 1.0, df: 1e6 };
        assert!((pooled.skewed_p(2.0, 1, 2.0) - (-3.0_f64).exp()).abs() < 1e-5);
        assert!((pooled.skewed_p(2.0, 1, -2.0) - (-3.0_f64).exp()).abs() < 1e-5);
        assert!((pooled.skewed_p(2.0, 1, 0.0) - pooled.p(2.0, 1)).abs() < 1e-12);
        assert!(pooled.skewed_p(0.0, 5, 1.0) <= 1.0 && pooled.skewed_p(90.0, 5, 1.0) < 1e-12);
    }
}
