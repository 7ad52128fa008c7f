//! What every command may use: configuration, files, streams, the output it was asked for.

use super::args::{BesideArgs, InputArgs, OutputArgs};
use super::{Outcome, Stopped};
use crate::ingest::beside::Beside;
use crate::ingest::config::{self, Config};
use crate::ingest::decode::Keep;
use crate::ingest::engine::{self, Intake, Options};
use crate::ingest::profile::{self, Profile, RecordKind};
use crate::ingest::source::{Asked, SheetName};
use crate::ingest::surveys::Surveys;
use crate::ingest::{blocks, detect, source};
use crate::ledger::replace;
use crate::model::{Fold, Zone};
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use crate::render::{self, Form, Look};
use crate::report::words::counted;
use crate::report::{Cell, Input, Report};
use anyhow::{Context as _, Result};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The world as a command sees it.
pub struct Context<'a> {
    /// The result, and nothing else.
    pub stdout: &'a mut dyn Write,
    /// Progress, summaries, problems.
    pub stderr: &'a mut dyn Write,
    /// The configuration; empty when there is none.
    pub config: Config,
    /// Width of the terminal that shows stdout; `None` when stdout is no terminal.
    pub width: Option<usize>,
    /// Workers that read call records.
    pub threads: usize,
    /// What stderr gets beside problems.
    pub talk: Talk,
    inputs: Vec<Input>,
    profiles: Vec<Input>,
    settings: Vec<(String, String)>,
    notes: Vec<String>,
    outcome: Outcome,
    /// Records that the profile lets be set aside.
    profile_limit: Option<String>,
}

/// What stderr gets beside problems.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Talk {
    /// Accounts and notes.
    #[default]
    Normal,
    /// Nothing.
    Quiet,
}

impl<'a> Context<'a> {
    /// A context with these streams and this configuration.
    pub fn new(stdout: &'a mut dyn Write, stderr: &'a mut dyn Write, config: Config) -> Self {
        let (inputs, profiles) = (Vec::new(), Vec::new());
        let (settings, notes) = (Vec::new(), Vec::new());
        let talk = Talk::Normal;
        Self {
            stdout,
            stderr,
            config,
            width: None,
            threads: 1,
            talk,
            inputs,
            profiles,
            settings,
            notes,
            outcome: Outcome::Done,
            profile_limit: None,
        }
    }

    /// Runs a fold over the call records that `args` or the configuration name.
    ///
    /// Problems are shown on stderr with the account of records read and set aside; both are kept
    /// for the provenance of the next report. With `--strict`, any rejected record is an error.
    pub fn interactions<F: Fold + Clone>(&mut self, args: &InputArgs, fold: &F) -> Result<F> {
        let (files, options) = self.reading(args)?;
        self.fold(args, (&files, &options), fold)
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
        let Some((sources, mut listed)) = self.beside(named, &zone)? else {
            return self.fold(args, (&files, &options), fold);
        };
        let responses = sources.surveys.as_ref().map(Surveys::len);
        let fold = Beside::new(fold.clone(), Arc::new(sources));
        let (found, intakes) = engine::run(&files, &options, &fold)?;
        listed.extend(intakes);
        self.settle(args, &listed)?;
        if found.unlisted > 0 {
            let contacts = counted(found.unlisted, "contact");
            self.notes
                .push(format!("{contacts} by agents whom the roster does not have on that day"));
        }
        if let Some(responses) = responses {
            let responses = counted(u64::try_from(responses)?, "response");
            let contacts = counted(found.answered, "contact");
            self.notes.push(format!("{responses} of the survey, {contacts} with one"));
        }
        Ok(found.fold)
    }

    /// The same over records of any kind.
    pub fn records<F: Fold + Clone>(&mut self, args: &InputArgs, fold: &F) -> Result<F> {
        let (files, options) = self.reading_any(args)?;
        self.fold(args, (&files, &options), fold)
    }

