//! `qa queue`: whose work is open, what was promised, and what is decided about it.

use crate::room::Room;
use snapbox::str;

/// Six jobs of three evaluators; flo is an agent, too.
const LIST: &str = "\
sample_id,interaction_id,agent_id,evaluator_id,purpose,stratum,due,selection
w1,C1,ana,eva,monitor,agent_id=ana,2026-10-16,random
w1,C2,ben,eva,monitor,agent_id=ben,2026-10-16,random
w1,C3,flo,eva,monitor,agent_id=flo,2026-10-16,random
w1,C4,ana,flo,monitor,agent_id=ana,2026-10-16,random
w2,C5,ben,gil,monitor,agent_id=ben,2026-10-23,random
w2,C6,ben,gil,monitor,,2026-10-23,targeted
";

/// What was evaluated: C1, C4, and two of ben's in September.
const DONE: &str = "\
interaction_id,agent_id,evaluator_id,evaluated_at
C1,ana,eva,2026-10-06T10:00:00
C4,ana,flo,2026-10-13T10:00:00
B1,ben,eva,2026-09-30T10:00:00
B2,ben,eva,2026-10-01T10:00:00
";

fn room() -> Room {
    Room::with("list.csv", LIST).file("done/1.csv", DONE)
}

#[test]
fn a_work_list_without_work_says_so() {
    let empty = LIST.lines().next().unwrap();
    let told = Room::with("list.csv", empty).qa("-q queue list.csv").success().get_output().clone();
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("the work lists hold no work"), "{told}");
}

