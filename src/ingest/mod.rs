//! Bytes to batches: sources, encodings, dialects, profiles, evaluations, configuration.
//!
//! Call records stream in blocks through a fold; small files that are refused whole (evaluations,
//! rosters) are read by [`sheet`].

pub mod blocks;
pub mod dialect;
pub mod records;
pub mod sheet;
pub mod source;
pub mod times;
pub mod values;
