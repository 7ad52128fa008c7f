//! `qa calibrate`: agreement of two evaluators.

use crate::room::Room;
use crate::{CARD, EVALUATIONS};
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

/// Three people and a second look of eva's at C1 in November; gil's session is too long ago. Identity
/// is critical.
const SESSION: &str = "\
interaction_id,evaluator,session,evaluated_at,evaluation_id,greeting,clarity,identity,privacy
C1,eva,oct,2026-10-05T10:00:00Z,E1,yes,5,yes,yes
C1,eva,nov,2026-11-06T10:00:00Z,E2,yes,4,yes,yes
C1,flo,oct,2026-10-05T10:00:00Z,E3,no,5,yes,yes
C1,lea,oct,2026-10-05T10:00:00Z,E4,yes,5,no,yes
C2,eva,oct,2026-10-05T11:00:00Z,E5,yes,3,yes,yes
C2,flo,oct,2026-10-05T11:00:00Z,E6,yes,3,yes,yes
C3,gil,may,2026-05-05T10:00:00Z,E7,yes,3,yes,yes
";

#[test]
fn a_second_look_counts_as_the_one_that_is_asked_for() {
    let room = Room::with("e.csv", SESSION).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --table spread -f csv";
    room.qa(line).code(3).stdout_eq("").stderr_eq(str![[r#"
e.csv:3: `eva` already evaluated interaction `C1` at e.csv:2 [duplicate-evaluation]
  help: a correction keeps the evaluation_id and raises the revision; a second look has another purpose or session

"#]]);
    room.qa(&format!("{line} --repeats first")).code(0).stdout_eq(str![[r#""#]]).stderr_eq("");
    room.qa(&format!("{line} --repeats last")).code(0).stdout_eq(str![[r#""#]]).stderr_eq("");
}

#[test]
fn false_passes_are_counted_against_the_lead() {
    // lea fails the identity of C1; eva and flo pass it. Nobody but them judged C2.
    let room = Room::with("e.csv", SESSION).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --repeats last --reference lea";
    room.qa(&format!("{line} --table critical -f csv")).code(0).stdout_eq(str![[r#""#]]);
    room.qa(&format!("{line} --table critical -f md")).code(0).stdout_eq(str![[r#""#]]);
}

#[test]
fn the_agenda_of_a_meeting_is_a_document() {
    let room = Room::with("e.csv", SESSION).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --repeats first --discuss";
    room.qa(&format!("{line} -f md")).code(0).stdout_eq(str![[r#""#]]).stderr_eq("");
    room.qa(&format!("{line} -o agenda.md")).code(0).stdout_eq("").stderr_eq("");
    assert!(room.read("agenda.md").starts_with("# Agenda for 3 evaluators on 2 interactions"));
}

#[test]
fn nobody_is_named_where_ids_name_nobody() {
    let room = Room::with("e.csv", SESSION).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --repeats last --anonymous";
    room.qa(&format!("{line} --table discuss -f csv")).code(0).stdout_eq(str![[r#""#]]);
    room.qa(&format!("{line} --table evaluators -f csv")).code(2).stdout_eq("");
}
