//! Sections, questions, weights, critical rules: valid by construction.
//!
//! A reader fills a [`Draft`], [`Draft::check`] turns it into a [`Scorecard`] or says what is wrong
//! with it. [`Scorecard::read`] turns raw answers into [`Answers`]; `scoring` takes it from there.

mod answer;
mod band;
mod base;
mod causes;
mod check;
mod condition;
mod draft;
mod kind;
mod parse;
mod preset;
mod question;
mod quick;
mod read;
mod rules;
mod shelf;
mod texts;

pub use answer::{Answer, Answers, BadAnswer, MAX_SEVERITIES, OptionSet};
pub use band::{Band, Subject};
pub use base::{QuestionBase, SectionBase};
pub use condition::{Condition, ConditionDraft, Test};
pub use draft::{DeductFromDraft, Draft, Flaw, Limit, QuestionDraft, SectionDraft, Spot, Total};
pub use kind::{Categories, Category, Choice, NumberRange, QuestionKind, Severity};
pub use preset::{Bundle, Preset};
pub use question::{Cause, CommentRule, Critical, CriticalKind, Origin, Question, Trigger};
pub use quick::QuickReader;
pub use rules::{
    Aggregate, CriticalRule, DeductFrom, Method, NaRule, Normalise, Points, Rules, Weight,
};
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
    valid_to: Option<String>,
    bands: Vec<Band>,
    targets: [i64; 3],
    subject: Subject,
    channels: Vec<String>,
    sections: Vec<Section>,
    base: Vec<SectionBase>,
    starts: Vec<usize>,
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

    /// The last day it is meant for; `None` when it does not say.
    pub fn valid_to(&self) -> Option<&str> {
        self.valid_to.as_deref()
    }

    /// Performance bands, from the highest down; perhaps none.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// The least share of interactions without a critical error of that kind, in thousandths of a
    /// percent.
    pub fn target(&self, kind: CriticalKind) -> i64 {
        self.targets[kind.index()]
    }

    /// Who is judged.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// The channels it is meant for; empty for all.
    pub fn channels(&self) -> &[String] {
        &self.channels
    }

    /// Its sections in order, those within a section behind it; never empty.
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

    /// The question of that index among all.
    pub fn question_at(&self, index: usize) -> Option<&Question> {
        let section = self.section_of(index);
        self.sections.get(section)?.questions.get(index - self.starts.get(section)?)
    }

    /// Index of the section in which the question of that index stands.
    pub fn section_of(&self, question: usize) -> usize {
        // Sections without a question of their own begin where the next one does.
        self.starts.partition_point(|start| *start <= question).saturating_sub(1)
    }

    /// The question of that id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.question_at(self.question_index(id)?)
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
    parent: Option<usize>,
    na_allowed: bool,
    when: Option<Condition>,
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

    /// Index of the section it belongs to; `None` for a section of the card itself.
    pub fn parent(&self) -> Option<usize> {
        self.parent
    }

    /// Whether it may not apply as a whole.
    pub fn na_allowed(&self) -> bool {
        self.na_allowed
    }

    /// When it is asked; `None` for always.
    pub fn when(&self) -> Option<&Condition> {
        self.when.as_ref()
    }

    /// Its weight among the sections, or among the parts of its section, where the method looks at
    /// it.
    pub fn weight(&self) -> Weight {
        self.weight
    }

    /// Its own questions in order; empty only where it has sections within.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }
}

#[cfg(test)]
pub(crate) mod sample;
