//! What single answers depend on: agents, evaluators, questions and how these go together.

use super::ratings::{RatingValue, Ratings};
use super::scale::Scale;
use super::stakes::Stake;
use crate::stats::mixed;
use crate::stats::real;
use std::collections::{BTreeMap, BTreeSet};

/// Levels, the largest factor apart, up to which components are computed: exact, in seconds.
const MOST_LEVELS: usize = 150;

/// Where an answer may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Agents who work better or worse.
    Agent,
    /// Evaluators who are more severe or less.
    Evaluator,
    /// Questions that are harder.
    Question,
    /// Evaluators who favour some agents.
    AgentEvaluator,
    /// Interactions of an agent that went better or worse.
    Interaction,
    /// Evaluators who are severe about some questions.
    EvaluatorQuestion,
    /// Agents who are good at some questions.
    AgentQuestion,
}

impl Source {
    /// Every source, in the order in which they are told apart while there is room.
    pub const ALL: [Self; 7] = [
        Self::Agent,
        Self::Evaluator,
        Self::Question,
        Self::AgentEvaluator,
        Self::Interaction,
        Self::EvaluatorQuestion,
        Self::AgentQuestion,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Evaluator => "evaluator",
            Self::Question => "question",
            Self::AgentEvaluator => "agent x evaluator",
            Self::Interaction => "interaction",
            Self::EvaluatorQuestion => "evaluator x question",
            Self::AgentQuestion => "agent x question",
        }
    }
}

/// One answer: numbers of its agent, evaluator, question and interaction, and what it is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Answer {
    of: [usize; 4],
    worth: f64,
}

/// Answers by whose they are, each worth 0 to 100: the least and the most its question can give.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    answers: Vec<Answer>,
    questions: usize,
}

/// Variances of answers by where they come from, of answers worth 0 to 100.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerVariances {
    /// What could be told apart.
    pub told: BTreeMap<Source, f64>,
    /// What is left; holds what could not.
    pub residual: f64,
    /// How many questions there are.
    pub questions: usize,
    /// How many answers it is from.
    pub answers: usize,
}

impl Answers {
    /// From answers to questions whose answers are worth points or have values; others, answers of
    /// not applicable and those about interactions of nobody known are left out.
    pub fn of(
        ratings: &Ratings,
        (agents, evaluators): (&BTreeMap<String, String>, &[&str]),
        stakes: &BTreeMap<String, Stake>,
    ) -> Self {
        let scales = ratings.scales();
        let people: BTreeSet<&str> = evaluators.iter().copied().collect();
        let mut found: Vec<([&str; 4], f64)> = Vec::new();
        for interaction in ratings.interactions() {
            let Some(agent) = agents.get(interaction) else { continue };
            for (question, answers) in ratings.about(interaction) {
                let Some(scale) = scales.get(question) else { continue };
                for (who, answer) in answers.into_iter().filter(|(who, _)| people.contains(who)) {
                    let RatingValue::Category(text) = answer else { continue };
                    let Some(worth) = worth(text, scale, stakes.get(question)) else { continue };
                    found.push(([agent.as_str(), who, question, interaction], worth));
                }
            }
        }
        let numbers: [BTreeMap<&str, usize>; 4] = std::array::from_fn(|axis| {
            let names: BTreeSet<&str> = found.iter().map(|(of, _)| of[axis]).collect();
            names.into_iter().zip(0..).collect()
        });
        let number = |of: &[&str; 4]| std::array::from_fn(|axis| numbers[axis][of[axis]]);
        let answers = found.iter().map(|(of, worth)| Answer { of: number(of), worth: *worth });
        Self { questions: numbers[2].len(), answers: answers.collect() }
    }

