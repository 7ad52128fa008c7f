//! Probabilities in the tails of distributions: p values.

use super::beta::quantile;
use super::real;
use statrs::function::{beta, erf, gamma};

/// The probability that Student's t with `df` degrees of freedom is farther from 0 than `t`.
///
/// # Panics
///
/// If `df` is not a positive number or `t` is no number.
pub fn student(t: f64, df: f64) -> f64 {
    assert!(df > 0.0 && df.is_finite() && !t.is_nan(), "t of {t} with {df} degrees of freedom");
    if t.is_infinite() { 0.0 } else { beta::beta_reg(df / 2.0, 0.5, df / (df + t * t)) }
}

/// The probability that a standard normal variable is below `z`.
pub fn normal(z: f64) -> f64 {
    erf::erfc(-z / std::f64::consts::SQRT_2) / 2.0
}

/// The probability that chi-square with `df` degrees of freedom exceeds `x`.
///
/// # Panics
///
/// If `df` is not a positive number.
pub fn chi_square(x: f64, df: f64) -> f64 {
    assert!(df > 0.0 && df.is_finite(), "degrees of freedom are positive, not {df}");
    if x <= 0.0 { 1.0 } else { gamma::gamma_ur(df / 2.0, x / 2.0) }
}

/// The probability that Fisher's F with these degrees of freedom exceeds `f`.
///
/// # Panics
///
/// If degrees of freedom are not positive numbers.
pub fn fisher(f: f64, above: f64, below: f64) -> f64 {
    assert!(above > 0.0 && below > 0.0, "degrees of freedom are positive");
    if f <= 0.0 {
        return 1.0;
    }
    if f.is_infinite() {
        return 0.0;
    }
    beta::beta_reg(below / 2.0, above / 2.0, below / (below + above * f))
}

/// The exact test of `McNemar`: the probability that a fair coin thrown `one + other` times splits at
/// least as unevenly; `None` without a throw.
///
/// Source: `McNemar` (1947) <https://doi.org/10.1007/BF02295996>; exact form: Binomial(n, ½), doubled.
pub fn fair_split(one: u64, other: u64) -> Option<f64> {
    let n = one + other;
    if n == 0 {
        return None;
    }
    let fewer = one.min(other);
    // P(X <= fewer) of a fair coin, as an incomplete beta function.
    let at_most = if fewer == n {
        1.0
    } else {
        beta::beta_reg(real::count(n - fewer), real::count(fewer + 1), 0.5)
    };
    Some((2.0 * at_most).clamp(0.0, 1.0))
}

/// The exact interval of Clopper and Pearson for a share; `None` without trials.
///
/// Source: Clopper and Pearson (1934), *Biometrika* 26, 404–413.
/// <https://doi.org/10.1093/biomet/26.4.404>
///
/// # Panics
///
/// If `hits` exceeds `trials`, or `confidence` does not lie between 0 and 1.
pub fn clopper_pearson(hits: u64, trials: u64, confidence: f64) -> Option<(f64, f64)> {
    assert!(hits <= trials, "{hits} of {trials} is no share");
    assert!(0.0 < confidence && confidence < 1.0, "a confidence, not {confidence}");
    if trials == 0 {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let (x, rest) = (real::count(hits), real::count(trials - hits));
    let lower = if hits == 0 { 0.0 } else { quantile(x, rest + 1.0, tail) };
    // The upper limit is mirrored, so that the small part is computed itself.
    let upper = if hits == trials { 1.0 } else { 1.0 - quantile(rest, x + 1.0, tail) };
    Some((lower, upper))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(got: f64, expected: f64) -> bool {
        (got - expected).abs() < 1e-9
    }

    #[test]
    fn at_nothing_a_tail_is_everything() {
        assert!(close(student(0.0, 3.0), 1.0) && close(chi_square(0.0, 2.0), 1.0));
        assert!(close(fisher(0.0, 2.0, 3.0), 1.0) && close(normal(0.0), 0.5));
        assert_eq!((fair_split(0, 0), clopper_pearson(0, 0, 0.95)), (None, None));
    }

    /// By hand: with one degree of freedom t is Cauchy, half of it beyond 1; with two the tail of
    /// chi-square is exp(-x / 2); F with 2 and 2 exceeds f with probability 1 / (1 + f).
    #[test]
    fn tails_that_have_a_closed_form_are_met() {
        assert!(close(student(1.0, 1.0), 0.5) && close(student(-1.0, 1.0), 0.5));
        assert!(close(chi_square(3.0, 2.0), (-1.5_f64).exp()));
        assert!(close(fisher(3.0, 2.0, 2.0), 0.25));
        assert!(close(normal(1.959_963_984_540_054), 0.975));
    }

    /// By hand: 0 of 5 doubles 1/32; 1 of 4 doubles (1 + 4) / 16; 2 of 4 is certain.
    #[test]
    fn a_fair_coin_splits_as_counted() {
        for (one, other, expected) in [(0, 5, 0.0625), (3, 1, 0.625), (2, 2, 1.0), (1, 0, 1.0)] {
            assert!(close(fair_split(one, other).unwrap(), expected), "{one} and {other}");
        }
    }

    /// By hand: nothing of n has the upper limit 1 - 0.025^(1/n).
    #[test]
    fn nothing_found_is_no_certainty() {
        let (low, high) = clopper_pearson(0, 15, 0.95).unwrap();
        assert!(close(low, 0.0) && close(high, 1.0 - 0.025_f64.powf(1.0 / 15.0)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn hits_and_misses_mirror_each_other(hits in 0..60_u64, misses in 1..60_u64) {
            let (low, high) = clopper_pearson(hits, hits + misses, 0.95).unwrap();
            let (other_low, other_high) = clopper_pearson(misses, hits + misses, 0.95).unwrap();
            prop_assert!((low - (1.0 - other_high)).abs() < 1e-9);
            prop_assert!((high - (1.0 - other_low)).abs() < 1e-9);
            prop_assert!(low <= high);
        }
    }
}
