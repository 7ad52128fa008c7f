//! Intervals for one share, and for the number in a finite population, beside Wilson's.

use super::beta;
use super::normal;
use super::real;
use super::survey::exact;
use statrs::function::beta::beta_reg;

/// Wald's interval, `p ± z√(p(1−p)/n)`, cut at 0 and 1: the one in every spreadsheet, far too short near 0
/// and 1. `None` without trials.
pub fn wald(hits: u64, trials: u64, confidence: f64) -> Option<(f64, f64)> {
    if trials == 0 {
        return None;
    }
    let (n, p) = (real::count(trials), real::count(hits) / real::count(trials));
    let half = normal::quantile(0.5 + confidence / 2.0) * (p * (1.0 - p) / n).sqrt();
    Some(((p - half).clamp(0.0, 1.0), (p + half).clamp(0.0, 1.0)))
}

/// Wilson's interval with a correction for continuity, method 4 of Newcombe (1998), *Statistics in
/// Medicine* 17, 857–872. `None` without trials.
pub fn wilson_corrected(hits: u64, trials: u64, confidence: f64) -> Option<(f64, f64)> {
    if trials == 0 {
        return None;
    }
    let (n, p) = (real::count(trials), real::count(hits) / real::count(trials));
    let z = normal::quantile(0.5 + confidence / 2.0);
    let below = 2.0 * (n + z * z);
    let half = |sign: f64| {
        let inside = z * z - sign * (2.0 + sign / n) + 4.0 * p * (n * (1.0 - p) + sign);
        z * inside.clamp(0.0, f64::INFINITY).sqrt() + 1.0
    };
    let middle = 2.0 * n * p + z * z;
    let low = if hits == 0 { 0.0 } else { (middle - half(1.0)) / below };
    let high = if hits == trials { 1.0 } else { (middle + half(-1.0)) / below };
    Some((low.clamp(0.0, 1.0), high.clamp(0.0, 1.0)))
}

