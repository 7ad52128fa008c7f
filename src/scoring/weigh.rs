//! What each question weighs in one evaluation, once it is known which of them apply.

use crate::scorecard::{Answer, Answers, NaRule, QuestionBase, Scorecard};
use crate::stats::fraction::Fraction;

/// Who has the weight of a question that does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// The other questions of its section, in proportion.
    Section,
    /// The other questions of its section, in equal parts.
    SectionEqualParts,
    /// The other sections, in proportion, because nothing in its own applies.
    OtherSections,
    /// Every question that applies, in proportion.
    Form,
    /// Every question that applies, in equal parts.
    EqualParts,
    /// Nobody: a bonus that is not asked for adds nothing.
    Nobody,
}

/// The weights of one evaluation, in the order of the scorecard's questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weights {
    /// Part of the whole if every question applied; a bonus is no part of it.
    pub base: Vec<Fraction>,
    /// Part of the whole in this evaluation; all of them add up to 1, bonus apart.
    pub actual: Vec<Fraction>,
    /// Who has the weight of each question that does not apply.
    pub receivers: Vec<Option<Receiver>>,
}

/// How what is missing in a section is shared out in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Proportion,
    EqualParts,
}

/// Shares the whole out; `None` when no question that counts applies.
pub(super) fn weigh(card: &Scorecard, answers: &Answers) -> Option<Weights> {
    let (rule, given) = (card.rules().na, answers.as_slice());
    let base = parts(card, &vec![true; given.len()], Within::Proportion)?;
    let is_part: Vec<bool> = questions(card).map(|it| !it.is_bonus).collect();
    let applying = given.iter().zip(&is_part).map(|(answer, part)| answer.applies() && *part);
    if sum(&base, &applying.collect::<Vec<_>>()).is_zero() {
        return None;
    }
    // A question that was hidden is not asked, so it counts neither as best nor as worst.
    let is_counted = |answer: &Answer| match answer {
        Answer::Hidden => false,
        other => other.applies() || rule.counts(),
    };
    let counted: Vec<bool> = given.iter().map(is_counted).collect();
    let rule = if rule.counts() { card.rules().method.usual_na() } else { rule };
    let kept: Vec<bool> = counted.iter().zip(&is_part).map(|(it, part)| *it && *part).collect();
    let left = sum(&base, &kept);
    let mut actual = match rule {
        NaRule::DropSection => parts(card, &counted, Within::Proportion)?,
        NaRule::EqualSection => parts(card, &counted, Within::EqualParts)?,
        NaRule::Equal => equal_parts(&base, &kept, left)?,
        NaRule::DropForm | NaRule::Full | NaRule::Zero => proportional(&base, &counted, left)?,
    };
    let adds_points = card.rules().method.counts_points();
    for index in (0..actual.len()).filter(|index| counted[*index] && !is_part[*index]) {
        // A bonus is no part of the whole, so it takes nothing over from what does not apply; where
        // points are added up, it adds its own to fewer of them. In a section that does not apply it
        // has the weight it would have.
        if !adds_points || actual[index].is_zero() {
            actual[index] = base[index];
        }
    }
    let receivers = receivers(card, rule, (&counted, &kept));
    Some(Weights { base, actual, receivers })
}

fn questions(card: &Scorecard) -> impl Iterator<Item = &QuestionBase> {
    card.base().iter().flat_map(|section| &section.questions)
}

fn sum(base: &[Fraction], taken: &[bool]) -> Fraction {
    base.iter().zip(taken).filter(|(_, taken)| **taken).map(|(weight, _)| *weight).sum()
}

/// Who has the weight of each question that does not count.
fn receivers(
    card: &Scorecard,
    rule: NaRule,
    (counted, kept): (&[bool], &[bool]),
) -> Vec<Option<Receiver>> {
    let mut section_keeps = vec![false; card.sections().len()];
    for (index, base) in questions(card).enumerate() {
        section_keeps[card.section_of(index)] |= kept[index] && base.weight > 0;
    }
    let one = |(index, base): (usize, &QuestionBase)| {
        let stays = section_keeps[card.section_of(index)];
        (!counted[index]).then_some(match rule {
            _ if base.is_bonus => Receiver::Nobody,
            NaRule::DropSection if stays => Receiver::Section,
            NaRule::EqualSection if stays => Receiver::SectionEqualParts,
            NaRule::DropSection | NaRule::EqualSection => Receiver::OtherSections,
            NaRule::Equal => Receiver::EqualParts,
            NaRule::DropForm | NaRule::Full | NaRule::Zero => Receiver::Form,
        })
    };
    questions(card).enumerate().map(one).collect()
}

