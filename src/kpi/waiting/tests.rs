//! Queues of a minute, a day and at random, worked by hand or by counting.

use super::*;
use crate::model::{Batch, Column, Field, Fold, MilliColumn, Outcome, TextColumn};
use crate::problem::Place;
use crate::report::Cell;
use proptest::prelude::*;

/// Queue, moment offered and wait, in seconds.
type Row = (&'static str, i64, Option<i64>);

fn batch(rows: &[Row]) -> Batch {
    let (mut queue, mut start, mut wait) =
        (TextColumn::default(), MilliColumn::default(), MilliColumn::default());
    for row in rows {
        queue.push(row.0);
        start.push(Some(row.1 * 1_000));
        wait.push(row.2.map(|seconds| seconds * 1_000));
    }
    let outcome = vec![Some(Outcome::Answered); rows.len()];
    let columns = vec![
        (Field::Queue.into(), Column::Text(queue)),
        (Field::OfferedTime.into(), Column::Milli(start)),
        (Field::Wait.into(), Column::Milli(wait)),
        (Field::Outcome.into(), Column::Outcome(outcome)),
    ];
    Batch::new(rows.len(), columns)
}

fn plan(by: &[&str], period: Option<(i64, i64)>) -> Plan {
    let key = |name: &&str| Key::parse(name, &Place::file("--by")).unwrap();
    let period = period.map(|(from, to)| Period { from: from * 1_000, to: to * 1_000 });
    Plan { by: by.iter().map(key).collect(), period, filter: Filter::all(), zone: Zone::utc() }
}

fn waiting(plan: &Plan, rows: &[Row]) -> Waiting {
    let mut fold = WaitingFold::new(plan.clone());
    fold.update(&batch(rows));
    fold.waiting()
}

#[test]
fn of_no_contact_there_is_no_queue() {
    let found = waiting(&plan(&["queue"], None), &[]);
    assert_eq!((found.window, found.groups.len()), (None, 0));
    let report = report(&found);
    assert!(report.tables[0].rows.is_empty() && report.tables[0].total.is_none());
}

/// By hand: waits [0, 30), [10, 50) and [20, 25) of one minute: 75 s waited of 60 s make 1.25 at
/// once on average; three from 20 on, two from 25 on, and at 30 exactly one.
#[test]
fn three_waits_of_a_minute() {
    let rows = [("a", 0, Some(30)), ("a", 10, Some(40)), ("a", 20, Some(5))];
    let found = waiting(&plan(&[], Some((0, 60))), &rows);
    let (length, crowd) = found.total;
    let expected =
        Crowd { begun: 3, waited: 75_000, most: 3, most_at: Some(20_000), most_for: 5_000 };
    assert_eq!((length, crowd), (60_000, expected));
    let row = &report(&found).tables[0].rows[0];
    assert_eq!(row[2], Cell::Ratio { num: 75_000, den: 60_000 });
    // From 30 s on there is one: the end of a wait is not part of it.
    let rest = waiting(&plan(&[], Some((30, 60))), &rows);
    assert_eq!((rest.total.1.most, rest.total.1.waited), (1, 20_000));
}

#[test]
fn a_wait_that_ends_at_midnight_has_nothing_to_do_with_the_next_day() {
    const DAY: i64 = 86_400;
    for (start, wait) in [(DAY - 30, 30), (DAY - 30, 0), (0, 0), (DAY - 1, 1)] {
        let found = waiting(&plan(&[], None), &[("a", start, Some(wait))]);
        let window = found.window.map(|window| (window.from / 1_000, window.to / 1_000));
        assert_eq!(window, Some((0, DAY)), "{start} {wait}");
    }
    let touching = waiting(&plan(&[], Some((60, 120))), &[("a", 30, Some(30)), ("a", 60, Some(0))]);
    assert_eq!(touching.total.1.begun, 1);
}

#[test]
fn one_who_leaves_as_another_comes_makes_no_peak_of_two() {
    let found = waiting(&plan(&[], Some((0, 60))), &[("a", 0, Some(10)), ("a", 10, Some(10))]);
    assert_eq!((found.total.1.most, found.total.1.most_for), (1, 20_000));
    let nobody = waiting(&plan(&[], Some((0, 60))), &[("a", 0, Some(0)), ("a", 9, None)]);
    let crowd = Crowd { begun: 1, ..Crowd::default() };
    assert_eq!((nobody.total.1, nobody.left_out.without_wait), (crowd, 1));
}

#[test]
fn a_wait_over_the_end_of_an_interval_counts_in_both() {
    // 10 s of the first quarter of an hour, 20 s of the second one, in which nobody came.
    let found = waiting(&plan(&["interval_15m", "queue"], None), &[("a", 890, Some(30))]);
    let crowds: Vec<_> = found
        .groups
        .iter()
        .map(|(_, length, crowd)| (*length, crowd.begun, crowd.waited))
        .collect();
    assert_eq!(crowds, [(900_000, 1, 10_000), (900_000, 0, 20_000)]);
    let texts: Vec<_> = found.groups.iter().map(|(values, ..)| found.texts(values)).collect();
    assert_eq!(texts[1], ["1970-01-01T00:15:00+00:00", "a"]);
    assert_eq!(found.total.0, 86_400_000);
}

#[test]
fn the_day_on_which_clocks_are_put_back_is_25_hours_long() {
    let zone = Zone::named("Europe/Madrid").unwrap();
    let from = zone.first_instant(crate::model::Civil::new(2026, 10, 25).unwrap()) / 1_000;
    // Two hours of waiting over the hour that clocks show twice.
    let rows = [("a", from + 3_600 * 3 / 2, Some(7_200))];
    let day = waiting(&Plan { zone: zone.clone(), ..plan(&["day"], None) }, &rows);
    assert_eq!((day.groups[0].1, day.groups[0].2.waited), (25 * 3_600_000, 7_200_000));
    let hours = waiting(&Plan { zone, ..plan(&["interval"], None) }, &rows);
    let waited: Vec<_> = hours.groups.iter().map(|(_, _, crowd)| crowd.waited).collect();
    assert_eq!(waited, [1_800_000, 3_600_000, 1_800_000]);
}

/// How many wait at a second, counted one by one.
fn count_at(rows: &[Row], queue: Option<&str>, second: i64) -> u64 {
    let is_there = |row: &&Row| {
        let mine = queue.is_none_or(|queue| queue == row.0);
        mine && row.2.is_some_and(|wait| (row.1..row.1 + wait).contains(&second))
    };
    u64::try_from(rows.iter().filter(is_there).count()).unwrap()
}

/// Day 0 and a day 200 years later: seven million quarters of an hour.
#[test]
fn a_wrong_year_is_told_and_not_walked_through() {
    let rows = [("a", 0, Some(10)), ("a", 6_311_433_600, Some(20))];
    for (by, is_far) in [("interval_15m", true), ("week", false)] {
        let found = waiting(&plan(&[by], None), &rows);
        assert_eq!((found.far.is_some(), found.groups.is_empty()), (is_far, is_far), "{by}");
    }
    let found = waiting(&plan(&["interval_15m"], None), &rows);
    let problem = found.absent(&Place::file("--by")).remove(0);
    assert!(problem.message.contains("from 1970-01-01 to 2170-"), "{}", problem.message);
    assert!(waiting(&plan(&["interval_15m"], Some((0, 86_400))), &rows).far.is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_sweep_equals_counting_and_depends_on_neither_cut_nor_order(
        cells in prop::collection::vec((0_usize..2, 0_i64..300, 0_i64..60), 1..40),
        cut in 0_usize..40,
    ) {
        let rows: Vec<Row> =
            cells.iter().map(|(queue, from, wait)| (["a", "b"][*queue], *from, Some(*wait))).collect();
        let plan = plan(&["queue"], Some((0, 240)));
        let whole = waiting(&plan, &rows);
        for (values, _, crowd) in &whole.groups {
            let queue = whole.texts(values).remove(0);
            let counts: Vec<u64> = (0..240).map(|at| count_at(&rows, Some(&queue), at)).collect();
            prop_assert_eq!(crowd.most, *counts.iter().max().unwrap());
            prop_assert_eq!(crowd.waited, i128::from(counts.iter().sum::<u64>()) * 1_000);
            let first = counts.iter().position(|count| *count == crowd.most).unwrap();
            let at = (crowd.most > 0).then(|| i64::try_from(first).unwrap() * 1_000);
            prop_assert_eq!(crowd.most_at, at);
        }
        let parts: i128 = whole.groups.iter().map(|(_, _, crowd)| crowd.waited).sum();
        prop_assert_eq!(parts, whole.total.1.waited);
        let cut = cut.min(rows.len());
        let [mut one, other] = [&rows[cut..], &rows[..cut]].map(|rows| {
            let mut fold = WaitingFold::new(plan.clone());
            fold.update(&batch(rows));
            fold
        });
        one.merge(other);
        prop_assert_eq!(one.waiting(), whole);
    }
}
