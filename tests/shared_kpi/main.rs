//! Statistics of indicators against collections of computed and published cases that lie beside the
//! repository.
//!
//! They are third-party material and stay outside it: without them every test here is skipped and
//! says so. Published numbers that always run stand beside the functions.
#![expect(clippy::unwrap_used, reason = "a case that cannot be read should fail the test")]
#![expect(clippy::print_stdout, reason = "says what was skipped and how near the rest is")]

mod cases;
mod charts;
mod drivers;
mod program;
mod queues;
mod samples;
mod shares;
