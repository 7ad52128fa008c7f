//! The words of the trade as types: interaction columns, batches and folds, evaluations, zones, periods.
//!
//! Nothing here knows where a value came from. Durations, times and numbers are integer thousandths
//! (milliseconds, thousandths of a point), so that sums are exact and do not depend on their order.

pub mod answer_log;
pub mod batch;
mod buckets;
pub mod civil;
pub mod evaluation;
pub mod field;
pub mod grain;
pub mod instant;
pub mod outcome;
pub mod period;
pub mod quick_hash;
mod short_text;
mod side_by_side;
pub mod texts;
pub mod zone;

pub use answer_log::{AnswerLog, Said};
pub use batch::{Batch, Column, Fold, Left, MilliColumn, NothingLeft};
pub use buckets::Buckets;
pub use civil::Civil;
pub use evaluation::{Evaluation, RawAnswer};
pub use field::{Field, Kind, Name};
pub use grain::Grain;
pub use outcome::{Outcome, is_of_customer};
pub use period::Period;
pub use quick_hash::QuickHash;
pub use short_text::short_text;
pub use side_by_side::{side_by_side, stretches};
pub use texts::{TextCell, TextColumn};
pub use zone::{Instant, Zone};
