//! What became of the records of a file: every one is counted once.

use crate::problem::Problems;
use std::collections::BTreeMap;

/// What became of the records of a block or a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Records, blank lines apart.
    pub read: u64,
    /// Those that take part.
    pub accepted: u64,
    /// Those set aside for a fault.
    pub rejected: u64,
    /// Those not set aside whose quotes were read in the only way that fits.
    pub repaired: u64,
    /// Those left out on purpose, by reason.
    pub dropped: BTreeMap<String, u64>,
    /// Those that were joined to an interaction which another record began.
    pub joined: u64,
    /// Records without any text.
    pub blank: u64,
    /// Lines that repeat the header, where exports were joined.
    pub headers: u64,
    /// Cells of accepted records that could not be read and were left blank, as the profile says.
    pub blanked: u64,
    /// Times that the clocks showed twice, as daylight saving ended; the first reading was taken.
    pub shown_twice: u64,
    /// Faults.
    pub problems: Problems,
    /// The records set aside, if asked for.
    pub rejects: Vec<Reject>,
}

impl Account {
    /// Adds another account.
    pub fn merge(&mut self, other: Self) {
        self.read += other.read;
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.repaired += other.repaired;
        self.joined += other.joined;
        self.blank += other.blank;
        self.headers += other.headers;
        self.blanked += other.blanked;
        self.shown_twice += other.shown_twice;
        for (reason, count) in other.dropped {
            *self.dropped.entry(reason).or_default() += count;
        }
        self.problems.merge(other.problems);
        self.rejects.extend(other.rejects);
    }

    /// Records that are no interaction of their own: left out on purpose, or joined to another.
    pub fn dropped(&self) -> u64 {
        self.left_out() + self.joined
    }

    /// Records left out on purpose, whatever the reason.
    pub fn left_out(&self) -> u64 {
        self.dropped.values().sum()
    }
}

/// A record set aside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    /// Physical line where it begins.
    pub line: u64,
    /// Character column of the fault; `None` for the whole record.
    pub column: Option<u64>,
    /// Problem code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Its cells as they stand.
    pub cells: Vec<String>,
}
