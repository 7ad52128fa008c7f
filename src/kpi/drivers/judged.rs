//! Scored interactions: evaluations of one interaction are one thing that its customer rated once.

use crate::stats::real;
use std::collections::BTreeMap;

/// One scored interaction, or one evaluation of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Its id.
    pub interaction: String,
    /// The agent as the evaluation names it; the call record's where it names none.
    pub agent: Option<String>,
    /// Its score, 0 to 100; the mean of its evaluations.
    pub quality: f64,
    /// For each answered question the share of its evaluations that passed it.
    pub questions: BTreeMap<String, f64>,
}

impl Judged {
    /// Whether more than half of its evaluations passed a question; `None` where as many failed it, or
    /// where nobody answered it.
    pub fn passes(&self, question: &str) -> Option<bool> {
        let share = *self.questions.get(question)?;
        if share > 0.5 { Some(true) } else { (share < 0.5).then_some(false) }
    }
}

/// One for each key, in order of keys: scores and shares are the means of the evaluations, the agent is
/// the one that all of them name. Those without a key are left out.
pub(super) fn once<K: Ord>(judged: &[Judged], key: impl Fn(&Judged) -> Option<K>) -> Vec<Judged> {
    let mut groups: BTreeMap<K, Vec<&Judged>> = BTreeMap::new();
    for one in judged {
        if let Some(key) = key(one) {
            groups.entry(key).or_default().push(one);
        }
    }
    groups.into_values().map(|evaluations| together(&evaluations)).collect()
}

/// # Panics
///
/// Without evaluations.
fn together(evaluations: &[&Judged]) -> Judged {
    let first = evaluations[0];
    let mut answers: BTreeMap<&String, Vec<f64>> = BTreeMap::new();
    for (question, share) in evaluations.iter().flat_map(|one| &one.questions) {
        answers.entry(question).or_default().push(*share);
    }
    let questions = answers.into_iter().map(|(question, all)| (question.clone(), mean(&all)));
    let is_of_one = evaluations.iter().all(|one| one.agent == first.agent);
    let scores: Vec<f64> = evaluations.iter().map(|one| one.quality).collect();
    Judged {
        interaction: first.interaction.clone(),
        agent: first.agent.clone().filter(|_| is_of_one),
        quality: mean(&scores),
        questions: questions.collect(),
    }
}

fn mean(values: &[f64]) -> f64 {
    crate::stats::mean::sum(values.iter().copied()) / real::length(values.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluation(id: &str, agent: &str, quality: f64, greeting: f64) -> Judged {
        let questions = BTreeMap::from([("greeting".to_owned(), greeting)]);
        Judged { interaction: id.to_owned(), agent: Some(agent.to_owned()), quality, questions }
    }

    #[test]
    fn evaluations_of_one_interaction_are_one() {
        let all = [
            evaluation("B", "ana", 90.0, 1.0),
            evaluation("A", "ana", 60.0, 0.0),
            evaluation("B", "eva", 70.0, 0.0),
            evaluation("B", "ana", 95.0, 1.0),
        ];
        assert!(once(&[], |one| Some(one.interaction.clone())).is_empty());
        let found = once(&all, |one| Some(one.interaction.clone()));
        assert_eq!(found.len(), 2);
        assert_eq!((found[1].quality, &found[1].agent), (85.0, &None));
        let passes = [&found[0], &found[1]].map(|one| one.passes("greeting"));
        assert_eq!(passes, [Some(false), Some(true)]);
        assert_eq!(once(&all[..1], |_| None::<u8>), []);
        let halves = once(&all[..3], |one| (one.interaction == "B").then_some(()));
        assert_eq!((halves[0].passes("greeting"), halves[0].passes("other")), (None, None));
    }
}
