//! Records that are set aside: how many may be, what is written, where they go.

use crate::CALLS;
use crate::room::Room;
use snapbox::str;

/// Four records: one bad duration, one second use of an id, two good ones.
fn dirty() -> Room {
    Room::with("calls.csv", CALLS.replace(",10,100,", ",10,1x2,").replace("C4", "C3"))
}

#[test]
fn bad_records_cost_themselves_and_the_report_says_so() {
    dirty().qa("kpi calls.csv --kpi contacts,aht_s").code(3).stdout_eq(str![[r#"
Indicators
contacts   AHT
--------  ----
       2  4:00

2 of 4 records of calls.csv were set aside

contacts: contacts of the export, excluded ones apart
aht_s: mean of talk + hold + after-contact work of answered contacts whose talk is known; unknown hold and work count as none

calls.csv: 4 records read, 2 accepted, 2 rejected, SHA-256 9d2a99f9fe00
threshold: 20 s
formula: offered

"#]]).stderr_eq(str![[r#"
calls.csv:2:47: column `talk_s`: expected seconds or `h:mm:ss`, found `1x2` [bad-duration]
  help: write a plain number of seconds, for example 312.5, or name the unit in a profile
calls.csv:5: interaction id `C3` is already on line 4 [duplicate-id]
  help: the first record counts; remove this one, or map a column that tells them apart
calls.csv: 4 records read, 2 accepted, 2 rejected

"#]]);
}

#[test]
fn strict_writes_nothing() {
    dirty().qa("kpi calls.csv --kpi aht_s --strict").code(3).stdout_eq("").stderr_eq(str![[r#"
calls.csv:2:47: column `talk_s`: expected seconds or `h:mm:ss`, found `1x2` [bad-duration]
  help: write a plain number of seconds, for example 312.5, or name the unit in a profile
calls.csv:5: interaction id `C3` is already on line 4 [duplicate-id]
  help: the first record counts; remove this one, or map a column that tells them apart
calls.csv: 4 records read, 2 accepted, 2 rejected
error: nothing was written, because of --strict

"#]]);
}

#[test]
fn as_many_as_allowed_are_no_failure() {
    for (limit, status) in [("0", 3), ("1", 3), ("2", 0), ("49.9%", 3), ("50%", 0)] {
        let line = format!("kpi calls.csv --kpi aht_s -q --max-rejects {limit}");
        dirty().qa(&line).code(status);
    }
    dirty().qa("kpi calls.csv --strict --max-rejects 5").code(2).stdout_eq("");
}

#[test]
fn the_configuration_can_allow_them_too() {
    let config = "[sources.calls]\nfiles = \"calls.csv\"\nmax_rejects = \"2\"\n";
    let room = dirty().file("qa.toml", config);
    room.qa("kpi --kpi aht_s -q").code(0);
    room.qa("kpi --kpi aht_s -q --max-rejects 1").code(3);
}

#[test]
fn rejects_are_kept_with_their_reason_and_their_cells() {
    let room = dirty();
    room.qa("kpi calls.csv --kpi aht_s --rejects rejects.csv -q").code(3);
    snapbox::assert_data_eq!(
        room.read("rejects.csv"),
        str![[r#"
file,line,column,code,message,interaction_id,start_time,queue,agent_id,outcome,wait_s,talk_s,hold_s,acw_s
calls.csv,2,47,bad-duration,"column `talk_s`: expected seconds or `h:mm:ss`, found `1x2`",C1,2026-10-05T09:00:00Z,sales,ana,answered,10,1x2,0,20
calls.csv,5,,duplicate-id,interaction id `C3` is already on line 4,C3,2026-10-05T09:15:00Z,support,ana,answered,0,60,0,0

"#]]
    );
}

#[test]
fn an_export_without_one_good_record_writes_nothing() {
    let room = Room::with("calls.csv", "interaction_id,talk_s\nC1,x\n");
    room.qa("kpi calls.csv -o a.csv").code(3).stdout_eq("").stderr_eq(str![[r#"
calls.csv:2:4: column `talk_s`: expected seconds or `h:mm:ss`, found `x` [bad-duration]
  help: write a plain number of seconds, for example 312.5, or name the unit in a profile
calls.csv: 1 record read, 0 accepted, 1 rejected
error: nothing was written: no record could be used, so the columns or formats are likely mistaken

"#]]);
    assert_eq!(room.names(), ["calls.csv"]);
}

#[test]
fn all_problems_of_a_kind_are_counted_and_twenty_are_shown() {
    let rows: Vec<String> = (0..30).map(|n| format!("C{n},x")).collect();
    let text = format!("interaction_id,talk_s\nC,5\n{}\n", rows.join("\n"));
    let room = Room::with("calls.csv", text);
    let shown = room.qa("kpi calls.csv --kpi talk_s").code(3);
    let told = String::from_utf8(shown.get_output().stderr.clone()).unwrap();
    assert_eq!(told.matches("bad-duration]").count(), 21, "{told}");
    assert!(told.contains("\n… and 10 more [bad-duration]\n"), "{told}");
    assert!(told.ends_with("calls.csv: 31 records read, 1 accepted, 30 rejected\n"), "{told}");
}
