//! `qa kpi responses`.

use super::ask::{self, AskArgs};
use super::request::refuse_any;
use crate::commands::args::{BesideArgs, InputArgs, OutputArgs, PeriodArgs};
use crate::commands::{Context, Outcome};
use crate::ingest::config::{Config, Listed};
use crate::ingest::profile::RecordKind;
use crate::kpi::gather::{Gather, Gathered, Wanted};
use crate::kpi::hours::Hours;
use crate::kpi::responses::{self, Asked, Conversations, KNOWN, Limit};
use crate::model::{Name, Period, Zone};
use crate::problem::{Blame, Place, Problem};
use crate::query::Filter;
use crate::report::{Provenance, Report};
use anyhow::Result;
use std::path::PathBuf;

/// Tell how soon chats and e-mails are answered and done, and what is open
///
/// First response, resolution time and backlog from call records with `answered_time` and `end_time`;
/// next responses, and the time in which customers were waited for, from messages. Time counts in the
/// business hours of qa.toml where it has any.
#[derive(Debug, Clone, clap::Args)]
#[command(before_long_help = "\
EXAMPLES
  Chats, week by week
    qa kpi responses calls.csv --where \"channel = 'chat'\" --by week

  Answered within four hours, done within two days
    qa kpi responses calls.csv --within 4h --resolve-within 2d --by queue

  With every message: next responses, and no time in which the customer was waited for
    qa kpi responses calls.csv --messages messages.csv")]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// Messages: `interaction_id`, `sent_at`, `author` (customer, agent or bot); without any, those of
    /// qa.toml
    #[arg(long, value_name = "FILE", help_heading = "Beside the records")]
    messages: Vec<String>,
    /// Profile (TOML) of the messages
    #[arg(long, value_name = "FILE", help_heading = "Beside the records")]
    messages_profile: Option<PathBuf>,
    #[command(flatten)]
    beside: BesideArgs,
    #[command(flatten)]
    period: PeriodArgs,
    #[command(flatten)]
    times: Times,
    #[command(flatten)]
    ask: AskArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// How time counts.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Time")]
struct Times {
    /// The day at whose end is looked; without it, the latest moment that the records tell
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Count by the clock, whatever the business hours
    #[arg(long)]
    clock: bool,
    /// How long the first response may take: 30m, 4h, 2d, or 2wd for working days
    #[arg(long, value_name = "SPAN")]
    within: Option<String>,
    /// How long it may take to the end: 8h, 5d, or 15wd for working days
    #[arg(long, value_name = "SPAN")]
    resolve_within: Option<String>,
}

/// Runs `qa kpi responses`.
pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let zone = cx.report_zone(&args.input)?;
    let mut wrong = Vec::new();
    let how = args.times.read(&cx.config, &zone, &mut wrong);
    cx.asks("--where", &args.ask.condition);
    let asked = ask::ask((&args.ask, &args.period), (&cx.config, &zone), &KNOWN, wrong)?;
    let how = Asked { period: asked.period, targets: asked.targets, ..how };
    let told = messages(args, &zone, cx)?;
    let wanted = Wanted {
        by: asked.by,
        filter: asked.filter.clone(),
        zone,
        numbers: responses::numbers(),
        texts: responses::texts(),
        needs: vec![Name::of("start_time")],
    };
    let gathered =
        cx.interactions_beside(&args.input, &args.beside, &Gather::new(wanted))?.gathered();
    let mut absent = gathered.absent(&Place::file("--by"));
    absent.extend(untold(&gathered, told.is_some()));
    refuse_any(Blame::Request, absent)?;
    let settings = settings(&how, &asked.filter, &gathered);
    let found = responses::responses(&gathered, told.as_ref(), &how);
    let board = found.board.only(&asked.kpis);
    let mut notes = found.notes;
    notes.extend(ask::target_notes(&board));
    let mut tables = board.tables();
    tables.push(found.ages);
    let mut provenance =
        Provenance { period: board.period_record(), settings, ..Provenance::default() };
    if let Some(as_of) = found.as_of.and_then(|at| board.zone.iso(at)) {
        provenance.settings.push(("as_of".to_owned(), as_of));
    }
    let report = Report {
        schema: "qa.kpi.responses/1",
        title: "Responses".to_owned(),
        tables,
        notes,
        definitions: board.definitions(),
        provenance,
    };
    cx.report(report, &args.output)?;
    ask::gate(&args.ask, &board, cx)
}

