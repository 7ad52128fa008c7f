//! Rates of levels of one population: what each is likely to be, given the counts of all of them.
//!
//! The hierarchical beta-binomial model, mean and correlation uniform, averaged over a grid. Source:
//! Gelman et al. (2013), *Bayesian Data Analysis*, 5.3.

use super::beta_binomial::{Counts, Rates};
use super::{mean, real};

/// Steps of the grid in either direction.
const STEPS: u32 = 150;
/// Logits of the correlation that are looked at.
const CORRELATIONS: (f64, f64) = (-11.0, 7.0);
/// Logits of the mean that are looked at, on either side of the raw one.
const MEANS: f64 = 5.0;
/// Share of all weight that the left-out points may have together.
const NEGLIGIBLE: f64 = 1e-5;
/// How near a quantile is found.
const NEAR: f64 = 5e-5;

/// What is likely of rates.
#[derive(Debug, Clone, PartialEq)]
pub struct Hierarchy {
    /// Weight, mean and correlation, and the distribution of rates.
    points: Vec<(f64, Rates)>,
}

/// What is likely of one level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likely {
    /// Mean of the likely rates.
    pub mean: f64,
    /// Central limits at 95 %.
    pub limits: (f64, f64),
}

impl Hierarchy {
    /// From counts of at least three levels; `None` below, and without trials.
    pub fn of(counts: &[Counts]) -> Option<Self> {
        if counts.len() < 3 || counts.iter().any(|one| one.1 == 0) {
            return None;
        }
        let sums = Sums::of(counts);
        // Half a hit and half a miss more: the grid has a centre where all hit or none.
        let centre = ((sums.hits + 0.5) / (sums.misses + 0.5)).ln();
        let at = |step: u32, (low, high): (f64, f64)| {
            low + (high - low) * (f64::from(step) + 0.5) / f64::from(STEPS)
        };
        let mut grid = Vec::new();
        for row in 0..STEPS {
            let m = expit(at(row, (centre - MEANS, centre + MEANS)));
            for column in 0..STEPS {
                let c = expit(at(column, CORRELATIONS));
                let rates = Rates::with(m, c);
                // Uniform in mean and correlation: the slopes of both logits.
                let log = sums.log_likelihood(&rates) + (m * (1.0 - m) * c * (1.0 - c)).ln();
                if log.is_finite() {
                    grid.push((log, rates));
                }
            }
        }
        Some(Self { points: weighted(grid)? })
    }

    /// Means of the likely means and of the likely correlations.
    pub fn population(&self) -> (f64, f64) {
        let average = |of: fn(&Rates) -> f64| {
            mean::sum(self.points.iter().map(|(weight, rates)| weight * of(rates)))
        };
        (average(Rates::mean), average(Rates::correlation))
    }

    /// How likely the rate of a level with these counts lies below a value.
    pub fn below(&self, counts: Counts, value: f64) -> f64 {
        mean::sum(
            self.points.iter().map(|(weight, rates)| weight * rates.after(counts).below(value)),
        )
    }

    /// What is likely of the rate of a level with these counts.
    pub fn level(&self, counts: Counts) -> Likely {
        let (mut centre, mut square) = (0.0, 0.0);
        for (weight, rates) in &self.points {
            let after = rates.after(counts);
            let own = after.mean();
            centre += weight * own;
            square += weight * (own * own + own * (1.0 - own) * after.correlation());
        }
        let sd = (square - centre * centre).clamp(0.0, 1.0).sqrt();
        let limit = |p: f64, near: f64| self.quantile(counts, p, near.clamp(0.0, 1.0));
        let limits = (limit(0.025, centre - 2.0 * sd), limit(0.975, centre + 2.0 * sd));
        Likely { mean: centre, limits }
    }

