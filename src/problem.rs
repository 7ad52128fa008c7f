//! What is wrong with a user's file: a code, a place, what was found, what was expected, what to do.
//!
//! A `Problem` is a value, never a panic and never an early return: readers collect them all in
//! [`Problems`], which keeps the first few of each kind and counts the rest.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// How many problems of one code are kept whole; the others are only counted.
pub const SHOWN_PER_CODE: usize = 20;

/// Where in a file something stands. Lines and columns begin at 1, as an editor shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as the user named it, shared by all places in it; `-` is standard input.
    pub file: Arc<str>,
    /// Physical line where the record begins; `None` when the whole file is meant.
    pub line: Option<u64>,
    /// Character column within that line; `None` when the whole line is meant.
    pub column: Option<u64>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl AsRef<str>) -> Self {
        Self { file: Arc::from(file.as_ref()), line: None, column: None }
    }

    /// A line of a file.
    pub fn line(file: impl AsRef<str>, line: u64) -> Self {
        Self { file: Arc::from(file.as_ref()), line: Some(line), column: None }
    }

    /// A character of a line.
    pub fn at(file: impl AsRef<str>, line: u64, column: u64) -> Self {
        Self { file: Arc::from(file.as_ref()), line: Some(line), column: Some(column) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        Ok(())
    }
}

/// Whether a problem costs something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The record, or the whole file where files are refused whole, was left out.
    Error,
    /// Something was kept, but not as it stood: a cell left blank, a quote repaired.
    Warning,
}

/// The source text a problem points into, shown with a caret under the part that is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excerpt {
    /// The line as it stands in the file, without its line end.
    pub text: String,
    /// First character meant, counted from 0.
    pub start: usize,
    /// How many characters are meant; at least 1 is underlined.
    pub length: usize,
}

/// One thing that is wrong with a user's file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where it stands.
    pub place: Place,
    /// Kind, such as `bad-duration`; each has a folder in `tests/errors/`.
    pub code: &'static str,
    /// Whether it costs the record.
    pub severity: Severity,
    /// What was expected and what was found; lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The source line, when showing it helps more than the place alone.
    pub excerpt: Option<Excerpt>,
    /// The column that was asked for and that a file has under no known name; `None` for any other
    /// problem.
    pub column: Option<String>,
}

impl Problem {
    /// An error without help or excerpt; add them with [`Problem::help`] and [`Problem::excerpt`].
    pub fn new(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        let severity = Severity::Error;
        let (message, help, excerpt, column) = (message.into(), None, None, None);
        Self { place, code, severity, message, help, excerpt, column }
    }

    /// The same, said to be a warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Whether it is said to be a warning.
    pub fn is_warning(&self) -> bool {
        self.severity == Severity::Warning
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, for want of a column under any known name.
    #[must_use]
    pub fn lacking(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// The same, with the source line and the part of it that is meant.
    #[must_use]
    pub fn excerpt(mut self, excerpt: Excerpt) -> Self {
        self.excerpt = Some(excerpt);
        self
    }
}

/// Problems by code: the first [`SHOWN_PER_CODE`] of each in order of place, and how many there are.
///
/// Merging is associative and commutative, so the result does not depend on how the input was cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    shown: BTreeMap<&'static str, Vec<Problem>>,
    counts: BTreeMap<&'static str, u64>,
    errors: u64,
}

impl Problems {
    /// None so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        *self.counts.entry(problem.code).or_default() += 1;
        self.errors += u64::from(problem.severity == Severity::Error);
        let shown = self.shown.entry(problem.code).or_default();
        let at = shown.partition_point(|other| *other <= problem);
        if at < SHOWN_PER_CODE {
            shown.insert(at, problem);
            shown.truncate(SHOWN_PER_CODE);
        }
    }

    /// Adds all of another collection.
    pub fn merge(&mut self, other: Self) {
        for (code, count) in other.counts {
            *self.counts.entry(code).or_default() += count;
        }
        self.errors += other.errors;
        for (code, problems) in other.shown {
            let shown = self.shown.entry(code).or_default();
            shown.extend(problems);
            shown.sort();
            shown.truncate(SHOWN_PER_CODE);
        }
    }

    /// Takes all of one code out and these in, such as one for a column instead of one for each of its
    /// cells. Where errors and warnings share the code, all stay as they are.
    pub fn replace(&mut self, code: &str, with: Vec<Problem>) {
        let shown = self.shown.get(code).map(Vec::as_slice).unwrap_or_default();
        let errors = shown.iter().filter(|problem| problem.severity == Severity::Error).count();
        if errors != 0 && errors != shown.len() {
            return;
        }
        let count = self.counts.remove(code).unwrap_or_default();
        self.errors -= if errors > 0 { count } else { 0 };
        self.shown.remove(code);
        self.extend(with);
    }

    /// How many there are, shown or not.
    pub fn count(&self) -> u64 {
        self.counts.values().sum()
    }

    /// How many of them are errors.
    pub fn errors(&self) -> u64 {
        self.errors
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many of each code, in order of code.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.counts.iter().map(|(code, count)| (*code, *count))
    }

    /// Those kept whole, in order of place.
    pub fn shown(&self) -> Vec<&Problem> {
        let mut all: Vec<&Problem> = self.shown.values().flatten().collect();
        all.sort();
        all
    }
}

