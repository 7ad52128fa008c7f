//! Survey responses, by the interaction they are about.

use super::engine::{Intake, Options};
use super::listed::{self, Listed};
use crate::problem::Problem;
use anyhow::Result;
use std::collections::BTreeMap;

/// What responses tell of an interaction: numbers, and flags.
pub const NUMBERS: [&str; 3] = ["csat", "nps", "ces"];
/// See [`NUMBERS`].
pub const FLAGS: [&str; 1] = ["resolved"];

/// Responses; of several on one interaction, the latest counts.
#[derive(Debug, Clone, Default)]
pub struct Surveys {
    latest: BTreeMap<String, Listed>,
    /// Responses that an interaction has beside the one that counts.
    pub further: Vec<Problem>,
    /// Responses that name no interaction.
    pub unnamed: u64,
}

/// Reads responses; those set aside are in the accounts.
///
/// # Errors
///
/// If a file cannot be read, or has no column of interactions.
pub fn read(files: &[String], options: &Options) -> Result<(Surveys, Vec<Intake>)> {
    let (listed, intakes) = listed::read(files, options, &["interaction_id"])?;
    let mut surveys = Surveys::default();
    for listed in listed {
        if listed.flag("answered") == Some(false) {
            continue;
        }
        let Some(id) = listed.text("interaction_id").map(str::to_owned) else {
            surveys.unnamed += 1;
            continue;
        };
        let Some(other) = surveys.latest.insert(id.clone(), listed) else { continue };
        let newest = surveys.latest.get(&id).map_or(other.place.clone(), |new| new.place.clone());
        let time = |listed: &Listed| listed.milli("responded_at");
        let is_older = surveys.latest.get(&id).is_some_and(|new| time(new) < time(&other));
        let message = format!("interaction `{id}` has a response at {} already", other.place);
        let problem = Problem::new("duplicate-response", newest, message).warning();
        surveys
            .further
            .push(problem.help("the latest counts; without times, the last in the file"));
        if is_older {
            surveys.latest.insert(id, other);
        }
    }
    Ok((surveys, intakes))
}

impl Surveys {
    /// What a response tells of an interaction, in thousandths; `None` when none does.
    pub fn number(&self, interaction: &str, name: &str) -> Option<i64> {
        self.latest.get(interaction)?.milli(name)
    }

    /// The same for a flag.
    pub fn flag(&self, interaction: &str, name: &str) -> Option<bool> {
        self.latest.get(interaction)?.flag(name)
    }

    /// Whether an interaction has a response.
    pub fn has(&self, interaction: &str) -> bool {
        self.latest.contains_key(interaction)
    }

    /// Every interaction with a response, and the response that counts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Listed)> {
        self.latest.iter().map(|(id, listed)| (id.as_str(), listed))
    }

    /// How many interactions have a response.
    pub fn len(&self) -> usize {
        self.latest.len()
    }

    /// Whether there is no response.
    pub fn is_empty(&self) -> bool {
        self.latest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::ingest::profile::{Profile, RecordKind};
    use crate::model::Zone;

    fn read_text(text: &str) -> Result<Surveys> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("surveys.csv");
        std::fs::write(&path, text).unwrap();
        let profile = Some(Profile::implied(RecordKind::Surveys));
        let options = Options::plain(profile, Zone::utc());
        Ok(read(&[path.display().to_string()], &options)?.0)
    }

    #[test]
    fn no_response_tells_nothing_and_interactions_must_be_named() {
        let surveys = read_text("call_id,nps\n").unwrap();
        assert!(surveys.is_empty() && surveys.number("C1", "nps").is_none());
        assert!(read_text("response_id,nps\n1,9\n").is_err());
    }

    #[test]
    fn the_latest_response_of_an_interaction_counts_and_the_others_are_told() {
        let text = "call_id,responded_at,rating,resuelto\nC1,2026-10-02,4,no\nC1,2026-10-03,5,sí\n\
                    C2,2026-10-03,1,\nC2,2026-10-01,2,\n,2026-10-01,3,\n";
        let surveys = read_text(text).unwrap();
        assert_eq!(
            (surveys.number("C1", "csat"), surveys.flag("C1", "resolved")),
            (Some(5_000), Some(true))
        );
        assert_eq!(surveys.number("C2", "csat"), Some(1_000));
        assert_eq!((surveys.len(), surveys.unnamed), (2, 1));
        let lines: Vec<_> = surveys.further.iter().map(|problem| problem.place.line).collect();
        assert_eq!(lines, [Some(3), Some(5)]);
    }
}
