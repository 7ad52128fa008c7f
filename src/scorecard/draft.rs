//! A scorecard as somebody wrote it, before it was checked.

use super::preset::Preset;
use super::{
    Aggregate, Band, Cause, CommentRule, ConditionDraft, Critical, CriticalKind, CriticalRule,
    Method, NaRule, Normalise, Points, QuestionKind, Subject, Texts, Weight,
};
use crate::problem::Severity;

/// A scorecard as written; what is `None` was left out or was unreadable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Id.
    pub id: Option<String>,
    /// Version.
    pub version: Option<String>,
    /// Name.
    pub name: Option<Texts>,
    /// Content hash of the file.
    pub hash: String,
    /// First day it is meant for.
    pub valid_from: Option<String>,
    /// Last day it is meant for.
    pub valid_to: Option<String>,
    /// Thousandths of a percent.
    pub pass_mark: Option<i64>,
    /// Performance bands.
    pub bands: Vec<Band>,
    /// Targets of the accuracy of critical errors, in thousandths of a percent; the usual ones when
    /// left out.
    pub targets: Vec<(CriticalKind, i64)>,
    /// Who is judged.
    pub subject: Subject,
    /// Channels.
    pub channels: Vec<String>,
    /// The bundle of rules to begin with.
    pub preset: Option<Preset>,
    /// What points are held against; the best answer when left out.
    pub normalise: Option<Normalise>,
    /// The most an evaluation can score, in thousandths of a percent; 100 % when left out.
    pub cap: Option<Limit>,
    /// The least, likewise; 0 when left out.
    pub floor: Option<Limit>,
    /// What penalties are deducted from; 100 points when left out.
    pub deduct_from: Option<DeductFromDraft>,
    /// How scores are put together; the mean of evaluations when left out.
    pub aggregate: Option<Aggregate>,
    /// Method; section weights when left out.
    pub method: Option<Method>,
    /// N/A rule; the method's usual one when left out.
    pub na: Option<NaRule>,
    /// Critical rule; `Zero` when left out.
    pub critical: Option<CriticalRule>,
    /// What the weights add up to.
    pub total: Total,
    /// Sections in order, those of a section behind it.
    pub sections: Vec<SectionDraft>,
}

/// What weights add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Total {
    /// Whatever they do; only proportions count.
    #[default]
    Relative,
    /// Exactly this, or there is a mistake.
    Exactly(Weight),
}

/// How far a score can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Thousandths of a percent.
    At(i64),
    /// As far as it goes.
    None,
}

/// What penalties are deducted from, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeductFromDraft {
    /// So many points.
    Points(Points),
    /// The answer to the question of that id.
    Answer(String),
}

/// A section as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SectionDraft {
    /// Index of the section it belongs to, which stands before it and belongs to none itself.
    pub parent: Option<usize>,
    /// Whether it may not apply as a whole.
    pub na_allowed: bool,
    /// When it is asked; `None` for always.
    pub when: Option<ConditionDraft>,
    /// Id.
    pub id: Option<String>,
    /// Name.
    pub name: Option<Texts>,
    /// Weight.
    pub weight: Option<Weight>,
    /// Questions in order.
    pub questions: Vec<QuestionDraft>,
}

/// A question as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionDraft {
    /// Id.
    pub id: Option<String>,
    /// What the evaluator reads.
    pub text: Option<Texts>,
    /// What may be answered.
    pub kind: Option<QuestionKind>,
    /// Weight; 1 when left out.
    pub weight: Option<Weight>,
    /// Whether it may not apply.
    pub na_allowed: bool,
    /// What makes it critical.
    pub critical: Option<Critical>,
    /// Thousandths of a percent of the possible points below which an answer fails.
    pub fails_below: Option<i64>,
    /// Answers that fail it, instead, as evaluations write them.
    pub fails_on: Vec<String>,
    /// Whether it adds to the score without being part of the whole.
    pub bonus: bool,
    /// Whether it must be answered; texts and days need not when left out.
    pub required: Option<bool>,
    /// The answer that stands where none is given.
    pub default: Option<String>,
    /// When it is asked; `None` for always.
    pub when: Option<ConditionDraft>,
    /// When a comment is wanted.
    pub comment: CommentRule,
    /// Answers, as evaluations write them, and what they look like in practice.
    pub anchors: Vec<(String, Texts)>,
    /// Why it may be failed.
    pub causes: Vec<Cause>,
}

/// Which part of a draft is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spot {
    /// Index of the section; `None` for the card itself.
    pub section: Option<usize>,
    /// Index of the question in the section; `None` for the section itself.
    pub question: Option<usize>,
    /// The key, as scorecard files call it; empty for the whole part.
    pub key: &'static str,
    /// Index in the list that the key holds, such as an option; `None` for all of it.
    pub element: Option<usize>,
}

/// One thing that is wrong with a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Kind, such as `duplicate-id`.
    pub code: &'static str,
    /// Whether it keeps the draft from being a scorecard.
    pub severity: Severity,
    /// Where.
    pub spot: Spot,
    /// What was expected and what was found.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}
