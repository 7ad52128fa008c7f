//! `qa explain draw`.

use super::super::args::OutputArgs;
use super::super::sample;
use super::super::{Context, Outcome};
use anyhow::Result;
use std::path::PathBuf;

/// How an interaction was drawn, or why it was not
///
/// Its ticket, its rank within its stratum, the rank up to which the stratum was drawn, and the line with
/// which anybody checks the ticket. For one that was not drawn the files of the manifest are read again.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Interaction
    #[arg(value_name = "ID")]
    id: String,
    /// Manifest that `qa sample` wrote
    #[arg(long, value_name = "MANIFEST")]
    manifest: PathBuf,
    #[command(flatten)]
    output: OutputArgs,
}

/// Runs `qa explain draw`.
pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let report = sample::explained(&args.manifest, &args.id, cx)?;
    cx.report(report, &args.output)?;
    Ok(Outcome::Done)
}
