//! Rates of events per unit of exposure, with exact Poisson limits.

use super::{normal, real, tail};
use statrs::function::gamma;

/// Exact limits of the number of events that `events` stand for, at a confidence such as 0.95;
/// divide by the exposure. The lower one of no events is 0.
///
/// Source: Garwood (1936), *Biometrika* 28, 437–442: χ² quantiles with 2x and 2x + 2 degrees of
/// freedom, halved.
pub fn limits(events: u64, confidence: f64) -> (f64, f64) {
    let tail = (1.0 - confidence) / 2.0;
    let lower = if events == 0 { 0.0 } else { half_chi_square(tail, real::count(events)) };
    (lower, half_chi_square(1.0 - tail, real::count(events) + 1.0))
}

/// How two rates compare, each events of an exposure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The first rate by the second; `None` when the second has no event.
    pub value: Option<f64>,
    /// Exact limits; the upper one is `None` when the second has no event.
    pub limits: (f64, Option<f64>),
    /// How often chance alone splits the events as unevenly: tables as likely as the one found
    /// count, as in R.
    pub p: f64,
}

/// Two rates by the split of their events; `None` without an event or an exposure above 0.
///
/// Source: Przyborowski & Wilenski (1940), *Biometrika* 31, 313–323: given their sum, the events of
/// the first are binomial.
pub fn ratio(one: (u64, f64), other: (u64, f64), confidence: f64) -> Option<Ratio> {
    let ((events, exposure), (others, other_exposure)) = (one, other);
    let all = events + others;
    if all == 0 || !(exposure > 0.0 && other_exposure > 0.0) {
        return None;
    }
    let rate = |(events, exposure): (u64, f64)| real::count(events) / exposure;
    let value = (others > 0).then(|| rate(one) / rate(other));
    let odds =
        |share: f64| (share < 1.0).then(|| share / (1.0 - share) * other_exposure / exposure);
    let (low, high) = tail::clopper_pearson(events, all, confidence)?;
    let share = exposure / (exposure + other_exposure);
    let chance = |hits: u64| {
        let log_factorial = |n: u64| gamma::ln_gamma(real::count(n) + 1.0);
        let ways = log_factorial(all) - log_factorial(hits) - log_factorial(all - hits);
        let rest = real::count(all - hits) * (1.0 - share).ln();
        (ways + real::count(hits) * share.ln() + rest).exp()
    };
    let limit = chance(events) * (1.0 + 1e-7);
    let p: f64 = (0..=all).map(chance).filter(|chance| *chance <= limit).sum();
    let limits = (odds(low).unwrap_or(0.0), odds(high));
    Some(Ratio { value, limits, p: p.clamp(0.0, 1.0) })
}

/// The quantile of a gamma distribution of that shape and rate 1.
fn half_chi_square(p: f64, shape: f64) -> f64 {
    // Wilson and Hilferty (1931) bring the search near; halving ends it.
    let z = normal::quantile(p);
    let near = shape * (1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt())).powi(3);
    let (mut low, mut high) = (0.0, 2.0 * near.abs() + 10.0);
    if shape > 1e6 {
        return near;
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if gamma::gamma_lr(shape, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: no event in 95 of 100 samples at −ln(0.025) = 3.688879 events at most.
    #[test]
    fn no_event_has_an_upper_limit() {
        let (low, high) = limits(0, 0.95);
        assert!(low.abs() < 1e-300);
        assert!((high - 0.025_f64.ln().abs()).abs() < 1e-9);
    }

    /// Source: Garwood's limits by `poisson.test` of R: 137 events in 24.19893 units.
    #[test]
    fn limits_agree_with_r() {
        let units = 24.198_93;
        let (low, high) = limits(137, 0.95);
        assert!((low / units - 4.753_125).abs() < 1e-5 && (high / units - 6.692_709).abs() < 1e-5);
    }

    /// Source: `poisson.test` of R: 11 in 800 against 21 in 3,011 person-years; ratio 1.971488,
    /// limits 0.8584264 and 4.2772659, p 0.07967.
    #[test]
    fn a_ratio_of_rates_agrees_with_r() {
        assert_eq!(ratio((0, 1.0), (0, 1.0), 0.95), None);
        let found = ratio((11, 800.0), (21, 3_011.0), 0.95).unwrap();
        assert!((found.value.unwrap() - 1.971_488_095).abs() < 1e-9);
        assert!((found.limits.0 - 0.858_426_403).abs() < 1e-7);
        assert!((found.limits.1.unwrap() - 4.277_265_944).abs() < 1e-7);
        assert!((found.p - 0.079_668_633).abs() < 1e-8);
    }
}
