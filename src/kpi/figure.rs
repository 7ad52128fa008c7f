//! The value of one indicator for one group, with what it was computed from.

use crate::report::Cell;
use crate::stats::mean::{Mean, Moments};
use crate::stats::wilson::wilson;
use crate::stats::{Histogram, histogram, rate, real};

use super::limits::{CONFIDENCE, Limits};
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
    /// Limits of the 95 % interval: Wilson's of a share, Student's of a mean, order statistics of a
    /// quantile, Garwood's of a rate.
    pub limits: Limits,
    /// Contacts that would belong in it but tell too little.
    pub excluded: u64,
    /// How far the values of a mean scatter, in the unit of the value.
    pub scatter: Option<Mean>,
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
        let limits = Limits::known(wilson(hits, trials, Z95));
        Self {
            value: Cell::ratio(hits.into(), trials.into()),
            numerator: Cell::Count(hits),
            denominator: Cell::Count(trials),
            limits,
            excluded: 0,
            scatter: None,
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
        Self::mean_with_limits(&Moments::of_sums(n, sum.ms, sum.squares))
    }

    /// The mean of a histogram of thousandths.
    pub fn mean_of(values: &Histogram) -> Self {
        let mut moments = Moments::default();
        for (value, count) in values.counts() {
            moments.push_many(value, count);
        }
        Self::mean_with_limits(&moments)
    }

    /// A mean of thousandths with the limits of Student's t.
    pub fn mean_with_limits(moments: &Moments) -> Self {
        let scatter = moments.mean().map(|mean| mean.per(1000.0));
        let limits = scatter.map_or(Limits::None, Limits::Mean);
        Self { limits, scatter, ..Self::mean(moments.sum(), moments.n()) }
    }

    /// A sum of thousandths; missing over nothing.
    pub fn sum(moments: &Moments) -> Self {
        let denominator = Cell::Count(moments.n());
        let one = if moments.n() > 0 { 1000 } else { 0 };
        Self { denominator, ..Self::plain(Cell::ratio(moments.sum(), one)) }
    }

    /// The quantile of a histogram of thousandths at so many percent.
    pub fn percentile(values: &Histogram, percent: u32) -> Self {
        Self::quantile(values, (percent, 100))
    }

    /// The quantile of a histogram of thousandths at a share such as (9, 10), with the limits of
    /// order statistics.
    pub fn quantile(values: &Histogram, (num, den): (u32, u32)) -> Self {
        let counts = values.counts();
        let value = histogram::quantile(&counts, values.count(), (num, den));
        let value = value.map_or(Cell::Missing, |(num, den)| Cell::ratio(num, den * 1000));
        let limits = if (1..den).contains(&num) {
            Limits::Order { counts, share: (num, den) }
        } else {
            Limits::None
        };
        Self { denominator: Cell::Count(values.count()), limits, ..Self::plain(value) }
    }

    /// Contacts for each hour of that many milliseconds; missing without any time.
    pub fn per_hour(contacts: u64, ms: i128) -> Self {
        let value = Cell::ratio(i128::from(contacts) * 3_600_000, ms);
        let hours = real::signed(ms) / 3_600_000.0;
        let (low, high) = rate::limits(contacts, CONFIDENCE);
        let limits = (ms > 0).then_some((low / hours, high / hours));
        Self {
            numerator: Cell::Count(contacts),
            denominator: Cell::ratio(ms, 3_600_000),
            limits: Limits::known(limits),
            ..Self::plain(value)
        }
    }

    /// 100 times the share of promoters less that of detractors, with the limits of Student's t, cut
    /// at −100 and 100; missing without ratings.
    ///
    /// Source of the standard error: Rocks (2016), *The American Statistician* 70(4), 365–372, with
    /// divisor n − 1. The limits are those of R's `t.test` on values of 100, 0 and −100, a little wider
    /// than with the normal quantile and divisor n, which many surveys print.
    pub fn net_promoters(promoters: u64, detractors: u64, n: u64) -> Self {
        let gap = i128::from(promoters) - i128::from(detractors);
        let value = Cell::ratio(100 * gap, n.into());
        let share = |part: u64| real::count(part) / real::count(n);
        let mean = (n > 0).then(|| {
            let mean = share(promoters) - share(detractors);
            let spread = share(promoters) + share(detractors) - mean * mean;
            let variance = (n > 1).then(|| spread * real::count(n) / real::count(n - 1));
            Mean { n, mean, variance }
        });
        let limits = mean.and_then(|mean| mean.interval(CONFIDENCE));
        let limits = limits.map(|(low, high)| {
            ((100.0 * low).clamp(-100.0, 100.0), (100.0 * high).clamp(-100.0, 100.0))
        });
        let numerator = Cell::ratio(gap, 1);
        Self {
            numerator,
            denominator: Cell::Count(n),
            limits: Limits::known(limits),
            ..Self::plain(value)
        }
    }

    /// The largest value of a histogram of thousandths.
    pub fn largest(values: &Histogram) -> Self {
        let value = values.max().map_or(Cell::Missing, |max| Cell::ratio(max.into(), 1000));
        Self { denominator: Cell::Count(values.count()), ..Self::plain(value) }
    }

    /// The same on a scale with these ends, which limits of a mean do not pass.
    #[must_use]
    pub fn on_scale(self, ends: (f64, f64)) -> Self {
        Self { limits: self.limits.on_scale(ends), ..self }
    }

    /// The same without limits.
    #[must_use]
    pub fn without_limits(self) -> Self {
        Self { limits: Limits::None, ..self }
    }

    /// The same, leaving out that many contacts.
    #[must_use]
    pub fn without(mut self, excluded: u64) -> Self {
        self.excluded = excluded;
        self
    }

    /// Whether it is the mean of a single value.
    pub fn is_of_one(&self) -> bool {
        self.scatter.is_some_and(|mean| mean.n == 1)
    }

    /// Hits and trials of a share; `None` for any other figure.
    pub fn share_counts(&self) -> Option<(u64, u64)> {
        match (&self.value, &self.numerator, &self.denominator) {
            (Cell::Ratio { num, den }, Cell::Count(hits), Cell::Count(trials))
                if *num == i128::from(*hits) && *den == i128::from(*trials) =>
            {
                Some((*hits, *trials))
            }
            _ => None,
        }
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
        let [numerator, denominator] = [const { Cell::Missing }; 2];
        Self { value, numerator, denominator, limits: Limits::None, excluded: 0, scatter: None }
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
            assert_eq!(figure.limits.cells(), [Cell::Missing, Cell::Missing]);
        }
    }

    #[test]
    fn a_share_keeps_both_counts_and_has_limits_around_it() {
        // Wilson 1927, by hand: 81 of 263 has the limits 0.2553 and 0.3662 (Newcombe 1998, table I).
        let figure = Figure::share((81, 263));
        assert_eq!(figure.quotient(), Some((81, 263)));
        let [Cell::Number(lower), Cell::Number(upper)] = figure.limits.cells() else {
            panic!("a share has limits");
        };
        assert!((lower - 0.2553).abs() < 5e-5 && (upper - 0.3662).abs() < 5e-5);
    }

    /// By hand: 50 promoters and 20 detractors of 100 score +30; the standard error with divisor 99 is
    /// 100 · √((0.7 − 0.09) / 99) = 7.850, and t(0.975; 99) = 1.9842, so the limits are 30 ∓ 15.58.
    #[test]
    fn promoters_less_detractors_have_limits() {
        let figure = Figure::net_promoters(50, 20, 100);
        assert_eq!(figure.quotient(), Some((3_000, 100)));
        let [Cell::Number(lower), Cell::Number(upper)] = figure.limits.cells() else {
            panic!("a score of many has limits");
        };
        assert!((lower - 14.42).abs() < 0.01 && (upper - 45.58).abs() < 0.01, "{lower} {upper}");
        assert_eq!(Figure::net_promoters(0, 0, 0).value, Cell::Missing);
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
