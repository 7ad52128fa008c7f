//! What sections and questions weigh before anything is left out, as whole numbers.

use super::{Method, NaRule, Question, Rules, Scorecard, Section};
use crate::stats::fraction::{gcd, lcm};

/// What a section weighs among its siblings, and its questions among themselves and the sections
/// within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionBase {
    /// Among the sections of the card, or among the questions and sections of its section.
    pub weight: i128,
    /// Whether it adds to the whole without being part of it, because all its questions do.
    pub is_bonus: bool,
    /// Each question within the section; nothing for those that earn nothing by their kind.
    pub questions: Vec<QuestionBase>,
}

/// What a question weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuestionBase {
    /// Among the questions and sections of its section.
    pub weight: i128,
    /// Whether it adds to the whole without being part of it.
    pub is_bonus: bool,
}

impl Scorecard {
    /// What each section and question weighs if every question applies; only proportions matter.
    pub fn base(&self) -> &[SectionBase] {
        &self.base
    }
}

pub(super) fn base_of(method: Method, sections: &[Section]) -> Vec<SectionBase> {
    let mut base: Vec<SectionBase> = sections
        .iter()
        .map(|section| SectionBase {
            weight: 0,
            is_bonus: false,
            questions: section.questions.iter().map(|it| question_base(method, it)).collect(),
        })
        .collect();
    // Sections within stand behind their own, so that they are known first from the end.
    for index in (0..sections.len()).rev() {
        let (part, bonus) = sums(&base, sections, index);
        let is_bonus = part == 0 && bonus > 0;
        let inside = if is_bonus { bonus } else { part };
        let own = i128::from(sections[index].weight.0);
        base[index].is_bonus = is_bonus;
        base[index].weight = match method {
            Method::SectionWeighted if inside > 0 => own,
            Method::WeightedPoints => inside * own,
            _ => inside,
        };
    }
    reduce(&mut base, sections);
    base
}

/// What the questions and sections directly within a section weigh together, bonus apart.
fn sums(base: &[SectionBase], sections: &[Section], index: usize) -> (i128, i128) {
    let questions = base[index].questions.iter().map(|it| (it.weight, it.is_bonus));
    let within = base.iter().zip(sections).filter(|(_, it)| it.parent == Some(index));
    let within = within.map(|(it, _)| (it.weight, it.is_bonus));
    questions.chain(within).fold((0, 0), |(part, bonus), (weight, is_bonus)| {
        if is_bonus { (part, bonus + weight) } else { (part + weight, bonus) }
    })
}

fn question_base(method: Method, question: &Question) -> QuestionBase {
    let possible = i128::from(question.possible().0);
    // Where points are weights, a question that can only cost is no part of what is possible.
    let only_costs = question.kind.best().0 <= question.zero.0;
    let is_bonus = question.bonus || (method.counts_points() && only_costs);
    let weight = match method {
        _ if !question.kind.is_scored() => 0,
        Method::Points | Method::WeightedPoints => possible,
        Method::SectionWeighted | Method::QuestionWeighted | Method::Deduction => {
            i128::from(question.weight.0)
        }
        Method::CategoryMean => 1,
    };
    QuestionBase { weight, is_bonus }
}

/// Divides what stands side by side by its common divisor.
fn reduce(base: &mut [SectionBase], sections: &[Section]) {
    for parent in std::iter::once(None).chain((0..sections.len()).map(Some)) {
        let within: Vec<usize> =
            (0..sections.len()).filter(|index| sections[*index].parent == parent).collect();
        let questions = parent.map(|index| base[index].questions.clone()).unwrap_or_default();
        let weights = within.iter().map(|index| base[*index].weight);
        let common = common(weights.chain(questions.iter().map(|it| it.weight)));
        for index in within {
            base[index].weight /= common;
        }
        if let Some(index) = parent {
            base[index].questions.iter_mut().for_each(|it| it.weight /= common);
        }
    }
}

