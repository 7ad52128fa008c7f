//! `qa demo`.

mod answers;
mod calls;
mod centre;
mod dice;
mod evaluations;
mod files;
mod steps;

use super::args::InputArgs;
use super::context::Talk;
use super::{Context, Outcome};
use crate::ingest::config::Config;
use crate::model::{Field, Outcome as Ending, Period};
use crate::problem::{Blame, Place, Refused};
use crate::query::Filter;
use crate::sampling::plan::Work;
use crate::sampling::{By, Draw, Frame, Plan};
use anyhow::{Context as _, Result};
use evaluations::Drawn;
use files::Neighbours;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use steps::{STEPS, Step};

/// Make a small centre and run its week on data that is nobody's
#[derive(Debug, clap::Args)]
#[command(before_long_help = "\
EXAMPLES
  qa demo
  qa demo --pause
  qa demo /tmp/centre --rows 100000")]
pub struct Args {
    /// Folder to write to: a new one, or a former demo, whose files are written anew unless one was changed
    #[arg(value_name = "DIR", default_value = "qa-demo")]
    folder: PathBuf,
    /// Interactions of the month
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(300..=5_000_000))]
    rows: u32,
    /// What decides everything that chance decides
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Wait for Enter before each command, in a terminal
    #[arg(long)]
    pause: bool,
    /// Write beside the files of others too, none of which is replaced, and replace changed files of a
    /// former demo
    #[arg(long)]
    force: bool,
}

/// Runs the program once more, with these arguments and the streams of a context.
pub type Program<'p> = &'p dyn Fn(&[&str], &mut Context<'_>) -> Result<Outcome>;

/// Runs `qa demo`; missed targets are part of the show.
pub fn run(args: &Args, cx: &mut Context<'_>, program: Program<'_>) -> Result<Outcome> {
    let neighbours = if args.force { Neighbours::Join } else { Neighbours::Avoid };
    files::prepare(&args.folder, neighbours)?;
    generate(args, cx.threads)?;
    files::record(&args.folder)?;
    let name = args.folder.display();
    std::env::set_current_dir(&args.folder).with_context(|| format!("cannot work in `{name}`"))?;
    tell(cx, &format!("A month of a small centre that does not exist is now in {name}.\n"))?;
    tell(cx, &format!("$ cd {name}\n"))?;
    for step in &STEPS {
        if args.pause {
            wait(cx)?;
        }
        show(step, cx, program)?;
    }
    tell(cx, &farewell(&args.folder))?;
    Ok(Outcome::Done)
}

fn show(step: &Step, cx: &mut Context<'_>, program: Program<'_>) -> Result<()> {
    tell(cx, &format!("\n{}\n\n{}\n", step.why, step.line()))?;
    let _shown = program(step.words, cx)?;
    Ok(())
}

fn farewell(folder: &Path) -> String {
    format!(
        "\nThe files are yours to play with. In {}, try\n\
         \x20 qa kpi --by day --period 2026-W43      a week by day: the busy Monday\n\
         \x20 qa score --table agents                each agent, with limits\n\
         \x20 qa agents                              what the scores prove about each agent\n\
         \x20 qa sample --repeat worklist.manifest.json\n\
         \x20                                        the same draw once more\n\
         \x20 qa kpi --help                          everything a command can do\n",
        folder.display()
    )
}

fn tell(cx: &mut Context<'_>, text: &str) -> Result<()> {
    cx.stdout.write_all(text.as_bytes()).context("cannot write to standard output")?;
    cx.stdout.flush().context("cannot write to standard output")
}

/// Waits for Enter when somebody is there to press it.
fn wait(cx: &mut Context<'_>) -> Result<()> {
    if !io::stdin().is_terminal() {
        return Ok(());
    }
    write!(cx.stderr, "\n[Enter] ")?;
    cx.stderr.flush()?;
    io::stdin().read_line(&mut String::new()).context("cannot read the terminal")?;
    Ok(())
}

/// Writes every file: first the calls, then evaluations of those that the work list will have.
fn generate(args: &Args, threads: usize) -> Result<()> {
    let folder = args.folder.as_path();
    let agents = centre::agents(args.seed, args.rows);
    files::write(folder, "scorecards/inbound-voice.toml", files::CARD)?;
    files::write(folder, "qa.toml", files::CONFIG)?;
    files::write(folder, "calls/2026-10.csv", &calls::csv(args.seed, args.rows))?;
    let draw = draw(folder, threads)?;
    let drawn = Drawn { seed: args.seed, agents: &agents, draw: &draw };
    for (name, csv) in drawn.monitored() {
        files::write(folder, &format!("evaluations/2026-10-{name}.csv"), &csv)?;
    }
    files::write(folder, "evaluations/2026-10-calibration.csv", &drawn.session())
}

/// The draw that the demo will show.
fn draw(folder: &Path, threads: usize) -> Result<Draw> {
    let (mut stdout, mut stderr) = (io::sink(), io::sink());
    let config = Config::open(&folder.join("qa.toml"))?;
    let mut cx = Context::new(&mut stdout, &mut stderr, config);
    (cx.threads, cx.talk) = (threads, Talk::Quiet);
    let input = InputArgs::default();
    let refuse = |problem| anyhow::Error::from(Refused::because(Blame::Request, problem));
    let zone = cx.report_zone(&input)?;
    let period = Period::parse(steps::WEEK, &zone, &Place::default()).map_err(refuse)?;
    let plan = Plan {
        filter: Filter::parse(steps::FRAME).map_err(refuse)?,
        outcome_if_told: Some(Ending::Answered),
        period: Some(period),
        // As `--listening 0` in the steps: equal numbers, whatever the calls' length.
        work: Work { listening: 0.0, ..Work::default() },
        ..Plan::each(steps::SEED, vec![By::Column(Field::AgentId.into())], 2)
    };
    Ok(Draw::from_frame(cx.interactions(&input, &Frame::new(plan))?))
}
