//! What each question weighs in one evaluation, once it is known which of them apply.

use crate::scorecard::{Answer, Answers, NaRule, Scorecard};
use crate::stats::fraction::Fraction;

/// Who has the weight of a question that does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// The other questions of its section, in proportion.
    Section,
    /// The other sections, in proportion, because nothing in its own applies.
    OtherSections,
    /// Every question that applies, in proportion.
    Form,
    /// Every question that applies, in equal parts.
    EqualParts,
}

/// The weights of one evaluation, in the order of the scorecard's questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weights {
    /// Part of the whole if every question applied.
    pub base: Vec<Fraction>,
    /// Part of the whole in this evaluation; all of them add up to 1.
    pub actual: Vec<Fraction>,
    /// Who has the weight of each question that does not apply.
    pub receivers: Vec<Option<Receiver>>,
}

/// Shares the whole out; `None` when no question that counts applies.
pub(super) fn weigh(card: &Scorecard, answers: &Answers) -> Option<Weights> {
    let applies: Vec<bool> =
        answers.as_slice().iter().map(|answer| *answer != Answer::NotApplicable).collect();
    let base = base(card)?;
    let left: Fraction = applying(&base, &applies).sum();
    if left.is_zero() {
        return None;
    }
    let to = |receiver| applies.iter().map(|it| (!it).then_some(receiver)).collect();
    let (actual, receivers) = match card.rules().na {
        NaRule::Full | NaRule::Zero => (base.clone(), vec![None; base.len()]),
        NaRule::DropForm => (proportional(&base, &applies, left)?, to(Receiver::Form)),
        NaRule::Equal => (equal_parts(&base, &applies, left)?, to(Receiver::EqualParts)),
        NaRule::DropSection => within_sections(card, &applies)?,
    };
    Some(Weights { base, actual, receivers })
}

fn applying<'a>(base: &'a [Fraction], applies: &'a [bool]) -> impl Iterator<Item = Fraction> + 'a {
    base.iter().zip(applies).filter(|(_, applies)| **applies).map(|(weight, _)| *weight)
}

/// Parts of the whole if every question applied; `None` for a card that weighs nothing.
fn base(card: &Scorecard) -> Option<Vec<Fraction>> {
    let sections = card.base();
    let all: i128 = sections.iter().map(|section| section.weight).sum();
    let mut base = Vec::new();
    for section in sections {
        let part = Fraction::new(section.weight, all)?;
        let total = section.questions.iter().sum::<i128>().max(1);
        for weight in section.questions {
            base.push(part * Fraction::new(weight, total)?);
        }
    }
    Some(base)
}

fn proportional(base: &[Fraction], applies: &[bool], left: Fraction) -> Option<Vec<Fraction>> {
    let part = |(weight, applies): (&Fraction, &bool)| {
        if *applies { weight.over(left) } else { Some(Fraction::ZERO) }
    };
    base.iter().zip(applies).map(part).collect()
}

/// What is missing goes to the questions that weigh something, the same to each.
fn equal_parts(base: &[Fraction], applies: &[bool], left: Fraction) -> Option<Vec<Fraction>> {
    let whole: Fraction = base.iter().copied().sum();
    let takers = applying(base, applies).filter(|weight| !weight.is_zero()).count();
    let each = (whole - left).over(Fraction::whole(i128::try_from(takers).ok()?))?;
    let part = |(weight, applies): (&Fraction, &bool)| match (applies, weight.is_zero()) {
        (true, false) => *weight + each,
        _ => Fraction::ZERO,
    };
    Some(base.iter().zip(applies).map(part).collect())
}

/// What is missing stays in its section; sections without any applying question go to the others.
fn within_sections(
    card: &Scorecard,
    applies: &[bool],
) -> Option<(Vec<Fraction>, Vec<Option<Receiver>>)> {
    let mut rest = applies;
    let sections: Vec<(i128, Vec<i128>, i128)> = card
        .base()
        .into_iter()
        .map(|section| {
            let (own, others) = rest.split_at(section.questions.len());
            rest = others;
            let kept = |(weight, applies): (i128, &bool)| if *applies { weight } else { 0 };
            let kept: Vec<i128> = section.questions.into_iter().zip(own).map(kept).collect();
            let total = kept.iter().sum();
            (section.weight, kept, total)
        })
        .collect();
    let all: i128 = sections.iter().filter(|(_, _, total)| *total > 0).map(|it| it.0).sum();
    let (mut actual, mut receivers) = (Vec::new(), Vec::new());
    for (section_weight, kept, total) in sections {
        let part = Fraction::new(section_weight, all)?;
        let receiver = if total > 0 { Receiver::Section } else { Receiver::OtherSections };
        for weight in kept {
            actual.push(Fraction::new(weight, total.max(1))? * part);
            receivers.push((!applies[receivers.len()]).then_some(receiver));
        }
    }
    Some((actual, receivers))
}
