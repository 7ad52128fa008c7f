//! How many are needed, and what so many can show.

use super::{normal, real, student};

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

/// The same with Student's t, which few scores need: the smallest n with
/// `t(n−1) σ √((1−n/N)/n) ≤ d`, at 95 %.
pub fn for_mean_by_t(sd: f64, margin: f64, population: Option<u64>) -> u64 {
    let most = population.unwrap_or(MOST);
    first(2, most, &|n| half_width(sd, n, population).is_none_or(|half| half <= margin))
}

/// Half the 95 % interval of a mean of `n`, by Student's t, corrected for a finite population; `None`
/// below two, 0 for everything.
pub fn half_width(sd: f64, n: u64, population: Option<u64>) -> Option<f64> {
    if n < 2 {
        return None;
    }
    let count = real::count(n);
    let rest = population.map_or(1.0, |size| (1.0 - count / real::count(size)).clamp(0.0, 1.0));
    Some(student::quantile(0.975, count - 1.0) * sd * (rest / count).sqrt())
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

/// The chance that a two-sided test at 5 % finds a difference of two means of `n` each, by the normal
/// approximation to the noncentral t with a correction of the quantile (t instead of z).
pub fn power_of_means(difference: f64, sd: f64, n: u64) -> Option<f64> {
    if n < 2 || sd <= 0.0 {
        return None;
    }
    let n = real::count(n);
    let df = 2.0 * n - 2.0;
    let shift = difference.abs() / (sd * (2.0 / n).sqrt());
    Some(noncentral_above(student::quantile(0.975, df), df, shift))
}

/// The chance of a noncentral t above a point, the mean of the normal chance over the distribution of
/// the sample's standard deviation (chi divided by √df), by Simpson's rule.
fn noncentral_above(point: f64, df: f64, shift: f64) -> f64 {
    const STEPS: u32 = 400;
    // √(χ²/df) lies within nine standard errors of 1, and above 0.
    let spread = 9.0 / (2.0 * df).sqrt();
    let (low, high) = ((1.0 - spread).clamp(1e-9, 1.0), 1.0 + spread);
    let width = (high - low) / f64::from(STEPS);
    let half = df / 2.0;
    let constant =
        std::f64::consts::LN_2 + half * half.ln() - statrs::function::gamma::ln_gamma(half);
    let density = |s: f64| (constant + (df - 1.0) * s.ln() - half * s * s).exp();
    let value = |s: f64| density(s) * (below(shift - point * s) + below(-shift - point * s));
    let sum: f64 = (0..=STEPS)
        .map(|step| {
            let factor = match step {
                0 | STEPS => 1.0,
                odd if odd % 2 == 1 => 4.0,
                _ => 2.0,
            };
            factor * value(low + width * f64::from(step))
        })
        .sum();
    (sum * width / 3.0).clamp(0.0, 1.0)
}

/// The chance of a standard normal variable below a point.
fn below(x: f64) -> f64 {
    0.5 * statrs::function::erf::erfc(-x / std::f64::consts::SQRT_2)
}

/// How many of each of two groups a test at 5 % needs to find this difference of means with this
/// chance.
pub fn to_compare_means(difference: f64, sd: f64, power: f64) -> u64 {
    first(2, 1_000_000, &|n| power_of_means(difference, sd, n).is_some_and(|found| found >= power))
}

/// How many of each of two groups a test at 5 % needs to tell two shares apart with this chance
/// (Fleiss, Levin & Paik 2003, 4.2, without correction, as R's `power.prop.test`).
pub fn to_compare_shares(first: f64, second: f64, power: f64) -> Size {
    let (z, beta) = (normal::quantile(0.975), normal::quantile(power));
    let pooled = f64::midpoint(first, second);
    let under = z * (2.0 * pooled * (1.0 - pooled)).sqrt();
    let over = beta * (first * (1.0 - first) + second * (1.0 - second)).sqrt();
    Size::of((under + over) * (under + over) / ((first - second) * (first - second)))
}

/// The total that a Neyman allocation needs for a variance of the total: `(ΣNS)²/(V + ΣNS²)`, from
/// sizes and standard deviations of the strata (Cochran 1977, 5.9).
pub fn for_neyman(strata: &[(f64, f64)], variance: f64) -> Size {
    let sum: f64 = strata.iter().map(|(size, sd)| size * sd).sum();
    let squares: f64 = strata.iter().map(|(size, sd)| size * sd * sd).sum();
    Size::of(sum * sum / (variance + squares))
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
        assert_eq!(for_mean_by_t(12.0, 0.001, Some(30)), 30);
        assert_eq!(half_width(12.0, 30, Some(30)), Some(0.0));
        assert_eq!(half_width(12.0, 1, None), None);
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
        assert_eq!((mean.n, for_mean_by_t(12.0, 5.0, Some(180))), (20, 22));
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
    fn power_agrees_with_r() {
        // R: power.t.test(n = 20, delta = 1, sd = 1, strict = TRUE), power.t.test(delta = 1, power = .9),
        // power.prop.test(p1 = .5, p2 = .75, power = .9).
        assert!((power_of_means(1.0, 1.0, 20).unwrap() - 0.868_952_8).abs() < 1e-6);
        assert_eq!(to_compare_means(1.0, 1.0, 0.9), 23);
        let shares = to_compare_shares(0.5, 0.75, 0.9);
        assert!((shares.unrounded - 76.706_93).abs() < 1e-4 && shares.n == 77);
        assert_eq!(power_of_means(1.0, 0.0, 20), None);
    }
}
