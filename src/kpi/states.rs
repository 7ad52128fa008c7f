//! What agents do with their time: occupancy, utilisation, shrinkage, and adherence to a schedule.
//!
//! Time is wall-clock time: an agent in two states at once is in the busier one, and two contacts at
//! once do not make two hours of one. Every stay is cut where periods and intervals end.

mod classes;
mod figures;
mod tally;
#[cfg(test)]
mod tests;
mod timeline;

pub use classes::{Class, Classes};
pub use figures::{Asked, Found, KNOWN, SCHEDULED, states};
pub use timeline::{Stay, Timelines, timelines};

use crate::model::Name;

/// The columns of numbers, in the order of a row.
pub fn numbers() -> [Option<Name>; 4] {
    let name = |name| Some(Name::of(name));
    [name("start_time"), name("end_time"), name("duration_s"), None]
}

/// The columns of text, in the order of a row.
pub fn texts() -> [Option<Name>; 2] {
    [Some(Name::of("agent_id")), Some(Name::of("state"))]
}
