//! The non-central t distribution.

use super::{real, tail};
use statrs::function::gamma;

/// The value below which non-central t with `df` degrees of freedom and non-centrality `shift`
/// falls with probability `p`; right to about seven digits.
///
/// The normal probability is integrated over the distribution of the estimated standard deviation
/// and inverted by halving.
///
/// # Panics
///
/// If `p` does not lie strictly between 0 and 1, or `df` is not a positive number.
pub fn student_quantile(p: f64, df: f64, shift: f64) -> f64 {
    assert!(0.0 < p && p < 1.0, "a quantile needs a probability between 0 and 1, not {p}");
    assert!(df > 0.0 && df.is_finite(), "degrees of freedom are positive, not {df}");
    let below = |t: f64| probability(t, df, shift);
    let (mut low, mut high) = (shift - 1.0, shift + 1.0);
    while below(low) > p {
        low -= 2.0 * (shift - low);
    }
    while below(high) < p && high < 1e12 {
        high += 2.0 * (high - shift);
    }
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if below(middle) < p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// How many steps the integral has; even.
const STEPS: usize = 600;

/// The probability of a value below `t`: the mean of the normal probability of `t·s − shift`, where
/// `s²` is chi-square over its degrees of freedom. Simpson's rule.
fn probability(t: f64, df: f64, shift: f64) -> f64 {
    // The density of s is below 1e-14 of its top beyond seven standard deviations around 1.
    let half = 8.0 / (2.0 * df).sqrt();
    let (from, to) = ((1.0 - half).clamp(1e-12, 1.0), 1.0 + half * 1.5);
    let step = (to - from) / real::length(STEPS);
    let log_scale = (df / 2.0) * (df / 2.0).ln() - gamma::ln_gamma(df / 2.0) + 2.0_f64.ln();
    let at = |number: usize| {
        let s = from + step * real::length(number);
        let density = (log_scale + (df - 1.0) * s.ln() - df * s * s / 2.0).exp();
        density * tail::normal(t * s - shift)
    };
    let weight = |number: usize| match number {
        0 | STEPS => 1.0,
        odd if odd % 2 == 1 => 4.0,
        _ => 2.0,
    };
    (0..=STEPS).map(|number| weight(number) * at(number)).sum::<f64>() * step / 3.0
}

#[cfg(test)]
mod tests {
    use super::super::student;
    use super::*;

    #[test]
    fn without_a_shift_it_is_students() {
        for (p, df) in [(0.025, 3.0), (0.975, 16.0), (0.6, 1.0), (0.9, 200.0)] {
            let (got, expected) = (student_quantile(p, df, 0.0), student::quantile(p, df));
            assert!((got - expected).abs() < 1e-5 * (1.0 + expected.abs()), "{p}, {df}: {got}");
        }
    }

    /// By hand: for a value of 0 the estimated spread does not matter, so the probability below 0
    /// is the normal one below −shift.
    #[test]
    fn the_share_below_zero_is_normal() {
        let p = tail::normal(-0.7);
        assert!(student_quantile(p, 7.0, 0.7).abs() < 1e-6);
    }
}
