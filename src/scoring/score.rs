//! One evaluation's score.

use super::Step;
use super::weigh::{Weights, weigh};
use crate::scorecard::{Answer, Answers, CriticalKind, CriticalRule, NaRule, Question, Scorecard};
use crate::stats::fraction::Fraction;
use std::ops::Range;

/// The score of one evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// Share of the whole, 0 to 1; `None` when nothing could be scored.
    pub value: Option<Fraction>,
    /// The same before critical errors took anything away.
    pub before_critical: Option<Fraction>,
    /// Why there is no score; `None` when there is one.
    pub unscored: Option<Unscored>,
    /// One for each section of the scorecard.
    pub sections: Vec<SectionScore>,
    /// Critical questions that were failed, in order of the scorecard.
    pub critical_errors: Vec<CriticalError>,
    /// Whether it passes; `None` without a pass mark or without a score, unless a critical error
    /// fails it.
    pub passed: Option<bool>,
    /// Questions answered, N/A apart.
    pub answered: u64,
    /// Questions that do not apply.
    pub not_applicable: u64,
    /// Every weight, every weight that moved, every loss; contributions add up to the score.
    pub trace: Vec<Step>,
}

/// Why an evaluation has no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unscored {
    /// No question applies.
    NothingApplies,
    /// Questions apply, but only such as weigh nothing.
    NothingWeighs,
}

impl Unscored {
    /// In a few words.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NothingApplies => "no question applies",
            Self::NothingWeighs => "no question with a weight applies",
        }
    }
}

/// The score of one section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionScore {
    /// Share of the section, 0 to 1, after critical errors; `None` when nothing in it applies.
    pub value: Option<Fraction>,
    /// The same before critical errors.
    pub before_critical: Option<Fraction>,
    /// Its part of the whole in this evaluation.
    pub weight: Fraction,
}

/// A critical question that was failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CriticalError {
    /// Index in the scorecard.
    pub question: usize,
    /// Whom it harms.
    pub kind: CriticalKind,
    /// What it does.
    pub rule: CriticalRule,
}

impl Score {
    /// How many critical questions of a kind were failed.
    pub fn errors_of(&self, kind: CriticalKind) -> usize {
        self.critical_errors.iter().filter(|error| error.kind == kind).count()
    }
}

/// Scores one evaluation.
///
/// Weights follow the scorecard's method, what does not apply its N/A rule. Critical errors come
/// last: first those that zero a section, then those that zero the evaluation.
///
/// # Panics
///
/// If the answers are of another scorecard.
pub fn score(card: &Scorecard, answers: &Answers) -> Score {
    let given = answers.as_slice();
    let fits = card.questions().count() == given.len()
        && card.questions().zip(given).all(|(question, answer)| question.allows(*answer));
    assert!(fits, "answers belong to the scorecard they are scored with");
    let applying = given.iter().filter(|answer| **answer != Answer::NotApplicable).count();
    let weights = weigh(card, answers);
    let unscored = match (&weights, applying) {
        (Some(_), _) => None,
        (None, 0) => Some(Unscored::NothingApplies),
        (None, _) => Some(Unscored::NothingWeighs),
    };
    let mut tally = Tally::new(card, answers, weights.as_ref());
    let before: Vec<Fraction> = tally.left.clone();
    let critical_errors = tally.apply_critical(card, given);
    let fatal = critical_errors.iter().any(|error| error.rule.fails_evaluation());
    let sum = |parts: &[Fraction]| weights.as_ref().map(|_| parts.iter().copied().sum());
    let value: Option<Fraction> = sum(&tally.left);
    Score {
        value,
        before_critical: sum(&before),
        unscored,
        sections: tally.sections(&before),
        passed: if fatal { Some(false) } else { passes(card, value) },
        critical_errors,
        answered: count(applying),
        not_applicable: count(given.len() - applying),
        trace: tally.trace,
    }
}

