//! The built program on real exports that lie beside the repository, against figures computed apart.
//!
//! The exports are third-party material and stay outside it: without them every test here is skipped
//! and says so. The figures were computed by plain scripts that share no code with this program.
#![expect(clippy::unwrap_used, reason = "a file that cannot be read should fail the test")]
#![expect(clippy::print_stdout, reason = "says what was skipped and what is not covered")]

mod agreement;
mod bank;
mod daily;
mod export;
mod figures;
mod messy;
mod phonenow;
mod program;
mod queue_log;
mod restaurant;
mod rwfd;
