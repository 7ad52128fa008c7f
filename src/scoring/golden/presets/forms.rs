//! The forms that vendors publish scores of.

use crate::scorecard::sample::{choice, ranges, section, yes_no};
use crate::scorecard::{
    CriticalKind, CriticalRule, Draft, Preset, QuestionDraft, SectionDraft, Texts,
};

pub(super) const COMPLIANCE: CriticalKind = CriticalKind::Compliance;

/// A card that only names its preset.
pub(in crate::scoring) fn named(preset: &str, sections: Vec<SectionDraft>) -> Draft {
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
pub(super) fn fatal(question: QuestionDraft) -> QuestionDraft {
    question.critical(COMPLIANCE, None)
}

pub(super) fn in_section(question: QuestionDraft) -> QuestionDraft {
    question.critical(COMPLIANCE, Some(CriticalRule::SectionZero))
}

pub(super) fn genesys(q12: QuestionDraft) -> Vec<SectionDraft> {
    vec![section("g1", 40, vec![yes_no("q11"), q12]), section("g2", 20, vec![yes_no("q21")])]
}

pub(super) fn connect(q22: QuestionDraft) -> Vec<SectionDraft> {
    let first = vec![choice("q11", &[0, 10]), choice("q12", &[0, 5, 10]), yes_no("q13")];
    vec![section("s1", 60, first), section("s2", 40, vec![yes_no("q21"), q22])]
}

/// Weighted 50, 30 and 20.
pub(super) fn weighted() -> Vec<SectionDraft> {
    let question = |id, weight| choice(id, &[0, 5, 10]).weighing(weight);
    vec![section("s", 1, vec![question("a", 50), question("b", 30), question("c", 20)])]
}

pub(super) fn one(question: QuestionDraft) -> Vec<SectionDraft> {
    vec![section("s", 1, vec![question])]
}

/// Interruptions: none earns 10, up to 4 earn 5, up to 10 earn 1.
pub(super) fn interruptions() -> Vec<SectionDraft> {
    one(ranges("n", &[(0, 0, 10), (1, 4, 5), (5, 10, 1)]))
}

pub(super) fn bonus() -> Vec<SectionDraft> {
    vec![section("s", 1, vec![choice("base", &[0, 90, 100]), choice("extra", &[0, 15]).bonus()])]
}

pub(super) fn zendesk(first: i64, second: i64, third: i64) -> Vec<SectionDraft> {
    let question = |id, weight| yes_no(id).weighing(weight);
    let all = vec![question("a", first), question("b", second), question("c", third)];
    vec![section("s", 1, all)]
}

pub(super) fn scorebuddy(failing: QuestionDraft) -> Vec<SectionDraft> {
    let first = section("s1", 1, vec![choice("a", &[0, 8, 10])]);
    let second = section("s2", 1, vec![choice("b", &[0, 5, 10]), failing]);
    vec![first, second, section("s3", 1, vec![choice("d", &[0, 10])])]
}

/// Categories of 100 points: the first earns `first`, the others 50 and 100.
pub(super) fn sprinklr(weights: [i64; 3], first: i64) -> Vec<SectionDraft> {
    let question = |(id, (weight, points))| choice(id, &[0, points, 100]).weighing(weight);
    let points = weights.into_iter().zip([first, 50, 100]);
    vec![section("s", 1, ["a", "b", "c"].into_iter().zip(points).map(question).collect())]
}

pub(super) fn sprinklr_audit(weights: [i64; 3]) -> Vec<SectionDraft> {
    let category = |(id, (weight, points))| {
        section(id, weight, vec![choice(&format!("{id}1"), &[0, points, 100])])
    };
    let points = weights.into_iter().zip([85, 50, 100]);
    ["a", "b", "c"].into_iter().zip(points).map(category).collect()
}

pub(super) fn oversai() -> Vec<SectionDraft> {
    vec![section("a", 40, vec![choice("a1", &[0, 5, 10])]), section("b", 60, vec![yes_no("b1")])]
}

/// Importance of nothing, a half, one and two, all doubled: only proportions count. What weighs
/// nothing is on a card for the record.
pub(super) fn importance() -> Vec<SectionDraft> {
    let recorded =
        yes_no("a").weighing(0).critical(CriticalKind::Business, Some(CriticalRule::Record));
    let question = |(id, weight)| yes_no(id).weighing(weight);
    let others = ["b", "c", "d"].into_iter().zip([1, 2, 4]).map(question);
    vec![section("s", 1, std::iter::once(recorded).chain(others).collect())]
}

pub(super) fn evaluagent() -> Vec<SectionDraft> {
    one(choice("a", &[4, 3, 1, 0]).critical(COMPLIANCE, None).failing_on(&["o2", "o3"]))
}

/// Two questions of 50 points, and 5 points on top of them.
pub(super) fn playvox() -> Vec<SectionDraft> {
    let mut extra = choice("extra", &[0, 5]).bonus();
    extra.na_allowed = false;
    vec![section("s", 1, vec![choice("a", &[0, 45, 50]), choice("b", &[0, 45, 50]), extra])]
}

/// Points: 10, an answer that costs 3, and a last question.
pub(super) fn kore(last: QuestionDraft) -> Vec<SectionDraft> {
    vec![section("s", 1, vec![choice("a", &[0, 8, 10]), choice("b", &[0, -3]), last])]
}

pub(super) fn kore_percent() -> Vec<SectionDraft> {
    let questions = vec![choice("a", &[0, 3, 10]).weighing(60), yes_no("b").weighing(40)];
    vec![section("s", 1, questions)]
}

pub(super) fn qevalpro() -> Vec<SectionDraft> {
    let questions = vec![choice("a", &[0, 8, 10]), choice("b", &[0, 7, 10]), fatal(yes_no("c"))];
    vec![section("s", 1, questions)]
}
