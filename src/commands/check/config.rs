//! The configuration, its targets and the profiles.

use super::files::Files;
use super::finding::Finding;
use crate::commands::Context;
use crate::commands::kpi::{Defined, configured, wrong_level};
use crate::ingest::config::Config;
use crate::ingest::profile;
use crate::model::Zone;
use crate::problem::Problems;
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

/// What is wrong with a configuration, its definitions and targets included.
fn problems(config: &Config) -> Problems {
    let mut problems = config.problems.clone();
    let zone = config.zone.clone().unwrap_or_else(Zone::utc);
    let (defined, found) = Defined::of(config, &zone, &[]);
    problems.extend(found);
    problems.extend(config.targets.iter().filter_map(|text| configured(text, &defined).err()));
    problems.extend(wrong_level(config));
    problems
}
