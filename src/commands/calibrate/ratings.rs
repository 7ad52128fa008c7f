//! Evaluations as ratings and total scores.

use super::Args;
use super::questions::thousandths_of_point;
use crate::agreement::bias::Scores;
use crate::agreement::ratings::{Rating, RatingValue, Ratings};
use crate::agreement::scale::{Scale, thousandths};
use crate::model::{Evaluation, RawAnswer};
use crate::problem::{Blame, Problem, Problems, Refused};
use crate::report::words::counted;
use crate::scorecard::{Answer, Answers, Scorecard, Shelf};
use crate::scoring;
use anyhow::Result;
use std::collections::BTreeMap;

/// Every answer as a rating, and every total score; all that is wrong refuses the whole.
pub(super) fn ratings(
    evaluations: &[Evaluation],
    (shelf, args): (&Shelf, &Args),
    scales: BTreeMap<String, Scale>,
) -> Result<(Ratings, Scores)> {
    let (mut ratings, mut scores) = (Ratings::new(scales), Scores::new());
    let mut wrong = Problems::new();
    for evaluation in evaluations {
        let read = if args.totals { total(evaluation) } else { answers(evaluation, shelf) };
        let (values, score) = match read {
            Ok(read) => read,
            Err(problems) => {
                wrong.merge(problems);
                continue;
            }
        };
        let given = evaluation.answers.iter().zip(values);
        let given = given.filter_map(|(answer, value)| Some(rating(evaluation, answer, value?)));
        let found = given.filter_map(|rating| ratings.insert(rating).err().map(|it| *it));
        wrong.extend(once(found.collect()));
        if let Some(score) = score {
            scores.insert(&evaluation.interaction, &evaluation.evaluator, score);
        }
    }
    if wrong.is_empty() {
        Ok((ratings, scores))
    } else {
        Err(Refused { blame: Blame::Data, problems: wrong }.into())
    }
}

/// Of answers that were given before, one for the whole evaluation, with a remedy: two evaluations of one
/// interaction by one person are mostly of different sessions or purposes.
fn once(found: Vec<Problem>) -> Vec<Problem> {
    let is_again = |problem: &Problem| problem.code == "duplicate-rating";
    let (again, mut other): (Vec<_>, Vec<_>) = found.into_iter().partition(is_again);
    let more = u64::try_from(again.len().saturating_sub(1)).unwrap_or(u64::MAX);
    if let Some(mut first) = again.into_iter().next() {
        if more > 0 {
            let more = counted(more, "more question");
            first.message = format!("{}, and so with {more}", first.message);
        }
        other.push(first.help(
            "keep one of the two, take one --session or --purpose, or say --repeats first or last",
        ));
    }
    other
}

fn rating(evaluation: &Evaluation, answer: &RawAnswer, value: RatingValue) -> Rating {
    Rating {
        interaction: evaluation.interaction.clone(),
        evaluator: evaluation.evaluator.clone(),
        question: answer.question.to_string(),
        answer: value,
        place: answer.place.clone(),
    }
}

/// What each answer of an evaluation says, and the total score in thousandths of a point.
type Read = (Vec<Option<RatingValue>>, Option<i64>);

/// A single answer that is a total score, in points.
fn total(evaluation: &Evaluation) -> Result<Read, Problems> {
    let wrong =
        |problem: Problem| -> Result<Read, Problems> { Err([problem].into_iter().collect()) };
    let [answer] = evaluation.answers.as_slice() else {
        let n = u64::try_from(evaluation.answers.len()).unwrap_or(u64::MAX);
        let message = format!("expected one total score, found {}", counted(n, "answer"));
        let problem = Problem::new("bad-value", evaluation.place.clone(), message);
        return wrong(
            problem.help("give one row an evaluation, with its total score, or drop --totals"),
        );
    };
    match (plain(answer), thousandths(&answer.answer)) {
        (Some(RatingValue::Category(_)), None) => {
            let message = format!("expected a total score, found `{}`", answer.answer);
            let problem = Problem::new("bad-number", answer.place.clone(), message);
            wrong(problem.help("write a plain number with at most three decimals, such as 87.5"))
        }
        (value, score) => Ok((vec![value], score)),
    }
}

/// Answers held against the scorecard when there is one, else taken as they stand.
fn answers(evaluation: &Evaluation, shelf: &Shelf) -> Result<Read, Problems> {
    if shelf.is_empty() {
        return Ok((evaluation.answers.iter().map(plain).collect(), None));
    }
    let card = shelf.find(evaluation).map_err(|problem| {
        let mut problems = Problems::new();
        problems.push(*problem);
        problems
    })?;
    let answers = card.read(evaluation)?;
    let values = evaluation.answers.iter().map(|raw| of_card(card, &answers, &raw.question));
    let score = scoring::score(card, &answers).value;
    Ok((values.collect(), score.and_then(thousandths_of_point)))
}

fn of_card(card: &Scorecard, answers: &Answers, question: &str) -> Option<RatingValue> {
    let index = card.question_index(question)?;
    let answer = *answers.as_slice().get(index)?;
    let written = card.question(question)?.kind().write(answer);
    match answer {
        Answer::NotApplicable | Answer::Hidden => Some(RatingValue::NotApplicable),
        // Words and days are not compared.
        Answer::Text | Answer::Date(_) => None,
        _ => Some(RatingValue::Category(written)),
    }
}

/// An answer without a scorecard: empty is none, N/A is N/A, anything else a category.
fn plain(raw: &RawAnswer) -> Option<RatingValue> {
    let text = raw.answer.trim();
    match text.to_ascii_lowercase().as_str() {
        "" => None,
        "na" | "n/a" => Some(RatingValue::NotApplicable),
        _ => Some(RatingValue::Category(text.to_owned())),
    }
}
