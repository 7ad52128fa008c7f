//! Sections, questions, weights, critical rules: valid by construction.
//!
//! A reader fills a [`Draft`], [`Draft::check`] turns it into a [`Scorecard`] or says what is wrong
//! with it. [`Scorecard::read`] turns raw answers into [`Answers`]; `scoring` takes it from there.

mod answer;
mod base;
mod check;
mod draft;
mod question;
mod read;
mod rules;
mod shelf;
mod texts;

pub use answer::{Answer, Answers, BadAnswer};
pub use base::SectionBase;
pub use draft::{Draft, Flaw, QuestionDraft, SectionDraft, Spot, Total};
pub use question::{
    Categories, Category, Cause, Choice, CommentRule, Critical, CriticalKind, Question,
    QuestionKind,
};
pub use rules::{CriticalRule, Method, NaRule, Points, Rules, Weight};
pub use shelf::Shelf;
pub use texts::Texts;

use std::collections::BTreeMap;

/// A scorecard, valid by construction: see [`Draft::check`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scorecard {
    id: String,
    version: String,
    name: Texts,
    hash: String,
    pass_mark: Option<i64>,
    valid_from: Option<String>,
    channels: Vec<String>,
    sections: Vec<Section>,
    rules: Rules,
    index: BTreeMap<String, usize>,
}

impl Scorecard {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its version, a free text.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What people call it.
    pub fn name(&self) -> &Texts {
        &self.name
    }

    /// SHA-256, in hex, of the file's bytes with LF line ends and without a byte order mark.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The least score that passes, in thousandths of a percent; `None` when no score decides it.
    pub fn pass_mark(&self) -> Option<i64> {
        self.pass_mark
    }

    /// The first day it is meant for, as `2026-10-01`; `None` when it does not say.
    pub fn valid_from(&self) -> Option<&str> {
        self.valid_from.as_deref()
    }

    /// The channels it is meant for; empty for all.
    pub fn channels(&self) -> &[String] {
        &self.channels
    }

    /// Its sections in order; never empty.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// How answers become a score.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// Every question, section by section.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// The question of that id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions().nth(self.question_index(id)?)
    }

    /// Where in [`Scorecard::questions`] the question of that id stands.
    pub fn question_index(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// What a failure of a critical question does: its own rule, or else the scorecard's.
    pub fn critical_rule(&self, critical: Critical) -> CriticalRule {
        critical.rule.unwrap_or(self.rules.critical)
    }
}

/// Some questions under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    id: String,
    name: Texts,
    weight: Weight,
    questions: Vec<Question>,
}

impl Section {
    /// Its id, unique in the scorecard.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it.
    pub fn name(&self) -> &Texts {
        &self.name
    }

    /// Its weight among the sections, where the method looks at it.
    pub fn weight(&self) -> Weight {
        self.weight
    }

    /// Its questions in order; never empty.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }
}

#[cfg(test)]
pub(crate) mod sample;
