//! A year of weekly draws: promises kept, work balanced, no rule broken.
//!
//! The whole year: `cargo test --release --lib sampling::year -- --ignored`.

use super::allocate::Allocation;
use super::assign::{Evaluator, Origin, Purpose, Rules, deal};
use super::by::By;
use super::draw::Draw;
use super::frame::Frame;
use super::plan::Plan;
use super::ticket::Ticket;
use crate::model::{Batch, Column, Field, Fold, MilliColumn, TextColumn};
use std::collections::BTreeMap;

const AGENTS: u64 = 60;
const TEAMS: u64 = 6;
const PROMISED: usize = 4;
const MOST: usize = 8;

/// The calls of a week: 0 to 59 of each agent, some of whom are away for weeks.
fn week(week: u64) -> Batch {
    let mut texts: [TextColumn; 3] = Default::default();
    let mut talk = MilliColumn::default();
    for agent in 0..AGENTS {
        let away = (week + agent) % 13 < 2;
        let lot = Ticket::of("year", &format!("{week} {agent}")).words()[0];
        for call in 0..if away { 0 } else { lot % 60 } {
            let id = format!("w{week}-a{agent}-{call}");
            let seconds = 60 + Ticket::of("talk", &id).words()[0] % 1200;
            texts[0].push(&id);
            texts[1].push(&format!("a{agent}"));
            texts[2].push(&format!("t{}", agent % TEAMS));
            talk.push(i64::try_from(seconds * 1000).ok());
        }
    }
    let rows = texts[0].len();
    let [ids, agents, teams] = texts;
    let columns = vec![
        (Field::InteractionId.into(), Column::Text(ids)),
        (Field::AgentId.into(), Column::Text(agents)),
        (Field::Team.into(), Column::Text(teams)),
        (Field::Talk.into(), Column::Milli(talk)),
    ];
    Batch::new(rows, columns)
}

/// Twelve evaluators, half of them of a team.
fn evaluators() -> Vec<Evaluator> {
    let one = |at: u64| Evaluator {
        team: (at < TEAMS).then(|| format!("t{at}")),
        ..Evaluator::named(&format!("e{at:02}"))
    };
    (0..12).map(one).collect()
}

fn runs(weeks: u64) {
    let people = evaluators();
    let mut done: BTreeMap<String, usize> = BTreeMap::new();
    let mut had: BTreeMap<(String, String), usize> = BTreeMap::new();
    for number in 0..weeks {
        if number % 13 == 0 {
            // A pair limit holds for a quarter.
            had.clear();
        }
        let promised = PROMISED * usize::try_from(number + 1).unwrap();
        let due = |agent: &str| (promised - done.get(agent).unwrap_or(&0).min(&promised)).min(MOST);
        let quotas =
            (0..AGENTS).map(|agent| format!("a{agent}")).map(|agent| (agent.clone(), due(&agent)));
        let plan = Plan {
            allocation: Allocation::Quota(quotas.collect(), 0),
            ..Plan::each(&format!("w{number}"), vec![By::Column(Field::AgentId.into())], 0)
        };
        let longest = plan.work.milliseconds(Some(1_260_000));
        let mut frame = Frame::new(plan);
        frame.update(&week(number));
        let draw = Draw::from_frame(frame);
        // Whoever has fewer than were due had no more calls.
        assert!(draw.short().all(|stratum| stratum.whole), "week {number}");

        let rules = Rules { pairs: Some(20), had: had.clone(), overlap: 30, ..Rules::default() };
        let dealt = deal(&draw, &people, &rules);
        assert!(dealt.nobody.is_empty() && dealt.seconds.overlap == dealt.seconds.overlap_wanted);
        assert_eq!(dealt.parts, Some(1), "week {number}: {:?}", dealt.loads);
        let loads: Vec<i64> = dealt.loads.values().map(|(_, work)| *work).collect();
        let apart = loads.iter().max().unwrap() - loads.iter().min().unwrap();
        assert!(apart <= longest, "week {number}: {apart} ms apart");
        for task in &dealt.tasks {
            let Origin::Random(stratum, pick) = &task.origin else { panic!("drawn by lot") };
            let call = &draw.strata[*stratum].drawn[*pick].candidate;
            let who = people.iter().find(|one| Some(&one.id) == task.evaluator.as_ref()).unwrap();
            assert!(who.team.is_none() || who.team != call.team, "nobody has their own team");
            let agent = call.agent_id.clone().unwrap();
            *had.entry((agent, who.id.clone())).or_default() += 1;
        }
        for (_, pick) in draw.picks() {
            *done.entry(pick.candidate.agent_id.clone().unwrap()).or_default() += 1;
        }
        let seconds = dealt.tasks.iter().filter(|task| task.purpose == Purpose::Overlap).count();
        assert_eq!(seconds, 2 * dealt.seconds.overlap);
        assert!(had.values().all(|times| *times <= 20), "week {number}");
    }
    // Every agent is caught up to two of the weeks they were last away, and nobody has more than promised.
    let promised = PROMISED * usize::try_from(weeks).unwrap();
    assert!(done.values().all(|done| *done <= promised));
    let all: usize = done.values().sum();
    let due = promised * usize::try_from(AGENTS).unwrap();
    assert!(all * 100 >= due * 90, "{all} of {due}");
}

#[test]
fn a_quarter_of_weekly_draws_keeps_its_promises_and_its_rules() {
    runs(13);
}

/// `cargo test --release --lib sampling::year -- --ignored`
#[test]
#[ignore = "a year takes some seconds"]
fn a_year_of_weekly_draws_keeps_its_promises_and_its_rules() {
    runs(52);
}
