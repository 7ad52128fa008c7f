//! What is counted and summed of the contacts of one group.

use super::contact::Contact;
use super::measure::Measured;
use crate::model::Outcome;
use crate::stats::Histogram;

/// Counts, sums and histograms of a group; whole numbers only, so that merging is exact.
///
/// A threshold is not part of it: waits are kept whole, and every threshold can be asked later.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Contacts, the excluded apart.
    pub contacts: u64,
    /// Contacts that their outcome keeps out of every figure: tests, phantoms.
    pub excluded: u64,
    /// Contacts that ended before a queue: not offered.
    pub unreached: u64,
    /// Contacts without an outcome: not offered, whatever else they were.
    pub unknown_outcome: u64,
    /// Offered and answered.
    pub answered: u64,
    /// Offered and abandoned, those included that the source itself calls short.
    pub abandoned: u64,
    /// Abandoned, and called short by the source itself.
    pub short_abandoned: u64,
    /// Offered and ended in another way: voicemail, overflow, callback.
    pub other: u64,
    /// Times in the queue.
    pub waits: Waits,
    /// Talk of answered contacts whose talk is known.
    pub talk: Sum,
    /// Hold of answered contacts whose hold is known; unknown hold is no hold.
    pub hold: Sum,
    /// Answered contacts with a hold above zero.
    pub held: u64,
    /// After-contact work of answered contacts where it is known; unknown is none.
    pub acw: Sum,
    /// Talk, hold and after-contact work together, of answered contacts whose talk is known.
    pub handle: Sum,
    /// Handle time as the source delivers it, of answered contacts that have one.
    pub delivered: Sum,
    /// Ratings, in thousandths.
    pub csat: Histogram,
    /// Contacts of which it is known whether they were resolved.
    pub resolution_known: u64,
    /// Contacts that were resolved.
    pub resolved: u64,
    /// Answered contacts that were resolved.
    pub answered_resolved: u64,
    /// What the measures of the plan have seen, in their order; none before the pass is over.
    pub measured: Vec<Measured>,
}

/// Known waits by how the contact ended, in milliseconds; no contact is in two of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waits {
    /// Of the answered.
    pub answered: Histogram,
    /// Of the abandoned, those apart that the source itself calls short.
    pub abandoned: Histogram,
    /// Of abandons that the source itself calls short.
    pub short: Histogram,
    /// Of those offered that ended in another way.
    pub other: Histogram,
}

/// A sum of milliseconds and how many made it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// The sum, in milliseconds.
    pub ms: i128,
    /// The sum of their squares.
    pub squares: i128,
    /// How many values it has.
    pub n: u64,
}

impl Sum {
    fn add(&mut self, value: Option<i64>) {
        if let Some(value) = value {
            self.ms += i128::from(value);
            // Never wraps: two numbers of 64 bits have a product of 128.
            self.squares += i128::from(value).wrapping_mul(i128::from(value));
            self.n += 1;
        }
    }

    fn merge(&mut self, other: Self) {
        self.ms += other.ms;
        self.squares += other.squares;
        self.n += other.n;
    }
}

impl Tally {
    /// Counts a contact.
    pub fn add(&mut self, contact: &Contact) {
        self.count(contact);
        self.wait(contact.outcome, contact.wait);
    }

    /// Counts a contact but for its wait, which [`Self::wait`] takes.
    pub fn count(&mut self, contact: &Contact) {
        if contact.outcome == Some(Outcome::Excluded) {
            self.excluded += 1;
            return;
        }
        self.contacts += 1;
        match contact.outcome {
            None => self.unknown_outcome += 1,
            Some(Outcome::Answered) => self.add_answered(contact),
            Some(outcome) if outcome.is_offered() => self.add_unanswered(outcome),
            Some(_) => self.unreached += 1,
        }
        if let Some(rating) = contact.csat {
            self.csat.push(rating);
        }
        self.resolution_known += u64::from(contact.resolved.is_some());
        self.resolved += u64::from(contact.resolved == Some(true));
    }

    fn add_answered(&mut self, contact: &Contact) {
        self.answered += 1;
        self.talk.add(contact.talk);
        self.hold.add(contact.hold);
        self.held += u64::from(contact.hold.is_some_and(|hold| hold > 0));
        self.acw.add(contact.acw);
        let around = contact.hold.unwrap_or(0) + contact.acw.unwrap_or(0);
        self.handle.add(contact.talk.map(|talk| talk + around));
        self.delivered.add(contact.handle);
        self.answered_resolved += u64::from(contact.resolved == Some(true));
    }

    fn add_unanswered(&mut self, outcome: Outcome) {
        if outcome.is_abandoned() {
            self.abandoned += 1;
            self.short_abandoned += u64::from(outcome == Outcome::ShortAbandon);
        } else {
            self.other += 1;
        }
    }

    /// Takes in the wait of a contact that ended so; one that was not offered has none.
    pub fn wait(&mut self, outcome: Option<Outcome>, wait: Option<i64>) {
        let (Some(outcome), Some(wait)) = (outcome, wait) else { return };
        let waits = match outcome {
            Outcome::Answered => &mut self.waits.answered,
            Outcome::Abandoned => &mut self.waits.abandoned,
            Outcome::ShortAbandon => &mut self.waits.short,
            outcome if outcome.is_offered() => &mut self.waits.other,
            _ => return,
        };
        waits.push(wait);
    }

    /// Puts waits in order before they are looked at.
    pub fn settle(&mut self) {
        let Waits { answered, abandoned, short, other } = &mut self.waits;
        [answered, abandoned, short, other].into_iter().for_each(Histogram::settle);
    }

