//! A funnel: how far from a common target chance alone takes values of more and of fewer trials.
//!
//! Source: Spiegelhalter (2005), *Statistics in Medicine* 24, 1185–1202.
//! <https://doi.org/10.1002/sim.1970>

use super::{mean, quantile, real};
use statrs::function::factorial::ln_binomial;

/// Limits between which a share of so many trials lies with that confidence when the target holds.
///
/// Exact binomial quantiles, interpolated so that the funnel is smooth (appendix A.1.1); they may end
/// slightly beyond 0 and 1. `None` without trials, and unless the target lies between 0 and 1.
pub fn binomial_limits(target: f64, trials: u64, confidence: f64) -> Option<(f64, f64)> {
    let tail = (1.0 - confidence) / 2.0;
    if trials == 0 || target <= 0.0 || target >= 1.0 {
        return None;
    }
    Some((interpolated(target, trials, tail)?, interpolated(target, trials, 1.0 - tail)?))
}

fn interpolated(target: f64, trials: u64, p: f64) -> Option<f64> {
    let n = real::count(trials);
    let mut below = 0.0;
    for hits in 0..=trials {
        let x = real::count(hits);
        let log = ln_binomial(trials, hits) + x * target.ln() + (n - x) * (1.0 - target).ln();
        let here = log.exp();
        if below + here >= p || hits == trials {
            return Some((x - (below + here - p) / here) / n);
        }
        below += here;
    }
    None
}

/// How far a share lies from the target on the scale of the arcsine, in standard errors.
pub fn arcsine_score(hits: u64, trials: u64, target: f64) -> f64 {
    let n = real::count(trials);
    2.0 * n.sqrt() * ((real::count(hits) / n).sqrt().asin() - target.sqrt().asin())
}

/// Scatter around the target beyond what chance gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Overdispersion {
    /// Scores with the farthest on either side drawn in.
    pub winsorised: Vec<f64>,
    /// Their mean square: 1 by chance alone.
    pub ratio: f64,
    /// Variance between, on the scale of the errors; 0 where chance explains the scatter.
    pub between: f64,
    /// Each score with the variance between in its error.
    pub adjusted: Vec<f64>,
}

/// From scores in standard errors, those errors, and the share drawn in on each side, such as 0.1.
///
/// `None` below two scores, and where an error is not above 0.
pub fn overdispersion(scores: &[f64], errors: &[f64], share: f64) -> Option<Overdispersion> {
    if scores.len() < 2 || errors.iter().any(|error| *error <= 0.0) {
        return None;
    }
    let (low, high) =
        (quantile::quantile(scores, share)?, quantile::quantile(scores, 1.0 - share)?);
    let winsorised: Vec<f64> = scores.iter().map(|z| z.clamp(low, high)).collect();
    let n = real::length(scores.len());
    let ratio = mean::sum(winsorised.iter().map(|z| z * z)) / n;
    let weights: Vec<f64> = errors.iter().map(|error| 1.0 / (error * error)).collect();
    let all = mean::sum(weights.iter().copied());
    let squares = mean::sum(weights.iter().map(|weight| weight * weight));
    let between = ((n * ratio - (n - 1.0)) / (all - squares / all)).clamp(0.0, f64::MAX);
    let adjust = |(z, error): (&f64, &f64)| z * error / (error * error + between).sqrt();
    let adjusted = scores.iter().zip(errors).map(adjust).collect();
    Some(Overdispersion { winsorised, ratio, between, adjusted })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nothing_there_is_no_funnel() {
        assert_eq!(binomial_limits(0.5, 0, 0.95), None);
        assert_eq!(binomial_limits(1.0, 10, 0.95), None);
        assert_eq!(overdispersion(&[1.0], &[1.0], 0.1), None);
        assert_eq!(overdispersion(&[1.0, 2.0], &[1.0, 0.0], 0.1), None);
    }

    /// By hand: of one trial at ½, 2.5 % is reached within the first half: (0 − (0.5 − 0.025) / 0.5) / 1.
    #[test]
    fn one_trial_is_interpolated() {
        let (low, high) = binomial_limits(0.5, 1, 0.95).unwrap();
        assert!((low + 0.95).abs() < 1e-12 && (high - 0.95).abs() < 1e-12);
    }

    /// By hand: scores −2 and 2 with errors 1 have a mean square of 4; (8 − 1) / (2 − 1) = 7 between, so
    /// the error is √8 and each score 2 / √8.
    #[test]
    fn scatter_beyond_chance_widens_the_errors() {
        let found = overdispersion(&[-2.0, 2.0], &[1.0, 1.0], 0.0).unwrap();
        assert!((found.ratio - 4.0).abs() < 1e-12 && (found.between - 7.0).abs() < 1e-12);
        assert!((found.adjusted[1] - 2.0 / 8.0_f64.sqrt()).abs() < 1e-12);
        let chance = overdispersion(&[-0.5, 0.5], &[1.0, 1.0], 0.0).unwrap();
        assert!(chance.between.abs() < 1e-300 && (chance.adjusted[1] - 0.5).abs() < 1e-12);
    }
}
