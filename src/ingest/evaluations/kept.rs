//! Evaluations in little room: ids and times as they are, words by number, answers in a log.

use super::words::Words;
use crate::model::{AnswerLog, Evaluation, QuickHash, RawAnswer, Said};
use crate::problem::Place;
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::sync::Arc;

/// Everything about an evaluation but its answers.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    pub(super) id: Box<str>,
    pub(super) interaction: Box<str>,
    pub(super) revision: u32,
    /// What it supersedes, status, purpose, selection, agent, evaluator, scorecard, its version and
    /// hash, session; by number.
    pub(super) words: [u32; 10],
    pub(super) evaluated_at: Option<i64>,
    pub(super) delivered_score: Option<i64>,
    pub(super) extra: BTreeMap<String, String>,
    pub(super) place: Place,
    /// The head before it whose id and revision have the same hash, counted from 1.
    pub(super) same: u32,
}

/// Words of a head, by their place among them.
pub(super) const STATUS: usize = 1;
pub(super) const PURPOSE: usize = 2;
pub(super) const SELECTION: usize = 3;
const AGENT: usize = 4;
pub(super) const EVALUATOR: usize = 5;
pub(super) const CARD: usize = 6;
pub(super) const VERSION: usize = 7;
pub(super) const SESSION: usize = 9;

/// What else an evaluation has one of, by the names of their columns.
const TOLD: [(usize, &str); 4] =
    [(AGENT, "agent_id"), (PURPOSE, "purpose"), (SELECTION, "selection"), (SESSION, "session")];

#[expect(clippy::disallowed_types, reason = "looked up only; its order never shows")]
type Index = std::collections::HashMap<u64, u32, QuickHash>;

/// What answers say, by question, answer and whether there is room for a comment.
#[expect(clippy::disallowed_types, reason = "looked up only; its order never shows")]
type Sayings = std::collections::HashMap<(Arc<str>, Arc<str>, bool), u32, QuickHash>;

/// How many different answers without words of their own are kept once.
const MOST_SAYINGS: usize = 1 << 16;

/// Evaluations in the order in which they were first met.
#[derive(Debug, Clone, Default)]
pub(super) struct Store {
    /// Their heads.
    pub(super) heads: Vec<Head>,
    /// The texts of their heads.
    pub(super) words: Words,
    /// Their answers.
    pub(super) log: AnswerLog,
    index: Index,
    sayings: Sayings,
}

impl Store {
    /// The evaluation of that id and revision.
    pub(super) fn find(&self, id: &str, revision: u32) -> Option<usize> {
        let mut next = self.index.get(&hash(id, revision)).copied();
        while let Some(at) = next.and_then(index) {
            let head = &self.heads[at];
            if *head.id == *id && head.revision == revision {
                return Some(at);
            }
            next = Some(head.same);
        }
        None
    }

    /// Adds an evaluation that is not there yet.
    ///
    /// # Panics
    ///
    /// If there are more than a `u32` counts, which no memory holds.
    pub(super) fn add(&mut self, mut head: Head) -> usize {
        let at = self.heads.len();
        let number = u32::try_from(at + 1);
        assert!(number.is_ok(), "evaluations are fewer than four billion");
        let before = self.index.insert(hash(&head.id, head.revision), number.unwrap_or_default());
        head.same = before.unwrap_or(0);
        self.heads.push(head);
        at
    }

    /// Adds an evaluation as it is.
    pub(super) fn adopt(&mut self, evaluation: Evaluation) {
        let it = &evaluation;
        let texts = [
            it.supersedes.as_deref(),
            Some(it.status.as_str()),
            Some(it.purpose.as_str()),
            it.selection.as_deref(),
            it.agent.as_deref(),
            Some(it.evaluator.as_str()),
            it.scorecard.as_deref(),
            it.scorecard_version.as_deref(),
            it.scorecard_hash.as_deref(),
            it.session.as_deref(),
        ];
        let head = Head {
            words: texts.map(|text| self.words.number(text)),
            id: evaluation.id.into(),
            interaction: evaluation.interaction.into(),
            revision: evaluation.revision,
            evaluated_at: evaluation.evaluated_at,
            delivered_score: evaluation.delivered_score,
            extra: evaluation.extra,
            place: evaluation.place,
            ..Head::default()
        };
        let at = self.add(head);
        for answer in evaluation.answers {
            self.log.begin(&answer.place.file);
            self.answer(at, answer);
        }
    }

