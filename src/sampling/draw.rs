//! The draw: in each stratum the interactions with the smallest tickets, and the next in reserve.

use super::allocate::{Facts, within};
use super::by::By;
use super::candidate::Candidate;
use super::frame::{BETWEEN, Exclusions, Frame};
use super::frame_sum::FrameSum;
use super::plan::{Method, Plan};
use super::pool::Pool;
use super::systematic;
use super::target::{self, Targeted};
use super::ticket::Ticket;
use crate::stats::real;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything drawn, and from what.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// What was asked for.
    pub plan: Arc<Plan>,
    /// Rows that could be drawn.
    pub eligible: u64,
    /// One number for all of them.
    pub sum: FrameSum,
    /// Rows that could not.
    pub exclusions: Exclusions,
    /// Strata in order of their values.
    pub strata: Vec<Stratum>,
    /// What the rules of targeted picks found, in the order of the rules.
    pub targeted: Vec<Targeted>,
}

/// One stratum and what was drawn from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stratum {
    /// Columns and values, such as `agent_id=A000|queue=support`; `all` without strata.
    pub label: String,
    /// Eligible rows.
    pub size: u64,
    /// How many were asked for.
    pub wanted: usize,
    /// Drawn, in order of ticket; in order of time where every k-th is drawn.
    pub drawn: Vec<Pick>,
    /// The next tickets, for those that cannot be evaluated.
    pub reserve: Vec<Pick>,
    /// Whether every id of the stratum is drawn.
    pub whole: bool,
}

/// One interaction drawn or in reserve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// 1 for the first of its stratum.
    pub rank: u64,
    /// Its ticket.
    pub ticket: Ticket,
    /// The chance it had of being drawn, as numerator and denominator; exact for every seed that
    /// nobody chose by its tickets. In reserve, that of those drawn.
    pub probability: (i128, i128),
    /// The interaction.
    pub candidate: Candidate,
}

impl Draw {
    /// Draws from a frame.
    pub fn from_frame(frame: Frame) -> Self {
        let (eligible, exclusions) = (frame.eligible(), frame.exclusions().clone());
        let sum = frame.sum();
        let (plan, pools, targeted) = frame.into_pools();
        let wanted = wanted(&plan, &pools);
        let strata = pools.into_iter().zip(wanted).map(|((key, pool), n)| {
            let stratum = Stratum::of(&plan, &key, (pool, n));
            (key, stratum)
        });
        let strata: Vec<(String, Stratum)> = strata.collect();
        let keyed: Vec<(String, &Stratum)> =
            strata.iter().map(|(key, stratum)| (key.clone(), stratum)).collect();
        let targeted = target::pick(&plan.targets, targeted, &keyed);
        let strata = strata.into_iter().map(|(_, stratum)| stratum).collect();
        Self { plan, eligible, sum, exclusions, strata, targeted }
    }

    /// How many interactions were drawn at random.
    pub fn count(&self) -> usize {
        self.strata.iter().map(|stratum| stratum.drawn.len()).sum()
    }

    /// The strata that have less than was asked for.
    pub fn short(&self) -> impl Iterator<Item = &Stratum> {
        self.strata.iter().filter(|stratum| stratum.drawn.len() < stratum.wanted)
    }

    /// Whether every stratum and every rule gave what was asked for, and there was a stratum at all.
    pub fn is_full(&self) -> bool {
        let met = self.targeted.iter().all(|rule| rule.picks.len() >= rule.wanted);
        let missing = self.missing();
        !self.strata.is_empty() && self.short().next().is_none() && met && missing == 0
    }

    /// How many fewer were drawn than a total asked for.
    pub fn missing(&self) -> usize {
        use super::allocate::Allocation as A;
        if self.plan.work.budget.is_some() {
            return 0;
        }
        match &self.plan.allocation {
            A::Equal(total) | A::Proportional(total) | A::Neyman(total) | A::Shares(total, _) => {
                total.saturating_sub(self.count())
            }
            A::Each(_) | A::HalfWidth(_) | A::Quota(..) => 0,
        }
    }

    /// Every pick with its stratum, in order of strata.
    pub fn picks(&self) -> impl Iterator<Item = (&Stratum, &Pick)> {
        self.strata.iter().flat_map(|stratum| stratum.drawn.iter().map(move |pick| (stratum, pick)))
    }
}

