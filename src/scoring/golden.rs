//! Published and hand-worked scores: one form under every model, and vectors of the vendors.

mod presets;

use super::{Receiver, Score, Step, Unscored, score};
use crate::scorecard::sample::{choice, draft, scale, section, yes_no};
use crate::scorecard::{
    CriticalKind, CriticalRule, Draft, Method, NaRule, QuestionDraft, Scorecard,
};
use crate::stats::fraction::Fraction;

const COMPLIANCE: CriticalKind = CriticalKind::Compliance;

fn of(num: i128, den: i128) -> Option<Fraction> {
    Fraction::new(num, den)
}

fn scored(card: &Scorecard, answers: &[&str]) -> Score {
    score(card, &card.answers(answers))
}

/// Section 1 weighs 60: Q1 10 of 10, Q2 5 of 10, Q3 does not apply (of 5).
/// Section 2 weighs 40: Q4 1 of 1, Q5 0 of 1.
fn form(method: Method, weights: [i64; 5], last: QuestionDraft) -> Draft {
    let [q1, q2, q3, q4, q5] = weights;
    let first = vec![
        choice("q1", &[0, 10]).weighing(q1),
        choice("q2", &[0, 5, 10]).weighing(q2),
        choice("q3", &[0, 5]).weighing(q3),
    ];
    let second = vec![yes_no("q4").weighing(q4), last.weighing(q5)];
    draft(method, vec![section("s1", 60, first), section("s2", 40, second)])
}

const ANSWERS: [&str; 5] = ["o1", "o1", "na", "yes", "no"];
const ALIKE: [i64; 5] = [1; 5];
const QUESTION_WEIGHTS: [i64; 5] = [30, 20, 10, 25, 15];

#[test]
fn nothing_applies_is_no_score_under_any_rule() {
    for (_, method) in Method::NAMES {
        for (_, rule) in NaRule::NAMES {
            if method == Method::Deduction && !rule.counts() {
                continue;
            }
            let card = form(method, ALIKE, yes_no("q5")).na(rule).built();
            let score = scored(&card, &["na"; 5]);
            assert_eq!(score.value, None, "{method:?} {rule:?}");
            assert_eq!(score.unscored, Some(Unscored::NothingApplies));
            assert_eq!((score.answered, score.not_applicable), (0, 5));
            assert_eq!(score.passed, None);
        }
    }
}

#[test]
fn one_form_scores_as_worked_by_hand_under_every_model() {
    use Method::{CategoryMean, Points, QuestionWeighted, SectionWeighted, WeightedPoints};
    for (method, weights, rule, expected) in [
        // 15 + 1 of 20 + 2 points: 72.73.
        (Points, ALIKE, NaRule::DropForm, of(16, 22)),
        // (15·60 + 1·40) / (20·60 + 2·40): 73.44.
        (WeightedPoints, ALIKE, NaRule::DropForm, of(940, 1280)),
        // 0.6·75 + 0.4·50.
        (SectionWeighted, ALIKE, NaRule::DropSection, of(65, 100)),
        // (30 + 10 + 25) / (30 + 20 + 25 + 15): 72.22.
        (QuestionWeighted, QUESTION_WEIGHTS, NaRule::DropForm, of(65, 90)),
        // The 10 go to Q1 and Q2 as 30 to 20: 36 + 24/2 + 25.
        (QuestionWeighted, QUESTION_WEIGHTS, NaRule::DropSection, of(73, 100)),
        // 2.5 to each: 32.5 + 22.5/2 + 27.5.
        (QuestionWeighted, QUESTION_WEIGHTS, NaRule::Equal, of(7125, 10_000)),
        // 30 + 10 + 10 + 25.
        (QuestionWeighted, QUESTION_WEIGHTS, NaRule::Full, of(75, 100)),
        (QuestionWeighted, QUESTION_WEIGHTS, NaRule::Zero, of(65, 100)),
        // 5 more to each of Q1 and Q2: 35 + 25/2 + 25.
        (QuestionWeighted, QUESTION_WEIGHTS, NaRule::EqualSection, of(725, 1000)),
        // (100 + 50 + 100 + 0) / 4.
        (QuestionWeighted, ALIKE, NaRule::DropForm, of(625, 1000)),
        (CategoryMean, QUESTION_WEIGHTS, NaRule::DropForm, of(625, 1000)),
    ] {
        let card = form(method, weights, yes_no("q5")).na(rule).built();
        let score = scored(&card, &ANSWERS);
        assert_eq!(score.value, expected, "{method:?} {rule:?}");
        assert_eq!(score.before_critical, expected);
        assert_eq!((score.answered, score.not_applicable), (4, 1));
    }
}

