//! How much two answers that differ still agree.

use crate::stats::real;
use std::f64::consts::PI;

/// A rule that gives 1 to equal answers and less to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// 1 if equal, else 0.
    Identity,
    /// Falls with the distance.
    Linear,
    /// Falls with the square of the distance.
    Quadratic,
    /// Falls with the number of pairs of ranks between the two (Gwet's ordinal weights).
    Ordinal,
    /// Falls with the root of the distance.
    Radical,
    /// Falls with the square of the distance relative to the sum; for values from 0 up.
    Ratio,
    /// Falls with the distance on a circle on which the last value is followed by the first.
    Circular,
    /// Falls with the square of the distance, and faster near the ends of the scale.
    Bipolar,
}

/// Agreement weights between any two of `q` categories; 1 on the diagonal.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    q: usize,
    cells: Vec<f64>,
}

impl Weights {
    /// The weights of a rule for categories of these values, in order.
    ///
    /// The declared values set the range, used or not. Without a range, only equal answers agree.
    /// `None` for ratio weights when a value is negative.
    /// Source: Gwet (2014), *Handbook of Inter-Rater Reliability*, 4th ed., chapter 3.
    pub fn of(rule: Rule, values: &[f64]) -> Option<Self> {
        if rule == Rule::Ratio && values.iter().any(|value| *value < 0.0) {
            return None;
        }
        let low = values.iter().copied().min_by(f64::total_cmp).unwrap_or_default();
        let high = values.iter().copied().max_by(f64::total_cmp).unwrap_or_default();
        let most = pairs(0, values.len().saturating_sub(1));
        let rule = if low < high { rule } else { Rule::Identity };
        let apart = |x: f64, y: f64| match rule {
            Rule::Circular => (PI * (x - y) / (high - low + 1.0)).sin().powi(2),
            _ => (x - y).powi(2) / ((x + y - 2.0 * low) * (2.0 * high - x - y)),
        };
        // The farthest two of all; only rules that are relative to them ask for it.
        let pairs_of = values.iter().flat_map(|x| values.iter().map(move |y| (*x, *y)));
        let differ = pairs_of.filter(|(x, y)| (x - y).abs() > 0.0);
        let farthest = differ.map(|(x, y)| apart(x, y)).max_by(f64::total_cmp);
        let farthest = farthest.unwrap_or(1.0);
        let cells = values.iter().enumerate().flat_map(|(k, x)| {
            values.iter().enumerate().map(move |(l, y)| {
                if k == l {
                    return 1.0;
                }
                match rule {
                    Rule::Identity => 0.0,
                    // Two answers may be worth the same, even nothing.
                    Rule::Ratio if x + y <= 0.0 => 1.0,
                    Rule::Linear => 1.0 - (x - y).abs() / (high - low),
                    Rule::Quadratic => 1.0 - ((x - y) / (high - low)).powi(2),
                    Rule::Ordinal => 1.0 - pairs(k, l) / most,
                    Rule::Radical => 1.0 - ((x - y).abs() / (high - low)).sqrt(),
                    Rule::Ratio => 1.0 - ((x - y) / (x + y) * (high + low) / (high - low)).powi(2),
                    // Two answers may have the same value.
                    Rule::Circular | Rule::Bipolar if (x - y).abs() <= 0.0 => 1.0,
                    Rule::Circular | Rule::Bipolar => 1.0 - apart(*x, *y) / farthest,
                }
            })
        });
        Some(Self { q: values.len(), cells: cells.collect() })
    }

    /// Only equal answers agree.
    pub fn identity(q: usize) -> Self {
        let cells = (0..q * q).map(|at| if at / q == at % q { 1.0 } else { 0.0 }).collect();
        Self { q, cells }
    }

    /// Weights of one's own, row by row.
    ///
    /// # Panics
    ///
    /// If they are not `q` times `q`, or the diagonal is not 1.
    pub fn custom(q: usize, cells: Vec<f64>) -> Self {
        assert_eq!(cells.len(), q * q, "weights are square");
        let weights = Self { q, cells };
        let diagonal = (0..q).all(|k| (weights.get(k, k) - 1.0).abs() < 1e-12);
        assert!(diagonal, "equal answers agree fully");
        weights
    }

    /// How many categories there are.
    pub fn categories(&self) -> usize {
        self.q
    }

    /// The weight of answers `k` and `l`.
    pub fn get(&self, k: usize, l: usize) -> f64 {
        self.cells[k * self.q + l]
    }

    /// The weights of answer `k` with every other.
    pub fn row(&self, k: usize) -> &[f64] {
        &self.cells[k * self.q..(k + 1) * self.q]
    }

    /// The sum of all weights.
    pub fn total(&self) -> f64 {
        self.cells.iter().sum()
    }

    /// Whether only equal answers agree.
    pub fn is_identity(&self) -> bool {
        *self == Self::identity(self.q)
    }
}

/// Pairs that can be formed among the ranks from `k` to `l`.
fn pairs(k: usize, l: usize) -> f64 {
    let ranks = real::length(k.abs_diff(l) + 1);
    ranks * (ranks - 1.0) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_of_one_value_knows_only_equal_answers() {
        for rule in [Rule::Linear, Rule::Ordinal, Rule::Ratio] {
            assert!(Weights::of(rule, &[3.0]).unwrap().is_identity());
        }
    }

    /// By hand for the values 1, 2, 4: the range is 3, and 1 and 2 lie a third of it apart.
    #[test]
    fn weights_follow_values_and_gwets_ordinal_ones_follow_ranks() {
        let values = [1.0, 2.0, 4.0];
        for (rule, near, far) in [
            (Rule::Identity, 0.0, 0.0),
            (Rule::Linear, 2.0 / 3.0, 1.0 / 3.0),
            (Rule::Quadratic, 8.0 / 9.0, 5.0 / 9.0),
            (Rule::Ordinal, 2.0 / 3.0, 2.0 / 3.0),
            (Rule::Ratio, 1.0 - 25.0 / 81.0, 1.0 - 25.0 / 81.0),
            // 1 and 2 lie a quarter turn apart, 2 and 4 half a turn, the farthest.
            (Rule::Circular, 0.5, 0.0),
            // 1 / (1 · 5), 4 / (4 · 2), and 9 / (3 · 3) for the farthest.
            (Rule::Bipolar, 0.8, 0.5),
        ] {
            let weights = Weights::of(rule, &values).unwrap();
            let close = |got: f64, expected: f64| (got - expected).abs() < 1e-12;
            assert!(close(weights.get(0, 1), near) && close(weights.get(1, 2), far), "{rule:?}");
            assert!(close(weights.get(1, 1), 1.0));
        }
    }

    #[test]
    fn answers_worth_nothing_have_a_ratio_of_one() {
        let weights = Weights::of(Rule::Ratio, &[0.0, 0.0, 2.0]).unwrap();
        assert!((weights.get(0, 1) - 1.0).abs() < 1e-12 && weights.get(0, 2).abs() < 1e-12);
    }

    #[test]
    fn ratios_of_negative_values_mean_nothing() {
        assert_eq!(Weights::of(Rule::Ratio, &[-1.0, 0.0, 1.0]), None);
    }
}
