//! When a question or a section is asked.

use super::{Answer, Answers, Question, QuestionKind, Scorecard};

/// A condition on earlier answers and on fields of the evaluation, as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionDraft {
    /// On the answer to a question.
    Answer {
        /// Its id.
        question: String,
        /// How the answer is held against the values.
        test: Test,
        /// Answers, as evaluations write them.
        values: Vec<String>,
    },
    /// On a field of the evaluation, such as `channel`.
    Field {
        /// Its name, a column of the evaluations.
        name: String,
        /// What it must be one of; case does not count.
        values: Vec<String>,
    },
    /// Every one holds.
    All(Vec<Self>),
    /// At least one holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
}

/// How an answer is held against values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// It is one of them; of several options, at least one is.
    In,
    /// Every one of them was chosen.
    AllIn,
    /// Exactly they were chosen.
    Exact,
}

impl Test {
    /// Names in scorecards.
    pub const NAMES: [(&'static str, Self); 3] =
        [("in", Self::In), ("all_in", Self::AllIn), ("exact", Self::Exact)];

    /// Its name in scorecards.
    pub const fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::AllIn => "all_in",
            Self::Exact => "exact",
        }
    }
}

/// A condition whose questions are known and stand earlier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// On the answer to a question.
    Answer {
        /// Its index in the scorecard.
        question: usize,
        /// How the answer is held against the others.
        test: Test,
        /// Answers of that question; of several options, each with one.
        answers: Vec<Answer>,
    },
    /// On a field of the evaluation.
    Field {
        /// Its name.
        name: String,
        /// What it must be one of.
        values: Vec<String>,
    },
    /// Every one holds.
    All(Vec<Self>),
    /// At least one holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
}

impl Condition {
    /// Whether it holds, given the answers before it and the fields of the evaluation.
    ///
    /// A question that was not asked has no answer, so no test on it holds.
    pub fn holds(&self, given: &[Answer], field: &dyn Fn(&str) -> Option<String>) -> bool {
        match self {
            Self::Answer { question, test, answers } => {
                given.get(*question).is_some_and(|given| meets(*given, *test, answers))
            }
            Self::Field { name, values } => field(name).is_some_and(|found| {
                let found = super::answer::plain(&found);
                values.iter().any(|value| super::answer::plain(value) == found)
            }),
            Self::All(all) => all.iter().all(|one| one.holds(given, field)),
            Self::Any(any) => any.iter().any(|one| one.holds(given, field)),
            Self::Not(one) => !one.holds(given, field),
        }
    }

    /// Names of the fields it looks at.
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Self::Answer { .. } => Vec::new(),
            Self::Field { name, .. } => vec![name],
            Self::All(all) | Self::Any(all) => all.iter().flat_map(Self::fields).collect(),
            Self::Not(one) => one.fields(),
        }
    }

    /// As a sentence: `escalated is yes and channel is voice or chat`.
    pub fn words(&self, card: &Scorecard) -> String {
        match self {
            Self::Answer { question, test, answers } => {
                let Some(asked) = card.question_at(*question) else { return String::new() };
                let values: Vec<String> =
                    answers.iter().map(|answer| asked.kind().write(*answer)).collect();
                let id = asked.id();
                match test {
                    Test::In => format!("{id} is {}", values.join(" or ")),
                    Test::AllIn => format!("{id} has {}", values.join(" and ")),
                    Test::Exact => format!("{id} is exactly {}", values.join(" and ")),
                }
            }
            Self::Field { name, values } => format!("{name} is {}", values.join(" or ")),
            Self::All(all) => joined(all, " and ", card),
            Self::Any(any) => joined(any, " or ", card),
            Self::Not(one) => format!("not ({})", one.words(card)),
        }
    }
}

fn joined(all: &[Condition], word: &str, card: &Scorecard) -> String {
    let one = |it: &Condition| match it {
        Condition::All(_) | Condition::Any(_) => format!("({})", it.words(card)),
        _ => it.words(card),
    };
    all.iter().map(one).collect::<Vec<_>>().join(word)
}

