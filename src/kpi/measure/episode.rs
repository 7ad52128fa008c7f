//! Contacts of one customer, put together where each follows the one before closely enough.

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

impl Rank {
    pub(super) fn of(id: &str) -> Self {
        let word = |bytes: &[u8]| {
            let mut word = [0; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            u64::from_be_bytes(word)
        };
        let (head, rest) = id.as_bytes().split_at(id.len().min(8));
        // FNV-1a, so that ids with the same beginning still have one order.
        let hash = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        let is_short = rest.len() <= 8;
        Self([
            word(head),
            if is_short { word(rest) } else { rest.iter().fold(0xcbf2_9ce4_8422_2325, hash) },
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
    first: i64,
    last: i64,
    /// The last visit, or the first one where that stands for the episode.
    pub(super) mark: Visit,
    /// Whether it has more than one visit.
    pub(super) is_repeated: bool,
}

impl Episode {
    pub(super) fn of(visit: Visit) -> Self {
        Self { first: visit.at, last: visit.at, mark: visit, is_repeated: false }
    }

    /// Both together, and the visit that no longer stands for either.
    fn joined(self, other: Self, basis: Basis) -> (Self, Visit) {
        let is_later = self.mark.order(&other.mark) == Ordering::Greater;
        let takes_self = is_later == (basis == Basis::Contact);
        let (mark, other_mark) =
            if takes_self { (self.mark, other.mark) } else { (other.mark, self.mark) };
        let (first, last) = (self.first.min(other.first), self.last.max(other.last));
        (Self { first, last, mark, is_repeated: true }, other_mark)
    }
}

/// The episodes of one customer, in order, more than the window apart.
///
/// Most customers have one, which needs no room of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Episodes {
    /// None yet.
    #[default]
    None,
    /// One.
    One(Episode),
    /// Several.
    Many(Vec<Episode>),
}

impl Episodes {
    /// Takes an episode in; `repeated` gets every visit that turns out to be followed by another.
    pub(super) fn add(
        &mut self,
        episode: Episode,
        (window, basis): (i64, Basis),
        mut repeated: impl FnMut(Visit),
    ) {
        let is_before = |known: &Episode| known.last.saturating_add(window) < episode.first;
        let is_near = |known: &Episode| known.first <= episode.last.saturating_add(window);
        let from = self.each().partition_point(is_before);
        let to = from + self.each()[from..].partition_point(is_near);
        let mut whole = episode;
        for known in &self.each()[from..to] {
            let (joined, visit) = whole.joined(*known, basis);
            whole = joined;
            repeated(visit);
        }
        match self {
            Self::None => *self = Self::One(whole),
            Self::One(one) if from < to => *one = whole,
            Self::One(one) => {
                let both = if from == 0 { [whole, *one] } else { [*one, whole] };
                *self = Self::Many(both.to_vec());
            }
            Self::Many(each) => {
                each.reserve_exact(usize::from(from == to));
                each.splice(from..to, [whole]);
            }
        }
    }

    /// Each in order of time.
    pub(super) fn each(&self) -> &[Episode] {
        match self {
            Self::None => &[],
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(each) => each,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn visit(at: i64, id: &str) -> Visit {
        Visit { at, rank: Rank::of(id), group: Some(0) }
    }

    fn of(visits: &[Visit], basis: Basis) -> (Episodes, Vec<i64>) {
        let (mut episodes, mut repeated) = (Episodes::default(), Vec::new());
        for visit in visits {
            episodes.add(Episode::of(*visit), (7, basis), |visit| repeated.push(visit.at));
        }
        repeated.sort_unstable();
        (episodes, repeated)
    }

    #[test]
    fn nobody_has_no_episode() {
        assert!(Episodes::default().each().is_empty());
    }

    #[test]
    fn a_visit_exactly_one_window_later_belongs_to_the_episode() {
        let days = [1, 8, 16].map(|day| visit(day, "x"));
        let (episodes, repeated) = of(&days, Basis::Contact);
        let marks: Vec<_> = episodes.each().iter().map(|one| one.mark.at).collect();
        assert_eq!((marks, repeated), (vec![8, 16], vec![1]));
        let (episodes, _) = of(&days, Basis::Episode);
        let marks: Vec<_> =
            episodes.each().iter().map(|one| (one.mark.at, one.is_repeated)).collect();
        assert_eq!(marks, [(1, true), (16, false)]);
    }

    #[test]
    fn of_two_visits_at_one_moment_the_later_id_follows() {
        let (episodes, _) = of(&[visit(1, "b"), visit(1, "a")], Basis::Contact);
        assert_eq!(episodes.each()[0].mark.rank, Rank::of("b"));
        assert!(Rank::of("c-10") < Rank::of("c-9") && Rank::of("") < Rank::of("a"));
        let long = "0123456789abcdef";
        assert_ne!(Rank::of(&format!("{long}x")), Rank::of(&format!("{long}y")));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_repeated_are_those_with_a_neighbour_in_the_window(
            mut days in vec(0i64..60, 0..20),
            cut in 0usize..20,
        ) {
            let visits: Vec<_> =
                days.iter().enumerate().map(|(at, day)| visit(*day, &at.to_string())).collect();
            let cut = cut.min(visits.len());
            let (mut left, mut repeated) = of(&visits[cut..], Basis::Contact);
            let (right, more) = of(&visits[..cut], Basis::Contact);
            repeated.extend(more);
            for episode in right.each() {
                left.add(*episode, (7, Basis::Contact), |visit| repeated.push(visit.at));
            }
            repeated.sort_unstable();
            days.sort_unstable();
            let near = days.windows(2).filter(|pair| pair[1] - pair[0] <= 7).map(|pair| pair[0]);
            prop_assert_eq!(repeated, near.collect::<Vec<_>>());
        }
    }
}
