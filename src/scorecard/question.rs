//! One question: what may be answered, what each answer earns, when it is a failure.

use super::{Answer, CriticalRule, Points, Texts, Weight};

/// What may be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuestionKind {
    /// Yes earns the points, no earns none.
    YesNo {
        /// What yes earns, above zero.
        points: Points,
    },
    /// One of some options.
    Choice(Vec<Choice>),
    /// A whole number; the lowest earns nothing, each step above it one point.
    Scale {
        /// Lowest answer.
        min: i64,
        /// Highest answer, above `min` by at most 100.
        max: i64,
    },
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its id in evaluations.
    pub id: String,
    /// What it earns; never negative.
    pub points: Points,
    /// What the evaluator reads; may be empty.
    pub text: Texts,
}

/// An answer a question declares, for tables of agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The answer.
    pub answer: Answer,
    /// As evaluations write it: `yes`, an option's id, a number.
    pub id: String,
    /// What it earns.
    pub points: Points,
}

/// The answers a question declares, N/A apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Categories {
    /// In the order of the scorecard; of yes and no, no comes first.
    pub values: Vec<Category>,
    /// Whether the order means better or worse; false for options that earn the same or go both ways.
    pub ordered: bool,
}

impl QuestionKind {
    /// The answers it declares.
    pub fn categories(&self) -> Categories {
        let of = |answer, id: String, points| Category { answer, id, points };
        let values: Vec<Category> = match self {
            Self::YesNo { points } => vec![
                of(Answer::No, "no".to_owned(), Points(0)),
                of(Answer::Yes, "yes".to_owned(), *points),
            ],
            Self::Choice(choices) => {
                let options = choices.iter().enumerate();
                options.map(|(i, it)| of(Answer::Option(i), it.id.clone(), it.points)).collect()
            }
            Self::Scale { min, max } => (*min..=*max)
                .map(|value| of(Answer::Value(value), value.to_string(), step(value - min)))
                .collect(),
        };
        let rising = values.windows(2).all(|pair| pair[0].points < pair[1].points);
        let falling = values.windows(2).all(|pair| pair[0].points > pair[1].points);
        Categories { values, ordered: rising || falling }
    }

    /// What an answer earns; `None` for N/A and for an answer of another kind of question.
    pub fn points(&self, answer: Answer) -> Option<Points> {
        match (self, answer) {
            (Self::YesNo { points }, Answer::Yes) => Some(*points),
            (Self::YesNo { .. }, Answer::No) => Some(Points(0)),
            (Self::Choice(choices), Answer::Option(i)) => choices.get(i).map(|it| it.points),
            (Self::Scale { min, max }, Answer::Value(value)) => {
                (*min..=*max).contains(&value).then(|| step(value - min))
            }
            _ => None,
        }
    }

    /// The most an answer can earn.
    pub fn best(&self) -> Points {
        self.extreme(Iterator::max)
    }

    /// The least an answer can earn.
    pub fn worst(&self) -> Points {
        self.extreme(Iterator::min)
    }

    /// How many answers there are, N/A apart.
    pub fn size(&self) -> usize {
        self.categories().values.len()
    }

    fn extreme(&self, pick: impl Fn(std::vec::IntoIter<Points>) -> Option<Points>) -> Points {
        let all: Vec<Points> = self.categories().values.iter().map(|it| it.points).collect();
        pick(all.into_iter()).unwrap_or_default()
    }
}

/// Whole points, for whole steps up a scale.
fn step(steps: i64) -> Points {
    Points(steps.saturating_mul(1000))
}

/// Whom a critical error harms: the three kinds of the COPC standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CriticalKind {
    /// The customer: a wrong answer, a problem not solved.
    Customer,
    /// The business: money lost, a sale missed.
    Business,
    /// The law or the rules.
    Compliance,
}

impl CriticalKind {
    /// Every kind, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Customer, Self::Business, Self::Compliance];

    /// Its name in scorecards and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Business => "business",
            Self::Compliance => "compliance",
        }
    }
}

/// What makes a question critical.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Critical {
    /// Whom an error harms.
    pub kind: CriticalKind,
    /// What an error does, where it differs from the rule of the scorecard.
    pub rule: Option<CriticalRule>,
}

/// When an evaluator writes a comment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CommentRule {
    /// There is no room for one.
    Never,
    /// As the evaluator likes.
    #[default]
    Optional,
    /// Whenever the question is failed.
    WhenFailed,
    /// Always.
    Always,
}

impl CommentRule {
    /// Names in scorecards.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("never", Self::Never),
        ("optional", Self::Optional),
        ("when_failed", Self::WhenFailed),
        ("always", Self::Always),
    ];
}

/// Why a question was failed, as a word to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Its id in evaluations.
    pub id: String,
    /// What the evaluator reads; may be empty.
    pub text: Texts,
}

/// One question, valid by construction: see [`Draft::check`](super::Draft::check).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub(super) id: String,
    pub(super) text: Texts,
    pub(super) kind: QuestionKind,
    pub(super) weight: Weight,
    pub(super) na_allowed: bool,
    pub(super) critical: Option<Critical>,
    pub(super) fails_below: i64,
    pub(super) comment: CommentRule,
    pub(super) anchors: Vec<(Answer, Texts)>,
    pub(super) causes: Vec<Cause>,
}

impl Question {
    /// Its id, unique in the scorecard.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the evaluator reads.
    pub fn text(&self) -> &Texts {
        &self.text
    }

    /// What may be answered, N/A apart.
    pub fn kind(&self) -> &QuestionKind {
        &self.kind
    }

    /// Its weight among the questions.
    pub fn weight(&self) -> Weight {
        self.weight
    }

    /// Whether it may not apply.
    pub fn na_allowed(&self) -> bool {
        self.na_allowed
    }

    /// What makes it critical; `None` for others.
    pub fn critical(&self) -> Option<Critical> {
        self.critical
    }

    /// When a comment is wanted.
    pub fn comment(&self) -> CommentRule {
        self.comment
    }

    /// What an answer looks like in practice.
    pub fn anchors(&self) -> &[(Answer, Texts)] {
        &self.anchors
    }

    /// Why it may be failed.
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// Whether an answer is one of this question.
    pub fn allows(&self, answer: Answer) -> bool {
        match answer {
            Answer::NotApplicable => self.na_allowed,
            _ => self.kind.points(answer).is_some(),
        }
    }

    /// Whether an answer fails the question; N/A does not.
    ///
    /// An answer fails when it earns less than `fails_below` percent of the best; without that key,
    /// when it earns less than the best.
    pub fn fails(&self, answer: Answer) -> bool {
        let limit = i128::from(self.fails_below) * i128::from(self.kind.best().0);
        self.kind.points(answer).is_some_and(|points| i128::from(points.0) * 100_000 < limit)
    }
}
