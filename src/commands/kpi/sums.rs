//! `qa kpi` on records that are no contacts: intervals, survey responses, delivered scores.

use super::gate::told;
use super::numbers::rules;
use super::request::{collect, filter, first_of_months, period_of, refuse_any, twice};
use super::targets::{preset, repeated, written};
use super::{Args, Defined};
use crate::commands::{Context, Outcome};
use crate::ingest::config::{Config, TargetText};
use crate::ingest::profile::RecordKind;
use crate::kpi::sums::{self, Judged, Plan, Records, SumFold, SumKpi, Summed, View};
use crate::kpi::target::table::in_groups;
use crate::kpi::target::{Over, named};
use crate::kpi::{Key, Target};
use crate::model::{Field, Name, Zone};
use crate::problem::{Blame, Place, Problem};
use crate::query::Filter;
use anyhow::Result;
use std::io::Write;

/// What the records are; `None` for contacts and for what no figure is made of.
pub(super) fn records(args: &Args, cx: &Context<'_>) -> Result<Option<Records>> {
    if of_configuration(args, cx) {
        return Ok(Some(Records::Intervals));
    }
    let kind = cx.call_profile(&args.input)?.map(|profile| profile.kind);
    Ok(match kind {
        Some(RecordKind::Intervals) => Some(Records::Intervals),
        Some(RecordKind::Surveys) => Some(Records::Responses),
        Some(RecordKind::Evaluations) => Some(Records::Scores),
        _ => None,
    })
}

/// Whether the intervals of qa.toml are meant: they are asked for, or there are no call records.
fn of_configuration(args: &Args, cx: &Context<'_>) -> bool {
    let has_intervals = !cx.config.intervals.files.is_empty();
    let is_free = args.input.files.is_empty();
    is_free && (args.intervals || (has_intervals && cx.config.calls.is_empty()))
}

/// Reads the records.
fn read(args: &Args, fold: &SumFold, cx: &mut Context<'_>) -> Result<Summed> {
    let found = if of_configuration(args, cx) {
        let listed = cx.config.intervals.clone();
        cx.records_of((RecordKind::Intervals, &listed), &args.input, fold)?
    } else {
        cx.records(&args.input, fold)?
    };
    Ok(found.summed())
}

/// Runs `qa kpi` on such records.
pub(super) fn run(args: &Args, records: Records, cx: &mut Context<'_>) -> Result<Outcome> {
    let zone = cx.report_zone(&args.input)?;
    let (plan, view) = request(args, (records, zone), &cx.config)?;
    let summed = read(args, &SumFold::new(plan, &view.kpis), cx)?;
    refuse_any(Blame::Request, summed.absent_keys(&Place::file("--by")))?;
    let mut report = sums::report(&summed, &view);
    if args.figures.all_variants {
        let note =
            "forms of service level and abandonment cannot be told apart without the contacts";
        report.notes.push(note.to_owned());
    }
    if args.figures.compare.is_some() || args.figures.ci.is_some() {
        let note = "periods are compared, and intervals of means computed, from contacts only";
        report.notes.push(note.to_owned());
    }
    cx.report(report, &args.output)?;
    if args.figures.gate {
        return gate(&sums::judge(&summed, &view), cx.stderr);
    }
    Ok(Outcome::Done)
}

/// What the arguments ask for; refuses with everything that is wrong with them.
fn request(args: &Args, (records, zone): (Records, Zone), config: &Config) -> Result<(Plan, View)> {
    let mut wrong = Vec::new();
    let figures = &args.figures;
    let by = collect(&figures.by, |name| key(name, config), &mut wrong);
    let find = |key: &str| sums::find(records, key, &Place::file("--kpi"));
    let kpis = collect(&figures.kpi, find, &mut wrong);
    let preset = preset(&figures.rules, config, &mut wrong);
    let mut targets = collect(&figures.target, |text| target(records, text), &mut wrong);
    if let Some(preset) = &preset
        && !targets.iter().any(|(kpi, _)| kpi.key == "service_level")
    {
        let text = format!("service_level {}", preset.target);
        targets.extend(collect(&[text], |text| target(records, text), &mut wrong));
    }
    for (kpi, target) in &targets {
        wrong.extend(unjudged(kpi, target, &by));
    }
    let of_config = configured((records, &by), config, (&targets, &kpis), &mut wrong);
    targets.extend(of_config);
    wrong.extend(repeated(targets.iter().map(|(kpi, target)| (kpi.key, target))));
    let period = args.period.period.as_slice();
    let first = first_of_months(&by, config);
    let period = collect(period, |text| period_of(text, (&zone, first)), &mut wrong);
    let period = period.first().copied();
    let filters = collect(
        figures.condition.as_slice(),
        |text| filter(text, &zone, &Defined::default()),
        &mut wrong,
    );
    let filter = filters.into_iter().next().unwrap_or_else(Filter::all);
    let rules = rules(&figures.rules, (config, preset.as_ref()), &mut wrong);
    wrong.extend(twice("--by", &by.iter().map(Key::name).collect::<Vec<_>>()));
    wrong.extend(twice("--kpi", &kpis.iter().map(|kpi: &SumKpi| kpi.key).collect::<Vec<_>>()));
    if figures.gate && targets.is_empty() && wrong.is_empty() {
        let message = "expected a target to be met, found none";
        let problem = Problem::new("missing-target", Place::file("--gate"), message);
        wrong.push(problem.help("add --target 'service_level >= 80%'"));
    }
    refuse_any(Blame::Request, wrong)?;
    let plan = Plan { records, by, period, filter, zone, rules };
    Ok((plan, View { kpis, targets }))
}

