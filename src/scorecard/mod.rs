//! Sections, questions, weights, critical rules: valid by construction.

/// A scorecard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scorecard {
    /// Id.
    pub id: String,
}
