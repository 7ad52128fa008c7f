//! The seed of a draw: given, kept in a file, or nobody's choice; and what is told of it before.

use super::Args;
use crate::ledger;
use crate::problem::{Blame, Place, Problem, Refused};
use crate::sampling::manifest::Request;
use crate::sampling::ticket::commitment;
use anyhow::{Context as _, Result};
use rand::TryRng;
use rand::rngs::SysRng;
use std::path::Path;

/// What decides the tickets: the seed that is given, or kept in a file, or nobody's.
pub(super) fn of(args: &Args) -> Result<String> {
    match (&args.design.seed, &args.design.seed_file) {
        (Some(seed), _) => Ok(seed.clone()),
        (None, Some(file)) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("cannot read `{}`", file.display()))?;
            Ok(text.trim().to_owned())
        }
        (None, None) => random_seed(),
    }
}

/// The hash of the seed in a file, which is made when it is not there: what is told before the draw.
pub(super) fn commit(file: &Path) -> Result<String> {
    if !file.try_exists()? {
        ledger::replace_bytes(file, format!("{}\n", random_seed()?).as_bytes())?;
    }
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read `{}`", file.display()))?;
    Ok(commitment(text.trim()))
}

/// Refuses a seed that is not the one made known.
pub(super) fn refuse_other(request: &Request) -> Result<()> {
    let Some(told) = &request.commitment else { return Ok(()) };
    let found = commitment(&request.seed);
    if found == told.to_lowercase() {
        return Ok(());
    }
    let message = format!("the seed has the hash `{found}`, which is not the one made known");
    let problem = Problem::new("seed-differs", Place::file("--commitment"), message);
    let help = "draw with the seed whose hash was made known";
    Err(Refused::because(Blame::Request, problem.help(help)).into())
}

/// 128 bits from the system, in hex.
fn random_seed() -> Result<String> {
    let mut bits = [0; 16];
    SysRng.try_fill_bytes(&mut bits).context("the system gives no random numbers; use --seed")?;
    Ok(format!("{:032x}", u128::from_be_bytes(bits)))
}
