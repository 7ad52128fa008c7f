//! What is wrong with one question.

use super::{Flaws, MAX_AMOUNT};
use crate::scorecard::answer::plain;
use crate::scorecard::{Choice, Normalise, Preset, QuestionDraft, QuestionKind, Weight};
use std::collections::BTreeSet;

/// What to do about answers that all earn the same.
pub(super) const EQUAL: &str =
    "give better answers more points; what earns nothing may be asked with `scale = \"text\"`";

/// Checks one question.
pub(super) fn check(
    question: &QuestionDraft,
    (preset, normalise): (Option<Preset>, Normalise),
    flaws: &mut Flaws,
) {
    flaws.id("id", question.id.as_deref());
    if question.text.is_none() {
        flaws.missing("text");
    }
    flaws.weight(question.weight);
    if question.weight == Some(Weight(0)) && question.critical.is_none() {
        flaws
            .error("bad-weight", "weight", "a question of weight 0 changes nothing")
            .help("give it a weight, or leave it out; only critical questions may weigh nothing");
    }
    check_causes(question, flaws);
    let Some(kind) = &question.kind else {
        flaws
            .error("missing-key", "scale", "[[section.question]] has neither `scale` nor `choices`")
            .help("add a line `scale = \"yes_no\"`, or `choices`, `ranges` or `defects` with their points");
        return;
    };
    let before = flaws.errors();
    match kind {
        QuestionKind::YesNo { points } => {
            if !(1..=MAX_AMOUNT).contains(&points.0) {
                flaws.error("bad-points", "points", "yes earns more than 0 and at most 1000000");
            }
        }
        QuestionKind::Choice(choices) => check_choices(choices, flaws),
        QuestionKind::Scale { min, max } => check_scale((*min, *max), flaws),
        QuestionKind::MultiChoice(_)
        | QuestionKind::Number { .. }
        | QuestionKind::Defects { .. }
        | QuestionKind::Text
        | QuestionKind::Date => {}
    }
    if flaws.errors() == before {
        check_failing(question, kind, (preset, normalise), flaws);
        check_anchors(question, kind, flaws);
    }
}

fn check_scale((min, max): (i64, i64), flaws: &mut Flaws) {
    if min >= max {
        flaws.error("bad-scale", "scale", format!("a scale from {min} to {max} has no steps"));
    } else if max.saturating_sub(min) > 100 {
        flaws
            .error(
                "bad-scale",
                "scale",
                format!("a scale from {min} to {max} has more than 101 values"),
            )
            .help("people tell few steps apart; 1 to 5 is usual");
    } else if min.saturating_abs().max(max.saturating_abs()) > 1_000_000 {
        flaws.error("bad-scale", "scale", "the values of a scale lie within a million of 0");
    }
}

fn check_choices(choices: &[Choice], flaws: &mut Flaws) {
    if choices.len() < 2 {
        flaws
            .error("too-few-options", "choices", "a choice needs at least two options")
            .help("add an option, each with `id` and `points`, or leave the question out");
        return;
    }
    check_options(choices, flaws);
    if choices.iter().all(|choice| choice.points == choices[0].points) {
        flaws.error("equal-points", "choices", "every option earns the same points").help(EQUAL);
    }
    let points = || choices.iter().map(|choice| choice.points);
    if !points().is_sorted() && !points().rev().is_sorted() {
        flaws
            .warning("options-out-of-order", "choices", "points go up and down along the options")
            .help("list the options from best to worst or from worst to best");
    }
}

