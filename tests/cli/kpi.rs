//! `qa kpi` on four calls whose figures can be worked by hand.

use crate::CALLS;
use crate::room::Room;
use snapbox::str;

#[test]
fn a_header_without_records_gives_counts_of_zero_and_nothing_else() {
    let header = CALLS.lines().next().unwrap();
    let room = Room::with("calls.csv", header);
    room.qa("kpi calls.csv -f csv")
        .code(0)
        .stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,contacts,0,,,,,count,,,0
,,offered,0,,,,,count,,,0
,,answered,0,,,,,count,,,0
,,abandoned,0,,,,,count,,,0
,,other_outcomes,0,,,,,count,,,0
,,answer_rate,,,,0,0,share,,,0
,,service_level,,,,0,0,share,,,0
,,abandonment_rate,,,,0,0,share,,,0
,,asa_s,,,,0,0,seconds,,,0
,,aht_s,,,,0,0,seconds,,,0
,,talk_s,,,,0,0,seconds,,,0
,,hold_s,,,,0,0,seconds,,,0
,,hold_per_held_s,,,,0,0,seconds,,,0
,,hold_rate,,,,0,0,share,,,0
,,acw_s,,,,0,0,seconds,,,0
,,wait_p50_s,,,,,0,seconds,,,0
,,wait_p90_s,,,,,0,seconds,,,0
,,wait_p95_s,,,,,0,seconds,,,0
,,wait_max_s,,,,,0,seconds,,,0
,,wait_offered_p50_s,,,,,0,seconds,,,0
,,wait_offered_p90_s,,,,,0,seconds,,,0
,,wait_offered_p95_s,,,,,0,seconds,,,0
,,wait_offered_max_s,,,,,0,seconds,,,0
,,wait_abandoned_s,,,,0,0,seconds,,,0
,,wait_abandoned_p50_s,,,,,0,seconds,,,0
,,wait_abandoned_p90_s,,,,,0,seconds,,,0
,,wait_abandoned_p95_s,,,,,0,seconds,,,0
,,wait_abandoned_max_s,,,,,0,seconds,,,0

"#]])
        .stderr_eq(str![[r#"
calls.csv: 0 records read, 0 accepted, 0 rejected

"#]]);
}

#[test]
fn the_usual_figures_of_four_calls() {
    // Offered 4, answered 3, abandoned 1: abandonment 1/4 = 25 %.
    // Waits of the answered: 10, 30, 0 s; ASA 40/3 = 13.3 s. Within 20 s: C1 and C4, 2/4 = 50 %.
    // Handle = talk + hold + after-call work: 120, 240, 60 s; AHT 420/3 = 140 s.
    let room = Room::with("calls.csv", CALLS);
    room.qa("kpi calls.csv").code(0).stdout_eq(str![[r#"
Indicators
contacts  offered  answered  abandoned  service level (20 s, of offered)        abandonment   ASA   AHT  talk  hold  wrap  P50 wait  P90 wait  P95 wait  longest wait
--------  -------  --------  ---------  --------------------------------  -----------------  ----  ----  ----  ----  ----  --------  --------  --------  ------------
       4        4         3          1                50.0 % [15.0–85.0]  25.0 % [4.6–69.9]  0:13  2:20  2:00  0:03  0:17      0:10      0:26      0:28          0:30

resolved_rate needs `resolved`; this export has none
csat_mean needs `csat`; this export has none

contacts: contacts of the export, excluded ones apart
offered: contacts that reached a queue: answered, abandoned, or ended in another way there
answered: offered contacts that an agent answered
abandoned: offered contacts that the customer left before an answer
service level (20 s, of offered) (service_level): answered ≤ 20 s / offered
abandonment_rate: abandoned / offered
asa_s: mean wait of answered contacts whose wait is known
aht_s: mean of talk + hold + after-contact work of answered contacts whose talk is known; unknown hold and work count as none
talk_s: mean talk of answered contacts whose talk is known
hold_s: mean hold over all answered contacts; unknown hold counts as none
wrap (acw_s): mean after-contact work over all answered contacts; unknown work counts as none
P50 wait (wait_p50_s): median wait of answered contacts (linear interpolation, type 7)
P90 wait (wait_p90_s): 90th percentile of the wait of answered contacts (type 7)
P95 wait (wait_p95_s): 95th percentile of the wait of answered contacts (type 7)
longest wait (wait_max_s): longest wait of answered contacts

calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
threshold: 20 s
formula: offered

"#]]).stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected

"#]]);
}

#[test]
fn every_figure_comes_with_its_numerator_and_denominator() {
    let room = Room::with("calls.csv", CALLS);
    room.qa("kpi calls.csv -f csv").code(0).stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,contacts,4,,,,,count,,,0
,,offered,4,,,,,count,,,0
,,answered,3,,,,,count,,,0
,,abandoned,1,,,,,count,,,0
,,other_outcomes,0,,,,,count,,,0
,,answer_rate,0.75,0.300642,0.954413,3,4,share,,,0
,,service_level,0.5,0.150039,0.849961,2,4,share,,,0
,,abandonment_rate,0.25,0.045587,0.699358,1,4,share,,,0
,,asa_s,13.333333,,,40,3,seconds,,,0
,,aht_s,140,,,420,3,seconds,,,0
,,talk_s,120,,,360,3,seconds,,,0
,,hold_s,3.333333,,,10,3,seconds,,,0
,,hold_per_held_s,10,,,10,1,seconds,,,0
,,hold_rate,0.333333,0.061492,0.79234,1,3,share,,,0
,,acw_s,16.666667,,,50,3,seconds,,,0
,,wait_p50_s,10,,,,3,seconds,,,0
,,wait_p90_s,26,,,,3,seconds,,,0
,,wait_p95_s,28,,,,3,seconds,,,0
,,wait_max_s,30,,,,3,seconds,,,0
,,wait_offered_p50_s,20,,,,4,seconds,,,0
,,wait_offered_p90_s,44,,,,4,seconds,,,0
,,wait_offered_p95_s,47,,,,4,seconds,,,0
,,wait_offered_max_s,50,,,,4,seconds,,,0
,,wait_abandoned_s,50,,,50,1,seconds,,,0
,,wait_abandoned_p50_s,50,,,,1,seconds,,,0
,,wait_abandoned_p90_s,50,,,,1,seconds,,,0
,,wait_abandoned_p95_s,50,,,,1,seconds,,,0
,,wait_abandoned_max_s,50,,,,1,seconds,,,0

"#]]);
}

#[test]
fn groups_come_in_order_and_the_total_closes_them() {
    // sales: 3 offered, 2 answered, 1 of 3 in time; support: 1 of 1.
    let room = Room::with("calls.csv", CALLS);
    let line = "kpi calls.csv --by queue --kpi contacts,answered,service_level,aht_s";
    room.qa(line).code(0).stdout_eq(str![[r#"
Indicators by queue
queue    contacts  answered  service level (20 s, of offered)   AHT
-------  --------  --------  --------------------------------  ----
sales           3         2                 33.3 % [6.1–79.2]  3:00
support         1         1              100.0 % [20.7–100.0]  1:00
-------  --------  --------  --------------------------------  ----
all             4         3                50.0 % [15.0–85.0]  2:20

contacts: contacts of the export, excluded ones apart
answered: offered contacts that an agent answered
service level (20 s, of offered) (service_level): answered ≤ 20 s / offered
aht_s: mean of talk + hold + after-contact work of answered contacts whose talk is known; unknown hold and work count as none

calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
by: queue
threshold: 20 s
formula: offered

"#]]);
    room.qa(&format!("{line} -f csv")).code(0).stdout_eq(str![[r#"
period_from,period_to,queue,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,sales,contacts,3,,,,,count,,,0
,,sales,answered,2,,,,,count,,,0
,,sales,service_level,0.333333,0.061492,0.79234,1,3,share,,,0
,,sales,aht_s,180,,,360,2,seconds,,,0
,,support,contacts,1,,,,,count,,,0
,,support,answered,1,,,,,count,,,0
,,support,service_level,1,0.206549,1,1,1,share,,,0
,,support,aht_s,60,,,60,1,seconds,,,0

"#]]);
}

#[test]
fn a_period_leaves_out_what_began_outside_it() {
    let room = Room::with("calls.csv", CALLS);
    let line = "kpi calls.csv --kpi contacts --period 2026-10-06";
    room.qa(line)
        .code(0)
        .stdout_eq(str![[r#"
Indicators, 2026-10-06
contacts
--------
no rows

no contact in the period; 4 contacts outside it, from 2026-10-05 to 2026-10-05

contacts: contacts of the export, excluded ones apart

calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
period: 2026-10-06T00:00:00+00:00 until 2026-10-07T00:00:00+00:00, UTC
threshold: 20 s
formula: offered
placed_by: start_time
zone: UTC

"#]])
        .stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected

"#]]);
}

#[test]
fn a_semicolon_a_tab_and_a_mark_at_the_front_change_no_figure() {
    let plain = Room::with("calls.csv", CALLS).qa("kpi calls.csv --kpi aht_s -f csv");
    let expected = plain.get_output().stdout.clone();
    for text in [
        CALLS.replace(',', ";"),
        CALLS.replace(',', "\t"),
        CALLS.replace('\n', "\r\n"),
        format!("\u{feff}{CALLS}"),
        format!("Calls of October\n\n{CALLS}"),
    ] {
        let room = Room::with("calls.csv", text);
        room.qa("kpi calls.csv --kpi aht_s -f csv -q")
            .code(0)
            .stdout_eq(expected.clone())
            .stderr_eq("");
    }
}

#[test]
fn the_result_does_not_depend_on_the_threads() {
    let room = Room::with("calls.csv", CALLS);
    let one = room.qa("--threads 1 kpi calls.csv --by agent_id -f json").code(0);
    let many = room.qa("--threads 7 kpi calls.csv --by agent_id -f json").code(0);
    assert_eq!(one.get_output().stdout, many.get_output().stdout);
}

#[test]
fn a_team_is_that_of_the_agent_on_the_day_of_the_contact() {
    let room = Room::with(
        "calls.csv",
        "interaction_id,start_time,agent_id,team,outcome\nC1,2026-10-10T09:00:00Z,ana,old,answered\n\
         C2,2026-10-11T09:00:00Z,ana,old,answered\nC3,2026-10-11T09:00:00Z,ben,old,abandoned\n",
    );
    let roster =
        "agent_id,team,valid_from,valid_to\nana,north,,2026-10-10\nana,south,2026-10-11,\n";
    let room = room.file("agents.csv", roster);
    room.qa("kpi calls.csv --roster agents.csv --by team --kpi contacts -f csv --no-config")
        .code(0)
        .stdout_eq(str![[r#"
period_from,period_to,team,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,north,contacts,1,,,,,count,,,0
,,old,contacts,1,,,,,count,,,0
,,south,contacts,1,,,,,count,,,0

"#]])
        .stderr_eq(str![[r#"
agents.csv: 2 records read, 2 accepted, 0 rejected
calls.csv: 3 records read, 3 accepted, 0 rejected

"#]]);
}

#[test]
fn responses_are_joined_to_the_contacts_they_are_about() {
    let room = Room::with(
        "calls.csv",
        "interaction_id,queue,outcome\nC1,help,answered\nC2,help,answered\nC3,sales,answered\n",
    );
    let room =
        room.file("surveys.csv", "call_id,comment,rating\nC1,fine,5\nC3,,2\nC9,,1\n,lost,1\n");
    room.qa("kpi calls.csv --surveys surveys.csv --by queue --kpi csat_mean,csat_response_rate --no-config")
        .code(0)
        .stdout_eq(str![[r#"
Indicators by queue
queue              CSAT                 rated
-----  ----------------  --------------------
help               5.00     50.0 % [9.5–90.5]
sales              2.00  100.0 % [20.7–100.0]
-----  ----------------  --------------------
all    3.50 [1.00–5.00]    66.7 % [20.8–93.9]

3 responses of the survey, 2 contacts with one
1 response without an interaction, and so in no figure

csat_mean: mean rating of contacts that have one
rated (csat_response_rate): contacts with a rating / contacts

surveys.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 [..]
calls.csv: 3 records read, 3 accepted, 0 rejected, SHA-256 3127816ef469
by: queue
threshold: 20 s
formula: offered

"#]]);
}

#[test]
fn responses_that_nothing_asks_of_are_not_counted_as_none() {
    let room = Room::with("calls.csv", "interaction_id,outcome\nC1,answered\n");
    let room = room.file("surveys.csv", "call_id,rating\nC1,5\n");
    let told = room.qa("kpi calls.csv --surveys surveys.csv --kpi contacts --no-config").code(0);
    let told = String::from_utf8_lossy(&told.get_output().stdout).into_owned();
    assert!(!told.contains("of the survey"), "{told}");
}

#[test]
fn responses_alone_have_figures_of_their_own() {
    let text = "call_id,queue,responded_at,nps,csat\nC1,help,2026-10-05,10,5\nC2,help,2026-10-05,6,\nC3,sales,2026-10-06,8,2\n";
    let room = Room::with("surveys.csv", text);
    room.qa("kpi surveys.csv --by queue --kpi responses,nps,csat_mean,aht_s --no-config")
        .code(0)
        .stdout_eq(str![[r#"
Indicators of responses by queue
queue  responses                      NPS  CSAT  AHT
-----  ---------  -----------------------  ----  ---
help           2  0.00 [-100.00 … 100.00]  5.00    –
sales          1                     0.00  2.00    –
-----  ---------  -----------------------  ----  ---
all            3  0.00 [-100.00 … 100.00]  3.50    –

– in AHT: cannot be known from responses: it takes the contacts themselves
aht_s: cannot be known from responses: it takes the contacts themselves

responses: records, those apart whose `answered` is false
nps: 100 × (answers of 9 and 10 − answers of 0 to 6) / answers
csat_mean: mean rating of responses that have one
aht_s: cannot be known from responses: it takes the contacts themselves

surveys.csv: 3 records read, 3 accepted, 0 rejected, SHA-256 f4b95b4090da
by: queue
formula: offered

"#]]);
}

#[test]
fn dates_without_a_time_of_day_are_told_where_hours_are_asked_for() {
    let rows = |time: &str| -> String {
        let row = |n: usize| format!("C{n},2026-10-0{}{time},sales,answered\n", 1 + n % 5);
        let header = "interaction_id,start_time,queue,outcome\n".to_owned();
        header + &(0..6).map(row).collect::<String>()
    };
    let note =
        "every contact begins at midnight: `start_time` seems to have dates and no time of day";
    let room = Room::with("dates.csv", rows("")).file("times.csv", rows("T09:30:00"));
    for by in ["hour", "interval_30m", "queue,interval"] {
        let of = |file: &str| room.said(&format!("-q kpi {file} --kpi contacts --by {by}"));
        assert!(of("dates.csv").contains(note), "{by}");
        assert!(!of("times.csv").contains(note), "{by}");
    }
    let days = room.said("-q kpi dates.csv --kpi contacts --by day");
    assert!(!days.contains(note), "{days}");
}