    fn fold<F: Fold + Clone>(
        &mut self,
        args: &InputArgs,
        (files, options): (&[String], &Options),
        fold: &F,
    ) -> Result<F> {
        let (fold, intakes) = engine::run(files, options, fold)?;
        self.settle(args, &intakes)?;
        Ok(fold)
    }

    /// The call records that `args` or the configuration name, and how they are to be read.
    ///
    /// # Errors
    ///
    /// `wrong-kind` when the records are none of which interactions are made.
    pub(super) fn reading(&mut self, args: &InputArgs) -> Result<(Vec<String>, Options)> {
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
        let options = Options { profile, zone, keep, threads: self.threads, block: blocks::BLOCK };
        Ok((files, options))
    }

    /// Shows what was read and set aside, and judges whether it was too much.
    pub(super) fn settle(&mut self, args: &InputArgs, intakes: &[Intake]) -> Result<()> {
        let limit = self.limit(args)?;
        self.account(args, intakes)?;
        self.judge(args, intakes, limit)
    }

    /// Whether more records were set aside than the profile says, and nobody said otherwise.
    pub(super) fn is_beyond_profile(&self, args: &InputArgs) -> bool {
        let told = args.max_rejects.is_some() || self.config.max_rejects.is_some();
        !told && self.profile_limit.is_some() && self.outcome == Outcome::DataRejected
    }

    fn limit(&self, args: &InputArgs) -> Result<Allowance> {
        let told = args.max_rejects.as_deref().or(self.config.max_rejects.as_deref());
        let limit = told.or(self.profile_limit.as_deref());
        Ok(limit.map(allowance).transpose()?.unwrap_or(Allowance::Records(0)))
    }

    /// The zone in which days are cut: the configuration's, else the one the records were written in.
    pub fn report_zone(&self, args: &InputArgs) -> Result<Zone> {
        if let Some(zone) = &self.config.zone {
            return Ok(zone.clone());
        }
        let profile = self.call_profile(args)?;
        self.source_zone(args, profile.as_ref())
    }

    /// The files read so far.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The profiles that files were read with so far.
    pub fn profiles(&self) -> &[Input] {
        &self.profiles
    }

    /// Adds a file to the provenance of the next report.
    pub fn add_input(&mut self, input: Input) {
        self.inputs.push(input);
    }

