//! Who gave which answer to which question about which interaction.

use super::scale::Scale;
use super::table::Table;
use crate::problem::{Place, Problem};
use std::collections::{BTreeMap, BTreeSet};

/// An answer as agreement sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RatingValue {
    /// One of the question's categories, by label or value.
    Category(String),
    /// The question does not apply to the interaction.
    NotApplicable,
}

/// One answer of one evaluator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// The interaction judged.
    pub interaction: String,
    /// Who judged.
    pub evaluator: String,
    /// The question answered.
    pub question: String,
    /// The answer.
    pub answer: RatingValue,
    /// Where it stands.
    pub place: Place,
}

type ByEvaluator = BTreeMap<String, (RatingValue, Place)>;

/// Ratings by question, interaction and evaluator, each in order of id.
#[derive(Debug, Clone, Default)]
pub struct Ratings {
    scales: BTreeMap<String, Scale>,
    answers: BTreeMap<String, BTreeMap<String, ByEvaluator>>,
}

/// One question's ratings, ready to be compared. The reference is apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// Its categories.
    pub scale: Scale,
    /// Ratings; rows number [`Ratings::interactions`], evaluators [`Ratings::evaluators`].
    pub table: Table,
    /// The same rows, answered with category 1 where the question did not apply, else 0.
    pub applicability: Table,
    /// The same rows with not applicable as an answer of its own, the last category.
    pub with_not_applicable: Table,
    /// How often evaluators answered that it does not apply.
    pub not_applicable: usize,
    /// Interactions answered by somebody, times evaluators who ever answered, less the answers.
    pub missing: usize,
    /// The reference's category, row by row; `None` where it has none.
    pub reference: Vec<Option<usize>>,
}

impl Ratings {
    /// No ratings yet. Questions without a declared scale take the one their answers show.
    pub fn new(scales: BTreeMap<String, Scale>) -> Self {
        Self { scales, answers: BTreeMap::new() }
    }

    /// Adds one rating.
    ///
    /// A second answer of the same evaluator to the same question about the same interaction is a
    /// problem (`duplicate-rating`) that names the earlier place, and so is an answer that the
    /// declared scale does not know (`answer-off-scale`). Neither is taken in.
    pub fn insert(&mut self, rating: Rating) -> Result<(), Box<Problem>> {
        let Rating { interaction, evaluator, question, answer, place } = rating;
        if let (Some(scale), RatingValue::Category(text)) = (self.scales.get(&question), &answer)
            && scale.category(text).is_none()
        {
            let known = scale.category_labels().join("`, `");
            let message = format!("question `{question}`: expected `{known}`, found `{text}`");
            let problem = Problem::new("answer-off-scale", place, message);
            return Err(Box::new(problem.help("correct the answer or the scorecard's choices")));
        }
        let by_interaction = self.answers.entry(question.clone()).or_default();
        let by_evaluator = by_interaction.entry(interaction.clone()).or_default();
        if let Some((_, earlier)) = by_evaluator.get(&evaluator) {
            let message = format!(
                "evaluator `{evaluator}` answers `{question}` of interaction `{interaction}` \
                 again; the first answer stands at {earlier}"
            );
            let problem = Problem::new("duplicate-rating", place, message);
            return Err(Box::new(problem.help("keep one of the two answers")));
        }
        by_evaluator.insert(evaluator, (answer, place));
        Ok(())
    }

    /// Whether nothing was rated.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// The interactions of all questions, in order of id.
    pub fn interactions(&self) -> Vec<&str> {
        let all: BTreeSet<&str> =
            self.answers.values().flat_map(|rows| rows.keys().map(String::as_str)).collect();
        all.into_iter().collect()
    }

    /// Everybody who rated except the reference, in order of id.
    pub fn evaluators(&self, reference: Option<&str>) -> Vec<&str> {
        let mut all = self.people();
        all.retain(|evaluator| Some(*evaluator) != reference);
        all.into_iter().collect()
    }

    /// Whether somebody rated anything.
    pub fn knows(&self, evaluator: &str) -> bool {
        self.people().contains(evaluator)
    }

    fn people(&self) -> BTreeSet<&str> {
        let rows = self.answers.values().flat_map(BTreeMap::values);
        rows.flat_map(|row| row.keys().map(String::as_str)).collect()
    }

    /// The questions in order of id, with the reference's ratings set apart.
    pub fn questions(&self, reference: Option<&str>) -> Vec<Question> {
        let interactions = self.interactions();
        let evaluators = self.evaluators(reference);
        let numbers: BTreeMap<&str, usize> =
            evaluators.iter().enumerate().map(|(number, id)| (*id, number)).collect();
        let build = |(id, rows): (&String, &BTreeMap<String, ByEvaluator>)| {
            let scale = self.scale(id);
            let row = |interaction: &&str| rows.get(*interaction);
            let rows: Vec<Option<&ByEvaluator>> = interactions.iter().map(row).collect();
            question(id, scale, &rows, (&numbers, reference))
        };
        self.answers.iter().map(build).collect()
    }

    /// The answers about one interaction: question, then evaluator, then answer.
    pub fn about(&self, interaction: &str) -> BTreeMap<&str, Vec<(&str, &RatingValue)>> {
        let mut about = BTreeMap::new();
        for (id, rows) in &self.answers {
            if let Some(row) = rows.get(interaction) {
                let answers = row.iter().map(|(who, (answer, _))| (who.as_str(), answer));
                about.insert(id.as_str(), answers.collect());
            }
        }
        about
    }

