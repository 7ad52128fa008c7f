//! `qa kpi waiting` on calls whose queue can be drawn on paper.

use crate::room::Room;
use snapbox::str;

/// Waits from second 0 to 30, 10 to 50 and 20 to 25 of one minute, and one over the end of a quarter
/// of an hour.
const WAITS: &str = "\
interaction_id,start_time,queue,outcome,wait_s
C1,2026-10-05T09:00:00Z,sales,answered,30
C2,2026-10-05T09:00:10Z,sales,abandoned,40
C3,2026-10-05T09:00:20Z,sales,answered,5
C4,2026-10-05T09:14:50Z,support,answered,30
C5,2026-10-05T09:20:00Z,support,ivr_abandon,
C6,2026-10-05T09:21:00Z,support,answered,
";

#[test]
fn how_many_wait_at_once_is_worked_out_from_the_records() {
    // 75 s of 900 s make 0.0833 at once; three from 9:00:20 to 9:00:25.
    let room = Room::with("calls.csv", WAITS);
    let found = room.qa("kpi waiting calls.csv --by queue,interval_15m -f csv").code(0);
    found.stdout_eq(str![[r#"
queue,interval_15m,entered,wait_mean_s,in_queue_mean,in_queue_max,in_queue_max_at,in_queue_max_for_s,waited_s,observed_s
sales,2026-10-05T09:00:00+00:00,3,25,0.083333,3,2026-10-05T09:00:20+00:00,5,75,900
support,2026-10-05T09:00:00+00:00,1,10,0.011111,1,2026-10-05T09:14:50+00:00,10,10,900
support,2026-10-05T09:15:00+00:00,0,,0.022222,1,2026-10-05T09:15:00+00:00,20,20,900

"#]]);
    room.qa("kpi waiting calls.csv").code(0).stdout_eq(str![[r#"
Calls in queue
entered  mean wait  in queue, mean  in queue, most  first at                    for  waited        of
-------  ---------  --------------  --------------  -------------------------  ----  ------  --------
      4       0:26            0.00               3  2026-10-05T09:00:20+00:00  0:05    1:45  24:00:00

1 contact left before a queue, or excluded by outcome
1 contact without `wait_s` left out
waits begin at `start_time`, for want of `offered_time`

...
"#]]);
}

#[test]
fn the_order_of_rows_and_the_number_of_workers_change_no_byte() {
    let mut lines: Vec<&str> = WAITS.lines().collect();
    lines[1..].reverse();
    let room = Room::with("calls.csv", lines.join("\n"));
    let ask = "kpi waiting calls.csv --by interval -f csv";
    let one = room.qa(&format!("--threads 1 {ask}")).code(0).get_output().stdout.clone();
    let room = Room::with("calls.csv", WAITS);
    let two = room.qa(&format!("--threads 2 {ask}")).code(0).get_output().stdout.clone();
    assert_eq!(one, two);
}

#[test]
fn an_export_without_waits_has_no_queue() {
    let room =
        Room::with("calls.csv", "interaction_id,start_time,queue\nC1,2026-10-05T09:00:00Z,a\n");
    room.qa("kpi waiting calls.csv").code(3).stdout_eq("").stderr_eq(str![[r#"
calls.csv:1:1: there is no column `wait_s`, nor a known name for it [missing-column]
  help: the columns are interaction_id, start_time, queue; a profile can map them

"#]]);
    let room = Room::with("calls.csv", "interaction_id,queue,wait_s\nC1,a,5\n");
    room.qa("kpi waiting calls.csv --by quee").code(2).stdout_eq("").stderr_eq(str![[r#"
...
--by: expected a column `quee`, found none in the call records [missing-column]
  help: did you mean `queue`?
qa kpi waiting: calls in queue need `offered_time` or `start_time`; this export has none [missing-column]
  help: map a column to one of them in the profile
...
"#]]);
}
