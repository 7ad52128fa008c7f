//! One kappa for a whole form.

use super::chance::{self, Chance};
use super::cohen::{self, Crossed};
use super::estimate::Undefined;
use super::table::Table;
use super::weights::Weights;
use crate::stats::real;

/// Agreement of a form: observed and expected, each averaged over its questions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pooled {
    /// How many questions take part.
    pub questions: usize,
    /// Mean of the agreement observed.
    pub observed: f64,
    /// Mean of the agreement expected by chance; below 1.
    pub expected: f64,
    /// The pooled coefficient.
    pub value: f64,
}

/// Kappa pooled over questions: Cohen's where two evaluators rated, else Fleiss'.
///
/// Questions on which nobody can be compared are left out; those where all answers are the same
/// take part with chance agreement 1. Undefined when there is no question or no variation at all.
/// Source: De Vries, Elliott, Kanouse and Teleki (2008), *Field Methods* 20(3), 272–282.
/// <https://doi.org/10.1177/1525822X08317166>
pub fn kappa(tables: &[Table]) -> Result<Pooled, Undefined> {
    let parts: Vec<(f64, f64)> = tables.iter().filter_map(part).collect();
    if parts.is_empty() {
        return Err(Undefined::NothingRatedTwice);
    }
    let n = real::length(parts.len());
    let observed = parts.iter().map(|(observed, _)| observed).sum::<f64>() / n;
    let expected = parts.iter().map(|(_, expected)| expected).sum::<f64>() / n;
    if 1.0 - expected < 1e-12 {
        return Err(Undefined::NoVariation);
    }
    let value = (observed - expected) / (1.0 - expected);
    Ok(Pooled { questions: parts.len(), observed, expected, value })
}

/// Standard error of the pooled kappa by leaving out one interaction at a time.
///
/// The tables number their rows alike. `None` below two interactions, or when the rest of some
/// interaction has no kappa.
pub fn jackknife_error(tables: &[Table]) -> Option<f64> {
    let rows = tables.iter().map(|table| table.rows().len()).max()?;
    let rated = |row: &usize| tables.iter().any(|table| table.rows()[*row].len() > 1);
    let values: Option<Vec<f64>> = (0..rows)
        .filter(rated)
        .map(|row| {
            let rest: Vec<Table> = tables.iter().map(|table| table.without(row)).collect();
            kappa(&rest).ok().map(|pooled| pooled.value)
        })
        .collect();
    let values = values.filter(|values| values.len() > 1)?;
    let n = real::length(values.len());
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some(((n - 1.0) / n * squares).sqrt())
}

/// Agreement observed and expected on one question; `None` when nothing can be compared.
fn part(table: &Table) -> Option<(f64, f64)> {
    let weights = Weights::identity(table.categories());
    let part = match Crossed::of(table) {
        Ok(crossed) => {
            cohen::kappa(&crossed, &weights).map(|kappa| (kappa.observed, kappa.expected))
        }
        Err(_) => chance::estimate(table, &weights, Chance::Fleiss)
            .map(|estimate| (estimate.observed, estimate.expected)),
    };
    match part {
        Ok(part) => Some(part),
        Err(Undefined::NoVariation) => Some((1.0, 1.0)),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(answers: &[(usize, usize)]) -> Table {
        Table::new(2, answers.iter().map(|(one, other)| vec![(0, *one), (1, *other)]).collect())
    }

    #[test]
    fn a_form_without_comparable_questions_has_no_kappa() {
        assert_eq!(kappa(&[]), Err(Undefined::NothingRatedTwice));
        assert_eq!(kappa(&[two(&[(0, 0), (0, 0)])]), Err(Undefined::NoVariation));
        assert_eq!(jackknife_error(&[two(&[(0, 1)])]), None);
    }

    /// By hand: the first question agrees in 2 of 4 with chance 1/2; the second is all the same, so
    /// agreement and chance are 1: (3/4 − 3/4) / (1 − 3/4) = 0.
    #[test]
    fn questions_are_averaged_before_the_quotient() {
        let split = two(&[(0, 0), (1, 1), (0, 1), (1, 0)]);
        let same = two(&[(0, 0), (0, 0), (0, 0), (0, 0)]);
        let pooled = kappa(&[split, same]).unwrap();
        assert_eq!((pooled.questions, pooled.value), (2, 0.0));
        assert!((pooled.observed - 0.75).abs() < 1e-12 && (pooled.expected - 0.75).abs() < 1e-12);
    }
}
