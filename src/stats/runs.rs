//! Rules that tell a series from chance. Points count from 0; a signal is the last point of its window.

use super::chart::Point;
use super::{order, real};

/// A rule of a control chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Beyond three standard deviations.
    Beyond,
    /// Nine in a row on one side of the centre.
    Nine,
    /// Eight in a row on one side of the centre (Western Electric).
    Eight,
    /// Six in a row that rise or fall.
    Trend,
    /// Fourteen in a row that alternate.
    Alternating,
    /// Two of three beyond two standard deviations on one side.
    TwoOfThree,
    /// Four of five beyond one standard deviation on one side.
    FourOfFive,
    /// Fifteen in a row within one standard deviation.
    Quiet,
    /// Eight in a row beyond one standard deviation, on both sides.
    Mixed,
}

impl Rule {
    /// The rules of Nelson (1984), *Journal of Quality Technology* 16, 237–239.
    pub const NELSON: [Self; 8] = [
        Self::Beyond,
        Self::Nine,
        Self::Trend,
        Self::Alternating,
        Self::TwoOfThree,
        Self::FourOfFive,
        Self::Quiet,
        Self::Mixed,
    ];

    /// The rules of the Western Electric handbook (1956).
    pub const WESTERN_ELECTRIC: [Self; 4] =
        [Self::Beyond, Self::TwoOfThree, Self::FourOfFive, Self::Eight];

    /// What is seen where it holds.
    pub const fn seen(self) -> &'static str {
        match self {
            Self::Beyond => "beyond the limits",
            Self::Nine => "nine on one side",
            Self::Eight => "eight on one side",
            Self::Trend => "six rising or falling",
            Self::Alternating => "fourteen alternating",
            Self::TwoOfThree => "two of three beyond 2 sd",
            Self::FourOfFive => "four of five beyond 1 sd",
            Self::Quiet => "fifteen within 1 sd",
            Self::Mixed => "eight beyond 1 sd",
        }
    }

    /// The points at which it holds.
    pub fn signals(self, points: &[Point]) -> Vec<usize> {
        (0..points.len()).filter(|at| self.holds(points, *at)).collect()
    }

    fn holds(self, points: &[Point], at: usize) -> bool {
        let window = |length: usize| (at + 1).checked_sub(length).map(|from| &points[from..=at]);
        let score = |point: &Point| (point.value - point.center) / point.sigma;
        let scores =
            |length| window(length).map(|points| points.iter().map(score).collect::<Vec<_>>());
        let one_side = |length: usize, limit: f64, least: usize| {
            scores(length).is_some_and(|scores| {
                let up = scores.iter().filter(|z| **z > limit).count();
                let down = scores.iter().filter(|z| **z < -limit).count();
                let last = scores[length - 1];
                (up >= least && last > limit) || (down >= least && last < -limit)
            })
        };
        match self {
            Self::Beyond => {
                let point = points[at];
                point.value > point.upper || point.value < point.lower
            }
            Self::Nine => one_side(9, 0.0, 9),
            Self::Eight => one_side(8, 0.0, 8),
            Self::TwoOfThree => one_side(3, 2.0, 2),
            Self::FourOfFive => one_side(5, 1.0, 4),
            Self::Trend => window(6).is_some_and(|points| {
                points.windows(2).all(|pair| pair[1].value > pair[0].value)
                    || points.windows(2).all(|pair| pair[1].value < pair[0].value)
            }),
            Self::Alternating => window(14).is_some_and(|points| {
                let steps: Vec<_> =
                    points.windows(2).map(|pair| pair[1].value - pair[0].value).collect();
                steps.windows(2).all(|pair| pair[0] * pair[1] < 0.0)
            }),
            Self::Quiet => scores(15).is_some_and(|scores| scores.iter().all(|z| z.abs() <= 1.0)),
            Self::Mixed => scores(8).is_some_and(|scores| {
                scores.iter().all(|z| z.abs() > 1.0)
                    && scores.iter().any(|z| *z > 0.0)
                    && scores.iter().any(|z| *z < 0.0)
            }),
        }
    }
}

/// How long runs on one side of the centre are, and how often the series crosses it.
///
/// Points on the centre do not count. Source: Anhøj & Olesen (2014), *`PLoS` ONE* 9(11), e113825.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Runs {
    /// Points off the centre.
    pub useful: u64,
    /// The longest run on one side.
    pub longest: u64,
    /// How long one may be by chance.
    pub longest_allowed: u64,
    /// How often the series crosses the centre.
    pub crossings: u64,
    /// How often it should at least.
    pub crossings_needed: u64,
}

