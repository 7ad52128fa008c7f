//! What other files tell of interactions, put beside what their own export tells.
//!
//! A roster tells of the agent on the day of the interaction, a survey of the interaction itself. A
//! fold behind [`Beside`] finds their columns in its batches as if the export had them.

use super::judged::{self, Judged};
use super::roster::{ATTRIBUTES, Roster};
use super::surveys::{self, Surveys};
use crate::model::civil::Civil;
use crate::model::{Batch, Column, Field, Fold, Kind, MilliColumn, Name, TextColumn, Zone};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The files beside the call records.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Agents; `None` where no roster is named.
    pub roster: Option<Roster>,
    /// Responses; `None` where no survey is named.
    pub surveys: Option<Surveys>,
    /// Evaluations; `None` where none are named.
    pub judged: Option<Judged>,
    /// Where the day of an interaction is told.
    pub zone: Zone,
}

impl Sources {
    fn supplies(&self, name: &Name) -> bool {
        let name = name.as_str();
        self.roster.is_some() && ATTRIBUTES.contains(&name)
            || self.surveys.is_some()
                && (surveys::NUMBERS.contains(&name) || surveys::FLAGS.contains(&name))
            || self.judged.is_some()
                && (judged::NUMBERS.contains(&name) || judged::FLAGS.contains(&name))
    }

    /// What surveys and evaluations tell of an interaction.
    fn number(&self, id: &str, name: &str) -> Option<i64> {
        let judged = self.judged.as_ref().and_then(|judged| judged.number(id, name));
        judged.or_else(|| self.surveys.as_ref()?.number(id, name))
    }

    fn flag(&self, id: &str, name: &str) -> Option<bool> {
        let judged = self.judged.as_ref().and_then(|judged| judged.flag(id, name));
        judged.or_else(|| self.surveys.as_ref()?.flag(id, name))
    }
}

/// A fold with the columns of other files.
#[derive(Debug, Clone)]
pub struct Beside<F> {
    /// The fold.
    pub fold: F,
    /// Interactions whose agent the roster does not have on that day.
    pub unlisted: u64,
    /// Interactions with a response.
    pub answered: u64,
    /// Interactions with an evaluation.
    pub evaluated: u64,
    sources: Arc<Sources>,
    supplied: BTreeSet<Name>,
}

impl<F: Fold> Beside<F> {
    /// A fold that has seen nothing.
    pub fn new(fold: F, sources: Arc<Sources>) -> Self {
        let wanted = fold.wants().into_iter().chain(fold.needs());
        let supplied = wanted.filter(|name| sources.supplies(name)).collect();
        Self { fold, unlisted: 0, answered: 0, evaluated: 0, sources, supplied }
    }

    /// Whether anything is asked of the responses.
    pub fn asks_surveys(&self) -> bool {
        let mut names = self.supplied.iter().map(Name::as_str);
        names.any(|name| surveys::NUMBERS.contains(&name) || surveys::FLAGS.contains(&name))
    }

    fn of_roster(&self) -> impl Iterator<Item = &Name> {
        self.supplied.iter().filter(|name| ATTRIBUTES.contains(&name.as_str()))
    }

    fn of_interactions(&self) -> impl Iterator<Item = &Name> {
        self.supplied.iter().filter(|name| !ATTRIBUTES.contains(&name.as_str()))
    }

