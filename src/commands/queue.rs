//! `qa queue`.

mod cadence;
mod files;
mod tables;

use super::args::OutputArgs;
use super::{Context, Outcome, sample};
use crate::ingest::config;
use crate::ledger::journal::Journal;
use crate::model::{Period, Zone, instant};
use crate::problem::{Blame, Place, Problem, Problems, Refused, nearest};
use crate::render::guard::guard;
use crate::sampling::queue::{
    Action, Decision, Job, Standing, State, dealt_out, replacement, standing,
};
use anyhow::Result;
use clap::builder::NonEmptyStringValueParser;
use files::Work;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
EXAMPLES
  Whose work is open, and what is overdue
    qa queue worklist.csv --done evaluations.csv --today 2026-10-31

  The work of one evaluator, for a spreadsheet
    qa queue worklist.csv --evaluator ana -f csv -o ana.csv

  A call that cannot be evaluated: the next ticket of its stratum takes its place
    qa queue worklist.csv --skip C0000163 --reason 'no audio'

  Give a call to somebody else
    qa queue worklist.csv --reassign C0000186 --to carla

  Somebody is ill: their open work goes to others, each time to whoever has least
    qa queue worklist.csv --from ana --to budi,carla

  Whether the promise to every agent was kept in October
    qa queue worklist.csv --done 'evaluations/2026-10-*.csv' --quota 1/week --period 2026-10 \\
      --table cadence";

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
    /// Evaluations that were made (CSV with `interaction_id` and `evaluator_id`): a file or pattern; may be
    /// repeated
    #[arg(long, value_name = "FILE")]
    done: Vec<String>,
    /// The day that decides what is overdue, and the day of a decision; without it, nothing is said to be
    /// overdue, and decisions are of today
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    /// Only the work of this evaluator; with --skip and --reassign, only theirs of two
    #[arg(long, value_name = "NAME")]
    evaluator: Option<String>,
    /// An interaction that cannot be evaluated
    #[arg(
        long,
        value_name = "ID",
        allow_hyphen_values = true,
        requires = "reason",
        conflicts_with = "reassign"
    )]
    skip: Option<String>,
    /// Why it cannot be evaluated
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    reason: Option<String>,
    /// An interaction that somebody else is to evaluate
    #[arg(long, value_name = "ID", allow_hyphen_values = true, requires = "to")]
    reassign: Option<String>,
    /// Somebody whose open work others are to do
    #[arg(long, value_name = "NAME", requires = "to", conflicts_with_all = ["skip", "reassign"])]
    from: Option<String>,
    /// Who that is; with --from, several names share the work
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    to: Vec<String>,
    /// They are in no work list yet
    #[arg(long, requires = "to")]
    new: bool,
    /// What was promised to every agent, such as 5/week or 7-14/month: how --done kept it in --period
    #[arg(long, value_name = "QUOTA", value_parser = sample::quota, requires_all = ["period", "done"])]
    quota: Option<sample::Quota>,
    /// When the promise is looked at, such as 2026-10
    #[arg(long, value_name = "PERIOD", requires = "quota")]
    period: Option<String>,
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
    let (files, done) = (config::expand(&args.files)?, config::expand(&args.done)?);
    let mut work = Work::read(&files, &done, (&log, &zone))?;
    let today = args.today.as_deref().map(|text| day(text, &zone)).transpose()?;
    refuse_log_as_output(args, &log)?;
    // What is refused leaves no journal behind; what is not is decided anew once nobody else decides.
    if !decisions(args, &work)?.is_empty() {
        let mut journal = Journal::open(&log, &HEADER)?;
        work.decisions = files::decided(&log, journal.text())?;
        let day = args.today.clone().unwrap_or_else(|| cx.today(&zone));
        for decision in decisions(args, &work)? {
            write(&mut journal, &day, &decision)?;
            cx.say(&told(&decision))?;
            work.decisions.push(decision);
        }
    }
    let all = standing(&work.jobs, &work.decisions, &work.done, today);
    if let Some(who) = &args.evaluator {
        refuse_unknown(who, &known(&work.jobs, &all), "--evaluator")?;
    }
    let mut report = tables::report(&all, args.evaluator.as_deref());
    if done.is_empty() && !all.is_empty() {
        let note =
            "nothing is held to be done, because no evaluations are named; --done names them";
        report.notes.push(note.to_owned());
    }
    if let (Some(quota), Some(text)) = (args.quota, &args.period) {
        let (first, place) = (cx.config.month_start.unwrap_or(1), Place::file("--period"));
        let text = Period::spelled(text, (&zone, first), &place);
        let text = text.map_err(|found| Refused::because(Blame::Request, found))?;
        report.tables.push(cadence::table((quota, &text), (&done, &all), &zone)?);
        report.definitions.push(cadence::definition());
    }
    for input in work.inputs {
        cx.add_input(input);
    }
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

