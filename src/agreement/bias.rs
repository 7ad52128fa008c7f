//! How far an evaluator lies from a reference, or from the other evaluators.

use crate::stats::mean::{self, Mean, Moments};
use crate::stats::{normal, real};
use std::collections::BTreeMap;

/// Scores by interaction and evaluator, in thousandths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scores {
    by_interaction: BTreeMap<String, BTreeMap<String, i64>>,
}

impl Scores {
    /// No scores yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the score, in thousandths, that an evaluator gave an interaction; returns the earlier one.
    pub fn insert(&mut self, interaction: &str, evaluator: &str, score: i64) -> Option<i64> {
        let scores = self.by_interaction.entry(interaction.to_owned()).or_default();
        scores.insert(evaluator.to_owned(), score)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_interaction.is_empty()
    }

    /// The scores of one evaluator, in order of interaction, in thousandths.
    pub fn of(&self, evaluator: &str) -> impl Iterator<Item = i64> {
        self.by_interaction.values().filter_map(move |scores| scores.get(evaluator).copied())
    }

    /// The scores by evaluator, in thousandths, interaction by interaction in order of id.
    pub fn by_interaction(&self) -> impl Iterator<Item = (&str, &BTreeMap<String, i64>)> {
        self.by_interaction.iter().map(|(interaction, scores)| (interaction.as_str(), scores))
    }

    /// How far the scores of one interaction lie apart, in thousandths; `None` below two of them.
    pub fn range(&self, interaction: &str) -> Option<i64> {
        let scores = self.by_interaction.get(interaction).filter(|scores| scores.len() > 1)?;
        Some(scores.values().max()? - scores.values().min()?)
    }

    /// The scores of these evaluators in thousandths, interaction by interaction.
    pub fn table(&self, evaluators: &[&str]) -> Vec<Vec<Option<i64>>> {
        let row = |scores: &BTreeMap<String, i64>| {
            evaluators.iter().map(|evaluator| scores.get(*evaluator).copied()).collect()
        };
        self.by_interaction.values().map(row).collect()
    }

    /// Evaluator less reference, in thousandths, for every interaction that both scored.
    pub fn from_reference(&self, evaluator: &str, reference: &str) -> Vec<i64> {
        let both = self.by_interaction.values();
        both.filter_map(|scores| Some(scores.get(evaluator)? - scores.get(reference)?)).collect()
    }

    /// Scores of an evaluator and of the reference, in ones, where both scored.
    pub fn pairs(&self, evaluator: &str, reference: &str) -> Vec<(f64, f64)> {
        let ones = |score: i64| real::signed(i128::from(score)) / 1000.0;
        let both = self.by_interaction.values();
        let pair = |scores: &BTreeMap<String, i64>| {
            Some((ones(*scores.get(evaluator)?), ones(*scores.get(reference)?)))
        };
        both.filter_map(pair).collect()
    }

    /// Evaluator less the mean of the other evaluators, for every interaction that others scored.
    ///
    /// In ones, not thousandths.
    pub fn from_panel(&self, evaluator: &str) -> Vec<f64> {
        let from_others = |scores: &BTreeMap<String, i64>| {
            let own = i128::from(*scores.get(evaluator)?);
            let n = i128::try_from(scores.len()).ok()? - 1;
            let others = scores.values().map(|score| i128::from(*score)).sum::<i128>() - own;
            (n > 0).then(|| real::signed(own * n - others) / real::signed(n * 1000))
        };
        self.by_interaction.values().filter_map(from_others).collect()
    }
}

/// How differences from a standard are distributed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Their mean, the bias: above zero the evaluator is the more generous one.
    pub bias: Mean,
    /// Their mean without signs.
    pub absolute: f64,
    /// The root of their mean square.
    pub root_mean_square: f64,
}

impl Difference {
    /// From exact differences in thousandths, in ones; `None` without any.
    pub fn exact(differences: &[i64]) -> Option<Self> {
        let moments: Moments = differences.iter().copied().collect();
        let absolute: Moments = differences.iter().map(|difference| difference.abs()).collect();
        let squares: i128 = differences.iter().map(|d| i128::from(*d).pow(2)).sum();
        let square = real::signed(squares) / real::count(moments.n());
        Some(Self {
            bias: moments.mean()?.per(1000.0),
            absolute: absolute.mean()?.per(1000.0).mean,
            root_mean_square: square.sqrt() / 1000.0,
        })
    }

    /// From differences in ones; `None` without any.
    pub fn of(differences: &[f64]) -> Option<Self> {
        let n = real::length(differences.len());
        let bias = mean::of_reals(differences)?;
        let absolute = mean::sum(differences.iter().map(|difference| difference.abs())) / n;
        let square = mean::sum(differences.iter().map(|difference| difference.powi(2))) / n;
        Some(Self { bias, absolute, root_mean_square: square.sqrt() })
    }

    /// Where 95 % of single differences are expected; `None` for a single one.
    ///
    /// Source: Bland and Altman (1986), *Lancet* 327, 307–310.
    /// <https://doi.org/10.1016/S0140-6736(86)90837-8>
    pub fn limits_of_agreement(&self) -> Option<(f64, f64)> {
        let half = normal::quantile(0.975) * self.bias.sd()?;
        Some((self.bias.mean - half, self.bias.mean + half))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(rows: &[(&str, &str, i64)]) -> Scores {
        let mut scores = Scores::new();
        for (interaction, evaluator, score) in rows {
            scores.insert(interaction, evaluator, score * 1000);
        }
        scores
    }

    #[test]
    fn who_shares_no_interaction_has_no_bias() {
        let scores = scores(&[("I1", "ann", 90), ("I2", "lead", 80)]);
        assert_eq!(Difference::exact(&scores.from_reference("ann", "lead")), None);
        assert_eq!(Difference::of(&scores.from_panel("ann")), None);
    }

    /// By hand: 90 − 80 = 10 and 70 − 75 = −5 against the lead; against the mean of the other two
    /// 90 − 80 = 10 and 70 − 70 = 0.
    #[test]
    fn the_panel_is_the_mean_of_the_others() {
        let scores = scores(&[
            ("I1", "ann", 90),
            ("I1", "bob", 80),
            ("I1", "lead", 80),
            ("I2", "ann", 70),
            ("I2", "bob", 65),
            ("I2", "lead", 75),
        ]);
        assert_eq!(scores.from_reference("ann", "lead"), [10_000, -5_000]);
        assert_eq!(scores.from_panel("ann"), [10.0, 0.0]);
        let difference = Difference::exact(&[10_000, -5_000]).unwrap();
        assert!((difference.bias.mean - 2.5).abs() < 1e-12);
        assert!((difference.absolute - 7.5).abs() < 1e-12);
        assert!((difference.root_mean_square - 62.5_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn exact_and_real_differences_tell_the_same() {
        let (exact, real) = ([2000, 1000, -6000, -2000], [2.0, 1.0, -6.0, -2.0]);
        let (exact, real) = (Difference::exact(&exact).unwrap(), Difference::of(&real).unwrap());
        let (low, high) = exact.limits_of_agreement().unwrap();
        let (other_low, other_high) = real.limits_of_agreement().unwrap();
        assert!((low - other_low).abs() < 1e-12 && (high - other_high).abs() < 1e-12);
    }
}
