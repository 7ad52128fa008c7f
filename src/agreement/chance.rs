//! Agreement and agreement beyond chance, for any number of evaluators and with ratings missing.
//!
//! Source of all formulas: Gwet (2014), *Handbook of Inter-Rater Reliability*, 4th ed., chapters 2
//! to 5: standard errors are linearised over the interactions, with divisor n − 1.

use super::estimate::{Basis, Estimate, Partial, Undefined};
use super::table::{Counts, Table, agreeing_pairs, dot};
use super::weights::Weights;
use crate::stats::real;
use std::collections::BTreeMap;

/// What agreement is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chance {
    /// Nothing: plain agreement, the mean over interactions of the share of agreeing pairs.
    None,
    /// Every category alike: Brennan and Prediger (1981).
    Uniform,
    /// Gwet's AC1 (2008), and AC2 with weights.
    Gwet,
    /// The evaluators' shares taken together: Fleiss (1971), and Scott (1955) for two of them.
    Fleiss,
    /// Each evaluator's own shares: Conger (1980), and Cohen (1960) for two of them.
    Conger,
}

/// Agreement expected by chance, and each interaction's part in it.
struct Expected {
    value: f64,
    by_row: Option<Vec<f64>>,
}

/// Agreement beyond the given chance, with its standard error.
///
/// Uses every rating in the table. Keep to [`Table::pairable`] unless a printed table that counts
/// interactions rated once has to be matched.
///
/// # Panics
///
/// If weights and table know another number of categories.
pub fn estimate(table: &Table, weights: &Weights, chance: Chance) -> Result<Estimate, Undefined> {
    assert_eq!(table.categories(), weights.categories(), "weights fit the scale");
    table.comparable()?;
    let counts = Counts::of(table);
    let agreed: Vec<Option<f64>> = counts.rows().map(|(row, n)| agreed(row, n, weights)).collect();
    let pairable = agreed.iter().flatten().count();
    let observed = agreed.iter().flatten().sum::<f64>() / real::length(pairable);
    let expected = expected(chance, table, &counts, weights)?;
    if 1.0 - expected.value < 1e-12 {
        return Err(Undefined::NoVariation);
    }
    let value = (observed - expected.value) / (1.0 - expected.value);
    let error = error(&agreed, &expected, value);
    let equal = Weights::identity(weights.categories());
    let exact = self::expected(chance, table, &counts, &equal)?.value;
    let basis = basis(&counts, Partial::by(weights, exact));
    Ok(Estimate { value, observed, expected: expected.value, error, basis, ratio: None })
}

/// The interactions behind an estimate.
pub(super) fn basis(counts: &Counts, partial: Partial) -> Basis {
    let pairable = counts.rows().filter(|(_, total)| *total > 1.0);
    let (n, ratings) = pairable.fold((0, 0.0), |(n, ratings), (_, total)| (n + 1, ratings + total));
    let ratings_each = if n == 0 { 0.0 } else { ratings / real::length(n) };
    Basis { interactions: counts.len(), pairable: n, ratings_each, partial }
}

/// The share of agreeing pairs of one interaction; `None` when it was rated once.
fn agreed(row: &[f64], total: f64, weights: &Weights) -> Option<f64> {
    (total > 1.0).then(|| agreeing_pairs(row, weights) / (total * (total - 1.0)))
}

fn expected(
    chance: Chance,
    table: &Table,
    counts: &Counts,
    weights: &Weights,
) -> Result<Expected, Undefined> {
    let q = real::length(weights.categories());
    if q < 2.0 && matches!(chance, Chance::Uniform | Chance::Gwet) {
        return Err(Undefined::OneCategory);
    }
    Ok(match chance {
        Chance::None => Expected { value: 0.0, by_row: None },
        Chance::Uniform => Expected { value: weights.total() / (q * q), by_row: None },
        Chance::Gwet => gwet(counts, weights.total() / (q * (q - 1.0))),
        Chance::Fleiss => fleiss(counts, weights),
        Chance::Conger => conger(table, weights),
    })
}

fn gwet(counts: &Counts, scale: f64) -> Expected {
    let others: Vec<f64> = counts.shares().iter().map(|share| 1.0 - share).collect();
    let value = scale * dot(&counts.shares(), &others);
    let by_row = counts.rows().map(|(row, total)| scale * dot(row, &others) / total).collect();
    Expected { value, by_row: Some(by_row) }
}

