//! Two sides that judged the same interactions: machines and people, one firm and another.
//!
//! A side answers once: what most of its members say. Where they are split evenly it has no answer.

use super::bias::Scores;
use super::coefficient::by_key;
use super::cohen::{self, Crossed};
use super::estimate::Undefined;
use super::measured::{CONFIDENCE, FEW};
use super::question_tables::count;
use super::ratings::{Question, Ratings};
use super::scale::{Level, Scale};
use super::table::Table;
use super::verdict::{self, FEWEST_FOR_COEFFICIENT, Verdict};
use super::weights::{Rule, Weights};
use crate::report::{Cell, Column, Unit};
use crate::stats::mean::{Mean, of_reals};
use crate::stats::real;
use std::collections::{BTreeMap, BTreeSet};

/// The evaluators of a side, by id.
pub type Side = BTreeSet<String>;

/// What two sides answered to one question.
pub(super) struct Faced {
    /// The question.
    pub(super) id: String,
    /// Its categories.
    pub(super) scale: Scale,
    /// The category of the one and of the other, interaction by interaction that both judged.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Interactions that both judged, but on which a side is split evenly.
    pub(super) split: usize,
}

/// Every question with what both sides answered to it.
pub(super) fn faced(ratings: &Ratings, one: &Side, other: &Side) -> Vec<Faced> {
    let people = ratings.evaluators(None);
    let of = |side: &Side| -> BTreeSet<usize> {
        let members = people.iter().enumerate().filter(|(_, who)| side.contains(**who));
        members.map(|(number, _)| number).collect()
    };
    let (one, other) = (of(one), of(other));
    ratings.questions(None).into_iter().map(|question| face(question, &one, &other)).collect()
}

fn face(question: Question, one: &BTreeSet<usize>, other: &BTreeSet<usize>) -> Faced {
    let (mut pairs, mut split) = (Vec::new(), 0);
    for row in question.table.rows() {
        let judged = |side: &BTreeSet<usize>| row.iter().any(|(who, _)| side.contains(who));
        match (most(row, one), most(row, other)) {
            (Some(first), Some(second)) => pairs.push((first, second)),
            _ => split += usize::from(judged(one) && judged(other)),
        }
    }
    Faced { id: question.id, scale: question.scale, pairs, split }
}

/// What most members of a side answer; `None` when none did or two answers are as frequent.
fn most(row: &[(usize, usize)], side: &BTreeSet<usize>) -> Option<usize> {
    let mut times: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, category) in row.iter().filter(|(who, _)| side.contains(who)) {
        *times.entry(*category).or_default() += 1;
    }
    let highest = *times.values().max()?;
    let mut winners = times.into_iter().filter(|(_, count)| *count == highest);
    let (first, second) = (winners.next(), winners.next());
    first.filter(|_| second.is_none()).map(|(category, _)| category)
}

/// The columns of [`Faced::cells`].
pub(super) fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("interactions", "n", Unit::Count),
        Column::new("split", "split", Unit::Count),
        Column::new("exact_agreement", "exact", Unit::Share),
    ];
    columns.extend(Column::limits("exact_agreement", Unit::Share));
    columns.push(Column::new("ac1_ac2", "AC1, AC2", Unit::Plain));
    columns.extend(Column::limits("ac1_ac2", Unit::Plain));
    columns.push(Column::new("kappa", "kappa", Unit::Plain));
    columns.push(Column::new("difference", "difference", Unit::Plain));
    columns.extend(Column::limits("difference", Unit::Plain));
    columns.push(Column::new("verdict", "verdict", Unit::Text));
    columns.push(Column::new("more_needed", "needs", Unit::Count));
    columns
}

impl Faced {
    /// How far both sides agree: two evaluators, a side each.
    pub(super) fn cells(&self) -> Vec<Cell> {
        let rows = self.pairs.iter().map(|(one, other)| vec![(0, *one), (1, *other)]);
        let table = Table::new(self.scale.len(), rows.collect());
        let ordered = self.scale.level() > Level::Nominal;
        let mut cells = vec![count(self.pairs.len()), count(self.split)];
        cells.extend(self.coefficient("exact_agreement", &table));
        cells.extend(self.coefficient(if ordered { "ac2" } else { "ac1" }, &table));
        cells.push(self.kappa(ordered));
        cells.extend(self.bias());
        let key = if ordered { "ac2" } else { "ac1" };
        cells.extend(match self.verdict(key, &table) {
            Ok(found) => {
                let more = found.more().map_or(Cell::Missing, count);
                [Cell::text(found.words()), more]
            }
            Err(why) => [Cell::Undefined(why), Cell::Missing],
        });
        cells
    }

