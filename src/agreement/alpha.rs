//! Krippendorff's alpha, in the form of coincidences.
//!
//! Source: Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*.
//! <https://repository.upenn.edu/handle/20.500.14332/2089>

use super::chance::{basis, met};
use super::estimate::{Estimate, Undefined};
use super::scale::Scale;
use super::table::{Counts, Table, agreeing_pairs, dot};
use super::weights::{Rule, Weights};
use crate::stats::real;

/// How far apart two answers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Equal or not.
    Nominal,
    /// By the number of answers that lie between the two.
    Ordinal,
    /// By the square of the difference of values.
    Interval,
    /// By the square of the difference relative to the sum of values.
    Ratio,
}

/// Alpha with one of Krippendorff's metrics.
///
/// Only interactions rated at least twice take part. The ordinal metric depends on the answers
/// themselves, so there is no standard error for it. Undefined when only one value was used, and
/// for ratios of negative values.
pub fn alpha(table: &Table, scale: &Scale, metric: Metric) -> Result<Estimate, Undefined> {
    let rule = match metric {
        Metric::Ordinal => {
            let weights = ordinal(&Counts::of(&table.pairable()), table.categories());
            let estimate = weighted(table, &weights)?;
            return Ok(Estimate { error: None, ..estimate });
        }
        Metric::Nominal => Rule::Identity,
        Metric::Interval => Rule::Quadratic,
        Metric::Ratio => Rule::Ratio,
    };
    let weights = Weights::of(rule, &scale.numeric()).ok_or(Undefined::OtherLevel)?;
    weighted(table, &weights)
}

/// Alpha where the distance of two answers is what their weight lacks to 1.
///
/// Its standard error is Gwet's linearised one over the pairable interactions.
pub fn weighted(table: &Table, weights: &Weights) -> Result<Estimate, Undefined> {
    table.comparable()?;
    let counts = Counts::of(&table.pairable());
    let used = sums(&counts, table.categories());
    let total: f64 = used.iter().sum();
    let distance = |k: usize, l: usize| 1.0 - weights.get(k, l);
    let apart: f64 = counts.rows().map(|(row, n)| weigh(row, distance) / (n - 1.0)).sum();
    let chance = weigh(&used, distance);
    if chance <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let value = 1.0 - (total - 1.0) * apart / chance;
    let (observed, expected, error) = linearised(&counts, &used, weights);
    Ok(Estimate { value, observed, expected, error, basis: basis(&counts, weights) })
}

/// The sum of distances over ordered pairs of these answers.
fn weigh(row: &[f64], distance: impl Fn(usize, usize) -> f64) -> f64 {
    let mut sum = 0.0;
    for (k, one) in row.iter().enumerate().filter(|(_, one)| **one > 0.0) {
        for (l, other) in row.iter().enumerate() {
            sum += one * other * distance(k, l);
        }
    }
    sum
}

/// How often each category was used.
fn sums(counts: &Counts, q: usize) -> Vec<f64> {
    let mut sums = vec![0.0; q];
    for (row, _) in counts.rows() {
        sums.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
    }
    sums
}

/// The ordinal metric as weights: its largest distance weighs 0.
fn ordinal(counts: &Counts, q: usize) -> Weights {
    let used = sums(counts, q);
    let square = |k: usize, l: usize| {
        let (k, l) = (k.min(l), k.max(l));
        let between: f64 = used[k..=l].iter().sum();
        (between - f64::midpoint(used[k], used[l])).powi(2)
    };
    let largest = if q == 0 { 0.0 } else { square(0, q - 1) };
    let weight = |k, l| if k == l || largest == 0.0 { 1.0 } else { 1.0 - square(k, l) / largest };
    Weights::custom(q, (0..q * q).map(|at| weight(at / q, at % q)).collect())
}

/// Agreement observed and expected in Gwet's form, and the standard error of alpha.
fn linearised(counts: &Counts, used: &[f64], weights: &Weights) -> (f64, f64, Option<f64>) {
    let n = real::length(counts.len());
    let total: f64 = used.iter().sum();
    let each = total / n;
    let agreed: Vec<f64> =
        counts.rows().map(|(row, r)| agreeing_pairs(row, weights) / (each * (r - 1.0))).collect();
    let raw = agreed.iter().sum::<f64>() / n;
    let observed = (1.0 - 1.0 / total) * raw + 1.0 / total;
    let shares: Vec<f64> = used.iter().map(|used| used / total).collect();
    let met = met(weights, &shares);
    let expected = dot(&shares, &met);
    let beyond = 1.0 - expected;
    let value = (raw - expected) / beyond;
    let squares = counts.rows().zip(&agreed).map(|((row, r), agreed)| {
        let surplus = (r - each) / each;
        let own = agreed - observed * surplus;
        let by_row = dot(row, &met) / each - expected * surplus;
        let part = (own - expected) / beyond - 2.0 * (1.0 - value) * (by_row - expected) / beyond;
        (part - value).powi(2)
    });
    let squares: f64 = squares.sum();
    let error = (counts.len() > 1).then(|| (squares / (n * (n - 1.0))).sqrt());
    (observed, expected, error)
}
