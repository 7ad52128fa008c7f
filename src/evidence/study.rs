//! What the scores of a centre let one say of each agent.

use super::sample::{Agent, Sample};
use super::verdict::{More, Verdict};
use crate::stats::groups::{self, Test};
use crate::stats::hierarchy::Hierarchy;
use crate::stats::mean::{self, Mean};
use crate::stats::pooled::{self, Pooled};
use crate::stats::shrinkage::Estimated;
use crate::stats::{multiple, normal, real, size};

/// Fewest agents that say something of agents in general.
pub(super) const FEWEST_AGENTS: usize = 5;
/// The share of wrong words among all words said.
pub(super) const FALSE_WORDS: f64 = 0.05;
/// Fewest evaluations of an agent's own that bear a word: two say what chance says.
pub(super) const FEWEST_OWN: u64 = 3;
/// How likely an agent has to be on the side that is said.
const SURE: f64 = 0.95;
/// More evaluations of one agent than anybody makes.
const BEYOND: u64 = 500;

/// What agents are held against, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// The score.
    pub points: f64,
    /// Who says so.
    pub told: Told,
}

/// Who says what the target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The request.
    Asked,
    /// The pass mark of the scorecard.
    PassMark,
    /// Nobody: it is the mean of the agents themselves.
    MeanOfAll,
}

/// What can be said of one agent with scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence<'s> {
    /// The agent.
    pub agent: &'s Agent,
    /// Mean and spread of the agent's own scores.
    pub own: Mean,
    /// 95 % limits of how the agent works, with the spread of all agents; `None` without spread.
    pub limits: Option<(f64, f64)>,
    /// 95 % limits of the mean of all the agent's interactions of the period; `None` where their
    /// number is not known.
    pub limits_of_all: Option<(f64, f64)>,
    /// The likely value given what agents are like, and its 95 % limits; `None` below five agents.
    pub shrunken: Option<(f64, (f64, f64))>,
    /// How likely the agent works above the target; `None` below five agents.
    pub above: Option<f64>,
    /// How often chance gives such scores to an agent at the target, and the same for so many agents.
    pub p: Option<(f64, f64)>,
    /// What may be said.
    pub verdict: Verdict,
}

/// All agents of a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Study<'s> {
    /// The sample.
    pub sample: &'s Sample<'s>,
    /// What agents are held against; `None` without a score.
    pub target: Option<Target>,
    /// The spread within agents; `None` where nobody has two scores that differ.
    pub pooled: Option<Pooled>,
    /// How skewed scores are around their own agent's mean; 0 where nothing tells.
    pub skewness: f64,
    /// What agents are like; `None` below five with a score.
    pub hierarchy: Option<Hierarchy>,
    /// Whether agents differ at all; `None` without spread.
    pub differ: Option<Test>,
    /// Agents with scores, in order of id.
    pub agents: Vec<Evidence<'s>>,
    /// Whether every score lies from 0 to 100, so that limits are cut there.
    within: bool,
}

impl<'s> Study<'s> {
    /// Of a sample, against the target asked for, else the pass mark, else the mean of all agents.
    pub fn of(sample: &'s Sample<'s>, asked: Option<f64>) -> Self {
        let with_scores = || sample.agents.iter().filter_map(|one| Some((one, one.mean()?)));
        let means: Vec<Mean> = with_scores().map(|(_, own)| own).collect();
        let pooled = Pooled::of(&means);
        let scores = |agent: &Agent| agent.pieces.iter().map(|piece| piece.score).collect();
        let scores: Vec<Vec<f64>> = sample.agents.iter().map(scores).collect();
        let skewness = pooled.and_then(|pooled| pooled::skewness(&scores, &pooled)).unwrap_or(0.0);
        let hierarchy = pooled.filter(|_| means.len() >= FEWEST_AGENTS).and_then(|spread| {
            let level = |own: &Mean| {
                let error = spread.error(own.n, None);
                Estimated { value: own.mean, variance: error * error * spread.allowance() }
            };
            Hierarchy::of(&means.iter().map(level).collect::<Vec<_>>())
        });
        let all = sample.agents.iter().flat_map(|agent| &agent.pieces);
        let within = all.clone().all(|piece| (0.0..=100.0).contains(&piece.score));
        let target = target(sample, asked, &means);
        let differ = groups::variance(&means);
        let mut study = Self {
            sample,
            target,
            pooled,
            skewness,
            hierarchy,
            differ,
            agents: Vec::new(),
            within,
        };
        let agents = with_scores().enumerate();
        study.agents = agents.map(|(at, (agent, own))| study.evidence(at, agent, own)).collect();
        study.decide();
        study
    }

    /// Differences that so many evaluations of one agent can show, in points: half their interval.
    pub fn resolution(&self, n: u64) -> Option<f64> {
        self.pooled.filter(|_| n > 0).map(|spread| spread.half_width(n, None, 0.95))
    }

    /// The share of the variance of a mean of so many evaluations that is the agents' own; `None`
    /// below five agents.
    pub fn reliability(&self, n: u64) -> Option<f64> {
        let (spread, between) = (self.pooled?, self.hierarchy.as_ref()?.between().powi(2));
        (n > 0).then(|| between / (between + spread.sd.powi(2) / real::count(n)))
    }

