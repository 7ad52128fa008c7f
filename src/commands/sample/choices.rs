//! From options and the files they name to a plan, evaluators and rules.

use super::extra::{Extra, Number, Part, Quota, Rule, Unit};
use super::people::{self, Agent, Done};
use crate::ingest::sheet::Sheet;
use crate::model::{Civil, Field, Name, Period, Zone};
use crate::problem::{Blame, Place, Problem, Refused, nearest};
use crate::query::{Condition, Filter};
use crate::sampling::allocate::{Allocation, Bounds};
use crate::sampling::assign::{Evaluator, Rules};
use crate::sampling::by::{By, band, thousandths};
use crate::sampling::exclude::Rule as Exclusion;
use crate::sampling::manifest::{FileRecord, Request};
use crate::sampling::plan::{Method, Plan, Spread, Work};
use crate::sampling::target::{NAMED, Reach, Target};
use crate::stats::real;
use anyhow::Result;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Days for which somebody is new.
const NEW_DAYS: i64 = 90;
const DAY_MS: i64 = 86_400_000;
/// What marks a column of the roster among strata.
const OF_ROSTER: &str = "roster.";
/// Days since an agent was hired, as a stratum.
const TENURE: &str = "tenure_days";

/// Everything that the options say, ready to draw.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Choices {
    extra: Extra,
    roster: BTreeMap<String, Agent>,
    done: Done,
    known: Vec<Evaluator>,
    spread: Spread,
    coached: Vec<String>,
    failed: Vec<String>,
    /// The files, in the order of the options.
    pub(super) references: Vec<FileRecord>,
}

impl Choices {
    /// Reads the files that the options name.
    pub(super) fn read(extra: Extra, zone: &Zone) -> Result<Self> {
        let mut found = Self::default();
        let mut references = Vec::new();
        let mut open = |file: &String| -> Result<Sheet> {
            let sheet = Sheet::open(file)?;
            references.push(FileRecord { path: file.clone(), sha256: sheet.sha256.clone() });
            Ok(sheet)
        };
        found.spread = spread(&extra, &mut open)?;
        if let Some(file) = &extra.people.evaluator_file {
            let place = Place::file("--work-days");
            let work = extra.people.work_days.as_ref();
            let work = work.map(|text| Period::parse(text, zone, &place));
            let work = work.transpose().map_err(|it| Refused::because(Blame::Request, it))?;
            found.known = people::evaluators(&open(file)?, zone, work.as_ref())?;
        }
        if let Some(file) = &extra.people.roster {
            found.roster = people::roster(&open(file)?, zone)?;
        }
        if let Some(file) = &extra.people.coached {
            found.coached = people::agents_of(&open(file)?)?;
        }
        if let Some(file) = &extra.people.failed {
            found.failed = people::agents_of(&open(file)?)?;
        }
        for file in &extra.people.done {
            found.done.add(&open(file)?, zone)?;
        }
        Ok(Self { extra, references, ..found })
    }

    /// Who evaluates: those named, with what the file knows of them; everybody in the file when
    /// nobody is named.
    pub(super) fn evaluators(&self, named: &[String]) -> Result<Vec<Evaluator>> {
        let mut people = if named.is_empty() {
            self.known.clone()
        } else {
            named.iter().map(|name| self.evaluator(name)).collect::<Result<_>>()?
        };
        for one in &mut people {
            let led = self
                .roster
                .iter()
                .filter(|(_, agent)| agent.supervisor.as_deref() == Some(one.id.as_str()));
            one.barred.extend(led.map(|(id, _)| id.clone()));
        }
        Ok(people)
    }

    fn evaluator(&self, name: &str) -> Result<Evaluator> {
        if self.extra.people.evaluator_file.is_none() {
            return Ok(Evaluator::named(name));
        }
        let found = self.known.iter().find(|one| one.id == name).cloned();
        found.ok_or_else(|| {
            let names = self.known.iter().map(|one| one.id.as_str());
            let message = format!("`{name}` is not in the file of evaluators");
            let problem = Problem::new("unknown-evaluator", Place::file("--evaluators"), message);
            let help = match nearest(name, names.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the file has {}", names.collect::<Vec<_>>().join(", ")),
            };
            Refused::because(Blame::Request, problem.help(help)).into()
        })
    }

