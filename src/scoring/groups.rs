//! Evaluations apart by scorecard and by how they were selected.

use crate::model::Evaluation;
use crate::scorecard::Scorecard;
use std::collections::BTreeMap;

/// One value for each scorecard, by its index among those of a report, and each selection.
#[derive(Debug, Clone)]
pub(super) struct Groups<V> {
    all: BTreeMap<usize, BTreeMap<String, V>>,
}

impl<V> Default for Groups<V> {
    fn default() -> Self {
        Self { all: BTreeMap::new() }
    }
}

impl<V: Default> Groups<V> {
    /// The value that an evaluation adds to.
    pub(super) fn of(&mut self, card: usize, evaluation: &Evaluation) -> &mut V {
        let selection = evaluation.selection.as_deref().unwrap_or_default();
        place(self.all.entry(card).or_default(), selection)
    }

    /// Adds all of another, value by value.
    pub(super) fn merge(&mut self, other: Self, add: impl Fn(&mut V, V)) {
        for (card, selections) in other.all {
            let own = self.all.entry(card).or_default();
            for (selection, value) in selections {
                add(place(own, &selection), value);
            }
        }
    }

    /// Every scorecard, selection and value, in this order.
    pub(super) fn each<'g, 'c: 'g>(
        &'g self,
        cards: &'g [&'c Scorecard],
    ) -> impl Iterator<Item = (&'c Scorecard, &'g str, &'g V)> {
        let known = self.all.iter().filter_map(|(at, all)| Some((*cards.get(*at)?, all)));
        known
            .flat_map(|(card, all)| all.iter().map(move |(key, value)| (card, key.as_str(), value)))
    }
}

/// The value of a key, made where there is none; the key is copied only then.
pub(super) fn place<'m, V: Default>(map: &'m mut BTreeMap<String, V>, key: &str) -> &'m mut V {
    if !map.contains_key(key) {
        map.insert(key.to_owned(), V::default());
    }
    map.entry(key.to_owned()).or_default()
}
