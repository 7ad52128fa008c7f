//! What is asked for.

use super::allocate::{Allocation, Bounds};
use super::by::By;
use super::exclude::Exclude;
use super::target::Target;
use crate::model::{Name, Outcome, Period, Zone};
use crate::query::Filter;
use crate::stats::real;
use std::collections::{BTreeMap, BTreeSet};

/// The spread of scores that is assumed before there are any: a standard deviation of 12 of 100
/// points.
pub const ASSUMED_SD: f64 = 12.0;

/// Which interactions to draw from, how many, and by which lot.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What decides the tickets.
    pub seed: String,
    /// What makes the strata; nothing for a simple random sample of everything.
    pub strata: Vec<By>,
    /// Zone in which hours and days of strata are cut.
    pub zone: Zone,
    /// How many each stratum gives.
    pub allocation: Allocation,
    /// Limits on what a stratum gives.
    pub bounds: Bounds,
    /// What evaluations cost, and how much of it there is.
    pub work: Work,
    /// The spread of scores within strata.
    pub spread: Spread,
    /// How interactions are chosen within a stratum.
    pub method: Method,
    /// Further tickets of each stratum to note, for interactions that cannot be evaluated.
    pub reserve: usize,
    /// Interactions to draw from.
    pub filter: Filter,
    /// Who and what is left out, by reason.
    pub exclude: Exclude,
    /// Interactions of an earlier draw with this seed, which stay drawn whatever came since.
    pub kept: BTreeSet<String>,
    /// Picks made for a purpose, apart from the draw.
    pub targets: Vec<Target>,
    /// Draw only from this outcome, where the export tells outcomes at all.
    pub outcome_if_told: Option<Outcome>,
    /// Stretch in which interactions begin; `None` for all.
    pub period: Option<Period>,
}

/// How interactions are chosen within a stratum.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Method {
    /// The smallest tickets: every interaction has the same chance.
    #[default]
    Tickets,
    /// Every k-th in order of time, from a start that the seed decides.
    Systematic,
    /// In proportion to a column of numbers, in order of ticket from a start that the seed decides.
    BySize(Name),
}

/// What one evaluation costs an evaluator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Work {
    /// Minutes of every evaluation, beside listening.
    pub form_minutes: f64,
    /// Minutes for each minute of talk.
    pub listening: f64,
    /// Minutes there are for all of them; `None` without a limit.
    pub budget: Option<f64>,
}

impl Default for Work {
    fn default() -> Self {
        Self { form_minutes: 5.0, listening: 1.0, budget: None }
    }
}

impl Work {
    /// Expected work in whole milliseconds, which add up alike in every order.
    pub fn milliseconds(&self, talk_ms: Option<i64>) -> i64 {
        let talk = talk_ms.map(|talk| real::signed(talk.into()));
        real::truncate(self.minutes(talk) * 60_000.0).unwrap_or(0)
    }

    /// Minutes that one evaluation is expected to take; unknown talk counts nothing.
    pub fn minutes(&self, talk_ms: Option<f64>) -> f64 {
        self.form_minutes + self.listening * talk_ms.unwrap_or(0.0) / 60_000.0
    }
}

/// Standard deviations of scores, in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// By the label of the stratum, as earlier scores told it.
    pub known: BTreeMap<String, f64>,
    /// Of every other.
    pub usual: f64,
}

impl Default for Spread {
    fn default() -> Self {
        Self { known: BTreeMap::new(), usual: ASSUMED_SD }
    }
}

impl Spread {
    /// The standard deviation within a stratum.
    pub fn of(&self, label: &str) -> f64 {
        self.known.get(label).copied().unwrap_or(self.usual)
    }

    /// The widest of all.
    pub fn widest(&self) -> f64 {
        let wider = |a: f64, b: &f64| if a.total_cmp(b).is_lt() { *b } else { a };
        self.known.values().fold(self.usual, wider)
    }
}

impl Plan {
    /// A plan that takes `n` of each stratum by ticket and leaves nothing out.
    pub fn each(seed: &str, strata: Vec<By>, n: usize) -> Self {
        Self {
            seed: seed.to_owned(),
            strata,
            zone: Zone::utc(),
            allocation: Allocation::Each(n),
            bounds: Bounds::default(),
            work: Work::default(),
            spread: Spread::default(),
            method: Method::Tickets,
            reserve: 2,
            filter: Filter::all(),
            exclude: Exclude::default(),
            kept: BTreeSet::new(),
            targets: Vec::new(),
            outcome_if_told: None,
            period: None,
        }
    }

    /// One more than can be used at least, so that a stratum tells whether it has more ids than it
    /// gives; every row where the method looks at all of them.
    pub(super) fn capacity(&self) -> usize {
        match self.method {
            Method::Tickets => {
                let most = self.allocation.most(self.bounds, self.spread.widest());
                most.saturating_add(self.reserve.max(1)).saturating_add(self.kept.len())
            }
            Method::Systematic | Method::BySize(_) => usize::MAX,
        }
    }
}
