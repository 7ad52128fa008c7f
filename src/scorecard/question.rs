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
    /// Whether the order means better or worse; false for options of equal or mixed points.
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
        match self {
            Self::YesNo { points } => *points,
            Self::Choice(choices) => choices.iter().map(|it| it.points).max().unwrap_or_default(),
            Self::Scale { min, max } => step(max - min),
        }
    }

    /// The least an answer can earn.
    pub fn worst(&self) -> Points {
        match self {
            Self::YesNo { .. } | Self::Scale { .. } => Points(0),
            Self::Choice(choices) => choices.iter().map(|it| it.points).min().unwrap_or_default(),
        }
    }

    /// Whether there are more than two answers, N/A apart.
    pub fn is_graded(&self) -> bool {
        match self {
            Self::YesNo { .. } => false,
            Self::Choice(choices) => choices.len() > 2,
            Self::Scale { min, max } => max - min > 1,
        }
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

#[cfg(test)]
mod tests {
    use super::super::sample::{choice, scale, section, yes_no};
    use super::super::{Method, QuestionDraft};
    use super::*;

    fn kinds() -> Vec<QuestionKind> {
        let drafts =
            vec![yes_no("a"), choice("b", &[7, 3, 0]), choice("c", &[0, 5, 5]), scale("d", 1, 5)];
        drafts.into_iter().filter_map(|draft| draft.kind).collect()
    }

    #[test]
    fn extremes_are_those_of_the_categories() {
        for kind in kinds() {
            let categories = kind.categories().values;
            let points = || categories.iter().map(|it| it.points);
            assert_eq!(points().max(), Some(kind.best()));
            assert_eq!(points().min(), Some(kind.worst()));
            assert_eq!(kind.is_graded(), categories.len() > 2);
            for category in categories {
                assert_eq!(kind.points(category.answer), Some(category.points));
            }
        }
    }

    #[test]
    fn options_are_ordered_only_if_each_earns_more_or_each_less() {
        let ordered: Vec<bool> = kinds().iter().map(|kind| kind.categories().ordered).collect();
        assert_eq!(ordered, [true, true, false, true]);
    }

    #[test]
    fn an_answer_of_another_kind_earns_nothing_at_all() {
        for kind in kinds() {
            assert_eq!(kind.points(Answer::NotApplicable), None);
            assert_eq!(kind.points(Answer::Option(9)), None);
            assert_eq!(kind.points(Answer::Value(0)), None);
        }
    }

    fn question(draft: QuestionDraft) -> Question {
        let card = super::super::sample::draft(Method::Points, vec![section("s", 1, vec![draft])]);
        card.built().questions().next().unwrap().clone()
    }

    #[test]
    fn an_answer_fails_below_the_limit_or_below_the_best() {
        let strict = question(scale("q", 1, 5));
        assert!(strict.fails(Answer::Value(4)) && !strict.fails(Answer::Value(5)));
        assert!(!strict.fails(Answer::NotApplicable));
        // Half of the four points of the scale is the value 3.
        let lenient = question(scale("q", 1, 5).failing_below(50));
        assert!(lenient.fails(Answer::Value(2)) && !lenient.fails(Answer::Value(3)));
    }
}
