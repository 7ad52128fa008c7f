//! Limits of means by drawing again from their values (`--ci=bootstrap`).
//!
//! A tally keeps sums, not values; so values are counted by measures of their own beside it.

use super::indicator::Shown;
use super::measure::{Amounts, Draft};
use super::{Figure, Findings, Indicator, Limits, Measure, Method, Tally};
use crate::model::Zone;
use crate::query::Names;
use crate::report::{Cell, Unit};
use crate::stats::bootstrap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the values of a mean of the catalogue are: key, number, contacts. Those of one key are one
/// sample; what is unknown where the indicator takes none adds zeros.
const VALUES: [(&str, &str, &str); 11] = [
    ("asa_s", "wait_s", "answered"),
    ("wait_abandoned_s", "wait_s", "abandoned"),
    ("talk_s", "talk_s", "answered"),
    ("hold_s", "hold_s", "answered"),
    ("hold_per_held_s", "hold_s", "answered and hold_s > 0"),
    ("acw_s", "acw_s", "answered"),
    ("aht_s", "talk_s + hold_s + acw_s", "answered"),
    ("aht_s", "talk_s + hold_s", "answered and acw_s is null"),
    ("aht_s", "talk_s + acw_s", "answered and hold_s is null"),
    ("aht_s", "talk_s", "answered and hold_s is null and acw_s is null"),
    ("csat_mean", "csat", "csat is not null"),
];

/// The measures that keep the values of means: of the catalogue's that are shown (all, when none is
/// asked for), and of those of the plan.
pub fn measures(kpis: &[Indicator], planned: &[Arc<Measure>], zone: &Zone) -> Vec<Arc<Measure>> {
    let is_shown = |key: &str| kpis.is_empty() || kpis.iter().any(|kpi| kpi.key() == key);
    let known = VALUES.iter().enumerate().filter(|(_, (key, ..))| is_shown(key));
    let known = known.filter_map(|(at, (key, value, of))| {
        let keys = [("type", "percentile"), ("value", value), ("where", of), ("p", "0.5")];
        let (name, keys) = (format!("{key}#{at}"), BTreeMap::from(keys));
        let draft = Draft { name: &name, keys };
        Measure::define(&draft, zone, &Names::default()).ok()
    });
    let own = planned.iter().filter_map(|measure| match &measure.method {
        Method::Mean { value, of } => {
            let method =
                Method::Percentile { value: value.clone(), of: of.clone(), per_mille: 500 };
            let key = format!("{}#", measure.key);
            Some(Measure { key, method, ..(**measure).clone() })
        }
        _ => None,
    });
    known
        .chain(own)
        .map(|measure| Arc::new(Measure { shown: Shown::WhenAsked, unit: Unit::Plain, ..measure }))
        .collect()
}

/// A mean with limits from its values; as it is when these are not all known, are too many, or are
/// no mean's.
pub fn limited(
    figure: Figure,
    kpi: &Indicator,
    (tally, findings): (&Tally, &Findings),
    seed: u64,
) -> Figure {
    let (Some(_), Cell::Count(n)) = (&figure.scatter, &figure.denominator) else { return figure };
    let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
    for (at, measure) in findings.plan.measures.iter().enumerate() {
        let is_of = measure.key.split_once('#').is_some_and(|(key, _)| key == kpi.key());
        let seen = tally.measured.get(at).filter(|_| is_of);
        let Some(Amounts::Values(values)) = seen.map(|seen| &seen.amount) else { continue };
        for (value, count) in values.counts() {
            *counts.entry(value).or_default() += count;
        }
    }
    let known: u64 = counts.values().sum();
    let takes_none = matches!(kpi.key(), "hold_s" | "acw_s");
    match n.checked_sub(known) {
        Some(0) => {}
        Some(zeros) if takes_none => *counts.entry(0).or_default() += zeros,
        _ => return figure,
    }
    let counts: Vec<_> = counts.into_iter().collect();
    match bootstrap::of_mean(&counts, seed, super::limits::CONFIDENCE) {
        None => figure,
        Some((low, high)) => {
            Figure { limits: Limits::known(Some((low / 1_000.0, high / 1_000.0))), ..figure }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::find;
    use super::super::fold::tests::{Row, found, plan};
    use super::super::{Plan, Rules};
    use super::*;
    use crate::model::Outcome;
    use crate::problem::Place;

    fn asa() -> Indicator {
        Indicator::Known(find("asa_s", &Place::file("--kpi")).unwrap())
    }

    fn limits(waits: &[i64], seed: u64) -> [Cell; 2] {
        let rows: Vec<Row> =
            waits.iter().map(|wait| ("q", None, Some(Outcome::Answered), Some(*wait))).collect();
        let measures = measures(&[asa()], &[], &Zone::utc());
        let findings = found(&Plan { measures, ..plan(&[]) }, &rows);
        let figure = asa().of(&findings.total, &findings, &Rules::default());
        limited(figure, &asa(), (&findings.total, &findings), seed).limits.cells()
    }

    #[test]
    fn limits_come_from_the_values_and_a_seed_in_any_order() {
        let waits = [1, 2, 3, 5, 8, 13, 21, 34];
        let found = limits(&waits, 1);
        let [Cell::Number(low), Cell::Number(high)] = found.clone() else { panic!("limits") };
        assert!(1.0 < low && low < 10.875 && 10.875 < high && high < 34.0, "{low} {high}");
        let mut turned = waits;
        turned.reverse();
        assert_eq!(limits(&turned, 1), found);
        assert_ne!(limits(&waits, 2), found);
    }

    #[test]
    fn of_nothing_and_of_one_value_there_are_none() {
        assert_eq!(limits(&[], 1), [Cell::Missing, Cell::Missing]);
        assert_eq!(limits(&[5], 1), [Cell::Missing, Cell::Missing]);
    }
}
