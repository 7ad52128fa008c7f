//! Evaluations and the scorecard they were made with.

use crate::room::Room;

const CARD: &str = r#"schema = 1
id = "voice"
version = "1"
name = "Voice"
pass_mark = 80
[[section]]
id = "talk"
name = "Conversation"
weight = 100
[[section.question]]
id = "greeting"
text = "Greeted"
scale = "yes_no"
"#;

#[test]
fn who_names_no_scorecard_is_held_to_the_version_and_content_all_the_same() {
    let room = |column: &str, value: &str| {
        let rows = format!(
            "interaction_id,agent_id,evaluator_id,greeting,{column}\nC1,ana,eva,yes,{value}\n"
        );
        Room::with("card.toml", CARD).file("e.csv", rows)
    };
    let line = "-q score e.csv --scorecard card.toml";
    room("scorecard_version", "1").qa(line).success();
    for (column, value, told) in [
        ("scorecard_version", "9", "there is no version 9 of scorecard `voice`"),
        ("scorecard_hash", "deadbeef", "scorecard `voice` 1 was changed since this evaluation"),
    ] {
        let output = room(column, value).qa(line).code(3).get_output().stderr.clone();
        let output = String::from_utf8(output).unwrap();
        assert!(output.contains(told), "{output}");
    }
}

#[test]
fn a_defect_fails_a_question_from_the_number_that_is_named() {
    let card = CARD.replace(
        "scale = \"yes_no\"",
        "defects = [{ id = \"minor\", penalty = 5 }]\npoints = 100\nfails_on = [\"minor:3\"]\ncritical = \"customer\"",
    );
    let rows =
        "interaction_id,agent_id,evaluator_id,greeting\nC1,ana,eva,minor:2\nC2,ben,eva,minor:3\n";
    let room = Room::with("card.toml", card).file("e.csv", rows);
    let output = room.qa("-q score e.csv --scorecard card.toml --table evaluations -f csv");
    let output = String::from_utf8(output.success().get_output().stdout.clone()).unwrap();
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let at = cells(output.lines().next().unwrap()).iter().position(|name| name == "score").unwrap();
    let scores: Vec<_> = output.lines().skip(1).map(|line| cells(line)[at].clone()).collect();
    assert_eq!(scores, ["90", "0"], "{output}");
}

#[test]
fn a_version_that_nobody_used_changes_nothing_of_a_calibration() {
    let card = CARD.replace("scale = \"yes_no\"", "scale = { min = 1, max = 5 }");
    let later = card.replace("version = \"1\"", "version = \"2\"").replace("max = 5", "max = 9");
    let rows = "interaction_id,agent_id,evaluator_id,greeting,scorecard,scorecard_version\n\
                C1,a,eva,5,voice,1\nC1,a,flo,4,voice,1\nC2,a,eva,3,voice,1\nC2,a,flo,3,voice,1\n\
                C3,a,eva,1,voice,1\nC3,a,flo,2,voice,1\n";
    let room = Room::with("e.csv", rows).file("one.toml", card).file("two.toml", later);
    let told = |cards: &str| {
        let told = room.qa(&format!("-q calibrate e.csv {cards} --table questions -f csv"));
        String::from_utf8(told.success().get_output().stdout.clone()).unwrap()
    };
    let alone = told("--scorecard one.toml");
    assert_eq!(alone, told("--scorecard one.toml --scorecard two.toml"));
    assert!(alone.contains("greeting"), "{alone}");
}

#[test]
fn quality_is_of_everyday_evaluations_alone() {
    let rows = "interaction_id,agent_id,evaluator_id,greeting,purpose,selection\n\
                C1,a,eva,yes,monitor,random\nC2,a,eva,no,monitor,targeted\nC3,a,bot,no,ai,random\n\
                C1,a,flo,no,retest,random\n";
    let calls = "interaction_id,start_time,agent_id,outcome\n\
                 C1,2026-10-05T09:00:00Z,a,answered\nC2,2026-10-05T09:00:00Z,a,answered\n\
                 C3,2026-10-05T09:00:00Z,a,answered\n";
    let room = Room::with("card.toml", CARD).file("e.csv", rows).file("calls.csv", calls);
    let line =
        "-q kpi calls.csv --evaluations e.csv --scorecard card.toml --kpi quality_mean -f csv";
    let told = room.qa(line).success();
    let told = String::from_utf8(told.get_output().stdout.clone()).unwrap();
    assert!(told.contains("quality_mean,100,"), "{told}");
}
