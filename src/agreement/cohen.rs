//! Two evaluators: Cohen's kappa and what a table of two by two tells besides.

use super::estimate::Undefined;
use super::table::{Table, dot};
use super::weights::Weights;
use crate::stats::real;

/// How often one evaluator gave answer k where the other gave answer l.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossed {
    q: usize,
    cells: Vec<u64>,
    pairs: u64,
}

impl Crossed {
    /// Counts of `q` by `q` from pairs of answers.
    ///
    /// # Panics
    ///
    /// If an answer is not below `q`.
    pub fn of_pairs(q: usize, pairs: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let (mut cells, mut n) = (vec![0; q * q], 0);
        for (one, other) in pairs {
            assert!(one < q && other < q, "a known category");
            cells[one * q + other] += 1;
            n += 1;
        }
        Self { q, cells, pairs: n }
    }

    /// The interactions of a table that both of its two evaluators rated.
    ///
    /// Undefined unless exactly two rated.
    pub fn of(table: &Table) -> Result<Self, Undefined> {
        table.comparable()?;
        if table.evaluators().len() != 2 {
            return Err(Undefined::NotTwoEvaluators);
        }
        let both = table.rows().iter().filter_map(|row| match row.as_slice() {
            [(_, one), (_, other)] => Some((*one, *other)),
            _ => None,
        });
        Ok(Self::of_pairs(table.categories(), both))
    }

    /// How many pairs there are.
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    /// How often the first answered k where the second answered l.
    pub fn count(&self, k: usize, l: usize) -> u64 {
        self.cells[k * self.q + l]
    }

    fn share(&self, k: usize, l: usize) -> f64 {
        real::count(self.cells[k * self.q + l]) / real::count(self.pairs())
    }

    /// Shares of the answers of the first and of the second evaluator.
    fn margins(&self) -> (Vec<f64>, Vec<f64>) {
        let n = real::count(self.pairs());
        let cell = |k: usize, l: usize| self.cells[k * self.q + l];
        let row = |k| real::count((0..self.q).map(|l| cell(k, l)).sum()) / n;
        let column = |l| real::count((0..self.q).map(|k| cell(k, l)).sum()) / n;
        ((0..self.q).map(row).collect(), (0..self.q).map(column).collect())
    }
}

/// Cohen's kappa with its standard errors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kappa {
    /// The coefficient.
    pub value: f64,
    /// Agreement observed.
    pub observed: f64,
    /// Agreement expected from the two evaluators' own shares.
    pub expected: f64,
    /// Large-sample standard error with divisor n.
    pub error: f64,
    /// The same if there were no agreement beyond chance.
    pub null_error: f64,
    /// The largest value that these shares allow (Cohen 1960), for plain kappa.
    pub maximum: f64,
}

/// Cohen's kappa, weighted when the weights are.
///
/// Exactly 0 when one evaluator always answers the same and the other does not. Undefined without
/// pairs and when both always give the same one answer.
/// Sources: Cohen (1960) <https://doi.org/10.1177/001316446002000104>, Cohen (1968)
/// <https://doi.org/10.1037/h0026256>; standard errors: Fleiss, Cohen and Everitt (1969)
/// <https://doi.org/10.1037/h0028106>.
///
/// # Panics
///
/// If weights and answers know another number of categories.
pub fn kappa(crossed: &Crossed, weights: &Weights) -> Result<Kappa, Undefined> {
    assert_eq!(crossed.q, weights.categories(), "weights fit the scale");
    if crossed.pairs() == 0 {
        return Err(Undefined::NothingRatedTwice);
    }
    let (rows, columns) = crossed.margins();
    let cells = || (0..crossed.q).flat_map(|k| (0..crossed.q).map(move |l| (k, l)));
    let observed: f64 = cells().map(|(k, l)| weights.get(k, l) * crossed.share(k, l)).sum();
    let expected: f64 = cells().map(|(k, l)| weights.get(k, l) * rows[k] * columns[l]).sum();
    let beyond = 1.0 - expected;
    if beyond < 1e-12 {
        return Err(Undefined::NoVariation);
    }
    let value = (observed - expected) / beyond;
    let over = |k: usize| dot(weights.row(k), &columns);
    let by_row: Vec<f64> = (0..crossed.q).map(over).collect();
    let under = |l: usize| rows.iter().enumerate().map(|(k, p)| weights.get(k, l) * p).sum();
    let by_column: Vec<f64> = (0..crossed.q).map(under).collect();
    let mean = |k: usize, l: usize| by_row[k] + by_column[l];
    let spread: f64 = cells()
        .map(|(k, l)| {
            let part = weights.get(k, l) - mean(k, l) * (1.0 - value);
            crossed.share(k, l) * part.powi(2)
        })
        .sum();
    let null: f64 =
        cells().map(|(k, l)| rows[k] * columns[l] * (weights.get(k, l) - mean(k, l)).powi(2)).sum();
    let n = real::count(crossed.pairs());
    let error = |square: f64| (square.clamp(0.0, f64::MAX) / n).sqrt() / beyond;
    let most: f64 = rows.iter().zip(&columns).map(|(one, other)| one.clamp(0.0, *other)).sum();
    Ok(Kappa {
        value,
        observed,
        expected,
        error: error(spread - (value - expected * (1.0 - value)).powi(2)),
        null_error: error(null - expected * expected),
        maximum: (most - expected) / beyond,
    })
}

