//! The legs of a file: the columns they must have, and those that their interactions get.

use crate::ingest::profile::{GroupRules, TakeOf};
use crate::model::{Field, Name};

/// The columns that joining looks at, wanted or not.
pub(super) fn sources(rules: &GroupRules) -> Vec<Name> {
    let mut names = vec![Name::of(&rules.key), Field::Outcome.into()];
    names.extend(rules.order.as_ref().map(|name| Name::of(name)));
    names.extend(rules.take.values().filter_map(|take| match take {
        TakeOf::SumBeforeAnswer(of) => Some(Name::of(of)),
        _ => None,
    }));
    names
}

/// Whether joining makes a column that no leg has.
pub(super) fn makes(rules: &GroupRules, name: &Name) -> bool {
    let take = rules.take.get(name.as_str());
    *name == Name::Field(Field::InteractionId) || matches!(take, Some(TakeOf::SumBeforeAnswer(_)))
}
