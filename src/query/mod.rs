//! Filters and numbers over named columns: parsed once, evaluated over batches. Unknown is false.
//!
//! ```text
//! answered and talk_s >= 30 and recording is not null
//! queue in ('support', 'billing') and not (start_time < '2026-10-05')
//! "Call Type" like 'out%' or talk_s + hold_s > 2 * acw_s
//! ```
//!
//! - **Names** are the canonical columns, in any case, and the export's own headers; a header that
//!   is no plain word stands in double quotes. The export's own columns are text; computed with, or
//!   compared with numbers, they are the decimals that their cells write, and unknown elsewhere.
//! - **Durations** are seconds; numbers are exact decimals. Dividing by zero is unknown.
//! - **Texts** stand in single quotes (`''` for a quote) and are compared byte by byte; `like` knows
//!   `%` for any run of characters and `_` for one.
//! - **Times** are compared with `'2026-10-05T08:00:00-05:00'`, a date-time without offset or a
//!   date, both in the zone of the filter. A date is the whole day: `<= '2026-10-05'` includes it.
//! - **Flags** are conditions; so are `answered`, `abandoned` and `offered`, which ask the outcome.
//! - **Named conditions** ([`Names`]) stand for what they were given as.
//! - **Numbers** ([`Expression`]) are columns joined by `+ - * /`.
//! - **Unknown** cells make a comparison unknown, `not` of unknown is unknown, and what is unknown
//!   at the end is not selected, as in SQL.

mod check;
mod choice;
mod condition;
mod exact;
mod expression;
mod names;
mod select;
mod syntax;
mod token;

pub use choice::Choice;
pub use condition::{Amount, Arithmetic, Comparison, Condition, Term};
pub use exact::Decimal;
pub use expression::Expression;
pub use names::{Names, words_of};

use crate::model::{Batch, Name, Zone};
use crate::problem::Problem;
use std::fmt;

/// A condition over the columns of interactions. Printing it gives a text that parses to the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    condition: Condition,
}

impl Filter {
    /// Selects every interaction.
    pub fn all() -> Self {
        Self { condition: Condition::Constant(true) }
    }

    /// Reads a filter; dates and date-times without offset are UTC.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        Self::parse_in(text, &Zone::utc())
    }

    /// Reads a filter; dates and date-times without offset are those of `zone`.
    ///
    /// The problem has the code `bad-filter`, an excerpt that underlines the place, and `filter`
    /// for a file, which the caller replaces by where the text stands.
    pub fn parse_in(text: &str, zone: &Zone) -> Result<Self, Problem> {
        Self::parse_with(text, zone, &Names::default())
    }

    /// Reads a filter that may use named conditions; otherwise as [`Filter::parse_in`].
    pub fn parse_with(text: &str, zone: &Zone, names: &Names) -> Result<Self, Problem> {
        let syntax = syntax::parse(text)?;
        Ok(Self { condition: check::condition(text, zone, names, &syntax)? })
    }

    /// Selects what both select.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { condition: Condition::all_of(vec![self.condition, other.condition]) }
    }

    /// The columns it reads, each once, in order.
    pub fn columns(&self) -> Vec<Name> {
        let mut names = Vec::new();
        self.condition.columns(&mut names);
        names.sort();
        names.dedup();
        names
    }

    /// The columns it reads that the batch does not have, in order.
    pub fn missing(&self, batch: &Batch) -> Vec<Name> {
        self.columns().into_iter().filter(|name| batch.column(name).is_none()).collect()
    }

    /// Whether each row of the batch is selected; `selected` is overwritten.
    ///
    /// A comparison with an absent column is unknown for every row; see [`Filter::missing`].
    pub fn select(&self, batch: &Batch, selected: &mut Vec<bool>) {
        select::select(&self.condition, batch, selected);
    }

    /// The condition as a tree, for printing it in another language.
    pub fn condition(&self) -> &Condition {
        &self.condition
    }
}

impl From<Condition> for Filter {
    fn from(condition: Condition) -> Self {
        Self { condition }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.condition.fmt(f)
    }
}

#[cfg(test)]
mod tests;
