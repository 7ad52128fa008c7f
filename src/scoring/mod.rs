//! Answers to points and consequences, with a trace of every step.
//!
//! [`score`] is exact: shares are quotients of integers, pass marks are compared unrounded, and the
//! contributions of the [`Step`]s of a trace add up to the score.

mod explain;
mod questions;
mod report;
mod score;
mod summary;
mod weigh;
mod words;

pub use explain::explain;
pub use report::{Scored, report};
pub use score::{CriticalError, Score, SectionScore, Unscored, score};
pub use summary::{Mean, Summary};
pub use weigh::Receiver;
pub use words::definition;

use crate::stats::fraction::Fraction;

/// One step on the way to a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A question was answered, or counts although it does not apply.
    Question {
        /// Index in the scorecard.
        question: usize,
        /// Points earned of points possible; 0 to 1.
        share: Fraction,
        /// Part of the whole if every question applied.
        base: Fraction,
        /// Its part of the whole, N/A redistributed; all of them add up to 1.
        weight: Fraction,
    },
    /// A question does not apply, and its weight went elsewhere.
    LeftOut {
        /// Index in the scorecard.
        question: usize,
        /// What its part of the whole would have been.
        weight: Fraction,
        /// Who has it now.
        receiver: Receiver,
    },
    /// A critical question was failed.
    Critical {
        /// Index in the scorecard.
        question: usize,
        /// What that does.
        rule: crate::scorecard::CriticalRule,
        /// How much of the whole it took away; nothing when nothing was left or the score stays.
        lost: Fraction,
    },
}

impl Step {
    /// What the step adds to the score; a share of the whole, below zero for a loss.
    pub fn contribution(self) -> Fraction {
        match self {
            Self::Question { share, weight, .. } => share * weight,
            Self::LeftOut { .. } => Fraction::ZERO,
            Self::Critical { lost, .. } => -lost,
        }
    }
}

#[cfg(test)]
mod golden;
#[cfg(test)]
mod laws;
