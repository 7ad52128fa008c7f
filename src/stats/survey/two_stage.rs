//! Samples in two stages: clusters first, units within them then.

use super::super::real;

/// One cluster of a sample of clusters, such as an agent's week: of `size` units `y` were looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Units it has.
    pub size: f64,
    /// What was measured of each unit looked at, with what the mean is over (1 for a plain mean).
    pub units: Vec<(f64, f64)>,
}

/// The ratio of two totals, or with ones below the mean, from a sample of clusters of `all` and of units
/// in them, and its variance. `None` with fewer than two clusters.
pub fn two_stage(clusters: &[Cluster], all: f64) -> Option<(f64, f64)> {
    let weight = weights(clusters, all)?;
    let sum = |part: &dyn Fn(&(f64, f64)) -> f64| -> f64 {
        let of = |(one, weight): (&Cluster, &f64)| weight * one.units.iter().map(part).sum::<f64>();
        clusters.iter().zip(&weight).map(of).sum()
    };
    let (above, below) = (sum(&|unit| unit.0), sum(&|unit| unit.1));
    let value = above / below;
    let residual = |(y, x): &(f64, f64)| (y - value * x) / below;
    Some((value, variance((clusters, &weight), all, &residual)))
}

/// The total of what was measured in all clusters, and its variance; a unit without the measurement
/// stands with 0 and keeps its place among those looked at. `None` with fewer than two clusters.
pub fn two_stage_total(clusters: &[Cluster], all: f64) -> Option<(f64, f64)> {
    let weight = weights(clusters, all)?;
    let of =
        |(one, weight): (&Cluster, &f64)| weight * one.units.iter().map(|unit| unit.0).sum::<f64>();
    let total = clusters.iter().zip(&weight).map(of).sum();
    Some((total, variance((clusters, &weight), all, &|unit| unit.0)))
}

/// One over the chance of a unit of each cluster.
fn weights(clusters: &[Cluster], all: f64) -> Option<Vec<f64>> {
    let taken = real::length(clusters.len());
    let weight = |one: &Cluster| all / taken * one.size / real::length(one.units.len());
    (taken >= 2.0).then(|| clusters.iter().map(weight).collect())
}

/// `(1−f₁) n/(n−1) Σ(t−t̄)² + f₁ Σ (1−f₂) m/(m−1) Σ(z−z̄)²` of weighted residuals `z` and their totals
/// `t` by cluster (Cochran 1977, 11.6).
fn variance(
    (clusters, weights): (&[Cluster], &[f64]),
    all: f64,
    residual: &dyn Fn(&(f64, f64)) -> f64,
) -> f64 {
    let spread = |values: &[f64], rest: f64| {
        let n = real::length(values.len());
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        if n < 2.0 { 0.0 } else { rest * n / (n - 1.0) * squares }
    };
    let residuals = |(one, weight): (&Cluster, &f64)| -> Vec<f64> {
        one.units.iter().map(|unit| weight * residual(unit)).collect()
    };
    let pairs = || clusters.iter().zip(weights);
    let totals: Vec<f64> = pairs().map(|pair| residuals(pair).iter().sum()).collect();
    let taken = real::length(clusters.len());
    let first = spread(&totals, 1.0 - taken / all);
    let within = |pair: (&Cluster, &f64)| {
        spread(&residuals(pair), 1.0 - real::length(pair.0.units.len()) / pair.0.size)
    };
    first + taken / all * pairs().map(within).sum::<f64>()
}
