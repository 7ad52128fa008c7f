//! Control charts: what a series does when nothing but chance is at work.
//!
//! Limits are three standard deviations from the centre; constants are the tabulated ones, as
//! Minitab, R's qcc and qicharts2 use them. Source: Montgomery, *Introduction to Statistical Quality
//! Control*.

use super::mean::Mean;
use super::{mean, real};
use statrs::function::gamma::ln_gamma;

/// Mean moving range of two, in standard deviations (d₂ of 2).
const D2: f64 = 1.128;

/// Upper limit of moving ranges of two, in mean ranges (D₄ of 2).
const D4: f64 = 3.267;

/// One point of a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// What is drawn.
    pub value: f64,
    /// Where it should lie.
    pub center: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// One standard deviation of this point.
    pub sigma: f64,
}

/// How far a value may lie off the centre, as a part of both, and still lie on it: centres are sums of
/// rounded quotients, and what is equal on paper would otherwise lie on one side, all of it.
const ON_THE_CENTER: f64 = 1e-12;

impl Point {
    fn around(value: f64, center: f64, sigma: f64) -> Self {
        let value = on_or_off(value, center);
        let (lower, upper) = (center - 3.0 * sigma, center + 3.0 * sigma);
        Self { value, center, lower, upper, sigma }
    }

    /// The same with limits that do not pass these ends.
    #[must_use]
    pub fn within(self, least: f64, most: f64) -> Self {
        let (lower, upper) = (self.lower.clamp(least, most), self.upper.clamp(least, most));
        Self { lower, upper, ..self }
    }
}

/// The centre where a value lies on it but for rounding, else the value.
fn on_or_off(value: f64, center: f64) -> f64 {
    let reach = ON_THE_CENTER * (value.abs() + center.abs());
    if (value - center).abs() <= reach { center } else { value }
}

/// How far points scatter around their centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// As the distribution of the counts says.
    Counted,
    /// As they do from one point to the next: for large counts, which always scatter more.
    ///
    /// Source: Laney (2002), *Quality Engineering* 14, 531–537.
    Observed,
}

/// A p chart of hits and trials; empty without trials. Points without trials are left out.
pub fn shares(counts: &[(u64, u64)], spread: Spread) -> Vec<Point> {
    let counts: Vec<_> =
        counts.iter().map(|(hits, trials)| (real::count(*hits), real::count(*trials))).collect();
    let points = counted(&counts, spread, |center| center * (1.0 - center));
    points.into_iter().map(|point| point.within(0.0, 1.0)).collect()
}

/// A u chart of events and exposures; a c chart where every exposure is 1.
pub fn rates(counts: &[(f64, f64)], spread: Spread) -> Vec<Point> {
    let points = counted(counts, spread, |center| center);
    points.into_iter().map(|point| point.within(0.0, f64::INFINITY)).collect()
}

fn counted(counts: &[(f64, f64)], spread: Spread, variance: impl Fn(f64) -> f64) -> Vec<Point> {
    let counts: Vec<_> = counts.iter().filter(|(_, n)| *n > 0.0).collect();
    let total = mean::sum(counts.iter().map(|(_, n)| *n));
    let center = mean::sum(counts.iter().map(|(x, _)| *x)) / total;
    let points =
        counts.iter().map(|(x, n)| Point::around(x / n, center, (variance(center) / n).sqrt()));
    let points: Vec<_> = points.collect();
    // Where all or none are hits nothing scatters.
    let is_flat = points.iter().all(|point| point.sigma <= 0.0);
    if spread == Spread::Counted || is_flat {
        return points;
    }
    let scores = points.iter().map(|point| (point.value - point.center) / point.sigma);
    let sigma = moving_range(&scores.collect::<Vec<_>>()).unwrap_or(1.0) / D2;
    points
        .into_iter()
        .map(|point| Point::around(point.value, center, point.sigma * sigma))
        .collect()
}

/// An `XmR` chart of single values; `None` with fewer than two. Of values that are all alike, both
/// limits lie on the centre.
pub fn individuals(values: &[f64]) -> Option<Vec<Point>> {
    let center = mean::of_reals(values)?.mean;
    let sigma = moving_range(values)? / D2;
    Some(values.iter().map(|value| Point::around(*value, center, sigma)).collect())
}

