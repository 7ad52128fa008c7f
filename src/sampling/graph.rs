//! Whether chains of evaluations join every agent with every evaluator: only then can the severity
//! of evaluators be told from the quality of agents.

use std::collections::BTreeMap;

/// Agents and evaluators, joined by evaluations.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph<'a> {
    places: BTreeMap<(Side, &'a str), usize>,
    above: Vec<usize>,
}

/// Which kind of person a name is of; an evaluator may be an agent, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Agent,
    Evaluator,
}

impl<'a> Graph<'a> {
    /// Notes an evaluation of an agent by an evaluator.
    pub(super) fn join(&mut self, agent: &'a str, evaluator: &'a str) {
        let places = [(Side::Agent, agent), (Side::Evaluator, evaluator)].map(|who| {
            let above = &mut self.above;
            *self.places.entry(who).or_insert_with(|| {
                above.push(above.len());
                above.len() - 1
            })
        });
        let [agent, evaluator] = places.map(|place| self.root(place));
        self.above[agent] = evaluator;
    }

    /// Whether a chain of evaluations joins the two; false when either has none.
    pub(super) fn joined(&self, agent: &str, evaluator: &str) -> bool {
        let place = |side, name| self.places.get(&(side, name)).map(|place| self.root(*place));
        let agent = place(Side::Agent, agent);
        agent.is_some() && agent == place(Side::Evaluator, evaluator)
    }

    /// How many groups there are.
    pub(super) fn parts(&self) -> usize {
        (0..self.above.len()).filter(|place| self.root(*place) == *place).count()
    }

    fn root(&self, place: usize) -> usize {
        let mut at = place;
        while self.above[at] != at {
            at = self.above[at];
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_evaluations_there_is_no_group() {
        let graph = Graph::default();
        assert_eq!((graph.parts(), graph.joined("A1", "ana")), (0, false));
    }

    #[test]
    fn a_chain_joins() {
        let mut graph = Graph::default();
        graph.join("A1", "ana");
        graph.join("A2", "budi");
        assert_eq!((graph.parts(), graph.joined("A1", "budi")), (2, false));
        graph.join("A2", "ana");
        assert_eq!((graph.parts(), graph.joined("A1", "budi")), (1, true));
    }

    #[test]
    fn an_agent_and_an_evaluator_of_one_name_are_two() {
        let mut graph = Graph::default();
        graph.join("ana", "budi");
        graph.join("A1", "ana");
        assert_eq!(graph.parts(), 2);
    }
}
