//! What an interaction does in a figure.

use crate::kpi::Figure;
use crate::report::Cell;

/// What a row does in the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It stands above the line, and below it.
    Numerator,
    /// It stands below the line only.
    Denominator,
    /// It is counted; there is no line.
    Counted,
    /// It would belong there but tells too little, or was not watched for long enough.
    LeftOut,
}

impl Role {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Numerator => "numerator",
            Self::Denominator => "denominator",
            Self::Counted => "counted",
            Self::LeftOut => "left_out",
        }
    }

    pub(super) fn of(figure: &Figure) -> Option<Self> {
        let is_some = |cell: &Cell| match cell {
            Cell::Count(n) => *n > 0,
            Cell::Ratio { num, .. } => *num != 0,
            _ => false,
        };
        let is_below = is_some(&figure.denominator);
        match &figure.numerator {
            numerator if is_below && is_some(numerator) => Some(Self::Numerator),
            // A quantile has no numerator: its values are what it is taken from.
            Cell::Missing if is_below => Some(Self::Numerator),
            _ if is_below => Some(Self::Denominator),
            _ if figure.excluded > 0 => Some(Self::LeftOut),
            Cell::Missing if is_some(&figure.value) => Some(Self::Counted),
            _ => None,
        }
    }
}
