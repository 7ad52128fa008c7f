//! Characters to words, numbers, texts and signs, each with its place in the filter.

use super::Decimal;
use crate::problem::{Excerpt, Place, Problem};

/// A stretch of the filter, counted in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Span {
    pub(super) fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A plain word that is no key word.
    Word(String),
    /// A name in double quotes.
    Quoted(String),
    /// A text in single quotes.
    Text(String),
    Number(Decimal),
    /// A key word, in lower case.
    Key(&'static str),
    Sign(&'static str),
    End,
}

const KEYS: [&str; 10] =
    ["and", "between", "false", "in", "is", "like", "not", "null", "or", "true"];

/// Longer signs first, because the first that fits is taken.
const SIGNS: [&str; 14] =
    ["<>", "!=", "<=", ">=", "=", "<", ">", "(", ")", ",", "+", "-", "*", "/"];

/// What other languages write and this one does not: the sign and what to do.
const FOREIGN: [(&str, &str); 7] = [
    ("==", "write `=`"),
    ("&&", "write `and`"),
    ("||", "write `or`"),
    ("!", "write `not`"),
    ("%", "write a share as a number, such as 0.8"),
    (";", "leave it out: a filter is one condition"),
    ("`", "put names in double quotes and texts in single ones"),
];

/// A problem of this filter, with the part that is meant underlined.
pub(super) fn problem(text: &str, span: Span, message: impl Into<String>) -> Problem {
    let line = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let length = span.end.saturating_sub(span.start).max(1);
    Problem::new("bad-filter", Place::file("filter"), message).excerpt(Excerpt {
        text: line,
        start: span.start,
        length,
    })
}

/// All tokens of the filter, closed by [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Span)>, Problem> {
    let mut lexer = Lexer { text, chars: text.chars().collect(), at: 0 };
    let mut found = Vec::new();
    loop {
        let (token, span) = lexer.next()?;
        let ended = token == Token::End;
        found.push((token, span));
        if ended {
            return Ok(found);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    chars: Vec<char>,
    at: usize,
}

impl Lexer<'_> {
    fn next(&mut self) -> Result<(Token, Span), Problem> {
        self.skip(char::is_whitespace);
        let start = self.at;
        let token = match self.chars.get(start) {
            None => Token::End,
            Some('\'') => Token::Text(self.between('\'')?),
            Some('"') => Token::Quoted(self.between('"')?),
            Some(c) if c.is_ascii_digit() => self.number()?,
            Some(c) if c.is_alphabetic() || *c == '_' => self.word(),
            Some(_) => self.sign()?,
        };
        Ok((token, Span { start, end: self.at }))
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) {
        while self.chars.get(self.at).is_some_and(|c| wanted(*c)) {
            self.at += 1;
        }
    }

    fn since(&self, start: usize) -> String {
        self.chars[start..self.at].iter().collect()
    }

    /// What stands between two marks; a doubled mark stands for itself.
    fn between(&mut self, mark: char) -> Result<String, Problem> {
        let start = self.at;
        let mut found = String::new();
        self.at += 1;
        while let Some(&c) = self.chars.get(self.at) {
            self.at += 1;
            if c != mark {
                found.push(c);
            } else if self.chars.get(self.at) == Some(&mark) {
                found.push(c);
                self.at += 1;
            } else {
                return Ok(found);
            }
        }
        let span = Span { start, end: start + 1 };
        let what = format!("the text that begins here has no closing `{mark}`");
        Err(problem(self.text, span, what).help(format!("a `{mark}` within it is written twice")))
    }

    fn number(&mut self) -> Result<Token, Problem> {
        let start = self.at;
        self.skip(|c| c.is_alphanumeric() || c == '.' || c == '_');
        let written = self.since(start);
        let span = Span { start, end: self.at };
        Decimal::parse(&written).map(Token::Number).ok_or_else(|| {
            let message = format!("expected a number, found `{written}`");
            let help = "write digits with at most one point; durations are in seconds";
            problem(self.text, span, message).help(help)
        })
    }

    fn word(&mut self) -> Token {
        let start = self.at;
        self.skip(|c| c.is_alphanumeric() || c == '_');
        let word = self.since(start);
        let key = KEYS.into_iter().find(|key| word.eq_ignore_ascii_case(key));
        key.map_or(Token::Word(word), Token::Key)
    }

    fn sign(&mut self) -> Result<Token, Problem> {
        let fits = |sign: &str| sign.chars().enumerate().all(|(i, c)| self.has(i, c));
        let known = SIGNS.into_iter().find(|sign| fits(sign));
        let foreign = FOREIGN.into_iter().find(|(sign, _)| fits(sign));
        let foreign = foreign.filter(|(sign, _)| known.is_none_or(|k| k.len() < sign.len()));
        if let (None, Some(sign)) = (foreign, known) {
            self.at += sign.len();
            return Ok(Token::Sign(sign));
        }
        let start = self.at;
        self.at += foreign.map_or(1, |(sign, _)| sign.len());
        let message = format!("`{}` means nothing in a filter", self.since(start));
        let found = problem(self.text, Span { start, end: self.at }, message);
        Err(match foreign {
            Some((_, help)) => found.help(help),
            None => found,
        })
    }

    fn has(&self, ahead: usize, c: char) -> bool {
        self.chars.get(self.at + ahead) == Some(&c)
    }
}
