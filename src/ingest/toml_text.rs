//! TOML with places: a parsed file whose every key and value can be pointed at.
//!
//! Readers of configuration, scorecards and profiles go through [`TomlText`] and [`Keys`]: they
//! take typed values out of tables, and whatever is wrong is collected, not the end of reading.
//!
//! ```
//! use qa::ingest::toml_text::{Keys, TomlText};
//!
//! let toml = TomlText::new("qa.toml", "zone = \"UTC\"\nport = 80\n");
//! let table = toml.parse().unwrap();
//! let mut keys = Keys::root(&toml, &table, "the configuration");
//! assert_eq!(keys.text("zone").unwrap().value, "UTC");
//! keys.close();
//! assert_eq!(toml.into_problems().shown()[0].message, "unknown key `port` in the configuration");
//! ```

mod keys;

pub use keys::{Found, Keys};

use crate::problem::{Excerpt, Place, Problem, Problems};
use std::cell::RefCell;
use std::ops::Range;
use toml::de::DeTable;

/// The longest file that is read, in bytes: 1 MiB.
pub const MAX_BYTES: usize = 1 << 20;

/// Most keys that may be joined by dots; deeper nesting is an accident or an attack.
const MAX_PARTS: usize = 64;

/// Bytes of the text, from and up to.
pub type Span = Range<usize>;

/// A TOML file, where its lines begin, and what is wrong with it.
#[derive(Debug)]
pub struct TomlText<'t> {
    file: &'t str,
    text: &'t str,
    line_starts: Vec<usize>,
    problems: RefCell<Problems>,
}

impl<'t> TomlText<'t> {
    /// The text of a file; a byte order mark is no part of it.
    pub fn new(file: &'t str, text: &'t str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let line_starts = std::iter::once(0).chain(ends).collect();
        Self { file, text, line_starts, problems: RefCell::default() }
    }

    /// The file as the user named it.
    pub fn file(&self) -> &'t str {
        self.file
    }

    /// The text without its byte order mark.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The outermost table; the first offence against TOML's own rules is `bad-toml`.
    pub fn parse(&self) -> Result<DeTable<'t>, Problems> {
        self.table().map_err(|problem| {
            let mut problems = Problems::new();
            problems.push(*problem);
            problems
        })
    }

    fn table(&self) -> Result<DeTable<'t>, Box<Problem>> {
        if self.text.len() > MAX_BYTES {
            let message = format!("{} bytes, more than the {MAX_BYTES} allowed", self.text.len());
            let problem = Problem::new("file-too-large", Place::file(self.file), message);
            return Err(Box::new(problem.help("is this the right file?")));
        }
        if let Some(span) = self.deep_key() {
            return Err(Box::new(self.problem("bad-toml", &span, "a key with too many dots")));
        }
        DeTable::parse(self.text).map(toml::Spanned::into_inner).map_err(|error| {
            let end = self.text.len();
            let span = error.span().unwrap_or(end..end);
            Box::new(self.problem("bad-toml", &span, error.message()))
        })
    }

    /// A problem at a span, with the line it stands on.
    pub fn problem(&self, code: &'static str, span: &Span, message: impl Into<String>) -> Problem {
        Problem::new(code, self.place(span), message).excerpt(self.excerpt(span))
    }

    /// The same part of the file, for a problem that shows later.
    pub fn spot(&self, span: &Span) -> Spot {
        Spot { place: self.place(span), excerpt: self.excerpt(span) }
    }

    /// Keeps a problem for [`TomlText::into_problems`].
    pub fn complain(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Everything complained of.
    pub fn into_problems(self) -> Problems {
        self.problems.into_inner()
    }

    /// Where a span begins.
    pub fn place(&self, span: &Span) -> Place {
        let (line, start) = self.line_of(span);
        let column = self.text[start..self.floor(span.start)].chars().count();
        Place::at(self.file, number(line + 1), number(column + 1))
    }

    /// The line a span begins on, and the part of it that is meant.
    pub fn excerpt(&self, span: &Span) -> Excerpt {
        let (_, start) = self.line_of(span);
        let line = self.text[start..].split('\n').next().unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        let begin = self.floor(span.start).min(start + line.len());
        let end = self.floor(span.end).clamp(begin, start + line.len());
        Excerpt {
            text: line.to_owned(),
            start: self.text[start..begin].chars().count(),
            length: self.text[begin..end].chars().count().max(1),
        }
    }

    /// What stands at a span, cut to one short line, as messages quote it.
    pub fn quote(&self, span: &Span) -> String {
        let text = &self.text[self.floor(span.start)..self.floor(span.end)];
        let line = text.lines().next().unwrap_or_default();
        let mut short: String = line.chars().take(40).collect();
        if short.len() < text.len() {
            short.push('…');
        }
        short
    }

    /// Index of a span's line, and the byte where that line begins.
    fn line_of(&self, span: &Span) -> (usize, usize) {
        let line = self.line_starts.partition_point(|start| *start <= span.start).max(1) - 1;
        (line, self.line_starts[line])
    }

    /// The last place not after `at` where a character begins, or the end.
    fn floor(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        (0..=at).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }

    /// The first run of key characters with more parts than any honest key has.
    ///
    /// The parser nests a table for every dot, and taking deep tables apart exhausts the stack.
    fn deep_key(&self) -> Option<Span> {
        let part_of_key = |c: char| c.is_alphanumeric() || " \t._-\"'".contains(c);
        let mut runs = self.text.split(|c| !part_of_key(c));
        let parts = |run: &str| run.split('.').filter(|part| !part.trim().is_empty()).count();
        let run = runs.find(|run| parts(run) > MAX_PARTS)?;
        let start = run.as_ptr().addr() - self.text.as_ptr().addr();
        Some(start..start + run.len())
    }
}