/// Whether no score of such a card can leave `i128`, whatever does not apply.
///
/// Every weight in a score is a quotient over `sections · S · n`: the sum of the section weights,
/// common multiples `S`, one a level, of what a section's parts can sum up to, and the number of
/// questions for the rules that cut in equal parts. An answer's share is a quotient over the steps
/// of its question. Bonus and cost can make a score greater than one. Nine digits are kept free for
/// percentages, pass marks, caps and printing.
pub(super) fn stays_exact(rules: Rules, sections: &[Section]) -> bool {
    if rules.method == Method::Deduction {
        return true;
    }
    let base = base_of(rules.method, sections);
    let all = || {
        let tops = base.iter().zip(sections).filter(|(_, it)| it.parent.is_none());
        let weights: i128 = tops.map(|(section, _)| section.weight).sum();
        let mut questions = sections.iter().flat_map(|section| &section.questions);
        let steps = questions.clone().try_fold(1, |all, it| lcm(all, steps_of(it)))?;
        let largest = questions.by_ref().map(size_of).max().unwrap_or(1);
        let count = base.iter().map(|it| it.questions.len() + 1).sum::<usize>();
        let count = i128::try_from(count).ok()?;
        let levels = [false, true].map(|within| level(rules, sections, &base, within));
        let equal =
            if rules.na == NaRule::EqualSection { count.checked_mul(count)? } else { count };
        let parts = [steps, largest, equal, bonus(&base), levels[0]?, levels[1]?];
        parts.into_iter().try_fold(weights, i128::checked_mul)
    };
    all().is_some_and(|size: i128| size < i128::MAX / 1_000_000_000)
}

/// A common multiple of what the sections of one level can sum up to.
fn level(rules: Rules, sections: &[Section], base: &[SectionBase], within: bool) -> Option<i128> {
    let own = (0..base.len()).filter(|index| sections[*index].parent.is_some() == within);
    let sums = own.map(|index| {
        let (part, bonus) = sums(base, sections, index);
        (base[index].weight, if part == 0 { bonus } else { part })
    });
    let sums: Vec<(i128, i128)> = sums.filter(|(_, sum)| *sum > 0).collect();
    let na = if rules.na.counts() { rules.method.usual_na() } else { rules.na };
    let is_full = matches!(na, NaRule::DropForm | NaRule::Equal);
    if is_full { full_sums(&sums) } else { any_sums(&sums) }
}

/// A common multiple of the sections' full sums, as far as they do not cancel.
fn full_sums(sums: &[(i128, i128)]) -> Option<i128> {
    let some = sums.iter().filter(|(weight, _)| *weight > 0);
    some.copied().try_fold(1, |all, (weight, sum)| lcm(all, sum / gcd(weight, sum)))
}

/// A common multiple of any sums of some parts of each section.
fn any_sums(sums: &[(i128, i128)]) -> Option<i128> {
    let product = sums.iter().try_fold(1i128, |all, (_, sum)| all.checked_mul(*sum));
    let up_to = (1..=sums.iter().map(|(_, sum)| *sum).max().unwrap_or(1)).try_fold(1, lcm);
    product.into_iter().chain(up_to).min()
}

/// More than bonus can multiply the whole by.
fn bonus(base: &[SectionBase]) -> i128 {
    let questions = base.iter().flat_map(|it| &it.questions).filter(|it| it.is_bonus);
    let sections = base.iter().filter(|it| it.is_bonus).map(|it| it.weight);
    let all = questions.map(|it| it.weight).chain(sections);
    all.fold(1i128, i128::saturating_add)
}

/// More than the size of any answer's share.
fn size_of(question: &Question) -> i128 {
    let possible = i128::from(question.possible().0).max(1);
    let worst = i128::from(question.kind.worst().0 - question.zero.0);
    (worst.abs() + possible - 1) / possible + 1
}

/// How finely the answers of a question cut what it can earn.
fn steps_of(question: &Question) -> i128 {
    let amounts = question.kind.amounts().into_iter();
    let amounts =
        amounts.map(|it| i128::from(it.0).abs()).chain([i128::from(question.zero.0).abs()]);
    (i128::from(question.possible().0) / common(amounts)).max(1)
}

/// The greatest common divisor of those above zero; 1 without any.
fn common(numbers: impl Iterator<Item = i128>) -> i128 {
    numbers.filter(|number| *number > 0).reduce(gcd).unwrap_or(1)
}
