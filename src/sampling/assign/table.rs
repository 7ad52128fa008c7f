//! The hands of everybody while the work is dealt, and who may take what.

use super::super::candidate::Candidate;
use super::super::draw::Draw;
use super::super::graph::Graph;
use super::super::ticket::Ticket;
use super::{Deal, Earlier, Evaluator, Origin, Purpose, Rules, Task};
use std::collections::{BTreeMap, BTreeSet};

/// One interaction that is to be dealt.
pub(super) struct Item<'a> {
    pub(super) origin: Origin,
    pub(super) ticket: Ticket,
    pub(super) candidate: &'a Candidate,
}

/// The hands of everybody while the work is dealt.
pub(super) struct Table<'a> {
    pub(super) draw: &'a Draw,
    pub(super) rules: &'a Rules,
    pub(super) people: Vec<&'a Evaluator>,
    pub(super) loads: Vec<(i64, u64)>,
    pub(super) pairs: BTreeMap<(&'a str, &'a str), usize>,
    pub(super) graph: Graph<'a>,
    pub(super) deal: Deal,
}

/// What was dealt, to whom first, and to whom besides.
pub(super) type Hands<'i, 'a> = (&'i [Item<'a>], &'i [Option<usize>], &'i [Option<usize>]);

impl<'a> Table<'a> {
    pub(super) fn new(draw: &'a Draw, evaluators: &'a [Evaluator], rules: &'a Rules) -> Self {
        let mut people: Vec<&Evaluator> = evaluators.iter().collect();
        people.sort_by(|a, b| a.id.cmp(&b.id));
        people.dedup_by(|a, b| a.id == b.id);
        let mut graph = Graph::default();
        let pairs = rules.had.iter().map(|((agent, evaluator), had)| {
            graph.join(agent, evaluator);
            ((agent.as_str(), evaluator.as_str()), *had)
        });
        let pairs = pairs.collect();
        let loads = vec![(0, 0); people.len()];
        Self { draw, rules, people, loads, pairs, graph, deal: Deal::default() }
    }

    /// What is to be dealt: all that was not in somebody's hands before.
    pub(super) fn items(&self) -> Vec<Item<'a>> {
        let mut items = Vec::new();
        let kept = &self.draw.plan.kept;
        for (stratum, one) in self.draw.strata.iter().enumerate() {
            let new = one.drawn.iter().enumerate();
            let new = new.filter(|(_, pick)| !kept.contains(&pick.candidate.interaction_id));
            items.extend(new.map(|(at, pick)| Item {
                origin: Origin::Random(stratum, at),
                ticket: pick.ticket,
                candidate: &pick.candidate,
            }));
        }
        for (rule, one) in self.draw.targeted.iter().enumerate() {
            items.extend(one.picks.iter().enumerate().map(|(at, pick)| Item {
                origin: Origin::Targeted(rule, at),
                ticket: pick.ticket,
                candidate: &pick.candidate,
            }));
        }
        items
    }

    /// Gives an interaction to whoever has least; `not` is who has it already.
    pub(super) fn give(&mut self, item: &Item<'a>, not: Option<usize>) -> Option<usize> {
        let people = 0..self.people.len();
        let able = people.filter(|person| Some(*person) != not);
        let able: Vec<usize> =
            able.filter(|person| self.bar(*person, item.candidate).is_none()).collect();
        let agent = item.candidate.agent_id.as_deref();
        let joins = |person: usize| {
            let id = self.people[person].id.as_str();
            not.is_some() && agent.is_some_and(|agent| !self.graph.joined(agent, id))
        };
        let person = able.into_iter().min_by_key(|at| (!joins(*at), self.loads[*at], *at));
        if let Some(person) = person {
            self.take(person, item.candidate);
        } else if not.is_none() && !self.people.is_empty() {
            let bars = (0..self.people.len()).filter_map(|one| self.bar(one, item.candidate));
            let bars: BTreeSet<&str> = bars.collect();
            let bars = bars.into_iter().collect::<Vec<_>>().join(", ");
            *self.deal.nobody.entry(bars).or_default() += 1;
        }
        person
    }

    /// The rule that keeps an evaluator from an interaction; `None` when none does.
    pub(super) fn bar(&self, person: usize, call: &Candidate) -> Option<&'static str> {
        let who = self.people[person];
        let agent = call.agent_id.as_deref();
        let team = agent
            .and_then(|agent| self.rules.teams.get(agent).map(String::as_str))
            .or(call.team.as_deref());
        let unknown_to = |known: &BTreeSet<String>, value: &Option<String>| {
            !known.is_empty() && value.as_ref().is_some_and(|value| !known.contains(value))
        };
        let had = agent.and_then(|agent| self.pairs.get(&(agent, who.id.as_str()))).copied();
        if agent == Some(who.id.as_str()) {
            Some("own calls")
        } else if who.team.is_some() && team == who.team.as_deref() {
            Some("own team")
        } else if agent.is_some_and(|agent| who.barred.contains(agent)) {
            Some("barred agent")
        } else if unknown_to(&who.languages, &call.language) {
            Some("language")
        } else if unknown_to(&who.channels, &call.channel) {
            Some("channel")
        } else if self.rules.pairs.is_some_and(|most| had.unwrap_or(0) >= most) {
            Some("pair limit")
        } else if who
            .most
            .is_some_and(|most| u64::try_from(most).unwrap_or(u64::MAX) <= self.loads[person].1)
        {
            Some("most work")
        } else {
            None
        }
    }

    pub(super) fn take(&mut self, person: usize, call: &'a Candidate) {
        let id = self.people[person].id.as_str();
        self.loads[person].0 += self.draw.plan.work.milliseconds(call.talk_ms);
        self.loads[person].1 += 1;
        if let Some(agent) = call.agent_id.as_deref() {
            *self.pairs.entry((agent, id)).or_default() += 1;
            self.graph.join(agent, id);
        }
    }

    pub(super) fn close(
        mut self,
        (items, first, second): Hands<'_, 'a>,
        again: Vec<Earlier>,
    ) -> Deal {
        let name = |person: usize| self.people[person].id.clone();
        for ((item, first), second) in items.iter().zip(first).zip(second) {
            let purpose = if second.is_some() { Purpose::Overlap } else { Purpose::Monitor };
            let task = |evaluator: Option<usize>| Task {
                origin: item.origin.clone(),
                evaluator: evaluator.map(name),
                purpose,
            };
            self.deal.tasks.push(task(*first));
            self.deal.tasks.extend(second.is_some().then(|| task(*second)));
        }
        self.deal.tasks.extend(again.into_iter().map(|one| Task {
            evaluator: Some(one.evaluator.clone()),
            origin: Origin::Again(one),
            purpose: Purpose::Retest,
        }));
        let loads = self.people.iter().zip(&self.loads);
        self.deal.loads = loads.map(|(who, (ms, count))| (who.id.clone(), (*count, *ms))).collect();
        self.deal.parts = (!self.people.is_empty()).then(|| self.parts((items, first, second)));
        self.deal
    }
}
