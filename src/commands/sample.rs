//! `qa sample`.

use super::{Context, Outcome};
use anyhow::Result;

/// Draw interactions for evaluation
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `qa sample`.
pub fn run(_args: &Args, _cx: &mut Context<'_>) -> Result<Outcome> {
    anyhow::bail!("`qa sample` is not there yet")
}
