//! What every command may use: configuration, files, streams, the output it was asked for.

mod account;
mod asked;
mod progress;
mod reading;
mod writing;

use super::Outcome;
use crate::ingest::config::Config;
use crate::ingest::engine::Checksums;
use crate::ingest::profile::Profile;
use crate::model::Zone;
use crate::problem::Problems;
use crate::render;
use crate::report::Input;
use anyhow::Result;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

pub(super) use account::{account_line, input};
pub(super) use progress::Line;
pub use progress::Progress;
pub(super) use reading::wrong_kind;
pub(super) use writing::TakeRow;

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
    /// Whether stderr shows how far reading is.
    pub progress: Progress,
    /// Whether checksums of call records are taken; left where the result has no place for them.
    pub checksums: Checksums,
    inputs: Vec<Input>,
    profiles: Vec<Input>,
    /// Other files of the project that were read, which no result replaces.
    beside: Vec<PathBuf>,
    settings: Vec<(String, String)>,
    notes: Vec<String>,
    outcome: Outcome,
    /// Texts in which flags name columns.
    asked: Vec<(&'static str, String)>,
    /// Records that the profile lets be set aside.
    profile_limit: Option<String>,
    /// Profiles by what was asked: files, profile, sheet.
    found: RefCell<BTreeMap<(Vec<String>, Option<PathBuf>, Option<String>), Option<Profile>>>,
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
        let beside = config.path.iter().cloned().collect();
        let talk = Talk::Normal;
        Self {
            stdout,
            stderr,
            config,
            width: None,
            threads: 1,
            talk,
            progress: Progress::Hidden,
            checksums: Checksums::Taken,
            inputs,
            profiles,
            beside,
            settings,
            notes,
            outcome: Outcome::Done,
            asked: Vec::new(),
            profile_limit: None,
            found: RefCell::default(),
        }
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

    /// Lets no result replace a file that was read, such as a scorecard.
    pub fn keep(&mut self, path: PathBuf) {
        self.beside.push(path);
    }

    /// Adds a choice that decides the result to the provenance of the next report.
    ///
    /// A name that was kept with another value gets a number, so that programs find both.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        if self.settings.contains(&(name.clone(), value.clone())) {
            return;
        }
        let taken = |name: &str| self.settings.iter().any(|(other, _)| other == name);
        let mut numbered = name.clone();
        let mut number = 1;
        while taken(&numbered) {
            number += 1;
            numbered = format!("{name} {number}");
        }
        self.settings.push((numbered, value));
    }

    /// Adds a sentence that the reader of the next report must know.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
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

    /// The day it is in a zone, for logs of what people decide; no report ever reads the clock.
    pub fn today(&self, zone: &Zone) -> String {
        let now = zone.iso(jiff::Timestamp::now().as_millisecond()).unwrap_or_default();
        now.chars().take(10).collect()
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
}
