//! Intraclass correlations with scores missing, from variance components.

use super::bias::Scores;
use crate::stats::mixed::{self, Fit};
use crate::stats::real;
use std::collections::BTreeSet;

/// Variance components of interactions by evaluators, whoever scored what.
///
/// By restricted maximum likelihood; where every evaluator scored every interaction and no
/// component is below 0, these are the ones of the mean squares.
/// Source: ten Hove, Jorgensen and van der Ark (2022) <https://doi.org/10.1037/met0000516>.
#[derive(Debug, Clone, PartialEq)]
pub struct Components {
    /// Scores that take part.
    pub scores: usize,
    /// The mean score.
    pub mean: f64,
    /// Variance between interactions.
    pub interaction: f64,
    /// Variance between evaluators: severity.
    pub evaluator: f64,
    /// What is left.
    pub residual: f64,
    /// Harmonic mean of the number of scores an interaction has.
    pub scores_each: f64,
    /// How far each evaluator lies above the mean, shrunk towards 0, in order of id.
    pub severity: Vec<(String, f64)>,
}

impl Components {
    /// From the scores of these evaluators, in points.
    ///
    /// `None` when nothing links interactions and evaluators, when there is no scatter, and when
    /// nothing is left over.
    pub fn of(scores: &Scores, evaluators: &[&str]) -> Option<Self> {
        let scored: BTreeSet<&str> =
            evaluators.iter().copied().filter(|who| scores.of(who).next().is_some()).collect();
        let people: Vec<&str> = scored.into_iter().collect();
        let table = scores.table(&people);
        let rows: Vec<&Vec<Option<i64>>> =
            table.iter().filter(|row| row.iter().any(Option::is_some)).collect();
        let (mut y, mut of_row, mut of_column) = (Vec::new(), Vec::new(), Vec::new());
        for (row, given) in rows.iter().enumerate() {
            for (column, score) in given.iter().enumerate() {
                let Some(score) = score else { continue };
                y.push(real::signed(i128::from(*score)) / 1000.0);
                of_row.push(row);
                of_column.push(column);
            }
        }
        let fit = mixed::fit(&y, &[of_row, of_column])?;
        let inverse: f64 =
            rows.iter().map(|row| 1.0 / real::length(row.iter().flatten().count())).sum();
        let [interaction, evaluator] = fit.factors.as_slice() else { return None };
        let effects = people.iter().zip(&evaluator.effects);
        let severity = effects.map(|(who, effect)| ((*who).to_owned(), effect.value)).collect();
        let Fit { mean, residual, .. } = fit;
        Some(Self {
            scores: y.len(),
            mean,
            interaction: interaction.variance,
            evaluator: evaluator.variance,
            residual,
            scores_each: real::length(rows.len()) / inverse,
            severity,
        })
    }

    /// ICC(A,1): a single score, severity counted as error.
    pub fn agreement(&self) -> f64 {
        self.interaction / (self.interaction + self.evaluator + self.residual)
    }

    /// ICC(C,1): a single score, severity left aside.
    pub fn consistency(&self) -> f64 {
        self.interaction / (self.interaction + self.residual)
    }

    /// ICC(A,k): the mean of as many scores as interactions have, severity counted as error.
    pub fn agreement_of_means(&self) -> f64 {
        let error = (self.evaluator + self.residual) / self.scores_each;
        self.interaction / (self.interaction + error)
    }
}

#[cfg(test)]
mod tests {
    use super::super::icc::MeanSquares;
    use super::*;

    #[test]
    fn one_evaluator_has_no_components() {
        let mut scores = Scores::new();
        for (interaction, score) in [("I1", 80), ("I2", 70), ("I3", 90)] {
            scores.insert(interaction, "ann", score * 1000);
        }
        assert_eq!(Components::of(&scores, &["ann", "bob"]), None);
    }

    #[test]
    fn complete_scores_have_the_correlation_of_their_mean_squares() {
        let rows =
            [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];
        let mut scores = Scores::new();
        let people = ["a", "b", "c", "d"];
        for (at, row) in rows.iter().enumerate() {
            for (who, score) in people.iter().zip(row) {
                scores.insert(&format!("I{at}"), who, score * 1000);
            }
        }
        let components = Components::of(&scores, &people).unwrap();
        let squares = MeanSquares::of(&rows.map(|row| row.map(|score| score * 1000).to_vec()));
        let expected = squares.unwrap();
        assert!((components.agreement() - expected.agreement().unwrap()).abs() < 1e-5);
        assert!((components.consistency() - expected.consistency().unwrap()).abs() < 1e-5);
        assert!((components.scores_each - 4.0).abs() < 1e-12);
        assert!(components.severity[0].1 > 0.0 && components.severity[1].1 < 0.0);
    }
}
