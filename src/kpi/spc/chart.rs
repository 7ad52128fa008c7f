//! Which chart goes with which indicator, and what it shows.

use super::Series;
use crate::kpi::Figure;
use crate::report::{Cell, Unit};
use crate::stats::chart::{self, Point, Spread};
use crate::stats::mean::Mean;
use crate::stats::runs::{Rule, Runs};
use crate::stats::{quantile, real, trend};

/// A control chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Shares, limits by the binomial distribution.
    P,
    /// Shares, limits by how much they scatter (Laney's p′).
    Laney,
    /// Counts, limits by the Poisson distribution.
    C,
    /// Rates per hour, limits by the Poisson distribution.
    U,
    /// Single values and their moving range.
    Xmr,
    /// Means, limits from the spread within (X̄-S).
    Xbar,
    /// An exponentially weighted moving average with weight 0.2.
    Ewma,
    /// The standard deviations within that go with [`Kind::Xbar`].
    S,
    /// The moving ranges that go with [`Kind::Xmr`].
    Mr,
}

impl Kind {
    /// Every chart that can be asked for.
    pub const ALL: [Self; 7] =
        [Self::P, Self::Laney, Self::C, Self::U, Self::Xmr, Self::Xbar, Self::Ewma];

    /// Its name in `--chart` and in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::P => "p",
            Self::Laney => "laney",
            Self::C => "c",
            Self::U => "u",
            Self::Xmr => "xmr",
            Self::Xbar => "xbar",
            Self::Ewma => "ewma",
            Self::S => "s",
            Self::Mr => "mr",
        }
    }

    /// The chart of that name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What is looked for in a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tests {
    /// Points beyond the limits, and runs by Anhøj: few false alarms, however long the series.
    Anhoej,
    /// The rules of the Western Electric handbook.
    WesternElectric,
    /// The eight rules of Nelson: about one false alarm in seventy points.
    Nelson,
}

/// Contacts per bucket from which shares scatter more than the binomial distribution says, and means
/// more than their spread within: days differ in more than chance.
const LARGE: f64 = 500.0;

/// Buckets below which a chart has a median and no limits.
const FEW: usize = 12;

/// Buckets below which limits are provisional.
const PROVISIONAL: usize = 20;

/// How much of an average the newest value is, and how wide its limits are.
///
/// Source: Lucas & Saccucci (1990), *Technometrics* 32, 1–12.
const WEIGHT_AND_WIDTH: (f64, f64) = (0.2, 2.962);

/// A drawn series.
pub(super) struct Chart {
    /// Which chart it is; `None` for a median without limits.
    pub(super) kind: Option<Kind>,
    /// The chart that was asked for, where this indicator has none of that kind.
    pub(super) instead_of: Option<Kind>,
    pub(super) points: Vec<Point>,
    /// What holds at each point, in words.
    pub(super) signals: Vec<String>,
    pub(super) runs: Runs,
    pub(super) is_provisional: bool,
    pub(super) trend: Option<trend::Trend>,
}

impl Chart {
    /// The chart of a series; `None` without any point.
    pub(super) fn of(series: &Series, asked: Option<Kind>, tests: Tests) -> Option<Self> {
        let values: Vec<f64> = series.figures.iter().filter_map(value).collect();
        let wanted = asked.unwrap_or_else(|| usual(series));
        let (kind, points) = if values.len() < FEW {
            (None, by_median(&values)?)
        } else {
            let (kind, points) = points(wanted, series, &values)?;
            (Some(kind), points)
        };
        let instead_of = Some(wanted).filter(|wanted| kind.is_some_and(|kind| kind != *wanted));
        let runs = Runs::of(&points);
        let signals = signals(kind, &points, tests);
        let is_provisional = values.len() < PROVISIONAL;
        let trend = trend::of(&values);
        Some(Self { kind, instead_of, points, signals, runs, is_provisional, trend })
    }

    /// The chart of the spread that goes with this one, whose points follow from the second bucket on
    /// where it is one of ranges; `None` where there is none.
    pub(super) fn of_spread(&self, series: &Series) -> Option<Self> {
        let (kind, points) = match self.kind? {
            Kind::Xbar => (Kind::S, chart::spreads(&scatters(&series.figures)?)?),
            Kind::Xmr => {
                let values: Vec<f64> = series.figures.iter().filter_map(value).collect();
                (Kind::Mr, chart::ranges(&values)?)
            }
            _ => return None,
        };
        let values: Vec<f64> = points.iter().map(|point| point.value).collect();
        // Ranges of neighbours share a value: runs mean nothing there.
        let signals = signals(Some(kind), &points, Tests::Anhoej);
        let (runs, trend) = (Runs::of(&points), trend::of(&values));
        let (kind, instead_of) = (Some(kind), None);
        let is_provisional = self.is_provisional;
        Some(Self { kind, instead_of, points, signals, runs, is_provisional, trend })
    }

    /// Whether it is drawn of how far values scatter, not of the values.
    pub(super) fn is_spread(&self) -> bool {
        matches!(self.kind, Some(Kind::S | Kind::Mr))
    }

    /// Whether something holds at one of its points.
    pub(super) fn is_signalled(&self) -> bool {
        self.signals.iter().any(|signal| !signal.is_empty())
    }

