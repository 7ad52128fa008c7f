//! `qa calibrate`.

use super::args::OutputArgs;
use super::load::{EvaluationArgs, unknown_purpose};
use super::{Context, Outcome};
use crate::agreement::bias::Scores;
use crate::agreement::ratings::{Rating, RatingValue, Ratings};
use crate::agreement::scale::{Level, Scale};
use crate::agreement::{Options, calibrate};
use crate::model::{Evaluation, RawAnswer};
use crate::problem::{Blame, Place, Problem, Problems, Refused, nearest};
use crate::scorecard::{Answer, Answers, QuestionKind, Scorecard, Shelf};
use crate::scoring;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// Measure whether the people who score agree
///
/// Evaluations of the same interactions by several people are compared question by question, with
/// coefficients that take chance into account and intervals that say how sure they are; each
/// evaluator against the others or a reference; and what to discuss first.
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    input: EvaluationArgs,
    /// Evaluator whose answers count as right; the others are held against them
    #[arg(long, help_heading = "Agreement", value_name = "WHO")]
    reference: Option<String>,
    /// Only this calibration session
    #[arg(long, help_heading = "Agreement", value_name = "NAME")]
    session: Option<String>,
    /// Only evaluations made for these purposes, such as calibration or overlap
    #[arg(long, help_heading = "Agreement", value_name = "PURPOSE", value_delimiter = ',')]
    purpose: Vec<String>,
    /// Take ratings as they stand, without a scorecard, on this scale: lowest..highest, such as -2..2
    #[arg(
        long,
        value_name = "LOW..HIGH",
        allow_hyphen_values = true,
        conflicts_with = "scorecards"
    )]
    scale: Option<String>,
    /// Interactions to discuss that are listed at most
    #[arg(long, help_heading = "Agreement", value_name = "N", default_value_t = 10)]
    discuss: usize,
    /// Difference of total scores, in points, that still counts as near
    #[arg(long, help_heading = "Agreement", value_name = "POINTS", default_value_t = 5)]
    tolerance: u32,
    #[command(flatten)]
    output: OutputArgs,
}

const EXAMPLES: &str = "\
EXAMPLES
  Everybody against everybody, on the questions of a scorecard
    qa calibrate evaluations.csv --scorecard scorecards/inbound-voice.toml

  One calibration session, held against the team lead
    qa calibrate --session 2026-10 --reference lead

  Ratings from elsewhere, without a scorecard
    qa calibrate ratings.csv --scale 1..5 -f json -o agreement.json";

/// Runs `qa calibrate`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let shelf = match &args.scale {
        Some(_) => Shelf::new(),
        None => cx.scorecards(&args.input.scorecards)?,
    };
    let mut evaluations = cx.evaluations(&args.input, &shelf)?;
    refuse_unknown(args, &evaluations)?;
    evaluations.retain(|evaluation| takes_part(evaluation, args));
    let scales = scales(args.scale.as_deref(), &shelf, &evaluations)?;
    let (ratings, scores) = ratings(&evaluations, &shelf, scales)?;
    if let Some(reference) = &args.reference
        && !ratings.knows(reference)
    {
        return Err(unknown_reference(reference, &evaluations).into());
    }
    let options = Options {
        reference: args.reference.clone(),
        discuss: args.discuss,
        tolerance: i64::from(args.tolerance) * 1_000,
    };
    for card in shelf.all() {
        cx.set(format!("scorecard {} {}", card.id(), card.version()), card.hash());
    }
    cx.report(calibrate(&ratings, &scores, &options), &args.output)?;
    Ok(Outcome::Done)
}

/// Refuses a session or purposes that no evaluation has; an agreement of nobody tells nothing.
fn refuse_unknown(args: &Args, evaluations: &[Evaluation]) -> Result<()> {
    let is_any = evaluations.iter().any(|evaluation| takes_part(evaluation, args));
    if is_any || evaluations.is_empty() {
        return Ok(());
    }
    let mut problems = Problems::new();
    let list = |values: BTreeSet<&str>| values.into_iter().collect::<Vec<_>>().join(", ");
    if let Some(session) = &args.session {
        let message = format!("no evaluation here belongs to the session `{session}`");
        let problem = Problem::new("nothing-selected", Place::file("--session"), message);
        let known = evaluations.iter().filter_map(|one| one.session.as_deref());
        let known: BTreeSet<&str> = known.collect();
        problems.push(problem.help(if known.is_empty() {
            "no evaluation names a session, in a column `session`".to_owned()
        } else {
            format!("sessions are {}", list(known))
        }));
    }
    if !args.purpose.is_empty() {
        problems.push(unknown_purpose(&args.purpose, evaluations));
    }
    Err(Refused { blame: Blame::Request, problems }.into())
}

fn takes_part(evaluation: &Evaluation, args: &Args) -> bool {
    let session = args.session.is_none() || evaluation.session == args.session;
    let purpose = args.purpose.is_empty() || args.purpose.contains(&evaluation.purpose);
    session && purpose
}

