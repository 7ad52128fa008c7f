//! `qa check`: everything that is wrong, in one go.

use crate::room::Room;
use crate::{CALLS, CARD, EVALUATIONS};
use snapbox::str;

const CONFIG: &str = "\
timezone = \"UTC\"
scorecards = \"cards/*.toml\"
evaluations = \"evaluations.csv\"
[sources.calls]
files = \"calls/*.csv\"
[kpi.service_level]
target = \">= 80%\"
";

fn centre() -> Room {
    let evaluations = EVALUATIONS.replace("C2,ben,flo", "C3,,flo");
    Room::with("qa.toml", CONFIG)
        .file("cards/voice.toml", CARD)
        .file("calls/october.csv", CALLS)
        .file("evaluations.csv", evaluations)
}

#[test]
fn nothing_to_check_is_a_wrong_request() {
    Room::new().qa("check --no-config").code(2).stdout_eq("").stderr_eq(str![[r#"
qa: nothing to check is named [no-input]
  help: name files, or write a qa.toml that names them

"#]]);
}

#[test]
fn a_header_without_ids_or_times_is_an_error() {
    let room = Room::with("calls.csv", "nr,queue,outcome,talk_s\n1,sales,answered,5\n");
    room.qa("check --no-config calls.csv").code(3).stderr_eq(str![[r#"
calls.csv:1:1: there is no column `interaction_id`, nor a known name for it [missing-column]
  help: the columns are nr, queue, outcome, talk_s; a profile can map them
calls.csv:1:1: there is no column `start_time`, nor a known name for it [missing-column]
  help: the columns are nr, queue, outcome, talk_s; a profile can map them
calls.csv: 1 record read, 1 accepted, 0 rejected

"#]]);
}

#[test]
fn a_column_that_the_profile_names_and_the_export_lacks_stops_every_command() {
    let profile = "[profile]\nname = \"acd\"\nkind = \"interactions\"\n[map]\n\
                   interaction_id = { column = \"id\" }\nwait_s = { column = \"wait\" }\n";
    let room = Room::with("calls.csv", "id,waiting\n1,5\n").file("acd.toml", profile);
    for command in ["kpi calls.csv --kpi contacts", "check calls.csv", "import calls.csv"] {
        room.qa(&format!("{command} --no-config --profile acd.toml")).code(3);
    }
    let optional = profile.replace("\"wait\" }", "\"wait\", optional = true }");
    let room = Room::with("calls.csv", "id,waiting\n1,5\n").file("acd.toml", optional);
    room.qa("kpi calls.csv --kpi contacts --no-config --profile acd.toml").code(0);
}

#[test]
fn a_sound_centre_has_no_problem_lines() {
    let room = centre();
    room.qa("check")
        .code(0)
        .stdout_eq(str![[r#"
check        files  records  errors  warnings  verdict
-----------  -----  -------  ------  --------  -------
config           1        –       0         0  ok
scorecards       1        –       0         0  ok
calls            1        4       0         0  ok
evaluations      1        4       0         0  ok
references       –        4       0         0  ok

evaluations.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 722e75baf05b
calls/october.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587

"#]])
        .stderr_eq(str![[r#"
calls/october.csv: 4 records read, 4 accepted, 0 rejected

"#]]);
    room.qa("check -q -f csv")
        .code(0)
        .stdout_eq(str![[r#"
check,files,records,errors,warnings,verdict
config,1,,0,0,ok
scorecards,1,,0,0,ok
calls,1,4,0,0,ok
evaluations,1,4,0,0,ok
references,,4,0,0,ok

"#]])
        .stderr_eq("");
}

#[test]
fn everything_is_checked_though_every_part_is_wrong() {
    let room = centre()
        .file("qa.toml", CONFIG.replace(">= 80%", "80%").replace("timezone", "timezon"))
        .file("cards/chat.toml", CARD.replace("id = \"voice\"", "id = \"chat\"").replace("60", "x"))
        .file("calls/september.csv", CALLS.replace(",30,200,", ",30,1x2,"))
        .file("evaluations.csv", EVALUATIONS.replace("C2,ben,flo", "C9,flo,flo"));
    room.qa("check")
        .code(2)
        .stdout_eq(str![[r#"
check        files  records  errors  warnings  verdict
-----------  -----  -------  ------  --------  --------
config           1        –       2         0  errors
scorecards       2        –       1         0  errors
calls            2        8       4         0  errors
evaluations      1        4       0         1  warnings
references       –        4       0         1  warnings

evaluations.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 5b12f3057237
calls/october.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
calls/september.csv: 4 records read, 0 accepted, 4 rejected, SHA-256 c3b73c2fdfab

"#]])
        .stderr_eq(str![[r#"
qa.toml:1:1: unknown key `timezon` in the configuration [unknown-key]
  1 | timezon = "UTC"
    | ^^^^^^^
  help: did you mean `timezone`?
qa.toml:7:10: expected a target, found `80%` [bad-target]
  7 | target = "80%"
    |          ^^^^^
  help: a target is at least (>=) or at most (<=): write `>= 80%`, `<= 5 %`, `<= 20` or `<= 0:20`; behind it, with a comma before each, `amber >= 75%`, `for queue=billing` or `over year`
cards/chat.toml:10:10: string values must be quoted, expected literal string [bad-toml]
  10 | weight = x
     |          ^
calls/september.csv:2: interaction id `C1` is already on line 2 of calls/october.csv [duplicate-id]
  help: the first record counts; remove this one, or map a column that tells them apart
calls/september.csv:3:47: column `talk_s`: expected seconds or `h:mm:ss`, found `1x2` [bad-duration]
  help: write a plain number of seconds, for example 312.5, or name the unit in a profile
calls/september.csv:4: interaction id `C3` is already on line 4 of calls/october.csv [duplicate-id]
  help: the first record counts; remove this one, or map a column that tells them apart
calls/september.csv:5: interaction id `C4` is already on line 5 of calls/october.csv [duplicate-id]
  help: the first record counts; remove this one, or map a column that tells them apart
calls/october.csv: 4 records read, 4 accepted, 0 rejected
calls/september.csv: 4 records read, 0 accepted, 4 rejected
evaluations.csv:5: `flo` judged an own call, interaction `C9` [self-evaluation]
  help: have somebody else judge it, or write `self` as its purpose
evaluations.csv:5: interaction `C9` is not in the call records [unknown-interaction]
  help: add the export it is in, or correct its id

"#]]);
}

#[test]
fn parts_are_checked_alone() {
    let room = centre().file("calls/october.csv", "");
    for (line, status) in [
        ("--only config", 0),
        ("--only scorecards", 0),
        ("--only evaluations", 0),
        ("--only config,calls", 3),
        ("--only evaluations --only calls", 3),
    ] {
        room.qa(&format!("check {line} -q")).code(status);
    }
    room.qa("check --only calls")
        .code(3)
        .stdout_eq(str![[r#"
check  files  records  errors  warnings  verdict
-----  -----  -------  ------  --------  -------
calls      1        –       1         0  errors

"#]])
        .stderr_eq(str![[r#"
calls/october.csv:1:1: the file is empty [empty-file]
  help: export the records again

"#]]);
}

#[test]
fn files_are_told_apart_by_their_content() {
    let room = centre().file("acd.toml", "[profile]\nname = \"acd\"\nkind = \"calls\"\n");
    let files = "acd.toml calls/october.csv cards/voice.toml evaluations.csv";
    room.qa(&format!("check --no-config {files}"))
        .code(2)
        .stdout_eq(str![[r#"
check        files  records  errors  warnings  verdict
-----------  -----  -------  ------  --------  -------
config           1        –       1         0  errors
scorecards       1        –       0         0  ok
calls            1        4       0         0  ok
evaluations      1        4       0         0  ok
references       –        4       0         0  ok

evaluations.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 722e75baf05b
calls/october.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587

"#]])
        .stderr_eq(str![[r#"
acd.toml:3:8: `kind`: `calls` is not known [unknown-value]
  3 | kind = "calls"
    |        ^^^^^^^
  help: allowed are `interactions`, `events`, `evaluations`, `intervals`, `surveys`, `roster`, `states`, `deliveries`, `messages`
calls/october.csv: 4 records read, 4 accepted, 0 rejected

"#]]);
}

#[test]
fn one_unreadable_file_does_not_hide_what_is_wrong_with_another() {
    let room = centre().file("bad.csv", CALLS.replace(",10,100,", ",10,1x2,"));
    room.qa("check absent.csv bad.csv")
        .code(1)
        .stdout_eq(str![[r#"
check  files  records  errors  warnings  verdict
-----  -----  -------  ------  --------  -------
calls      2        4       2         0  errors

bad.csv: 4 records read, 3 accepted, 1 rejected, SHA-256 26bae9aff39b

"#]])
        .stderr_eq(str![[r#"
error: cannot read `absent.csv`: No such file or directory (os error 2)
bad.csv:2:47: column `talk_s`: expected seconds or `h:mm:ss`, found `1x2` [bad-duration]
  help: write a plain number of seconds, for example 312.5, or name the unit in a profile
bad.csv: 4 records read, 3 accepted, 1 rejected

"#]]);
}

#[test]
fn evaluations_wait_for_a_scorecard_that_is_wrong() {
    let room =
        centre().file("cards/voice.toml", CARD.replace("scale = \"yes_no\"", "scale = \"?\""));
    room.qa("check --only evaluations")
        .code(2)
        .stdout_eq(str![[r#"
check        files  records  errors  warnings  verdict
-----------  -----  -------  ------  --------  -------
scorecards       1        –       3         0  errors
evaluations      1        4       0         0  in part

4 evaluations were not held against their scorecard, because scorecards are wrong

evaluations.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 722e75baf05b

"#]])
        .stderr_eq(str![[r#"
cards/voice.toml:14:9: `scale`: `?` is not known [unknown-value]
  14 | scale = "?"
     |         ^^^
  help: allowed are `yes_no`, `text`, `date`
cards/voice.toml:27:9: `scale`: `?` is not known [unknown-value]
  27 | scale = "?"
     |         ^^^
  help: allowed are `yes_no`, `text`, `date`
cards/voice.toml:31:9: `scale`: `?` is not known [unknown-value]
  31 | scale = "?"
     |         ^^^
  help: allowed are `yes_no`, `text`, `date`

"#]]);
}
