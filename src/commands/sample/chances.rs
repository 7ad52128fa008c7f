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
    /// Columns with their values and size of each stratum.
    pub(in crate::commands) strata: Vec<(Vec<(String, String)>, u64)>,
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
        found.strata.push((parts(&stratum.stratum, &manifest.request.strata), stratum.size));
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

/// Columns and values of a stratum from its label and what made the strata, such as `agent_id` or
/// `talk_s:60:300`; a value may hold anything that does not look like the next column.
fn parts(label: &str, by: &[String]) -> Vec<(String, String)> {
    let names: Vec<&str> = by.iter().map(|by| by.split(':').next().unwrap_or(by)).collect();
    let mut parts = Vec::new();
    let mut rest = label;
    for (at, name) in names.iter().enumerate() {
        let Some(value) = rest.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) else {
            return Vec::new();
        };
        let next = names.get(at + 1).map(|next| format!("|{next}="));
        let end = next.map_or(Some(value.len()), |next| value.find(&next));
        let Some(end) = end else { return Vec::new() };
        parts.push(((*name).to_owned(), value[..end].to_owned()));
        rest = value.get(end + 1..).unwrap_or_default();
    }
    parts
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_hold_what_stands_between_them() {
        let of = |label: &str, by: &[&str]| {
            let by: Vec<String> = by.iter().map(|by| (*by).to_owned()).collect();
            let parts = parts(label, &by);
            parts.into_iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>()
        };
        assert_eq!(of("all", &[]), [""; 0]);
        assert_eq!(of("agent_id=a|b", &["agent_id"]), ["agent_id: a|b"]);
        assert_eq!(of("agent_id=x|queue=vip", &["agent_id"]), ["agent_id: x|queue=vip"]);
        let both = ["agent_id", "talk_s:60:300"];
        assert_eq!(
            of("agent_id=a|b|talk_s=under 60", &both),
            ["agent_id: a|b", "talk_s: under 60"]
        );
        assert_eq!(of("agent_id=a", &both), [""; 0]);
    }
}
