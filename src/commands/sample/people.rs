//! Rosters, evaluators and what was done before, from their files.

use super::super::quality::APART;
use crate::ingest::sheet::{Row, Sheet};
use crate::ingest::synonyms;
use crate::ingest::values;
use crate::model::{Grain, Period, Zone, instant};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::render::guard::unguard;
use crate::sampling::assign::{Earlier, Evaluator};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

const DAY_MS: i64 = 86_400_000;

/// An agent as the roster tells of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Agent {
    /// Their team.
    pub(super) team: Option<String>,
    /// Who leads them.
    pub(super) supervisor: Option<String>,
    /// First day, as an instant.
    pub(super) hired: Option<i64>,
    /// False when the roster says so.
    pub(super) inactive: bool,
    /// When they are away; both ends as instants.
    pub(super) leave: Vec<Period>,
    /// Every other cell, by column.
    pub(super) others: BTreeMap<String, String>,
}

impl Agent {
    /// What the roster says of them in a column; case does not count, nor do marks between words.
    pub(super) fn told(&self, column: &str) -> Option<&str> {
        let plain = synonyms::plain(column);
        let cell = self.others.iter().find(|(name, _)| synonyms::plain(name) == plain);
        let known = || match plain.as_str() {
            "team" => self.team.as_ref(),
            "supervisor" => self.supervisor.as_ref(),
            _ => None,
        };
        cell.map(|(_, cell)| cell).or_else(known).map(String::as_str)
    }
}

/// Agents by id; one who stands on several rows has the leave of all.
pub(super) fn roster(sheet: &Sheet, zone: &Zone) -> Result<BTreeMap<String, Agent>> {
    sheet.needs(&["agent_id"])?;
    let mut agents: BTreeMap<String, Agent> = BTreeMap::new();
    for row in sheet.rows() {
        let Some(id) = row.get("agent_id") else { continue };
        let agent = agents.entry(id.to_owned()).or_default();
        let text = |column: &str| row.get(column).map(str::to_owned);
        agent.team = text("team").or(agent.team.take());
        agent.supervisor = text("supervisor").or(agent.supervisor.take());
        agent.hired = day(&row, "hired", zone)?.map(|day| day.from).or(agent.hired);
        agent.inactive |= is_inactive(&row)?;
        agent.leave.extend(leave(&row, zone)?);
        for column in sheet.header() {
            if let Some(cell) = row.get(column) {
                agent.others.insert(column.clone(), cell.to_owned());
            }
        }
    }
    Ok(agents)
}

/// Whether the roster says that somebody does not work now.
fn is_inactive(row: &Row<'_>) -> Result<bool> {
    let Some(active) = row.get("active") else { return Ok(false) };
    let Some(is_active) = values::flag(active) else {
        let message = format!("column `active`: expected a flag, found `{active}`");
        return Err(row.refuse("bad-flag", message, "write true or false"));
    };
    Ok(!is_active)
}

