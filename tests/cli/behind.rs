//! `qa explain kpi --rows`, `qa kpi --list`, interval exports of qa.toml, and requests that cannot be met.

use crate::CALLS;
use crate::room::Room;
use snapbox::str;

#[test]
fn the_interactions_behind_a_figure_stand_above_or_below_the_line() {
    // Within 20 s: C1 and C4 of four offered.
    let room = Room::with("calls.csv", CALLS);
    room.qa("explain kpi service_level calls.csv --rows").code(0).stdout_eq(str![[r#"
The indicator service_level
what           is
-------------  ----------------------------------------------------------------
definition     answered ≤ 20 s / offered
numerator      answered ≤ 20 s
denominator    offered
variant        --formula offered
other variant  answered: answered ≤ 20 s / answered
other variant  removed: (answered + abandoned) ≤ 20 s / offered
other variant  late_abandons: answered ≤ 20 s / (offered − abandoned ≤ 20 s)
other variant  short_met: (answered ≤ 20 s + abandoned ≤ S) / offered
other variant  short_removed: answered ≤ 20 s / (offered − abandoned ≤ S)
other variant  no_flow_out: answered ≤ 20 s / (answered + abandoned)
other variant  left_queue: (answered + abandoned + other ends) ≤ 20 s / offered
rule           threshold 20 s, by default
rule           formula offered, by default
rule           zone UTC, that of the records
unit           share
needs          outcome, wait_s
leaves out     contacts whose outcome is `excluded`
in qa.toml     [kpi.service_level]
in qa.toml     denominator = "offered"
in qa.toml     numerator = "answered and wait_s <= 20"
in qa.toml     type = "ratio"

In these records
figure                      value  above the line  below  tell too little  target  met
-------------  ------------------  --------------  -----  ---------------  ------  ---
service_level  50.0 % [15.0–85.0]               2      4                0  –       –

The interactions behind
interaction_id  start_time                 queue    agent_id  outcome    wait_s  stands in    adds  place
--------------  -------------------------  -------  --------  ---------  ------  -----------  ----  -----------
C1              2026-10-05T09:00:00+00:00  sales    ana       answered     0:10  numerator       1  calls.csv:2
C2              2026-10-05T09:05:00+00:00  sales    ben       answered     0:30  denominator     0  calls.csv:3
C3              2026-10-05T09:10:00+00:00  sales    –         abandoned    0:50  denominator     0  calls.csv:4
C4              2026-10-05T09:15:00+00:00  support  ana       answered     0:00  numerator       1  calls.csv:5

interactions behind: 2 numerator, 2 denominator

calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
threshold: 20 s
formula: offered

"#]]);
    room.qa("explain kpi service_level calls.csv --rows=all --threshold 30 --formula answered --where answered -f csv").code(0).stdout_eq(str![[r#"
interaction_id,start_time,queue,agent_id,outcome,wait_s,role,adds,place
C1,2026-10-05T09:00:00+00:00,sales,ana,answered,10,numerator,1,calls.csv:2
C2,2026-10-05T09:05:00+00:00,sales,ben,answered,30,numerator,1,calls.csv:3
C4,2026-10-05T09:15:00+00:00,support,ana,answered,0,numerator,1,calls.csv:5

"#]]);
    room.qa("-q explain kpi asa_s calls.csv --rows=2 -f csv").code(0).stdout_eq(str![[r#"
interaction_id,start_time,queue,agent_id,outcome,wait_s,role,adds,place
C1,2026-10-05T09:00:00+00:00,sales,ana,answered,10,numerator,10,calls.csv:2
C2,2026-10-05T09:05:00+00:00,sales,ben,answered,30,numerator,30,calls.csv:3

"#]]);
}

#[test]
fn a_repeat_contact_is_told_by_name() {
    let text = "interaction_id,start_time,customer_id,outcome\nA1,2026-10-01T09:00:00Z,A,answered\nA2,2026-10-03T09:00:00Z,A,answered\nB1,2026-10-02T09:00:00Z,B,answered\nC1,2026-10-28T09:00:00Z,C,answered\nZ,2026-10-31T09:00:00Z,Z,abandoned\n";
    let room = Room::with("calls.csv", text);
    room.qa("-q explain kpi fcr calls.csv --rows=all -f csv").code(0).stdout_eq(str![[r#"
interaction_id,start_time,outcome,customer_id,role,adds,place
A1,2026-10-01T09:00:00+00:00,answered,A,denominator,0,calls.csv:2
B1,2026-10-02T09:00:00+00:00,answered,B,numerator,1,calls.csv:4
A2,2026-10-03T09:00:00+00:00,answered,A,numerator,1,calls.csv:3
C1,2026-10-28T09:00:00+00:00,answered,C,left_out,,calls.csv:5

"#]]);
}

#[test]
fn a_figure_that_another_command_tells_says_so() {
    let room = Room::with("calls.csv", CALLS);
    room.qa("explain kpi occupancy").code(0).stdout_eq(str![[r#"
The figure occupancy
what        is
----------  -----------------------------------------------------
definition  handling / (handling + available), in wall-clock time
unit        share
told by     qa kpi states

"#]]);
    room.qa("kpi calls.csv --kpi occupancy").code(2).stderr_eq(str![[r#"
--kpi: `occupancy` is no figure of call records [unknown-kpi]
  help: `qa kpi states` tells it

"#]]);
    room.qa("explain kpi service_level calls.csv --rows=none").code(2).stderr_eq(str![[r#"
--rows: expected a number of rows, found `none` [bad-number]
  help: write --rows, --rows=50 or --rows=all

"#]]);
}

#[test]
fn every_figure_is_listed_with_who_tells_it() {
    let own = "[kpi.long_calls]\ntype = \"count\"\nwhere = \"talk_s > 600\"\n";
    let room = Room::with("qa.toml", own);
    let list = room.qa("kpi --list -f csv").code(0).get_output().stdout.clone();
    let list = String::from_utf8(list).unwrap();
    for line in [
        "long_calls,qa kpi,count,talk_s,contacts with `talk_s > 600`",
        "hold_max_s,qa kpi --kpi,seconds,",
        "service_level_left_queue,qa kpi --all-variants,share,",
        "in_queue_max,qa kpi waiting,count,",
        "adherence,qa kpi states --schedule,share,",
        "backlog,qa kpi responses,count,",
        "on_time_rate,qa kpi deliveries,share,",
        "nps,qa kpi SURVEYS,plain,",
        "fcr_survey,",
        "fcr_disposition,",
        "callback_rate,",
        "voicemail_rate,",
        "overflow_rate,",
        "contacts_per_hour,",
        "hold_rate,",
    ] {
        assert!(list.lines().any(|other| other.starts_with(line)), "{line} in\n{list}");
    }
}

#[test]
fn interval_exports_and_their_targets_stand_in_the_configuration() {
    let intervals = "date,queue,offered,answered,abandoned,service_level\n2026-10-05,sales,10,9,1,90%\n2026-10-06,sales,12,12,0,75%\n";
    let toml = "[sources.intervals]\nfiles = [\"intervals.csv\"]\n[kpi.service_level]\ntarget = \">= 85%\"\n";
    let room = Room::with("intervals.csv", intervals).file("qa.toml", toml);
    room.qa("kpi --kpi service_level,csat_mean --gate -f csv")
        .code(4)
        .stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,service_level,0.818182,,,18,22,share,>= 85%,false,0
,,csat_mean,,,,,,plain,,,0

"#]])
        .stderr_eq(str![[r#"
intervals.csv: 2 records read, 2 accepted, 0 rejected
1 of 1 targets missed
  service_level >= 85%: 81.8 %

"#]]);
    let both = format!("{toml}[sources.calls]\nfiles = [\"calls.csv\"]\n");
    let room = room.file("qa.toml", both).file("calls.csv", CALLS);
    room.qa("-q kpi --intervals --kpi offered -f csv").code(0).stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,offered,22,,,,,count,,,0

"#]]);
    room.qa("-q kpi --kpi offered -f csv").code(0).stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,offered,4,,,,,count,,,0

"#]]);
}

#[test]
fn what_cannot_be_told_says_why() {
    let room = Room::with("calls.csv", CALLS);
    room.qa("kpi calls.csv --kpi csat_mean,asa_s -f csv").code(0).stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected
csat_mean needs `csat`; this export has none

"#]]);
    room.qa("kpi calls.csv --period 2025-01 --kpi offered -f csv").code(0).stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected
no contact in the period; 4 contacts outside it, from 2026-10-05 to 2026-10-05

"#]]);
    for (ask, told) in [
        ("kpi calls.csv --kpi asaa", "help: did you mean `asa_s`?"),
        ("kpi calls.csv --by quue", "help: did you mean `queue`?"),
        ("kpi calls.csv --by interval_7m", "--by: there are no intervals of `7m` [bad-group]"),
        (
            "kpi waiting calls.csv --by interval_20m",
            "--by: there are no intervals of `20m` [bad-group]",
        ),
        ("kpi calls.csv --target service_level~80", "help: write it as 'service_level >= 80%'"),
        ("kpi calls.csv --target 'service_level >= eighty'", "[bad-target]"),
    ] {
        let found = room.qa(ask).code(2).stdout_eq("").get_output().stderr.clone();
        let found = String::from_utf8(found).unwrap();
        assert!(found.contains(told), "{ask}\n{found}");
    }
}
