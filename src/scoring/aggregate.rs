//! Several scores as one, by the four rules in use; each has its name and none is silent.

use super::groups::Groups;
use super::{Mean, Scored, Step};
use crate::report::{Cell, Column, Table, Unit};
use crate::scorecard::{Aggregate, Scorecard};
use crate::stats::fraction::Fraction;
use crate::stats::real;
use std::collections::BTreeMap;

/// The column of evaluations that holds the chance with which their interaction was drawn.
pub const PROBABILITY: &str = "probability";

/// Other names of it.
const OTHER_NAMES: [&str; 2] = ["incl_prob", "inclusion_probability"];

/// Scores put together; the order in which they come changes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aggregates {
    parts: Vec<Part>,
    /// Shares of each question and how often each was earned, by index in the scorecard.
    categories: Vec<BTreeMap<Fraction, u64>>,
}

/// What one scored evaluation adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    value: Fraction,
    /// Of what the score is a share.
    whole: Fraction,
    /// The chance with which its interaction was drawn, above 0; `None` when unknown.
    probability: Option<Fraction>,
}

impl Aggregates {
    /// Adds one evaluation; one without a score takes no part.
    pub fn add(&mut self, scored: &Scored<'_>) {
        let Some(value) = scored.score.value else { return };
        let column = |name: &str| scored.evaluation.extra.get(name);
        let told = column(PROBABILITY).or_else(|| OTHER_NAMES.into_iter().find_map(column));
        let probability = told.and_then(|text| chance(text));
        self.parts.push(Part { value, whole: scored.score.whole, probability });
        self.categories.resize_with(scored.card.questions().count(), BTreeMap::new);
        for step in &scored.score.trace {
            if let Step::Question { question, share, .. } = *step {
                *self.categories[question].entry(share).or_default() += 1;
            }
        }
    }

    /// Adds all of another, of the same scorecard.
    pub fn merge(&mut self, other: Self) {
        self.parts.extend(other.parts);
        let most = self.categories.len().max(other.categories.len());
        self.categories.resize_with(most, BTreeMap::new);
        for (own, other) in self.categories.iter_mut().zip(other.categories) {
            for (share, times) in other {
                *own.entry(share).or_default() += times;
            }
        }
    }

    /// How many scores.
    pub fn n(&self) -> u64 {
        u64::try_from(self.parts.len()).unwrap_or(u64::MAX)
    }

    /// The scores as one; `None` without any, or without what the rule needs: chances of all, or
    /// questions that have shares.
    pub fn mean(&self, how: Aggregate) -> Option<Mean> {
        let parts = || self.parts.iter();
        match how {
            Aggregate::MeanOfEvaluations => {
                weighted(parts().map(|it| (it.value, Fraction::ONE)).collect())
            }
            Aggregate::RatioOfSums => weighted(parts().map(|it| (it.value, it.whole)).collect()),
            Aggregate::DesignWeighted => {
                // Hájek's estimator: each score stands for as many as one over its chance.
                let weight = |it: &Part| Some((it.value, Fraction::ONE.over(it.probability?)?));
                weighted(parts().map(weight).collect::<Option<_>>()?)
            }
            Aggregate::MeanOfCategoryMeans => {
                let alike = |shares: &BTreeMap<Fraction, u64>| {
                    let times =
                        |(share, n): (&Fraction, &u64)| (*share, Fraction::whole((*n).into()));
                    weighted(shares.iter().map(times).collect())
                };
                let means: Vec<Mean> = self.categories.iter().filter_map(alike).collect();
                let exact: Option<Vec<_>> =
                    means.iter().map(|mean| Some((mean.exact?, Fraction::ONE))).collect();
                match exact.map(weighted) {
                    Some(mean) => mean,
                    None => real_mean(means.iter().map(|mean| (mean.value, 1.0))),
                }
            }
        }
    }
}

