//! What critical errors, bonuses and single switches of presets do to the forms of vendors.

use super::super::{of, scored};
use super::forms::{
    COMPLIANCE, bonus, evaluagent, fatal, genesys, in_section, interruptions, named, one,
    scorebuddy, sprinklr_audit,
};
use crate::scorecard::sample::{choice, defects, number, ranges, section, yes_no};
use crate::scorecard::{CriticalKind, CriticalRule, Limit, NaRule};
use crate::scoring::Unscored;

/// evaluagent: each outcome passes or fails, and a failing one fails the evaluation whatever it earns.
#[test]
fn an_outcome_that_fails_fails_the_evaluation_and_keeps_what_it_earns() {
    let card = named("copc", evaluagent()).built();
    for (answer, passed) in [("o0", None), ("o1", None), ("o2", Some(false)), ("o3", Some(false))] {
        assert_eq!(scored(&card, &[answer]).passed, passed, "{answer}");
    }
}

/// Sprinklr: a critical 0 makes its category 0, (50·15 + 100·5)/30 of the audit above; one of the
/// whole template makes the audit 0.
#[test]
fn a_critical_error_zeroes_its_category_or_the_whole_audit() {
    for (critical, expected) in [
        (in_section(yes_no("x").weighing(0)), of(1250, 3000)),
        (fatal(yes_no("x").weighing(0)), of(0, 1)),
    ] {
        let mut sections = sprinklr_audit([10, 15, 5]);
        sections[0].questions.push(critical);
        let card = named("connect-section", sections).built();
        let score = scored(&card, &["o1", "no", "o1", "o1"]);
        assert_eq!((score.value, score.before_critical), (expected, of(70, 100)));
    }
}

/// G5: q1.1 and q2.1 are critical: 60 of 60 weighted points, and none of the other 40.
#[test]
fn critical_and_other_questions_have_scores_of_their_own() {
    let critical = |id| yes_no(id).critical(CriticalKind::Customer, Some(CriticalRule::Record));
    let sections = vec![
        section("g1", 40, vec![critical("q11"), yes_no("q12")]),
        section("g2", 20, vec![critical("q21")]),
    ];
    let score = scored(&named("genesys", sections).built(), &["yes", "no", "yes"]);
    assert_eq!((score.critical, score.non_critical), (of(1, 1), of(0, 1)));
    assert_eq!((score.value, score.passed), (of(60, 100), None));
    let none = scored(&named("genesys", genesys(yes_no("q12"))).built(), &["yes", "no", "yes"]);
    assert_eq!(none.critical, None);
}

/// Amazon Connect, A4: 5 of 10, or (5 − 1) of (10 − 1).
#[test]
fn normalisation_is_a_switch() {
    let mut draft = named("connect-section", interruptions());
    draft.normalise = Some(crate::scorecard::Normalise::MinMax);
    assert_eq!(scored(&draft.built(), &["3"]).value, of(4, 9));
}

/// Sprinklr's items, which may be below zero: −5 of 15, −10 of 20.
#[test]
fn answers_that_cost_make_a_negative_share_without_a_floor() {
    for (points, answer, expected) in [
        (&[15, 5, -5][..], "o2", of(-1, 3)),
        (&[0, -10, -20], "o1", of(-1, 2)),
        (&[0, -10, -20], "o0", of(0, 1)),
    ] {
        let mut draft = named("connect-question", one(choice("a", points)));
        let kept = scored(&draft.clone().built(), &[answer]);
        assert_eq!(kept.value, of(0, 1), "the floor is 0");
        draft.floor = Some(Limit::None);
        assert_eq!(scored(&draft.built(), &[answer]).value, expected);
    }
}

