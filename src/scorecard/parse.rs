//! Reading answers from the words people and exports use, and writing them.

use super::answer::{MAX_SEVERITIES, is_na, plain};
use super::kind::{Choice, Severity};
use super::{Answer, BadAnswer, OptionSet, Question, QuestionKind};
use crate::model::Civil;

const YES: [&str; 10] = ["yes", "y", "true", "1", "sí", "si", "sim", "ya", "iya", "s"];
const NO: [&str; 8] = ["no", "n", "false", "0", "não", "nao", "tidak", "tdk"];
const NONE: [&str; 5] = ["none", "ninguno", "ninguna", "nenhum", "tidak ada"];

impl Question {
    /// The answer a text stands for, N/A included where the question allows it; without a text the
    /// answer that stands where none is given.
    pub fn parse(&self, text: &str) -> Result<Answer, BadAnswer> {
        let answer = match self.kind().parse(text) {
            // An option may be called `na` where the question cannot be N/A itself.
            Err(_) if is_na(text) && self.na_allowed() => return Ok(Answer::NotApplicable),
            Err(_) if is_na(text) => {
                return Err(BadAnswer::NaNotAllowed { allowed: self.allowed_words() });
            }
            Err(BadAnswer::Missing { .. }) if self.default.is_some() => {
                return Ok(self.default.unwrap_or(Answer::NotApplicable));
            }
            Err(BadAnswer::Missing { .. }) if !self.required() => return Ok(Answer::NotApplicable),
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
    /// language, several of them between `|`, `;` or `,`; yes and no in English, Spanish, Portuguese
    /// and Indonesian, as `true` or as `1`; defects as `minor:2 major:1`.
    pub fn parse(&self, text: &str) -> Result<Answer, BadAnswer> {
        let word = plain(text);
        if word.is_empty() {
            return Err(BadAnswer::Missing { allowed: self.allowed_words() });
        }
        let answer = match self {
            Self::YesNo { .. } if YES.contains(&word.as_str()) => Some(Answer::Yes),
            Self::YesNo { .. } if NO.contains(&word.as_str()) => Some(Answer::No),
            Self::YesNo { .. } => None,
            Self::Choice(choices) => option(choices, &word).map(Answer::Option),
            Self::MultiChoice(choices) => options(choices, &word),
            Self::Scale { min, max } => {
                whole(&word).filter(|value| (*min..=*max).contains(value)).map(Answer::Value)
            }
            Self::Number { .. } => {
                whole(&word).map(Answer::Value).filter(|answer| self.takes(*answer))
            }
            Self::Defects { severities, .. } => defects(severities, &word),
            Self::Text => Some(Answer::Text),
            Self::Date => date(&word).map(Answer::Date),
        };
        let found = text.trim().to_owned();
        answer.ok_or_else(|| BadAnswer::OutsideScale { found, allowed: self.allowed_words() })
    }

    /// An answer as evaluations write it; `na` for N/A, empty for a question that was not asked, for
    /// words, and for an answer of another kind.
    pub fn write(&self, answer: Answer) -> String {
        match (self, answer) {
            (_, Answer::NotApplicable) => "na".to_owned(),
            (Self::MultiChoice(choices), Answer::Options(set)) => {
                let ids = set.indexes().filter_map(|i| choices.get(i)).map(|it| it.id.as_str());
                or_none(&ids.map(str::to_owned).collect::<Vec<_>>())
            }
            (Self::Defects { severities, .. }, Answer::Defects(counts)) => {
                let some = severities.iter().zip(counts).filter(|(_, count)| *count > 0);
                or_none(&some.map(|(it, count)| format!("{}:{count}", it.id)).collect::<Vec<_>>())
            }
            (Self::Number { .. }, Answer::Value(value)) => value.to_string(),
            (Self::Date, Answer::Date(days)) => Civil::from_days(days)
                .map_or_else(String::new, |day| {
                    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
                }),
            _ => {
                let category = self.categories().values.into_iter().find(|it| it.answer == answer);
                category.map(|it| it.id).unwrap_or_default()
            }
        }
    }

    pub(super) fn allowed_words(&self) -> String {
        let ids = |ids: Vec<&str>| format!("`{}`", ids.join("`, `"));
        match self {
            Self::YesNo { .. } => "`yes` or `no`".to_owned(),
            Self::Choice(choices) => {
                format!("one of {}", ids(choices.iter().map(|it| it.id.as_str()).collect()))
            }
            Self::MultiChoice(choices) => {
                let all = ids(choices.iter().map(|it| it.id.as_str()).collect());
                format!("any of {all} with `|` between them, or `none`")
            }
            Self::Scale { min, max } | Self::Number { min, max, .. } => {
                format!("a whole number from {min} to {max}")
            }
            Self::Defects { severities, .. } => {
                let all = ids(severities.iter().map(|it| it.id.as_str()).collect());
                let first = severities.first().map_or("", |it| &it.id);
                format!("how many of {all}, such as `{first}:2`, or `none`")
            }
            Self::Text => "a text".to_owned(),
            Self::Date => "a day such as `2026-10-05`".to_owned(),
        }
    }
}

fn or_none(parts: &[String]) -> String {
    if parts.is_empty() { "none".to_owned() } else { parts.join("|") }
}

/// The option of that id, else of that text in any language.
fn option(choices: &[Choice], word: &str) -> Option<usize> {
    let by_id = choices.iter().position(|it| plain(&it.id) == word);
    let called = |text: &str| plain(text) == word;
    by_id.or_else(|| choices.iter().position(|it| it.text.all().any(called)))
}

/// Several options, or `none`; an option whose text holds a separator is known alone.
fn options(choices: &[Choice], word: &str) -> Option<Answer> {
    if let Some(only) = option(choices, word) {
        return Some(Answer::Options(OptionSet::from_iter([only])));
    }
    if NONE.contains(&word) {
        return Some(Answer::Options(OptionSet::default()));
    }
    let separator = ['|', ';', ','].into_iter().find(|it| word.contains(*it))?;
    let parts = word.split(separator).map(str::trim).filter(|part| !part.is_empty());
    let set: Option<OptionSet> = parts.map(|part| option(choices, part)).collect();
    set.map(Answer::Options)
}

/// `minor:2 major:1`, `minor=2; major=1`, `none`; a number alone where there is one severity.
fn defects(severities: &[Severity], word: &str) -> Option<Answer> {
    let mut counts = [0u16; MAX_SEVERITIES];
    if NONE.contains(&word) || word == "0" {
        return Some(Answer::Defects(counts));
    }
    if let ([_], Ok(count)) = (severities, word.parse()) {
        counts[0] = count;
        return Some(Answer::Defects(counts));
    }
    let parts = word.split(|c: char| c.is_whitespace() || "|;,".contains(c));
    for part in parts.filter(|part| !part.is_empty()) {
        let (id, count) = part.split_once([':', '=']).unwrap_or((part, "1"));
        let index = severities.iter().position(|it| plain(&it.id) == id)?;
        counts[index] = counts[index].checked_add(count.parse().ok()?)?;
    }
    Some(Answer::Defects(counts))
}

/// Days since 1970 of `2026-10-05`, with or without a time of day behind it.
fn date(word: &str) -> Option<i64> {
    let day = word.split(['t', ' ']).next()?;
    let mut parts = day.split('-');
    let (year, month, date) = (parts.next()?, parts.next()?, parts.next()?);
    let exact = parts.next().is_none() && (year.len(), month.len(), date.len()) == (4, 2, 2);
    let civil = Civil::new(year.parse().ok()?, month.parse().ok()?, date.parse().ok()?)?;
    exact.then(|| civil.days())
}

/// A whole number, also as spreadsheets write it: `4.0`.
fn whole(word: &str) -> Option<i64> {
    let (digits, decimals) = word.split_once('.').unwrap_or((word, ""));
    decimals.bytes().all(|byte| byte == b'0').then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{draft, scale, section, yes_no};
    use super::super::{Answers, Method, Points, Texts};
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

    #[test]
    fn several_options_are_read_and_written() {
        let QuestionKind::Choice(options) = choices() else { return };
        let kind = QuestionKind::MultiChoice(options);
        for (text, written) in [
            ("none", "none"),
            ("wrong", "wrong"),
            ("Incorrecta | full", "full|wrong"),
            ("full;wrong", "full|wrong"),
            ("full, complete", "full"),
        ] {
            let answer = kind.parse(text).unwrap();
            assert_eq!(kind.write(answer), written, "{text}");
            assert_eq!(kind.parse(written), Ok(answer));
        }
        assert_eq!(kind.parse("full|half").unwrap_err().code(), "answer-outside-scale");
    }

    #[test]
    fn defects_are_counted_by_severity() {
        let of = |id: &str, penalty| Severity {
            id: id.to_owned(),
            penalty: Points(penalty),
            text: Texts::default(),
        };
        let severities = vec![of("minor", 1000), of("major", 5000)];
        let kind = QuestionKind::Defects { severities, points: None };
        for (text, points, written) in [
            ("none", 0, "none"),
            ("0", 0, "none"),
            ("minor:2 major:1", -7000, "minor:2|major:1"),
            ("Major=3", -15_000, "major:3"),
            ("minor; minor", -2000, "minor:2"),
        ] {
            let answer = kind.parse(text).unwrap();
            assert_eq!(kind.points(answer), Some(Points(points)), "{text}");
            assert_eq!(kind.write(answer), written);
        }
        for text in ["critical:1", "minor:x", "minor:70000", "3"] {
            assert_eq!(kind.parse(text).unwrap_err().code(), "answer-outside-scale", "{text}");
        }
    }

    #[test]
    fn days_are_read_as_iso_writes_them_and_words_as_they_are() {
        let day = QuestionKind::Date.parse("2026-10-05T09:00").unwrap();
        assert_eq!(QuestionKind::Date.write(day), "2026-10-05");
        for text in ["2026-02-30", "05/10/2026", "2026-1-5", "soon"] {
            assert_eq!(QuestionKind::Date.parse(text).unwrap_err().code(), "answer-outside-scale");
        }
        assert_eq!(QuestionKind::Text.parse("well done"), Ok(Answer::Text));
        assert_eq!(QuestionKind::Text.parse(" ").unwrap_err().code(), "missing-answer");
    }
}