/// Evaluators in the order of the file; `work` is when the work is done.
pub(super) fn evaluators(
    sheet: &Sheet,
    zone: &Zone,
    work: Option<&Period>,
) -> Result<Vec<Evaluator>> {
    sheet.needs(&["evaluator_id"])?;
    let mut found: Vec<(Evaluator, Option<usize>, Vec<Period>)> = Vec::new();
    for row in sheet.rows() {
        let Some(id) = row.get("evaluator_id") else { continue };
        let away = leave(&row, zone)?;
        if let Some((_, _, leave)) = found.iter_mut().find(|(one, _, _)| one.id == id) {
            leave.extend(away);
            continue;
        }
        let several = |column: &str| -> BTreeSet<String> {
            let parts = row.get(column).unwrap_or_default().split([' ', ';', '|']);
            parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let daily = row.get("daily_max").map(|text| {
            let help = "write a whole number, such as 12";
            let wrong = || format!("expected a number of evaluations, found `{text}`");
            text.parse::<usize>().map_err(|_| row.refuse("bad-number", wrong(), help))
        });
        let one = Evaluator {
            id: id.to_owned(),
            team: row.get("team").map(str::to_owned),
            languages: several("languages"),
            channels: several("channels"),
            barred: several("not_agents"),
            most: None,
        };
        found.push((one, daily.transpose()?, away.into_iter().collect()));
    }
    let limited = |(one, daily, away): (Evaluator, Option<usize>, Vec<Period>)| match work {
        None => one,
        Some(work) => {
            let days = working_days(work, &away, zone);
            let most = match daily {
                Some(daily) => Some(daily.saturating_mul(days)),
                None => (days == 0).then_some(0),
            };
            Evaluator { most, ..one }
        }
    };
    Ok(found.into_iter().map(limited).collect())
}

/// Days from Monday to Friday in a period, without those on leave.
fn working_days(work: &Period, away: &[Period], zone: &Zone) -> usize {
    let starts = std::iter::successors(Some(work.from), |at| Some(at + DAY_MS));
    let noons = starts.take_while(|at| *at < work.to).map(|at| at + DAY_MS / 2);
    // 1 January 1970 was a Thursday, the fourth day from Monday.
    let weekday = |noon| Grain::Day.bucket(zone, noon).map(|day| (day + 3).rem_euclid(7));
    noons
        .filter(|noon| weekday(*noon).is_some_and(|weekday| weekday < 5))
        .filter(|noon| !away.iter().any(|leave| leave.contains(*noon)))
        .count()
}

/// What was evaluated, or given out to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::commands) struct Done {
    /// Interactions.
    pub(super) ids: BTreeSet<String>,
    /// How often each evaluator had each agent.
    pub(super) pairs: BTreeMap<(String, String), usize>,
    /// Interactions by agent, with when they began or were evaluated; those of calibrations and of agents'
    /// own evaluations keep no promise and are not among them.
    pub(in crate::commands) of_agent: BTreeMap<String, BTreeMap<String, Option<i64>>>,
    /// Evaluations that can be repeated.
    pub(super) scored: BTreeSet<Earlier>,
}

impl Done {
    /// Takes in a file of evaluations, long or wide, or a work list.
    pub(in crate::commands) fn add(&mut self, sheet: &Sheet, zone: &Zone) -> Result<()> {
        sheet.needs(&["interaction_id"])?;
        let mut seen = BTreeSet::new();
        // Work lists are written by this program, with a guard before what looks like a formula.
        let guarded = sheet.has("sample_id") && sheet.has("ticket");
        let bare = |cell| if guarded { unguard(cell) } else { cell };
        for row in sheet.rows() {
            let Some(id) = row.get("interaction_id").map(bare) else { continue };
            let (agent, evaluator) =
                (row.get("agent_id").map(bare), row.get("evaluator_id").map(bare));
            self.ids.insert(id.to_owned());
            let counts = row.get("purpose").is_none_or(|purpose| !APART.contains(&purpose));
            if let Some(agent) = agent.filter(|_| counts) {
                let times = ["start_time", "evaluated_at", "due"];
                let time = times.iter().find_map(|column| row.get(column));
                let time = time.and_then(|text| moment(text, zone));
                let known = self.of_agent.entry(agent.to_owned()).or_default();
                known.entry(id.to_owned()).or_insert(time);
            }
            let Some(evaluator) = evaluator else { continue };
            // One evaluation has a row for each answer in long files.
            if !seen.insert((id, evaluator)) {
                continue;
            }
            if let Some(agent) = agent {
                let pair = (agent.to_owned(), evaluator.to_owned());
                *self.pairs.entry(pair).or_default() += 1;
            }
            self.scored.insert(Earlier {
                interaction: id.to_owned(),
                agent: agent.map(str::to_owned),
                evaluator: evaluator.to_owned(),
            });
        }
        Ok(())
    }

    /// How many interactions of an agent fall into a stretch; those without a time do.
    pub(in crate::commands) fn within(&self, agent: &str, stretch: &Period) -> u64 {
        let known = self.of_agent.get(agent).into_iter().flatten();
        let inside = known.filter(|(_, time)| time.is_none_or(|time| stretch.contains(time)));
        u64::try_from(inside.count()).unwrap_or(u64::MAX)
    }
}

fn moment(text: &str, zone: &Zone) -> Option<i64> {
    instant::parse(text, zone).or_else(|| instant::day(text, zone).map(|day| day.from))
}

/// A date; problem at `place` when the text is none.
pub(super) fn date(text: &str, zone: &Zone, place: &str) -> Result<Period> {
    instant::day(text, zone).ok_or_else(|| {
        let message = format!("expected a date, found `{text}`");
        let problem = Problem::new("bad-date", Place::file(place), message);
        Refused::because(Blame::Request, problem.help("write it as 2026-10-30")).into()
    })
}

