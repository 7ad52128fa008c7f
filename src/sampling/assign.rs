//! Who evaluates what: balanced minutes, dealt in the order of tickets, within rules that keep
//! grudges and favours out.

use super::candidate::Candidate;
use super::draw::Draw;
use super::graph::Graph;
use super::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet};

/// Somebody who evaluates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evaluator {
    /// Their id, as evaluations name them.
    pub id: String,
    /// Their own team, whose agents they do not evaluate; `None` when they have none.
    pub team: Option<String>,
    /// Languages they may score; empty for all.
    pub languages: BTreeSet<String>,
    /// Channels they may score; empty for all.
    pub channels: BTreeSet<String>,
    /// Agents they are not to evaluate, such as those they are the supervisor of.
    pub barred: BTreeSet<String>,
    /// The most they can take of this sample; `None` without a limit.
    pub most: Option<usize>,
}

impl Evaluator {
    /// An evaluator of whom nothing else is known.
    pub fn named(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }
}

/// What holds for the work of all evaluators.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Teams of agents, where a roster tells them; else the export does.
    pub teams: BTreeMap<String, String>,
    /// How often one evaluator may have one agent in the period; `None` without a limit.
    pub pairs: Option<usize>,
    /// How often they had them already, by agent and evaluator.
    pub had: BTreeMap<(String, String), usize>,
    /// Part of the interactions that a second evaluator scores without seeing the first score, in
    /// thousandths.
    pub overlap: u64,
    /// Part of the work that is scored again by the same evaluator, in thousandths.
    pub retest: u64,
    /// Evaluations that can be repeated for that.
    pub scored: Vec<Earlier>,
}

/// An evaluation made earlier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Earlier {
    /// The interaction.
    pub interaction: String,
    /// Its agent; `None` when unknown.
    pub agent: Option<String>,
    /// Who scored it.
    pub evaluator: String,
}

/// Why an interaction is somebody's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// The score of an agent.
    Monitor,
    /// The same, by two evaluators, for the agreement of both.
    Overlap,
    /// Scored again by the same evaluator, for the steadiness of one.
    Retest,
}

impl Purpose {
    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monitor => "monitor",
            Self::Overlap => "overlap",
            Self::Retest => "retest",
        }
    }
}

/// How an interaction came to be somebody's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// By lot: its stratum by index, and its pick in it.
    Random(usize, usize),
    /// By a rule of targeted picks: the rule by index, and its pick in it.
    Targeted(usize, usize),
    /// It was scored before.
    Again(Earlier),
}

/// One evaluation to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// How it was chosen.
    pub origin: Origin,
    /// Who makes it; `None` when nobody may or nobody is there.
    pub evaluator: Option<String>,
    /// What for.
    pub purpose: Purpose,
}

/// The work of everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deal {
    /// In order of strata and ranks, then rules, then what is scored again.
    pub tasks: Vec<Task>,
    /// Expected work of each evaluator: evaluations and milliseconds.
    pub loads: BTreeMap<String, (u64, i64)>,
    /// Interactions that nobody may take, by the rules that bar everyone.
    pub nobody: BTreeMap<String, u64>,
    /// Groups of agents and evaluators that no chain of evaluations joins; `None` without evaluators.
    pub parts: Option<usize>,
    /// How many second and repeated scores were asked for, and how many there are.
    pub seconds: Seconds,
}

impl Deal {
    /// Whether everything found an evaluator, where there are any, and every second score.
    pub fn is_full(&self) -> bool {
        let Seconds { overlap_wanted, overlap, retest_wanted, retest } = self.seconds;
        self.nobody.is_empty() && overlap >= overlap_wanted && retest >= retest_wanted
    }
}

/// Second and repeated scores, asked for and given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seconds {
    /// Interactions to be scored by two.
    pub overlap_wanted: usize,
    /// Interactions that are.
    pub overlap: usize,
    /// Evaluations to be repeated.
    pub retest_wanted: usize,
    /// Evaluations that are.
    pub retest: usize,
}

/// Deals what was drawn to the evaluators.
///
/// Interactions come up in the order of their tickets and go to whoever has least work in minutes
/// among those who may have them; of several, to the name that sorts first. So two evaluators
/// without rules differ by one interaction at most. Those scored twice are the ones with the
/// smallest tickets of their own, except that one which joins two groups of agents and evaluators
/// comes first.
pub fn deal(draw: &Draw, evaluators: &[Evaluator], rules: &Rules) -> Deal {
    let mut table = Table::new(draw, evaluators, rules);
    let items = table.items();
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|&at| (items[at].ticket, items[at].candidate));
    let mut first: Vec<Option<usize>> = vec![None; items.len()];
    for at in order {
        first[at] = table.give(&items[at], None);
    }
    let second = table.seconds(&items, &first);
    table.balance(&items, &mut first, &second);
    let again = table.again(items.len());
    table.close((&items, &first, &second), again)
}

/// One interaction that is to be dealt.
struct Item<'a> {
    origin: Origin,
    ticket: Ticket,
    candidate: &'a Candidate,
}

