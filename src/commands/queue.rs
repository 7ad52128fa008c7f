//! `qa queue`.

mod files;
mod tables;

use super::args::OutputArgs;
use super::{Context, Outcome};
use crate::ledger::journal;
use crate::model::{Zone, instant};
use crate::problem::{Blame, Place, Problem, Refused, nearest};
use crate::sampling::queue::{Action, Decision, Standing, State, replacement, standing};
use anyhow::Result;
use clap::builder::NonEmptyStringValueParser;
use files::Work;
use std::collections::BTreeSet;
use std::path::PathBuf;

const EXAMPLES: &str = "\
EXAMPLES
  Whose work is open, and what is overdue
    qa queue worklist.csv --done evaluations.csv --today 2026-10-31

  The work of one evaluator, for a spreadsheet
    qa queue worklist.csv --evaluator ana -f csv -o ana.csv

  A call that cannot be evaluated: the next ticket of its stratum takes its place
    qa queue worklist.csv --skip C0000163 --reason 'no audio'

  Give a call to somebody else
    qa queue worklist.csv --reassign C0000186 --to carla";

/// Columns of the file of decisions.
const HEADER: [&str; 7] =
    ["sample_id", "interaction_id", "evaluator_id", "action", "detail", "reason", "decided_on"];

/// See whose work is open, skip what cannot be evaluated, give work to somebody else
///
/// Work lists stay as they were written. What is decided about them goes to a file beside the first
/// one, which only grows: a decision is on the disk before it is acknowledged.
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Args {
    /// Work lists that `qa sample` wrote
    #[arg(value_name = "WORKLIST", required = true)]
    files: Vec<String>,
    /// Evaluations that were made (CSV with `interaction_id` and `evaluator_id`); may be repeated
    #[arg(long, value_name = "FILE")]
    done: Vec<String>,
    /// The day that decides what is overdue; without it, nothing is said to be
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    /// Only the work of this evaluator; with --skip and --reassign, only theirs of two
    #[arg(long, value_name = "NAME")]
    evaluator: Option<String>,
    /// An interaction that cannot be evaluated
    #[arg(long, value_name = "ID", requires = "reason", conflicts_with = "reassign")]
    skip: Option<String>,
    /// Why it cannot be evaluated
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    reason: Option<String>,
    /// An interaction that somebody else is to evaluate
    #[arg(long, value_name = "ID", requires = "to")]
    reassign: Option<String>,
    /// Who that is
    #[arg(long, value_name = "NAME", requires = "reassign", value_parser = NonEmptyStringValueParser::new())]
    to: Option<String>,
    /// They are in no work list yet
    #[arg(long, requires = "to")]
    new: bool,
    /// File of decisions; without it, WORKLIST.queue.csv beside the first work list
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Runs `qa queue`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let zone = cx.config.zone.clone().unwrap_or_else(Zone::utc);
    let log = args.log.clone().unwrap_or_else(|| files::beside(&args.files[0], "queue.csv"));
    let mut work = Work::read(&args.files, &args.done, (&log, &zone))?;
    let today = args.today.as_deref().map(|text| day(text, &zone)).transpose()?;
    let decision = decision(args, &work)?;
    if let Some(decision) = decision {
        write(&log, args, &decision)?;
        cx.say(&told(&decision))?;
        work.decisions.push(decision);
    }
    for input in work.inputs {
        cx.add_input(input);
    }
    let all = standing(&work.jobs, &work.decisions, &work.done, today);
    let report = tables::report(&all, args.evaluator.as_deref());
    cx.report(report, &args.output)?;
    Ok(Outcome::Done)
}

fn day(text: &str, zone: &Zone) -> Result<i64> {
    instant::day(text, zone).map(|day| day.from).ok_or_else(|| {
        let message = format!("expected a date, found `{text}`");
        let problem = Problem::new("bad-date", Place::file("--today"), message);
        Refused::because(Blame::Request, problem.help("write it as 2026-10-30")).into()
    })
}

