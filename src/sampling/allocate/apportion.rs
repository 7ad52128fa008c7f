//! A total in parts: whole numbers, within limits, the largest remainders first.

use super::{Bounds, Facts};
use crate::stats::real;

/// Spreads `total` in proportion to `weights`, none above its size or outside the bounds.
///
/// Strata whose part is outside are set to their limit and the rest is spread again; at the end
/// what is left by rounding down goes to the largest remainders.
pub(super) fn apportion(
    total: usize,
    weights: &[f64],
    strata: &[Facts<'_>],
    bounds: Bounds,
) -> Vec<usize> {
    let caps: Vec<usize> =
        strata.iter().map(|one| bounds.most.map_or(one.size, |most| one.size.min(most))).collect();
    let floors: Vec<usize> = caps.iter().map(|cap| bounds.least.min(*cap)).collect();
    let mut fixed: Vec<Option<usize>> = weights
        .iter()
        .zip(&floors)
        .map(|(weight, floor)| (*weight <= 0.0).then_some(*floor))
        .collect();
    loop {
        let parts = parts(total, weights, &fixed);
        let outside = |at: usize, part: f64| {
            (fixed[at].is_none() && part > real::length(caps[at])).then_some(caps[at])
        };
        let below = |at: usize, part: f64| {
            (fixed[at].is_none() && part < real::length(floors[at])).then_some(floors[at])
        };
        let found = |rule: &dyn Fn(usize, f64) -> Option<usize>| -> Vec<(usize, usize)> {
            let pairs = parts.iter().enumerate();
            pairs.filter_map(|(at, part)| Some((at, rule(at, *part)?))).collect()
        };
        let mut limits = found(&below);
        if limits.is_empty() {
            limits = found(&outside);
        }
        if limits.is_empty() {
            return rounded(total, &parts, &fixed, &caps);
        }
        for (at, limit) in limits {
            fixed[at] = Some(limit);
        }
    }
}

/// What each stratum without a fixed number gets of what the fixed ones leave.
fn parts(total: usize, weights: &[f64], fixed: &[Option<usize>]) -> Vec<f64> {
    let taken: usize = fixed.iter().flatten().sum();
    let left = real::length(total.saturating_sub(taken));
    let open = weights.iter().zip(fixed).filter(|(_, fixed)| fixed.is_none());
    let sum: f64 = open.map(|(weight, _)| weight).sum();
    let pairs = weights.iter().zip(fixed);
    pairs.map(|(weight, fixed)| fixed.map_or(left * weight / sum, real::length)).collect()
}

fn rounded(total: usize, parts: &[f64], fixed: &[Option<usize>], caps: &[usize]) -> Vec<usize> {
    let whole =
        |part: &f64| real::truncate(*part).and_then(|part| usize::try_from(part).ok()).unwrap_or(0);
    let mut given: Vec<usize> = parts.iter().map(whole).collect();
    let mut order: Vec<usize> = (0..parts.len()).filter(|at| fixed[*at].is_none()).collect();
    let rest = |at: usize| parts[at] - real::length(given[at]);
    order.sort_by(|a, b| rest(*b).total_cmp(&rest(*a)).then(a.cmp(b)));
    let mut left = total.saturating_sub(given.iter().sum());
    for at in order {
        if left > 0 && given[at] < caps[at] {
            given[at] += 1;
            left -= 1;
        }
    }
    given
}
