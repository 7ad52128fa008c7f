//! What evaluations say about each question of a scorecard: a fold that can be cut anywhere.

use super::{Scored, Step};
use crate::scorecard::{Answer, Question};
use crate::stats::correlation::Correlation;
use crate::stats::fraction::Fraction;
use crate::stats::wilson::wilson;
use crate::stats::{normal, real};
use std::collections::BTreeMap;

/// Shares are summed in whole billionths, so that no order of evaluations changes a sum.
const BILLION: f64 = 1e9;

/// Evaluations below which nothing is said against a question that always has the same answer.
///
/// With 35 evaluations and no failure the Wilson interval of the fail rate still reaches 9.9 %.
const ENOUGH: u64 = 35;

/// What evaluations say about one question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionTally {
    /// Evaluations in which it counted: answered, or counting although it does not apply.
    pub counted: u64,
    /// Evaluations in which the evaluator found that it does not apply.
    pub not_applicable: u64,
    /// Evaluations in which it was not asked, because of a condition.
    pub hidden: u64,
    /// Evaluations in which it was answered.
    pub answered: u64,
    /// Answers that fail it.
    pub failed: u64,
    /// Causes named for failures, and how often.
    pub causes: BTreeMap<String, u64>,
    earned: i128,
    lost: i128,
    lost_critical: i128,
    points: Option<(i64, i64)>,
    with_rest: Correlation,
}

/// What is to be said about a question beside its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// It was never answered.
    NeverApplies,
    /// Every answer earned the same, in enough evaluations to expect another.
    AlwaysTheSame,
    /// Who does well in it does badly in the rest, beyond chance.
    AgainstTheRest,
}

impl Finding {
    /// In a few words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NeverApplies => "never applies",
            Self::AlwaysTheSame => "always the same answer",
            Self::AgainstTheRest => "against the rest",
        }
    }
}

impl QuestionTally {
    /// Mean share of its points where it counted; `None` when it never did.
    pub fn earned_share(&self) -> Option<f64> {
        (self.counted > 0).then(|| real::signed(self.earned) / BILLION / real::count(self.counted))
    }

    /// Failures among answers with the 95 % interval of Wilson; `None` without answers.
    pub fn failed_limits(&self) -> Option<(f64, f64)> {
        wilson(self.failed, self.answered, normal::quantile(0.975))
    }

    /// Share of the whole it cost in all, before critical errors.
    fn lost(&self) -> f64 {
        real::signed(self.lost) / BILLION
    }

    /// Correlation of the question's share with the score of the other questions of the evaluation.
    ///
    /// `None` below three evaluations in which both exist, and when one of the two never changes.
    /// Source: the corrected item-total correlation of classical test theory, Nunnally & Bernstein
    /// (1994), *Psychometric Theory*, 3rd ed., ch. 8.
    pub fn discrimination(&self) -> Option<f64> {
        self.with_rest.correlation()
    }

    /// Its 95 % interval.
    pub fn discrimination_limits(&self) -> Option<(f64, f64)> {
        self.with_rest.interval_95()
    }

    /// What is to be said about it; `None` for a question that does its work, or too few evaluations.
    pub fn finding(&self) -> Option<Finding> {
        let asked = self.answered + self.not_applicable;
        let same = self.points.is_some_and(|(least, most)| least == most);
        if self.answered == 0 && asked >= ENOUGH {
            Some(Finding::NeverApplies)
        } else if same && self.answered >= ENOUGH {
            Some(Finding::AlwaysTheSame)
        } else if self.discrimination_limits().is_some_and(|(_, high)| high < 0.0) {
            Some(Finding::AgainstTheRest)
        } else {
            None
        }
    }

    fn merge(&mut self, other: Self) {
        self.counted += other.counted;
        self.not_applicable += other.not_applicable;
        self.hidden += other.hidden;
        self.answered += other.answered;
        self.failed += other.failed;
        for (cause, count) in other.causes {
            *self.causes.entry(cause).or_default() += count;
        }
        self.earned += other.earned;
        self.lost += other.lost;
        self.lost_critical += other.lost_critical;
        self.points = match (self.points, other.points) {
            (Some(one), Some(two)) => Some((one.0.min(two.0), one.1.max(two.1))),
            (one, two) => one.or(two),
        };
        self.with_rest.merge(other.with_rest);
    }
}

