//! The service level in the forms that systems report it.
//!
//! Source of the formulas: Cleveland, *Call Center Management on Fast Forward* (ICMI); Amazon
//! Connect and Genesys Cloud metric definitions.

use super::{Rules, Tally};

/// A numerator and a denominator of a service level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Formula {
    /// Answered in time, of all offered: every abandon hurts.
    Offered,
    /// Answered in time, of the answered: abandons do not count.
    Answered,
    /// Answered or abandoned in time, of all offered.
    Removed,
    /// Answered in time, of the offered without those that abandoned in time.
    LateAbandons,
    /// Answered in time or abandoned shortly, of all offered.
    ShortMet,
    /// Answered in time, of the offered without short abandons.
    ShortRemoved,
    /// Answered in time, of the answered and abandoned: voicemail, overflow and callbacks do not count.
    NoFlowOut,
    /// Gone from the queue in time in whatever way, of all offered: answered, abandoned, sent on,
    /// to be called back.
    LeftQueue,
}

impl Formula {
    /// Every formula.
    pub const ALL: [Self; 8] = [
        Self::Offered,
        Self::Answered,
        Self::Removed,
        Self::LateAbandons,
        Self::ShortMet,
        Self::ShortRemoved,
        Self::NoFlowOut,
        Self::LeftQueue,
    ];

