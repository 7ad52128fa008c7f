use super::*;
use crate::agreement::bias::Scores;
use crate::agreement::severity::Design;
use crate::evidence::ranking::{Group, ranking};
use crate::evidence::{Piece, pay};
use crate::scorecard::sample::{draft, scale, section};
use crate::scorecard::{Method, Scorecard};
use std::collections::BTreeMap;

fn card() -> Scorecard {
    draft(Method::Points, vec![section("s", 1, vec![scale("tone", 1, 5)])]).built()
}

fn agent(id: &str, scores: &[f64], population: Option<u64>) -> Agent {
    let piece = |(at, score): (usize, &f64)| Piece {
        interaction: format!("{id}-{at}"),
        score: *score,
        passed: None,
        critical: false,
        lost: BTreeMap::new(),
    };
    let pieces = scores.iter().enumerate().map(piece).collect();
    Agent { id: id.to_owned(), pieces, apart: Vec::new(), population }
}

fn sample(card: &Scorecard, agents: Vec<Agent>) -> Sample<'_> {
    let design = Design::of(&Scores::new(), &BTreeMap::new(), &[]);
    let (evaluations, untold, picked, unscored, nameless) = (0, 0, 0, 0, 0);
    Sample { card, agents, design, evaluations, untold, picked, unscored, nameless }
}

/// Five scores around each of these means, 10 apart at most.
fn around(means: &[f64]) -> Vec<Agent> {
    let scores = |mean: f64| [-10.0, -5.0, 0.0, 5.0, 10.0].map(|off| mean + off);
    means.iter().zip(1..).map(|(mean, at)| agent(&format!("A{at}"), &scores(*mean), None)).collect()
}

#[test]
fn of_nobody_nothing_is_said() {
    let card = card();
    let nobody = sample(&card, Vec::new());
    let study = Study::of(&nobody, Some(85.0));
    assert!(study.agents.is_empty() && study.target.is_none() && study.usual_n().is_none());
    assert_eq!((ranking(&study), pay::mistakes(&study, 5)), (None, None));
}

#[test]
fn one_score_each_says_nothing_of_how_scores_scatter() {
    let card = card();
    let few = sample(&card, vec![agent("A1", &[80.0], None), agent("A2", &[70.0], None)]);
    let study = Study::of(&few, None);
    assert_eq!(study.target.unwrap().told, Told::MeanOfAll);
    for one in &study.agents {
        assert_eq!((one.limits, one.shrunken, one.p), (None, None, None));
        assert_eq!(one.verdict, Verdict::Undecided(More::Unknown));
    }
}

/// By hand: each spread is √62.5 = 7.906 on 4 degrees, so together on 24; t(0.975; 24) = 2.0639 makes
/// the half width 2.0639 · 7.906 / √5 = 7.297.
#[test]
fn the_spread_of_all_makes_the_interval_of_each() {
    let card = card();
    let six = sample(&card, around(&[80.0, 82.0, 84.0, 86.0, 81.0, 83.0]));
    let study = Study::of(&six, Some(83.0));
    let (low, high) = study.agents[0].limits.unwrap();
    assert!((low - (80.0 - 7.297)).abs() < 2e-3 && (high - (80.0 + 7.297)).abs() < 2e-3);
    assert!((study.resolution(5).unwrap() - 7.297).abs() < 2e-3);
}

#[test]
fn five_scores_near_each_other_rank_nobody_and_decide_nothing() {
    let card = card();
    let six = sample(&card, around(&[80.0, 82.0, 84.0, 86.0, 81.0, 83.0]));
    let study = Study::of(&six, Some(83.0));
    assert_eq!(ranking(&study), None);
    for one in &study.agents {
        assert!(matches!(one.verdict, Verdict::Undecided(_)), "{one:?}");
        let (value, (low, high)) = one.shrunken.unwrap();
        let drawn = (value - 82.7).abs() <= (one.own.mean - 82.7).abs() + 0.05;
        assert!(drawn && low < value && value < high, "{one:?}");
    }
}

#[test]
fn who_is_far_below_is_said_to_be_and_the_others_are_not_told_apart() {
    let card = card();
    let seven = sample(&card, around(&[84.0, 86.0, 85.0, 87.0, 50.0, 86.0, 84.0]));
    let study = Study::of(&seven, Some(83.0));
    let words: Vec<&str> = study.agents.iter().map(|one| one.verdict.words()).collect();
    assert_eq!(words[4], "below");
    assert!(words.iter().enumerate().all(|(at, word)| at == 4 || *word == "not enough evidence"));
    let standings = ranking(&study).unwrap();
    let last = standings.last().unwrap();
    assert_eq!((last.at, last.group, last.best, last.worst), (4, Group::Below, 7, 7));
    assert!(standings[..6].iter().all(|one| (one.best, one.worst) == (1, 6)));
}

#[test]
fn two_scores_bear_no_word_whatever_they_are() {
    let card = card();
    let mut agents = around(&[84.0, 86.0, 85.0, 87.0, 86.0]);
    agents.push(agent("A6", &[0.0, 5.0], None));
    let seven = sample(&card, agents);
    let study = Study::of(&seven, Some(83.0));
    assert!(study.agents[5].p.unwrap().1 < 1e-6);
    assert!(matches!(study.agents[5].verdict, Verdict::Undecided(More::About(_))));
}

/// Of ten interactions five were scored: the interval of their mean is √½ as wide; of five, none.
#[test]
fn the_more_of_all_was_scored_the_surer_is_its_mean() {
    let card = card();
    let mut agents = around(&[84.0, 86.0, 85.0]);
    agents[0].population = Some(10);
    agents[1].population = Some(5);
    let three = sample(&card, agents);
    let study = Study::of(&three, Some(83.0));
    let width = |limits: Option<(f64, f64)>| limits.map(|(low, high)| high - low).unwrap();
    let one = &study.agents[0];
    assert!((width(one.limits_of_all) / width(one.limits) - 0.5_f64.sqrt()).abs() < 1e-9);
    assert!(width(study.agents[1].limits_of_all).abs() < 1e-9);
    assert_eq!((study.agents[2].limits_of_all, one.shrunken), (None, None));
}

/// A law: more evaluations make fewer mistakes about pay.
#[test]
fn with_more_evaluations_pay_is_wrong_less_often() {
    let card = card();
    let seven = sample(&card, around(&[74.0, 86.0, 95.0, 87.0, 70.0, 80.0, 90.0]));
    let study = Study::of(&seven, Some(83.0));
    let wrong = [2, 5, 20, 100].map(|n| {
        let found = pay::mistakes(&study, n).unwrap();
        found.wrongly_above + found.wrongly_below
    });
    assert!(wrong.windows(2).all(|pair| pair[0] > pair[1]), "{wrong:?}");
    assert!(wrong[0] < 0.5 && wrong[3] > 0.0);
    assert!(study.reliability(20).unwrap() > study.reliability(5).unwrap());
}
