//! `qa score`.

use super::{Context, Outcome};
use anyhow::Result;

/// Score evaluations against their scorecard
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `qa score`.
pub fn run(_args: &Args, _cx: &mut Context<'_>) -> Result<Outcome> {
    anyhow::bail!("`qa score` is not there yet")
}