/// A chance above 0 and at most 1, as a decimal or a quotient writes it.
fn chance(text: &str) -> Option<Fraction> {
    let share = match text.split_once('/') {
        Some((num, den)) => Fraction::new(whole(num)?, whole(den)?)?,
        None => decimal(text)?,
    };
    (share > Fraction::ZERO && share <= Fraction::ONE).then_some(share)
}

fn whole(text: &str) -> Option<i128> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

fn decimal(text: &str) -> Option<Fraction> {
    let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = format!("{whole}{decimals}");
    let scale = 10i128.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    Fraction::new(self::whole(&digits)?, scale)
}

/// The weighted mean; exact while sums fit.
fn weighted(mut all: Vec<(Fraction, Fraction)>) -> Option<Mean> {
    // In one order, so that sums of reals do not depend on the order of the file.
    all.sort();
    let product = |(value, weight): &(Fraction, Fraction)| {
        Fraction::new(
            value.num().checked_mul(weight.num())?,
            value.den().checked_mul(weight.den())?,
        )
    };
    let above = all.iter().try_fold(Fraction::ZERO, |sum, it| sum.checked_add(product(it)?));
    let below = all.iter().try_fold(Fraction::ZERO, |sum, (_, weight)| sum.checked_add(*weight));
    let exact = above.zip(below).and_then(|(above, below)| {
        let num = above.num().checked_mul(below.den())?;
        Fraction::new(num, above.den().checked_mul(below.num())?)
    });
    match exact {
        Some(exact) => Some(Mean { exact: Some(exact), value: exact.to_f64() }),
        None => real_mean(all.iter().map(|(value, weight)| (value.to_f64(), weight.to_f64()))),
    }
}

fn real_mean(all: impl Iterator<Item = (f64, f64)>) -> Option<Mean> {
    let (above, below, n) = all.fold((0.0, 0.0, 0usize), |(above, below, n), (value, weight)| {
        (above + value * weight, below + weight, n + 1)
    });
    let value = (n > 0 && below > 0.0 && real::length(n) > 0.0).then(|| above / below)?;
    Some(Mean { exact: None, value })
}

/// Scores put together by scorecard and selection.
#[derive(Debug, Clone, Default)]
pub(super) struct Together {
    all: Groups<Aggregates>,
}

impl Together {
    /// Adds one evaluation, made with the scorecard of that index.
    pub(super) fn add(&mut self, card: usize, it: &Scored<'_>) {
        self.all.of(card, it.evaluation).add(it);
    }

    /// Adds those of another.
    pub(super) fn merge(&mut self, other: Self) {
        self.all.merge(other.all, Aggregates::merge);
    }

    /// One row for each scorecard version and selection: its scores by every rule.
    pub(super) fn table(&self, cards: &[&Scorecard]) -> Table {
        let mut columns = vec![
            Column::new("scorecard", "scorecard", Unit::Text),
            Column::new("scorecard_version", "version", Unit::Text),
            Column::new("selection", "selection", Unit::Text),
            Column::new("n", "scored", Unit::Count),
        ];
        let labels =
            ["mean of evaluations", "ratio of sums", "mean of category means", "design weighted"];
        for ((name, _), label) in Aggregate::NAMES.into_iter().zip(labels) {
            columns.push(Column::new(name, label, Unit::Score));
        }
        let rows = self.all.each(cards).map(|(card, selection, all)| {
            let mut row: Vec<Cell> = [card.id(), card.version(), selection].map(Cell::text).into();
            row.push(Cell::Count(all.n()));
            row.extend(Aggregate::NAMES.map(|(_, how)| cell(all.mean(how))));
            row
        });
        let (rows, title) = (rows.collect(), "Together".to_owned());
        Table { key: "together", title, columns, rows, ..Table::default() }
    }
}

