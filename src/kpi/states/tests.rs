//! A day of two agents, worked by hand.

use super::*;
use crate::kpi::gather::{Gathered, Row, Wanted};
use crate::kpi::group::{Key, Value};
use crate::model::{Civil, Period, Zone};
use crate::problem::Place;
use crate::query::Filter;
use crate::report::Cell;
use std::collections::BTreeSet;

const MINUTE: i64 = 60_000;

/// Agent, state, beginning and end in minutes.
type Line = (&'static str, &'static str, i64, Option<i64>);

/// From 9:00 on: 30 minutes of talk, 10 of waiting, 20 of break, 60 of lunch; ben waits for an hour.
const DAY: [Line; 5] = [
    ("ana", "talking", 540, Some(570)),
    ("ana", "ready", 570, Some(580)),
    ("ana", "break", 580, Some(600)),
    ("ana", "lunch", 600, Some(660)),
    ("ben", "available", 540, Some(600)),
];

fn gathered(by: &[&str], lines: &[Line]) -> Gathered {
    let key = |name: &&str| Key::parse(name, &Place::file("--by")).unwrap();
    let row = |(agent, state, from, to): &Line| Row {
        numbers: [Some(from * MINUTE), to.map(|to| to * MINUTE), None, None],
        texts: [Some((*agent).into()), Some((*state).into())],
        columns: if by.contains(&"agent_id") {
            [Value::Text((*agent).to_owned())].into()
        } else {
            [].into()
        },
    };
    let by: Vec<Key> = by.iter().map(key).collect();
    let mut rows: Vec<Row> = lines.iter().map(row).collect();
    rows.sort_unstable();
    let (filter, zone) = (Filter::all(), Zone::utc());
    let needs = Vec::new();
    let wanted = Wanted { by, filter, zone, numbers: numbers(), texts: texts(), needs };
    Gathered { wanted, rows, present: BTreeSet::new(), unselected: 0 }
}

fn found(by: &[&str], lines: &[Line], plan: Option<&[Line]>, period: Option<Period>) -> Found {
    let done = gathered(by, lines);
    let planned = plan.map(|plan| timelines(&gathered(by, plan), &Classes::default()));
    let times = timelines(&done, &Classes::default());
    states(&done.wanted, (&times, planned.as_ref()), Asked { period, targets: Vec::new() })
}

/// The value of a figure, in thousandths of the unit.
fn value(found: &Found, group: Option<usize>, key: &str) -> Option<i128> {
    let at = found.board.known.iter().position(|known| known.key == key).unwrap();
    let figures = group.map_or(&found.board.total, |group| &found.board.groups[group].1);
    match figures[at].value {
        Cell::Ratio { num, den } => Some(num * 1_000 / den),
        Cell::Count(n) => Some(i128::from(n) * 1_000),
        _ => None,
    }
}

#[test]
fn without_any_time_there_is_no_occupancy() {
    let none = found(&[], &[], None, None);
    assert_eq!((value(&none, None, "occupancy"), value(&none, None, "agents")), (None, Some(0)));
    let lunch = found(&[], &DAY[3..4], None, None);
    assert_eq!(value(&lunch, None, "utilisation"), None);
}

#[test]
fn occupancy_utilisation_and_shrinkage_of_a_day() {
    let day = found(&["agent_id"], &DAY, None, None);
    // ana: 30 of 40 minutes on queue, of 60 paid; 20 of 60 away. All: 30 of 100, of 120; 20 of 120.
    for (key, ana, all) in [
        ("occupancy", 750, 300),
        ("utilisation", 500, 250),
        ("shrinkage", 333, 166),
        ("signed_in_s", 7_200_000, 10_800_000),
    ] {
        assert_eq!(value(&day, Some(0), key), Some(ana), "{key}");
        assert_eq!(value(&day, None, key), Some(all), "{key}");
    }
    // Utilisation is occupancy of the time that shrinkage leaves: 0.75 · (1 − 1/3).
    assert_eq!(value(&day, None, "agents"), Some(2_000));
}

