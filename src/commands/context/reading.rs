//! Which records a command reads, and how.

use super::super::args::{BesideArgs, InputArgs};
use super::Context;
use crate::ingest::beside::Beside;
use crate::ingest::config::Listed;
use crate::ingest::decode::Keep;
use crate::ingest::engine::{self, Meter, Options};
use crate::ingest::judged::Judged;
use crate::ingest::profile::{self, Profile, RecordKind};
use crate::ingest::source::{Asked, SheetName};
use crate::ingest::{blocks, config, detect};
use crate::model::{Fold, Zone};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::report::Input;
use crate::report::words::counted;
use anyhow::Result;
use std::path::PathBuf;
use std::sync::Arc;

impl Context<'_> {
    /// Runs a fold over the call records that `args` or the configuration name.
    ///
    /// Problems are shown on stderr with the account of records read and set aside; both are kept
    /// for the provenance of the next report. With `--strict`, any rejected record is an error.
    pub fn interactions<F: Fold + Clone>(&mut self, args: &InputArgs, fold: &F) -> Result<F> {
        let (files, options) = self.reading(args)?;
        self.fold(args, (&files, &options), fold)
    }

    /// A first look at call records that are read again afterwards: nothing is said of them, and no input
    /// is noted.
    pub fn look_through<F: Fold + Clone>(&mut self, args: &InputArgs, fold: &F) -> Result<F> {
        let (files, options) = self.reading(args)?;
        let (found, _) = engine::run(&files, &options, fold).map_err(|error| self.blamed(error))?;
        Ok(found)
    }

    /// The same with what rosters and surveys tell beside the call records.
    pub fn interactions_beside<F: Fold + Clone>(
        &mut self,
        args: &InputArgs,
        named: &BesideArgs,
        fold: &F,
    ) -> Result<F> {
        let (files, options) = self.reading(args)?;
        let zone = self.report_zone(args)?;
        let wanted: Vec<_> = fold.wants().into_iter().chain(fold.needs()).collect();
        let Some((sources, mut listed)) = self.beside(named, (&zone, &wanted))? else {
            return self.fold(args, (&files, &options), fold);
        };
        let responses = sources.surveys.as_ref().map(|surveys| (surveys.len(), surveys.unnamed));
        let judged = sources.judged.as_ref().map(Judged::len);
        let fold = Beside::new(fold.clone(), Arc::new(sources));
        let shown = self.show_progress(&files, &options.meter);
        let (found, intakes) =
            engine::run(&files, &options, &fold).map_err(|error| self.blamed(error))?;
        drop(shown);
        listed.extend(intakes);
        self.settle(args, &listed)?;
        if found.unlisted > 0 {
            let contacts = counted(found.unlisted, "contact");
            self.notes
                .push(format!("{contacts} by agents whom the roster does not have on that day"));
        }
        if let Some(judged) = judged {
            let judged = u64::try_from(judged)?;
            let contacts = counted(found.evaluated, "contact");
            self.notes.push(format!("{contacts} with an evaluation, placed by its own time"));
            if judged > found.evaluated {
                let absent = counted(judged - found.evaluated, "evaluated interaction");
                self.notes.push(format!("{absent} that no call record has"));
            }
        }
        if let Some((responses, unnamed)) = responses.filter(|_| found.asks_surveys()) {
            let responses = counted(u64::try_from(responses)?, "response");
            let contacts = counted(found.answered, "contact");
            self.notes.push(format!("{responses} of the survey, {contacts} with one"));
            if unnamed > 0 {
                let unnamed = counted(unnamed, "response");
                self.notes.push(format!("{unnamed} without an interaction, and so in no figure"));
            }
        }
        Ok(found.fold)
    }

    /// The same over records of any kind.
    pub fn records<F: Fold + Clone>(&mut self, args: &InputArgs, fold: &F) -> Result<F> {
        let (files, options) = self.reading_any(args)?;
        self.fold(args, (&files, &options), fold)
    }

    /// Runs a fold over records of one kind that are no interactions: the files that `args` name, or
    /// else those of the configuration.
    ///
    /// # Errors
    ///
    /// `no-input` when neither names any, `wrong-kind` when the profile is for others.
    pub fn records_of<F: Fold + Clone>(
        &mut self,
        (kind, configured): (RecordKind, &Listed),
        args: &InputArgs,
        fold: &F,
    ) -> Result<F> {
        let mut listed = configured.clone();
        if !args.files.is_empty() {
            listed = Listed { files: args.files.clone(), profile: None };
        }
        listed.profile = args.profile.clone().or(listed.profile);
        if listed.files.is_empty() {
            let message = format!("no {} are named", kind.name());
            let help = format!("name a file, or write [sources.{}] into qa.toml", kind.name());
            let problem = Problem::new("no-input", Place::file("qa"), message).help(help);
            return Err(Refused::because(Blame::Request, problem).into());
        }
        let zone = self.source_zone(args, None)?;
        let (files, mut options) = self.listed(&listed, kind, &zone)?;
        if let (Some(profile), Some(sheet)) = (&mut options.profile, args.sheet.as_deref()) {
            profile.file.sheet = Some(SheetName::parse(sheet));
        }
        options.keep = if args.rejects.is_some() { Keep::Cells } else { Keep::Problems };
        self.fold(args, (&files, &options), fold)
    }

    fn fold<F: Fold + Clone>(
        &mut self,
        args: &InputArgs,
        (files, options): (&[String], &Options),
        fold: &F,
    ) -> Result<F> {
        let shown = self.show_progress(files, &options.meter);
        let (fold, intakes) =
            engine::run(files, options, fold).map_err(|error| self.blamed(error))?;
        drop(shown);
        self.settle(args, &intakes)?;
        Ok(fold)
    }

    /// The call records that `args` or the configuration name, and how they are to be read.
    ///
    /// # Errors
    ///
    /// `wrong-kind` when the records are none of which interactions are made.
    pub(in crate::commands) fn reading(
        &mut self,
        args: &InputArgs,
    ) -> Result<(Vec<String>, Options)> {
        let (files, options) = self.reading_any(args)?;
        let kind = options.profile.as_ref().map(|profile| profile.kind).unwrap_or_default();
        if !kind.makes_interactions() {
            let file = files.first().cloned().unwrap_or_default();
            return Err(wrong_kind(&file, kind, "call records").into());
        }
        Ok((files, options))
    }

    /// The same, whatever the records are.
    fn reading_any(&mut self, args: &InputArgs) -> Result<(Vec<String>, Options)> {
        self.limit(args)?;
        let files = self.call_files(args)?;
        let profile = self.call_profile(args)?;
        self.profile_limit = profile.as_ref().and_then(|found| found.file.max_rejects.clone());
        if let Some(profile) = &profile {
            if !profile.path.is_empty() {
                self.note_profile(profile)?;
            } else if profile.kind != RecordKind::default() {
                self.say(&format!("read as {}, by the names of the columns", profile.kind.name()))?;
            }
            if !profile.path.is_empty()
                && args.profile.is_none()
                && self.config.call_profile.is_none()
            {
                self.say(&format!("read with the bundled profile `{}`", profile.name))?;
            }
        }
        let zone = self.source_zone(args, profile.as_ref())?;
        let keep = if args.rejects.is_some() { Keep::Cells } else { Keep::Problems };
        let options = Options {
            profile,
            zone,
            keep,
            threads: self.threads,
            block: blocks::BLOCK,
            checksums: self.checksums,
            meter: Meter::default(),
        };
        Ok((files, options))
    }

    /// The zone in which days are cut: the configuration's, else the one the records were written in.
    pub fn report_zone(&self, args: &InputArgs) -> Result<Zone> {
        if let Some(zone) = &self.config.zone {
            return Ok(zone.clone());
        }
        let profile = self.call_profile(args)?;
        self.source_zone(args, profile.as_ref())
    }

    /// The call files that `args` or the configuration name, patterns expanded.
    pub fn call_files(&self, args: &InputArgs) -> Result<Vec<String>> {
        let patterns = if args.files.is_empty() { &self.config.calls } else { &args.files };
        if patterns.is_empty() {
            let problem = Problem::new("no-input", Place::file("qa"), "no call records are named")
                .help(
                    "name a file, or write [sources.calls] files = [\"calls/*.csv\"] into qa.toml",
                );
            return Err(Refused::because(Blame::Request, problem).into());
        }
        config::expand(patterns)
    }

    /// The profile that `args` or the configuration name, else the bundled one that fits the files,
    /// else one that says what the records are, when their columns tell that they are no contacts.
    pub fn call_profile(&self, args: &InputArgs) -> Result<Option<Profile>> {
        self.profile_for(args, &self.call_files(args).unwrap_or_default())
    }

    /// The same for these files; what was found once is not looked for again.
    pub fn profile_for(&self, args: &InputArgs, files: &[String]) -> Result<Option<Profile>> {
        let asked = (files.to_vec(), args.profile.clone(), args.sheet.clone());
        let known = self.found.borrow().get(&asked).cloned();
        if let Some(profile) = known {
            return Ok(profile);
        }
        let profile = self.find_profile(args, files)?;
        self.found.borrow_mut().insert(asked, profile.clone());
        Ok(profile)
    }

    fn find_profile(&self, args: &InputArgs, files: &[String]) -> Result<Option<Profile>> {
        let path: Option<&PathBuf> = args.profile.as_ref().or(self.config.call_profile.as_ref());
        let sheet = args.sheet.as_deref().map(SheetName::parse);
        let profile = match path {
            Some(path) => Some(profile::open(path)?),
            None => detect::profile_for(files, &Asked::default().sheet(sheet.clone()))?,
        };
        if sheet.is_none() {
            return Ok(profile);
        }
        let mut profile = profile.unwrap_or_default();
        profile.file.sheet = sheet;
        Ok(Some(profile))
    }

    /// The zone of times without an offset: that of `args`, else the profile's, else the
    /// configuration's, else UTC.
    pub fn source_zone(&self, args: &InputArgs, profile: Option<&Profile>) -> Result<Zone> {
        if let Some(name) = &args.zone {
            return Zone::named(name).ok_or_else(|| {
                let problem = Problem::new(
                    "unknown-zone",
                    Place::file("--zone"),
                    format!("there is no zone `{name}`"),
                )
                .help("write an IANA name such as America/Bogota");
                Refused::because(Blame::Request, problem).into()
            });
        }
        let of_profile = profile.and_then(|profile| profile.file.zone.clone());
        let configured = self.config.call_zone.clone().or_else(|| self.config.zone.clone());
        Ok(of_profile.or(configured).unwrap_or_else(Zone::utc))
    }

    /// Keeps a profile's name and content for the provenance of the next report.
    pub fn note_profile(&mut self, profile: &Profile) -> Result<()> {
        let (path, sha256) = (profile.path.clone(), profile.sha256.clone());
        self.set("profile", format!("{path}, SHA-256 {sha256}"));
        for table in profile.lookups() {
            self.set("lookup", format!("{}, SHA-256 {}", table.file, table.sha256));
        }
        self.profiles.push(Input { path, sha256, ..Input::default() });
        Ok(())
    }
}

/// A file holds records of another kind than were asked for.
pub(in crate::commands) fn wrong_kind(file: &str, found: RecordKind, wanted: &str) -> Refused {
    let message = format!("expected {wanted}, found {}", found.name());
    let problem = Problem::new("wrong-kind", Place::file(file), message);
    let help = match found {
        RecordKind::Intervals | RecordKind::Surveys => "`qa kpi` and `qa check` read them",
        RecordKind::Evaluations => "`qa score`, `qa calibrate` and `qa check` read them",
        RecordKind::Roster => "--roster takes it, and `qa check` reads it",
        RecordKind::States => "`qa kpi states` and `qa check` read them",
        RecordKind::Deliveries => "`qa kpi deliveries` and `qa check` read them",
        RecordKind::Messages => "`qa kpi responses --messages` and `qa check` read them",
        RecordKind::Interactions | RecordKind::Events => {
            "`kind` under [profile] says what they are"
        }
    };
    Refused::because(Blame::Request, problem.help(help))
}
