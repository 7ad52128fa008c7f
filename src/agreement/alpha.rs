//! Krippendorff's alpha, in the form of coincidences.
//!
//! Source: Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*.
//! <https://repository.upenn.edu/handle/20.500.14332/2089>

use super::chance::{basis, met};
use super::estimate::{Estimate, Partial, Undefined};
use super::ratio::Ratio;
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
            let ratio = Ratio::of(table, &weights, metric);
            let estimate = plain(table, &weights)?;
            return Ok(Estimate { error: None, ratio, ..estimate });
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
    let estimate = plain(table, weights)?;
    Ok(Estimate { ratio: Ratio::of(table, weights, Metric::Interval), ..estimate })
}

fn plain(table: &Table, weights: &Weights) -> Result<Estimate, Undefined> {
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
    let basis = basis(&counts, Partial::by(weights, expected));
    Ok(Estimate { value, observed, expected, error, basis, ratio: None })
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

#[cfg(test)]
mod tests {
    use super::super::chance::{Chance, estimate};
    use super::super::scale::Level;
    use super::super::table::arbitrary::{renamed, table};
    use super::*;
    use proptest::prelude::*;

    const ALL: [Metric; 4] = [Metric::Nominal, Metric::Ordinal, Metric::Interval, Metric::Ratio];

    fn numbers(q: usize) -> Scale {
        let value = |k: usize| i64::try_from(k).unwrap() * 1000;
        Scale::numbers(Level::Ordinal, (0..q).map(|k| (k.to_string(), value(k))))
    }

    #[test]
    fn one_value_only_has_no_alpha() {
        let table = Table::new(3, vec![vec![(0, 1), (1, 1)], vec![(0, 1), (1, 1)]]);
        for metric in ALL {
            assert_eq!(alpha(&table, &numbers(3), metric), Err(Undefined::NoVariation));
        }
    }

    #[test]
    fn ratios_need_values_from_zero_up() {
        let scale = Scale::numbers(Level::Ordinal, [("-1", -1000), ("1", 1000)]);
        let table = Table::new(2, vec![vec![(0, 0), (1, 1)]]);
        assert_eq!(alpha(&table, &scale, Metric::Ratio), Err(Undefined::OtherLevel));
    }

    /// By hand: one interaction answered 0 and 1 has as much disagreement as chance.
    #[test]
    fn one_split_interaction_is_chance() {
        let table = Table::new(2, vec![vec![(0, 0), (1, 1)]]);
        let estimate = alpha(&table, &numbers(2), Metric::Nominal).unwrap();
        assert!(estimate.value.abs() < 1e-12 && estimate.error.is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn neither_evaluators_nor_order_matter(table in table()) {
            let scale = numbers(table.categories());
            let other = renamed(&table, |who| 9 - who, |answer| answer);
            for metric in ALL {
                match (alpha(&table, &scale, metric), alpha(&other, &scale, metric)) {
                    (Ok(one), Ok(other)) => {
                        prop_assert!((one.value - other.value).abs() < 1e-9);
                        prop_assert!(one.value <= 1.0 + 1e-12);
                    }
                    (one, other) => prop_assert_eq!(one, other),
                }
            }
        }

        #[test]
        fn full_agreement_is_one(table in table()) {
            let rows = table.rows().iter().map(|row| row.iter().map(|(who, _)| (*who, row[0].1)).collect());
            let agreed = Table::new(table.categories(), rows.collect());
            for metric in ALL {
                if let Ok(found) = alpha(&agreed, &numbers(table.categories()), metric) {
                    prop_assert!((found.value - 1.0).abs() < 1e-12, "{metric:?}: {}", found.value);
                }
            }
        }

        #[test]
        fn nominal_alpha_does_not_know_the_labels(table in table()) {
            let q = table.categories();
            let scale = numbers(q);
            let other = renamed(&table, |who| who, |answer| (answer + 1) % q);
            let of = |table| alpha(table, &scale, Metric::Nominal).map(|estimate| estimate.value);
            match (of(&table), of(&other)) {
                (Ok(one), Ok(other)) => prop_assert!((one - other).abs() < 1e-9),
                (one, other) => prop_assert_eq!(one, other),
            }
        }

        /// Alpha corrects for small samples and Fleiss' kappa does not; where there are many
        /// interactions nothing is left to correct.
        #[test]
        fn alpha_and_kappa_agree_in_the_limit(rows in prop::collection::vec([0..3_usize, 0..3, 0..3], 2..8)) {
            let row = |answers: &[usize; 3]| answers.iter().copied().enumerate().collect();
            let many = std::iter::repeat_n(&rows, 400).flatten().map(row).collect();
            let table = Table::new(3, many);
            let identity = Weights::identity(3);
            let kappa = estimate(&table, &identity, Chance::Fleiss).map(|kappa| kappa.value);
            match (alpha(&table, &numbers(3), Metric::Nominal), kappa) {
                (Ok(alpha), Ok(kappa)) => prop_assert!((alpha.value - kappa).abs() < 2e-3),
                (alpha, kappa) => prop_assert_eq!(alpha.map(|alpha| alpha.value), kappa),
            }
        }

        #[test]
        fn two_values_have_one_alpha_whatever_the_metric(table in table()) {
            let binary = renamed(&table, |who| who, |answer| usize::from(answer > 0));
            let rows = binary.rows().to_vec();
            let binary = Table::new(2, rows);
            let nominal = alpha(&binary, &numbers(2), Metric::Nominal).map(|e| e.value);
            for metric in ALL {
                match (&nominal, alpha(&binary, &numbers(2), metric)) {
                    (Ok(one), Ok(other)) => prop_assert!((one - other.value).abs() < 1e-9),
                    (one, other) => prop_assert_eq!(*one, other.map(|other| other.value)),
                }
            }
        }
    }
}
