//! What an evaluation has earned so far, section by section, and what critical errors take away.

use super::weigh::Weights;
use super::{CriticalError, SectionScore, Step};
use crate::scorecard::{Answer, CriticalRule, Method, NaRule, Question, Scorecard};
use crate::stats::fraction::Fraction;

/// What each section has earned so far, and how.
#[derive(Debug, Clone)]
pub(super) struct Tally<'c> {
    card: &'c Scorecard,
    /// Part of the whole of each section's own questions.
    weights: Vec<Fraction>,
    /// What each section's own questions have earned of the whole.
    left: Vec<Fraction>,
    /// Of what penalties are deducted; 1 where nothing is.
    pub size: Fraction,
    /// The steps so far.
    pub trace: Vec<Step>,
}

impl<'c> Tally<'c> {
    /// Nothing earned yet.
    pub(super) fn new(card: &'c Scorecard) -> Self {
        let nothing = vec![Fraction::ZERO; card.sections().len()];
        let (weights, size) = (nothing.clone(), Fraction::ONE);
        Self { card, weights, left: nothing, size, trace: Vec::new() }
    }

    /// Earns what the answers do, by weight.
    pub(super) fn earn(&mut self, given: &[Answer], weights: &Weights) {
        let bases = self.card.base().iter().flat_map(|section| &section.questions);
        let na = self.card.rules().na;
        for (index, (question, base)) in self.card.questions().zip(bases).enumerate() {
            if !question.kind().is_scored() {
                continue;
            }
            let (weight, own) = (weights.actual[index], weights.base[index]);
            let share = share(question, given[index], na);
            let step = match weights.receivers[index] {
                Some(receiver) => Step::LeftOut { question: index, weight: own, receiver },
                None if base.is_bonus => Step::Bonus { question: index, share, weight },
                None => Step::Question { question: index, share, base: own, weight },
            };
            let section = self.card.section_of(index);
            if !base.is_bonus {
                self.weights[section] = self.weights[section] + weight;
            }
            self.add(section, step);
        }
    }

    /// Takes one step in a section.
    pub(super) fn add(&mut self, section: usize, step: Step) {
        self.left[section] = self.left[section] + step.contribution();
        self.trace.push(step);
    }

    /// The score after and before critical errors; `None` when there is none.
    pub(super) fn finish(
        &mut self,
        errors: &[CriticalError],
        unscored: bool,
    ) -> (Option<Fraction>, Option<Fraction>) {
        let starts = self.trace.contains(&Step::Start);
        let start = if starts { Fraction::ONE } else { Fraction::ZERO };
        let total = |tally: &Self| start + tally.left.iter().copied().sum();
        let before = total(self);
        let before = before + self.limit(before).map_or(Fraction::ZERO, Step::contribution);
        let mut by_rule: Vec<&CriticalError> = errors.iter().collect();
        by_rule.sort_by_key(|error| order(error.rule));
        let (first, last): (Vec<&CriticalError>, Vec<&CriticalError>) =
            by_rule.into_iter().partition(|error| error.rule == CriticalRule::SectionZero);
        for error in first {
            let lost = self.zero_section(self.card.section_of(error.question));
            self.trace.push(Step::Critical { question: error.question, rule: error.rule, lost });
        }
        let mut value = total(self);
        if let Some(step) = self.limit(value).filter(|_| !unscored) {
            value = value + step.contribution();
            self.trace.push(step);
        }
        for error in last {
            let most = match error.rule {
                CriticalRule::Zero => Fraction::ZERO,
                CriticalRule::Cap(cap) => part(cap),
                CriticalRule::Flag | CriticalRule::Record | CriticalRule::SectionZero => value,
            };
            let lost = if value > most && !unscored { value - most } else { Fraction::ZERO };
            value = value - lost;
            let (question, rule) = (error.question, error.rule);
            self.trace.push(Step::Critical { question, rule, lost });
        }
        ((!unscored).then_some(value), (!unscored).then_some(before))
    }

    /// What floor and cap change.
    fn limit(&self, value: Fraction) -> Option<Step> {
        let rules = self.card.rules();
        let over = rules.cap.map(part).filter(|cap| value > *cap);
        let limit = over.or_else(|| rules.floor.map(part).filter(|floor| value < *floor))?;
        Some(Step::Limited { limit, change: limit - value })
    }

    /// Takes what a section and those within have earned; what they cost stays.
    fn zero_section(&mut self, section: usize) -> Fraction {
        let mut lost = Fraction::ZERO;
        for index in self.family(section) {
            if self.left[index] > Fraction::ZERO {
                lost = lost + std::mem::replace(&mut self.left[index], Fraction::ZERO);
            }
        }
        lost
    }