/// The mean distance from one value to the next; `None` with fewer than two.
pub fn moving_range(values: &[f64]) -> Option<f64> {
    let ranges: Vec<_> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    mean::of_reals(&ranges).map(|mean| mean.mean)
}

/// An X̄ chart of means, limits from the standard deviations within (X̄-S); `None` when one of them
/// has a single value.
pub fn means(groups: &[Mean]) -> Option<Vec<Point>> {
    let total = mean::sum(groups.iter().map(|group| real::count(group.n)));
    let sums = groups.iter().map(|group| group.mean * real::count(group.n));
    let center = mean::sum(sums) / total;
    let sigmas: Option<Vec<f64>> =
        groups.iter().map(|group| Some(group.sd()? / c4(group.n))).collect();
    let sigma = mean::of_reals(&sigmas?)?.mean;
    let point =
        |group: &Mean| Point::around(group.mean, center, sigma / real::count(group.n).sqrt());
    (sigma > 0.0).then(|| groups.iter().map(point).collect())
}

/// The S chart that goes with [`means`]: the standard deviation within each group, no limit below 0;
/// `None` where that has none.
pub fn spreads(groups: &[Mean]) -> Option<Vec<Point>> {
    let deviations: Option<Vec<f64>> = groups.iter().map(Mean::sd).collect();
    let deviations = deviations?;
    let sigmas = deviations.iter().zip(groups).map(|(sd, group)| sd / c4(group.n));
    let sigma = mean::of_reals(&sigmas.collect::<Vec<_>>()).filter(|mean| mean.mean > 0.0)?.mean;
    let point = |(sd, group): (&f64, &Mean)| {
        let c4 = c4(group.n);
        let point = Point::around(*sd, c4 * sigma, sigma * (1.0 - c4 * c4).sqrt());
        point.within(0.0, f64::INFINITY)
    };
    Some(deviations.iter().zip(groups).map(point).collect())
}

/// The chart of moving ranges that goes with [`individuals`], one point less; no limit below 0.
/// `None` with fewer than two values or when none differs from the next.
pub fn ranges(values: &[f64]) -> Option<Vec<Point>> {
    let center = moving_range(values).filter(|range| *range > 0.0)?;
    let sigma = (D4 - 1.0) / 3.0 * center;
    let range = |pair: &[f64]| (pair[1] - pair[0]).abs();
    let points = values.windows(2).map(range);
    let point = |range| Point::around(range, center, sigma).within(0.0, f64::INFINITY);
    Some(points.map(point).collect())
}

/// The mean of a sample's standard deviation, as a share of the true one; `n` is 2 or more.
pub fn c4(n: u64) -> f64 {
    let n = real::count(n);
    (2.0 / (n - 1.0)).sqrt() * (ln_gamma(n / 2.0) - ln_gamma((n - 1.0) / 2.0)).exp()
}

