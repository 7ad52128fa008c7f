//! One number for all that could be drawn, whatever the order of rows.

use super::ticket::Ticket;
use std::fmt;

/// The sum of the tickets of every eligible row modulo 2²⁵⁶: frames of the same rows under one seed
/// have the same sum, and a row more, less or changed in its id gives another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FrameSum([u64; 4]);

impl FrameSum {
    /// Adds a row by its ticket.
    pub fn add(&mut self, ticket: Ticket) {
        self.merge(Self(ticket.words()));
    }

    /// The first 16 hex digits, as reports show them.
    pub fn short(&self) -> String {
        self.to_string().chars().take(16).collect()
    }

    /// Adds the rows of another frame.
    pub fn merge(&mut self, other: Self) {
        let mut carry = false;
        for (mine, theirs) in self.0.iter_mut().zip(other.0).rev() {
            let (sum, over) = mine.overflowing_add(theirs);
            let (sum, again) = sum.overflowing_add(u64::from(carry));
            (*mine, carry) = (sum, over || again);
        }
    }
}

impl fmt::Display for FrameSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_sums_to_zero_and_one_row_to_its_ticket() {
        assert_eq!(FrameSum::default().to_string(), "0".repeat(64));
        let mut sum = FrameSum::default();
        sum.add(Ticket::of("s", "c1"));
        assert_eq!(sum.to_string(), Ticket::of("s", "c1").to_string());
    }

    #[test]
    fn what_is_over_is_carried() {
        let mut sum = FrameSum([0, 0, u64::MAX, u64::MAX]);
        sum.merge(FrameSum([0, 0, 0, 1]));
        assert_eq!(sum, FrameSum([0, 1, 0, 0]));
        sum.merge(FrameSum([u64::MAX; 4]));
        assert_eq!(sum, FrameSum([0, 0, u64::MAX, u64::MAX]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn order_does_not_matter(words in prop::collection::vec(any::<[u64; 4]>(), 0..6)) {
            let (mut there, mut back) = (FrameSum::default(), FrameSum::default());
            for (one, other) in words.iter().zip(words.iter().rev()) {
                there.merge(FrameSum(*one));
                back.merge(FrameSum(*other));
            }
            prop_assert_eq!(there, back);
        }
    }
}
