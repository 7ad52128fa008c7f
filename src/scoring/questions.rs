//! Where scores are lost: one row a question.

use super::{Scored, Step};
use crate::report::{Cell, Column, Table, Unit};
use crate::scorecard::Scorecard;
use crate::stats::real;

/// What evaluations say about one question.
#[derive(Debug, Clone, Copy, Default)]
struct Question {
    counted: u64,
    not_applicable: u64,
    failed: u64,
    earned: f64,
    lost: f64,
}

/// One row for each question of each scorecard, in its order; `cards` has each card once.
/// Evaluations without a score take no part.
///
/// `scored` are in an order that does not depend on the files.
pub(super) fn table(scored: &[&Scored<'_>], cards: &[&Scorecard]) -> Table {
    let columns = vec![
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("scorecard_version", "version", Unit::Text),
        Column::new("question", "question", Unit::Text),
        Column::new("counted", "counted", Unit::Count),
        Column::new("na", "n/a", Unit::Count),
        Column::new("failed", "failed", Unit::Count),
        Column::new("earned_share", "earned", Unit::Share),
        Column::new("lost_points", "points lost", Unit::Score),
    ];
    let rows = cards.iter().flat_map(|card| rows(scored, card)).collect();
    Table { key: "questions", title: "Questions".to_owned(), columns, rows, ..Table::default() }
}

fn rows(scored: &[&Scored<'_>], card: &Scorecard) -> Vec<Vec<Cell>> {
    let own = scored.iter().filter(|it| {
        let this = it.card.hash() == card.hash() && it.card.id() == card.id();
        this && it.score.value.is_some()
    });
    let own: Vec<&&Scored<'_>> = own.collect();
    let mut questions = vec![Question::default(); card.questions().count()];
    for it in &own {
        add(&mut questions, it);
    }
    let n = real::count(u64::try_from(own.len()).unwrap_or(u64::MAX));
    card.questions()
        .zip(questions)
        .map(|(asked, question)| {
            let counted = real::count(question.counted);
            vec![
                Cell::text(card.id()),
                Cell::text(card.version()),
                Cell::text(asked.id()),
                Cell::Count(question.counted),
                Cell::Count(question.not_applicable),
                Cell::Count(question.failed),
                Cell::number((question.counted > 0).then(|| question.earned / counted)),
                Cell::number((n > 0.0).then(|| 100.0 * question.lost / n)),
            ]
        })
        .collect()
}

/// Adds what one evaluation says; critical errors are counted and their price is not, for it stands
/// beside the score.
fn add(questions: &mut [Question], scored: &Scored<'_>) {
    for step in &scored.score.trace {
        match *step {
            Step::Question { question, share, weight, .. } => {
                let one = &mut questions[question];
                one.counted += 1;
                one.earned += share.to_f64();
                one.lost += weight.to_f64() * (1.0 - share.to_f64());
            }
            Step::Bonus { question, share, .. } => {
                questions[question].counted += 1;
                questions[question].earned += share.to_f64();
            }
            Step::Deducted { question, lost } => {
                questions[question].counted += 1;
                questions[question].earned += 1.0 - lost.to_f64();
                questions[question].lost += lost.to_f64();
            }
            Step::Start | Step::Limited { .. } => {}
            Step::LeftOut { question, .. } => questions[question].not_applicable += 1,
            Step::Critical { question, .. } => questions[question].failed += 1,
        }
    }
}
