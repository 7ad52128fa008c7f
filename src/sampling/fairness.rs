//! Every design draws every interaction as often as it says, and intervals cover as often as they say.
//!
//! The long versions: `cargo test --release --lib sampling::fairness -- --ignored`.

use super::allocate::{Allocation, Bounds};
use super::by::By;
use super::draw::Draw;
use super::frame::Frame;
use super::plan::{Method, Plan};
use crate::model::{Batch, Column, Field, Fold, MilliColumn, Name, TextColumn};
use crate::stats::{normal, real, student};
use std::collections::BTreeMap;

/// Agents with 12, 7 and 5 calls, in order of time, with a size of 1 to 4.
fn frame() -> Batch {
    let mut texts: [TextColumn; 3] = Default::default();
    let mut starts = MilliColumn::default();
    for call in 0..24_i64 {
        let agent = match call {
            0..12 => "A1",
            12..19 => "A2",
            _ => "A3",
        };
        texts[0].push(&format!("c{call}"));
        texts[1].push(agent);
        texts[2].push(&(1 + call % 4).to_string());
        starts.push(Some(call * 60_000));
    }
    let [ids, agents, sizes] = texts;
    let columns = vec![
        (Field::InteractionId.into(), Column::Text(ids)),
        (Field::AgentId.into(), Column::Text(agents)),
        (Field::StartTime.into(), Column::Milli(starts)),
        (Name::of("risk"), Column::Text(sizes)),
    ];
    Batch::new(24, columns)
}

fn designs() -> Vec<(&'static str, Plan)> {
    let agent = || vec![By::Column(Field::AgentId.into())];
    let each = |seed: &str| Plan::each(seed, agent(), 3);
    let with = |allocation: Allocation| Plan { allocation, ..each("") };
    let shares = [("A1", 60), ("A2", 40)].map(|(name, part)| (name.to_owned(), part));
    let quotas = [("A1".to_owned(), 4)];
    vec![
        ("simple random", Plan::each("", Vec::new(), 6)),
        ("of each", each("")),
        ("equal", with(Allocation::Equal(9))),
        (
            "proportional",
            Plan {
                bounds: Bounds { least: 2, most: Some(4) },
                ..with(Allocation::Proportional(9))
            },
        ),
        ("neyman", with(Allocation::Neyman(8))),
        ("half width", with(Allocation::HalfWidth(15.0))),
        ("shares", with(Allocation::Shares(8, BTreeMap::from(shares)))),
        ("quota", with(Allocation::Quota(BTreeMap::from(quotas), 2))),
        ("bands", Plan::each("", vec![By::parse("risk:2:4").unwrap()], 2)),
        ("systematic", Plan { method: Method::Systematic, ..each("") }),
        (
            "by size",
            Plan { method: Method::BySize(Name::of("risk")), ..Plan::each("", Vec::new(), 6) },
        ),
    ]
}

/// How often each call was drawn, what each draw says its chance is, over the seeds.
fn counts(plan: &Plan, seeds: u32) -> BTreeMap<String, (u32, f64)> {
    let batch = frame();
    let mut counts: BTreeMap<String, (u32, f64)> = BTreeMap::new();
    for seed in 0..seeds {
        let mut frame = Frame::new(Plan { seed: seed.to_string(), ..plan.clone() });
        frame.update(&batch);
        let draw = Draw::from_frame(frame);
        for (_, pick) in draw.picks() {
            let (num, den) = pick.probability;
            let chance = real::signed(num) / real::signed(den);
            counts.entry(pick.candidate.interaction_id.clone()).or_insert((0, chance)).0 += 1;
        }
    }
    counts
}

/// Every call is drawn as often as its stored chance says: the largest of the standardised counts
/// stays below the normal quantile for so many calls at 0.1 %, and their chi-square is not too large.
fn is_fair(seeds: u32) {
    for (name, plan) in designs() {
        let counts = counts(&plan, seeds);
        let trials = f64::from(seeds);
        let mut chi = 0.0;
        let mut widest: f64 = 0.0;
        let mut free = 0_u32;
        for (count, chance) in counts.values() {
            let variance = trials * chance * (1.0 - chance);
            let off = f64::from(*count) - trials * chance;
            if variance > 0.0 {
                chi += off * off / variance;
                widest = widest.max_of((off * off / variance).sqrt());
                free += 1;
            } else {
                assert!(off.abs() < 0.5, "{name}: a certain call is always drawn");
            }
        }
        // Bonferroni over the calls; the sum has mean `free`, and at most five of its deviations more
        // even where units of one step are drawn together.
        let limit = normal::quantile(1.0 - 0.001 / (2.0 * f64::from(free.max(1))));
        assert!(widest < limit, "{name}: {widest} of {limit}");
        let free = f64::from(free);
        assert!(chi < free + 8.0 * (2.0 * free).sqrt(), "{name}: chi-square {chi} of {free} calls");
    }
}

