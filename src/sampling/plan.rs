//! What is asked for.

use crate::model::{Name, Outcome, Period};
use crate::query::Filter;

/// Which interactions to draw from, how many, and by which lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What decides the tickets.
    pub seed: String,
    /// Columns whose values make the strata; none for a simple random sample of everything.
    pub strata: Vec<Name>,
    /// Interactions to draw from each stratum.
    pub n: usize,
    /// Further tickets of each stratum to note, for interactions that cannot be evaluated.
    pub reserve: usize,
    /// Interactions to draw from.
    pub filter: Filter,
    /// Draw only from this outcome, where the export tells outcomes at all.
    pub outcome_if_told: Option<Outcome>,
    /// Stretch in which interactions begin; `None` for all.
    pub period: Option<Period>,
}

impl Plan {
    /// One more than can be used at least, so that a stratum tells whether it has more ids than `n`.
    pub(super) fn capacity(&self) -> usize {
        self.n.saturating_add(self.reserve.max(1))
    }
}
