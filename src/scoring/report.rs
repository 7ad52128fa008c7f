//! Scored evaluations as a report: one after the other is added to the tables that are asked for.

mod agents;
mod definitions;
mod evaluations;
pub(super) mod whole;

use super::accuracy::Accuracies;
use super::aggregate::Together;
use super::validity::Outside;
use super::{Analysis, Score, answers, questions};
use crate::model::Evaluation;
use crate::report::{Cell, Column, Report, Table, Unit};
use crate::scorecard::{Aggregate, Answers, CriticalKind, Scorecard};
use crate::stats::fraction::Fraction;
use agents::Agents;
use evaluations::Rows;
use std::collections::BTreeSet;

/// Name and version of the report's shape.
const SCHEMA: &str = "qa.score/1";

/// An evaluation with its score and the scorecard that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored<'a> {
    /// The scorecard.
    pub card: &'a Scorecard,
    /// The evaluation.
    pub evaluation: &'a Evaluation,
    /// Its answers, read with the scorecard.
    pub answers: Answers,
    /// Its score.
    pub score: Score,
}

/// A table of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// One row an evaluation.
    Evaluations,
    /// One row an agent, scorecard and selection.
    Agents,
    /// One row a question.
    Questions,
    /// One row a cause of failure.
    Causes,
    /// One row a kind of error and level.
    Accuracy,
    /// One row a scorecard and selection.
    Together,
    /// One row an answer; for programs, and only where it is asked for by name.
    Answers,
}

impl Part {
    /// Every table, in the order of the report.
    pub const ALL: [Self; 7] = [
        Self::Evaluations,
        Self::Agents,
        Self::Questions,
        Self::Causes,
        Self::Accuracy,
        Self::Together,
        Self::Answers,
    ];

    /// Its key.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Evaluations => "evaluations",
            Self::Agents => "agents",
            Self::Questions => "questions",
            Self::Causes => "causes",
            Self::Accuracy => "accuracy",
            Self::Together => "together",
            Self::Answers => "answers",
        }
    }
}

/// Which tables are filled, and in which language their headings are.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Tables that are filled; the others stand in the report without rows.
    pub parts: BTreeSet<Part>,
    /// Language of headings, such as `es`.
    pub language: &'a str,
}

impl<'a> Wanted<'a> {
    /// Every table but that of answers.
    pub fn all(language: &'a str) -> Self {
        let parts = Part::ALL.into_iter().filter(|part| *part != Part::Answers).collect();
        Self { parts, language }
    }
}

/// The tables of a report on their way; what is added is not kept.
///
/// Rows of evaluations and answers stand in the order in which they are added, which is that of
/// their ids. A mean never mixes scorecards, nor versions of one.
#[derive(Debug, Clone)]
pub struct Tables<'c> {
    cards: Vec<&'c Scorecard>,
    wanted: Wanted<'c>,
    rows: Rows,
    evaluations: Vec<Vec<Cell>>,
    agents: Agents,
    analyses: Vec<Analysis>,
    accuracies: Accuracies,
    together: Together,
    answers: Vec<Vec<Cell>>,
    outside: Outside,
    counted: usize,
    unscored: usize,
    just_below: usize,
}

impl<'c> Tables<'c> {
    /// Empty tables for evaluations made with some of these scorecards, each of which is named in
    /// the report.
    pub fn new(cards: impl IntoIterator<Item = &'c Scorecard>, wanted: Wanted<'c>) -> Self {
        let mut cards: Vec<&Scorecard> = cards.into_iter().collect();
        cards.sort_by_key(|card| (card.id(), card.version(), card.hash()));
        cards.dedup_by_key(|card| (card.id(), card.version(), card.hash()));
        Self {
            rows: Rows::new(&cards, wanted.language),
            evaluations: Vec::new(),
            agents: Agents::default(),
            analyses: vec![Analysis::default(); cards.len()],
            accuracies: Accuracies::default(),
            together: Together::default(),
            answers: Vec::new(),
            outside: Outside::default(),
            counted: 0,
            unscored: 0,
            just_below: 0,
            cards,
            wanted,
        }
    }

    /// What stands above the rows of evaluations.
    pub fn columns(&self) -> Vec<Column> {
        self.rows.columns()
    }

    /// The row of one evaluation.
    pub fn row(&self, it: &Scored<'_>) -> Vec<Cell> {
        self.rows.row(it)
    }

    /// Whether steps of scores are looked at, beside their figures.
    pub fn wants_steps(&self) -> bool {
        let parts = [Part::Questions, Part::Causes, Part::Together, Part::Answers];
        let by_question =
            |card: &&Scorecard| card.rules().aggregate == Aggregate::MeanOfCategoryMeans;
        parts.iter().any(|part| self.wants(*part))
            || self.wants(Part::Agents) && self.cards.iter().any(by_question)
    }

    fn wants(&self, part: Part) -> bool {
        self.wanted.parts.contains(&part)
    }

