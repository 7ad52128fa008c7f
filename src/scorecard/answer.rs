//! Answers, and why a text is none.

use super::Scorecard;
use std::fmt;

/// Most severities of a question about defects.
pub const MAX_SEVERITIES: usize = 8;

/// An answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// No.
    No,
    /// Yes.
    Yes,
    /// The option of that index.
    Option(usize),
    /// A value on a scale, or a number.
    Value(i64),
    /// The options of those indexes; perhaps none.
    Options(OptionSet),
    /// How many defects of each severity, in the order of the scorecard.
    Defects([u16; MAX_SEVERITIES]),
    /// Words; they stay in the evaluation.
    Text,
    /// A day, counted from 1 January 1970.
    Date(i64),
    /// The question does not apply to the interaction, as the evaluator says.
    NotApplicable,
    /// The question was not asked, because its condition does not hold.
    Hidden,
}

impl Answer {
    /// Whether the question was asked and applies.
    pub const fn applies(self) -> bool {
        !matches!(self, Self::NotApplicable | Self::Hidden)
    }
}

/// Options of one question, by index below 64.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionSet(pub(super) u64);

impl OptionSet {
    /// Indexes of the options, rising.
    pub fn indexes(self) -> impl Iterator<Item = usize> {
        (0..64).filter(move |index| self.has(*index))
    }

    /// Whether the option of that index is among them.
    pub const fn has(self, index: usize) -> bool {
        index < 64 && self.0 >> index & 1 == 1
    }
}

impl FromIterator<usize> for OptionSet {
    fn from_iter<I: IntoIterator<Item = usize>>(indexes: I) -> Self {
        Self(indexes.into_iter().filter(|index| *index < 64).fold(0, |all, index| all | 1 << index))
    }
}

/// The answers of one evaluation, one for every question of a scorecard, each one it allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    all: Vec<Answer>,
}

impl Answers {
    /// Answers in the order of the scorecard's questions; `None` unless each is allowed.
    pub fn new(card: &Scorecard, all: Vec<Answer>) -> Option<Self> {
        let same = all.len() == card.questions().count();
        let allowed = card.questions().zip(&all).all(|(question, answer)| question.allows(*answer));
        (same && allowed).then_some(Self { all })
    }

    /// Answers that the questions of a scorecard have told themselves.
    pub(super) const fn of_card(all: Vec<Answer>) -> Self {
        Self { all }
    }

    /// In the order of the scorecard's questions.
    pub fn as_slice(&self) -> &[Answer] {
        &self.all
    }
}

/// Why a text is no answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadAnswer {
    /// There is no text.
    Missing {
        /// What may be answered.
        allowed: String,
    },
    /// It says N/A where that is not allowed.
    NaNotAllowed {
        /// What may be answered.
        allowed: String,
    },
    /// It is none of the answers.
    OutsideScale {
        /// The text.
        found: String,
        /// What may be answered.
        allowed: String,
    },
}

impl BadAnswer {
    /// The code of the problem.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing-answer",
            Self::NaNotAllowed { .. } => "na-not-allowed",
            Self::OutsideScale { .. } => "answer-outside-scale",
        }
    }

    /// What may be answered instead.
    pub fn allowed(&self) -> &str {
        match self {
            Self::Missing { allowed }
            | Self::NaNotAllowed { allowed }
            | Self::OutsideScale { allowed, .. } => allowed,
        }
    }
}

impl fmt::Display for BadAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { allowed } => write!(f, "no answer, expected {allowed}"),
            Self::NaNotAllowed { allowed } => {
                write!(f, "N/A is not allowed here, expected {allowed}")
            }
            Self::OutsideScale { found, allowed } => {
                write!(f, "expected {allowed}, found `{found}`")
            }
        }
    }
}

const NA: [&str; 7] = ["na", "n/a", "n.a.", "not applicable", "no aplica", "não se aplica", "n/d"];

/// Whether a text says that a question does not apply.
pub(super) fn is_na(text: &str) -> bool {
    NA.contains(&plain(text).as_str())
}

/// A text as answers are compared: trimmed, in lower case.
pub(super) fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}
