//! Firth's penalised logistic regression: finite odds also where answers separate.

use super::logistic::{Logistic, Model, Penalty};
use super::{normal, tail};

/// The fit of greatest penalised likelihood; `None` without both answers or when columns determine
/// each other.
///
/// Source: Firth (1993), *Biometrika* 80, 27–38; Heinze & Schemper (2002), *Statistics in Medicine*
/// 21, 2409–2419.
pub fn fit(y: &[bool], columns: &[Vec<f64>]) -> Option<Logistic> {
    let model = Model::of(y, columns)?;
    let found = model.climb(vec![0.0; columns.len() + 1], None, Penalty::Firth)?;
    model.result(found, Penalty::Firth)
}

/// How often chance alone makes a coefficient as far from 0, by the ratio of penalised likelihoods.
pub fn p(y: &[bool], columns: &[Vec<f64>], at: usize) -> Option<f64> {
    let model = Model::of(y, columns)?;
    let fit = fit(y, columns)?;
    let drop = profile(&model, &fit, (at, 0.0))?.0;
    Some(tail::chi_square(2.0 * drop, 1.0))
}

/// Limits of a coefficient from the profile of the penalised likelihood, at a confidence such as
/// 0.95; `None` when one of them is not found.
pub fn limits(y: &[bool], columns: &[Vec<f64>], at: usize, confidence: f64) -> Option<(f64, f64)> {
    let model = Model::of(y, columns)?;
    let fit = fit(y, columns)?;
    let z = normal::quantile(0.5 + confidence / 2.0);
    let allowed = z * z / 2.0;
    Some((limit(&model, &fit, (at, -1.0), allowed)?, limit(&model, &fit, (at, 1.0), allowed)?))
}

/// How far the penalised likelihood falls when a coefficient is held at a value, and the fit there.
fn profile(
    model: &Model<'_>,
    fit: &Logistic,
    (at, value): (usize, f64),
) -> Option<(f64, Vec<f64>)> {
    let mut start = fit.coefficients.clone();
    start[at] = value;
    let found = model.climb(start, Some(at), Penalty::Firth)?;
    let drop = fit.log_likelihood - model.state(&found)?.penalised;
    Some((drop.clamp(0.0, f64::INFINITY), found))
}

/// The value on that side of a coefficient at which the penalised likelihood has fallen that far.
fn limit(model: &Model<'_>, fit: &Logistic, (at, side): (usize, f64), allowed: f64) -> Option<f64> {
    let (from, error) = (fit.coefficients[at], fit.errors[at]);
    let mut near = from;
    let mut step = error;
    let mut far = near + side * step;
    let mut tries = 0;
    while profile(model, fit, (at, far))?.0 < allowed {
        near = far;
        step *= 1.5;
        far += side * step;
        tries += 1;
        if tries > 40 {
            return None;
        }
    }
    for _ in 0..60 {
        let middle = f64::midpoint(near, far);
        if profile(model, fit, (at, middle))?.0 < allowed {
            near = middle;
        } else {
            far = middle;
        }
    }
    Some(f64::midpoint(near, far))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: Heinze & Schemper (2002); R's `logistf`: every call with the script was resolved.
    #[test]
    fn answers_that_separate_have_finite_odds() {
        assert_eq!(fit(&[true], &[]), None);
        let y: Vec<bool> = [1, 1, 1, 1, 0, 0, 0, 0].map(|yes| yes == 1).into();
        let x = vec![vec![1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]];
        let found = fit(&y, &x).unwrap();
        // By hand: half a call in every cell, ln(4.5 / 0.5) on either side.
        assert!((found.coefficients[0] + 9.0_f64.ln()).abs() < 1e-6);
        assert!((found.coefficients[1] - 2.0 * 9.0_f64.ln()).abs() < 1e-6);
        let (low, high) = limits(&y, &x, 1, 0.95).unwrap();
        assert!(0.0 < low && low < found.coefficients[1] && found.coefficients[1] < high);
        assert!(p(&y, &x, 1).unwrap() < 0.05);
    }
}