/// The hands of everybody while the work is dealt.
struct Table<'a> {
    draw: &'a Draw,
    rules: &'a Rules,
    people: Vec<&'a Evaluator>,
    loads: Vec<(i64, u64)>,
    pairs: BTreeMap<(&'a str, &'a str), usize>,
    graph: Graph<'a>,
    deal: Deal,
}

impl<'a> Table<'a> {
    fn new(draw: &'a Draw, evaluators: &'a [Evaluator], rules: &'a Rules) -> Self {
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
    fn items(&self) -> Vec<Item<'a>> {
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

    /// The rule that keeps an evaluator from an interaction; `None` when none does.
    fn bar(&self, person: usize, call: &Candidate) -> Option<&'static str> {
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

    /// Gives an interaction to whoever has least; `not` is who has it already.
    fn give(&mut self, item: &Item<'a>, not: Option<usize>) -> Option<usize> {
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

    fn take(&mut self, person: usize, call: &'a Candidate) {
        let id = self.people[person].id.as_str();
        self.loads[person].0 += self.draw.plan.work.milliseconds(call.talk_ms);
        self.loads[person].1 += 1;
        if let Some(agent) = call.agent_id.as_deref() {
            *self.pairs.entry((agent, id)).or_default() += 1;
            self.graph.join(agent, id);
        }
    }

    /// Who scores a second time, for the interactions that are scored twice.
    fn seconds(&mut self, items: &[Item<'a>], first: &[Option<usize>]) -> Vec<Option<usize>> {
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

    /// Moves work from whoever has most to whoever has least, as long as the two are more than the
    /// longest interaction apart: rules may have kept it from them when it came up. No move leaves
    /// agents and evaluators in more groups.
    fn balance(
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

    /// What is scored again by whom scored it.
    fn again(&mut self, dealt: usize) -> Vec<Earlier> {
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

    fn close(mut self, (items, first, second): Hands<'_, 'a>, again: Vec<Earlier>) -> Deal {
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

impl Table<'_> {
    /// Groups of agents and evaluators, as the work was dealt in the end.
    fn parts(&self, (items, first, second): Hands<'_, '_>) -> usize {
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

/// What was dealt, to whom first, and to whom besides.
type Hands<'i, 'a> = (&'i [Item<'a>], &'i [Option<usize>], &'i [Option<usize>]);

/// A part in thousandths of a number, rounded up.
fn part(of: usize, thousandths: u64) -> usize {
    let thousandths = usize::try_from(thousandths).unwrap_or(usize::MAX);
    of.saturating_mul(thousandths).div_ceil(1000)
}

#[cfg(test)]
mod tests {
    use super::super::draw::tests::{calls, draw, plan};
    use super::*;
    use proptest::prelude::*;

    fn people(names: &[&str]) -> Vec<Evaluator> {
        names.iter().map(|name| Evaluator::named(name)).collect()
    }

    fn share(deal: &Deal, name: &str) -> usize {
        deal.tasks.iter().filter(|task| task.evaluator.as_deref() == Some(name)).count()
    }

    fn agents(count: usize, each: usize) -> Vec<(String, String)> {
        (1..=count).flat_map(|agent| calls(&format!("A{agent}"), each)).collect()
    }

    #[test]
    fn without_evaluators_nobody_is_named() {
        let deal = deal(&draw(plan("s", 5), &calls("A1", 7)), &[], &Rules::default());
        assert_eq!((deal.tasks.len(), deal.parts), (5, None));
        assert!(deal.tasks.iter().all(|task| task.evaluator.is_none()));
        assert!(deal.nobody.is_empty());
    }

    #[test]
    fn shares_differ_by_one_at_most_in_whatever_order_names_are_given() {
        let draw = draw(plan("s", 5), &agents(2, 30));
        let (given, turned) = (["budi", "ana", "carla"], ["carla", "budi", "ana"]);
        let dealt = deal(&draw, &people(&given), &Rules::default());
        // 10 interactions for three: 4, 3 and 3.
        assert_eq!(["ana", "budi", "carla"].map(|name| share(&dealt, name)), [4, 3, 3]);
        assert_eq!(dealt, deal(&draw, &people(&turned), &Rules::default()));
    }

    #[test]
    fn nobody_evaluates_their_own_calls() {
        let mut rows = calls("ana", 9);
        rows.extend(calls("budi", 9));
        let draw = draw(plan("s", 4), &rows);
        let dealt = deal(&draw, &people(&["ana", "budi"]), &Rules::default());
        // Strata in order: the calls of ana, then those of budi.
        let names: Vec<_> = dealt.tasks.iter().map(|task| task.evaluator.as_deref()).collect();
        assert_eq!(names, [[Some("budi"); 4], [Some("ana"); 4]].concat());
        assert_eq!(dealt.parts, Some(2));
        let alone = deal(&draw, &people(&["ana"]), &Rules::default());
        assert_eq!(alone.nobody, BTreeMap::from([("own calls".to_owned(), 4)]));
    }

    #[test]
    fn every_rule_bars_and_says_so() {
        let draw = draw(plan("s", 3), &calls("A1", 9));
        let who = |change: fn(&mut Evaluator)| {
            let mut ana = Evaluator::named("ana");
            change(&mut ana);
            vec![ana]
        };
        let teams = BTreeMap::from([("A1".to_owned(), "north".to_owned())]);
        let rules = Rules { teams, ..Rules::default() };
        let north = who(|ana| ana.team = Some("north".to_owned()));
        let barred = who(|ana| ana.barred = BTreeSet::from(["A1".to_owned()]));
        let tired = who(|ana| ana.most = Some(1));
        for (people, rules, bar, count) in [
            (&north, &rules, "own team", 3),
            (&barred, &rules, "barred agent", 3),
            (&tired, &rules, "most work", 2),
            (&people(&["ana"]), &Rules { pairs: Some(2), ..Rules::default() }, "pair limit", 1),
        ] {
            let dealt = deal(&draw, people, rules);
            assert_eq!(dealt.nobody, BTreeMap::from([(bar.to_owned(), count)]));
        }
        let had = BTreeMap::from([(("A1".to_owned(), "ana".to_owned()), 2)]);
        let rules = Rules { pairs: Some(2), had, ..Rules::default() };
        assert_eq!(deal(&draw, &people(&["ana"]), &rules).nobody.values().sum::<u64>(), 3);
    }

    #[test]
    fn a_tenth_is_scored_by_two_and_no_pair_is_the_same_person() {
        let draw = draw(plan("s", 5), &agents(8, 30));
        let rules = Rules { overlap: 100, ..Rules::default() };
        let dealt = deal(&draw, &people(&["ana", "budi", "carla"]), &rules);
        let seconds: Vec<&Task> =
            dealt.tasks.iter().filter(|task| task.purpose == Purpose::Overlap).collect();
        assert_eq!((dealt.tasks.len(), seconds.len()), (44, 8));
        for pair in seconds.chunks(2) {
            assert_eq!(pair[0].origin, pair[1].origin);
            assert_ne!(pair[0].evaluator, pair[1].evaluator);
        }
    }

    #[test]
    fn a_second_score_joins_groups_before_it_does_anything_else() {
        // Each evaluator may only take two agents; one second score is enough to join both groups.
        let draw = draw(plan("s", 2), &agents(4, 9));
        let only = |id: &str, not: [&str; 2]| Evaluator {
            barred: not.map(str::to_owned).into_iter().collect(),
            ..Evaluator::named(id)
        };
        let people = [
            only("ana", ["A3", "A4"]),
            only("budi", ["A1", "A2"]),
            Evaluator { most: Some(1), ..Evaluator::named("zoe") },
        ];
        let apart = deal(&draw, &people[..2], &Rules::default());
        assert_eq!(apart.parts, Some(2));
        let rules = Rules { overlap: 500, ..Rules::default() };
        let free = [people[0].clone(), people[1].clone(), Evaluator::named("zoe")];
        assert_eq!(deal(&draw, &free, &rules).parts, Some(1));
    }

    #[test]
    fn some_is_scored_again_by_whoever_scored_it() {
        let draw = draw(plan("s", 5), &agents(2, 30));
        let earlier = |at: usize, who: &str| Earlier {
            interaction: format!("old-{at}"),
            agent: Some("A1".to_owned()),
            evaluator: who.to_owned(),
        };
        let scored = vec![earlier(1, "ana"), earlier(2, "budi"), earlier(3, "gone")];
        let rules = Rules { retest: 300, scored, ..Rules::default() };
        let dealt = deal(&draw, &people(&["ana", "budi"]), &rules);
        let again: Vec<&Task> =
            dealt.tasks.iter().filter(|task| task.purpose == Purpose::Retest).collect();
        assert_eq!((dealt.seconds.retest_wanted, again.len()), (3, 2));
        for task in again {
            let Origin::Again(one) = &task.origin else { panic!("scored before") };
            assert_eq!(Some(&one.evaluator), task.evaluator.as_ref());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn minutes_are_balanced_within_one_interaction(
            talks in prop::collection::vec(1..60_i64, 1..40), evaluators in 1..6_usize,
        ) {
            let mut drawn = draw(plan("s", talks.len()), &calls("A1", talks.len()));
            for (pick, talk) in drawn.strata[0].drawn.iter_mut().zip(&talks) {
                pick.candidate.talk_ms = Some(talk * 60_000);
            }
            let names: Vec<String> = (0..evaluators).map(|i| format!("e{i}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let dealt = deal(&drawn, &people(&names), &Rules::default());
            let loads: Vec<i64> = dealt.loads.values().map(|(_, ms)| *ms).collect();
            let longest = drawn.plan.work.milliseconds(talks.iter().max().map(|talk| talk * 60_000));
            prop_assert!(loads.iter().max().unwrap() - loads.iter().min().unwrap() <= longest);
        }
    }
}
