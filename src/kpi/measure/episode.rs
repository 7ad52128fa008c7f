//! Contacts of one customer, put together where each follows the one before closely enough.

use crate::model::{Column, Name};
use std::cmp::Ordering;

/// The contact that a group is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Visit {
    /// Start, in milliseconds since 1970 in UTC.
    pub(super) at: i64,
    /// Which of several visits at one moment comes first.
    pub(super) rank: Rank,
    /// The group it is counted in; `None` when it only follows others.
    pub(super) group: Option<u32>,
}

impl Visit {
    fn order(&self, other: &Self) -> Ordering {
        (self.at, self.rank).cmp(&(other.at, other.rank))
    }
}

/// The order of interaction ids in a small space: exact up to 16 bytes, fixed beyond.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank([u64; 2]);

/// FNV-1a.
fn hashed(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
}

/// What it begins with.
const BEGIN: u64 = 0xcbf2_9ce4_8422_2325;

impl Rank {
    /// The order of rows without an id, by all that stands in them: rows that are alike may change
    /// places, others may not. The columns are in order of name.
    pub(super) fn of_row(columns: &[(&Name, &Column)], row: usize) -> Self {
        let mut hash = BEGIN;
        let mut add = |bytes: &[u8]| {
            let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes();
            hash = bytes.iter().chain(&length).copied().fold(hash, hashed);
        };
        for (name, column) in columns {
            add(name.as_str().as_bytes());
            match column {
                Column::Text(text) => add(text.bytes(row)),
                Column::Milli(milli) => milli.get(row).map_or((), |it| add(&it.to_le_bytes())),
                Column::Flag(flags) => flags[row].map_or((), |flag| add(&[u8::from(flag)])),
                Column::Outcome(all) => all[row].map_or((), |one| add(one.name().as_bytes())),
            }
        }
        Self([0, hash])
    }

    /// The order of an id that is one number, as [`crate::model::short_text`] makes it.
    pub(super) fn of_short(id: u128) -> Self {
        let mut bytes = id.to_le_bytes();
        // The last byte is the length; behind the letters there is nothing else.
        bytes[15] = 0;
        let [high, low] = [0, 8].map(|from| {
            let word = bytes[from..].first_chunk().copied().unwrap_or_default();
            u64::from_be_bytes(word)
        });
        Self([high, low])
    }

    /// The order of any id.
    pub(super) fn of(id: impl AsRef<[u8]>) -> Self {
        let id = id.as_ref();
        let word = |bytes: &[u8]| {
            let mut word = [0; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            u64::from_be_bytes(word)
        };
        let (head, rest) = id.split_at(id.len().min(8));
        // So that long ids with the same beginning still have one order.
        let is_short = rest.len() <= 8;
        Self([
            word(head),
            if is_short { word(rest) } else { rest.iter().copied().fold(BEGIN, hashed) },
        ])
    }
}

/// Which contact of an episode stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Every contact for itself: repeated when another one follows.
    Contact,
    /// The first one for the whole episode: repeated when there is another one at all.
    Episode,
}

/// Visits of one customer with no gap between neighbours longer than the window.
///
/// Every visit but the last has another one within the window, whatever is still to come: a later
/// find can only fill gaps. So two ends and one visit are enough, and joining is associative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Episode {
    pub(super) first: i64,
    pub(super) last: i64,
    /// The last visit, or the first one where that stands for the episode.
    pub(super) mark: Visit,
    /// Whether it has more than one visit.
    pub(super) is_repeated: bool,
}

impl Episode {
    pub(super) fn of(visit: Visit) -> Self {
        Self { first: visit.at, last: visit.at, mark: visit, is_repeated: false }
    }

    /// Whether one that begins no earlier belongs to it.
    pub(super) fn is_near(&self, next: &Self, window: i64) -> bool {
        next.first <= self.last.saturating_add(window)
    }

    /// Both together, and the visit that no longer stands for either.
    pub(super) fn joined(self, other: Self, basis: Basis) -> (Self, Visit) {
        let is_later = self.mark.order(&other.mark) == Ordering::Greater;
        let takes_self = is_later == (basis == Basis::Contact);
        let (mark, other_mark) =
            if takes_self { (self.mark, other.mark) } else { (other.mark, self.mark) };
        let (first, last) = (self.first.min(other.first), self.last.max(other.last));
        (Self { first, last, mark, is_repeated: true }, other_mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::short_text;

    #[test]
    fn ids_are_in_order_of_their_letters() {
        assert!(Rank::of("c-10") < Rank::of("c-9") && Rank::of("") < Rank::of("a"));
        let long = "0123456789abcdef";
        assert_ne!(Rank::of(format!("{long}x")), Rank::of(format!("{long}y")));
        for id in ["a", "CL000001", "CL0000000001", "exactly-15-long"] {
            assert_eq!(Rank::of_short(short_text(id.as_bytes()).unwrap()), Rank::of(id), "{id}");
        }
    }
}
