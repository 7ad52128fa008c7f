//! The pool of a stratum: its size, and as many candidates as can be drawn from it.

use super::candidate::Candidate;
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
    pub(super) smallest: BTreeMap<(Ticket, String), Candidate>,
}

impl Pool {
    /// Counts a row and its talk.
    pub(super) fn count(&mut self, talk_ms: Option<i64>) {
        self.size += 1;
        if let Some(talk) = talk_ms {
            self.talk = (self.talk.0 + 1, self.talk.1.saturating_add(talk));
        }
    }

    /// Takes in another pool of the same stratum.
    pub(super) fn merge(&mut self, other: Self, capacity: usize) {
        self.size += other.size;
        self.talk = (self.talk.0 + other.talk.0, self.talk.1.saturating_add(other.talk.1));
        for ((ticket, _), candidate) in other.smallest {
            self.offer(ticket, candidate, capacity);
        }
    }

    /// Whether a ticket is among the smallest so far.
    pub(super) fn has_room(&self, ticket: Ticket, id: &str, capacity: usize) -> bool {
        let last = self.smallest.last_key_value().map(|((ticket, id), _)| (*ticket, id.as_str()));
        self.smallest.len() < capacity || last.is_none_or(|last| (ticket, id) <= last)
    }

    /// Keeps the candidate, and of all at most `capacity`. Of rows with one id, the one that sorts
    /// first stays, whichever comes first.
    pub(super) fn offer(&mut self, ticket: Ticket, candidate: Candidate, capacity: usize) {
        let key = (ticket, candidate.interaction_id.clone());
        match self.smallest.get_mut(&key) {
            Some(kept) if candidate < *kept => *kept = candidate,
            Some(_) => {}
            None => {
                self.smallest.insert(key, candidate);
            }
        }
        if self.smallest.len() > capacity {
            self.smallest.pop_last();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_rows_with_one_id_the_same_stays_whichever_comes_first() {
        let candidate = |queue: &str| Candidate {
            interaction_id: "c1".to_owned(),
            agent_id: None,
            start_time: None,
            queue: Some(queue.to_owned()),
            channel: None,
            language: None,
            team: None,
            talk_ms: None,
            size: None,
        };
        let ticket = Ticket::of("s", "c1");
        for queues in [["a", "b"], ["b", "a"]] {
            let mut pool = Pool::default();
            for queue in queues {
                pool.offer(ticket, candidate(queue), 1);
            }
            let kept: Vec<_> = pool.smallest.into_values().collect();
            assert_eq!(kept, [candidate("a")]);
        }
    }
}