/// What evaluations say about every question of one scorecard.
///
/// Evaluations without a score take no part: nothing in them applies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysis {
    /// Evaluations that take part.
    pub evaluations: u64,
    /// One for each question, in the order of the scorecard; empty before the first evaluation.
    pub questions: Vec<QuestionTally>,
}

impl Analysis {
    /// Adds one evaluation of the scorecard.
    pub fn add(&mut self, it: &Scored<'_>) {
        self.questions.resize_with(it.card.questions().count(), QuestionTally::default);
        if it.score.value.is_none() {
            return;
        }
        self.evaluations += 1;
        let whole = it.score.before_critical.unwrap_or(Fraction::ZERO).to_f64();
        for step in &it.score.trace {
            self.step(*step, whole);
        }
        self.answers(it);
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: Self) {
        self.evaluations += other.evaluations;
        let most = self.questions.len().max(other.questions.len());
        self.questions.resize_with(most, QuestionTally::default);
        for (own, other) in self.questions.iter_mut().zip(other.questions) {
            own.merge(other);
        }
    }

    /// Points of 100 that a question costs an evaluation on average, before critical errors; `None`
    /// without evaluations.
    pub fn lost_points(&self, question: &QuestionTally) -> Option<f64> {
        self.per_evaluation(question.lost())
    }

    /// Points of 100 that its critical errors take away on average beyond that; `None` without
    /// evaluations.
    pub fn lost_to_critical(&self, question: &QuestionTally) -> Option<f64> {
        self.per_evaluation(real::signed(question.lost_critical) / BILLION)
    }

    fn per_evaluation(&self, share: f64) -> Option<f64> {
        (self.evaluations > 0).then(|| 100.0 * share / real::count(self.evaluations))
    }

    fn step(&mut self, step: Step, whole: f64) {
        match step {
            Step::Question { question, share, weight, .. } => {
                let (share, weight) = (share.to_f64(), weight.to_f64());
                self.counts(question, share, weight * (1.0 - share));
                let rest = 1.0 - weight;
                if rest > 1e-9 {
                    let rest = (whole - weight * share) / rest;
                    let pairs = &mut self.questions[question].with_rest;
                    pairs.push(billionths(share), billionths(rest));
                }
            }
            // Points beyond the whole can be gained, not lost.
            Step::Bonus { question, share, .. } => self.counts(question, share.to_f64(), 0.0),
            Step::Deducted { question, lost } => {
                let lost = lost.to_f64();
                self.counts(question, 1.0 - lost, lost);
                let pairs = &mut self.questions[question].with_rest;
                pairs.push(billionths(-lost), billionths(whole + lost));
            }
            Step::Critical { question, lost, .. } => {
                self.questions[question].lost_critical += i128::from(billionths(lost.to_f64()));
            }
            Step::Start | Step::Limited { .. } | Step::LeftOut { .. } => {}
        }
    }

    fn counts(&mut self, question: usize, earned: f64, lost: f64) {
        let one = &mut self.questions[question];
        one.counted += 1;
        one.earned += i128::from(billionths(earned));
        one.lost += i128::from(billionths(lost));
    }

    fn answers(&mut self, it: &Scored<'_>) {
        let asked = it.card.questions().zip(it.answers.as_slice());
        for (tally, (question, answer)) in self.questions.iter_mut().zip(asked) {
            tally.answer(question, *answer);
        }
        for raw in it.evaluation.answers.iter().filter(|raw| raw.cause.is_some()) {
            let Some(index) = it.card.question_index(&raw.question) else { continue };
            let failed = it.card.question_at(index).zip(it.answers.as_slice().get(index));
            if let (Some(cause), Some((question, answer))) = (&raw.cause, failed)
                && question.fails(*answer)
            {
                *self.questions[index].causes.entry(cause.clone()).or_default() += 1;
            }
        }
    }
}

impl QuestionTally {
    fn answer(&mut self, question: &Question, answer: Answer) {
        match answer {
            Answer::NotApplicable => self.not_applicable += 1,
            Answer::Hidden => self.hidden += 1,
            _ => {
                self.answered += 1;
                self.failed += u64::from(question.fails(answer));
                let points = question.kind().points(answer).map_or(0, |points| points.0);
                let (least, most) = self.points.unwrap_or((points, points));
                self.points = Some((least.min(points), most.max(points)));
            }
        }
    }
}

/// A share in billionths, to the nearest.
fn billionths(share: f64) -> i64 {
    real::truncate((share * BILLION).round()).unwrap_or_default()
}