    /// By false position; a side that stands still twice counts half.
    fn quantile(&self, counts: Counts, p: f64, near: f64) -> f64 {
        let (mut low, mut high) = ((0.0, -p), (1.0, 1.0 - p));
        let (mut next, mut last) = (near, 0.0);
        for _ in 0..60 {
            if next <= low.0 || next >= high.0 {
                next = f64::midpoint(low.0, high.0);
            }
            let found = self.below(counts, next) - p;
            if high.0 - low.0 < NEAR || found.abs() < NEAR / 2.0 {
                break;
            }
            let again = found * last > 0.0;
            if found < 0.0 {
                low = (next, found);
                high.1 *= if again { 0.5 } else { 1.0 };
            } else {
                high = (next, found);
                low.1 *= if again { 0.5 } else { 1.0 };
            }
            last = found;
            next = low.0 - low.1 * (high.0 - low.0) / (high.1 - low.1);
        }
        next
    }
}

/// The likeliest points with weights that add up to 1.
fn weighted(mut grid: Vec<(f64, Rates)>) -> Option<Vec<(f64, Rates)>> {
    let most = grid.iter().map(|(log, _)| *log).max_by(f64::total_cmp)?;
    grid.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut points: Vec<(f64, Rates)> =
        grid.into_iter().map(|(log, rates)| ((log - most).exp(), rates)).collect();
    let all = mean::sum(points.iter().map(|point| point.0));
    let mut kept = 0.0;
    points.retain(|(weight, _)| {
        let wanted = kept < (1.0 - NEGLIGIBLE) * all;
        kept += weight;
        wanted
    });
    let all = mean::sum(points.iter().map(|point| point.0));
    for (weight, _) in &mut points {
        *weight /= all;
    }
    Some(points)
}

/// How many levels have more hits, misses and trials than each number: rising factorials of all levels
/// are products over these.
struct Sums {
    hits: f64,
    misses: f64,
    over: [Vec<f64>; 3],
}

impl Sums {
    fn of(counts: &[Counts]) -> Self {
        let mut over: [Vec<f64>; 3] = Default::default();
        for (hits, trials) in counts {
            for (tally, n) in over.iter_mut().zip([*hits, trials - hits, *trials]) {
                let n = usize::try_from(n).unwrap_or(0);
                if tally.len() < n {
                    tally.resize(n, 0.0);
                }
                tally[..n].iter_mut().for_each(|times| *times += 1.0);
            }
        }
        let total = |of: &[f64]| of.iter().sum();
        Self { hits: total(&over[0]), misses: total(&over[1]), over }
    }

    /// Without binomial coefficients, which do not depend on the rates.
    fn log_likelihood(&self, rates: &Rates) -> f64 {
        let rising = |of: &[f64], from: f64| {
            let terms = of.iter().enumerate();
            terms.map(|(at, times)| times * (from + real::length(at)).ln()).sum::<f64>()
        };
        let [hits, misses, trials] = &self.over;
        rising(hits, rates.alpha) + rising(misses, rates.beta)
            - rising(trials, rates.alpha + rates.beta)
    }
}

fn expit(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_levels_say_nothing_of_a_population() {
        assert_eq!(Hierarchy::of(&[(1, 2), (2, 2)]), None);
        assert_eq!(Hierarchy::of(&[(1, 2), (2, 2), (0, 0)]), None);
    }

    #[test]
    fn where_all_hit_nobody_is_certain() {
        let found = Hierarchy::of(&[(5, 5), (4, 4), (6, 6)]).unwrap();
        let level = found.level((5, 5));
        assert!(level.mean < 1.0 && level.mean > 0.8, "{level:?}");
        assert!(level.limits.0 < level.mean && level.limits.1 <= 1.0);
    }

    /// A law: limits enclose the mean, and 2.5 % lie below the lower one, to within the search.
    #[test]
    fn limits_cut_off_what_they_say() {
        let counts = [(3, 5), (4, 4), (8, 8), (2, 5), (6, 6), (5, 7), (1, 4)];
        let found = Hierarchy::of(&counts).unwrap();
        for one in counts {
            let level = found.level(one);
            for (limit, p) in [(level.limits.0, 0.025), (level.limits.1, 0.975)] {
                let (less, more) = (found.below(one, limit - 1e-4), found.below(one, limit + 1e-4));
                assert!(less < p + 1e-4 && more > p - 1e-4, "{one:?} {limit}: {less} {more}");
            }
            assert!(level.limits.0 < level.mean && level.mean < level.limits.1);
        }
    }
}
