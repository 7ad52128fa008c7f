//! From arguments and configuration to what is computed and shown.

use super::defined::Defined;
use super::numbers::rules;
use super::{Compare, FigureArgs, PeriodArgs};
use crate::ingest::config::TargetText;
use crate::kpi::compare::Versus;
use crate::kpi::{Indicator, Intervals, Key, Plan, Target, Variants, View};
use crate::model::{Period, Zone};
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use crate::query::Filter;
use anyhow::Result;
use std::collections::BTreeSet;

/// What the arguments ask for; refuses with everything that is wrong with them.
pub(super) fn request(
    (figures, period): (&FigureArgs, &PeriodArgs),
    zone: Zone,
    (defined, mut wrong): (&Defined, Vec<Problem>),
    configured: &[TargetText],
) -> Result<(Plan, View)> {
    let by = collect(&figures.by, |name| Key::parse(name, &Place::file("--by")), &mut wrong);
    let kpis = collect(&figures.kpi, |key| defined.find(key, &Place::file("--kpi")), &mut wrong);
    let period = period.period.as_slice();
    let period = collect(period, |text| period_of(text, &zone), &mut wrong);
    let condition = figures.condition.as_slice();
    let filters = collect(condition, |text| filter(text, &zone, defined), &mut wrong);
    let filter = filters.into_iter().next().unwrap_or_else(Filter::all);
    let rules = rules(figures, &mut wrong);
    let targets = targets(figures, defined, (&kpis, configured), &mut wrong);
    wrong.extend(twice("--by", &by.iter().map(Key::name).collect::<Vec<_>>()));
    wrong.extend(twice("--kpi", &kpis.iter().map(Indicator::key).collect::<Vec<_>>()));
    if figures.gate && targets.is_empty() && wrong.is_empty() {
        let message = "expected a target to be met, found none";
        let problem = Problem::new("missing-target", Place::file("--gate"), message);
        wrong.push(problem.help("add --target 'service_level >= 80%', or a `target` under [kpi.service_level] in qa.toml"));
    }
    refuse_any(Blame::Request, wrong)?;
    let asked: Vec<_> = kpis.iter().chain(targets.iter().map(|(kpi, _)| kpi)).collect();
    let measures = defined.wanted(&asked);
    let variants = if figures.all_variants { Variants::All } else { Variants::Chosen };
    let intervals = if figures.ci { Intervals::All } else { Intervals::Shares };
    let period = period.first().copied();
    let plan = Plan { by, period, filter, zone, measures };
    Ok((plan, View { rules, kpis, variants, intervals, targets }))
}

/// The same plan for the period to compare with; `None` when there is nothing to compare.
pub(super) fn earlier(plan: &Plan, compare: Option<Compare>) -> Result<Option<Plan>> {
    let Some(compare) = compare else { return Ok(None) };
    let place = Place::file("--compare");
    let problem = match plan.period {
        None => Problem::new("bad-period", place, "expected a period to compare, found none")
            .help("add --period 2026-10"),
        Some(period) => match Versus::from(compare).of(period, &plan.zone) {
            Some(earlier) => return Ok(Some(Plan { period: Some(earlier), ..plan.clone() })),
            None => Problem::new("bad-period", place, "there is no such period before year 1"),
        },
    };
    Err(Refused::because(Blame::Request, problem).into())
}

/// The targets of the command line, then those of the configuration that are not set there.
fn targets(
    figures: &FigureArgs,
    defined: &Defined,
    (kpis, configured): (&[Indicator], &[TargetText]),
    wrong: &mut Vec<Problem>,
) -> Vec<(Indicator, Target)> {
    let mut targets = collect(&figures.target, |text| target(text, defined), wrong);
    wrong.extend(twice("--target", &targets.iter().map(|(kpi, _)| kpi.key()).collect::<Vec<_>>()));
    let mut known = Vec::new();
    for text in configured {
        match configured_target(text, defined) {
            Ok(target) => known.push(target),
            Err(problem) => wrong.push(problem),
        }
    }
    known.retain(|(kpi, _)| {
        let is_given = targets.iter().any(|(given, _)| given.key() == kpi.key());
        !is_given && (kpis.is_empty() || kpis.iter().any(|shown| shown.key() == kpi.key()))
    });
    targets.extend(known);
    targets
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

fn target(text: &str, defined: &Defined) -> Result<(Indicator, Target), Problem> {
    let place = Place::file("--target");
    let Some(at) = text.find(['=', '<', '>', '≤', '≥']) else {
        let message = format!("expected an indicator and its target, found `{text}`");
        return Err(
            Problem::new("bad-target", place, message).help("write it as 'service_level >= 80%'")
        );
    };
    let (key, target) = (text[..at].trim_end(), &text[at..]);
    let target = target.strip_prefix('=').unwrap_or(target);
    let kpi = defined.find(key, &place)?;
    let target = Target::parse(target, kpi.unit(), &place)?;
    Ok((kpi, target))
}

/// The target that qa.toml sets for an indicator.
fn configured_target(text: &TargetText, defined: &Defined) -> Result<(Indicator, Target), Problem> {
    let found = defined.find(&text.indicator, &text.place).and_then(|kpi| {
        let target = Target::parse(&text.text, kpi.unit(), &text.place)?;
        Ok((kpi, target))
    });
    found.map_err(|problem| problem.excerpt(text.excerpt.clone()))
}

/// A condition of `--where`.
pub(super) fn filter(text: &str, zone: &Zone, defined: &Defined) -> Result<Filter, Problem> {
    Filter::parse_with(text, zone, defined.names())
        .map_err(|problem| Problem { place: Place::file("--where"), ..problem })
}

/// A period of `--period`.
pub(super) fn period_of(text: &str, zone: &Zone) -> Result<Period, Problem> {
    Period::parse(text, zone, &Place::file("--period"))
}

/// Refuses when there is anything wrong.
pub(super) fn refuse_any(blame: Blame, wrong: Vec<Problem>) -> Result<()> {
    if wrong.is_empty() {
        return Ok(());
    }
    let mut problems = Problems::new();
    problems.extend(wrong);
    Err(Refused { blame, problems }.into())
}
