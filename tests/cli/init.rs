//! `qa init`: a folder to work in, in which everything is green.

use crate::CALLS;
use crate::room::Room;

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
fn a_dry_run_writes_nothing() {
    let room = Room::with("calls.csv", CALLS);
    let shown = room.qa("init calls.csv --into desk --dry-run").code(0).stderr_eq("");
    let text = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    assert!(text.starts_with("would write desk/qa.toml\n"), "{text}");
    assert_eq!(room.names(), ["calls.csv"]);
}
