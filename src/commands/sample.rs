//! `qa sample`.

mod manifest;
mod order;

use super::args::{InputArgs, OutputArgs, PeriodArgs};
use super::{Context, Outcome};
use crate::model::Period;
use crate::problem::{Blame, Place, Problem, Refused};
use crate::query::Decimal;
use crate::query::Filter;
use crate::report::words::grouped;
use crate::report::{Input, PeriodRecord, Provenance, Report};
use crate::sampling::{Draw, Frame, Worklist};
use anyhow::Result;
use clap::builder::NonEmptyStringValueParser;
use order::Order;
use std::path::PathBuf;

const EXAMPLES: &str = "\
EXAMPLES
  Five answered calls of each agent in a week, dealt to three evaluators
    qa sample calls.csv --period 2026-W43 --evaluators ana,budi,carla -o 2026-W43.csv

  Three longer calls of each agent and queue, only those with a recording
    qa sample calls.csv -n 3 --per agent_id,queue --min-talk 180 \\
      --where 'recording is not null' -o week.csv

  A simple random sample of 200 contacts of any outcome
    qa sample calls.csv --total 200 --outcome any -o audit.csv

  The same draw again, or by somebody else, from what was written beside it
    qa sample --repeat audit.manifest.json -o again.csv

  Check a ticket by hand
    printf 'SEED|INTERACTION_ID' | sha256sum";

/// Draw interactions for evaluation
///
/// In each stratum, the interactions with the smallest tickets are drawn; the ticket of an
/// interaction is SHA-256(seed + "|" + its id). The order of rows and files does not matter, asking
/// for more keeps what was drawn, and the manifest beside the work list lets anybody repeat it.
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    period: PeriodArgs,
    #[command(flatten)]
    frame: FrameArgs,
    #[command(flatten)]
    design: DesignArgs,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Which interactions can be drawn.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Eligible interactions")]
struct FrameArgs {
    /// Only interactions that satisfy this condition, such as "queue = 'support' and not transferred"
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Only interactions with at least this talk time
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    min_talk: Option<Decimal>,
    /// Only interactions with at most this talk time
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    max_talk: Option<Decimal>,
    /// Only these channels
    #[arg(long, value_name = "CHANNEL", value_delimiter = ',')]
    channel: Vec<String>,
    /// Only these outcomes, or `any`; without it `answered`, where the export tells outcomes and
    /// --where does not ask for them
    #[arg(long, value_name = "OUTCOME", value_delimiter = ',')]
    outcome: Vec<String>,
}

/// How many are drawn, from what, and by which lot.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Design")]
struct DesignArgs {
    /// Interactions to draw from each stratum
    #[arg(short = 'n', long, value_name = "N", default_value_t = 5, value_parser = at_least_one)]
    per_stratum: usize,
    /// Columns whose values make the strata, or `none`
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', default_value = "agent_id")]
    per: Vec<String>,
    /// A simple random sample of this many in all; the same as --per none -n N
    #[arg(long, value_name = "N", value_parser = at_least_one, conflicts_with_all = ["per", "per_stratum"])]
    total: Option<usize>,
    /// What decides the tickets; without it, 128 random bits, shown and written to the manifest
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    seed: Option<String>,
    /// Further tickets of each stratum to note in the manifest, for calls that cannot be evaluated
    #[arg(long, value_name = "K", default_value_t = 2, value_parser = at_most_a_million)]
    reserve: usize,
    /// End with exit status 5 if a stratum has less than was asked for
    #[arg(long)]
    require_full: bool,
}

/// What becomes of the draw.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Work")]
struct WorkArgs {
    /// Name of the sample; without it, the period or `sample`
    #[arg(long, value_name = "SAMPLE", value_parser = NonEmptyStringValueParser::new())]
    id: Option<String>,
    /// Evaluators to deal the interactions to, in equal shares, nobody their own
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    evaluators: Vec<String>,
    /// Date by which the interactions are to be evaluated, such as 2026-10-30
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
    /// Write the manifest to this file; without it, beside --output
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Repeat the draw of this manifest, from the same files
    #[arg(
        long,
        value_name = "MANIFEST",
        conflicts_with_all = [
            "files", "profile", "zone", "period", "condition", "min_talk", "max_talk", "channel",
            "outcome", "per_stratum", "per", "total", "seed", "reserve", "id", "evaluators", "due",
        ]
    )]
    repeat: Option<PathBuf>,
    /// Show what would be drawn and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs `qa sample`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    let order = match &args.work.repeat {
        Some(path) => Order::again(path, &args.input)?,
        None => Order::of(args, cx)?,
    };
    args.output.resolved()?;
    let manifest_path = manifest_path(args)?;
    let frame = cx.interactions(&order.input, &Frame::new(order.plan.clone()))?;
    let read = [cx.profiles(), cx.inputs()].concat();
    let (draw, manifest, report) = conclude(&order, frame, &read)?;
    tell(&order, &draw, cx)?;
    let mut output = args.output.clone();
    if args.work.dry_run {
        output.output = None;
    }
    cx.report(report, &output)?;
    if let Some(path) = &manifest_path {
        cx.write_file(path, manifest.as_bytes())?;
        cx.say(&format!("manifest: {}", path.display()))?;
    } else if !args.work.dry_run {
        cx.say("no manifest was written; use --output or --manifest to keep the draw")?;
    }
    let less = args.design.require_full && !draw.is_full();
    Ok(if less { Outcome::LessThanAsked } else { Outcome::Done })
}

