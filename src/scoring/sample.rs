//! Scores for tests.

use super::{Scored, score};
use crate::model::Evaluation;
use crate::scorecard::Scorecard;

/// Evaluations in which nothing is wrong, scored with that card.
pub(crate) fn scored<'a>(
    card: &'a Scorecard,
    made: impl IntoIterator<Item = &'a Evaluation>,
) -> Vec<Scored<'a>> {
    let one = |evaluation| {
        let answers = card.read(evaluation).unwrap();
        let score = score(card, &answers);
        Scored { card, evaluation, answers, score }
    };
    made.into_iter().map(one).collect()
}
