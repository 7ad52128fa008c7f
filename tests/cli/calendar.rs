//! Days that have 23 and 25 hours, rosters that change, periods beside others: all worked by hand.

use crate::room::Room;
use snapbox::str;

/// Contacts around the hours at which clocks are changed in Madrid: on 29 March 2026 at 01:00 UTC
/// 02:00 becomes 03:00, on 25 October 03:00 becomes 02:00. Each waited an hour.
const CHANGES: &str = "\
interaction_id,start_time,offered_time,agent_id,outcome,wait_s,talk_s
M1,2026-03-28T22:59:00Z,2026-03-28T22:59:00Z,ana,answered,0,10
M2,2026-03-28T23:30:00Z,2026-03-28T23:30:00Z,ana,answered,0,20
M3,2026-03-29T00:59:00Z,2026-03-29T00:59:00Z,ana,answered,0,30
M4,2026-03-29T01:00:00Z,2026-03-29T01:00:00Z,ana,answered,3600,40
M5,2026-03-29T21:59:00Z,2026-03-29T21:59:00Z,ana,answered,0,50
M6,2026-03-29T22:00:00Z,2026-03-29T22:00:00Z,ana,answered,0,60
O1,2026-10-24T22:30:00Z,2026-10-24T22:30:00Z,ana,answered,0,10
O2,2026-10-25T00:15:00Z,2026-10-25T00:15:00Z,ana,answered,3600,20
O3,2026-10-25T00:45:00Z,2026-10-25T00:45:00Z,ana,answered,0,30
O4,2026-10-25T01:15:00Z,2026-10-25T01:15:00Z,ana,answered,0,40
O5,2026-10-25T01:50:00Z,2026-10-25T01:50:00Z,ana,answered,0,50
O6,2026-10-25T02:10:00Z,2026-10-25T02:10:00Z,ana,answered,0,60
O7,2026-10-25T22:59:00Z,2026-10-25T22:59:00Z,ana,answered,0,70
O8,2026-10-25T23:00:00Z,2026-10-25T23:00:00Z,ana,answered,0,80
";

fn madrid() -> Room {
    Room::with("calls.csv", CHANGES).file("qa.toml", "timezone = \"Europe/Madrid\"\n")
}