/// The draw from what was read, its manifest as text and its report.
fn conclude(order: &Order, frame: Frame, inputs: &[Input]) -> Result<(Draw, String, Report)> {
    order.refuse_changed(inputs)?;
    let untold = frame.outcome_untold() && order.plan.outcome_if_told.is_some();
    let draw = Draw::from_frame(frame);
    let manifest = order.manifest(&draw, inputs);
    order.refuse_different(&manifest)?;
    let mut report = report(order, &draw);
    if untold {
        let note = "an export tells no outcomes, so its rows are drawn whatever theirs";
        report.notes.push(note.to_owned());
    }
    Ok((draw, manifest::write(&manifest), report))
}

/// Where the manifest goes; `None` for nowhere.
fn manifest_path(args: &Args) -> Result<Option<PathBuf>> {
    if args.work.dry_run {
        return Ok(None);
    }
    let output = args.output.output.as_ref().filter(|output| output.as_os_str() != "-");
    let beside = output.map(|output| {
        let stem = output.file_stem().unwrap_or_default().to_string_lossy();
        output.with_file_name(format!("{stem}.manifest.json"))
    });
    let path = args.work.manifest.clone().or(beside);
    if path.is_some() && path.as_ref() == output {
        let message = "--manifest and --output name the same file";
        let problem = Problem::new("named-twice", Place::file("--manifest"), message);
        return Err(Refused::because(Blame::Request, problem.help("name another file")).into());
    }
    Ok(path)
}

fn report(order: &Order, draw: &Draw) -> Report {
    let request = &order.request;
    let worklist = Worklist {
        draw,
        sample_id: &request.sample_id,
        evaluators: &request.evaluators,
        due: request.due.as_deref(),
        zone: &order.zone,
    };
    let setting = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let strata = match request.strata.as_slice() {
        [] => "none".to_owned(),
        names => names.join(","),
    };
    let mut settings = vec![
        setting("sample_id", &request.sample_id),
        setting("seed", &request.seed),
        setting("where", &request.filter),
        setting("outcome_if_told", request.outcome_if_told.as_deref().unwrap_or("any")),
        setting("strata", &strata),
        setting("n", &request.n.to_string()),
    ];
    settings.retain(|(name, text)| name != "where" || *text != everything());
    let period = draw.plan.period.and_then(|period: Period| period.iso(&order.zone));
    let zone = order.zone.name().to_owned();
    let period = period.map(|(from, to)| PeriodRecord { from, to, zone });
    Report { provenance: Provenance { inputs: Vec::new(), period, settings }, ..worklist.report() }
}

/// The filter that leaves nothing out, as a manifest writes it.
fn everything() -> String {
    Filter::all().to_string()
}

/// Says on stderr what decided the draw.
fn tell(order: &Order, draw: &Draw, cx: &mut Context<'_>) -> Result<()> {
    let request = &order.request;
    let (count, eligible) = (draw.count(), grouped(draw.eligible));
    let strata = match draw.strata.len() {
        1 => "1 stratum".to_owned(),
        n => format!("{n} strata"),
    };
    let design = match request.strata.as_slice() {
        [] => "in a simple random sample".to_owned(),
        names => format!("from {strata} by {}", names.join(", ")),
    };
    cx.say(&format!("{}: {count} of {eligible} drawn {design}", request.sample_id))?;
    if request.filter != everything() {
        cx.say(&format!("where: {}", request.filter))?;
    }
    if let Some(outcome) = &request.outcome_if_told {
        cx.say(&format!("outcome: {outcome}, where the export tells it; --outcome any for all"))?;
    }
    cx.say(&format!("seed: {}", request.seed))
}

fn seconds(text: &str) -> Result<Decimal, String> {
    Decimal::parse(text).ok_or_else(|| "expected seconds, such as 30 or 312.5".to_owned())
}

fn at_least_one(text: &str) -> Result<usize, String> {
    at_most_a_million(text).and_then(|number| match number {
        0 => Err("expected at least 1".to_owned()),
        number => Ok(number),
    })
}

fn at_most_a_million(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number <= 1_000_000);
    number.ok_or_else(|| "expected a whole number up to 1000000".to_owned())
}

#[cfg(test)]
mod tests;
