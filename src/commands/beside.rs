//! Rosters and survey responses for a command: the files that arguments or configuration name.

use super::Context;
use super::args::BesideArgs;
use super::context::wrong_kind;
use super::quality;
use crate::ingest::beside::Sources;
use crate::ingest::config::{self, Listed};
use crate::ingest::engine::{Intake, Options};
use crate::ingest::profile::{self, Profile, RecordKind};
use crate::ingest::{roster, surveys};
use crate::model::{Name, Zone};
use anyhow::Result;
use std::path::PathBuf;

impl Context<'_> {
    /// What rosters and surveys tell, and the accounts of responses; `None` when none is named.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or a roster is wrong.
    pub(super) fn beside(
        &mut self,
        named: &BesideArgs,
        (zone, wanted): (&Zone, &[Name]),
    ) -> Result<Option<(Sources, Vec<Intake>)>> {
        let of_roster = given(&named.roster, named.roster_profile.as_ref(), &self.config.roster);
        let of_surveys =
            given(&named.surveys, named.surveys_profile.as_ref(), &self.config.surveys);
        // Evaluations are read only for figures that are made of them.
        let judged = if quality::is_told(wanted) { self.judged(named)? } else { None };
        if of_roster.files.is_empty() && of_surveys.files.is_empty() && judged.is_none() {
            return Ok(None);
        }
        let zone = zone.clone();
        let mut sources = Sources { roster: None, surveys: None, judged, zone: zone.clone() };
        let zone = &zone;
        let mut accounts = Vec::new();
        if !of_roster.files.is_empty() {
            let (files, options) = self.listed(&of_roster, RecordKind::Roster, zone)?;
            let (roster, intakes) = roster::read(&files, &options)?;
            sources.roster = Some(roster);
            accounts.extend(intakes);
        }
        if !of_surveys.files.is_empty() {
            let (files, options) = self.listed(&of_surveys, RecordKind::Surveys, zone)?;
            let (surveys, intakes) = surveys::read(&files, &options)?;
            self.complain(&surveys.further.iter().cloned().collect())?;
            sources.surveys = Some(surveys);
            accounts.extend(intakes);
        }
        Ok(Some((sources, accounts)))
    }

    /// The files of one kind and how they are read.
    ///
    /// # Errors
    ///
    /// `wrong-kind` when their profile is of another kind.
    pub(super) fn listed(
        &mut self,
        listed: &Listed,
        kind: RecordKind,
        zone: &Zone,
    ) -> Result<(Vec<String>, Options)> {
        let files = config::expand(&listed.files)?;
        let profile = match &listed.profile {
            Some(path) => profile::open(path)?,
            None => Profile::implied(kind),
        };
        if profile.kind != kind {
            return Err(wrong_kind(&profile.path, profile.kind, kind.name()).into());
        }
        if !profile.path.is_empty() {
            self.note_profile(&profile)?;
        }
        let zone = profile.file.zone.clone().unwrap_or_else(|| zone.clone());
        Ok((files, Options { threads: self.threads, ..Options::plain(Some(profile), zone) }))
    }
}

fn given(files: &[String], profile: Option<&PathBuf>, configured: &Listed) -> Listed {
    if files.is_empty() {
        return configured.clone();
    }
    Listed { files: files.to_vec(), profile: profile.cloned() }
}
