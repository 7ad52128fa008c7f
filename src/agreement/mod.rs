//! Do the people who score agree? Ratings, coefficients, bias.
//!
//! [`ratings::Ratings`] take in answers; [`coefficient::COEFFICIENTS`] measure how far evaluators
//! agree on a question; [`bias`] tells how far each lies from a reference or from the others;
//! [`discuss`] names the interactions to talk about. [`calibrate`] puts it all into one report.

pub mod alpha;
pub mod answer_components;
mod answer_tables;
pub mod assisted;
mod assisted_tables;
pub mod attribute;
pub mod bias;
pub mod bootstrap;
pub mod chance;
pub mod coefficient;
pub mod cohen;
pub mod compliance;
pub mod components;
mod critical_tables;
mod definitions;
pub mod discuss;
mod discuss_tables;
mod drift;
mod drift_tables;
pub mod estimate;
mod evaluator_tables;
pub mod fleiss;
pub mod gauge;
pub mod generalizability;
mod group_tables;
pub mod icc;
pub mod icc_forms;
mod icc_limits;
mod machine_tables;
mod measured;
mod notes;
pub mod one_way;
pub mod pooled;
mod question_tables;
pub mod ratings;
pub mod ratio;
mod registry;
mod report;
pub mod scale;
mod score_tables;
pub mod severity;
mod severity_tables;
mod sides;
pub mod stakes;
mod sums;
pub mod table;
mod trial_tables;
mod usage_tables;
pub mod verdict;
pub mod weights;

pub use answer_tables::answer_tables;
pub use assisted_tables::{FEW_BY_PEOPLE, Measure, assisted_notes, assisted_table};
pub use definitions::definitions;
pub use drift::Session;
pub use drift_tables::drift_tables;
pub use group_tables::{Groups, group_tables};
pub use machine_tables::machine_tables;
pub use report::{Options, People, agenda, calibrate};
pub use severity_tables::{severity_hint, severity_tables};
pub use sides::Side;
pub use trial_tables::{Trials, trial_tables};
