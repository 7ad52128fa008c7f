//! A coefficient: how it is computed, from what, and how sure one may be of it.

use super::alpha::{self, Metric};
use super::chance::{self, Chance};
use super::cohen::{self, Crossed};
use super::estimate::{Basis, Estimate, Partial, Undefined};
use super::scale::{Level, Scale, Values};
use super::table::{Counts, Table};
use super::weights::{Rule, Weights};
use crate::stats::real;

pub use super::registry::COEFFICIENTS;

/// Which interval may stand behind a coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limits {
    /// The one for small samples: [`Estimate::limits`].
    SmallSample,
    /// Student's t: [`Estimate::large_sample_limits`], to be labelled as such.
    LargeSample,
    /// That of a quotient: [`Ratio::limits`](super::ratio::Ratio::limits).
    Quotient,
    /// Only that of resampled interactions: [`bootstrap`](super::bootstrap).
    Bootstrap,
}

impl Limits {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::SmallSample => "small-sample",
            Self::LargeSample => "large-sample",
            Self::Quotient => "quotient",
            Self::Bootstrap => "bootstrap",
        }
    }
}

/// How a coefficient is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Agreement beyond some chance, for any number of evaluators.
    Beyond(Chance),
    /// Cohen's kappa of exactly two evaluators, over what both rated.
    Cohen,
    /// Scott's pi of exactly two evaluators, over what both rated.
    Scott,
    /// Krippendorff's alpha; its metric takes the place of weights.
    Alpha(Metric),
    /// The share of pairs no more than so many steps apart; weights mean nothing.
    Within(usize),
}

/// A measure of agreement.
pub struct Coefficient {
    /// Stable key, also the column in reports.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// The lowest level of scale it is meant for.
    pub level: Level,
    /// How it is computed.
    pub method: Method,
    /// How far answers that differ agree in part.
    pub weights: Rule,
    /// The interval that may be printed with it.
    pub interval: Limits,
    /// How it is computed, in a sentence.
    pub definition: &'static str,
    /// Who proposed it.
    pub source: &'static str,
}

impl Coefficient {
    /// Its value for one question.
    ///
    /// Give it [`Table::pairable`] rows; whole tables reproduce printed examples that count
    /// interactions rated once. Undefined for scales below its level.
    pub fn estimate(&self, table: &Table, scale: &Scale) -> Result<Estimate, Undefined> {
        self.suits(scale)?;
        match self.method {
            Method::Alpha(metric) => alpha::alpha(table, scale, metric),
            Method::Within(steps) => within(table, scale, steps),
            _ => {
                let weights = self.own_weights(scale).ok_or(Undefined::OtherLevel)?;
                self.weighted(table, &weights)
            }
        }
    }

    /// Its value with weights of one's own in place of its rule; for alpha they tell the distances.
    ///
    /// Undefined for shares of steps, which know no weights.
    ///
    /// # Panics
    ///
    /// If weights and table know another number of categories.
    pub fn weighted(&self, table: &Table, weights: &Weights) -> Result<Estimate, Undefined> {
        match self.method {
            Method::Beyond(chance) => chance::estimate(table, weights, chance),
            Method::Cohen => two(table, weights),
            Method::Scott => {
                Crossed::of(table)?;
                chance::estimate(&table.pairable(), weights, Chance::Fleiss)
            }
            Method::Alpha(_) => alpha::weighted(table, weights),
            Method::Within(_) => Err(Undefined::OtherLevel),
        }
    }

    /// The interval by its own formula, at a confidence such as 0.95; `None` where there is none.
    pub fn limits(&self, estimate: &Estimate, confidence: f64) -> Option<(f64, f64)> {
        match self.interval {
            Limits::SmallSample => estimate.limits(confidence),
            Limits::LargeSample => estimate.large_sample_limits(confidence),
            Limits::Quotient => estimate.ratio.map(|ratio| ratio.limits(confidence)),
            Limits::Bootstrap => None,
        }
    }

