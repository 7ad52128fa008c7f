//! The manifest: everything that lets anybody repeat a draw and check it.

use super::draw::{Draw, Pick};
use super::plan::Method;
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
    /// One number for all of them; empty in manifests that have none.
    pub frame_sum: String,
    /// Rows that could not, by reason.
    pub exclusions: Vec<(String, u64)>,
    /// Strata in order of their values.
    pub strata: Vec<StratumRecord>,
    /// What the rules of targeted picks chose: their names and interaction ids.
    pub targeted: Vec<(String, Vec<String>)>,
    /// The files, in the order they were read.
    pub inputs: Vec<Input>,
    /// Other files that the options name, in the order of the options.
    pub references: Vec<FileRecord>,
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
    /// Interactions to draw from each stratum, or in all where the options spread a total.
    pub n: usize,
    /// Further options of the design, as they were typed.
    pub options: Vec<String>,
    /// Interactions of an earlier draw that stay drawn.
    pub kept: Vec<String>,
    /// The hash of the seed that was made known before the draw; `None` when none was.
    pub commitment: Option<String>,
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
    /// How many were asked for.
    pub wanted: usize,
    /// The chance of each drawn, where they differ; empty where all are alike.
    pub probabilities: Vec<(i128, i128)>,
}

impl StratumRecord {
    /// The chance of the pick at that place among those drawn, as numerator and denominator.
    pub fn probability(&self, at: usize) -> (i128, i128) {
        let drawn = i128::try_from(self.drawn.len()).unwrap_or(i128::MAX);
        let all = (drawn, i128::from(self.size).max(drawn));
        self.probabilities.get(at).copied().unwrap_or(all)
    }
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
            wanted: stratum.wanted,
            probabilities: match draw.plan.method {
                Method::BySize(_) => stratum.drawn.iter().map(|pick| pick.probability).collect(),
                Method::Tickets | Method::Systematic => Vec::new(),
            },
        });
        let targeted = draw.targeted.iter().map(|rule| {
            let picks = rule.picks.iter().map(|pick| pick.candidate.interaction_id.clone());
            (rule.name.clone(), picks.collect())
        });
        let exclusions =
            draw.exclusions.counts().into_iter().map(|(why, count)| (why.to_owned(), count));
        Self {
            algorithm: ALGORITHM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            request,
            eligible: draw.eligible,
            frame_sum: draw.sum.to_string(),
            targeted: targeted.collect(),
            references: Vec::new(),
            exclusions: exclusions.collect(),
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
            joined: 0,
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
