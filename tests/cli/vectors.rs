//! Published and hand-worked figures of the field, through the command line.
//!
//! One day of a queue as the industry's textbook counts it (Cleveland, *Call Center Management on
//! Fast Forward*, ICMI): answered 1000, of them 860 within 20 s; abandoned 60, of them 20 within 20 s
//! and 10 within 5 s.

use crate::room::Room;
use std::fmt::Write as _;

const HEADER: &str =
    "interaction_id,start_time,queue,agent_id,customer_id,outcome,wait_s,talk_s,hold_s,acw_s\n";

/// So many contacts of an outcome and a wait, added to the records.
fn add(records: &mut String, count: usize, outcome: &str, wait: u32) {
    for _ in 0..count {
        let id = records.lines().count();
        writeln!(records, "C{id},2026-10-05T09:00:00Z,q,a,K{id},{outcome},{wait},10,,").unwrap();
    }
}

fn icmi() -> String {
    let mut records = HEADER.to_owned();
    for (count, outcome, wait) in [
        (860, "answered", 20),
        (140, "answered", 21),
        (10, "abandoned", 5),
        (10, "abandoned", 20),
        (40, "abandoned", 90),
    ] {
        add(&mut records, count, outcome, wait);
    }
    records
}

/// The value of a figure of the table that CSV shows.
fn value(room: &Room, ask: &str, kpi: &str) -> String {
    column(room, ask, kpi, "value")
}

fn column(room: &Room, ask: &str, kpi: &str, column: &str) -> String {
    let output = room.qa(&format!("-q {ask} -f csv")).code(0).get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let at = |name: &str| header.iter().position(|cell| *cell == name).unwrap();
    let row = lines.find(|row| row[at("kpi")] == kpi);
    assert!(row.is_some(), "{kpi} in\n{text}");
    row.unwrap()[at(column)].to_owned()
}

fn close(found: &str, expected: f64) -> bool {
    found.parse::<f64>().is_ok_and(|found| (found - expected).abs() < 5e-7)
}

#[test]
fn one_day_has_eight_service_levels_and_four_abandonment_rates() {
    let mut with_flow_outs = icmi();
    add(&mut with_flow_outs, 40, "overflow", 60);
    let plain = Room::with("calls.csv", icmi()).file("flow.csv", with_flow_outs);
    let ask = "kpi calls.csv --all-variants --short-abandon 5 --kpi offered";
    let flow = "kpi flow.csv --all-variants --short-abandon 5 --kpi offered";
    for (ask, kpi, hits, of) in [
        (ask, "service_level_removed", 880.0, 1060.0),
        (ask, "service_level_left_queue", 880.0, 1060.0),
        (ask, "service_level_answered", 860.0, 1000.0),
        (ask, "service_level_offered", 860.0, 1060.0),
        (ask, "service_level_late_abandons", 860.0, 1040.0),
        (ask, "service_level_short_met", 870.0, 1060.0),
        (ask, "service_level_short_removed", 860.0, 1050.0),
        (ask, "service_level_no_flow_out", 860.0, 1060.0),
        (flow, "service_level_offered", 860.0, 1100.0),
        (flow, "service_level_no_flow_out", 860.0, 1060.0),
        (ask, "abandonment_rate_plain", 60.0, 1060.0),
        (ask, "abandonment_rate_short_removed", 50.0, 1050.0),
        (ask, "abandonment_rate_short_not_counted", 50.0, 1060.0),
        (ask, "abandonment_rate_late_only", 40.0, 1040.0),
    ] {
        let found = value(&plain, ask, kpi);
        assert!(close(&found, hits / of), "{kpi}: {found}");
    }
}

/// 200 in time, 100 late, 50 abandoned before 10 s and 50 after: 200 / (300 + 100 − 50).
#[test]
fn early_abandons_leave_the_denominator_as_a_real_time_report_has_it() {
    let mut records = HEADER.to_owned();
    for (count, outcome, wait) in
        [(200, "answered", 10), (100, "answered", 11), (50, "abandoned", 9), (50, "abandoned", 11)]
    {
        add(&mut records, count, outcome, wait);
    }
    let room = Room::with("calls.csv", records);
    let ask = "kpi calls.csv --kpi service_level --formula late_abandons --threshold 10";
    assert!(close(&value(&room, ask, "service_level"), 200.0 / 350.0));
}

