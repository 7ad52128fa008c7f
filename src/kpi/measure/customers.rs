//! The episodes of every customer, in parts small enough to be looked up near a core.
//!
//! Visits wait until there are many and are then put away part by part: with millions of customers,
//! looking each one up as it comes would fetch a piece of distant memory every time.

use super::episode::{Basis, Episode, Episodes, Visit};
use crate::model::{QuickHash, short_text};
use std::hash::BuildHasher;

/// How many parts there are; a power of two.
const PARTS: usize = 256;

/// Visits that wait before they are put away.
const MANY: usize = 1 << 18;

#[expect(
    clippy::disallowed_types,
    reason = "looked up only; counts leave in order of their groups"
)]
type Index = std::collections::HashMap<Customer, Episodes, QuickHash>;

/// Who came, and for what: most fit into one number, kept as halves.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Customer {
    /// A short text as a number.
    Short([u64; 2]),
    /// Any other text.
    Long(Box<[u8]>),
}

impl Customer {
    /// From the text that tells them apart.
    pub(super) fn of(key: &[u8]) -> Self {
        let half = |number: u128| u64::try_from(number & u128::from(u64::MAX)).unwrap_or(0);
        match short_text(key) {
            Some(number) => Self::Short([half(number), half(number >> 64)]),
            None => Self::Long(key.into()),
        }
    }

    fn part(&self) -> usize {
        // The table of a part looks at other bits.
        let hash = QuickHash::default().hash_one(self) >> 24;
        usize::try_from(hash).unwrap_or(0) % PARTS
    }
}

/// Every customer that came.
#[derive(Debug, Clone, Default)]
pub(super) struct Customers {
    /// None before the first visit.
    parts: Vec<Part>,
    waiting: usize,
}

#[derive(Debug, Clone, Default)]
struct Part {
    waiting: Vec<(Customer, Visit)>,
    index: Index,
}

/// What an episode is: the longest gap within it, and which contact stands for it.
pub(super) type How = (i64, Basis);

impl Customers {
    /// Whether nobody came.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Takes in a visit; `repeated` gets every visit that turns out to be followed by another, now or
    /// later.
    pub(super) fn visit(
        &mut self,
        (customer, visit): (Customer, Visit),
        how: How,
        repeated: &mut impl FnMut(Visit),
    ) {
        self.parts.resize_with(PARTS, Part::default);
        self.parts[customer.part()].waiting.push((customer, visit));
        self.waiting += 1;
        if self.waiting >= MANY {
            self.put_away(how, repeated);
        }
    }

    /// Puts away the visits that wait.
    pub(super) fn put_away(&mut self, how: How, repeated: &mut impl FnMut(Visit)) {
        for part in &mut self.parts {
            for (customer, visit) in part.waiting.drain(..) {
                let episodes = part.index.entry(customer).or_default();
                episodes.add(Episode::of(visit), how, &mut *repeated);
            }
        }
        self.waiting = 0;
    }

    /// Takes in the customers of another one, each of whose groups is changed by `moved`.
    #[expect(clippy::iter_over_hash_type, reason = "joining episodes is associative")]
    pub(super) fn merge(
        &mut self,
        mut other: Self,
        how: How,
        (moved, repeated): (impl Fn(Visit) -> Visit, &mut impl FnMut(Visit)),
    ) {
        other.put_away(how, &mut |visit| repeated(moved(visit)));
        self.put_away(how, repeated);
        self.parts.resize_with(other.parts.len().max(self.parts.len()), Part::default);
        for (mine, theirs) in self.parts.iter_mut().zip(other.parts) {
            for (customer, episodes) in theirs.index {
                let known = mine.index.entry(customer).or_default();
                for episode in episodes.each() {
                    let mut episode = *episode;
                    episode.mark = moved(episode.mark);
                    known.add(episode, how, &mut *repeated);
                }
            }
        }
    }

    /// The episodes of each, when nothing waits any more.
    pub(super) fn into_episodes(self) -> impl Iterator<Item = Episodes> {
        debug_assert_eq!(self.waiting, 0, "every visit is put away");
        self.parts.into_iter().flat_map(|part| part.index.into_values())
    }
}