    /// Whether it means something on a scale.
    pub(super) fn suits(&self, scale: &Scale) -> Result<(), Undefined> {
        let numbers = matches!(self.method, Method::Alpha(Metric::Interval | Metric::Ratio));
        let ranks = scale.value_kind() == Values::Ranks;
        if scale.level() < self.level || numbers && ranks {
            return Err(Undefined::OtherLevel);
        }
        Ok(())
    }

    /// The weights of its rule on a scale; `None` for ratios of negative values.
    pub(super) fn own_weights(&self, scale: &Scale) -> Option<Weights> {
        Weights::of(self.weights, &scale.numeric())
    }
}

/// The coefficient of that key.
pub fn by_key(key: &str) -> Option<&'static Coefficient> {
    COEFFICIENTS.iter().find(|coefficient| coefficient.key == key)
}

fn two(table: &Table, weights: &Weights) -> Result<Estimate, Undefined> {
    let crossed = Crossed::of(table)?;
    let kappa = cohen::kappa(&crossed, weights)?;
    let n = real::count(crossed.pairs());
    // The printed standard errors have divisor n; all others of a report have n - 1.
    let error = (n > 1.0).then(|| kappa.error * (n / (n - 1.0)).sqrt());
    let pairs = table.rated_by(2);
    let partial = Partial::by(weights, kappa.expected);
    let basis = Basis { interactions: pairs, pairable: pairs, ratings_each: 2.0, partial };
    let (observed, expected) = (kappa.observed, kappa.expected);
    Ok(Estimate { value: kappa.value, observed, expected, error, basis, ratio: None })
}

