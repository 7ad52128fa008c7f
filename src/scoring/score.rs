//! One evaluation's score.

use super::Step;
use super::deduct::deduct;
use super::tally::Tally;
use super::weigh::weigh;
use crate::scorecard::{Answer, Answers, CriticalKind, CriticalRule, Method, Question, Scorecard};
use crate::stats::fraction::Fraction;

/// The score of one evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// Share of the whole, between the scorecard's floor and cap, as a rule 0 to 1; `None` when
    /// nothing could be scored.
    pub value: Option<Fraction>,
    /// The same before critical errors took anything away.
    pub before_critical: Option<Fraction>,
    /// Share of what critical questions could earn, before critical errors; `None` when none of
    /// weight applies.
    pub critical: Option<Fraction>,
    /// The same for the other questions.
    pub non_critical: Option<Fraction>,
    /// Why there is no score; `None` when there is one.
    pub unscored: Option<Unscored>,
    /// Of what the score is a share: points possible, or weights, in thousandths, of what applies;
    /// 1 where sections share the whole out. Zero without a score.
    pub whole: Fraction,
    /// One for each section of the scorecard.
    pub sections: Vec<SectionScore>,
    /// Critical questions that were failed, in order of the scorecard.
    pub critical_errors: Vec<CriticalError>,
    /// Questions that could be failed, and were: of each critical kind, then of none.
    pub attributes: [Attributes; 4],
    /// Whether it passes; `None` without a pass mark or without a score, unless a critical error
    /// fails it.
    pub passed: Option<bool>,
    /// Index of its performance band; `None` without a score or below the lowest.
    pub band: Option<usize>,
    /// Scored questions answered, N/A apart.
    pub answered: u64,
    /// Scored questions that do not apply, as the evaluator says.
    pub not_applicable: u64,
    /// Scored questions that were not asked.
    pub hidden: u64,
    /// Every weight, every weight that moved, every loss; contributions add up to the score. Empty
    /// where a [`Scorer`](super::Scorer) was asked for figures alone.
    pub trace: Vec<Step>,
}

/// Why an evaluation has no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unscored {
    /// No question applies.
    NothingApplies,
    /// Questions apply, but only such as weigh nothing.
    NothingWeighs,
    /// There is nothing to deduct from.
    NothingToDeductFrom,
}

impl Unscored {
    /// In a few words.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NothingApplies => "no question applies",
            Self::NothingWeighs => "no question with a weight applies",
            Self::NothingToDeductFrom => "nothing to deduct from",
        }
    }
}

/// The score of one section, sections within included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionScore {
    /// Share of the section after critical errors that zero sections; `None` when nothing in it
    /// applies.
    pub value: Option<Fraction>,
    /// The same before critical errors.
    pub before_critical: Option<Fraction>,
    /// Its part of the whole in this evaluation; nothing where penalties are deducted.
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

/// Questions of one evaluation that can be failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attributes {
    /// How many apply: the opportunities for an error.
    pub applicable: u64,
    /// How many of them were failed.
    pub failed: u64,
}

impl Score {
    /// How many critical questions of a kind were failed.
    pub fn errors_of(&self, kind: CriticalKind) -> usize {
        self.critical_errors.iter().filter(|error| error.kind == kind).count()
    }

    /// Critical questions of a kind, or those that are not critical.
    pub fn attributes_of(&self, kind: Option<CriticalKind>) -> Attributes {
        self.attributes[kind.map_or(3, CriticalKind::index)]
    }
}

/// Scores one evaluation.
///
/// Weights follow the scorecard's method, what does not apply its N/A rule. Critical errors come
/// last: first those that zero a section, then floor and cap, then those that cap or zero the
/// evaluation.
///
/// # Panics
///
/// If the answers are of another scorecard.
pub fn score(card: &Scorecard, answers: &Answers) -> Score {
    let given = answers.as_slice();
    let fits = card.questions().count() == given.len()
        && card.questions().zip(given).all(|(question, answer)| question.allows(*answer));
    assert!(fits, "answers belong to the scorecard they are scored with");
    let mut tally = Tally::new(card);
    let unscored = if card.rules().method == Method::Deduction {
        deduct(card, given, &mut tally)
    } else {
        let weights = weigh(card, answers);
        match &weights {
            Some(weights) => {
                tally.earn(given, weights);
                None
            }
            None => Some(Unscored::NothingWeighs),
        }
    };
    let scored = || card.questions().zip(given).filter(|(question, _)| question.kind().is_scored());
    let answered = count(scored().filter(|(_, answer)| answer.applies()));
    let is_hidden = |(_, answer): &(_, &Answer)| **answer == Answer::Hidden;
    let hidden = count(scored().filter(is_hidden));
    let unscored = unscored.map(|why| if answered == 0 { Unscored::NothingApplies } else { why });
    let critical_errors = critical_errors(card, given);
    let before = tally.clone();
    let (value, before_critical) = tally.finish(&critical_errors, unscored.is_some());
    let fatal = critical_errors.iter().any(|error| error.rule.fails_evaluation());
    Score {
        value,
        before_critical,
        critical: before.share_of(|question| question.critical().is_some()),
        non_critical: before.share_of(|question| question.critical().is_none()),
        unscored,
        whole: if unscored.is_some() { Fraction::ZERO } else { before.whole(given) },
        sections: tally.sections(&before),
        passed: if fatal { Some(false) } else { passes(card, value) },
        band: band(card, value),
        critical_errors,
        attributes: attributes(card, given),
        answered,
        not_applicable: count(scored()) - answered - hidden,
        hidden,
        trace: tally.trace,
    }
}

fn count<T>(all: impl Iterator<Item = T>) -> u64 {
    u64::try_from(all.count()).unwrap_or(u64::MAX)
}

fn critical_errors(card: &Scorecard, given: &[Answer]) -> Vec<CriticalError> {
    let failed = card.questions().zip(given).enumerate().filter_map(|(index, (it, answer))| {
        let critical = it.critical().filter(|_| it.fails(*answer))?;
        let rule = card.critical_rule(critical);
        Some(CriticalError { question: index, kind: critical.kind, rule })
    });
    failed.collect()
}

/// Every question that could be failed, by critical kind; bonus is no attribute of quality.
fn attributes(card: &Scorecard, given: &[Answer]) -> [Attributes; 4] {
    let mut all = [Attributes::default(); 4];
    let counts = |question: &Question| question.kind().is_scored() && !question.is_bonus();
    for (question, answer) in card.questions().zip(given) {
        if !answer.applies() || !(counts(question) || question.critical().is_some()) {
            continue;
        }
        let own = &mut all[question.critical().map_or(3, |it| it.kind.index())];
        own.applicable += 1;
        own.failed += u64::from(question.fails(*answer));
    }
    all
}

/// Whether a score reaches the pass mark, both exact.
pub(super) fn passes(card: &Scorecard, value: Option<Fraction>) -> Option<bool> {
    let mark = Fraction::new(i128::from(card.pass_mark()?), 100_000)?;
    Some(value? >= mark)
}

/// The highest band that a score reaches.
pub(super) fn band(card: &Scorecard, value: Option<Fraction>) -> Option<usize> {
    let value = value?;
    let reaches =
        |from: i64| Fraction::new(i128::from(from), 100_000).is_some_and(|it| value >= it);
    card.bands().iter().position(|band| reaches(band.from))
}
