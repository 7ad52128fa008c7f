//! Work that is moved after the deal, so that minutes come out even.

use super::super::graph::Graph;
use super::table::{Hands, Item, Table};

impl<'a> Table<'a> {
    /// Moves work from whoever has most to whoever has least, as long as the two are more than the
    /// longest interaction apart: rules may have kept it from them when it came up. No move leaves
    /// agents and evaluators in more groups.
    pub(super) fn balance(
        &mut self,
        items: &[Item<'a>],
        first: &mut [Option<usize>],
        second: &[Option<usize>],
    ) {
        let work = |at: usize| self.draw.plan.work.milliseconds(items[at].candidate.talk_ms);
        let works: Vec<i64> = (0..items.len()).map(work).collect();
        let longest = works.iter().copied().max().unwrap_or(0);
        // Every move brings the two nearer; the limit only keeps a mistake from running forever.
        for _ in 0..items.len() {
            let people = || 0..self.people.len();
            let low = people().min_by_key(|at| (self.loads[*at], *at));
            let high = people().max_by_key(|at| (self.loads[*at], *at));
            let (Some(low), Some(high)) = (low, high) else { return };
            let gap = self.loads[high].0 - self.loads[low].0;
            if gap <= longest {
                return;
            }
            let mut moves: Vec<usize> = (0..items.len())
                .filter(|at| first[*at] == Some(high) && second[*at] != Some(low))
                .filter(|at| works[*at] < gap && self.bar(low, items[*at].candidate).is_none())
                .collect();
            moves.sort_by_key(|at| ((gap - 2 * works[*at]).abs(), *at));
            let joined = self.parts((items, first, second));
            let keeps = |at: &usize| {
                let mut moved = first.to_vec();
                moved[*at] = Some(low);
                self.parts((items, &moved, second)) <= joined
            };
            let Some(at) = moves.into_iter().find(keeps) else { return };
            first[at] = Some(low);
            self.loads[high].0 -= works[at];
            self.loads[high].1 -= 1;
            if let Some(agent) = items[at].candidate.agent_id.as_deref()
                && let Some(had) = self.pairs.get_mut(&(agent, self.people[high].id.as_str()))
            {
                *had -= 1;
            }
            self.take(low, items[at].candidate);
        }
    }
}

impl Table<'_> {
    /// Groups of agents and evaluators, as the work was dealt in the end.
    pub(super) fn parts(&self, (items, first, second): Hands<'_, '_>) -> usize {
        let mut graph = Graph::default();
        for (agent, evaluator) in self.rules.had.keys() {
            graph.join(agent, evaluator);
        }
        for ((item, first), second) in items.iter().zip(first).zip(second) {
            let Some(agent) = item.candidate.agent_id.as_deref() else { continue };
            for person in [first, second].into_iter().flatten() {
                graph.join(agent, &self.people[*person].id);
            }
        }
        graph.parts()
    }
}
