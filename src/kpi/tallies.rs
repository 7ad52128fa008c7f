//! The tallies of all groups, by the numbers of the groups.

use super::contact::Contacts;
use super::grouping::place;
use super::tally::Tally;
use crate::model::side_by_side;

/// A tally for each group.
#[derive(Debug, Clone, Default)]
pub(super) struct Tallies(Vec<Tally>);

impl Tallies {
    /// Makes room for so many groups.
    pub(super) fn make_room(&mut self, groups: usize) {
        self.0.resize_with(groups, Tally::default);
    }

    /// Counts the selected rows of a batch, each in its group.
    ///
    /// # Panics
    ///
    /// If there is no room for a group.
    pub(super) fn count(&mut self, contacts: &Contacts<'_>, (selected, groups): (&[bool], &[u32])) {
        let rows = selected.iter().zip(groups).enumerate();
        let rows = rows.filter(|(_, (selected, _))| **selected);
        let rows = rows.map(|(row, (_, group))| (row, place(*group)));
        // One after the other, so that a fetch from distant memory waits for none before it.
        rows.clone().for_each(|(row, group)| self.0[group].count(&contacts.get(row)));
        if let Some(waits) = contacts.waits() {
            rows.for_each(|(row, group)| {
                self.0[group].wait(contacts.outcome(row), waits.get(row));
            });
        }
    }

    /// Puts waits in order before they are looked at.
    pub(super) fn settle(&mut self) {
        self.0.iter_mut().for_each(Tally::settle);
    }

    /// Takes in those of another one, whose groups are called `groups` here, on so many threads.
    ///
    /// # Panics
    ///
    /// If there is no room for a group.
    pub(super) fn merge(&mut self, other: Self, groups: &[u32], threads: usize) {
        let mut places = vec![None; self.0.len()];
        for (there, here) in groups.iter().enumerate() {
            places[place(*here)] = Some(there);
        }
        if self.0.iter().all(Tally::is_empty) {
            let mut theirs = other.0;
            for (mine, there) in self.0.iter_mut().zip(places) {
                *mine = there.map(|there| std::mem::take(&mut theirs[there])).unwrap_or_default();
            }
            return;
        }
        let size = self.0.len().div_ceil(threads.max(1)).max(1);
        side_by_side(self.0.chunks_mut(size).zip(places.chunks(size)), |(mine, places)| {
            for (mine, there) in mine.iter_mut().zip(places) {
                if let Some(there) = there {
                    mine.merge(&other.0[*there]);
                }
            }
        });
    }

    /// The tally of a group, which is empty from then on.
    ///
    /// # Panics
    ///
    /// If there is no such group.
    pub(super) fn take(&mut self, group: usize) -> Tally {
        std::mem::take(&mut self.0[group])
    }
}
