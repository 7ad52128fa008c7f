//! A mean from a few measurements and predictions of everything: model-assisted estimates.
//!
//! Measurements say what is true of some; predictions are cheap and there for all. The mean of the
//! predictions, corrected by how far they were off where both are known, is unbiased however bad
//! they are, and the more precise the better they are. Sources: Särndal, Swensson & Wretman (1992),
//! *Model Assisted Survey Sampling*, 6.3 and 6.4; Angelopoulos et al. (2023), *Science* 382, 669–674
//! <https://doi.org/10.1126/science.adi6000>; Angelopoulos, Duchi & Zrnic (2023), PPI++
//! <https://arxiv.org/abs/2311.01453>.

use super::mean::{self, Mean};
use super::survey::{Design, Estimate, Unit};
use super::{normal, real, student};

/// A simple random sample that was measured, and predictions of it and of all the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// What was measured, then what was predicted of the same, one pair a unit.
    pub both: Vec<(f64, f64)>,
    /// What was predicted of those that were not measured.
    pub rest: Vec<f64>,
}

/// How much the predictions count for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Power {
    /// So much: 0 leaves them out, 1 takes them as they are.
    Fixed(f64),
    /// As much as makes the estimate most precise, from 0 to 1.
    Tuned,
}

/// A prediction-powered mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Powered {
    /// The estimate.
    pub mean: f64,
    /// Its standard error, of an endless population.
    pub standard_error: f64,
    /// How much the predictions counted for, λ.
    pub power: f64,
}

impl Powered {
    /// Limits at this confidence by the normal distribution.
    pub fn interval(&self, confidence: f64) -> (f64, f64) {
        let half = normal::quantile(0.5 + confidence / 2.0) * self.standard_error;
        (self.mean - half, self.mean + half)
    }
}

/// An estimate of the mean of a finite population from a simple random sample of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assisted {
    /// The estimate.
    pub mean: f64,
    /// Its standard error, 0 when all were measured; `None` for a single measurement.
    pub standard_error: Option<f64>,
    /// Measurements less the parameters they were needed for; `None` below one.
    pub df: Option<f64>,
}

impl Assisted {
    /// Limits at this confidence by Student's t; `None` without a standard error or degrees of freedom.
    pub fn interval(&self, confidence: f64) -> Option<(f64, f64)> {
        let half = student::quantile(0.5 + confidence / 2.0, self.df?) * self.standard_error?;
        Some((self.mean - half, self.mean + half))
    }
}

impl Sample {
    /// The prediction-powered mean (PPI; tuned, PPI++) of an endless population that the sample and the
    /// rest come from alike; `None` without a measurement, or without a rest to predict.
    ///
    /// `λ f̄(rest) + mean(y − λf)` with variance `λ² σ²(f, rest)/N + σ²(y − λf)/n`, all with divisors n; the
    /// tuned λ is `cov(y, f) / ((1 + n/N) σ²(f, all))`, from 0 to 1, where that σ² alone has divisor n − 1,
    /// as in the authors' program.
    pub fn powered(&self, power: Power) -> Option<Powered> {
        if self.rest.is_empty() {
            return None;
        }
        let power = match power {
            Power::Fixed(power) => power,
            Power::Tuned => self.tuned()?,
        };
        let gaps: Vec<f64> = self.both.iter().map(|(y, f)| y - power * f).collect();
        let (gap, rest) = (moments(&gaps)?, moments(&self.rest)?);
        let variance = power * power * rest.1 / real::length(self.rest.len())
            + gap.1 / real::length(gaps.len());
        Some(Powered { mean: power * rest.0 + gap.0, standard_error: variance.sqrt(), power })
    }

    /// The λ of least variance; 0 when predictions do not differ. `None` without a measurement.
    fn tuned(&self) -> Option<f64> {
        let n = real::length(self.both.len());
        let slope = self.covariance()?;
        let all = mean::of_reals(&self.predictions())?.variance?;
        let ratio = 1.0 + n / real::length(self.rest.len());
        Some(if all > 0.0 { (slope / (ratio * all)).clamp(0.0, 1.0) } else { 0.0 })
    }

    /// The mean of the measurements alone.
    pub fn alone(&self) -> Option<Assisted> {
        let y: Vec<f64> = self.both.iter().map(|(y, _)| *y).collect();
        Some(self.finite(mean::of_reals(&y)?, 0.0))
    }

