//! The abandonment rate in the forms that systems report it.

use super::{Rules, Tally};

/// A numerator and a denominator of an abandonment rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Abandonment {
    /// Abandoned, of all offered.
    Plain,
    /// Without short abandons, above and below the line.
    ShortRemoved,
    /// Without short abandons above the line only.
    ShortNotCounted,
    /// Without abandons within the service-level threshold, above and below the line.
    LateOnly,
}

impl Abandonment {
    /// Every form.
    pub const ALL: [Self; 4] =
        [Self::Plain, Self::ShortRemoved, Self::ShortNotCounted, Self::LateOnly];

    /// The form that counts where nobody asked for another: plain, or without short abandons as
    /// soon as a limit says which are short.
    pub const fn usual(rules: &Rules) -> Self {
        if rules.short_abandon.is_some() { Self::ShortRemoved } else { Self::Plain }
    }

    /// Whether it asks which abandons are short.
    pub const fn needs_short(self) -> bool {
        matches!(self, Self::ShortRemoved | Self::ShortNotCounted)
    }

    /// The formula with its limit.
    pub fn definition(self, rules: &Rules) -> String {
        let (in_time, short) = (rules.threshold_text(), rules.short_text());
        match self {
            Self::Plain => "abandoned / offered".to_owned(),
            Self::ShortRemoved => {
                format!("(abandoned − abandoned ≤ {short}) / (offered − abandoned ≤ {short})")
            }
            Self::ShortNotCounted => format!("(abandoned − abandoned ≤ {short}) / offered"),
            Self::LateOnly => {
                format!("(abandoned − abandoned ≤ {in_time}) / (offered − abandoned ≤ {in_time})")
            }
        }
    }

    /// Numerator and denominator; `None` when it needs a limit of short abandons and there is none.
    pub fn counts(self, tally: &Tally, rules: &Rules) -> Option<(u64, u64)> {
        let (abandoned, offered) = (tally.abandoned, tally.offered());
        let early = tally.abandoned_within(rules.threshold);
        let short = rules.short_abandon.map(|limit| tally.short_abandons(limit));
        Some(match self {
            Self::Plain => (abandoned, offered),
            Self::ShortRemoved => (abandoned - short?, offered - short?),
            Self::ShortNotCounted => (abandoned - short?, offered),
            Self::LateOnly => (abandoned - early, offered - early),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tally::tests::add;
    use super::*;
    use crate::model::Outcome;

    #[test]
    fn without_a_limit_nothing_is_short() {
        assert_eq!(Abandonment::ShortRemoved.counts(&Tally::default(), &Rules::default()), None);
        assert_eq!(Abandonment::usual(&Rules::default()), Abandonment::Plain);
    }

    /// Source: the worked example of ICMI, as for the service level.
    #[test]
    fn one_day_has_many_abandonment_rates() {
        let mut tally = Tally::default();
        add(&mut tally, 1000, Outcome::Answered, 0);
        add(&mut tally, 10, Outcome::Abandoned, 5);
        add(&mut tally, 10, Outcome::Abandoned, 20);
        add(&mut tally, 40, Outcome::Abandoned, 21);
        let rules = Rules { short_abandon: Some(5_000), ..Rules::default() };
        for (form, expected) in [
            (Abandonment::Plain, (60, 1060)),
            (Abandonment::ShortRemoved, (50, 1050)),
            (Abandonment::ShortNotCounted, (50, 1060)),
            (Abandonment::LateOnly, (40, 1040)),
        ] {
            assert_eq!(form.counts(&tally, &rules), Some(expected), "{form:?}");
        }
        assert_eq!(Abandonment::usual(&rules), Abandonment::ShortRemoved);
    }
}