#[test]
fn an_hour_that_is_shown_twice_is_two_intervals_and_one_hour_of_day() {
    let line = "-q kpi calls.csv --period 2026-10-25 --kpi contacts,talk_s -f csv --by";
    let room = madrid();
    // 00:30; 02:15 and 02:45 of summer, 02:15 and 02:50 of winter; 03:10; 23:59. Talk: 10; (20 + 30)
    // / 2; (40 + 50) / 2; 60; 70.
    room.qa(&format!("{line} interval")).code(0).stdout_eq(str![[r#"
period_from,period_to,interval,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,2026-10-25T00:00:00+02:00,contacts,1,,,,,count,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,2026-10-25T00:00:00+02:00,talk_s,10,,,10,1,seconds,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,2026-10-25T02:00:00+02:00,contacts,2,,,,,count,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,2026-10-25T02:00:00+02:00,talk_s,25,,,50,2,seconds,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,2026-10-25T02:00:00+01:00,contacts,2,,,,,count,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,2026-10-25T02:00:00+01:00,talk_s,45,,,90,2,seconds,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,2026-10-25T03:00:00+01:00,contacts,1,,,,,count,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,2026-10-25T03:00:00+01:00,talk_s,60,,,60,1,seconds,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,2026-10-25T23:00:00+01:00,contacts,1,,,,,count,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,2026-10-25T23:00:00+01:00,talk_s,70,,,70,1,seconds,,,0

"#]]);
    // The four of hour 02 together: (20 + 30 + 40 + 50) / 4.
    room.qa(&format!("{line} hour")).code(0).stdout_eq(str![[r#"
period_from,period_to,hour,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,00,contacts,1,,,,,count,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,00,talk_s,10,,,10,1,seconds,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,02,contacts,4,,,,,count,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,02,talk_s,35,,,140,4,seconds,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,03,contacts,1,,,,,count,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,03,talk_s,60,,,60,1,seconds,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,23,contacts,1,,,,,count,,,0
2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,23,talk_s,70,,,70,1,seconds,,,0

"#]]);
}

#[test]
fn an_hour_that_is_left_out_has_no_contact() {
    let line = "-q kpi calls.csv --period 2026-03-29 --kpi contacts,talk_s -f csv --by";
    let room = madrid();
    // 00:30, 01:59, 03:00, 23:59; M1 is of the day before and M6 of the day after.
    room.qa(&format!("{line} interval")).code(0).stdout_eq(str![[r#"
period_from,period_to,interval,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,2026-03-29T00:00:00+01:00,contacts,1,,,,,count,,,0
2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,2026-03-29T00:00:00+01:00,talk_s,20,,,20,1,seconds,,,0
2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,2026-03-29T01:00:00+01:00,contacts,1,,,,,count,,,0
2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,2026-03-29T01:00:00+01:00,talk_s,30,,,30,1,seconds,,,0
2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,2026-03-29T03:00:00+02:00,contacts,1,,,,,count,,,0
2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,2026-03-29T03:00:00+02:00,talk_s,40,,,40,1,seconds,,,0
2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,2026-03-29T23:00:00+02:00,contacts,1,,,,,count,,,0
2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,2026-03-29T23:00:00+02:00,talk_s,50,,,50,1,seconds,,,0

"#]]);
    room.qa(&format!("{line} day")).code(0).stdout_eq(str![[r#"
period_from,period_to,day,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,2026-03-29,contacts,4,,,,,count,,,0
2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,2026-03-29,talk_s,35,,,140,4,seconds,,,0

"#]]);
}

#[test]
fn the_mean_number_of_waiting_is_over_23_and_25_hours() {
    // One hour waited: 3600 / (23 · 3600) and 3600 / (25 · 3600).
    let line = "-q kpi waiting calls.csv --by day -f csv --period";
    let room = madrid();
    room.qa(&format!("{line} 2026-03-29")).code(0).stdout_eq(str![[r#"
day,entered,wait_mean_s,in_queue_mean,in_queue_max,in_queue_max_at,in_queue_max_for_s,waited_s,observed_s
2026-03-29,4,900,0.043478,1,2026-03-29T03:00:00+02:00,3600,3600,82800

"#]]);
    room.qa(&format!("{line} 2026-10-25")).code(0).stdout_eq(str![[r#"
day,entered,wait_mean_s,in_queue_mean,in_queue_max,in_queue_max_at,in_queue_max_for_s,waited_s,observed_s
2026-10-25,7,514.285714,0.04,1,2026-10-25T02:15:00+02:00,3600,3600,90000

"#]]);
}

#[test]
fn an_agent_is_of_the_team_of_that_day_in_the_zone_of_the_report() {
    // The 29th begins at 23:00 UTC of the 28th: M1 is north's, M2 to M6 are south's.
    let roster =
        "agent_id,team,valid_from,valid_to\nana,north,,2026-03-28\nana,south,2026-03-29,\n";
    let room = madrid().file("agents.csv", roster);
    room.qa("-q kpi calls.csv --roster agents.csv --period 2026-03 --by team --kpi contacts,talk_s -f csv")
        .code(0)
        .stdout_eq(str![[r#"
period_from,period_to,team,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
2026-03-01T00:00:00+01:00,2026-04-01T00:00:00+02:00,north,contacts,1,,,,,count,,,0
2026-03-01T00:00:00+01:00,2026-04-01T00:00:00+02:00,north,talk_s,10,,,10,1,seconds,,,0
2026-03-01T00:00:00+01:00,2026-04-01T00:00:00+02:00,south,contacts,5,,,,,count,,,0
2026-03-01T00:00:00+01:00,2026-04-01T00:00:00+02:00,south,talk_s,40,,,200,5,seconds,,,0

"#]]);
    // Between two validities nobody knows the team.
    let gap = "agent_id,team,valid_from,valid_to\nana,north,,2026-03-28\nana,south,2026-03-30,\n";
    let room = madrid().file("agents.csv", gap);
    room.qa("kpi calls.csv --roster agents.csv --period 2026-03 --by team --kpi contacts -f md")
        .code(0)
        .stdout_eq(str![[r#"
# Indicators by team, 2026-03-01 to 2026-03-31

| team | contacts |
| --- | ---: |
| north | 1 |
| south | 1 |
| – | 4 |
| all | 6 |

- 8 contacts outside the period left out
- 4 contacts by agents whom the roster does not have on that day

- **contacts**: contacts of the export, excluded ones apart

- agents.csv: 2 records read, 2 accepted, 0 rejected, SHA-256 8f22a5f06e01
- calls.csv: 14 records read, 14 accepted, 0 rejected, SHA-256 7dd53909862f
- period: 2026-03-01T00:00:00+01:00 until 2026-04-01T00:00:00+02:00, Europe/Madrid
- by: team
- threshold: 20 s
- formula: offered
- placed/_by: start/_time
- zone: Europe/Madrid

"#]]);
}

/// Two Septembers' and Octobers' contacts, and those of October a year ago.
const PERIODS: &str = "\
interaction_id,start_time,outcome,wait_s,talk_s
S1,2026-09-10T10:00:00Z,answered,10,50
S2,2026-09-27T10:00:00Z,answered,30,150
N1,2026-10-05T10:00:00Z,answered,10,100
N2,2026-10-06T10:00:00Z,answered,10,200
N3,2026-10-20T10:00:00Z,answered,10,300
N4,2026-10-27T10:00:00Z,abandoned,40,
Y1,2025-10-05T10:00:00Z,answered,90,400
Y2,2025-10-20T10:00:00Z,answered,90,500
";

#[test]
fn a_period_is_compared_with_the_one_before_and_a_year_ago() {
    let room = Room::with("calls.csv", PERIODS);
    let line = "-q kpi calls.csv --kpi service_level,talk_s,contacts -f csv";
    // In time 3 of 4 and 1 of 2: Wilson's limits are 0.3006 to 0.9544 and 0.0945 to 0.9055, so
    // Newcombe's are 0.25 − √(0.4494² + 0.4055²) = −0.3553 and 0.25 + √(0.2044² + 0.4055²) = 0.7041.
    // Talk 200 and 100, variances 10,000 and 5,000: error √(10000/3 + 5000/2) = 76.38 on 2.88 degrees.
    room.qa(&format!("{line} --period 2026-10 --compare previous")).code(0).stdout_eq(str![[r#"
kpi,value,before,difference,lower,upper
service_level,0.75,0.5,0.25,-0.35525,0.704081
talk_s,200,100,100,-148.77338,348.77338
contacts,4,2,2,,

"#]]);
    // In time 3 of 4 and 0 of 2; talk 200 and 450.
    room.qa(&format!("{line} --period 2026-10 --compare year-ago")).code(0).stdout_eq(str![[r#"
kpi,value,before,difference,lower,upper
service_level,0.75,0,0.75,-0.046484,0.954413
talk_s,200,450,-250,-498.77338,-1.22662
contacts,4,2,2,,

"#]]);
    // Week 43 is 19 to 25 October 2026, with N3 alone; 52 weeks before lie 20 to 26 October 2025, with Y2.
    room.qa(&format!("{line} --period 2026-W43 --compare year-ago")).code(0).stdout_eq(str![[r#"
kpi,value,before,difference,lower,upper
service_level,1,0,1,-0.122109,1
talk_s,300,500,-200,,
contacts,1,1,0,,

"#]]);
}

#[test]
fn fiscal_months_of_the_period_are_those_of_the_groups() {
    // From the 26th on: S2 of 27 September is of October, N4 of 27 October of November.
    let room = Room::with("calls.csv", PERIODS).file("qa.toml", "month_start = 26\n");
    let line = "-q kpi calls.csv --kpi contacts,talk_s -f csv";
    room.qa(&format!("{line} --by month --period 2026-09..2026-11"))
        .code(0)
        .stdout_eq(str![[r#"
period_from,period_to,month_from_26,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
2026-08-26T00:00:00+00:00,2026-11-26T00:00:00+00:00,2026-09,contacts,1,,,,,count,,,0
2026-08-26T00:00:00+00:00,2026-11-26T00:00:00+00:00,2026-09,talk_s,50,,,50,1,seconds,,,0
2026-08-26T00:00:00+00:00,2026-11-26T00:00:00+00:00,2026-10,contacts,4,,,,,count,,,0
2026-08-26T00:00:00+00:00,2026-11-26T00:00:00+00:00,2026-10,talk_s,187.5,,,750,4,seconds,,,0
2026-08-26T00:00:00+00:00,2026-11-26T00:00:00+00:00,2026-11,contacts,1,,,,,count,,,0
2026-08-26T00:00:00+00:00,2026-11-26T00:00:00+00:00,2026-11,talk_s,,,,0,0,seconds,,,0

"#]]);
    // Talk of S2, N1, N2, N3: (150 + 100 + 200 + 300) / 4; before it S1 alone.
    room.qa(&format!("{line} --period 2026-10 --compare previous")).code(0).stdout_eq(str![[r#"
kpi,value,before,difference,lower,upper
contacts,4,1,3,,
talk_s,187.5,50,137.5,,

"#]]);
    // Without a configuration, the months that the report is grouped by say it.
    let room = Room::with("calls.csv", PERIODS);
    room.qa(&format!("{line} --by month_from_26 --period 2026-10"))
        .code(0)
        .stdout_eq(str![[r#"
period_from,period_to,month_from_26,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
2026-09-26T00:00:00+00:00,2026-10-26T00:00:00+00:00,2026-10,contacts,4,,,,,count,,,0
2026-09-26T00:00:00+00:00,2026-10-26T00:00:00+00:00,2026-10,talk_s,187.5,,,750,4,seconds,,,0

"#]]);
}

#[test]
fn a_sample_of_a_fiscal_month_repeats_where_nobody_knows_when_months_begin() {
    // S2 of 27 September to N3 of 20 October; the manifest names the days.
    let room = Room::with("calls.csv", PERIODS).file("qa.toml", "month_start = 26\n");
    let line = "-q sample calls.csv --per none --total 9 --seed s --period 2026-10 -o w.csv";
    room.qa(line).code(0);
    let list = room.read("w.csv");
    let drawn = ["S1", "S2", "N1", "N2", "N3", "N4"].map(|id| list.contains(&format!(",{id},")));
    assert_eq!(drawn, [false, true, true, true, true, false], "{list}");
    let manifest = room.read("w.manifest.json");
    assert!(manifest.contains("2026-09-26..2026-10-25"), "{manifest}");
    room.qa("--no-config -q verify w.manifest.json").code(0);
}

#[test]
fn a_period_without_contacts_says_where_they_are() {
    let room = Room::with("calls.csv", PERIODS);
    room.qa("kpi calls.csv --period 2027 --kpi contacts").code(0).stdout_eq(str![[r#"
Indicators, 2027-01-01 to 2027-12-31
contacts
--------
no rows

no contact in the period; 8 contacts outside it, from 2025-10-05 to 2026-10-27

contacts: contacts of the export, excluded ones apart

calls.csv: 8 records read, 8 accepted, 0 rejected, SHA-256 8e0a689c968b
period: 2027-01-01T00:00:00+00:00 until 2028-01-01T00:00:00+00:00, UTC
threshold: 20 s
formula: offered
placed_by: start_time
zone: UTC

"#]]);
    room.qa("kpi waiting calls.csv --period 2027").code(0).stdout_eq(str![[r#"
Calls in queue
entered  mean wait  in queue, mean  in queue, most  first at  for  waited  of
-------  ---------  --------------  --------------  --------  ---  ------  --
no rows

8 contacts outside the period left out

entered: contacts that came into the queue, those left before a queue and tests apart
mean wait (wait_mean_s): time waited in this stretch / contacts that came
in queue, mean (in_queue_mean): time waited in this stretch by all contacts / its length; a wait counts where it lies
in queue, most (in_queue_max): the most contacts that waited at the same time, from the moment offered to the end of the wait, the end not included
first at (in_queue_max_at): when so many first waited
for (in_queue_max_for_s): how long so many waited, in total

calls.csv: 8 records read, 8 accepted, 0 rejected, SHA-256 8e0a689c968b
period: 2027-01-01T00:00:00+00:00 until 2028-01-01T00:00:00+00:00, UTC
zone: UTC

"#]]);
    let bad = "kpi calls.csv --period 2026-13";
    room.qa(bad).code(2).stderr_eq(str![[r#"
--period: expected a period, found `2026-13` [bad-period]
  help: write a year 2026, a quarter 2026-Q4, a month 2026-10, an ISO week 2026-W43, a day 2026-10-05, or from..to with both included: 2026-10-01..2026-10-15

"#]]);
}