    /// Adds one evaluation.
    ///
    /// # Panics
    ///
    /// If it was made with a scorecard that these tables do not know.
    pub fn add(&mut self, it: &Scored<'_>) {
        let same = |card: &&Scorecard| {
            std::ptr::eq(*card, it.card)
                || card.hash() == it.card.hash()
                    && (card.id(), card.version()) == (it.card.id(), it.card.version())
        };
        let card = self.cards.iter().position(same);
        assert!(card.is_some(), "evaluations are of scorecards that the tables know");
        let card = card.unwrap_or_default();
        self.counted += 1;
        self.unscored += usize::from(it.score.value.is_none());
        self.just_below += usize::from(is_just_below(it));
        self.outside.add(card, it);
        if self.wants(Part::Evaluations) {
            self.evaluations.push(self.rows.row(it));
        }
        if self.wants(Part::Agents) {
            self.agents.add(card, it);
        }
        if self.wants(Part::Questions) || self.wants(Part::Causes) {
            self.analyses[card].add(it);
        }
        if self.wants(Part::Accuracy) {
            self.accuracies.add(card, it);
        }
        if self.wants(Part::Together) {
            self.together.add(card, it);
        }
        if self.wants(Part::Answers) {
            self.answers.extend(answers::rows(it));
        }
    }

    /// Adds those of another, made for the same scorecards, whose evaluations come behind.
    pub fn merge(&mut self, other: Self) {
        self.evaluations.extend(other.evaluations);
        self.agents.merge(other.agents);
        for (own, other) in self.analyses.iter_mut().zip(other.analyses) {
            own.merge(other);
        }
        self.accuracies.merge(other.accuracies);
        self.together.merge(other.together);
        self.answers.extend(other.answers);
        self.outside.merge(other.outside);
        self.counted += other.counted;
        self.unscored += other.unscored;
        self.just_below += other.just_below;
    }

    /// The report.
    pub fn report(mut self) -> Report {
        let evaluations = std::mem::take(&mut self.evaluations);
        let answers = std::mem::take(&mut self.answers);
        let setting = |card: &&Scorecard| {
            (format!("scorecard {} {}", card.id(), card.version()), card.hash().to_owned())
        };
        let (cards, language) = (&self.cards, self.wanted.language);
        let asked = |part: Part, table: Table| {
            if self.wants(part) { table } else { Table { rows: Vec::new(), ..table } }
        };
        let analyses: Vec<_> = cards.iter().copied().zip(&self.analyses).collect();
        let columns = self.rows.columns();
        let mut report = Report {
            schema: SCHEMA,
            title: "Scores".to_owned(),
            notes: self.notes(),
            definitions: definitions::definitions(cards),
            tables: vec![
                Table { key: "evaluations", columns, rows: evaluations, ..Table::default() },
                self.agents.table(cards),
                asked(Part::Questions, questions::table(&analyses)),
                asked(Part::Causes, questions::causes(&analyses, language)),
                self.accuracies.table(cards, language),
                self.together.table(cards),
            ],
            ..Report::default()
        };
        if self.wants(Part::Answers) {
            report.tables.push(answers::table(answers));
        }
        report.provenance.settings = cards.iter().map(setting).collect();
        report
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.unscored > 0 {
            notes.push(format!("{} of {} evaluations have no score", self.unscored, self.counted));
        }
        if self.just_below > 0 {
            notes.push(format!(
                "{} of {} evaluations fail although the score shown reaches the pass mark: the mark is \
                 held against the exact score",
                self.just_below, self.counted
            ));
        }
        notes.extend(self.outside.notes(&self.cards));
        notes
    }
}

/// The report of evaluations in any order; those of one id stand as they come.
pub fn report<'a>(scored: &[Scored<'a>], wanted: Wanted<'a>) -> Report {
    let mut tables = Tables::new(scored.iter().map(|it| it.card), wanted);
    for it in in_order(scored) {
        tables.add(it);
    }
    tables.report()
}

/// Whether a score is below the pass mark and not in the one decimal that people are shown.
fn is_just_below(it: &Scored<'_>) -> bool {
    let Some((mark, value)) = it.card.pass_mark().zip(it.score.value) else { return false };
    let Some(mark) = Fraction::new(mark.into(), 100_000) else { return false };
    let Some(half) = Fraction::new(1, 2_000) else { return false };
    it.score.passed == Some(false) && value < mark && value + half >= mark
}

/// In order of id, whatever the order of files.
pub(super) fn in_order<'s, 'c>(scored: &'s [Scored<'c>]) -> Vec<&'s Scored<'c>> {
    let mut sorted: Vec<&Scored<'_>> = scored.iter().collect();
    sorted.sort_by_key(|it| (&it.evaluation.id, it.evaluation.revision, &it.evaluation.place));
    sorted
}

fn critical_columns() -> [Column; 3] {
    CriticalKind::ALL.map(|kind| {
        let name = kind.name();
        Column::new(format!("critical_{name}"), format!("critical: {name}"), Unit::Count)
    })
}

/// A share as a score from 0 to 100.
pub(super) fn percent(share: Fraction) -> Cell {
    let score = share * Fraction::whole(100);
    Cell::ratio(score.num(), score.den())
}

fn count(n: usize) -> Cell {
    Cell::Count(u64::try_from(n).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests;