/// How many are asked of each pool, in order of key.
fn wanted(plan: &Plan, pools: &BTreeMap<String, Pool>) -> Vec<usize> {
    let facts: Vec<Facts<'_>> = pools
        .iter()
        .map(|(key, pool)| {
            let (known, talk) = pool.talk;
            let mean = (known > 0).then(|| real::signed(talk.into()) / real::count(known));
            Facts {
                first: key.split(BETWEEN).next().unwrap_or_default(),
                size: usize::try_from(pool.size).unwrap_or(usize::MAX),
                sd: plan.spread.of(&label(&plan.strata, key)),
                minutes: plan.work.minutes(mean),
            }
        })
        .collect();
    match plan.work.budget {
        Some(minutes) => within(&plan.allocation, &facts, plan.bounds, minutes),
        None => plan.allocation.spread(&facts, plan.bounds),
    }
}

impl Stratum {
    fn of(plan: &Plan, key: &str, (pool, n): (Pool, usize)) -> Self {
        let label = label(&plan.strata, key);
        match plan.method {
            Method::Tickets => Self::smallest(plan, label, (pool, n)),
            Method::Systematic | Method::BySize(_) => Self::every_kth(plan, label, (pool, n)),
        }
    }

    /// The smallest tickets; an interaction of an earlier draw stays, and all before it come in.
    fn smallest(plan: &Plan, label: String, (pool, n): (Pool, usize)) -> Self {
        let (size, ids) = (pool.size, pool.smallest.len());
        let is_kept = |(_, id): &(Ticket, String)| plan.kept.contains(id);
        let some = !plan.kept.is_empty();
        let last_kept = some.then(|| pool.smallest.keys().rposition(is_kept)).flatten();
        let n = last_kept.map_or(n, |last| n.max(last + 1));
        let whole = ids <= n;
        let drawn = i128::try_from(n.min(ids)).unwrap_or(i128::MAX);
        let probability = if whole { (1, 1) } else { (drawn, i128::from(size)) };
        let picks = (1..).zip(pool.smallest);
        let mut picks = picks.map(|(rank, ((ticket, _), candidate))| Pick {
            rank,
            ticket,
            probability,
            candidate,
        });
        let drawn = picks.by_ref().take(n).collect();
        let reserve = picks.take(plan.reserve).collect();
        Self { label, size, wanted: n, drawn, reserve, whole }
    }

    /// Units at equal steps of size from a start: in order of time, or of ticket where sizes differ.
    fn every_kth(plan: &Plan, label: String, (pool, n): (Pool, usize)) -> Self {
        let size = pool.size;
        let mut units: Vec<(Ticket, Candidate)> =
            pool.smallest.into_iter().map(|((ticket, _), candidate)| (ticket, candidate)).collect();
        let sizes: Vec<i64> = match plan.method {
            Method::BySize(_) => units.iter().map(|(_, one)| one.size.unwrap_or(0)).collect(),
            Method::Tickets | Method::Systematic => {
                units.sort_by(|(_, a), (_, b)| {
                    (a.start_time, &a.interaction_id).cmp(&(b.start_time, &b.interaction_id))
                });
                vec![1; units.len()]
            }
        };
        let chances = systematic::probabilities(&sizes, n);
        let chosen = systematic::choose(&chances, start(&plan.seed, &label));
        let whole = chosen.iter().all(|chosen| *chosen);
        let chosen = units.into_iter().zip(chances).zip(chosen).filter(|(_, chosen)| *chosen);
        let picks = (1..).zip(chosen).map(|(rank, (((ticket, candidate), probability), _))| Pick {
            rank,
            ticket,
            probability,
            candidate,
        });
        let drawn = picks.collect();
        Self { label, size, wanted: n, drawn, reserve: Vec::new(), whole }
    }

    /// The team of everybody kept from the stratum; `None` when it is unknown or not one.
    pub fn team(&self) -> Option<&str> {
        let mut teams = self.drawn.iter().chain(&self.reserve).map(|pick| &pick.candidate.team);
        let first = teams.next()?.as_deref()?;
        teams.all(|team| team.as_deref() == Some(first)).then_some(first)
    }
}

/// Where the steps begin: the first 40 bits of `SHA-256(seed + "|start " + label)`.
fn start(seed: &str, label: &str) -> u64 {
    Ticket::of(seed, &format!("start {label}")).words()[0] >> 24
}

