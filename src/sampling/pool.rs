//! The pool of a stratum: its size, and as many candidates as can be drawn from it.

use super::candidate::{Candidate, Compact};
use super::ticket::Ticket;
use std::collections::BTreeMap;

/// One stratum of the frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pool {
    /// Eligible rows.
    pub(super) size: u64,
    /// Rows whose talk is known, and the sum of it in milliseconds.
    pub(super) talk: (u64, i64),
    /// The smallest tickets, at most as many as the plan can use.
    smallest: BTreeMap<(Ticket, Box<str>), Compact>,
    /// The first word of the largest of them once there are so many: a ticket that begins higher is
    /// not among the smallest.
    bar: Option<u64>,
}

impl Pool {
    /// Counts a row and its talk.
    pub(super) fn count(&mut self, talk_ms: Option<i64>) {
        self.size += 1;
        if let Some(talk) = talk_ms {
            self.talk = (self.talk.0 + 1, self.talk.1.saturating_add(talk));
        }
    }

    /// How many candidates it keeps.
    pub(super) fn len(&self) -> usize {
        self.smallest.len()
    }

    /// Their ids in order of ticket.
    pub(super) fn ids(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.smallest.keys().map(|(_, id)| id.as_ref())
    }

    /// The candidates in order of ticket.
    pub(super) fn candidates(&self) -> impl Iterator<Item = (Ticket, Candidate)> + '_ {
        self.smallest.iter().map(|((ticket, id), kept)| (*ticket, kept.of(id)))
    }

    /// The same, out of a pool that nobody needs any more.
    pub(super) fn into_candidates(self) -> impl Iterator<Item = (Ticket, Candidate)> {
        self.smallest.into_iter().map(|((ticket, id), kept)| (ticket, kept.of(&id)))
    }

    /// Takes in another pool of the same stratum.
    pub(super) fn merge(&mut self, other: Self, capacity: usize) {
        self.size += other.size;
        self.talk = (self.talk.0 + other.talk.0, self.talk.1.saturating_add(other.talk.1));
        for ((ticket, id), kept) in other.smallest {
            self.keep((ticket, id), kept, capacity);
        }
    }

    /// Whether a ticket is among the smallest so far.
    pub(super) fn has_room(&self, ticket: Ticket, id: &str, capacity: usize) -> bool {
        if self.bar.is_some_and(|bar| ticket.words()[0] > bar) {
            return false;
        }
        let last = self.smallest.last_key_value().map(|((ticket, id), _)| (*ticket, id.as_ref()));
        self.smallest.len() < capacity || last.is_none_or(|last| (ticket, id) <= last)
    }

    /// Keeps the candidate, and of all at most `capacity`. Of rows with one id, the one that sorts
    /// first stays, whichever comes first.
    pub(super) fn offer(&mut self, ticket: Ticket, candidate: &Candidate, capacity: usize) {
        let key = (ticket, candidate.interaction_id.as_str().into());
        self.keep(key, Compact::new(candidate), capacity);
    }

    fn keep(&mut self, key: (Ticket, Box<str>), compact: Compact, capacity: usize) {
        match self.smallest.get_mut(&key) {
            Some(kept) if compact.of(&key.1) < kept.of(&key.1) => *kept = compact,
            Some(_) => {}
            None => {
                self.smallest.insert(key, compact);
            }
        }
        if self.smallest.len() > capacity {
            self.smallest.pop_last();
        }
        let last = self.smallest.last_key_value().filter(|_| self.smallest.len() >= capacity);
        self.bar = last.map(|((ticket, _), _)| ticket.words()[0]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn call(queue: &str) -> Candidate {
        Candidate {
            interaction_id: "c1".to_owned(),
            agent_id: None,
            start_time: None,
            queue: Some(queue.to_owned()),
            channel: None,
            language: None,
            team: None,
            talk_ms: None,
            size: None,
        }
    }

    #[test]
    fn of_two_rows_with_one_id_the_same_stays_whichever_comes_first() {
        let candidate = call;
        let ticket = Ticket::of("s", "c1");
        for queues in [["a", "b"], ["b", "a"]] {
            let mut pool = Pool::default();
            for queue in queues {
                pool.offer(ticket, &candidate(queue), 1);
            }
            assert_eq!(pool.len(), 1);
            let kept: Vec<_> = pool.into_candidates().collect();
            assert_eq!(kept, [(ticket, candidate("a"))]);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_smallest_tickets_stay_however_they_come(
            ids in prop::collection::vec(0_u8..60, 0..60), capacity in 1_usize..9,
        ) {
            let candidate = |id: u8| Candidate { interaction_id: id.to_string(), ..call("q") };
            let mut pool = Pool::default();
            let mut all: Vec<(Ticket, Candidate)> = Vec::new();
            for one in ids.into_iter().map(candidate) {
                let ticket = Ticket::of("s", &one.interaction_id);
                if pool.has_room(ticket, &one.interaction_id, capacity) {
                    pool.offer(ticket, &one, capacity);
                }
                all.push((ticket, one));
            }
            all.sort();
            all.dedup();
            all.truncate(capacity);
            prop_assert_eq!(pool.candidates().collect::<Vec<_>>(), all);
        }
    }
}