fn meets(given: Answer, test: Test, wanted: &[Answer]) -> bool {
    if let Answer::Options(chosen) = given {
        let union = wanted.iter().fold(0, |all, answer| match answer {
            Answer::Options(set) => all | set.0,
            _ => all,
        });
        return match test {
            Test::In => chosen.0 & union != 0 || (chosen.0 == 0 && wanted.contains(&given)),
            Test::AllIn => chosen.0 & union == union,
            Test::Exact => chosen.0 == union,
        };
    }
    match test {
        Test::In => wanted.contains(&given),
        Test::AllIn | Test::Exact => wanted.iter().all(|answer| *answer == given),
    }
}

impl Answers {
    /// Whether the question of that index was asked, and did not turn out not to apply.
    pub fn applies(&self, question: usize) -> bool {
        self.as_slice().get(question).is_some_and(|answer| answer.applies())
    }
}

/// The condition of a draft, given the questions before it; `None` when a part is not sound.
pub(super) fn build(draft: &ConditionDraft, earlier: &[Question]) -> Option<Condition> {
    let each = |all: &[ConditionDraft]| -> Option<Vec<Condition>> {
        all.iter().map(|one| build(one, earlier)).collect()
    };
    Some(match draft {
        ConditionDraft::Answer { question, test, values } => {
            let index = earlier.iter().position(|it| it.id() == question)?;
            let kind = earlier[index].kind();
            let answers: Option<Vec<Answer>> =
                values.iter().map(|value| value_of(kind, value)).collect();
            Condition::Answer { question: index, test: *test, answers: answers? }
        }
        ConditionDraft::Field { name, values } => {
            Condition::Field { name: name.clone(), values: values.clone() }
        }
        ConditionDraft::All(all) => Condition::All(each(all)?),
        ConditionDraft::Any(any) => Condition::Any(each(any)?),
        ConditionDraft::Not(one) => Condition::Not(Box::new(build(one, earlier)?)),
    })
}

/// An answer that a condition names, N/A included.
pub(super) fn value_of(kind: &QuestionKind, value: &str) -> Option<Answer> {
    match kind.parse(value) {
        Ok(answer) => Some(answer),
        Err(_) => super::answer::is_na(value).then_some(Answer::NotApplicable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scorecard::OptionSet;

    fn nothing(_: &str) -> Option<String> {
        None
    }

    fn on(test: Test, answers: Vec<Answer>) -> Condition {
        Condition::Answer { question: 0, test, answers }
    }

    #[test]
    fn a_question_that_was_not_asked_meets_no_test() {
        let condition = on(Test::In, vec![Answer::Yes]);
        assert!(!condition.holds(&[], &nothing));
        assert!(!condition.holds(&[Answer::Hidden], &nothing));
        assert!(Condition::Not(Box::new(condition)).holds(&[Answer::Hidden], &nothing));
    }

    /// Amazon Connect's comparators: `IN`, `ALL_IN`, `EXACT` on the options chosen.
    #[test]
    fn several_options_are_held_against_several() {
        let of =
            |indexes: &[usize]| Answer::Options(indexes.iter().copied().collect::<OptionSet>());
        let wanted = || vec![of(&[0]), of(&[2])];
        for (given, is_in, all_in, exact) in [
            (of(&[]), false, false, false),
            (of(&[0]), true, false, false),
            (of(&[1]), false, false, false),
            (of(&[0, 2]), true, true, true),
            (of(&[0, 1, 2]), true, true, false),
        ] {
            let holds = |test| on(test, wanted()).holds(&[given], &nothing);
            let found = (holds(Test::In), holds(Test::AllIn), holds(Test::Exact));
            assert_eq!(found, (is_in, all_in, exact), "{given:?}");
        }
    }

    #[test]
    fn fields_are_compared_without_case_and_parts_are_combined() {
        let voice =
            Condition::Field { name: "channel".to_owned(), values: vec!["voice".to_owned()] };
        let field = |name: &str| (name == "channel").then(|| "Voice ".to_owned());
        let yes = on(Test::In, vec![Answer::Yes]);
        let both = Condition::All(vec![voice.clone(), yes.clone()]);
        let one = Condition::Any(vec![voice, yes]);
        assert!(both.holds(&[Answer::Yes], &field) && !both.holds(&[Answer::No], &field));
        assert!(one.holds(&[Answer::No], &field) && !one.holds(&[Answer::No], &nothing));
        assert_eq!(one.fields(), ["channel"]);
    }
}
