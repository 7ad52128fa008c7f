//! Scores taken apart: by version of the scorecard, by agent, by how the interaction was chosen.

use crate::agreement::severity::{Design, Given};
use crate::scorecard::Scorecard;
use crate::scoring::{Scored, Step};
use crate::stats::mean::{self, Mean};
use crate::stats::real;
use std::collections::{BTreeMap, BTreeSet};

/// Which score of an evaluation counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Measure {
    /// The score before critical errors took anything away: they are rare and cost all, so that a few of
    /// them drown every other difference, and are told apart.
    #[default]
    BeforeCritical,
    /// The score.
    Score,
}

/// What takes part in estimates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Which score counts.
    pub measure: Measure,
    /// The interactions that a sample drew; `None` where no sample is known.
    pub drawn: Option<BTreeSet<String>>,
}

/// One interaction of an agent, with the mean of the scores it was given.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// The interaction.
    pub interaction: String,
    /// Its score in points of 100.
    pub score: f64,
    /// Whether every evaluation of it passed; `None` where one could neither pass nor fail.
    pub passed: Option<bool>,
    /// Whether a critical question was failed in one.
    pub critical: bool,
    /// Points lost by question, by its place in the scorecard.
    pub lost: BTreeMap<usize, f64>,
}

/// What is known of one agent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Agent {
    /// The agent.
    pub id: String,
    /// Interactions that say something of all of the agent's, in order of id.
    pub pieces: Vec<Piece>,
    /// Scores of interactions that were picked for what they are, and stand for no others.
    pub apart: Vec<f64>,
    /// How many interactions the agent had; `None` when unknown.
    pub population: Option<u64>,
}

/// Scores under one version of one scorecard.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample<'a> {
    /// The scorecard.
    pub card: &'a Scorecard,
    /// Agents, in order of id; some may have scores apart only.
    pub agents: Vec<Agent>,
    /// Who evaluated which agent, of what takes part.
    pub design: Design,
    /// Evaluations of what takes part.
    pub evaluations: u64,
    /// Of them, those that do not say how the interaction was chosen.
    pub untold: u64,
    /// Evaluations apart because the interaction was picked, or not drawn.
    pub picked: u64,
    /// Evaluations without a score.
    pub unscored: u64,
    /// Evaluations of nobody known.
    pub nameless: u64,
}

impl Agent {
    /// Mean and spread of what takes part; `None` without any.
    pub fn mean(&self) -> Option<Mean> {
        let scores: Vec<f64> = self.pieces.iter().map(|piece| piece.score).collect();
        mean::of_reals(&scores)
    }

    /// How many passed of those that could pass or fail.
    pub fn passed(&self) -> (u64, u64) {
        let judged = self.pieces.iter().filter_map(|piece| piece.passed);
        judged.fold((0, 0), |(hits, all), passed| (hits + u64::from(passed), all + 1))
    }

    /// How many interactions had a critical error.
    pub fn critical(&self) -> u64 {
        self.pieces.iter().map(|piece| u64::from(piece.critical)).sum()
    }
}

/// One sample for each version of each scorecard, in order of id and version.
pub fn samples<'a>(scored: &[Scored<'a>], choice: &Choice) -> Vec<Sample<'a>> {
    let mut cards: BTreeMap<(&str, &str, &str), Vec<&Scored<'a>>> = BTreeMap::new();
    for one in scored {
        let card = one.card;
        cards.entry((card.id(), card.version(), card.hash())).or_default().push(one);
    }
    cards.into_values().filter_map(|of_card| sample(&of_card, choice)).collect()
}

