//! How far scores put agents in an order.

use super::study::{FALSE_WORDS, Study};
use crate::stats::{multiple, real, tail};

/// Chance below which agents differ at all.
pub(super) const DIFFERENT: f64 = 0.1;

/// Where an agent stands among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Above the others, beyond chance.
    Above,
    /// Not told apart from the others.
    Alike,
    /// Below the others, beyond chance.
    Below,
}

impl Group {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Above => "above the others",
            Self::Alike => "not told apart",
            Self::Below => "below the others",
        }
    }
}

/// What the scores say of an agent's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Place among [`Study::agents`].
    pub at: usize,
    /// Above, below, or neither.
    pub group: Group,
    /// The best rank that the scores leave open, from 1.
    pub best: usize,
    /// The worst.
    pub worst: usize,
}

/// Where everybody stands, by group and within a group by name; `None` when the scores do not show
/// that agents differ at all: then nobody is ranked.
///
/// Groups hold each agent against the mean of the others, with a false-discovery rate of 5 %. Ranks
/// hold each pair against each other; by Holm's rule all ranges are right together with 95 %.
pub fn ranking(study: &Study<'_>) -> Option<Vec<Standing>> {
    let spread = study.pooled?;
    let agents = &study.agents;
    study.differ.filter(|test| test.p <= DIFFERENT)?;
    let n = |at: usize| real::count(agents[at].own.n);
    let all: f64 = (0..agents.len()).map(n).sum();
    let sum: f64 = agents.iter().map(|one| one.own.mean * real::count(one.own.n)).sum();
    let p_of = |difference: f64, inverse: f64| {
        tail::student(difference.abs() / (spread.sd * inverse.sqrt()), spread.df)
    };
    let from_others = |at: usize| {
        let own = agents[at].own.mean;
        let others = (sum - own * n(at)) / (all - n(at));
        (own - others, p_of(own - others, 1.0 / n(at) + 1.0 / (all - n(at))))
    };
    let apart: Vec<(f64, f64)> = (0..agents.len()).map(from_others).collect();
    let adjusted = multiple::false_discovery(&apart.iter().map(|(_, p)| *p).collect::<Vec<_>>());
    let pairs: Vec<(usize, usize)> =
        (0..agents.len()).flat_map(|one| (0..one).map(move |other| (one, other))).collect();
    let differences = pairs.iter().map(|(one, other)| {
        let difference = agents[*one].own.mean - agents[*other].own.mean;
        p_of(difference, 1.0 / n(*one) + 1.0 / n(*other))
    });
    let differences = multiple::holm(&differences.collect::<Vec<_>>());
    let (mut better, mut worse) = (vec![0; agents.len()], vec![0; agents.len()]);
    for ((one, other), p) in pairs.into_iter().zip(differences) {
        if p <= FALSE_WORDS {
            let first_leads = agents[one].own.mean > agents[other].own.mean;
            let (lead, behind) = if first_leads { (one, other) } else { (other, one) };
            better[behind] += 1;
            worse[lead] += 1;
        }
    }
    let standing = |at: usize| Standing {
        at,
        group: match adjusted[at] <= FALSE_WORDS {
            true if apart[at].0 > 0.0 => Group::Above,
            true => Group::Below,
            false => Group::Alike,
        },
        best: better[at] + 1,
        worst: agents.len() - worse[at],
    };
    let mut standings: Vec<Standing> = (0..agents.len()).map(standing).collect();
    standings.sort_by_key(|one| (one.group, one.at));
    Some(standings)
}
