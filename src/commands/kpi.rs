//! `qa kpi`.

use super::{Context, Outcome};
use anyhow::Result;

/// Report indicators from call records
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `qa kpi`.
pub fn run(_args: &Args, _cx: &mut Context<'_>) -> Result<Outcome> {
    anyhow::bail!("`qa kpi` is not there yet")
}