    fn coefficient(&self, key: &str, table: &Table) -> [Cell; 3] {
        let few = self.pairs.len() < FEWEST_FOR_COEFFICIENT && key != "exact_agreement";
        let Some(row) = by_key(key).filter(|_| !few) else {
            return [Cell::Undefined(FEW), Cell::Missing, Cell::Missing];
        };
        match table.comparable().and_then(|()| row.estimate(table, &self.scale)) {
            Err(undefined) => [Cell::Undefined(undefined.reason()), Cell::Missing, Cell::Missing],
            Ok(estimate) => {
                let limits = row.limits(&estimate, CONFIDENCE);
                let end = |end: Option<f64>| Cell::number(end);
                [
                    Cell::number(Some(estimate.value)),
                    end(limits.map(|limits| limits.0)),
                    end(limits.map(|limits| limits.1)),
                ]
            }
        }
    }

    fn verdict(&self, key: &str, table: &Table) -> Result<Verdict, &'static str> {
        let row = by_key(key).ok_or(FEW)?;
        let estimate = table.comparable().and_then(|()| row.estimate(table, &self.scale));
        let estimate = estimate.map_err(Undefined::reason)?;
        let limits = Some(&estimate)
            .filter(|_| self.pairs.len() >= FEWEST_FOR_COEFFICIENT)
            .and_then(|estimate| row.limits(estimate, CONFIDENCE));
        Ok(verdict::verdict(&estimate, limits, 2))
    }

    fn kappa(&self, ordered: bool) -> Cell {
        if self.pairs.len() < FEWEST_FOR_COEFFICIENT {
            return Cell::Undefined(FEW);
        }
        let rule = if ordered { Rule::Quadratic } else { Rule::Identity };
        let crossed = Crossed::of_pairs(self.scale.len(), self.pairs.iter().copied());
        match Weights::of(rule, &self.scale.numeric()).map(|w| cohen::kappa(&crossed, &w)) {
            Some(Ok(kappa)) => Cell::number(Some(kappa.value)),
            Some(Err(undefined)) => Cell::Undefined(undefined.reason()),
            None => Cell::Missing,
        }
    }

    /// Mean of the one's value less the other's, with limits.
    fn bias(&self) -> [Cell; 3] {
        if !self.scale.has_values() {
            return [Cell::Undefined("no order of answers"), Cell::Missing, Cell::Missing];
        }
        let values = self.scale.numeric();
        let apart = self.pairs.iter().map(|(one, other)| values[*one] - values[*other]);
        let mean = of_reals(&apart.collect::<Vec<_>>());
        let limits = mean.and_then(|mean| mean.interval(CONFIDENCE));
        [
            Cell::number(mean.map(|mean| mean.mean)),
            Cell::number(limits.map(|limits| limits.0)),
            Cell::number(limits.map(|limits| limits.1)),
        ]
    }
}

/// The mean score of each side, in ones, interaction by interaction that both scored.
pub(super) fn scored(scores: &Scores, one: &Side, other: &Side) -> Vec<(f64, f64)> {
    let rows = scores.by_interaction();
    rows.filter_map(|(_, row)| Some((side_mean(row, one)?, side_mean(row, other)?))).collect()
}

/// The mean score of a side, in ones, of every interaction that it scored.
pub(super) fn of_side(scores: &Scores, side: &Side) -> Option<Mean> {
    let rows = scores.by_interaction();
    of_reals(&rows.filter_map(|(_, row)| side_mean(row, side)).collect::<Vec<_>>())
}

fn side_mean(row: &BTreeMap<String, i64>, side: &Side) -> Option<f64> {
    let own: Vec<i64> =
        row.iter().filter(|(who, _)| side.contains(*who)).map(|(_, score)| *score).collect();
    let n = real::length(own.len());
    let sum: i128 = own.iter().map(|score| i128::from(*score)).sum();
    (n > 0.0).then(|| real::signed(sum) / 1000.0 / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_says_what_most_of_it_say_and_nothing_when_split() {
        let side = BTreeSet::from([0, 1, 2]);
        assert_eq!(most(&[], &side), None);
        assert_eq!(most(&[(0, 1), (1, 1), (2, 0), (3, 0), (4, 0)], &side), Some(1));
        assert_eq!(most(&[(0, 1), (1, 0)], &side), None);
        assert_eq!(most(&[(7, 1)], &side), None);
    }

    #[test]
    fn scores_of_a_side_are_its_mean() {
        let mut scores = Scores::new();
        for (who, score) in [("ann", 80_000), ("bob", 90_000), ("cal", 70_000)] {
            scores.insert("I1", who, score);
        }
        scores.insert("I2", "ann", 60_000);
        let side = |who: &[&str]| -> Side { who.iter().map(|who| (*who).to_owned()).collect() };
        let found = scored(&scores, &side(&["ann", "bob"]), &side(&["cal"]));
        assert_eq!(found, [(85.0, 70.0)]);
        assert_eq!(of_side(&scores, &side(&["ann"])).map(|mean| mean.mean), Some(70.0));
        assert_eq!(of_side(&scores, &side(&["eve"])), None);
    }
}
