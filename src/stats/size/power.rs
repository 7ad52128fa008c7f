//! The chance to find a difference, and how many that takes.

use super::Size;
use crate::stats::{normal, real, student};

/// Nobody evaluates more than this of each of two groups.
const MOST_OF_EACH: f64 = 1e8;

/// The chance that a two-sided test at 5 % finds a difference of two means of `n` each, by the normal
/// approximation to the noncentral t with a correction of the quantile (t instead of z).
pub fn power_of_means(difference: f64, sd: f64, n: u64) -> Option<f64> {
    (n >= 2 && sd > 0.0).then(|| found(difference, sd, real::count(n)))
}

/// The same for a number of each that need not be whole; above 1.
fn found(difference: f64, sd: f64, n: f64) -> f64 {
    let df = 2.0 * n - 2.0;
    let shift = difference.abs() / (sd * (2.0 / n).sqrt());
    noncentral_above(student::quantile(0.975, df), df, shift)
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
/// chance; at least 2.
pub fn to_compare_means(difference: f64, sd: f64, power: f64) -> Size {
    let (mut low, mut high) = (1.5, 2.0);
    while high < MOST_OF_EACH && found(difference, sd, high) < power {
        (low, high) = (high, high * 2.0);
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if found(difference, sd, middle) < power { low = middle } else { high = middle }
    }
    let size = Size::of(f64::midpoint(low, high));
    Size { n: size.n.max(2), ..size }
}

/// The chance that the same test tells two shares of `n` each apart, by the same formula turned round.
pub fn power_of_shares(first: f64, second: f64, n: u64) -> Option<f64> {
    let pooled = f64::midpoint(first, second);
    let over = (first * (1.0 - first) + second * (1.0 - second)).sqrt();
    let under = normal::quantile(0.975) * (2.0 * pooled * (1.0 - pooled)).sqrt();
    let reach = (first - second).abs() * real::count(n).sqrt();
    (n > 0 && over > 0.0).then(|| below((reach - under) / over))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_spread_or_with_one_score_there_is_no_power() {
        assert_eq!(power_of_means(1.0, 0.0, 20), None);
        assert_eq!(power_of_means(1.0, 1.0, 1), None);
        assert_eq!(power_of_shares(0.5, 0.7, 0), None);
    }

    #[test]
    fn power_agrees_with_r() {
        // R: power.t.test(n = 20, delta = 1, sd = 1, strict = TRUE), power.t.test(delta = 1, power = .9),
        // power.prop.test(p1 = .5, p2 = .75, power = .9).
        assert!((power_of_means(1.0, 1.0, 20).unwrap() - 0.868_952_8).abs() < 1e-6);
        let means = to_compare_means(1.0, 1.0, 0.9);
        assert!((means.unrounded - 22.021_095_57).abs() < 1e-4 && means.n == 23);
        let shares = to_compare_shares(0.5, 0.75, 0.9);
        assert!((shares.unrounded - 76.706_93).abs() < 1e-4 && shares.n == 77);
        assert!(power_of_shares(0.5, 0.75, 77).unwrap() > 0.9);
        assert!(power_of_shares(0.5, 0.75, 76).unwrap() < 0.9);
    }

    #[test]
    fn what_is_plain_takes_two_of_each() {
        assert_eq!(to_compare_means(1_000.0, 1.0, 0.8).n, 2);
    }
}
