//! The coefficients by name: one row each.

use super::alpha::{self, Metric};
use super::chance::{self, Chance};
use super::cohen::{self, Crossed};
use super::estimate::{Basis, Estimate, Partial, Undefined};
use super::scale::{Level, Scale, Values};
use super::table::{Counts, Table};
use super::weights::{Rule, Weights};
use crate::stats::real;

/// Which interval may stand behind a coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limits {
    /// The one for small samples: [`Estimate::limits`].
    SmallSample,
    /// Student's t: [`Estimate::large_sample_limits`], to be labelled as such.
    LargeSample,
    /// None.
    Nothing,
}

/// A measure of agreement.
pub struct Coefficient {
    /// Stable key, also the column in reports.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// The lowest level of scale it is meant for.
    pub level: Level,
    /// The interval that may be printed with it.
    pub interval: Limits,
    /// How it is computed, in a sentence.
    pub definition: &'static str,
    /// Who proposed it.
    pub source: &'static str,
    compute: fn(&Table, &Scale) -> Result<Estimate, Undefined>,
}

impl Coefficient {
    /// Its value for one question.
    ///
    /// Give it [`Table::pairable`] rows; whole tables reproduce printed examples that count
    /// interactions rated once. Undefined for scales below its level.
    pub fn estimate(&self, table: &Table, scale: &Scale) -> Result<Estimate, Undefined> {
        if scale.level() < self.level {
            return Err(Undefined::OtherLevel);
        }
        (self.compute)(table, scale)
    }

    /// The interval that may be printed with an estimate, at a confidence such as 0.95.
    pub fn limits(&self, estimate: &Estimate, confidence: f64) -> Option<(f64, f64)> {
        match self.interval {
            Limits::SmallSample => estimate.limits(confidence),
            Limits::LargeSample => estimate.large_sample_limits(confidence),
            Limits::Nothing => None,
        }
    }
}

/// The coefficient of that key.
pub fn by_key(key: &str) -> Option<&'static Coefficient> {
    COEFFICIENTS.iter().find(|coefficient| coefficient.key == key)
}

/// Every coefficient, in the order of reports.
pub static COEFFICIENTS: [Coefficient; 14] = [
    Coefficient {
        key: "exact_agreement",
        name: "exact agreement",
        level: Level::Nominal,
        interval: Limits::SmallSample,
        definition: "mean over interactions of the share of pairs of evaluators who gave the same answer",
        source: "Fleiss 1971",
        compute: |table, scale| beyond(table, scale, Rule::Identity, Chance::None),
    },
    Coefficient {
        key: "within_one",
        name: "agreement within one step",
        level: Level::Ordinal,
        interval: Limits::Nothing,
        definition: "share of all pairs of ratings of one interaction that are equal or neighbours on the scale",
        source: "descriptive",
        compute: within_one,
    },
    Coefficient {
        key: "cohen_kappa",
        name: "Cohen's kappa",
        level: Level::Nominal,
        interval: Limits::LargeSample,
        definition: "(agreement - chance) / (1 - chance), chance from the shares of each of exactly two evaluators",
        source: "Cohen 1960; standard error Fleiss, Cohen and Everitt 1969 with divisor n - 1",
        compute: |table, scale| two(table, scale, Rule::Identity),
    },
    Coefficient {
        key: "cohen_kappa_linear",
        name: "Cohen's kappa, linear weights",
        level: Level::Ordinal,
        interval: Limits::LargeSample,
        definition: "as cohen_kappa, where answers agree in part by their distance on the scale",
        source: "Cohen 1968",
        compute: |table, scale| two(table, scale, Rule::Linear),
    },
    Coefficient {
        key: "cohen_kappa_quadratic",
        name: "Cohen's kappa, quadratic weights",
        level: Level::Ordinal,
        interval: Limits::LargeSample,
        definition: "as cohen_kappa, where answers agree in part by the square of their distance",
        source: "Cohen 1968",
        compute: |table, scale| two(table, scale, Rule::Quadratic),
    },
    Coefficient {
        key: "fleiss_kappa",
        name: "Fleiss' kappa",
        level: Level::Nominal,
        interval: Limits::LargeSample,
        definition: "(agreement - chance) / (1 - chance), chance from the shares of all evaluators together; Scott's pi for two",
        source: "Fleiss 1971; missing ratings Gwet 2014",
        compute: |table, scale| beyond(table, scale, Rule::Identity, Chance::Fleiss),
    },
    Coefficient {
        key: "conger_kappa",
        name: "Conger's kappa",
        level: Level::Nominal,
        interval: Limits::LargeSample,
        definition: "(agreement - chance) / (1 - chance), chance from the shares of each evaluator; Cohen's kappa for two",
        source: "Conger 1980; missing ratings Gwet 2014",
        compute: |table, scale| beyond(table, scale, Rule::Identity, Chance::Conger),
    },
    Coefficient {
        key: "brennan_prediger",
        name: "Brennan-Prediger coefficient",
        level: Level::Nominal,
        interval: Limits::SmallSample,
        definition: "(agreement - chance) / (1 - chance), chance as if every category of the scale were as likely",
        source: "Brennan and Prediger 1981",
        compute: |table, scale| beyond(table, scale, Rule::Identity, Chance::Uniform),
    },
    Coefficient {
        key: "ac1",
        name: "Gwet's AC1",
        level: Level::Nominal,
        interval: Limits::SmallSample,
        definition: "(agreement - chance) / (1 - chance), chance by guessing in doubt, so that rare answers do not spoil it",
        source: "Gwet 2008",
        compute: |table, scale| beyond(table, scale, Rule::Identity, Chance::Gwet),
    },
    Coefficient {
        key: "ac2",
        name: "Gwet's AC2, quadratic weights",
        level: Level::Ordinal,
        interval: Limits::SmallSample,
        definition: "as ac1, where answers agree in part by the square of their distance on the scale",
        source: "Gwet 2014",
        compute: |table, scale| beyond(table, scale, Rule::Quadratic, Chance::Gwet),
    },
    Coefficient {
        key: "alpha_nominal",
        name: "Krippendorff's alpha, nominal",
        level: Level::Nominal,
        interval: Limits::LargeSample,
        definition: "1 - disagreement observed / disagreement expected, answers equal or not",
        source: "Krippendorff 2011",
        compute: |table, scale| alpha::alpha(table, scale, Metric::Nominal),
    },
    Coefficient {
        key: "alpha_ordinal",
        name: "Krippendorff's alpha, ordinal",
        level: Level::Ordinal,
        interval: Limits::Nothing,
        definition: "1 - disagreement observed / disagreement expected, by the answers that lie between two",
        source: "Krippendorff 2011",
        compute: |table, scale| alpha::alpha(table, scale, Metric::Ordinal),
    },
    Coefficient {
        key: "alpha_interval",
        name: "Krippendorff's alpha, interval",
        level: Level::Ordinal,
        interval: Limits::LargeSample,
        definition: "1 - disagreement observed / disagreement expected, by the square of the difference of values",
        source: "Krippendorff 2011",
        compute: |table, scale| of_numbers(table, scale, Metric::Interval),
    },
    Coefficient {
        key: "alpha_ratio",
        name: "Krippendorff's alpha, ratio",
        level: Level::Ordinal,
        interval: Limits::LargeSample,
        definition: "1 - disagreement observed / disagreement expected, by the difference of values relative to their sum",
        source: "Krippendorff 2011",
        compute: |table, scale| of_numbers(table, scale, Metric::Ratio),
    },
];

