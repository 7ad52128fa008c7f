//! `qa kpi states`.

use super::ask::{self, AskArgs};
use super::request::refuse_any;
use crate::commands::args::{BesideArgs, InputArgs, OutputArgs, PeriodArgs};
use crate::commands::{Context, Outcome};
use crate::ingest::beside::Beside;
use crate::ingest::config::Listed;
use crate::ingest::profile::RecordKind;
use crate::kpi::board::Known;
use crate::kpi::gather::{Gather, Gathered, Wanted};
use crate::kpi::states::{self, Asked, Class, Classes, KNOWN, SCHEDULED, Timelines, timelines};
use crate::model::{Fold as _, Name};
use crate::problem::{Blame, Place, Problem, nearest};
use anyhow::Result;
use std::path::PathBuf;
use std::sync::Arc;

/// Tell what agents do with their time
///
/// Occupancy, utilisation and shrinkage from a file of agents' states (`agent_id`, `state`,
/// `start_time` and `end_time` or `duration_s`), by any column and interval; with a schedule of the
/// same form, adherence and conformance. What a state means is told by its name, or by [states] in
/// qa.toml: handling, available, away, unpaid or offline.
#[derive(Debug, Clone, clap::Args)]
#[command(before_long_help = "\
EXAMPLES
  Agents, day by day
    qa kpi states states.csv --by agent_id,day

  Occupancy of each team, half hour by half hour, on one day
    qa kpi states states.csv --by team,interval_30m --roster agents.csv --period 2026-10-05

  Who kept to the schedule
    qa kpi states states.csv --schedule schedule.csv --by agent_id --kpi adherence,conformance")]
#[command(mut_arg("files", |files| files.help("Files of states: paths, patterns, or `-` for standard input; without any, those of qa.toml").long_help(None)))]
pub(super) struct Args {
    /// States of agents: paths, patterns, or `-`; without any, those of qa.toml
    #[command(flatten)]
    input: InputArgs,
    /// What agents were to do when, in the same form; without any, that of qa.toml
    #[arg(long, value_name = "FILE", help_heading = "Beside the records")]
    schedule: Vec<String>,
    /// Profile (TOML) of the schedule
    #[arg(long, value_name = "FILE", help_heading = "Beside the records")]
    schedule_profile: Option<PathBuf>,
    /// Roster: team, supervisor, site, language and role of each agent on the day
    #[arg(long, value_name = "FILE", help_heading = "Beside the records")]
    roster: Vec<String>,
    #[command(flatten)]
    period: PeriodArgs,
    #[command(flatten)]
    ask: AskArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Runs `qa kpi states`.
pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let zone = cx.config.zone.clone().map_or_else(|| cx.source_zone(&args.input, None), Ok)?;
    let known: Vec<Known> = KNOWN.into_iter().chain(SCHEDULED).collect();
    cx.asks("--where", &args.ask.condition);
    let asked = ask::ask((&args.ask, &args.period), (&cx.config, &zone), &known, Vec::new())?;
    let wanted = Wanted {
        by: asked.by,
        filter: asked.filter.clone(),
        zone,
        numbers: states::numbers(),
        texts: states::texts(),
        needs: ["agent_id", "state", "start_time"].map(Name::of).into(),
    };
    let classes = classes(cx);
    let source = (RecordKind::States, cx.config.states.clone());
    let done = gather(args, (source, &args.input), wanted.clone(), cx)?;
    refuse_any(Blame::Request, done.absent(&Place::file("--by")))?;
    let done = timelines(&done, &classes);
    let planned = schedule(args, &wanted, &classes, cx)?;
    let mut wrong = unknown(&done, "states");
    wrong.extend(planned.iter().flat_map(|planned| unknown(planned, "the schedule")));
    let of_schedule = asked.kpis.iter().find(|known| SCHEDULED.contains(known));
    if let (Some(known), None) = (of_schedule, &planned) {
        let message = format!("`{}` needs a schedule; none is named", known.key);
        let problem = Problem::new("missing-schedule", Place::file("--kpi"), message);
        wrong.push(problem.help("name one with --schedule, or [sources.schedule] in qa.toml"));
    }
    refuse_any(Blame::Request, wrong)?;
    let how = Asked { period: asked.period, targets: asked.targets };
    let found = states::states(&wanted, (&done, planned.as_ref()), how);
    let board = found.board.only(&asked.kpis);
    let mut notes = found.notes;
    notes.extend(ask::target_notes(&board));
    let settings = ask::settings(&board, None, &asked.filter);
    let report = board.report(("qa.kpi.states/1", "Time of agents"), notes, settings);
    cx.report(report, &args.output)?;
    ask::gate(&args.ask, &board, cx)
}

/// What states mean, as the configuration says it.
fn classes(cx: &Context<'_>) -> Classes {
    let class = |name: &str| Class::ALL.into_iter().find(|class| class.name() == name);
    let own = cx.config.state_classes.iter();
    Classes::with(own.filter_map(|(name, state)| Some((class(name)?, state.as_str()))))
}

fn schedule(
    args: &Args,
    wanted: &Wanted,
    classes: &Classes,
    cx: &mut Context<'_>,
) -> Result<Option<Timelines>> {
    let mut listed = cx.config.schedule.clone();
    if !args.schedule.is_empty() {
        listed = Listed { files: args.schedule.clone(), profile: args.schedule_profile.clone() };
    }
    if listed.files.is_empty() {
        return Ok(None);
    }
    let input = InputArgs { zone: args.input.zone.clone(), ..InputArgs::default() };
    let source = (RecordKind::States, listed);
    let planned = gather(args, (source, &input), wanted.clone(), cx)?;
    Ok(Some(timelines(&planned, classes)))
}

/// Reads states with what the roster tells of their agents.
fn gather(
    args: &Args,
    ((kind, listed), input): ((RecordKind, Listed), &InputArgs),
    wanted: Wanted,
    cx: &mut Context<'_>,
) -> Result<Gathered> {
    let named = BesideArgs { roster: args.roster.clone(), ..BesideArgs::default() };
    let zone = wanted.zone.clone();
    let gather = Gather::new(wanted);
    let Some((sources, accounts)) = cx.beside(&named, (&zone, &gather.wants()))? else {
        return Ok(cx.records_of((kind, &listed), input, &gather)?.gathered());
    };
    cx.settle(&InputArgs::default(), &accounts)?;
    let fold = Beside::new(gather, Arc::new(sources));
    Ok(cx.records_of((kind, &listed), input, &fold)?.fold.gathered())
}

/// One problem for each state that nobody knows the meaning of.
fn unknown(timelines: &Timelines, of: &str) -> Vec<Problem> {
    let meanings = Class::ALL.map(Class::name);
    let problem = |state: &Arc<str>| {
        let message = format!("nobody knows what the state `{state}` of {of} means");
        let near = nearest(state, meanings.iter().copied());
        let meaning = near.unwrap_or("handling");
        let help = format!(
            "add it in qa.toml: [states] {meaning} = [\"{state}\"], or available, away, unpaid, offline"
        );
        Problem::new("unknown-state", Place::file("qa kpi states"), message).help(help)
    };
    timelines.unknown.iter().map(problem).collect()
}
