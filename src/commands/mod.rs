//! One file a verb: a command reads, asks the domain, reports. Nothing else.

pub mod args;
pub mod calibrate;
pub mod check;
pub mod context;
pub mod demo;
pub mod kpi;
pub mod sample;
pub mod score;

pub use context::Context;

/// How a command that could do its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All was done.
    Done,
    /// Records were set aside, more than allowed; the result was written and says so.
    DataRejected,
    /// A target was missed; the report was written first.
    GateMissed,
    /// Less was found than asked for.
    LessThanAsked,
}

impl Outcome {
    /// The graver of two, in the order data, gate, less, done.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let rank = |outcome| match outcome {
            Self::DataRejected => 0,
            Self::GateMissed => 1,
            Self::LessThanAsked => 2,
            Self::Done => 3,
        };
        if rank(self) <= rank(other) { self } else { other }
    }
}
