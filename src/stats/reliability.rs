//! Do the questions of a form measure one thing? Cronbach's alpha and what each question adds.

use super::mean::{self, Mean};
use super::pairs::Pairs;
use super::{fisher, real};

/// Answers as numbers: one row an evaluation, one column a question, none missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Items {
    columns: Vec<Vec<f64>>,
}

impl Items {
    /// From rows of equal length; `None` below two rows or two questions.
    pub fn of(rows: &[Vec<f64>]) -> Option<Self> {
        let questions = rows.first()?.len();
        let whole = rows.iter().all(|row| row.len() == questions);
        let column = |at: usize| rows.iter().map(|row| row[at]).collect();
        (whole && rows.len() > 1 && questions > 1)
            .then(|| Self { columns: (0..questions).map(column).collect() })
    }

    /// Mean and spread of each question.
    pub fn moments(&self) -> Vec<Mean> {
        self.columns.iter().filter_map(|column| mean::of_reals(column)).collect()
    }

    /// Cronbach's alpha; `None` when the totals do not vary.
    ///
    /// Source: Cronbach (1951), *Psychometrika* 16, 297–334. <https://doi.org/10.1007/BF02310555>
    pub fn alpha(&self) -> Option<f64> {
        alpha(&self.columns.iter().collect::<Vec<_>>())
    }

    /// Limits of alpha by the F distribution.
    ///
    /// Source: Feldt (1965), *Psychometrika* 30, 357–370. <https://doi.org/10.1007/BF02289499>
    pub fn limits(&self, confidence: f64) -> Option<(f64, f64)> {
        let alpha = self.alpha()?;
        let n = real::length(self.columns.first()?.len()) - 1.0;
        let below = n * (real::length(self.columns.len()) - 1.0);
        let upper = 0.5 + confidence / 2.0;
        let limit = |p: f64| 1.0 - (1.0 - alpha) * fisher::quantile(p, n, below);
        Some((limit(upper), limit(1.0 - upper)))
    }

    /// Alpha of questions brought to one spread, from their mean correlation; `None` when one of them
    /// does not vary.
    pub fn standardized(&self) -> Option<f64> {
        let k = real::length(self.columns.len());
        let mut sum = 0.0;
        for (at, one) in self.columns.iter().enumerate() {
            for other in &self.columns[at + 1..] {
                sum += correlation(one, other)?;
            }
        }
        let r = sum / (k * (k - 1.0) / 2.0);
        Some(k * r / (1.0 + (k - 1.0) * r))
    }

    /// Correlation of each question with the sum of the others; `None` where one of them does not vary.
    pub fn item_rest(&self) -> Vec<Option<f64>> {
        let rest = |without: usize| total(&self.others(without));
        let columns = self.columns.iter().enumerate();
        columns.map(|(at, column)| correlation(column, &rest(at))).collect()
    }

    /// Alpha of the form without each question; `None` with two questions, of which one would be left.
    pub fn alpha_without(&self) -> Vec<Option<f64>> {
        (0..self.columns.len()).map(|at| alpha(&self.others(at))).collect()
    }

    fn others(&self, without: usize) -> Vec<&Vec<f64>> {
        let columns = self.columns.iter().enumerate();
        columns.filter(|(at, _)| *at != without).map(|(_, column)| column).collect()
    }
}

fn alpha(columns: &[&Vec<f64>]) -> Option<f64> {
    let k = real::length(columns.len());
    let whole = mean::of_reals(&total(columns))?.variance.filter(|variance| *variance > 0.0)?;
    let variance = |column: &&Vec<f64>| mean::of_reals(column)?.variance;
    let parts: Vec<f64> = columns.iter().map(variance).collect::<Option<_>>()?;
    (k > 1.0).then(|| k / (k - 1.0) * (1.0 - mean::sum(parts) / whole))
}

fn total(columns: &[&Vec<f64>]) -> Vec<f64> {
    let rows = columns.first().map_or(0, |column| column.len());
    (0..rows).map(|row| mean::sum(columns.iter().map(|column| column[row]))).collect()
}

fn correlation(one: &[f64], other: &[f64]) -> Option<f64> {
    Pairs::of(one.iter().copied().zip(other.iter().copied()))?.correlation()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_question_or_one_evaluation_has_no_alpha() {
        assert_eq!(Items::of(&[vec![1.0, 2.0]]), None);
        assert_eq!(Items::of(&[vec![1.0], vec![2.0]]), None);
        let same = Items::of(&[vec![1.0, 2.0], vec![1.0, 2.0]]).unwrap();
        assert_eq!((same.alpha(), same.standardized()), (None, None));
        assert_eq!(same.item_rest(), [None, None]);
    }

    /// By hand: questions 1 2 3 and 2 1 3 have variance 1 each, their totals 3 3 6 have variance 3, so
    /// alpha is 2 · (1 − 2/3) = 2/3; their correlation is ½, so the standardized one is 1 / 1.5 too.
    #[test]
    fn two_questions_by_hand() {
        let items = Items::of(&[vec![1.0, 2.0], vec![2.0, 1.0], vec![3.0, 3.0]]).unwrap();
        assert!((items.alpha().unwrap() - 2.0 / 3.0).abs() < 1e-12);
        assert!((items.standardized().unwrap() - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(items.alpha_without(), [None, None]);
        assert!(items.item_rest().iter().all(|r| (r.unwrap() - 0.5).abs() < 1e-12));
    }
}
