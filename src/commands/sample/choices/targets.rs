//! Rules of targeted picks, from their texts.

use super::super::people::Agent;
use super::{Choices, DAY_MS, parsed};
use crate::model::Field;
use crate::problem::{Blame, Place, Problem, Refused};
use crate::query::{Condition, Filter};
use crate::sampling::plan::Plan;
use crate::sampling::target::{NAMED, Reach, Target};
use anyhow::Result;

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
        let filter = match condition {
            Some(condition) => parsed(condition, &plan.zone, "--targeted")?,
            None => self.named(name, plan)?,
        };
        Ok(Target { name: name.to_owned(), n, from, filter })
    }

    /// The condition of a rule that has a name of its own.
    fn named(&self, name: &str, plan: &Plan) -> Result<Filter> {
        if let Some((_, condition)) = NAMED.iter().find(|(known, _)| *known == name) {
            return parsed(condition, &plan.zone, "--targeted");
        }
        let agents = match name {
            "new_hire" => {
                self.needs_roster(name)?;
                let day = plan.period.map_or(i64::MAX, |period| period.from);
                let new = |(id, agent): (&String, &Agent)| {
                    let days = day.checked_sub(agent.hired?)?.div_euclid(DAY_MS);
                    (days < NEW_DAYS).then(|| id.clone())
                };
                self.roster.iter().filter_map(new).collect()
            }
            "after_coaching" => self.coached.clone(),
            "failed_critical" => self.failed.clone(),
            _ => return Err(unknown_rule(name)),
        };
        Ok(Condition::OneOf(Field::AgentId.into(), agents).into())
    }
}

fn unknown_rule(name: &str) -> anyhow::Error {
    let names: Vec<&str> = NAMED
        .iter()
        .map(|(name, _)| *name)
        .chain(["new_hire", "after_coaching", "failed_critical"])
        .collect();
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
        for text in ["angry=2", "low_csat=x", "low_csat=0", "new_hire=2", "a=1: csat <"] {
            assert!(choices.target(text, &plan).is_err(), "{text}");
        }
    }
}
