//! `qa sample`.

mod chances;
mod choices;
mod explain;
mod extra;
mod framed;
mod listed;
mod manifest;
mod order;
mod overlaps;
mod people;
mod plan_size;
mod planning;
mod seed;
mod verified;

use super::args::{InputArgs, OutputArgs, PeriodArgs};
use super::{Context, Outcome};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::query::Decimal;
use crate::render::Format;
use crate::report::words::{counted, grouped};
use crate::report::{Input, Report};
use crate::sampling::assign::{Deal, deal};
use crate::sampling::{Allocation, Draw, Frame, Stratum};
use anyhow::Result;
pub(super) use chances::{Weights, reserves, weights};
pub(super) use choices::{promised, units};
use clap::builder::NonEmptyStringValueParser;
pub(super) use explain::explained;
use extra::{PeopleArgs, SizeArgs};
pub(super) use extra::{Quota, quota};
use order::Order;
pub(super) use people::Done;
use planning::PlanArgs;
use std::path::PathBuf;
pub(super) use verified::verified;

const EXAMPLES: &str = "\
EXAMPLES
  Five answered calls of each agent in a week, dealt to three evaluators
    qa sample calls.csv --period 2026-W42 --evaluators ana,budi,carla -o 2026-W42.csv

  Three longer calls of each agent and queue, only those with a recording
    qa sample calls.csv -n 3 --per agent_id,queue --min-talk 180 \\
      --where 'recording is not null' -o week.csv

  A simple random sample of 200 contacts of any outcome
    qa sample calls.csv --total 200 --outcome any -o any.csv

  The same draw again, or by somebody else, from what was written beside it
    qa sample --repeat any.manifest.json -o again.csv

  A week's promise to each agent, caught up with, one in twenty scored by two
    qa sample calls.csv --period 2026-W44 --quota 4-8/week --done evaluations.csv \\
      --evaluators ana,budi,carla --overlap 5% -o 2026-W44.csv

  Two hundred calls over agents and lengths in proportion, and ten that customers rated badly
    qa sample calls.csv --total 200 --per agent_id,talk_s:120:600 --min 1 \\
      --targeted low_csat=10 -o big.csv

  How many are needed for ± 5 points, and what five of an agent will tell
    qa sample --plan --margin 5 --population 180
  The same from the calls of last week, and how many to calibrate on
    qa sample calls.csv --plan --period 2026-W42 -n 5 --agreement 0.8

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
    size: SizeArgs,
    #[command(flatten)]
    people: PeopleArgs,
    #[command(flatten)]
    plan: PlanArgs,
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
    /// Interactions to draw from each stratum; without it 5
    #[arg(short = 'n', long, value_name = "N", value_parser = at_least_one)]
    per_stratum: Option<usize>,
    /// What makes the strata, or `none`; without it, `agent_id`. Columns; bands such as
    /// `talk_s:60:300`; weekday, day, week, month, hour, hour:9:13:18; with --roster,
    /// `tenure_days:90:365`, roster.COLUMN
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    per: Option<Vec<String>>,
    /// This many in all: a simple random sample, unless --per or --allocation spreads it over strata
    #[arg(long, value_name = "N", value_parser = at_least_one, conflicts_with = "per_stratum")]
    total: Option<usize>,
    /// What decides the tickets; without it, 128 random bits, shown and written to the manifest
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    seed: Option<String>,
    /// File that holds the seed
    #[arg(long, value_name = "FILE", conflicts_with = "seed")]
    seed_file: Option<PathBuf>,
    /// Print the SHA-256 of the seed in --seed-file, to be made known before the draw, and draw nothing;
    /// a file that is not there is made, with 128 random bits
    #[arg(long, requires = "seed_file")]
    seed_commitment: bool,
    /// What was made known of the seed; another seed is refused, and the manifest holds it
    #[arg(long, value_name = "SHA256")]
    commitment: Option<String>,
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
            "outcome", "per_stratum", "per", "total", "seed", "seed_file", "commitment", "reserve", "id",
            "evaluators", "due",
        ]
    )]
    repeat: Option<PathBuf>,
    /// Go on with the draw of this manifest: what was drawn stays, late rows and a larger -n come in,
    /// and the work list holds only what is new
    #[arg(
        long,
        value_name = "MANIFEST",
        conflicts_with_all = [
            "repeat", "profile", "zone", "period", "condition", "min_talk", "max_talk", "channel",
            "outcome", "per", "seed", "seed_file", "commitment", "reserve", "id", "evaluators",
        ]
    )]
    top_up: Option<PathBuf>,
    /// Draw although a sample beside the output has some of these days already, or another draw would be
    /// replaced
    #[arg(long)]
    overlapping: bool,
    /// Show what would be drawn and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs `qa sample`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    if args.plan.plan {
        return planning::planned(args, cx);
    }
    if let (true, Some(file)) = (args.design.seed_commitment, &args.design.seed_file) {
        writeln!(cx.stdout, "{}", seed::commit(file)?)?;
        return Ok(Outcome::Done);
    }
    cx.asks("--where", &args.frame.condition);
    cx.asks("--per", args.design.per.iter().flatten());
    cx.asks("--by-size", &args.size.by_size);
    cx.asks("--exclude", &args.people.exclude);
    let order = match (&args.work.repeat, &args.work.top_up) {
        (Some(path), _) => Order::again(path, &args.input)?,
        (None, Some(path)) => Order::more(path, args)?,
        (None, None) => Order::of(args, cx)?,
    };
    args.output.resolved()?;
    let manifest_path = manifest_path(args)?;
    if let (Some(path), false) = (&manifest_path, args.work.overlapping) {
        overlaps::refuse(&order, path)?;
    }
    let frame = framed::read(&order, cx)?;
    let read = [cx.profiles(), cx.inputs()].concat();
    let Concluded { draw, dealt, manifest, report } = conclude(&order, frame, &read)?;
    tell(&order, &draw, cx)?;
    // A work list for programs has no room for what whoever draws it must know.
    if args.output.resolved()? == Format::Csv {
        report.notes.iter().try_for_each(|note| cx.say(note))?;
    }
    let mut output = args.output.clone();
    if args.work.dry_run {
        output.output = None;
    }
    // The manifest first: a work list that nobody can verify is worse than none.
    if let Some(path) = &manifest_path {
        output.output.iter().try_for_each(|path| cx.refuse_input(path))?;
        cx.write_file(path, manifest.as_bytes())?;
    }
    listed::write(&listed::worklist(&order, &draw, &dealt), report, &output, cx)?;
    if let Some(path) = &manifest_path {
        cx.say(&format!("manifest: {}", path.display()))?;
    } else if !args.work.dry_run {
        cx.say("no manifest was written; use --output or --manifest to keep the draw")?;
    }
    let less = args.design.require_full && !(draw.is_full() && dealt.is_full());
    Ok(if less { Outcome::LessThanAsked } else { Outcome::Done })
}

