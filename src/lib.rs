//! `qa`: contact-centre quality assurance over flat files.
//!
//! One binary reads the files a centre already has, draws a fair sample of interactions, scores
//! evaluations against a scorecard, measures whether the people who score agree, and reports
//! quality beside the ACD's own figures.
//!
//! # The house
//!
//! Rooms look one way only, and `tests/layering.rs` proves it:
//!
//! ```text
//! main ─ cli ─ commands ─┬─ ingest ───────────────────────── model, scorecard, problem, query
//!                        ├─ ledger (the only room that writes state)
//!                        ├─ scoring, sampling, agreement, kpi ── model, scorecard, query, stats, report
//!                        ├─ evidence ─────────────────────── scoring, agreement, stats, report
//!                        └─ render ───────────────────────── report, problem
//! ```
//!
//! A line finds its room by four questions; the first yes decides. Does it know arguments, the
//! terminal or exit codes? [`cli`], [`commands`]. Bytes, files, a format? [`ingest`], [`ledger`],
//! [`render`]. A word of the contact centre? The room with that noun. Otherwise [`stats`].
//!
//! # Invariants
//!
//! - **Same input, same bytes.** No clock, environment, locale, thread count or hash order reaches a
//!   result. Nothing reads the time of day; what the system gives is the seed of a draw that names
//!   none, and it is shown and kept.
//! - **Undefined is not zero.** What may not exist is `Option` or [`report::Cell::Missing`].
//! - **Exact.** Durations, times, numbers and points are integer thousandths; scores are exact
//!   quotients; rounding happens in [`render`] alone.
//! - **A fold can be cut anywhere.** [`model::Fold::merge`] is associative and commutative, so
//!   neither row order, file splits nor threads change a figure.
//! - **A bad record costs itself only**, has a place, and is counted:
//!   `read = accepted + rejected + dropped + joined`.
//! - **State is written by [`ledger`] alone**, and a file is replaced whole or not at all.

pub mod agreement;
pub mod cli;
pub mod commands;
pub mod evidence;
pub mod ingest;
pub mod kpi;
pub mod ledger;
pub mod model;
pub mod problem;
pub mod query;
pub mod render;
pub mod report;
pub mod sampling;
pub mod scorecard;
pub mod scoring;
pub mod stats;