#[test]
fn a_critical_error_zeroes_the_section_the_evaluation_or_neither() {
    for (rule, expected, passed, sections) in [
        (CriticalRule::SectionZero, of(45, 100), None, [of(3, 4), of(0, 1)]),
        (CriticalRule::Zero, of(0, 1), Some(false), [of(3, 4), of(1, 2)]),
        (CriticalRule::Flag, of(65, 100), Some(false), [of(3, 4), of(1, 2)]),
    ] {
        let last = yes_no("q5").critical(COMPLIANCE, Some(rule));
        let card = form(Method::SectionWeighted, ALIKE, last).built();
        let score = scored(&card, &ANSWERS);
        assert_eq!(score.value, expected, "{rule:?}");
        assert_eq!(score.before_critical, of(65, 100));
        assert_eq!(score.passed, passed, "{rule:?}");
        assert_eq!([score.sections[0].value, score.sections[1].value], sections);
        assert_eq!(score.errors_of(COMPLIANCE), 1);
        assert_eq!(score.errors_of(CriticalKind::Customer), 0);
    }
}

#[test]
fn a_section_zero_comes_before_an_evaluation_zero_and_nothing_is_lost_twice() {
    let questions = vec![
        yes_no("a").critical(CriticalKind::Business, Some(CriticalRule::Zero)),
        yes_no("b").critical(COMPLIANCE, Some(CriticalRule::SectionZero)),
        yes_no("c"),
    ];
    let other = vec![yes_no("d")];
    let sections = vec![section("s", 1, questions), section("t", 1, other)];
    let card = draft(Method::SectionWeighted, sections).built();
    let score = scored(&card, &["no", "no", "yes", "yes"]);
    assert_eq!(score.value, of(0, 1));
    assert_eq!(score.before_critical, of(2, 3)); // ½·⅓ + ½·1
    let sum: Fraction = score.trace.iter().map(|step| step.contribution()).sum();
    assert_eq!(Some(sum), score.value);
}

/// Genesys Cloud's two worked examples (60 % and 66.67 %), then the first with N/A and with a fatal
/// question, worked by hand from the same formula.
#[test]
fn genesys_weighs_points_not_sections() {
    let groups = |w1, first: Vec<QuestionDraft>, w2, second: Vec<QuestionDraft>| {
        draft(Method::WeightedPoints, vec![section("g1", w1, first), section("g2", w2, second)])
    };
    let two_and_one = || groups(40, vec![yes_no("a"), yes_no("b")], 20, vec![yes_no("c")]).built();
    let one_and_two = || groups(1, vec![yes_no("a")], 1, vec![yes_no("b"), yes_no("c")]).built();
    for (card, answers, expected) in [
        (two_and_one(), ["yes", "no", "yes"], of(60, 100)),
        (one_and_two(), ["no", "yes", "yes"], of(2, 3)),
        (two_and_one(), ["yes", "na", "no"], of(2, 3)),
        (two_and_one(), ["yes", "no", "na"], of(1, 2)),
    ] {
        assert_eq!(scored(&card, &answers).value, expected, "{answers:?}");
    }
    let fatal = yes_no("b").critical(COMPLIANCE, None);
    let card = groups(40, vec![yes_no("a"), fatal], 20, vec![yes_no("c")]).built();
    let score = scored(&card, &["yes", "no", "yes"]);
    assert_eq!((score.value, score.before_critical), (of(0, 1), of(60, 100)));
}

/// Amazon Connect's two ways to weigh, worked by hand from its documentation.
#[test]
fn connect_weighs_by_question_or_by_section() {
    let questions = vec![
        choice("a", &[0, 5, 10]).weighing(50),
        choice("b", &[0, 5, 10]).weighing(30),
        choice("c", &[0, 5, 10]).weighing(20),
    ];
    let card = draft(Method::QuestionWeighted, vec![section("s", 1, questions)]).built();
    assert_eq!(scored(&card, &["o2", "o1", "o0"]).value, of(65, 100));
    assert_eq!(scored(&card, &["o2", "o1", "na"]).value, of(8125, 10_000));

    let first = vec![choice("a", &[0, 5, 10]), choice("b", &[0, 5, 10]), yes_no("c")];
    let second = vec![yes_no("d"), yes_no("e")];
    let sections = vec![section("s1", 60, first), section("s2", 40, second)];
    let card = draft(Method::SectionWeighted, sections).built();
    assert_eq!(scored(&card, &["o2", "o1", "na", "yes", "no"]).value, of(65, 100));
    let whole = scored(&card, &["o2", "o1", "na", "na", "na"]);
    assert_eq!(whole.value, of(75, 100));
    let moved: Vec<_> = whole
        .trace
        .iter()
        .filter_map(|step| match step {
            Step::LeftOut { question, receiver, .. } => Some((*question, *receiver)),
            _ => None,
        })
        .collect();
    let others = Receiver::OtherSections;
    assert_eq!(moved, [(2, Receiver::Section), (3, others), (4, others)]);
}

