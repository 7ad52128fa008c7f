//! How a contact in a queue ended.

/// The end of a contact, as the outcome rules of a profile or the export itself tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// An agent answered.
    Answered,
    /// The customer left the queue before an answer.
    Abandoned,
    /// The customer left before reaching a queue: never offered.
    IvrAbandon,
    /// The source itself calls it a short abandon.
    ShortAbandon,
    /// Left for a voicemail.
    Voicemail,
    /// Sent on to another queue or number by a time limit or a full queue.
    Overflow,
    /// The customer asked to be called back.
    CallbackRequested,
    /// Not part of any figure: tests, phantoms.
    Excluded,
    /// Offered, but ended in another way.
    Other,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 9] = [
        Self::Answered,
        Self::Abandoned,
        Self::IvrAbandon,
        Self::ShortAbandon,
        Self::Voicemail,
        Self::Overflow,
        Self::CallbackRequested,
        Self::Excluded,
        Self::Other,
    ];

    /// Its name in canonical files and in the filter language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Abandoned => "abandoned",
            Self::IvrAbandon => "ivr_abandon",
            Self::ShortAbandon => "short_abandon",
            Self::Voicemail => "voicemail",
            Self::Overflow => "overflow",
            Self::CallbackRequested => "callback_requested",
            Self::Excluded => "excluded",
            Self::Other => "other",
        }
    }

    /// The outcome of that name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }

    /// Whether the contact reached a queue and is counted there.
    pub const fn is_offered(self) -> bool {
        !matches!(self, Self::IvrAbandon | Self::Excluded)
    }

    /// Whether the customer gave up while waiting in the queue.
    pub const fn is_abandoned(self) -> bool {
        matches!(self, Self::Abandoned | Self::ShortAbandon)
    }
}

/// Whether a record is a contact that the customer made: no test, and neither an outbound nor an internal
/// call. What is unknown speaks for one; a direction of no bytes is unknown.
pub fn is_of_customer(direction: &[u8], outcome: Option<Outcome>) -> bool {
    let ways = [&b"outbound"[..], b"internal"];
    let outward = ways.iter().any(|way| direction.eq_ignore_ascii_case(way));
    !outward && outcome != Some(Outcome::Excluded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_name(outcome.name()), Some(outcome));
        }
        assert_eq!(Outcome::from_name("answerd"), None);
    }

    #[test]
    fn leaving_the_ivr_is_not_offered() {
        assert!(!Outcome::IvrAbandon.is_offered());
        assert!(Outcome::Overflow.is_offered() && !Outcome::Overflow.is_abandoned());
    }

    #[test]
    fn tests_and_calls_outward_are_no_contacts_of_customers() {
        let is = |direction: &str, outcome| is_of_customer(direction.as_bytes(), outcome);
        assert!(is("", None) && is("Inbound", Some(Outcome::Answered)));
        assert!(!is("OUTBOUND", None) && !is("internal", Some(Outcome::Answered)));
        assert!(!is("inbound", Some(Outcome::Excluded)));
    }
}
