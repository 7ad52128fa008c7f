//! qa.toml: where it is found, where its paths begin, what is said when it is wrong.

use crate::CALLS;
use crate::room::Room;
use snapbox::str;

const CONFIG: &str = "timezone = \"UTC\"\n\n[sources.calls]\nfiles = \"data/*.csv\"\n";

fn project() -> Room {
    Room::with("qa.toml", CONFIG).file("data/calls.csv", CALLS).file("deep/er/here.txt", "")
}

#[test]
fn it_is_found_by_walking_up_and_its_paths_begin_where_it_stands() {
    let room = project();
    for line in ["kpi", "-C deep kpi", "-C deep/er kpi"] {
        room.qa(&format!("{line} --kpi contacts -f csv -q")).code(0).stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,contacts,4,,,,,count,,,0

"#]]);
    }
    room.qa("-C deep/er kpi --kpi contacts -f csv").code(0).stderr_eq(str![[r#"
../../data/calls.csv: 4 records read, 4 accepted, 0 rejected

"#]]);
}

#[test]
fn the_nearest_one_counts_and_none_can_be_asked_for() {
    let room = project().file("deep/qa.toml", "");
    room.qa("-C deep/er kpi").code(2).stdout_eq("").stderr_eq(str![[r#"
qa: no call records are named [no-input]
  help: name a file, or write [sources.calls] files = ["calls/*.csv"] into qa.toml

"#]]);
    room.qa("--no-config kpi").code(2).stdout_eq("");
    room.qa("-C deep --config ../qa.toml kpi --kpi contacts -q").code(0);
}

#[test]
fn a_file_on_the_command_line_begins_where_one_works() {
    let room = project();
    room.qa("-C data kpi calls.csv --kpi contacts -q").code(0).stderr_eq("");
    room.qa("-C deep kpi data/calls.csv --kpi contacts -q").code(1);
}

#[test]
fn an_unknown_key_is_shown_with_what_was_meant() {
    let room = project().file("qa.toml", CONFIG.replace("files", "file"));
    room.qa("kpi").code(2).stdout_eq("").stderr_eq(str![[r#"
qa.toml:4:1: unknown key `file` in [sources.calls] [unknown-key]
  4 | file = "data/*.csv"
    | ^^^^
  help: did you mean `files`?

"#]]);
    room.qa("-C deep/er kpi").code(2).stdout_eq("").stderr_eq(str![[r#"
../../qa.toml:4:1: unknown key `file` in [sources.calls] [unknown-key]
  4 | file = "data/*.csv"
    | ^^^^
  help: did you mean `files`?

"#]]);
}

#[test]
fn one_that_is_absent_or_no_file_is_the_worlds_fault() {
    let room = Room::new().file("qa.toml/inside", "");
    room.qa("--config absent.toml kpi").code(1).stdout_eq("").stderr_eq(str![[r#"
error: cannot read `absent.toml`: No such file or directory (os error 2)

"#]]);
    room.qa("kpi").code(1).stdout_eq("").stderr_eq(str![[r#"
error: cannot read `qa.toml`: Is a directory (os error 21)

"#]]);
}
