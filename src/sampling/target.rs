//! Picks made for a purpose: low ratings, long holds, new agents. They are marked, and no estimate
//! is made from them.

use super::candidate::Candidate;
use super::draw::Stratum;
use super::pool::Pool;
use super::repeat::Side;
use crate::model::{Batch, Field, Name, Period};
use crate::query::Filter;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A rule with its own quota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its name, which marks the picks.
    pub name: String,
    /// How many.
    pub n: usize,
    /// From each stratum, or in all.
    pub from: Reach,
    /// Which interactions it means.
    pub filter: Filter,
    /// Of whom or of which of them.
    pub among: Among,
}

/// What a rule looks at beside its condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Among {
    /// Nothing.
    #[default]
    All,
    /// Contacts of customers who were here before or came again; the calls have to be looked through
    /// for them first, and then are listed.
    Repeats(Side),
    /// These interactions.
    Listed(Arc<BTreeSet<String>>),
    /// Interactions of these agents that begin in one of their stretches.
    Agents(Arc<BTreeMap<String, Vec<Period>>>),
}

impl Target {
    /// The columns it reads.
    pub(super) fn columns(&self) -> Vec<Name> {
        let mut names = self.filter.columns();
        if let Among::Agents(agents) = &self.among {
            names.push(Field::AgentId.into());
            let bounded = agents.values().flatten().any(|stretch| *stretch != EVER);
            names.extend(bounded.then_some(Name::Field(Field::StartTime)));
        }
        names
    }

    /// The rows it means.
    pub(super) fn meant(&self, batch: &Batch) -> Vec<bool> {
        let mut meant = Vec::new();
        self.filter.select(batch, &mut meant);
        let text = |field: Field| batch.text(&field.into());
        let holds: Box<dyn Fn(usize) -> bool + '_> = match &self.among {
            Among::All => return meant,
            Among::Repeats(_) => Box::new(|_| false),
            Among::Listed(ids) => {
                let column = text(Field::InteractionId);
                Box::new(move |row| {
                    column.and_then(|it| it.get(row)).is_some_and(|id| ids.contains(id))
                })
            }
            Among::Agents(agents) => {
                let (column, starts) = (text(Field::AgentId), batch.milli(Field::StartTime));
                Box::new(move |row| {
                    let stretches = column.and_then(|it| it.get(row)).and_then(|id| agents.get(id));
                    let start = starts.and_then(|starts| starts.get(row));
                    let inside = |stretch: &Period| {
                        *stretch == EVER || start.is_some_and(|start| stretch.contains(start))
                    };
                    stretches.is_some_and(|stretches| stretches.iter().any(inside))
                })
            }
        };
        for (row, cell) in meant.iter_mut().enumerate() {
            *cell = *cell && holds(row);
        }
        meant
    }
}

/// At any time, known or not.
pub const EVER: Period = Period { from: i64::MIN, to: i64::MAX };

/// What the quota of a rule holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Each stratum.
    Stratum,
    /// All strata together.
    All,
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Targeted {
    /// Its name.
    pub name: String,
    /// Interactions that satisfy it.
    pub eligible: u64,
    /// How many were asked for.
    pub wanted: usize,
    /// The smallest tickets of those not drawn at random, in order of ticket: with the label of
    /// their stratum and their ticket.
    pub picks: Vec<TargetedPick>,
}

/// One pick of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetedPick {
    /// Label of its stratum.
    pub stratum: String,
    /// Its ticket.
    pub ticket: super::Ticket,
    /// The interaction.
    pub candidate: Candidate,
}

/// Names of rules that need no condition of one's own.
pub const NAMED: [(&str, &str); 4] = [
    ("low_csat", "csat <= 2"),
    ("long_hold", "hold_s >= 180"),
    ("transfer", "transferred"),
    ("long_call", "talk_s >= 900"),
];

/// The picks of every rule, none of which was drawn at random or by a rule before it.
pub(super) fn pick(
    targets: &[Target],
    pools: Vec<BTreeMap<String, Pool>>,
    strata: &[(String, &Stratum)],
) -> Vec<Targeted> {
    let drawn = strata.iter().flat_map(|(_, stratum)| &stratum.drawn);
    let mut taken: BTreeSet<String> =
        drawn.map(|pick| pick.candidate.interaction_id.clone()).collect();
    let labels: BTreeMap<&str, &str> =
        strata.iter().map(|(key, stratum)| (key.as_str(), stratum.label.as_str())).collect();
    let mut found = Vec::new();
    for (target, pools) in targets.iter().zip(pools) {
        let eligible = pools.values().map(|pool| pool.size).sum();
        let mut picks = Vec::new();
        for (key, pool) in &pools {
            let label = labels.get(key.as_str()).copied().unwrap_or_default();
            let is_free = |(_, one): &(_, Candidate)| !taken.contains(&one.interaction_id);
            let free = pool.candidates().filter(is_free).take(target.n);
            picks.extend(free.map(|(ticket, candidate)| TargetedPick {
                stratum: label.to_owned(),
                ticket,
                candidate,
            }));
        }
        let wanted = match target.from {
            // A stratum without an interaction that is meant cannot lack one.
            Reach::Stratum => target.n * pools.len(),
            Reach::All => {
                picks.sort_by(|a, b| (a.ticket, &a.candidate).cmp(&(b.ticket, &b.candidate)));
                picks.dedup_by(|a, b| a.candidate.interaction_id == b.candidate.interaction_id);
                picks.truncate(target.n);
                target.n
            }
        };
        taken.extend(picks.iter().map(|pick| pick.candidate.interaction_id.clone()));
        found.push(Targeted { name: target.name.clone(), eligible, wanted, picks });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::draw::tests::{calls, draw, plan};
    use super::super::plan::Plan;
    use super::*;

    fn target(n: usize, from: Reach, text: &str) -> Target {
        let filter = Filter::parse(text).unwrap();
        Target { name: "some".to_owned(), n, from, filter, among: Among::All }
    }

    fn rows() -> Vec<(String, String)> {
        let mut rows = calls("A1", 9);
        rows.extend(calls("A2", 9));
        rows
    }

    #[test]
    fn without_a_row_that_is_meant_nothing_is_picked() {
        let targets = vec![target(2, Reach::All, "agent_id = 'A9'")];
        let drawn = draw(Plan { targets, ..plan("s", 3) }, &rows());
        let found = &drawn.targeted[0];
        assert_eq!((found.eligible, found.wanted, found.picks.len()), (0, 2, 0));
    }

    #[test]
    fn a_pick_is_never_one_that_was_drawn() {
        let targets = vec![
            target(2, Reach::Stratum, "agent_id is not null"),
            target(5, Reach::All, "agent_id = 'A2'"),
        ];
        let plain = draw(plan("s", 3), &rows());
        let drawn = draw(Plan { targets, ..plan("s", 3) }, &rows());
        assert_eq!(drawn.strata, plain.strata, "a rule leaves the draw alone");
        let random = drawn.strata.iter().flat_map(|stratum| &stratum.drawn);
        let mut ids: Vec<_> = random.map(|pick| pick.candidate.interaction_id.clone()).collect();
        for found in &drawn.targeted {
            ids.extend(found.picks.iter().map(|pick| pick.candidate.interaction_id.clone()));
        }
        let all = ids.len();
        ids.sort();
        ids.dedup();
        // Three of each at random, two more of each by the first rule; A2 has four left, for five.
        assert_eq!((all, ids.len()), (6 + 4 + 4, all));
        assert_eq!(drawn.targeted[1].picks[0].stratum, "agent_id=A2");
    }
}
