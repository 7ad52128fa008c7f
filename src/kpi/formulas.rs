//! The formulas of the catalogue that take more than a line.

use super::tally::Sum;
use super::{Abandonment, Figure, Formula, Rules, Tally};
use crate::model::Field::{self, Outcome, Wait};
use crate::stats::decimal::thousandths;

/// Why a variant with short abandons does not exist.
const NO_LIMIT: &str = "needs a limit of short abandons";

pub(super) fn level(formula: Formula, tally: &Tally, rules: &Rules) -> Figure {
    let counts = formula.counts(tally, rules);
    counts.map_or(Figure::undefined(NO_LIMIT), |counts| {
        Figure::share(counts).without(tally.unknown_outcome)
    })
}

pub(super) fn rate(form: Abandonment, tally: &Tally, rules: &Rules) -> Figure {
    let counts = form.counts(tally, rules);
    counts.map_or(Figure::undefined(NO_LIMIT), |counts| {
        Figure::share(counts).without(tally.unknown_outcome)
    })
}

/// A form that looks at waits needs them.
pub(super) fn abandonment_needs(form: Abandonment) -> &'static [Field] {
    if form == Abandonment::Plain { &[Outcome] } else { &[Outcome, Wait] }
}

/// A mean over all answered contacts; missing when none of them tells the time.
pub(super) fn over_answered(sum: Sum, tally: &Tally) -> Figure {
    if sum.n == 0 { Figure::mean(0, 0) } else { Figure::mean_over(sum, tally.answered) }
}

pub(super) fn held(tally: &Tally) -> Figure {
    if tally.hold.n == 0 {
        Figure::share((0, 0))
    } else {
        Figure::share((tally.held, tally.answered))
    }
}

pub(super) fn answered_wait(tally: &Tally, percent: u32) -> Figure {
    Figure::percentile(&tally.waits.answered, percent).without(unknown_waits(tally))
}

pub(super) fn offered_wait(tally: &Tally, percent: u32) -> Figure {
    Figure::percentile(&tally.offered_waits(), percent).without(unknown_offered_waits(tally))
}

pub(super) fn abandoned_wait(tally: &Tally, percent: u32) -> Figure {
    Figure::percentile(&tally.abandoned_waits(), percent).without(unknown_abandoned_waits(tally))
}

pub(super) fn unknown_waits(tally: &Tally) -> u64 {
    tally.answered - tally.waits.answered.count()
}

pub(super) fn unknown_abandoned_waits(tally: &Tally) -> u64 {
    tally.abandoned - tally.waits.abandoned.count() - tally.waits.short.count()
}

pub(super) fn unknown_offered_waits(tally: &Tally) -> u64 {
    unknown_waits(tally) + unknown_abandoned_waits(tally) + tally.other - tally.waits.other.count()
}

pub(super) fn top_definition(rules: &Rules) -> String {
    let least = rules.csat_top.map_or("N".to_owned(), |least| thousandths(least.into()));
    format!("ratings of {least} or more / ratings")
}

pub(super) fn top_ratings(tally: &Tally, rules: &Rules) -> Figure {
    let missing = Figure::undefined("needs a least top rating");
    rules.csat_top.map_or(missing, |least| {
        let (top, all) = (tally.csat.at_least(least), tally.csat.count());
        Figure::share((top, all)).without(tally.contacts - all)
    })
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::{ALL, find};
    use super::super::contact::Contact;
    use super::super::variants::VARIANTS;
    use super::*;
    use crate::problem::Place;
    use crate::report::Unit;

    fn value(key: &str, tally: &Tally) -> Option<(i128, i128)> {
        let kpi = find(key, &Place::file("--kpi")).unwrap();
        let present = (kpi.needs)(&Rules::default()).iter().map(|field| (*field).into()).collect();
        kpi.of(tally, &Rules::default(), &present).quotient()
    }

    fn answered(talk: Option<i64>, hold: Option<i64>, acw: Option<i64>) -> Contact {
        let outcome = Some(crate::model::Outcome::Answered);
        let milli = |seconds: Option<i64>| seconds.map(|seconds| seconds * 1000);
        let (talk, hold, acw) = (milli(talk), milli(hold), milli(acw));
        Contact { outcome, talk, hold, acw, ..Contact::default() }
    }

    fn tally(contacts: &[Contact]) -> Tally {
        let mut tally = Tally::default();
        for contact in contacts {
            tally.add(contact);
        }
        tally
    }

    /// Cross-multiplied, so that no fraction needs its lowest terms.
    fn equal(found: Option<(i128, i128)>, num: i128, den: i128) -> bool {
        found.is_some_and(|(n, d)| n * den == num * d)
    }

    #[test]
    fn a_group_of_nobody_has_counts_of_zero_and_nothing_else() {
        for kpi in ALL.iter().chain(&VARIANTS) {
            let found = value(kpi.key, &Tally::default());
            let expected = (kpi.unit == Unit::Count).then_some((0, 1));
            assert_eq!(found, expected, "{}", kpi.key);
        }
    }

    /// Worked by hand: holds of 0, 0, 60 and 120 s.
    #[test]
    fn hold_is_averaged_over_all_answered_or_over_the_held() {
        let held = [0, 0, 60, 120].map(|hold| answered(Some(0), Some(hold), None));
        assert!(equal(value("hold_s", &tally(&held)), 45, 1));
        assert!(equal(value("hold_per_held_s", &tally(&held)), 90, 1));
        assert!(equal(value("hold_rate", &tally(&held)), 1, 2));
        // Two more that tell nothing about hold were not held: 180 s over 6.
        let blank = [answered(Some(0), None, None); 2];
        assert!(equal(value("hold_s", &tally(&[&held[..], &blank[..]].concat())), 30, 1));
        assert_eq!(value("hold_s", &tally(&blank)), None);
    }

    /// Worked by hand: 240 + 60 + 30 = 330 s; two agents with {330} and {210, 90}.
    #[test]
    fn handle_time_of_all_is_no_mean_of_means() {
        let one = tally(&[answered(Some(240), Some(60), Some(30))]);
        let other = tally(&[answered(Some(210), None, None), answered(Some(60), None, Some(30))]);
        assert!(equal(value("aht_s", &one), 330, 1));
        assert!(equal(value("aht_s", &other), 150, 1));
        let mut all = one;
        all.merge(&other);
        assert!(equal(value("aht_s", &all), 210, 1));
    }

    #[test]
    fn a_contact_of_unknown_talk_has_no_handle_time() {
        let all = tally(&[answered(Some(100), None, None), answered(None, Some(50), Some(50))]);
        let kpi = find("aht_s", &Place::file("--kpi")).unwrap();
        let figure = (kpi.figure)(&all, &Rules::default());
        assert!(equal(figure.quotient(), 100, 1));
        assert_eq!(figure.excluded, 1);
    }

    #[test]
    fn ratings_of_nine_and_more_are_the_top_two_of_ten() {
        let rated =
            [10, 9, 8, 1].map(|rating| Contact { csat: Some(rating * 1000), ..Contact::default() });
        let rules = Rules { csat_top: Some(9_000), ..Rules::default() };
        assert_eq!(top_ratings(&tally(&rated), &rules).quotient(), Some((2, 4)));
        assert!(equal(value("csat_mean", &tally(&rated)), 7, 1));
    }
}
