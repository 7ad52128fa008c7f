//! What an export allows, what it lacks, and whether there is one kind of it.

use crate::ingest::inspect::{Header, Inspection};
use crate::ingest::profile::RecordKind;
use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::Result;

/// Refuses exports that no one profile can be for: without a header, or with unlike ones.
pub(super) fn refuse(found: &[Inspection]) -> Result<()> {
    let Some(first) = found.first() else { return Ok(()) };
    let problem = found.iter().find(|one| one.header == Header::Absent).map(no_header);
    let unlike = || found.iter().find_map(|other| unlike(first, other));
    match problem
        .map(|problem| (Blame::Data, problem))
        .or_else(|| Some((Blame::Request, unlike()?)))
    {
        Some((blame, problem)) => Err(Refused::because(blame, problem).into()),
        None => Ok(()),
    }
}

fn no_header(found: &Inspection) -> Problem {
    let place = Place::at(&found.file, 1, 1);
    let message = "line 1 looks like a record, not a header, so nothing names the columns";
    Problem::new("no-header", place, message).help(format!(
        "`qa inspect {} --snippet` prints a profile with header = false; say there what each column is, then name it in qa.toml",
        found.file
    ))
}

/// How a file differs from the first; `None` when one profile can be for both.
fn unlike(first: &Inspection, other: &Inspection) -> Option<Problem> {
    let names = |one: &Inspection| -> Vec<String> {
        one.columns.iter().map(|column| column.name.clone()).collect()
    };
    let (these, those) = (names(first), names(other));
    if these == those && first.profile == other.profile && first.delimiter == other.delimiter {
        return None;
    }
    let lacks = these.iter().find(|name| !those.contains(name));
    let has = those.iter().find(|name| !these.contains(name));
    let how = match (lacks, has) {
        (Some(lacks), _) => format!("it has no column `{lacks}`"),
        (None, Some(has)) => format!("its column `{has}` is not there"),
        (None, None) => "its columns stand in another order, or are written otherwise".to_owned(),
    };
    let message = format!("this is another kind of export than `{}`: {how}", first.file);
    let problem = Problem::new("profile-unclear", Place::file(&other.file), message);
    Some(problem.help("make a folder for each kind, with --into"))
}

/// What contacts need and the export does not tell.
pub(super) fn lacking(found: &Inspection) -> Vec<String> {
    if !found.profile.kind.makes_interactions() {
        return Vec::new();
    }
    let mapped = found.mapped();
    let needed = [
        ("interaction_id", "which contact it is: `qa sample` and `qa import` need it"),
        ("start_time", "when it was: --period and --by hour, day and week need it"),
        ("outcome", "how it ended: without it contacts that nobody answered count as any other"),
    ];
    let lacking = needed.iter().filter(|(name, _)| !mapped.iter().any(|it| it == name));
    lacking.map(|(name, why)| format!("no column tells {name}, {why}")).collect()
}

/// Commands that work with what was found, each with what it is for.
pub(super) fn commands(found: Option<&Inspection>) -> Vec<String> {
    let line = |command: &str, what: &str| format!("  {command:<22}  {what}");
    let Some(found) = found else {
        return vec![line("qa inspect FILE", "what an export is; then name it in qa.toml")];
    };
    let mapped = found.mapped();
    let tells = |name: &str| mapped.iter().any(|it| it == name);
    let figures = "the centre's figures";
    match found.profile.kind {
        RecordKind::Interactions | RecordKind::Events => {
            let by = ["queue", "agent_id", "channel"].into_iter().find(|name| tells(name));
            let kpi = by.map_or("qa kpi".to_owned(), |by| format!("qa kpi --by {by}"));
            let mut lines = vec![line(&kpi, figures)];
            if tells("interaction_id") {
                lines.push(line("qa sample -n 2", "whom to listen to"));
            }
            lines
        }
        RecordKind::Intervals => vec![line("qa kpi", figures)],
        RecordKind::Evaluations => vec![line("qa score", "what the evaluations come to")],
        RecordKind::States => vec![line("qa kpi states", "what agents did")],
        RecordKind::Deliveries => vec![line("qa kpi deliveries", "what came in time")],
        RecordKind::Surveys | RecordKind::Roster | RecordKind::Messages => Vec::new(),
    }
}