impl Runs {
    /// Those of a chart; all zero without a point off the centre.
    pub fn of(points: &[Point]) -> Self {
        let sides: Vec<bool> = points
            .iter()
            .filter(|point| (point.value - point.center).abs() > 0.0)
            .map(|point| point.value > point.center)
            .collect();
        let useful = u64::try_from(sides.len()).unwrap_or(u64::MAX);
        if useful == 0 {
            return Self::default();
        }
        let runs = sides.chunk_by(|a, b| a == b).map(<[bool]>::len);
        let (mut longest, mut count) = (0, 0_u64);
        for run in runs {
            longest = longest.max(u64::try_from(run).unwrap_or(u64::MAX));
            count += 1;
        }
        let allowed = real::truncate((real::count(useful).log2() + 3.0).round());
        let needed = (0..useful).find(|hits| order::at_most(*hits, useful - 1, 0.5) >= 0.05);
        Self {
            useful,
            longest,
            longest_allowed: allowed.and_then(|n| u64::try_from(n).ok()).unwrap_or(u64::MAX),
            crossings: count - 1,
            crossings_needed: needed.unwrap_or(0),
        }
    }

    /// Whether the series has shifted: a run too long, or too few crossings.
    pub fn is_shifted(&self) -> bool {
        self.longest > self.longest_allowed || self.crossings < self.crossings_needed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[f64]) -> Vec<Point> {
        let point =
            |value: &f64| Point { value: *value, center: 0.0, lower: -3.0, upper: 3.0, sigma: 1.0 };
        values.iter().map(point).collect()
    }

    #[test]
    fn nothing_signals_nothing() {
        assert!(Rule::NELSON.iter().all(|rule| rule.signals(&[]).is_empty()));
        assert_eq!(Runs::of(&points(&[0.0, 0.0])), Runs::default());
        assert!(!Runs::default().is_shifted());
    }

    /// Worked series; signals by the rules of R's qcc 3.0, runs by qicharts2.
    #[test]
    fn rules_signal_at_the_last_point_of_their_window() {
        let beyond = points(&[0.2, -0.5, 3.2, 0.1, -3.01, 3.0, 0.4]);
        assert_eq!(Rule::Beyond.signals(&beyond), [2, 4]);
        let nine = points(&[0.1, -0.2, 0.5, 0.3, 0.9, 0.2, 0.4, 1.1, 0.6, 0.7, 0.1, 0.2, -0.3]);
        assert_eq!(Rule::Nine.signals(&nine), [10, 11]);
        assert_eq!(Rule::Eight.signals(&nine), [9, 10, 11]);
        let trend = points(&[0.0, -1.0, -0.5, 0.1, 0.3, 0.8, 1.0, 1.2, 0.9, 0.9, 0.5]);
        assert_eq!(Rule::Trend.signals(&trend), [6, 7]);
        let near = points(&[2.1, 0.3, 2.2, 1.1, 1.2, -0.4, 1.3, 1.5, 1.6, -2.5, -2.1, 0.2]);
        assert_eq!(Rule::TwoOfThree.signals(&near), [2, 10]);
        assert_eq!(Rule::FourOfFive.signals(&near), [4, 6, 7, 8]);
        assert!(Rule::Mixed.signals(&near).is_empty());
    }

    #[test]
    fn runs_and_crossings_are_those_of_qicharts2() {
        let nine = points(&[0.1, -0.2, 0.5, 0.3, 0.9, 0.2, 0.4, 1.1, 0.6, 0.7, 0.1, 0.2, -0.3]);
        let of = |useful, longest, longest_allowed, crossings, crossings_needed| Runs {
            useful,
            longest,
            longest_allowed,
            crossings,
            crossings_needed,
        };
        assert_eq!(Runs::of(&nine), of(13, 10, 7, 3, 3));
        assert!(Runs::of(&nine).is_shifted());
        let trend = points(&[0.0, -1.0, -0.5, 0.1, 0.3, 0.8, 1.0, 1.2, 0.9, 0.9, 0.5]);
        assert_eq!(Runs::of(&trend), of(10, 8, 6, 1, 2));
        let beyond = points(&[0.2, -0.5, 3.2, 0.1, -3.01, 3.0, 0.4]);
        assert_eq!(Runs::of(&beyond), of(7, 2, 6, 4, 1));
    }
}
