//! Targets of `qa kpi`: bands, groups, rows of misses, presets, the gate.

use crate::CALLS;
use crate::room::Room;
use snapbox::str;

#[test]
fn a_queue_has_a_target_of_its_own_and_nearly_is_amber() {
    // sales: 1 of 3 in time, support: 1 of 1; all: 2 of 4.
    let room = Room::with("calls.csv", CALLS);
    let line = "kpi calls.csv --by queue --kpi service_level --table people --target \
                'service_level >= 80%, amber >= 50%' --target 'service_level >= 30%, for queue=sales' --gate";
    room.qa(line)
        .code(4)
        .stdout_eq(str![[r#"
Indicators by queue
queue    service level (20 s, of offered)  band
-------  --------------------------------  -----
sales                   33.3 % [6.1–79.2]  green
support              100.0 % [20.7–100.0]  green
-------  --------------------------------  -----
all                    50.0 % [15.0–85.0]  amber

target service_level >= 80%, amber >= 50%: missed overall (amber), missed in none of 1 group
target service_level >= 30%, for queue=sales: met overall, missed in none of 1 group

service level (20 s, of offered) (service_level): answered ≤ 20 s / offered

calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
by: queue
threshold: 20 s
formula: offered
target.service_level: >= 80%, amber >= 50%
target.service_level: >= 30%, for queue=sales

"#]])
        .stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected
1 of 2 targets missed
  service_level >= 80%, amber >= 50%: 50.0 % (2 of 4), missed in none of 1 group

"#]]);
}

#[test]
fn programs_get_every_judgement() {
    let room = Room::with("calls.csv", CALLS);
    let line = "kpi calls.csv --by queue --kpi service_level -f csv --table targets --target \
                'service_level >= 80%, amber >= 50%' --target 'service_level >= 30%, for queue=sales'";
    room.qa(line).code(0).stdout_eq(str![[r#"
queue,kpi,target,for,value,met,band,surely,missed_in_a_row,most_in_a_row
sales,service_level,>= 30%,queue=sales,0.333333,true,green,false,,
support,service_level,>= 80%,,1,true,green,false,,
,service_level,>= 80%,,0.5,false,amber,false,,
,service_level,>= 30%,queue=sales,0.333333,true,green,false,,

"#]]);
}

/// Two days of two calls each: half in time on the first, none on the second and third.
const DAYS: &str = "\
interaction_id,start_time,queue,outcome,wait_s,talk_s
D1,2026-10-05T09:00:00Z,sales,answered,10,100
D2,2026-10-05T09:05:00Z,sales,answered,30,100
D3,2026-10-06T09:00:00Z,sales,answered,40,100
D4,2026-10-07T09:00:00Z,sales,answered,50,100
";

#[test]
fn a_gate_may_wait_for_misses_in_a_row() {
    let room = Room::with("calls.csv", DAYS);
    let line =
        "kpi calls.csv --by day --kpi service_level -f csv --target 'service_level >= 50%' --gate";
    room.qa(&format!("{line} --in-a-row 2")).code(4).stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected
1 of 1 targets missed
  service_level >= 50%: 25.0 % (1 of 4), missed in 2 of 3 groups: 2026-10-06, 2026-10-07; up to 2 days in a row

"#]]);
    room.qa(&format!("{line} --in-a-row 3")).code(0);
    room.qa("kpi calls.csv --kpi service_level --by day --target 'service_level >= 50%'")
        .code(0)
        .stdout_eq(str![[r#"
Indicators by day
day         service level (20 s, of offered)  >= 50%
----------  --------------------------------  ------
2026-10-05                 50.0 % [9.5–90.5]  ✓
2026-10-06                  0.0 % [0.0–79.3]  ✗
2026-10-07                  0.0 % [0.0–79.3]  ✗
----------  --------------------------------  ------
all                        25.0 % [4.6–69.9]  ✗

target service_level >= 50%: missed overall, missed in 2 of 3 groups: 2026-10-06, 2026-10-07
target service_level: missed in 2 days in a row up to the last, since 2026-10-06

service level (20 s, of offered) (service_level): answered ≤ 20 s / offered

calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 820d25fdac39
by: day
threshold: 20 s
formula: offered
placed_by: start_time
zone: UTC
target.service_level: >= 50%

"#]]);
}

#[test]
fn the_year_so_far_is_held_against_a_yearly_mean() {
    // 1 of 4 within 20 s, 4 of 4 within 180 s; 7 October leaves 85 days.
    let room = Room::with("calls.csv", DAYS);
    room.qa("kpi calls.csv --kpi service_level --preset es-ley10-2025 --gate").code(0).stdout_eq(str![[r#"
Indicators
service level (180 s, of offered)
---------------------------------
             100.0 % [51.0–100.0]

The year so far, and what the rest of it must reach
figure         target  for  from        until       days left  above  of                so far  to come  rest needs  last 28 days  year at that  verdict
-------------  ------  ---  ----------  ----------  ---------  -----  --  --------------------  -------  ----------  ------------  ------------  ---------
service_level  >= 95%  –    2026-10-05  2026-10-07         85      4   4  100.0 % [51.0–100.0]      113      94.8 %       100.0 %       100.0 %  on course

target service_level >= 95%, over year: on course
target service_level over 2026: no contact before 2026-10-05
es-ley10-2025: Ley 10/2025 asks that 95 % be answered within three minutes as a yearly mean; a wait of exactly 180 s counts as in time, --threshold 179.999 leaves it out

service level (180 s, of offered) (service_level): answered ≤ 180 s / offered

calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 820d25fdac39
threshold: 180 s
formula: offered
target.service_level: >= 95%, over year

"#]]);
    let line = "kpi calls.csv --kpi service_level -f csv --table year --target 'service_level >= 95%, over year' --gate";
    room.qa(line).code(4).stdout_eq(str![[r#"
kpi,target,for,from,until,days_left,numerator,denominator,so_far,so_far_lower,so_far_upper,to_come,needed,recent,projected,verdict
service_level,>= 95%,,2026-10-05,2026-10-07,85,1,4,0.25,0.045587,0.699358,113,0.974706,0.25,0.25,behind

"#]]).stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected
1 of 1 targets missed
  service_level >= 95%, over year: 25.0 % (1 of 4) so far

"#]]);
}

#[test]
fn the_configuration_says_threshold_bands_and_groups() {
    let room = Room::with("calls.csv", CALLS);
    let config = "[kpi.service_level]\npreset = \"80/30\"\namber = \">= 50%\"\ntarget = \">= 80%\"\n\
                  groups = [{ queue = \"sales\", target = \">= 60%\" }]\n";
    let room = room.file("qa.toml", config);
    let line = "kpi calls.csv --by queue --kpi service_level --table people";
    room.qa(line).code(0).stdout_eq(str![[r#"
Indicators by queue
queue    service level (30 s, of offered)  band
-------  --------------------------------  -----
sales                  66.7 % [20.8–93.9]  green
support              100.0 % [20.7–100.0]  green
-------  --------------------------------  -----
all                    75.0 % [30.1–95.4]  amber

target service_level >= 80%, amber >= 50%: missed overall (amber), missed in none of 1 group
target service_level >= 60%, for queue=sales: met overall, missed in none of 1 group

service level (30 s, of offered) (service_level): answered ≤ 30 s / offered

calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
by: queue
threshold: 30 s
formula: offered
target.service_level: >= 80%, amber >= 50%
target.service_level: >= 60%, for queue=sales

"#]]);
    let room = room.file(
        "qa.toml",
        "[kpi.service_level]\nthreshold = \"x\"\npreset = \"80\"\nformula = \"offred\"\n",
    );
    room.qa("check").code(2).stderr_eq(str![[r#"
qa.toml:2:13: expected a number from 0 to 31536000, found `x` [bad-number]
  2 | threshold = "x"
    |             ^^^
  help: write it as 20 or 20.5
qa.toml:3:10: there is no preset `80` [bad-target]
  3 | preset = "80"
    |          ^^^^
  help: write percent and seconds as 80/20, or es-ley10-2025
qa.toml:4:11: there is no service-level formula `offred` [unknown-formula]
  4 | formula = "offred"
    |           ^^^^^^^^
  help: did you mean `offered`?

"#]]);
    let room = room.file("qa.toml", "week_start = \"sunday\"\nmonth_start = 6\n");
    room.qa("kpi calls.csv --by week,month --kpi contacts -f csv").code(0).stdout_eq(str![[r#"
period_from,period_to,week_sunday,month_from_6,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,2026-10-04,2026-10,contacts,4,,,,,count,,,0

"#]]);
}

#[test]
fn what_cannot_be_judged_is_refused_or_said() {
    let room = Room::with("calls.csv", CALLS);
    let line = "kpi calls.csv --target 'service_level >= 80%, for queue=sales'";
    room.qa(line).code(2).stdout_eq("").stderr_eq(str![[r#"
--target: the target service_level >= 80%, for queue=sales asks for a group that the report does not tell [bad-target]
  help: add --by queue, or select with --where

"#]]);
    let room = room.file(
        "qa.toml",
        "[kpi.service_level]\ngroups = [{ queue = \"sales\", target = \">= 60%\" }]\n",
    );
    room.qa("kpi calls.csv --kpi service_level").code(0).stdout_eq(str![[r#"
Indicators
service level (20 s, of offered)
--------------------------------
              50.0 % [15.0–85.0]

target service_level >= 60%, for queue=sales: not judged, for the report is not by queue

service level (20 s, of offered) (service_level): answered ≤ 20 s / offered

calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
threshold: 20 s
formula: offered
target.service_level: >= 60%, for queue=sales

"#]]);
    room.qa("kpi calls.csv --kpi service_level --gate").code(2).stderr_eq(str![[r#"
--gate: expected a target to be met, found none [missing-target]
  help: add --target 'service_level >= 80%', or a `target` under [kpi.service_level] in qa.toml

"#]]);
}

#[test]
fn targets_of_the_configuration_hold_for_responses_and_delivered_scores() {
    let surveys = "[profile]\nname = \"s\"\nkind = \"surveys\"\nversion = 1\n[map]\n\
        response_id = { column = \"id\" }\ninteraction_id = { column = \"call\" }\nqueue = { column = \"queue\" }\ncsat = { column = \"csat\" }\n";
    let scores = "[profile]\nname = \"e\"\nkind = \"evaluations\"\nversion = 1\n[map]\n\
        evaluation_id = { column = \"id\" }\nsession = { column = \"id\" }\ninteraction_id = { column = \"call\" }\n\
        evaluator_id = { column = \"by\" }\nagent_id = { column = \"agent\" }\nscore = { column = \"score\", scale = [0, 100] }\n";
    let config = "[kpi.csat_mean]\ntarget = \">= 4\"\namber = \">= 3.5\"\n\
        [[kpi.csat_mean.groups]]\nqueue = \"b\"\ntarget = \">= 2\"\n\
        [kpi.quality_mean]\ntarget = \">= 85\"\n[kpi.service_level]\ntarget = \">= 80%\"\n";
    let room = Room::with("qa.toml", config)
        .file("s.toml", surveys)
        .file("e.toml", scores)
        .file("s.csv", "id,call,queue,csat\n1,C1,a,5\n2,C2,a,3\n3,C3,b,2\n4,C4,b,3\n")
        .file("e.csv", "id,call,by,agent,score\n1,C1,eva,ana,80\n2,C2,eva,ben,90\n");
    // Queue a has 4 and meets what is asked of all; queue b has 2.5 and meets its own; all have 3.25.
    room.qa("kpi s.csv --profile s.toml --by queue --gate --kpi csat_mean").code(4).stderr_eq(
        str![[r#"
s.csv: 4 records read, 4 accepted, 0 rejected
1 of 2 targets missed
  csat_mean >= 4, amber >= 3.5: 3.25 (over 4), missed in none of 1 group

"#]],
    );
    room.qa("kpi s.csv --profile s.toml --gate --kpi csat_mean --by queue --where csat>=3 -f csv")
        .code(4)
        .stdout_eq(str![[r#"
period_from,period_to,queue,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,a,csat_mean,4,,,8,2,plain,>= 4,true,0
,,b,csat_mean,3,,,3,1,plain,>= 2,true,0

"#]]);
    // Delivered scores are held against the target of the quality mean: 85 of all, 80 of ana.
    room.qa("kpi e.csv --profile e.toml --by agent_id --gate").code(4).stderr_eq(str![[r#"
e.csv: 2 records read, 2 accepted, 0 rejected
1 of 1 targets missed
  delivered_score_mean >= 85: 85.00 (over 2), missed in 1 of 2 groups: ana

"#]]);
    room.qa("kpi e.csv --profile e.toml --gate").code(0);
}

#[test]
fn contacts_that_nobody_answered_are_no_agent_that_misses_a_target() {
    // C3 was abandoned: it has no agent, and is one of four that were offered.
    let room = Room::with("calls.csv", CALLS);
    let line = "kpi calls.csv --by agent_id --kpi abandonment_rate --target 'abandonment_rate <= 30%' --gate";
    room.qa(line).code(0).stdout_eq(str![[r#"
Indicators by agent_id
agent_id           abandonment  <= 30%
--------  --------------------  ------
ana           0.0 % [0.0–65.8]  ✓
ben           0.0 % [0.0–79.3]  ✓
–         100.0 % [20.7–100.0]  –
--------  --------------------  ------
all          25.0 % [4.6–69.9]  ✓

target abandonment_rate <= 30%: met overall, missed in none of 2 groups
in the whole and in no group that has a target: 1 offered contact without agent_id

abandonment_rate: abandoned / offered

calls.csv: 4 records read, 4 accepted, 0 rejected, SHA-256 21d5f4506587
by: agent_id
threshold: 20 s
formula: offered
target.abandonment_rate: <= 30%

"#]]);
    let line = "-q kpi calls.csv --by agent_id -f csv --table targets --target 'abandonment_rate <= 20%' --gate";
    room.qa(line)
        .code(4)
        .stdout_eq(str![[r#"
agent_id,kpi,target,for,value,met,band,surely,missed_in_a_row,most_in_a_row
ana,abandonment_rate,<= 20%,,0,true,green,false,,
ben,abandonment_rate,<= 20%,,0,true,green,false,,
,abandonment_rate,<= 20%,,0.25,false,red,false,,

"#]])
        .stderr_eq(str![[r#"
1 of 1 targets missed
  abandonment_rate <= 20%: 25.0 % (1 of 4), missed in none of 2 groups

"#]]);
}

#[test]
fn what_is_not_known_is_no_zero_and_keeps_its_row() {
    let room = Room::with("calls.csv", "interaction_id,queue,outcome\nC1,sales,answered\n");
    let line = "-q kpi calls.csv --target 'service_level >= 80%' --gate -f csv";
    let said = room.said(line);
    assert!(said.contains("\n,,service_level,,,,,,share,>= 80%,,0\n"), "{said}");
    room.qa(line).code(4).stderr_eq(str![[r#"
1 of 1 targets missed
  service_level >= 80%: no value, needs `wait_s`; this export has none

"#]]);
    let line = "-q kpi calls.csv --by queue --kpi answer_rate --target 'answer_rate >= 80%, for queue=sale' --gate -f csv";
    room.qa(line).code(4).stderr_eq(str![[r#"
1 of 1 targets missed
  answer_rate >= 80%, for queue=sale: no contact has queue `sale`; did you mean `sales`?

"#]]);
}

#[test]
fn a_period_without_contacts_is_not_compared_with() {
    let room = Room::with("calls.csv", CALLS);
    let line = "-q kpi calls.csv --period 2026-10-05 --compare previous --kpi offered,answer_rate";
    let said = room.said(&format!("{line} -f csv"));
    assert!(said.contains("\noffered,4,,,,\n"), "{said}");
    let told = room.said(line);
    assert!(told.contains("no contact in the period compared with, 2026-10-04"), "{told}");
}