    /// Its name in `--formula` and in keys of figures.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Answered => "answered",
            Self::Removed => "removed",
            Self::LateAbandons => "late_abandons",
            Self::ShortMet => "short_met",
            Self::ShortRemoved => "short_removed",
            Self::NoFlowOut => "no_flow_out",
            Self::LeftQueue => "left_queue",
        }
    }

    /// The formula of that name; `None` for any other text.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|formula| formula.key() == key)
    }

    /// Whether it asks which abandons are short.
    pub const fn needs_short(self) -> bool {
        matches!(self, Self::ShortMet | Self::ShortRemoved)
    }

    /// The formula with its threshold, such as `answered ≤ 20 s / offered`.
    pub fn definition(self, rules: &Rules) -> String {
        let (in_time, short) = (rules.threshold_text(), rules.short_text());
        match self {
            Self::Offered => format!("answered ≤ {in_time} / offered"),
            Self::Answered => format!("answered ≤ {in_time} / answered"),
            Self::Removed => format!("(answered + abandoned) ≤ {in_time} / offered"),
            Self::LateAbandons => {
                format!("answered ≤ {in_time} / (offered − abandoned ≤ {in_time})")
            }
            Self::ShortMet => format!("(answered ≤ {in_time} + abandoned ≤ {short}) / offered"),
            Self::ShortRemoved => {
                format!("answered ≤ {in_time} / (offered − abandoned ≤ {short})")
            }
            Self::NoFlowOut => format!("answered ≤ {in_time} / (answered + abandoned)"),
            Self::LeftQueue => {
                format!("(answered + abandoned + other ends) ≤ {in_time} / offered")
            }
        }
    }

    /// Of whom it is, in a few words behind the threshold.
    pub const fn of_whom(self) -> &'static str {
        match self {
            Self::Offered => "of offered",
            Self::Answered => "of answered",
            Self::Removed => "quick abandons count as met",
            Self::LateAbandons => "of offered, quick abandons left out",
            Self::ShortMet => "short abandons count as met",
            Self::ShortRemoved => "of offered, short abandons left out",
            Self::NoFlowOut => "of answered and abandoned",
            Self::LeftQueue => "all who left the queue in time",
        }
    }

    /// Numerator and denominator; `None` when it needs a limit of short abandons and there is none.
    pub fn counts(self, tally: &Tally, rules: &Rules) -> Option<(u64, u64)> {
        let answered = tally.answered_within(rules.threshold);
        let abandoned = tally.abandoned_within(rules.threshold);
        let offered = tally.offered();
        let short = rules.short_abandon.map(|limit| tally.short_abandons(limit));
        Some(match self {
            Self::Offered => (answered, offered),
            Self::Answered => (answered, tally.answered),
            Self::Removed => (answered + abandoned, offered),
            Self::LateAbandons => (answered, offered - abandoned),
            Self::ShortMet => (answered + short?, offered),
            Self::ShortRemoved => (answered, offered - short?),
            Self::NoFlowOut => (answered, tally.answered + tally.abandoned),
            Self::LeftQueue => {
                let other = tally.waits.other.at_most(rules.threshold);
                (answered + abandoned + other, offered)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tally::tests::add;
    use super::*;
    use crate::model::Outcome;

    /// Answered 1000, of them 860 in 20 s; abandoned 60, of them 20 in 20 s and 10 in 5 s.
    pub(super) fn icmi() -> Tally {
        let mut tally = Tally::default();
        add(&mut tally, 860, Outcome::Answered, 20);
        add(&mut tally, 140, Outcome::Answered, 21);
        add(&mut tally, 10, Outcome::Abandoned, 5);
        add(&mut tally, 10, Outcome::Abandoned, 6);
        add(&mut tally, 40, Outcome::Abandoned, 90);
        tally
    }

    #[test]
    fn of_nothing_there_is_no_service_level() {
        let rules = Rules { short_abandon: Some(5_000), ..Rules::default() };
        for formula in Formula::ALL {
            assert_eq!(formula.counts(&Tally::default(), &rules), Some((0, 0)));
        }
        assert_eq!(Formula::ShortMet.counts(&icmi(), &Rules::default()), None);
    }

    /// Source: the worked example of ICMI, Cleveland, *Call Center Management on Fast Forward*.
    #[test]
    fn one_day_has_many_service_levels() {
        let rules = Rules { short_abandon: Some(5_000), ..Rules::default() };
        for (formula, expected) in [
            (Formula::Removed, (880, 1060)),
            (Formula::Answered, (860, 1000)),
            (Formula::Offered, (860, 1060)),
            (Formula::LateAbandons, (860, 1040)),
            (Formula::ShortMet, (870, 1060)),
            (Formula::ShortRemoved, (860, 1050)),
            (Formula::NoFlowOut, (860, 1060)),
            (Formula::LeftQueue, (880, 1060)),
        ] {
            assert_eq!(formula.counts(&icmi(), &rules), Some(expected), "{}", formula.key());
        }
        let mut with_flow_outs = icmi();
        add(&mut with_flow_outs, 40, Outcome::Overflow, 60);
        assert_eq!(Formula::Offered.counts(&with_flow_outs, &rules), Some((860, 1100)));
        assert_eq!(Formula::NoFlowOut.counts(&with_flow_outs, &rules), Some((860, 1060)));
        // Of 30 callbacks asked for, 30 were in time: they leave the queue, and nobody answered.
        add(&mut with_flow_outs, 30, Outcome::CallbackRequested, 20);
        assert_eq!(Formula::LeftQueue.counts(&with_flow_outs, &rules), Some((910, 1130)));
        assert_eq!(Formula::Removed.counts(&with_flow_outs, &rules), Some((880, 1130)));
    }

    /// Source: the example of a Genesys real-time report: 200 in time, 100 late, abandoned 50 below and 50 above 10 s.
    #[test]
    fn early_abandons_leave_the_denominator() {
        let mut tally = Tally::default();
        add(&mut tally, 200, Outcome::Answered, 10);
        add(&mut tally, 100, Outcome::Answered, 11);
        add(&mut tally, 50, Outcome::Abandoned, 10);
        add(&mut tally, 50, Outcome::Abandoned, 11);
        let rules = Rules { threshold: 10_000, ..Rules::default() };
        assert_eq!(Formula::LateAbandons.counts(&tally, &rules), Some((200, 350)));
    }

    #[test]
    fn an_unknown_wait_is_not_in_time() {
        let mut tally = icmi();
        tally.add(&super::super::contact::Contact {
            outcome: Some(Outcome::Answered),
            ..Default::default()
        });
        assert_eq!(Formula::Offered.counts(&tally, &Rules::default()), Some((860, 1061)));
    }

    #[test]
    fn every_key_leads_back_and_every_definition_names_its_threshold() {
        for formula in Formula::ALL {
            assert_eq!(Formula::from_key(formula.key()), Some(formula));
            assert!(formula.definition(&Rules::default()).contains("≤ 20 s"));
        }
    }
}
