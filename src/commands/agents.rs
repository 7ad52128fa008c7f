//! `qa agents`.

use super::args::{InputArgs, OutputArgs};
use super::load::{EvaluationArgs, purposes, unknown_purposes};
use super::{Context, Outcome, calibrate, quality::APART, sample, score};
use crate::agreement::scale;
use crate::evidence::{self, Choice, Measure, Options, Population, Sample};
use crate::model::{Evaluation, Period};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::report::words::counted;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Say what the scores prove about each agent
///
/// Each agent's mean with an interval that few scores deserve, where the agent is likely to be given
/// what all agents are like, and whether that is above or below the target, or not to be told yet
/// and how many more evaluations would tell. Agents stand in order of name: few scores do not rank
/// people. Only interactions that were chosen by chance count.
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    input: EvaluationArgs,
    /// Score that agents are held against; without it the scorecard's pass mark, else their own mean
    #[arg(long, help_heading = "Evidence", value_name = "SCORE")]
    target: Option<String>,
    /// Which score counts
    #[arg(long, help_heading = "Evidence", value_enum, value_name = "WHICH", default_value_t)]
    measure: Which,
    /// Put agents in groups as far as the scores tell them apart, with the ranks they leave open
    #[arg(long, help_heading = "Evidence")]
    rank: bool,
    /// Only evaluations made for these purposes; those for calibration, of oneself, by machines and
    /// for tests of evaluators never count unless they are named
    #[arg(long, help_heading = "Evidence", value_name = "PURPOSE", value_delimiter = ',')]
    purpose: Vec<String>,
    /// Days before the latest evaluation that are looked at; 90, or all where --calls, --period or
    /// --weights say which interactions are meant
    #[arg(long, help_heading = "Evidence", value_name = "DAYS")]
    window: Option<u32>,
    /// Manifest of the sample that was scored: only what it drew counts, and how many each agent had
    /// is known
    #[arg(
        long,
        help_heading = "All interactions",
        value_name = "MANIFEST",
        conflicts_with_all = ["calls", "period"]
    )]
    weights: Option<PathBuf>,
    /// Only interactions that begin in this period, such as 2026-10, by the call records of --calls or
    /// qa.toml
    #[arg(long, help_heading = "All interactions", value_name = "PERIOD")]
    period: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Which score of an evaluation counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Which {
    /// Before critical errors took anything away; how often they do is told apart.
    #[default]
    BeforeCritical,
    /// As it is.
    Score,
}

const EXAMPLES: &str = "\
EXAMPLES
  Every agent of the evaluations that qa.toml names
    qa agents

  Against 90, in groups as far as the scores tell agents apart
    qa agents evaluations.csv --scorecard scorecards/inbound-voice.toml --target 90 --rank

  What the evaluations of a month say of all its calls
    qa agents --period 2026-10

  The same where a sample was drawn
    qa agents --weights worklist.manifest.json

  Who to listen to together, with which call
    qa agents --table coaching

  Every figure for a spreadsheet
    qa agents -f csv -o agents.csv";

/// Runs `qa agents`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let target = args.target.as_deref().map(target).transpose()?;
    let shelf = score::shelf(&args.input.scorecards, cx)?;
    let found = cx.evaluations(&args.input, &shelf)?;
    let mut notes = Vec::new();
    if let Some(unknown) = unknown_purposes(&args.purpose, &purposes(&found.evaluations)) {
        return Err(Refused::because(Blame::Request, unknown).into());
    }
    let (mut taken, others): (Vec<_>, Vec<_>) =
        found.evaluations.into_iter().partition(|one| takes_part(one, args));
    if !others.is_empty() {
        let others = counted(u64::try_from(others.len())?, "evaluation");
        notes.push(format!("left out, made for other purposes: {others}"));
    }
    if let Some(days) = args.days() {
        notes.extend(calibrate::only_recent(&mut taken, days));
    }
    let all = all_interactions(args, &mut taken, (cx, &mut notes))?;
    let measure = match args.measure {
        Which::Score => Measure::Score,
        Which::BeforeCritical => Measure::BeforeCritical,
    };
    let scored = score::scored(&taken, &shelf)?;
    let choice = Choice { measure, drawn: all.drawn };
    let mut samples = evidence::samples(&scored, &choice);
    if let Some(by_agent) = &all.by_agent {
        know(&mut samples, by_agent);
    }
    let mut report = evidence::report(&samples, Options { target, rank: args.rank, measure });
    report.notes.extend(notes);
    cx.report(report, &args.output)?;
    Ok(Outcome::Done)
}