/// Zendesk QA: weights 100, 10, 1 with 0, 100, 100 make 11 of 111, printed 9.91 %; a critical
/// four-point category fails below 50 %.
#[test]
fn zendesk_weighs_categories_and_zeroes_below_half() {
    let questions =
        vec![yes_no("a").weighing(100), yes_no("b").weighing(10), yes_no("c").weighing(1)];
    let card = draft(Method::QuestionWeighted, vec![section("s", 1, questions)]).built();
    assert_eq!(scored(&card, &["no", "yes", "yes"]).value, of(11, 111));

    let critical = scale("a", 1, 4).critical(CriticalKind::Customer, None).failing_below(50);
    let card = draft(Method::QuestionWeighted, vec![section("s", 1, vec![critical])]).built();
    assert_eq!(scored(&card, &["2"]).value, of(0, 1));
    assert_eq!(scored(&card, &["3"]).value, of(2, 3));
}

/// Cisco and Calabrio: section percentages times section weights, 60 % · 0.4 + 80 % · 0.6 = 72 %;
/// a failed KPI question zeroes the total and keeps the sections.
#[test]
fn calabrio_weighs_sections_and_a_kpi_question_zeroes_the_total() {
    let card = |last: QuestionDraft| {
        let first = vec![choice("a", &[0, 6, 10])];
        let sections =
            vec![section("a", 40, first), section("b", 60, vec![choice("b", &[0, 8, 10]), last])];
        draft(Method::SectionWeighted, sections).built()
    };
    let plain = scored(&card(yes_no("kpi")), &["o1", "o1", "na"]);
    assert_eq!(plain.value, of(72, 100));
    let failed = scored(&card(yes_no("kpi").critical(COMPLIANCE, None)), &["o1", "o1", "no"]);
    assert_eq!(failed.value, of(0, 1));
    assert_eq!(failed.sections[0].value, of(6, 10));
}

/// 84.995 prints as 85.00 and still fails 85.
#[test]
fn the_pass_mark_is_compared_unrounded() {
    let questions = vec![yes_no("a").weighing(84_995), yes_no("b").weighing(15_005)];
    let mut form = draft(Method::QuestionWeighted, vec![section("s", 1, questions)]);
    form.pass_mark = Some(85_000);
    let score = scored(&form.clone().built(), &["yes", "no"]);
    assert_eq!((score.value, score.passed), (of(84_995, 100_000), Some(false)));
    form.pass_mark = Some(84_995);
    assert_eq!(scored(&form.built(), &["yes", "no"]).passed, Some(true));
}

#[test]
fn critical_questions_may_weigh_nothing_and_still_fail_the_evaluation() {
    let fatal = yes_no("a").weighing(0).critical(COMPLIANCE, Some(CriticalRule::Flag));
    let questions = vec![fatal, yes_no("b")];
    let card = draft(Method::QuestionWeighted, vec![section("s", 1, questions)]).built();
    let score = scored(&card, &["no", "yes"]);
    assert_eq!((score.value, score.passed), (of(1, 1), Some(false)));
    let only = scored(&card, &["no", "na"]);
    assert_eq!((only.value, only.unscored), (None, Some(Unscored::NothingWeighs)));
    assert_eq!(only.passed, Some(false));
}

/// A support card by hand: compliance 1 of 4 (25 %) at 40, resolution 2 of 2 at 35 with one N/A,
/// courtesy 4 on 1 to 5 (75 %) at 25 with one N/A: 10 + 35 + 18.75 = 63.75, then a critical error.
#[test]
fn a_support_call_scores_as_on_paper() {
    let verify = yes_no("verify").weighing(3).critical(COMPLIANCE, None);
    let sections = vec![
        section("compliance", 40, vec![verify, yes_no("notice")]),
        section("resolution", 35, vec![choice("answer", &[2, 1, 0]).weighing(2), yes_no("next")]),
        section("courtesy", 25, vec![scale("listening", 1, 5), yes_no("hold")]),
    ];
    let mut form = draft(Method::SectionWeighted, sections);
    form.pass_mark = Some(85_000);
    let score = scored(&form.built(), &["no", "yes", "o0", "na", "4", "na"]);
    assert_eq!(score.before_critical, of(6375, 10_000));
    assert_eq!((score.value, score.passed), (of(0, 1), Some(false)));
    let sections: Vec<_> = score.sections.iter().map(|section| section.value).collect();
    assert_eq!(sections, [of(1, 4), of(1, 1), of(3, 4)]);
}
