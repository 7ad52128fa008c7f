//! The episodes of every customer, in parts small enough to be put in order near a core.
//!
//! Visits wait in their part and are joined to its episodes many at a time. So a visit costs no fetch
//! of distant memory, and an episode takes the room of itself and no more.

use super::customer::{Customer, Names, Renamed};
use super::episode::{Episode, Visit};
use super::kept::{How, Kept, join};
use crate::kpi::grouping::place;
use crate::model::stretches;

/// How many parts there are: one for each that a customer tells.
const PARTS: usize = 256;

/// Visits of a part that wait at least before they are put away.
const FEW: usize = 128;

/// Lists of a part at most while visits come.
const MOST_LISTS: usize = 3;

/// Lists of a part at most when several workers or files come together: joining them at once would
/// take the room of all again.
const MANY_LISTS: usize = 24;

/// Every customer that came.
#[derive(Debug, Clone, Default)]
pub(super) struct Customers {
    names: Names,
    /// None before the first visit.
    parts: Vec<Part>,
    /// Visits at moments that have no room elsewhere: centuries away, so there are few.
    far: Vec<(Customer, Episode)>,
}

/// The customers of a part.
#[derive(Debug, Clone, Default)]
struct Part {
    /// Episodes in order, those of one list apart.
    lists: Vec<Vec<Kept>>,
    waiting: Vec<Kept>,
}

impl Part {
    fn is_full(&self) -> bool {
        self.waiting.len() >= self.waiting.capacity()
    }

    /// Makes a list of those that wait, and one of all lists when there are many.
    fn put_away(&mut self, how: How, repeated: &mut impl FnMut(Visit)) {
        if self.lists.len() < MOST_LISTS {
            self.waiting.sort_unstable_by_key(Kept::order);
            self.lists.push(std::mem::take(&mut self.waiting));
        } else {
            let mut whole = Vec::with_capacity(self.count() + self.waiting.len());
            self.each(how, (repeated, &mut |kept| whole.push(kept)));
            whole.shrink_to_fit();
            self.lists = vec![whole];
        }
        self.waiting = Vec::with_capacity(FEW.max(self.count() / 4));
    }

    /// How many episodes there are, those that wait apart.
    fn count(&self) -> usize {
        self.lists.iter().map(Vec::len).sum()
    }

    /// Hands over each episode, joined with all that lies near.
    fn each(
        &mut self,
        how: How,
        (repeated, take): (&mut impl FnMut(Visit), &mut impl FnMut(Kept)),
    ) {
        self.waiting.sort_unstable_by_key(Kept::order);
        let lists: Vec<&[Kept]> =
            self.lists.iter().chain([&self.waiting]).map(Vec::as_slice).collect();
        join(&lists, how, (repeated, take));
    }
}

impl Customers {
    /// The one of that name.
    pub(super) fn named(&mut self, name: &[u8]) -> Customer {
        self.names.customer(name)
    }

    /// Takes in a visit; `repeated` gets every visit that turns out to be followed by another, now or
    /// later.
    pub(super) fn visit(
        &mut self,
        (customer, visit): (Customer, Visit),
        how: How,
        repeated: &mut impl FnMut(Visit),
    ) {
        let episode = Episode::of(visit);
        let Some(kept) = Kept::of(customer, &episode) else {
            return self.far.push((customer, episode));
        };
        if self.parts.is_empty() {
            self.parts.resize_with(PARTS, Part::default);
        }
        let part = &mut self.parts[customer.part()];
        if part.is_full() {
            part.put_away(how, repeated);
        }
        part.waiting.push(kept);
    }

