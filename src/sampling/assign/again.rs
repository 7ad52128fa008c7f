//! What is scored twice: by a second evaluator, or once more by the same.

use super::super::ticket::Ticket;
use super::table::{Item, Table};
use super::{Earlier, Origin};

impl<'a> Table<'a> {
    /// Who scores a second time, for the interactions that are scored twice.
    pub(super) fn seconds(
        &mut self,
        items: &[Item<'a>],
        first: &[Option<usize>],
    ) -> Vec<Option<usize>> {
        let able: Vec<usize> = (0..items.len())
            .filter(|at| first[*at].is_some() && matches!(items[*at].origin, Origin::Random(..)))
            .collect();
        let wanted = part(able.len(), self.rules.overlap);
        let mut second = vec![None; items.len()];
        let own = |at: usize| {
            let id = &items[at].candidate.interaction_id;
            Ticket::of(&self.draw.plan.seed, &format!("overlap {id}"))
        };
        let mut waiting: Vec<(Ticket, usize)> = able.iter().map(|at| (own(*at), *at)).collect();
        waiting.sort_unstable();
        while self.deal.seconds.overlap < wanted && !waiting.is_empty() {
            let bridge = waiting.iter().position(|(_, at)| self.bridges(&items[*at], first[*at]));
            let (_, at) = waiting.remove(bridge.unwrap_or(0));
            second[at] = self.give(&items[at], first[at]);
            self.deal.seconds.overlap += usize::from(second[at].is_some());
        }
        self.deal.seconds.overlap_wanted = wanted;
        second
    }

    /// Whether a second score of this interaction would join two groups.
    fn bridges(&self, item: &Item<'a>, first: Option<usize>) -> bool {
        let Some(agent) = item.candidate.agent_id.as_deref() else { return false };
        (0..self.people.len()).any(|person| {
            Some(person) != first
                && !self.graph.joined(agent, &self.people[person].id)
                && self.bar(person, item.candidate).is_none()
        })
    }

    /// What is scored again by whom scored it.
    pub(super) fn again(&mut self, dealt: usize) -> Vec<Earlier> {
        let wanted = part(dealt, self.rules.retest);
        let here = |one: &&Earlier| self.people.iter().any(|who| who.id == one.evaluator);
        let own = |one: &Earlier| {
            let Earlier { interaction, evaluator, .. } = one;
            Ticket::of(&self.draw.plan.seed, &format!("retest {interaction} {evaluator}"))
        };
        let able = self.rules.scored.iter().filter(here);
        let mut able: Vec<(Ticket, &Earlier)> = able.map(|one| (own(one), one)).collect();
        able.sort_unstable();
        able.dedup();
        let taken: Vec<Earlier> =
            able.into_iter().take(wanted).map(|(_, one)| one.clone()).collect();
        for one in &taken {
            if let Some(person) = self.people.iter().position(|who| who.id == one.evaluator) {
                self.loads[person].0 += self.draw.plan.work.milliseconds(None);
                self.loads[person].1 += 1;
            }
        }
        self.deal.seconds.retest_wanted = wanted;
        self.deal.seconds.retest = taken.len();
        taken
    }
}

/// A part in thousandths of a number, rounded up.
fn part(of: usize, thousandths: u64) -> usize {
    let thousandths = usize::try_from(thousandths).unwrap_or(usize::MAX);
    of.saturating_mul(thousandths).div_ceil(1000)
}
