//! `qa verify`.

use super::args::{InputArgs, OutputArgs};
use super::sample;
use super::{Context, Outcome};
use anyhow::Result;
use std::path::PathBuf;

const EXAMPLES: &str = "\
EXAMPLES
  Whether a sample is what its seed and files give
    qa verify audit.manifest.json";

/// Check that a sample repeats from its manifest
///
/// The files are read again, the draw is made again, and everything is compared: the files with
/// their checksums, the frame with its sum, every stratum and every interaction drawn. What differs is
/// named.
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Args {
    /// Manifest that `qa sample` wrote
    #[arg(value_name = "MANIFEST")]
    manifest: PathBuf,
    #[command(flatten)]
    output: OutputArgs,
}

/// Runs `qa verify`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let report = sample::verified(&args.manifest, &InputArgs::default(), cx)?;
    cx.report(report, &args.output)?;
    Ok(Outcome::Done)
}
