//! Episodes as they are kept by the million: 40 bytes each, in order of customers and of time.

use super::customer::Customer;
use super::episode::{Basis, Episode, Rank, Visit};

/// Bits of a moment: years 1970 to 2527 in milliseconds. The 20 below them hold half of the mark.
const MOMENT: u32 = 44;
const BESIDE: u32 = 64 - MOMENT;

/// What an episode is: the longest gap within it, and which contact stands for it.
pub(super) type How = (i64, Basis);

/// An episode and whose it is.
///
/// The visit that stands for it is its last or its first, by the [`Basis`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept {
    customer: Customer,
    /// The first moment, above the lower half of the mark.
    first: u64,
    /// The last one, above the upper half.
    last: u64,
    rank: Rank,
}

impl Kept {
    /// `None` for moments so far from today that they have no room.
    pub(super) fn of(customer: Customer, episode: &Episode) -> Option<Self> {
        let moment = |at: i64| u64::try_from(at).ok().filter(|at| *at < 1 << MOMENT);
        let group = episode.mark.group.map_or(0, |group| u64::from(group) + 1);
        let mark = group << 1 | u64::from(episode.is_repeated);
        Some(Self {
            customer,
            first: moment(episode.first)? << BESIDE | mark & ((1 << BESIDE) - 1),
            last: moment(episode.last)? << BESIDE | mark >> BESIDE,
            rank: episode.mark.rank,
        })
    }

    /// Whose it is.
    pub(super) fn customer(&self) -> Customer {
        self.customer
    }

    /// The episode as it was.
    pub(super) fn episode(&self, basis: Basis) -> Episode {
        let (first, last) = (moment(self.first), moment(self.last));
        let beside = (1 << BESIDE) - 1;
        let mark = (self.last & beside) << BESIDE | self.first & beside;
        let group = (mark >> 1).checked_sub(1).and_then(|group| u32::try_from(group).ok());
        let at = if basis == Basis::Contact { last } else { first };
        let mark = (Visit { at, rank: self.rank, group }, mark & 1 == 1);
        Episode { first, last, mark: mark.0, is_repeated: mark.1 }
    }

    /// By customer, then by time.
    pub(super) fn order(&self) -> u128 {
        u128::from(self.customer.rank()) << 64 | u128::from(self.first)
    }

    /// Both as one; `None` where they are of two customers or too far apart. `other` comes later.
    fn with(&self, other: &Self, (window, basis): How) -> Option<(Self, Visit)> {
        let is_near = self.customer == other.customer
            && moment(other.first) <= moment(self.last).saturating_add(window);
        let join = || {
            let (whole, visit) = self.episode(basis).joined(other.episode(basis), basis);
            Some((Self::of(self.customer, &whole)?, visit))
        };
        is_near.then(join).flatten()
    }
}

fn moment(packed: u64) -> i64 {
    i64::try_from(packed >> BESIDE).unwrap_or_default()
}

/// Hands over the episodes of several lists, each of them in order, as one list: what lies near each
/// other is joined, and `repeated` gets every visit that turns out to be followed by another.
pub(super) fn join(
    lists: &[&[Kept]],
    how: How,
    (repeated, take): (&mut impl FnMut(Visit), &mut impl FnMut(Kept)),
) {
    let mut lists: Vec<_> = lists.iter().filter_map(|list| Ordered::of(list)).collect();
    let mut open: Option<Kept> = None;
    while let Some(next) = pop(&mut lists) {
        open = Some(match open {
            None => next,
            Some(known) => {
                if let Some((whole, visit)) = known.with(&next, how) {
                    repeated(visit);
                    whole
                } else {
                    take(known);
                    next
                }
            }
        });
    }
    if let Some(last) = open {
        take(last);
    }
}

/// A list that has more, and where its first belongs.
struct Ordered<'k> {
    order: u128,
    first: Kept,
    rest: &'k [Kept],
}

impl<'k> Ordered<'k> {
    fn of(list: &'k [Kept]) -> Option<Self> {
        let (first, rest) = list.split_first()?;
        Some(Self { order: first.order(), first: *first, rest })
    }
}

