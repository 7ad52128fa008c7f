//! The only room that writes state: files are replaced whole or not at all.

pub mod canonical;
pub mod journal;
pub mod replace;

pub use replace::{replace, replace_bytes};