    /// Whether it has counted nothing.
    pub fn is_empty(&self) -> bool {
        self.contacts == 0 && self.excluded == 0
    }

    /// Adds what another tally has counted.
    pub fn merge(&mut self, other: &Self) {
        self.contacts += other.contacts;
        self.excluded += other.excluded;
        self.unreached += other.unreached;
        self.unknown_outcome += other.unknown_outcome;
        self.answered += other.answered;
        self.abandoned += other.abandoned;
        self.short_abandoned += other.short_abandoned;
        self.other += other.other;
        self.waits.answered.merge(&other.waits.answered);
        self.waits.abandoned.merge(&other.waits.abandoned);
        self.waits.short.merge(&other.waits.short);
        self.waits.other.merge(&other.waits.other);
        self.talk.merge(other.talk);
        self.hold.merge(other.hold);
        self.held += other.held;
        self.acw.merge(other.acw);
        self.handle.merge(other.handle);
        self.delivered.merge(other.delivered);
        self.csat.merge(&other.csat);
        self.resolution_known += other.resolution_known;
        self.resolved += other.resolved;
        self.answered_resolved += other.answered_resolved;
        for (mine, more) in self.measured.iter_mut().zip(&other.measured) {
            mine.merge(more);
        }
        let more = other.measured.iter().skip(self.measured.len()).cloned();
        self.measured.extend(more);
    }

    /// Contacts that reached a queue: answered, abandoned, or ended in another way.
    pub fn offered(&self) -> u64 {
        self.answered + self.abandoned + self.other
    }

    /// Answered within a wait of `limit` milliseconds, the limit included; an unknown wait is not.
    pub fn answered_within(&self, limit: i64) -> u64 {
        self.waits.answered.at_most(limit)
    }

    /// Abandoned within a wait of `limit` milliseconds, the limit included; an unknown wait is not.
    pub fn abandoned_within(&self, limit: i64) -> u64 {
        self.waits.abandoned.at_most(limit) + self.waits.short.at_most(limit)
    }

    /// Abandons of at most `limit` milliseconds, and those that the source itself calls short.
    pub fn short_abandons(&self, limit: i64) -> u64 {
        self.short_abandoned + self.waits.abandoned.at_most(limit)
    }

    /// Waits of every abandoned contact where they are known.
    pub fn abandoned_waits(&self) -> Histogram {
        let mut all = self.waits.abandoned.clone();
        all.merge(&self.waits.short);
        all
    }

    /// Waits of every offered contact where they are known.
    pub fn offered_waits(&self) -> Histogram {
        let mut all = self.abandoned_waits();
        all.merge(&self.waits.answered);
        all.merge(&self.waits.other);
        all
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// `count` contacts of an outcome and a wait in seconds.
    pub(in crate::kpi) fn add(tally: &mut Tally, count: u64, outcome: Outcome, wait_s: i64) {
        let wait = Some(wait_s * 1000);
        for _ in 0..count {
            tally.add(&Contact { outcome: Some(outcome), wait, ..Contact::default() });
        }
    }

    fn answered(talk: Option<i64>, hold: Option<i64>, acw: Option<i64>) -> Contact {
        let outcome = Some(Outcome::Answered);
        Contact { outcome, talk, hold, acw, ..Contact::default() }
    }

    #[test]
    fn a_contact_without_outcome_is_not_offered() {
        let mut tally = Tally::default();
        tally.add(&Contact { wait: Some(0), csat: Some(5000), ..Contact::default() });
        assert_eq!((tally.contacts, tally.unknown_outcome, tally.offered()), (1, 1, 0));
        assert_eq!((tally.answered_within(20_000), tally.csat.count()), (0, 1));
    }

    #[test]
    fn an_excluded_contact_is_in_no_figure() {
        let mut tally = Tally::default();
        let outcome = Some(Outcome::Excluded);
        let resolved = Some(true);
        tally.add(&Contact { outcome, csat: Some(0), resolved, ..Contact::default() });
        assert_eq!(tally, Tally { excluded: 1, ..Tally::default() });
    }

    #[test]
    fn every_outcome_is_counted_once() {
        let mut tally = Tally::default();
        for outcome in Outcome::ALL {
            add(&mut tally, 1, outcome, 7);
        }
        assert_eq!((tally.contacts, tally.excluded, tally.unreached), (8, 1, 1));
        assert_eq!((tally.answered, tally.abandoned, tally.other), (1, 2, 4));
        assert_eq!(tally.offered_waits().count(), tally.offered());
        assert_eq!((tally.short_abandons(6_999), tally.short_abandons(7_000)), (1, 2));
        assert_eq!((tally.abandoned_within(6_999), tally.abandoned_within(7_000)), (0, 2));
    }

    #[test]
    fn unknown_talk_leaves_the_handle_time_and_unknown_hold_is_none() {
        let mut tally = Tally::default();
        tally.add(&answered(Some(240_000), Some(60_000), Some(30_000)));
        tally.add(&answered(Some(210_000), None, None));
        tally.add(&answered(None, Some(5_000), Some(5_000)));
        assert_eq!((tally.handle.ms, tally.handle.n), (540_000, 2));
        assert_eq!((tally.hold.ms, tally.hold.n), (65_000, 2));
        assert_eq!(tally.hold.squares, 60_000 * 60_000 + 5_000 * 5_000);
        assert_eq!((tally.answered, tally.held), (3, 2));
    }
}
