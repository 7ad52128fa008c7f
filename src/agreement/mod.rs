//! Do the people who score agree? Ratings, coefficients, bias.
//!
//! [`ratings::Ratings`] take in answers; [`coefficient::COEFFICIENTS`] measure how far evaluators
//! agree on a question; [`bias`] tells how far each lies from a reference or from the others;
//! [`discuss`] names the interactions to talk about. [`calibrate`] puts it all into one report.

pub mod alpha;
pub mod bias;
pub mod chance;
pub mod coefficient;
pub mod cohen;
mod definitions;
pub mod discuss;
pub mod estimate;
mod evaluator_tables;
pub mod icc;
mod measured;
pub mod pooled;
mod question_tables;
pub mod ratings;
mod report;
pub mod scale;
pub mod table;
pub mod verdict;
pub mod weights;

pub use report::{Options, calibrate};
