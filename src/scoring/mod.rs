//! Answers to points and consequences, with a trace of every step.
//!
//! [`score`] is exact: shares are quotients of integers, pass marks are compared unrounded, and the
//! contributions of the [`Step`]s of a trace add up to the score.

mod accuracy;
mod aggregate;
mod analysis;
mod answers;
mod deduct;
pub mod delivered;
mod explain;
mod groups;
mod labels;
mod questions;
mod report;
pub mod rescore;
mod score;
mod scorer;
mod summary;
mod tally;
mod validity;
mod weigh;
mod words;

pub use aggregate::{Aggregates, PROBABILITY};
pub use analysis::{Analysis, Finding, QuestionTally};
pub use explain::explain;
pub use labels::{speaks, translate};
pub use report::{Part, Scored, Tables, Wanted, report};
pub use score::{Attributes, CriticalError, Score, SectionScore, Unscored, score};
pub use scorer::{Detail, Scorer};
pub use summary::{Mean, Summary};
pub use weigh::Receiver;
pub use words::definition;

use crate::stats::fraction::Fraction;

/// One step on the way to a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The whole, from which penalties are deducted.
    Start,
    /// A question was answered, or counts although it does not apply.
    Question {
        /// Index in the scorecard.
        question: usize,
        /// Points earned of points possible; 0 to 1, below where answers cost points.
        share: Fraction,
        /// Part of the whole if every question applied.
        base: Fraction,
        /// Its part of the whole, N/A redistributed; all of them add up to 1.
        weight: Fraction,
    },
    /// A question was answered that adds to the whole without being part of it.
    Bonus {
        /// Index in the scorecard.
        question: usize,
        /// Points earned of points possible.
        share: Fraction,
        /// What the whole grows by at most.
        weight: Fraction,
    },
    /// A question was answered where penalties are deducted.
    Deducted {
        /// Index in the scorecard.
        question: usize,
        /// How much of the whole it took away.
        lost: Fraction,
    },
    /// A question does not apply or was not asked, and its weight went elsewhere.
    LeftOut {
        /// Index in the scorecard.
        question: usize,
        /// What its part of the whole would have been.
        weight: Fraction,
        /// Who has it now.
        receiver: Receiver,
    },
    /// The score went beyond its cap or below its floor.
    Limited {
        /// The cap or the floor.
        limit: Fraction,
        /// What that changes.
        change: Fraction,
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
    /// Index of the question it is about; `None` for the whole.
    pub const fn question(self) -> Option<usize> {
        match self {
            Self::Start | Self::Limited { .. } => None,
            Self::Question { question, .. }
            | Self::Bonus { question, .. }
            | Self::Deducted { question, .. }
            | Self::LeftOut { question, .. }
            | Self::Critical { question, .. } => Some(question),
        }
    }

    /// What the step adds to the score; a share of the whole, below zero for a loss.
    pub fn contribution(self) -> Fraction {
        match self {
            Self::Start => Fraction::ONE,
            Self::Question { share, weight, .. } | Self::Bonus { share, weight, .. } => {
                share * weight
            }
            Self::LeftOut { .. } => Fraction::ZERO,
            Self::Limited { change, .. } => change,
            Self::Deducted { lost, .. } | Self::Critical { lost, .. } => -lost,
        }
    }
}

#[cfg(test)]
mod golden;
#[cfg(test)]
mod laws;
#[cfg(test)]
pub(crate) mod sample;
