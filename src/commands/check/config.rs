//! The configuration, its targets and the profiles.

use super::files::Files;
use super::finding::Finding;
use crate::commands::Context;
use crate::commands::kpi::{Defined, configured, wrong_level};
use crate::ingest::config::{Config, TargetText};
use crate::ingest::profile;
use crate::kpi::{Target, beyond};
use crate::model::Zone;
use crate::problem::{Problem, Problems};
use std::path::Path;

/// Checks the configuration in force, those named, and every profile.
pub(super) fn check(files: &Files, cx: &Context<'_>) -> Finding {
    let mut finding = Finding::new("config");
    let mut count = 0;
    if cx.config.path.is_some() {
        count += 1;
        finding.merge_of_request(problems(&cx.config));
    }
    for file in &files.configs {
        count += 1;
        match Config::open(Path::new(file)) {
            Ok(config) => finding.merge_of_request(problems(&config)),
            Err(error) => finding.absorb(error),
        }
    }
    for file in &files.profiles {
        count += 1;
        if let Err(error) = profile::open(Path::new(file)) {
            finding.absorb(error);
        }
    }
    finding.files = Some(count);
    finding
}

/// The target of a figure that another command tells; `None` for one of call records.
fn elsewhere(text: &TargetText) -> Option<Result<Target, Problem>> {
    let unit = beyond::find(&text.indicator)?.unit;
    let target = Target::parse(&text.text, unit, &text.place);
    Some(target.map_err(|problem| problem.excerpt(text.excerpt.clone())))
}

/// What is wrong with a configuration, its definitions and targets included.
fn problems(config: &Config) -> Problems {
    let mut problems = config.problems.clone();
    let zone = config.zone.clone().unwrap_or_else(Zone::utc);
    let (defined, found) = Defined::of(config, &zone, &[]);
    problems.extend(found);
    let targets = config.targets.iter().filter(|text| elsewhere(text).is_none());
    problems.extend(targets.filter_map(|text| configured(text, &defined).err()));
    problems.extend(config.targets.iter().filter_map(|text| elsewhere(text)?.err()));
    problems.extend(wrong_level(config));
    problems
}
