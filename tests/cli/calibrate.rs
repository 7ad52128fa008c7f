//! `qa calibrate`: agreement of two evaluators.

use crate::room::Room;
use crate::{CALLS, CARD, EVALUATIONS};
use snapbox::str;

#[test]
fn one_evaluator_has_nobody_to_agree_with() {
    let alone: Vec<&str> = EVALUATIONS.lines().take(3).collect();
    let room = Room::with("e.csv", alone.join("\n")).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml -f csv";
    room.qa(line).code(0).stdout_eq(str![[r#"
question,scale,interactions,evaluators,ratings,rated_once,missing,na,failures,exact_agreement,exact_agreement_lower,exact_agreement_upper,within_one,cohen_kappa,fleiss_kappa,ac1,ac1_lower,ac1_upper,ac2,ac2_lower,ac2_upper,alpha_nominal,alpha_nominal_lower,alpha_nominal_upper,alpha_ordinal,alpha_ordinal_lower,alpha_ordinal_upper,alpha_interval,applicability_agreement,ac1_with_na,verdict,more_needed
clarity,ordinal,0,1,2,2,0,0,1,,,,,,,,,,,,,,,,,,,,,,,
greeting,nominal,0,1,2,2,0,0,0,,,,,,,,,,,,,,,,,,,,,,,
identity,nominal,0,1,2,2,0,0,0,,,,,,,,,,,,,,,,,,,,,,,
privacy,nominal,0,1,1,1,0,1,0,,,,,,,,,,,,,,,,,,,,,,,

"#]]).stderr_eq("");
}

#[test]
fn two_evaluators_are_compared_question_by_question() {
    // greeting: yes/no and yes/yes, 1 of 2 agree. clarity: 5/5 and 3/3, 2 of 2. identity: 2 of 2.
    // privacy: one pair of answers, yes/yes; C2 is N/A for both.
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml -f csv";
    room.qa(line).code(0).stdout_eq(str![[r#"
question,scale,interactions,evaluators,ratings,rated_once,missing,na,failures,exact_agreement,exact_agreement_lower,exact_agreement_upper,within_one,cohen_kappa,fleiss_kappa,ac1,ac1_lower,ac1_upper,ac2,ac2_lower,ac2_upper,alpha_nominal,alpha_nominal_lower,alpha_nominal_upper,alpha_ordinal,alpha_ordinal_lower,alpha_ordinal_upper,alpha_interval,applicability_agreement,ac1_with_na,verdict,more_needed
clarity,ordinal,2,2,4,0,0,0,2,1,0.012236,1,1,,,,,,,,,,,,,,,,,,too few,18
greeting,nominal,2,2,4,0,0,0,1,0.5,0.001541,0.998459,,,,,,,,,,,,,,,,,,,too few,18
identity,nominal,2,2,4,0,0,0,0,1,0.012236,1,,,,,,,,,,,,,,,,,,,too few,18
privacy,nominal,1,2,2,0,0,2,0,1,,,,,,,,,,,,,,,,,,,1,,too few,19

"#]]).stderr_eq("");
}

#[test]
fn two_evaluators_are_compared_by_their_scores() {
    // eva gives 100 and 85, flo 70 and 85: differences 30 and 0, mean 15; the quantile of Student's t
    // for one degree of freedom is 12.706, so 15 ± 12.706 · 15 = 15 ± 190.6.
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --table evaluators -f csv";
    room.qa(line).code(0).stdout_eq(str![[r#"
evaluator,ratings,na,compared,share_as_reference,share_as_reference_lower,share_as_reference_upper,scores,mean_score,n,bias,bias_lower,bias_upper,absolute_difference,within_tolerance,lower_limit_of_agreement,upper_limit_of_agreement,concordance
eva,7,1,0,,,,2,92.5,2,15,-175.593071,205.593071,15,0.5,,,
flo,7,1,0,,,,2,77.5,2,-15,-205.593071,175.593071,15,0.5,,,

"#]]).stderr_eq("");
}

#[test]
fn a_reference_is_held_against_the_others() {
    // flo answers 6 of 7 as eva does, and is 15 points below her on the average.
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --reference eva --table evaluators -f csv";
    room.qa(line).code(0).stdout_eq(str![[r#"
evaluator,ratings,na,compared,share_as_reference,share_as_reference_lower,share_as_reference_upper,scores,mean_score,n,bias,bias_lower,bias_upper,absolute_difference,within_tolerance,lower_limit_of_agreement,upper_limit_of_agreement,concordance
flo,7,1,7,0.857143,0.486872,0.97432,2,77.5,2,-15,-205.593071,175.593071,15,0.5,,,

"#]]).stderr_eq("");
}

#[test]
fn what_differs_is_to_be_discussed() {
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --table discuss -f csv";
    room.qa(line)
        .code(0)
        .stdout_eq(str![[r#"
interaction,critical,score_range,pairs,questions,detail
C1,false,30,1,greeting,"greeting: no (flo), yes (eva)"

"#]])
        .stderr_eq("");
}

#[test]
fn a_scale_that_is_none_is_refused() {
    let room = Room::with("e.csv", "unit,rater,rating\nC1,eva,3\n");
    room.qa("calibrate e.csv --scale 5..1").code(2).stdout_eq("").stderr_eq(str![[r#"
--scale: `5..1` is no scale [bad-scale]
  help: write the lowest and the highest whole number, such as 1..5

"#]]);
}

/// Three people and a second look of eva's at C1 in November; gil's session is too long ago.
/// Privacy is critical, and lea alone fails it.
const SESSION: &str = "\
interaction_id,evaluator,session,evaluated_at,evaluation_id,greeting,clarity,identity,privacy
C1,eva,oct,2026-10-05T10:00:00Z,E1,yes,5,yes,yes
C1,eva,nov,2026-11-06T10:00:00Z,E2,yes,4,yes,yes
C1,flo,oct,2026-10-05T10:00:00Z,E3,no,5,yes,yes
C1,lea,oct,2026-10-05T10:00:00Z,E4,yes,5,no,no
C2,eva,oct,2026-10-05T11:00:00Z,E5,yes,3,yes,yes
C2,flo,oct,2026-10-05T11:00:00Z,E6,yes,3,yes,yes
C3,gil,may,2026-05-05T10:00:00Z,E7,yes,3,yes,yes
";

#[test]
fn a_second_look_counts_as_the_one_that_is_asked_for() {
    let room = Room::with("e.csv", SESSION).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --table spread -f csv";
    room.qa(line).code(3).stdout_eq("").stderr_eq(str![[r#"
e.csv:3:36: evaluator `eva` answers `greeting` of interaction `C1` again; the first answer stands at e.csv:2:36, and so with 3 more questions [duplicate-rating]
  help: keep one of the two, take one --session or --purpose, or say --repeats first or last

"#]]);
    room.qa(&format!("{line} --repeats first"))
        .code(0)
        .stdout_eq(str![[r#"
interaction,scores,mean_score,lowest,highest,range,reference
C1,3,56.666667,0,100,100,
C2,2,85,85,85,0,

"#]])
        .stderr_eq("");
    room.qa(&format!("{line} --repeats last"))
        .code(0)
        .stdout_eq(str![[r#"
interaction,scores,mean_score,lowest,highest,range,reference
C1,3,54.166667,0,92.5,92.5,
C2,2,85,85,85,0,

"#]])
        .stderr_eq("");
}

#[test]
fn false_passes_are_counted_against_the_lead() {
    // lea fails the privacy of C1; eva and flo pass it. She did not judge C2.
    let room = Room::with("e.csv", SESSION).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --repeats last --reference lea";
    room.qa(&format!("{line} --table critical -f csv")).code(0).stdout_eq(str![[r#"
question,evaluator,compared,reference_fails,false_passes,false_pass_share,false_pass_share_lower,false_pass_share_upper,false_fails,false_fail_share,false_fail_share_lower,false_fail_share_upper,direction_p
privacy,all,2,2,2,1,0.34238,1,0,,,,0.5
all,eva,1,1,1,1,0.206549,1,0,,,,1
all,flo,1,1,1,1,0.206549,1,0,,,,1

"#]]);
    room.qa(&format!("{line} --table critical -f md")).code(0).stdout_eq(str![[r#"
# Agreement of 2 evaluators on 2 interactions

## Critical decisions against the reference

| question | evaluator | compared | reference fails | false passes | of fails | false fails | of passes | p of direction |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| privacy | all | 2 | 2 | 2 | 100.0 % /[34.2–100.0/] | 0 | – | 0.50 |
| all | eva | 1 | 1 | 1 | 100.0 % /[20.7–100.0/] | 0 | – | 1.00 |
| all | flo | 1 | 1 | 1 | 100.0 % /[20.7–100.0/] | 0 | – | 1.00 |

- /`lea/` is the reference and not one of the evaluators compared
- /`lea/` rated 1 of 2 interactions; nothing is held against it on the others
- --table answers shows every evaluator question by question
- 1 evaluation from more than 90 days before the latest left out; --window takes more
- 1 repeated evaluation left out: of one interaction by one evaluator the last counts

- **limits**: 95 % interval. Of shares, AC1 and AC2: Wilson's around the observed agreement with as many effective trials as the standard error tells and Student's quantile, for small samples. Of alpha: Fieller's for the quotient of two disagreements, with variances from leaving out one interaction at a time, -1 to 1 where few failures leave everything open. Of kappa: Student's t, for large samples (Gwet 2014). Of shares of steps: percentiles over interactions drawn again
- **of fails (false/_pass/_share)**: critical failures of the reference that the evaluator passed; Wilson limits
- **of passes (false/_fail/_share)**: answers passed by the reference that the evaluator failed; Wilson limits
- **p of direction (direction/_p)**: exact test of McNemar: do false passes and false fails differ in number?

- e.csv: 7 records read, 7 accepted, 0 rejected, SHA-256 9dccc3c5e814
- reference: lea
- tolerance: 5
- bootstrap: 1,000 rounds, seed 1
- scorecard voice 1: SHA-256 bf94a968b508

"#]]);
}

#[test]
fn the_agenda_of_a_meeting_is_a_document() {
    let room = Room::with("e.csv", SESSION).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --repeats first --discuss";
    room.qa(&format!("{line} -f md")).code(0).stdout_eq(str![[r#"
# Agenda for 3 evaluators on 2 interactions

## Questions that split people

| question | interactions | critical | points apart | pairs that differ |
| --- | ---: | ---: | ---: | ---: |
| privacy | 1 | 1 | 20.0 | 2 |
| greeting | 1 | 0 | 30.0 | 2 |
| identity | 1 | 0 | 20.0 | 2 |

## Interaction C1: a critical decision differs

| question | critical | points apart | who answered what |
| --- | --- | ---: | --- |
| privacy | yes | 20.0 | yes (eva, flo), no (lea) |
| greeting | no | 30.0 | yes (eva, lea), no (flo) |
| identity | no | 20.0 | yes (eva, flo), no (lea) |
| total score | – | 100.0 | – |

- 1 evaluation from more than 90 days before the latest left out; --window takes more
- 1 repeated evaluation left out: of one interaction by one evaluator the first counts

- **points/_apart**: how far the answers lie apart in points of the score, were every question to apply

- e.csv: 7 records read, 7 accepted, 0 rejected, SHA-256 9dccc3c5e814
- tolerance: 5
- bootstrap: 1,000 rounds, seed 1
- scorecard voice 1: SHA-256 bf94a968b508

"#]]).stderr_eq("");
    room.qa(&format!("{line} -o agenda.md")).code(0).stdout_eq("").stderr_eq("");
    assert!(room.read("agenda.md").starts_with("# Agenda for 3 evaluators on 2 interactions"));
}

#[test]
fn nobody_is_named_where_ids_name_nobody() {
    let room = Room::with("e.csv", SESSION).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --repeats last --anonymous";
    room.qa(&format!("{line} --table discuss -f csv")).code(0).stdout_eq(str![[r#"
interaction,critical,score_range,pairs,questions,detail
C1,true,92.5,8,"privacy, greeting, identity, clarity","privacy: yes (2), no (1); greeting: yes (2), no (1); identity: yes (2), no (1); clarity: 5 (2), 4 (1)"

"#]]);
    room.qa(&format!("{line} --table evaluators -f csv")).code(2).stdout_eq("");
}

#[test]
fn who_looks_again_is_held_against_the_first_look() {
    let room = Room::with("e.csv", SESSION).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --repeats trials";
    room.qa(&format!("{line} --table repeatability -f csv")).code(0).stdout_eq(str![[r#"
question,evaluator,repeated,same_share,same_share_lower,same_share_upper,always_right_share,always_right_share_lower,always_right_share_upper
clarity,all,1,0,0,0.975,,,
greeting,all,1,1,0.025,1,,,
identity,all,1,1,0.025,1,,,
privacy,all,1,1,0.025,1,,,
all,eva,4,0.75,0.19412,0.993691,,,
all,flo,0,,,,,,
all,lea,0,,,,,,

"#]]);
    room.qa(&format!("{line} --table standard -f csv")).code(0).stdout_eq(str![[r#"
question,interactions,all_same_share,all_same_share_lower,all_same_share_upper,all_right_share,all_right_share_lower,all_right_share_upper,kappa_fleiss,miss_share,miss_share_lower,miss_share_upper,false_alarm_share,false_alarm_share_lower,false_alarm_share_upper
clarity,1,0,0,0.975,,,,,,,,,,
greeting,1,0,0,0.975,,,,,,,,,,
identity,1,0,0,0.975,,,,,,,,,,
privacy,1,0,0,0.975,,,,,,,,,,

"#]]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "the whole output is the expectation")]
fn severity_is_taken_out_where_agents_and_evaluators_meet() {
    // eva gives ana 100 and ben 85, flo 70 and 85: with both agents eva is 15 above, so each lies
    // 7.5 from the mean of both, and the agents keep their means.
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --severity --table adjusted -f csv";
    room.qa(line)
        .code(0)
        .stdout_eq(str![[r#"
agent,scores,mean_score,adjusted_score,shrunken_score,shrunken_score_lower,shrunken_score_upper
ana,2,85,85,85,70.30027,99.69973
ben,2,85,85,85,70.30027,99.69973

"#]])
        .stderr_eq("");
    let apart: String = EVALUATIONS
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("C2,ben,eva") && !line.starts_with("C1,ana,flo"))
        .collect();
    let room = Room::with("e.csv", apart).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --severity";
    room.qa(line).code(0).stdout_eq(str![[r#"
Agreement of 2 evaluators on 2 interactions

Agreement by question
question  n  fails   exact  within 1  AC1, AC2  κ Fleiss  α  n/a alike  AC1 with n/a  verdict
--------  -  ------  -----  --------  --------  --------  -  ---------  ------------  -------
clarity   0  1 of 2      –         –         –         –  –          –             –  –
greeting  0  0 of 2      –         –         –         –  –          –             –  –
identity  0  0 of 2      –         –         –         –  –          –             –  –
privacy   0  0 of 1      –         –         –         –  –          –             –  –

Evaluators against the others
evaluator  ratings  n/a  scores  mean score  scores compared  bias  mean difference  within tolerance  95 % from  95 % to
---------  -------  ---  ------  ----------  ---------------  ----  ---------------  ----------------  ---------  -------
eva              4    0       1       100.0                0     –                –                 –          –        –
flo              3    1       1        85.0                0     –                –                 –          –        –

Use of the scale beside the others
evaluator  answers  n/a  others  fails  others  lowest  others  highest  others  remark
---------  -------  ---  ------  -----  ------  ------  ------  -------  ------  ------
eva              0    –       –      –       –       –       –        –       –  –
flo              0    –       –      –       –       –       –        –       –  –

Agreement of total scores
interactions  not scored by all  mean spread  widest  within tolerance  ICC(A,1)  standard error
------------  -----------------  -----------  ------  ----------------  --------  --------------
           0                  0            –       –                 –         –               –

Discuss first
interaction  critical  scores apart  pairs that differ  questions  who answered what
-----------  --------  ------------  -----------------  ---------  -----------------
no rows

– in exact: nothing rated twice
– in within 1: nothing rated twice
– in AC1, AC2: nothing rated twice
– in κ Fleiss: nothing rated twice
– in α: nothing rated twice
– in verdict: nothing rated twice
– in exact: one evaluator
– in AC1, AC2: one evaluator
– in κ Fleiss: one evaluator
– in α: one evaluator
– in n/a alike: nothing rated
– in AC1 with n/a: fewer than 5 interactions
– in verdict: one evaluator
– in ICC(A,1): no scatter or too few scores
– in standard error: no scatter or too few scores
no interaction was rated by two evaluators, so nothing can be compared
one interaction rated only, too few to tell anything of: `eva`, `flo`
interactions rated by one evaluator only are left out: `clarity` 2, `greeting` 2, `identity` 2, `privacy` 1
answers of not applicable are left out: `privacy` 1
agents and evaluators fall into 2 groups that share nobody, so severity cannot be told from quality and no score is adjusted

exact_agreement: mean over interactions of the share of pairs of evaluators who gave the same answer (Fleiss 1971)
within 1 (within_one): share of all pairs of ratings of one interaction that are equal or neighbours on the scale (descriptive)
n (interactions): rated by at least two evaluators; only these take part in coefficients
limits: 95 % interval. Of shares, AC1 and AC2: Wilson's around the observed agreement with as many effective trials as the standard error tells and Student's quantile, for small samples. Of alpha: Fieller's for the quotient of two disagreements, with variances from leaving out one interaction at a time, -1 to 1 where few failures leave everything open. Of kappa: Student's t, for large samples (Gwet 2014). Of shares of steps: percentiles over interactions drawn again
AC1, AC2 (ac1_ac2): AC1 of Gwet, agreement corrected for chance so that rare answers do not spoil it; AC2, where answers have an order and near ones agree in part
κ Fleiss (kappa_fleiss): Fleiss' kappa; low where nearly all answers are the same, whatever the agreement
α (alpha): Krippendorff's alpha, ordinal where answers have an order, else nominal
n/a alike (applicability_agreement): exact agreement on whether the question applies at all
AC1 with n/a (ac1_with_na): AC1 with not applicable as an answer of its own instead of left out
fails (failures): answers of evaluators that fail the question, by its scorecard
verdict: on the lower 95 % limit of AC1, or AC2 where answers have an order, but never better than if everybody had agreed on everything: calibrated from .80, acceptable from .60, not calibrated when the upper limit is below .60, else undecided; from 10 interactions on, with two evaluators from 20; within 1: nearly all answers are equal or one step apart, fewer than 70 % equal
bias: mean of evaluator less reference, without a reference less the mean of the other evaluators; above zero is more generous; 95 % limits by Student's t
mean difference (absolute_difference): mean of the differences of scores without their signs
within_tolerance: share of scores that differ by no more than the tolerance
95 % from (lower_limit_of_agreement): with the upper limit, where 95 % of the differences of scores are expected: bias plus and minus 1.96 standard deviations, from 10 scores on (Bland and Altman 1986)
ICC(A,1) (icc_agreement): share of the variance of a single evaluator's score that is the interaction's, severity of evaluators counted as error; of interactions scored by all (McGraw and Wong 1996); generalized limits, which hold for few evaluators too (Tian and Cappelleri 2004)
mean spread (mean_range): mean over interactions of the highest less the lowest score of evaluators
widest_range: the largest such difference
within tolerance (share_within_tolerance): share of scores that differ from the reference's by no more than the tolerance; without a reference, of pairs of scores
remark: what an evaluator does more or less often than the others on the same questions, beyond chance (Newcombe 1998)
scores apart (score_range): how far the total scores lie apart, the reference's included
standard_error: of a single evaluator's score in points, severity included
pairs that differ (pairs): pairs of people who answered differently, over all questions; not applicable is an answer of its own and the reference one of the people

e.csv: 2 records read, 2 accepted, 0 rejected, SHA-256 56ba8e0dcddd
tolerance: 5
bootstrap: 1,000 rounds, seed 1
scorecard voice 1: SHA-256 bf94a968b508

"#]]);
}

/// C1 was monitored by ana and taken for calibration; C2 was monitored and never looked at again; C3 was
/// scored by two. All answers are yes but ben's to `tone` of C1.
const PURPOSES: &str = "\
interaction_id,evaluator_id,purpose,evaluation_id,tone,record
C1,ana,monitor,E1,yes,yes
C1,ana,calibration,E2,yes,yes
C1,ben,calibration,E3,no,yes
C2,ana,monitor,E4,yes,yes
C3,ana,monitor,E5,yes,yes
C3,ben,overlap,E6,yes,yes
";

const TWO_QUESTIONS: &str = r#"schema = 1
id = "two"
version = "1"
name = "Two"

[[section]]
id = "talk"
name = "Talk"
weight = 1
[[section.question]]
id = "tone"
text = "Friendly"
scale = "yes_no"
[[section.question]]
id = "record"
text = "Recorded"
scale = "yes_no"
"#;

#[test]
fn without_asking_a_calibration_is_about_what_was_made_to_be_compared() {
    let room = Room::with("e.csv", PURPOSES).file("card.toml", TWO_QUESTIONS);
    let line = "calibrate e.csv --scorecard card.toml --table questions -f csv";
    // C1 and C3 by two: tone 1 of 2 alike, record 2 of 2.
    let found = room.qa(line).code(0).get_output().clone();
    let out = String::from_utf8(found.stdout).unwrap();
    assert!(out.contains("\ntone,nominal,2,2,4,0,0,0,1,0.5,"), "{out}");
    assert!(out.contains("\nrecord,nominal,2,2,4,0,0,0,0,1,"), "{out}");
    room.qa("calibrate e.csv --scorecard card.toml --purpose monitor,overlap,calibration")
        .code(3)
        .stdout_eq("")
        .stderr_eq(str![[r#"
e.csv:3:23: evaluator `ana` answers `tone` of interaction `C1` again; the first answer stands at e.csv:2:19, and so with 1 more question [duplicate-rating]
  help: keep one of the two, take one --session or --purpose, or say --repeats first or last

"#]]);
}

#[test]
fn a_session_or_purpose_that_nobody_has_is_refused_beside_one_that_somebody_has() {
    let room = Room::with("e.csv", SESSION).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml";
    room.qa(&format!("{line} --session oct,octt")).code(2).stdout_eq("").stderr_eq(str![[r#"
--session: no evaluation here belongs to the session `octt` [nothing-selected]
  help: sessions are may, nov, oct

"#]]);
    let room = Room::with("e.csv", PURPOSES).file("card.toml", TWO_QUESTIONS);
    room.qa(&format!("{line} --purpose calibration --purpose overlp"))
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
--purpose: no evaluation here was made for `overlp` [nothing-selected]
  help: purposes are calibration, monitor, overlap

"#]]);
}

#[test]
fn a_question_below_the_least_agreement_misses_the_gate_after_the_report() {
    let room = Room::with("e.csv", PURPOSES).file("card.toml", TWO_QUESTIONS);
    let line = "calibrate e.csv --scorecard card.toml --table disputed -f csv";
    room.qa(&format!("{line} --min-agreement 80%"))
        .code(4)
        .stdout_eq(str![[r#"
question,interactions,critical,points_apart,pairs
tone,1,0,50,1

"#]])
        .stderr_eq(str![[r#"
1 of 2 figures too low
  tone: exact agreement 0.5, expected at least 0.8

"#]]);
    room.qa(&format!("{line} --min-agreement 50%")).code(0).stderr_eq("");
    // Two interactions bear no alpha, and what cannot be judged does not pass.
    room.qa(&format!("{line} --min-alpha 0.667")).code(4).stderr_eq(str![[r#"
nothing could be judged
  not judged: record: no alpha, no variation
  not judged: tone: no alpha, fewer than 5 interactions

"#]]);
    for wrong in ["--min-alpha 2", "--min-agreement 120%", "--rounds 0", "--rounds 100001"] {
        room.qa(&format!("{line} {wrong}")).code(2).stdout_eq("");
    }
}

#[test]
fn what_is_wrong_with_options_is_told_before_what_is_wrong_with_files() {
    let room = Room::with("e.csv", "unit,rater,rating\nC1,eva,3\nC1,eva,4\n");
    room.qa("calibrate e.csv --group x").code(2).stdout_eq("").stderr_eq(str![[r#"
--group: `x` names no group and its evaluators [bad-group]
  help: write a name and who belongs to it, such as vendor=ana,budi

"#]]);
    room.qa("calibrate --raters x").code(2).stdout_eq("").stderr_eq(str![[r#"
--raters: columns are evaluators of a file, and none is named [no-input]
  help: name the file: qa calibrate table.csv --raters ann,bob,cal

"#]]);
    room.qa("calibrate e.csv --raters x").code(3).stdout_eq("").stderr_eq(str![[r#"
e.csv:1: there is no column `x` [raters-unclear]
  help: the columns are unit, rater, rating

"#]]);
    room.qa("calibrate e.csv --raters rating").code(3).stdout_eq("").stderr_eq(str![[r#"
e.csv:1: a column names the evaluator of each row, so no column is one [raters-unclear]
  help: leave out --raters

"#]]);
}

#[test]
fn the_agenda_tells_what_was_written_and_whose_call_it_was() {
    let answers = "\
interaction_id,agent_id,evaluator_id,question_id,answer,at,comment
C1,ana,eva,greeting,yes,,
C1,ana,flo,greeting,no,0:04,\"name only,
no welcome\"
C1,ana,eva,clarity,4,2:31,
C1,ana,flo,clarity,4,,nothing to add
";
    let room = Room::with("e.csv", answers).file("calls.csv", CALLS);
    let line = "calibrate e.csv --calls calls.csv --discuss -f md";
    let found = room.qa(line).code(0).get_output().clone();
    let out = String::from_utf8(found.stdout).unwrap();
    let from = out.find("## Interaction").unwrap();
    let to = from + out[from..].find("\n- ").unwrap();
    snapbox::assert_data_eq!(
        &out[from..to],
        str![[r#"
## Interaction C1: agent ana, queue sales, 2026-10-05 09:00

| question | critical | points apart | who answered what | what they wrote |
| --- | --- | ---: | --- | --- |
| greeting | no | – | no (flo), yes (eva) | flo at 0:04: name only, no welcome |

"#]]
    );
    // What nobody is to be named by stands without names.
    let line = "calibrate e.csv --discuss -f md --anonymous";
    let found = room.qa(line).code(0).get_output().clone();
    let out = String::from_utf8(found.stdout).unwrap();
    assert!(out.contains("at 0:04: name only") && !out.contains("flo"), "{out}");
}

#[test]
fn a_table_with_questions_and_a_column_for_each_evaluator_is_read_as_one_row_a_rating() {
    let rows = [
        ("C1", "tone", ["5", "4", "5"]),
        ("C1", "hold", ["yes", "yes", "no"]),
        ("C2", "tone", ["3", "3", ""]),
        ("C2", "hold", ["no", "no", "no"]),
        ("C3", "tone", ["2", "4", "2"]),
        ("C3", "hold", ["yes", "yes", "yes"]),
    ];
    let wide =
        rows.map(|(call, question, cells)| format!("{call},{question},{}\n", cells.join(",")));
    let long = rows.iter().flat_map(|(call, question, cells)| {
        let cells =
            ["ann", "ben", "cal"].into_iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
        cells.map(move |(who, cell)| format!("{call},{who},{question},{cell}\n"))
    });
    let room = Room::with("wide.csv", format!("call,question,ann,ben,cal\n{}", wide.concat()))
        .file(
            "long.csv",
            format!("interaction_id,evaluator_id,question_id,answer\n{}", long.collect::<String>()),
        );
    let of = |file: &str| room.said(&format!("-q calibrate {file} --table questions -f csv"));
    assert_eq!(of("wide.csv"), of("long.csv"));
    assert_eq!(of("wide.csv").lines().count(), 3, "{}", of("wide.csv"));
    let told = room.qa("calibrate wide.csv --table questions -f csv").code(0);
    let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
    assert!(told.starts_with("a column for each evaluator: `ann`, `ben`, `cal`\n"), "{told}");
}
