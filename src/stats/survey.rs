//! Estimates from a stratified sample: totals, means, ratios, domains, with linearised variance.
//!
//! Every estimator has residuals `u`; with `z = w·u` its variance is
//! `Σ_h (1−f_h) n_h/(n_h−1) Σ (z − z̄_h)²`. Sources: Cochran (1977), *Sampling Techniques*, 5.3 and 6.11;
//! Särndal, Swensson & Wretman (1992), 5.5; Lumley's `survey` for R computes the same.

mod regression;
mod share;
mod two_stage;

use super::{real, student};

pub use regression::Regression;
pub use share::{arcsine, exact, korn_graubard, logit, plain};
pub use two_stage::{Cluster, two_stage, two_stage_total};

/// One unit of the sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Its stratum, as an index of [`Design::strata`].
    pub stratum: usize,
    /// One over the probability with which it was drawn, adjusted for those that did not answer.
    pub weight: f64,
    /// What is measured.
    pub y: f64,
}

/// A sample and what it was drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// Units each stratum has; infinite where the estimate is to speak of more than these.
    pub strata: Vec<f64>,
    /// The sample.
    pub units: Vec<Unit>,
}

/// An estimate with its precision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Its variance; `None` when no stratum has two units.
    pub variance: Option<f64>,
    /// Degrees of freedom: units less strata, of those that have a unit of the domain; `None` below one.
    pub df: Option<f64>,
    /// Degrees of freedom after Satterthwaite, `(Σv)²/Σ(v²/(n−1))` over the strata's parts `v` of the
    /// variance: fewer where few units of a large or varied stratum decide it (Cochran 1977, 5.16).
    /// `None` without a part above nothing from two units or more.
    pub satterthwaite: Option<f64>,
    /// Units it is from.
    pub n: usize,
    /// Strata with a single unit and more behind it, whose variance was taken around the mean of all.
    pub lonely: usize,
}

impl Estimate {
    /// Standard error; `None` without a variance.
    pub fn se(&self) -> Option<f64> {
        self.variance.map(f64::sqrt)
    }

    /// Limits at this confidence by Student's t; `None` without a variance or degrees of freedom.
    pub fn interval(&self, confidence: f64) -> Option<(f64, f64)> {
        let half = student::quantile(0.5 + confidence / 2.0, self.df?) * self.se()?;
        Some((self.value - half, self.value + half))
    }
}

impl Design {
    /// The total of `y` over the units of a domain.
    pub fn total(&self, within: &dyn Fn(usize) -> bool) -> Option<Estimate> {
        let value = self.sum(&|at, unit| if within(at) { unit.y } else { 0.0 });
        self.count(within)?;
        Some(self.estimate(value, within, &|at, unit| if within(at) { unit.y } else { 0.0 }))
    }

    /// The mean of `y` over a domain, its size estimated too; the variance is that over the whole
    /// design, not over the domain alone. `None` when the domain has no unit.
    pub fn mean(&self, within: &dyn Fn(usize) -> bool) -> Option<Estimate> {
        self.count(within)?;
        let size = self.sum(&|at, _| f64::from(u8::from(within(at))));
        let value = self.sum(&|at, unit| if within(at) { unit.y } else { 0.0 }) / size;
        Some(self.estimate(value, within, &|at, unit| {
            if within(at) { (unit.y - value) / size } else { 0.0 }
        }))
    }

    /// The ratio of the totals of `y` and `x` over a domain. `None` when that of `x` is nothing.
    pub fn ratio(&self, x: &[f64], within: &dyn Fn(usize) -> bool) -> Option<Estimate> {
        self.count(within)?;
        let below = self.sum(&|at, _| if within(at) { x[at] } else { 0.0 });
        if below <= 0.0 {
            return None;
        }
        let value = self.sum(&|at, unit| if within(at) { unit.y } else { 0.0 }) / below;
        Some(self.estimate(value, within, &|at, unit| {
            if within(at) { (unit.y - value * x[at]) / below } else { 0.0 }
        }))
    }

