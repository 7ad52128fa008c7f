//! `qa check`.

use super::{Context, Outcome};
use anyhow::Result;

/// Check configuration, scorecards and data, and list every problem
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `qa check`.
pub fn run(_args: &Args, _cx: &mut Context<'_>) -> Result<Outcome> {
    anyhow::bail!("`qa check` is not there yet")
}
