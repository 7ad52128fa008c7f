//! Scores from penalties: the whole less what every defect and every lost point costs.
//!
//! Score = 1 − Σ penalty · weight / size, where size is a number of points or, as in MQM, a number of
//! words. Source: the MQM Council's linear scoring model. <https://themqm.org>

use super::tally::Tally;
use super::weigh::Receiver;
use super::{Step, Unscored};
use crate::scorecard::{Answer, DeductFrom, NaRule, Points, Question, Scorecard};
use crate::stats::fraction::Fraction;

/// Deducts what the answers cost; says why when nothing can be scored.
pub(super) fn deduct(
    card: &Scorecard,
    given: &[Answer],
    tally: &mut Tally<'_>,
) -> Option<Unscored> {
    let scored = || card.questions().zip(given).filter(|(question, _)| question.kind().is_scored());
    if !scored().any(|(_, answer)| answer.applies()) {
        return Some(Unscored::NothingApplies);
    }
    let size = match card.rules().deduct_from {
        DeductFrom::Points(points) => i128::from(points.0),
        DeductFrom::Answer(index) => match given.get(index) {
            Some(Answer::Value(value)) => i128::from(*value) * 1000,
            _ => 0,
        },
    };
    // A thousandth of a point times a thousandth of a weight.
    let Some(each) = Fraction::new(1, size * 1000).filter(|_| size > 0) else {
        return Some(Unscored::NothingToDeductFrom);
    };
    tally.size = Fraction::whole(size);
    tally.trace.push(Step::Start);
    for (index, (question, answer)) in card.questions().zip(given).enumerate() {
        if !question.kind().is_scored() {
            continue;
        }
        let step = if let Some(points) = lost(question, *answer, card.rules().na) {
            let weighted = i128::from(points.0) * i128::from(question.weight().0);
            Step::Deducted { question: index, lost: each * Fraction::whole(weighted) }
        } else {
            let receiver = Receiver::Nobody;
            Step::LeftOut { question: index, weight: Fraction::ZERO, receiver }
        };
        tally.add(card.section_of(index), step);
    }
    None
}

/// Points lost against the best answer; `None` for what does not apply and costs nothing.
fn lost(question: &Question, answer: Answer, na: NaRule) -> Option<Points> {
    let worst = Points(question.kind().best().0 - question.kind().worst().0);
    match answer {
        Answer::NotApplicable if na == NaRule::Zero => Some(worst),
        other => question.lost(other),
    }
}