    /// Adds a choice that decides the result to the provenance of the next report.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.settings.push((name.into(), value.into()));
    }

    /// The gravest thing that reading came across.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Says something on stderr, unless it is to be quiet.
    pub fn say(&mut self, line: &str) -> Result<()> {
        if self.talk == Talk::Normal {
            writeln!(self.stderr, "{}", render::show(line))?;
        }
        Ok(())
    }

    /// Shows problems on stderr.
    pub fn complain(&mut self, problems: &Problems) -> Result<()> {
        write!(self.stderr, "{}", render::problems::text(problems))?;
        Ok(())
    }

    /// Tells on stderr of something that could not be read, when the command goes on all the same.
    pub fn complain_of(&mut self, error: &anyhow::Error) -> Result<()> {
        writeln!(self.stderr, "error: {}", render::show(&format!("{error:#}")))?;
        Ok(())
    }

    /// Adds inputs and notes to the report and writes it where it was asked for.
    pub fn report(&mut self, report: Report, args: &OutputArgs) -> Result<()> {
        let report = self.with_inputs(report);
        self.write_report(&report, args)
    }

    /// Shows a report on stderr, unless it is to be quiet: for one that goes with a result on stdout.
    pub fn tell(&mut self, report: Report) -> Result<()> {
        if self.talk == Talk::Quiet {
            return Ok(());
        }
        let report = self.with_inputs(report);
        let guard = render::Guard::None;
        let form = Form { format: render::Format::Table, look: Look::Plain, table: None, guard };
        self.stderr.write_all(&render::render(&report, &form)?)?;
        Ok(())
    }

    fn with_inputs(&self, mut report: Report) -> Report {
        if report.provenance.inputs.is_empty() {
            report.provenance.inputs.clone_from(&self.inputs);
        }
        report.provenance.settings.extend(self.settings.iter().cloned());
        report.notes.extend(self.notes.iter().cloned());
        report
    }

    fn write_report(&mut self, report: &Report, args: &OutputArgs) -> Result<()> {
        let format = args.resolved()?;
        let look = match (&args.output, self.width) {
            (None, Some(width)) => Look::Terminal { width },
            _ => Look::Plain,
        };
        let form = Form { format, look, table: args.table.clone(), guard: args.csv_guard.into() };
        let bytes = render::render(report, &form)?;
        match &args.output {
            Some(path) if path.as_os_str() != source::STDIN => self.write_file(path, &bytes),
            _ => {
                self.stdout.write_all(&bytes).context("cannot write to standard output")?;
                self.stdout.flush().context("cannot write to standard output")
            }
        }
    }

    /// Replaces a file, all at once or not at all.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or [`Refused`] when it is a file that was read.
    pub fn write_file(&mut self, path: &Path, bytes: &[u8]) -> Result<()> {
        self.refuse_input(path)?;
        replace::replace_bytes(path, bytes)
    }

    /// Refuses to put a result where an input stands, however the two are spelled.
    pub(super) fn refuse_input(&self, path: &Path) -> Result<()> {
        // What is not there yet cannot be an input.
        let Ok(target) = std::fs::canonicalize(path) else { return Ok(()) };
        let read = self.inputs.iter().chain(&self.profiles);
        let mut read = read.filter_map(|input| std::fs::canonicalize(&input.path).ok());
        if !read.any(|input| input == target) {
            return Ok(());
        }
        let place = Place::file(path.display().to_string());
        let problem = Problem::new("output-is-input", place, "the result would replace its input");
        Err(Refused::because(Blame::Request, problem.help("name another file")).into())
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

    /// The same for these files.
    pub fn profile_for(&self, args: &InputArgs, files: &[String]) -> Result<Option<Profile>> {
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

    /// Shows what was read and set aside, keeps it for the report, writes the rejects.
    fn account(&mut self, args: &InputArgs, intakes: &[Intake]) -> Result<()> {
        for intake in intakes {
            let account = &intake.account;
            self.complain(&account.problems)?;
            self.say(&account_line(intake))?;
            self.inputs.push(input(intake));
            if account.read == 0 {
                self.notes.push(format!("{} holds no call records", intake.path));
            }
            if account.rejected > 0 {
                self.notes.push(format!(
                    "{} of {} records of {} were set aside",
                    account.rejected, account.read, intake.path
                ));
            }
            if account.shown_twice > 0 {
                self.notes.push(format!(
                    "{} times of {} lie in an hour that the clocks showed twice; the first was taken",
                    account.shown_twice, intake.path
                ));
            }
            if account.blanked > 0 {
                self.notes.push(format!(
                    "{} cells of {} could not be read and were left blank",
                    account.blanked, intake.path
                ));
            }
        }
        if let Some(path) = &args.rejects {
            let bytes = super::rejects::csv(intakes)?;
            self.write_file(path, &bytes)?;
        }
        Ok(())
    }

    fn judge(&mut self, args: &InputArgs, intakes: &[Intake], limit: Allowance) -> Result<()> {
        let rejected: u64 = intakes.iter().map(|intake| intake.account.rejected).sum();
        let read: u64 = intakes.iter().map(|intake| intake.account.read).sum();
        if rejected > 0 && intakes.iter().all(|intake| intake.account.accepted == 0) {
            let why = "nothing was written: no record could be used, so the columns or formats are likely mistaken";
            return Err(Stopped::data(why).into());
        }
        if args.strict && rejected > 0 {
            return Err(Stopped::data("nothing was written, because of --strict").into());
        }
        let over = match limit {
            Allowance::Records(most) => rejected > most,
            Allowance::Share { thousandths } => {
                u128::from(rejected) * 100_000 > u128::from(read) * u128::from(thousandths)
            }
        };
        if over {
            self.outcome = self.outcome.and(Outcome::DataRejected);
        }
        Ok(())
    }
}

/// A file holds records of another kind than were asked for.
pub(super) fn wrong_kind(file: &str, found: RecordKind, wanted: &str) -> Refused {
    let message = format!("expected {wanted}, found {}", found.name());
    let problem = Problem::new("wrong-kind", Place::file(file), message);
    let help = match found {
        RecordKind::Intervals | RecordKind::Surveys => "`qa kpi` and `qa check` read them",
        RecordKind::Evaluations => "`qa score`, `qa calibrate` and `qa check` read them",
        RecordKind::Roster => "--roster takes it, and `qa check` reads it",
        RecordKind::Interactions | RecordKind::Events => {
            "`kind` under [profile] says what they are"
        }
    };
    Refused::because(Blame::Request, problem.help(help))
}

/// How many records may be set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Allowance {
    Records(u64),
    /// Thousandths of a percent of the records read.
    Share {
        thousandths: u64,
    },
}