fn sample<'a>(scored: &[&Scored<'a>], choice: &Choice) -> Option<Sample<'a>> {
    let card = scored.first()?.card;
    let empty = Design::given(&[]);
    let (evaluations, untold, picked, unscored, nameless) = (0, 0, 0, 0, 0);
    let agents = Vec::new();
    let mut found =
        Sample { card, agents, design: empty, evaluations, untold, picked, unscored, nameless };
    let mut own: BTreeMap<&str, BTreeMap<&str, Vec<&Scored<'a>>>> = BTreeMap::new();
    let mut apart: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for one in in_order(scored) {
        let Some(agent) = one.evaluation.agent.as_deref().filter(|id| !id.is_empty()) else {
            found.nameless += 1;
            continue;
        };
        let Some(score) = points(one, choice.measure) else {
            found.unscored += 1;
            continue;
        };
        let interaction = one.evaluation.interaction.as_str();
        if stands_for_others(one, choice) {
            found.evaluations += 1;
            found.untold += u64::from(one.evaluation.selection.is_none());
            own.entry(agent).or_default().entry(interaction).or_default().push(one);
        } else {
            found.picked += 1;
            apart.entry(agent).or_default().push(score);
        }
    }
    found.design = design(&own, choice.measure);
    let ids: BTreeSet<&str> = own.keys().chain(apart.keys()).copied().collect();
    for id in ids {
        let of_agent = own.remove(id).unwrap_or_default();
        let pieces = of_agent.iter().map(|(name, of)| piece(name, of, choice.measure)).collect();
        let apart = apart.remove(id).unwrap_or_default();
        found.agents.push(Agent { id: id.to_owned(), pieces, apart, population: None });
    }
    Some(found)
}

fn in_order<'s, 'a>(scored: &[&'s Scored<'a>]) -> Vec<&'s Scored<'a>> {
    let mut sorted = scored.to_vec();
    sorted.sort_by_key(|one| (&one.evaluation.id, one.evaluation.revision, &one.evaluation.place));
    sorted
}

/// Whether an interaction was chosen by chance, so that it stands for those that were not.
fn stands_for_others(one: &Scored<'_>, choice: &Choice) -> bool {
    let random = one.evaluation.selection.as_deref().is_none_or(|how| how == "random");
    random && choice.drawn.as_ref().is_none_or(|drawn| drawn.contains(&one.evaluation.interaction))
}

/// The score in points of 100; `None` without one.
fn points(one: &Scored<'_>, measure: Measure) -> Option<f64> {
    let share = match measure {
        Measure::Score => one.score.value,
        Measure::BeforeCritical => one.score.before_critical,
    };
    share.map(|share| 100.0 * share.to_f64())
}

