//! Evaluations as columns of interactions: scores, passes, critical errors.

use super::args::BesideArgs;
use super::load::{EvaluationArgs, purposes, unknown_purposes};
use super::{Context, score};
use crate::ingest::judged::Judged;
use crate::model::{Evaluation, Name};
use crate::problem::{Blame, Refused};
use crate::report::words::counted;
use crate::scorecard::CriticalKind;
use crate::scoring::Scored;
use crate::stats::fraction::Fraction;
use anyhow::Result;

/// Purposes of evaluations that are no work of the centre's monitoring.
pub(super) const NO_MONITORING: [&str; 2] = ["calibration", "self"];

/// Purposes whose scores say nothing about everyday quality, or say it twice.
pub(super) const APART: [&str; 4] = ["calibration", "self", "ai", "retest"];

/// Whether an evaluation tells of everyday quality: made for one of these purposes or, where none is
/// named, for none of [`APART`] and of an interaction that was not picked for a reason.
pub(super) fn takes_part(evaluation: &Evaluation, purposes: &[String]) -> bool {
    if !purposes.is_empty() {
        return purposes.contains(&evaluation.purpose);
    }
    let picked = evaluation.selection.as_deref() == Some("targeted");
    !picked && !APART.contains(&evaluation.purpose.as_str())
}

/// Whether one of these columns is told by evaluations.
pub(super) fn is_told(names: &[Name]) -> bool {
    use crate::ingest::judged::{FLAGS, NUMBERS};
    let is = |name: &Name| NUMBERS.contains(&name.as_str()) || FLAGS.contains(&name.as_str());
    names.iter().any(is)
}

impl Context<'_> {
    /// What evaluations tell of interactions; `None` when none are named or configured.
    ///
    /// # Errors
    ///
    /// If evaluations or scorecards cannot be read or are wrong.
    pub(super) fn judged(&mut self, named: &BesideArgs) -> Result<Option<Judged>> {
        if named.evaluations.is_empty() && self.config.evaluations.is_empty() {
            return Ok(None);
        }
        let shelf = score::shelf(&named.scorecards, self)?;
        let files = named.evaluations.clone();
        let evaluations = EvaluationArgs { files, ..EvaluationArgs::default() };
        let mut evaluations = self.evaluations(&evaluations, &shelf)?.evaluations;
        let all = evaluations.len();
        if let Some(unknown) = unknown_purposes(&named.purpose, &purposes(&evaluations)) {
            return Err(Refused::because(Blame::Request, unknown).into());
        }
        evaluations.retain(|one| takes_part(one, &named.purpose));
        let apart = u64::try_from(all - evaluations.len())?;
        if apart > 0 {
            let apart = counted(apart, "evaluation");
            self.note(format!("{apart} made for other purposes, or of targeted picks, left out"));
        }
        let mut judged = Judged::default();
        for scored in &score::scored(&evaluations, &shelf)? {
            let verdict = judged.of(&scored.evaluation.interaction);
            verdict.add(points(scored), scored.score.passed, free(scored));
        }
        Ok(Some(judged))
    }
}

/// The score of 0 to 100 in thousandths, half away from zero.
fn points(scored: &Scored<'_>) -> Option<i64> {
    let scaled = scored.score.value? * Fraction::new(100_000, 1)?;
    crate::stats::real::truncate(scaled.to_f64().round())
}

/// Whether no critical error of a kind was made, where something critical of it was asked.
fn free(scored: &Scored<'_>) -> [Option<bool>; 3] {
    CriticalKind::ALL.map(|kind| {
        let asked = scored.score.attributes_of(Some(kind)).applicable > 0;
        asked.then(|| scored.score.errors_of(kind) == 0)
    })
}
