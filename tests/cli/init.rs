//! `qa init`: a folder to work in, in which everything is green.

use crate::CALLS;
use crate::room::Room;
use snapbox::str;

#[test]
fn a_folder_without_an_export_is_green() {
    let room = Room::new();
    room.qa("init").code(0).stderr_eq("");
    assert_eq!(room.names(), ["calls", "evaluations", "qa.toml", "samples", "scorecards"]);
    room.qa("check").code(0);
}

#[test]
fn a_folder_for_an_export_is_green_and_gives_figures() {
    let room = Room::with("calls.csv", CALLS);
    room.qa("init calls.csv --zone America/Bogota").code(0).stderr_eq("");
    assert!(room.read("profiles/calls.toml").contains("talk_s = { column = \"talk_s\""));
    room.qa("check").code(0);
    room.qa("kpi --kpi contacts").code(0);
    room.qa("init calls.csv").code(6).stdout_eq("");
}

#[test]
fn a_folder_for_intervals_gives_their_figures() {
    let text =
        "Day;Incoming Calls;Answered Calls;Abandoned Calls\n2026-10-01;10;8;2\n2026-10-02;10;9;1\n";
    let room = Room::with("days.csv", text);
    let shown = room.qa("init days.csv").code(0).stderr_eq("");
    let told = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    assert!(told.contains("  qa kpi  ") && !told.contains("qa sample -n"), "{told}");
    assert!(room.read("qa.toml").contains("[sources.intervals]\nfiles   = [\"days.csv\"]"));
    room.qa("check").code(0);
    let shown = room.qa("kpi -f csv").code(0);
    let csv = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    assert!(csv.contains("answer_rate") && csv.contains("0.85"), "{csv}");
}

#[test]
fn what_an_export_lacks_is_told_and_no_command_that_needs_it_is_proposed() {
    let room = Room::with("calls.csv", "nr,talk_s,agent\n1,5,ann\n2,6,ben\n");
    let shown = room.qa("init calls.csv --dry-run").code(0).stderr_eq("");
    let told = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    for lacking in ["interaction_id", "start_time", "outcome"] {
        assert!(told.contains(&format!("no column tells {lacking}, ")), "{told}");
    }
    assert!(told.contains("qa kpi --by agent_id") && !told.contains("qa sample -n"), "{told}");
}

#[test]
fn a_record_is_not_taken_for_a_header() {
    let room = Room::with("cdr.csv", "1/9/2017 16:33,105,Wait,27\n1/9/2017 16:34,106,Play,37\n");
    room.qa("init cdr.csv").code(3).stdout_eq("").stderr_eq(str![[r#"
cdr.csv:1:1: line 1 looks like a record, not a header, so nothing names the columns [no-header]
  help: `qa inspect cdr.csv --snippet` prints a profile with header = false; say there what each column is, then name it in qa.toml

"#]]);
    assert_eq!(room.names(), ["cdr.csv"]);
}

#[test]
fn exports_of_two_kinds_get_no_common_profile() {
    let room = Room::with("calls.csv", CALLS).file("other.csv", "Call ID,Agent\n1,ann\n");
    room.qa("init calls.csv other.csv").code(2).stdout_eq("").stderr_eq(str![[r#"
other.csv: this is another kind of export than `calls.csv`: it has no column `interaction_id` [profile-unclear]
  help: make a folder for each kind, with --into

"#]]);
}

#[test]
fn a_dry_run_writes_nothing() {
    let room = Room::with("calls.csv", CALLS);
    let shown = room.qa("init calls.csv --into desk --dry-run").code(0).stderr_eq("");
    let text = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    assert!(text.starts_with("would write desk/qa.toml\n"), "{text}");
    assert_eq!(room.names(), ["calls.csv"]);
}

#[test]
fn the_first_records_are_shown_as_the_new_profile_reads_them() {
    let text = "Call ID,Date,Time,Agent,Call Outcome\n\
                1,13/10/2026,09:00:00,ann,Call unanswered\n\
                2,13/10/2026,09:05:30,ben,Sale completed\n";
    let room = Room::with("calls.csv", text);
    let shown = room.qa("init calls.csv").code(0).stderr_eq("");
    let told = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    let (_, told) = told.split_once("at work\n\n").unwrap();
    snapbox::assert_data_eq!(
        told,
        str![[r#"
The first records, as this reads them (2 of 2 accepted)
column          1                          2
--------------  -------------------------  -------------------------
interaction_id  1                          2
agent_id        ann                        ben
start_time      2026-10-13T09:00:00+00:00  2026-10-13T09:05:30+00:00
outcome         abandoned                  answered

"#]]
    );
    room.qa("check").code(0);
}
