//! Indicators in the words of the user: a method, conditions and numbers over named columns.

mod customer;
mod customers;
pub mod define;
mod episode;
pub mod fold;
mod kept;
pub mod measured;
pub mod repeat;

#[cfg(test)]
mod tests;

pub use define::Draft;
pub use episode::Basis;
pub use fold::MeasureFold;
pub use measured::{Amounts, Measured};
pub use repeat::{RepeatRules, Repeats};

use super::indicator::Shown;
use crate::model::Name;
use crate::query::{Expression, Filter};
use crate::report::Unit;
use crate::stats::decimal::thousandths;

/// An indicator that is computed by conditions and numbers over columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Its name.
    pub key: String,
    /// Heading for people.
    pub label: String,
    /// What its values mean.
    pub unit: Unit,
    /// Where it is shown without being asked for.
    pub shown: Shown,
    /// How it is computed.
    pub method: Method,
    /// The same in one line, in the words it was defined with.
    pub definition: String,
}

/// How an indicator is computed. Tests and phantoms are in none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// The share of the contacts of the denominator that also satisfy the numerator.
    Ratio {
        /// Above the line.
        numerator: Filter,
        /// Below the line.
        denominator: Filter,
    },
    /// How many contacts satisfy it.
    Count {
        /// The contacts.
        of: Filter,
    },
    /// The mean of a number.
    Mean {
        /// The number.
        value: Expression,
        /// The contacts.
        of: Filter,
    },
    /// The sum of a number.
    Sum {
        /// The number.
        value: Expression,
        /// The contacts.
        of: Filter,
    },
    /// A quantile of a number by linear interpolation (type 7).
    Percentile {
        /// The number.
        value: Expression,
        /// The contacts.
        of: Filter,
        /// Which one, in thousandths.
        per_mille: u32,
    },
    /// Contacts for each hour of the time they took.
    PerHour {
        /// The time, in seconds.
        value: Expression,
        /// The contacts.
        of: Filter,
    },
    /// Contacts after which the same customer did not come back.
    NoRepeat(RepeatRules),
    /// A score of ratings.
    Survey {
        /// The rating.
        value: Expression,
        /// The contacts.
        of: Filter,
        /// Which score.
        score: Score,
    },
}

/// A score of ratings; limits in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Score {
    /// Their mean, as for the customer effort score.
    Mean,
    /// The share of those that are `least` or more.
    Top {
        /// The least top rating.
        least: i64,
    },
    /// The share of promoters less that of detractors, from −100 to 100.
    Promoters {
        /// The least rating of a promoter.
        promoter: i64,
        /// The largest rating of a detractor.
        detractor: i64,
    },
}

impl Method {
    /// Whether it is a score of ratings.
    pub const fn is_survey(&self) -> bool {
        matches!(self, Self::Survey { .. })
    }

    /// Whether it is a mean of ratings, which lies on their scale.
    pub const fn is_mean_of_ratings(&self) -> bool {
        matches!(self, Self::Survey { score: Score::Mean, .. })
    }

    /// The columns without which it does not exist, each once, in order.
    pub fn columns(&self) -> Vec<Name> {
        let mut names = match self {
            Self::Ratio { numerator, denominator } => {
                [numerator.columns(), denominator.columns()].concat()
            }
            Self::Count { of } => of.columns(),
            Self::Mean { value, of }
            | Self::Sum { value, of }
            | Self::Percentile { value, of, .. }
            | Self::PerHour { value, of }
            | Self::Survey { value, of, .. } => [value.columns(), of.columns()].concat(),
            Self::NoRepeat(rules) => rules.columns(),
        };
        names.sort();
        names.dedup();
        names
    }

    /// In one line, with conditions and numbers as they were written.
    fn definition(&self, words: &Words<'_>) -> String {
        let Words { numerator, denominator, value, of } = words;
        let contacts = match *of {
            "" | "true" => "contacts".to_owned(),
            of => format!("contacts with `{of}`"),
        };
        match self {
            Self::Ratio { .. } => {
                format!(
                    "contacts with `{denominator}` that have `{numerator}` / contacts with `{denominator}`"
                )
            }
            Self::Count { .. } => contacts,
            Self::Mean { .. } => format!("mean of `{value}` over {contacts}, where it is known"),
            Self::Sum { .. } => format!("sum of `{value}` over {contacts}, where it is known"),
            Self::Percentile { per_mille, .. } => {
                let p = thousandths(i128::from(*per_mille) * 100);
                format!("{p} % quantile (type 7) of `{value}` over {contacts}, where it is known")
            }
            Self::PerHour { .. } => format!("{contacts} / hours of `{value}` of these contacts"),
            Self::NoRepeat(rules) => rules.definition(&contacts),
            Self::Survey { score, .. } => score.definition(value, &contacts),
        }
    }
}

/// The texts of a definition; empty where it has none.
#[derive(Debug, Clone, Copy)]
struct Words<'a> {
    numerator: &'a str,
    denominator: &'a str,
    value: &'a str,
    of: &'a str,
}

impl Score {
    fn definition(self, value: &str, contacts: &str) -> String {
        let limit = |value: i64| thousandths(value.into());
        match self {
            Self::Mean => format!("mean of `{value}` over {contacts} that have one"),
            Self::Top { least } => {
                format!("`{value}` of {} or more / {contacts} that have one", limit(least))
            }
            Self::Promoters { promoter, detractor } => format!(
                "100 · (share of `{value}` ≥ {} − share of `{value}` ≤ {}) over {contacts} that have one",
                limit(promoter),
                limit(detractor)
            ),
        }
    }
}
