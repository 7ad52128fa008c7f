//! Calls in queue: how many wait at once, on average and at most, worked out from the records.
//!
//! A contact is in the queue from the moment it is offered until its wait is over, the end not
//! included. The average over a stretch of time is the time waited in it over its length; Little's
//! law, `L = λW` (Little 1961, *Operations Research* 9(3), 383–387), says that this is also arrivals
//! per time × mean wait. The peak comes from a sweep over all beginnings and ends.

mod events;
mod fold;
mod report;
mod sweep;
#[cfg(test)]
mod tests;

pub use events::Events;
pub use fold::{LeftOut, Waiting, WaitingFold};
pub use report::{DEFINITIONS, report};
pub use sweep::{Crowd, Span};

use super::Key;
use crate::model::{Period, Zone};
use crate::query::Filter;

/// What is to be found out, and of which contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Columns and grains; without any there is one group.
    pub by: Vec<Key>,
    /// The stretch that is looked at; `None` for the whole days of the records.
    pub period: Option<Period>,
    /// The contacts that take part.
    pub filter: Filter,
    /// Where days are cut.
    pub zone: Zone,
}
