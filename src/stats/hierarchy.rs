//! Levels of one population: what each is likely to be, given the estimates of all of them.
//!
//! The hierarchical normal model with a flat prior on the mean and on the standard deviation between
//! levels, averaged over a grid. Source: Gelman et al. (2013), *Bayesian Data Analysis*, 5.4.

use super::shrinkage::Estimated;
use super::{mean, normal, real, tail};

/// Steps of the grid of standard deviations.
const STEPS: u32 = 400;
/// Share of the likeliest point below which one is left out.
const NEGLIGIBLE: f64 = 1e-12;
/// Steps of a search for a quantile; Newton's usually need five.
const SEARCHES: u32 = 60;
/// How near a quantile is found, in standard deviations of the level.
const NEAR: f64 = 1e-12;

/// One standard deviation between levels, and what it makes likely.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    weight: f64,
    /// Standard deviation between levels.
    between: f64,
    mean: f64,
    /// Variance of the mean.
    variance: f64,
}

/// What is likely of a population and of its levels.
#[derive(Debug, Clone, PartialEq)]
pub struct Hierarchy {
    estimates: Vec<Estimated>,
    points: Vec<Point>,
}

impl Hierarchy {
    /// From the estimates of at least three levels; `None` below, or where one has no error.
    pub fn of(estimates: &[Estimated]) -> Option<Self> {
        if estimates.len() < 3 || estimates.iter().any(|one| one.variance <= 0.0) {
            return None;
        }
        let variances = mean::sum(estimates.iter().map(|one| one.variance));
        let scale = (variances / real::length(estimates.len())).sqrt();
        let at = |step: u32| {
            let u = (f64::from(step) + 0.5) / f64::from(STEPS);
            let (log, point) = likelihood(estimates, scale * u / (1.0 - u));
            (log - 2.0 * (1.0 - u).ln(), point)
        };
        let grid: Vec<(f64, Point)> = (0..STEPS).map(at).collect();
        let most = grid.iter().map(|(log, _)| *log).max_by(f64::total_cmp)?;
        let kept =
            grid.into_iter().map(|(log, point)| Point { weight: (log - most).exp(), ..point });
        let mut points: Vec<Point> = kept.filter(|point| point.weight > NEGLIGIBLE).collect();
        let all = mean::sum(points.iter().map(|point| point.weight));
        for point in &mut points {
            point.weight /= all;
        }
        Some(Self { estimates: estimates.to_vec(), points })
    }

    /// The mean of the population, and how sure it is as a standard deviation.
    pub fn mean(&self) -> (f64, f64) {
        self.moments(|point| (point.mean, point.variance))
    }

    /// The mean of the likely standard deviations between levels.
    pub fn between(&self) -> f64 {
        self.average(|point| point.between)
    }

    /// The likely value of a level, and how sure it is as a standard deviation.
    ///
    /// # Panics
    ///
    /// If there is no such level, here and below.
    pub fn level(&self, at: usize) -> (f64, f64) {
        self.moments(|point| self.given(at, point))
    }

    /// How likely a level lies below a value.
    pub fn below(&self, at: usize, value: f64) -> f64 {
        mean::sum(self.parts(at).iter().map(|part| part.below(value)))
    }

    /// Central limits of a level at a confidence such as 0.95.
    pub fn limits(&self, at: usize, confidence: f64) -> (f64, f64) {
        let tail = (1.0 - confidence) / 2.0;
        (self.quantile(at, tail), self.quantile(at, 1.0 - tail))
    }

    /// The average of something over what the population may be: its mean and standard deviation
    /// between levels.
    pub fn averaged(&self, of: impl Fn(f64, f64) -> f64) -> f64 {
        self.average(|point| of(point.mean, (point.between.powi(2) + point.variance).sqrt()))
    }

    fn average(&self, of: impl Fn(&Point) -> f64) -> f64 {
        mean::sum(self.points.iter().map(|point| point.weight * of(point)))
    }

    /// Mean and standard deviation of a mixture of normals.
    fn moments(&self, of: impl Fn(&Point) -> (f64, f64)) -> (f64, f64) {
        let centre = self.average(|point| of(point).0);
        let spread = |point: &Point| {
            let (own, variance) = of(point);
            variance + (own - centre).powi(2)
        };
        (centre, self.average(spread).sqrt())
    }

    /// Mean and variance of a level, given what is between levels.
    fn given(&self, at: usize, point: &Point) -> (f64, f64) {
        let (one, between) = (self.estimates[at], point.between.powi(2));
        let own = between / (one.variance + between);
        let variance = own * one.variance + (1.0 - own).powi(2) * point.variance;
        (point.mean + own * (one.value - point.mean), variance)
    }