/// What the arguments decide about a job; `None` when they decide nothing.
fn decision(args: &Args, work: &Work) -> Result<Option<Decision>> {
    let named = args.skip.as_ref().map(|id| (id, "--skip"));
    let named = named.or(args.reassign.as_ref().map(|id| (id, "--reassign")));
    let Some((id, option)) = named else { return Ok(None) };
    let all = standing(&work.jobs, &work.decisions, &work.done, None);
    let job = open_job(&all, (id, args.evaluator.as_deref()), option)?;
    let what = if let Some(to) = &args.to {
        refuse_evaluator(to, job, (&all, args))?;
        Action::Reassign(to.clone())
    } else {
        let reserve = work.reserve(&job.job.sample, &job.job.stratum);
        let next = replacement(reserve, &work.jobs, &work.decisions);
        // Targeted picks and second looks are no part of the sample; nothing takes their place.
        let next = next.filter(|_| job.job.selection == "random");
        Action::Skip(next.map(str::to_owned))
    };
    Ok(Some(Decision {
        sample: job.job.sample.clone(),
        interaction: id.clone(),
        evaluator: args.evaluator.clone(),
        what,
        reason: args.reason.clone().unwrap_or_default(),
    }))
}

/// The job that is meant; it has to be open.
fn open_job<'a>(
    all: &'a [Standing],
    (id, who): (&str, Option<&str>),
    option: &str,
) -> Result<&'a Standing> {
    let is_meant = |one: &&Standing| {
        one.job.interaction == id && (who.is_none() || one.job.evaluator.as_deref() == who)
    };
    let mut meant = all.iter().filter(is_meant).peekable();
    let Some(first) = meant.peek().copied() else {
        let ids = all.iter().map(|one| one.job.interaction.as_str());
        let message = format!("no work list has `{id}`");
        let problem = Problem::new("unknown-interaction", Place::file(option), message);
        let help = match nearest(id, ids) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name an interaction of a work list that is given".to_owned(),
        };
        return Err(Refused::because(Blame::Request, problem.help(help)).into());
    };
    let open = |one: &&Standing| matches!(one.state, State::Open | State::Overdue);
    meant.find(open).ok_or_else(|| {
        let message = format!("`{id}` is {} already", first.state.name());
        let problem = Problem::new("not-open", Place::file(option), message);
        let help = "look at it with `qa queue WORKLIST --table jobs`";
        Refused::because(Blame::Conflict, problem.help(help)).into()
    })
}

/// Refuses whoever is not there, or would evaluate their own call.
fn refuse_evaluator(to: &str, job: &Standing, (all, args): (&[Standing], &Args)) -> Result<()> {
    if job.job.agent.as_deref() == Some(to) {
        let message = format!("`{to}` would evaluate their own interaction");
        let problem = Problem::new("self-evaluation", Place::file("--to"), message);
        return Err(Refused::because(Blame::Request, problem.help("name somebody else")).into());
    }
    let known: BTreeSet<&str> = all.iter().filter_map(|one| one.job.evaluator.as_deref()).collect();
    if args.new || known.contains(to) {
        return Ok(());
    }
    let message = format!("`{to}` is in no work list");
    let problem = Problem::new("unknown-evaluator", Place::file("--to"), message);
    let names = known.iter().copied().collect::<Vec<_>>().join(", ");
    let help = match nearest(to, known) {
        Some(near) => format!("did you mean `{near}`? somebody new is named with --new"),
        None => format!("the work lists have {names}; somebody new is named with --new"),
    };
    Err(Refused::because(Blame::Request, problem.help(help)).into())
}

fn write(log: &std::path::Path, args: &Args, decision: &Decision) -> Result<()> {
    let (action, detail) = match &decision.what {
        Action::Skip(next) => ("skip", next.as_deref().unwrap_or_default()),
        Action::Reassign(to) => ("reassign", to.as_str()),
    };
    let record = [
        decision.sample.as_str(),
        &decision.interaction,
        decision.evaluator.as_deref().unwrap_or_default(),
        action,
        detail,
        &decision.reason,
        args.today.as_deref().unwrap_or_default(),
    ];
    journal::append(log, &HEADER, &record)
}

fn told(decision: &Decision) -> String {
    let id = &decision.interaction;
    match &decision.what {
        Action::Skip(Some(next)) => format!("{id} is skipped; {next} takes its place"),
        Action::Skip(None) => format!("{id} is skipped; nothing takes its place"),
        Action::Reassign(to) => format!("{id} is now the work of {to}"),
    }
}
