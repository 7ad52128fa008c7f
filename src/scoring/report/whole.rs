//! What every table with a row an evaluation begins with: which one it is, and its score.

use super::{Scored, percent};
use crate::report::{Cell, Column, Unit};

/// The columns.
pub(in crate::scoring) fn columns() -> Vec<Column> {
    vec![
        Column::new("evaluation_id", "evaluation", Unit::Text),
        Column::new("interaction_id", "interaction", Unit::Text),
        Column::new("agent_id", "agent", Unit::Text),
        Column::new("evaluator_id", "evaluator", Unit::Text),
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("scorecard_version", "version", Unit::Text),
        Column::new("score", "score", Unit::Score),
        Column::new("score_before_critical", "before critical", Unit::Score),
        Column::new("critical_score", "critical", Unit::Score),
        Column::new("non_critical_score", "not critical", Unit::Score),
        Column::new("pass", "pass", Unit::Flag),
        Column::new("band", "band", Unit::Text),
    ]
}

/// The cells of one evaluation.
pub(in crate::scoring) fn row(scored: &Scored<'_>) -> Vec<Cell> {
    let Scored { card, evaluation, score, .. } = scored;
    let unscored = score.unscored.map_or(Cell::Missing, |it| Cell::Undefined(it.reason()));
    vec![
        Cell::text(&evaluation.id),
        Cell::text(&evaluation.interaction),
        Cell::text(evaluation.agent.as_deref().unwrap_or_default()),
        Cell::text(&evaluation.evaluator),
        Cell::text(card.id()),
        Cell::text(card.version()),
        score.value.map_or(unscored.clone(), percent),
        score.before_critical.map_or(unscored, percent),
        score.critical.map_or(Cell::Missing, percent),
        score.non_critical.map_or(Cell::Missing, percent),
        score.passed.map_or(Cell::Missing, Cell::Flag),
        Cell::text(score.band.and_then(|at| card.bands().get(at)).map_or("", |it| &it.id)),
    ]
}
