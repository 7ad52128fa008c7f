//! Do the people who score agree? Ratings, coefficients, bias.
//!
//! [`ratings::Ratings`] take in answers; [`coefficient::COEFFICIENTS`] measure how far evaluators
//! agree on a question; [`bias`] tells how far each lies from a reference or from the others;
//! [`discuss`] names the interactions to talk about. [`calibrate`] puts it all into one report.

pub mod alpha;
pub mod attribute;
pub mod bias;
pub mod bootstrap;
pub mod chance;
pub mod coefficient;
pub mod cohen;
pub mod components;
mod critical_tables;
mod definitions;
pub mod discuss;
mod discuss_tables;
pub mod estimate;
mod evaluator_tables;
pub mod fleiss;
pub mod gauge;
pub mod generalizability;
pub mod icc;
pub mod icc_forms;
mod measured;
mod notes;
pub mod one_way;
pub mod pooled;
mod question_tables;
pub mod ratings;
mod registry;
mod report;
pub mod scale;
mod score_tables;
pub mod severity;
mod severity_tables;
pub mod stakes;
mod sums;
pub mod table;
mod trial_tables;
mod usage_tables;
pub mod verdict;
pub mod weights;

pub use definitions::definitions;
pub use report::{Options, People, agenda, calibrate};
pub use severity_tables::severity_tables;
pub use trial_tables::{Trials, trial_tables};