/// Jeffreys' interval: equal tails of the beta distribution with x + ½ and n − x + ½, and 0 or 1 itself
/// where none or all succeeded (Brown, Cai & `DasGupta` 2001, *Statistical Science* 16, 101–133). `None`
/// without trials.
pub fn jeffreys(hits: u64, trials: u64, confidence: f64) -> Option<(f64, f64)> {
    if trials == 0 {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let (a, b) = (real::count(hits) + 0.5, real::count(trials - hits) + 0.5);
    let low = if hits == 0 { 0.0 } else { beta::quantile(a, b, tail) };
    let high = if hits == trials { 1.0 } else { 1.0 - beta::quantile(b, a, tail) };
    Some((low, high))
}

/// The interval whose tails count half of what was seen itself: the roots of
/// `P(X > x) + ½P(X = x) = α/2` and of its mirror (Lancaster 1961; Newcombe 1998, method 6). `None` without
/// trials.
pub fn mid_p(hits: u64, trials: u64, confidence: f64) -> Option<(f64, f64)> {
    if trials == 0 {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let low = if hits == 0 { 0.0 } else { mid_root(hits, trials, tail) };
    // Seen from the other side, the upper limit is a lower one.
    let high = if hits == trials { 1.0 } else { 1.0 - mid_root(trials - hits, trials, tail) };
    Some((low, high))
}

/// The share at which half the chance of `hits` and all of more add up to `tail`.
fn mid_root(hits: u64, trials: u64, tail: f64) -> f64 {
    // The chance of at least k is a beta integral, and half of two neighbours is what is wanted.
    let at_least = |k: u64, p: f64| {
        if k > trials { 0.0 } else { beta_reg(real::count(k), real::count(trials - k + 1), p) }
    };
    let (mut low, mut high) = (0.0, real::count(hits) / real::count(trials));
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        let found = f64::midpoint(at_least(hits, middle), at_least(hits + 1, middle));
        if found < tail { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// The standard error of a share of `drawn` of `size`: `√((1−f) p(1−p)/(n−1))` (Cochran 1977, 3.8). `None`
/// below two, or when more were drawn than there are.
pub fn finite_error(hits: u64, drawn: u64, size: u64) -> Option<f64> {
    if drawn < 2 || drawn > size || hits > drawn {
        return None;
    }
    let (n, p) = (real::count(drawn), real::count(hits) / real::count(drawn));
    Some(((1.0 - n / real::count(size)) * p * (1.0 - p) / (n - 1.0)).sqrt())
}

/// Agresti and Coull's interval (1998): Wald's around `(x + z²/2)/(n + z²)`, cut at 0 and 1.
/// `None` without trials.
pub fn agresti_coull(hits: u64, trials: u64, confidence: f64) -> Option<(f64, f64)> {
    if trials == 0 {
        return None;
    }
    let z = normal::quantile(0.5 + confidence / 2.0);
    let n = real::count(trials) + z * z;
    let p = (real::count(hits) + z * z / 2.0) / n;
    let half = z * (p * (1.0 - p) / n).sqrt();
    Some(((p - half).clamp(0.0, 1.0), (p + half).clamp(0.0, 1.0)))
}

/// Clopper and Pearson's exact interval (1934). `None` without trials.
pub fn clopper_pearson(hits: u64, trials: u64, confidence: f64) -> Option<(f64, f64)> {
    (trials > 0).then(|| exact(real::count(hits), real::count(trials), confidence))
}

/// How many of `size` can have what `hits` of `drawn` have: all counts whose two tails are each
/// above (1 − confidence)/2 by the hypergeometric distribution (Buonaccorsi 1987, *Biometrics* 43).
/// `None` when nothing was drawn, or more than there is.
pub fn finite(hits: u64, drawn: u64, size: u64, confidence: f64) -> Option<(u64, u64)> {
    if drawn == 0 || drawn > size || hits > drawn {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    // The tails move in one direction with the count, so each end is found by halving.
    let at_least = |marked: u64| tail_sum(marked, (drawn, size), hits..=drawn) > tail;
    let at_most = |marked: u64| tail_sum(marked, (drawn, size), 0..=hits) > tail;
    let (least, most) = (hits, size - (drawn - hits));
    let low = first(least, most, &at_least);
    let high = first(least, most, &|marked| !at_most(marked));
    let high = if at_most(high) { high } else { high.saturating_sub(1) };
    Some((low, high.max(low)))
}

/// The first number from `low` to `high` for which it holds, `high` when it holds for none before.
fn first(low: u64, high: u64, holds: &dyn Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (low, high);
    while low < high {
        let middle = low.midpoint(high);
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

/// The chance that of `drawn` of `size`, `marked` of which have it, a number in the range has it.
fn tail_sum(marked: u64, (drawn, size): (u64, u64), hits: std::ops::RangeInclusive<u64>) -> f64 {
    let all = ln_choose(size, drawn);
    let possible = hits.filter(|x| *x <= marked && drawn - x <= size - marked);
    possible.map(|x| (ln_choose(marked, x) + ln_choose(size - marked, drawn - x) - all).exp()).sum()
}

fn ln_choose(n: u64, k: u64) -> f64 {
    statrs::function::factorial::ln_binomial(n, k)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nothing_there_is_no_interval() {
        assert_eq!(agresti_coull(0, 0, 0.95), None);
        for rule in [clopper_pearson, wald, wilson_corrected, jeffreys, mid_p] {
            assert_eq!(rule(0, 0, 0.95), None);
        }
        assert_eq!(finite_error(1, 1, 10), None);
        assert_eq!(finite_error(3, 10, 10), Some(0.0));
        assert_eq!(finite(0, 0, 10, 0.95), None);
        assert_eq!(finite(1, 11, 10, 0.95), None);
    }

    #[test]
    fn counts_in_a_finite_population_agree_with_enumeration() {
        // Cases proportion-ci/finite-3-20-120 and finite-0-10-40 (R phyper, enumerated); a census.
        assert_eq!(finite(3, 20, 120, 0.95), Some((5, 43)));
        assert_eq!(finite(0, 10, 40, 0.95), Some((0, 10)));
        assert_eq!(finite(7, 30, 30, 0.95), Some((7, 7)));
    }

    #[test]
    fn intervals_agree_with_newcombe_and_r() {
        // Newcombe 1998, table I, for Clopper–Pearson; R DescTools 0.99 for Agresti–Coull; 81 of 263.
        let (low, high) = clopper_pearson(81, 263, 0.95).unwrap();
        assert!((low - 0.252_736_745_585).abs() < 1e-9 && (high - 0.367_621_922_601).abs() < 1e-9);
        let (low, high) = agresti_coull(81, 263, 0.95).unwrap();
        assert!((low - 0.255_220_665_190).abs() < 1e-9 && (high - 0.366_277_431_671).abs() < 1e-9);
    }
}
