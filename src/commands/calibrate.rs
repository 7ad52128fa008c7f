//! `qa calibrate`.

use super::{Context, Outcome};
use anyhow::Result;

/// Measure whether the people who score agree
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `qa calibrate`.
pub fn run(_args: &Args, _cx: &mut Context<'_>) -> Result<Outcome> {
    anyhow::bail!("`qa calibrate` is not there yet")
}
