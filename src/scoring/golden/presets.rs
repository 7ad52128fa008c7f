//! What each suite publishes about its scores, by preset name.
//!
//! Numbers without a vendor's own result are worked by hand from the vendor's formula.

use super::{of, scored};
use crate::scorecard::sample::{choice, defects, number, ranges, scale, section, several, yes_no};
use crate::scorecard::{
    CriticalKind, CriticalRule, Draft, Limit, NaRule, Preset, QuestionDraft, SectionDraft, Texts,
};
use crate::stats::fraction::Fraction;

const COMPLIANCE: CriticalKind = CriticalKind::Compliance;

/// A card that only names its preset.
pub(super) fn named(preset: &str, sections: Vec<SectionDraft>) -> Draft {
    let known = Preset::NAMES.into_iter().find(|(name, _)| *name == preset);
    Draft {
        id: Some("card".to_owned()),
        version: Some("1".to_owned()),
        name: Some(Texts::plain("Card")),
        preset: Some(known.unwrap().1),
        sections,
        ..Draft::default()
    }
}

type Vector = (&'static str, Vec<SectionDraft>, Vec<&'static str>, Option<Fraction>);

fn fatal(question: QuestionDraft) -> QuestionDraft {
    question.critical(COMPLIANCE, None)
}

fn in_section(question: QuestionDraft) -> QuestionDraft {
    question.critical(COMPLIANCE, Some(CriticalRule::SectionZero))
}

fn genesys(q12: QuestionDraft) -> Vec<SectionDraft> {
    vec![section("g1", 40, vec![yes_no("q11"), q12]), section("g2", 20, vec![yes_no("q21")])]
}

fn connect(q22: QuestionDraft) -> Vec<SectionDraft> {
    let first = vec![choice("q11", &[0, 10]), choice("q12", &[0, 5, 10]), yes_no("q13")];
    vec![section("s1", 60, first), section("s2", 40, vec![yes_no("q21"), q22])]
}

/// Weighted 50, 30 and 20.
fn weighted() -> Vec<SectionDraft> {
    let question = |id, weight| choice(id, &[0, 5, 10]).weighing(weight);
    vec![section("s", 1, vec![question("a", 50), question("b", 30), question("c", 20)])]
}

fn one(question: QuestionDraft) -> Vec<SectionDraft> {
    vec![section("s", 1, vec![question])]
}

/// Interruptions: none earns 10, up to 4 earn 5, up to 10 earn 1.
fn interruptions() -> Vec<SectionDraft> {
    one(ranges("n", &[(0, 0, 10), (1, 4, 5), (5, 10, 1)]))
}

fn bonus() -> Vec<SectionDraft> {
    vec![section("s", 1, vec![choice("base", &[0, 90, 100]), choice("extra", &[0, 15]).bonus()])]
}

fn zendesk(first: i64, second: i64, third: i64) -> Vec<SectionDraft> {
    let question = |id, weight| yes_no(id).weighing(weight);
    let all = vec![question("a", first), question("b", second), question("c", third)];
    vec![section("s", 1, all)]
}

fn scorebuddy(failing: QuestionDraft) -> Vec<SectionDraft> {
    let first = section("s1", 1, vec![choice("a", &[0, 8, 10])]);
    let second = section("s2", 1, vec![choice("b", &[0, 5, 10]), failing]);
    vec![first, second, section("s3", 1, vec![choice("d", &[0, 10])])]
}

/// Categories of 100 points: the first earns `first`, the others 50 and 100.
fn sprinklr(weights: [i64; 3], first: i64) -> Vec<SectionDraft> {
    let question = |(id, (weight, points))| choice(id, &[0, points, 100]).weighing(weight);
    let points = weights.into_iter().zip([first, 50, 100]);
    vec![section("s", 1, ["a", "b", "c"].into_iter().zip(points).map(question).collect())]
}

fn sprinklr_audit(weights: [i64; 3]) -> Vec<SectionDraft> {
    let category = |(id, (weight, points))| {
        section(id, weight, vec![choice(&format!("{id}1"), &[0, points, 100])])
    };
    let points = weights.into_iter().zip([85, 50, 100]);
    ["a", "b", "c"].into_iter().zip(points).map(category).collect()
}

fn oversai() -> Vec<SectionDraft> {
    vec![section("a", 40, vec![choice("a1", &[0, 5, 10])]), section("b", 60, vec![yes_no("b1")])]
}

/// Importance of nothing, a half, one and two, all doubled: only proportions count. What weighs
/// nothing is on a card for the record.
fn importance() -> Vec<SectionDraft> {
    let recorded =
        yes_no("a").weighing(0).critical(CriticalKind::Business, Some(CriticalRule::Record));
    let question = |(id, weight)| yes_no(id).weighing(weight);
    let others = ["b", "c", "d"].into_iter().zip([1, 2, 4]).map(question);
    vec![section("s", 1, std::iter::once(recorded).chain(others).collect())]
}

