//! Charts of the spread within small groups, and the constants of ranges.

use super::chart::{Point, c4};
use super::{mean, real, tail};

/// Steps of Simpson's rule, an even number, and how far out it goes.
const STEPS: i64 = 400;
const FAR: f64 = 8.0;

/// The mean range of `n` standard normal values (d₂); `n` is 2 or more.
///
/// Source: Tippett (1925), *Biometrika* 17, 364–387.
pub fn mean_range(n: u32) -> f64 {
    integral(
        &|x: f64| {
            let below = tail::normal(x);
            1.0 - below.powi(exponent(n)) - (1.0 - below).powi(exponent(n))
        },
        -FAR,
    )
}

/// The standard deviation of the range of `n` standard normal values (d₃); `n` is 2 or more.
pub fn range_deviation(n: u32) -> f64 {
    // The mean square of the range is twice the integral, over x below y, of the chance that some
    // value lies below x and some above y.
    let inner = |x: f64| {
        let low = tail::normal(x);
        integral(
            &move |y: f64| {
                let high = tail::normal(y);
                let n = exponent(n);
                1.0 - high.powi(n) - (1.0 - low).powi(n) + (high - low).powi(n)
            },
            x,
        )
    };
    let square = 2.0 * integral(&inner, -FAR);
    (square - mean_range(n).powi(2)).sqrt()
}

fn exponent(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// From `from` to far out, by Simpson's rule.
fn integral(of: &dyn Fn(f64) -> f64, from: f64) -> f64 {
    let width = (FAR - from) / real::signed(STEPS.into());
    let weight = |step: i64| match step {
        0 | STEPS => 1.0,
        step if step % 2 == 1 => 4.0,
        _ => 2.0,
    };
    let terms = (0..=STEPS).map(|step| weight(step) * of(from + width * real::signed(step.into())));
    mean::sum(terms) * width / 3.0
}

/// Charts of groups of one size: of their means by ranges, of ranges, of standard deviations.
#[derive(Debug, Clone, PartialEq)]
pub struct Subgroups {
    /// Means, limits from ranges (X̄-R).
    pub means: Vec<Point>,
    /// Ranges (R).
    pub ranges: Vec<Point>,
    /// Standard deviations (S).
    pub deviations: Vec<Point>,
}

/// The charts of groups; `None` without groups, with groups of another size than the first, of one
/// value, or without any spread.
pub fn charts(groups: &[Vec<f64>]) -> Option<Subgroups> {
    let size = groups.first()?.len();
    if size < 2 || groups.iter().any(|group| group.len() != size) {
        return None;
    }
    let n = u32::try_from(size).ok()?;
    let (d2, d3, c4) = (mean_range(n), range_deviation(n), c4(n.into()));
    let of = |of: &dyn Fn(&[f64]) -> Option<f64>| {
        groups.iter().map(|group| of(group)).collect::<Option<Vec<f64>>>()
    };
    let means = of(&|group| Some(mean::of_reals(group)?.mean))?;
    let deviations = of(&|group| mean::of_reals(group)?.sd())?;
    let ranges = of(&|group| {
        let (high, low) = (group.iter().copied(), group.iter().copied());
        Some(high.max_by(f64::total_cmp)? - low.min_by(f64::total_cmp)?)
    })?;
    let center = |values: &[f64]| mean::of_reals(values).map(|mean| mean.mean);
    let (range, deviation) = (center(&ranges)?, center(&deviations)?);
    if range <= 0.0 {
        return None;
    }
    let error = range / d2 / f64::from(n).sqrt();
    let chart = |values: &[f64], center: f64, sigma: f64, least: f64| {
        let point = |value: &f64| Point {
            value: *value,
            center,
            lower: (center - 3.0 * sigma).clamp(least, f64::INFINITY),
            upper: center + 3.0 * sigma,
            sigma,
        };
        values.iter().map(point).collect::<Vec<_>>()
    };
    Some(Subgroups {
        means: chart(&means, center(&means)?, error, f64::NEG_INFINITY),
        ranges: chart(&ranges, range, d3 * range / d2, 0.0),
        deviations: chart(&deviations, deviation, deviation * (1.0 - c4 * c4).sqrt() / c4, 0.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_one_and_of_different_sizes_have_no_chart() {
        assert_eq!(charts(&[]), None);
        assert_eq!(charts(&[vec![1.0], vec![2.0]]), None);
        assert_eq!(charts(&[vec![1.0, 2.0], vec![2.0, 3.0, 4.0]]), None);
        assert_eq!(charts(&[vec![1.0, 1.0]]), None);
    }

    /// By hand: d₂ of 2 is 2 / √π, d₃ is √(2 − 4/π). Source of those of 5: Montgomery, appendix VI.
    #[test]
    fn constants_are_those_of_the_table() {
        let pi = std::f64::consts::PI;
        assert!((mean_range(2) - 2.0 / pi.sqrt()).abs() < 1e-6);
        assert!((range_deviation(2) - (2.0 - 4.0 / pi).sqrt()).abs() < 1e-5);
        assert!((mean_range(5) - 2.326).abs() < 5e-4);
        assert!((range_deviation(5) - 0.864).abs() < 5e-4);
    }
}