fn label(columns: &[By], key: &str) -> String {
    if columns.is_empty() {
        return "all".to_owned();
    }
    let values = columns.iter().zip(key.split(BETWEEN));
    let parts: Vec<_> = values.map(|(by, value)| format!("{}={value}", by.name())).collect();
    parts.join("|")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{Batch, Column, Field, Fold, TextColumn};
    use proptest::prelude::*;

    /// A plan by agent without a filter.
    pub(in crate::sampling) fn plan(seed: &str, n: usize) -> Plan {
        Plan::each(seed, vec![By::Column(Field::AgentId.into())], n)
    }

    /// Interaction ids and agents as a batch.
    pub(in crate::sampling) fn batch(rows: &[(String, String)]) -> Batch {
        let (mut ids, mut agents) = (TextColumn::default(), TextColumn::default());
        for (id, agent) in rows {
            ids.push(id);
            agents.push(agent);
        }
        let columns = vec![
            (Field::InteractionId.into(), Column::Text(ids)),
            (Field::AgentId.into(), Column::Text(agents)),
        ];
        Batch::new(rows.len(), columns)
    }

    pub(in crate::sampling) fn draw(plan: Plan, rows: &[(String, String)]) -> Draw {
        let mut frame = Frame::new(plan);
        frame.update(&batch(rows));
        Draw::from_frame(frame)
    }

    /// `count` calls of one agent.
    pub(in crate::sampling) fn calls(agent: &str, count: usize) -> Vec<(String, String)> {
        (0..count).map(|i| (format!("{agent}-{i}"), agent.to_owned())).collect()
    }

    fn ids(stratum: &Stratum) -> Vec<&str> {
        stratum.drawn.iter().map(|pick| pick.candidate.interaction_id.as_str()).collect()
    }

    #[test]
    fn nothing_is_drawn_from_nothing_and_that_is_not_full() {
        let draw = draw(plan("s", 5), &[]);
        assert_eq!((draw.count(), draw.eligible, draw.is_full()), (0, 0, false));
    }

    #[test]
    fn a_draw_by_hand() {
        // for i in 1 2 3 4 5; do printf "seed7|C-000$i" | sha256sum; done
        //   C-0001 a39d396a…  C-0002 40c1e52b…  C-0003 a1aaeffe…  C-0004 83272fcb…  C-0005 0bd4ff22…
        // In order: C-0005, C-0002, C-0004, C-0003, C-0001.
        let rows: Vec<_> = (1..=5).map(|i| (format!("C-000{i}"), "A1".to_owned())).collect();
        let draw = draw(plan("seed7", 2), &rows);
        let stratum = &draw.strata[0];
        assert_eq!(ids(stratum), ["C-0005", "C-0002"]);
        let reserve: Vec<_> =
            stratum.reserve.iter().map(|pick| (pick.rank, pick.ticket.short())).collect();
        assert_eq!(
            reserve,
            [(3, "83272fcbace387b3".to_owned()), (4, "a1aaeffeb32d03a3".to_owned())]
        );
        assert_eq!((stratum.drawn[0].probability, stratum.size), ((2, 5), 5));
        assert_eq!(stratum.label, "agent_id=A1");
    }

    #[test]
    fn the_rule_of_field_md_draws_its_vector() {
        // Sample of 2 with seed 2025-W14, as published with the rule.
        let rows: Vec<_> = (1..=5).map(|i| (format!("C-000{i}"), "A1".to_owned())).collect();
        assert_eq!(ids(&draw(plan("2025-W14", 2), &rows).strata[0]), ["C-0005", "C-0004"]);
    }

    #[test]
    fn a_small_stratum_is_drawn_whole_and_said_to_be_short() {
        let mut rows = calls("A1", 3);
        rows.extend(calls("A2", 9));
        let draw = draw(plan("s", 3), &rows);
        assert!(draw.is_full());
        assert_eq!(draw.strata[0].drawn[0].probability, (1, 1));
        assert_eq!(draw.strata[1].drawn[0].probability, (3, 9));
        let draw = self::draw(plan("s", 4), &rows);
        assert_eq!(draw.short().map(|s| s.label.as_str()).collect::<Vec<_>>(), ["agent_id=A1"]);
    }

    #[test]
    fn without_strata_everything_is_one() {
        let mut rows = calls("A1", 3);
        rows.extend(calls("A2", 9));
        let draw = draw(Plan { strata: Vec::new(), ..plan("s", 4) }, &rows);
        assert_eq!(draw.strata.len(), 1);
        assert_eq!((draw.strata[0].label.as_str(), draw.strata[0].size), ("all", 12));
    }

    #[test]
    fn an_id_on_two_rows_is_drawn_once() {
        let mut rows = calls("A1", 2);
        rows.extend(calls("A1", 2));
        let draw = draw(plan("s", 5), &rows);
        assert_eq!((draw.count(), draw.strata[0].size), (2, 4));
        assert_eq!(draw.strata[0].drawn[0].probability, (1, 1));
    }

    /// Counts of each call over many seeds; under a fair draw, chi-square with 11 degrees of freedom,
    /// scaled by (N−1)/(N−n) because a call is drawn at most once per seed, stays below its 99.9 %
    /// quantile, 31.264 (R: `qchisq(.999, 11)`).
    #[test]
    fn every_call_is_drawn_as_often_as_any_other() {
        let (rows, seeds, n) = (calls("A1", 12), 2_000_u32, 3);
        let mut counts = BTreeMap::new();
        for seed in 0..seeds {
            for id in ids(&draw(plan(&seed.to_string(), n), &rows).strata[0]) {
                *counts.entry(id.to_owned()).or_insert(0_u32) += 1;
            }
        }
        let expected = f64::from(seeds) * 3.0 / 12.0;
        let chi: f64 = counts.values().map(|c| (f64::from(*c) - expected).powi(2) / expected).sum();
        let chi = chi * 11.0 / 9.0;
        assert_eq!(counts.len(), 12);
        assert!(chi < 31.264 && chi > 0.5, "chi-square {chi}");
    }

    fn rows() -> impl Strategy<Value = Vec<(String, String)>> {
        let row = ("[A-C]", 0..40_u8).prop_map(|(agent, id)| (format!("{agent}{id}"), agent));
        prop::collection::vec(row, 0..60)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn neither_order_nor_cut_nor_merge_matters(
            (rows, shuffled) in rows().prop_flat_map(|rows| {
                (Just(rows.clone()), Just(rows).prop_shuffle())
            }),
            cuts in prop::collection::vec(0..61_usize, 2),
            n in 1..6_usize,
        ) {
            let whole = draw(plan("s", n), &rows);
            let (a, b) = (cuts[0].min(shuffled.len()), cuts[1].min(shuffled.len()));
            let (a, b) = (a.min(b), a.max(b));
            let frames = [&shuffled[..a], &shuffled[a..b], &shuffled[b..]].map(|part| {
                let mut frame = Frame::new(plan("s", n));
                frame.update(&batch(part));
                frame
            });
            let [first, second, mut third] = frames;
            third.merge(first);
            third.merge(second);
            prop_assert_eq!(Draw::from_frame(third), whole);
        }

        #[test]
        fn asking_for_more_keeps_what_was_drawn(rows in rows(), n in 1..6_usize, more in 0..6_usize) {
            let few = draw(plan("s", n), &rows);
            let many = draw(plan("s", n + more), &rows);
            for (few, many) in few.strata.iter().zip(&many.strata) {
                prop_assert_eq!(ids(few), &ids(many)[..few.drawn.len()]);
            }
        }

        #[test]
        fn other_strata_do_not_matter(rows in rows(), n in 1..6_usize) {
            let all = draw(plan("s", n), &rows);
            let alone: Vec<_> = rows.into_iter().filter(|(_, agent)| agent == "A").collect();
            let alone = draw(plan("s", n), &alone);
            let found = all.strata.iter().find(|stratum| stratum.label == "agent_id=A");
            prop_assert_eq!(found, alone.strata.first());
        }

        #[test]
        fn a_late_row_replaces_at_most_the_last(rows in rows(), late in 40..99_u8, n in 1..6_usize) {
            let before = draw(plan("s", n), &rows);
            let mut more = rows;
            more.push((format!("A{late}"), "A".to_owned()));
            let after = draw(plan("s", n), &more);
            let find = |draw: &Draw| -> Vec<String> {
                let found = draw.strata.iter().find(|s| s.label == "agent_id=A").map(ids);
                found.unwrap_or_default().into_iter().map(str::to_owned).collect()
            };
            let (before, after) = (find(&before), find(&after));
            let kept = before.iter().filter(|id| after.contains(id)).count();
            prop_assert!(kept + 1 >= before.len());
        }

        #[test]
        fn small_strata_are_whole_and_probabilities_add_up(rows in rows(), n in 1..6_usize) {
            for stratum in &draw(plan("s", n), &rows).strata {
                let (num, den) = stratum.drawn[0].probability;
                prop_assert!(num <= den && den <= i128::from(stratum.size.max(1)));
                if usize::try_from(stratum.size).unwrap() <= n {
                    prop_assert_eq!((num, den), (1, 1));
                }
                if !stratum.whole {
                    // The weights of those drawn, one over each probability, add up to N.
                    let drawn = i128::try_from(stratum.drawn.len()).unwrap();
                    let size = i128::from(stratum.size);
                    prop_assert_eq!((drawn, drawn * den), (i128::try_from(n).unwrap(), size * num));
                }
            }
        }
    }
}
