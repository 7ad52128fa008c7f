//! One row an evaluation.

use super::{Scored, count, critical_columns, percent, whole};
use crate::report::{Cell, Column, Unit};
use crate::scorecard::{CriticalKind, Scorecard};
use std::collections::BTreeSet;

/// Columns of evaluations that were made with some scorecards.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    /// Every section of the cards, by id, with its heading.
    sections: Vec<(String, String)>,
}

impl Rows {
    /// Evaluations of these scorecards, headings in a language.
    pub(super) fn new(cards: &[&Scorecard], language: &str) -> Self {
        Self { sections: sections(cards, language) }
    }

    /// What stands above the rows.
    pub(super) fn columns(&self) -> Vec<Column> {
        let mut columns = whole::columns();
        columns.extend(critical_columns());
        columns.push(Column::new("questions_answered", "answered", Unit::Count));
        columns.push(Column::new("questions_na", "n/a", Unit::Count));
        columns.push(Column::new("questions_hidden", "not asked", Unit::Count));
        for (id, label) in &self.sections {
            columns.push(Column::new(format!("section_{id}"), label.clone(), Unit::Score));
        }
        columns
    }

    /// The row of one evaluation.
    pub(super) fn row(&self, scored: &Scored<'_>) -> Vec<Cell> {
        let Scored { card, score, .. } = scored;
        let mut row = whole::row(scored);
        row.extend(CriticalKind::ALL.map(|kind| count(score.errors_of(kind))));
        row.push(Cell::Count(score.answered));
        row.push(Cell::Count(score.not_applicable));
        row.push(Cell::Count(score.hidden));
        for (id, _) in &self.sections {
            let at = card.sections().iter().position(|section| section.id() == id);
            row.push(match at.map(|at| score.sections[at].value) {
                None => Cell::Missing,
                Some(None) => Cell::Undefined("no question applies"),
                Some(Some(value)) => percent(value),
            });
        }
        row
    }
}

/// Every section of the cards, by id, in the order of the first card that has it; with its heading.
fn sections(cards: &[&Scorecard], language: &str) -> Vec<(String, String)> {
    let mut seen = BTreeSet::new();
    let all = cards.iter().flat_map(|card| card.sections());
    all.filter(|section| seen.insert(section.id()))
        .map(|section| {
            let label = section.name().get(language).unwrap_or(section.id());
            (section.id().to_owned(), label.to_owned())
        })
        .collect()
}
