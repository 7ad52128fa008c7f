//! `qa score` on two calls and two evaluators.

use crate::room::Room;
use crate::{CARD, EVALUATIONS};
use snapbox::str;

#[test]
fn evaluations_without_a_row_score_nothing() {
    let header = EVALUATIONS.lines().next().unwrap();
    let room = Room::with("e.csv", header).file("card.toml", CARD);
    room.qa("score e.csv --scorecard card.toml").code(0).stdout_eq(str![[r#"
Scores
evaluation  interaction  agent  evaluator  scorecard  version  score  before critical  critical  not critical  pass  band  critical: customer  critical: business  critical: compliance  answered  n/a  not asked
----------  -----------  -----  ---------  ---------  -------  -----  ---------------  --------  ------------  ----  ----  ------------------  ------------------  --------------------  --------  ---  ---------
no rows

Agents
agent  scorecard  version  selection  scored  unscored  mean score  passed  critical: customer  critical: business  critical: compliance
-----  ---------  -------  ---------  ------  --------  ----------  ------  ------------------  ------------------  --------------------
no rows

Questions
scorecard  version  question  counted  n/a  n/a rate  failed  fail rate  earned  points lost  lost to critical  discrimination  finding
---------  -------  --------  -------  ---  --------  ------  ---------  ------  -----------  ----------------  --------------  -------
no rows

Causes
scorecard  version  question  cause  origin  in words  failed  of failures
---------  -------  --------  -----  ------  --------  ------  -----------
no rows

Accuracy
scorecard  version  selection  kind  name  level  opportunities  errors  accuracy  target  met
---------  -------  ---------  ----  ----  -----  -------------  ------  --------  ------  ---
no rows

Together
scorecard  version  selection  scored  mean of evaluations  ratio of sums  mean of category means  design weighted
---------  -------  ---------  ------  -------------------  -------------  ----------------------  ---------------
no rows

before critical (score_before_critical): the score without the effect of critical errors
critical_score: share of what critical questions could earn, without their effect
not critical (non_critical_score): the same for the other questions
critical: critical questions failed, by whom an error harms; of an agent, evaluations with at least one, for two errors in one interaction make one defective interaction
section: the section's own score, 0 where a critical error in it makes it so
mean score (score_mean): the agent's scores as one, by the rule of the scorecard; limits are the 95 % interval of the mean of evaluations by Student's t from the agent's own scores, cut at 0 and 100, none below two different scores and none for other rules
accuracy_share: a question is an error below its `fails_below`, without that key below its best answer; transaction: interactions without such an error over those where one was possible; attribute: questions not failed over questions that applied; limits are Wilson's 95 % interval, at attribute level as if questions of one interaction were independent; PECUF, PECNE, PECCUM and PENC are its Spanish names for customer, business, compliance and not critical
target_share: of the scorecard; without its own 95, 90 and 99.5 %, compared unrounded
design_weighted: each score weighs one over the chance with which its interaction was drawn, from a column `probability` or, with --weights, from the manifest of the sample; none unless every evaluation has one
passed (pass_share): evaluations passed over those that could pass or fail
failed: answers that fail the question: below `fails_below` of its points, or below the best
fail rate (failed_share): failures over answers, N/A apart; limits are the 95 % interval of Wilson
n/a rate (na_share): evaluations in which the question does not apply, of those in which it was asked
counted: evaluations in which the question was answered, or counts although it does not apply
earned_share: mean share of the question's points where it counted
points lost (lost_points): points of 100 the question costs a scored evaluation on average, before critical errors
lost to critical (lost_critical): points of 100 that critical errors in the question take away on average beyond that
discrimination: correlation of the question with the score of the other questions; low where the question tells nothing that the others tell, below 0 where it works against them; limits are the 95 % interval of Fisher, none where answers never differ
of failures (cause_share): failures of the question for which the cause was named
origin: where the cause lies: with the agent, which training answers, or with the process

e.csv: 0 records read, 0 accepted, 0 rejected, SHA-256 c2e7a8efb2d1

"#]]).stderr_eq("");
}

#[test]
#[expect(clippy::too_many_lines, reason = "the whole output is the expectation")]
fn scores_are_the_weighted_shares_of_sections() {
    // Questions of a section weigh the same. C1/eva: everything right, 100. C2: greeting 100 %, clarity 3
    // of 1..5 is 50 %, so 75 % of 60; privacy is N/A, so identity has all of 40: 45 + 40 = 85.
    // C1/flo: greeting 0, clarity 100 %, so 50 % of 60, and all of 40: 70. The pass mark is 80.
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    let line = "score e.csv --scorecard card.toml";
    room.qa(line).code(0).stdout_eq(str![[r#"
Scores
evaluation  interaction  agent  evaluator  scorecard  version  score  before critical  critical  not critical  pass  band  critical: customer  critical: business  critical: compliance  answered  n/a  not asked  Conversation  Compliance
----------  -----------  -----  ---------  ---------  -------  -----  ---------------  --------  ------------  ----  ----  ------------------  ------------------  --------------------  --------  ---  ---------  ------------  ----------
C1/eva      C1           ana    eva        voice      1        100.0            100.0     100.0         100.0  yes   –                      0                   0                     0         4    0          0         100.0       100.0
C1/flo      C1           ana    flo        voice      1         70.0             70.0     100.0          62.5  no    –                      0                   0                     0         4    0          0          50.0       100.0
C2/eva      C2           ben    eva        voice      1         85.0             85.0         –          85.0  yes   –                      0                   0                     0         3    1          0          75.0       100.0
C2/flo      C2           ben    flo        voice      1         85.0             85.0         –          85.0  yes   –                      0                   0                     0         3    1          0          75.0       100.0

Agents
agent  scorecard  version  selection  scored  unscored        mean score   passed  critical: customer  critical: business  critical: compliance
-----  ---------  -------  ---------  ------  --------  ----------------  -------  ------------------  ------------------  --------------------
ana    voice      1        –               2         0  85.0 [0.0–100.0]   50.0 %                   0                   0                     0
ben    voice      1        –               2         0              85.0  100.0 %                   0                   0                     0

Questions
scorecard  version  question  counted  n/a  n/a rate  failed           fail rate   earned  points lost  lost to critical        discrimination  finding
---------  -------  --------  -------  ---  --------  ------  ------------------  -------  -----------  ----------------  --------------------  -------
voice      1        greeting        4    0     0.0 %       1   25.0 % [4.6–69.9]   75.0 %          7.5               0.0  -0.58 [-0.99 … 0.86]  –
voice      1        clarity         4    0     0.0 %       2  50.0 % [15.0–85.0]   75.0 %          7.5               0.0  -0.58 [-0.99 … 0.86]  –
voice      1        identity        4    0     0.0 %       0    0.0 % [0.0–49.0]  100.0 %          0.0               0.0                     –  –
voice      1        privacy         2    2    50.0 %       0    0.0 % [0.0–65.8]  100.0 %          0.0               0.0                     –  –

Causes
scorecard  version  question  cause  origin  in words  failed  of failures
---------  -------  --------  -----  ------  --------  ------  -----------
voice      1        greeting  –      –       –              1      100.0 %
voice      1        clarity   –      –       –              2      100.0 %

Accuracy
scorecard  version  selection  kind          name                 level        opportunities  errors              accuracy  target  met
---------  -------  ---------  ------------  -------------------  -----------  -------------  ------  --------------------  ------  ---
voice      1        –          compliance    compliance critical  transaction              2       0  100.0 % [34.2–100.0]  99.5 %  yes
voice      1        –          compliance    compliance critical  attribute                2       0  100.0 % [34.2–100.0]  99.5 %  yes
voice      1        –          critical      any critical         transaction              2       0  100.0 % [34.2–100.0]       –  –
voice      1        –          critical      any critical         attribute                2       0  100.0 % [34.2–100.0]       –  –
voice      1        –          non_critical  not critical         transaction              4       3     25.0 % [4.6–69.9]       –  –
voice      1        –          non_critical  not critical         attribute               12       3    75.0 % [46.8–91.1]       –  –

Together
scorecard  version  selection  scored  mean of evaluations  ratio of sums  mean of category means  design weighted
---------  -------  ---------  ------  -------------------  -------------  ----------------------  ---------------
voice      1        –               4                 85.0           85.0                    87.5                –

– in cause: no cause named

score: scorecard voice 1: mean of the sections by weight, each the mean of its questions by weight; the weight of N/A goes to the other questions of its section, and that of a section without any answer to the other sections, in proportion; a critical error makes the score 0 and fails the evaluation
pass: scorecard voice 1: a score of at least 80, unrounded, and no critical error that fails the evaluation
mean score (score_mean): scorecard voice 1: mean of evaluations, each counting the same
before critical (score_before_critical): the score without the effect of critical errors
critical_score: share of what critical questions could earn, without their effect
not critical (non_critical_score): the same for the other questions
critical: critical questions failed, by whom an error harms; of an agent, evaluations with at least one, for two errors in one interaction make one defective interaction
section: the section's own score, 0 where a critical error in it makes it so
mean score (score_mean): the agent's scores as one, by the rule of the scorecard; limits are the 95 % interval of the mean of evaluations by Student's t from the agent's own scores, cut at 0 and 100, none below two different scores and none for other rules
accuracy_share: a question is an error below its `fails_below`, without that key below its best answer; transaction: interactions without such an error over those where one was possible; attribute: questions not failed over questions that applied; limits are Wilson's 95 % interval, at attribute level as if questions of one interaction were independent; PECUF, PECNE, PECCUM and PENC are its Spanish names for customer, business, compliance and not critical
target_share: of the scorecard; without its own 95, 90 and 99.5 %, compared unrounded
design_weighted: each score weighs one over the chance with which its interaction was drawn, from a column `probability` or, with --weights, from the manifest of the sample; none unless every evaluation has one
passed (pass_share): evaluations passed over those that could pass or fail
failed: answers that fail the question: below `fails_below` of its points, or below the best
fail rate (failed_share): failures over answers, N/A apart; limits are the 95 % interval of Wilson
n/a rate (na_share): evaluations in which the question does not apply, of those in which it was asked
counted: evaluations in which the question was answered, or counts although it does not apply
earned_share: mean share of the question's points where it counted
points lost (lost_points): points of 100 the question costs a scored evaluation on average, before critical errors
lost to critical (lost_critical): points of 100 that critical errors in the question take away on average beyond that
discrimination: correlation of the question with the score of the other questions; low where the question tells nothing that the others tell, below 0 where it works against them; limits are the 95 % interval of Fisher, none where answers never differ
of failures (cause_share): failures of the question for which the cause was named
origin: where the cause lies: with the agent, which training answers, or with the process

e.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 7025b5ac0ae2
scorecard voice 1: SHA-256 bf94a968b508

"#]]).stderr_eq("");
}

#[test]
fn scores_are_written_for_programs() {
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    let line = "score e.csv --scorecard card.toml";
    room.qa(&format!("{line} -f csv")).code(0).stdout_eq(str![[r#"
evaluation_id,interaction_id,agent_id,evaluator_id,scorecard,scorecard_version,score,score_before_critical,critical_score,non_critical_score,pass,band,critical_customer,critical_business,critical_compliance,questions_answered,questions_na,questions_hidden,section_talk,section_law
C1/eva,C1,ana,eva,voice,1,100,100,100,100,true,,0,0,0,4,0,0,100,100
C1/flo,C1,ana,flo,voice,1,70,70,100,62.5,false,,0,0,0,4,0,0,50,100
C2/eva,C2,ben,eva,voice,1,85,85,,85,true,,0,0,0,3,1,0,75,100
C2/flo,C2,ben,flo,voice,1,85,85,,85,true,,0,0,0,3,1,0,75,100

"#]]);
}

#[test]
fn a_failed_critical_question_takes_the_whole_score() {
    let room =
        Room::with("e.csv", EVALUATIONS.replace("yes,yes\n", "yes,no\n")).file("card.toml", CARD);
    room.qa("score e.csv --scorecard card.toml -f csv").code(0).stdout_eq(str![[r#"
evaluation_id,interaction_id,agent_id,evaluator_id,scorecard,scorecard_version,score,score_before_critical,critical_score,non_critical_score,pass,band,critical_customer,critical_business,critical_compliance,questions_answered,questions_na,questions_hidden,section_talk,section_law
C1/eva,C1,ana,eva,voice,1,0,80,0,100,false,,0,0,1,4,0,0,100,50
C1/flo,C1,ana,flo,voice,1,0,50,0,62.5,false,,0,0,1,4,0,0,50,50
C2/eva,C2,ben,eva,voice,1,85,85,,85,true,,0,0,0,3,1,0,75,100
C2/flo,C2,ben,flo,voice,1,85,85,,85,true,,0,0,0,3,1,0,75,100

"#]]);
}

#[test]
fn without_a_scorecard_nothing_can_be_scored() {
    let room = Room::with("e.csv", EVALUATIONS);
    room.qa("score e.csv").code(2).stdout_eq("").stderr_eq(str![[r#"
qa: no scorecard is named [no-input]
  help: say --scorecard FILE, or write scorecards = ["scorecards/*.toml"] into qa.toml

"#]]);
}

#[test]
fn one_bad_answer_refuses_them_all_and_every_fault_is_told() {
    let text = EVALUATIONS.replace("eva,yes,5", "eva,maybe,6").replace("flo,yes,3", "flo,na,3");
    let room = Room::with("e.csv", text).file("card.toml", CARD);
    room.qa("score e.csv --scorecard card.toml").code(3).stdout_eq("").stderr_eq(str![[r#"
e.csv:2:12: question `greeting`: expected `yes` or `no`, found `maybe` [answer-outside-scale]
  help: write `yes` or `no`
e.csv:2:18: question `clarity`: expected a whole number from 1 to 5, found `6` [answer-outside-scale]
  help: write a whole number from 1 to 5
e.csv:5:12: question `greeting`: N/A is not allowed here, expected `yes` or `no` [na-not-allowed]
  help: write `yes` or `no`

"#]]);
}

#[test]
fn a_purpose_that_no_evaluation_has_is_refused() {
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    room.qa("score e.csv --scorecard card.toml --purpose overlap").code(2).stdout_eq("").stderr_eq(
        str![[r#"
--purpose: no evaluation here was made for `overlap` [nothing-selected]
  help: purposes are monitor

"#]],
    );
}

#[test]
fn a_delivered_score_that_differs_is_listed_with_what_explains_it() {
    // 100 and 85 are what the answers earn; of the third, identity is half of the 40 of its section: 80.
    let text = "evaluation_id,score,interaction_id,evaluator_id,greeting,clarity,identity,privacy\n\
                e1,100,C1,eva,yes,5,yes,yes\ne2,85,C2,eva,yes,3,yes,na\ne3,60.0,C3,eva,yes,5,no,yes\n\
                e4,,C4,eva,yes,5,yes,yes\n";
    let room = Room::with("e.csv", text).file("card.toml", CARD);
    let line = "score e.csv --scorecard card.toml --compare-delivered -f csv";
    room.qa(line).code(0).stdout_eq(str![[r#"
evaluation_id,interaction_id,agent_id,scorecard,scorecard_version,delivered_score,score,difference,explained_by
e3,C3,,voice,1,60,80,20,

"#]]).stderr_eq("");
    let line = "score e.csv --scorecard card.toml --compare-delivered --against 2";
    room.qa(line).code(2);
}

#[test]
fn old_evaluations_are_scored_under_another_version_and_the_difference_is_told() {
    let new = CARD
        .replace("version = \"1\"", "version = \"2\"")
        .replace("pass_mark = 80", "pass_mark = 90");
    assert!(new.contains("pass_mark = 90") && new.contains("version = \"2\""));
    let text = "interaction_id,evaluator_id,scorecard,scorecard_version,greeting,clarity,identity,privacy\n\
                C1,eva,voice,1,yes,5,yes,yes\nC2,eva,voice,1,yes,3,yes,na\n";
    let room = Room::with("e.csv", text).file("card.toml", CARD).file("new.toml", &new);
    let cards = "--scorecard card.toml --scorecard new.toml";
    // 100 and 85 stay what they are; 85 does not reach the new mark.
    room.qa(&format!("score e.csv {cards} --against 2 -f csv"))
        .code(0)
        .stdout_eq(str![[r#"
scorecard,from_version,to_version,evaluations,rescored,mean_from,mean_to,difference_mean,difference_mean_lower,difference_mean_upper,changed,now_pass,now_fail
voice,1,2,2,2,92.5,92.5,0,,,0,0,1

"#]])
        .stderr_eq("");
    room.qa(&format!("score e.csv {cards} --against 3")).code(2).stdout_eq("").stderr_eq(str![[
        r#"
--against: no scorecard of these evaluations has a version 3 [unknown-scorecard-version]
  help: at hand are voice 1, voice 2; name its file with --scorecard

"#
    ]]);
}

#[test]
fn what_does_not_count_is_said() {
    let text = "evaluation_id,revision,status,supersedes,interaction_id,evaluator_id,greeting,clarity,identity,privacy\n\
                e1,1,final,,C1,eva,no,5,yes,yes\ne1,2,final,,C1,eva,yes,5,yes,yes\n\
                e2,1,retracted,,C2,eva,yes,3,yes,na\ne3,1,draft,,C3,eva,yes,3,yes,na\n\
                e4,1,final,,C4,eva,no,1,yes,na\ne5,1,final,e4,C4,eva,yes,5,yes,na\n";
    let room = Room::with("e.csv", text).file("card.toml", CARD);
    let shown = room.qa("score e.csv --scorecard card.toml --by evaluation").code(0).stderr_eq("");
    let told = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    let left_out = "left out: 1 not finished, 1 replaced by a later revision, \
                    1 superseded by another evaluation, 1 retracted\n";
    assert!(told.contains(left_out), "{told}");
    assert!(told.contains("\ne1 ") && told.contains("\ne5 ") && !told.contains("\ne4 "), "{told}");
}