/// What the arguments decide about jobs; nothing when they decide nothing.
fn decisions(args: &Args, work: &Work) -> Result<Vec<Decision>> {
    let all = standing(&work.jobs, &work.decisions, &work.done, None);
    if let Some(from) = &args.from {
        return handed_over(from, args, (&work.jobs, &all));
    }
    let named = args.skip.as_ref().map(|id| (id, "--skip"));
    let named = named.or(args.reassign.as_ref().map(|id| (id, "--reassign")));
    let Some((id, option)) = named else {
        return if args.to.is_empty() { Ok(Vec::new()) } else { Err(nothing_to_give()) };
    };
    let job = open_job(&all, (id, args.evaluator.as_deref()), option)?;
    let what = if option == "--reassign" {
        let to = only(&args.to)?;
        refuse_evaluator(to, job, (&known(&work.jobs, &all), args))?;
        Action::Reassign(to.clone())
    } else {
        let reserve = work.reserve(&job.job.sample, &job.job.stratum);
        let next = replacement(reserve, &work.jobs, &work.decisions);
        // Targeted picks and second looks are no part of the sample; nothing takes their place.
        let next = next.filter(|_| job.job.selection == "random");
        Action::Skip(next.map(str::to_owned))
    };
    Ok(vec![Decision {
        sample: job.job.sample.clone(),
        interaction: id.clone(),
        evaluator: whose(&all, job).or(args.evaluator.clone()),
        what,
        reason: args.reason.clone().unwrap_or_default(),
    }])
}

/// Who has a job that nobody else has as well; `None` when there are several, or nobody is named.
fn whose(all: &[Standing], job: &Standing) -> Option<String> {
    let same = |one: &&Standing| {
        one.state != State::Skipped
            && one.job.sample == job.job.sample
            && one.job.interaction == job.job.interaction
    };
    let alone = all.iter().filter(same).count() == 1;
    job.job.evaluator.clone().filter(|_| alone)
}

/// The open work of one evaluator, dealt out to others.
fn handed_over(
    from: &str,
    args: &Args,
    (jobs, all): (&[Job], &[Standing]),
) -> Result<Vec<Decision>> {
    let known = known(jobs, all);
    refuse_unknown(from, &known, "--from")?;
    for to in args.to.iter().filter(|_| !args.new) {
        refuse_unknown(to, &known, "--to")?;
    }
    let dealt = dealt_out(all, from, &args.to);
    let mut wrong = Problems::new();
    let mut found = Vec::new();
    for (at, to) in dealt {
        let job = &all[at].job;
        let Some(to) = to else {
            let id = &job.interaction;
            let message =
                format!("nobody named can have `{id}`: it is their own call, or theirs already");
            let problem = Problem::new("self-evaluation", Place::file("--to"), message);
            wrong.push(problem.help("name somebody else besides"));
            continue;
        };
        found.push(Decision {
            sample: job.sample.clone(),
            interaction: job.interaction.clone(),
            evaluator: Some(from.to_owned()),
            what: Action::Reassign(to),
            reason: args.reason.clone().unwrap_or_default(),
        });
    }
    if wrong.is_empty() {
        Ok(found)
    } else {
        Err(Refused { blame: Blame::Request, problems: wrong }.into())
    }
}

fn only(to: &[String]) -> Result<&String> {
    if let [one] = to {
        return Ok(one);
    }
    let message = format!("expected one name, found {}", to.len());
    let problem = Problem::new("no-input", Place::file("--to"), message);
    let help = "say --to and who is to have it; several share the work of --from";
    Err(Refused::because(Blame::Request, problem.help(help)).into())
}

fn nothing_to_give() -> anyhow::Error {
    let message = "nothing is named that somebody else is to have";
    let problem = Problem::new("no-input", Place::file("--to"), message);
    let help = "say --reassign and an interaction, or --from and an evaluator";
    Refused::because(Blame::Request, problem.help(help)).into()
}