    /// What the whole series says, in words.
    pub(super) fn verdict(&self, tests: Tests) -> String {
        let beyond = self.signals.iter().filter(|signal| !signal.is_empty()).count();
        let mut said = Vec::new();
        match beyond {
            0 => {}
            1 => said.push("1 signal".to_owned()),
            more => said.push(format!("{more} signals")),
        }
        if tests == Tests::Anhoej && !self.is_spread() && self.runs.is_shifted() {
            said.push("shifted: runs too long or crossings too few".to_owned());
        }
        if said.is_empty() {
            // That nothing is seen does not mean that nothing is there.
            let seen = if self.kind.is_none() { "too few points to tell" } else { "no signal" };
            said.push(seen.to_owned());
        } else if self.kind.is_none() {
            said.push("too few points for limits".to_owned());
        }
        if self.is_flat() {
            said.push("every value is the same".to_owned());
        }
        if let Some(kind) = self.instead_of {
            said.push(format!("drawn as xmr, for it has no {} chart", kind.name()));
        }
        if self.is_provisional && self.kind.is_some() && !self.is_flat() {
            said.push("limits are provisional".to_owned());
        }
        said.join("; ")
    }

    /// Whether no value differs from another.
    fn is_flat(&self) -> bool {
        let same = |pair: &[Point]| pair[0].value.total_cmp(&pair[1].value).is_eq();
        self.points.len() > 1 && self.points.windows(2).all(same)
    }
}

/// A figure as a real; `None` when it is undefined.
fn value(figure: &Figure) -> Option<f64> {
    figure.quotient().map(|(num, den)| real::signed(num) / real::signed(den))
}

/// The median as centre, and no limits.
fn by_median(values: &[f64]) -> Option<Vec<Point>> {
    let center = quantile::quantile(values, 0.5)?;
    let (lower, upper, sigma) = (f64::NEG_INFINITY, f64::INFINITY, f64::INFINITY);
    Some(values.iter().map(|value| Point { value: *value, center, lower, upper, sigma }).collect())
}

/// The chart that goes with an indicator and the size of its buckets.
fn usual(series: &Series) -> Kind {
    let sizes = series.figures.iter().filter_map(size);
    let sizes: Vec<f64> = sizes.collect();
    let is_large = sizes.iter().sum::<f64>() >= LARGE * real::length(sizes.len());
    let has_spread = scatters(&series.figures).is_some();
    match series.kpi.unit() {
        Unit::Share if is_large => Kind::Laney,
        Unit::Share => Kind::P,
        _ if has_spread && !is_large => Kind::Xbar,
        _ => Kind::Xmr,
    }
}

/// Below the line of a figure.
fn size(figure: &Figure) -> Option<f64> {
    match figure.denominator {
        Cell::Count(n) => Some(real::count(n)),
        _ => None,
    }
}

/// Means with their spread, where every figure has one.
fn scatters(figures: &[Figure]) -> Option<Vec<Mean>> {
    figures.iter().map(|figure| figure.scatter.filter(|mean| mean.variance.is_some())).collect()
}

/// A chart and its points: the one asked for, or that of single values where the indicator cannot
/// have it.
fn points(kind: Kind, series: &Series, values: &[f64]) -> Option<(Kind, Vec<Point>)> {
    let figures = &series.figures;
    let shares = || figures.iter().map(Figure::share_counts).collect::<Option<Vec<_>>>();
    let special = match kind {
        Kind::P => shares().map(|counts| chart::shares(&counts, Spread::Counted)),
        Kind::Laney => shares().map(|counts| chart::shares(&counts, Spread::Observed)),
        Kind::C if series.kpi.unit() == Unit::Count => {
            let counts: Vec<_> = values.iter().map(|value| (*value, 1.0)).collect();
            Some(chart::rates(&counts, Spread::Counted))
        }
        Kind::U => {
            let exposure = |figure: &Figure| match (&figure.numerator, &figure.denominator) {
                (Cell::Count(n), Cell::Ratio { num, den }) => {
                    Some((real::count(*n), real::signed(*num) / real::signed(*den)))
                }
                _ => None,
            };
            let counts: Option<Vec<_>> = figures.iter().map(exposure).collect();
            counts.map(|counts| chart::rates(&counts, Spread::Counted))
        }
        Kind::Xbar => scatters(figures).and_then(|groups| chart::means(&groups)),
        Kind::Ewma => {
            let single = chart::individuals(values)?;
            let at = (single[0].center, single[0].sigma);
            Some(chart::ewma(values, at, WEIGHT_AND_WIDTH))
        }
        Kind::C | Kind::Xmr | Kind::S | Kind::Mr => None,
    };
    match special {
        Some(points) => Some((kind, points)),
        None => chart::individuals(values).map(|points| {
            let (least, most) = ends(series.kpi.unit());
            (Kind::Xmr, points.into_iter().map(|point| point.within(least, most)).collect())
        }),
    }
}

/// Between which values a figure of that unit can lie.
const fn ends(unit: Unit) -> (f64, f64) {
    match unit {
        Unit::Share => (0.0, 1.0),
        Unit::Count | Unit::Seconds => (0.0, f64::INFINITY),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

fn signals(kind: Option<Kind>, points: &[Point], tests: Tests) -> Vec<String> {
    let rules: &[Rule] = match (kind, tests) {
        (None, _) => &[],
        // The points of an average depend on each other: runs mean nothing there.
        (Some(Kind::Ewma), _) | (_, Tests::Anhoej) => &[Rule::Beyond],
        (_, Tests::WesternElectric) => &Rule::WESTERN_ELECTRIC,
        (_, Tests::Nelson) => &Rule::NELSON,
    };
    let mut found = vec![Vec::new(); points.len()];
    for rule in rules {
        for at in rule.signals(points) {
            found[at].push(rule.seen());
        }
    }
    found.into_iter().map(|rules| rules.join(", ")).collect()
}