    /// The scale of every question: the declared one, else the one its answers show.
    pub fn scales(&self) -> BTreeMap<&str, Scale> {
        self.answers.keys().map(|id| (id.as_str(), self.scale(id))).collect()
    }

    fn scale(&self, id: &str) -> Scale {
        self.scales.get(id).cloned().unwrap_or_else(|| {
            let rows = self.answers.get(id).into_iter().flat_map(BTreeMap::values);
            let texts = rows.flat_map(BTreeMap::values).filter_map(|(answer, _)| match answer {
                RatingValue::Category(text) => Some(text.as_str()),
                RatingValue::NotApplicable => None,
            });
            Scale::observed(&texts.collect::<Vec<_>>())
        })
    }
}

fn question(
    id: &str,
    scale: Scale,
    rows: &[Option<&ByEvaluator>],
    (numbers, reference): (&BTreeMap<&str, usize>, Option<&str>),
) -> Question {
    let category = |answer: &RatingValue| match answer {
        RatingValue::Category(text) => scale.category(text),
        RatingValue::NotApplicable => None,
    };
    let (mut rated, mut applied, mut standard) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let (mut ratings, mut applies) = (Vec::new(), Vec::new());
        for (who, (answer, _)) in row.iter().flat_map(|row| row.iter()) {
            let Some(number) = numbers.get(who.as_str()) else { continue };
            applies.push((*number, usize::from(*answer == RatingValue::NotApplicable)));
            ratings.extend(category(answer).map(|category| (*number, category)));
        }
        rated.push(ratings);
        applied.push(applies);
        let answer = reference.and_then(|reference| row.as_ref()?.get(reference));
        standard.push(answer.and_then(|(answer, _)| category(answer)));
    }
    let applicability = Table::new(2, applied);
    let with_not_applicable = with_not_applicable(&rated, &applicability, scale.len());
    let table = Table::new(scale.len(), rated);
    let cells = applicability.rated_by(1) * applicability.evaluators().len();
    Question {
        id: id.to_owned(),
        not_applicable: applicability.ratings() - table.ratings(),
        missing: cells - applicability.ratings(),
        scale,
        table,
        applicability,
        with_not_applicable,
        reference: standard,
    }
}

fn with_not_applicable(rated: &[Vec<(usize, usize)>], applies: &Table, own: usize) -> Table {
    let row = |(rated, applies): (&Vec<(usize, usize)>, &Vec<(usize, usize)>)| {
        let not = applies.iter().filter(|(_, answer)| *answer == 1).map(|(who, _)| (*who, own));
        rated.iter().copied().chain(not).collect()
    };
    Table::new(own + 1, rated.iter().zip(applies.rows()).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::super::scale::{Level, Origin};
    use super::*;

    fn rating(interaction: &str, evaluator: &str, answer: &str, line: u64) -> Rating {
        let answer = match answer {
            "NA" => RatingValue::NotApplicable,
            other => RatingValue::Category(other.to_owned()),
        };
        Rating {
            interaction: interaction.to_owned(),
            evaluator: evaluator.to_owned(),
            question: "greeting".to_owned(),
            answer,
            place: Place::line("evals.csv", line),
        }
    }

    #[test]
    fn without_ratings_there_is_no_question() {
        let ratings = Ratings::default();
        assert!(ratings.is_empty() && ratings.questions(None).is_empty());
    }

    #[test]
    fn a_second_answer_is_refused_and_names_the_first() {
        let mut ratings = Ratings::default();
        ratings.insert(rating("I1", "ann", "yes", 2)).unwrap();
        let problem = ratings.insert(rating("I1", "ann", "no", 9)).unwrap_err();
        assert_eq!(problem.code, "duplicate-rating");
        assert!(problem.message.ends_with("the first answer stands at evals.csv:2"));
        assert_eq!(ratings.questions(None)[0].table.ratings(), 1);
    }

    #[test]
    fn an_answer_off_the_declared_scale_is_refused() {
        let scale = Scale::labels(Level::Nominal, ["yes", "no"]);
        let mut ratings = Ratings::new([("greeting".to_owned(), scale)].into());
        let problem = ratings.insert(rating("I1", "ann", "maybe", 2)).unwrap_err();
        assert_eq!(problem.code, "answer-off-scale");
        assert_eq!(problem.message, "question `greeting`: expected `yes`, `no`, found `maybe`");
    }

    #[test]
    fn missing_and_not_applicable_are_counted_apart_and_the_reference_rates_nothing() {
        let mut ratings = Ratings::default();
        for (interaction, evaluator, answer) in [
            ("I2", "bob", "no"),
            ("I1", "ann", "yes"),
            ("I1", "bob", "NA"),
            ("I1", "lead", "yes"),
            ("I3", "lead", "no"),
        ] {
            ratings.insert(rating(interaction, evaluator, answer, 2)).unwrap();
        }
        assert_eq!(ratings.evaluators(Some("lead")), ["ann", "bob"]);
        let question = &ratings.questions(Some("lead"))[0];
        assert_eq!(question.scale.origin(), Origin::Observed);
        assert_eq!(question.table.rows(), [vec![(0, 1)], vec![(1, 0)], vec![]]);
        assert_eq!((question.not_applicable, question.missing), (1, 1));
        assert_eq!(question.reference, [Some(1), None, Some(0)]);
    }
}
