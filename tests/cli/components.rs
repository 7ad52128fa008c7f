//! `qa calibrate --components`: what single answers depend on.

use crate::room::Room;
use snapbox::str;
use std::fmt::Write;

/// Four agents, two calls of each, judged by three evaluators on three questions from 0 to 9.
fn ratings() -> String {
    let mut csv = "interaction_id,agent_id,evaluator_id,question_id,answer\n".to_owned();
    for at in 0..72 {
        let (agent, call, evaluator, question) = (at / 18, at / 9 % 2, at / 3 % 3, at % 3);
        let noise = (agent * 7 + evaluator * 5 + question * 3 + call * 11) % 3;
        let answer = 2 * agent + evaluator / 2 + question / 2 + noise / 2;
        writeln!(csv, "C{agent}{call},A{agent},V{evaluator},q{question},{answer}").unwrap();
    }
    csv
}

#[test]
fn answers_that_are_all_the_same_depend_on_nothing() {
    let room = Room::with(
        "r.csv",
        "interaction_id,agent_id,evaluator_id,question_id,answer\nC1,A1,V1,q,1\nC1,A1,V2,q,1\n",
    );
    room.qa("calibrate r.csv --scale 0..9 --components --table overview -f csv").code(0);
    room.qa("calibrate r.csv --scale 0..9 --table question_components").code(2).stderr_eq(str![[r#"
--table: this report has no table `question_components`, only `questions`, `overview`, `evaluators_overview`, `evaluators`, `usage`, `discuss`, `disputed`, `coefficients` [unknown-table]
  help: did you mean `questions`?

"#]]);
}

#[test]
fn answers_depend_mostly_on_who_handled_the_call() {
    let room = Room::with("r.csv", ratings());
    let line = "calibrate r.csv --scale 0..9 --components --table question_components -f csv";
    room.qa(line)
        .code(0)
        .stdout_eq(str![[r#"
component,answer_variance,answer_sd,answer_variance_share
agent,818.758733,28.61396,0.888714
evaluator,28.29218,5.319039,0.030709
question,40.087979,6.331507,0.043513
agent x evaluator,8.602952,2.933079,0.009338
interaction,0,0,0
evaluator x question,0,0,0
agent x question,0,0,0
rest,25.542784,5.053987,0.027725

"#]])
        .stderr_eq("");
    let line = "calibrate r.csv --scale 0..9 --table question_decision -f csv";
    room.qa(line).code(0).stdout_eq(str![[r#"
evaluators,questions,answer_dependability_of_5,answer_dependability_of_10,answer_dependability_of_20,evaluations_needed
1,2,0.954033,0.955455,0.956167,1
1,3,0.95498,0.95593,0.956405,1
1,6,0.95593,0.956405,0.956643,1
2,2,0.974991,0.976476,0.97722,1
2,3,0.97598,0.976972,0.977468,1
2,6,0.976972,0.977468,0.977717,1
4,2,0.985819,0.987337,0.988098,1
4,3,0.98683,0.987844,0.988352,1
4,6,0.987844,0.988352,0.988606,1

"#]]).stderr_eq("");
}
