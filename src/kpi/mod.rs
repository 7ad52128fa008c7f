//! Indicators from interactions: tallies, groups, periods, service-level formulas, targets.
//!
//! A [`KpiFold`] puts every contact into the [`Tally`] of its group and keeps waits as exact
//! histograms; thresholds, formulas and indicators ([`Kpi`]) are applied to the finished tallies. What
//! a user defines ([`Measure`]) is counted beside them in the same pass.
//! So a total is always computed from sums, never as a mean of means, and every variant of a
//! figure comes from one pass.

pub mod abandonment;
pub mod behind;
pub mod beyond;
pub mod board;
pub mod catalogue;
pub mod compare;
pub mod contact;
pub mod deliveries;
pub mod drivers;
pub mod figure;
pub mod findings;
pub mod fold;
mod formulas;
pub mod gather;
pub mod group;
pub mod grouping;
pub mod hours;
pub mod indicator;
pub mod limits;
pub mod machines;
pub mod measure;
pub mod notes;
pub mod passes;
pub mod people;
pub mod report;
pub mod resample;
pub mod responses;
pub mod rules;
pub mod scale;
pub mod service_level;
pub mod spc;
pub mod staffing;
pub mod states;
pub mod sums;
mod tallies;
pub mod tally;
pub mod target;
pub mod variants;
pub mod waiting;
mod words;

pub use abandonment::Abandonment;
pub use figure::Figure;
pub use findings::Findings;
pub use fold::{KpiFold, Plan};
pub use group::{Key, Value};
pub use indicator::{Indicator, Kpi};
pub use limits::Limits;
pub use measure::{Measure, Measured, Method};
pub use passes::Passes;
pub use report::{Intervals, Variants, View, report};
pub use rules::Rules;
pub use service_level::Formula;
pub use tally::Tally;
pub use target::{Judgement, Preset, Target, judge};
