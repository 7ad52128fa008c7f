//! Which interactions and questions to talk about first.

use super::bias::Scores;
use super::ratings::{RatingValue, Ratings};
use super::scale::Scale;
use super::stakes::{Stake, Weight};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// An interaction on which people differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discussion {
    /// The interaction.
    pub interaction: String,
    /// Whether some failed a critical question that others did not.
    pub critical: Weight,
    /// How far the total scores lie apart, in thousandths of a point; `None` below two scores.
    pub range: Option<i64>,
    /// Pairs of people who answered differently, over all questions; at least 1.
    pub pairs: u64,
    /// The questions that split them: critical ones, then by what they did to the score.
    pub splits: Vec<Split>,
}

/// A question that was answered differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The question.
    pub question: String,
    /// Whether some failed it, a critical question, and others did not.
    pub critical: Weight,
    /// How far the answers lie apart in thousandths of a point of the score, were every question to
    /// apply; `None` when that is not known.
    pub points: Option<i64>,
    /// Pairs of people who answered differently; at least 1.
    pub pairs: u64,
    /// Each answer with those who gave it, the most frequent first; `None` is not applicable.
    pub answers: Vec<(Option<String>, Vec<String>)>,
}

/// A question that splits people, over all interactions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disputed {
    /// The question.
    pub question: String,
    /// Interactions on which people answered it differently; at least 1.
    pub interactions: u64,
    /// Those of them where a critical decision differs.
    pub critical: u64,
    /// Pairs of people who answered differently.
    pub pairs: u64,
    /// Sum over interactions of how far the answers lie apart, in thousandths of a point; `None`
    /// when that is not known.
    pub points: Option<i64>,
}

/// What discussions are about.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// Who answered what.
    pub ratings: &'a Ratings,
    /// Total scores.
    pub scores: &'a Scores,
    /// What is at stake with each question; those not named have nothing known at stake.
    pub stakes: &'a BTreeMap<String, Stake>,
}

/// The interactions with an answer on which people differ: critical decisions first, then by how
/// far the scores lie apart, by pairs, by id.
///
/// Not applicable counts as an answer of its own, and a reference as one of the people: what it
/// says against the others is what a session should hear.
pub fn discussions(subject: Subject<'_>) -> Vec<Discussion> {
    let scales = subject.ratings.scales();
    let ids = subject.ratings.interactions().into_iter();
    let mut all: Vec<Discussion> = ids.filter_map(|id| discussion(subject, &scales, id)).collect();
    all.sort_by_key(|one| Reverse((one.critical == Weight::Critical, one.range, one.pairs)));
    all
}

/// The questions on which people differ: critical ones first, then by what they did to scores.
pub fn disputed(discussions: &[Discussion]) -> Vec<Disputed> {
    let mut all: BTreeMap<&str, Disputed> = BTreeMap::new();
    for split in discussions.iter().flat_map(|discussion| &discussion.splits) {
        let nothing = || Disputed {
            question: split.question.clone(),
            interactions: 0,
            critical: 0,
            pairs: 0,
            points: None,
        };
        let one = all.entry(&split.question).or_insert_with(nothing);
        one.interactions += 1;
        one.critical += u64::from(split.critical == Weight::Critical);
        one.pairs += split.pairs;
        one.points = match (one.points, split.points) {
            (Some(sum), Some(points)) => Some(sum + points),
            (known, new) => known.or(new),
        };
    }
    let mut all: Vec<Disputed> = all.into_values().collect();
    all.sort_by_key(|one| Reverse((one.critical, one.points, one.pairs)));
    all
}

fn discussion(
    subject: Subject<'_>,
    scales: &BTreeMap<&str, Scale>,
    interaction: &str,
) -> Option<Discussion> {
    let nothing = Stake::default();
    let about = subject.ratings.about(interaction).into_iter();
    let mut splits: Vec<Split> = about
        .filter_map(|(question, answers)| {
            let stake = subject.stakes.get(question).unwrap_or(&nothing);
            split(question, (scales.get(question)?, stake), &answers)
        })
        .collect();
    let critical = |split: &Split| split.critical == Weight::Critical;
    splits.sort_by_key(|split| Reverse((critical(split), split.points, split.pairs)));
    let pairs = splits.iter().map(|split| split.pairs).sum();
    (pairs > 0).then(|| Discussion {
        interaction: interaction.to_owned(),
        critical: if splits.iter().any(critical) { Weight::Critical } else { Weight::Ordinary },
        range: subject.scores.range(interaction),
        pairs,
        splits,
    })
}

