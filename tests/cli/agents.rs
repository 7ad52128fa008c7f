//! `qa agents`: what scores prove about people.

use crate::room::Room;
use crate::{CALLS, CARD, EVALUATIONS};
use snapbox::str;
use std::fmt::Write;

/// Six agents with three calls each, scored by two evaluators in turn; dora is far below the others.
fn centre() -> Room {
    let mut csv =
        "interaction_id,agent_id,evaluator_id,selection,greeting,clarity,identity,privacy\n"
            .to_owned();
    let people = ["ana", "ben", "carl", "dora", "emil", "fay"];
    for (at, agent) in people.into_iter().enumerate() {
        for call in 0..3 {
            let evaluator = ["eva", "flo"][(at + call) % 2];
            let clarity = [5, 4, 4][call] - usize::from(at % 2 == 1 && call == 0);
            let (greeting, identity) = if agent == "dora" { ("no", "no") } else { ("yes", "yes") };
            let clarity = if agent == "dora" { 1 } else { clarity };
            writeln!(
                csv,
                "{agent}{call},{agent},{evaluator},random,{greeting},{clarity},{identity},yes"
            )
            .unwrap();
        }
    }
    csv.push_str("ana9,ana,eva,targeted,no,1,no,yes\n");
    Room::with("e.csv", csv).file("card.toml", CARD)
}

const LINE: &str = "agents e.csv --scorecard card.toml";

