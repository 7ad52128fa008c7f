//! Intervals, survey responses and rosters, and what they say of each other's people and contacts.

use super::CheckInput;
use super::calls::Calls;
use super::files::Files;
use super::finding::Finding;
use super::scales::Ratings;
use crate::commands::Context;
use crate::commands::context::{account_line, input};
use crate::ingest::config::Listed;
use crate::ingest::engine::{Intake, Options};
use crate::ingest::listed;
use crate::ingest::profile::RecordKind;
use crate::ingest::roster::{self, Roster};
use crate::ingest::surveys::{self, Surveys};
use crate::model::Evaluation;
use crate::problem::{Place, Problem};
use crate::report::words::counted;
use anyhow::Result;
use std::collections::BTreeSet;

/// Reads every survey response.
pub(super) fn surveys(
    files: &Files,
    args: &CheckInput,
    cx: &mut Context<'_>,
) -> (Option<Surveys>, Finding) {
    let part = ("surveys", RecordKind::Surveys, &files.surveys);
    let (found, mut finding) = read(part, (files, args), cx, surveys::read);
    if let Some(surveys) = &found {
        surveys.further.iter().for_each(|problem| finding.push(problem.clone()));
        for name in ["csat", "ces"] {
            let mut ratings = Ratings::default();
            for (_, response) in surveys.iter() {
                if let Some(rating) = response.milli(name) {
                    ratings.add(rating, response.place.clone());
                }
            }
            finding.extend(ratings.off_scale(name));
        }
        if surveys.unnamed > 0 {
            let unnamed = counted(surveys.unnamed, "response");
            finding.notes.push(format!("{unnamed} without an interaction"));
        }
    }
    (found, finding)
}

/// Reads every roster.
pub(super) fn roster(
    files: &Files,
    args: &CheckInput,
    cx: &mut Context<'_>,
) -> (Option<Roster>, Finding) {
    read(("roster", RecordKind::Roster, &files.rosters), (files, args), cx, roster::read)
}

/// Reads every interval.
pub(super) fn intervals(files: &Files, args: &CheckInput, cx: &mut Context<'_>) -> Finding {
    let read_all =
        |files: &[String], options: &Options| listed::read(files, options, &["answered"]);
    let part = ("intervals", RecordKind::Intervals, &files.intervals);
    let (found, mut finding) = read(part, (files, args), cx, read_all);
    for interval in found.iter().flatten() {
        let of = |name| interval.milli(name);
        let (Some(offered), Some(answered)) = (of("offered"), of("answered")) else { continue };
        let abandoned = of("abandoned").unwrap_or(0);
        if answered + abandoned > offered {
            let message = format!(
                "{} answered and {} abandoned, of {} offered",
                answered / 1_000,
                abandoned / 1_000,
                offered / 1_000
            );
            let problem = Problem::new("more-than-offered", interval.place.clone(), message);
            let help = "are the columns mapped to the right counts?";
            finding.push(problem.help(help).warning());
        }
    }
    finding
}

/// Reads every state, delivery and message: each must have a time.
pub(super) fn of_time(files: &Files, args: &CheckInput, cx: &mut Context<'_>) -> Vec<Finding> {
    let parts: [(_, _, _, &'static [&'static str]); 3] = [
        ("states", RecordKind::States, &files.states, &["agent_id", "state", "start_time"]),
        ("deliveries", RecordKind::Deliveries, &files.deliveries, &["promised_at", "delivered_at"]),
        (
            "messages",
            RecordKind::Messages,
            &files.messages,
            &["interaction_id", "sent_at", "author"],
        ),
    ];
    let check = |(name, kind, patterns, needs): (_, _, &Vec<String>, _)| {
        let read_all = |files: &[String], options: &Options| listed::read(files, options, needs);
        read((name, kind, patterns), (files, args), cx, read_all).1
    };
    parts.map(check).into()
}

