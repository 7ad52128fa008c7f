//! What a profile says about records that belong together: sent again, legs of a contact, events.

use super::FieldMap;
use crate::ingest::toml_text::Spot;
use crate::model::Outcome;
use std::collections::BTreeMap;

/// Records that are sent again, and which of them counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dedupe {
    /// Columns that tell the same record; none means the whole record.
    pub key: Vec<String>,
    /// The one that counts.
    pub keep: KeepOf,
}

/// Which of several versions of a record counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeepOf {
    /// The first in the file; nothing is held back.
    First,
    /// The last in the file; one record a key is held in memory until the file ends.
    Last,
    /// The one with the greatest number or ISO time in this column, the last of several; held alike.
    Max(String),
}

/// How legs become one interaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRules {
    /// Column that legs of one interaction share.
    pub key: String,
    /// Column that puts legs in order; without one, the order of the file.
    pub order: Option<String>,
    /// Whether legs of one interaction stand together.
    pub legs: Legs,
    /// How each column is taken from the legs; others have their first known value.
    pub take: BTreeMap<String, TakeOf>,
    /// Outcomes that decide as soon as one leg has them, the strongest first.
    pub any: Vec<Outcome>,
    /// The outcome where no leg has one of these.
    pub otherwise: Otherwise,
    /// Columns that it names, each with the key that does and where it stands.
    pub named: Vec<(String, &'static str, Spot)>,
}

/// Where the legs of one interaction stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Legs {
    /// Anywhere: all legs of the file are held until it ends.
    #[default]
    Anywhere,
    /// Together: those of one interaction are held at a time.
    Adjacent,
}

/// How a column is taken from the legs of an interaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakeOf {
    /// The smallest known value.
    Min,
    /// The greatest known value.
    Max,
    /// The sum of the known values.
    Sum,
    /// The first known value.
    First,
    /// The last known value.
    Last,
    /// Whether any leg says yes.
    Any,
    /// The value of the first leg that was answered; unknown when none was.
    FirstAnswered,
    /// The sum of this column up to the first leg that was answered, that leg included; over all
    /// legs when none was.
    SumBeforeAnswer(String),
}

/// The outcome of an interaction that no leg decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Otherwise {
    /// That of the first leg.
    First,
    /// That of the last leg.
    #[default]
    Last,
    /// This one.
    Is(Outcome),
}

/// How a stream of events becomes interactions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRules {
    /// Columns that events of one contact share.
    pub key: Vec<String>,
    /// When an event happened.
    pub time: FieldMap,
    /// Column of the event's name.
    pub event: String,
    /// What becomes of events without a rule.
    pub unknown: Unknown,
    /// What each event does, by its name.
    pub on: BTreeMap<String, EventRule>,
    /// What becomes of answered contacts that never end.
    pub answered_open: AtEnd,
    /// What becomes of contacts that are neither answered nor given up.
    pub waiting_open: AtEnd,
}

/// What becomes of events without a rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unknown {
    /// They are faults.
    #[default]
    Reject,
    /// They are left out and counted.
    Ignore,
}

/// What one event does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventRule {
    /// It begins a visit to a queue.
    pub open: bool,
    /// It ends one.
    pub close: bool,
    /// It decides the outcome.
    pub outcome: Option<Outcome>,
    /// It is counted in this column.
    pub count: Option<String>,
    /// It fills these columns.
    pub set: BTreeMap<String, SetFrom>,
}

/// What an event fills a column with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetFrom {
    /// Its time.
    Time,
    /// A cell or a text, as `[map]` would say it.
    Map(Box<FieldMap>),
}

/// What becomes of a contact that is open when the file ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AtEnd {
    /// It is an interaction like any other; without an outcome, that is `other`.
    Keep,
    /// It is left out and counted.
    #[default]
    Drop,
}

impl Dedupe {
    /// The column that decides which version counts; `None` when the file's order does.
    pub fn max_column(&self) -> Option<&str> {
        match &self.keep {
            KeepOf::Max(column) => Some(column),
            KeepOf::First | KeepOf::Last => None,
        }
    }
}

impl EventRules {
    /// Every column of the export that the rules name.
    pub fn columns(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.key.iter().map(String::as_str).collect();
        names.push(&self.event);
        names.extend(self.time.pick.columns());
        for from in self.on.values().flat_map(|rule| rule.set.values()) {
            if let SetFrom::Map(map) = from {
                names.extend(map.pick.columns());
            }
        }
        names
    }
}
