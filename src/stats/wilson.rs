//! The score interval of a share.

use super::real;

/// Wilson score interval for a share; both ends lie in `[0, 1]`.
///
/// `hits` of `trials` succeeded; `z` is the normal quantile, 1.96 for 95 %.
/// `None` without trials: a share of nothing does not exist.
/// Source: Wilson (1927), *JASA* 22(158), 209–212. <https://doi.org/10.1080/01621459.1927.10502953>
///
/// # Panics
///
/// If `hits` exceeds `trials`.
pub fn wilson(hits: u64, trials: u64, z: f64) -> Option<(f64, f64)> {
    assert!(hits <= trials, "{hits} of {trials} is no share");
    if trials == 0 {
        return None;
    }
    let n = real::count(trials);
    let (lower, upper) = around(real::count(hits) / n, n, z);
    // The formula ends within a rounding error of the bound; the bound itself is exact.
    let lower = if hits == 0 { 0.0 } else { lower };
    Some((lower, if hits == trials { 1.0 } else { upper }))
}

/// The same around a share that is known to `n` effective trials, which need not be a whole number.
///
/// `share` lies in `[0, 1]` and `n` is above 0; both ends lie in `[0, 1]`.
pub fn around(share: f64, n: f64, z: f64) -> (f64, f64) {
    let spread = z * z / n;
    let centre = (share + spread / 2.0) / (1.0 + spread);
    let half = z * (share * (1.0 - share) / n + spread / (4.0 * n)).sqrt() / (1.0 + spread);
    ((centre - half).clamp(0.0, 1.0), (centre + half).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_share_of_nothing_does_not_exist() {
        assert_eq!(wilson(0, 0, 1.96), None);
    }

    /// Source: Newcombe (1998), *Statistics in Medicine* 17, 857–872, table I, method 3.
    #[test]
    fn intervals_agree_with_newcombe_1998_table_i() {
        for (hits, trials, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let (got_low, got_high) = wilson(hits, trials, 1.959_964).unwrap();
            let close = (got_low - low).abs() < 5e-5 && (got_high - high).abs() < 5e-5;
            assert!(close, "{hits}/{trials}: got {got_low:.4}–{got_high:.4}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn hits_and_misses_mirror_each_other(hits in 0..500_u64, misses in 1..500_u64) {
            let (low, high) = wilson(hits, hits + misses, 1.96).unwrap();
            let (other_low, other_high) = wilson(misses, hits + misses, 1.96).unwrap();
            prop_assert!((low - (1.0 - other_high)).abs() < 1e-12);
            prop_assert!((high - (1.0 - other_low)).abs() < 1e-12);
            prop_assert!(0.0 <= low && low <= high && high <= 1.0);
        }
    }
}