#[test]
fn two_agents_with_a_call_each_prove_nothing() {
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD);
    let line = format!("{LINE} --table overview");
    room.qa(&line).code(0).stdout_eq(str![[r#"
What the scores say of each agent

voice 1, scores before critical errors, against its pass mark of 80
agent  scored  mean score  verdict              needs  above  likely          adjusted
-----  ------  ----------  -------------------  -----  -----  ------  ----------------
ana         1        85.0  not enough evidence      –      –       –  85.0 [0.0–100.0]
ben         1        85.0  not enough evidence      –      –       –  85.0 [0.0–100.0]

– in needs: nobody has two scores that differ, so nothing tells how scores scatter
fewer than five agents have scores: too few to say what agents are like, so there is no likely score and no probability
do not say how the interaction was chosen and are taken as drawn at random: 4 evaluations
evaluators differ in severity no more than chance would have it (F test): scores need no adjusting
adjusted scores tell little: fewer than ten scores are by `eva`, `flo`

mean score (score_mean): mean of the agent's interactions that were chosen by chance, one scored twice counting once; limits are the 95 % interval of how the agent works, by Student's t with the spread of all agents together, for five scores do not tell their own
adjusted_score: the mean with the severity of the agent's evaluators taken out, by least squares: as if the average evaluator had scored; its 95 % limits are wide where evaluators met few agents
likely (shrunken_score): where the agent is likely to be: the mean drawn towards those of all agents as far as few scores deserve it, and its 95 % interval; normal hierarchical model averaged over what may lie between agents (Gelman et al. 2013, 5.4), from five agents on
above_target_probability: how likely the agent works above the target, by the same model
verdict: above or below the target where both the agent's own scores say so (adjusted p of at most .05, so that of all such words one in twenty is wrong) and the probability is .95 or more, from three evaluations on; else not enough evidence
needs (more_needed): further evaluations that would decide, about, if the agent is where the likely score says

e.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 7025b5ac0ae2
measure: before critical errors
scorecard voice 1: SHA-256 bf94a968b508

"#]]).stderr_eq("");
}

#[test]
fn who_is_far_below_is_told_and_the_others_share_their_ranks() {
    let line = format!("{LINE} --rank --table ranking -f csv");
    centre()
        .qa(&line)
        .code(0)
        .stdout_eq(str![[r#"
scorecard,scorecard_version,group,agent_id,n,shrunken_score,shrunken_score_lower,shrunken_score_upper,best_rank,worst_rank
voice,1,above the others,ana,3,94.954901,91.108276,98.801696,1,5
voice,1,above the others,ben,3,92.463357,88.61689,96.309965,1,5
voice,1,above the others,carl,3,94.954901,91.108276,98.801696,1,5
voice,1,above the others,emil,3,94.954901,91.108276,98.801696,1,5
voice,1,above the others,fay,3,92.463357,88.61689,96.309965,1,5
voice,1,below the others,dora,3,20.208582,16.35167,24.065772,6,6

"#]])
        .stderr_eq("");
}

#[test]
fn programs_get_every_figure() {
    centre().qa(&format!("{LINE} -f csv")).code(0).stdout_eq(str![[r#"
agent_id,scorecard,scorecard_version,n,score_mean,score_mean_lower,score_mean_upper,interactions,score_mean_of_all_lower,score_mean_of_all_upper,shrunken_score,shrunken_score_lower,shrunken_score_upper,adjusted_score,adjusted_score_lower,adjusted_score_upper,target_score,above_target_probability,p,p_adjusted,verdict,more_needed,wrong_side_probability,critical,pass_share,pass_share_lower,pass_share_upper,shrunken_pass_share,shrunken_pass_share_lower,shrunken_pass_share_upper,picked,picked_score_mean
ana,voice,1,3,95,91.148367,98.851633,,,,94.954901,91.108276,98.801696,94.6875,90.846734,98.528266,80,1,0.001593,0.00239,above,,0,0,1,0.438503,1,0.978419,0.75497,1,1,20
ben,voice,1,3,92.5,88.648367,96.351633,,,,92.463357,88.61689,96.309965,92.8125,88.971734,96.653266,80,1,0.002604,0.002604,above,,0,0,1,0.438503,1,0.978419,0.75497,1,0,
carl,voice,1,3,95,91.148367,98.851633,,,,94.954901,91.108276,98.801696,94.6875,90.846734,98.528266,80,1,0.001593,0.00239,above,,0,0,1,0.438503,1,0.978419,0.75497,1,0,
dora,voice,1,3,20,16.148367,23.851633,,,,20.208582,16.35167,24.065772,20.3125,16.471734,24.153266,80,0,0.000059,0.000352,below,,0,0,0,0,0.561497,0.086083,0,0.570623,0,
emil,voice,1,3,95,91.148367,98.851633,,,,94.954901,91.108276,98.801696,94.6875,90.846734,98.528266,80,1,0.001593,0.00239,above,,0,0,1,0.438503,1,0.978419,0.75497,1,0,
fay,voice,1,3,92.5,88.648367,96.351633,,,,92.463357,88.61689,96.309965,92.8125,88.971734,96.653266,80,1,0.002604,0.002604,above,,0,0,1,0.438503,1,0.978419,0.75497,1,0,

"#]]).stderr_eq("");
}

#[test]
fn a_target_that_is_none_is_refused() {
    let room = centre();
    room.qa(&format!("{LINE} --target high")).code(2).stdout_eq("").stderr_eq(str![[r#"
--target: expected a score, found `high` [bad-target]
  help: write a number from 0 to 1000, such as 85 or 87.5

"#]]);
    room.qa(&format!("{LINE} --target 5000")).code(2).stdout_eq("").stderr_eq(str![[r#"
--target: expected a score, found `5000` [bad-target]
  help: write a number from 0 to 1000, such as 85 or 87.5

"#]]);
}

#[test]
fn a_purpose_that_nobody_has_is_refused() {
    let line = format!("{LINE} --purpose monitoring");
    centre().qa(&line).code(2).stdout_eq("").stderr_eq(str![[r#"
--purpose: no evaluation here was made for `monitoring` [nothing-selected]
  help: purposes are monitor

"#]]);
}

#[test]
fn where_evaluators_share_no_agent_no_score_is_adjusted() {
    let apart = "interaction_id,agent_id,evaluator_id,greeting,clarity,identity,privacy\n\
                 C1,ana,eva,yes,5,yes,yes\nC2,ana,eva,no,3,yes,na\n\
                 C3,ben,flo,yes,5,yes,yes\nC4,ben,flo,yes,2,yes,na\n";
    let room = Room::with("e.csv", apart).file("card.toml", CARD);
    let line = format!("{LINE} --table overview");
    room.qa(&line).code(0).stdout_eq(str![[r#"
What the scores say of each agent

voice 1, scores before critical errors, against its pass mark of 80
agent  scored         mean score  verdict              needs  above  likely
-----  ------  -----------------  -------------------  -----  -----  ------
ana         2   77.5 [1.0–100.0]  not enough evidence      –      –       –
ben         2  88.8 [12.2–100.0]  not enough evidence     40      –       –

– in needs: about at the target: not even 500 more evaluations would decide
fewer than five agents have scores: too few to say what agents are like, so there is no likely score and no probability
agents differ no more than chance would have them
do not say how the interaction was chosen and are taken as drawn at random: 4 evaluations
agents and evaluators fall into 2 groups that share nobody, so severity cannot be told from quality and no score is adjusted

mean score (score_mean): mean of the agent's interactions that were chosen by chance, one scored twice counting once; limits are the 95 % interval of how the agent works, by Student's t with the spread of all agents together, for five scores do not tell their own
likely (shrunken_score): where the agent is likely to be: the mean drawn towards those of all agents as far as few scores deserve it, and its 95 % interval; normal hierarchical model averaged over what may lie between agents (Gelman et al. 2013, 5.4), from five agents on
above_target_probability: how likely the agent works above the target, by the same model
verdict: above or below the target where both the agent's own scores say so (adjusted p of at most .05, so that of all such words one in twenty is wrong) and the probability is .95 or more, from three evaluations on; else not enough evidence
needs (more_needed): further evaluations that would decide, about, if the agent is where the likely score says

e.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 1108a33c7c0e
measure: before critical errors
scorecard voice 1: SHA-256 bf94a968b508

"#]]).stderr_eq("");
}

#[test]
fn calls_tell_how_many_there_were() {
    // ana answered two calls, ben one; both evaluations of C1 count once.
    let room = Room::with("e.csv", EVALUATIONS).file("card.toml", CARD).file("calls.csv", CALLS);
    let line = format!("{LINE} --calls calls.csv --period 2026-10 -f csv");
    room.qa(&line).code(0).stdout_eq(str![[r#"
agent_id,scorecard,scorecard_version,n,score_mean,score_mean_lower,score_mean_upper,interactions,score_mean_of_all_lower,score_mean_of_all_upper,shrunken_score,shrunken_score_lower,shrunken_score_upper,adjusted_score,adjusted_score_lower,adjusted_score_upper,target_score,above_target_probability,p,p_adjusted,verdict,more_needed,wrong_side_probability,critical,pass_share,pass_share_lower,pass_share_upper,shrunken_pass_share,shrunken_pass_share_lower,shrunken_pass_share_upper,picked,picked_score_mean
ana,voice,1,1,85,,,2,,,,,,85,0,100,80,,,,not enough evidence,,,0,0,0,0.793451,,,,0,
ben,voice,1,1,85,,,1,,,,,,85,0,100,80,,,,not enough evidence,,,0,1,0.206549,1,,,,0,

"#]]).stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected

"#]]);
    let line = format!("{LINE} --calls calls.csv --period 2026-11 --table overview");
    room.qa(&line)
        .code(0)
        .stdout_eq(str![[r#"
What the scores say of each agent

No agent has a score
agent
-----
no rows

of no answered call that is counted here, left out: 4 evaluations

e.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 7025b5ac0ae2
calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
measure: before critical errors
period: 2026-11

"#]])
        .stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected

"#]]);
}

#[test]
fn evaluations_of_calls_that_are_named_count_however_old_they_are() {
    let evaluations = "\
interaction_id,agent_id,evaluator_id,evaluated_at,greeting,clarity,identity,privacy
C1,ana,eva,2026-10-06T10:00:00Z,yes,5,yes,yes
C9,ana,eva,2027-02-06T10:00:00Z,yes,3,yes,yes
";
    let room = Room::with("e.csv", evaluations).file("card.toml", CARD).file("calls.csv", CALLS);
    let scored = |line: &str| {
        let out = room.qa(&format!("{LINE} {line} -f csv")).code(0).get_output().stdout.clone();
        let out = String::from_utf8(out).unwrap();
        out.lines().nth(1).unwrap().split(',').take(5).collect::<Vec<_>>().join(",")
    };
    // C1 is four months older than C9, which is no call of these.
    assert_eq!(scored("--calls calls.csv"), "ana,voice,1,1,100");
    assert_eq!(scored("--calls calls.csv --period 2026-10"), "ana,voice,1,1,100");
    assert_eq!(scored(""), "ana,voice,1,1,85");
    assert_eq!(scored("--window 365"), "ana,voice,1,2,92.5");
}
