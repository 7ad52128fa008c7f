//! The manifest: everything that lets anybody repeat a draw and check it.

use super::draw::{Draw, Pick};
use super::ticket::ALGORITHM;
use crate::report::Input;

/// A draw with all that decided it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Name and version of the rule by which it was drawn.
    pub algorithm: String,
    /// Version of `qa` that drew it.
    pub version: String,
    /// Choices that can be made again.
    pub request: Request,
    /// Rows that could be drawn.
    pub eligible: u64,
    /// Rows that could not, by reason.
    pub exclusions: Vec<(String, u64)>,
    /// Strata in order of their values.
    pub strata: Vec<StratumRecord>,
    /// The files, in the order they were read.
    pub inputs: Vec<Input>,
    /// The profile that mapped them; `None` when none was named.
    pub profile: Option<FileRecord>,
}

/// The choices of whoever asked for the draw, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Name of the sample.
    pub sample_id: String,
    /// What decides the tickets.
    pub seed: String,
    /// Stretch in which interactions begin, as the user wrote it; `None` for all.
    pub period: Option<String>,
    /// Zone in which days are cut and times written.
    pub zone: String,
    /// Zone of times without an offset.
    pub input_zone: String,
    /// Interactions to draw from, in the filter language.
    pub filter: String,
    /// The outcome to draw from, where the export tells outcomes at all; `None` for any.
    pub outcome_if_told: Option<String>,
    /// Columns whose values make the strata.
    pub strata: Vec<String>,
    /// Interactions to draw from each stratum.
    pub n: usize,
    /// Further tickets to note of each stratum.
    pub reserve: usize,
    /// Who evaluates.
    pub evaluators: Vec<String>,
    /// When it has to be done.
    pub due: Option<String>,
}

/// What was drawn from one stratum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StratumRecord {
    /// Columns and values.
    pub stratum: String,
    /// Eligible rows.
    pub size: u64,
    /// Interaction ids in order of ticket.
    pub drawn: Vec<String>,
    /// The next interaction ids in order of ticket.
    pub reserve: Vec<String>,
}

/// A file and what was in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRecord {
    /// As the user named it.
    pub path: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

impl Manifest {
    /// The record of a draw.
    pub fn new(
        request: Request,
        draw: &Draw,
        inputs: &[Input],
        profile: Option<FileRecord>,
    ) -> Self {
        let ids = |picks: &[Pick]| -> Vec<String> {
            picks.iter().map(|pick| pick.candidate.interaction_id.clone()).collect()
        };
        let strata = draw.strata.iter().map(|stratum| StratumRecord {
            stratum: stratum.label.clone(),
            size: stratum.size,
            drawn: ids(&stratum.drawn),
            reserve: ids(&stratum.reserve),
        });
        let exclusions = draw.exclusions.counts().map(|(why, count)| (why.to_owned(), count));
        Self {
            algorithm: ALGORITHM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            request,
            eligible: draw.eligible,
            exclusions: exclusions.to_vec(),
            strata: strata.collect(),
            inputs: inputs.to_vec(),
            profile,
        }
    }

    /// The first input that is not what it was, against those just read in the same order: what the
    /// manifest says of it, and what was read now. `None` when all are the same.
    pub fn changed<'a>(
        &'a self,
        now: &'a [Input],
    ) -> Option<(Option<&'a Input>, Option<&'a Input>)> {
        let count = self.inputs.len().max(now.len());
        let mut pairs = (0..count).map(|at| (self.inputs.get(at), now.get(at)));
        pairs.find(|(then, now)| match (then, now) {
            (Some(then), Some(now)) => then.sha256 != now.sha256,
            _ => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::draw::tests::{calls, draw, plan};
    use super::*;

    fn input(path: &str, sha256: &str) -> Input {
        Input {
            path: path.to_owned(),
            sha256: sha256.to_owned(),
            read: 3,
            accepted: 3,
            rejected: 0,
            dropped: 0,
        }
    }

    #[test]
    fn a_draw_of_nothing_has_a_record_too() {
        let manifest = Manifest::new(Request::default(), &draw(plan("s", 5), &[]), &[], None);
        assert!(manifest.strata.is_empty());
        assert_eq!(manifest.changed(&[]), None);
    }

    #[test]
    fn ids_stand_in_order_of_ticket_with_the_reserve_behind() {
        let drawn = draw(plan("s", 2), &calls("A1", 9));
        let manifest = Manifest::new(Request::default(), &drawn, &[], None);
        let more = draw(plan("s", 4), &calls("A1", 9));
        let expected =
            more.strata[0].drawn.iter().map(|pick| pick.candidate.interaction_id.clone());
        let record = &manifest.strata[0];
        let found: Vec<_> = record.drawn.iter().chain(&record.reserve).cloned().collect();
        assert_eq!(found, expected.collect::<Vec<_>>());
        assert_eq!((record.size, record.drawn.len(), record.reserve.len()), (9, 2, 2));
    }

    #[test]
    fn a_changed_a_missing_and_a_further_input_are_found() {
        let inputs = [input("a.csv", "1"), input("b.csv", "2")];
        let drawn = draw(plan("s", 2), &[]);
        let manifest = Manifest::new(Request::default(), &drawn, &inputs, None);
        assert_eq!(manifest.changed(&[input("x/a.csv", "1"), input("x/b.csv", "2")]), None);
        let other = [input("a.csv", "1"), input("b.csv", "3")];
        assert_eq!(manifest.changed(&other), Some((Some(&inputs[1]), Some(&other[1]))));
        assert_eq!(manifest.changed(&inputs[..1]), Some((Some(&inputs[1]), None)));
    }
}
