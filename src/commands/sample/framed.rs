//! The frame of an order: one pass over the calls, and one before it where a rule looks for repeats.

use super::super::Context;
use super::order::Order;
use crate::ingest::source::{self, STDIN};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::sampling::repeat::Repeats;
use crate::sampling::{Among, Frame};
use anyhow::Result;
use std::sync::Arc;

/// Reads everything that can be drawn.
pub(super) fn read(order: &Order, cx: &mut Context<'_>) -> Result<Frame> {
    let mut plan = order.plan.clone();
    if plan.targets.iter().any(|target| matches!(target.among, Among::Repeats(_))) {
        refuse_pipe(&order.input.files)?;
        let seen = cx.look_through(&order.input, &Repeats::default())?;
        for target in &mut plan.targets {
            if let Among::Repeats(side) = target.among {
                target.among = Among::Listed(Arc::new(seen.ids(order.repeat_window, side)));
            }
        }
    }
    cx.interactions(&order.input, &Frame::new(plan))
}

/// What comes through a pipe can be read once only.
fn refuse_pipe(files: &[String]) -> Result<()> {
    let Some(file) = files.iter().find(|file| source::is_read_once(file)) else { return Ok(()) };
    let what = if file == STDIN { "standard input" } else { file };
    let message =
        format!("repeat contacts are looked for in a first pass, and {what} has only one");
    let problem = Problem::new("read-twice", Place::file("--targeted"), message);
    let help = "write the calls to a file and name it";
    Err(Refused::because(Blame::Request, problem.help(help)).into())
}