/// The first of all; lists that have no more are left out.
fn pop(lists: &mut Vec<Ordered<'_>>) -> Option<Kept> {
    let least = (1..lists.len())
        .fold(0, |least, at| if lists[at].order < lists[least].order { at } else { least });
    let list = lists.get_mut(least)?;
    let first = list.first;
    match Ordered::of(list.rest) {
        Some(rest) => *list = rest,
        None => drop(lists.swap_remove(least)),
    }
    Some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn visit(at: i64, id: &str) -> Visit {
        Visit { at, rank: Rank::of(id), group: Some(0) }
    }

    fn kept(visit: Visit) -> Kept {
        Kept::of(Customer::of(b"x").unwrap(), &Episode::of(visit)).unwrap()
    }

    /// Each visit as a list of its own.
    fn of(visits: &[Visit], basis: Basis) -> (Vec<Episode>, Vec<i64>) {
        let all: Vec<Kept> = visits.iter().copied().map(kept).collect();
        let lists: Vec<&[Kept]> = all.iter().map(std::slice::from_ref).collect();
        joined(&lists, basis)
    }

    fn joined(lists: &[&[Kept]], basis: Basis) -> (Vec<Episode>, Vec<i64>) {
        let (mut repeated, mut episodes) = (Vec::new(), Vec::new());
        join(
            lists,
            (7, basis),
            (&mut |visit: Visit| repeated.push(visit.at), &mut |kept: Kept| {
                episodes.push(kept.episode(basis));
            }),
        );
        repeated.sort_unstable();
        (episodes, repeated)
    }

    #[test]
    fn nobody_has_no_episode() {
        assert_eq!(joined(&[], Basis::Contact), (vec![], vec![]));
        assert_eq!(joined(&[&[]], Basis::Contact), (vec![], vec![]));
    }

    #[test]
    fn a_visit_exactly_one_window_later_belongs_to_the_episode() {
        let days = [1, 8, 16].map(|day| visit(day, "x"));
        let (episodes, repeated) = of(&days, Basis::Contact);
        let marks: Vec<_> = episodes.iter().map(|one| one.mark.at).collect();
        assert_eq!((marks, repeated), (vec![8, 16], vec![1]));
        let (episodes, _) = of(&days, Basis::Episode);
        let marks: Vec<_> = episodes.iter().map(|one| (one.mark.at, one.is_repeated)).collect();
        assert_eq!(marks, [(1, true), (16, false)]);
    }

    #[test]
    fn of_two_visits_at_one_moment_the_later_id_follows() {
        let (episodes, _) = of(&[visit(1, "b"), visit(1, "a")], Basis::Contact);
        assert_eq!(episodes[0].mark.rank, Rank::of("b"));
    }

    #[test]
    fn an_episode_within_a_longer_one_is_part_of_it() {
        let list = |days: &[i64]| {
            let all: Vec<Kept> = days.iter().map(|day| kept(visit(*day, "x"))).collect();
            let lists: Vec<&[Kept]> = all.iter().map(std::slice::from_ref).collect();
            let mut list = Vec::new();
            let how = (7, Basis::Contact);
            join(&lists, how, (&mut |_| (), &mut |kept: Kept| list.push(kept)));
            list
        };
        let (long, short, late) = (list(&[1, 8, 15]), list(&[5]), list(&[22, 30]));
        let (episodes, repeated) = joined(&[&short, &late, &long], Basis::Contact);
        let ends: Vec<_> = episodes.iter().map(|one| (one.first, one.last)).collect();
        assert_eq!((ends, repeated), (vec![(1, 22), (30, 30)], vec![5, 15]));
    }

    #[test]
    fn what_has_no_room_is_told() {
        let customer = Customer::of(b"x").unwrap();
        for at in [-1, 1 << MOMENT, i64::MIN, i64::MAX] {
            assert_eq!(Kept::of(customer, &Episode::of(visit(at, "a"))), None, "{at}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn an_episode_is_what_was_kept(
            (first, length) in (0_i64..1 << 43, 0_i64..1 << 43),
            (group, is_repeated, is_contact) in (any::<Option<u32>>(), any::<bool>(), any::<bool>()),
        ) {
            let (last, rank) = (first + length, Rank::of("CL0000000001"));
            let basis = if is_contact { Basis::Contact } else { Basis::Episode };
            let at = if is_contact { last } else { first };
            let episode = Episode { first, last, mark: Visit { at, rank, group }, is_repeated };
            let kept = Kept::of(Customer::of(b"x").unwrap(), &episode).unwrap();
            prop_assert_eq!(kept.episode(basis), episode);
        }

        #[test]
        fn the_repeated_are_those_with_a_neighbour_in_the_window(
            mut days in vec(0i64..60, 0..20),
            cut in 0usize..20,
        ) {
            let all: Vec<_> =
                days.iter().enumerate().map(|(at, day)| kept(visit(*day, &at.to_string()))).collect();
            let lists: Vec<&[Kept]> = all.iter().map(std::slice::from_ref).collect();
            let (left, right) = lists.split_at(cut.min(lists.len()));
            let (mut repeated, mut halves) = (Vec::new(), [Vec::new(), Vec::new()]);
            for (lists, half) in [left, right].iter().zip(&mut halves) {
                join(lists, (7, Basis::Contact), (
                    &mut |visit: Visit| repeated.push(visit.at),
                    &mut |kept: Kept| half.push(kept),
                ));
            }
            let (_, more) = joined(&[&halves[0], &halves[1]], Basis::Contact);
            repeated.extend(more);
            repeated.sort_unstable();
            days.sort_unstable();
            let near = days.windows(2).filter(|pair| pair[1] - pair[0] <= 7).map(|pair| pair[0]);
            prop_assert_eq!(repeated, near.collect::<Vec<_>>());
        }
    }
}
