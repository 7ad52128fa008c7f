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

    /// Whether every stratum and every rule gave what was asked for, and that was anything at all.
    pub fn is_full(&self) -> bool {
        let met = self.targeted.iter().all(|rule| rule.picks.len() >= rule.wanted);
        let missing = self.missing();
        let some = self.count() > 0 || !self.targeted.is_empty();
        some && self.short().next().is_none() && met && missing == 0
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
                sd: if plan.spread.known.is_empty() {
                    plan.spread.usual
                } else {
                    plan.spread.of(&label(&plan.strata, key))
                },
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
        let (size, ids) = (pool.size, pool.len());
        let some = !plan.kept.is_empty();
        let last_kept = some.then(|| pool.ids().rposition(|id| plan.kept.contains(id))).flatten();
        let n = last_kept.map_or(n, |last| n.max(last + 1));
        let whole = ids <= n;
        let drawn = i128::try_from(n.min(ids)).unwrap_or(i128::MAX);
        let probability = if whole { (1, 1) } else { (drawn, i128::from(size)) };
        let picks = (1..).zip(pool.into_candidates());
        let mut picks =
            picks.map(|(rank, (ticket, candidate))| Pick { rank, ticket, probability, candidate });
        let drawn = picks.by_ref().take(n).collect();
        let reserve = picks.take(plan.reserve).collect();
        Self { label, size, wanted: n, drawn, reserve, whole }
    }

    /// Units at equal steps of size from a start: in order of time, or of ticket where sizes differ.
    fn every_kth(plan: &Plan, label: String, (pool, n): (Pool, usize)) -> Self {
        let size = pool.size;
        let mut units: Vec<(Ticket, Candidate)> = pool.into_candidates().collect();
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

pub(super) fn label(columns: &[By], key: &str) -> String {
    if columns.is_empty() {
        return "all".to_owned();
    }
    let values = columns.iter().zip(key.split(BETWEEN));
    let parts: Vec<_> = values.map(|(by, value)| format!("{}={value}", by.name())).collect();
    parts.join("|")
}

#[cfg(test)]
pub(super) mod tests;
