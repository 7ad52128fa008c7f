//! Call records: every cell read, and cells of one record held against each other.

use super::files::Files;
use super::finding::Finding;
use super::scales::Ratings;
use super::{CheckInput, columns, contradictions};
use crate::commands::Context;
use crate::commands::context::{account_line, input};
use crate::commands::joined::Fields;
use crate::ingest::config;
use crate::ingest::engine::{self, Intake, Options};
use crate::ingest::roster::Roster;
use crate::model::{Batch, Field, Fold, Name};
use crate::problem::{Place, Problems};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::slice::from_ref;
use std::sync::Arc;

/// Contradictions within records, and which of the interactions asked for are there.
#[derive(Debug, Clone, Default)]
pub(super) struct Calls {
    asked: Arc<BTreeSet<String>>,
    /// Whether agents and teams are looked for.
    people: bool,
    /// Agents, and the teams they are said to be in, each with the first place.
    agents: BTreeMap<String, Place>,
    teams: BTreeMap<String, Place>,
    found: BTreeMap<String, Option<String>>,
    /// What conditions of scorecards look at.
    pub(super) fields: Fields,
    problems: Problems,
    csat: Ratings,
}

/// Reads every call record; `None` when not one file could be read.
///
/// # Errors
///
/// If the zone asked for does not exist.
pub(super) fn check(
    files: &Files,
    args: &CheckInput,
    fold: Calls,
    cx: &mut Context<'_>,
) -> Result<(Option<Calls>, Finding)> {
    let mut finding = Finding::new("calls");
    if files.calls.is_empty() {
        return Ok((None, finding));
    }
    let args = args.of_calls(files);
    let expanded = config::expand(&files.calls).unwrap_or_default();
    let profile = match cx.profile_for(&args, &expanded) {
        Ok(profile) => profile,
        Err(error) => {
            if args.profile.is_some() || cx.config.call_profile.is_none() {
                finding.absorb(error);
            }
            let note = "call records were not read, because their profile is wrong";
            finding.notes.push(note.to_owned());
            return Ok((None, finding));
        }
    };
    let zone = cx.source_zone(&args, profile.as_ref())?;
    let is_mapped = profile.as_ref().is_some_and(|profile| !profile.map.is_empty());
    let options = Options { threads: cx.threads, ..Options::plain(profile, zone) };
    let found = match config::expand(&files.calls) {
        Ok(found) => found,
        Err(error) => {
            finding.absorb(error);
            return Ok((None, finding));
        }
    };
    finding.files = u64::try_from(found.len()).ok();
    let (fold, intakes) = read(&found, &options, fold, &mut finding);
    if intakes.is_empty() {
        return Ok((None, finding));
    }
    let mut records = 0;
    for intake in &intakes {
        records += intake.account.read;
        finding.extend(columns::problems(intake, is_mapped));
        finding.notes.extend(columns::unknown(intake, is_mapped));
        finding.merge(intake.account.problems.clone());
        finding.accounts.push(account_line(intake));
        cx.add_input(input(intake));
    }
    finding.records = Some(records);
    finding.merge(fold.problems.clone());
    finding.extend(fold.csat.off_scale("csat"));
    Ok((Some(fold), finding))
}

/// Runs the fold over all files; when one is wrong, over each of the others alone.
fn read(
    files: &[String],
    options: &Options,
    fold: Calls,
    finding: &mut Finding,
) -> (Calls, Vec<Intake>) {
    match engine::run(files, options, &fold) {
        Ok(read) => return read,
        Err(error) if files.len() == 1 => {
            finding.absorb(error);
            return (fold, Vec::new());
        }
        Err(_) => {}
    }
    let (mut total, mut intakes) = (fold.clone(), Vec::new());
    for file in files {
        match engine::run(from_ref(file), options, &fold) {
            Ok((part, of_file)) => {
                total.merge(part);
                intakes.extend(of_file);
            }
            Err(error) => finding.absorb(error),
        }
    }
    (total, intakes)
}

impl Calls {
    /// Nothing seen yet; these interactions will be looked for, and people where there is a roster.
    pub(super) fn asked_for(asked: BTreeSet<String>, roster: Option<&Roster>) -> Self {
        Self { asked: Arc::new(asked), people: roster.is_some(), ..Self::default() }
    }

    /// The same, with fields of interactions that will be looked up.
    pub(super) fn with(self, fields: Fields) -> Self {
        Self { fields, ..self }
    }

    /// The agents of all interactions, each with the first place.
    pub(super) fn agents(&self) -> &BTreeMap<String, Place> {
        &self.agents
    }

    /// The teams of all interactions, each with the first place.
    pub(super) fn teams(&self) -> &BTreeMap<String, Place> {
        &self.teams
    }

    /// Keeps the first place of whatever stands in a column.
    fn note_people(&mut self, batch: &Batch, row: usize) {
        for (field, seen) in [(Field::AgentId, &mut self.agents), (Field::Team, &mut self.teams)] {
            let Some(text) = batch.text(&field.into()).and_then(|cells| cells.get(row)) else {
                continue;
            };
            note(seen, text, batch.place(row));
        }
    }

    /// Whether a record has the id of an interaction that was asked for.
    pub(super) fn has(&self, interaction: &str) -> bool {
        self.found.contains_key(interaction)
    }

    /// The agent of an interaction that was asked for; `None` when unknown.
    pub(super) fn agent_of(&self, interaction: &str) -> Option<&str> {
        self.found.get(interaction)?.as_deref()
    }

    /// Ticks an interaction off. A contact of several segments may be meant as a whole.
    fn tick(&mut self, batch: &Batch, row: usize) {
        let text = |field: Field| batch.text(&field.into()).and_then(|column| column.get(row));
        if let Some(id) = text(Field::InteractionId).filter(|id| self.asked.contains(*id)) {
            self.found.insert(id.to_owned(), text(Field::AgentId).map(str::to_owned));
        } else if let Some(group) = text(Field::SegmentGroup).filter(|id| self.asked.contains(*id))
        {
            self.found.entry(group.to_owned()).or_default();
        }
    }
}

impl Fold for Calls {
    fn wants(&self) -> Vec<Name> {
        let mut wants: Vec<Name> = Field::all().map(Name::Field).collect();
        let others = self.fields.wants().into_iter();
        wants.extend(others.filter(|name| !matches!(name, Name::Field(_))));
        wants
    }

    fn update(&mut self, batch: &Batch) {
        self.fields.update(batch);
        for row in 0..batch.rows() {
            self.problems.extend(contradictions::within(batch, row));
            if let Some(csat) = batch.milli(Field::Csat).and_then(|column| column.get(row)) {
                self.csat.add(csat, batch.place(row));
            }
            if !self.asked.is_empty() {
                self.tick(batch, row);
            }
            if self.people {
                self.note_people(batch, row);
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.fields.merge(other.fields);
        self.problems.merge(other.problems);
        self.csat.merge(other.csat);
        for (text, place) in other.agents {
            note(&mut self.agents, &text, place);
        }
        for (text, place) in other.teams {
            note(&mut self.teams, &text, place);
        }
        for (id, agent) in other.found {
            let known = self.found.entry(id).or_default();
            *known = known.take().or(agent);
        }
    }
}

/// Keeps the earlier of two places.
fn note(seen: &mut BTreeMap<String, Place>, text: &str, place: Place) {
    match seen.get_mut(text) {
        Some(first) => *first = place.min(first.clone()),
        None => {
            seen.insert(text.to_owned(), place);
        }
    }
}
