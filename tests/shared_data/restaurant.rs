//! Bookings by telephone: the wait is a difference of clock times, every line ends with a comma.

use super::export::Export;
use super::figures::{NEAREST_RANK, RULES, Tally, value};
use super::program::{own, shared};

/// What the bookings are asked for beside the usual figures.
const OWN: &str = "[kpi.conversion]\ntype = \"ratio\"\ndenominator = \"answered\"\n\
    numerator = \"answered and disposition = 'Booking completed'\"\n\
    [kpi.covers]\ntype = \"sum\"\nvalue = '\"Covers Booked\"'\n";

#[test]
fn every_figure_of_the_bookings() {
    let Some(data) = shared("data/restaurant-bookings") else { return };
    let file = data.join("Call-Center-Data.csv");
    let export = Export { file, profile: own("restaurant_bookings"), code: 0 };
    let whole = export.expected();
    let mut tally = Tally::default();
    export.whole(&mut tally, &whole["kpis"]);
    for (by, key) in [("agent_id", "by_agent"), ("day", "by_day"), ("queue", "by_queue")] {
        export.by(&mut tally, by, &whole[key]);
    }
    export.counts(&mut tally, "disposition", &whole["dispositions"]);
    let read = export.report(&[])["inputs"][0]["read"].as_f64();
    tally.same("rows", &whole["rows"], read);
    for (kpi, key) in
        [("conversion", "booking_conversion_of_answered"), ("covers", "covers_booked")]
    {
        let rows = &export.defined((kpi, OWN), &[])[""];
        tally.same(kpi, &whole[key], value(rows, kpi));
    }
    tally.finish("bookings", 714);
    tally.close(
        "bookings",
        &whole,
        &[
            ("rules", RULES),
            ("kpis/*/p50_nearest_rank", NEAREST_RANK),
            ("kpis/*/p90_nearest_rank", NEAREST_RANK),
            ("kpis/*/p95_nearest_rank", NEAREST_RANK),
        ],
    );
}