/// An exponentially weighted moving average, which sees small shifts that last.
///
/// `weight` of the newest value lies in (0, 1]; limits are `width` standard deviations of the average.
/// Source: Roberts (1959), *Technometrics* 1, 239–250.
pub fn ewma(
    values: &[f64],
    (center, sigma): (f64, f64),
    (weight, width): (f64, f64),
) -> Vec<Point> {
    let (mut average, mut left) = (center, 1.0);
    let point = |value: &f64| {
        average += weight * (value - average);
        left *= (1.0 - weight) * (1.0 - weight);
        let sigma = sigma * (weight / (2.0 - weight) * (1.0 - left)).sqrt();
        let (lower, upper) = (center - width * sigma, center + width * sigma);
        Point { value: on_or_off(average, center), center, lower, upper, sigma }
    };
    values.iter().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::mean::of_reals;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }

    #[test]
    fn nothing_has_no_chart() {
        assert!(
            shares(&[], Spread::Observed).is_empty()
                && rates(&[(1.0, 0.0)], Spread::Counted).is_empty()
        );
        assert_eq!((individuals(&[1.0]), ranges(&[2.0, 2.0])), (None, None));
    }

    #[test]
    fn what_never_changes_lies_on_the_centre_between_limits_that_do() {
        let flat = [
            individuals(&[0.7 / 3.0; 24]).unwrap(),
            shares(&[(3, 3); 24], Spread::Observed),
            rates(&[(0.0, 1.0); 24], Spread::Observed),
            means(&[of_reals(&[0.1, 0.2, 0.4]).unwrap(); 24]).unwrap(),
        ];
        for points in flat {
            assert!(points.iter().all(|point| point.value.total_cmp(&point.center).is_eq()));
            assert!(
                points.iter().all(|point| point.lower <= point.value && point.value <= point.upper)
            );
            assert!(crate::stats::runs::Runs::of(&points).useful == 0);
        }
    }

    /// Source: Montgomery (4th ed.), table 5-6: viscosity, mean 33.52, limits 32.24 and 34.80; R's qcc.
    #[test]
    fn viscosity_has_the_published_limits() {
        let values = [
            33.75, 33.05, 34.0, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.2, 33.62, 33.0, 33.54,
            33.12, 33.84,
        ];
        let point = individuals(&values).unwrap()[0];
        close(point.center, 33.523_333_333_333);
        close(point.upper, 34.801_828_774_063);
        close(point.lower, 32.244_837_892_604);
    }

    /// Source: weekly critical errors, charts by R's qcc and, with observed spread, qicharts2.
    #[test]
    fn shares_of_large_groups_scatter_as_observed() {
        let counts = [
            (20, 308),
            (18, 210),
            (8, 141),
            (14, 136),
            (20, 396),
            (23, 241),
            (14, 267),
            (16, 242),
            (7, 151),
            (16, 283),
            (15, 188),
            (2, 212),
            (4, 224),
            (4, 78),
            (40, 373),
            (11, 111),
            (23, 280),
            (10, 152),
            (7, 76),
            (19, 295),
            (19, 243),
            (1, 124),
            (22, 357),
            (8, 92),
        ];
        let plain = shares(&counts, Spread::Counted);
        close(plain[0].upper, 0.108_220_869_428_6);
        close(plain[13].lower, 0.0);
        let laney = shares(&counts, Spread::Observed);
        close(laney[0].upper, 0.132_606_895_251_8);
        close(laney[4].lower, 0.006_938_531_928_9);
    }

    /// Source: Montgomery, example 9.2 (weight 0.1, width 2.7): 9.945, 9.7495, … and a limit of 10.27.
    #[test]
    fn a_moving_average_has_the_published_values() {
        let points = ewma(&[9.45, 7.99, 9.29, 11.66], (10.0, 1.0), (0.1, 2.7));
        for (point, value, upper) in [
            (points[0], 9.945, 10.27),
            (points[1], 9.7495, 10.363_247_849_271),
            (points[3], 9.899_195, 10.467_462_018_671),
        ] {
            close(point.value, value);
            close(point.upper, upper);
        }
    }

    /// Source: Montgomery, appendix VI: c₄ of 2, 5 and 10.
    #[test]
    fn constants_are_those_of_the_table() {
        for (n, expected) in [(2, 0.797_884_560_8), (5, 0.939_985_602_9), (10, 0.972_659_274_1)] {
            assert!((c4(n) - expected).abs() < 1e-9, "{n}");
        }
    }

    /// By hand: groups {1, 3} and {5, 7} have means 2 and 6 and a deviation of √2 each, which stands
    /// for √2 / 0.797885 = 1.772454; limits are 4 ∓ 3 · 1.772454 / √2.
    #[test]
    fn means_have_limits_from_within() {
        let groups = [of_reals(&[1.0, 3.0]).unwrap(), of_reals(&[5.0, 7.0]).unwrap()];
        let points = means(&groups).unwrap();
        close(points[1].center, 4.0);
        assert!((points[1].upper - 7.759_942).abs() < 1e-5, "{}", points[1].upper);
        assert_eq!(means(&[of_reals(&[1.0]).unwrap()]), None);
    }
}
