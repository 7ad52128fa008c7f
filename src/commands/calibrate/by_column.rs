//! Evaluations of whatever form, also tables with a column for each evaluator.

use super::super::Context;
use super::Args;
use crate::ingest::config;
use crate::ingest::rated::{self, Rated};
use crate::model::Evaluation;
use crate::problem::{Problem, Refused};
use crate::scorecard::Shelf;
use anyhow::Result;

/// The evaluations that arguments or the configuration name.
///
/// A file without a column of evaluators has one for each of them, when there is no scorecard whose
/// questions its columns could be.
pub(super) fn evaluations(
    args: &Args,
    cx: &mut Context<'_>,
    shelf: &Shelf,
) -> Result<Vec<Evaluation>> {
    if !args.raters.is_empty() {
        return Ok(by_column(args, cx)?.unwrap_or_default());
    }
    let plain = cx.evaluations(&args.input, shelf);
    let can_be = shelf.is_empty() && args.input.profile.is_none() && !args.input.files.is_empty();
    match plain {
        Err(error) if can_be && lacks_evaluators(&error) => by_column(args, cx)?.ok_or(error),
        other => other.map(|found| found.evaluations),
    }
}

/// Whether reading failed for want of a column of evaluators, or of any known column.
fn lacks_evaluators(error: &anyhow::Error) -> bool {
    let Some(refused) = error.downcast_ref::<Refused>() else { return false };
    let no_evaluators = |problem: &Problem| {
        problem.code == "no-header" || problem.column.as_deref() == Some("evaluator_id")
    };
    refused.problems.shown().into_iter().any(no_evaluators)
}

/// Files with a column for each evaluator; `None` when one of them is no such file.
fn by_column(args: &Args, cx: &mut Context<'_>) -> Result<Option<Vec<Evaluation>>> {
    let mut found = Vec::new();
    for file in config::expand(&args.input.files)? {
        let Some(rated) = rated::recognised(&file, &args.raters)? else { return Ok(None) };
        let read = cx.evaluations_of(&[file], Some(&rated.profile()), &[])?;
        found.extend(rated::apart(read.evaluations));
        if !args.anonymous {
            cx.say(&told(&rated))?;
        }
    }
    Ok(Some(found))
}

fn told(rated: &Rated) -> String {
    let named = |names: &[String]| format!("`{}`", names.join("`, `"));
    let line = format!("a column for each evaluator: {}", named(&rated.raters));
    if rated.others.is_empty() {
        return line;
    }
    format!("{line}; not used: {}", named(&rated.others))
}
