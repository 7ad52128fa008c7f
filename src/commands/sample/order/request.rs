//! From arguments to the texts of a request, and from those to a plan.

use super::super::Args;
use super::super::extra::{Extra, Rule};
use crate::model::{Field, Kind, Outcome, Period, Zone, instant};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::query::{Amount, Comparison, Condition, Filter};
use crate::sampling::manifest::Request;
use crate::sampling::{By, Plan};
use anyhow::Result;

/// Everything that selects interactions, in one filter.
pub(super) fn filter(args: &Args, zone: &Zone) -> Result<Filter> {
    let frame = &args.frame;
    let mut filter = Filter::all();
    if let Some(text) = &frame.condition {
        let condition = Filter::parse_in(text, zone);
        filter = filter.and(condition.map_err(|found| refused(found, "--where"))?);
    }
    let talk = || Amount::Column(Field::Talk.into());
    let limits =
        [(frame.min_talk, Comparison::GreaterOrEqual), (frame.max_talk, Comparison::LessOrEqual)];
    for (limit, comparison) in limits {
        if let Some(limit) = limit {
            let limit = Amount::Constant(limit);
            filter = filter.and(Condition::Number(talk(), comparison, limit).into());
        }
    }
    if !frame.channel.is_empty() {
        let channel = Condition::OneOf(Field::Channel.into(), frame.channel.clone().into());
        filter = filter.and(channel.into());
    }
    if !frame.outcome.is_empty() && frame.outcome != ["any"] {
        let names = frame.outcome.iter().map(|name| format!("'{}'", name.replace('\'', "''")));
        let text = format!("outcome in ({})", names.collect::<Vec<_>>().join(", "));
        let outcomes = Filter::parse(&text).map_err(|found| refused(found, "--outcome"))?;
        filter = filter.and(outcomes);
    }
    Ok(filter)
}

/// What makes the strata, and how many are drawn: of each, or in all.
pub(super) fn strata(args: &Args) -> Result<(Vec<String>, usize)> {
    let design = &args.design;
    let spread = args.size.allocation.is_some() || args.size.shares.is_some();
    let n = design.total.or(design.per_stratum).unwrap_or(5);
    let per = match &design.per {
        Some(per) if *per == ["none"] => return Ok((Vec::new(), n)),
        Some(per) => named(per),
        None if design.total.is_some() && !spread => return Ok((Vec::new(), n)),
        None => vec![Field::AgentId.name().to_owned()],
    };
    if per.is_empty() {
        let found = Problem::new("bad-strata", Place::default(), "expected names of columns");
        return Err(refused(found.help("name columns, or `none`"), "--per"));
    }
    Ok((per, n))
}

/// The options of the design; short and long talk have their reason, and a total over several strata
/// is spread in proportion unless a rule is named.
pub(super) fn extra(args: &Args) -> Extra {
    let mut extra = Extra::new(args.size.clone(), args.people.clone());
    let mut limits = Vec::new();
    if let Some(least) = &args.frame.min_talk {
        limits.push(format!("too_short=talk_s < {least}"));
    }
    if let Some(most) = &args.frame.max_talk {
        limits.push(format!("too_long=talk_s > {most}"));
    }
    extra.people.exclude.splice(0..0, limits);
    let several = args.design.per.as_ref().is_some_and(|per| *per != ["none"]);
    if args.design.total.is_some() && several && extra.size.shares.is_none() {
        extra.size.allocation.get_or_insert(Rule::Proportional);
    }
    extra
}

/// Names without the spaces around them, each once, in the order given.
pub(super) fn named(names: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        if !found.iter().any(|other| other == name) {
            found.push(name.to_owned());
        }
    }
    found
}

pub(super) fn refuse_no_date(due: &str) -> Result<()> {
    if instant::day(due, &Zone::utc()).is_some() {
        return Ok(());
    }
    let found =
        Problem::new("bad-date", Place::default(), format!("expected a date, found `{due}`"));
    Err(refused(found.help("write it as 2026-10-30"), "--due"))
}

/// Turns a request's texts into a plan.
pub(super) fn plan(request: &Request, zone: &Zone) -> Result<Plan> {
    let filter = Filter::parse(&request.filter).map_err(|found| refused(found, "--where"))?;
    let place = Place::file("--period");
    let period = request.period.as_deref().map(|text| Period::parse(text, zone, &place));
    let strata = request.strata.iter().map(|text| {
        let by = By::parse(text).ok_or_else(|| {
            let message = format!("`{text}` makes no strata");
            let help = "name columns, or limits of bands in rising order such as talk_s:60:300";
            refused(Problem::new("bad-strata", Place::default(), message).help(help), "--per")
        })?;
        match &by {
            By::Column(name) if matches!(name.kind(), Kind::Time | Kind::Duration) => {
                let message = format!("`{name}` makes no strata: nearly every row has its own");
                let help =
                    "name columns of texts, such as agent_id,queue, or bands, such as talk_s:60:300";
                Err(refused(
                    Problem::new("bad-strata", Place::default(), message).help(help),
                    "--per",
                ))
            }
            _ => Ok(by),
        }
    });
    let strata = strata.collect::<Result<Vec<By>>>()?;
    let outcome = request.outcome_if_told.as_deref().and_then(Outcome::from_name);
    Ok(Plan {
        zone: zone.clone(),
        reserve: request.reserve,
        filter,
        kept: request.kept.iter().cloned().collect(),
        outcome_if_told: outcome,
        period: period.transpose().map_err(|found| refused(found, "--period"))?,
        ..Plan::each(&request.seed, strata, request.n)
    })
}

fn refused(mut found: Problem, option: &str) -> anyhow::Error {
    found.place = Place::file(option);
    Refused::because(Blame::Request, found).into()
}