fn fleiss(counts: &Counts, weights: &Weights) -> Expected {
    let shares = counts.shares();
    let met = met(weights, &shares);
    let by_row = counts.rows().map(|(row, total)| dot(row, &met) / total).collect();
    Expected { value: dot(&shares, &met), by_row: Some(by_row) }
}

/// The agreement each category meets in a crowd with these shares, both directions averaged.
pub(super) fn met(weights: &Weights, shares: &[f64]) -> Vec<f64> {
    let both = |k: usize| {
        let pairs = shares.iter().enumerate();
        pairs.map(|(l, share)| share * (weights.get(k, l) + weights.get(l, k))).sum::<f64>() / 2.0
    };
    (0..shares.len()).map(both).collect()
}

/// One evaluator's answers.
struct Habit {
    ratings: f64,
    shares: Vec<f64>,
}

fn conger(table: &Table, weights: &Weights) -> Expected {
    let habits = habits(table);
    let r = real::length(habits.len());
    let sums: Vec<f64> = (0..table.categories())
        .map(|k| habits.values().map(|habit| habit.shares[k]).sum())
        .collect();
    // What category l of evaluator g meets in all the others, and what g meets on average.
    let meets: BTreeMap<usize, (Vec<f64>, f64)> = habits
        .iter()
        .map(|(g, habit)| {
            let others: Vec<f64> = sums.iter().zip(&habit.shares).map(|(s, p)| s - p).collect();
            let meets = met(weights, &others);
            let mean = dot(&meets, &habit.shares);
            (*g, (meets, mean))
        })
        .collect();
    let pairs = r * (r - 1.0);
    let all: f64 = meets.values().map(|(_, mean)| mean).sum();
    let rated: Vec<_> = table.rows().iter().filter(|row| !row.is_empty()).collect();
    let n = real::length(rated.len());
    let part = |(g, l): &(usize, usize)| {
        let (meets, mean) = &meets[g];
        n / habits[g].ratings * (meets[*l] - mean)
    };
    let by_row = rated.iter().map(|row| (all + row.iter().map(part).sum::<f64>()) / pairs);
    Expected { value: all / pairs, by_row: Some(by_row.collect()) }
}

fn habits(table: &Table) -> BTreeMap<usize, Habit> {
    let mut habits: BTreeMap<usize, Habit> = BTreeMap::new();
    for (evaluator, category) in table.rows().iter().flatten() {
        let blank = || Habit { ratings: 0.0, shares: vec![0.0; table.categories()] };
        let habit = habits.entry(*evaluator).or_insert_with(blank);
        habit.ratings += 1.0;
        habit.shares[*category] += 1.0;
    }
    for habit in habits.values_mut() {
        let ratings = habit.ratings;
        habit.shares.iter_mut().for_each(|share| *share /= ratings);
    }
    habits
}

/// The linearised standard error; `None` for one interaction.
fn error(agreed: &[Option<f64>], expected: &Expected, value: f64) -> Option<f64> {
    let n = real::length(agreed.len());
    let grown = n / real::length(agreed.iter().flatten().count());
    let beyond = 1.0 - expected.value;
    let squares = agreed.iter().enumerate().map(|(i, agreed)| {
        let own = agreed.map_or(0.0, |agreed| grown * (agreed - expected.value) / beyond);
        let by_row = expected.by_row.as_ref().map_or(expected.value, |by_row| by_row[i]);
        let part = own - 2.0 * (1.0 - value) * (by_row - expected.value) / beyond;
        (part - value).powi(2)
    });
    let squares: f64 = squares.sum();
    (agreed.len() > 1).then(|| (squares / (n * (n - 1.0))).sqrt())
}

#[cfg(test)]
mod tests {
    use super::super::table::arbitrary::{renamed, table};
    use super::*;
    use proptest::prelude::*;

    const ALL: [Chance; 5] =
        [Chance::None, Chance::Uniform, Chance::Gwet, Chance::Fleiss, Chance::Conger];

    fn of(rows: &[&[usize]], categories: usize, chance: Chance) -> Result<Estimate, Undefined> {
        let row = |answers: &&[usize]| answers.iter().copied().enumerate().collect();
        let table = Table::new(categories, rows.iter().map(row).collect());
        estimate(&table, &Weights::identity(categories), chance)
    }