    /// The evaluations of an agent in the middle of all agents; `None` without any.
    pub fn usual_n(&self) -> Option<u64> {
        let mut all: Vec<u64> = self.agents.iter().map(|one| one.own.n).collect();
        all.sort_unstable();
        all.get(all.len().checked_sub(1)? / 2).copied()
    }

    /// How likely the agent works on the other side of the target than the mean lies, which is a wrong
    /// decision wherever the mean alone decides; `None` below five agents.
    pub fn wrong_side(&self, one: &Evidence<'_>) -> Option<f64> {
        let (above, target) = (one.above?, self.target?);
        Some(if one.own.mean >= target.points { 1.0 - above } else { above })
    }

    /// Limits cut where scores end.
    pub(super) fn cut(&self, (low, high): (f64, f64)) -> (f64, f64) {
        if self.within { (low.clamp(0.0, 100.0), high.clamp(0.0, 100.0)) } else { (low, high) }
    }

    fn evidence(&self, at: usize, agent: &'s Agent, own: Mean) -> Evidence<'s> {
        let around = |half: f64| self.cut((own.mean - half, own.mean + half));
        let half =
            |population| self.pooled.map(|spread| spread.half_width(own.n, population, 0.95));
        let known = agent.population.filter(|all| *all >= own.n);
        let shrunken = self
            .hierarchy
            .as_ref()
            .map(|found| (found.level(at).0, self.cut(found.limits(at, 0.95))));
        let above = self.hierarchy.as_ref().zip(self.target);
        let p = self.pooled.zip(self.target).map(|(spread, target)| {
            spread.skewed_p((own.mean - target.points).abs(), own.n, self.skewness)
        });
        Evidence {
            agent,
            own,
            limits: half(None).map(around),
            limits_of_all: known.and_then(|all| half(Some(all))).map(around),
            shrunken,
            above: above.map(|(found, target)| 1.0 - found.below(at, target.points)),
            p: p.map(|p| (p, p)),
            verdict: Verdict::Undecided(More::Unknown),
        }
    }

    /// Adjusts for so many agents, says what may be said, and how much is missing.
    fn decide(&mut self) {
        let Some(target) = self.target else { return };
        let raw: Vec<f64> = self.agents.iter().filter_map(|one| Some(one.p?.0)).collect();
        if raw.len() < self.agents.len() {
            return;
        }
        for (one, adjusted) in self.agents.iter_mut().zip(multiple::false_discovery(&raw)) {
            one.p = one.p.map(|(p, _)| (p, adjusted));
            one.verdict = word(one, target.points).unwrap_or(one.verdict);
        }
        let said = self.agents.iter().filter(|one| !matches!(one.verdict, Verdict::Undecided(_)));
        let next = real::length(said.count() + 1) / real::length(self.agents.len());
        let z = normal::quantile(1.0 - FALSE_WORDS * next.clamp(0.0, 1.0) / 2.0);
        let spread = self.pooled;
        for one in &mut self.agents {
            if let (Verdict::Undecided(_), Some(spread)) = (one.verdict, spread) {
                let likely = one.shrunken.map_or(one.own.mean, |(value, _)| value);
                let margin = (likely - target.points).abs();
                one.verdict = Verdict::Undecided(more(spread.sd, margin, z, one.own.n));
            }
        }
    }
}

/// The word that both the agent's own scores and what agents are like bear out.
fn word(one: &Evidence<'_>, target: f64) -> Option<Verdict> {
    let (_, adjusted) = one.p.filter(|_| one.own.n >= FEWEST_OWN)?;
    let (above, below) = one.above.map_or((1.0, 1.0), |above| (above, 1.0 - above));
    match adjusted <= FALSE_WORDS {
        true if one.own.mean > target && above >= SURE => Some(Verdict::Above),
        true if one.own.mean < target && below >= SURE => Some(Verdict::Below),
        _ => None,
    }
}

fn more(sd: f64, margin: f64, z: f64, n: u64) -> More {
    if margin <= 0.0 {
        return More::Beyond;
    }
    let needed = size::for_mean(sd, margin, z, None).n;
    if needed > n + BEYOND {
        More::Beyond
    } else {
        More::About(needed.max(FEWEST_OWN).saturating_sub(n).max(1))
    }
}

fn target(sample: &Sample<'_>, asked: Option<f64>, means: &[Mean]) -> Option<Target> {
    let mark = sample.card.pass_mark().map(|mark| real::signed(i128::from(mark)) / 1000.0);
    let asked = asked.map(|points| Target { points, told: Told::Asked });
    let mark = mark.map(|points| Target { points, told: Told::PassMark });
    let all = (!means.is_empty()).then(|| Target {
        points: mean::sum(means.iter().map(|own| own.mean)) / real::length(means.len()),
        told: Told::MeanOfAll,
    });
    all.and_then(|all| asked.or(mark).or(Some(all)))
}

#[cfg(test)]
mod tests;
