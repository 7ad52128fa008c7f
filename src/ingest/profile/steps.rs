//! What happens to the text of a cell before it is a value.

use super::{Lookup, Pattern};
use crate::ingest::values::Decimal;

/// How numbers of a column are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NumberForm {
    /// Plainly.
    #[default]
    Plain,
    /// As shares: `94.01%` and `0.9401` are the same; without the sign nothing exceeds 1.
    Percent,
    /// The same, kept as a percentage: both are 94.01.
    Percentage,
    /// As they are, with or without a percent sign: `85` and `85%` are the same.
    Points,
    /// Durations of many contacts together, which may exceed a year.
    Total,
    /// As numbers of contacts, of which `1.200` may be a thousand and more.
    Count,
}

/// What durations are rounded to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Round {
    /// Nothing: milliseconds are kept.
    #[default]
    Never,
    /// The nearest second, halves to the even one.
    Nearest,
    /// The second before.
    Down,
    /// The second after.
    Up,
}

/// One step of a text on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextStep {
    /// Lower case.
    Lower,
    /// These characters are taken from both ends.
    TrimChars(String),
    /// Cut at the separator; one piece is taken.
    Split {
        /// Between pieces.
        separator: String,
        /// Which piece.
        take: Take,
    },
    /// `true` when the text holds one of these, else `false`.
    Contains(Vec<String>),
    /// `true` when the number is greater, else `false`.
    Greater(Decimal),
    /// The part that a pattern finds; unknown where it does not fit.
    Find(Pattern),
    /// What the text stands for in a table; a text that is not in it is a fault.
    Lookup(Lookup),
}

/// Which piece of a split text is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// The first.
    First,
    /// The last.
    Last,
    /// The n-th, from 0.
    Nth(usize),
}
