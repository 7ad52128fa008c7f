//! How many are needed, and what so many can show.

mod agreement;
mod power;

use super::{real, student};

pub use agreement::{for_icc, for_icc_width, for_kappa};
pub use power::{power_of_means, power_of_shares, to_compare_means, to_compare_shares};

/// Nothing asks for more than this.
const MOST: u64 = 100_000_000;

/// A size before and after it is rounded up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// As the formula gives it.
    pub unrounded: f64,
    /// Rounded up.
    pub n: u64,
}

impl Size {
    fn of(unrounded: f64) -> Self {
        // What lies above a whole number by rounding alone is that number.
        let n = real::truncate((unrounded - 1e-9).ceil()).and_then(|n| u64::try_from(n).ok());
        Self { unrounded, n: n.unwrap_or(MOST) }
    }
}

/// How many show a share near `p` to ± `margin`, of `population`, or of one without end: `z²p(1−p)/d²`,
/// and `n0/(1+(n0−1)/N)` (Cochran 1977, 4.4). `z` is the normal quantile.
pub fn for_share(p: f64, margin: f64, z: f64, population: Option<u64>) -> Size {
    let endless = z * z * p * (1.0 - p) / (margin * margin);
    Size::of(
        population.map_or(endless, |size| endless / (1.0 + (endless - 1.0) / real::count(size))),
    )
}

/// How many show a mean to ± `margin` with this standard deviation: `(zσ/d)²`, and `n0/(1+n0/N)`
/// (Cochran 1977, 4.6).
pub fn for_mean(sd: f64, margin: f64, z: f64, population: Option<u64>) -> Size {
    let endless = (z * sd / margin) * (z * sd / margin);
    Size::of(population.map_or(endless, |size| endless / (1.0 + endless / real::count(size))))
}

/// The same with Student's t, which few scores need: the smallest n with `t(n−1) σ √((1−n/N)/n) ≤ d`.
pub fn for_mean_by_t((sd, margin): (f64, f64), population: Option<u64>, confidence: f64) -> u64 {
    let enough = |n| half_width((sd, n), population, confidence).is_none_or(|half| half <= margin);
    first(2, population.unwrap_or(MOST), &enough)
}

/// Half the interval of a mean of `n`, by Student's t, corrected for a finite population; `None` below two,
/// 0 for everything.
pub fn half_width((sd, n): (f64, u64), population: Option<u64>, confidence: f64) -> Option<f64> {
    if n < 2 {
        return None;
    }
    let count = real::count(n);
    let rest = population.map_or(1.0, |size| (1.0 - count / real::count(size)).clamp(0.0, 1.0));
    let t = student::quantile(0.5 + confidence / 2.0, count - 1.0);
    Some(t * sd * (rest / count).sqrt())
}

/// What clusters do to a sample: `1 + (m − 1)ρ` as many are needed when `m` of each are taken and
/// two of one are alike to the degree ρ (Kish 1965, 5.4).
pub fn design_effect(of_each: f64, alike: f64) -> f64 {
    1.0 + (of_each - 1.0) * alike
}

/// How many are needed to come across at least one of something this frequent: `⌈ln(1−c)/ln(1−r)⌉`;
/// of a finite population, the smallest n for which the hypergeometric chance of none is at most 1 − c.
pub fn to_detect(rate: f64, confidence: f64, population: Option<u64>) -> u64 {
    let Some(size) = population else {
        return Size::of((1.0 - confidence).ln() / (1.0 - rate).ln()).n;
    };
    let marked = Size::of(rate * real::count(size)).n;
    first(1, size, &|n| chance_of_none(marked, n, size) <= 1.0 - confidence)
}

/// The chance to come across at least one of something this frequent among `n`.
pub fn detected(rate: f64, n: u64) -> f64 {
    1.0 - (1.0 - rate).powf(real::count(n))
}

fn chance_of_none(marked: u64, n: u64, size: u64) -> f64 {
    if n + marked > size {
        return 0.0;
    }
    let ln = statrs::function::factorial::ln_binomial;
    (ln(size - marked, n) - ln(size, n)).exp()
}

/// The total that a Neyman allocation needs for a variance of the total: `(ΣNS)²/(V + ΣNS²)`, from
/// sizes and standard deviations of the strata (Cochran 1977, 5.9).
pub fn for_neyman(strata: &[(f64, f64)], variance: f64) -> Size {
    let sum: f64 = strata.iter().map(|(size, sd)| size * sd).sum();
    let squares: f64 = strata.iter().map(|(size, sd)| size * sd * sd).sum();
    Size::of(sum * sum / (variance + squares))
}

