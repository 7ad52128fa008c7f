//! Charts of indicators over days.

use super::*;
use crate::kpi::fold::tests::{Row, found, plan};
use crate::kpi::report::{Intervals, Variants};
use crate::kpi::{Rules, catalogue};
use crate::model::Outcome;
use crate::report::Cell;

fn view(key: &str) -> View {
    let kpi = catalogue::find(key, &Place::file("--kpi")).unwrap();
    let (variants, intervals) = (Variants::Chosen, Intervals::Shares);
    let kpis = vec![Indicator::Known(kpi)];
    View { rules: Rules::default(), kpis, variants, intervals, targets: Vec::new() }
}

/// Days of ten contacts each, of which so many are answered in time.
fn days(hits: &[i64]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (day, hits) in (0..).zip(hits) {
        for contact in 0..10 {
            let wait = if contact < *hits { 5 } else { 60 };
            rows.push(("q", Some(day * 86_400 + contact), Some(Outcome::Answered), Some(wait)));
        }
    }
    rows
}

const USUAL: Spc = Spc { kind: None, tests: Tests::Anhoej };

#[test]
fn hours_of_the_day_do_not_follow_each_other() {
    let place = Place::file("--by");
    for by in [&[][..], &["queue"], &["hour"]] {
        assert_eq!(time_key(&plan(by).by, &place).unwrap_err().code, "bad-group");
    }
    assert_eq!(time_key(&plan(&["queue", "week"]).by, &place), Ok(1));
}

#[test]
fn few_points_have_a_median_and_no_limits() {
    let findings = found(&plan(&["day"]), &days(&[8, 9, 7]));
    let tables = drawn((&findings, None), &view("service_level"), (USUAL, 0)).tables;
    let charts = tables.iter().find(|table| table.key == "charts").unwrap();
    assert_eq!(charts.rows[0][1], Cell::text("median"));
    let points = tables.iter().find(|table| table.key == "points").unwrap();
    assert_eq!(points.rows[0][4..7], [Cell::Number(0.8), Cell::Missing, Cell::Missing]);
}

#[test]
fn a_chart_that_an_indicator_cannot_have_is_said_to_be_another() {
    let findings = found(&plan(&["day"]), &days(&[8, 9, 7, 8, 8, 9, 7, 6, 8, 9, 8, 7]));
    let spc = Spc { kind: Some(Kind::P), tests: Tests::Anhoej };
    let tables = drawn((&findings, None), &view("asa_s"), (spc, 0)).tables;
    let charts = tables.iter().find(|table| table.key == "charts").unwrap();
    assert_eq!(charts.rows[0][1], Cell::text("xmr"));
    let drawn = tables.iter().find(|table| table.key == "chart").unwrap();
    assert!(drawn.title.contains("drawn as xmr, for it has no p chart"), "{}", drawn.title);
}

/// By hand: 11 days of a wait of 10 s, then one of 40 s: ranges are ten times 0 and 30, their mean
/// 30/11 = 2.727273, and 3.267 times that, 8.91, is their limit.
#[test]
fn ranges_stand_beside_single_values_and_spreads_beside_means() {
    let waits = [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 40];
    let rows: Vec<Row> = (0..)
        .zip(waits)
        .map(|(day, wait)| ("q", Some(day * 86_400), Some(Outcome::Answered), Some(wait)))
        .collect();
    let spc = Spc { kind: Some(Kind::Xmr), tests: Tests::Anhoej };
    let tables = drawn((&found(&plan(&["day"]), &rows), None), &view("asa_s"), (spc, 0)).tables;
    let charts = tables.iter().find(|table| table.key == "charts").unwrap();
    let kinds: Vec<_> = charts.rows.iter().map(|row| row[1].clone()).collect();
    assert_eq!(kinds, [Cell::text("xmr"), Cell::text("mr")]);
    let points = tables.iter().find(|table| table.key == "points").unwrap();
    assert_eq!(points.rows.len(), 12 + 11);
    let last = points.rows.last().unwrap();
    assert_eq!((&last[2], &last[7]), (&Cell::text("1970-01-12"), &Cell::text("beyond the limits")));
    let Cell::Number(upper) = last[6] else { panic!("a limit") };
    assert!((upper - 3.267 * 30.0 / 11.0).abs() < 1e-9, "{upper}");
    assert!(tables.iter().any(|table| table.title.starts_with("ASA, spread: 1 signal")));
}

/// By hand: 12 days of 8 of 10, then 0 of 10: the centre is 96/130 = 0.738462, one deviation
/// √(0.738462 · 0.261538 / 10) = 0.138973, so 0 lies below the limit of 0.321542.
#[test]
fn a_bad_day_lies_beyond_the_limits() {
    let mut hits = vec![8; 12];
    hits.push(0);
    let findings = found(&plan(&["queue", "day"]), &days(&hits));
    let tables = drawn((&findings, None), &view("service_level"), (USUAL, 1)).tables;
    let points = tables.iter().find(|table| table.key == "points").unwrap();
    let last = points.rows.last().unwrap();
    assert_eq!(last[0], Cell::text("q"));
    let Cell::Number(lower) = last[6] else { panic!("a limit") };
    assert!((lower - 0.321_542).abs() < 1e-5, "{lower}");
    assert_eq!(last[8], Cell::text("beyond the limits"));
    assert_eq!(points.rows[3][8], Cell::Missing);
    let drawn = tables.iter().find(|table| table.key == "chart").unwrap();
    assert!(
        drawn.title.starts_with("q, service level (20 s, of offered): 1 signal"),
        "{}",
        drawn.title
    );
}

