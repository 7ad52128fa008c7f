//! Bytes to batches: sources, encodings, dialects, profiles, evaluations, configuration.
//!
//! Call records stream in blocks through a fold; small files that are refused whole (evaluations,
//! rosters) are read by [`sheet`].

pub mod blocks;
pub mod config;
pub mod decode;
pub mod dialect;
pub mod engine;
pub mod open;
pub mod plan;
pub mod profile;
pub mod records;
pub mod row;
pub mod sheet;
pub mod source;
pub mod synonyms;
pub mod times;
pub mod toml_text;
pub mod values;
