//! Whom a scorecard judges, and how it calls good and bad scores.

use super::Texts;

/// A band of scores with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// Its id in reports.
    pub id: String,
    /// The least score in it, in thousandths of a percent.
    pub from: i64,
    /// What people call it; may be empty.
    pub name: Texts,
}

/// Who is judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An agent.
    #[default]
    Agent,
    /// A team.
    Team,
    /// A partner, such as an outsourcer.
    Partner,
}

impl Subject {
    /// Names in scorecards.
    pub const NAMES: [(&'static str, Self); 3] =
        [("agent", Self::Agent), ("team", Self::Team), ("partner", Self::Partner)];

    /// Its name in scorecards and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Team => "team",
            Self::Partner => "partner",
        }
    }
}
