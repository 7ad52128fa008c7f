//! One question: what makes it critical, when it is a failure, when it is asked.

use super::{Answer, Condition, CriticalRule, Points, QuestionKind, Texts, Weight};
use crate::stats::fraction::Fraction;

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

    /// Its place in [`CriticalKind::ALL`].
    pub const fn index(self) -> usize {
        match self {
            Self::Customer => 0,
            Self::Business => 1,
            Self::Compliance => 2,
        }
    }

    /// The least share of interactions without such an error that centres after COPC ask for, in
    /// thousandths of a percent: 95, 90 and 99.5 %.
    pub const fn usual_target(self) -> i64 {
        match self {
            Self::Customer => 95_000,
            Self::Business => 90_000,
            Self::Compliance => 99_500,
        }
    }

    /// Its Spanish abbreviation as COPC's centres use it, of the accuracy of its errors.
    pub const fn spanish(self) -> &'static str {
        match self {
            Self::Customer => "PECUF",
            Self::Business => "PECNE",
            Self::Compliance => "PECCUM",
        }
    }

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

/// When an answer fails a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// It earns less than so much of what the question can earn, in thousandths of a percent;
    /// 100 000 is anything but the best.
    Below(i64),
    /// It is one of these; of several options or defects, it has one of these.
    On(Vec<Answer>),
}

/// Why a question was failed, as a word to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Its id in evaluations.
    pub id: String,
    /// What the evaluator reads; may be empty.
    pub text: Texts,
    /// Where it lies.
    pub origin: Origin,
}

/// Where the cause of a failure lies: training answers the one, procedures the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// With the agent.
    #[default]
    Agent,
    /// With the process: a system, a rule, a text that agents were given.
    Process,
}

impl Origin {
    /// Names in scorecards.
    pub const NAMES: [(&'static str, Self); 2] =
        [("agent", Self::Agent), ("process", Self::Process)];

    /// Its name in scorecards and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Process => "process",
        }
    }
}

/// One question, valid by construction: see [`Draft::check`](super::Draft::check).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box that a form ticks")]
pub struct Question {
    pub(super) id: String,
    pub(super) text: Texts,
    pub(super) kind: QuestionKind,
    pub(super) weight: Weight,
    pub(super) na_allowed: bool,
    pub(super) critical: Option<Critical>,
    pub(super) section_na: bool,
    pub(super) trigger: Trigger,
    pub(super) zero: Points,
    pub(super) bonus: bool,
    pub(super) required: bool,
    pub(super) default: Option<Answer>,
    pub(super) when: Option<Condition>,
    pub(super) hideable: bool,
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

    /// Whether an answer is to be explained in a comment.
    pub fn wants_comment(&self, answer: Answer) -> bool {
        match self.comment {
            CommentRule::Never | CommentRule::Optional => false,
            CommentRule::WhenFailed => self.fails(answer),
            CommentRule::Always => true,
        }
    }

    /// What an answer looks like in practice.
    pub fn anchors(&self) -> &[(Answer, Texts)] {
        &self.anchors
    }

    /// Why it may be failed.
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// When an answer fails it.
    pub fn trigger(&self) -> &Trigger {
        &self.trigger
    }

    /// Whether it adds to the score without being part of the whole.
    pub fn is_bonus(&self) -> bool {
        self.bonus
    }

    /// Whether an evaluation without an answer to it is incomplete.
    pub fn required(&self) -> bool {
        self.required
    }

    /// The answer that stands where none is given.
    pub fn default_answer(&self) -> Option<Answer> {
        self.default
    }

    /// When it is asked, its section's condition apart; `None` for always.
    pub fn when(&self) -> Option<&Condition> {
        self.when.as_ref()
    }

    /// Whether an answer is one of this question.
    pub fn allows(&self, answer: Answer) -> bool {
        match answer {
            Answer::NotApplicable => self.na_allowed || self.section_na || !self.required,
            Answer::Hidden => self.hideable,
            _ => self.kind.takes(answer),
        }
    }

    /// What its points are held against as nothing: no points, or the worst answer's.
    pub fn zero(&self) -> Points {
        self.zero
    }

    /// What its answers can earn, above zero where it is scored: the best answer's points above
    /// what the scorecard holds them against, or the worst answer's cost where none earns anything.
    pub fn possible(&self) -> Points {
        let best = self.kind.best().0 - self.zero.0;
        if best > 0 || !self.kind.is_scored() { Points(best) } else { Points(-self.kind.worst().0) }
    }

    /// Points earned of points possible, below zero where an answer costs points; `None` for answers
    /// that earn nothing by their kind.
    pub fn share(&self, answer: Answer) -> Option<Fraction> {
        let earned = self.kind.points(answer)?.0 - self.zero.0;
        Fraction::new(i128::from(earned), i128::from(self.possible().0))
    }

    /// Where quality begins and how far it goes, in points; where no answer earns anything it begins
    /// with the worst.
    fn quality(&self) -> (i64, i64) {
        let (best, worst) = (self.kind.best().0, self.kind.worst().0);
        let zero = if best > self.zero.0 { self.zero.0 } else { worst };
        (zero, best - zero)
    }

    /// Points that an answer lost against the best one; `None` like [`Question::share`].
    pub fn lost(&self, answer: Answer) -> Option<Points> {
        Some(Points(self.kind.best().0 - self.kind.points(answer)?.0))
    }

    /// Whether an answer fails the question; N/A does not.
    pub fn fails(&self, answer: Answer) -> bool {
        match &self.trigger {
            Trigger::Below(limit) => {
                let (zero, possible) = self.quality();
                let limit = i128::from(*limit) * i128::from(possible);
                let earned = |points: Points| i128::from(points.0 - zero) * 100_000;
                self.kind.points(answer).is_some_and(|points| earned(points) < limit)
            }
            Trigger::On(answers) => answers.iter().any(|bad| has(answer, *bad)),
        }
    }
}

/// Whether an answer is another, or has one of its options, or as many of its defects.
fn has(answer: Answer, bad: Answer) -> bool {
    match (answer, bad) {
        (Answer::Options(given), Answer::Options(bad)) => {
            bad.indexes().any(|index| given.has(index)) || given == bad
        }
        (Answer::Defects(given), Answer::Defects(bad)) => {
            given.iter().zip(bad).any(|(given, bad)| bad > 0 && *given >= bad) || given == bad
        }
        _ => answer == bad,
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