    /// What holds for the work of all.
    pub(super) fn rules(&self) -> Rules {
        let people = &self.extra.people;
        let team = |(id, agent): (&String, &Agent)| Some((id.clone(), agent.team.clone()?));
        let thousandths = |part: &Option<Part>| part.as_ref().map_or(0, |part| part.thousandths);
        Rules {
            teams: self.roster.iter().filter_map(team).collect(),
            pairs: people.pair_limit,
            had: self.done.pairs.clone(),
            overlap: thousandths(&people.overlap),
            retest: thousandths(&people.retest),
            scored: self.done.scored.iter().cloned().collect(),
        }
    }

    /// Adds to a plan what the options say.
    pub(super) fn shape(
        &self,
        mut plan: Plan,
        request: &Request,
        people: &[Evaluator],
    ) -> Result<Plan> {
        let size = &self.extra.size;
        plan.strata = plan
            .strata
            .into_iter()
            .map(|by| self.stratum(by, plan.period.as_ref()))
            .collect::<Result<_>>()?;
        plan.bounds = Bounds { least: size.min.unwrap_or(0), most: size.max };
        plan.allocation = self.allocation(&plan, request)?;
        let usual = Work::default();
        plan.work = Work {
            form_minutes: size.form_minutes.as_ref().map_or(usual.form_minutes, Number::value),
            listening: size.listening.as_ref().map_or(usual.listening, Number::value),
            budget: size.budget.as_ref().map(Number::value),
        };
        plan.spread = self.spread.clone();
        if let Some(column) = &size.by_size {
            plan.method = Method::BySize(Name::of(column));
        } else if size.systematic {
            plan.method = Method::Systematic;
        }
        plan.exclude.known.extend(self.done.ids.iter().cloned());
        plan.exclude.agents = self.away(&plan, people);
        plan.exclude.rules.extend(self.exclusions(&plan.zone)?);
        let targets = size.targeted.iter().map(|text| self.target(text, &plan));
        plan.targets = targets.collect::<Result<_>>()?;
        Ok(plan)
    }

    /// Conditions under which interactions are left out, by reason.
    fn exclusions(&self, zone: &Zone) -> Result<Vec<Exclusion>> {
        let people = &self.extra.people;
        let mut rules = Vec::new();
        if people.recorded {
            let holds = Condition::Null(Field::Recording.into()).into();
            rules.push(Exclusion { reason: "no_recording".to_owned(), holds });
        }
        for text in &people.exclude {
            let (reason, condition) = text.split_once('=').unwrap_or(("excluded", text));
            let holds = parsed(condition, zone, "--exclude")?;
            rules.push(Exclusion { reason: reason.trim().to_owned(), holds });
        }
        Ok(rules)
    }

    fn allocation(&self, plan: &Plan, request: &Request) -> Result<Allocation> {
        let size = &self.extra.size;
        if let Some(half) = &size.half_width {
            return Ok(Allocation::HalfWidth(half.value()));
        }
        if let Some(shares) = &size.shares {
            return Ok(Allocation::Shares(request.n, shares.0.clone()));
        }
        if let Some(quota) = size.quota {
            return self.quota(quota, plan);
        }
        Ok(match size.allocation {
            Some(Rule::Equal) => Allocation::Equal(request.n),
            Some(Rule::Proportional) => Allocation::Proportional(request.n),
            Some(Rule::Neyman) => Allocation::Neyman(request.n),
            None => Allocation::Each(request.n),
        })
    }

