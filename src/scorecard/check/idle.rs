//! What is sound and yet cannot matter: weights nobody looks at, marks nobody reaches, questions
//! that are never asked.

use super::Flaws;
use crate::scorecard::{ConditionDraft, Draft, Method, SectionDraft, Spot, Test, Weight};
use crate::stats::decimal::thousandths;
use std::collections::BTreeSet;

/// Weights of a section and its questions that the method does not look at.
pub(super) fn check(section: &SectionDraft, method: Method, flaws: &mut Flaws) {
    let name = method.name();
    let all_critical = section.questions.iter().all(|question| question.critical.is_some());
    if section.weight.is_some() && !method.weighs_sections() {
        let message = format!("method `{name}` does not look at the weights of sections");
        flaws
            .warning("idle-weight", "weight", message)
            .help("remove it, or choose `section_weighted` or `weighted_points`");
    } else if section.weight == Some(Weight(0)) && method.weighs_sections() && !all_critical {
        flaws
            .warning("idle-weight", "weight", "a section of weight 0 changes no score")
            .help("give it a weight, unless only its critical questions matter");
    }
    let whole = flaws.spot;
    for (index, question) in section.questions.iter().enumerate() {
        flaws.spot = Spot { question: Some(index), ..whole };
        // What an answer costs is multiplied by the weight of its question.
        let looks = method.weighs_questions() || method == Method::Deduction;
        if question.weight.is_some() && !looks {
            let message = format!("method `{name}` does not look at the weights of questions");
            flaws
                .warning("idle-weight", "weight", message)
                .help("give the better answers more points, or choose another method");
        }
        if question.when.as_ref().is_some_and(is_never) {
            never(flaws);
        }
    }
    flaws.spot = whole;
    if section.when.as_ref().is_some_and(is_never) {
        never(flaws);
    }
}

fn never(flaws: &mut Flaws) {
    flaws
        .warning("never-asked", "when", "this condition can never hold")
        .help("an answer cannot be two things at once; did you mean `any` instead of `all`?");
}

/// Whether a condition asks one answer to be two things at once.
///
/// Only what can be told without knowing which answers there are; other contradictions hold their
/// peace.
fn is_never(condition: &ConditionDraft) -> bool {
    match condition {
        ConditionDraft::Answer { .. } | ConditionDraft::Field { .. } | ConditionDraft::Not(_) => {
            false
        }
        ConditionDraft::Any(any) => !any.is_empty() && any.iter().all(is_never),
        ConditionDraft::All(all) => {
            all.iter().any(is_never)
                || all.iter().enumerate().any(|(at, one)| {
                    all[at + 1..].iter().any(|other| exclude_each_other(one, other))
                })
        }
    }
}

fn exclude_each_other(one: &ConditionDraft, other: &ConditionDraft) -> bool {
    let plain = |values: &[String]| -> BTreeSet<String> {
        values.iter().map(|value| value.trim().to_lowercase()).collect()
    };
    match (one, other) {
        (
            ConditionDraft::Answer { question, test: Test::In, values },
            ConditionDraft::Answer { question: same, test: Test::In, values: others },
        ) => {
            // Of several options more than one can be chosen, but those are told by their test.
            question == same
                && values.len() == 1
                && others.len() == 1
                && plain(values) != plain(others)
        }
        (
            ConditionDraft::Field { name, values },
            ConditionDraft::Field { name: same, values: others },
        ) => name == same && plain(values).is_disjoint(&plain(others)),
        _ => false,
    }
}

/// A pass mark or a band beyond what a score can reach.
pub(super) fn check_reach(draft: &Draft, flaws: &mut Flaws) {
    let Some(cap) = draft.rules().cap else { return };
    let shown = |limit: i64| thousandths(limit.into());
    if let Some(mark) = draft.pass_mark.filter(|mark| *mark > cap && *mark <= 100_000) {
        let message = format!("nobody can reach {}: scores end at {}", shown(mark), shown(cap));
        flaws
            .error("mark-out-of-reach", "pass_mark", message)
            .help("lower the pass mark, or raise `cap`");
    }
    for (element, band) in draft.bands.iter().enumerate() {
        if band.from > cap && band.from <= 1_000_000 {
            flaws.spot.element = Some(element);
            let message =
                format!("nobody can reach band `{}`: scores end at {}", band.id, shown(cap));
            flaws
                .warning("mark-out-of-reach", "bands", message)
                .help("let it begin lower, or raise `cap`");
        }
    }
    flaws.spot.element = None;
}
