//! Agents to look at for a reason: coached, or with a critical error last time.

use super::super::super::{quality::APART, score};
use super::super::people::day;
use crate::ingest::evaluations::{self, Options};
use crate::ingest::scorecards;
use crate::ingest::sheet::Sheet;
use crate::model::{Evaluation, Period, Zone};
use crate::problem::{Blame, Problem, Refused};
use crate::sampling::manifest::FileRecord;
use crate::sampling::target::EVER;
use crate::sampling::ticket::commitment;
use crate::scorecard::Shelf;
use crate::stats::real;
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// Agents, with the stretches of their calls that are meant.
type Agents = BTreeMap<String, Vec<Period>>;

/// Agents in a coaching list: so many days from the day after each coaching, or all time where the list
/// has no dates.
pub(super) fn coached(sheet: &Sheet, zone: &Zone, days: f64) -> Result<Agents> {
    sheet.needs(&["agent_id"])?;
    let length = real::truncate(days * 86_400_000.0).unwrap_or(i64::MAX);
    let column = ["date", "coached_on"].into_iter().find(|column| sheet.has(column));
    let mut agents = Agents::new();
    for row in sheet.rows() {
        let Some(agent) = row.get("agent_id") else { continue };
        let stretch = match column {
            None => Some(EVER),
            // Coaching without a date has not happened yet.
            Some(column) => day(&row, column, zone)?
                .map(|day| Period { from: day.to, to: day.to.saturating_add(length) }),
        };
        agents.entry(agent.to_owned()).or_default().extend(stretch);
    }
    Ok(agents)
}

/// Agents of a plain list, at any time.
///
/// # Errors
///
/// When the file is one of evaluations, which need their scorecard to tell what failed.
pub(super) fn listed(sheet: &Sheet) -> Result<Agents> {
    sheet.needs(&["agent_id"])?;
    if sheet.has("evaluator_id") && sheet.has("interaction_id") {
        let message = "evaluations tell of critical errors by their scorecard alone";
        let place = crate::problem::Place::file("--failed");
        let problem = Problem::new("no-input", place, message);
        let help = "say --scorecard scorecard.toml; or name a list of agents";
        return Err(Refused::because(Blame::Request, problem.help(help)).into());
    }
    let agents = sheet.rows().filter_map(|row| row.get("agent_id").map(str::to_owned));
    Ok(agents.map(|agent| (agent, vec![EVER])).collect())
}

/// Agents whose latest evaluation has a critical error.
pub(super) fn failed(file: &str, cards: &[String], zone: &Zone) -> Result<Agents> {
    let mut shelf = Shelf::new();
    for card in cards {
        let (found, _) = scorecards::open(Path::new(card))?;
        let added = shelf.add(found, card);
        added.map_err(|problem| Refused::because(Blame::Request, *problem))?;
    }
    let questions = shelf.questions();
    let options = Options { questions: &questions, ..Options::of(zone) };
    let found = evaluations::read(&[file.to_owned()], &options)?;
    let scored = score::scored(&found.evaluations, &shelf)?;
    let mut latest: BTreeMap<&str, (When<'_>, bool)> = BTreeMap::new();
    for one in &scored {
        let Some(agent) = one.evaluation.agent.as_deref() else { continue };
        if APART.contains(&one.evaluation.purpose.as_str()) {
            continue;
        }
        let last = (when(one.evaluation), !one.score.critical_errors.is_empty());
        let known = latest.entry(agent).or_insert(last);
        if last.0 >= known.0 {
            *known = last;
        }
    }
    let failed = latest.into_iter().filter(|(_, (_, failed))| *failed);
    Ok(failed.map(|(agent, _)| (agent.to_owned(), vec![EVER])).collect())
}

/// What makes one evaluation later than another: its time, and its id where that is the same or unknown.
type When<'a> = (Option<i64>, &'a str);

fn when(evaluation: &Evaluation) -> When<'_> {
    (evaluation.evaluated_at, &evaluation.id)
}

/// A text file as a manifest names it.
pub(super) fn record(path: &str) -> Result<FileRecord> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{path}`"))?;
    Ok(FileRecord { path: path.to_owned(), sha256: commitment(&text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Sheet {
        Sheet::parse("list.csv", text.as_bytes()).unwrap()
    }

    #[test]
    fn a_list_of_nobody_means_nobody() {
        assert!(listed(&sheet("agent_id\n")).unwrap().is_empty());
        assert!(coached(&sheet("agent_id,date\n"), &Zone::utc(), 30.0).unwrap().is_empty());
        assert!(listed(&sheet("person\nA1\n")).is_err());
        assert!(listed(&sheet("interaction_id,evaluator_id,agent_id\n")).is_err());
    }

    #[test]
    fn coaching_is_followed_from_the_day_after() {
        let text = "agent_id,date\nA1,2026-10-05\nA2,\nA1,2026-10-20\n";
        let agents = coached(&sheet(text), &Zone::utc(), 7.0).unwrap();
        let at = |text: &str| crate::model::instant::parse(text, &Zone::utc()).unwrap();
        let meant = |agent: &str, text: &str| {
            agents[agent].iter().any(|stretch| stretch.contains(at(text)))
        };
        assert!(!meant("A1", "2026-10-05T23:59:59") && meant("A1", "2026-10-06T00:00:00"));
        assert!(meant("A1", "2026-10-12T23:59:59") && !meant("A1", "2026-10-13T00:00:00"));
        assert!(meant("A1", "2026-10-21T00:00:00"));
        assert!(agents["A2"].is_empty(), "coaching without a date has not happened");
        assert!(coached(&sheet("agent_id,date\nA1,soon\n"), &Zone::utc(), 7.0).is_err());
        assert_eq!(coached(&sheet("agent_id\nA1\n"), &Zone::utc(), 7.0).unwrap()["A1"], [EVER]);
    }
}