/// The share of all pairs of ratings of one interaction that are at most `steps` apart.
///
/// Every pair counts the same, so interactions with more ratings count more. It has no standard
/// error by formula. Undefined where nothing can be compared.
pub fn within(table: &Table, scale: &Scale, steps: usize) -> Result<Estimate, Undefined> {
    table.comparable()?;
    let counts = Counts::of(table);
    let (mut near, mut pairs) = (0.0, 0.0);
    for (row, total) in counts.rows() {
        pairs += total * (total - 1.0);
        for (k, one) in row.iter().enumerate().filter(|(_, one)| **one > 0.0) {
            let others = row.iter().enumerate().filter(|(l, _)| scale.within(k, *l, steps));
            near += one * (others.map(|(_, other)| other).sum::<f64>() - 1.0);
        }
    }
    let basis = chance::basis(&counts, Partial::Never);
    let value = near / pairs;
    Ok(Estimate { value, observed: value, expected: 0.0, error: None, basis, ratio: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn keys_are_unique_and_every_row_says_who_and_how() {
        let keys: BTreeSet<_> = COEFFICIENTS.iter().map(|row| row.key).collect();
        assert_eq!(keys.len(), COEFFICIENTS.len());
        for row in &COEFFICIENTS {
            assert!(!row.definition.is_empty() && !row.source.is_empty() && !row.name.is_empty());
            assert!(by_key(row.key).is_some());
        }
    }

    #[test]
    fn weights_of_ones_own_take_the_place_of_the_rule() {
        let scale = Scale::numbers(Level::Ordinal, (0..3).map(|k| (k.to_string(), k * 1000)));
        let rows = [(0, 0), (1, 1), (1, 2), (2, 2), (0, 2)].map(|(k, l)| vec![(0, k), (1, l)]);
        let table = Table::new(3, rows.to_vec());
        let own = Weights::of(Rule::Quadratic, &scale.numeric()).unwrap();
        for (plain, quadratic) in [
            ("cohen_kappa", "cohen_kappa_quadratic"),
            ("fleiss_kappa", "fleiss_kappa_quadratic"),
            ("conger_kappa", "conger_kappa_quadratic"),
            ("brennan_prediger", "brennan_prediger_quadratic"),
            ("ac1", "ac2"),
            ("alpha_nominal", "alpha_interval"),
        ] {
            let own = by_key(plain).unwrap().weighted(&table, &own).unwrap();
            let rule = by_key(quadratic).unwrap().estimate(&table, &scale).unwrap();
            assert!((own.value - rule.value).abs() < 1e-12, "{plain}");
        }
        let steps = by_key("within_one").unwrap().weighted(&table, &own);
        assert_eq!(steps, Err(Undefined::OtherLevel));
    }

    #[test]
    fn scott_is_fleiss_for_two_and_not_defined_for_more() {
        let scale = Scale::labels(Level::Nominal, ["a", "b"]);
        let rows = vec![vec![(0, 0), (1, 0)], vec![(0, 1), (1, 0)], vec![(0, 1), (1, 1)]];
        let two = Table::new(2, rows.clone());
        let value = |key: &str, table| by_key(key).unwrap().estimate(table, &scale);
        let fleiss = value("fleiss_kappa", &two).unwrap().value;
        assert!((value("scott_pi", &two).unwrap().value - fleiss).abs() < 1e-12);
        let three = Table::new(2, [rows, vec![vec![(0, 0), (2, 0)]]].concat());
        assert_eq!(value("scott_pi", &three), Err(Undefined::NotTwoEvaluators));
    }

    #[test]
    fn nothing_rated_has_no_coefficient() {
        let scale = Scale::numbers(Level::Interval, [("0", 0), ("1", 1000), ("2", 2000)]);
        for row in &COEFFICIENTS {
            let empty = row.estimate(&Table::new(3, vec![vec![]]), &scale);
            assert_eq!(empty, Err(Undefined::NothingRated), "{}", row.key);
        }
    }

    #[test]
    fn steps_mean_nothing_on_a_nominal_scale() {
        let scale = Scale::labels(Level::Nominal, ["billing", "cancel", "tech"]);
        let table = Table::new(3, vec![vec![(0, 0), (1, 1)], vec![(0, 2), (1, 2)]]);
        for key in ["within_one", "ac2", "alpha_ordinal", "cohen_kappa_linear"] {
            let row = by_key(key).unwrap();
            assert_eq!(row.estimate(&table, &scale), Err(Undefined::OtherLevel), "{key}");
        }
    }

    /// By hand: pairs 0-1, 0-3, 1-3 and 2-2: two of four are equal or neighbours.
    #[test]
    fn neighbours_count_over_all_pairs() {
        let scale = Scale::numbers(Level::Ordinal, (0..4).map(|k| (k.to_string(), k * 1000)));
        let table = Table::new(4, vec![vec![(0, 0), (1, 1), (2, 3)], vec![(0, 2), (1, 2)]]);
        let estimate = by_key("within_one").unwrap().estimate(&table, &scale).unwrap();
        assert!((estimate.value - 0.5).abs() < 1e-12);
    }

    /// The printed standard errors of a table of two evaluators have divisor n: Gwet (2014),
    /// abstractors, .05891072 for 100 pairs.
    #[test]
    fn the_error_of_kappa_has_the_divisor_of_all_others() {
        let cells = [(0, 0, 13), (1, 1, 20), (1, 2, 7), (2, 1, 4), (2, 2, 56)];
        let rows = cells
            .iter()
            .flat_map(|(k, l, n)| std::iter::repeat_n(vec![(0, *k), (1, *l)], *n))
            .collect();
        let scale = Scale::labels(Level::Nominal, ["a", "b", "c"]);
        let table = Table::new(3, rows);
        let error = |key: &str| by_key(key).unwrap().estimate(&table, &scale).unwrap().error;
        let expected = 0.058_910_72 * (100.0_f64 / 99.0).sqrt();
        assert!((error("cohen_kappa").unwrap() - expected).abs() < 1e-8);
        assert!((error("conger_kappa").unwrap() - expected).abs() < 1e-8);
    }
}
