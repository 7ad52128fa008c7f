//! Stretches of time as users name them: `2026-10`, `2026-W43`, `2026-10-01..2026-10-15`.

/// A half-open stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// First instant, in milliseconds since 1970 in UTC.
    pub from: i64,
    /// First instant after it.
    pub to: i64,
}
