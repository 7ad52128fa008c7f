//! What sections and questions weigh before anything is left out, as whole numbers.

use super::{Method, NaRule, QuestionKind, Rules, Scorecard, Section};
use crate::stats::fraction::{gcd, lcm};

/// What a section weighs among the sections, and its questions among themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionBase {
    /// Among the sections.
    pub weight: i128,
    /// Each question within the section.
    pub questions: Vec<i128>,
}

impl Scorecard {
    /// What each section and question weighs if every question applies; only proportions matter.
    pub fn base(&self) -> Vec<SectionBase> {
        base_of(self.rules.method, &self.sections)
    }
}

pub(super) fn base_of(method: Method, sections: &[Section]) -> Vec<SectionBase> {
    let mut base: Vec<SectionBase> = sections.iter().map(|it| section_base(method, it)).collect();
    let common = common(base.iter().map(|section| section.weight));
    for section in &mut base {
        section.weight /= common;
    }
    base
}

fn section_base(method: Method, section: &Section) -> SectionBase {
    let questions: Vec<i128> = section
        .questions
        .iter()
        .map(|question| match method {
            Method::Points | Method::WeightedPoints => i128::from(question.kind.best().0),
            Method::SectionWeighted | Method::QuestionWeighted => i128::from(question.weight.0),
        })
        .collect();
    let total: i128 = questions.iter().sum();
    let weight = match method {
        Method::Points | Method::QuestionWeighted => total,
        Method::WeightedPoints => total * i128::from(section.weight.0),
        Method::SectionWeighted => i128::from(section.weight.0),
    };
    let common = common(questions.iter().copied());
    SectionBase { weight, questions: questions.iter().map(|weight| weight / common).collect() }
}

/// Whether no score of such a card can leave `i128`, whatever does not apply.
///
/// Every weight in a score is a quotient over `sections · S · n`: the sum of the section weights,
/// a common multiple `S` of what a section's questions can sum up to, and the number of questions
/// for the rule that cuts in equal parts. An answer's share is a quotient over the steps of its
/// question. Nine digits are kept free for percentages, pass marks and printing.
pub(super) fn stays_exact(rules: Rules, sections: &[Section]) -> bool {
    let base = base_of(rules.method, sections);
    let all = || {
        let weights: i128 = base.iter().map(|section| section.weight).sum();
        let mut steps = sections.iter().flat_map(|section| &section.questions);
        let steps = steps.try_fold(1, |all, question| lcm(all, steps_of(&question.kind)))?;
        let questions = i128::try_from(base.iter().map(|it| it.questions.len()).sum::<usize>());
        let sums = if rules.na == NaRule::DropSection { any_sums(&base) } else { full_sums(&base) };
        weights.checked_mul(steps)?.checked_mul(questions.ok()?)?.checked_mul(sums?)
    };
    all().is_some_and(|size: i128| size < i128::MAX / 1_000_000_000)
}

/// A common multiple of the sections' full sums, as far as they do not cancel.
fn full_sums(base: &[SectionBase]) -> Option<i128> {
    base.iter().filter(|section| section.weight > 0).try_fold(1, |all, section| {
        let total: i128 = section.questions.iter().sum();
        lcm(all, total.max(1) / gcd(section.weight, total))
    })
}

/// A common multiple of any sums of some questions of each section.
fn any_sums(base: &[SectionBase]) -> Option<i128> {
    let totals: Vec<i128> =
        base.iter().map(|section| section.questions.iter().sum::<i128>().max(1)).collect();
    let product = totals.iter().try_fold(1i128, |all, total| all.checked_mul(*total));
    let up_to = (1..=totals.into_iter().max().unwrap_or(1)).try_fold(1, lcm);
    product.into_iter().chain(up_to).min()
}

/// How finely the answers of a question cut its points.
fn steps_of(kind: &QuestionKind) -> i128 {
    let points = kind.categories().values.into_iter().map(|it| i128::from(it.points.0));
    i128::from(kind.best().0) / common(points)
}

/// The greatest common divisor of those above zero; 1 without any.
fn common(numbers: impl Iterator<Item = i128>) -> i128 {
    numbers.filter(|number| *number > 0).reduce(gcd).unwrap_or(1)
}
