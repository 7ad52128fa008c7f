//! The answers a question allows, their order and their values.

use crate::stats::real;
use std::collections::BTreeSet;

/// What the distance between two answers means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Answers are the same or not: yes/no, reasons.
    Nominal,
    /// Answers have an order: 0–2, 1–5.
    Ordinal,
    /// Differences of values count: points, percentages.
    Interval,
}

impl Level {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nominal => "nominal",
            Self::Ordinal => "ordinal",
            Self::Interval => "interval",
        }
    }
}

/// Where the categories of a scale come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The scorecard declares them; those nobody used count as well.
    Declared,
    /// They were found in the answers, so one that nobody used is unknown.
    Observed,
}

/// What the values of a scale are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Numbers of the question's own.
    Numbers,
    /// Ranks 1, 2, 3 … given to labels.
    Ranks,
}

/// The categories of a question in order, with a value each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    labels: Vec<String>,
    values: Vec<i64>,
    level: Level,
    origin: Origin,
    kind: Values,
}

impl Scale {
    /// Declared categories with values in thousandths; they are put in order of value.
    pub fn numbers(
        level: Level,
        categories: impl IntoIterator<Item = (impl Into<String>, i64)>,
    ) -> Self {
        let mut pairs: Vec<(i64, String)> =
            categories.into_iter().map(|(label, value)| (value, label.into())).collect();
        pairs.sort_by_key(|(value, _)| *value);
        let (values, labels) = pairs.into_iter().unzip();
        Self { labels, values, level, origin: Origin::Declared, kind: Values::Numbers }
    }

    /// Declared categories without values, in the order in which they are declared.
    pub fn labels(level: Level, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let labels: Vec<String> = labels.into_iter().map(Into::into).collect();
        let values = (1..).map(|rank| rank * 1000).take(labels.len()).collect();
        Self { labels, values, level, origin: Origin::Declared, kind: Values::Ranks }
    }

    /// The categories found in some answers.
    ///
    /// When every answer is a number the scale is ordered by value, and ordinal from three values
    /// on; else it is nominal and ordered as text. Numbers with more than three decimals are text.
    pub fn observed(answers: &[&str]) -> Self {
        let found: BTreeSet<&str> = answers.iter().copied().collect();
        let numbers: Option<Vec<(&str, i64)>> =
            found.iter().map(|answer| Some((*answer, thousandths(answer)?))).collect();
        let Some(mut numbers) = numbers else {
            return Self { origin: Origin::Observed, ..Self::labels(Level::Nominal, found) };
        };
        numbers.sort_by_key(|(_, value)| *value);
        numbers.dedup_by_key(|(_, value)| *value);
        let level = if numbers.len() > 2 { Level::Ordinal } else { Level::Nominal };
        Self { origin: Origin::Observed, ..Self::numbers(level, numbers) }
    }

    /// The category an answer falls into: the one so labelled, or the one of equal value.
    pub fn category(&self, answer: &str) -> Option<usize> {
        let labelled = self.labels.iter().position(|label| label == answer);
        labelled.or_else(|| {
            let numbers = self.kind == Values::Numbers;
            let value = numbers.then(|| thousandths(answer)).flatten()?;
            self.values.iter().position(|other| *other == value)
        })
    }

    /// How many categories there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no category.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// What the distance between two answers means.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Where the categories come from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Labels in order.
    pub fn category_labels(&self) -> &[String] {
        &self.labels
    }

    /// Whether differences of its values mean something: an order or numbers of its own.
    pub fn has_values(&self) -> bool {
        self.kind == Values::Numbers || self.level > Level::Nominal
    }

    /// What its values are.
    pub fn value_kind(&self) -> Values {
        self.kind
    }

    /// Values in thousandths, category by category.
    pub fn values(&self) -> &[i64] {
        &self.values
    }

    /// Values as plain numbers, category by category.
    pub fn numeric(&self) -> Vec<f64> {
        self.values.iter().map(|value| real::signed(i128::from(*value)) / 1000.0).collect()
    }

    /// Whether two categories are no more than so many steps apart; 1 for the same or neighbours.
    ///
    /// Neighbours in a declared scale are next to each other in it. An observed scale may have
    /// gaps, so there a step is its smallest gap.
    pub fn within(&self, one: usize, other: usize, steps: usize) -> bool {
        match self.origin {
            Origin::Declared => one.abs_diff(other) <= steps,
            Origin::Observed => {
                let gaps = self.values.windows(2).map(|pair| pair[1].abs_diff(pair[0]));
                let gap = gaps.min().unwrap_or_default();
                let steps = u64::try_from(steps).unwrap_or(u64::MAX);
                self.values[one].abs_diff(self.values[other]) <= gap.saturating_mul(steps)
            }
        }
    }
}

/// A plain decimal number in thousandths; `None` for any other text, beyond three decimals and
/// beyond a billion, so that sums of squares stay within their integers.
pub fn thousandths(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) || fraction.len() > 3 {
        return None;
    }
    let value: i64 = format!("{whole}{fraction:0<3}").parse().ok()?;
    (value <= 1_000_000_000_000).then_some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_of_nothing_has_no_category() {
        let scale = Scale::observed(&[]);
        assert!(scale.is_empty());
        assert_eq!(scale.category("yes"), None);
    }

    #[test]
    fn observed_numbers_are_ordered_by_value_and_say_so() {
        let scale = Scale::observed(&["10", "9", "-1", "9.0"]);
        assert_eq!(scale.values(), [-1000, 9000, 10_000]);
        assert_eq!(scale.category("9.0"), scale.category("9"));
        assert_eq!((scale.level(), scale.origin()), (Level::Ordinal, Origin::Observed));
        assert!(scale.within(1, 2, 1) && !scale.within(0, 1, 1));
    }

    #[test]
    fn one_label_among_numbers_makes_them_all_labels() {
        let scale = Scale::observed(&["2", "10", "often"]);
        assert_eq!(scale.category_labels(), ["10", "2", "often"]);
        assert_eq!((scale.level(), scale.has_values()), (Level::Nominal, false));
    }

    #[test]
    fn declared_neighbours_may_be_far_apart_in_value() {
        let scale = Scale::numbers(Level::Ordinal, [("b", 50_000), ("c", 100_000), ("a", 0)]);
        assert_eq!(scale.category_labels(), ["a", "b", "c"]);
        assert!(scale.within(0, 1, 1) && !scale.within(0, 2, 1));
    }

    #[test]
    fn a_number_has_at_most_three_decimals() {
        for (text, expected) in [
            ("", None),
            (".5", None),
            ("1e3", None),
            ("0.1234", None),
            ("-0.5", Some(-500)),
            ("3", Some(3000)),
            ("2.50000", Some(2500)),
            ("-1000000000", Some(-1_000_000_000_000)),
            ("1000000000.001", None),
            ("9223372036854775", None),
        ] {
            assert_eq!(thousandths(text), expected, "{text}");
        }
    }
}