/// Options are told apart by id and by text, and their points are within reason.
pub(super) fn check_options(choices: &[Choice], flaws: &mut Flaws) {
    let mut words = BTreeSet::new();
    for (element, choice) in choices.iter().enumerate() {
        flaws.spot.element = Some(element);
        flaws.id("choices", Some(&choice.id));
        if choice.points.0.saturating_abs() > MAX_AMOUNT {
            let message = format!("option `{}`: points lie within a million of 0", choice.id);
            flaws.error("bad-points", "choices", message);
        }
        let mut own: BTreeSet<String> = choice.text.all().map(plain).collect();
        own.insert(plain(&choice.id));
        own.retain(|word| !word.is_empty());
        if let Some(word) = own.iter().find(|word| words.contains(*word)) {
            flaws
                .error("duplicate-option", "choices", format!("two options are called `{word}`"))
                .help("ids and texts of options must differ, for answers are known by either");
        }
        words.extend(own);
    }
    flaws.spot.element = None;
}

/// A critical question can be failed, and says from where if it has more than two answers.
fn check_failing(
    question: &QuestionDraft,
    kind: &QuestionKind,
    (preset, normalise): (Option<Preset>, Normalise),
    flaws: &mut Flaws,
) {
    if question.fails_below.is_some_and(|limit| !(0..=100_000).contains(&limit)) {
        flaws.error(
            "bad-limit",
            "fails_below",
            "`fails_below` is 0 to 100 percent of the best points",
        );
        return;
    }
    let Some(limit) = question.fails_below else {
        let says = preset.is_some() || !question.fails_on.is_empty();
        if question.critical.is_some() && kind.is_graded() && kind.is_scored() && !says {
            flaws
                .error(
                    "missing-limit",
                    "critical",
                    "a critical question with more than two answers needs `fails_below`",
                )
                .help(
                    "`fails_below = 50`: an answer worth less than half of the best points fails",
                );
        }
        return;
    };
    let zero = normalise.zero(kind).0;
    let worst = i128::from(kind.worst().0 - zero) * 100_000;
    let best = i128::from(kind.best().0 - zero);
    if (best > 0 && worst >= i128::from(limit) * best) || !kind.is_scored() {
        flaws
            .error("nothing-fails", "fails_below", "no answer to this question can fail")
            .help("raise `fails_below` above what the worst answer earns");
    }
}

fn check_anchors(question: &QuestionDraft, kind: &QuestionKind, flaws: &mut Flaws) {
    let mut seen = BTreeSet::new();
    for (answer, _) in &question.anchors {
        match kind.parse(answer) {
            Err(bad) => {
                let message = format!("`{answer}` is no answer to this question");
                flaws
                    .error("unknown-anchor", "anchors", message)
                    .help(format!("anchors belong to {}", bad.allowed()));
            }
            Ok(known) if !seen.insert(known) => {
                flaws.error("duplicate-anchor", "anchors", format!("two anchors for `{answer}`"));
            }
            Ok(_) => {}
        }
    }
}

fn check_causes(question: &QuestionDraft, flaws: &mut Flaws) {
    let mut seen = BTreeSet::new();
    for (element, cause) in question.causes.iter().enumerate() {
        flaws.spot.element = Some(element);
        flaws.id("causes", Some(&cause.id));
        if !seen.insert(&cause.id) {
            flaws.error("duplicate-id", "causes", format!("two causes are called `{}`", cause.id));
        }
    }
    flaws.spot.element = None;
}

#[cfg(test)]
mod tests {
    use crate::scorecard::sample::{choice, draft, section};
    use crate::scorecard::{Method, Normalise};

    /// Whether a question that fails below half, of options that earn these points, can be failed.
    fn can_fail(normalise: Normalise, points: &[i64]) -> bool {
        let question = choice("q", points).failing_below(50);
        let mut draft = draft(Method::QuestionWeighted, vec![section("s", 1, vec![question])]);
        draft.normalise = Some(normalise);
        let (_, flaws) = draft.check();
        !flaws.iter().any(|flaw| flaw.code == "nothing-fails")
    }

    #[test]
    fn what_can_fail_is_told_from_where_the_question_begins_to_earn() {
        assert!(!can_fail(Normalise::Max, &[10, 8, 5]));
        assert!(can_fail(Normalise::MinMax, &[10, 8, 5]));
        assert!(can_fail(Normalise::Max, &[10, 8, 4]));
    }
}
