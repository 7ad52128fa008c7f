//! Rosters: agents, and what is so of each of them from one day to another.

use super::engine::{Intake, Options};
use super::listed::{self, Listed};
use crate::model::Zone;
use crate::model::civil::Civil;
use crate::problem::{Blame, Problem, Problems, Refused};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// What a roster tells of an agent, by the names of columns.
pub const ATTRIBUTES: [&str; 6] = ["agent_name", "team", "supervisor", "site", "language", "role"];

/// Agents and the days for which each record of them holds.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    agents: BTreeMap<String, Vec<Entry>>,
    teams: BTreeSet<String>,
}

/// What is so of an agent, from one day to another.
#[derive(Debug, Clone)]
struct Entry {
    /// Days from 1 January 1970; `None` since ever.
    from: Option<i64>,
    /// The last day, included; `None` for ever.
    to: Option<i64>,
    listed: Listed,
}

impl Entry {
    fn holds(&self, day: Option<i64>) -> bool {
        let Some(day) = day else { return true };
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// Reads rosters; a dirty one is refused whole.
///
/// # Errors
///
/// If a file cannot be read, or [`Refused`] with everything that is wrong in any of them.
pub fn read(files: &[String], options: &Options) -> Result<(Roster, Vec<Intake>)> {
    let (listed, intakes) = listed::read(files, options, &["agent_id"])?;
    let mut problems = Problems::new();
    for intake in &intakes {
        problems.merge(intake.account.problems.clone());
    }
    let roster = Roster::of(listed, &options.zone, &mut problems);
    if problems.errors() > 0 {
        return Err(Refused { blame: Blame::Data, problems }.into());
    }
    Ok((roster, intakes))
}

impl Roster {
    fn of(listed: Vec<Listed>, zone: &Zone, problems: &mut Problems) -> Self {
        let mut roster = Self::default();
        let day = |ms: i64| zone.civil(ms).map(Civil::days);
        for listed in listed {
            let Some(agent) = listed.text("agent_id").map(str::to_owned) else {
                let problem = Problem::new("missing-value", listed.place, "no agent is named");
                problems.push(problem.help("every record of a roster names an agent"));
                continue;
            };
            let [from, to] =
                ["valid_from", "valid_to"].map(|name| listed.milli(name).and_then(day));
            roster.teams.extend(listed.text("team").map(str::to_owned));
            let entry = Entry { from, to, listed };
            problems.extend(backwards(&agent, &entry));
            roster.agents.entry(agent).or_default().push(entry);
        }
        for (agent, entries) in &mut roster.agents {
            entries.sort_by_key(|entry| entry.from.unwrap_or(i64::MIN));
            problems.extend(entries.windows(2).filter_map(|pair| overlap(agent, pair)));
        }
        roster
    }

    /// Whether an agent is in it, at whatever time.
    pub fn has(&self, agent: &str) -> bool {
        self.agents.contains_key(agent)
    }

    /// Whether some agent is or was in that team; also when it tells of no team at all.
    pub fn has_team(&self, team: &str) -> bool {
        self.teams.is_empty() || self.teams.contains(team)
    }

    /// Whether it says what people do, and not that this one evaluates.
    pub fn denies_role(&self, person: &str, role: &str) -> bool {
        let entries = self.agents.get(person).map(Vec::as_slice).unwrap_or_default();
        let told: Vec<&str> =
            entries.iter().filter_map(|entry| entry.listed.text("role")).collect();
        !told.is_empty() && !told.iter().any(|roles| has_word(roles, role))
    }

    /// What is told of an agent on a day, in days from 1970; without a day, whatever is told last.
    /// `None` when nothing is.
    pub fn attribute(&self, agent: &str, day: Option<i64>, name: &str) -> Option<&str> {
        self.entry(agent, day)?.listed.text(name)
    }

    /// Whether anything is told of an agent on a day.
    pub fn tells(&self, agent: &str, day: Option<i64>) -> bool {
        self.entry(agent, day).is_some()
    }

    fn entry(&self, agent: &str, day: Option<i64>) -> Option<&Entry> {
        self.agents.get(agent)?.iter().rev().find(|entry| entry.holds(day))
    }

    /// How many agents there are.
    pub fn len(&self) -> usize {
        self.agents.len()
    }

    /// Whether there is no agent.
    pub fn is_empty(&self) -> bool {
        self.agents.is_empty()
    }
}

/// Whether a list of words, such as `agent, evaluator`, has one.
fn has_word(list: &str, word: &str) -> bool {
    let words = list.split([',', ';', '|', '/']).map(str::trim);
    words.into_iter().any(|one| one.eq_ignore_ascii_case(word))
}

fn backwards(agent: &str, entry: &Entry) -> Option<Problem> {
    let (from, to) = (entry.from?, entry.to?);
    let message = format!("`{agent}` is valid to {}, before {}", iso(to), iso(from));
    let problem = Problem::new("roster-backwards", entry.listed.place.clone(), message);
    (to < from).then(|| problem.help("correct valid_from or valid_to; both days are included"))
}

fn overlap(agent: &str, pair: &[Entry]) -> Option<Problem> {
    let [first, second] = pair else { return None };
    let (end, start) = (first.to.unwrap_or(i64::MAX), second.from.unwrap_or(i64::MIN));
    if start > end {
        return None;
    }
    let since = second.from.map_or("since ever".to_owned(), |from| format!("from {}", iso(from)));
    let message = format!("`{agent}` stands here {since}, and still at {}", first.listed.place);
    let problem = Problem::new("roster-overlap", second.listed.place.clone(), message);
    Some(
        problem
            .help("end the earlier record with valid_to the day before, or take one of them out"),
    )
}

fn iso(day: i64) -> String {
    Civil::from_days(day).map_or(String::new(), |date| {
        format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::ingest::profile::{Profile, RecordKind};

    fn read_text(text: &str) -> Result<Roster> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("agents.csv");
        std::fs::write(&path, text).unwrap();
        let profile = Some(Profile::implied(RecordKind::Roster));
        let zone = Zone::named("America/Bogota").unwrap();
        let options = Options { threads: 2, ..Options::plain(profile, zone) };
        Ok(read(&[path.display().to_string()], &options)?.0)
    }

    fn codes(text: &str) -> Vec<&'static str> {
        let error = read_text(text).unwrap_err();
        let refused = error.downcast_ref::<Refused>().unwrap();
        refused.problems.shown().iter().map(|problem| problem.code).collect()
    }

    fn day(year: i32, month: u8, day: u8) -> Option<i64> {
        Civil::new(year, month, day).map(Civil::days)
    }

    #[test]
    fn a_roster_of_nobody_knows_nobody_and_every_team() {
        let roster = read_text("agent_id,team\n").unwrap();
        assert!(roster.is_empty() && !roster.has("a") && roster.has_team("north"));
        assert_eq!(codes("name,team\nAnn,north\n"), ["missing-column"]);
        assert_eq!(codes("agent_id,team\n,north\n"), ["missing-value"]);
    }

    #[test]
    fn an_agent_is_in_the_team_of_that_day_both_ends_included() {
        let roster = read_text(
            "agent,equipo,desde,hasta,rol\na,sur,2026-10-11,,agent; Evaluator\na,norte,,2026-10-10,agent\n",
        )
        .unwrap();
        let team = |day| roster.attribute("a", day, "team");
        assert_eq!(
            (team(day(2026, 10, 10)), team(day(2026, 10, 11))),
            (Some("norte"), Some("sur"))
        );
        assert_eq!((team(None), roster.len()), (Some("sur"), 1));
        assert!(!roster.tells("b", None) && roster.has_team("norte") && !roster.has_team("este"));
        assert!(!roster.denies_role("a", "evaluator") && roster.denies_role("a", "client"));
    }

    #[test]
    fn what_holds_for_the_same_days_or_ends_before_it_begins_is_refused() {
        let text = "agent_id,team,valid_from,valid_to\na,north,2026-10-01,2026-10-10\na,south,2026-10-10,\n";
        assert_eq!(codes(text), ["roster-overlap"]);
        assert_eq!(codes("agent_id,team\n10,x\n10,y\n"), ["roster-overlap"]);
        let text = "agent_id,team,valid_from,valid_to\na,north,2026-10-10,2026-10-01\n";
        assert_eq!(codes(text), ["roster-backwards"]);
    }
}