    /// The difference estimator: the mean of all predictions plus the mean of `y − f`.
    ///
    /// `None` without a measurement.
    pub fn difference(&self) -> Option<Assisted> {
        let gaps: Vec<f64> = self.both.iter().map(|(y, f)| y - f).collect();
        Some(self.finite(mean::of_reals(&gaps)?, mean::of_reals(&self.predictions())?.mean))
    }

    /// The regression estimator (GREG) with g-weighted residuals, as R's `survey` computes it.
    ///
    /// `None` below three measurements, and when predictions of the sample do not differ.
    pub fn regression(&self) -> Option<Assisted> {
        let n = real::length(self.both.len());
        let (y, f): (Vec<f64>, Vec<f64>) = self.both.iter().copied().unzip();
        let ((y_mean, _), (f_mean, f_variance)) = (moments(&y)?, moments(&f)?);
        if n < 3.0 || f_variance <= 0.0 {
            return None;
        }
        let slope = self.covariance()? / f_variance;
        let off = mean::of_reals(&self.predictions())?.mean - f_mean;
        let z = self.both.iter().map(|(y, f)| {
            let g = 1.0 + off * (f - f_mean) / f_variance;
            g * (y - y_mean - slope * (f - f_mean))
        });
        let spread = mean::of_reals(&z.collect::<Vec<_>>())?;
        let mean = y_mean + slope * off;
        Some(Assisted { mean, df: Some(n - 2.0), ..self.finite(spread, 0.0) })
    }

    /// Pearson's correlation of measurements and predictions; `None` where either does not vary.
    pub fn correlation(&self) -> Option<f64> {
        super::pairs::Pairs::of(self.both.iter().copied())?.correlation()
    }

    /// Covariance of measurements and predictions with divisor n.
    fn covariance(&self) -> Option<f64> {
        let n = real::length(self.both.len());
        let (y, f): (Vec<f64>, Vec<f64>) = self.both.iter().copied().unzip();
        let (y, f) = (moments(&y)?.0, moments(&f)?.0);
        Some(mean::sum(self.both.iter().map(|(one, other)| (one - y) * (other - f))) / n)
    }

    fn predictions(&self) -> Vec<f64> {
        self.both.iter().map(|(_, f)| *f).chain(self.rest.iter().copied()).collect()
    }

    fn finite(&self, spread: Mean, plus: f64) -> Assisted {
        let (n, rest) = (real::length(self.both.len()), real::length(self.rest.len()));
        let unseen = rest / (n + rest);
        let error = spread.variance.map(|variance| (unseen * variance / n).sqrt());
        let df = (n > 1.0).then_some(n - 1.0);
        Assisted { mean: spread.mean + plus, standard_error: error, df }
    }
}

/// Mean and variance with divisor n; `None` without values.
fn moments(values: &[f64]) -> Option<(f64, f64)> {
    let n = real::length(values.len());
    let mean = mean::of_reals(values)?.mean;
    let squares = values.iter().map(|value| (value - mean) * (value - mean));
    Some((mean, mean::sum(squares) / n))
}

/// The mean over everything a sample was drawn from, whatever its design: `λ F̄ + mean(y − λf)`, with the
/// variance of the weighted mean of `y − λf`; and λ.
///
/// `predicted` are the predictions of the units of the design, `of_all` is the mean prediction of all. With
/// one stratum and λ of 1 it is the difference estimator; tuned, λ is the design's covariance of both means
/// over its variance of the mean prediction, from 0 to 1. `None` without units.
pub fn over_design(
    design: &Design,
    (predicted, of_all): (&[f64], f64),
    power: Power,
) -> Option<(Estimate, f64)> {
    let mean = |value: &dyn Fn(&Unit, f64) -> f64| {
        let units = design.units.iter().zip(predicted);
        let units = units.map(|(unit, f)| Unit { y: value(unit, *f), ..*unit }).collect();
        Design { strata: design.strata.clone(), units }.mean(&|_| true)
    };
    let power = match power {
        Power::Fixed(power) => power,
        Power::Tuned => {
            let of = |value: &dyn Fn(&Unit, f64) -> f64| mean(value)?.variance;
            let parts = (of(&|unit, _| unit.y), of(&|_, f| f), of(&|unit, f| unit.y - f));
            match parts {
                (Some(y), Some(f), Some(gap)) if f > 0.0 => {
                    ((y + f - gap) / 2.0 / f).clamp(0.0, 1.0)
                }
                _ => 0.0,
            }
        }
    };
    let found = mean(&|unit, f| unit.y - power * f)?;
    Some((Estimate { value: found.value + power * of_all, ..found }, power))
}

#[cfg(test)]
mod tests;
