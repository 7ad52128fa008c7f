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
    let drop = profile((&model, &fit), (at, 0.0), &fit.coefficients)?.0;
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

/// How far the penalised likelihood falls when a coefficient is held at a value, and the fit there;
/// looked for from the coefficients of `start` on.
fn profile(
    (model, fit): (&Model<'_>, &Logistic),
    (at, value): (usize, f64),
    start: &[f64],
) -> Option<(f64, Vec<f64>)> {
    let mut start = start.to_vec();
    start[at] = value;
    let found = model.climb(start, Some(at), Penalty::Firth)?;
    let drop = fit.log_likelihood - model.state(&found)?.penalised;
    Some((drop.clamp(0.0, f64::INFINITY), found))
}

/// A value on the way to a limit: how far the root of the fall is from the one allowed, and the fit.
struct Stop {
    value: f64,
    over: f64,
    fit: Vec<f64>,
}

/// The value on that side of a coefficient at which the penalised likelihood has fallen that far.
///
/// The root of the fall is nearly a straight line, so the limit lies near the chord of two stops, one
/// on each side (regula falsi, Illinois form).
fn limit(model: &Model<'_>, fit: &Logistic, (at, side): (usize, f64), allowed: f64) -> Option<f64> {
    let target = allowed.sqrt();
    let stop = |value: f64, start: &[f64]| {
        let (drop, found) = profile((model, fit), (at, value), start)?;
        Some(Stop { value, over: drop.sqrt() - target, fit: found })
    };
    let (from, mut step) = (fit.coefficients[at], (2.0 * allowed).sqrt() * fit.errors[at]);
    let mut near = Stop { value: from, over: -target, fit: fit.coefficients.clone() };
    let mut far = None;
    for _ in 0..60 {
        match stop(near.value + side * step, &near.fit) {
            // Too far at once for the others to follow.
            None => step /= 2.0,
            Some(next) if next.over >= 0.0 => {
                far = Some(next);
                break;
            }
            Some(next) => near = next,
        }
    }
    let mut far = far?;
    for _ in 0..60 {
        let chord = (near.value * far.over - far.value * near.over) / (far.over - near.over);
        let next = stop(chord, &far.fit)?;
        if next.over.abs() < 1e-9 || (far.value - near.value).abs() < 1e-9 {
            return Some(chord);
        }
        if (next.over < 0.0) == (far.over < 0.0) {
            near.over /= 2.0;
        } else {
            near = std::mem::replace(&mut far, next);
            continue;
        }
        far = next;
    }
    Some(far.value)
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

    /// Nine questions of which one separates the answers: every coefficient has limits on both sides,
    /// at which the penalised likelihood has fallen as far as allowed.
    #[test]
    fn limits_exist_wherever_the_fit_does() {
        let rows = 103_u32;
        let bit = |row: u32, column: u32| {
            f64::from(row.wrapping_mul(2_654_435_761).rotate_left(3 * column) >> 31)
        };
        let mut columns: Vec<Vec<f64>> =
            (1..9).map(|column| (0..rows).map(|row| bit(row, column)).collect()).collect();
        let y: Vec<bool> = (0..rows).map(|row| row % 4 != 0).collect();
        // Failed twice, and resolved both times.
        columns.push((0..rows).map(|row| if row == 1 || row == 2 { 0.0 } else { 1.0 }).collect());
        let (model, found) = (Model::of(&y, &columns).unwrap(), fit(&y, &columns).unwrap());
        for at in [1, 9] {
            let found_limits = limits(&y, &columns, at, 0.95);
            assert!(
                found_limits.is_some(),
                "{at}: {} ± {}",
                found.coefficients[at],
                found.errors[at]
            );
            let (low, high) = found_limits.unwrap();
            assert!(low < found.coefficients[at] && found.coefficients[at] < high, "{at}");
            for limit in [low, high] {
                let drop = profile((&model, &found), (at, limit), &found.coefficients).unwrap().0;
                assert!((2.0 * drop - 3.841_458_820_694).abs() < 1e-4, "{at}: {drop}");
            }
        }
    }
}