/// What two evaluators' yes/no answers tell besides kappa; the first category is the positive one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binary {
    /// Kappa if both answers were equally common: 2 p − 1 (Byrt, Bishop and Carlin 1993).
    pub adjusted: f64,
    /// Agreement on the positive answer; `None` when nobody gave it (Cicchetti and Feinstein 1990).
    pub positive: Option<f64>,
    /// Agreement on the negative answer; `None` when nobody gave it.
    pub negative: Option<f64>,
    /// Difference of the shares agreed positive and agreed negative.
    pub prevalence: f64,
    /// Difference of the two evaluators' shares of positive answers.
    pub bias: f64,
}

/// The indices of a table of two by two; `None` for other scales and without pairs.
pub fn binary(crossed: &Crossed) -> Option<Binary> {
    let [both, first, second, neither] = *crossed.cells.as_slice() else { return None };
    let n = crossed.pairs();
    let agreement = |same: u64| {
        let all = 2 * same + first + second;
        (all > 0).then(|| real::count(2 * same) / real::count(all))
    };
    let gap = |x: u64, y: u64| (real::count(x) - real::count(y)) / real::count(n);
    (n > 0).then(|| Binary {
        adjusted: 2.0 * real::count(both + neither) / real::count(n) - 1.0,
        positive: agreement(both),
        negative: agreement(neither),
        prevalence: gap(both, neither),
        bias: gap(first, second),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn crossed(cells: [[usize; 2]; 2]) -> Crossed {
        let cell = |k: usize, l: usize| std::iter::repeat_n((k, l), cells[k][l]);
        Crossed::of_pairs(2, (0..2).flat_map(|k| (0..2).flat_map(move |l| cell(k, l))))
    }

    #[test]
    fn without_pairs_or_without_variation_there_is_no_kappa() {
        let identity = Weights::identity(2);
        let reason = |cells| kappa(&crossed(cells), &identity).map(|kappa| kappa.value);
        assert_eq!(reason([[0, 0], [0, 0]]), Err(Undefined::NothingRatedTwice));
        assert_eq!(reason([[7, 0], [0, 0]]), Err(Undefined::NoVariation));
        assert_eq!(binary(&crossed([[0, 0], [0, 0]])), None);
    }

    #[test]
    fn an_evaluator_who_always_says_the_same_agrees_by_chance_exactly() {
        let kappa = kappa(&crossed([[8, 2], [0, 0]]), &Weights::identity(2)).unwrap();
        assert_eq!((kappa.value, kappa.observed), (0.0, kappa.expected));
    }

    #[test]
    fn kappa_needs_exactly_two_evaluators() {
        let three = Table::new(2, vec![vec![(0, 0), (1, 0)], vec![(0, 1), (2, 1)]]);
        assert_eq!(Crossed::of(&three), Err(Undefined::NotTwoEvaluators));
    }

    /// By hand: 80, 10, 5, 5 agree in 85 of 100; 160/175 of the yes and 10/25 of the no answers.
    /// Source of the table: Feinstein and Cicchetti (1990), whose kappa is .32.
    #[test]
    fn the_paradox_of_feinstein_and_cicchetti_shows_in_the_indices() {
        let skewed = crossed([[80, 10], [5, 5]]);
        let indices = binary(&skewed).unwrap();
        let close = |got: f64, expected: f64| (got - expected).abs() < 1e-12;
        assert!(close(indices.adjusted, 0.7) && close(indices.prevalence, 0.75));
        assert!(close(indices.positive.unwrap(), 160.0 / 175.0));
        assert!(close(indices.negative.unwrap(), 10.0 / 25.0) && close(indices.bias, 0.05));
        let kappa = kappa(&skewed, &Weights::identity(2)).unwrap();
        assert!((kappa.value - 0.32).abs() < 0.005 && kappa.value < kappa.maximum);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn swapping_the_evaluators_changes_nothing(pairs in prop::collection::vec((0..3_usize, 0..3_usize), 1..40)) {
            let weights = Weights::of(super::super::weights::Rule::Linear, &[0.0, 1.0, 3.0]).unwrap();
            let swapped = pairs.iter().map(|(one, other)| (*other, *one));
            let other = kappa(&Crossed::of_pairs(3, swapped), &weights);
            match (kappa(&Crossed::of_pairs(3, pairs), &weights), other) {
                (Ok(one), Ok(other)) => {
                    prop_assert!((one.value - other.value).abs() < 1e-12);
                    prop_assert!((one.error - other.error).abs() < 1e-9);
                    prop_assert!(one.value <= 1.0 + 1e-12);
                }
                (one, other) => prop_assert_eq!(one, other),
            }
        }
    }
}