    /// Takes in the names of another one whose groups are called `groups` here.
    pub(super) fn learn<'g>(&mut self, other: &mut Self, groups: &'g [u32]) -> Here<'g> {
        let names = self.names.merge(std::mem::take(&mut other.names));
        let has_same_groups = (0..).zip(groups).all(|(there, here)| there == *here);
        Here { names, groups, has_same_groups }
    }

    /// Takes in the customers of another one whose names were learnt.
    pub(super) fn merge(
        &mut self,
        other: Self,
        here: &Here<'_>,
        (how, repeated): (How, &mut impl FnMut(Visit)),
    ) {
        self.parts.resize_with(other.parts.len().max(self.parts.len()), Part::default);
        for (at, part) in other.parts.into_iter().enumerate() {
            for mut list in part.lists {
                // Those that are their own number keep their order.
                if !here.names.is_empty() {
                    let renamed = list.extract_if(.., |kept| kept.customer().is_written());
                    renamed.for_each(|kept| self.wait(here.kept(&kept, how)));
                }
                if !here.has_same_groups {
                    for kept in &mut list {
                        *kept = here.kept(kept, how);
                    }
                }
                self.parts[at].lists.push(list);
            }
            part.waiting.iter().for_each(|kept| self.wait(here.kept(kept, how)));
        }
        let far = other.far.into_iter();
        self.far.extend(far.map(|(customer, mut episode)| {
            episode.mark = here.visit(episode.mark);
            (here.customer(customer), episode)
        }));
        for part in &mut self.parts {
            if part.lists.len() > MANY_LISTS {
                part.put_away(how, repeated);
            }
        }
    }

    fn wait(&mut self, kept: Kept) {
        self.parts[kept.customer().part()].waiting.push(kept);
    }

    /// The same in so many shares, each with all that is known of its customers.
    pub(super) fn shares(mut self, shares: usize) -> Vec<Self> {
        let mut cuts: Vec<_> = stretches(self.parts.len(), shares).collect();
        let mut all = Vec::with_capacity(cuts.len());
        while let Some(range) = cuts.pop() {
            let far = self.far.extract_if(.., |(customer, _)| customer.part() >= range.start);
            let far = far.collect();
            let parts = self.parts.split_off(range.start);
            all.push(Self { parts, far, ..Self::default() });
        }
        all
    }

    /// Hands over the episodes of each, when no more visits come.
    pub(super) fn finish(
        mut self,
        how: How,
        (repeated, take): (&mut impl FnMut(Visit), &mut impl FnMut(Episode)),
    ) {
        let order = |(customer, episode): &(Customer, Episode)| (*customer, episode.first);
        self.far.sort_unstable_by_key(order);
        let mut apart = Vec::new();
        for mut part in self.parts {
            part.each(
                how,
                (repeated, &mut |kept: Kept| {
                    let (customer, episode) = (kept.customer(), kept.episode(how.1));
                    match self.far.binary_search_by_key(&customer, |far| far.0) {
                        Ok(_) => apart.push((customer, episode)),
                        Err(_) => take(episode),
                    }
                }),
            );
        }
        apart.append(&mut self.far);
        apart.sort_unstable_by_key(order);
        join_far(apart, how, (repeated, take));
    }
}

/// What customers and groups of another worker are called here.
#[derive(Debug)]
pub(super) struct Here<'g> {
    names: Renamed,
    groups: &'g [u32],
    has_same_groups: bool,
}

impl Here<'_> {
    /// Who that is here.
    pub(super) fn customer(&self, customer: Customer) -> Customer {
        self.names.here(customer)
    }

    /// The same visit in the group of here.
    pub(super) fn visit(&self, visit: Visit) -> Visit {
        Visit { group: visit.group.map(|group| self.group(group)), ..visit }
    }

    /// What a group is called here.
    pub(super) fn group(&self, group: u32) -> u32 {
        self.groups[place(group)]
    }

    fn kept(&self, kept: &Kept, (_, basis): How) -> Kept {
        let mut episode = kept.episode(basis);
        episode.mark = self.visit(episode.mark);
        // What had room has room under any other name.
        Kept::of(self.customer(kept.customer()), &episode).unwrap_or(*kept)
    }
}

/// The same as [`join`] for episodes that are not kept in small room.
fn join_far(
    apart: Vec<(Customer, Episode)>,
    (window, basis): How,
    (repeated, take): (&mut impl FnMut(Visit), &mut impl FnMut(Episode)),
) {
    let mut open: Option<(Customer, Episode)> = None;
    for (customer, next) in apart {
        let whole = match open {
            Some((same, known)) if same == customer && known.is_near(&next, window) => {
                let (whole, visit) = known.joined(next, basis);
                repeated(visit);
                whole
            }
            Some((_, known)) => {
                take(known);
                next
            }
            None => next,
        };
        open = Some((customer, whole));
    }
    if let Some((_, last)) = open {
        take(last);
    }
}