    /// What each agent lacks of what was promised by the end of the period.
    fn quota(&self, quota: Quota, plan: &Plan) -> Result<Allocation> {
        let first = plan.strata.first().map(By::name);
        if first != Some("agent_id") {
            let message = "a quota of each agent needs `agent_id` as the first column of --per";
            let problem = Problem::new("bad-strata", Place::file("--per"), message);
            let help = "write --per agent_id, or agent_id and others behind it";
            return Err(Refused::because(Blame::Request, problem.help(help)).into());
        }
        let Some(period) = plan.period else {
            let message = "a quota needs to know which week or month it is";
            let problem = Problem::new("bad-period", Place::file("--quota"), message);
            let help = "say --period 2026-W43";
            return Err(Refused::because(Blame::Request, problem.help(help)).into());
        };
        let from = match &self.extra.size.since {
            Some(text) => people::date(text, &plan.zone, "--since")?.from,
            None => unit_start(quota.unit, period.to - 1, &plan.zone),
        };
        let stretch = Period { from, to: period.to };
        let promised = promised(quota, &stretch, &plan.zone);
        let most = quota.most.unwrap_or(u64::MAX);
        let due = |done: u64| {
            usize::try_from(promised.saturating_sub(done).min(most)).unwrap_or(usize::MAX)
        };
        let agents = self.done.of_agent.keys();
        let due_of = |agent: &String| (agent.clone(), due(self.done.within(agent, &stretch)));
        Ok(Allocation::Quota(agents.map(due_of).collect(), due(0)))
    }

    /// Agents nobody is to be drawn of, with the reason.
    fn away(&self, plan: &Plan, people: &[Evaluator]) -> BTreeMap<String, String> {
        let day = plan.period.map(|period| period.to - 1);
        let reason = |id: &String, agent: &Agent| {
            let leave = day.is_some_and(|day| agent.leave.iter().any(|leave| leave.contains(day)));
            let barred = |one: &Evaluator| {
                one.id == *id
                    || (one.team.is_some() && one.team == agent.team)
                    || one.barred.contains(id)
            };
            if agent.inactive {
                Some("not_active")
            } else if leave {
                Some("on_leave")
            } else if !people.is_empty() && people.iter().all(barred) {
                Some("evaluator_conflict")
            } else {
                None
            }
        };
        let found = self.roster.iter();
        found.filter_map(|(id, agent)| Some((id.clone(), reason(id, agent)?.to_owned()))).collect()
    }

    /// A stratum, with what the roster tells in place of its name.
    fn stratum(&self, by: By, period: Option<&Period>) -> Result<By> {
        let text = by.to_string();
        if let Some(column) = text.strip_prefix(OF_ROSTER) {
            self.needs_roster(&text)?;
            let value = |(id, agent): (&String, &Agent)| {
                let found = agent.others.iter().find(|(name, _)| *name == column)?;
                Some((id.clone(), found.1.clone()))
            };
            let values = self.roster.iter().filter_map(value).collect();
            return Ok(By::Agent(text, Arc::new(values)));
        }
        match by {
            By::Band(name, limits) if name.as_str() == TENURE => {
                self.needs_roster(TENURE)?;
                let Some(period) = period else {
                    let problem = Problem::new(
                        "bad-period",
                        Place::file("--per"),
                        "tenure needs a day to count to",
                    )
                    .help("say --period 2026-W43");
                    return Err(Refused::because(Blame::Request, problem).into());
                };
                let value = |(id, agent): (&String, &Agent)| {
                    let days = (period.from - agent.hired?).div_euclid(DAY_MS);
                    Some((id.clone(), band(days.saturating_mul(1000), &limits)))
                };
                let values = self.roster.iter().filter_map(value).collect();
                Ok(By::Agent(TENURE.to_owned(), Arc::new(values)))
            }
            other => Ok(other),
        }
    }

    fn needs_roster(&self, what: &str) -> Result<()> {
        if self.extra.people.roster.is_some() {
            return Ok(());
        }
        let message = format!("`{what}` needs a roster");
        let problem = Problem::new("no-input", Place::file("qa"), message);
        Err(Refused::because(Blame::Request, problem.help("say --roster agents.csv")).into())
    }

