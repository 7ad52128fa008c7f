//! What happens when a mean of few scores decides about money.

use super::study::Study;
use crate::stats::{normal, real, tail};

/// How many quantiles stand for what agents are like.
const QUANTILES: usize = 64;

/// How often agents end up on the wrong side of the target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mistakes {
    /// Evaluations an agent.
    pub(super) n: u64,
    /// Share of all agents who work below the target and are taken to be above.
    pub(super) wrongly_above: f64,
    /// Share of all agents who work above the target and are taken to be below.
    pub(super) wrongly_below: f64,
}

/// What is to be expected with so many evaluations an agent, when the mean alone decides; `None`
/// where it is not known what agents are like.
///
/// The expectation of agents as the study finds them, with scores that scatter normally.
pub(super) fn mistakes(study: &Study<'_>, n: u64) -> Option<Mistakes> {
    let (spread, target) = (study.pooled?, study.target?.points);
    let error = spread.error(n, None);
    let side = |sign: f64| {
        study.hierarchy.as_ref().map(|found| {
            found.averaged(|mean, sd| {
                let of = |at: usize| {
                    let p = (real::length(at) + 0.5) / real::length(QUANTILES);
                    let works = mean + sd * normal::quantile(p);
                    // Zero on the other side of the target; beyond it, how often a mean crosses.
                    let distance = sign * (works - target);
                    if distance > 0.0 { tail::normal(-distance / error) } else { 0.0 }
                };
                (0..QUANTILES).map(of).sum::<f64>() / real::length(QUANTILES)
            })
        })
    };
    Some(Mistakes { n, wrongly_above: side(-1.0)?, wrongly_below: side(1.0)? })
}
