//! Rates of events per unit of exposure, with exact Poisson limits.

use super::{normal, real};
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
}
