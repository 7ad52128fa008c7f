//! Two shares compared: exact test, and intervals other than Newcombe's.

use super::{normal, real};
use statrs::function::gamma::ln_gamma;

/// How often chance alone splits the hits as unevenly, with both margins as they are (Fisher's exact
/// test); `None` without trials on one side.
///
/// Source: Fisher (1935), *JRSS* 98, 39–82; tables as likely as the one found count, as in R.
///
/// # Panics
///
/// If hits exceed trials.
pub fn exact((x, m): (u64, u64), (y, n): (u64, u64)) -> Option<f64> {
    assert!(x <= m && y <= n, "more hits than trials");
    if m == 0 || n == 0 {
        return None;
    }
    let hits = x + y;
    let choose = |n: u64, k: u64| {
        let gamma = |n: u64| ln_gamma(real::count(n) + 1.0);
        gamma(n) - gamma(k) - gamma(n - k)
    };
    let chance = |x: u64| (choose(m, x) + choose(n, hits - x) - choose(m + n, hits)).exp();
    let least = hits.saturating_sub(n);
    // Tables whose chances differ by rounding alone are as likely as each other.
    let limit = chance(x) * (1.0 + 1e-7);
    let tables = (least..=hits.min(m)).map(chance).filter(|chance| *chance <= limit);
    Some(tables.sum::<f64>().clamp(0.0, 1.0))
}

/// Limits of a difference by Wald's formula after a success and a failure are added to either side;
/// `None` without trials on one side.
///
/// Source: Agresti & Caffo (2000), *The American Statistician* 54, 280–288.
pub fn agresti_caffo(one: (u64, u64), other: (u64, u64), confidence: f64) -> Option<(f64, f64)> {
    if one.1 == 0 || other.1 == 0 {
        return None;
    }
    let share = |hits: u64, trials: u64| (real::count(hits) + 1.0) / (real::count(trials) + 2.0);
    let part = |share: f64, trials: u64| share * (1.0 - share) / (real::count(trials) + 2.0);
    let (first, second) = (share(one.0, one.1), share(other.0, other.1));
    let error = (part(first, one.1) + part(second, other.1)).sqrt();
    let half = normal::quantile(0.5 + confidence / 2.0) * error;
    let value = first - second;
    Some(((value - half).clamp(-1.0, 1.0), (value + half).clamp(-1.0, 1.0)))
}

/// Limits of a difference by the score test with divisor n − 1; `None` without trials on one side.
///
/// Source: Miettinen & Nurminen (1985), *Statistics in Medicine* 4, 213–226.
pub fn miettinen_nurminen(
    one: (u64, u64),
    other: (u64, u64),
    confidence: f64,
) -> Option<(f64, f64)> {
    if one.1 == 0 || other.1 == 0 {
        return None;
    }
    let z = normal::quantile(0.5 + confidence / 2.0);
    let share = |(hits, trials): (u64, u64)| real::count(hits) / real::count(trials);
    let found = share(one) - share(other);
    let side = |end: f64| {
        let (mut near, mut far) = (found, end);
        for _ in 0..200 {
            let middle = f64::midpoint(near, far);
            if score(one, other, middle).abs() < z {
                near = middle;
            } else {
                far = middle;
            }
        }
        f64::midpoint(near, far)
    };
    Some((side(-1.0), side(1.0)))
}

/// The score of a difference: how many standard errors the one found is away from it.
fn score(one: (u64, u64), other: (u64, u64), difference: f64) -> f64 {
    let (m, n) = (real::count(one.1), real::count(other.1));
    let (p, q) = likeliest(one, other, difference);
    let variance = (p * (1.0 - p) / m + q * (1.0 - q) / n) * (m + n) / (m + n - 1.0);
    let gap = real::count(one.0) / m - real::count(other.0) / n - difference;
    if gap.abs() < 1e-15 { 0.0 } else { gap / variance.clamp(1e-300, f64::INFINITY).sqrt() }
}

/// The likeliest shares that differ by so much: the likelihood has one top, where its slope is 0.
fn likeliest(one: (u64, u64), other: (u64, u64), difference: f64) -> (f64, f64) {
    let hits = [one.0, other.0].map(real::count);
    let misses = [one.1 - one.0, other.1 - other.0].map(real::count);
    let (mut low, mut high) = ((-difference).clamp(0.0, 1.0), (1.0 - difference).clamp(0.0, 1.0));
    let part = |count: f64, share: f64| if count > 0.0 { count / share } else { 0.0 };
    for _ in 0..200 {
        let second = f64::midpoint(low, high);
        let first = second + difference;
        let rise = part(hits[0], first) + part(hits[1], second);
        if rise > part(misses[0], 1.0 - first) + part(misses[1], 1.0 - second) {
            low = second;
        } else {
            high = second;
        }
    }
    let second = f64::midpoint(low, high);
    ((second + difference).clamp(0.0, 1.0), second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_trials_there_is_nothing_to_compare() {
        assert_eq!(exact((0, 0), (1, 2)), None);
        assert_eq!(agresti_caffo((0, 0), (1, 2), 0.95), None);
        assert_eq!(miettinen_nurminen((0, 0), (1, 2), 0.95), None);
    }

    /// By hand, the lady tasting tea: 3 of 4 against 1 of 4 is 16/70 each way, 4 of 4 is 1/70 each way.
    #[test]
    fn tea_is_tasted_as_published() {
        assert!((exact((3, 4), (1, 4)).unwrap() - 34.0 / 70.0).abs() < 1e-9);
        assert!((exact((4, 4), (0, 4)).unwrap() - 2.0 / 70.0).abs() < 1e-9);
    }

    /// Source: Newcombe (1998), table II, 56 of 70 against 48 of 80: methods 5 and others by R's
    /// `DescTools`.
    #[test]
    fn intervals_are_those_of_r() {
        let close = |found: Option<(f64, f64)>, low: f64, high: f64| {
            let (a, b) = found.unwrap();
            assert!((a - low).abs() < 1e-5 && (b - high).abs() < 1e-5, "{a} {b}");
        };
        close(miettinen_nurminen((56, 70), (48, 80), 0.95), 0.052_829_7, 0.338_173_0);
        close(agresti_caffo((56, 70), (48, 80), 0.95), 0.052_452_9, 0.335_758_5);
    }
}
