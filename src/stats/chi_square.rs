//! The chi-square distribution.

use super::tail;

/// Halvings of the search: as many as a number has digits.
const HALVINGS: u32 = 60;

/// The value that chi-square with `df` degrees of freedom stays below with probability `p`.
///
/// `p` lies strictly between 0 and 1. Found by halving, as the tail itself is exact where a series for its
/// inverse is not.
///
/// # Panics
///
/// If `p` or `df` is outside its range.
pub fn quantile(p: f64, df: f64) -> f64 {
    assert!(0.0 < p && p < 1.0, "a quantile needs a probability between 0 and 1, not {p}");
    let mut high = df.clamp(1.0, f64::MAX);
    while tail::chi_square(high, df) > 1.0 - p {
        high *= 2.0;
    }
    let mut low = high / 2.0;
    while low > f64::MIN_POSITIVE && tail::chi_square(low, df) < 1.0 - p {
        high = low;
        low /= 2.0;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if tail::chi_square(middle, df) > 1.0 - p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sources: Abramowitz and Stegun (1964), table 26.8; with two degrees −2 ln(1 − p), with one the
    /// square of a normal quantile.
    #[test]
    fn quantiles_agree_with_printed_ones() {
        for (p, df, expected) in [
            (0.95, 1.0, 3.84146),
            (0.025, 3.0, 0.215_795),
            (0.5, 10.0, 9.34182),
            (0.995, 30.0, 53.6720),
            (0.05, 100.0, 77.9295),
        ] {
            let found = quantile(p, df);
            assert!(
                (found - expected).abs() < 5e-5 * expected.clamp(1.0, f64::MAX),
                "{p} {df}: {found}"
            );
        }
        assert!((quantile(1e-3, 2.0) + 2.0 * (1.0_f64 - 1e-3).ln()).abs() < 1e-12);
        assert!((quantile(0.25, 1.0) - 0.318_639_363_964_375_14_f64.powi(2)).abs() < 1e-9);
    }
}
