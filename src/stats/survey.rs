//! Estimates from a stratified sample: totals, means, ratios, domains, with linearised variance.
//!
//! Every estimator has residuals `u`; with `z = w·u` its variance is
//! `Σ_h (1−f_h) n_h/(n_h−1) Σ (z − z̄_h)²`. Sources: Cochran (1977), *Sampling Techniques*, 5.3 and 6.11;
//! Särndal, Swensson & Wretman (1992), 5.5; Lumley's `survey` for R computes the same.

use super::{fisher, real, student};

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
        for (z, size) in members.iter().zip(&self.strata) {
            let n = real::length(z.len());
            let rest = (1.0 - n / size).clamp(0.0, 1.0);
            if let [only] = z.as_slice() {
                lonely += usize::from(rest > 0.0);
                variance += rest * (only - grand) * (only - grand);
            } else if !z.is_empty() {
                let mean = super::mean::sum(z.iter().copied()) / n;
                let squares = z.iter().map(|z| (z - mean) * (z - mean));
                variance += rest * n / (n - 1.0) * super::mean::sum(squares);
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
            n,
            lonely,
        }
    }
}

/// One cluster of a sample of clusters, such as an agent's week: of `size` units `y` were looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Units it has.
    pub size: f64,
    /// What was measured of each unit looked at, with what the mean is over (1 for a plain mean).
    pub units: Vec<(f64, f64)>,
}

/// The ratio of two totals, or with ones below the mean, from a sample of clusters of `all` and of units
/// in them, and its variance: `(1−f₁) n/(n−1) Σ(t−t̄)² + f₁ Σ (1−f₂) m/(m−1) Σ(z−z̄)²` (Cochran 1977, 11.6).
/// `None` with fewer than two clusters.
pub fn two_stage(clusters: &[Cluster], all: f64) -> Option<(f64, f64)> {
    let taken = real::length(clusters.len());
    if taken < 2.0 {
        return None;
    }
    let weight = |one: &Cluster| all / taken * one.size / real::length(one.units.len());
    let sum = |part: &dyn Fn(&(f64, f64)) -> f64| -> f64 {
        clusters.iter().map(|one| weight(one) * one.units.iter().map(part).sum::<f64>()).sum()
    };
    let (above, below) = (sum(&|unit| unit.0), sum(&|unit| unit.1));
    let value = above / below;
    let spread = |values: &[f64], rest: f64| {
        let n = real::length(values.len());
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        if n < 2.0 { 0.0 } else { rest * n / (n - 1.0) * squares }
    };
    let residuals = |one: &Cluster| -> Vec<f64> {
        let weight = weight(one);
        one.units.iter().map(|(y, x)| weight * (y - value * x) / below).collect()
    };
    let totals: Vec<f64> = clusters.iter().map(|one| residuals(one).iter().sum()).collect();
    let first = spread(&totals, 1.0 - taken / all);
    let second: f64 = clusters
        .iter()
        .map(|one| spread(&residuals(one), 1.0 - real::length(one.units.len()) / one.size))
        .sum();
    Some((value, first + taken / all * second))
}

/// Limits of a share by Student's t on the scale of log odds; `None` for 0 and 1.
pub fn logit(share: &Estimate, confidence: f64) -> Option<(f64, f64)> {
    let p = share.value;
    if !(0.0 < p && p < 1.0) {
        return None;
    }
    let middle = (p / (1.0 - p)).ln();
    let half = student::quantile(0.5 + confidence / 2.0, share.df?) * share.se()? / (p * (1.0 - p));
    let back = |odds: f64| 1.0 / (1.0 + (-odds).exp());
    Some((back(middle - half), back(middle + half)))
}

/// Limits of a share from a design, after Korn & Graubard (1998): Clopper and Pearson's with the
/// effective size `p(1−p)/v · (t(n−1)/t(df))²`. `None` when the share is 0 or 1, without a
/// variance, or without degrees of freedom; use [`exact`] for 0 and 1.
pub fn korn_graubard(share: &Estimate, units: usize, confidence: f64) -> Option<(f64, f64)> {
    let p = share.value;
    let variance = share.variance.filter(|variance| *variance > 0.0)?;
    if !(0.0 < p && p < 1.0) || units < 2 {
        return None;
    }
    let upper = 0.5 + confidence / 2.0;
    let factor =
        student::quantile(upper, real::length(units) - 1.0) / student::quantile(upper, share.df?);
    let n = p * (1.0 - p) / variance * factor * factor;
    Some(exact(n * p, n, confidence))
}

/// The limits of Clopper and Pearson (1934) for `hits` of `trials`, which need not be whole.
pub fn exact(hits: f64, trials: f64, confidence: f64) -> (f64, f64) {
    let tail = (1.0 - confidence) / 2.0;
    let misses = trials - hits;
    let lower = if hits <= 0.0 { 0.0 } else { beta_quantile(tail, hits, misses + 1.0) };
    let upper = if misses <= 0.0 { 1.0 } else { beta_quantile(1.0 - tail, hits + 1.0, misses) };
    (lower, upper)
}

/// The quantile of the beta distribution, by that of F: `x = aF / (b + aF)` with 2a and 2b degrees.
fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let f = fisher::quantile(p, 2.0 * a, 2.0 * b);
    a * f / (b + a * f)
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
