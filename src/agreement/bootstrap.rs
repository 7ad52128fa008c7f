//! Intervals from interactions drawn again.
//!
//! Interactions are drawn with replacement, as many as there are, and everything said about a drawn
//! one comes with it; the limits are quantiles of the values found. Only sums are drawn, so a
//! thousand rounds over ten thousand interactions take less than a second.
//! Source: Efron and Tibshirani (1993), *An Introduction to the Bootstrap*, chapter 13.

use super::coefficient::{Coefficient, Method};
use super::scale::Scale;
use super::sums::{Habits, Measure, Patterns};
use super::table::Table;
use super::weights::Weights;
use crate::stats::draw::Draw;
use crate::stats::quantile::quantile;
use crate::stats::real;

/// How interactions are drawn again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// How often; 1,000 give limits that are stable to about two digits.
    pub rounds: usize,
    /// Decides the draw: the same seed and table, the same limits.
    pub seed: u64,
    /// Such as 0.95.
    pub confidence: f64,
}

impl Default for Plan {
    fn default() -> Self {
        Self { rounds: 1_000, seed: 1, confidence: 0.95 }
    }
}

/// The percentile interval of each coefficient, all from the same draws.
///
/// Only interactions rated at least twice are drawn. `None` below two of them, where the
/// coefficient is undefined or was in more than a twentieth of the rounds, and where all rounds
/// gave the same value, which is no certainty.
pub fn limits(
    table: &Table,
    scale: &Scale,
    coefficients: &[&Coefficient],
    plan: &Plan,
) -> Vec<Option<(f64, f64)>> {
    let measures: Vec<Option<Measure>> =
        coefficients.iter().map(|one| measure(one, table, scale)).collect();
    let asked: Vec<Measure> = measures.iter().flatten().cloned().collect();
    let mut found = resampled(table, &asked, plan).into_iter();
    measures.into_iter().map(|measure| measure.and_then(|_| found.next().flatten())).collect()
}

/// The percentile interval of one coefficient with weights of one's own; see [`limits`].
///
/// `None` also for shares of steps, which know no weights.
pub fn weighted_limits(
    table: &Table,
    coefficient: &Coefficient,
    weights: &Weights,
    plan: &Plan,
) -> Option<(f64, f64)> {
    coefficient.weighted(table, weights).ok()?;
    // Weights tell the distances, so no metric of its own may.
    let method = match coefficient.method {
        Method::Alpha(_) => Method::Alpha(super::alpha::Metric::Interval),
        method => method,
    };
    let measure = Measure { method, weights: weights.clone() };
    resampled(table, &[measure], plan).into_iter().next().flatten()
}

fn measure(coefficient: &Coefficient, table: &Table, scale: &Scale) -> Option<Measure> {
    coefficient.estimate(table, scale).ok()?;
    let weights = match coefficient.method {
        Method::Within(steps) => {
            let q = scale.len();
            let near = |at: usize| if scale.within(at / q, at % q, steps) { 1.0 } else { 0.0 };
            Weights::custom(q, (0..q * q).map(near).collect())
        }
        _ => coefficient.own_weights(scale)?,
    };
    Some(Measure { method: coefficient.method, weights })
}

fn resampled(table: &Table, measures: &[Measure], plan: &Plan) -> Vec<Option<(f64, f64)>> {
    let patterns = Patterns::of(table);
    let n = patterns.len();
    if n < 2 || measures.is_empty() || plan.rounds == 0 {
        return vec![None; measures.len()];
    }
    let habits = Habits::of(measures);
    let mut draw = Draw::seeded(plan.seed);
    let mut values = vec![Vec::with_capacity(plan.rounds); measures.len()];
    for _ in 0..plan.rounds {
        let sums = patterns.sums((0..n).map(|_| draw.below(n)), habits);
        for (found, measure) in values.iter_mut().zip(measures) {
            found.extend(sums.value(measure).ok().filter(|value| value.is_finite()));
        }
    }
    values.iter().map(|values| percentiles(values, plan)).collect()
}

fn percentiles(values: &[f64], plan: &Plan) -> Option<(f64, f64)> {
    let enough = real::length(values.len()) >= 0.95 * real::length(plan.rounds);
    let tail = (1.0 - plan.confidence) / 2.0;
    let lower = quantile(values, tail).filter(|_| enough)?;
    let upper = quantile(values, 1.0 - tail)?;
    (upper - lower > 1e-12).then_some((lower, upper))
}

