//! How the figures of a report of scores are computed.

use super::super::{questions, words};
use crate::report::Definition;
use crate::scorecard::Scorecard;
use crate::stats::decimal::thousandths;

/// Definitions that hold for every scorecard.
const ALWAYS: [(&str, &str); 10] = [
    ("score_before_critical", "the score without the effect of critical errors"),
    ("critical_score", "share of what critical questions could earn, without their effect"),
    ("non_critical_score", "the same for the other questions"),
    (
        "critical",
        "critical questions failed, by whom an error harms; of an agent, evaluations with at least \
         one, for two errors in one interaction make one defective interaction",
    ),
    ("section", "the section's own score, 0 where a critical error in it makes it so"),
    (
        "score_mean",
        "the agent's scores as one, by the rule of the scorecard; limits are the 95 % interval of the \
         mean of evaluations by Student's t from the agent's own scores, cut at 0 and 100, none below \
         two different scores and none for other rules",
    ),
    (
        "accuracy_share",
        "a question is an error below its `fails_below`, without that key below its best answer; \
         transaction: interactions without such an error over those where one was possible; \
         attribute: questions not failed over questions that applied; limits are Wilson's 95 % \
         interval, at attribute level as if questions of one interaction were independent; PECUF, \
         PECNE, PECCUM and PENC are its Spanish names for customer, business, compliance and not \
         critical",
    ),
    ("target_share", "of the scorecard; without its own 95, 90 and 99.5 %, compared unrounded"),
    (
        "design_weighted",
        "each score weighs one over the chance with which its interaction was drawn, from a column \
         `probability` or, with --weights, from the manifest of the sample; none unless every \
         evaluation has one",
    ),
    ("pass_share", "evaluations passed over those that could pass or fail"),
];

/// Those of these scorecards, and those that hold for every one.
pub(super) fn definitions(cards: &[&Scorecard]) -> Vec<Definition> {
    let define = |term: &str, text: String| Definition::new(term, text);
    let mut all = Vec::new();
    for card in cards {
        let named = format!("scorecard {} {}", card.id(), card.version());
        let pass = match card.pass_mark() {
            Some(mark) => format!(
                "a score of at least {}, unrounded, and no critical error that fails the evaluation",
                thousandths(mark.into())
            ),
            None => "no pass mark, so only a critical error decides".to_owned(),
        };
        all.push(define("score", format!("{named}: {}", words::definition(card))));
        all.push(define("pass", format!("{named}: {pass}")));
        let rule = words::aggregate(card.rules().aggregate);
        all.push(define("score_mean", format!("{named}: {rule}")));
    }
    let always = ALWAYS
        .iter()
        .chain(&questions::DEFINITIONS)
        .map(|(term, text)| define(term, (*text).to_owned()));
    all.into_iter().chain(always).collect()
}