/// Where weights are shared out, 10 on top of 100 are 10 % whoever else does not apply.
#[test]
fn a_bonus_takes_over_nothing_of_what_does_not_apply() {
    for preset in ["connect-question", "connect-section"] {
        for (_, rule) in NaRule::NAMES {
            let questions = ["a", "b"].map(|id| yes_no(id).weighing(50));
            let bonus = yes_no("extra").weighing(10).bonus();
            let sections =
                vec![section("s", 1, [questions.to_vec(), vec![bonus.clone()]].concat())];
            let mut draft = named(preset, sections).na(rule);
            draft.cap = Some(Limit::None);
            let card = draft.built();
            let with = |bonus| scored(&card, &["no", "na", bonus]).value.unwrap();
            assert_eq!(Some(with("yes") - with("no")), of(10, 100), "{preset} {rule:?}");
        }
    }
}

/// Scorebuddy: the view of a section ignores that another failed, S1 8 of 10; its own 15 of 20 stand
/// before the error and are nothing after it.
#[test]
fn a_failed_section_has_both_scores() {
    let failing = in_section(choice("c", &[0, 10]).failing_on(&["o1"]));
    let card = named("scorebuddy", scorebuddy(failing)).built();
    let sections = scored(&card, &["o1", "o1", "o1", "o1"]).sections;
    assert_eq!((sections[0].value, sections[1].before_critical), (of(8, 10), of(75, 100)));
    assert_eq!(sections[1].value, of(0, 1));
}

/// Genesys, G6: the total before its fatal question is kept.
#[test]
fn the_total_before_a_fatal_error_is_kept() {
    let card = named("genesys", genesys(fatal(yes_no("q12")))).built();
    let score = scored(&card, &["yes", "no", "yes"]);
    assert_eq!((score.value, score.before_critical), (of(0, 1), of(60, 100)));
    assert_eq!((score.passed, score.errors_of(COMPLIANCE)), (Some(false), 1));
}

#[test]
fn a_preset_can_be_amended_switch_by_switch() {
    let mut capped = named("maestroqa", bonus());
    capped.cap = Some(Limit::At(100_000));
    assert_eq!(scored(&capped.built(), &["o1", "o1"]).value, of(1, 1));
    let mut lenient = named("genesys", genesys(fatal(yes_no("q12"))));
    lenient.critical = Some(CriticalRule::Cap(25_000));
    let score = scored(&lenient.built(), &["yes", "no", "yes"]);
    assert_eq!((score.value, score.before_critical), (of(1, 4), of(60, 100)));
}

/// MQM: 2 minor and 1 major in 350 words: 1 − 7/350. An error type that weighs 2 costs twice.
#[test]
fn penalties_are_deducted_from_the_words_of_a_text() {
    let sections = || {
        let of_type = defects("accuracy", &[1, 5, 25]);
        vec![section(
            "s",
            1,
            vec![number("words", 0, 10_000), of_type, defects("style", &[1, 5]).weighing(2)],
        )]
    };
    let mut draft = named("mqm", sections());
    draft.deduct_from = Some(crate::scorecard::DeductFromDraft::Answer("words".to_owned()));
    let card = draft.built();
    assert_eq!(scored(&card, &["350", "s0:2 s1:1", "none"]).value, of(343, 350));
    assert_eq!(scored(&card, &["350", "none", "s1:1"]).value, of(340, 350));
    let none = scored(&card, &["0", "none", "none"]);
    assert_eq!((none.value, none.unscored), (None, Some(Unscored::NothingToDeductFrom)));
    assert_eq!(none.sections[0].value, None);
}

/// Connect's fixture of the appendix: a question hidden by its condition is no part of the whole.
#[test]
fn a_question_that_is_not_asked_leaves_the_whole() {
    let q3 = choice("q3", &[0, 10]).asked_when("q1", &["o0"]);
    let first =
        vec![choice("q1", &[0, 10]), ranges("q2", &[(0, 0, 10), (1, 4, 5), (5, 10, 1)]), q3];
    let q4 = in_section(choice("q4", &[0, 10]));
    let sections =
        vec![section("s1", 60, first), section("s2", 40, vec![q4, choice("q5", &[0, 10])])];
    let card = named("connect-section", sections).built();
    let score = scored(&card, &["o1", "3", "hidden", "o0", "o1"]);
    assert_eq!((score.value, score.before_critical), (of(45, 100), of(65, 100)));
    assert_eq!((score.answered, score.not_applicable, score.hidden), (4, 0, 1));
}
