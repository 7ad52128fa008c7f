//! Limits of a share from a design.

use super::super::{fisher, real, student};
use super::Estimate;

/// Limits of a share by Student's t around it, which may leave 0 to 1; `None` without a variance or
/// degrees of freedom. The best known, and the worst near 0 and 1.
pub fn plain(share: &Estimate, confidence: f64) -> Option<(f64, f64)> {
    share.interval(confidence)
}

/// Limits of a share by Student's t on the scale of the arcsine of its root, which steadies the variance;
/// `None` for 0 and 1, and without a variance or degrees of freedom.
pub fn arcsine(share: &Estimate, confidence: f64) -> Option<(f64, f64)> {
    let p = share.value;
    if !(0.0 < p && p < 1.0) {
        return None;
    }
    let se = share.se()? / (2.0 * (p * (1.0 - p)).sqrt());
    let half = student::quantile(0.5 + confidence / 2.0, share.df?) * se;
    let back = |angle: f64| {
        let sine = angle.clamp(0.0, std::f64::consts::FRAC_PI_2).sin();
        sine * sine
    };
    Some((back(p.sqrt().asin() - half), back(p.sqrt().asin() + half)))
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
