//! Where results go, in which form, and what happens when they cannot go there.

use crate::CALLS;
use crate::room::Room;
use snapbox::str;
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::process::Stdio;

const LINE: &str = "kpi calls.csv --kpi contacts";

#[test]
fn a_table_csv_and_json_hold_the_same_figure() {
    let room = Room::with("calls.csv", CALLS);
    room.qa(&format!("{LINE} -f table")).code(0).stdout_eq(str![[r#"
Indicators
contacts
--------
       4

contacts: contacts of the export, excluded ones apart

calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
threshold: 20 s
formula: offered

"#]]);
    room.qa(&format!("{LINE} -f csv")).code(0).stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,contacts,4,,,,,count,,,0

"#]]);
    room.qa(&format!("{LINE} -f json")).code(0).stdout_eq(str![[r#"
{
  "schema": "qa.kpi/1",
  "qa": "0.1.0",
  "title": "Indicators",
  "inputs": [
    {"path": "calls.csv", "sha256": "21d5f45065870bc59408206eaf1522072fd0404ecb597969e713e2197b41ae00", "read": 4, "accepted": 4, "rejected": 0, "dropped": 0, "joined": 0}
  ],
  "period": null,
  "settings": {"threshold": "20 s", "formula": "offered"},
  "table": "kpi",
  "rows": [
    {"period_from": null, "period_to": null, "kpi": "contacts", "value": 4, "lower": null, "upper": null, "numerator": null, "denominator": null, "unit": "count", "target": null, "met": null, "n_excluded": 0}
  ],
  "totals": {},
  "tables": {},
  "definitions": [
    {"term": "contacts", "text": "contacts of the export, excluded ones apart"}
  ],
  "notes": []
}

"#]]);
}

#[test]
fn the_ending_of_the_output_names_the_format_and_stdout_stays_empty() {
    let room = Room::with("calls.csv", CALLS);
    for (name, format) in [("a.csv", "csv"), ("a.json", "json"), ("a.txt", "table"), ("a", "table")]
    {
        let shown = room.qa(&format!("{LINE} -f {format}")).code(0);
        room.qa(&format!("{LINE} -q -o {name}")).code(0).stdout_eq("").stderr_eq("");
        assert_eq!(room.read(name).as_bytes(), shown.get_output().stdout, "{name}");
    }
    let shown = room.qa(LINE).code(0);
    let dash = room.qa(&format!("{LINE} -o -")).code(0);
    assert_eq!(dash.get_output().stdout, shown.get_output().stdout);
}

#[test]
fn a_missing_folder_is_named_and_nothing_is_written() {
    let room = Room::with("calls.csv", CALLS);
    room.qa(&format!("{LINE} -o reports/a.csv")).code(1).stdout_eq("").stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected
error: cannot write `reports/a.csv`: there is no folder `reports`; make it first

"#]]);
    assert_eq!(room.names(), ["calls.csv"]);
}

#[test]
fn an_output_that_cannot_be_replaced_stays_as_it_was() {
    let room = Room::with("calls.csv", CALLS).file("a.csv/inside", "kept");
    room.qa(&format!("{LINE} -o a.csv")).code(1).stdout_eq("").stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected
error: cannot write `a.csv`: it is a folder; name a file in it

"#]]);
    assert_eq!((room.read("a.csv/inside"), room.names().len()), ("kept".to_owned(), 2));
    let room = Room::with("calls.csv", CALLS.replace("C3", "C2")).file("a.csv", "old");
    room.qa(&format!("{LINE} -o a.csv --strict -q")).code(3);
    assert_eq!(room.read("a.csv"), "old");
}

#[test]
fn quiet_leaves_problems_and_takes_the_rest() {
    let room = Room::with("calls.csv", CALLS.replace("C3", "C2"));
    room.qa(&format!("{LINE} -q -f csv")).code(3).stderr_eq(str![[r#"
calls.csv:4: interaction id `C2` is already on line 3 [duplicate-id]
  help: the first record counts; remove this one, or map a column that tells them apart

"#]]);
}

#[test]
fn formulas_are_defused_in_csv_unless_asked_not_to() {
    let room = Room::with("calls.csv", CALLS.replace("sales", "=1+1"));
    let line = "kpi calls.csv --by queue --kpi contacts -f csv -q";
    room.qa(line).code(0).stdout_eq(str![[r#"
period_from,period_to,queue,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,'=1+1,contacts,3,,,,,count,,,0
,,support,contacts,1,,,,,count,,,0

"#]]);
    room.qa(&format!("{line} --csv-guard none")).code(0).stdout_eq(str![[r#"
period_from,period_to,queue,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,=1+1,contacts,3,,,,,count,,,0
,,support,contacts,1,,,,,count,,,0

"#]]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let room = Room::with("calls.csv", CALLS);
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let (status, told) = finish(&room, full.into());
    assert_eq!(status, Some(1), "{told}");
    snapbox::assert_data_eq!(
        told,
        str![[r#"
error: cannot write to standard output: No space left on device (os error 28)

"#]]
    );
}

#[test]
#[cfg(unix)]
fn a_closed_pipe_is_no_failure() {
    let room = Room::with("calls.csv", CALLS);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let (status, told) = finish(&room, writer.into());
    assert_eq!((status, told.as_str()), (Some(0), ""));
}

/// Runs the program with another standard output; its status and what it told.
fn finish(room: &Room, stdout: Stdio) -> (Option<i32>, String) {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_qa"));
    let child = child.args(["kpi", "calls.csv", "-q"]).current_dir(room.path(""));
    let mut child = child.stdout(stdout).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    (child.wait().unwrap().code(), told)
}

#[test]
fn standard_input_is_a_file_called_dash() {
    let room = Room::with("calls.csv", CALLS);
    let input = std::fs::read(room.path("calls.csv")).unwrap();
    let shown = room.command("kpi - --kpi contacts -f csv").stdin(input).assert();
    shown
        .code(0)
        .stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,contacts,4,,,,,count,,,0

"#]])
        .stderr_eq(str![[r#"
-: 4 records read, 4 accepted, 0 rejected

"#]]);
    assert!(File::open(room.path("-")).is_err());
}

#[test]
fn no_result_replaces_what_the_run_rests_on() {
    let card = "scorecards/voice.toml";
    let config = "evaluations = [\"e.csv\"]\nscorecards = [\"scorecards/*.toml\"]\n\
                  [sources.calls]\nfiles = [\"calls.csv\"]\n";
    let evaluations =
        "interaction_id,evaluator_id,greeting,clarity,identity,privacy\nC1,eva,yes,4,yes,yes\n";
    let room = Room::with("qa.toml", config).file("calls.csv", CALLS);
    let room = room.file("e.csv", evaluations).file(card, crate::CARD);
    for (line, file) in [
        ("kpi --kpi contacts -f csv -o", "qa.toml"),
        ("kpi --kpi contacts -f csv -o", "calls.csv"),
        ("score --table agents -f csv -o", card),
        ("score --table agents -f csv -o", "e.csv"),
    ] {
        let before = room.read(file);
        let refused = room.qa(&format!("-q {line} {file}")).code(2);
        let told = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
        assert!(told.starts_with(&format!("{file}: the result would replace its input")), "{told}");
        assert_eq!(room.read(file), before);
    }
}