impl Args {
    /// How far back evaluations count; `None` where interactions are named, whenever they were judged.
    fn days(&self) -> Option<u32> {
        let named = !self.input.calls.is_empty() || self.period.is_some() || self.weights.is_some();
        self.window.or((!named).then_some(90))
    }
}

fn takes_part(evaluation: &Evaluation, args: &Args) -> bool {
    if args.purpose.is_empty() {
        return !APART.contains(&evaluation.purpose.as_str());
    }
    args.purpose.contains(&evaluation.purpose)
}

/// A score in thousandths of a point.
fn target(text: &str) -> Result<i64> {
    let points = scale::thousandths(text.trim()).filter(|points| (0..=1_000_000).contains(points));
    points.ok_or_else(|| {
        let message = format!("expected a score, found `{text}`");
        let problem = Problem::new("bad-target", Place::file("--target"), message)
            .help("write a number from 0 to 1000, such as 85 or 87.5");
        Refused::because(Blame::Request, problem).into()
    })
}

/// What is known of all interactions, of which some were evaluated.
#[derive(Default)]
struct Known {
    by_agent: Option<BTreeMap<String, u64>>,
    drawn: Option<BTreeSet<String>>,
}

/// From a manifest or from call records; evaluations of calls outside a period are left out.
fn all_interactions(
    args: &Args,
    taken: &mut Vec<Evaluation>,
    (cx, notes): (&mut Context<'_>, &mut Vec<String>),
) -> Result<Known> {
    if let Some(path) = &args.weights {
        cx.set("weights", path.display().to_string());
        let weights = sample::weights(path)?;
        let mut by_agent: BTreeMap<String, u64> = BTreeMap::new();
        for (parts, size) in &weights.strata {
            for (_, agent) in parts.iter().filter(|(column, _)| column == "agent_id") {
                *by_agent.entry(agent.clone()).or_default() += size;
            }
        }
        if by_agent.is_empty() {
            notes.push(format!(
                "sample {} was not drawn by agent, so how many interactions each had is unknown",
                weights.sample
            ));
        }
        return Ok(Known {
            by_agent: Some(by_agent),
            drawn: Some(weights.drawn.into_keys().collect()),
        });
    }
    if args.input.calls.is_empty() && args.period.is_none() {
        return Ok(Known::default());
    }
    let input = InputArgs { files: args.input.calls.clone(), ..InputArgs::default() };
    let period = match &args.period {
        None => None,
        Some(text) => {
            let zone = cx.report_zone(&input)?;
            cx.set("period", text.clone());
            let wrong = |problem| Refused::because(Blame::Request, problem);
            let (first, place) = (cx.config.month_start.unwrap_or(1), Place::file("--period"));
            Some(Period::parse_fiscal(text, (&zone, first), &place).map_err(wrong)?)
        }
    };
    let evaluated = taken.iter().map(|one| one.interaction.clone()).collect();
    let counted_calls = cx.interactions(&input, &Population::new(period, evaluated))?;
    let before = taken.len();
    taken.retain(|one| counted_calls.found().contains(&one.interaction));
    let outside = u64::try_from(before - taken.len())?;
    if outside > 0 {
        let outside = counted(outside, "evaluation");
        notes.push(format!("of no answered call that is counted here, left out: {outside}"));
    }
    Ok(Known { by_agent: Some(counted_calls.by_agent().clone()), drawn: None })
}

fn know(samples: &mut [Sample<'_>], by_agent: &BTreeMap<String, u64>) {
    for agent in samples.iter_mut().flat_map(|sample| &mut sample.agents) {
        agent.population = by_agent.get(&agent.id).copied();
    }
}