/// Everybody who has work, or had it before others were given it.
fn known<'a>(jobs: &'a [Job], all: &'a [Standing]) -> BTreeSet<&'a str> {
    let now = all.iter().filter_map(|one| one.job.evaluator.as_deref());
    jobs.iter().filter_map(|job| job.evaluator.as_deref()).chain(now).collect()
}

/// Refuses an evaluator whom no work list has.
fn refuse_unknown(who: &str, known: &BTreeSet<&str>, option: &str) -> Result<()> {
    if known.contains(who) {
        return Ok(());
    }
    let message = format!("`{who}` is in no work list");
    let problem = Problem::new("unknown-evaluator", Place::file(option), message);
    let names = known.iter().copied().collect::<Vec<_>>().join(", ");
    let new = if option == "--to" { "; somebody new is named with --new" } else { "" };
    let help = match nearest(who, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?{}", new.replacen(';', "", 1)),
        None => format!("the work lists have {names}{new}"),
    };
    Err(Refused::because(Blame::Request, problem.help(help)).into())
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
        return Err(Refused::because(Blame::Request, not_there((id, who), all, option)).into());
    };
    let open = |one: &&Standing| matches!(one.state, State::Open | State::Overdue);
    meant.find(open).ok_or_else(|| {
        let message = format!("`{id}` is {} already", first.state.name());
        let problem = Problem::new("not-open", Place::file(option), message);
        let help = "look at it with `qa queue WORKLIST --table jobs`";
        Refused::because(Blame::Conflict, problem.help(help)).into()
    })
}

/// That nobody, or not this evaluator, is to evaluate an interaction.
fn not_there((id, who): (&str, Option<&str>), all: &[Standing], option: &str) -> Problem {
    let theirs = all.iter().filter(|one| one.job.interaction == id);
    let theirs: BTreeSet<&str> = theirs.filter_map(|one| one.job.evaluator.as_deref()).collect();
    if let (Some(who), false) = (who, theirs.is_empty()) {
        let names = theirs.into_iter().collect::<Vec<_>>().join(", ");
        let message = format!("`{id}` is not the work of {who} but of {names}");
        let problem = Problem::new("unknown-interaction", Place::file(option), message);
        return problem.help(format!("say --evaluator {names}, or leave it out"));
    }
    let message = format!("no work list has `{id}`");
    let problem = Problem::new("unknown-interaction", Place::file(option), message);
    let ids = all.iter().map(|one| one.job.interaction.as_str());
    problem.help(match nearest(id, ids) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name an interaction of a work list that is given".to_owned(),
    })
}

/// Refuses whoever is not there, or would evaluate their own call.
fn refuse_evaluator(
    to: &str,
    job: &Standing,
    (known, args): (&BTreeSet<&str>, &Args),
) -> Result<()> {
    if job.job.agent.as_deref() == Some(to) {
        let message = format!("`{to}` would evaluate their own interaction");
        let problem = Problem::new("self-evaluation", Place::file("--to"), message);
        return Err(Refused::because(Blame::Request, problem.help("name somebody else")).into());
    }
    if args.new { Ok(()) } else { refuse_unknown(to, known, "--to") }
}

/// Refuses to put the result where the decisions are.
fn refuse_log_as_output(args: &Args, log: &Path) -> Result<()> {
    let Some(output) = &args.output.output else { return Ok(()) };
    let same = std::path::absolute(output).ok() == std::path::absolute(log).ok();
    let there = |path: &Path| std::fs::canonicalize(path).ok();
    if !same && there(output).is_none_or(|output| there(log) != Some(output)) {
        return Ok(());
    }
    let place = Place::file(output.display().to_string());
    let message = "the result would replace the decisions about the work";
    let problem = Problem::new("output-is-input", place, message);
    Err(Refused::because(Blame::Request, problem.help("name another file")).into())
}

fn write(journal: &mut Journal, day: &str, decision: &Decision) -> Result<()> {
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
        day,
    ]
    .map(guard);
    journal.append(&record.each_ref().map(AsRef::as_ref))
}

fn told(decision: &Decision) -> String {
    let id = &decision.interaction;
    match &decision.what {
        Action::Skip(Some(next)) => format!("{id} is skipped; {next} takes its place"),
        Action::Skip(None) => format!("{id} is skipped; nothing takes its place"),
        Action::Reassign(to) => format!("{id} is now the work of {to}"),
    }
}
