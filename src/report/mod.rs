//! What a command found, typed and unrounded: tables with units, notes, definitions, provenance.
//!
//! A report knows nothing of formats or of the trade. Every writer in `render` takes the same
//! report, so no figure can differ between a table, a CSV file and JSON.

pub mod lines;
pub mod words;

/// A whole result.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Name and version of its shape in machine formats, such as `qa.kpi/1`.
    pub schema: &'static str,
    /// One line that says what it is, for people.
    pub title: String,
    /// Tables; the first is the one that a single-table format writes.
    pub tables: Vec<Table>,
    /// Sentences a reader must know, such as what was left out.
    pub notes: Vec<String>,
    /// How the figures are computed.
    pub definitions: Vec<Definition>,
    /// From what they were computed.
    pub provenance: Provenance,
}

/// How one figure is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The figure, by its column key.
    pub term: String,
    /// Numerator, denominator, variant, threshold: whatever decides the value.
    pub text: String,
    /// Who is told; nobody needs the definition of a figure that is not shown.
    pub audience: Audience,
}

impl Definition {
    /// A definition for everyone who sees the figure.
    pub fn new(term: impl Into<String>, text: impl Into<String>) -> Self {
        Self { term: term.into(), text: text.into(), audience: Audience::Everyone }
    }

    /// The same for programs only.
    #[must_use]
    pub fn for_machines(self) -> Self {
        Self { audience: Audience::Machines, ..self }
    }
}

/// From what a report was computed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The files, in the order they were read.
    pub inputs: Vec<Input>,
    /// First and last instant as the zone writes them, and the zone; `None` without a period.
    pub period: Option<PeriodRecord>,
    /// Other choices that decide the result, such as a seed or a filter: name and value.
    pub settings: Vec<(String, String)>,
}

/// One input file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    /// As the user named it.
    pub path: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Records found in it, blank lines apart.
    pub read: u64,
    /// Records that take part in the result.
    pub accepted: u64,
    /// Records set aside; `read = accepted + rejected + dropped + joined`.
    pub rejected: u64,
    /// Records that the profile leaves out on purpose.
    pub dropped: u64,
    /// Records that were joined to one that is counted, such as further legs and events.
    pub joined: u64,
}

/// A stretch of time, both ends as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodRecord {
    /// First instant, included.
    pub from: String,
    /// First instant after it.
    pub to: String,
    /// Zone in which days are cut.
    pub zone: String,
}

/// Who a table is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Audience {
    /// People and programs alike.
    #[default]
    Everyone,
    /// People only: wide, in the order one reads.
    People,
    /// Programs only: long, so that a new figure moves no column.
    Machines,
}

/// Rows and columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Name in machine formats and for `--table`.
    pub key: &'static str,
    /// Heading for people; empty for none.
    pub title: String,
    /// Who it is for.
    pub audience: Audience,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, each as long as `columns`, already in order.
    pub rows: Vec<Vec<Cell>>,
    /// A closing row over everything; `None` when there is none.
    pub total: Option<Vec<Cell>>,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Stable English `snake_case` key, unit included: `wait_s`, `offered_share`.
    pub key: String,
    /// Heading for people.
    pub label: String,
    /// What its numbers mean.
    pub unit: Unit,
    /// A value, or a limit of the value column before it.
    pub part: Part,
}

impl Column {
    /// A value column.
    pub fn new(key: impl Into<String>, label: impl Into<String>, unit: Unit) -> Self {
        Self { key: key.into(), label: label.into(), unit, part: Part::Value }
    }

    /// The two limit columns of a value column: `{key}_lower` and `{key}_upper`.
    pub fn limits(key: &str, unit: Unit) -> [Self; 2] {
        let limit = |suffix: &str, part| Self {
            key: format!("{key}_{suffix}"),
            label: suffix.to_owned(),
            unit,
            part,
        };
        [limit("lower", Part::Lower), limit("upper", Part::Upper)]
    }
}

/// The part a column plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A value of its own.
    Value,
    /// Lower limit of the nearest value column before it; people see it in brackets behind the value.
    Lower,
    /// Upper limit of that value column.
    Upper,
}

/// What the numbers of a column mean; decides how `render` writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Text; always passes the guards.
    Text,
    /// A whole number of things.
    Count,
    /// Seconds; people read `m:ss`.
    Seconds,
    /// 0 to 1; people read percent.
    Share,
    /// Seconds where tenths matter: of differences, and wherever an interval stands beside.
    Moments,
    /// A difference of shares, 1 for a hundred; people read percentage points.
    Points,
    /// How often chance alone makes as much; people read `< 0.01` for what would round to nothing.
    Chance,
    /// A score from 0 to 100, or a difference of scores.
    Score,
    /// A plain number: a coefficient, a mean of ratings.
    Plain,
    /// True or false.
    Flag,
}

impl Unit {
    /// As machine formats name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Count => "count",
            Self::Seconds | Self::Moments => "seconds",
            Self::Share | Self::Points => "share",
            Self::Score => "score",
            Self::Plain | Self::Chance => "plain",
            Self::Flag => "flag",
        }
    }

    /// That of a difference of two values.
    #[must_use]
    pub const fn of_difference(self) -> Self {
        match self {
            Self::Share => Self::Points,
            Self::Seconds => Self::Moments,
            other => other,
        }
    }
}

/// One cell. Values are exact or full `f64`; only `render` rounds.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Undefined or unknown; never zero.
    Missing,
    /// Undefined, with the reason in a few words.
    Undefined(&'static str),
    /// Text from data or code.
    Text(String),
    /// A count.
    Count(u64),
    /// A finite number.
    Number(f64),
    /// An exact quotient with a positive denominator, for figures that must round as on paper.
    Ratio {
        /// Numerator.
        num: i128,
        /// Denominator, above zero.
        den: i128,
    },
    /// True or false.
    Flag(bool),
}

impl Cell {
    /// Text, or missing when empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Missing } else { Self::Text(text) }
    }

    /// An exact quotient; missing over a denominator of zero.
    pub fn ratio(num: i128, den: i128) -> Self {
        match den.signum() {
            0 => Self::Missing,
            1 => Self::Ratio { num, den },
            _ => Self::Ratio { num: -num, den: -den },
        }
    }

    /// A number; missing when there is none or it is not finite.
    pub fn number(value: Option<f64>) -> Self {
        value.filter(|value| value.is_finite()).map_or(Self::Missing, Self::Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotient_over_nothing_is_missing() {
        assert_eq!(Cell::ratio(3, 0), Cell::Missing);
        assert_eq!(Cell::ratio(1, -2), Cell::Ratio { num: -1, den: 2 });
    }

    #[test]
    fn what_is_not_finite_never_enters_a_report() {
        for value in [None, Some(f64::NAN), Some(f64::INFINITY)] {
            assert_eq!(Cell::number(value), Cell::Missing);
        }
    }
}