/// A column or grain; these records may tell of one interaction as often as they like.
fn key(name: &str, config: &Config) -> Result<Key, Problem> {
    let key = super::request::key(name, config)?;
    Ok(match key {
        Key::Column(Name::Field(Field::InteractionId)) => Key::Column(Name::Extra(name.to_owned())),
        key => key,
    })
}

fn target(records: Records, text: &str) -> Result<(SumKpi, Target), Problem> {
    let place = Place::file("--target");
    let (key, target) = named(text, &place)?;
    let kpi = sums::find(records, key, &place)?;
    Ok((kpi, Target::parse(target, kpi.unit, &place)?))
}

/// The targets of qa.toml for what these records tell and nobody set otherwise; those of groups
/// where the report tells the groups.
fn configured(
    (records, by): (Records, &[Key]),
    config: &Config,
    (given, kpis): (&[(SumKpi, Target)], &[SumKpi]),
    wrong: &mut Vec<Problem>,
) -> Vec<(SumKpi, Target)> {
    let mut targets = Vec::new();
    for text in &config.targets {
        let told = sums::all(records).iter().find(|kpi| is_of(kpi, text, config));
        let Some(kpi) = told.filter(|kpi| given.iter().all(|(given, _)| given.key != kpi.key))
        else {
            continue;
        };
        if !kpis.is_empty() && kpis.iter().all(|shown| shown.key != kpi.key) {
            continue;
        }
        match written(text, kpi.unit) {
            // What takes the year day by day takes contacts, and is no target of sums.
            Ok(target) if target.over == Over::Report && target.untold(by).is_empty() => {
                targets.push((*kpi, target));
            }
            Ok(_) => {}
            Err(problem) => wrong.push(problem),
        }
    }
    targets
}

/// Whether a target is for this indicator. Scores as they were delivered have that of the quality
/// mean, unless they have their own.
fn is_of(kpi: &SumKpi, text: &TargetText, config: &Config) -> bool {
    let has_own = || config.targets.iter().any(|text| text.indicator == kpi.key);
    let is_quality = kpi.key == "delivered_score_mean" && text.indicator == "quality_mean";
    text.indicator == kpi.key || (is_quality && !has_own())
}

/// A target that these records cannot be judged by.
fn unjudged(kpi: &SumKpi, target: &Target, by: &[Key]) -> Option<Problem> {
    let bad = |what: &str, help: String| {
        let message = format!("the target {} {} {what}", kpi.key, target.phrase());
        Problem::new("bad-target", Place::file("--target"), message).help(help)
    };
    let untold = target.untold(by).join(",");
    if target.over == Over::Year {
        let help = "give the contacts, or --period with a year and a target without `over year`";
        return Some(bad("takes the contacts one by one", help.to_owned()));
    }
    let what = "asks for a group that the report does not tell";
    (!untold.is_empty()).then(|| bad(what, format!("add --by {untold}, or select with --where")))
}

fn gate(judged: &[Judged], stderr: &mut dyn Write) -> Result<Outcome> {
    let missed: Vec<_> = judged.iter().filter(|judged| judged.is_missed()).collect();
    if missed.is_empty() {
        return Ok(Outcome::Done);
    }
    writeln!(stderr, "{} of {} targets missed", missed.len(), judged.len())?;
    for judged in missed {
        let groups = in_groups(&judged.missed, judged.judged, "");
        writeln!(stderr, "  {}: {}{groups}", judged.text, told(&judged.total, judged.unit))?;
    }
    Ok(Outcome::GateMissed)
}
