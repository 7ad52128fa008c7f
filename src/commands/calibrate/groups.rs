//! Groups of evaluators, from arguments or a roster.

use super::super::Context;
use super::more::{Compared, More};
use super::unknown_evaluator;
use crate::agreement::Groups;
use crate::ingest::config;
use crate::ingest::sheet::{Row, Sheet};
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use crate::report::Input;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// The groups that are compared, the reference in none of them, and who is in none.
pub(super) fn groups(
    more: &More,
    (cx, compared): (&mut Context<'_>, &Compared<'_>),
) -> Result<(Groups, Vec<String>)> {
    let people = compared.ratings.evaluators(compared.options.reference.as_deref());
    let of = match &more.group_by {
        None => given(&more.group, compared)?,
        Some(column) => by_column(more, column, cx)?,
    };
    let mut groups = Groups::new();
    let mut without = Vec::new();
    for who in people {
        match of.get(who) {
            Some(group) => {
                groups.entry(group.clone()).or_default().insert(who.to_owned());
            }
            None => without.push(format!("`{who}`")),
        }
    }
    if groups.len() < 2 {
        return Err(one_group(more, &groups).into());
    }
    let alone = (!without.is_empty()).then(|| format!("in no group: {}", without.join(", ")));
    Ok((groups, alone.into_iter().collect()))
}

fn one_group(more: &More, groups: &Groups) -> Refused {
    let place = if more.group_by.is_some() { "--group-by" } else { "--group" };
    let named: Vec<String> = groups.keys().map(|name| format!("`{name}`")).collect();
    let message = match named.as_slice() {
        [] => "no evaluator here is in a group".to_owned(),
        _ => format!("every evaluator here that is in a group is in {}", named.join(", ")),
    };
    let problem = Problem::new("too-few-groups", Place::file(place), message);
    Refused::because(Blame::Request, problem.help("name evaluators of at least two groups"))
}

/// Groups as `vendor=ana,budi`: the group of each evaluator, whoever they are.
///
/// # Errors
///
/// `bad-group` where a group has no name, or an evaluator two groups.
pub(super) fn named(texts: &[String]) -> Result<BTreeMap<String, String>> {
    let mut of: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong = Problems::new();
    for text in texts {
        let place = || Place::file("--group");
        let Some((name, members)) =
            text.split_once('=').filter(|(name, _)| !name.trim().is_empty())
        else {
            let message = format!("`{text}` names no group and its evaluators");
            let problem = Problem::new("bad-group", place(), message);
            wrong.push(problem.help("write a name and who belongs to it, such as vendor=ana,budi"));
            continue;
        };
        for who in members.split(',').map(str::trim).filter(|who| !who.is_empty()) {
            let earlier = of.insert(who.to_owned(), name.trim().to_owned());
            if let Some(earlier) = earlier.filter(|earlier| earlier != name.trim()) {
                let message = format!("`{who}` is in `{earlier}` and in `{}`", name.trim());
                let problem = Problem::new("bad-group", place(), message);
                wrong.push(problem.help("an evaluator belongs to one group"));
            }
        }
    }
    refused(wrong).map(|()| of)
}

/// The same, of people who evaluated something.
fn given(texts: &[String], compared: &Compared<'_>) -> Result<BTreeMap<String, String>> {
    let of = named(texts)?;
    let mut wrong = Problems::new();
    for who in of.keys().filter(|who| !compared.ratings.knows(who)) {
        wrong.merge(unknown_evaluator("--group", who, compared.evaluations).problems);
    }
    refused(wrong).map(|()| of)
}

fn refused(problems: Problems) -> Result<()> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Refused { blame: Blame::Request, problems }.into())
    }
}

/// The value of a roster's column by evaluator; the last record of somebody counts.
fn by_column(more: &More, column: &str, cx: &mut Context<'_>) -> Result<BTreeMap<String, String>> {
    let mut of = BTreeMap::new();
    let sheets = rosters(more, cx)?;
    if sheets.is_empty() {
        let message = "groups by a column need a roster, and none is named";
        let problem = Problem::new("no-input", Place::file("--group-by"), message)
            .help("say --roster FILE, or write it into qa.toml");
        return Err(Refused::because(Blame::Request, problem).into());
    }
    for sheet in sheets {
        sheet.needs(&[column])?;
        for row in sheet.rows() {
            if let (Some(who), Some(group)) = (person(&row), row.get(column)) {
                of.insert(who.to_owned(), group.to_owned());
            }
        }
    }
    Ok(of)
}

fn person<'a>(row: &Row<'a>) -> Option<&'a str> {
    row.get("evaluator_id").or_else(|| row.get("agent_id"))
}

fn rosters(more: &More, cx: &mut Context<'_>) -> Result<Vec<Sheet>> {
    let named = if more.roster.is_empty() { &cx.config.roster.files } else { &more.roster };
    let mut sheets = Vec::new();
    for file in config::expand(named)? {
        let sheet = Sheet::open(&file)?;
        if !sheet.has("evaluator_id") {
            sheet.needs(&["agent_id"])?;
        }
        let read = u64::try_from(sheet.rows().count())?;
        let (path, sha256) = (file, sheet.sha256.clone());
        cx.add_input(Input { path, sha256, read, accepted: read, ..Input::default() });
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// Who evaluates, as far as a named roster tells: by its column of evaluators, else by a role.
pub(super) fn evaluators_of_roster(more: &More, cx: &mut Context<'_>) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    if more.roster.is_empty() {
        return Ok(found);
    }
    for sheet in rosters(more, cx)? {
        let by_id = sheet.has("evaluator_id");
        let evaluates = |row: &Row<'_>| {
            let role = row.get("role").unwrap_or_default().to_lowercase();
            by_id || role.split([',', ';', '|', '/']).any(|one| one.trim() == "evaluator")
        };
        let rows = sheet.rows().filter(evaluates);
        found.extend(rows.filter_map(|row| person(&row).map(str::to_owned)));
    }
    Ok(found)
}
