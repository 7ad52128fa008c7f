//! Which interactions are drawn: frame, strata, tickets, work list, manifest.
//!
//! Every interaction has a ticket, `SHA-256(seed + "|" + interaction_id)`, and in each stratum those
//! with the smallest tickets are drawn. So a draw depends on nothing but the seed and the set of
//! eligible interactions: not on the order of rows, on files or threads, or on other strata. Asking
//! for more keeps what was drawn, and anybody can check a ticket with `sha256sum`.

pub mod allocate;
pub mod assign;
pub mod by;
pub mod candidate;
pub mod draw;
pub mod exclude;
#[cfg(test)]
mod fairness;
pub mod frame;
pub mod frame_sum;
mod graph;
pub mod manifest;
pub mod plan;
mod pool;
pub mod precision;
pub mod queue;
pub mod repeat;
pub mod systematic;
pub mod target;
pub mod ticket;
pub mod worklist;
#[cfg(test)]
mod year;

pub use allocate::{Allocation, Bounds};
pub use by::By;
pub use candidate::Candidate;
pub use draw::{Draw, Pick, Stratum};
pub use frame::{Exclusions, Frame, Sought, Standing};
pub use manifest::Manifest;
pub use plan::Plan;
pub use target::{Among, Target, Targeted};
pub use ticket::Ticket;
pub use worklist::Worklist;
