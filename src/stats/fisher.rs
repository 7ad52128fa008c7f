//! Fisher's F distribution.

use super::beta;

/// The value below which Fisher's F with `above` and `below` degrees of freedom falls with
/// probability `p`.
///
/// Degrees of freedom, of the numerator and of the denominator, may be fractional.
///
/// # Panics
///
/// If `p` is not strictly between 0 and 1, or degrees of freedom are not positive numbers.
pub fn quantile(p: f64, above: f64, below: f64) -> f64 {
    assert!(0.0 < p && p < 1.0, "a quantile needs a probability between 0 and 1, not {p}");
    let positive = |df: f64| df > 0.0 && df.is_finite();
    assert!(positive(above) && positive(below), "degrees of freedom are positive");
    let share = beta::quantile(above / 2.0, below / 2.0, p);
    // The part that is small is computed itself, not as a difference from 1.
    let odds = if share < 0.5 {
        share / (1.0 - share)
    } else {
        let rest = beta::quantile(below / 2.0, above / 2.0, 1.0 - p);
        (1.0 - rest) / rest
    };
    odds * below / above
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_one_degree_of_freedom_each_half_lies_below_one() {
        assert!((quantile(0.5, 1.0, 1.0) - 1.0).abs() < 1e-12);
    }

    /// Expected values: the incomplete beta function inverted with 30 digits.
    #[test]
    fn quantiles_agree_with_thirty_digit_arithmetic() {
        for (p, above, below, expected) in [
            (0.975, 5.0, 15.0, 3.576_415_349_279_062),
            (0.975, 15.0, 5.0, 6.427_728_167_078_782),
            (0.975, 29.0, 145.0, 1.678_566_618_159_292),
            (0.025, 4.0, 4.0, 0.104_117_537_453_927_6),
            (0.975, 5.0, 4.78, 7.507_686_621_812_966),
        ] {
            let got = quantile(p, above, below);
            assert!((got - expected).abs() < 1e-8 * expected, "{p} {above} {below}: got {got}");
        }
    }
}