    /// The columns that the roster supplies; where it knows nothing, the export's own cell stays.
    fn roster_columns(&mut self, batch: &Batch) -> Vec<(Name, Column)> {
        let Some(roster) = &self.sources.roster else { return Vec::new() };
        let names: Vec<Name> = self.of_roster().cloned().collect();
        if names.is_empty() {
            return Vec::new();
        }
        let (agents, starts) = (batch.text(&Field::AgentId.into()), batch.milli(Field::StartTime));
        let who: Vec<Option<(&str, Option<i64>)>> = (0..batch.rows())
            .map(|row| {
                let start = starts.and_then(|starts| starts.get(row));
                let day = start.and_then(|start| self.sources.zone.civil(start)).map(Civil::days);
                Some((agents?.get(row)?, day))
            })
            .collect();
        let is_unlisted = |(agent, day): &&(&str, Option<i64>)| !roster.tells(agent, *day);
        let unlisted = who.iter().flatten().filter(is_unlisted).count();
        self.unlisted += u64::try_from(unlisted).unwrap_or(u64::MAX);
        let column = |name: Name| {
            let own = batch.text(&name);
            let mut cells = TextColumn::default();
            for (row, who) in who.iter().enumerate() {
                let told = who.and_then(|(agent, day)| roster.attribute(agent, day, name.as_str()));
                cells.push(told.or_else(|| own?.get(row)).unwrap_or_default());
            }
            (name, Column::Text(cells))
        };
        names.into_iter().map(column).collect()
    }

    /// The columns that surveys and evaluations supply; where they know nothing, the export's own
    /// cell stays.
    fn interaction_columns(&mut self, batch: &Batch) -> Vec<(Name, Column)> {
        let names: Vec<Name> = self.of_interactions().cloned().collect();
        if names.is_empty() {
            return Vec::new();
        }
        let ids = batch.text(&Field::InteractionId.into());
        let id = |row: usize| ids.and_then(|ids| ids.get(row));
        let count = |has: &dyn Fn(&str) -> bool| {
            let found = (0..batch.rows()).filter_map(id).filter(|id| has(id)).count();
            u64::try_from(found).unwrap_or(u64::MAX)
        };
        let sources = &self.sources;
        if let Some(surveys) = &sources.surveys {
            self.answered += count(&|id| surveys.has(id));
        }
        if let Some(judged) = &sources.judged {
            self.evaluated += count(&|id| judged.has(id));
        }
        let column = |name: Name| {
            let rows = 0..batch.rows();
            let column = if name.kind() == Kind::Flag {
                let own = |row: usize| match batch.column(&name) {
                    Some(Column::Flag(flags)) => flags[row],
                    _ => None,
                };
                let told = |row| id(row).and_then(|id| sources.flag(id, name.as_str()));
                Column::Flag(rows.map(|row| told(row).or_else(|| own(row))).collect())
            } else {
                let own = |row: usize| match batch.column(&name) {
                    Some(Column::Milli(cells)) => cells.get(row),
                    _ => None,
                };
                let mut cells = MilliColumn::default();
                for row in rows {
                    let told = id(row).and_then(|id| sources.number(id, name.as_str()));
                    cells.push(told.or_else(|| own(row)));
                }
                Column::Milli(cells)
            };
            (name, column)
        };
        names.into_iter().map(column).collect()
    }
}

impl<F: Fold> Fold for Beside<F> {
    fn wants(&self) -> Vec<Name> {
        let mut wants = self.fold.wants();
        if self.of_roster().next().is_some() {
            wants.extend([Field::AgentId.into(), Field::StartTime.into()]);
        }
        if self.of_interactions().next().is_some() {
            wants.push(Field::InteractionId.into());
        }
        wants
    }

    /// What another file supplies, the export need not have.
    fn needs(&self) -> Vec<Name> {
        let mut needs = self.fold.needs();
        needs.retain(|name| !self.supplied.contains(name));
        needs
    }

    fn update(&mut self, batch: &Batch) {
        let mut columns = self.roster_columns(batch);
        columns.extend(self.interaction_columns(batch));
        let mut batch = Cow::Borrowed(batch);
        for (name, column) in columns {
            batch = Cow::Owned(batch.into_owned().with(name, column));
        }
        self.fold.update(&batch);
    }

    fn settle(&mut self) {
        self.fold.settle();
    }

    fn merge(&mut self, other: Self) {
        self.unlisted += other.unlisted;
        self.answered += other.answered;
        self.evaluated += other.evaluated;
        self.fold.merge(other.fold);
    }
}