impl Times {
    fn read(&self, config: &Config, zone: &Zone, wrong: &mut Vec<Problem>) -> Asked {
        let mut keep =
            |found: Result<_, Problem>| found.map_err(|problem| wrong.push(problem)).ok();
        let day = |text: &String| Period::parse(text, zone, &Place::file("--as-of"));
        let as_of = self.as_of.as_ref().and_then(|text| keep(day(text))).map(|day| day.to);
        let mut limit = |text: &Option<String>, flag: &str| {
            let found = Limit::parse(text.as_deref()?, &Place::file(flag));
            found.map_err(|problem| wrong.push(problem)).ok()
        };
        let within = limit(&self.within, "--within");
        let resolve_within = limit(&self.resolve_within, "--resolve-within");
        let hours = if self.clock { None } else { hours(config, zone, wrong) };
        for (limit, flag) in [(&within, "--within"), (&resolve_within, "--resolve-within")] {
            if limit.as_ref().is_some_and(Limit::needs_hours) && hours.is_none() && wrong.is_empty()
            {
                let message = "working days need business hours; there are none";
                let problem = Problem::new("missing-hours", Place::file(flag), message);
                wrong.push(
                    problem.help("add [business_hours] weekdays = \"09:00-18:00\" to qa.toml"),
                );
            }
        }
        Asked { as_of, hours, within, resolve_within, ..Asked::default() }
    }
}

/// The business hours of the configuration; `None` when it has none or they are wrong.
fn hours(config: &Config, zone: &Zone, wrong: &mut Vec<Problem>) -> Option<Hours> {
    let written = &config.business_hours;
    if written.is_empty() {
        return None;
    }
    let texts: Vec<_> = written.iter().map(|one| (one.name.as_str(), one.text.as_str())).collect();
    let placed = |(at, problem): (usize, Problem)| {
        let one = &written[at];
        Problem { place: one.place.clone(), ..problem }.excerpt(one.excerpt.clone())
    };
    let found = Hours::read(&texts, zone);
    found.map_err(|found| wrong.extend(found.into_iter().map(placed))).ok()
}

/// What messages tell; `None` when none are named.
fn messages(args: &Args, zone: &Zone, cx: &mut Context<'_>) -> Result<Option<Conversations>> {
    let mut listed = cx.config.messages.clone();
    if !args.messages.is_empty() {
        listed = Listed { files: args.messages.clone(), profile: args.messages_profile.clone() };
    }
    if listed.files.is_empty() {
        return Ok(None);
    }
    let wanted = Wanted {
        by: Vec::new(),
        filter: Filter::all(),
        zone: zone.clone(),
        numbers: responses::message_numbers(),
        texts: responses::message_texts(),
        needs: ["interaction_id", "sent_at", "author"]
            .map(|name| Name::Extra(name.to_owned()))
            .into(),
    };
    let input = InputArgs { zone: args.input.zone.clone(), ..InputArgs::default() };
    let source = (RecordKind::Messages, &listed);
    let gathered = cx.records_of(source, &input, &Gather::new(wanted))?.gathered();
    let told = responses::conversations(&gathered);
    let problem = |author: &std::sync::Arc<str>| {
        let message = format!("nobody knows who `{author}` is, who wrote messages");
        let problem = Problem::new("unknown-author", Place::file("qa kpi responses"), message);
        problem.help(
            "authors are `customer`, `agent` or `bot`; [map.author] of a profile translates others",
        )
    };
    refuse_any(Blame::Request, told.unknown.iter().map(problem).collect())?;
    Ok(Some(told))
}

/// What call records must tell when there are no messages.
fn untold(gathered: &Gathered, has_messages: bool) -> Option<Problem> {
    let has = |name: &str| gathered.present.contains(&Name::of(name));
    if gathered.present.is_empty() || has_messages || has("answered_time") || has("end_time") {
        return None;
    }
    if has("wait_s") && has("outcome") {
        return None;
    }
    let message = "responses need `answered_time` or `end_time`; this export has neither";
    let problem = Problem::new("missing-column", Place::file("qa kpi responses"), message);
    Some(problem.help("map a column to one of them in the profile, or name --messages"))
}

fn settings(how: &Asked, filter: &Filter, gathered: &Gathered) -> Vec<(String, String)> {
    let hours = how.hours.as_ref().map_or("by the clock".to_owned(), Hours::text);
    let mut settings = vec![("zone".to_owned(), gathered.wanted.zone.name().to_owned())];
    settings.push(("hours".to_owned(), hours));
    for (name, limit) in [("within", &how.within), ("resolve_within", &how.resolve_within)] {
        settings.extend(limit.as_ref().map(|limit| (name.to_owned(), limit.text().to_owned())));
    }
    if *filter != Filter::all() {
        settings.push(("where".to_owned(), filter.to_string()));
    }
    settings
}