#[test]
fn overdue_and_done_are_counted_by_evaluator_agent_and_sample() {
    let line = "-q queue list.csv --done done/*.csv --today 2026-10-17 -f csv --table";
    room().qa(&format!("{line} evaluators")).success().stdout_eq(str![[r#"
evaluator_id,open,overdue,done,skipped
eva,0,2,1,0
flo,0,0,1,0
gil,2,0,0,0

"#]]);
    room().qa(&format!("{line} agents")).success().stdout_eq(str![[r#"
agent_id,promised,open,overdue,done,skipped,attained_share
ana,2,0,0,2,0,1
ben,2,1,1,0,0,0
flo,1,0,1,0,0,0

"#]]);
    room().qa(&format!("{line} samples")).success().stdout_eq(str![[r#"
sample_id,open,overdue,done,skipped,non_response_share
w1,0,2,2,0,0
w2,2,0,0,0,

"#]]);
}

#[test]
fn the_work_of_somebody_is_shown_to_them() {
    room().qa("-q queue list.csv --evaluator gil").success().stdout_eq(str![[r#"
Open work of gil

Work
sample  interaction  agent  evaluator  purpose  due         status  in place of  reason
------  -----------  -----  ---------  -------  ----------  ------  -----------  ------
w2      C5           ben    gil        monitor  2026-10-23  open    –            –
w2      C6           ben    gil        monitor  2026-10-23  open    –            –

Evaluators
evaluator  open  overdue  done  skipped
---------  ----  -------  ----  -------
gil           2        0     0        0
---------  ----  -------  ----  -------
all           2        0     0        0

nothing is held to be done, because no evaluations are named; --done names them

attained: interactions of the agent that are evaluated over those drawn; what was skipped and not replaced stays promised, targeted picks and second looks do not count
non-response: skipped interactions over those evaluated or skipped: what could not be evaluated of what was looked at
overdue: open when the day named by --today has begun and the due date is past

list.csv: 6 records read, 6 accepted, 0 rejected, SHA-256 ffc30d22392a

"#]]);
    room().qa("queue list.csv --evaluator gill").code(2).stderr_eq(str![[r#"
--evaluator: `gill` is in no work list [unknown-evaluator]
  help: did you mean `gil`?

"#]]);
}

#[test]
fn open_work_is_handed_over_and_nobody_gets_their_own_call() {
    let room = room();
    let line = "queue list.csv --done done/1.csv --from eva --to flo,gil --reason ill --table evaluators -f csv";
    room.qa(line)
        .success()
        .stdout_eq(str![[r#"
evaluator_id,open,overdue,done,skipped
eva,0,0,1,0
flo,1,0,1,0
gil,3,0,0,0

"#]])
        .stderr_eq(str![[r#"
C2 is now the work of flo
C3 is now the work of gil

"#]]);
    // Eva's work is done or given away; it is not held against her that she has none.
    room.qa("-q queue list.csv --evaluator eva").success();
    room.qa("queue list.csv --from gil --to hal").code(2).stderr_eq(str![[r#"
--to: `hal` is in no work list [unknown-evaluator]
  help: the work lists have eva, flo, gil; somebody new is named with --new

"#]]);
    room.qa("-q queue list.csv --from gil --to hal --new").success();
    let alone = Room::with("list.csv", LIST);
    alone.qa("queue list.csv --from eva --to flo").code(2).stderr_eq(str![[r#"
--to: nobody named can have `C3`: it is their own call, or theirs already [self-evaluation]
  help: name somebody else besides

"#]]);
    assert_eq!(alone.names(), ["list.csv"], "half a handing over is none");
    alone.qa("queue list.csv --to flo").code(2).stderr_eq(str![[r#"
--to: nothing is named that somebody else is to have [no-input]
  help: say --reassign and an interaction, or --from and an evaluator

"#]]);
    alone.qa("queue list.csv --reassign C1 --to flo,gil").code(2).stderr_eq(str![[r#"
--to: expected one name, found 2 [no-input]
  help: say --to and who is to have it; several share the work of --from

"#]]);
}

#[test]
fn a_promise_is_held_against_what_was_evaluated() {
    let line = "-q queue list.csv --done done/1.csv --table cadence -f csv";
    // October 2026 has four whole weeks, and parts of two: 31 days are 4.4 weeks, and 5 are promised.
    room().qa(&format!("{line} --quota 1/week --period 2026-10")).success().stdout_eq(str![[r#"
agent_id,promised,done,attained_share,units_kept,units
ana,5,2,0.4,2,5
ben,5,1,0.2,1,5
flo,5,0,0,0,5

"#]]);
    room().qa(&format!("{line} --quota 2/month --period 2026-09..2026-10")).success().stdout_eq(
        str![[r#"
agent_id,promised,done,attained_share,units_kept,units
ana,4,2,0.5,1,2
ben,4,2,0.5,0,2
flo,4,0,0,0,2

"#]],
    );
}

#[test]
fn ids_that_look_like_formulas_are_found_again() {
    let list = "sample_id,interaction_id,agent_id,evaluator_id,purpose,stratum,due,selection\n\
                w1,'-9007,'=c,eva,monitor,,,random\nw1,'+34,'=c,eva,monitor,,,random\n";
    let room =
        Room::with("w.csv", list).file("done.csv", "interaction_id,evaluator_id\n-9007,eva\n");
    room.qa("-q queue w.csv --skip +34 --reason =late --today 2026-10-09").success();
    let journal = room.read("w.queue.csv");
    assert!(journal.ends_with("\nw1,'+34,eva,skip,,'=late,2026-10-09\n"), "{journal}");
    room.qa("-q queue w.csv --done done.csv --table evaluators -f csv").success().stdout_eq(str![
        [r#"
evaluator_id,open,overdue,done,skipped
eva,0,0,1,1

"#]
    ]);
}

#[test]
fn a_result_never_replaces_the_decisions() {
    let room = room();
    let line = "queue list.csv --skip C1 --reason x -f csv -o list.queue.csv";
    room.qa(line).code(2).stderr_eq(str![[r#"
list.queue.csv: the result would replace the decisions about the work [output-is-input]
  help: name another file

"#]]);
    assert_eq!(room.names(), ["done", "list.csv"]);
}

#[test]
fn a_calibration_keeps_no_promise() {
    let done = "interaction_id,agent_id,evaluator_id,purpose\nC1,ana,eva,calibration\nC2,ben,eva,monitor\n";
    let room = Room::with("list.csv", LIST).file("done.csv", done);
    let line = "-q queue list.csv --done done.csv --table evaluators -f csv";
    room.qa(line).success().stdout_eq(str![[r#"
evaluator_id,open,overdue,done,skipped
eva,2,0,1,0
flo,1,0,0,0
gil,2,0,0,0

"#]]);
}

#[test]
fn a_file_with_nothing_in_it_is_told_to_be_empty() {
    let room = Room::with("list.csv", "");
    room.qa("queue list.csv").code(3).stderr_eq(str![[r#"
list.csv:1:1: the file is empty [empty-file]
  help: export it again, or name another file

"#]]);
    let room = Room::with("list.csv", LIST).file("done.csv", "");
    room.qa("queue list.csv --done done.csv").code(3).stderr_eq(str![[r#"
done.csv:1:1: the file is empty [empty-file]
  help: export it again, or name another file

"#]]);
}
