//! Answers, and reading them from the words people and exports use.

use super::{Question, QuestionKind, Scorecard};
use std::fmt;

/// An answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// No.
    No,
    /// Yes.
    Yes,
    /// The option of that index.
    Option(usize),
    /// A value on a scale.
    Value(i64),
    /// The question does not apply to the interaction.
    NotApplicable,
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

const YES: [&str; 10] = ["yes", "y", "true", "1", "sí", "si", "sim", "ya", "iya", "s"];
const NO: [&str; 8] = ["no", "n", "false", "0", "não", "nao", "tidak", "tdk"];
const NA: [&str; 7] = ["na", "n/a", "n.a.", "not applicable", "no aplica", "não se aplica", "n/d"];

impl Question {
    /// The answer a text stands for, N/A included where the question allows it.
    pub fn parse(&self, text: &str) -> Result<Answer, BadAnswer> {
        let is_na = NA.contains(&plain(text).as_str());
        let answer = match self.kind().parse(text) {
            // An option may be called `na` where the question cannot be N/A itself.
            Err(_) if is_na && self.na_allowed() => return Ok(Answer::NotApplicable),
            Err(_) if is_na => {
                return Err(BadAnswer::NaNotAllowed { allowed: self.allowed_words() });
            }
            other => other,
        };
        answer.map_err(|bad| match bad {
            BadAnswer::Missing { .. } => BadAnswer::Missing { allowed: self.allowed_words() },
            BadAnswer::OutsideScale { found, .. } | BadAnswer::NaNotAllowed { allowed: found } => {
                BadAnswer::OutsideScale { found, allowed: self.allowed_words() }
            }
        })
    }

    /// What may be answered, in words.
    fn allowed_words(&self) -> String {
        let words = self.kind().allowed_words();
        if self.na_allowed() { format!("{words} or `na`") } else { words }
    }
}

impl QuestionKind {
    /// The answer a text stands for; N/A is never one.
    ///
    /// Case and outer spaces do not count. Options are known by id or by their text in any
    /// language; yes and no in English, Spanish, Portuguese and Indonesian, as `true` or as `1`.
    pub fn parse(&self, text: &str) -> Result<Answer, BadAnswer> {
        let word = plain(text);
        if word.is_empty() {
            return Err(BadAnswer::Missing { allowed: self.allowed_words() });
        }
        let answer = match self {
            Self::YesNo { .. } if YES.contains(&word.as_str()) => Some(Answer::Yes),
            Self::YesNo { .. } if NO.contains(&word.as_str()) => Some(Answer::No),
            Self::YesNo { .. } => None,
            Self::Choice(choices) => {
                let by_id = choices.iter().position(|it| plain(&it.id) == word);
                let called = |text: &str| plain(text) == word;
                let by_text = || choices.iter().position(|it| it.text.all().any(called));
                by_id.or_else(by_text).map(Answer::Option)
            }
            Self::Scale { min, max } => {
                whole(&word).filter(|value| (*min..=*max).contains(value)).map(Answer::Value)
            }
        };
        let found = text.trim().to_owned();
        answer.ok_or_else(|| BadAnswer::OutsideScale { found, allowed: self.allowed_words() })
    }

    /// An answer as evaluations write it; `na` for N/A, empty for an answer of another kind.
    pub fn write(&self, answer: Answer) -> String {
        if answer == Answer::NotApplicable {
            return "na".to_owned();
        }
        let category = self.categories().values.into_iter().find(|it| it.answer == answer);
        category.map(|it| it.id).unwrap_or_default()
    }

    fn allowed_words(&self) -> String {
        match self {
            Self::YesNo { .. } => "`yes` or `no`".to_owned(),
            Self::Choice(choices) => {
                let ids: Vec<String> = choices.iter().map(|it| format!("`{}`", it.id)).collect();
                format!("one of {}", ids.join(", "))
            }
            Self::Scale { min, max } => format!("a whole number from {min} to {max}"),
        }
    }
}

