//! Is a difference small enough to be none that matters? Two one-sided tests.

use super::mean::Mean;
use super::{real, student, tail};

/// A mean difference and how unsure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// The difference.
    pub value: f64,
    /// Its standard error, above 0.
    pub error: f64,
    /// Degrees of freedom of the error.
    pub df: f64,
}

impl Shift {
    /// Of differences of pairs; `None` for a single pair, and when all are equal.
    pub fn paired(differences: &Mean) -> Option<Self> {
        let error = differences.standard_error()?;
        let seen = error > 1e-14 * differences.mean.abs();
        let df = real::count(differences.n) - 1.0;
        seen.then_some(Self { value: differences.mean, error, df })
    }

    /// Of the means of two independent samples whose spreads may differ (Welch); `None` when one has a
    /// single value, and when nothing varies.
    pub fn between(one: &Mean, other: &Mean) -> Option<Self> {
        let (a, b) = (one.standard_error()?.powi(2), other.standard_error()?.powi(2));
        let part = |square: f64, n: u64| square * square / (real::count(n) - 1.0);
        let df = (a + b).powi(2) / (part(a, one.n) + part(b, other.n));
        let value = one.mean - other.mean;
        (a + b > 0.0).then(|| Self { value, error: (a + b).sqrt(), df })
    }

    /// Limits at this confidence by Student's t.
    pub fn interval(&self, confidence: f64) -> (f64, f64) {
        let half = self.error * student::quantile(0.5 + confidence / 2.0, self.df);
        (self.value - half, self.value + half)
    }

    /// Two-sided p of Student's test that there is no difference.
    pub fn difference_p(&self) -> f64 {
        tail::student(self.value / self.error, self.df)
    }

    /// The larger p of the two one-sided tests that the difference lies beyond `margin` on either side;
    /// below 0.05 both are rejected and the difference is within the margin.
    ///
    /// Source: Schuirmann (1987), *Journal of Pharmacokinetics and Biopharmaceutics* 15, 657–680.
    /// <https://doi.org/10.1007/BF01068419>
    pub fn equivalence_p(&self, margin: f64) -> f64 {
        let beyond = |t: f64| {
            let half = tail::student(t, self.df) / 2.0;
            if t >= 0.0 { half } else { 1.0 - half }
        };
        let low = beyond((self.value + margin) / self.error);
        let high = beyond((margin - self.value) / self.error);
        if low > high { low } else { high }
    }
}

#[cfg(test)]
mod tests {
    use super::super::mean::of_reals;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_single_pair_and_pairs_without_scatter_tell_nothing() {
        assert_eq!(Shift::paired(&of_reals(&[1.0]).unwrap()), None);
        assert_eq!(Shift::paired(&of_reals(&[1.0, 1.0, 1.0]).unwrap()), None);
        let (one, two) = (of_reals(&[1.0]).unwrap(), of_reals(&[1.0, 2.0]).unwrap());
        assert_eq!(Shift::between(&one, &two), None);
    }

    /// By hand: 1, 2, 3 have mean 2 and error 1/√3 on 2 degrees of freedom. With a margin of 4 the nearer
    /// bound is (4 − 2)·√3 = 3.4641 errors away; Student's t on 2 has P(T > t) = ½ − t / (2√(2 + t²)).
    #[test]
    fn the_nearer_bound_decides() {
        let shift = Shift::paired(&of_reals(&[1.0, 2.0, 3.0]).unwrap()).unwrap();
        let t = 12.0_f64.sqrt();
        let expected = 0.5 - t / (2.0 * (2.0 + t * t).sqrt());
        assert!((shift.equivalence_p(4.0) - expected).abs() < 1e-12);
        assert!((shift.equivalence_p(2.0) - 0.5).abs() < 1e-12);
        assert!(shift.equivalence_p(1.0) > 0.5);
    }

    /// Source: the sleep data of Student (1908), two independent samples as R's `t.test` takes them:
    /// difference −1.58, t −1.8608 on 17.776 degrees of freedom, p 0.07939.
    #[test]
    fn welch_has_the_published_degrees_of_freedom() {
        let one = of_reals(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]).unwrap();
        let two = of_reals(&[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]).unwrap();
        let shift = Shift::between(&one, &two).unwrap();
        assert!((shift.value + 1.58).abs() < 1e-12);
        assert!((shift.df - 17.776_473_516).abs() < 1e-6);
        assert!((shift.difference_p() - 0.079_394_14).abs() < 1e-7);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Both one-sided tests reject at 5 % exactly when the 90 % interval lies within the margin.
        #[test]
        fn the_test_and_the_ninety_percent_interval_agree(
            value in -9.0..9.0_f64, error in 0.1..5.0_f64, df in 1_u8..60, margin in 0.1..12.0_f64,
        ) {
            let shift = Shift { value, error, df: f64::from(df) };
            let (low, high) = shift.interval(0.9);
            let inside = -margin < low && high < margin;
            let near = (shift.equivalence_p(margin) - 0.05).abs() < 1e-9;
            prop_assert!(near || inside == (shift.equivalence_p(margin) < 0.05));
        }
    }
}
