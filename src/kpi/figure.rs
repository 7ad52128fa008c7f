//! The value of one indicator for one group, with what it was computed from.

use crate::report::Cell;
use crate::stats::Histogram;
use crate::stats::wilson::wilson;

use super::tally::Sum;

/// The normal quantile of 95 % limits.
const Z95: f64 = 1.959_963_984_540_054;

/// A value, numerator and denominator, limits, and how many contacts it leaves out.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The value; undefined over nothing.
    pub value: Cell,
    /// Above the line, in the unit of the value or as a count; missing when there is no line.
    pub numerator: Cell,
    /// Below the line; for a quantile, how many values it was taken from.
    pub denominator: Cell,
    /// Limits of the 95 % interval of a share.
    pub limits: [Cell; 2],
    /// Contacts that would belong in it but tell too little.
    pub excluded: u64,
}

impl Figure {
    /// An undefined figure, with the reason in a few words.
    pub fn undefined(reason: &'static str) -> Self {
        Self::plain(Cell::Undefined(reason))
    }

    /// A count.
    pub fn count(n: u64) -> Self {
        Self::plain(Cell::Count(n))
    }

    /// A share with its Wilson interval; missing over nothing.
    ///
    /// # Panics
    ///
    /// If `hits` exceeds `trials`.
    pub fn share((hits, trials): (u64, u64)) -> Self {
        let limits = wilson(hits, trials, Z95);
        Self {
            value: Cell::ratio(hits.into(), trials.into()),
            numerator: Cell::Count(hits),
            denominator: Cell::Count(trials),
            limits: [limits.map(|limits| limits.0), limits.map(|limits| limits.1)]
                .map(Cell::number),
            excluded: 0,
        }
    }

    /// A mean of `n` values in thousandths that sum to `total`; missing over nothing.
    pub fn mean(total: i128, n: u64) -> Self {
        let value = Cell::ratio(total, 1000 * i128::from(n));
        let (numerator, denominator) = (Cell::ratio(total, 1000), Cell::Count(n));
        Self { numerator, denominator, ..Self::plain(value) }
    }

    /// The mean of a sum of milliseconds over `n` contacts, in seconds.
    pub fn mean_over(sum: Sum, n: u64) -> Self {
        Self::mean(sum.ms, n)
    }

    /// The mean of a histogram of thousandths.
    pub fn mean_of(values: &Histogram) -> Self {
        Self::mean(values.sum(), values.count())
    }

    /// The quantile of a histogram of thousandths at so many percent.
    pub fn percentile(values: &Histogram, percent: u32) -> Self {
        let value = values.quantile(percent, 100);
        let value = value.map_or(Cell::Missing, |(num, den)| Cell::ratio(num, den * 1000));
        Self { denominator: Cell::Count(values.count()), ..Self::plain(value) }
    }

    /// The largest value of a histogram of thousandths.
    pub fn largest(values: &Histogram) -> Self {
        let value = values.max().map_or(Cell::Missing, |max| Cell::ratio(max.into(), 1000));
        Self { denominator: Cell::Count(values.count()), ..Self::plain(value) }
    }

    /// The same, leaving out that many contacts.
    #[must_use]
    pub fn without(mut self, excluded: u64) -> Self {
        self.excluded = excluded;
        self
    }

    /// The value as an exact quotient; `None` when it is undefined.
    pub fn quotient(&self) -> Option<(i128, i128)> {
        match self.value {
            Cell::Count(n) => Some((n.into(), 1)),
            Cell::Ratio { num, den } => Some((num, den)),
            _ => None,
        }
    }

    fn plain(value: Cell) -> Self {
        let [numerator, denominator, lower, upper] = [const { Cell::Missing }; 4];
        Self { value, numerator, denominator, limits: [lower, upper], excluded: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_of_nothing_has_no_value_and_no_limits() {
        let none = Histogram::default();
        for figure in [
            Figure::share((0, 0)),
            Figure::mean(0, 0),
            Figure::mean_of(&none),
            Figure::percentile(&none, 90),
            Figure::largest(&none),
        ] {
            assert_eq!((&figure.value, figure.quotient()), (&Cell::Missing, None));
            assert_eq!(figure.limits, [Cell::Missing, Cell::Missing]);
        }
    }

    #[test]
    fn a_share_keeps_both_counts_and_has_limits_around_it() {
        // Wilson 1927, by hand: 81 of 263 has the limits 0.2553 and 0.3662 (Newcombe 1998, table I).
        let figure = Figure::share((81, 263));
        assert_eq!(figure.quotient(), Some((81, 263)));
        let [Cell::Number(lower), Cell::Number(upper)] = figure.limits else {
            panic!("a share has limits");
        };
        assert!((lower - 0.2553).abs() < 5e-5 && (upper - 0.3662).abs() < 5e-5);
    }

    #[test]
    fn a_mean_of_milliseconds_is_in_seconds() {
        // 240 s, 60 s and 30 s: the mean of three is 110 s.
        assert_eq!(Figure::mean(330_000, 3).quotient(), Some((330_000, 3_000)));
        let waits: Histogram = [1_000, 2_000, 9_000].into_iter().collect();
        assert_eq!(Figure::percentile(&waits, 50).quotient(), Some((200_000, 100_000)));
        assert_eq!(Figure::largest(&waits).quotient(), Some((9_000, 1_000)));
    }
}