fn proportional(base: &[Fraction], counted: &[bool], left: Fraction) -> Option<Vec<Fraction>> {
    let part = |(weight, counted): (&Fraction, &bool)| {
        if *counted { weight.over(left) } else { Some(Fraction::ZERO) }
    };
    base.iter().zip(counted).map(part).collect()
}

/// What is missing goes to the questions that weigh something, the same to each.
fn equal_parts(base: &[Fraction], kept: &[bool], left: Fraction) -> Option<Vec<Fraction>> {
    let takes = |(weight, kept): &(&Fraction, &bool)| **kept && !weight.is_zero();
    let takers = base.iter().zip(kept).filter(takes).count();
    let each = (Fraction::ONE - left).over(Fraction::whole(i128::try_from(takers).ok()?))?;
    let part = |(weight, kept): (&Fraction, &bool)| match (kept, weight.is_zero()) {
        (true, false) => *weight + each,
        _ => Fraction::ZERO,
    };
    Some(base.iter().zip(kept).map(part).collect())
}

/// Parts of the whole when only what is counted does: what is missing stays in its section, that of
/// a section without anything goes to its siblings. `None` when nothing counts.
fn parts(card: &Scorecard, counted: &[bool], within: Within) -> Option<Vec<Fraction>> {
    let sections = sums(card, counted);
    let roots = card.sections().iter().zip(card.base()).zip(&sections);
    let roots = roots.filter(|((section, base), sum)| {
        section.parent().is_none() && !base.is_bonus && sum.kept > 0
    });
    let all: i128 = roots.map(|((_, base), _)| base.weight).sum();
    let mut of_section: Vec<Fraction> = Vec::new();
    let mut of_question = Vec::new();
    for (index, (section, base)) in card.sections().iter().zip(card.base()).enumerate() {
        let keeps = base.is_bonus || sections[index].kept > 0;
        let own = match section.parent() {
            _ if !keeps => Fraction::ZERO,
            None => Fraction::new(base.weight, all)?,
            Some(parent) => {
                let item = QuestionBase { weight: base.weight, is_bonus: base.is_bonus };
                of_section[parent] * sections[parent].part(item, within)
            }
        };
        of_section.push(own);
        for question in &base.questions {
            let counts = counted[of_question.len()] && question.weight > 0;
            of_question.push(if counts {
                own * sections[index].part(*question, within)
            } else {
                Fraction::ZERO
            });
        }
    }
    Some(of_question)
}

/// What a section's questions and sections weigh together.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    /// All that are part of the whole.
    all: i128,
    /// Those of them that count.
    kept: i128,
    /// How many of them count.
    takers: i128,
    /// All that are no part of the whole.
    bonus: i128,
}

impl Sums {
    fn add(&mut self, weight: i128, (is_bonus, counts): (bool, bool)) {
        if is_bonus {
            self.bonus += weight;
            return;
        }
        self.all += weight;
        if counts && weight > 0 {
            self.kept += weight;
            self.takers += 1;
        }
    }

    /// The part that something which counts has in the section.
    fn part(&self, item: QuestionBase, within: Within) -> Fraction {
        let whole = if self.all == 0 { self.bonus } else { self.kept };
        let (num, den) = match within {
            Within::EqualParts if self.all > 0 && !item.is_bonus => {
                (item.weight * self.takers + self.all - self.kept, self.all * self.takers)
            }
            _ => (item.weight, whole),
        };
        Fraction::new(num, den).unwrap_or(Fraction::ZERO)
    }
}

fn sums(card: &Scorecard, counted: &[bool]) -> Vec<Sums> {
    let mut sums = vec![Sums::default(); card.sections().len()];
    let mut index = 0;
    for (sum, base) in sums.iter_mut().zip(card.base()) {
        for question in &base.questions {
            sum.add(question.weight, (question.is_bonus, counted[index]));
            index += 1;
        }
    }
    // Sections within stand behind their own, so that they are complete first from the end.
    for (at, section) in card.sections().iter().enumerate().rev() {
        let base = &card.base()[at];
        if let Some(parent) = section.parent() {
            let keeps = sums[at].kept > 0;
            sums[parent].add(base.weight, (base.is_bonus, keeps));
        }
    }
    sums
}