/// The scale of each question: the scorecard's, else the one given, else what the answers show.
fn scales(
    given: Option<&str>,
    shelf: &Shelf,
    evaluations: &[Evaluation],
) -> Result<BTreeMap<String, Scale>> {
    let mut scales = BTreeMap::new();
    for question in shelf.all().iter().flat_map(Scorecard::questions) {
        let scale = declared(question.kind());
        scales.extend(scale.map(|scale| (question.id().to_owned(), scale)));
    }
    if let Some(text) = given {
        let scale = range(text)?;
        let answers = evaluations.iter().flat_map(|evaluation| &evaluation.answers);
        for id in answers.map(|answer| &answer.question).collect::<BTreeSet<_>>() {
            scales.entry(id.clone()).or_insert_with(|| scale.clone());
        }
    }
    Ok(scales)
}

/// A question's declared categories; choices that go from worse to better are ordered by points.
/// `None` where answers cannot be listed.
fn declared(kind: &QuestionKind) -> Option<Scale> {
    let categories = kind.categories();
    let labels = || categories.values.iter().map(|category| category.id.clone());
    Some(match kind {
        QuestionKind::Choice(_) if categories.ordered => {
            let values = categories.values.iter().map(|one| (one.id.clone(), one.points.0));
            Scale::numbers(Level::Ordinal, values)
        }
        QuestionKind::YesNo { .. } | QuestionKind::Choice(_) => {
            Scale::labels(Level::Nominal, labels())
        }
        QuestionKind::Scale { min, max } => Scale::numbers(
            Level::Ordinal,
            (*min..=*max).map(|value| (value.to_string(), value * 1_000)),
        ),
        QuestionKind::MultiChoice(_)
        | QuestionKind::Number { .. }
        | QuestionKind::Defects { .. }
        | QuestionKind::Text
        | QuestionKind::Date => return None,
    })
}

/// `-2..2` as an ordinal scale of whole numbers.
fn range(text: &str) -> Result<Scale> {
    let ends = text.split_once("..").and_then(|(low, high)| {
        let (low, high) = (low.trim().parse::<i64>().ok()?, high.trim().parse::<i64>().ok()?);
        (low < high && high - low <= 100).then_some((low, high))
    });
    let Some((low, high)) = ends else {
        let message = format!("`{text}` is no scale");
        let problem = Problem::new("bad-scale", Place::file("--scale"), message)
            .help("write the lowest and the highest whole number, such as 1..5");
        return Err(Refused::because(Blame::Request, problem).into());
    };
    Ok(Scale::numbers(Level::Ordinal, (low..=high).map(|value| (value.to_string(), value * 1_000))))
}

/// Every answer as a rating, and every total score; all that is wrong refuses the whole.
fn ratings(
    evaluations: &[Evaluation],
    shelf: &Shelf,
    scales: BTreeMap<String, Scale>,
) -> Result<(Ratings, Scores)> {
    let (mut ratings, mut scores) = (Ratings::new(scales), Scores::new());
    let mut wrong = Problems::new();
    for evaluation in evaluations {
        let read = answers(evaluation, shelf);
        let (values, score) = match read {
            Ok(read) => read,
            Err(problems) => {
                wrong.merge(problems);
                continue;
            }
        };
        for (answer, value) in evaluation.answers.iter().zip(values) {
            let Some(value) = value else { continue };
            if let Err(problem) = ratings.insert(rating(evaluation, answer, value)) {
                wrong.push(explained(*problem));
            }
        }
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

/// Two evaluations of one interaction by one person are mostly of different purposes.
fn explained(problem: Problem) -> Problem {
    match problem.code {
        "duplicate-rating" => problem
            .help("keep one of the two answers, or take one --session or --purpose of evaluations"),
        _ => problem,
    }
}

fn rating(evaluation: &Evaluation, answer: &RawAnswer, value: RatingValue) -> Rating {
    Rating {
        interaction: evaluation.interaction.clone(),
        evaluator: evaluation.evaluator.clone(),
        question: answer.question.clone(),
        answer: value,
        place: answer.place.clone(),
    }
}

/// What each answer of an evaluation says, and the total score in thousandths of a point.
type Read = (Vec<Option<RatingValue>>, Option<i64>);

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

/// A score from 0 to 1 in thousandths of a point, to the nearest.
fn thousandths_of_point(share: crate::stats::fraction::Fraction) -> Option<i64> {
    let (num, den) = (share.num(), share.den());
    let doubled = num.checked_mul(200_000)?.checked_add(den)?;
    i64::try_from(doubled.div_euclid(2 * den)).ok()
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

fn unknown_reference(reference: &str, evaluations: &[Evaluation]) -> Refused {
    let people: BTreeSet<&str> = evaluations.iter().map(|one| one.evaluator.as_str()).collect();
    let message = format!("`{reference}` evaluated nothing here");
    let problem = Problem::new("unknown-evaluator", Place::file("--reference"), message);
    let help = match nearest(reference, people.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("evaluators are {}", people.into_iter().collect::<Vec<_>>().join(", ")),
    };
    Refused::because(Blame::Request, problem.help(help))
}