    /// Variances by restricted maximum likelihood, with every source that the answers can tell apart
    /// and for which there is room: up to 150 levels, the largest factor apart.
    ///
    /// `None` below two agents, evaluators or questions, and where nothing scatters.
    pub fn variances(&self) -> Option<AnswerVariances> {
        let (mut sources, mut levels, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
        for source in Source::ALL {
            let of = self.levels(source);
            let different = of.iter().max().map_or(0, |most| most + 1);
            let all: usize = sizes.iter().sum::<usize>() + different;
            let largest = sizes.iter().copied().max().unwrap_or(0).max(different);
            let told = (2..self.answers.len()).contains(&different);
            if told && all - largest <= MOST_LEVELS {
                sources.push(source);
                levels.push(of);
                sizes.push(different);
            } else if matches!(source, Source::Agent | Source::Evaluator | Source::Question) {
                return None;
            }
        }
        let worth: Vec<f64> = self.answers.iter().map(|one| one.worth).collect();
        let fit = mixed::fit(&worth, &levels)?;
        let variances = fit.factors.iter().map(|factor| factor.variance);
        Some(AnswerVariances {
            told: sources.into_iter().zip(variances).collect(),
            residual: fit.residual,
            questions: self.questions,
            answers: worth.len(),
        })
    }

    /// The level of each answer, numbered from 0 without gaps.
    fn levels(&self, source: Source) -> Vec<usize> {
        let key = |one: &Answer| {
            let [agent, evaluator, question, interaction] = one.of;
            match source {
                Source::Agent => (agent, 0),
                Source::Evaluator => (evaluator, 0),
                Source::Question => (question, 0),
                Source::Interaction => (interaction, 0),
                Source::AgentEvaluator => (agent, evaluator),
                Source::EvaluatorQuestion => (evaluator, question),
                Source::AgentQuestion => (agent, question),
            }
        };
        let known: BTreeSet<(usize, usize)> = self.answers.iter().map(key).collect();
        let known: BTreeMap<(usize, usize), usize> = known.into_iter().zip(0..).collect();
        self.answers.iter().map(|one| known[&key(one)]).collect()
    }
}

/// From 0 for the worst answer of a question to 100 for the best; `None` where that is not known.
fn worth(text: &str, scale: &Scale, stake: Option<&Stake>) -> Option<f64> {
    let points = stake.map(|stake| &stake.worth).filter(|worth| !worth.is_empty());
    let (own, all): (f64, Vec<f64>) = match points {
        Some(worth) => {
            let real = |points: &i64| real::signed(i128::from(*points));
            (real(worth.get(text)?), worth.values().map(real).collect())
        }
        None if scale.has_values() => {
            let values = scale.numeric();
            (*values.get(scale.category(text)?)?, values)
        }
        None => return None,
    };
    let (low, high) =
        (all.iter().copied().min_by(f64::total_cmp)?, all.into_iter().max_by(f64::total_cmp)?);
    (high > low).then(|| 100.0 * (own - low) / (high - low))
}

impl AnswerVariances {
    /// How dependable an agent's mean over so many evaluations, evaluators and questions is, from 0
    /// to 1; severity counts as error, and the questions are the same for every agent, drawn from
    /// possible ones. `None` without any evaluation or variance.
    ///
    /// The evaluations are of different interactions, shared evenly among the evaluators.
    /// Source: Brennan (2001), *Generalizability Theory*, chapter 4.
    pub fn dependability(&self, evaluations: u32, evaluators: u32, questions: u32) -> Option<f64> {
        let of = |source: Source| self.told.get(&source).copied().unwrap_or(0.0);
        let people = f64::from(evaluators.min(evaluations));
        let (calls, asked) = (f64::from(evaluations), f64::from(questions));
        if people * asked <= 0.0 {
            return None;
        }
        let by_people = of(Source::Evaluator) + of(Source::AgentEvaluator);
        let error = by_people / people
            + of(Source::EvaluatorQuestion) / (people * asked)
            + of(Source::AgentQuestion) / asked
            + of(Source::Interaction) / calls
            + self.residual / (calls * asked);
        let all = of(Source::Agent) + error;
        (all > 0.0).then(|| of(Source::Agent) / all)
    }

    /// The fewest evaluations by so many evaluators on so many questions with this dependability, up to
    /// 1,000.
    pub fn evaluations_needed(
        &self,
        dependability: f64,
        (evaluators, questions): (u32, u32),
    ) -> Option<u32> {
        (1..=1_000).find(|evaluations| {
            let found = self.dependability(*evaluations, evaluators, questions);
            found.is_some_and(|found| found >= dependability)
        })
    }
}

#[cfg(test)]
mod tests;
