//! The columns of records that are no interactions: what each kind calls them, and what they hold.
//!
//! Other names are those of spreadsheets in English, Spanish, Portuguese and Indonesian; case,
//! accents and the marks between words do not count.

mod more;
mod tables;

use super::profile::{FieldMap, NumberForm, RecordKind};
use super::synonyms;
use super::values::{Decimal, DecimalMark};
use crate::model::{Kind, Name};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A column of one kind of record.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Its canonical name.
    pub name: &'static str,
    /// What its cells hold.
    pub holds: Holds,
    /// Other names for it, the most likely first.
    pub others: &'static [&'static str],
}

/// What the cells of such a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// An instant.
    Time,
    /// A number.
    Number,
    /// A number of contacts.
    Count,
    /// True or false.
    Flag,
    /// A duration of one contact, or a mean of such.
    Duration,
    /// Durations of many contacts together; it may exceed a year.
    Total,
    /// A share that is kept as a percentage: `94.01%` and `0.9401` are the same.
    Rate,
    /// A score that is kept as it is written, with or without `%`.
    Score,
}

impl Holds {
    /// What its cells are in a batch.
    pub fn kind(self) -> Kind {
        match self {
            Self::Text => Kind::Text,
            Self::Time => Kind::Time,
            Self::Number | Self::Count | Self::Rate | Self::Score => Kind::Number,
            Self::Flag => Kind::Flag,
            Self::Duration | Self::Total => Kind::Duration,
        }
    }

    /// How its numbers are read, when the profile says they are written so.
    pub fn form(self, written: NumberForm) -> NumberForm {
        match (self, written) {
            (Self::Rate, _) | (Self::Score, NumberForm::Percent) => NumberForm::Percentage,
            (Self::Score, _) => NumberForm::Points,
            (Self::Total, _) => NumberForm::Total,
            (Self::Count, NumberForm::Plain) => NumberForm::Count,
            (_, written) => written,
        }
    }
}

/// The columns of a kind of record; none for interactions, whose columns are [`crate::model::Field`]s.
pub fn columns(record: RecordKind) -> &'static [Known] {
    match record {
        RecordKind::Interactions | RecordKind::Events => &[],
        RecordKind::Evaluations => &tables::EVALUATIONS,
        RecordKind::Intervals => &tables::INTERVALS,
        RecordKind::Surveys => &tables::SURVEYS,
        RecordKind::Roster => &tables::ROSTER,
        RecordKind::States => &more::STATES,
        RecordKind::Deliveries => &more::DELIVERIES,
        RecordKind::Messages => &more::MESSAGES,
    }
}

/// The column of that name, or one that it is another name for; `None` when the kind has none.
pub fn known(record: RecordKind, name: &str) -> Option<&'static Known> {
    known_plain(record, &synonyms::plain(name))
}

fn known_plain(record: RecordKind, plain: &str) -> Option<&'static Known> {
    let own = columns(record).iter().find(|known| known.name == plain);
    own.or_else(|| columns(record).iter().find(|known| known.others.contains(&plain)))
}

/// What the cells of a column are in records of that kind.
pub fn kind_of(record: RecordKind, name: &Name) -> Kind {
    let own = columns(record).iter().find(|known| known.name == name.as_str());
    own.map_or_else(|| name.kind(), |known| known.holds.kind())
}

/// How numbers of a column are read in records of that kind.
pub fn form_of(record: RecordKind, name: &Name, written: NumberForm) -> NumberForm {
    let own = columns(record).iter().find(|known| known.name == name.as_str());
    own.map_or(written, |known| known.holds.form(written))
}

/// How a column's cells are read where nothing else is said: NPS is asked from 0 to 10.
pub fn limited(name: &Name, mut map: FieldMap) -> FieldMap {
    if name.as_str() == "nps" && map.min.is_none() && map.max.is_none() {
        let limit = |text| Decimal::parse(text, DecimalMark::Point);
        (map.min, map.max) = (limit("0"), limit("10"));
    }
    map
}

/// The column that places such a record in time, in the records' own words.
pub fn time_of(record: RecordKind) -> &'static str {
    match record {
        RecordKind::Evaluations => "evaluated_at",
        RecordKind::Surveys => "responded_at",
        RecordKind::Deliveries => "promised_at",
        RecordKind::Messages => "sent_at",
        _ => "start_time",
    }
}

/// Index of the header that stands for a column; `None` when there is none.
pub fn find(record: RecordKind, header: &[String], name: &Name) -> Option<usize> {
    let own = columns(record).iter().find(|known| known.name == name.as_str());
    let others = own.map_or(&[][..], |known| known.others);
    let mut names = std::iter::once(name.as_str()).chain(others.iter().copied());
    names.find_map(|name| synonyms::position(header, name)).or_else(|| match name {
        Name::Field(field) => synonyms::find(header, *field),
        Name::Extra(_) => None,
    })
}

/// Whether a cell looks like the header of a column of that kind of record.
pub fn is_known(record: RecordKind, cell: &str) -> bool {
    is_known_to_any(&[record], cell)
}

/// Whether it looks like that of any of these kinds.
pub fn is_known_to_any(records: &[RecordKind], cell: &str) -> bool {
    // No name begins with a digit, but most cells of data do.
    if !synonyms::is_short(cell) || cell.starts_with(|first: char| first.is_ascii_digit()) {
        return false;
    }
    let plain = synonyms::plain(cell);
    let is_of_tables = NAMES.contains(plain.as_str());
    records.iter().any(|record| match record {
        RecordKind::Interactions | RecordKind::Events => synonyms::is_known_plain(&plain),
        _ => is_of_tables && known_plain(*record, &plain).is_some(),
    })
}

/// Every name of every column of a kind that has a table; most cells of data are none.
static NAMES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let all = RecordKind::NAMES.into_iter().flat_map(|(_, kind)| columns(kind));
    all.flat_map(|known| std::iter::once(known.name).chain(known.others.iter().copied())).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [RecordKind; 7] = [
        RecordKind::Evaluations,
        RecordKind::Intervals,
        RecordKind::Surveys,
        RecordKind::Roster,
        RecordKind::States,
        RecordKind::Deliveries,
        RecordKind::Messages,
    ];

    #[test]
    fn nothing_is_no_column_of_any_kind() {
        for kind in KINDS {
            assert!(known(kind, "").is_none() && !is_known(kind, ""));
        }
        assert!(columns(RecordKind::Interactions).is_empty());
    }

    #[test]
    fn no_name_stands_for_two_columns_of_a_kind_and_every_name_is_plain() {
        for kind in KINDS {
            let mut seen = BTreeSet::new();
            for known in columns(kind) {
                for name in std::iter::once(&known.name).chain(known.others) {
                    assert_eq!(synonyms::plain(name), *name);
                    assert!(!name.starts_with(|first: char| first.is_ascii_digit()));
                    assert!(seen.insert(*name), "{kind:?}: `{name}` stands twice");
                }
            }
        }
    }

    #[test]
    fn the_canonical_name_comes_before_the_others() {
        let header = ["Hire date", "Nombre", "Valid from"].map(str::to_owned);
        let find = |name: &str| find(RecordKind::Roster, &header, &Name::of(name));
        assert_eq!(
            (find("valid_from"), find("agent_name"), find("team")),
            (Some(2), Some(1), None)
        );
        assert_eq!(known(RecordKind::Roster, "Líder").map(|known| known.name), Some("supervisor"));
    }
}
