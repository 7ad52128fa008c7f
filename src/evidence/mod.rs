//! What scores prove about agents: how sure a mean is, who differs, who needs help.
//!
//! [`samples`] takes scores apart by scorecard version and agent; [`Study`] says of each agent what
//! the scores let one say; [`report`] tells it. Agents stand in order of name, never of score: few
//! evaluations do not rank people, and [`ranking`] says how far they do.

mod coaching;
mod definitions;
mod funnel;
mod notes;
mod overview;
mod passes;
mod pay;
mod population;
pub mod ranking;
mod report;
mod sample;
mod study;
mod tables;
mod verdict;

pub use population::Population;
pub use report::{Options, report};
pub use sample::{Agent, Choice, Measure, Piece, Sample, samples};
pub use study::{Evidence, Study, Target, Told};
pub use verdict::{More, Verdict};