fn evaluagent() -> Vec<SectionDraft> {
    one(choice("a", &[4, 3, 1, 0]).critical(COMPLIANCE, None).failing_on(&["o2", "o3"]))
}

/// Two questions of 50 points, and 5 points on top of them.
fn playvox() -> Vec<SectionDraft> {
    let mut extra = choice("extra", &[0, 5]).bonus();
    extra.na_allowed = false;
    vec![section("s", 1, vec![choice("a", &[0, 45, 50]), choice("b", &[0, 45, 50]), extra])]
}

/// Points: 10, an answer that costs 3, and a last question.
fn kore(last: QuestionDraft) -> Vec<SectionDraft> {
    vec![section("s", 1, vec![choice("a", &[0, 8, 10]), choice("b", &[0, -3]), last])]
}

fn kore_percent() -> Vec<SectionDraft> {
    let questions = vec![choice("a", &[0, 3, 10]).weighing(60), yes_no("b").weighing(40)];
    vec![section("s", 1, questions)]
}

fn qevalpro() -> Vec<SectionDraft> {
    let questions = vec![choice("a", &[0, 8, 10]), choice("b", &[0, 7, 10]), fatal(yes_no("c"))];
    vec![section("s", 1, questions)]
}

fn contact_centres() -> Vec<Vector> {
    vec![
        // Genesys Cloud's two worked examples, then N/A, a group of N/A, fatal.
        ("genesys", genesys(yes_no("q12")), vec!["yes", "no", "yes"], of(60, 100)),
        (
            "genesys",
            vec![
                section("g1", 1, vec![yes_no("a")]),
                section("g2", 1, vec![yes_no("b"), yes_no("c")]),
            ],
            vec!["no", "yes", "yes"],
            of(2, 3),
        ),
        ("genesys", genesys(yes_no("q12")), vec!["yes", "na", "no"], of(2, 3)),
        ("genesys", genesys(yes_no("q12")), vec!["yes", "no", "na"], of(1, 2)),
        ("genesys", genesys(fatal(yes_no("q12"))), vec!["yes", "no", "yes"], of(0, 1)),
        // Amazon Connect by question: 50 + 15 of 100, and of 80.
        ("connect-question", weighted(), vec!["o2", "o1", "o0"], of(65, 100)),
        ("connect-question", weighted(), vec!["o2", "o1", "na"], of(8125, 10_000)),
        // By section: .6·75 + .4·50; a section of N/A; automatic fail of the section and the form.
        (
            "connect-section",
            connect(yes_no("q22")),
            vec!["o1", "o1", "na", "yes", "no"],
            of(65, 100),
        ),
        (
            "connect-section",
            connect(yes_no("q22")),
            vec!["o1", "o1", "na", "na", "na"],
            of(75, 100),
        ),
        (
            "connect-section",
            connect(in_section(yes_no("q22"))),
            vec!["o1", "o1", "na", "yes", "no"],
            of(45, 100),
        ),
        (
            "connect-section",
            connect(fatal(yes_no("q22"))),
            vec!["o1", "o1", "na", "yes", "no"],
            of(0, 1),
        ),
        ("connect-section", interruptions(), vec!["3"], of(1, 2)),
        ("connect-points", bonus(), vec!["o1", "o1"], of(105, 100)),
    ]
}