fn split(
    question: &str,
    (scale, stake): (&Scale, &Stake),
    answers: &[(&str, &RatingValue)],
) -> Option<Split> {
    let mut groups: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
    for (who, answer) in answers {
        groups.entry(label(scale, answer)).or_default().push((*who).to_owned());
    }
    let (mut pairs, mut seen) = (0, 0);
    for group in groups.values() {
        let size = u64::try_from(group.len()).unwrap_or(u64::MAX);
        pairs += size * seen;
        seen += size;
    }
    let mut answers: Vec<_> = groups.into_iter().collect();
    answers.sort_by_key(|(_, people)| Reverse(people.len()));
    let given: Vec<&str> = answers.iter().filter_map(|(answer, _)| answer.as_deref()).collect();
    let failing = given.iter().filter(|answer| stake.failing.contains(**answer)).count();
    let decided_differently = failing > 0 && failing < answers.len();
    let critical = if decided_differently { stake.weight } else { Weight::Ordinary };
    let points = stake.apart(&given);
    let question = question.to_owned();
    (pairs > 0).then_some(Split { question, critical, points, pairs, answers })
}

/// The answer as the scale writes it, so that equal values are one answer.
fn label(scale: &Scale, answer: &RatingValue) -> Option<String> {
    match answer {
        RatingValue::Category(text) => {
            let category = scale.category(text);
            Some(category.map_or(text, |category| &scale.category_labels()[category]).clone())
        }
        RatingValue::NotApplicable => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::ratings::Rating;
    use super::*;
    use crate::problem::Place;

    fn ratings(rows: &[(&str, &str, &str, Option<&str>)]) -> Ratings {
        let mut ratings = Ratings::default();
        for (interaction, question, evaluator, answer) in rows {
            let category = |text: &str| RatingValue::Category(text.to_owned());
            let rating = Rating {
                interaction: (*interaction).to_owned(),
                evaluator: (*evaluator).to_owned(),
                question: (*question).to_owned(),
                answer: answer.map_or(RatingValue::NotApplicable, category),
                place: Place::file("evals.csv"),
            };
            ratings.insert(rating).unwrap();
        }
        ratings
    }

    fn found(ratings: &Ratings, scores: &Scores, stakes: &[(&str, Stake)]) -> Vec<Discussion> {
        let named = |(id, stake): &(&str, Stake)| ((*id).to_owned(), stake.clone());
        let stakes = stakes.iter().map(named).collect();
        discussions(Subject { ratings, scores, stakes: &stakes })
    }

    #[test]
    fn where_all_agree_there_is_nothing_to_discuss() {
        let none = Scores::new();
        assert_eq!(found(&Ratings::default(), &none, &[]), []);
        let agreed = ratings(&[("I1", "q1", "ann", Some("1")), ("I1", "q1", "bob", Some("1.0"))]);
        assert_eq!(found(&agreed, &none, &[]), []);
        assert_eq!(disputed(&[]), []);
    }

    /// By hand: I3 splits 2 : 1 on q1, two pairs; I1 and I2 one pair each, so they follow by id.
    #[test]
    fn the_most_split_come_first_and_ties_go_by_id() {
        let found = found(&split_ratings(), &Scores::new(), &[]);
        let order: Vec<_> = found.iter().map(|d| (d.interaction.as_str(), d.pairs)).collect();
        assert_eq!(order, [("I3", 2), ("I1", 1), ("I2", 1)]);
        let yes = (Some("yes".to_owned()), vec!["bob".to_owned(), "cat".to_owned()]);
        assert_eq!(found[0].splits[0].answers[0], yes);
    }

    fn split_ratings() -> Ratings {
        ratings(&[
            ("I2", "q1", "ann", Some("yes")),
            ("I2", "q1", "bob", None),
            ("I1", "q2", "ann", Some("yes")),
            ("I1", "q2", "bob", Some("no")),
            ("I3", "q1", "ann", Some("no")),
            ("I3", "q1", "bob", Some("yes")),
            ("I3", "q1", "cat", Some("yes")),
        ])
    }

    /// I2 has the widest scores, but on I1 one of two fails a critical question. N/A is no failure,
    /// and of `no` and `yes` alone q1 costs 20 points.
    #[test]
    fn critical_decisions_come_first_and_then_the_widest_scores() {
        let mut scores = Scores::new();
        for (interaction, who, score) in
            [("I1", "ann", 90), ("I1", "bob", 88), ("I2", "ann", 90), ("I2", "bob", 50)]
        {
            scores.insert(interaction, who, score * 1000);
        }
        let failing: std::collections::BTreeSet<String> = ["no".to_owned()].into();
        let critical =
            Stake { failing: failing.clone(), weight: Weight::Critical, ..Stake::default() };
        let worth = [("no".to_owned(), 0), ("yes".to_owned(), 20_000)].into();
        let costly = Stake { failing, worth, weight: Weight::Ordinary };
        let found = found(&split_ratings(), &scores, &[("q1", costly), ("q2", critical)]);
        let order: Vec<_> = found.iter().map(|d| (d.interaction.as_str(), d.range)).collect();
        assert_eq!(order, [("I1", Some(2_000)), ("I2", Some(40_000)), ("I3", None)]);
        assert_eq!(found[0].critical, Weight::Critical);
        let disputed = disputed(&found);
        let order: Vec<_> = disputed.iter().map(|d| (d.question.as_str(), d.points)).collect();
        assert_eq!(order, [("q2", None), ("q1", Some(20_000))]);
        assert_eq!((disputed[1].interactions, disputed[1].pairs), (2, 3));
    }
}
