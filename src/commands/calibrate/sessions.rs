//! Evaluations as sessions over time.

use super::super::Context;
use super::select::{Which, once_asked, once_each};
use super::{Args, Repeats, questions, ratings};
use crate::agreement::Session;
use crate::agreement::compliance::in_order;
use crate::model::civil::Civil;
use crate::model::{Evaluation, Zone};
use crate::report::words::counted;
use crate::scorecard::Shelf;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// Sessions in order of time.
pub(super) struct Held {
    pub(super) sessions: Vec<Session>,
    /// What was left out, and what stands for a session.
    pub(super) notes: Vec<String>,
}

/// The sessions that evaluations name; where none names any, months, of which only interactions that
/// several people judged count.
pub(super) fn held(
    args: &Args,
    evaluations: &[Evaluation],
    (shelf, cx): (&Shelf, &Context<'_>),
) -> Result<Held> {
    let zone = cx.config.zone.clone().unwrap_or_else(Zone::utc);
    let named = evaluations.iter().any(|one| one.session.is_some());
    let mut by_name: BTreeMap<String, Vec<Evaluation>> = BTreeMap::new();
    let mut outside = 0;
    for one in evaluations {
        let name = if named { one.session.clone() } else { month(one, &zone) };
        match name {
            Some(name) => by_name.entry(name).or_default().push(one.clone()),
            None => outside += 1,
        }
    }
    let mut notes = Vec::new();
    if !named && !by_name.is_empty() {
        notes.push("no evaluation names a session, so months stand for sessions".to_owned());
        by_name.values_mut().for_each(keep_shared);
    }
    if outside > 0 {
        let why = if named { "of no session" } else { "of unknown time" };
        let outside = counted(outside, "evaluation");
        notes.push(format!("over time: left out, {why}: {outside}"));
    }
    let scales = questions::scales(args.scale.as_deref(), shelf, evaluations)?;
    let mut sessions = BTreeMap::new();
    for (name, mut own) in by_name {
        match args.repeats {
            Repeats::Error => {}
            Repeats::Last => {
                once_asked(&mut own, Which::Last);
                drop(once_each(&mut own, Which::Last));
            }
            Repeats::First | Repeats::Trials => {
                once_asked(&mut own, Which::First);
                drop(once_each(&mut own, Which::First));
            }
        }
        let (ratings, scores) = ratings::ratings(&own, (shelf, args), scales.clone())?;
        let began = own.iter().filter_map(|one| one.evaluated_at).min();
        let began = began.and_then(|at| zone.civil(at));
        let session = Session {
            name: name.clone(),
            began: began.map(iso).unwrap_or_default(),
            day: began.map(Civil::days),
            ratings,
            scores,
        };
        sessions.insert(name, session);
    }
    Ok(Held { sessions: in_order(sessions), notes })
}

fn month(one: &Evaluation, zone: &Zone) -> Option<String> {
    let day = zone.civil(one.evaluated_at?)?;
    Some(format!("{:04}-{:02}", day.year(), day.month()))
}

fn iso(day: Civil) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// Keeps the interactions that at least two people judged.
fn keep_shared(evaluations: &mut Vec<Evaluation>) {
    let mut people: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in evaluations.iter() {
        people.entry(one.interaction.clone()).or_default().insert(one.evaluator.clone());
    }
    evaluations.retain(|one| people.get(&one.interaction).is_some_and(|who| who.len() > 1));
}