/// A part of a file, kept for what can be said of it only when another file has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spot {
    place: Place,
    excerpt: Excerpt,
}

impl Spot {
    /// A problem at it, with the line it stands on.
    pub fn problem(&self, code: &'static str, message: impl Into<String>) -> Problem {
        Problem::new(code, self.place.clone(), message).excerpt(self.excerpt.clone())
    }
}

/// A position as a place counts it.
fn number(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Problem {
        let problems = TomlText::new("a.toml", text).parse().unwrap_err();
        problems.shown()[0].clone()
    }

    #[test]
    fn an_empty_file_is_an_empty_table() {
        assert!(TomlText::new("a.toml", "").parse().unwrap().is_empty());
    }

    #[test]
    fn a_byte_order_mark_moves_no_column() {
        let toml = TomlText::new("a.toml", "\u{feff}a = 1\n");
        assert_eq!(toml.parse().unwrap().len(), 1);
        assert_eq!(toml.place(&(4..5)).to_string(), "a.toml:1:5");
    }

    #[test]
    fn columns_count_characters_and_lines_may_end_in_crlf() {
        let text = "a = 1\r\nñandú = \"é\" x\r\n";
        let problem = refused(text);
        assert_eq!(problem.code, "bad-toml");
        assert_eq!(problem.place.to_string(), "a.toml:2:13");
        let excerpt = problem.excerpt.unwrap();
        assert_eq!((excerpt.text.as_str(), excerpt.start), ("ñandú = \"é\" x", 12));
    }

    #[test]
    fn a_span_over_several_lines_is_underlined_to_the_end_of_the_first() {
        let toml = TomlText::new("a.toml", "a = [\n 1,\n]\n");
        let excerpt = toml.excerpt(&(4..11));
        assert_eq!((excerpt.start, excerpt.length), (4, 1));
        assert_eq!(toml.quote(&(4..11)), "[…");
    }

    #[test]
    fn the_end_of_the_file_is_a_place() {
        assert_eq!(refused("a = \"").place.line, Some(1));
        let toml = TomlText::new("a.toml", "a = 1\n");
        assert_eq!(toml.place(&(6..6)).to_string(), "a.toml:2:1");
    }

    #[test]
    fn a_file_beyond_a_mebibyte_is_refused_unread() {
        let text = "#".repeat(MAX_BYTES + 1);
        assert_eq!(refused(&text).code, "file-too-large");
    }

    #[test]
    fn a_row_of_dots_is_no_deep_key() {
        let text = format!("# {}\na = \"{}\"\n", ".".repeat(200), ". ".repeat(200));
        assert!(TomlText::new("a.toml", &text).parse().is_ok());
    }

    #[test]
    fn bombs_of_nesting_are_refused() {
        let dots = "a.".repeat(300_000) + "a = 1";
        let arrays = format!("a = {}", "[".repeat(500_000));
        let tables = format!("a = {}", "{a=".repeat(200_000));
        let inline = format!("x = {{ {}a = 1 }}", "a .".repeat(200_000));
        for bomb in [dots, arrays, tables, inline] {
            assert_eq!(refused(&bomb).code, "bad-toml");
        }
    }
}
