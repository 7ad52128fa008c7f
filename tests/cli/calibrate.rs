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
question,scale,interactions,evaluators,ratings,rated_once,missing,na,exact_agreement,exact_agreement_lower,exact_agreement_upper,within_one,cohen_kappa,fleiss_kappa,ac1,ac1_lower,ac1_upper,ac2,ac2_lower,ac2_upper,alpha_nominal,alpha_ordinal,alpha_interval,applicability_agreement,verdict,more_needed
clarity,ordinal,0,1,2,2,0,0,,,,,,,,,,,,,,,,,,
greeting,nominal,0,1,2,2,0,0,,,,,,,,,,,,,,,,,,
identity,nominal,0,1,2,2,0,0,,,,,,,,,,,,,,,,,,
privacy,nominal,0,1,1,1,0,1,,,,,,,,,,,,,,,,,,

"#]]).stderr_eq("");
}

#[test]
fn two_evaluators_are_compared_question_by_question() {
    // greeting: yes/no and yes/yes, 1 of 2 agree. clarity: 5/5 and 3/3, 2 of 2. identity: 2 of 2.
    // privacy: one pair of answers, yes/yes; C2 is N/A for both.
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml -f csv";
    room.qa(line).code(0).stdout_eq(str![[r#"
question,scale,interactions,evaluators,ratings,rated_once,missing,na,exact_agreement,exact_agreement_lower,exact_agreement_upper,within_one,cohen_kappa,fleiss_kappa,ac1,ac1_lower,ac1_upper,ac2,ac2_lower,ac2_upper,alpha_nominal,alpha_ordinal,alpha_interval,applicability_agreement,verdict,more_needed
clarity,ordinal,2,2,4,0,0,0,1,0.012236,1,1,,,,,,,,,,,,,too few,18
greeting,nominal,2,2,4,0,0,0,0.5,0.001541,0.998459,,,,,,,,,,,,,,too few,18
identity,nominal,2,2,4,0,0,0,1,0.012236,1,,,,,,,,,,,,,,too few,18
privacy,nominal,1,2,2,0,0,2,1,,,,,,,,,,,,,,,1,too few,19

"#]]).stderr_eq("");
}

#[test]
fn two_evaluators_are_compared_by_their_scores() {
    // eva gives 100 and 85, flo 70 and 85: differences 30 and 0, mean 15; the quantile of Student's t
    // for one degree of freedom is 12.706, so 15 ± 12.706 · 15 = 15 ± 190.6.
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --table evaluators -f csv";
    room.qa(line).code(0).stdout_eq(str![[r#"
evaluator,ratings,na,compared,share_as_reference,share_as_reference_lower,share_as_reference_upper,scores,mean_score,n,bias,bias_lower,bias_upper,absolute_difference,within_tolerance,lower_limit_of_agreement,upper_limit_of_agreement
eva,7,1,0,,,,2,92.5,2,15,-175.593071,205.593071,15,0.5,,
flo,7,1,0,,,,2,77.5,2,-15,-205.593071,175.593071,15,0.5,,

"#]]).stderr_eq("");
}

#[test]
fn a_reference_is_held_against_the_others() {
    // flo answers 6 of 7 as eva does, and is 15 points below her on the average.
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --reference eva --table evaluators -f csv";
    room.qa(line).code(0).stdout_eq(str![[r#"
evaluator,ratings,na,compared,share_as_reference,share_as_reference_lower,share_as_reference_upper,scores,mean_score,n,bias,bias_lower,bias_upper,absolute_difference,within_tolerance,lower_limit_of_agreement,upper_limit_of_agreement
flo,7,1,7,0.857143,0.486872,0.97432,2,77.5,2,-15,-205.593071,175.593071,15,0.5,,

"#]]).stderr_eq("");
}

#[test]
fn what_differs_is_to_be_discussed() {
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --table discuss -f csv";
    room.qa(line)
        .code(0)
        .stdout_eq(str![[r#"
interaction,pairs,questions,detail
C1,1,greeting,"greeting: no (flo), yes (eva)"

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
