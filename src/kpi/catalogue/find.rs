//! Indicators by their keys.

use super::super::indicator::{Kpi, Shown};
use super::super::variants::VARIANTS;
use super::ALL;
use crate::problem::{Place, Problem, nearest};

/// Whether there is an indicator of that key.
pub fn is_known(key: &str) -> bool {
    every().any(|kpi| kpi.key == key)
}

/// The indicator of that key; a problem that offers the nearest one when there is none.
pub fn find(key: &str, place: &Place) -> Result<&'static Kpi, Problem> {
    every().find(|kpi| kpi.key == key).ok_or_else(|| {
        let message = format!("there is no KPI `{key}`");
        let near = nearest(key, every().map(|kpi| kpi.key));
        let help = near.map_or_else(usual, |near| format!("did you mean `{near}`?"));
        Problem::new("unknown-kpi", place.clone(), message).help(help)
    })
}

/// What there is, for somebody who is far off.
fn usual() -> String {
    let usual = ALL.iter().filter(|kpi| kpi.shown == Shown::Always);
    let keys: Vec<_> = usual.map(|kpi| format!("`{}`", kpi.key)).collect();
    format!("among others there are {}", keys.join(", "))
}

/// Every indicator, variants last.
fn every() -> impl Iterator<Item = &'static Kpi> {
    ALL.iter().chain(&VARIANTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::Figure;
    use crate::kpi::{Rules, Tally};
    use crate::model::Field::Outcome;
    use crate::report::Unit;
    use std::collections::BTreeSet;

    #[test]
    fn a_key_is_there_once_and_shares_are_called_so() {
        let keys: BTreeSet<_> = every().map(|kpi| kpi.key).collect();
        assert_eq!(keys.len(), every().count());
        for kpi in every() {
            assert_eq!(kpi.unit == Unit::Seconds, kpi.key.ends_with("_s"), "{}", kpi.key);
        }
    }

    #[test]
    fn a_missing_column_is_named_and_never_read_as_zero() {
        let kpi = find("hold_s", &Place::file("--kpi")).unwrap();
        let present = BTreeSet::from([Outcome.into()]);
        let figure = kpi.of(&Tally::default(), &Rules::default(), &present);
        assert_eq!(figure, Figure::undefined("needs `hold_s`; this export has none"));
    }

    #[test]
    fn a_wrong_key_is_answered_with_the_nearest() {
        let problem = find("service_leve", &Place::file("--kpi")).unwrap_err();
        assert_eq!(problem.code, "unknown-kpi");
        assert_eq!(problem.help.unwrap(), "did you mean `service_level`?");
        assert!(find("zzz", &Place::file("--kpi")).unwrap_err().help.unwrap().contains("`asa_s`"));
    }
}
