//! What scorecards tell of questions: the answers they allow and what is at stake with them.

use crate::agreement::scale::{Level, Scale};
use crate::agreement::stakes::{Stake, Weight};
use crate::model::Evaluation;
use crate::problem::{Blame, Place, Problem, Refused};
use crate::scorecard::{Question, QuestionKind, Scorecard, Shelf};
use crate::stats::fraction::Fraction;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// The scale of each question: the scorecard's, else the one given, else what the answers show.
pub(super) fn scales(
    given: Option<&str>,
    shelf: &Shelf,
    evaluations: &[Evaluation],
) -> Result<BTreeMap<String, Scale>> {
    let mut scales = BTreeMap::new();
    for question in used(shelf, evaluations).into_iter().flat_map(Scorecard::questions) {
        let scale = declared(question.kind());
        scales.extend(scale.map(|scale| (question.id().to_owned(), scale)));
    }
    if let Some(text) = given {
        let scale = range(text)?;
        let answers = evaluations.iter().flat_map(|evaluation| &evaluation.answers);
        for id in answers.map(|answer| &answer.question).collect::<BTreeSet<_>>() {
            scales.entry(id.to_string()).or_insert_with(|| scale.clone());
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
pub(super) fn range(text: &str) -> Result<Scale> {
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

/// The scorecards that evaluations were made with, and no others: an old version kept beside says nothing
/// of them. All of them where none is found.
fn used<'s>(shelf: &'s Shelf, evaluations: &[Evaluation]) -> Vec<&'s Scorecard> {
    let found = evaluations.iter().filter_map(|evaluation| shelf.find(evaluation).ok());
    let used: BTreeSet<(&str, &str)> = found.map(|card| (card.id(), card.version())).collect();
    let cards = shelf.all().iter();
    cards.filter(|card| used.is_empty() || used.contains(&(card.id(), card.version()))).collect()
}

/// What is at stake with each question of the scorecards.
pub(super) fn stakes(shelf: &Shelf, evaluations: &[Evaluation]) -> BTreeMap<String, Stake> {
    let mut stakes = BTreeMap::new();
    for card in used(shelf, evaluations) {
        let parts = parts(card);
        for (at, question) in card.questions().enumerate() {
            let part = parts.get(at).copied().flatten();
            stakes.insert(question.id().to_owned(), stake(question, part));
        }
    }
    stakes
}

/// The part of the whole that each question has when all apply; `None` where nothing has weight.
fn parts(card: &Scorecard) -> Vec<Option<Fraction>> {
    let (base, sections) = (card.base(), card.sections());
    let mut within: Vec<Option<Fraction>> = Vec::new();
    let mut parts = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        let around = match section.parent() {
            Some(outer) => within.get(outer).copied().flatten(),
            None => Some(Fraction::ONE),
        };
        let own = Fraction::new(base[index].weight, whole(card, section.parent()));
        let part = own.zip(around).map(|(own, around)| own * around);
        within.push(part);
        let inside = whole(card, Some(index));
        parts.extend(
            base[index]
                .questions
                .iter()
                .map(|question| Some(Fraction::new(question.weight, inside)? * part?)),
        );
    }
    parts
}

/// What stands directly within a section, or within the card, weighs together; bonus apart.
fn whole(card: &Scorecard, outer: Option<usize>) -> i128 {
    let sections = card.sections().iter().zip(card.base());
    let sections = sections.filter(|(section, base)| section.parent() == outer && !base.is_bonus);
    let questions = outer.map(|index| card.base()[index].questions.as_slice()).unwrap_or_default();
    let questions = questions.iter().filter(|question| !question.is_bonus);
    sections.map(|(_, base)| base.weight).chain(questions.map(|question| question.weight)).sum()
}

fn stake(question: &Question, part: Option<Fraction>) -> Stake {
    let best = i128::from(question.kind().best().0);
    let (mut failing, mut worth) = (BTreeSet::new(), BTreeMap::new());
    for category in question.kind().categories().values {
        if question.fails(category.answer) {
            failing.insert(category.id.clone());
        }
        let share = Fraction::new(i128::from(category.points.0), best);
        let points = share.zip(part).and_then(|(share, part)| thousandths_of_point(share * part));
        worth.extend(points.map(|points| (category.id, points)));
    }
    let critical = question.critical().is_some();
    let weight = if critical { Weight::Critical } else { Weight::Ordinary };
    Stake { failing, weight, worth }
}

/// A share of the whole, from 0 to 1, in thousandths of a point, to the nearest.
pub(super) fn thousandths_of_point(share: Fraction) -> Option<i64> {
    let (num, den) = (share.num(), share.den());
    let doubled = num.checked_mul(200_000)?.checked_add(den)?;
    i64::try_from(doubled.div_euclid(2 * den)).ok()
}