/// By hand: 14 days of three waits of 0.1, 0.2 and 0.4 s never change, on whichever side of their mean
/// the rounding of its sum puts them.
#[test]
fn what_never_changes_has_no_signal() {
    let rows: Vec<Row> = (0..14)
        .flat_map(|day| {
            (0..3).map(move |at| {
                ("q", Some(day * 86_400 + at), Some(Outcome::Answered), Some(7 + at))
            })
        })
        .collect();
    for kind in [None, Some(Kind::Xmr), Some(Kind::Xbar), Some(Kind::Ewma)] {
        for tests in [Tests::Anhoej, Tests::Nelson] {
            let spc = Spc { kind, tests };
            let drawn = drawn((&found(&plan(&["day"]), &rows), None), &view("asa_s"), (spc, 0));
            let title = &drawn.tables[0].title;
            assert!(title.starts_with("ASA: no signal; every value is the same"), "{title}");
        }
    }
    let findings = found(&plan(&["day"]), &days(&[10; 14]));
    let drawn = drawn((&findings, None), &view("answer_rate"), (USUAL, 0));
    assert!(drawn.tables[0].title.contains("no signal; every value is the same"));
}

/// Of days 0 and 3 a count knows the two between; a share has none there.
#[test]
fn days_without_a_contact_count_nothing_and_have_no_share() {
    let rows: Vec<Row> =
        [0, 3].map(|day| ("q", Some(day * 86_400), Some(Outcome::Answered), Some(1))).into();
    let points = |key: &str| {
        let drawn = drawn((&found(&plan(&["day"]), &rows), None), &view(key), (USUAL, 0));
        assert!(drawn.notes[0].starts_with("2 days without a contact, the first 1970-01-02"));
        let points = drawn.tables.into_iter().find(|table| table.key == "points").unwrap();
        points.rows.into_iter().map(|row| row[3].clone()).collect::<Vec<_>>()
    };
    assert_eq!(points("answered"), [1.0, 0.0, 0.0, 1.0].map(Cell::Number));
    assert_eq!(points("answer_rate"), [1.0, 1.0].map(Cell::Number));
}

/// Weeks begin on Monday 1970-01-05: the first has one day, the last two, those between seven.
#[test]
fn weeks_that_are_not_whole_are_left_out_of_counts() {
    let rows: Vec<Row> =
        (10..27).map(|day| ("q", Some(day * 86_400), Some(Outcome::Answered), Some(1))).collect();
    let weekly = found(&plan(&["week"]), &rows);
    let by_day = spc_days(&weekly.plan);
    let drawn = |key: &str| drawn((&weekly, Some(&found(&by_day, &rows))), &view(key), (USUAL, 0));
    let counts = drawn("answered");
    let want = "not whole, and left out of charts of counts: 1970-W02 (1 day), 1970-W05 (2 days); others have at least 7 days";
    assert!(counts.notes.iter().any(|note| note.starts_with(want)), "{:?}", counts.notes);
    let points =
        |drawn: &Drawn| drawn.tables.iter().find(|table| table.key == "points").unwrap().rows.len();
    let shares = drawn("answer_rate");
    assert_eq!((points(&counts), points(&shares), shares.notes.len()), (2, 4, 0));
}

fn spc_days(plan: &crate::kpi::Plan) -> crate::kpi::Plan {
    super::days(plan, 0).unwrap()
}

#[test]
fn a_series_that_goes_with_the_day_of_the_week_is_told() {
    let busy = [9, 4, 9, 8, 9, 8, 9];
    let hits: Vec<i64> = (0..28).map(|day| busy[day % 7]).collect();
    let drawn = |hits: &[i64]| {
        drawn((&found(&plan(&["day"]), &days(hits)), None), &view("service_level"), (USUAL, 0))
    };
    assert!(drawn(&hits).notes[0].starts_with("service_level goes with the day of the week"));
    assert!(drawn(&hits[..14]).notes.is_empty());
    let steps: Vec<i64> = (0..28).map(|day| if day < 14 { 9 } else { 5 }).collect();
    assert!(drawn(&steps).notes.is_empty());
}

#[test]
fn no_count_and_no_time_has_a_limit_below_nothing() {
    let mut rows = Vec::new();
    for day in 0..14 {
        for contact in 0..=(9 * (day % 2)) {
            rows.push(("q", Some(day * 86_400 + contact), Some(Outcome::Answered), Some(0)));
        }
    }
    let drawn = drawn((&found(&plan(&["day"]), &rows), None), &view("answered"), (USUAL, 0));
    let points = drawn.tables.into_iter().find(|table| table.key == "points").unwrap();
    assert_eq!(points.rows[0][5], Cell::Number(0.0));
}