#[cfg(test)]
mod tests {
    use super::super::episode::{Basis, Rank};
    use super::*;
    use proptest::prelude::*;

    const HOW: How = (7, Basis::Contact);

    fn visit(at: i64, id: usize) -> Visit {
        Visit { at, rank: Rank::of(id.to_string()), group: Some(3) }
    }

    /// The moments of the visits that are repeated, and of the others.
    fn told(customers: Customers, mut repeated: Vec<i64>) -> (Vec<i64>, Vec<i64>) {
        let mut last = Vec::new();
        customers.finish(
            HOW,
            (&mut |visit: Visit| repeated.push(visit.at), &mut |episode: Episode| {
                last.push(episode.mark.at);
            }),
        );
        repeated.sort_unstable();
        last.sort_unstable();
        (repeated, last)
    }

    fn of(visits: &[(&str, i64)], from: usize, repeated: &mut Vec<i64>) -> Customers {
        let mut customers = Customers::default();
        for (at, (name, moment)) in visits.iter().enumerate() {
            let customer = customers.named(name.as_bytes());
            let visit = (customer, visit(*moment, from + at));
            customers.visit(visit, HOW, &mut |visit| repeated.push(visit.at));
        }
        customers
    }

    #[test]
    fn of_nobody_nothing_is_told() {
        assert_eq!(told(Customers::default(), Vec::new()), (vec![], vec![]));
    }

    #[test]
    fn visits_centuries_away_follow_those_near_them() {
        let room = 1 << 44;
        let visits = [("A", room + 3), ("A", room - 2), ("A", -3), ("A", 2), ("B", room + 3)];
        let mut repeated = Vec::new();
        let customers = of(&visits, 0, &mut repeated);
        let expected = (vec![-3, room - 2], vec![2, room + 3, room + 3]);
        assert_eq!(told(customers, repeated), expected);
    }

    #[test]
    fn many_visits_are_joined_as_few_are() {
        // By hand: 40 visits of each customer, 5 apart, and a pause of 8 after every fourth.
        let at = |visit: i64| visit * 5 + visit / 4 * 3;
        let mut repeated = Vec::new();
        let mut customers = Customers::default();
        for n in 0..40 {
            for who in 0..5_000_i64 {
                let n = if who % 2 == 0 { n } else { 39 - n };
                let customer = customers.named(format!("+5255{who:08}").as_bytes());
                customers
                    .visit((customer, visit(at(n), 0)), HOW, &mut |visit| repeated.push(visit.at));
            }
        }
        let (repeated, last) = told(customers, repeated);
        assert_eq!((repeated.len(), last.len()), (30 * 5_000, 10 * 5_000));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn nothing_depends_on_the_order_or_on_who_saw_it(
            found in proptest::collection::vec((0_usize..4, 0_i64..60, 0_usize..3), 0..60),
        ) {
            let names = ["600123456", "ana@example.com", "A", "leo@example.com"];
            let far = [0, -30, (1 << 44) - 30];
            let visits: Vec<(&str, i64)> =
                found.iter().map(|(who, at, base)| (names[*who], far[*base] + at)).collect();
            let mut repeated = Vec::new();
            let customers = of(&visits, 0, &mut repeated);
            let expected = told(customers, repeated);
            let mut repeated = Vec::new();
            let mut whole = Customers::default();
            for (at, visits) in visits.chunks(7).enumerate().collect::<Vec<_>>().into_iter().rev() {
                let mut other = of(visits, at * 7, &mut repeated);
                let here = whole.learn(&mut other, &[0, 1, 2, 3]);
                whole.merge(other, &here, (HOW, &mut |visit| repeated.push(visit.at)));
            }
            prop_assert_eq!(told(whole, repeated), expected);
        }
    }
}
