//! What a manifest tells of those drawn: their chances, and who is next.

use super::order;
use crate::sampling::manifest::StratumRecord;
use crate::stats::real;
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::Path;

/// What a sample was drawn from, and with which chances.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::commands) struct Weights {
    /// Its name.
    pub(in crate::commands) sample: String,
    /// Label and size of each stratum.
    pub(in crate::commands) strata: Vec<(String, u64)>,
    /// By interaction: its stratum, and its chance as numerator and denominator. Reserves have that
    /// of those they may replace.
    pub(in crate::commands) drawn: BTreeMap<String, (usize, i128, i128)>,
    /// What the weights of those drawn add up to, by stratum.
    pub(in crate::commands) expected: Vec<f64>,
    /// How many were drawn.
    pub(in crate::commands) asked: usize,
    /// Whether chances differ within a stratum.
    pub(in crate::commands) unequal: bool,
}

/// The chances of the draw of a manifest.
pub(in crate::commands) fn weights(path: &Path) -> Result<Weights> {
    let (_, manifest) = order::open(path)?;
    let mut found = Weights { sample: manifest.request.sample_id.clone(), ..Weights::default() };
    for (at, stratum) in manifest.strata.iter().enumerate() {
        found.strata.push((stratum.stratum.clone(), stratum.size));
        let mut expected = 0.0;
        for (rank, id) in stratum.drawn.iter().enumerate() {
            let (num, den) = stratum.probability(rank);
            expected += real::signed(den) / real::signed(num.max(1));
            found.drawn.insert(id.clone(), (at, num.max(1), den));
        }
        let (num, den) = stratum.probability(0);
        // A targeted pick that waits in reserve was chosen for a reason, and not by its ticket.
        let picked = |id: &&String| manifest.targeted.iter().any(|(_, ids)| ids.contains(*id));
        for id in stratum.reserve.iter().filter(|id| !picked(id)) {
            found.drawn.insert(id.clone(), (at, num.max(1), den));
        }
        found.expected.push(expected);
        found.asked += stratum.drawn.len();
        found.unequal |= !stratum.probabilities.is_empty();
    }
    Ok(found)
}

/// The next tickets of every stratum of a manifest, by sample and stratum.
pub(in crate::commands) fn reserves(
    path: &Path,
) -> Result<BTreeMap<(String, String), Vec<String>>> {
    let (_, manifest) = order::open(path)?;
    let sample = &manifest.request.sample_id;
    let of = |one: StratumRecord| ((sample.clone(), one.stratum), one.reserve);
    Ok(manifest.strata.clone().into_iter().map(of).collect())
}
