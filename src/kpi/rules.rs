//! The choices that decide a figure: thresholds and formulas.

use super::Formula;
use crate::stats::decimal::thousandths;

/// What a report counts as in time, as short, as a top rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Service-level threshold in milliseconds; a wait as long as it is in time.
    pub threshold: i64,
    /// How the service level is computed.
    pub formula: Formula,
    /// Abandons up to this many milliseconds are short; `None` when none is.
    pub short_abandon: Option<i64>,
    /// The least top rating, in thousandths; `None` when there is no such rating.
    pub csat_top: Option<i64>,
}

impl Default for Rules {
    fn default() -> Self {
        let formula = Formula::Offered;
        Self { threshold: 20_000, formula, short_abandon: None, csat_top: None }
    }
}

impl Rules {
    /// The threshold as people write it, such as `20 s`.
    pub fn threshold_text(&self) -> String {
        format!("{} s", thousandths(self.threshold.into()))
    }

    /// The limit of short abandons as people write it; `S` stands for one that is not set.
    pub fn short_text(&self) -> String {
        self.short_abandon
            .map_or("S".to_owned(), |limit| format!("{} s", thousandths(limit.into())))
    }
}