/// A mean as a score from 0 to 100.
pub(super) fn cell(mean: Option<Mean>) -> Cell {
    let Some(mean) = mean else { return Cell::Missing };
    let percent = |exact: Fraction| Fraction::new(exact.num().checked_mul(100)?, exact.den());
    match mean.exact.and_then(percent) {
        Some(percent) => Cell::ratio(percent.num(), percent.den()),
        None => Cell::Number(100.0 * mean.value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(num: i128, den: i128) -> Fraction {
        Fraction::new(num, den).unwrap()
    }

    fn parts(parts: &[(Fraction, i128, Option<Fraction>)]) -> Aggregates {
        let part = |(value, whole, probability): &(Fraction, i128, Option<Fraction>)| Part {
            value: *value,
            whole: Fraction::whole(*whole),
            probability: *probability,
        };
        let parts = parts.iter().map(part).collect();
        Aggregates { parts, ..Aggregates::default() }
    }

    fn exact(all: &Aggregates, how: Aggregate) -> Option<Fraction> {
        all.mean(how).and_then(|mean| mean.exact)
    }

    #[test]
    fn nothing_is_no_mean_by_any_rule() {
        for (_, how) in Aggregate::NAMES {
            assert_eq!(Aggregates::default().mean(how), None);
        }
    }

    /// Scorebuddy: 8 of 10 and 10 of 40 are 18 of 50, 36 %; the mean of the two is 52.5 %.
    #[test]
    fn a_ratio_of_sums_is_no_mean_of_ratios() {
        let two = parts(&[(of(8, 10), 10, None), (of(10, 40), 40, None)]);
        assert_eq!(exact(&two, Aggregate::RatioOfSums), Some(of(36, 100)));
        assert_eq!(exact(&two, Aggregate::MeanOfEvaluations), Some(of(525, 1000)));
    }

    /// Zendesk QA: reviews of 100, 9.91, 63.96, 90.99 and 0 have an IQS of 52.972, printed 52.97.
    #[test]
    fn the_quality_score_of_zendesk_is_a_mean_of_reviews() {
        let reviews = [10_000, 991, 6396, 9099, 0].map(|score| (of(score, 10_000), 1, None));
        let mean = exact(&parts(&reviews), Aggregate::MeanOfEvaluations);
        assert_eq!(mean, Some(of(52_972, 100_000)));
    }

    /// One of 4 drawn scores 80, one of 20 scores 60: (4·80 + 20·60) / 24 = 63.33.
    #[test]
    fn a_score_stands_for_as_many_as_its_chance_says() {
        let drawn = parts(&[(of(80, 100), 1, chance("0.25")), (of(60, 100), 1, chance("0.05"))]);
        assert_eq!(exact(&drawn, Aggregate::DesignWeighted), Some(of(190, 300)));
        let unknown = parts(&[(of(80, 100), 1, chance("0.25")), (of(60, 100), 1, None)]);
        assert_eq!(unknown.mean(Aggregate::DesignWeighted), None);
    }

    #[test]
    fn a_chance_is_a_decimal_above_nothing() {
        assert_eq!(chance(" 0.090909 "), Some(of(90_909, 1_000_000)));
        assert_eq!(chance("1"), Some(Fraction::ONE));
        assert_eq!(chance("5/48"), Some(of(5, 48)));
        for text in
            ["", "0", "1/0", "0/4", "5/4", "-1/-4", "/", "0.5/1", "1.5", "-0.5", "9 %", ".", "1e-3"]
        {
            assert_eq!(chance(text), None, "{text}");
        }
    }

    #[test]
    fn sums_that_do_not_fit_are_reals() {
        let fine = parts(&[
            (of(i128::MAX - 2, i128::MAX), 1, None),
            (of(i128::MAX - 3, i128::MAX - 1), 1, None),
        ]);
        let mean = fine.mean(Aggregate::MeanOfEvaluations).unwrap();
        assert_eq!(mean.exact, None);
        assert!((mean.value - 1.0).abs() < 1e-12);
    }
}
