//! Bytes to batches: sources, encodings, dialects, profiles, evaluations, configuration.
//!
//! Call records stream in blocks through a fold ([`engine`]); evaluations are small and are refused
//! whole when anything is wrong with them ([`evaluations`]).

pub mod beside;
pub mod blocks;
pub mod config;
pub mod date_order;
pub mod decode;
pub mod detect;
pub mod dialect;
pub mod engine;
pub mod evaluations;
pub mod filled;
pub mod forms;
pub mod inspect;
pub mod json_text;
pub mod judged;
pub mod kind;
pub mod listed;
pub mod open;
pub mod plan;
pub mod profile;
pub mod rated;
pub mod raw;
pub mod records;
pub mod roster;
pub mod row;
pub mod schema;
pub mod scorecards;
pub mod sheet;
pub mod source;
mod stage;
pub mod surveys;
pub mod synonyms;
pub mod times;
pub mod toml_text;
pub mod values;
