//! An evaluation as its file tells it: who judged which interaction, with raw answers.
//!
//! Raw answers are the truth; scores are derived from them with a scorecard and never stored.

use crate::problem::Place;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why evaluations are made: the purposes that there are.
pub const PURPOSES: [&str; 10] = [
    "monitor",
    "side_by_side",
    "remote",
    "client",
    "self",
    "calibration",
    "overlap",
    "retest",
    "mystery",
    "ai",
];

/// How interactions are chosen: the ways whose names mean something to figures.
pub const SELECTIONS: [&str; 2] = ["random", "targeted"];

/// One answer as it stands in the file, not yet held against a scorecard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawAnswer {
    /// Question id; answers to one question share it.
    pub question: Arc<str>,
    /// The answer's text; empty means not answered. Equal texts may share it.
    pub answer: Arc<str>,
    /// What the evaluator wrote about it; empty when nothing, `None` where the file has no place for it.
    pub comment: Option<String>,
    /// Cause of a failure, as the scorecard names it.
    pub cause: Option<String>,
    /// Moment in the recording.
    pub at: Option<String>,
    /// Where the answer stands.
    pub place: Place,
}

/// One judgement of one interaction by one evaluator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// Its id; made from interaction, evaluator and session when the file has none.
    pub id: String,
    /// 1 for the first; a later revision replaces an earlier one.
    pub revision: u32,
    /// The evaluation that this one replaces, by its id; `None` for most.
    pub supersedes: Option<String>,
    /// `final` unless the file says otherwise.
    pub status: String,
    /// Why it was made: one of [`PURPOSES`].
    pub purpose: String,
    /// How the interaction was chosen: one of [`SELECTIONS`] or another word, which is neither;
    /// `None` when unknown.
    pub selection: Option<String>,
    /// The interaction judged.
    pub interaction: String,
    /// The agent judged; `None` when unknown.
    pub agent: Option<String>,
    /// Who judged.
    pub evaluator: String,
    /// Scorecard id; `None` when the file names none.
    pub scorecard: Option<String>,
    /// Scorecard version; `None` when the file names none.
    pub scorecard_version: Option<String>,
    /// Content hash of the scorecard, or the beginning of it; `None` when the file has none.
    pub scorecard_hash: Option<String>,
    /// Calibration session; `None` outside one.
    pub session: Option<String>,
    /// When it was made, in milliseconds since 1970 in UTC; `None` when unknown.
    pub evaluated_at: Option<i64>,
    /// A score that came with the file, in thousandths of a percent; compared, never trusted.
    pub delivered_score: Option<i64>,
    /// Answers in the order of the file.
    pub answers: Vec<RawAnswer>,
    /// Other columns of the file, by header.
    pub extra: BTreeMap<String, String>,
    /// Where it begins.
    pub place: Place,
}
