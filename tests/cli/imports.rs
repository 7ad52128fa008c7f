//! `qa inspect` and `qa import`: what an export is, and what became of its records.

use crate::CALLS;
use crate::room::Room;
use snapbox::str;

/// A queue log: a call that was answered, one that was abandoned, an agent who paused.
const QUEUE_LOG: &str = "\
1759680000|1.1|sales|NONE|ENTERQUEUE||573000000001|1
1759680009|1.1|sales|SIP/101|CONNECT|9|1.2|3
1759680100|1.1|sales|SIP/101|COMPLETECALLER|9|91|1
1759680200|2.1|sales|NONE|ENTERQUEUE||573000000002|1
1759680230|2.1|sales|NONE|ABANDON|1|1|30
1759680300|NONE|NONE|SIP/101|PAUSE|lunch
";

#[test]
fn what_is_read_is_kept_joined_left_out_or_rejected() {
    let room = Room::with("queue_log", QUEUE_LOG);
    room.qa("-q import queue_log -o calls.csv --report report.csv").code(0);
    let report = room.read("report.csv");
    let mut lines = report.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    let cells: Vec<&str> = lines.next().unwrap().split(',').collect();
    let of = |head: &str| -> u64 {
        let at = heads.iter().position(|other| *other == head).unwrap();
        cells[at].parse().unwrap()
    };
    assert_eq!((of("read"), of("accepted"), of("joined")), (6, 2, 3), "{report}");
    assert_eq!(of("read"), of("accepted") + of("joined") + of("dropped") + of("rejected"));
    assert_eq!(room.read("calls.csv").lines().count(), 3);
}

#[test]
fn the_file_of_a_column_is_named_where_there_are_several() {
    let room = Room::with("a.csv", CALLS).file("b.csv", CALLS);
    let columns = |files: &str| {
        let shown = room.qa(&format!("inspect {files} --table columns -f csv")).code(0);
        let text = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
        text.lines().map(|line| line.split(',').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let one = columns("a.csv");
    assert_eq!((one[0].as_str(), one[1].as_str(), one.len()), ("column", "interaction_id", 10));
    let two = columns("a.csv b.csv");
    assert_eq!((two[0].as_str(), two[1].as_str(), two[10].as_str()), ("file", "a.csv", "b.csv"));
    assert_eq!(two.len(), 19);
}

#[test]
fn two_lookups_of_a_profile_are_two_settings() {
    let profile = "[profile]\nname = \"x\"\nkind = \"interactions\"\n[map]\n\
                   interaction_id = { column = \"interaction_id\" }\n\
                   queue = { column = \"queue\", lookup = { file = \"q.csv\", key = \"code\", value = \"name\" } }\n\
                   agent_id = { column = \"agent_id\", lookup = { file = \"a.csv\", key = \"code\", value = \"name\" } }\n";
    let room = Room::with("calls.csv", CALLS)
        .file("p.toml", profile)
        .file("q.csv", "code,name\nsales,Sales\nsupport,Support\n")
        .file("a.csv", "code,name\nana,Ana\nben,Ben\n");
    let shown = room.qa("-q kpi calls.csv --profile p.toml --kpi contacts -f json").code(0);
    let json = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    assert_eq!(json.matches("\"lookup\":").count(), 1, "{json}");
    assert_eq!(json.matches("\"lookup 2\":").count(), 1, "{json}");
}

#[test]
fn a_budget_that_buys_less_than_was_asked_for_says_so() {
    let room = Room::with("calls.csv", CALLS);
    let shown = room.qa("sample calls.csv -n 2 --seed s --evaluators eva --budget 3 --dry-run");
    let told = String::from_utf8(shown.code(0).get_output().stdout.clone()).unwrap();
    let note =
        "3 minutes are enough for 0 of 3 interactions asked for; one of each stratum takes longer";
    assert!(told.contains(note), "{told}");
    let line =
        "-q sample calls.csv -n 2 --seed s --evaluators eva --budget 3 --dry-run --require-full";
    room.qa(line).code(5);
    room.qa("inspect nothing.csv").code(1).stderr_eq(str![[r#"
error: cannot read `nothing.csv`: No such file or directory (os error 2)

"#]]);
}

#[test]
#[cfg(unix)]
fn a_pipe_is_read_as_standard_input_is() {
    let room = Room::new();
    for name in ["-", "/dev/stdin"] {
        let line = format!("-q import {name}");
        let shown = room.command(&line).stdin(CALLS).assert().code(0);
        let text = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
        assert_eq!(text.lines().count(), CALLS.lines().count(), "{name}: {text}");
    }
    let shown = room.command("check /dev/stdin").stdin(CALLS).assert().code(0);
    assert!(String::from_utf8_lossy(&shown.get_output().stdout).contains("calls"));
    room.command("init /dev/stdin --zone UTC").stdin(CALLS).assert().code(2).stderr_eq(str![[r#"
/dev/stdin: a pipe is no file [no-input]
  help: save the export to a file and name it

"#]]);
}

#[test]
fn a_repaired_record_is_counted_once_and_not_where_it_is_set_aside() {
    let text = "call_id,queue,talk_s\n1,a \"b\" c,5\n2,\"a\"b\",7\n3,\"c\"d\",x\n";
    let room = Room::with("calls.csv", text);
    let shown = room.qa("import calls.csv -o out.csv --report report.csv").code(3);
    let told = String::from_utf8(shown.get_output().stderr.clone()).unwrap();
    assert!(told.contains("3 records read, 2 accepted, 1 rejected, 1 repaired\n"), "{told}");
    let report = room.read("report.csv");
    assert!(report.starts_with("file,read,accepted,rejected,"), "{report}");
    assert!(report.lines().next().unwrap().ends_with(",repaired"), "{report}");
    assert!(report.lines().nth(1).unwrap().ends_with(",1"), "{report}");
}

#[test]
fn a_path_that_no_object_has_is_told_with_the_nearest() {
    let profile = "[profile]\nname = \"x\"\nkind = \"interactions\"\n[map]\ninteraction_id = { column = \"id\" }\n\
                   start_time = { column = \"strat\" }\nqueue = { column = \"q\", optional = true }\n";
    let text = "{\"id\": \"1\", \"start\": \"2026-10-01T10:00:00Z\"}\n";
    let room = Room::with("calls.jsonl", text).file("p.toml", profile);
    room.qa("-q import calls.jsonl --profile p.toml -o out.csv").code(0).stderr_eq(str![[r#"
calls.jsonl:1:1: no object has `strat`, which the profile maps to `start_time`: it is unknown [missing-column]
  help: did you mean `start`? Correct the profile, or add optional = true

"#]]);
}