/// The chance that a lot passes of which `n` are looked at and at most `c` may be faulty, when this share
/// of it is: `P(X ≤ c)`, the operating characteristic of a single sampling plan (Montgomery, *Introduction
/// to Statistical Quality Control*, 15.2).
pub fn accepted(n: u64, c: u64, faulty: f64) -> f64 {
    if c >= n || faulty <= 0.0 {
        return 1.0;
    }
    if faulty >= 1.0 {
        return 0.0;
    }
    statrs::function::beta::beta_reg(real::count(n - c), real::count(c + 1), 1.0 - faulty)
}

/// Parts of a total in proportion to weights, before anything is rounded; nothing where all weights are
/// nothing.
pub fn parts(total: u64, weights: &[f64]) -> Vec<f64> {
    let sum = super::mean::sum(weights.iter().copied());
    let part = |weight: &f64| if sum > 0.0 { real::count(total) * weight / sum } else { 0.0 };
    weights.iter().map(part).collect()
}

/// The first number from `low` to `high` for which it holds, `high` when it holds for none before.
fn first(low: u64, high: u64, holds: &dyn Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (low.min(high), high);
    while low < high {
        let middle = low.midpoint(high);
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    const Z: f64 = 1.959_963_984_540_054;

    #[test]
    fn nobody_needs_more_than_there_are() {
        assert_eq!(for_mean_by_t((12.0, 0.001), Some(30), 0.95), 30);
        assert_eq!(half_width((12.0, 30), Some(30), 0.95), Some(0.0));
        assert_eq!(half_width((12.0, 1), None, 0.95), None);
        assert_eq!(to_detect(0.5, 0.95, Some(1)), 1);
    }

    #[test]
    fn shares_and_means_agree_with_cochran() {
        // Cochran 1977, 4.4 (3200, ± 5 points, t = 2): 356. Krejcie & Morgan 1970, rounded up.
        assert_eq!(for_share(0.5, 0.05, 2.0, Some(3200)).n, 356);
        let sizes = [None, Some(10_000), Some(1_000), Some(500), Some(100)];
        let found = sizes.map(|size| for_share(0.5, 0.05, Z, size).n);
        assert_eq!(found, [385, 370, 278, 218, 80]);
        // Case sample-size/score-mean: σ 12, ± 5, 180 calls: 20 by z, 22 by t.
        let mean = for_mean(12.0, 5.0, Z, Some(180));
        assert!((mean.unrounded - 19.704_583_706_767_227).abs() < 1e-9);
        assert_eq!((mean.n, for_mean_by_t((12.0, 5.0), Some(180), 0.95)), (20, 22));
        // Cochran 1977, 5.9: 58 colleges for a coefficient of variation of 5 % of 56 472.
        let colleges = [(13., 325.), (18., 190.), (26., 189.), (42., 82.), (73., 86.), (24., 190.)];
        let wanted = (0.05 * 56_472.0_f64).powi(2);
        assert!((for_neyman(&colleges, wanted).unrounded - 57.118_317_845_054_85).abs() < 1e-9);
    }

    #[test]
    fn something_rare_needs_many() {
        let rates = [0.01, 0.02, 0.05, 0.1, 0.2];
        assert_eq!(rates.map(|rate| to_detect(rate, 0.95, None)), [299, 149, 59, 29, 14]);
        assert_eq!(rates.map(|rate| to_detect(rate, 0.9, None)), [230, 114, 45, 22, 11]);
        // Case sample-size/detection: 200 of which 10 have it.
        assert_eq!(to_detect(0.05, 0.95, Some(200)), 51);
        // Five calls catch an error of 5 % with 23 %: 1 − 0.95⁵ = 0.2262.
        assert!((detected(0.05, 5) - 0.226_219_062_5).abs() < 1e-9);
    }

    #[test]
    fn a_lot_passes_as_montgomery_draws_it() {
        // Montgomery, 15.2: n = 89, c = 2; 1 % faulty passes with 0.9397, 5 % with 0.1721 (his 15.3).
        assert!((accepted(89, 2, 0.01) - 0.939_7).abs() < 5e-5);
        assert!((accepted(89, 2, 0.05) - 0.172_1).abs() < 5e-5);
        assert_eq!(
            (accepted(2, 2, 0.9), accepted(5, 0, 1.0), accepted(5, 0, 0.0)),
            (1.0, 0.0, 1.0)
        );
    }

    #[test]
    fn parts_of_a_total_are_in_proportion() {
        assert_eq!(parts(10, &[1.0, 3.0]), [2.5, 7.5]);
        assert_eq!(parts(10, &[0.0, 0.0]), [0.0, 0.0]);
    }
}
