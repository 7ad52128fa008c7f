//! Service level and abandonment in the words of the filter language, as qa.toml would have them.

use super::{Abandonment, Formula, Rules};
use crate::stats::decimal::thousandths;

/// What is unknown stays unknown behind `not`: a wait that nobody knows is not within a limit.
const KNOWN: &str = "wait_s is not null";

impl Formula {
    /// Numerator and denominator as conditions; `None` when it needs a limit of short abandons and
    /// there is none.
    pub fn words(self, rules: &Rules) -> Option<(String, String)> {
        let in_time = format!("wait_s <= {}", thousandths(rules.threshold.into()));
        let answered = format!("answered and {in_time}");
        let offered = || "offered".to_owned();
        Some(match self {
            Self::Offered => (answered, offered()),
            Self::Answered => (answered, "answered".to_owned()),
            Self::Removed => (format!("(answered or abandoned) and {in_time}"), offered()),
            Self::LateAbandons => {
                (answered, format!("offered and not (abandoned and {KNOWN} and {in_time})"))
            }
            Self::ShortMet => (format!("{answered} or {}", short(rules)?), offered()),
            Self::ShortRemoved => (answered, format!("offered and not ({})", short(rules)?)),
            Self::NoFlowOut => (answered, "answered or abandoned".to_owned()),
            Self::LeftQueue => (format!("offered and {in_time}"), offered()),
        })
    }
}

impl Abandonment {
    /// Numerator and denominator as conditions; `None` when it needs a limit of short abandons and
    /// there is none.
    pub fn words(self, rules: &Rules) -> Option<(String, String)> {
        let left_out = match self {
            Self::Plain => return Some(("abandoned".to_owned(), "offered".to_owned())),
            Self::ShortRemoved | Self::ShortNotCounted => short(rules)?,
            Self::LateOnly => {
                let limit = thousandths(rules.threshold.into());
                format!("abandoned and {KNOWN} and wait_s <= {limit}")
            }
        };
        let above = format!("abandoned and not ({left_out})");
        Some(match self {
            Self::ShortNotCounted => (above, "offered".to_owned()),
            _ => (above, format!("offered and not ({left_out})")),
        })
    }
}

/// The abandons that are short; those that the source itself calls so have no limit.
fn short(rules: &Rules) -> Option<String> {
    let limit = thousandths(rules.short_abandon?.into());
    Some(format!("outcome = 'short_abandon' or abandoned and {KNOWN} and wait_s <= {limit}"))
}

#[cfg(test)]
mod tests {
    use super::super::fold::tests::{Row, found, plan};
    use super::super::{Findings, Indicator, Measure, Plan, measure::Draft};
    use super::*;
    use crate::model::{Outcome, Zone};
    use crate::query::Names;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    fn ratio((numerator, denominator): &(String, String)) -> Arc<Measure> {
        let keys = [("type", "ratio"), ("numerator", numerator), ("denominator", denominator)];
        let draft = Draft { name: "one", keys: BTreeMap::from(keys) };
        Arc::new(Measure::define(&draft, &Zone::utc(), &Names::default()).unwrap())
    }

    /// What the language counts with these words.
    fn said(words: &(String, String), rows: &[Row]) -> (u64, u64) {
        let measure = ratio(words);
        let findings = found(&Plan { measures: vec![measure.clone()], ..plan(&[]) }, rows);
        let figure = Indicator::Defined(measure).of(&findings.total, &findings, &Rules::default());
        figure.share_counts().unwrap_or_default()
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let outcome = proptest::option::of(proptest::sample::select(&Outcome::ALL[..]));
        let row = (Just("a"), Just(Some(0)), outcome, proptest::option::of(0i64..40));
        proptest::collection::vec(row, 1..40)
    }

    #[test]
    fn without_a_limit_there_are_no_words_for_short_abandons() {
        for formula in Formula::ALL {
            assert_eq!(formula.words(&Rules::default()).is_none(), formula.needs_short());
        }
        for form in Abandonment::ALL {
            assert_eq!(form.words(&Rules::default()).is_none(), form.needs_short());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn words_count_what_the_formulas_count(rows in rows(), threshold in 0i64..40, limit in 0i64..40) {
            let short_abandon = Some(limit * 1_000);
            let rules = Rules { threshold: threshold * 1_000, short_abandon, ..Rules::default() };
            let Findings { total, .. } = found(&plan(&[]), &rows);
            for formula in Formula::ALL {
                let counts = formula.counts(&total, &rules).unwrap();
                let expected = if counts.1 == 0 { (0, 0) } else { counts };
                prop_assert_eq!(said(&formula.words(&rules).unwrap(), &rows), expected, "{:?}", formula);
            }
            for form in Abandonment::ALL {
                let counts = form.counts(&total, &rules).unwrap();
                let expected = if counts.1 == 0 { (0, 0) } else { counts };
                prop_assert_eq!(said(&form.words(&rules).unwrap(), &rows), expected, "{:?}", form);
            }
        }
    }
}
