//! What one measure has seen of one group.

use super::repeat::Repeats;
use super::{Method, Score};
use crate::kpi::Figure;
use crate::stats::Histogram;
use crate::stats::mean::Moments;

/// Counts and sums of one measure for one group; whole numbers only, so that merging is exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// What was counted.
    pub amount: Amounts,
    /// Contacts that belong in it but whose value is unknown.
    pub unknown: u64,
}

/// What a method counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amounts {
    /// Contacts of the denominator, and those of them that satisfy the numerator.
    Share {
        /// Above the line.
        hits: u64,
        /// Below the line.
        trials: u64,
    },
    /// Contacts.
    Count(u64),
    /// Values in thousandths.
    Moments(Moments),
    /// Values in thousandths, each kept.
    Values(Histogram),
    /// Contacts and the milliseconds they took.
    Hours {
        /// Contacts.
        contacts: u64,
        /// Time, in milliseconds.
        ms: i128,
    },
    /// Repeat contacts.
    Repeats(Repeats),
}

impl Measured {
    /// Nothing seen yet.
    pub fn none(method: &Method) -> Self {
        let amount = match method {
            Method::Ratio { .. } => Amounts::Share { hits: 0, trials: 0 },
            Method::Count { .. } => Amounts::Count(0),
            Method::Mean { .. } | Method::Sum { .. } => Amounts::Moments(Moments::default()),
            Method::Percentile { .. } | Method::Survey { .. } => {
                Amounts::Values(Histogram::default())
            }
            Method::PerHour { .. } => Amounts::Hours { contacts: 0, ms: 0 },
            Method::NoRepeat(_) => Amounts::Repeats(Repeats::default()),
        };
        Self { amount, unknown: 0 }
    }

    /// Counts a value, or that it is unknown.
    pub(super) fn push(&mut self, value: Option<i64>) {
        let Some(value) = value else {
            self.unknown += 1;
            return;
        };
        match &mut self.amount {
            Amounts::Moments(moments) => moments.push(value),
            Amounts::Values(values) => values.push(value),
            Amounts::Hours { contacts, ms } => {
                *contacts += 1;
                *ms += i128::from(value);
            }
            Amounts::Share { .. } | Amounts::Count(_) | Amounts::Repeats(_) => {}
        }
    }

    /// Adds what another one of the same method has counted.
    pub fn merge(&mut self, other: &Self) {
        self.unknown += other.unknown;
        match (&mut self.amount, &other.amount) {
            (Amounts::Share { hits, trials }, Amounts::Share { hits: more, trials: of }) => {
                *hits += more;
                *trials += of;
            }
            (Amounts::Count(n), Amounts::Count(more)) => *n += more,
            (Amounts::Moments(moments), Amounts::Moments(more)) => moments.merge(*more),
            (Amounts::Values(values), Amounts::Values(more)) => values.merge(more),
            (Amounts::Hours { contacts, ms }, Amounts::Hours { contacts: more, ms: more_ms }) => {
                *contacts += more;
                *ms += more_ms;
            }
            (Amounts::Repeats(repeats), Amounts::Repeats(more)) => repeats.merge(more),
            _ => {}
        }
    }

    /// The value by the method it was counted with.
    pub fn figure(&self, method: &Method) -> Figure {
        let figure = match (&self.amount, method) {
            (Amounts::Share { hits, trials }, _) => Figure::share((*hits, *trials)),
            (Amounts::Count(n), _) => Figure::count(*n),
            (Amounts::Moments(moments), Method::Sum { .. }) => Figure::sum(moments),
            (Amounts::Moments(moments), _) => Figure::mean_with_limits(moments),
            (Amounts::Values(values), Method::Percentile { per_mille, .. }) => {
                Figure::quantile(values, (*per_mille, 1000))
            }
            (Amounts::Values(values), Method::Survey { score, .. }) => survey(values, *score),
            (Amounts::Values(values), _) => Figure::mean_of(values),
            (Amounts::Hours { contacts, ms }, _) => Figure::per_hour(*contacts, *ms),
            (Amounts::Repeats(repeats), _) => {
                let resolved = repeats.watched - repeats.repeated;
                return Figure::share((resolved, repeats.watched))
                    .without(repeats.late + repeats.nameless);
            }
        };
        figure.without(self.unknown)
    }
}

fn survey(ratings: &Histogram, score: Score) -> Figure {
    match score {
        Score::Mean => {
            let mut moments = Moments::default();
            for (rating, count) in ratings.counts() {
                moments.push_many(rating, count);
            }
            Figure::mean_with_limits(&moments)
        }
        Score::Top { least } => Figure::share((ratings.at_least(least), ratings.count())),
        Score::Promoters { promoter, detractor } => Figure::net_promoters(
            ratings.at_least(promoter),
            ratings.at_most(detractor),
            ratings.count(),
        ),
    }
}