#[cfg(test)]
mod tests {
    use super::super::coefficient::{COEFFICIENTS, by_key};
    use super::super::scale::Level;
    use super::super::table::arbitrary::table;
    use super::*;
    use proptest::prelude::*;

    fn numbers(q: usize) -> Scale {
        let value = |k: usize| i64::try_from(k).unwrap() * 1000;
        Scale::numbers(Level::Ordinal, (0..q).map(|k| (k.to_string(), value(k))))
    }

    fn every() -> Vec<&'static Coefficient> {
        COEFFICIENTS.iter().collect()
    }

    #[test]
    fn one_interaction_cannot_be_drawn_again() {
        let one = Table::new(2, vec![vec![(0, 0), (1, 1)], vec![(0, 1)]]);
        let found = limits(&one, &numbers(2), &every(), &Plan::default());
        assert!(found.iter().all(Option::is_none) && found.len() == COEFFICIENTS.len());
    }

    #[test]
    fn what_never_varies_has_no_limits() {
        let same = Table::new(2, vec![vec![(0, 0), (1, 0)]; 20]);
        let found = limits(&same, &numbers(2), &every(), &Plan::default());
        assert!(found.iter().all(Option::is_none));
    }

    fn forty() -> Table {
        let row = |i: usize| vec![(0, i % 3), (1, (i + i / 7) % 3), (2, i % 3)];
        Table::new(3, (0..40).map(row).collect())
    }

    #[test]
    fn the_same_seed_draws_the_same_limits_and_another_seed_others_nearby() {
        let of = |seed| {
            let plan = Plan { seed, ..Plan::default() };
            limits(&forty(), &numbers(3), &[by_key("alpha_ordinal").unwrap()], &plan)[0].unwrap()
        };
        assert_eq!(of(1), of(1));
        let (one, other) = (of(1), of(2));
        assert!(one != other && (one.0 - other.0).abs() < 0.05 && (one.1 - other.1).abs() < 0.05);
    }

    #[test]
    fn resampled_limits_are_near_those_of_the_formula_where_samples_are_large() {
        let row = |i: usize| vec![(0, i % 2), (1, (i + i % 5 / 4) % 2), (2, (i + i % 7 / 6) % 2)];
        let large = Table::new(2, (0..1500).map(row).collect());
        for key in ["ac1", "fleiss_kappa", "conger_kappa", "alpha_nominal", "brennan_prediger"] {
            let coefficient = by_key(key).unwrap();
            let estimate = coefficient.estimate(&large, &numbers(2)).unwrap();
            let (low, high) = estimate.large_sample_limits(0.95).unwrap();
            let found = limits(&large, &numbers(2), &[coefficient], &Plan::default())[0].unwrap();
            let near = (found.0 - low).abs() < 0.004 && (found.1 - high).abs() < 0.004;
            assert!(near, "{key}: {found:?} and {low:.4} to {high:.4}");
        }
    }

    #[test]
    fn own_weights_are_drawn_like_those_of_a_rule() {
        let (table, scale, plan) = (forty(), numbers(3), Plan::default());
        let weights = Weights::of(super::super::weights::Rule::Quadratic, &scale.numeric());
        for (plain, ruled) in [("ac1", "ac2"), ("alpha_ordinal", "alpha_interval")] {
            let own =
                weighted_limits(&table, by_key(plain).unwrap(), weights.as_ref().unwrap(), &plan);
            assert_eq!(own, limits(&table, &scale, &[by_key(ruled).unwrap()], &plan)[0], "{plain}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// What is drawn is what is estimated: every interaction once is the table itself.
        #[test]
        fn sums_over_all_interactions_give_every_coefficient(table in table()) {
            let scale = numbers(table.categories());
            let table = table.pairable();
            let patterns = Patterns::of(&table);
            for coefficient in &COEFFICIENTS {
                let Ok(estimate) = coefficient.estimate(&table, &scale) else { continue };
                let measure = measure(coefficient, &table, &scale).unwrap();
                let sums = patterns.sums(0..patterns.len(), Habits::Needed);
                let value = sums.value(&measure).unwrap();
                prop_assert!((value - estimate.value).abs() < 1e-9, "{}", coefficient.key);
            }
        }
    }
}