    #[test]
    fn where_all_answers_are_the_same_only_uniform_and_gwets_chance_leave_a_value() {
        let same: [&[usize]; 3] = [&[0, 0], &[0, 0], &[0, 0]];
        for chance in [Chance::Fleiss, Chance::Conger] {
            assert_eq!(of(&same, 2, chance), Err(Undefined::NoVariation));
        }
        for chance in [Chance::None, Chance::Uniform, Chance::Gwet] {
            assert!((of(&same, 2, chance).unwrap().value - 1.0).abs() < 1e-12);
        }
        for chance in [Chance::Uniform, Chance::Gwet] {
            assert_eq!(of(&same, 1, chance), Err(Undefined::OneCategory));
        }
    }

    #[test]
    fn one_interaction_has_a_value_and_no_error() {
        let one = of(&[&[0, 1, 1]], 3, Chance::Fleiss).unwrap();
        assert_eq!(one.error, None);
        // By hand: agreement 1/3; shares 1/3 and 2/3, so chance 5/9 and kappa (3 - 5) / (9 - 5).
        assert!((one.value - -0.5).abs() < 1e-12);
    }

    /// By hand: two evaluators, 40 yes-yes, 9 yes-no, 6 no-yes, 45 no-no, printed kappa .70.
    #[test]
    fn conger_is_cohen_for_two() {
        let rows: Vec<Vec<(usize, usize)>> = [(0, 0, 40), (0, 1, 9), (1, 0, 6), (1, 1, 45)]
            .into_iter()
            .flat_map(|(k, l, n)| std::iter::repeat_n(vec![(0, k), (1, l)], n))
            .collect();
        let table = Table::new(2, rows);
        let kappa = estimate(&table, &Weights::identity(2), Chance::Conger).unwrap().value;
        let chance = 0.49 * 0.46 + 0.51 * 0.54;
        assert!((kappa - (0.85 - chance) / (1.0 - chance)).abs() < 1e-12);
    }

    fn near(one: &Result<Estimate, Undefined>, other: &Result<Estimate, Undefined>) -> bool {
        match (one, other) {
            (Ok(one), Ok(other)) => {
                let gap = one.error.unwrap_or(0.0) - other.error.unwrap_or(0.0);
                (one.value - other.value).abs() < 1e-9 && gap.abs() < 1e-9
            }
            _ => one == other,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn neither_names_nor_order_matter(table in table()) {
            let q = table.categories();
            let other = renamed(&table, |who| 9 - who, |answer| (answer + 1) % q);
            for chance in ALL {
                let weights = Weights::identity(q);
                let (one, other) =
                    (estimate(&table, &weights, chance), estimate(&other, &weights, chance));
                prop_assert!(near(&one, &other), "{:?}: {:?}, {:?}", chance, one, other);
            }
        }

        #[test]
        fn twice_the_same_interactions_are_no_news(table in table()) {
            let rows = table.rows().iter().chain(table.rows()).cloned().collect();
            let twice = Table::new(table.categories(), rows);
            for chance in ALL {
                let weights = Weights::identity(table.categories());
                let (one, two) =
                    (estimate(&table, &weights, chance), estimate(&twice, &weights, chance));
                let (one, two) = (one.map(|one| one.value), two.map(|two| two.value));
                match (one, two) {
                    (Ok(one), Ok(two)) => prop_assert!((one - two).abs() < 1e-9),
                    (one, two) => prop_assert_eq!(one, two),
                }
            }
        }

        #[test]
        fn full_agreement_is_one_and_nothing_exceeds_it(table in table()) {
            let rows = table.rows().iter().map(|row| {
                row.iter().map(|(who, _)| (*who, row[0].1)).collect()
            });
            let agreed = Table::new(table.categories(), rows.collect());
            for chance in ALL {
                let weights = Weights::identity(table.categories());
                if let Ok(estimate) = estimate(&agreed, &weights, chance) {
                    prop_assert!((estimate.value - 1.0).abs() < 1e-12);
                }
                if let Ok(estimate) = estimate(&table, &weights, chance) {
                    prop_assert!(estimate.value <= 1.0 + 1e-12);
                    if let Some((lower, upper)) = estimate.limits(0.95) {
                        prop_assert!(lower <= upper && upper <= 1.0 + 1e-12 && lower < 1.0);
                    }
                }
            }
        }
    }
}
