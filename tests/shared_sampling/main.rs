//! Published cases of surveys, sizes, shares and designs, where they are there: `../shared/cases`.
//!
//! Every quantity of every case is held against its expected value, to its tolerance; one that nothing
//! looks at fails the test.
#![expect(clippy::unwrap_used, reason = "a failed set-up should fail the test")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

mod case;
mod designs;
mod program;
mod shares;
mod sizes;
mod survey;
