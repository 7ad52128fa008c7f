//! Bookings by telephone: the wait is a difference of clock times, every line ends with a comma.

use super::export::Export;
use super::figures::Tally;
use super::program::{own, shared};

#[test]
fn the_whole_and_every_group_of_the_bookings() {
    let Some(data) = shared("data/restaurant-bookings") else { return };
    let file = data.join("Call-Center-Data.csv");
    let export = Export { file, profile: own("restaurant_bookings"), code: 0 };
    let expected = export.expected();
    let mut tally = Tally::default();
    export.whole(&mut tally, &expected["kpis"]);
    for (by, key) in [("agent_id", "by_agent"), ("day", "by_day"), ("queue", "by_queue")] {
        export.by(&mut tally, by, &expected[key]);
    }
    export.counts(&mut tally, "disposition", &expected["dispositions"]);
    tally.finish("bookings", 711);
}