    /// Whether an evaluation that is there tells of itself what a head of the same id does: judged by
    /// whom and when, which interaction, with which scorecard, in which state.
    pub(super) fn is_same(&self, at: usize, head: &Head) -> bool {
        let first = &self.heads[at];
        let alike = |word: usize| {
            let [one, other] = [first.words[word], head.words[word]];
            one == other || self.words.text(one) == self.words.text(other)
        };
        first.interaction == head.interaction
            && first.evaluated_at == head.evaluated_at
            && [STATUS, EVALUATOR, CARD, VERSION].into_iter().all(alike)
    }

    /// What a head tells otherwise than an evaluation of the same id that is there, in the words of
    /// its column and of both; what only one of them tells is taken over and no contradiction.
    pub(super) fn differs(
        &mut self,
        at: usize,
        head: &Head,
    ) -> Option<(&'static str, [String; 2])> {
        for (word, name) in TOLD {
            let [first, second] = [self.heads[at].words[word], head.words[word]];
            let texts = [first, second].map(|number| self.words.text(number));
            match texts {
                [Some(one), Some(other)] if one != other => {
                    return Some((name, [one.to_string(), other.to_string()]));
                }
                [None, Some(_)] => self.heads[at].words[word] = second,
                _ => {}
            }
        }
        None
    }

    /// Adds an answer to an evaluation.
    pub(super) fn answer(&mut self, at: usize, answer: RawAnswer) {
        let place = [answer.place.line, answer.place.column];
        let said = self.say(answer);
        self.answered(at, said, place);
    }

    /// Adds an answer that says what others say.
    ///
    /// # Panics
    ///
    /// If there are more than a `u32` counts: 64 GB of answers.
    pub(super) fn answered(&mut self, at: usize, said: u32, place: [Option<u64>; 2]) {
        let pushed = u32::try_from(at).ok().and_then(|at| self.log.push(at, said, place));
        assert!(pushed.is_some(), "answers are fewer than four billion");
    }

    /// The number of what an answer says.
    ///
    /// # Panics
    ///
    /// If there are more than a `u32` counts.
    pub(super) fn say(&mut self, answer: RawAnswer) -> u32 {
        let is_plain = answer.comment.as_deref().is_none_or(str::is_empty)
            && answer.cause.is_none()
            && answer.at.is_none();
        let key = (answer.question.clone(), answer.answer.clone(), answer.comment.is_some());
        if is_plain && let Some(known) = self.sayings.get(&key) {
            return *known;
        }
        let number = self.log.keep(Said::from(answer));
        assert!(number.is_some(), "answers are fewer than four billion");
        let number = number.unwrap_or_default();
        if is_plain && self.sayings.len() < MOST_SAYINGS {
            self.sayings.insert(key, number);
        }
        number
    }

    /// An evaluation without its answers.
    pub(super) fn head(&self, at: usize) -> Evaluation {
        self.tell(&self.heads[at])
    }

    /// The evaluation that a head tells of, without its answers.
    pub(super) fn tell(&self, head: &Head) -> Evaluation {
        let [
            supersedes,
            status,
            purpose,
            selection,
            agent,
            evaluator,
            card,
            version,
            hash,
            session,
        ] = head.words.map(|number| self.words.text(number).map(ToString::to_string));
        Evaluation {
            id: head.id.to_string(),
            revision: head.revision,
            supersedes,
            status: status.unwrap_or_default(),
            purpose: purpose.unwrap_or_default(),
            selection,
            interaction: head.interaction.to_string(),
            agent,
            evaluator: evaluator.unwrap_or_default(),
            scorecard: card,
            scorecard_version: version,
            scorecard_hash: hash,
            session,
            evaluated_at: head.evaluated_at,
            delivered_score: head.delivered_score,
            answers: Vec::new(),
            extra: head.extra.clone(),
            place: head.place.clone(),
        }
    }

    /// An evaluation; its answers once the log is settled.
    pub(super) fn evaluation(&self, at: usize) -> Evaluation {
        Evaluation { answers: self.log.answers(number(at)), ..self.head(at) }
    }

    /// The numbers of what its answers say, once the log is settled.
    pub(super) fn said(&self, at: usize, into: &mut Vec<u32>) {
        self.log.numbers(number(at), into);
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn hash(id: &str, revision: u32) -> u64 {
    QuickHash::default().hash_one((id, revision))
}

/// The index of something counted from 1.
fn index(number: u32) -> Option<usize> {
    usize::try_from(number).ok()?.checked_sub(1)
}
