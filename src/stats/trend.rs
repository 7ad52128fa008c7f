//! Whether a series rises or falls, and how fast, without assuming a line or a distribution.

use super::{normal, real, tail};

/// Series up to this long without ties get an exact p-value.
const EXACT: usize = 50;

/// The trend of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Pairs that rise less pairs that fall (Mann–Kendall S).
    pub rises: i64,
    /// Variance of that under no trend, corrected for ties.
    pub variance: f64,
    /// How often chance alone makes as clear a trend.
    pub p: f64,
    /// Median slope of all pairs, per step (Theil–Sen).
    pub slope: f64,
    /// 95 % limits of the slope.
    pub limits: (f64, f64),
}

/// The trend of values at equal steps; `None` with fewer than three or when all are equal.
///
/// Sources: Mann (1945), *Econometrica* 13, 245–259; Sen (1968), *JASA* 63, 1379–1389; ranks of the
/// limits by Gilbert (1987), *Statistical Methods for Environmental Pollution Monitoring*, 16.4.
pub fn of(values: &[f64]) -> Option<Trend> {
    let n = values.len();
    if n < 3 {
        return None;
    }
    let mut slopes = Vec::with_capacity(n * (n - 1) / 2);
    let mut rises = 0;
    for (i, first) in values.iter().enumerate() {
        for (j, second) in values.iter().enumerate().skip(i + 1) {
            let gap = second - first;
            rises += i64::from(gap > 0.0) - i64::from(gap < 0.0);
            slopes.push(gap / real::length(j - i));
        }
    }
    slopes.sort_unstable_by(f64::total_cmp);
    let (variance, has_ties) = variance(values);
    if variance <= 0.0 {
        return None;
    }
    let p = if n <= EXACT && !has_ties { exact(n, rises) } else { by_normal(rises, variance) };
    let limits = limits(&slopes, variance);
    Some(Trend { rises, variance, p, slope: median(&slopes), limits })
}

/// Variance of S, and whether there are ties.
fn variance(values: &[f64]) -> (f64, bool) {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let part = |n: usize| {
        let n = real::length(n);
        n * (n - 1.0) * (2.0 * n + 5.0)
    };
    let ties: Vec<usize> = sorted
        .chunk_by(|a, b| a.total_cmp(b).is_eq())
        .map(<[f64]>::len)
        .filter(|t| *t > 1)
        .collect();
    let tied: f64 = ties.iter().map(|t| part(*t)).sum();
    ((part(values.len()) - tied) / 18.0, !ties.is_empty())
}

/// Two-sided p-value of S by the normal distribution with a correction for continuity.
pub fn by_normal(rises: i64, variance: f64) -> f64 {
    let corrected = real::signed(i128::from(rises - rises.signum()));
    2.0 * tail::normal(-(corrected / variance.sqrt()).abs())
}

/// Two-sided p-value from the number of inversions of all permutations of `n` values.
pub(super) fn exact(n: usize, rises: i64) -> f64 {
    let pairs = n * (n - 1) / 2;
    // Shares of permutations of the first k values by inversions; k grows to n.
    let mut shares = vec![1.0];
    for k in 2..=n {
        let mut next = vec![0.0; shares.len() + k - 1];
        for (inversions, share) in shares.iter().enumerate() {
            for more in 0..k {
                next[inversions + more] += share / real::length(k);
            }
        }
        shares = next;
    }
    let far = usize::try_from(rises.unsigned_abs()).unwrap_or(pairs);
    // S = pairs − 2 · inversions, so at most this many inversions are as far out.
    let most = (pairs - far.min(pairs)) / 2;
    let tail: f64 = shares.iter().take(most + 1).sum();
    (2.0 * tail).clamp(0.0, 1.0)
}

fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    }
}

/// The slopes at the ranks (N − z √var) / 2 and (N + z √var) / 2 + 1, to the nearest rank.
fn limits(slopes: &[f64], variance: f64) -> (f64, f64) {
    let n = real::length(slopes.len());
    let spread = normal::quantile(0.975) * variance.sqrt();
    let at = |rank: f64| {
        let rank = rank.round().clamp(1.0, n);
        let whole = real::truncate(rank - 1.0).and_then(|whole| usize::try_from(whole).ok());
        slopes[whole.unwrap_or(0)]
    };
    (at(f64::midpoint(n, -spread)), at(f64::midpoint(n, spread) + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_points_and_a_flat_line_have_no_trend() {
        assert_eq!(of(&[1.0, 2.0]), None);
        assert_eq!(of(&[3.0; 5]), None);
    }

    /// Eight monthly means of quality; R's `trend::mk.test`, `cor.test(exact = TRUE)`, `sens.slope`.
    #[test]
    fn a_short_series_has_an_exact_p_value() {
        let found = of(&[81.2, 82.0, 81.7, 83.1, 84.0, 83.5, 85.2, 86.0]).unwrap();
        assert_eq!(found.rises, 24);
        assert!((found.variance - 65.333_333_333).abs() < 1e-8);
        assert!((found.p - 0.001_736_111_111).abs() < 1e-11, "{}", found.p);
        assert!((found.slope - 2.0 / 3.0).abs() < 1e-9);
        let (low, high) = found.limits;
        assert!((low - 0.46).abs() < 1e-9 && (high - 0.875).abs() < 1e-9, "{low} {high}");
    }

    /// Twelve months with ties; R's `trend::mk.test` and `sens.slope`.
    #[test]
    fn ties_shrink_the_variance() {
        let months = [4.0, 4.0, 5.0, 3.0, 4.0, 5.0, 5.0, 6.0, 5.0, 4.0, 6.0, 7.0];
        let found = of(&months).unwrap();
        assert_eq!(found.rises, 33);
        assert!((found.variance - 194.333_333_333).abs() < 1e-8);
        assert!((found.p - 0.021_704_779_535).abs() < 1e-10, "{}", found.p);
        assert!((found.slope - 0.211_111_111).abs() < 1e-8);
    }
}