fn beyond(table: &Table, scale: &Scale, rule: Rule, chance: Chance) -> Result<Estimate, Undefined> {
    let weights = Weights::of(rule, &scale.numeric()).ok_or(Undefined::OtherLevel)?;
    chance::estimate(table, &weights, chance)
}

fn two(table: &Table, scale: &Scale, rule: Rule) -> Result<Estimate, Undefined> {
    let weights = Weights::of(rule, &scale.numeric()).ok_or(Undefined::OtherLevel)?;
    let crossed = Crossed::of(table)?;
    let kappa = cohen::kappa(&crossed, &weights)?;
    let n = real::count(crossed.pairs());
    // The printed standard errors have divisor n; all others of a report have n - 1.
    let error = (n > 1.0).then(|| kappa.error * (n / (n - 1.0)).sqrt());
    let pairs = table.rated_by(2);
    let partial = if weights.is_identity() { Partial::Never } else { Partial::Weighted };
    let basis = Basis { interactions: pairs, pairable: pairs, ratings_each: 2.0, partial };
    let (observed, expected) = (kappa.observed, kappa.expected);
    Ok(Estimate { value: kappa.value, observed, expected, error, basis })
}

fn of_numbers(table: &Table, scale: &Scale, metric: Metric) -> Result<Estimate, Undefined> {
    match scale.value_kind() {
        Values::Numbers => alpha::alpha(table, scale, metric),
        Values::Ranks => Err(Undefined::OtherLevel),
    }
}

fn within_one(table: &Table, scale: &Scale) -> Result<Estimate, Undefined> {
    table.comparable()?;
    let counts = Counts::of(table);
    let (mut near, mut pairs) = (0.0, 0.0);
    for (row, total) in counts.rows() {
        pairs += total * (total - 1.0);
        for (k, one) in row.iter().enumerate().filter(|(_, one)| **one > 0.0) {
            let others = row.iter().enumerate().filter(|(l, _)| scale.within_one(k, *l));
            near += one * (others.map(|(_, other)| other).sum::<f64>() - 1.0);
        }
    }
    let basis = chance::basis(&counts, &Weights::identity(scale.len()));
    let value = near / pairs;
    Ok(Estimate { value, observed: value, expected: 0.0, error: None, basis })
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
