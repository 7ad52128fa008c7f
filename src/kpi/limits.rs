//! The limits of a figure, worked out when somebody looks at them: most are never shown.

use crate::report::Cell;
use crate::stats::mean::Mean;
use crate::stats::{histogram, order};

/// How sure intervals are.
pub(super) const CONFIDENCE: f64 = 0.95;

/// From what the limits of a 95 % interval follow.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Limits {
    /// There are none.
    #[default]
    None,
    /// They are known: Wilson's of a share, Garwood's of a rate.
    Known([Cell; 2]),
    /// Student's of a mean, in the unit of the value.
    Mean(Mean),
    /// Those of order statistics around a quantile.
    Order {
        /// Thousandths with how often each occurs, in order of value.
        counts: Vec<(i64, u64)>,
        /// The quantile, a share strictly between 0 and 1 such as (9, 10).
        share: (u32, u32),
    },
}

impl Limits {
    /// These, lower first; none when they do not exist.
    pub(super) fn known(limits: Option<(f64, f64)>) -> Self {
        Self::Known(cells(limits))
    }

    /// Both limits, lower first; missing where there is none.
    pub fn cells(&self) -> [Cell; 2] {
        match self {
            Self::None => [Cell::Missing, Cell::Missing],
            Self::Known(known) => known.clone(),
            Self::Mean(mean) => cells(mean.interval(CONFIDENCE)),
            Self::Order { counts, share } => around_quantile(counts, *share),
        }
    }
}

fn cells(limits: Option<(f64, f64)>) -> [Cell; 2] {
    [limits.map(|limits| limits.0), limits.map(|limits| limits.1)].map(Cell::number)
}

fn around_quantile(counts: &[(i64, u64)], (num, den): (u32, u32)) -> [Cell; 2] {
    let n = counts.iter().map(|(_, count)| count).sum();
    let (lower, upper) = order::ranks(n, f64::from(num) / f64::from(den), CONFIDENCE);
    [lower, upper].map(|rank| {
        let value = rank.and_then(|rank| histogram::nth(counts, rank - 1));
        value.map_or(Cell::Missing, |value| Cell::ratio(value.into(), 1000))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nothing_there_are_no_limits() {
        let none = [Cell::Missing, Cell::Missing];
        assert_eq!(Limits::None.cells(), none);
        assert_eq!(Limits::known(None).cells(), none);
        assert_eq!(Limits::Order { counts: Vec::new(), share: (1, 2) }.cells(), none);
    }

    /// The sign test's table has 6 to 15 for the median of 20.
    #[test]
    fn a_median_lies_between_two_of_its_values() {
        let counts = (1..=20).map(|second| (second * 1_000, 1)).collect();
        let limits = Limits::Order { counts, share: (1, 2) };
        let seconds = |s: i128| Cell::Ratio { num: s * 1_000, den: 1_000 };
        assert_eq!(limits.cells(), [seconds(6), seconds(15)]);
    }
}
