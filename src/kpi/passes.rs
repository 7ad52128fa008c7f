//! Several plans over the same contacts in one pass.

use super::KpiFold;
use crate::model::{Batch, Fold, Name};
use std::collections::BTreeSet;

/// Folds side by side; the first is the one whose filter's columns must be there.
#[derive(Debug, Clone)]
pub struct Passes(pub Vec<KpiFold>);

impl Fold for Passes {
    fn wants(&self) -> Vec<Name> {
        let names: BTreeSet<Name> = self.0.iter().flat_map(KpiFold::wants).collect();
        names.into_iter().collect()
    }

    fn needs(&self) -> Vec<Name> {
        self.0.first().map(KpiFold::needs).unwrap_or_default()
    }

    fn update(&mut self, batch: &Batch) {
        for fold in &mut self.0 {
            fold.update(batch);
        }
    }

    fn settle(&mut self) {
        self.0.iter_mut().for_each(KpiFold::settle);
    }

    fn merge(&mut self, other: Self) {
        for (fold, other) in self.0.iter_mut().zip(other.0) {
            fold.merge(other);
        }
    }
}
