//! Which evaluations are compared where neither sessions nor purposes are asked for.

use crate::model::Evaluation;
use crate::report::words::counted;
use std::collections::{BTreeMap, BTreeSet};

/// Purposes of evaluations that are made to be compared, the foremost first.
const COMPARED: [&str; 2] = ["calibration", "overlap"];

/// Purposes of evaluations that compare nobody with a colleague.
const APART: [&str; 2] = ["self", "retest"];

/// What a report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Agreement alone.
    Agreement,
    /// Also what an interaction tells that only one evaluator judged: of agents, of all interactions, of
    /// who took part.
    Everything,
}

/// Keeps what a calibration is about where some evaluations are made for one; says what was left out.
///
/// A call that was monitored and later taken for calibration is everyday life: of one evaluator's
/// evaluations of it the one for calibration counts, then the one for overlap. Judgements of oneself and
/// second looks are left out, and for [`About::Agreement`] also what one evaluator alone judged.
pub(super) fn choose(evaluations: &mut Vec<Evaluation>, about: About) -> Option<String> {
    let is_compared = |one: &Evaluation| COMPARED.contains(&one.purpose.as_str());
    if !evaluations.iter().any(is_compared) {
        return None;
    }
    let apart = drop_unless(evaluations, |one| !APART.contains(&one.purpose.as_str()));
    let best = foremost(evaluations);
    let is_best = |one: &Evaluation| best.get(&key(one)).is_none_or(|best| rank(one) == *best);
    let again = drop_unless(evaluations, is_best);
    let mut alone = 0;
    if about == About::Agreement {
        let people = people(evaluations);
        let is_shared = |one: &Evaluation| people.get(&one.interaction).is_some_and(|n| *n > 1);
        alone = drop_unless(evaluations, is_shared);
    }
    let told = [
        (alone, "of interactions that one evaluator alone judged"),
        (again, "of evaluators who judged the interaction for calibration or overlap as well"),
        (apart, "of oneself or as a second look"),
    ];
    let told = told.into_iter().filter(|(n, _)| *n > 0);
    let told: Vec<String> =
        told.map(|(n, what)| format!("{} {what}", counted(n, "evaluation"))).collect();
    (!told.is_empty())
        .then(|| format!("left out: {}; --session and --purpose take others", told.join(", ")))
}

fn drop_unless(evaluations: &mut Vec<Evaluation>, keep: impl Fn(&Evaluation) -> bool) -> u64 {
    let before = evaluations.len();
    evaluations.retain(keep);
    u64::try_from(before - evaluations.len()).unwrap_or(u64::MAX)
}

type Key = (String, String);

fn key(one: &Evaluation) -> Key {
    (one.interaction.clone(), one.evaluator.clone())
}

/// How far in front an evaluation's purpose stands.
fn rank(one: &Evaluation) -> usize {
    COMPARED.iter().position(|purpose| one.purpose == *purpose).unwrap_or(COMPARED.len())
}

/// The foremost rank of each evaluator's evaluations of each interaction.
fn foremost(evaluations: &[Evaluation]) -> BTreeMap<Key, usize> {
    let mut best = BTreeMap::new();
    for one in evaluations {
        let known = best.entry(key(one)).or_insert(COMPARED.len());
        *known = rank(one).min(*known);
    }
    best
}

/// How many judged each interaction.
fn people(evaluations: &[Evaluation]) -> BTreeMap<String, usize> {
    let mut people: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in evaluations {
        people.entry(&one.interaction).or_default().insert(&one.evaluator);
    }
    people.into_iter().map(|(interaction, who)| (interaction.to_owned(), who.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scorecard::sample::evaluation;

    fn evaluations(of: &[(&str, &str, &str)]) -> Vec<Evaluation> {
        let one = |(interaction, evaluator, purpose): &(&str, &str, &str)| Evaluation {
            id: format!("{interaction} {evaluator} {purpose}"),
            purpose: (*purpose).to_owned(),
            interaction: (*interaction).to_owned(),
            agent: None,
            evaluator: (*evaluator).to_owned(),
            ..evaluation(["", ""], &[])
        };
        of.iter().map(one).collect()
    }

    fn ids(evaluations: &[Evaluation]) -> Vec<&str> {
        evaluations.iter().map(|one| one.id.as_str()).collect()
    }

    #[test]
    fn where_nothing_was_made_to_be_compared_everything_is() {
        let mut all = evaluations(&[("C1", "ann", "monitor"), ("C1", "ann", "self")]);
        assert_eq!(choose(&mut all, About::Agreement), None);
        assert_eq!(all.len(), 2);
        assert_eq!(choose(&mut Vec::new(), About::Agreement), None);
    }

    #[test]
    fn a_monitored_call_that_was_calibrated_counts_once() {
        let made = [
            ("C1", "ann", "monitor"),
            ("C1", "ann", "calibration"),
            ("C1", "bob", "calibration"),
            ("C2", "ann", "monitor"),
            ("C3", "ann", "monitor"),
            ("C3", "bob", "overlap"),
            ("C3", "bob", "retest"),
        ];
        let mut all = evaluations(&made);
        let note = choose(&mut all, About::Agreement).unwrap();
        let kept = ["C1 ann calibration", "C1 bob calibration", "C3 ann monitor", "C3 bob overlap"];
        assert_eq!(ids(&all), kept);
        assert!(note.starts_with("left out: 1 evaluation of interactions that one"), "{note}");
        let mut all = evaluations(&made);
        choose(&mut all, About::Everything).unwrap();
        assert_eq!(all.len(), 5, "{:?}", ids(&all));
    }

    #[test]
    fn every_purpose_that_is_told_apart_is_one_that_there_is() {
        use crate::commands::quality::{APART as NO_QUALITY, NO_MONITORING};
        let mut told = COMPARED.iter().chain(&APART).chain(&NO_QUALITY).chain(&NO_MONITORING);
        assert!(told.all(|purpose| crate::model::evaluation::PURPOSES.contains(purpose)));
    }
}
