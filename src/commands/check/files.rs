//! What is to be checked: the files on the command line, or those of the configuration.

use super::{CheckInput, Part};
use crate::commands::Context;
use crate::ingest::config;
use crate::ingest::kind::{self, FileKind};
use crate::ingest::profile::{self, RecordKind};
use anyhow::Result;

/// Files by kind. Patterns of the configuration are not expanded yet.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Configurations, beside the one that is in force.
    pub(super) configs: Vec<String>,
    /// Profiles.
    pub(super) profiles: Vec<String>,
    /// Scorecards.
    pub(super) scorecards: Vec<String>,
    /// Call records.
    pub(super) calls: Vec<String>,
    /// Evaluations.
    pub(super) evaluations: Vec<String>,
    /// Intervals.
    pub(super) intervals: Vec<String>,
    /// Survey responses.
    pub(super) surveys: Vec<String>,
    /// Rosters.
    pub(super) rosters: Vec<String>,
    /// States of agents.
    pub(super) states: Vec<String>,
    /// Deliveries.
    pub(super) deliveries: Vec<String>,
    /// Messages.
    pub(super) messages: Vec<String>,
    /// What the profile on the command line is for, when it is not for call records.
    pub(super) other: Option<RecordKind>,
    parts: Vec<&'static str>,
}

impl Files {
    /// The files that the arguments or the configuration name, of the parts asked for.
    ///
    /// Evaluations bring the scorecards of the configuration with them, when no others are named.
    pub(super) fn named(input: &CheckInput, cx: &Context<'_>) -> Result<Self> {
        let configured = &cx.config;
        let mut files = Self::default();
        if input.files.is_empty() {
            files.scorecards.clone_from(&configured.scorecards);
            files.calls.clone_from(&configured.calls);
            files.evaluations.clone_from(&configured.evaluations);
            files.surveys.clone_from(&configured.surveys.files);
            files.rosters.clone_from(&configured.roster.files);
            files.intervals.clone_from(&configured.intervals.files);
            files.states.clone_from(&configured.states.files);
            files.deliveries.clone_from(&configured.deliveries.files);
            files.messages.clone_from(&configured.messages.files);
        }
        let opened = input.profile.as_ref().map(|path| profile::open(path)).transpose();
        let profile = opened.as_ref().ok().cloned().flatten();
        let other = profile.filter(|profile| !profile.kind.makes_interactions());
        for file in config::expand(&input.files)? {
            let told = FileKind::of(&file);
            let kind = match (&other, told) {
                (_, FileKind::Config | FileKind::Profile | FileKind::Scorecard) => told,
                (Some(profile), _) if kind::fits(&file, profile) => {
                    FileKind::of_records(profile.kind)
                }
                _ => told,
            };
            files.of(kind).push(file);
        }
        files.other = other.map(|profile| profile.kind);
        if files.calls.is_empty() {
            // Where there are call records, reading them tells what is wrong with the profile.
            let _profile = opened?;
        }
        if files.scorecards.is_empty() && !files.evaluations.is_empty() {
            files.scorecards.clone_from(&configured.scorecards);
        }
        files.only(input);
        if configured.path.is_some() && input.files.is_empty() && input.takes(Part::Config) {
            files.parts.push("config");
        }
        let profiles = [&configured.call_profile, &configured.evaluation_profile];
        files
            .profiles
            .extend(profiles.into_iter().flatten().map(|path| path.display().to_string()));
        files.profiles.dedup();
        Ok(files)
    }

    /// Whether nothing is to be checked.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether a part was asked for and there is something of it.
    pub(super) fn are_about(&self, part: &str) -> bool {
        self.parts.contains(&part)
    }

    fn of(&mut self, kind: FileKind) -> &mut Vec<String> {
        match kind {
            FileKind::Config => &mut self.configs,
            FileKind::Profile => &mut self.profiles,
            FileKind::Scorecard => &mut self.scorecards,
            FileKind::Evaluations => &mut self.evaluations,
            FileKind::Intervals => &mut self.intervals,
            FileKind::Surveys => &mut self.surveys,
            FileKind::Roster => &mut self.rosters,
            FileKind::States => &mut self.states,
            FileKind::Deliveries => &mut self.deliveries,
            FileKind::Messages => &mut self.messages,
            FileKind::Calls => &mut self.calls,
        }
    }

    /// Forgets the files of parts nobody asked for; scorecards stay while evaluations need them.
    fn only(&mut self, input: &CheckInput) {
        if !input.takes(Part::Evaluations) {
            self.evaluations.clear();
        }
        if !input.takes(Part::Calls) {
            self.calls.clear();
        }
        if !input.takes(Part::Config) {
            self.configs.clear();
        }
        if !input.takes(Part::Listed) {
            self.intervals.clear();
            self.surveys.clear();
            self.rosters.clear();
            self.states.clear();
            self.deliveries.clear();
            self.messages.clear();
        }
        let mut part = |name, some: bool, asked| {
            if some && asked {
                self.parts.push(name);
            }
        };
        let own = !self.configs.is_empty() || !self.profiles.is_empty();
        part("config", own, input.takes(Part::Config));
        part("scorecards", !self.scorecards.is_empty(), input.takes(Part::Scorecards));
        part("calls", !self.calls.is_empty(), true);
        part("evaluations", !self.evaluations.is_empty(), true);
        part("intervals", !self.intervals.is_empty(), true);
        part("surveys", !self.surveys.is_empty(), true);
        part("roster", !self.rosters.is_empty(), true);
        part("states", !self.states.is_empty(), true);
        part("deliveries", !self.deliveries.is_empty(), true);
        part("messages", !self.messages.is_empty(), true);
        let about_calls = [&self.evaluations, &self.surveys, &self.rosters];
        let referring = about_calls.into_iter().any(|files| !files.is_empty());
        part("references", !self.calls.is_empty() && referring, true);
        if self.evaluations.is_empty() && !input.takes(Part::Scorecards) {
            self.scorecards.clear();
        }
    }
}