impl Extend<Problem> for Problems {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, problems: I) {
        for problem in problems {
            self.push(problem);
        }
    }
}

impl FromIterator<Problem> for Problems {
    fn from_iter<I: IntoIterator<Item = Problem>>(problems: I) -> Self {
        let mut all = Self::new();
        all.extend(problems);
        all
    }
}

/// The candidate most like `name`, when one is near enough to be meant.
///
/// Case, spaces, `-` and `_` do not count. Source of the measure: Jaro–Winkler, as clap uses it.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = letters(name);
    let scored =
        candidates.into_iter().map(|other| (strsim::jaro_winkler(&wanted, &letters(other)), other));
    let best = scored.filter(|(score, _)| *score > 0.8);
    best.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1))).map(|(_, other)| other)
}

/// The candidate that `name` is but for a slip of the finger: no more than one letter in four differs,
/// and in names of five characters or fewer none is merely another, so that `store` is no `score`.
///
/// Case, spaces, `-` and `_` do not count as differences.
pub fn slip<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = letters(name);
    let length = |text: &str| text.chars().count();
    let apart = candidates.into_iter().filter_map(|other| {
        let plain = letters(other);
        let apart = strsim::damerau_levenshtein(&wanted, &plain);
        let longer = length(&wanted).max(length(&plain));
        let is_long = length(name).max(length(other)) > 5;
        // A swap of neighbours is one step here and two without it.
        let merely_another = || {
            apart > 0
                && length(&wanted) == length(&plain)
                && strsim::levenshtein(&wanted, &plain) == apart
        };
        (apart * 4 <= longer && (is_long || !merely_another())).then_some((apart, other))
    });
    apart.min().map(|(_, other)| other)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whose fault it is that nothing could be done; decides the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// The request: arguments, configuration, scorecard, profile, expression.
    Request,
    /// The data: an export, evaluations, a roster.
    Data,
    /// The state of the world moved on: already scored, held by somebody else.
    Conflict,
}

/// Nothing was done because of these problems. Travels as the source of an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Whose fault it is.
    pub blame: Blame,
    /// What is wrong; never empty.
    pub problems: Problems,
}

impl Refused {
    /// Refuses because of one problem.
    pub fn because(blame: Blame, problem: Problem) -> Self {
        let mut problems = Problems::new();
        problems.push(problem);
        Self { blame, problems }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.shown().first() {
            Some(first) => write!(f, "{}: {} [{}]", first.place, first.message, first.code),
            None => f.write_str("refused"),
        }
    }
}

impl std::error::Error for Refused {}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: &'static str, line: u64) -> Problem {
        Problem::new(code, Place::line("calls.csv", line), "found nothing")
    }

    #[test]
    fn none_is_empty() {
        assert!(Problems::new().is_empty());
        assert_eq!(Problems::new().count(), 0);
    }

    #[test]
    fn the_first_twenty_by_place_are_kept_and_all_are_counted() {
        let mut problems = Problems::new();
        problems.extend((1..=30).rev().map(|line| problem("bad-time", line)));
        problems.push(problem("bad-duration", 7).warning());
        assert_eq!(problems.count(), 31);
        assert_eq!(problems.errors(), 30);
        let lines: Vec<_> = problems.shown().iter().filter_map(|p| p.place.line).collect();
        assert_eq!(lines[..3], [1, 2, 3]);
        assert_eq!(lines.len(), 21);
    }

    #[test]
    fn merging_does_not_depend_on_the_cut() {
        let all: Vec<_> = (1..=50).map(|line| problem("bad-time", line)).collect();
        let mut whole = Problems::new();
        whole.extend(all.clone());
        for cut in [0, 1, 25, 49, 50] {
            let (mut left, mut right) = (Problems::new(), Problems::new());
            left.extend(all[..cut].to_vec());
            right.extend(all[cut..].to_vec());
            right.merge(left);
            assert_eq!(right, whole);
        }
    }

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        assert_eq!(nearest("talk_secs", ["wait_s", "talk_s"]), Some("talk_s"));
        assert_eq!(nearest("Call-ID", ["call_id", "caller"]), Some("call_id"));
        assert_eq!(nearest("colour", ["queue", "wait_s"]), None);
        assert_eq!(nearest("x", []), None);
    }

    #[test]
    fn a_slip_is_told_from_a_word_of_its_own() {
        for (name, meant) in [
            ("qeue", Some("queue")),
            ("Queue", Some("queue")),
            ("tema", Some("team")),
            ("hold", Some("hold_s")),
            ("tolk_s", Some("talk_s")),
            ("queue_id", None),
            ("start_tme", Some("start_time")),
            ("store", None),
            ("region", None),
            ("agent_tier", None),
            ("", None),
        ] {
            let columns = ["queue", "team", "hold_s", "talk_s", "start_time", "score", "agent_id"];
            assert_eq!(slip(name, columns), meant, "{name}");
        }
    }

    #[test]
    fn a_place_reads_like_a_compilers() {
        assert_eq!(Place::at("a.csv", 3, 52).to_string(), "a.csv:3:52");
        assert_eq!(Place::file("a.csv").to_string(), "a.csv");
    }
}
