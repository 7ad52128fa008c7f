//! Bytes to batches: sources, encodings, dialects, profiles, evaluations, configuration.
//!
//! Call records stream through [`interactions`] in blocks; small files that are refused whole
//! (evaluations, rosters) are read by [`sheet`].

pub mod sheet;
