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
    /// The same, cut where the scale of the value ends.
    Cut(Mean, (f64, f64)),
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

    /// The same on a scale with these ends; limits of a mean that lies outside it stay as they are.
    pub(super) fn on_scale(self, (low, high): (f64, f64)) -> Self {
        match self {
            Self::Mean(mean) if (low..=high).contains(&mean.mean) => Self::Cut(mean, (low, high)),
            other => other,
        }
    }

    /// Both limits, lower first; missing where there is none.
    pub fn cells(&self) -> [Cell; 2] {
        match self {
            Self::None => [Cell::Missing, Cell::Missing],
            Self::Known(known) => known.clone(),
            Self::Mean(mean) => cells(mean.interval(CONFIDENCE)),
            Self::Cut(mean, (low, high)) => {
                let limits = mean.interval(CONFIDENCE);
                cells(
                    limits
                        .map(|(lower, upper)| (lower.clamp(*low, *high), upper.clamp(*low, *high))),
                )
            }
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

    /// By hand: 90 and 100 have the mean 95 and the error 5; t of one degree is 12.706.
    #[test]
    fn limits_end_where_the_scale_does() {
        let mean = Mean { n: 2, mean: 95.0, variance: Some(50.0) };
        let limits = Limits::Mean(mean);
        let [Cell::Number(low), Cell::Number(high)] = limits.cells() else { panic!("limits") };
        assert!((low - 31.469).abs() < 1e-3 && (high - 158.531).abs() < 1e-3, "{low} {high}");
        let [Cell::Number(low), Cell::Number(high)] = limits.on_scale((0.0, 100.0)).cells() else {
            panic!("limits")
        };
        assert!((low - 31.469).abs() < 1e-3 && (high - 100.0).abs() < 1e-12, "{low} {high}");
        let beyond = Limits::Mean(Mean { mean: 101.0, ..mean });
        assert_eq!(beyond.clone().on_scale((0.0, 100.0)), beyond);
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
