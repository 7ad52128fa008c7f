//! `qa kpi` with evaluations, surveys, staffing and limits drawn again.

use crate::room::Room;
use crate::{CALLS, CARD, EVALUATIONS};
use snapbox::str;

fn room() -> Room {
    Room::with("calls.csv", CALLS).file("e.csv", EVALUATIONS).file("card.toml", CARD)
}

#[test]
fn quality_stands_beside_the_other_figures_by_any_group() {
    // C1 is scored twice, so ana's and ben's interactions are one each; C3 and C4 have none.
    let room = room();
    let line = "kpi calls.csv --evaluations e.csv --scorecard card.toml --by agent_id -f csv --kpi \
                evaluations,evaluated_rate,quality_mean,pass_rate,compliance_critical_accuracy,customer_critical_accuracy";
    room.qa(line).code(0).stdout_eq(str![[r#"
period_from,period_to,agent_id,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,ana,evaluations,2,,,,2,count,,,0
,,ana,evaluated_rate,0.5,0.094531,0.905469,1,2,share,,,0
,,ana,quality_mean,85,,,85,1,score,,,0
,,ana,pass_rate,0,0,0.793451,0,1,share,,,0
,,ana,compliance_critical_accuracy,1,0.206549,1,1,1,share,,,0
,,ana,customer_critical_accuracy,,,,0,0,share,,,0
,,ben,evaluations,2,,,,1,count,,,0
,,ben,evaluated_rate,1,0.206549,1,1,1,share,,,0
,,ben,quality_mean,85,,,85,1,score,,,0
,,ben,pass_rate,1,0.206549,1,1,1,share,,,0
,,ben,compliance_critical_accuracy,,,,0,0,share,,,0
,,ben,customer_critical_accuracy,,,,0,0,share,,,0
,,,evaluations,0,,,,1,count,,,0
,,,evaluated_rate,,,,0,0,share,,,0
,,,quality_mean,,,,0,0,score,,,0
,,,pass_rate,,,,0,0,share,,,0
,,,compliance_critical_accuracy,,,,0,0,share,,,0
,,,customer_critical_accuracy,,,,0,0,share,,,0

"#]]);
}

#[test]
fn evaluations_that_are_named_bring_their_figures() {
    room()
        .qa("kpi calls.csv --evaluations e.csv --scorecard card.toml --where answered")
        .code(0)
        .stdout_eq(str![[r#"
Indicators
contacts  offered  answered  abandoned  service level (20 s, of offered)       abandonment   ASA   AHT  talk  hold  wrap  P50 wait  P90 wait  P95 wait  longest wait  evaluations           evaluated  quality             passed  no customer error  no business error   no compliance error
--------  -------  --------  ---------  --------------------------------  ----------------  ----  ----  ----  ----  ----  --------  --------  --------  ------------  -----------  ------------------  -------  -----------------  -----------------  -----------------  --------------------
       3        3         3          0                66.7 % [20.8–93.9]  0.0 % [0.0–56.1]  0:13  2:20  2:00  0:03  0:17      0:10      0:26      0:28          0:30            4  66.7 % [20.8–93.9]     85.0  50.0 % [9.5–90.5]                  –                  –  100.0 % [20.7–100.0]

1 contact not selected by the filter left out
resolved_rate needs `resolved`; this export has none
csat_mean needs `csat`; this export has none
2 contacts with an evaluation, placed by its own time

contacts: contacts of the export, excluded ones apart
offered: contacts that reached a queue: answered, abandoned, or ended in another way there
answered: offered contacts that an agent answered
abandoned: offered contacts that the customer left before an answer
service level (20 s, of offered) (service_level): answered ≤ 20 s / offered
abandonment_rate: abandoned / offered
asa_s: mean wait of answered contacts whose wait is known
aht_s: mean of talk + hold + after-contact work of answered contacts whose talk is known; unknown hold and work count as none
talk_s: mean talk of answered contacts whose talk is known
hold_s: mean hold over all answered contacts; unknown hold counts as none
wrap (acw_s): mean after-contact work over all answered contacts; unknown work counts as none
P50 wait (wait_p50_s): median wait of answered contacts (linear interpolation, type 7)
P90 wait (wait_p90_s): 90th percentile of the wait of answered contacts (type 7)
P95 wait (wait_p95_s): 95th percentile of the wait of answered contacts (type 7)
longest wait (wait_max_s): longest wait of answered contacts
evaluations: sum of `evaluations` over contacts, where it is known
evaluated_rate: contacts with `answered` with an evaluation / contacts with `answered`
quality_mean: mean score of evaluated contacts, 0 to 100; several evaluations of one count as their mean
passed (pass_rate): contacts all of whose evaluations pass / those evaluated with a pass mark
no customer error (customer_critical_accuracy): evaluated contacts without a critical error (customer) / those where such an error could be made
no business error (business_critical_accuracy): evaluated contacts without a critical error (business) / those where such an error could be made
no compliance error (compliance_critical_accuracy): evaluated contacts without a critical error (compliance) / those where such an error could be made

e.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 7025b5ac0ae2
calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
threshold: 20 s
formula: offered
where: outcome in ('answered')

"#]]);
}

#[test]
fn quality_without_evaluations_says_what_it_needs() {
    room().qa("kpi calls.csv --kpi quality_mean,evaluations -f csv").code(0).stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,quality_mean,,,,,,score,,,0
,,evaluations,,,,,,count,,,0

"#]]);
    room().qa("kpi calls.csv --kpi quality_mean").code(0).stdout_eq(str![[r#"
Indicators
quality
-------
      –

– in quality: needs evaluations: --evaluations FILE
quality_mean needs `evaluations` and `quality_score`; this export has none

quality_mean: mean score of evaluated contacts, 0 to 100; several evaluations of one count as their mean

calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
threshold: 20 s
formula: offered

"#]]);
}

#[test]
fn a_cadence_is_a_target_of_evaluations() {
    let room = room();
    let line = "kpi calls.csv --evaluations e.csv --scorecard card.toml --by agent_id,week --kpi evaluations \
                --where answered --target 'evaluations >= 2' --gate";
    room.qa(line).code(0).stdout_eq(str![[r#"
Indicators by agent_id, week
agent_id  week      evaluations  >= 2
--------  --------  -----------  ----
ana       2026-W41            2  ✓
ben       2026-W41            2  ✓
--------  --------  -----------  ----
all       –                   4  ✓

1 contact not selected by the filter left out
target evaluations >= 2: met overall, missed in none of 2 groups
2 contacts with an evaluation, placed by its own time

evaluations: sum of `evaluations` over contacts, where it is known

e.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 7025b5ac0ae2
calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
by: agent_id,week
threshold: 20 s
formula: offered
placed_by: start_time
zone: UTC
target.evaluations: >= 2
where: outcome in ('answered')

"#]]);
}

#[test]
fn quality_may_be_defined_in_the_configuration() {
    let room = room().file(
        "qa.toml",
        "evaluations = [\"e.csv\"]\nscorecards = [\"card.toml\"]\n\
         [kpi.sales_quality]\ntype = \"quality\"\nwhere = \"queue = 'sales'\"\ntarget = \">= 90\"\n",
    );
    room.qa("kpi calls.csv --kpi sales_quality").code(0).stdout_eq(str![[r#"
Indicators
sales_quality  >= 90
-------------  -----
         85.0  ✗

target sales_quality >= 90: missed overall
2 contacts with an evaluation, placed by its own time

sales_quality: mean score of evaluated contacts with `queue = 'sales'`, 0 to 100; several evaluations of one count as their mean

e.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 7025b5ac0ae2
calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
threshold: 20 s
formula: offered
target.sales_quality: >= 90

"#]]);
    let room = room.file("qa.toml", "[kpi.x]\ntype = \"quality\"\nscore = \"pased\"\n");
    room.qa("kpi calls.csv").code(2).stderr_eq(str![[r#"
qa.toml:3:9: `score`: there is no `pased` [bad-kpi]
  3 | score = "pased"
    |         ^^^^^^^
  help: did you mean `passed`?

"#]]);
}

#[test]
fn surveys_tell_promoters_effort_and_who_answered() {
    let room =
        room().file("responses.csv", "interaction_id,nps,ces,csat\nC1,10,7,5\nC2,3,2,1\nC4,9,,4\n");
    let line = "kpi calls.csv --surveys responses.csv -f csv --kpi \
                nps,nps_response_rate,ces_mean,ces_top_rate,csat_mean,csat_top_rate,response_rate --csat-top 4";
    room.qa(line).code(0).stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,nps,33.333333,-100,100,1,3,plain,,,1
,,nps_response_rate,1,0.438503,1,3,3,share,,,0
,,ces_mean,4.5,1,7,9,2,plain,,,2
,,ces_top_rate,0.5,0.094531,0.905469,1,2,share,,,2
,,csat_mean,3.333333,1,5,10,3,plain,,,1
,,csat_top_rate,0.666667,0.20766,0.938508,2,3,share,,,1
,,response_rate,1,0.438503,1,3,3,share,,,0

"#]]);
}

#[test]
fn staffing_is_reckoned_from_numbers_and_from_records() {
    let room = room();
    room.qa("kpi staffing --calls 100 --aht 180 --shrinkage 30%").code(0).stdout_eq(str![[r#"
Staffing by Erlang C

10.00 erlangs: what so many agents do with them
agents  scheduled  wait at all  in time   ASA  occupancy  enough
------  ---------  -----------  -------  ----  ---------  ------
    11         16       68.2 %   39.0 %  2:03     90.9 %  no
    12         18       44.9 %   64.0 %  0:40     83.3 %  no
    13         19       28.5 %   79.6 %  0:17     76.9 %  no
    14         20       17.4 %   88.8 %  0:08     71.4 %  yes
    15         22       10.2 %   94.1 %  0:04     66.7 %  yes
    16         23        5.7 %   97.1 %  0:02     62.5 %  yes

Erlang C: calls come at random, one after the other is answered, nobody gives up; where customers give up, fewer agents are enough

agents: fewest with which 80 % wait at most 20 s
erlangs (load): offered · AHT / 1800 s: agents kept busy
scheduled: agents / (1 − 30 %), for breaks, training and absence
in time (service_level): share that waits at most 20 s
occupancy: erlangs / agents

"#]]);
    room.qa("kpi staffing calls.csv --by queue -f csv").code(0).stdout_eq(str![[r#"
queue,interval_30m,offered,aht_s,load,agents,scheduled,waiting,service_level,asa_s,occupancy
sales,2026-10-05T09:00:00+00:00,3,180,0.3,2,2,0.03913,0.967605,4.143223,0.15
support,2026-10-05T09:00:00+00:00,1,60,0.033333,1,1,0.033333,0.975849,2.068966,0.033333

"#]]);
    room.qa("kpi staffing --calls x --aht 0 --interval 45m --level 100%").code(2).stderr_eq(str![
        [r#"
--calls: expected a number from 0 to 31536000, found `x` [bad-number]
  help: write it as 20 or 20.5
--interval: expected an interval that divides the hour, found `45m` [bad-number]
  help: write 15m, 30m or 60m
--level: expected a share below 100 %, found `100%` [bad-number]
  help: write it as 80% or 0.8

"#]
    ]);
}

#[test]
fn means_may_be_drawn_again() {
    let room = room();
    let line = "kpi calls.csv --kpi asa_s,aht_s,hold_s,service_level -f csv";
    room.qa(&format!("{line} --ci")).code(0).stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,asa_s,13.333333,0,51.279164,40,3,seconds,,,0
,,aht_s,140,0,367.674982,420,3,seconds,,,0
,,hold_s,3.333333,0,17.675509,10,3,seconds,,,0
,,service_level,0.5,0.150039,0.849961,2,4,share,,,0

"#]]);
    room.qa(&format!("{line} --ci=bootstrap --seed 7")).code(0).stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,asa_s,13.333333,0,30,40,3,seconds,,,0
,,aht_s,140,60,240,420,3,seconds,,,0
,,hold_s,3.333333,0,10,10,3,seconds,,,0
,,service_level,0.5,0.150039,0.849961,2,4,share,,,0

"#]]);
}

#[test]
fn drivers_of_yes_or_no_have_odds() {
    let mut calls = "interaction_id,agent_id,outcome,resolved\n".to_owned();
    calls.extend((0..24).map(|call| format!("C{call},ana,answered,{}\n", ends_well(call))));
    let room = room().file("calls.csv", calls).file("e.csv", greeted());
    let line =
        "kpi drivers calls.csv --evaluations e.csv --scorecard card.toml --outcome resolved -f csv";
    greeting_decides(&room, line);
    room.qa(&format!("{line} --table relation")).code(0).stdout_eq(str![[r#"
level,n,pearson,pearson_lower,pearson_upper,pearson_p,spearman,spearman_lower,spearman_upper,spearman_p
interaction,24,0.5,0.121011,0.751767,0.012845,0.5,0.095372,0.76283,0.012845
agent,1,,,,,,,,
team,0,,,,,,,,
queue,0,,,,,,,,

"#]]);
}

/// Whether a call of 24 ends well: 9 of the first 12, which pass the greeting, 3 of the others, which fail it.
fn ends_well(call: usize) -> bool {
    if call < 12 { call < 9 } else { call < 15 }
}

/// Evaluations of these 24.
fn greeted() -> String {
    let header = "interaction_id,agent_id,evaluator_id,greeting,clarity,identity,privacy\n";
    let greeting = |call: usize| if call < 12 { "yes" } else { "no" };
    let rows = (0..24).map(|call| format!("C{call},ana,eva,{},5,yes,yes\n", greeting(call)));
    header.to_owned() + &rows.collect::<String>()
}

/// What 9 of 12 against 3 of 12 come to.
fn greeting_decides(room: &Room, line: &str) {
    room.qa(&format!("{line} --table questions")).code(0).stdout_eq(str![[r#"
question_id,n_passed,n_failed,rating_passed,rating_failed,difference,difference_lower,difference_upper,p,adjusted_p
clarity,24,0,0.5,,,,,,
greeting,12,12,0.75,0.25,0.5,0.10076,0.727771,0.014306,0.014306
identity,24,0,0.5,,,,,,
privacy,24,0,0.5,,,,,,

"#]]);
    room.qa(&format!("{line} --table odds")).code(0).stdout_eq(str![[r#"
question_id,odds_ratio,odds_ratio_lower,odds_ratio_upper,p,adjusted_p,method
greeting,9,1.418149,57.116689,0.019779,0.019779,logistic

"#]]);
}

/// Calls whose customers stay away where they end well, and come again where not.
fn returns() -> Room {
    let mut calls = "interaction_id,agent_id,customer_id,start_time,outcome\n".to_owned();
    for call in 0..24 {
        calls.extend([format!("C{call},ana,K{call},2026-10-01T10:00:00Z,answered\n")]);
        if !ends_well(call) {
            calls.extend([format!("R{call},ben,K{call},2026-10-04T10:00:00Z,answered\n")]);
        }
    }
    let mut evaluations = greeted();
    // What nobody could watch for a week is in no share.
    calls.push_str("L1,ana,K99,2026-10-20T10:00:00Z,answered\n");
    evaluations.push_str("L1,ana,eva,yes,5,yes,yes\n");
    room().file("calls.csv", calls).file("e.csv", evaluations)
}

#[test]
fn drivers_of_repeat_contacts_ask_who_came_back() {
    let room = returns();
    let line =
        "kpi drivers calls.csv --evaluations e.csv --scorecard card.toml --outcome fcr -f csv";
    greeting_decides(&room, line);
    // Ana's 24 that were watched, of which 12 came back; Wilson's limits.
    room.qa(&format!("{line} --table quadrant")).code(0).stdout_eq(str![[r#"
agent_id,interactions,quality,quality_lower,quality_upper,ratings,fcr,fcr_lower,fcr_upper,quadrant
ana,25,85.6,79.285685,91.914315,24,0.5,0.314274,0.685726,not clear

"#]]);
}

#[test]
fn who_came_back_depends_on_the_window_and_needs_customers() {
    let room = returns();
    let line =
        "kpi drivers calls.csv --evaluations e.csv --scorecard card.toml --outcome fcr -f csv";
    // Within two days nobody came back.
    let short = line.replace("-f csv", "--fcr-within 2d -f csv");
    room.qa(&format!("{short} --table questions")).code(0).stdout_eq(str![[r#"
question_id,n_passed,n_failed,rating_passed,rating_failed,difference,difference_lower,difference_upper,p,adjusted_p
clarity,24,0,1,,,,,,
greeting,12,12,1,1,0,-0.242494,0.242494,,
identity,24,0,1,,,,,,
privacy,24,0,1,,,,,,

"#]]);
    room.qa(&line.replace("-f csv", "")).code(0).stdout_eq(str![[r#"
Quality and satisfaction

Ratings where a question is passed and where it is failed
question  passed  failed  FCR if passed  if failed          difference     p  adjusted p
--------  ------  ------  -------------  ---------  ------------------  ----  ----------
clarity       24       0         50.0 %          –                   –     –           –
greeting      12      12         75.0 %     25.0 %  50.0 % [10.1–72.8]  0.01        0.01
identity      24       0         50.0 %          –                   –     –           –
privacy       24       0         50.0 %          –                   –     –           –

How much of the ratings each question explains
question  explains
--------  --------
greeting    25.0 %
--------  --------
all         25.0 %

Odds of yes where a question is passed, the others held
question         odds ratio     p  adjusted p  method
--------  -----------------  ----  ----------  --------
greeting  9.00 [1.42–57.12]  0.02        0.02  logistic

Whether quality and ratings go together
by           pairs           Pearson     p          Spearman     p
-----------  -----  ----------------  ----  ----------------  ----
interaction     24  0.50 [0.12–0.75]  0.01  0.50 [0.10–0.76]  0.01
agent            1                 –     –                 –     –
team             0                 –     –                 –     –
queue            0                 –     –                 –     –

Agents inside and outside, in order of name
agent  interactions           quality  ratings                 FCR  quadrant
-----  ------------  ----------------  -------  ------------------  ---------
ana              25  85.6 [79.3–91.9]       24  50.0 % [31.4–68.6]  not clear

1 evaluation of interactions that are not asked, were not watched for long enough, or have no customer

difference: mean FCR where a question is passed less where it is failed, by the rule of the scorecard, with Newcombe's 95 % limits; of several evaluations of one interaction more than half decide
adjusted_p: p-value corrected for the number of questions (Benjamini–Hochberg)
explains (importance): mean gain in explained variance of the ratings over all orders of the questions (LMG)
relation: association between quality and ratings, not cause and effect
quadrant: both means against those of all agents; not clear where a 95 % interval reaches over. Limits are Student's with the spread within all agents together, quality cut at 0 and 100; those of shares are Wilson's
fcr: contacts with `answered` without another contact of the same `customer_id` within 7 d / such contacts watched for 7 d; outbound and internal ones are no repeats
odds_ratio: odds of yes where a question is passed by those where it is failed, all other questions held (logistic regression; Firth's with profile limits where answers separate)

e.csv: 25 records read, 25 accepted, 0 rejected, SHA-256 2cef102248fd
calls.csv: 37 records read, 37 accepted, 0 rejected, SHA-256 8be424775893

"#]]);
    let bare = "interaction_id,outcome\nC1,answered\n";
    room.file("calls.csv", bare).qa(line).code(3).stderr_eq(str![[r#"
calls.csv:1:1: there is no column `customer_id`, nor a known name for it [missing-column]
  help: the columns are interaction_id, outcome; a profile can map them
calls.csv:1:1: there is no column `start_time`, nor a known name for it [missing-column]
  help: the columns are interaction_id, outcome; a profile can map them

"#]]);
}

#[test]
fn an_interaction_that_is_evaluated_again_is_one_interaction() {
    // C1 to C4 once each: listening 5, 3, 2, 1 of which the card fails 2 and 1; then each six times.
    let card = r#"schema = 1
id = "c"
version = "1"
name = "Card"
[[section]]
id = "s"
name = "Section"
weight = 100
[[section.question]]
id = "listening"
text = "Listened"
scale = { min = 1, max = 5 }
fails_below = 50
"#;
    let calls = "interaction_id,agent_id,outcome,csat\nC1,ana,answered,5\nC2,ana,answered,4\nC3,ben,answered,1\nC4,ben,answered,2\n";
    let evaluations = |times: usize| {
        let mut text = "interaction_id,agent_id,evaluator_id,evaluation_id,listening\n".to_owned();
        for (call, agent, given) in
            [("C1", "ana", 5), ("C2", "ana", 3), ("C3", "ben", 2), ("C4", "ben", 1)]
        {
            text.extend((0..times).map(|at| format!("{call},{agent},e{at},{call}{at},{given}\n")));
        }
        text
    };
    let room = Room::with("calls.csv", calls)
        .file("card.toml", card)
        .file("once.csv", evaluations(1))
        .file("often.csv", evaluations(6));
    let line = "-q kpi drivers calls.csv --scorecard card.toml";
    for table in ["questions", "relation", "quadrant"] {
        let said =
            |file: &str| room.said(&format!("{line} --evaluations {file} -f csv --table {table}"));
        assert_eq!(said("once.csv"), said("often.csv"), "{table}");
    }
    let questions = room.said(&format!("{line} --evaluations often.csv -f csv --table questions"));
    assert!(questions.contains("\nlistening,2,2,4.5,1.5,3,"), "{questions}");
    let told = room.said(&format!("{line} --evaluations often.csv"));
    assert!(
        told.contains("24 evaluations of 4 interactions: each interaction counts once"),
        "{told}"
    );
}

#[test]
fn agents_stand_where_the_spread_of_all_agents_lets_them() {
    // By hand: ana 100 and 85, ben 40 and 55. Squares 112.5 on one degree each: spread 10.607; t of two
    // degrees is 4.303, so that a mean of two reaches 32.27 to either side, and 100 ends the scale.
    // Ratings 5 and 4, 1 and 2: spread 0.707, 2.151 to either side.
    let calls = "interaction_id,agent_id,outcome,csat\nC1,ana,answered,5\nC2,ana,answered,4\nC3,ben,answered,1\nC4,ben,answered,2\n";
    let scores = "interaction_id,agent_id,evaluator_id,greeting,clarity,identity,privacy\nC1,ana,eva,yes,5,yes,yes\nC2,ana,eva,yes,3,yes,yes\nC3,ben,eva,no,1,yes,yes\nC4,ben,eva,no,3,yes,yes\n";
    let room = room().file("calls.csv", calls).file("e.csv", scores);
    let line = "kpi drivers calls.csv --evaluations e.csv --scorecard card.toml -f csv";
    room.qa(&format!("{line} --table quadrant")).code(0).stdout_eq(str![[r#"
agent_id,interactions,quality,quality_lower,quality_upper,ratings,csat,csat_lower,csat_upper,quadrant
ana,2,92.5,60.230105,100,2,4.5,2.348674,5,not clear
ben,2,47.5,15.230105,79.769895,2,1.5,1,3.651326,not clear

"#]]);
}

#[test]
fn limits_of_a_mean_score_end_with_its_scale() {
    // 70 and 100, mean 85: Student's limits are 85 ± 12.706 · 15, the scale has 0 to 100.
    let calls = "interaction_id,agent_id,outcome\nC1,ana,answered\nC2,ana,answered\n";
    let scores = "interaction_id,agent_id,evaluator_id,greeting,clarity,identity,privacy\nC1,ana,eva,yes,5,yes,yes\nC2,ana,eva,no,5,yes,yes\n";
    let room = room().file("calls.csv", calls).file("e.csv", scores);
    let line = "kpi calls.csv --evaluations e.csv --scorecard card.toml --kpi quality_mean --ci";
    room.qa(line).code(0).stdout_eq(str![[r#"
Indicators
         quality
----------------
85.0 [0.0–100.0]

2 contacts with an evaluation, placed by its own time

quality_mean: mean score of evaluated contacts, 0 to 100; several evaluations of one count as their mean

e.csv: 2 records read, 2 accepted, 0 rejected, SHA-256 0ebffde702a1
calls.csv: 2 records read, 2 accepted, 0 rejected, SHA-256 9955929929e5
threshold: 20 s
formula: offered

"#]]);
}