    /// Kish's effective size, `(Σw)² / Σw²`; `None` without units.
    pub fn effective_size(&self) -> Option<f64> {
        let sum = self.sum(&|_, _| 1.0);
        let squares: f64 = self.units.iter().map(|unit| unit.weight * unit.weight).sum();
        (squares > 0.0).then(|| sum * sum / squares)
    }

    /// How much larger the variance of the mean is than that of a simple random sample of as many, whose
    /// spread is taken from the weighted sample; the finite population is that the weights add up to.
    /// Below 1 the strata helped. `None` without a variance or a spread.
    /// Source: Kish (1965), *Survey Sampling*, 8.2; `svymean(deff = TRUE)` of Lumley's `survey`.
    pub fn effect(&self) -> Option<f64> {
        let mean = self.mean(&|_| true)?;
        let (size, n) = (self.sum(&|_, _| 1.0), real::length(self.units.len()));
        let away = |unit: &Unit| (unit.y - mean.value) * (unit.y - mean.value);
        let spread = self.sum(&|_, unit| away(unit)) / size * n / (n - 1.0);
        let endless = self.strata.iter().any(|size| size.is_infinite());
        let rest = if endless { 1.0 } else { (1.0 - n / size).clamp(0.0, 1.0) };
        let simple = rest * spread / n;
        (simple > 0.0).then(|| mean.variance.map(|variance| variance / simple)).flatten()
    }

    fn count(&self, within: &dyn Fn(usize) -> bool) -> Option<usize> {
        let n = (0..self.units.len()).filter(|at| within(*at)).count();
        (n > 0).then_some(n)
    }

    fn sum(&self, y: &dyn Fn(usize, &Unit) -> f64) -> f64 {
        let terms = self.units.iter().enumerate().map(|(at, unit)| unit.weight * y(at, unit));
        super::mean::sum(terms)
    }

