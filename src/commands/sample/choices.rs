//! From options and the files they name to a plan, evaluators and rules.

pub(super) mod idle;
mod quota;
mod reasons;
mod targets;

use super::extra::{Extra, Number, Part, Rule};
use super::people::{self, Agent, Done};
use crate::ingest::sheet::Sheet;
use crate::model::{Field, Name, Period, Zone};
use crate::problem::{Blame, Place, Problem, Refused, nearest};
use crate::query::{Condition, Filter};
use crate::sampling::allocate::{Allocation, Bounds};
use crate::sampling::assign::{Evaluator, Rules};
use crate::sampling::by::{By, band, thousandths};
use crate::sampling::exclude::Rule as Exclusion;
use crate::sampling::manifest::{FileRecord, Request};
use crate::sampling::plan::{Method, Plan, Spread, Work};
use crate::stats::real;
use anyhow::Result;
pub(in crate::commands) use quota::{promised, units};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const DAY_MS: i64 = 86_400_000;
/// Days within which the same customer makes a repeat.
const REPEAT_DAYS: f64 = 7.0;
/// Days after coaching in which an agent's calls are looked at.
const COACHED_DAYS: f64 = 30.0;
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
    coached: BTreeMap<String, Vec<Period>>,
    failed: BTreeMap<String, Vec<Period>>,
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
            let days = extra.people.coached_days.as_ref().map_or(COACHED_DAYS, Number::value);
            found.coached = reasons::coached(&open(file)?, zone, days)?;
        }
        if let Some(file) = &extra.people.failed {
            let cards = &extra.people.scorecard;
            found.failed = if cards.is_empty() {
                reasons::listed(&open(file)?)?
            } else {
                open(file)?;
                reasons::failed(file, cards, zone)?
            };
        }
        for file in &extra.people.done {
            found.done.add(&open(file)?, zone)?;
        }
        if extra.people.failed.is_some() {
            let cards = extra.people.scorecard.iter().map(|card| reasons::record(card));
            references.extend(cards.collect::<Result<Vec<_>>>()?);
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
            let values: BTreeMap<String, String> = self
                .roster
                .iter()
                .filter_map(|(id, agent)| Some((id.clone(), agent.told(column)?.to_owned())))
                .collect();
            if values.is_empty() && !self.roster.is_empty() {
                let message = format!("no agent of the roster has a `{column}`");
                let problem = Problem::new("missing-column", Place::file("--per"), message);
                return Err(Refused::because(Blame::Request, self.nearest(problem, column)).into());
            }
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

    /// A complaint about a column of the roster, with the nearest that it has.
    fn nearest(&self, problem: Problem, column: &str) -> Problem {
        let all: BTreeSet<&str> = self
            .roster
            .values()
            .flat_map(|agent| agent.others.keys().map(String::as_str))
            .collect();
        if let Some(near) = nearest(column, all.iter().copied()) {
            return problem.help(format!("did you mean `{OF_ROSTER}{near}`?"));
        }
        let all: Vec<&str> = all.into_iter().collect();
        problem.help(format!("its columns are {}", all.join(", ")))
    }

    fn needs_roster(&self, what: &str) -> Result<()> {
        if self.extra.people.roster.is_some() {
            return Ok(());
        }
        let message = format!("`{what}` needs a roster");
        let problem = Problem::new("no-input", Place::file("qa"), message);
        Err(Refused::because(Blame::Request, problem.help("say --roster agents.csv")).into())
    }

    /// The longest gap between two contacts of a customer that make a repeat, in milliseconds.
    pub(super) fn repeat_window(&self) -> i64 {
        let days = self.extra.size.repeat_days.as_ref().map_or(REPEAT_DAYS, Number::value);
        real::truncate(days * 86_400_000.0).unwrap_or(i64::MAX)
    }
}

/// Refuses a rule without the file that tells whom it means.
fn refuse_fileless(file: Option<&String>, rule: &str, option: &str) -> Result<()> {
    if file.is_some() {
        return Ok(());
    }
    let message = format!("the rule `{rule}` needs a file that tells whom it means");
    let problem = Problem::new("no-input", Place::file("--targeted"), message);
    let help = format!("say {option}");
    Err(Refused::because(Blame::Request, problem.help(help)).into())
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
