//! Two samples compared by the order of their values: no assumption on the distribution.

use super::{concordance, mean, quantile, real, tail};

/// Samples up to this long without ties get an exact p-value.
const EXACT: usize = 50;

/// How two samples compare, value by value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Pairs in which the value of the first is larger, ties as halves (Mann–Whitney U).
    pub larger: f64,
    /// How often chance alone makes as clear a difference: exact without ties and with fewer than
    /// 50 values each, else by the normal distribution.
    pub p: f64,
    /// The same by the normal distribution, corrected for ties and continuity.
    pub p_normal: f64,
    /// The median of all differences (Hodges–Lehmann).
    pub shift: f64,
    /// Share of pairs in which the first is larger less that in which it is smaller (Cliff's δ).
    pub dominance: f64,
}

/// Two independent samples; `None` when one is empty or all values are equal.
///
/// Sources: Mann & Whitney (1947), *Annals of Mathematical Statistics* 18, 50–60; Hodges & Lehmann
/// (1963), ibid. 34, 598–611; Cliff (1993), *Psychological Bulletin* 114, 494–509.
pub fn compare(one: &[f64], other: &[f64]) -> Option<Comparison> {
    let (m, n) = (real::length(one.len()), real::length(other.len()));
    let mut gaps: Vec<f64> = one.iter().flat_map(|a| other.iter().map(move |b| a - b)).collect();
    gaps.sort_unstable_by(f64::total_cmp);
    let larger = real::length(gaps.iter().filter(|gap| **gap > 0.0).count());
    let equal = real::length(gaps.iter().filter(|gap| **gap == 0.0).count());
    let u = larger + equal / 2.0;
    let all: Vec<f64> = one.iter().chain(other).copied().collect();
    let (_, ties) = concordance::ranked(&all);
    let total = m + n;
    let variance = m * n / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)));
    if gaps.is_empty() || variance <= 0.0 {
        return None;
    }
    let distance = (u - m * n / 2.0).abs();
    let p_normal = two_sided((distance - 0.5).clamp(0.0, f64::INFINITY) / variance.sqrt());
    let is_exact = ties == 0.0 && one.len() < EXACT && other.len() < EXACT;
    let p = if is_exact { exact_u((one.len(), other.len()), u) } else { p_normal };
    let dominance = (2.0 * larger + equal) / (m * n) - 1.0;
    let shift = quantile::quantile(&gaps, 0.5)?;
    Some(Comparison { larger: u, p, p_normal, shift, dominance })
}

/// How pairs differ, by the ranks of their differences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignedRanks {
    /// The sum of the ranks of positive differences (Wilcoxon's V).
    pub positive: f64,
    /// How often chance alone makes as clear a difference: exact without ties and zeros and with
    /// fewer than 50 pairs, else by the normal distribution.
    pub p: f64,
    /// The same by the normal distribution, corrected for ties and continuity.
    pub p_normal: f64,
}

/// Differences of pairs; zeros are left out. `None` without any other.
///
/// Source: Wilcoxon (1945), *Biometrics Bulletin* 1, 80–83.
pub fn signed_ranks(differences: &[f64]) -> Option<SignedRanks> {
    let kept: Vec<f64> = differences.iter().copied().filter(|gap| *gap != 0.0).collect();
    let sizes: Vec<f64> = kept.iter().map(|gap| gap.abs()).collect();
    let (ranks, ties) = concordance::ranked(&sizes);
    let of_positive = ranks.iter().zip(&kept).filter(|(_, gap)| **gap > 0.0);
    let positive = mean::sum(of_positive.map(|(rank, _)| *rank));
    let n = real::length(kept.len());
    let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ties / 48.0;
    if kept.is_empty() || variance <= 0.0 {
        return None;
    }
    let distance = (positive - n * (n + 1.0) / 4.0).abs();
    let p_normal = two_sided((distance - 0.5).clamp(0.0, f64::INFINITY) / variance.sqrt());
    let is_exact = ties == 0.0 && kept.len() == differences.len() && kept.len() < EXACT;
    let p = if is_exact { exact_v(kept.len(), positive) } else { p_normal };
    Some(SignedRanks { positive, p, p_normal })
}

fn two_sided(z: f64) -> f64 {
    (2.0 * tail::normal(-z)).clamp(0.0, 1.0)
}

/// Twice the smaller tail of U, from the number of ways each value comes about.
fn exact_u((first, second): (usize, usize), u: f64) -> f64 {
    // For so many of the second beside those of the first so far: how likely each count of pairs is.
    let mut shares = vec![vec![1.0]; second + 1];
    for of_first in 1..=first {
        let mut next = vec![vec![1.0]];
        for of_second in 1..=second {
            let total = real::length(of_first + of_second);
            let is_first = real::length(of_first) / total;
            let mut row = vec![0.0; of_first * of_second + 1];
            // The largest value is one of the first, above all of the second, or one of the second.
            for (pairs, share) in shares[of_second].iter().enumerate() {
                row[pairs + of_second] += share * is_first;
            }
            for (pairs, share) in next[of_second - 1].iter().enumerate() {
                row[pairs] += share * (1.0 - is_first);
            }
            next.push(row);
        }
        shares = next;
    }
    smaller_tail(&shares[second], u)
}

/// Twice the smaller tail of V, from the number of ways each value comes about.
fn exact_v(n: usize, v: f64) -> f64 {
    let mut shares = vec![1.0];
    for rank in 1..=n {
        let mut next = vec![0.0; shares.len() + rank];
        for (sum, share) in shares.iter().enumerate() {
            next[sum] += share / 2.0;
            next[sum + rank] += share / 2.0;
        }
        shares = next;
    }
    smaller_tail(&shares, v)
}

fn smaller_tail(shares: &[f64], value: f64) -> f64 {
    let at = real::truncate(value).and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
    let below: f64 = shares.iter().take(at + 1).sum();
    let above: f64 = shares.iter().skip(at).sum();
    let smaller = if below < above { below } else { above };
    (2.0 * smaller).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_equal_values_cannot_be_compared() {
        assert_eq!(compare(&[], &[1.0]), None);
        assert_eq!(compare(&[1.0, 1.0], &[1.0]), None);
        assert_eq!(signed_ranks(&[0.0, 0.0]), None);
    }

    /// By hand: of 20 ways to rank three and three, one puts all of the first above; both tails are
    /// 2/20. Of 8 signs of three differences one is all positive: 2/8.
    #[test]
    fn complete_separation_is_as_rare_as_counted() {
        let found = compare(&[4.0, 5.0, 6.0], &[1.0, 2.0, 3.0]).unwrap();
        assert!((found.p - 0.1).abs() < 1e-12);
        assert_eq!((found.larger, found.shift, found.dominance), (9.0, 3.0, 1.0));
        assert!((signed_ranks(&[1.0, 2.0, 3.0]).unwrap().p - 0.25).abs() < 1e-12);
    }
}
