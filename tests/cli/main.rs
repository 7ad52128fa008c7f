//! The program as its users meet it: what they type, what they see, how it ends.
#![expect(clippy::unwrap_used, reason = "a failed set-up should fail the test")]
#![expect(clippy::disallowed_methods, reason = "the files under test are there")]

mod agents;
mod behind;
mod calendar;
mod calibrate;
mod cards;
mod check;
mod codes;
mod components;
mod config;
mod deliveries;
mod draws;
mod evidence;
mod help;
mod imports;
mod init;
mod kpi;
mod laws;
mod output;
mod plans;
mod quality;
mod queue;
mod registry;
mod responses;
mod room;
mod sample;
mod score;
mod score_fields;
mod set_aside;
mod states;
mod status;
mod targeted;
mod targets;
mod vectors;
mod waiting;

/// Four calls: two answered, one abandoned, one that ended in no outcome known here.
const CALLS: &str = "\
interaction_id,start_time,queue,agent_id,outcome,wait_s,talk_s,hold_s,acw_s
C1,2026-10-05T09:00:00Z,sales,ana,answered,10,100,0,20
C2,2026-10-05T09:05:00Z,sales,ben,answered,30,200,10,30
C3,2026-10-05T09:10:00Z,sales,,abandoned,50,,,
C4,2026-10-05T09:15:00Z,support,ana,answered,0,60,0,0
";

/// A scorecard of two sections, 60 and 40 of 100; the last question is critical.
const CARD: &str = r#"schema = 1
id = "voice"
version = "1"
name = "Voice"
pass_mark = 80

[[section]]
id = "talk"
name = "Conversation"
weight = 60
[[section.question]]
id = "greeting"
text = "Greeted"
scale = "yes_no"
[[section.question]]
id = "clarity"
text = "Clear"
scale = { min = 1, max = 5 }

[[section]]
id = "law"
name = "Compliance"
weight = 40
[[section.question]]
id = "identity"
text = "Asked who is calling"
scale = "yes_no"
[[section.question]]
id = "privacy"
text = "Read the privacy notice"
scale = "yes_no"
na = true
critical = "compliance"
"#;

/// Two evaluators judge two calls each; they differ in one answer.
const EVALUATIONS: &str = "\
interaction_id,agent_id,evaluator_id,greeting,clarity,identity,privacy
C1,ana,eva,yes,5,yes,yes
C2,ben,eva,yes,3,yes,na
C1,ana,flo,no,5,yes,yes
C2,ben,flo,yes,3,yes,na
";
