//! Every exit status, once.

use crate::room::Room;
use crate::{CALLS, CARD, EVALUATIONS};
use snapbox::str;

#[test]
fn status_0_when_all_is_done() {
    Room::with("calls.csv", CALLS).qa("kpi calls.csv -q").code(0).stderr_eq("");
}

#[test]
fn status_1_when_the_world_fails() {
    let room = Room::new();
    room.qa("kpi absent.csv").code(1).stdout_eq("").stderr_eq(str![[r#"
error: cannot read `absent.csv`: No such file or directory (os error 2)

"#]]);
    room.qa("-C nowhere kpi absent.csv").code(1).stdout_eq("").stderr_eq(str![[r#"
error: cannot work in `nowhere`: No such file or directory (os error 2)

"#]]);
    let room = room.file("folder/calls.csv", CALLS);
    room.qa("kpi folder").code(1).stdout_eq("").stderr_eq(str![[r#"
error: cannot read `folder`: it is a folder; name its files, for example `folder/*.csv`

"#]]);
    room.qa("kpi folder/calls.csv/more.csv").code(1).stdout_eq("").stderr_eq(str![[r#"
error: cannot read `folder/calls.csv/more.csv`: Not a directory (os error 20)

"#]]);
}

#[test]
fn status_2_when_the_request_is_wrong() {
    let room = Room::with("calls.csv", CALLS);
    room.qa("kpi calls.csv --kpi ahtt --period 2026-13").code(2).stdout_eq("").stderr_eq(str![[r#"
--kpi: there is no KPI `ahtt` [unknown-kpi]
  help: did you mean `aht_s`?
--period: expected a period, found `2026-13` [bad-period]
  help: write a year 2026, a quarter 2026-Q4, a month 2026-10, an ISO week 2026-W43, a day 2026-10-05, or from..to with both included: 2026-10-01..2026-10-15

"#]]);
    room.qa("kpi").code(2).stdout_eq("").stderr_eq(str![[r#"
qa: no call records are named [no-input]
  help: name a file, or write [sources.calls] files = ["calls/*.csv"] into qa.toml

"#]]);
}

#[test]
fn status_3_when_the_data_are_wrong() {
    let room = Room::with("calls.csv", CALLS.replace(",10,100,", ",10,1x2,"));
    room.qa("kpi calls.csv --kpi contacts")
        .code(3)
        .stdout_eq(str![[r#"
Indicators
contacts
--------
       3

1 of 4 records of calls.csv were set aside

contacts: contacts of the export, excluded ones apart

calls.csv: 4 records read, 3 accepted, 1 rejected, SHA-256 26bae9aff39b
threshold: 20 s
formula: offered

"#]])
        .stderr_eq(str![[r#"
calls.csv:2:47: column `talk_s`: expected seconds or `h:mm:ss`, found `1x2` [bad-duration]
  help: write a plain number of seconds, for example 312.5, or name the unit in a profile
calls.csv: 4 records read, 3 accepted, 1 rejected

"#]]);
    let room = room.file("card.toml", CARD).file("e.csv", EVALUATIONS.replace("yes,5", "yes,6"));
    room.qa("score e.csv --scorecard card.toml").code(3).stdout_eq("").stderr_eq(str![[r#"
e.csv:2:16: question `clarity`: expected a whole number from 1 to 5, found `6` [answer-outside-scale]
  help: write a whole number from 1 to 5

"#]]);
}

#[test]
fn status_4_when_a_target_is_missed_but_the_report_is_written() {
    // In time: C1 (10 s) and C4 (0 s) of four contacts, so 50 %.
    let room = Room::with("calls.csv", CALLS);
    let line = "kpi calls.csv --kpi service_level --target 'service_level >= 80%'";
    room.qa(&format!("{line} --gate"))
        .code(4)
        .stdout_eq(str![[r#"
Indicators
service level (20 s, of offered)  >= 80%
--------------------------------  ------
              50.0 % [15.0–85.0]  ✗

target service_level >= 80%: missed overall

service level (20 s, of offered) (service_level): answered ≤ 20 s / offered

calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
threshold: 20 s
formula: offered
target.service_level: >= 80%

"#]])
        .stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected
1 of 1 targets missed
  service_level >= 80%: 50.0 % (2 of 4)

"#]]);
    room.qa(line).code(0);
}

#[test]
fn status_5_when_there_is_less_than_was_asked_for() {
    // Answered are two calls of ana and one of ben; five of each were asked for.
    let room = Room::with("calls.csv", CALLS);
    let line = "sample calls.csv --seed s -f csv";
    room.qa(&format!("{line} --require-full")).code(5).stdout_eq(str![[r#"
sample_id,interaction_id,agent_id,evaluator_id,purpose,stratum,rank,stratum_size,probability,ticket,due,status,start_time,queue,channel,talk_s,selection,rule
sample,C1,ana,,monitor,agent_id=ana,1,2,1,a10b43a9287caa24,,open,2026-10-05T09:00:00+00:00,sales,,100,random,
sample,C4,ana,,monitor,agent_id=ana,2,2,1,d89eb7ca18532f27,,open,2026-10-05T09:15:00+00:00,support,,60,random,
sample,C2,ben,,monitor,agent_id=ben,1,1,1,727fde9ede6f8694,,open,2026-10-05T09:05:00+00:00,sales,,200,random,

"#]]).stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected
sample: 3 of 3 drawn from 2 strata by agent_id
outcome: answered, where the export tells it; --outcome any for all
seed: s
rows that could not be drawn: 1 other outcome
drawn whole, for they have less than was asked for: 2 of 2 strata, such as `agent_id=ana` with 2 of 5; --table short lists them
no manifest was written; use --output or --manifest to keep the draw

"#]]);
    room.qa(line).code(0);
    room.qa(&format!("{line} --require-full -n 1")).code(0);
}

#[test]
fn a_column_that_was_mistyped_is_no_fault_of_the_file() {
    let room = Room::with("calls.csv", CALLS);
    let lines = [
        "kpi calls.csv --where 'queu is not null'",
        "kpi waiting calls.csv --where 'queu is not null'",
        "explain kpi asa_s calls.csv --where 'queu is not null'",
        "sample calls.csv --dry-run --where 'queu is not null'",
    ];
    for line in lines {
        room.qa(line).code(2).stderr_eq(str![[r#"
--where: there is no column `queu` [missing-column]
   | queu is not null
   | ^^^^
  help: did you mean `queue`?

"#]]);
    }
    room.qa("kpi calls.csv --where 'queue = \"sales\"'").code(2).stderr_eq(str![[r#"
--where: there is no column `sales` [missing-column]
   | queue = "sales"
   |          ^^^^^
  help: double quotes are for columns; a text stands in single quotes: 'sales'

"#]]);
    room.qa("sample calls.csv --dry-run --per queue,agent").code(2).stderr_eq(str![[r#"
--per: there is no column `agent` [missing-column]
   | agent
   | ^^^^^
  help: did you mean `agent_id`?

"#]]);
    room.qa("kpi calls.csv --kpi fcr --fcr-same quee").code(2).stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected
--fcr-same: expected a column `quee`, found none in the call records [missing-column]
  help: did you mean `queue`?

"#]]);
    room.qa("kpi calls.csv --kpi fcr --fcr-within 7").code(2).stderr_eq(str![[r#"
--fcr-within: expected a span of time up to a year, found `7` [bad-kpi]
  help: write it as 7d, 36h or 30m

"#]]);
    let own = room.file(
        "qa.toml",
        "[kpi.mine]\ntype = \"ratio\"\nnumerator = \"answered\"\ndenominator = \"offerd\"\n",
    );
    own.qa("kpi calls.csv --kpi mine").code(2).stderr_eq(str![[r#"
qa.toml:4:15: `offerd` alone is no condition [bad-filter]
  4 | offerd
    | ^^^^^^
  help: did you mean `offered`?

"#]]);
}