pub(super) fn day(row: &Row<'_>, column: &str, zone: &Zone) -> Result<Option<Period>> {
    let Some(text) = row.get(column) else { return Ok(None) };
    let found = instant::day(text, zone).ok_or_else(|| {
        let message = format!("column `{column}`: expected a date, found `{text}`");
        row.refuse("bad-date", message, "write it as 2026-10-30")
    })?;
    Ok(Some(found))
}

/// The leave of a row: from the first day to the last, both included.
fn leave(row: &Row<'_>, zone: &Zone) -> Result<Option<Period>> {
    let (from, to) = (day(row, "leave_from", zone)?, day(row, "leave_to", zone)?);
    Ok(from.map(|from| Period { from: from.from, to: to.map_or(i64::MAX, |to| to.to) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Sheet {
        Sheet::parse("people.csv", text.as_bytes()).unwrap()
    }

    #[test]
    fn a_work_list_is_read_without_its_guard() {
        let text = "sample_id,interaction_id,agent_id,evaluator_id,ticket\nw1,'+34,'=c,eva,0f\n";
        let mut done = Done::default();
        done.add(&sheet(text), &Zone::utc()).unwrap();
        assert!(done.ids.contains("+34") && done.of_agent.contains_key("=c"));
        let mut done = Done::default();
        done.add(&sheet(&text.replace("ticket", "score")), &Zone::utc()).unwrap();
        assert!(done.ids.contains("'+34"));
    }

    #[test]
    fn a_roster_of_nobody_is_empty() {
        assert!(roster(&sheet("agent_id,team\n"), &Zone::utc()).unwrap().is_empty());
        assert!(roster(&sheet("team,site\nx,y\n"), &Zone::utc()).is_err());
    }

    #[test]
    fn a_roster_tells_leave_and_more() {
        let text = "agent_id,team,hired,active,leave_from,leave_to,language\n\
                    A1,north,2026-01-05,true,2026-10-05,2026-10-06,es\nA2,,,false,2026-10-01,,\n";
        let agents = roster(&sheet(text), &Zone::utc()).unwrap();
        let a1 = &agents["A1"];
        assert_eq!((a1.team.as_deref(), a1.inactive, a1.leave.len()), (Some("north"), false, 1));
        assert_eq!(a1.others["language"], "es");
        let at = |text: &str| instant::parse(text, &Zone::utc()).unwrap();
        assert!(a1.leave[0].contains(at("2026-10-06T23:59:00")));
        assert!(!a1.leave[0].contains(at("2026-10-07T00:00:00")));
        assert!(agents["A2"].inactive && agents["A2"].leave[0].contains(at("2030-01-01T00:00:00")));
        let wrong = roster(&sheet("agent_id,hired\nA1,soon\n"), &Zone::utc()).unwrap_err();
        assert!(wrong.to_string().starts_with("people.csv:2"), "{wrong}");
    }

    #[test]
    fn daily_limits_hold_for_working_days_without_leave() {
        let text = "evaluator_id,languages,daily_max,leave_from,leave_to\n\
                    ana,es en,4,2026-10-05,2026-10-06\nbudi,,,2026-10-01,2026-10-31\nzoe,,,,\n";
        let week = Period::parse("2026-W41", &Zone::utc(), &Place::default()).unwrap();
        let found = evaluators(&sheet(text), &Zone::utc(), Some(&week)).unwrap();
        // Five working days, two of them away: three of four each.
        assert_eq!(found.iter().map(|one| one.most).collect::<Vec<_>>(), [Some(12), Some(0), None]);
        assert_eq!(found[0].languages.len(), 2);
        let free = evaluators(&sheet(text), &Zone::utc(), None).unwrap();
        assert!(free.iter().all(|one| one.most.is_none()));
    }

    #[test]
    fn a_long_evaluation_counts_once() {
        let text = "interaction_id,agent_id,evaluator_id,evaluated_at,question_id\n\
                    c1,A1,ana,2026-10-05T10:00:00,q1\nc1,A1,ana,2026-10-05T10:00:00,q2\n\
                    c2,A1,,2026-11-05,q1\n";
        let mut done = Done::default();
        done.add(&sheet(text), &Zone::utc()).unwrap();
        assert_eq!((done.ids.len(), done.scored.len()), (2, 1));
        assert_eq!(done.pairs[&("A1".to_owned(), "ana".to_owned())], 1);
        let month = Period::parse("2026-10", &Zone::utc(), &Place::default()).unwrap();
        assert_eq!((done.within("A1", &month), done.within("A9", &month)), (1, 0));
    }
}
