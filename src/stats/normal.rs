//! The normal distribution.

use statrs::function::erf;

/// The value below which a standard normal variable falls with probability `p`.
///
/// `p` lies strictly between 0 and 1; 0.975 gives the 1.96 of a 95 % interval.
///
/// # Panics
///
/// If `p` is not a probability strictly between 0 and 1.
pub fn quantile(p: f64) -> f64 {
    assert!(0.0 < p && p < 1.0, "a quantile needs a probability between 0 and 1, not {p}");
    -std::f64::consts::SQRT_2 * erf::erfc_inv(2.0 * p)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_lies_below_zero() {
        assert!(quantile(0.5).abs() < 1e-300);
    }

    /// Expected values: the inverse error function evaluated with 40 digits.
    #[test]
    fn quantiles_agree_with_forty_digit_arithmetic() {
        for (p, expected) in [
            (0.8, 0.841_621_233_572_914_2),
            (0.975, 1.959_963_984_540_054_2),
            (0.995, 2.575_829_303_548_9),
            (1e-4, -3.719_016_485_455_680_6),
            (1e-10, -6.361_340_902_404_056),
        ] {
            let got = quantile(p);
            assert!((got - expected).abs() < 1e-12, "p = {p}: got {got}");
        }
    }
}