#[test]
fn hold_and_handle_time_have_their_denominators() {
    // Holds of 0, 0, 60 and 120 s; then handle times of 330 s by one agent, 210 and 90 s by another.
    let mut held = HEADER.to_owned();
    for (id, hold) in [0, 0, 60, 120].iter().enumerate() {
        writeln!(held, "H{id},2026-10-05T09:00:00Z,q,a,K,answered,1,10,{hold},0").unwrap();
    }
    let handled = format!(
        "{HEADER}T1,2026-10-05T09:00:00Z,q,ana,K,answered,1,240,60,30\nT2,2026-10-05T09:00:00Z,q,ben,K,answered,1,210,0,0\nT3,2026-10-05T09:00:00Z,q,ben,K,answered,1,60,0,30\n"
    );
    let room = Room::with("held.csv", held).file("handled.csv", handled);
    for (ask, kpi, expected) in [
        ("kpi held.csv", "hold_s", 45.0),
        ("kpi held.csv", "hold_per_held_s", 90.0),
        ("kpi held.csv", "hold_rate", 0.5),
        ("kpi held.csv --kpi hold_max_s", "hold_max_s", 120.0),
        ("kpi handled.csv", "aht_s", 210.0),
        ("kpi handled.csv --by agent_id", "aht_s", 330.0),
    ] {
        let found = value(&room, ask, kpi);
        assert!(close(&found, expected), "{ask} {kpi}: {found}");
    }
}

/// Within seven days and data up to day 31: A on days 1, 3 and 20, B on day 2, C on day 28. By contact
/// 3 of 4, for C was not watched long enough; by episode 2 of 3.
#[test]
fn who_was_not_watched_for_long_enough_is_not_resolved() {
    let mut records = HEADER.to_owned();
    for (id, (customer, day, outcome)) in [
        ("A", 1, "answered"),
        ("B", 2, "answered"),
        ("A", 3, "answered"),
        ("A", 20, "answered"),
        ("C", 28, "answered"),
        ("Z", 31, "abandoned"),
    ]
    .iter()
    .enumerate()
    {
        writeln!(records, "F{id},2026-10-{day:02}T09:00:00Z,q,a,{customer},{outcome},1,10,,")
            .unwrap();
    }
    let room = Room::with("calls.csv", records);
    let ask = "kpi calls.csv --kpi fcr --fcr-within 7d";
    assert!(close(&value(&room, ask, "fcr"), 0.75));
    let episodes = format!("{ask} --fcr-basis episode");
    assert!(close(&value(&room, &episodes, "fcr"), 2.0 / 3.0));
    assert_eq!(column(&room, ask, "fcr", "denominator"), "4");
}

/// 50 promoters, 30 passive and 20 detractors: +30 ∓ 15.58 at 95 % by Student's t with divisor n − 1,
/// as R's `t.test` has it; with the normal quantile and divisor n it is ± 15.3.
#[test]
fn promoters_less_detractors_have_their_interval() {
    let mut responses = "response_id,responded_at,nps,csat\n".to_owned();
    for id in 0..100 {
        let nps = if id < 50 {
            10
        } else if id < 80 {
            7
        } else {
            3
        };
        // Two of five stars and better on 40, four and five on 60.
        let csat = if id < 60 { 4 + id % 2 } else { 2 };
        writeln!(responses, "R{id},2026-10-05,{nps},{csat}").unwrap();
    }
    let room = Room::with("surveys.csv", responses);
    assert!(close(&value(&room, "kpi surveys.csv", "nps"), 30.0));
    for (limit, expected) in [("lower", 14.425), ("upper", 45.575)] {
        let found: f64 = column(&room, "kpi surveys.csv", "nps", limit).parse().unwrap();
        assert!((found - expected).abs() < 0.001, "{limit}: {found}");
    }
    let top = value(&room, "kpi surveys.csv --csat-top 4", "csat_top_rate");
    assert!(close(&top, 0.6), "{top}");
}
