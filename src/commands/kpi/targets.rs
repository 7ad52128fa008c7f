//! Targets of the command line, of a preset, of the configuration.

use super::defined::Defined;
use super::request::{collect, twice};
use super::{FigureArgs, RuleArgs};
use crate::ingest::config::{Config, TargetText};
use crate::kpi::target::{Over, named};
use crate::kpi::{Indicator, Key, Preset, Target, beyond};
use crate::problem::{Place, Problem};
use crate::report::Unit;

/// The preset that flag or configuration names; what is wrong with it goes to `wrong`.
pub(super) fn preset(args: &RuleArgs, config: &Config, wrong: &mut Vec<Problem>) -> Option<Preset> {
    let found = match (&args.preset, config.level.get("preset")) {
        (Some(name), _) => Preset::parse(name, &Place::file("--preset")),
        (None, Some(written)) => Preset::parse(&written.text, &written.place)
            .map_err(|problem| problem.excerpt(written.excerpt.clone())),
        (None, None) => return None,
    };
    found.map_err(|problem| wrong.push(problem)).ok()
}

/// The targets of the command line, then those of its preset, then those of the configuration; what
/// comes earlier for an indicator stands for all that comes later.
pub(super) fn targets(
    (figures, preset): (&FigureArgs, Option<&Preset>),
    defined: &Defined,
    (kpis, config): (&[Indicator], &Config),
    wrong: &mut Vec<Problem>,
) -> Vec<(Indicator, Target)> {
    let mut targets = collect(&figures.target, |text| target(text, defined), wrong);
    wrong.extend(repeated(targets.iter().map(|(kpi, target)| (kpi.key(), target))));
    let is_shown =
        |kpi: &Indicator| kpis.is_empty() || kpis.iter().any(|shown| shown.key() == kpi.key());
    let of_preset = preset.map(|preset| TargetText {
        indicator: "service_level".to_owned(),
        text: preset.target.clone(),
        ..TargetText::default()
    });
    // A preset of the file says what its own lines do not; one of the command line goes before them.
    let has_own =
        |target: &TargetText| target.indicator == "service_level" && target.groups.is_empty();
    let is_first = figures.rules.preset.is_some();
    let is_spare = !is_first && !config.targets.iter().any(has_own);
    let first: Vec<_> = of_preset.iter().filter(|_| is_first).collect();
    let configured = config.targets.iter().chain(of_preset.iter().filter(|_| is_spare)).collect();
    for texts in [first, configured] {
        let mut known = collect_texts(&texts, defined, wrong);
        known.retain(|(kpi, _)| {
            is_shown(kpi) && !targets.iter().any(|(given, _)| given.key() == kpi.key())
        });
        targets.extend(known);
    }
    targets
}

fn collect_texts(
    texts: &[&TargetText],
    defined: &Defined,
    wrong: &mut Vec<Problem>,
) -> Vec<(Indicator, Target)> {
    let mut known = Vec::new();
    // What another command tells has its target there.
    let texts = texts.iter().filter(|text| beyond::find(&text.indicator).is_none());
    for text in texts {
        match configured(text, defined) {
            Ok(target) => known.push(target),
            Err(problem) => wrong.push(problem),
        }
    }
    known
}

/// One problem for each indicator that has two targets for the same groups.
pub(super) fn repeated<'a>(targets: impl Iterator<Item = (&'a str, &'a Target)>) -> Vec<Problem> {
    let names: Vec<_> = targets.map(|(key, target)| format!("{key}{}", target.whom())).collect();
    twice("--target", &names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn target(text: &str, defined: &Defined) -> Result<(Indicator, Target), Problem> {
    let place = Place::file("--target");
    let (key, target) = named(text, &place)?;
    let kpi = defined.find(key, &place)?;
    let target = Target::parse(target, kpi.unit(), &place)?;
    Ok((kpi, target))
}

/// The target that the configuration sets for an indicator.
pub fn configured(text: &TargetText, defined: &Defined) -> Result<(Indicator, Target), Problem> {
    let found = defined.find(&text.indicator, &text.place);
    let kpi = found.map_err(|problem| problem.excerpt(text.excerpt.clone()))?;
    let target = written(text, kpi.unit())?;
    Ok((kpi, target))
}

/// A target of the configuration for an indicator of that unit, with its amber limit and groups.
pub(super) fn written(text: &TargetText, unit: Unit) -> Result<Target, Problem> {
    let target =
        Target::parse(&text.text, unit, &text.place).and_then(|target| match &text.amber {
            Some(amber) => target.with_amber(amber, unit, &text.place),
            None => Ok(target),
        });
    let target = target.map_err(|problem| problem.excerpt(text.excerpt.clone()))?;
    Ok(text.groups.iter().fold(target, |target, (column, value)| target.within(column, value)))
}

/// What keeps a gate from judging what it is asked to judge.
pub(super) fn gate_problems(
    figures: &FigureArgs,
    targets: &[(Indicator, Target)],
    keys: &[Key],
) -> Vec<Problem> {
    let mut wrong = Vec::new();
    let given = collect(
        &figures.target,
        |text| named(text, &Place::file("--target")).map(|(key, _)| key.to_owned()),
        &mut Vec::new(),
    );
    for (kpi, target) in targets.iter().filter(|(kpi, _)| given.iter().any(|key| key == kpi.key()))
    {
        let untold = target.untold(keys);
        if target.over == Over::Report && !untold.is_empty() {
            let untold = untold.join(",");
            let message = format!(
                "the target {} {} asks for a group that the report does not tell",
                kpi.key(),
                target.phrase()
            );
            let problem = Problem::new("bad-target", Place::file("--target"), message);
            wrong.push(problem.help(format!("add --by {untold}, or select with --where")));
        }
    }
    let is_judged = |(_, target): &(Indicator, Target)| {
        target.over == Over::Year || target.untold(keys).is_empty()
    };
    if figures.gate && wrong.is_empty() && !targets.iter().any(is_judged) {
        let message = "expected a target to be met, found none";
        let problem = Problem::new("missing-target", Place::file("--gate"), message);
        wrong.push(problem.help("add --target 'service_level >= 80%', or a `target` under [kpi.service_level] in qa.toml"));
    }
    wrong
}

/// What a reader must know of the preset in force.
pub(super) fn preset_note(args: &RuleArgs, config: &Config) -> Option<String> {
    preset(args, config, &mut Vec::new())?.note.map(str::to_owned)
}
