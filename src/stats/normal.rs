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

/// How dense standard normal values are around `z`.
pub fn density(z: f64) -> f64 {
    (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_lies_below_zero() {
        assert!(quantile(0.5).abs() < 1e-300);
    }

    /// Source: the density at 0 is 1 / √(2π), at 1 that over √e.
    #[test]
    fn density_is_highest_in_the_middle() {
        assert!((density(0.0) - 0.398_942_280_401_432_7).abs() < 1e-15);
        assert!((density(-1.0) - 0.241_970_724_519_143_37).abs() < 1e-15);
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
