//! Do the people who score agree? Ratings, coefficients, bias.
//!
//! [`ratings::Ratings`] take in answers; [`coefficient::COEFFICIENTS`] measure how far evaluators
//! agree on a question; [`bias`] tells how far each lies from a reference or from the others;
//! [`discuss`] names the interactions to talk about. [`calibrate`] puts it all into one report.

pub mod alpha;
pub mod bias;
pub mod bootstrap;
pub mod chance;
pub mod coefficient;
pub mod cohen;
pub mod components;
mod definitions;
pub mod discuss;
pub mod estimate;
mod evaluator_tables;
pub mod icc;
pub mod icc_forms;
mod measured;
pub mod one_way;
pub mod pooled;
mod question_tables;
pub mod ratings;
mod registry;
mod report;
pub mod scale;
mod sums;
pub mod table;
pub mod verdict;
pub mod weights;

pub use report::{Options, calibrate};
