//! Rules of targeted picks, from their texts.

use super::super::people::Agent;
use super::{Choices, DAY_MS, parsed, refuse_fileless};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::query::Filter;
use crate::sampling::plan::Plan;
use crate::sampling::repeat::Side;
use crate::sampling::target::{Among, EVER, NAMED, Reach, Target};
use anyhow::Result;
use std::sync::Arc;

/// Names of rules that look at more than one row.
const NEEDING: [&str; 5] =
    ["repeat_contact", "came_back", "new_hire", "after_coaching", "failed_critical"];
/// Days for which somebody is new.
const NEW_DAYS: i64 = 90;

impl Choices {
    /// A rule of targeted picks from `name=n`, `name=n/stratum` or the same with `: condition`.
    pub(super) fn target(&self, text: &str, plan: &Plan) -> Result<Target> {
        let (head, condition) = match text.split_once(':') {
            Some((head, condition)) => (head, Some(condition)),
            None => (text, None),
        };
        let (name, count) = head.split_once('=').unwrap_or((head, "1"));
        let (count, from) = match count.trim().strip_suffix("/stratum") {
            Some(count) => (count, Reach::Stratum),
            None => (count.trim(), Reach::All),
        };
        let refused = |message: String, help: String| {
            let problem = Problem::new("bad-number", Place::file("--targeted"), message);
            anyhow::Error::from(Refused::because(Blame::Request, problem.help(help)))
        };
        let n =
            count.trim().parse().ok().filter(|n| (1..=100_000).contains(n)).ok_or_else(|| {
                let help = "write it as low_csat=5 or low_csat=1/stratum".to_owned();
                refused(format!("expected how many, found `{count}`"), help)
            })?;
        let name = name.trim();
        // A condition narrows a rule that has a name of ours, and makes one that has not.
        let among = self.among(name, plan)?;
        let filter = match (condition, &among) {
            (Some(condition), _) => parsed(condition, &plan.zone, "--targeted")?,
            (None, Some(_)) => Filter::all(),
            (None, None) => {
                let known = NAMED.iter().find(|(known, _)| *known == name);
                let (_, condition) = known.ok_or_else(|| unknown_rule(name))?;
                parsed(condition, &plan.zone, "--targeted")?
            }
        };
        Ok(Target { name: name.to_owned(), n, from, filter, among: among.unwrap_or_default() })
    }

    /// Of whom or of what a rule is that conditions alone do not tell; `None` for any other.
    fn among(&self, name: &str, plan: &Plan) -> Result<Option<Among>> {
        let people = &self.extra.people;
        let agents = match name {
            "repeat_contact" => return Ok(Some(Among::Repeats(Side::Later))),
            "came_back" => return Ok(Some(Among::Repeats(Side::Earlier))),
            "new_hire" => {
                self.needs_roster(name)?;
                let day = plan.period.map_or(i64::MAX, |period| period.from);
                let new = |(id, agent): (&String, &Agent)| {
                    let days = day.checked_sub(agent.hired?)?.div_euclid(DAY_MS);
                    (days < NEW_DAYS).then(|| (id.clone(), vec![EVER]))
                };
                self.roster.iter().filter_map(new).collect()
            }
            "after_coaching" => {
                refuse_fileless(people.coached.as_ref(), name, "--coached coaching.csv")?;
                self.coached.clone()
            }
            "failed_critical" => {
                let help = "--failed evaluations.csv --scorecard scorecard.toml";
                refuse_fileless(people.failed.as_ref(), name, help)?;
                self.failed.clone()
            }
            _ => return Ok(None),
        };
        Ok(Some(Among::Agents(Arc::new(agents))))
    }
}

fn unknown_rule(name: &str) -> anyhow::Error {
    let names: Vec<&str> = NAMED.iter().map(|(name, _)| *name).chain(NEEDING).collect();
    let message = format!("there is no rule `{name}`, and it has no condition");
    let problem = Problem::new("bad-filter", Place::file("--targeted"), message);
    let help = format!("known are {}; or write a condition behind `:`", names.join(", "));
    Refused::because(Blame::Request, problem.help(help)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_without_a_name_of_ours_needs_a_condition() {
        let plan = Plan::each("s", Vec::new(), 1);
        let choices = Choices::default();
        let target = choices.target("angry=2/stratum: csat < 3", &plan).unwrap();
        assert_eq!((target.n, target.from), (2, Reach::Stratum));
        assert_eq!(choices.target("low_csat=5", &plan).unwrap().filter.to_string(), "csat <= 2");
        let repeat = choices.target("repeat_contact=2: csat <= 3", &plan).unwrap();
        assert_eq!(repeat.among, Among::Repeats(Side::Later));
        assert_eq!(repeat.filter.to_string(), "csat <= 3");
        for text in [
            "angry=2",
            "low_csat=x",
            "low_csat=0",
            "new_hire=2",
            "after_coaching=2",
            "failed_critical=1",
            "a=1: csat <",
        ] {
            assert!(choices.target(text, &plan).is_err(), "{text}");
        }
    }
}
