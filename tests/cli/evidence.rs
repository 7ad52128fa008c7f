//! `qa calibrate` beyond agreement: sessions over time, machines, groups, tables of ratings, bad input.

use crate::room::Room;
use crate::{CARD, EVALUATIONS};
use snapbox::str;
use std::fmt::Write;

/// Sessions of two calls a week apart. ann is as strict as the lead until the last one; bob becomes a step
/// more generous every five sessions; cal comes to every other session.
fn sessions(n: u32) -> String {
    let mut csv =
        "interaction_id,evaluator_id,purpose,session,evaluated_at,question_id,answer\n".to_owned();
    for week in 0..n {
        for call in 0..2 {
            let fair = 3 + (week + call) % 3;
            let wobble = (week + call) % 2;
            let of = |who: &str, answer: u32| {
                let day = 1 + week * 7;
                let (month, day) = (1 + (day - 1) / 28, 1 + (day - 1) % 28);
                format!(
                    "C{week:02}{call},{who},calibration,S{week:02},2026-{month:02}-{day:02}T10:00:00Z,tone,{answer}\n"
                )
            };
            csv += &of("lead", fair);
            csv += &of("ann", if week + 1 == n { fair + 4 } else { fair + wobble });
            csv += &of("bob", fair + week / 5 + wobble);
            if week % 2 == 0 {
                csv += &of("cal", fair);
            }
        }
    }
    csv
}