/// Whether a score reaches the pass mark, both exact.
fn passes(card: &Scorecard, value: Option<Fraction>) -> Option<bool> {
    let mark = Fraction::new(i128::from(card.pass_mark()?), 100_000)?;
    Some(value? >= mark)
}

/// What each section has earned so far, and how.
struct Tally {
    ranges: Vec<Range<usize>>,
    weights: Vec<Fraction>,
    left: Vec<Fraction>,
    trace: Vec<Step>,
}

impl Tally {
    fn new(card: &Scorecard, answers: &Answers, weights: Option<&Weights>) -> Self {
        let mut ranges = Vec::new();
        let mut start = 0;
        for section in card.sections() {
            ranges.push(start..start + section.questions().len());
            start += section.questions().len();
        }
        let nothing = vec![Fraction::ZERO; ranges.len()];
        let mut tally = Self { ranges, weights: nothing.clone(), left: nothing, trace: Vec::new() };
        let Some(weights) = weights else { return tally };
        let na = card.rules().na;
        for (index, (question, answer)) in card.questions().zip(answers.as_slice()).enumerate() {
            let step = match weights.receivers[index] {
                Some(receiver) => {
                    Step::LeftOut { question: index, weight: weights.base[index], receiver }
                }
                None => Step::Question {
                    question: index,
                    share: share(question, *answer, na),
                    base: weights.base[index],
                    weight: weights.actual[index],
                },
            };
            let section = tally.section_of(index);
            tally.weights[section] = tally.weights[section] + weights.actual[index];
            tally.left[section] = tally.left[section] + step.contribution();
            tally.trace.push(step);
        }
        tally
    }

    fn section_of(&self, question: usize) -> usize {
        self.ranges.partition_point(|range| range.end <= question)
    }

    /// Takes away what critical errors cost and returns them in order of the scorecard.
    fn apply_critical(&mut self, card: &Scorecard, given: &[Answer]) -> Vec<CriticalError> {
        let failed = card.questions().zip(given).enumerate().filter_map(|(index, (it, answer))| {
            let critical = it.critical().filter(|_| it.fails(*answer))?;
            let rule = card.critical_rule(critical);
            Some(CriticalError { question: index, kind: critical.kind, rule })
        });
        let errors: Vec<CriticalError> = failed.collect();
        let mut by_rule = errors.clone();
        by_rule.sort_by_key(|error| error.rule);
        for CriticalError { question, rule, .. } in by_rule {
            let own = self.section_of(question);
            let lost = match rule {
                CriticalRule::Flag => Fraction::ZERO,
                CriticalRule::SectionZero => std::mem::replace(&mut self.left[own], Fraction::ZERO),
                CriticalRule::Zero => {
                    let all = self.left.iter().copied().sum();
                    self.left.fill(Fraction::ZERO);
                    all
                }
            };
            self.trace.push(Step::Critical { question, rule, lost });
        }
        errors
    }

    /// Shares of each section; those of an evaluation that was zeroed keep what they earned.
    fn sections(&self, before: &[Fraction]) -> Vec<SectionScore> {
        let zeroed: Vec<usize> = self
            .trace
            .iter()
            .filter_map(|step| match step {
                Step::Critical { question, rule: CriticalRule::SectionZero, .. } => {
                    Some(self.section_of(*question))
                }
                _ => None,
            })
            .collect();
        let one = |section: usize| {
            let weight = self.weights[section];
            let before_critical = before[section].over(weight);
            let value = before_critical
                .map(|value| if zeroed.contains(&section) { Fraction::ZERO } else { value });
            SectionScore { value, before_critical, weight }
        };
        (0..self.ranges.len()).map(one).collect()
    }
}

/// Points earned of points possible; what does not apply counts as the rule says.
fn share(question: &Question, answer: Answer, na: NaRule) -> Fraction {
    let points = question.kind().points(answer);
    let best = i128::from(question.kind().best().0);
    let earned = points.and_then(|points| Fraction::new(i128::from(points.0), best));
    earned.unwrap_or(if na == NaRule::Full { Fraction::ONE } else { Fraction::ZERO })
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
