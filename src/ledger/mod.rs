//! The only room that writes state: files are replaced whole or appended under a lock.

pub mod canonical;
pub mod replace;

pub use replace::{replace, replace_bytes};