fn allowance(text: &str) -> Result<Allowance> {
    let parsed = match text.trim().strip_suffix('%') {
        Some(percent) => {
            let (whole, part) = percent.trim().split_once('.').unwrap_or((percent.trim(), "0"));
            let digits = format!("{whole}{part:0<3}");
            let fits = !whole.is_empty()
                && part.len() <= 3
                && digits.bytes().all(|byte| byte.is_ascii_digit());
            fits.then(|| digits.parse().ok())
                .flatten()
                .map(|thousandths| Allowance::Share { thousandths })
        }
        None => text.trim().parse().ok().map(Allowance::Records),
    };
    parsed.ok_or_else(|| {
        let message = format!("`{text}` is neither a number of records nor a percentage");
        let problem = Problem::new("bad-limit", Place::file("--max-rejects"), message)
            .help("write 10, or 0.1%");
        Refused::because(Blame::Request, problem).into()
    })
}

/// What provenance keeps of a file of call records.
pub(super) fn input(intake: &Intake) -> Input {
    let account = &intake.account;
    Input {
        path: intake.path.clone(),
        sha256: intake.sha256.clone(),
        read: account.read,
        accepted: account.accepted,
        rejected: account.rejected,
        dropped: account.dropped(),
    }
}

/// `calls.csv: 48,120 records read, 48,117 accepted, 3 rejected`, and what else there was.
pub(super) fn account_line(intake: &Intake) -> String {
    let account = &intake.account;
    let count = |n: u64| render::number::grouped(&Cell::Count(n), 0).unwrap_or_default();
    let mut parts = vec![format!(
        "{}: {} read, {} accepted, {} rejected",
        intake.path,
        counted(account.read, "record"),
        count(account.accepted),
        count(account.rejected)
    )];
    for (reason, n) in &account.dropped {
        parts.push(format!("{} left out ({reason})", count(*n)));
    }
    if account.headers > 0 {
        parts.push(format!("{} repeated headers skipped", count(account.headers)));
    }
    if account.joined > 0 {
        parts.push(format!("{} joined to others", count(account.joined)));
    }
    if account.blank > 0 {
        parts.push(format!("{} without any text skipped", count(account.blank)));
    }
    if account.blanked > 0 {
        parts.push(format!("{} cells left blank", count(account.blanked)));
    }
    if account.shown_twice > 0 {
        parts.push(format!("{} times shown twice by the clocks", count(account.shown_twice)));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_is_a_number_or_a_percentage() {
        assert_eq!(allowance("0").unwrap(), Allowance::Records(0));
        assert_eq!(allowance("0.1%").unwrap(), Allowance::Share { thousandths: 100 });
        assert_eq!(allowance("5 %").unwrap(), Allowance::Share { thousandths: 5_000 });
        for text in ["", "some", "-1", "1.2345%", "%"] {
            assert!(allowance(text).is_err(), "{text:?}");
        }
    }
}