/// A draw with all that is written of it.
#[derive(Debug)]
struct Concluded {
    draw: Draw,
    dealt: Deal,
    /// As JSON.
    manifest: String,
    /// Without the rows of the work list.
    report: Report,
}

/// The draw from what was read, its manifest as text and its report.
fn conclude(order: &Order, frame: Frame, inputs: &[Input]) -> Result<Concluded> {
    order.refuse_changed(inputs)?;
    let untold = frame.outcome_untold() && order.plan.outcome_if_told.is_some();
    let draw = Draw::from_frame(frame);
    let manifest = order.manifest(&draw, inputs);
    order.refuse_different(&manifest)?;
    let manifest = manifest::write(&manifest);
    let dealt = deal(&draw, &order.evaluators, &order.rules);
    let mut report = listed::outline(order, &draw, &dealt);
    if untold {
        let note = "an export tells no outcomes, so its rows are drawn whatever theirs";
        report.notes.push(note.to_owned());
    }
    report.notes.extend(short_of_minutes(&draw));
    if !draw.plan.kept.is_empty() {
        let kept = u64::try_from(draw.plan.kept.len())?;
        report
            .notes
            .push(format!("drawn before, and not listed again: {}", counted(kept, "interaction")));
    }
    Ok(Concluded { draw, dealt, manifest, report })
}

/// How far the minutes go, where they do not buy what was asked of every stratum.
fn short_of_minutes(draw: &Draw) -> Option<String> {
    let (minutes, Allocation::Each(n)) = (draw.plan.work.budget?, &draw.plan.allocation) else {
        return None;
    };
    let of_stratum = |stratum: &Stratum| stratum.size.min(u64::try_from(*n).unwrap_or(u64::MAX));
    let asked: u64 = draw.strata.iter().map(of_stratum).sum();
    let drawn = u64::try_from(draw.count()).ok().filter(|drawn| *drawn < asked)?;
    let none = if drawn > 0 {
        ""
    } else {
        "; one of each stratum takes longer, and --total or --per none spreads fewer"
    };
    Some(format!(
        "{minutes} minutes are enough for {} of {} asked for{none}",
        grouped(drawn),
        counted(asked, "interaction")
    ))
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

/// Says on stderr what decided the draw.
fn tell(order: &Order, draw: &Draw, cx: &mut Context<'_>) -> Result<()> {
    let request = &order.request;
    let count = grouped(u64::try_from(draw.count())?);
    let eligible = grouped(draw.eligible);
    let strata = match draw.strata.len() {
        1 => "1 stratum".to_owned(),
        n => format!("{n} strata"),
    };
    let design = match request.strata.as_slice() {
        [] => "in a simple random sample".to_owned(),
        names => format!("from {strata} by {}", names.join(", ")),
    };
    cx.say(&format!("{}: {count} of {eligible} drawn {design}", request.sample_id))?;
    if request.filter != listed::everything() {
        cx.say(&format!("where: {}", request.filter))?;
    }
    if let Some(outcome) = &request.outcome_if_told {
        cx.say(&format!("outcome: {outcome}, where the export tells it; --outcome any for all"))?;
    }
    if !request.options.is_empty() {
        cx.say(&format!("options: {}", request.options.join(" ")))?;
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