/// A text as answers are compared: trimmed, in lower case.
pub(super) fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}

/// A whole number, also as spreadsheets write it: `4.0`.
fn whole(word: &str) -> Option<i64> {
    let (digits, decimals) = word.split_once('.').unwrap_or((word, ""));
    decimals.bytes().all(|byte| byte == b'0').then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{draft, scale, section, yes_no};
    use super::super::{Choice, Method, Points, Texts};
    use super::*;

    fn choices() -> QuestionKind {
        let option = |id: &str, en: &str, es: &str, points| Choice {
            id: id.to_owned(),
            points: Points(points),
            text: Texts::from_iter([("en", en), ("es", es)]),
        };
        QuestionKind::Choice(vec![
            option("full", "Complete", "Completa", 2000),
            option("wrong", "Wrong", "Incorrecta", 0),
        ])
    }

    #[test]
    fn an_empty_text_is_no_answer_to_anything() {
        let yes_no = QuestionKind::YesNo { points: Points(1000) };
        for kind in [yes_no, choices(), QuestionKind::Scale { min: 1, max: 5 }] {
            assert_eq!(kind.parse("  ").unwrap_err().code(), "missing-answer");
        }
    }

    #[test]
    fn yes_and_no_are_known_in_four_languages_and_as_flags() {
        let kind = QuestionKind::YesNo { points: Points(1000) };
        for yes in ["yes", "Y", " TRUE ", "1", "Sí", "SI", "sim", "Ya"] {
            assert_eq!(kind.parse(yes), Ok(Answer::Yes), "{yes}");
        }
        for no in ["no", "N", "False", "0", "NÃO", "nao", "Tidak"] {
            assert_eq!(kind.parse(no), Ok(Answer::No), "{no}");
        }
        assert_eq!(kind.parse("t").unwrap_err().code(), "answer-outside-scale");
    }

    #[test]
    fn options_are_known_by_id_or_by_text_in_any_language() {
        for (text, option) in [("FULL", 0), ("completa", 0), ("Wrong", 1), ("Incorrecta", 1)] {
            assert_eq!(choices().parse(text), Ok(Answer::Option(option)), "{text}");
        }
        let bad = choices().parse("half").unwrap_err();
        assert_eq!(bad.to_string(), "expected one of `full`, `wrong`, found `half`");
    }

    #[test]
    fn scales_take_whole_numbers_within() {
        let kind = QuestionKind::Scale { min: -1, max: 5 };
        for (text, value) in [("-1", -1), (" 5 ", 5), ("4.0", 4)] {
            assert_eq!(kind.parse(text), Ok(Answer::Value(value)));
        }
        for text in ["6", "-2", "4.5", "four", "1e0", "99999999999999999999"] {
            assert_eq!(kind.parse(text).unwrap_err().code(), "answer-outside-scale", "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for kind in [choices(), QuestionKind::Scale { min: -1, max: 2 }] {
            for category in kind.categories().values {
                assert_eq!(kind.parse(&kind.write(category.answer)), Ok(category.answer));
            }
        }
    }

    #[test]
    fn na_is_an_answer_only_where_it_is_allowed() {
        let mut strict = scale("b", 1, 5);
        strict.na_allowed = false;
        let sections = vec![section("s", 1, vec![yes_no("a"), strict])];
        let card = draft(Method::Points, sections).built();
        let (open, strict) = (card.question("a").unwrap(), card.question("b").unwrap());
        for na in ["na", "N/A", " n/a "] {
            assert_eq!(open.parse(na), Ok(Answer::NotApplicable));
            assert_eq!(strict.parse(na).unwrap_err().code(), "na-not-allowed");
        }
        let bad = open.parse("maybe").unwrap_err();
        assert_eq!(bad.to_string(), "expected `yes` or `no` or `na`, found `maybe`");
        assert_eq!(Answers::new(&card, vec![Answer::Yes, Answer::NotApplicable]), None);
        assert_eq!(Answers::new(&card, vec![Answer::Yes]), None);
    }
}
