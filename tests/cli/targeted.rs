//! Picks for a purpose: repeat contacts, after coaching, after a critical error; apart from the sample.

use crate::CARD;
use crate::room::Room;
use snapbox::str;

/// Twelve calls of two agents; customer k1 calls on the 5th, 7th and 20th, and k2 twice within an hour.
const CALLS: &str = "\
interaction_id,start_time,agent_id,customer_id,direction,outcome
C01,2026-10-05T09:00:00,ana,k1,inbound,answered
C02,2026-10-07T09:00:00,ben,k1,inbound,answered
C03,2026-10-20T09:00:00,ana,k1,inbound,answered
C04,2026-10-06T09:00:00,ana,k2,inbound,answered
C05,2026-10-06T09:50:00,ben,k2,inbound,answered
C06,2026-10-06T10:00:00,ben,k2,outbound,answered
C07,2026-10-08T09:00:00,ana,k3,inbound,answered
C08,2026-10-08T09:00:00,ben,k4,inbound,answered
C09,2026-10-12T09:00:00,ana,,inbound,answered
C10,2026-10-14T09:00:00,ben,,inbound,answered
C11,2026-10-16T09:00:00,ana,k5,inbound,answered
C12,2026-10-19T09:00:00,ben,k6,inbound,answered
";

/// Two evaluations of each agent: ben's latest breaks the privacy rule, ana's earlier one did.
const EVALUATIONS: &str = "\
interaction_id,agent_id,evaluator_id,evaluated_at,greeting,clarity,identity,privacy
E1,ana,eva,2026-09-01,yes,5,yes,no
E2,ana,eva,2026-09-20,yes,5,yes,yes
E3,ben,eva,2026-09-02,yes,5,yes,yes
E4,ben,eva,2026-09-21,yes,5,yes,no
";

fn room() -> Room {
    Room::with("calls.csv", CALLS)
        .file("evaluations.csv", EVALUATIONS)
        .file("card.toml", CARD)
        .file("coaching.csv", "coaching_id,agent_id,date\nK1,ana,2026-10-06\nK2,ben,\n")
}

/// Ids and rules of the targeted picks of a work list, in order of id.
fn picks(text: &str) -> Vec<(String, String)> {
    let rows = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let targeted = rows.filter(|cells| cells[16] == "targeted");
    let mut found: Vec<_> =
        targeted.map(|cells| (cells[1].to_owned(), cells[17].to_owned())).collect();
    found.sort();
    found
}

/// The picks of a draw that takes C12 alone at random, which no rule here means.
fn picked(options: &str) -> Vec<String> {
    let taken = "--total 1 --seed 20";
    let line = format!("-q sample calls.csv {taken} {options} -f csv");
    let output = room().qa(&line).success().get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    assert_eq!(text.lines().nth(1).unwrap().split(',').nth(1), Some("C12"), "{text}");
    picks(&text).into_iter().map(|(id, _)| id).collect()
}

#[test]
fn a_repeat_contact_is_known_from_the_calls_themselves() {
    // The outbound C06 is nobody's coming, and C03 is thirteen days behind C02.
    assert_eq!(picked("--targeted repeat_contact=9"), ["C02", "C05"]);
    assert_eq!(picked("--targeted came_back=9"), ["C01", "C04"]);
    assert_eq!(picked("--targeted repeat_contact=9 --repeat-days 14"), ["C02", "C03", "C05"]);
    assert_eq!(picked("--targeted repeat_contact=9 --repeat-days 0.1"), ["C05"]);
    // The days before the period count, though they are not drawn from.
    let week = "--period 2026-10-07..2026-10-31 --targeted repeat_contact=9";
    assert_eq!(picked(week), ["C02"]);
}

#[test]
fn calls_after_coaching_are_those_of_the_days_behind_it() {
    let after = "--targeted after_coaching=9 --coached coaching.csv";
    assert_eq!(picked(after), ["C03", "C07", "C09", "C11"]);
    assert_eq!(picked(&format!("{after} --coached-days 6")), ["C07", "C09"]);
}

#[test]
fn who_failed_last_time_is_known_from_evaluations_and_their_scorecard() {
    let failed = "--targeted failed_critical=9 --failed evaluations.csv";
    // All of ben's but C12, which is drawn; ana's latest evaluation has no critical error.
    let found = picked(&format!("{failed} --scorecard card.toml"));
    assert_eq!(found, ["C02", "C05", "C06", "C08", "C10"]);
    room().qa(&format!("sample calls.csv {failed}")).code(2).stderr_eq(str![[r#"
--failed: evaluations tell of critical errors by their scorecard alone [no-input]
  help: say --scorecard scorecard.toml; or name a list of agents

"#]]);
    room().qa("sample calls.csv --targeted after_coaching=2").code(2).stderr_eq(str![[r#"
--targeted: the rule `after_coaching` needs a file that tells whom it means [no-input]
  help: say --coached coaching.csv

"#]]);
}

#[test]
fn every_rule_has_its_quota_and_no_estimate_has_its_picks() {
    let room = room();
    let line = "-q sample calls.csv -n 1 --seed s --evaluators eva --targeted repeat_contact=1 \
                --targeted came_back=1 --targeted after_coaching=2 --coached coaching.csv \
                --targeted failed_critical=1 --failed evaluations.csv --scorecard card.toml";
    room.qa(&format!("{line} -o w.csv")).success();
    let list = room.read("w.csv");
    let found = picks(&list);
    let count = |rule: &str| found.iter().filter(|(_, name)| name == rule).count();
    let rules = ["repeat_contact", "came_back", "after_coaching", "failed_critical"];
    assert_eq!(rules.map(count), [1, 1, 2, 1]);
    room.qa("-q verify w.manifest.json").success();
    // Scores of picks are 0 and of those drawn 100, in a file that says nothing of how they were chosen.
    let rows = list.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let answers = if cells[16] == "targeted" { "no,1,no,no" } else { "yes,5,yes,yes" };
        format!("{},{},eva,{answers}\n", cells[1], cells[2])
    });
    let header = "interaction_id,agent_id,evaluator_id,greeting,clarity,identity,privacy\n";
    let text = header.to_owned() + &rows.collect::<Vec<_>>().concat();
    std::fs::write(room.path("scored.csv"), text).unwrap();
    let line = "-q score scored.csv --scorecard card.toml --weights w.manifest.json --table estimates -f csv";
    let told = room.qa(line).success().get_output().stdout.clone();
    let told = String::from_utf8(told).unwrap();
    assert!(told.lines().nth(1).unwrap().starts_with("all,,2,100,"), "{told}");
}