trait MaxOf {
    fn max_of(self, other: Self) -> Self;
}

impl MaxOf for f64 {
    fn max_of(self, other: Self) -> Self {
        if self.total_cmp(&other).is_lt() { other } else { self }
    }
}

#[test]
fn every_design_draws_as_often_as_it_says() {
    is_fair(400);
}

/// `cargo test --release --lib sampling::fairness -- --ignored`
#[test]
#[ignore = "20 000 seeds take a minute"]
fn every_design_draws_as_often_as_it_says_over_20_000_seeds() {
    is_fair(20_000);
}

/// A centre of 6 teams of 8 agents with 40 to 110 calls each, and scores from 55 to 100.
fn centre() -> (Batch, BTreeMap<String, f64>) {
    let mut texts: [TextColumn; 3] = Default::default();
    let mut scores = BTreeMap::new();
    for agent in 0..48_u32 {
        for call in 0..40 + (agent * 37) % 71 {
            let id = format!("a{agent}-{call}");
            // A fixed spread of scores: the first bits of a ticket of its own.
            let dice = super::Ticket::of("scores", &id).words()[0] >> 40;
            let dice = real::count(dice) / 16_777_216.0;
            scores.insert(id.clone(), 60.0 + f64::from(agent % 12) + 28.0 * dice);
            texts[0].push(&id);
            texts[1].push(&format!("a{agent}"));
            texts[2].push(&format!("t{}", agent / 8));
        }
    }
    let rows = texts[0].len();
    let [ids, agents, teams] = texts;
    let columns = vec![
        (Field::InteractionId.into(), Column::Text(ids)),
        (Field::AgentId.into(), Column::Text(agents)),
        (Field::Team.into(), Column::Text(teams)),
    ];
    (Batch::new(rows, columns), scores)
}

/// The share of intervals of team means that hold the mean of all the team's calls.
fn coverage(draws: u32) -> f64 {
    use crate::stats::survey::{Design, Unit};
    let (batch, scores) = centre();
    let team = |agent: &str| agent[1..].parse::<usize>().unwrap() / 8;
    let mut truth = [(0.0, 0.0); 6];
    for (id, score) in &scores {
        let at = team(id.split('-').next().unwrap());
        truth[at] = (truth[at].0 + score, truth[at].1 + 1.0);
    }
    let (mut held, mut all) = (0_u32, 0_u32);
    for seed in 0..draws {
        let mut frame =
            Frame::new(Plan::each(&seed.to_string(), vec![By::Column(Field::AgentId.into())], 5));
        frame.update(&batch);
        let draw = Draw::from_frame(frame);
        let strata = draw.strata.iter().map(|stratum| real::count(stratum.size)).collect();
        let mut units = Vec::new();
        let mut teams = Vec::new();
        for (at, stratum) in draw.strata.iter().enumerate() {
            for pick in &stratum.drawn {
                let (num, den) = pick.probability;
                let weight = real::signed(den) / real::signed(num);
                units.push(Unit { stratum: at, weight, y: scores[&pick.candidate.interaction_id] });
                teams.push(team(pick.candidate.agent_id.as_deref().unwrap()));
            }
        }
        let design = Design { strata, units };
        for (at, (sum, n)) in truth.iter().enumerate() {
            let mean = design.mean(&|unit| teams[unit] == at).unwrap();
            // A team's own degrees of freedom: 40 scores from 8 strata.
            let half = student::quantile(0.975, 32.0) * mean.se().unwrap();
            held += u32::from((mean.value - sum / n).abs() <= half);
            all += 1;
        }
    }
    f64::from(held) / f64::from(all)
}

#[test]
fn intervals_of_team_means_cover_about_as_often_as_they_say() {
    // 40 draws of 6 teams: 240 intervals, standard error 1.4 points.
    let share = coverage(40);
    assert!((0.90..=0.99).contains(&share), "{share}");
}

/// `cargo test --release --lib sampling::fairness -- --ignored`
#[test]
#[ignore = "2 000 draws take a minute"]
fn intervals_of_team_means_cover_94_to_96_percent_over_2_000_draws() {
    let share = coverage(2_000);
    assert!((0.94..=0.96).contains(&share), "{share}");
}
