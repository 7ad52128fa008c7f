//! A profile: how one system's export maps to the canonical columns. Typed; files are read by `lower`.

pub mod bundled;
mod field;
mod form;
mod joining;
mod lookup;
mod lower;
mod pattern;
mod sheets;
mod steps;
mod unpivot;

use super::values::Decimal;
use crate::model::Outcome;
use std::collections::BTreeMap;

pub use field::{Ambiguous, Bad, Expr, FieldMap, Missing, Pick, Sign, Wrap};
pub use form::{FileRules, HeaderRule, Quotes, Ragged, RepeatedHeader};
pub use joining::{
    AtEnd, Dedupe, EventRule, EventRules, GroupRules, KeepOf, Legs, Otherwise, SetFrom, TakeOf,
    Unknown,
};
pub use lookup::Lookup;
pub(crate) use lower::zone;
pub use lower::{open, parse};
pub use pattern::Pattern;
pub use steps::{NumberForm, Round, Take, TextStep};
pub use unpivot::{Questions, Unpivot};

/// Everything a profile says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// Its name; empty for the implied profile of a canonical file.
    pub name: String,
    /// The file it was read from; empty for an implied one.
    pub path: String,
    /// SHA-256 of its text, in hex; empty for an implied one.
    pub sha256: String,
    /// What tells a file that it is for.
    pub detect: Detect,
    /// What the records are.
    pub kind: RecordKind,
    /// The file's form.
    pub file: FileRules,
    /// Which records take part.
    pub select: SelectRules,
    /// Source of each column, by canonical name.
    pub map: BTreeMap<String, FieldMap>,
    /// Rules for the outcome, first match wins; empty when the outcome is a column.
    pub outcomes: Vec<OutcomeRule>,
    /// How legs become interactions; `None` when every record is one.
    pub group: Option<GroupRules>,
    /// How events become interactions; there when the records are events.
    pub events: Option<EventRules>,
    /// How answers stand in a file of evaluations; `None` lets its columns decide.
    pub layout: Option<Layout>,
    /// Which columns of a wide sheet are questions; `None` lets the scorecards decide.
    pub unpivot: Option<Unpivot>,
}

/// What tells a file that a profile is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detect {
    /// Names that its header has, all of them.
    pub header_has: Vec<String>,
    /// Patterns of its name; one must fit.
    pub file_name: Vec<String>,
}

/// What the records of a file are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RecordKind {
    /// One record an interaction.
    #[default]
    Interactions,
    /// One record an event in the life of an interaction.
    Events,
    /// Evaluations, long or wide.
    Evaluations,
    /// One record a stretch of time, with what its contacts add up to.
    Intervals,
    /// One record a customer's response.
    Surveys,
    /// One record an agent, for as long as nothing about them changes.
    Roster,
    /// One record a stretch of time that an agent spent in one state, or is to spend in it.
    States,
    /// One record a report or an answer that was promised.
    Deliveries,
    /// One record a message of a conversation.
    Messages,
}

impl RecordKind {
    /// Every kind and its name in profiles.
    pub const NAMES: [(&'static str, Self); 9] = [
        ("interactions", Self::Interactions),
        ("events", Self::Events),
        ("evaluations", Self::Evaluations),
        ("intervals", Self::Intervals),
        ("surveys", Self::Surveys),
        ("roster", Self::Roster),
        ("states", Self::States),
        ("deliveries", Self::Deliveries),
        ("messages", Self::Messages),
    ];

    /// Its name in profiles.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Whether interactions are made of its records.
    pub fn makes_interactions(self) -> bool {
        matches!(self, Self::Interactions | Self::Events)
    }
}

/// How answers stand in a file of evaluations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One row an answer.
    Long,
    /// One row an evaluation, one column a question.
    Wide,
}

/// Which records take part, by cells of the export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelectRules {
    /// Column and texts of which every record must have one, else the export itself is incomplete.
    pub require: BTreeMap<String, Vec<String>>,
    /// Only records with one of these texts take part.
    pub keep: BTreeMap<String, Vec<String>>,
    /// Records with one of these texts do not take part.
    pub drop: BTreeMap<String, Vec<String>>,
}

/// One outcome rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeRule {
    /// Tests on cells of the export; all must hold. None holds always.
    pub when: Vec<(String, CellTest)>,
    /// The outcome then.
    pub is: Outcome,
}

/// A test on one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellTest {
    /// It is one of these texts.
    OneOf(Vec<String>),
    /// It is known.
    Present,
    /// It is unknown.
    Absent,
    /// It is a number above.
    Greater(Decimal),
    /// It is a number not below.
    AtLeast(Decimal),
    /// It is a number below.
    Less(Decimal),
    /// It is a number not above.
    AtMost(Decimal),
}

impl Profile {
    /// A profile that says no more than what the records are; columns are recognised by name.
    pub fn implied(kind: RecordKind) -> Self {
        Self { kind, ..Self::default() }
    }

    /// The tables that its columns are looked up in.
    pub fn lookups(&self) -> impl Iterator<Item = &Lookup> {
        self.map.values().flat_map(|field| &field.steps).filter_map(|step| match step {
            TextStep::Lookup(lookup) => Some(lookup),
            _ => None,
        })
    }

    /// Every column of the export that the profile names.
    pub fn columns(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for field in self.map.values() {
            names.extend(field.pick.columns());
        }
        for rule in &self.outcomes {
            names.extend(rule.when.iter().map(|(column, _)| column.as_str()));
        }
        let select = &self.select;
        names.extend(select.require.keys().map(String::as_str));
        names.extend(select.keep.keys().chain(select.drop.keys()).map(String::as_str));
        names.extend(self.events.iter().flat_map(EventRules::columns));
        if let Some(dedupe) = &self.file.dedupe {
            names.extend(dedupe.key.iter().map(String::as_str));
            names.extend(dedupe.max_column());
        }
        names.sort_unstable();
        names.dedup();
        names
    }
}
