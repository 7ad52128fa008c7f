//! What is wrong with the newer kinds of questions: several options, numbers, defects, texts, days;
//! and with what any question says about its answers.

use super::questions::{EQUAL, check_options};
use super::{Flaws, MAX_AMOUNT};
use crate::scorecard::condition::value_of;
use crate::scorecard::{
    Choice, MAX_SEVERITIES, Method, Normalise, NumberRange, Points, QuestionDraft, QuestionKind,
    Rules, Severity, Weight,
};
use std::collections::BTreeSet;

/// Most options of which several may be chosen.
const MAX_OPTIONS: usize = 64;

/// Checks what one question says about its answers.
pub(super) fn check(question: &QuestionDraft, rules: &Rules, flaws: &mut Flaws) {
    let Some(kind) = &question.kind else { return };
    let method = rules.method;
    match kind {
        QuestionKind::MultiChoice(choices) => check_several(choices, flaws),
        QuestionKind::Number { min, max, ranges } => check_number((*min, *max), ranges, flaws),
        QuestionKind::Defects { severities, points } => {
            check_defects(severities, *points, flaws);
            if points.is_none() && method != Method::Deduction {
                flaws.missing("points");
            }
        }
        QuestionKind::YesNo { .. }
        | QuestionKind::Choice(_)
        | QuestionKind::Scale { .. }
        | QuestionKind::Text
        | QuestionKind::Date => {}
    }
    check_words(question, kind, flaws);
    check_reach(question, (kind, rules), flaws);
    if question.bonus && (method == Method::Deduction || !kind.is_scored()) {
        flaws
            .error("bonus-unused", "bonus", "this question has nothing to add as a bonus")
            .help("remove `bonus`; deductions and answers that earn nothing know none");
    }
    if question.critical.is_some() && !kind.is_scored() && question.fails_on.is_empty() {
        flaws
            .error("nothing-fails", "critical", "no answer to this question can fail")
            .help("answers that earn nothing cannot be critical");
    }
}

/// A part of the whole that no answer can earn keeps everybody below 100.
fn check_reach(
    question: &QuestionDraft,
    (kind, rules): (&QuestionKind, &Rules),
    flaws: &mut Flaws,
) {
    let is_part = !question.bonus && question.weight != Some(Weight(0));
    let shares_out = !rules.method.counts_points() && rules.method != Method::Deduction;
    let earns = kind.best().0 > 0 || rules.normalise == Normalise::MinMax;
    let key = match kind {
        QuestionKind::Choice(_) | QuestionKind::MultiChoice(_) => "choices",
        QuestionKind::Number { .. } => "ranges",
        _ => return,
    };
    // Options that all earn the same are told as that.
    let differs = kind.best() != kind.worst();
    if kind.is_scored() && is_part && shares_out && !earns && differs {
        flaws
            .warning("nothing-to-earn", key, "no answer earns anything, so the weight of this question is out of reach")
            .help(
                "give the best answer points above 0, set `bonus = true` where answers only cost, or \
                 choose `normalise = \"minmax\"` or a method that counts points",
            );
    }
}

fn check_several(choices: &[Choice], flaws: &mut Flaws) {
    check_options(choices, flaws);
    if choices.len() > MAX_OPTIONS {
        let message = format!("{} options, more than the {MAX_OPTIONS} allowed", choices.len());
        flaws.error("too-many-options", "choices", message).help("split the question");
    }
    if choices.iter().all(|choice| choice.points == Points(0)) {
        flaws.error("equal-points", "choices", "every option earns the same points").help(EQUAL);
    }
}

fn check_number((min, max): (i64, i64), ranges: &[NumberRange], flaws: &mut Flaws) {
    const FURTHEST: i64 = 1_000_000_000;
    if min > max || min < -FURTHEST || max > FURTHEST {
        let message = format!("no numbers from {min} to {max}");
        flaws.error("bad-range", "ranges", message).help("numbers rise, within a billion of 0");
        return;
    }
    for (element, range) in ranges.iter().enumerate() {
        flaws.spot.element = Some(element);
        let before = element.checked_sub(1).and_then(|it| ranges.get(it));
        if range.from > range.to {
            let message = format!("a range from {} to {} is empty", range.from, range.to);
            flaws.error("bad-range", "ranges", message);
        }
        if let Some(before) = before.filter(|before| range.from != before.to.saturating_add(1)) {
            let (to, from) = (before.to, range.from);
            let message = if from > to {
                format!("no range holds what lies between {to} and {from}")
            } else {
                format!("{from} lies in the range before, up to {to}")
            };
            flaws
                .error("bad-range", "ranges", message)
                .help("ranges rise, each beginning one above the end of the one before");
        }
        if range.points.0.saturating_abs() > MAX_AMOUNT {
            flaws.error("bad-points", "ranges", "points lie within a million of 0");
        }
    }
    flaws.spot.element = None;
    if let Some(first) = ranges.first()
        && ranges.iter().all(|range| range.points == first.points)
    {
        flaws.error("equal-points", "ranges", "every range earns the same points").help(EQUAL);
    }
}

fn check_defects(severities: &[Severity], points: Option<Points>, flaws: &mut Flaws) {
    if severities.is_empty() || severities.len() > MAX_SEVERITIES {
        let message = format!("{} severities, expected 1 to {MAX_SEVERITIES}", severities.len());
        flaws.error("bad-defects", "defects", message);
    }
    let mut seen = BTreeSet::new();
    for (element, severity) in severities.iter().enumerate() {
        flaws.spot.element = Some(element);
        flaws.id("defects", Some(&severity.id));
        if !seen.insert(severity.id.to_lowercase()) {
            let message = format!("two severities are called `{}`", severity.id);
            flaws.error("duplicate-option", "defects", message);
        }
        if !(0..=MAX_AMOUNT).contains(&severity.penalty.0) {
            flaws.error("bad-points", "defects", "a penalty is 0 to 1000000");
        }
    }
    flaws.spot.element = None;
    if severities.iter().all(|severity| severity.penalty == Points(0)) {
        flaws.error("bad-defects", "defects", "no defect costs anything");
    }
    if points.is_some_and(|points| !(1..=MAX_AMOUNT).contains(&points.0)) {
        flaws.error("bad-points", "points", "no defect earns more than 0 and at most 1000000");
    }
}

/// Answers that keys name are answers to the question.
fn check_words(question: &QuestionDraft, kind: &QuestionKind, flaws: &mut Flaws) {
    for (element, word) in question.fails_on.iter().enumerate() {
        flaws.spot.element = Some(element);
        if let Err(bad) = kind.parse(word) {
            flaws
                .error(
                    "unknown-answer",
                    "fails_on",
                    format!("`{word}` is no answer to this question"),
                )
                .help(format!("write {}", bad.allowed()));
        }
    }
    flaws.spot.element = None;
    if !question.fails_on.is_empty() && question.fails_below.is_some() {
        flaws
            .error("two-limits", "fails_on", "both `fails_below` and `fails_on`")
            .help("a question has one of the two");
    }
    if let Some(word) = &question.default {
        let value = value_of(kind, word);
        let is_na = value == Some(crate::scorecard::Answer::NotApplicable);
        if value.is_none() || (is_na && !question.na_allowed) {
            flaws
                .error(
                    "unknown-answer",
                    "default",
                    format!("`{word}` is no answer to this question"),
                )
                .help(format!("write {}", kind.allowed_words()));
        }
    }
}