    /// Newton's steps between limits that close in, so that none leads away.
    fn quantile(&self, at: usize, p: f64) -> f64 {
        let parts = self.parts(at);
        let of_part = |part: &Part| part.centre + normal::quantile(p) * part.sd;
        let ends = parts.iter().map(of_part);
        let (mut low, mut high) = ends.fold((f64::MAX, f64::MIN), |(low, high), end| {
            (if end < low { end } else { low }, if end > high { end } else { high })
        });
        let mut value = f64::midpoint(low, high);
        for _ in 0..SEARCHES {
            let excess = mean::sum(parts.iter().map(|part| part.below(value))) - p;
            *(if excess < 0.0 { &mut low } else { &mut high }) = value;
            let newton = value - excess / mean::sum(parts.iter().map(|part| part.density(value)));
            let next =
                if low < newton && newton < high { newton } else { f64::midpoint(low, high) };
            let step = (next - value).abs();
            value = next;
            if step <= NEAR * parts.first().map_or(0.0, |part| part.sd) {
                break;
            }
        }
        value
    }

    /// What a level is likely to be, one normal for each point.
    fn parts(&self, at: usize) -> Vec<Part> {
        let part = |point: &Point| {
            let (centre, variance) = self.given(at, point);
            Part { weight: point.weight, centre, sd: variance.sqrt() }
        };
        self.points.iter().map(part).collect()
    }
}

/// A normal within a mixture.
struct Part {
    weight: f64,
    centre: f64,
    sd: f64,
}

impl Part {
    fn below(&self, value: f64) -> f64 {
        self.weight * tail::normal((value - self.centre) / self.sd)
    }

    fn density(&self, value: f64) -> f64 {
        self.weight * normal::density((value - self.centre) / self.sd) / self.sd
    }
}

/// Logarithm of how likely a standard deviation between levels is, and what it says of the mean.
fn likelihood(estimates: &[Estimated], between: f64) -> (f64, Point) {
    let weights: Vec<f64> =
        estimates.iter().map(|one| 1.0 / (one.variance + between * between)).collect();
    let all = mean::sum(weights.iter().copied());
    let centre = weights.iter().zip(estimates).map(|(weight, one)| weight * one.value);
    let centre = mean::sum(centre) / all;
    let terms = weights.iter().zip(estimates);
    let terms = terms.map(|(weight, one)| weight.ln() - weight * (one.value - centre).powi(2));
    let log = (mean::sum(terms) - all.ln()) / 2.0;
    (log, Point { weight: 0.0, between, mean: centre, variance: 1.0 / all })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(values: &[(f64, f64)]) -> Vec<Estimated> {
        values.iter().map(|(value, se)| Estimated { value: *value, variance: se * se }).collect()
    }

    #[test]
    fn two_levels_say_nothing_of_a_population() {
        assert_eq!(Hierarchy::of(&of(&[(1.0, 1.0), (2.0, 1.0)])), None);
        assert_eq!(Hierarchy::of(&of(&[(1.0, 1.0), (2.0, 1.0), (3.0, 0.0)])), None);
    }

    /// Source: Gelman et al. (2013), *Bayesian Data Analysis*, 5.5, table 5.3: the median of school A is
    /// 10, its 95 % limits −2 and 31; R bayesmeta 3.4: means 11.40 of A and 7.93 of all.
    #[test]
    fn the_schools_are_drawn_together_but_not_into_one() {
        let effects = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0];
        let errors = [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0];
        let schools = of(&effects.into_iter().zip(errors).collect::<Vec<_>>());
        let found = Hierarchy::of(&schools).unwrap();
        let (low, high) = found.limits(0, 0.95);
        assert!((low + 2.0).abs() < 0.5 && (high - 31.0).abs() < 1.0, "{low} {high}");
        assert!((found.level(0).0 - 11.40).abs() < 0.05, "{:?}", found.level(0));
        assert!((found.mean().0 - 7.93).abs() < 0.05, "{:?}", found.mean());
        assert!((found.below(0, low) - 0.025).abs() < 1e-9);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn moving_every_level_moves_the_answer(
            values in prop::collection::vec((60.0..100.0_f64, 1.0..8.0_f64), 3..9), by in -50.0..50.0_f64,
        ) {
            let moved: Vec<_> = values.iter().map(|(value, se)| (value + by, *se)).collect();
            let (one, other) = (Hierarchy::of(&of(&values)).unwrap(), Hierarchy::of(&of(&moved)).unwrap());
            prop_assert!((one.level(0).0 + by - other.level(0).0).abs() < 1e-6);
            prop_assert!((one.below(0, 80.0) - other.below(0, 80.0 + by)).abs() < 1e-6);
            prop_assert!((one.between() - other.between()).abs() < 1e-6);
        }
    }
}
