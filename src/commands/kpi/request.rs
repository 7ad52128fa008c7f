//! From arguments and configuration to what is computed and shown.

use super::defined::Defined;
use super::numbers::rules;
use super::targets::{gate_problems, preset, targets};
use super::{Ci, Compare, FigureArgs, PeriodArgs};
use crate::ingest::config::Config;
use crate::kpi::compare::Versus;
use crate::kpi::resample;
use crate::kpi::{Indicator, Intervals, Key, Plan, Variants, View};
use crate::model::{Grain, Period, Zone};
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use crate::query::Filter;
use anyhow::Result;
use std::collections::BTreeSet;

/// Whether evaluations are named on the command line, so that their figures are shown unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evaluations {
    /// They are.
    Named,
    /// They are not, or only by the configuration.
    NotNamed,
}

/// What the arguments ask for; refuses with everything that is wrong with them.
pub(super) fn request(
    (figures, period, evaluations): (&FigureArgs, &PeriodArgs, Evaluations),
    zone: Zone,
    (defined, mut wrong): (&Defined, Vec<Problem>),
    config: &Config,
) -> Result<(Plan, View)> {
    let by = collect(&figures.by, |name| key(name, config), &mut wrong);
    let kpis = collect(&figures.kpi, |key| defined.find(key, &Place::file("--kpi")), &mut wrong);
    let period = period.period.as_slice();
    let first = first_of_months(&by, config);
    let period = collect(period, |text| period_of(text, (&zone, first)), &mut wrong);
    let condition = figures.condition.as_slice();
    let filters = collect(condition, |text| filter(text, &zone, defined), &mut wrong);
    let filter = filters.into_iter().next().unwrap_or_else(Filter::all);
    let preset = preset(&figures.rules, config, &mut wrong);
    let rules = rules(&figures.rules, (config, preset.as_ref()), &mut wrong);
    let targets = targets((figures, preset.as_ref()), defined, (&kpis, config), &mut wrong);
    wrong.extend(twice("--by", &by.iter().map(Key::name).collect::<Vec<_>>()));
    wrong.extend(twice("--kpi", &kpis.iter().map(Indicator::key).collect::<Vec<_>>()));
    if wrong.is_empty() {
        wrong.extend(gate_problems(figures, &targets, &by));
    }
    refuse_any(Blame::Request, wrong)?;
    let asked: Vec<_> = kpis.iter().chain(targets.iter().map(|(kpi, _)| kpi)).collect();
    let mut measures = defined.wanted(&asked);
    if evaluations == Evaluations::Named && kpis.is_empty() {
        let of_quality = defined.of_quality();
        measures.retain(|one| of_quality.iter().all(|other| other.key != one.key));
        measures.extend(of_quality);
    }
    let variants = if figures.all_variants { Variants::All } else { Variants::Chosen };
    let intervals = match figures.ci {
        None => Intervals::Shares,
        Some(Ci::T) => Intervals::All,
        Some(Ci::Bootstrap) => Intervals::Bootstrap { seed: figures.seed },
    };
    if figures.ci == Some(Ci::Bootstrap) {
        measures.extend(resample::measures(&kpis, &measures, &zone));
    }
    let period = period.first().copied();
    let plan = Plan { by, period, filter, zone, measures };
    Ok((plan, View { rules, kpis, variants, intervals, targets }))
}

/// A column or grain; weeks and months begin where the configuration says.
pub(super) fn key(name: &str, config: &Config) -> Result<Key, Problem> {
    let key = Key::parse(name, &Place::file("--by"))?;
    Ok(match (key, config.week_start, config.month_start) {
        (Key::Grain(Grain::Week), Some(day @ 1..=6), _) => Key::Grain(Grain::WeekFrom(day)),
        (Key::Grain(Grain::Month), _, Some(day)) => Key::Grain(Grain::MonthFrom(day)),
        (key, ..) => key,
    })
}

/// The same plan for the period to compare with; `None` when there is nothing to compare.
pub(super) fn earlier(
    plan: &Plan,
    compare: Option<Compare>,
    config: &Config,
) -> Result<Option<Plan>> {
    let Some(compare) = compare else { return Ok(None) };
    let first = first_of_months(&plan.by, config);
    let place = Place::file("--compare");
    let problem = match plan.period {
        None => Problem::new("bad-period", place, "expected a period to compare, found none")
            .help("add --period 2026-10"),
        Some(period) => match Versus::from(compare).of(period, &plan.zone, first) {
            Some(earlier) => return Ok(Some(Plan { period: Some(earlier), ..plan.clone() })),
            None => Problem::new("bad-period", place, "there is no such period before year 1"),
        },
    };
    Err(Refused::because(Blame::Request, problem).into())
}

/// Reads each text; what is wrong with them goes to `wrong`.
pub(super) fn collect<T>(
    texts: &[String],
    read: impl Fn(&str) -> Result<T, Problem>,
    wrong: &mut Vec<Problem>,
) -> Vec<T> {
    let mut found = Vec::new();
    for text in texts {
        match read(text.trim()) {
            Ok(value) => found.push(value),
            Err(problem) => wrong.push(problem),
        }
    }
    found
}

/// One problem for each name that comes again.
pub(super) fn twice(flag: &str, names: &[&str]) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let again = names.iter().filter(|name| !seen.insert(**name));
    again
        .map(|name| {
            let message = format!("expected every name once, found `{name}` again");
            Problem::new("named-twice", Place::file(flag), message).help("take one of them away")
        })
        .collect()
}

/// A condition of `--where`.
pub(super) fn filter(text: &str, zone: &Zone, defined: &Defined) -> Result<Filter, Problem> {
    Filter::parse_with(text, zone, defined.names())
        .map_err(|problem| Problem { place: Place::file("--where"), ..problem })
}

/// A period of `--period`, where months begin on `first`.
pub(super) fn period_of(text: &str, (zone, first): (&Zone, u8)) -> Result<Period, Problem> {
    Period::parse_fiscal(text, (zone, first), &Place::file("--period"))
}

/// The day that months of a period begin with: that of the months the report is grouped by, else
/// that of the configuration.
pub fn first_of_months(by: &[Key], config: &Config) -> u8 {
    let grouped = by.iter().find_map(|key| match key {
        Key::Grain(Grain::MonthFrom(day)) => Some(*day),
        _ => None,
    });
    grouped.or(config.month_start).unwrap_or(1)
}

/// Refuses when there is anything wrong.
pub(super) fn refuse_any(blame: Blame, wrong: Vec<Problem>) -> Result<()> {
    if wrong.is_empty() {
        return Ok(());
    }
    let mut problems = Problems::new();
    // An indicator that is asked for twice is wrong once.
    problems.extend(wrong.into_iter().collect::<BTreeSet<_>>());
    Err(Refused { blame, problems }.into())
}

/// Refuses a gate over intervals in a row where the report has none.
pub(super) fn intervals_of_gate(figures: &FigureArgs, by: &[Key]) -> Result<()> {
    if figures.in_a_row.is_none() || crate::kpi::spc::time_key(by, &Place::file("--by")).is_ok() {
        return Ok(());
    }
    let message = "a row of intervals needs times that follow each other, found none";
    let problem = Problem::new("bad-group", Place::file("--in-a-row"), message);
    Err(Refused::because(Blame::Request, problem.help("add --by day, week or month")).into())
}