fn quality_suites() -> Vec<Vector> {
    let calabrio = |last| {
        vec![
            section("a", 40, vec![choice("a", &[0, 6, 10])]),
            section("b", 60, vec![choice("b", &[0, 8, 10]), last]),
        ]
    };
    vec![
        // Zendesk QA: 11 of 111, printed 9.91 %; four points below and above half.
        ("zendesk", zendesk(100, 10, 1), vec!["no", "yes", "yes"], of(11, 111)),
        ("zendesk", one(scale("a", 1, 4).critical(COMPLIANCE, None)), vec!["2"], of(0, 1)),
        ("zendesk", one(scale("a", 1, 4).critical(COMPLIANCE, None)), vec!["3"], of(2, 3)),
        ("zendesk", one(scale("a", 1, 3)), vec!["2"], of(1, 2)),
        ("zendesk", one(scale("a", 1, 5)), vec!["2"], of(1, 4)),
        // Cisco and Calabrio: 60 % · .4 + 80 % · .6; a KPI question that earns nothing.
        ("calabrio", calabrio(yes_no("kpi")), vec!["o1", "o1", "na"], of(72, 100)),
        ("calabrio", calabrio(fatal(yes_no("kpi"))), vec!["o1", "o1", "no"], of(0, 1)),
        // Scorebuddy: 8/10, 15/20 failed, 10/10: (33 − 15)/40. Fail all comes before fail section.
        (
            "scorebuddy",
            scorebuddy(in_section(choice("c", &[0, 10]).failing_on(&["o1"]))),
            vec!["o1", "o1", "o1", "o1"],
            of(45, 100),
        ),
        (
            "scorebuddy",
            scorebuddy(fatal(choice("c", &[0, 10]).failing_on(&["o1"]))),
            vec!["o1", "o1", "o1", "o1"],
            of(0, 1),
        ),
        // MaestroQA and Playvox: bonus adds to the numerator only.
        ("maestroqa", bonus(), vec!["o1", "o1"], of(105, 100)),
        ("maestroqa", bonus(), vec!["o1", "na"], of(90, 100)),
        // Playvox: N/A leaves the points possible, and bonus adds to those earned: 45 and 50 of 50.
        ("maestroqa", playvox(), vec!["o1", "na", "o0"], of(90, 100)),
        ("maestroqa", playvox(), vec!["o1", "na", "o1"], of(1, 1)),
        ("maestroqa", playvox(), vec!["o1", "o1", "o1"], of(95, 100)),
        // Kore.ai in points: 8 − 3 + 1 of 11; fatal makes it 0. In percent: 30 % of 60, and 40.
        ("scorebuddy", kore(yes_no("c")), vec!["o1", "o1", "yes"], of(6, 11)),
        ("scorebuddy", kore(yes_no("c")), vec!["o1", "o0", "yes"], of(9, 11)),
        ("scorebuddy", kore(fatal(yes_no("c"))), vec!["o1", "o0", "no"], of(0, 1)),
        ("connect-question", kore_percent(), vec!["o1", "yes"], of(58, 100)),
        // QEvalPro: (Score / MaxScore) · 100; Failed makes it 0.
        ("scorebuddy", qevalpro(), vec!["o1", "o1", "yes"], of(16, 21)),
        ("scorebuddy", qevalpro(), vec!["o1", "na", "yes"], of(9, 11)),
        ("scorebuddy", qevalpro(), vec!["o2", "o2", "no"], of(0, 1)),
        // Sprinklr: options over the positive ones, and over the worst where none is positive.
        ("maestroqa", one(several("a", &[10, 5, 0])), vec!["o1|o2"], of(1, 3)),
        // Sprinklr's category (75·10 + 50·5 + 100·5)/20, and its audit of categories that weigh 10,
        // 15 and 5: the result of its page, which misprints the 15.
        ("connect-question", sprinklr([10, 5, 5], 75), vec!["o1"; 3], of(75, 100)),
        ("connect-section", sprinklr_audit([10, 15, 5]), vec!["o1"; 3], of(70, 100)),
        // Oversai: 5 of 10 in a section of 40 % are 20 points.
        ("connect-section", oversai(), vec!["o1", "no"], of(20, 100)),
        // call-replay: importance 0, ½, 1 and 2; none of 0, all of ½, none of 1, N/A of 2.
        ("connect-question", importance(), vec!["no", "yes", "no", "na"], of(1, 3)),
        ("connect-question", importance(), vec!["yes", "no", "no", "yes"], of(4, 7)),
        ("connect-question", importance(), vec!["yes", "na", "na", "na"], None),
        ("connect-question", importance(), vec!["na"; 4], None),
        // evaluagent: outcomes of 1 and ¾ that pass, ¼ and 0 that do not.
        ("copc", evaluagent(), vec!["o0"], of(1, 1)),
        ("copc", evaluagent(), vec!["o1"], of(3, 4)),
        ("copc", evaluagent(), vec!["o2"], of(1, 4)),
        ("copc", evaluagent(), vec!["o3"], of(0, 1)),
        // MQM: 100 less 2·1 and 1·5.
        ("mqm", one(defects("d", &[1, 5, 25])), vec!["s0:2 s1:1"], of(93, 100)),
        ("mqm", one(defects("d", &[1, 5, 25])), vec!["s2:5"], of(0, 1)),
        // COPC: the outcome fails, the score stays.
        ("copc", genesys(fatal(yes_no("q12"))), vec!["yes", "no", "yes"], of(2, 3)),
    ]
}

#[test]
fn every_preset_scores_as_its_vendor_says() {
    let vectors = [contact_centres(), quality_suites()].concat();
    let told: std::collections::BTreeSet<&str> = vectors.iter().map(|it| it.0).collect();
    assert_eq!(told.len(), Preset::NAMES.len(), "every preset has a vector");
    for (preset, sections, answers, expected) in vectors {
        let score = scored(&named(preset, sections).built(), &answers);
        assert_eq!(score.value, expected, "{preset} {answers:?}");
        let sum: Fraction = score.trace.iter().map(|step| step.contribution()).sum();
        assert_eq!(Some(sum), expected.or(of(0, 1)), "{preset}: steps add up");
    }
}

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
    assert_eq!((none.value, none.unscored), (None, Some(super::Unscored::NothingToDeductFrom)));
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
