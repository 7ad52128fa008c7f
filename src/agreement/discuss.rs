//! Which interactions to talk about first.

use super::ratings::{RatingValue, Ratings};
use super::scale::Scale;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// An interaction on which people differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discussion {
    /// The interaction.
    pub interaction: String,
    /// Pairs of people who answered differently, over all questions; at least 1.
    pub pairs: u64,
    /// The questions that split them, the most split first.
    pub splits: Vec<Split>,
}

/// A question that was answered differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The question.
    pub question: String,
    /// Pairs of people who answered differently; at least 1.
    pub pairs: u64,
    /// Each answer with those who gave it, the most frequent first; `None` is not applicable.
    pub answers: Vec<(Option<String>, Vec<String>)>,
}

/// The interactions with an answer on which people differ, most differing pairs first, then by id.
///
/// Not applicable counts as an answer of its own, and a reference as one of the people: what it
/// says against the others is what a session should hear.
pub fn discussions(ratings: &Ratings) -> Vec<Discussion> {
    let scales = ratings.scales();
    let ids = ratings.interactions().into_iter();
    let mut all: Vec<Discussion> = ids.filter_map(|id| discussion(ratings, &scales, id)).collect();
    all.sort_by_key(|discussion| Reverse(discussion.pairs));
    all
}

fn discussion(
    ratings: &Ratings,
    scales: &BTreeMap<&str, Scale>,
    interaction: &str,
) -> Option<Discussion> {
    let about = ratings.about(interaction).into_iter();
    let mut splits: Vec<Split> = about
        .filter_map(|(question, answers)| split(question, scales.get(question)?, &answers))
        .collect();
    splits.sort_by_key(|split| Reverse(split.pairs));
    let pairs = splits.iter().map(|split| split.pairs).sum();
    (pairs > 0).then(|| Discussion { interaction: interaction.to_owned(), pairs, splits })
}

fn split(question: &str, scale: &Scale, answers: &[(&str, &RatingValue)]) -> Option<Split> {
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
    (pairs > 0).then(|| Split { question: question.to_owned(), pairs, answers })
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

    #[test]
    fn where_all_agree_there_is_nothing_to_discuss() {
        assert_eq!(discussions(&Ratings::default()), []);
        let agreed = ratings(&[("I1", "q1", "ann", Some("1")), ("I1", "q1", "bob", Some("1.0"))]);
        assert_eq!(discussions(&agreed), []);
    }

    /// By hand: I3 splits 2 : 1 on q1, two pairs; I1 and I2 one pair each, so they follow by id.
    #[test]
    fn the_most_split_come_first_and_ties_go_by_id() {
        let split = ratings(&[
            ("I2", "q1", "ann", Some("yes")),
            ("I2", "q1", "bob", None),
            ("I1", "q2", "ann", Some("yes")),
            ("I1", "q2", "bob", Some("no")),
            ("I3", "q1", "ann", Some("no")),
            ("I3", "q1", "bob", Some("yes")),
            ("I3", "q1", "cat", Some("yes")),
        ]);
        let found = discussions(&split);
        let order: Vec<_> = found.iter().map(|d| (d.interaction.as_str(), d.pairs)).collect();
        assert_eq!(order, [("I3", 2), ("I1", 1), ("I2", 1)]);
        let yes = (Some("yes".to_owned()), vec!["bob".to_owned(), "cat".to_owned()]);
        assert_eq!(found[0].splits[0].answers[0], yes);
    }
}
