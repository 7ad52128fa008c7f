//! `qa explain`: one file a thing that can be asked about.

pub mod draw;
pub mod kpi;
pub mod score;

use super::{Context, Outcome};
use anyhow::Result;

/// Show how a number came about, step by step
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    topic: Topic,
}

const EXAMPLES: &str = "\
EXAMPLES
  The score of one evaluation: every weight, what N/A moved, what critical errors took
    qa explain score ana-0001

  An indicator: its definition, the columns it needs, its counts
    qa explain kpi service_level

  How a call came to be drawn, and the line with which anybody checks it
    qa explain draw C0000163 --manifest worklist.manifest.json";

#[derive(Debug, clap::Subcommand)]
enum Topic {
    Kpi(Box<kpi::Args>),
    Score(Box<score::Args>),
    Draw(draw::Args),
}

/// Runs `qa explain`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    match &args.topic {
        Topic::Kpi(args) => kpi::run(args, cx),
        Topic::Score(args) => score::run(args, cx),
        Topic::Draw(args) => draw::run(args, cx),
    }
}