    /// The value with the variance of the weighted total of its residuals.
    ///
    /// A stratum with one unit of several contributes `(1 − f)(z − z̄)²` around the mean of all
    /// (the rule `adjust` of R's `survey`).
    fn estimate(
        &self,
        value: f64,
        within: &dyn Fn(usize) -> bool,
        residual: &dyn Fn(usize, &Unit) -> f64,
    ) -> Estimate {
        let mut members: Vec<Vec<f64>> = vec![Vec::new(); self.strata.len()];
        let mut inside = vec![0_usize; self.strata.len()];
        for (at, unit) in self.units.iter().enumerate() {
            members[unit.stratum].push(unit.weight * residual(at, unit));
            inside[unit.stratum] += usize::from(within(at));
        }
        let all = members.iter().flatten().copied();
        let grand = super::mean::sum(all) / real::length(self.units.len());
        let (mut variance, mut lonely) = (0.0, 0);
        let mut fourth = 0.0;
        for (z, size) in members.iter().zip(&self.strata) {
            let n = real::length(z.len());
            let rest = (1.0 - n / size).clamp(0.0, 1.0);
            if let [only] = z.as_slice() {
                lonely += usize::from(rest > 0.0);
                variance += rest * (only - grand) * (only - grand);
            } else if !z.is_empty() {
                let mean = super::mean::sum(z.iter().copied()) / n;
                let squares = z.iter().map(|z| (z - mean) * (z - mean));
                let part = rest * n / (n - 1.0) * super::mean::sum(squares);
                variance += part;
                fourth += part * part / (n - 1.0);
            }
        }
        let n: usize = inside.iter().sum();
        let df = n - inside.iter().filter(|inside| **inside > 0).count();
        let strata = members.iter().zip(&self.strata);
        let census = strata.clone().zip(&inside).filter(|(_, inside)| **inside > 0);
        let census = census.clone().count() > 0
            && census.into_iter().all(|((z, size), _)| real::length(z.len()) >= *size);
        Estimate {
            value,
            variance: (df > 0 || census).then_some(variance),
            df: (df > 0).then(|| real::length(df)),
            satterthwaite: (fourth > 0.0).then(|| variance * variance / fourth),
            n,
            lonely,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(got: f64, expected: f64, tolerance: f64) {
        assert!((got - expected).abs() <= tolerance, "got {got}, expected {expected}");
    }

    fn design(strata: &[f64], units: &[(usize, f64)]) -> Design {
        let of = |stratum: usize| units.iter().filter(|(other, _)| *other == stratum).count();
        let unit = |(stratum, y): &(usize, f64)| Unit {
            stratum: *stratum,
            weight: strata[*stratum] / real::length(of(*stratum)),
            y: *y,
        };
        Design { strata: strata.to_vec(), units: units.iter().map(unit).collect() }
    }

    #[test]
    fn of_nothing_there_is_no_estimate() {
        let none = design(&[10.0], &[]);
        assert_eq!(none.mean(&|_| true), None);
        assert_eq!(none.effective_size(), None);
        let one = design(&[10.0], &[(0, 80.0)]);
        let mean = one.mean(&|_| true).unwrap();
        assert_eq!((mean.value, mean.variance, mean.df), (80.0, None, None));
        assert_eq!(one.mean(&|_| false), None);
    }

    #[test]
    fn a_census_has_no_error() {
        // Case survey/census: 88, 92 and 79 of three calls.
        let all = design(&[3.0], &[(0, 88.0), (0, 92.0), (0, 79.0)]);
        let mean = all.mean(&|_| true).unwrap();
        close(mean.value, 86.333_333_333_333_33, 1e-12);
        assert_eq!(mean.variance, Some(0.0));
    }

    #[test]
    fn one_stratum_is_a_simple_random_sample() {
        // 80, 90, 70, 100 of 40: mean 85, s² = 500/3, se = √(0.9 · s²/4) = 6.123724.
        let four = design(&[40.0], &[(0, 80.0), (0, 90.0), (0, 70.0), (0, 100.0)]);
        let mean = four.mean(&|_| true).unwrap();
        close(mean.value, 85.0, 1e-12);
        close(mean.se().unwrap(), 6.123_724_356_957_945, 1e-12);
        assert_eq!(mean.df, Some(3.0));
        let endless = Design { strata: vec![f64::INFINITY], ..four.clone() };
        close(endless.mean(&|_| true).unwrap().se().unwrap(), 6.454_972_243_679_028, 1e-12);
        close(four.total(&|_| true).unwrap().value, 3400.0, 1e-9);
    }

    #[test]
    fn a_share_of_nothing_or_all_has_exact_limits() {
        // Clopper–Pearson for 0 of 20 (Newcombe 1998, table I): 0 to 0.1684; 5 of 5: 0.4782 to 1.
        close(exact(0.0, 20.0, 0.95).1, 0.168_433_470_983_085_3, 1e-9);
        close(exact(5.0, 5.0, 0.95).0, 0.478_176_249_895_018_56, 1e-9);
        let none = design(&[40.0], &[(0, 0.0), (0, 0.0)]).mean(&|_| true).unwrap();
        assert_eq!(korn_graubard(&none, 2, 0.95), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_ratio_to_ones_is_the_mean(
            units in prop::collection::vec((0..3_usize, 0.0..100.0_f64), 2..20),
        ) {
            let design = design(&[50.0, 60.0, 70.0], &units);
            let ones = vec![1.0; design.units.len()];
            let (mean, ratio) = (design.mean(&|_| true).unwrap(), design.ratio(&ones, &|_| true).unwrap());
            prop_assert!((mean.value - ratio.value).abs() < 1e-9);
            prop_assert_eq!(mean.variance.is_some(), ratio.variance.is_some());
        }
    }
}
