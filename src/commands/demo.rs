//! `qa demo`.

use super::{Context, Outcome};
use anyhow::Result;

/// Make a small centre in a folder and run the week on it
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs `qa demo`.
pub fn run(_args: &Args, _cx: &mut Context<'_>) -> Result<Outcome> {
    anyhow::bail!("`qa demo` is not there yet")
}
