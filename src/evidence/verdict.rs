//! What may be said of an agent, in words.

/// Where an agent lies, as far as the scores tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Above the target, beyond doubt that few scores leave.
    Above,
    /// Below it.
    Below,
    /// The scores do not decide; about so many more would, if the agent is as good as they say.
    Undecided(More),
}

/// How many more evaluations would decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// About so many.
    About(u64),
    /// More than anybody makes: the agent is about at the target.
    Beyond,
    /// Nothing is known of how scores scatter.
    Unknown,
}

impl Verdict {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Below => "below",
            Self::Undecided(_) => "not enough evidence",
        }
    }
}