fn piece(interaction: &str, of: &[&Scored<'_>], measure: Measure) -> Piece {
    let n = real::length(of.len());
    let scores = of.iter().filter_map(|one| points(one, measure));
    let mut lost: BTreeMap<usize, f64> = BTreeMap::new();
    for step in of.iter().flat_map(|one| &one.score.trace) {
        if let Some((question, points)) = lost_in(*step, measure) {
            *lost.entry(question).or_default() += points / n;
        }
    }
    let passed: Option<Vec<bool>> = of.iter().map(|one| one.score.passed).collect();
    Piece {
        interaction: interaction.to_owned(),
        score: mean::sum(scores) / n,
        passed: passed.map(|all| all.into_iter().all(|passed| passed)),
        critical: of.iter().any(|one| !one.score.critical_errors.is_empty()),
        lost,
    }
}

/// The question that a step lost points with, and how many.
fn lost_in(step: Step, measure: Measure) -> Option<(usize, f64)> {
    match step {
        Step::Question { question, share, weight, .. } => {
            Some((question, 100.0 * (weight - share * weight).to_f64()))
        }
        Step::Deducted { question, lost } => Some((question, 100.0 * lost.to_f64())),
        Step::Critical { question, lost, .. } if measure == Measure::Score => {
            Some((question, 100.0 * lost.to_f64()))
        }
        _ => None,
    }
}

fn design<'s>(
    own: &BTreeMap<&'s str, BTreeMap<&'s str, Vec<&'s Scored<'_>>>>,
    measure: Measure,
) -> Design {
    let mut scores = Vec::new();
    for (agent, interactions) in own {
        for (interaction, of) in interactions {
            let given = |one: &&'s Scored<'_>| {
                let evaluator = one.evaluation.evaluator.as_str();
                let points = points(one, measure)?;
                Some(Given { interaction, agent, evaluator, points })
            };
            scores.extend(of.iter().filter_map(given));
        }
    }
    Design::given(&scores)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Evaluation;
    use crate::scorecard::sample::{draft, evaluation, scale, section, yes_no};
    use crate::scorecard::{CriticalKind, CriticalRule, Method};
    use crate::scoring::sample::scored;

    fn card() -> Scorecard {
        let fatal = yes_no("fatal").critical(CriticalKind::Compliance, Some(CriticalRule::Zero));
        let questions = vec![fatal.weighing(0), scale("tone", 1, 5)];
        let mut draft = draft(Method::QuestionWeighted, vec![section("s", 1, questions)]);
        draft.pass_mark = Some(60_000);
        draft.built()
    }

    /// Evaluation, agent, interaction, how it was chosen, and both answers.
    fn found<R>(rows: &[[&str; 6]], choice: &Choice, read: impl FnOnce(&[Sample<'_>]) -> R) -> R {
        let card = card();
        let made = |[id, agent, interaction, selection, fatal, tone]: &[&str; 6]| {
            let mut made = evaluation([id, agent], &[("fatal", fatal), ("tone", tone)]);
            made.interaction = (*interaction).to_owned();
            made.evaluator = format!("of {id}");
            made.selection = (!selection.is_empty()).then(|| (*selection).to_owned());
            made
        };
        let evaluations: Vec<Evaluation> = rows.iter().map(made).collect();
        read(&samples(&scored(&card, &evaluations), choice))
    }

    #[test]
    fn nothing_scored_is_no_sample() {
        assert!(samples(&[], &Choice::default()).is_empty());
    }

    #[test]
    fn an_interaction_scored_twice_counts_once_and_a_picked_one_stands_apart() {
        let rows = [
            ["E1", "ana", "C1", "random", "yes", "5"],
            ["E2", "ana", "C1", "random", "yes", "3"],
            ["E3", "ana", "C2", "targeted", "yes", "1"],
            ["E4", "ben", "C3", "", "na", "na"],
            ["E5", "ben", "C4", "", "yes", "4"],
            ["E6", "", "C5", "random", "yes", "4"],
        ];
        found(&rows, &Choice::default(), |samples| {
            let [sample] = samples else { panic!("{samples:?}") };
            let told = (sample.evaluations, sample.untold, sample.picked, sample.unscored);
            assert_eq!((told, sample.nameless), ((3, 1, 1, 1), 1));
            // 100 and 50 of one interaction are 75; 50 lost once in two.
            let ana = &sample.agents[0];
            assert_eq!((ana.pieces.len(), ana.apart.len()), (1, 1));
            assert!((ana.pieces[0].score - 75.0).abs() < 1e-9);
            assert!((ana.pieces[0].lost[&1] - 25.0).abs() < 1e-9);
            assert_eq!(ana.passed(), (0, 1));
            assert_eq!(sample.design.evaluators.len(), 3);
        });
    }

    /// A call handed over is scored for both agents by the same evaluator: 100 for ana and 0 for ben, and
    /// 50 for each from somebody else, so that severity tells them apart.
    #[test]
    fn what_two_agents_did_on_one_interaction_is_two_things() {
        let rows = [
            ["E1", "ana", "C1", "random", "yes", "5"],
            ["E1", "ben", "C1", "random", "yes", "1"],
            ["E2", "ana", "C2", "random", "yes", "3"],
            ["E2", "ben", "C3", "random", "yes", "3"],
        ];
        found(&rows, &Choice::default(), |samples| {
            let levelled = samples[0].design.levelled().unwrap();
            let scores: Vec<f64> = levelled.iter().map(|one| one.score).collect();
            assert!(
                (scores[0] - 75.0).abs() < 1e-9 && (scores[1] - 25.0).abs() < 1e-9,
                "{scores:?}"
            );
        });
    }

    #[test]
    fn critical_errors_are_in_the_score_or_apart_from_it() {
        let rows = [["E1", "ana", "C1", "random", "no", "5"]];
        found(&rows, &Choice::default(), |samples| {
            let ana = &samples[0].agents[0];
            assert!((ana.pieces[0].score - 100.0).abs() < 1e-9);
            assert_eq!((ana.critical(), ana.passed()), (1, (0, 1)));
        });
        let score = Choice { measure: Measure::Score, ..Choice::default() };
        found(&rows, &score, |samples| {
            let piece = &samples[0].agents[0].pieces[0];
            assert!(piece.score.abs() < 1e-9 && (piece.lost[&0] - 100.0).abs() < 1e-9);
        });
    }

    #[test]
    fn only_what_a_sample_drew_stands_for_others() {
        let rows =
            [["E1", "ana", "C1", "random", "yes", "5"], ["E2", "ana", "C2", "random", "yes", "1"]];
        let drawn = Some(["C1".to_owned()].into());
        found(&rows, &Choice { drawn, ..Choice::default() }, |samples| {
            let ana = &samples[0].agents[0];
            assert_eq!((ana.pieces.len(), samples[0].picked), (1, 1));
        });
    }
}
