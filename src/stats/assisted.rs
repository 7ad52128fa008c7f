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
    /// Its standard error for few measurements; `None` below three.
    pub small_sample_error: Option<f64>,
    /// Measurements less the parameters they were needed for, 2; `None` below three.
    pub df: Option<f64>,
}

impl Powered {
    /// Limits at this confidence by the normal distribution, as its authors have them: too narrow below
    /// some hundred measurements.
    pub fn interval(&self, confidence: f64) -> (f64, f64) {
        let half = normal::quantile(0.5 + confidence / 2.0) * self.standard_error;
        (self.mean - half, self.mean + half)
    }

    /// Limits at this confidence by Student's t around the error for few measurements; `None` below three.
    pub fn small_sample_interval(&self, confidence: f64) -> Option<(f64, f64)> {
        let half = student::quantile(0.5 + confidence / 2.0, self.df?) * self.small_sample_error?;
        Some((self.mean - half, self.mean + half))
    }
}

/// An estimate of the mean of a finite population from a simple random sample of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assisted {
    /// The estimate.
    pub mean: f64,
    /// Its standard error, 0 when all were measured; `None` for a single measurement.
    pub standard_error: Option<f64>,
    /// The standard error that holds for few measurements as well; the same where no parameter was
    /// taken from them.
    pub small_sample_error: Option<f64>,
    /// Measurements less the parameters they were needed for; `None` below one.
    pub df: Option<f64>,
}

impl Assisted {
    /// Limits at this confidence by Student's t around the error for few measurements; `None` without it
    /// or degrees of freedom.
    pub fn interval(&self, confidence: f64) -> Option<(f64, f64)> {
        let half = student::quantile(0.5 + confidence / 2.0, self.df?) * self.small_sample_error?;
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
        let of_rest = power * power * rest.1 / real::length(self.rest.len());
        let n = real::length(gaps.len());
        let cautious = self.leveraged(&gaps).map(|squares| (of_rest + squares / (n * n)).sqrt());
        Some(Powered {
            mean: power * rest.0 + gap.0,
            standard_error: (of_rest + gap.1 / n).sqrt(),
            power,
            small_sample_error: cautious,
            df: cautious.map(|_| n - 2.0),
        })
    }

    /// The sum of squares of these around their mean, each over the square of what its own prediction
    /// leaves to the others: nearly what leaving out one at a time gives. `None` below three.
    ///
    /// Source: the HC3 of `MacKinnon` and White (1985) <https://doi.org/10.1016/0304-4076(85)90158-7>.
    fn leveraged(&self, gaps: &[f64]) -> Option<f64> {
        let n = real::length(gaps.len());
        let f: Vec<f64> = self.both.iter().map(|(_, f)| *f).collect();
        let ((centre, _), (f_mean, f_variance)) = (moments(gaps)?, moments(&f)?);
        let own = |f: f64| {
            let away = if f_variance > 0.0 { (f - f_mean).powi(2) / f_variance } else { 0.0 };
            // One whose prediction alone is apart leaves nothing to the others.
            (1.0 - (1.0 + away) / n).clamp(1.0 / n, 1.0)
        };
        let squares = gaps.iter().zip(&f).map(|(gap, f)| ((gap - centre) / own(*f)).powi(2));
        (n > 2.0).then(|| mean::sum(squares))
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
        let z: Vec<f64> = z.collect();
        let cautious = (self.unseen() * self.leveraged(&z)?).sqrt() / n;
        let plain = self.finite(mean::of_reals(&z)?, 0.0);
        let (mean, df) = (y_mean + slope * off, Some(n - 2.0));
        Some(Assisted { mean, df, small_sample_error: Some(cautious), ..plain })
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
        let n = real::length(self.both.len());
        let error = spread.variance.map(|variance| (self.unseen() * variance / n).sqrt());
        let df = (n > 1.0).then_some(n - 1.0);
        let mean = spread.mean + plus;
        Assisted { mean, standard_error: error, small_sample_error: error, df }
    }

    /// The share of all that was not measured.
    fn unseen(&self) -> f64 {
        let (n, rest) = (real::length(self.both.len()), real::length(self.rest.len()));
        rest / (n + rest)
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
/// variance of the weighted mean of `y − λf`; and λ. A tuned λ costs one degree of freedom.
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
    let weight = match power {
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
    let found = mean(&|unit, f| unit.y - weight * f)?;
    let found = Estimate { value: found.value + weight * of_all, ..found };
    let found =
        if power == Power::Tuned { cautious(found, (design, predicted), weight) } else { found };
    Some((found, weight))
}

/// With the variance and the degrees of freedom that a parameter taken from the same sample leaves.
///
/// The gap of each unit counts as it would had the parameter been taken from the others alone, nearly: the
/// HC3 of `MacKinnon` and White (1985) <https://doi.org/10.1016/0304-4076(85)90158-7>.
fn cautious(found: Estimate, (design, predicted): (&Design, &[f64]), weight: f64) -> Estimate {
    let mut strata = vec![(0.0, 0.0, 0.0); design.strata.len()];
    let units = || design.units.iter().zip(predicted);
    for (unit, f) in units() {
        let (all, gaps, fs) = &mut strata[unit.stratum];
        *all += unit.weight;
        *gaps += unit.weight * (unit.y - weight * f);
        *fs += unit.weight * f;
    }
    let away = |unit: &Unit, f: f64| {
        let (all, gaps, fs) = strata[unit.stratum];
        (gaps / all, f - fs / all)
    };
    let spread = mean::sum(units().map(|(unit, f)| unit.weight * away(unit, *f).1.powi(2)));
    let least = 1.0 / real::length(design.units.len());
    let widened = units().map(|(unit, f)| {
        let (centre, off) = away(unit, *f);
        let own = if spread > 0.0 { unit.weight * off * off / spread } else { 0.0 };
        let gap = unit.y - weight * f - centre;
        Unit { y: centre + gap / (1.0 - own).clamp(least, 1.0), ..*unit }
    });
    let widened = Design { strata: design.strata.clone(), units: widened.collect() };
    let left = found.df.map(|df| df - 1.0).filter(|df| *df > 0.0);
    let variance = widened.mean(&|_| true).and_then(|widened| widened.variance);
    Estimate { variance, df: left, ..found }
}

#[cfg(test)]
mod tests;