    /// A rule of targeted picks from `name=n`, `name=n/stratum` or the same with `: condition`.
    fn target(&self, text: &str, plan: &Plan) -> Result<Target> {
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

fn parsed(text: &str, zone: &Zone, option: &str) -> Result<Filter> {
    Filter::parse_in(text.trim(), zone).map_err(|mut found| {
        found.place = Place::file(option);
        Refused::because(Blame::Request, found).into()
    })
}

fn spread(extra: &Extra, open: &mut impl FnMut(&String) -> Result<Sheet>) -> Result<Spread> {
    let mut spread = Spread::default();
    if let Some(sd) = &extra.size.sd {
        spread.usual = sd.value();
    }
    let Some(file) = &extra.size.spread else { return Ok(spread) };
    let sheet = open(file)?;
    sheet.needs(&["stratum", "sd"])?;
    for row in sheet.rows() {
        let (Some(stratum), Some(sd)) = (row.get("stratum"), row.get("sd")) else { continue };
        let value = thousandths(sd).filter(|value| *value >= 0).ok_or_else(|| {
            let message = format!("column `sd`: expected points, found `{sd}`");
            row.refuse("bad-number", message, "write a plain number, such as 12.5")
        })?;
        spread.known.insert(stratum.to_owned(), real::signed(value.into()) / 1000.0);
    }
    Ok(spread)
}

/// The first instant of the week or month in which an instant lies.
fn unit_start(unit: Unit, at: i64, zone: &Zone) -> i64 {
    let day = (at + zone.offset(at)).div_euclid(DAY_MS);
    let first = match unit {
        Unit::Week => day - (day + 3).rem_euclid(7),
        Unit::Month => Civil::from_days(day).map_or(day, |date| day - i64::from(date.day()) + 1),
    };
    Civil::from_days(first).map_or(at, |date| zone.first_instant(date))
}

/// How many are promised in a stretch, rounded up: part of a unit counts as that part.
fn promised(quota: Quota, stretch: &Period, zone: &Zone) -> u64 {
    let local = |at: i64| (at + zone.offset(at)).div_euclid(DAY_MS);
    let mut parts = 0.0;
    for day in local(stretch.from)..=local(stretch.to - 1) {
        let length = match quota.unit {
            Unit::Week => 7.0,
            Unit::Month => real::signed(month_length(day).into()),
        };
        parts += 1.0 / length;
    }
    // Whole units are whole: what is beyond the ninth decimal is the sum's rounding.
    let owed = parts * real::count(quota.promised);
    real::truncate((owed - 1e-9).ceil()).and_then(|n| u64::try_from(n).ok()).unwrap_or(0)
}

fn month_length(day: i64) -> i64 {
    let Some(date) = Civil::from_days(day) else { return 30 };
    let first = day - i64::from(date.day()) + 1;
    let next = (28..=32).find(|days| {
        Civil::from_days(first + days).is_some_and(|other| other.month() != date.month())
    });
    next.unwrap_or(30)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        Period::parse(text, &Zone::utc(), &Place::default()).unwrap()
    }

    fn quota(promised: u64, unit: Unit) -> Quota {
        Quota { promised, most: None, unit }
    }

    #[test]
    fn a_quota_is_promised_by_the_day_and_rounded_up() {
        for (unit, stretch, expected) in [
            (Unit::Week, "2026-W43", 10),
            (Unit::Week, "2026-W40..2026-W43", 40),
            (Unit::Week, "2026-10-19", 2),
            (Unit::Month, "2026-10", 10),
            (Unit::Month, "2026-02", 10),
            (Unit::Month, "2026-01..2026-12", 120),
            (Unit::Month, "2026-10-01..2026-10-07", 3),
        ] {
            let found = promised(quota(10, unit), &period(stretch), &Zone::utc());
            assert_eq!(found, expected, "{stretch}");
        }
    }

    #[test]
    fn a_unit_begins_on_monday_or_on_the_first() {
        let last = period("2026-10-21").to - 1;
        assert_eq!(unit_start(Unit::Week, last, &Zone::utc()), period("2026-W43").from);
        assert_eq!(unit_start(Unit::Month, last, &Zone::utc()), period("2026-10").from);
    }

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
