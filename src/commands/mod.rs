//! One file a verb: a command reads, asks the domain, reports. Nothing else.

pub mod agents;
pub mod args;
mod beside;
pub mod calibrate;
pub mod check;
pub mod context;
pub mod demo;
pub mod explain;
pub mod import;
pub mod init;
pub mod inspect;
mod joined;
pub mod kpi;
pub mod load;
mod quality;
pub mod queue;
pub mod rejects;
pub mod sample;
pub mod score;
pub mod scorecard;
pub mod verify;

pub use crate::ingest::config::Config;
pub use crate::ingest::source::UNTRUSTED;
pub use context::Context;

use crate::problem::Blame;
use std::fmt;

/// How a command that could do its work ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Outcome {
    /// All was done.
    #[default]
    Done,
    /// A file could not be read, as stderr tells; the rest was done.
    WorldFailed,
    /// Something that was asked for is wrong, as stderr tells; the rest was done.
    RequestWrong,
    /// Records were set aside, more than allowed; the result was written and says so.
    DataRejected,
    /// A target was missed; the report was written first.
    GateMissed,
    /// Less was found than asked for.
    LessThanAsked,
}

/// Nothing was done, for a reason already told in full on stderr.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// Whose fault it is.
    pub blame: Blame,
    /// The closing line.
    pub why: String,
}

impl Stopped {
    /// Stopped because of the data.
    pub fn data(why: impl Into<String>) -> Self {
        Self { blame: Blame::Data, why: why.into() }
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for Stopped {}

impl Outcome {
    /// The graver of two, in the order world, request, data, gate, less, done.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let rank = |outcome| match outcome {
            Self::WorldFailed => 0,
            Self::RequestWrong => 1,
            Self::DataRejected => 2,
            Self::GateMissed => 3,
            Self::LessThanAsked => 4,
            Self::Done => 5,
        };
        if rank(self) <= rank(other) { self } else { other }
    }
}
