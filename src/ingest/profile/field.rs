//! Where one column comes from and how its cells are read.

use super::super::times::TimeFormat;
use super::super::values::{Decimal, DurationUnit};
use super::{NumberForm, Round, TextStep};
use std::collections::BTreeMap;

/// Where one column comes from and how its cells are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap {
    /// The cell or cells.
    pub pick: Pick,
    /// Texts that mean unknown in this column; `None` leaves the file's.
    pub nulls: Option<Vec<String>>,
    /// Text of unknown cells.
    pub default: Option<String>,
    /// Steps that the text goes through, in order.
    pub steps: Vec<TextStep>,
    /// The text as it goes in, and the one it stands for; others are faults. `None` passes all.
    pub values: Option<BTreeMap<String, String>>,
    /// Formats of timestamps, tried in order; empty means ISO 8601.
    pub formats: Vec<TimeFormat>,
    /// Century of two-digit years, such as 1900.
    pub century: Option<i32>,
    /// Whether a cell that two formats read differently takes the first.
    pub ambiguous: Ambiguous,
    /// Unit of durations.
    pub unit: Option<DurationUnit>,
    /// How numbers are written.
    pub number: NumberForm,
    /// What durations are rounded to.
    pub round: Round,
    /// Lowest number that is believed.
    pub min: Option<Decimal>,
    /// Highest number that is believed.
    pub max: Option<Decimal>,
    /// What a cell that cannot be read costs.
    pub bad: Bad,
    /// Whether exports may lack the column; it is unknown then.
    pub optional: bool,
}

/// What becomes of a timestamp that two formats read differently.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ambiguous {
    /// It is a fault.
    #[default]
    Error,
    /// The first format is believed.
    First,
}

/// What a cell that cannot be read costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bad {
    /// Its record.
    #[default]
    Reject,
    /// Itself: it is unknown, and a warning says so.
    Blank,
}

/// Which cells a value is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// One column, under the first of these names that the header has.
    Column(Vec<String>),
    /// Several columns with a text between; unknown when one is unknown, unless those are skipped.
    Join {
        /// Columns.
        columns: Vec<String>,
        /// Text between.
        separator: String,
        /// What unknown cells do.
        missing: Missing,
    },
    /// The first of these columns that is known in a record.
    First(Vec<String>),
    /// The same text in every record.
    Const(String),
    /// Difference or sum of two columns of times of day, timestamps or durations.
    Expr(Expr),
    /// A date in one column and a time of day in another.
    DateTime {
        /// Date column and format.
        date: (String, TimeFormat),
        /// Time column and unit.
        time: (String, DurationUnit),
    },
    /// File name and physical line.
    RowNumber,
}

impl Default for Pick {
    fn default() -> Self {
        Self::Column(Vec::new())
    }
}

impl Pick {
    /// The columns it looks at.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Column(names) | Self::First(names) | Self::Join { columns: names, .. } => {
                names.iter().map(String::as_str).collect()
            }
            Self::Expr(expr) => vec![&expr.left, &expr.right],
            Self::DateTime { date, time } => vec![&date.0, &time.0],
            Self::Const(_) | Self::RowNumber => Vec::new(),
        }
    }
}

/// What unknown cells of a joined value do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Missing {
    /// They make the whole unknown.
    #[default]
    Spread,
    /// They are left out.
    Skip,
}

/// `left - right` or `left + right`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// First column.
    pub left: String,
    /// Whether the second is taken away or added.
    pub sign: Sign,
    /// Second column.
    pub right: String,
    /// Whether a difference below −12 h has passed midnight.
    pub wrap: Wrap,
}

/// The operation of an [`Expr`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `-`
    Minus,
    /// `+`
    Plus,
}

/// Whether times of day may pass midnight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Wrap {
    /// They may not.
    #[default]
    Never,
    /// A difference below −12 h gets 24 h.
    Midnight,
}