    /// A section and those within.
    fn family(&self, section: usize) -> impl Iterator<Item = usize> + use<> {
        let sections = self.card.sections().iter().enumerate();
        let within =
            sections.filter(move |(index, it)| *index == section || it.parent() == Some(section));
        within.map(|(index, _)| index).collect::<Vec<_>>().into_iter()
    }

    /// Scores of the sections, given what stood before critical errors.
    pub(super) fn sections(&self, before: &Self) -> Vec<SectionScore> {
        let deducts = self.card.rules().method == Method::Deduction;
        let one = |section: usize| {
            let sum = |of: &[Fraction]| self.family(section).map(|index| of[index]).sum();
            let weight: Fraction = sum(&self.weights);
            let share = |tally: &Self| -> Option<Fraction> {
                let left: Fraction = sum(&tally.left);
                // Without a step there was nothing to deduct from.
                let whole = (!tally.trace.is_empty()).then_some(Fraction::ONE);
                if deducts { whole.map(|whole| whole + left) } else { left.over(weight) }
            };
            SectionScore { value: share(self), before_critical: share(before), weight }
        };
        (0..self.card.sections().len()).map(one).collect()
    }

    /// Share of what some questions could earn; `None` when none of weight applies.
    pub(super) fn share_of(&self, of: impl Fn(&Question) -> bool) -> Option<Fraction> {
        let is_own = |index: usize| self.card.question_at(index).is_some_and(&of);
        let (mut earned, mut weight, mut lost) = (Fraction::ZERO, Fraction::ZERO, None);
        for step in &self.trace {
            match *step {
                Step::Question { question, weight: own, .. } if is_own(question) => {
                    earned = earned + step.contribution();
                    weight = weight + own;
                }
                Step::Deducted { question, .. } if is_own(question) => {
                    lost = Some(lost.unwrap_or(Fraction::ONE) + step.contribution());
                }
                _ => {}
            }
        }
        lost.or_else(|| earned.over(weight))
    }

    /// Of what the score is a share: see [`Score::whole`](super::Score::whole).
    pub(super) fn whole(&self, given: &[Answer]) -> Fraction {
        let (method, card) = (self.card.rules().method, self.card);
        if method == Method::Deduction {
            return self.size;
        }
        let na = card.rules().na;
        let counts = |answer: Answer| answer.applies() || (na.counts() && answer != Answer::Hidden);
        let bases = card.base().iter().flat_map(|section| &section.questions);
        let asked = card.questions().zip(bases).zip(given).enumerate();
        let sum: i128 = asked
            .filter(|(_, ((_, base), answer))| {
                base.weight > 0 && !base.is_bonus && counts(**answer)
            })
            .map(|(index, ((question, _), _))| match method {
                Method::Points => i128::from(question.possible().0),
                Method::WeightedPoints => {
                    i128::from(question.possible().0) * section_weight(card, index)
                }
                Method::QuestionWeighted => i128::from(question.weight().0),
                Method::CategoryMean => 1000,
                Method::SectionWeighted | Method::Deduction => 0,
            })
            .sum();
        if sum == 0 { Fraction::ONE } else { Fraction::whole(sum) }
    }
}

/// The weight of the section of a question, times that of the section it belongs to; thousandths of
/// the one times thousandths of the other.
fn section_weight(card: &Scorecard, question: usize) -> i128 {
    let Some(section) = card.sections().get(card.section_of(question)) else { return 0 };
    let above = section.parent().and_then(|parent| card.sections().get(parent));
    let above = above.map_or(1000, |section| i128::from(section.weight().0));
    i128::from(section.weight().0) * above
}

/// Thousandths of a percent as a share.
fn part(thousandths: i64) -> Fraction {
    Fraction::new(i128::from(thousandths), 100_000).unwrap_or(Fraction::ZERO)
}

/// In which order critical errors work.
fn order(rule: CriticalRule) -> (u8, i64) {
    match rule {
        CriticalRule::SectionZero => (0, 0),
        CriticalRule::Cap(cap) => (1, -cap),
        CriticalRule::Record | CriticalRule::Flag => (2, 0),
        CriticalRule::Zero => (3, 0),
    }
}

/// Points earned of points possible; what does not apply counts as the rule says.
pub(super) fn share(question: &Question, answer: Answer, na: NaRule) -> Fraction {
    let (best, worst) = (question.kind().best(), question.kind().worst());
    let of = |points: crate::scorecard::Points| {
        let earned = i128::from(points.0) - i128::from(question.zero().0);
        Fraction::new(earned, i128::from(question.possible().0)).unwrap_or(Fraction::ZERO)
    };
    let instead = match na {
        _ if question.is_bonus() => Fraction::ZERO,
        NaRule::Full => of(best),
        _ => of(worst),
    };
    question.share(answer).unwrap_or(instead)
}