#[test]
fn stays_are_cut_where_intervals_and_periods_end() {
    let halves = found(&["interval_30m"], &DAY[..3], None, None);
    let handling: Vec<_> = (0..halves.board.groups.len())
        .map(|group| value(&halves, Some(group), "handling_s"))
        .collect();
    assert_eq!(handling, [Some(1_800_000), Some(0)]);
    let period = Period { from: 560 * MINUTE, to: 575 * MINUTE };
    let some = found(&[], &DAY[..3], None, Some(period));
    assert_eq!(value(&some, None, "occupancy"), Some(666));
}

#[test]
fn a_night_shift_over_the_hour_shown_twice_is_an_hour_longer() {
    let zone = Zone::named("Europe/Madrid").unwrap();
    let from = zone.first_instant(Civil::new(2026, 10, 25).unwrap()) / MINUTE;
    let mut night = gathered(&["day"], &[("ana", "ready", from, Some(from + 25 * 60))]);
    night.wanted.zone = zone;
    let times = timelines(&night, &Classes::default());
    let found = states(&night.wanted, (&times, None), Asked::default());
    assert_eq!(found.board.groups.len(), 1);
    assert_eq!(value(&found, Some(0), "available_s"), Some(25 * 3_600_000));
}

#[test]
fn two_states_at_once_are_the_busier_one() {
    let lines = [
        ("ana", "ready", 0, Some(60)),
        ("ana", "talking", 10, Some(20)),
        ("ana", "talking", 15, Some(30)),
    ];
    let both = found(&[], &lines, None, None);
    assert_eq!(value(&both, None, "handling_s"), Some(20 * 60_000));
    assert_eq!(value(&both, None, "available_s"), Some(40 * 60_000));
    let note = "1200 s with an agent in two states at once counted once, as the busier state";
    assert_eq!(both.notes, [note]);
}

#[test]
fn an_end_that_is_missing_is_the_beginning_of_the_next() {
    let lines =
        [("ana", "ready", 0, None), ("ana", "talking", 10, None), ("ben", "xyz", 0, Some(1))];
    let done = gathered(&[], &lines);
    let times = timelines(&done, &Classes::default());
    assert_eq!((times.followed, times.open, times.untold), (1, 1, 0));
    assert_eq!(times.unknown.iter().map(|state| &**state).collect::<Vec<_>>(), ["xyz"]);
    assert_eq!(times.agents["ana"].len(), 1);
}

/// By hand: planned 9:00 to 10:00 for customers and 10:00 to 11:00 lunch. ana is there for 40 of the
/// 60 minutes and lunches as planned: 100 of 120; ben is there all the time: 60 of 60.
#[test]
fn adherence_is_doing_what_was_planned_when_it_was_planned() {
    let plan = [
        ("ana", "available", 540, Some(600)),
        ("ana", "lunch", 600, Some(660)),
        ("ben", "available", 540, Some(600)),
        ("ben", "available", 2_000, Some(2_060)),
    ];
    let day = found(&["agent_id"], &DAY, Some(&plan), None);
    assert_eq!(value(&day, Some(0), "adherence"), Some(833));
    assert_eq!(value(&day, Some(1), "adherence"), Some(1_000));
    // 100 minutes for customers of 120 planned so: conformance asks how much, not when.
    assert_eq!(value(&day, None, "conformance"), Some(833));
    assert_eq!(value(&day, None, "scheduled_s"), Some(180 * 60_000));
}

#[test]
fn conformance_is_of_those_who_are_scheduled_on_the_days_they_are() {
    // ana is planned from 9 to 10 and works so; ben has no plan; on the next day ana works unplanned.
    let done = [
        ("ana", "talking", 540, Some(600)),
        ("ben", "talking", 540, Some(600)),
        ("ana", "talking", 1_440 + 540, Some(1_440 + 600)),
    ];
    let plan = [("ana", "talking", 540, Some(600))];
    let found = found(&[], &done, Some(&plan), None);
    assert_eq!(value(&found, None, "conformance"), Some(1_000));
}

/// The same record without an end lasts until ben's next one, and the last of all is not told.
#[test]
fn an_end_on_the_last_day_of_all_time_is_no_end() {
    let never = Some(4_223_371_680);
    let lines = [("ben", "ready", 540, never), ("ben", "break", 600, never)];
    let done = timelines(&gathered(&[], &lines), &Classes::default());
    assert_eq!((done.endless, done.followed, done.open), (2, 1, 1));
    assert_eq!(done.span(), Some((540 * MINUTE, 600 * MINUTE)));
}