#[test]
fn a_lean_that_changes_is_seen_in_its_chart() {
    let room = Room::with("e.csv", sessions(14));
    let line = "calibrate e.csv --scale 0..12 --reference lead --table drift -f csv";
    room.qa(line).code(0).stdout_eq(str![[r#"
evaluator,of,sessions,first_bias,last_session,last_bias,center,lower_control_limit,upper_control_limit,change_per_session,trend_p,drift
ann,tone,14,0.5,S13,4,0.75,0.033961,1.466039,0,0.204962,beyond the limits 1×; shifted
bob,tone,14,0.5,S13,2.5,1.428571,1.019406,1.837737,0.181818,0.000536,beyond the limits 9×; shifted; ever more generous
cal,tone,7,0,S12,0,0,,,,,stable; no limits yet

"#]]).stderr_eq("");
}

#[test]
fn a_chart_of_sessions_is_drawn() {
    let room = Room::with("e.csv", sessions(14));
    let line = "calibrate e.csv --scale 0..12 --reference lead --table drift_chart";
    room.qa(line).code(0).stdout_eq(str![[r#"
Agreement of 3 evaluators on 24 interactions

Control chart of bias
evaluator  of    session  began       n  bias  chart
---------  ----  -------  ----------  -  ----  -----------------------------------------
ann        tone  S00      2026-01-01  2  0.50  |····●·:······|··························
ann        tone  S01      2026-01-08  2  0.50  |····●·:······|··························
ann        tone  S02      2026-01-15  2  0.50  |····●·:······|··························
ann        tone  S03      2026-01-22  2  0.50  |····●·:······|··························
ann        tone  S04      2026-02-01  2  0.50  |····●·:······|··························
ann        tone  S05      2026-02-08  2  0.50  |····●·:······|··························
ann        tone  S06      2026-02-15  2  0.50  |····●·:······|··························
ann        tone  S07      2026-02-22  2  0.50  |····●·:······|··························
ann        tone  S08      2026-03-01  2  0.50  |····●·:······|··························
ann        tone  S09      2026-03-08  2  0.50  |····●·:······|··························
ann        tone  S10      2026-03-15  2  0.50  |····●·:······|··························
ann        tone  S11      2026-03-22  2  0.50  |····●·:······|··························
ann        tone  S12      2026-04-01  2  0.50  |····●·:······|··························
ann        tone  S13      2026-04-08  2  4.00  |······:······|·························✗
bob        tone  S00      2026-01-01  2  0.50  ✗·········|········:·······|·············
bob        tone  S01      2026-01-08  2  0.50  ✗·········|········:·······|·············
bob        tone  S02      2026-01-15  2  0.50  ✗·········|········:·······|·············
bob        tone  S03      2026-01-22  2  0.50  ✗·········|········:·······|·············
bob        tone  S04      2026-02-01  2  0.50  ✗·········|········:·······|·············
bob        tone  S05      2026-02-08  2  1.50  ··········|········:●······|·············
bob        tone  S06      2026-02-15  2  1.50  ··········|········:●······|·············
bob        tone  S07      2026-02-22  2  1.50  ··········|········:●······|·············
bob        tone  S08      2026-03-01  2  1.50  ··········|········:●······|·············
bob        tone  S09      2026-03-08  2  1.50  ··········|········:●······|·············
bob        tone  S10      2026-03-15  2  2.50  ··········|········:·······|············✗
bob        tone  S11      2026-03-22  2  2.50  ··········|········:·······|············✗
bob        tone  S12      2026-04-01  2  2.50  ··········|········:·······|············✗
bob        tone  S13      2026-04-08  2  2.50  ··········|········:·······|············✗
cal        tone  S00      2026-01-01  2  0.00  ····················●····················
cal        tone  S02      2026-01-15  2  0.00  ····················●····················
cal        tone  S04      2026-02-01  2  0.00  ····················●····················
cal        tone  S06      2026-02-15  2  0.00  ····················●····················
cal        tone  S08      2026-03-01  2  0.00  ····················●····················
cal        tone  S10      2026-03-15  2  0.00  ····················●····················
cal        tone  S12      2026-04-01  2  0.00  ····················●····················

`lead` is the reference and not one of the evaluators compared
fewer than 70 % of answers are equal, so the verdict says how near they are and not that they are the same: `tone`
--table answers shows every evaluator question by question
10 of 21 interactions that differ are listed; --discuss lists more
14 evaluations from more than 90 days before the latest left out; --window takes more

n (interactions): rated by at least two evaluators; only these take part in coefficients
limits: 95 % interval. Of shares, AC1 and AC2: Wilson's around the observed agreement with as many effective trials as the standard error tells and Student's quantile, for small samples. Of alpha: Fieller's for the quotient of two disagreements, with variances from leaving out one interaction at a time, -1 to 1 where few failures leave everything open. Of kappa: Student's t, for large samples (Gwet 2014). Of shares of steps: percentiles over interactions drawn again
bias: mean of evaluator less reference, without a reference less the mean of the other evaluators; above zero is more generous; 95 % limits by Student's t

e.csv: 98 records read, 98 accepted, 0 rejected, SHA-256 18da3dd53389
reference: lead
tolerance: 5
bootstrap: 1,000 rounds, seed 1

"#]]).stderr_eq("");
}

#[test]
fn one_session_is_no_series() {
    let room = Room::with("e.csv", sessions(1));
    let line = "calibrate e.csv --scale 0..12 --table drift -f csv";
    room.qa(line).code(0).stdout_eq(str![[r#"
evaluator,of,sessions,first_bias,last_session,last_bias,center,lower_control_limit,upper_control_limit,change_per_session,trend_p,drift
ann,tone,1,3.833333,S00,3.833333,3.833333,,,,,too few sessions
bob,tone,1,-0.833333,S00,-0.833333,-0.833333,,,,,too few sessions
cal,tone,1,-1.5,S00,-1.5,-1.5,,,,,too few sessions
lead,tone,1,-1.5,S00,-1.5,-1.5,,,,,too few sessions

"#]]).stderr_eq("");
}

#[test]
fn who_does_not_take_part_is_named() {
    let roster = "agent_id,role\nann,evaluator\neve,agent; evaluator\nzoe,agent\n";
    let room = Room::with("e.csv", sessions(4)).file("roster.csv", roster);
    let line = "calibrate e.csv --scale 0..12 --reference lead --cadence 7 --roster roster.csv";
    room.qa(&format!("{line} --table compliance -f csv"))
        .code(0)
        .stdout_eq(str![[r#"
evaluator,sessions,attended_share,attended_share_lower,attended_share_upper,attended,interactions,last_session,longest_gap_days,stretches,stretches_kept,compliance
all,4,,,,,8,S03,7,4,4,kept
ann,4,1,0.510109,1,4,8,S03,7,4,4,kept
bob,4,1,0.510109,1,4,8,S03,7,4,4,kept
cal,4,0.5,0.150039,0.849961,2,4,S02,14,4,2,missed 2 of 4
eve,4,0,0,0.489891,0,0,,,4,0,never took part
lead,4,1,0.510109,1,4,8,S03,7,4,4,kept

"#]])
        .stderr_eq("");
}

/// Twelve calls that both groups scored: `out` gives `shift` points more than `in`, and one more or less.
fn two_groups(shift: i32) -> String {
    let mut csv = "interaction_id,evaluator_id,rating\n".to_owned();
    for call in 0..12 {
        let wobble = if call % 2 == 0 { 1 } else { -1 };
        let fair = 70 + call * 2;
        writeln!(csv, "C{call:02},in1,{fair}\nC{call:02},out1,{}", fair + shift + wobble).unwrap();
    }
    csv
}

#[test]
fn groups_are_equivalent_within_a_margin_or_different_beyond_it() {
    let room = Room::with("near.csv", two_groups(2)).file("far.csv", two_groups(9));
    let line = "--totals --group us=in1 --group vendor=out1 --table groups -f csv";
    room.qa(&format!("calibrate near.csv {line}")).code(0).stdout_eq(str![[r#"
group,other_group,basis,interactions,group_mean,other_mean,difference,difference_lower,difference_upper,margin,difference_p,equivalence_p,equivalence,more_needed
us,vendor,same interactions,12,81,83,-2,-2.663622,-1.336378,5,0.000037,0,"equivalent, not equal",

"#]]).stderr_eq("");
    room.qa(&format!("calibrate far.csv {line} --margin 3"))
        .code(0)
        .stdout_eq(str![[r#"
group,other_group,basis,interactions,group_mean,other_mean,difference,difference_lower,difference_upper,margin,difference_p,equivalence_p,equivalence,more_needed
us,vendor,same interactions,12,81,90,-9,-9.663622,-8.336378,3,0,1,different,

"#]])
        .stderr_eq("");
}

#[test]
fn groups_come_from_a_column_of_the_roster() {
    let roster = "agent_id,firm\nin1,us\nout1,Vendor Ltd\n";
    let room = Room::with("e.csv", two_groups(0)).file("roster.csv", roster);
    let line = "calibrate e.csv --totals --group-by firm --roster roster.csv -f csv";
    room.qa(&format!("{line} --table group_questions"))
        .code(0)
        .stdout_eq(str![[r#"
group,other_group,question,interactions,split,exact_agreement,exact_agreement_lower,exact_agreement_upper,ac1_ac2,ac1_ac2_lower,ac1_ac2_upper,kappa,difference,difference_lower,difference_upper,verdict,more_needed
Vendor Ltd,us,rating,12,0,0,0,0.287594,0.989747,-0.441774,0.999948,0.989399,0,-0.663622,0.663622,too few,8

"#]])
        .stderr_eq("");
    room.qa("calibrate e.csv --totals --group-by site --roster roster.csv")
        .code(3)
        .stdout_eq("")
        .stderr_eq(str![[r#"
roster.csv:1: there is no column `site` [missing-column]
  help: the columns are agent_id, firm

"#]]);
    room.qa("calibrate e.csv --totals --group us=in1,out1 --group vendor=out1,nobody --group x")
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
--group: `out1` is in `us` and in `vendor` [bad-group]
  help: an evaluator belongs to one group
--group: `x` names no group and its evaluators [bad-group]
  help: write a name and who belongs to it, such as vendor=ana,budi

"#]]);
}

/// Eight calls a machine scored; people scored four drawn at random and one that was picked.
fn machine() -> String {
    let mut csv = "interaction_id,evaluator_id,purpose,selection,probability,rating\n".to_owned();
    for (at, (machine, people)) in [
        (80, Some(75)),
        (90, Some(86)),
        (70, Some(70)),
        (60, Some(52)),
        (88, None),
        (77, None),
        (66, None),
        (99, None),
    ]
    .into_iter()
    .enumerate()
    {
        writeln!(csv, "C{at},bot,ai,,,{machine}").unwrap();
        if let Some(people) = people {
            writeln!(csv, "C{at},ann,monitor,random,0.5,{people}").unwrap();
        }
    }
    csv
}

#[test]
fn a_machine_stands_beside_people() {
    // Machine less people: 5, 4, 0, 8, mean 4.25; all machine scores have mean 78.75, so the difference
    // estimator is 74.5, with variance (1 − 4/8) · s² / 4 of s² = (.5625 + .0625 + 18.0625 + 14.0625) / 3.
    let room = Room::with("e.csv", machine());
    let line = "calibrate e.csv --totals --assisted -f csv";
    room.qa(&format!("{line} --table assisted")).code(0).stdout_eq(str![[r#"
machine,of,method,unit,by_people,by_machine,estimate,estimate_lower,estimate_upper,estimate_error,power,effective_size
bot,score,people alone,points,4,8,70.75,54.801345,86.698655,5.011445,,4
bot,score,difference,points,4,8,74.5,70.782413,78.217587,1.168154,,8
bot,score,power-tuned,points,4,8,74.5,67.389956,81.610044,1.652479,1,7
bot,score,prediction-powered,points,4,8,73.633727,14.96186,132.305594,13.636208,0.384497,7
bot,score,"prediction-powered, large sample",points,4,8,73.633727,64.405502,82.861952,4.708365,0.384497,7

"#]]).stderr_eq("");
    room.qa(&format!("{line} --table machine_scores"))
        .code(0)
        .stdout_eq(str![[r#"
machine,scores,n,people_mean_score,difference,difference_lower,difference_upper,absolute_difference,within_tolerance,lower_limit_of_agreement,upper_limit_of_agreement,concordance
bot,8,4,70.75,4.25,-1.007462,9.507462,4.25,0.75,,,

"#]])
        .stderr_eq("");
}

#[test]
fn what_the_machine_takes_answers_for_is_told() {
    let evaluations = EVALUATIONS.replace("flo", "bot");
    let room = Room::with("e.csv", evaluations).file("card.toml", CARD);
    let line = "calibrate e.csv --scorecard card.toml --machine bot -f csv";
    room.qa(&format!("{line} --table machines")).code(0).stdout_eq(str![[r#"
machine,question,interactions,split,exact_agreement,exact_agreement_lower,exact_agreement_upper,ac1_ac2,ac1_ac2_lower,ac1_ac2_upper,kappa,difference,difference_lower,difference_upper,verdict,more_needed,people_fail,passed_by_machine_share,passed_by_machine_share_lower,passed_by_machine_share_upper,failed_by_machine_share,failed_by_machine_share_lower,failed_by_machine_share_upper
bot,clarity,2,0,1,0.012236,1,,,,,0,,,too few,18,1,0,0,0.793451,0,0,0.793451
bot,greeting,2,0,0.5,0.001541,0.998459,,,,,,,,too few,18,0,,,,0.5,0.094531,0.905469
bot,identity,2,0,1,0.012236,1,,,,,,,,too few,18,0,,,,0,0,0.65762
bot,privacy,1,0,1,,,,,,,,,,too few,19,0,,,,0,0,0.793451

"#]]).stderr_eq("");
    room.qa(&format!("{line} --table confusion"))
        .code(0)
        .stdout_eq(str![[r#"
machine,question,people_answer,machine_answer,interactions,of_people_answer_share
bot,clarity,3,3,1,1
bot,clarity,5,5,1,1
bot,greeting,yes,no,1,0.5
bot,greeting,yes,yes,1,0.5
bot,identity,yes,yes,2,1
bot,privacy,yes,yes,1,1

"#]])
        .stderr_eq("");
    room.qa("calibrate e.csv --scorecard card.toml --machine bob").code(2).stdout_eq("").stderr_eq(
        str![[r#"
--machine: `bob` evaluated nothing here [unknown-evaluator]
  help: did you mean `bot`?

"#]],
    );
    room.qa("calibrate e.csv --scorecard card.toml --assisted").code(2).stdout_eq("").stderr_eq(
        str![[r#"
--assisted: no evaluation here is by a machine [nothing-selected]
  help: name it with --machine, or write `ai` into the column `purpose` of its evaluations

"#]],
    );
}

#[test]
fn the_manifest_of_a_sample_tells_its_chances() {
    let calls: String = (0..20)
        .map(|at| format!("C{at:02},a{},2026-10-05T10:00:00Z\n", at % 2))
        .collect::<Vec<_>>()
        .concat();
    let room = Room::with("calls.csv", format!("interaction_id,agent_id,start_time\n{calls}"));
    room.qa("sample calls.csv -n 3 --seed s -o work.csv").code(0);
    let drawn: Vec<String> = room
        .read("work.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(drawn.len(), 6);
    let mut csv = "interaction_id,evaluator_id,purpose,rating\n".to_owned();
    for at in 0..20 {
        writeln!(csv, "C{at:02},bot,ai,{}", 60 + at).unwrap();
    }
    for id in &drawn {
        writeln!(csv, "{id},ann,monitor,{}", 58 + id[1..].parse::<u32>().unwrap()).unwrap();
    }
    let outside = (0..20).map(|at| format!("C{at:02}")).find(|id| !drawn.contains(id)).unwrap();
    let room = room.file("e.csv", format!("{csv}{outside},ann,monitor,10\n"));
    // Everywhere 2 below the machine, whose mean is 69.5: 67.5 without an error left.
    let line = "calibrate e.csv --totals --weights work.manifest.json --table assisted";
    let found = room.qa(&format!("{line} -f csv")).code(0).get_output().stdout.clone();
    let found = String::from_utf8(found).unwrap();
    let row = found.lines().find(|line| line.starts_with("bot,score,difference")).unwrap();
    assert!(row.starts_with("bot,score,difference,points,6,20,67.5,"), "{row}");
    let told = room.qa(line).code(0).get_output().stdout.clone();
    let told = String::from_utf8(told).unwrap();
    assert!(told.contains(
        "no part of the random sample, and of no estimate of all: 1 evaluation by people"
    ));
    let less = room.file("less.csv", csv.replace("C19,bot,ai,79\n", ""));
    less.qa("calibrate less.csv --totals --weights work.manifest.json").code(3).stdout_eq("");
}

/// Shrout and Fleiss (1979), table 2: a column for each of four judges.
const JUDGES: &str =
    "target,J1,J2,J3,J4\n1,9,2,5,8\n2,6,1,3,2\n3,8,4,6,8\n4,7,1,2,6\n5,10,5,6,9\n6,6,2,4,7\n";

#[test]
fn a_printed_table_is_read_as_it_is_printed() {
    // Printed: .17, .29, .71, .44, .62, .91.
    let room = Room::with("judges.csv", JUDGES);
    room.qa("calibrate judges.csv --totals --table correlations -f csv")
        .code(0)
        .stdout_eq(str![[r#"
key,mcgraw_wong,shrout_fleiss,value,value_lower,value_upper,meaning
icc_1_1,ICC(1),"ICC(1,1)",0.165742,-0.132932,0.72256,"a single score, evaluators other people every time"
icc_a_1,"ICC(A,1)","ICC(2,1)",0.289764,0.018787,0.761084,"a single score, severity counted as error"
icc_c_1,"ICC(C,1)","ICC(3,1)",0.714841,0.342465,0.945858,"a single score, severity left aside"
icc_1_k,ICC(k),"ICC(1,k)",0.442797,-0.884442,0.912415,"the mean of all scores, evaluators other people every time"
icc_a_k,"ICC(A,k)","ICC(2,k)",0.620051,0.071137,0.927232,"the mean of all scores, severity counted as error"
icc_c_k,"ICC(C,k)","ICC(3,k)",0.909316,0.675675,0.985892,"the mean of all scores, severity left aside"

"#]])
        .stderr_eq(str![[r#"
a column for each evaluator: `J1`, `J2`, `J3`, `J4`

"#]]);
}

#[test]
fn columns_and_rows_of_ratings_tell_the_same() {
    // Krippendorff (2011), C: four observers, some ratings missing; printed nominal alpha .743.
    let wide = "\
unit,A,B,C,D
1,1,1,.,1
2,2,2,3,2
3,3,3,3,3
4,3,3,3,3
5,2,2,2,2
6,1,2,3,4
7,4,4,4,4
8,1,1,2,1
9,2,2,2,2
10,,5,5,5
11,,,1,1
12,,,3,
";
    let mut long = "unit,rater,rating\n".to_owned();
    for line in wide.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        for (who, cell) in ["A", "B", "C", "D"].iter().zip(&cells[1..]) {
            if !cell.is_empty() && *cell != "." {
                writeln!(long, "{},{who},{cell}", cells[0]).unwrap();
            }
        }
    }
    let room = Room::with("wide.csv", wide).file("long.csv", long);
    let read = |file: &str| {
        let line = format!("calibrate {file} --scale 1..5 --table coefficients -f csv");
        String::from_utf8(room.qa(&line).code(0).get_output().stdout.clone()).unwrap()
    };
    let wide = read("wide.csv");
    assert_eq!(wide, read("long.csv"));
    let alpha = wide.lines().find(|line| line.starts_with("rating,alpha_nominal,")).unwrap();
    assert!(alpha.starts_with("rating,alpha_nominal,11,0.743421,"), "{alpha}");
}

#[test]
fn a_total_that_is_no_number_is_refused() {
    let room = Room::with("t.csv", "unit,ann,bob\n1,80,n.b.\n2,70,75\n");
    room.qa("calibrate t.csv --totals --raters ann,bob").code(3).stdout_eq("").stderr_eq(str![[
        r#"
a column for each evaluator: `ann`, `bob`
t.csv:2:6: expected a total score, found `n.b.` [bad-number]
  help: write a plain number with at most three decimals, such as 87.5

"#
    ]]);
    let room = Room::with("t.csv", "interaction_id,evaluator_id,a,b\n1,ann,80,90\n");
    room.qa("calibrate t.csv --totals").code(3).stdout_eq("").stderr_eq(str![[r#"
t.csv:2: expected one total score, found 2 answers [bad-value]
  help: give one row an evaluation, with its total score, or drop --totals

"#]]);
}

#[test]
fn an_evaluator_of_one_call_is_told_and_tells_nothing() {
    let csv = "unit,rater,rating\n1,ann,3\n1,bob,3\n2,ann,4\n2,bob,4\n1,cal,1\n";
    let room = Room::with("e.csv", csv);
    let told = room.qa("calibrate e.csv --scale 1..5").code(0).get_output().stdout.clone();
    let told = String::from_utf8(told).unwrap();
    assert!(
        told.contains("one interaction rated only, too few to tell anything of: `cal`"),
        "{told}"
    );
}

#[test]
fn a_session_without_overlap_compares_nobody() {
    let csv = "unit,rater,session,rating\n1,ann,s1,3\n2,bob,s1,3\n";
    let room = Room::with("e.csv", csv);
    let told =
        room.qa("calibrate e.csv --scale 1..5 --session s1").code(0).get_output().stdout.clone();
    let told = String::from_utf8(told).unwrap();
    assert!(
        told.contains("no interaction was rated by two evaluators, so nothing can be compared"),
        "{told}"
    );
    room.qa("calibrate e.csv --scale 1..5 --table drift -f csv").code(0).stdout_eq(str![[r#"
evaluator,of,sessions,first_bias,last_session,last_bias,center,lower_control_limit,upper_control_limit,change_per_session,trend_p,drift

"#]]);
}

#[test]
fn a_reference_that_rated_some_calls_only_is_told() {
    let csv = "unit,rater,rating\n1,ann,3\n1,bob,3\n1,lead,3\n2,ann,4\n2,bob,4\n";
    let room = Room::with("e.csv", csv);
    let line = "calibrate e.csv --scale 1..5 --reference lead";
    let told = room.qa(line).code(0).get_output().stdout.clone();
    let told = String::from_utf8(told).unwrap();
    assert!(
        told.contains("`lead` rated 1 of 2 interactions; nothing is held against it on the others"),
        "{told}"
    );
}

#[test]
fn an_answer_off_the_scale_is_refused_where_it_stands() {
    let room = Room::with("e.csv", "unit,rater,rating\n1,ann,3\n1,bob,7\n");
    room.qa("calibrate e.csv --scale 1..5").code(3).stdout_eq("").stderr_eq(str![[r#"
e.csv:3:7: question `rating`: expected `1`, `2`, `3`, `4`, `5`, found `7` [answer-off-scale]
  help: correct the answer or the scorecard's choices

"#]]);
}

#[test]
fn nothing_is_told_of_people_whose_ids_mean_nobody() {
    let room = Room::with("e.csv", sessions(3)).file("judges.csv", JUDGES);
    for line in [
        "calibrate e.csv --scale 0..12 --anonymous",
        "calibrate e.csv --scale 0..12 --anonymous -f json",
        "calibrate e.csv --scale 0..12 --anonymous --discuss -f md",
        "calibrate e.csv --scale 0..12 --anonymous --repeats trials",
        "calibrate judges.csv --totals --anonymous",
    ] {
        let found = room.qa(line).code(0).get_output().clone();
        let told = String::from_utf8([found.stdout, found.stderr].concat()).unwrap();
        for who in ["ann", "bob", "cal,", "lead", "J1", "J2"] {
            assert!(!told.contains(who), "{line}: `{who}` in\n{told}");
        }
    }
    for further in [
        "--drift",
        "--cadence 7",
        "--group a=ann",
        "--reference lead",
        "--severity",
        "--machine ann",
    ] {
        room.qa(&format!("calibrate e.csv --scale 0..12 --anonymous {further}"))
            .code(2)
            .stdout_eq("");
    }
    room.qa("calibrate e.csv --scale 0..12 --anonymous --table drift").code(2).stdout_eq("");
}

#[test]
fn of_two_answers_to_one_question_the_first_or_the_last_counts() {
    // ann and bob agree on C1 by ann's first answer, and on nothing by her last.
    let ratings =
        "interaction_id,evaluator_id,question_id,answer\nC1,ann,q,yes\nC1,bob,q,yes\nC1,ann,q,no\n";
    let room = Room::with("r.csv", ratings);
    room.qa("calibrate r.csv").code(3).stdout_eq("").stderr_eq(str![[r#"
r.csv:4:10: evaluator `ann` answers `q` of interaction `C1` again; the first answer stands at r.csv:2:10 [duplicate-rating]
  help: keep one of the two, take one --session or --purpose, or say --repeats first or last

"#]]);
    let line = "--table coefficients -f csv";
    for (which, agreed) in [("first", ",1,"), ("last", ",0,"), ("trials", ",1,")] {
        let run = room.qa(&format!("calibrate r.csv --repeats {which} {line}")).code(0);
        let out = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
        let exact = out.lines().find(|line| line.starts_with("q,exact_agreement,1")).unwrap();
        assert!(exact.contains(agreed), "{which}: {exact}");
    }
}
