//! Every answer with the weight it had: for programs, and asked for by name.

use super::{Scored, Step};
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::fraction::Fraction;

/// The table, its rows one for each scored question of each evaluation.
pub(super) fn table(rows: Vec<Vec<Cell>>) -> Table {
    let columns = vec![
        Column::new("evaluation_id", "evaluation", Unit::Text),
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("scorecard_version", "version", Unit::Text),
        Column::new("question_id", "question", Unit::Text),
        Column::new("answer", "answer", Unit::Text),
        Column::new("asked", "asked", Unit::Flag),
        Column::new("failed", "failed", Unit::Flag),
        Column::new("earned_share", "earned", Unit::Share),
        Column::new("weight_share", "weight", Unit::Share),
        Column::new("points", "points", Unit::Score),
    ];
    let audience = Audience::Machines;
    Table { key: "answers", columns, rows, audience, ..Table::default() }
}

/// The rows of one evaluation.
pub(super) fn rows(it: &Scored<'_>) -> impl Iterator<Item = Vec<Cell>> {
    it.score.trace.iter().filter_map(|step| row(it, *step))
}

/// The row of a step that is about an answer.
fn row(scored: &Scored<'_>, step: Step) -> Option<Vec<Cell>> {
    let (earned, weight) = match step {
        Step::Question { share, weight, .. } | Step::Bonus { share, weight, .. } => {
            (of(share), of(weight))
        }
        Step::Deducted { .. } => (Cell::Missing, Cell::Missing),
        Step::LeftOut { .. } => (Cell::Missing, of(Fraction::ZERO)),
        Step::Start | Step::Limited { .. } | Step::Critical { .. } => return None,
    };
    let index = step.question()?;
    let question = scored.card.question_at(index)?;
    let given = *scored.answers.as_slice().get(index)?;
    let is_asked = given != crate::scorecard::Answer::Hidden;
    Some(vec![
        Cell::text(&scored.evaluation.id),
        Cell::text(scored.card.id()),
        Cell::text(scored.card.version()),
        Cell::text(question.id()),
        Cell::text(question.kind().write(given)),
        Cell::Flag(is_asked),
        Cell::Flag(question.fails(given)),
        earned,
        weight,
        of(step.contribution() * Fraction::whole(100)),
    ])
}

fn of(share: Fraction) -> Cell {
    Cell::ratio(share.num(), share.den())
}