/// Reads files of one kind; what is wrong with them is a finding.
fn read<T>(
    (name, kind, patterns): (&'static str, RecordKind, &Vec<String>),
    (files, args): (&Files, &CheckInput),
    cx: &mut Context<'_>,
    reader: impl Fn(&[String], &Options) -> Result<(T, Vec<Intake>)>,
) -> (Option<T>, Finding) {
    let mut finding = Finding::new(name);
    if patterns.is_empty() {
        return (None, finding);
    }
    let configured = match kind {
        RecordKind::Roster => cx.config.roster.profile.clone(),
        RecordKind::Surveys => cx.config.surveys.profile.clone(),
        RecordKind::Intervals => cx.config.intervals.profile.clone(),
        RecordKind::States => cx.config.states.profile.clone(),
        RecordKind::Deliveries => cx.config.deliveries.profile.clone(),
        RecordKind::Messages => cx.config.messages.profile.clone(),
        _ => None,
    };
    let named = args.profile_of(kind, files);
    let profile = named.or(configured.filter(|_| args.files.is_empty()));
    let listed = Listed { files: patterns.clone(), profile };
    let read = args_zone(args, cx)
        .and_then(|zone| cx.listed(&listed, kind, &zone))
        .and_then(|(files, options)| Ok((files.len(), reader(&files, &options)?)));
    match read {
        Ok((count, (found, intakes))) => {
            finding.files = u64::try_from(count).ok();
            finding.records = Some(intakes.iter().map(|intake| intake.account.read).sum());
            for intake in &intakes {
                finding.merge(intake.account.problems.clone());
                finding.accounts.push(account_line(intake));
                cx.add_input(input(intake));
            }
            (Some(found), finding)
        }
        Err(error) => {
            finding.absorb(error);
            (None, finding)
        }
    }
}

fn args_zone(args: &CheckInput, cx: &Context<'_>) -> Result<crate::model::Zone> {
    let input = crate::commands::args::InputArgs {
        zone: args.zone.clone(),
        ..crate::commands::args::InputArgs::default()
    };
    cx.source_zone(&input, None)
}

/// Holds survey responses and rosters against the call records.
pub(super) fn references(
    finding: &mut Finding,
    (surveys, roster): (Option<&Surveys>, Option<&Roster>),
    calls: &Calls,
) {
    for (id, response) in surveys.iter().flat_map(|surveys| surveys.iter()) {
        if !calls.has(id) {
            let message = format!("interaction `{id}` is not in the call records");
            let problem = Problem::new("unknown-interaction", response.place.clone(), message);
            finding.push(problem.help("add the export it is in, or correct its id").warning());
        }
    }
    let Some(roster) = roster else { return };
    for (agent, place) in calls.agents().iter().filter(|(agent, _)| !roster.has(agent)) {
        finding.push(unlisted("unknown-agent", &format!("agent `{agent}`"), place));
    }
    for (team, place) in calls.teams().iter().filter(|(team, _)| !roster.has_team(team)) {
        finding.push(unlisted("unknown-team", &format!("team `{team}`"), place));
    }
}

fn unlisted(code: &'static str, who: &str, place: &Place) -> Problem {
    let message = format!("{who} is not in the roster");
    let help = "add it to the roster, or correct the cell; the first place is told";
    Problem::new(code, place.clone(), message).help(help).warning()
}

/// Holds the people who evaluate against their roles.
pub(super) fn roles(finding: &mut Finding, made: &[Evaluation], roster: &Roster) {
    let mut told = BTreeSet::new();
    for evaluation in made {
        let who = evaluation.evaluator.as_str();
        let may = ["self", "client"].contains(&evaluation.purpose.as_str());
        if may || !roster.denies_role(who, "evaluator") || !told.insert(who) {
            continue;
        }
        let message = format!("`{who}` evaluates, but the roster does not give them that role");
        let problem = Problem::new("evaluator-role", evaluation.place.clone(), message);
        finding
            .push(problem.help("add evaluator to their role, or correct the evaluation").warning());
    }
}
