//! The calibration report.

use super::bias::Scores;
use super::coefficient::COEFFICIENTS;
use super::discuss::{Discussion, discussions};
use super::evaluator_tables::{self, Standard};
use super::measured::Measured;
use super::question_tables;
use super::ratings::Ratings;
use super::scale::Origin;
use crate::report::{Audience, Cell, Column, Definition, Provenance, Report, Table, Unit};

/// What a calibration is held against and how much of it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The evaluator whose answers count as right; never one of those compared with each other.
    pub reference: Option<String>,
    /// How many interactions to discuss are listed at most.
    pub discuss: usize,
    /// The largest difference of total scores, in thousandths of a point, that counts as near.
    pub tolerance: i64,
}

impl Default for Options {
    fn default() -> Self {
        Self { reference: None, discuss: 20, tolerance: 5_000 }
    }
}

/// Measures whether the people who score agree: tables `questions`, `evaluators`, `answers` (with a
/// reference), `discuss` and, for programs, `coefficients`.
///
/// `scores` are total scores in thousandths of a point; where there are none, bias is missing.
/// Coefficients use the interactions that at least two evaluators rated; a note says how many were
/// left out. The caller adds inputs and period to the provenance.
pub fn calibrate(ratings: &Ratings, scores: &Scores, options: &Options) -> Report {
    let reference = options.reference.as_deref();
    let measured: Vec<Measured> =
        ratings.questions(reference).into_iter().map(Measured::of).collect();
    let evaluators = ratings.evaluators(reference);
    let tolerance = options.tolerance;
    let standard = Standard { evaluators: &evaluators, reference, scores, tolerance };
    let discussions = discussions(ratings);
    let mut tables = vec![
        question_tables::questions(&measured),
        evaluator_tables::evaluators(&measured, &standard),
    ];
    if reference.is_some() {
        tables.push(evaluator_tables::answers(&measured, &standard));
    }
    tables.push(discuss(&discussions, options.discuss));
    tables.push(question_tables::coefficients(&measured));
    let people = counted(evaluators.len(), "evaluator");
    let calls = counted(ratings.interactions().len(), "interaction");
    Report {
        schema: "qa.calibrate/1",
        title: format!("Agreement of {people} on {calls}"),
        tables,
        notes: notes(&measured, ratings, options, &discussions),
        definitions: definitions(),
        provenance: Provenance { settings: settings(options), ..Provenance::default() },
    }
}

fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn settings(options: &Options) -> Vec<(String, String)> {
    let reference = options.reference.iter().map(|id| ("reference".to_owned(), id.clone()));
    let (whole, rest) = (options.tolerance / 1000, options.tolerance % 1000);
    let points = if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:03}") };
    reference.chain([("tolerance".to_owned(), points)]).collect()
}

fn discuss(discussions: &[Discussion], most: usize) -> Table {
    let row = |discussion: &Discussion| {
        let names: Vec<&str> =
            discussion.splits.iter().map(|split| split.question.as_str()).collect();
        vec![
            Cell::text(&discussion.interaction),
            Cell::Count(discussion.pairs),
            Cell::text(names.join(", ")),
            Cell::text(detail(discussion)),
        ]
    };
    Table {
        key: "discuss",
        title: "Discuss first".to_owned(),
        audience: Audience::Everyone,
        columns: vec![
            Column::new("interaction", "interaction", Unit::Text),
            Column::new("pairs", "pairs that differ", Unit::Count),
            Column::new("questions", "questions", Unit::Text),
            Column::new("detail", "who answered what", Unit::Text),
        ],
        rows: discussions.iter().take(most).map(row).collect(),
        total: None,
    }
}

/// `greeting: yes (ann, bob), no (cat); empathy: …`
fn detail(discussion: &Discussion) -> String {
    let answer = |(answer, people): &(Option<String>, Vec<String>)| {
        format!("{} ({})", answer.as_deref().unwrap_or("n/a"), people.join(", "))
    };
    let splits = discussion.splits.iter().map(|split| {
        let answers: Vec<String> = split.answers.iter().map(answer).collect();
        format!("{}: {}", split.question, answers.join(", "))
    });
    splits.collect::<Vec<_>>().join("; ")
}

fn notes(
    measured: &[Measured],
    ratings: &Ratings,
    options: &Options,
    discussions: &[Discussion],
) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(reference) = &options.reference {
        notes.push(if ratings.knows(reference) {
            format!("`{reference}` is the reference and not one of the evaluators compared")
        } else {
            format!("the reference `{reference}` rated nothing")
        });
    }
    let named = |of: &dyn Fn(&Measured) -> usize| -> Vec<String> {
        let each = measured.iter().map(|question| (&question.question.id, of(question)));
        each.filter(|(_, n)| *n > 0).map(|(id, n)| format!("`{id}` {n}")).collect()
    };
    for (what, found) in [
        ("interactions rated by one evaluator only are left out", named(&Measured::rated_once)),
        ("answers of not applicable are left out", named(&|m| m.question.not_applicable)),
    ] {
        if !found.is_empty() {
            notes.push(format!("{what}: {}", found.join(", ")));
        }
    }
    let observed = measured.iter().filter(|m| m.question.scale.origin() == Origin::Observed);
    let observed: Vec<String> = observed.map(|m| format!("`{}`", m.question.id)).collect();
    if !observed.is_empty() {
        let found = observed.join(", ");
        notes.push(format!("no scale is declared, so categories nobody used are unknown: {found}"));
    }
    for question in measured {
        if let Some((most, all)) = question.prevalence() {
            let id = &question.question.id;
            notes.push(format!(
                "`{id}`: kappa is low because {most} of {all} answers are the same; read AC1 instead"
            ));
        }
    }
    if discussions.len() > options.discuss {
        let (listed, all) = (options.discuss, discussions.len());
        notes.push(format!("{listed} of {all} interactions that differ are listed"));
    }
    notes
}

/// Terms that are no coefficients.
const TERMS: [(&str, &str); 13] = [
    ("interactions", "rated by at least two evaluators; only these take part in coefficients"),
    ("rated_once", "interactions rated by one evaluator only, left out"),
    ("missing", "interactions somebody answered, times evaluators of the question, less answers"),
    (
        "limits",
        "95 % interval. Of shares, AC1 and AC2: Wilson's around the observed agreement with as many \
         effective trials as the standard error tells and Student's quantile, for small samples. \
         Of kappa and alpha: Student's t, for large samples (Gwet 2014)",
    ),
    ("applicability_agreement", "exact agreement on whether the question applies at all"),
    (
        "verdict",
        "on the lower 95 % limit of AC1, or AC2 where answers have an order: calibrated from .80, \
         acceptable from .60, not calibrated when the upper limit is below .60, else undecided; \
         from 10 interactions on, with two evaluators from 20",
    ),
    ("more_needed", "interactions rated twice that a verdict still needs, about"),
    (
        "all",
        "the form: mean over questions of exact agreement and AC1; kappa pooled over questions from \
         mean observed and mean expected agreement (De Vries et al. 2008)",
    ),
    ("share_as_reference", "answers equal to the reference's of those both gave; Wilson limits"),
    (
        "bias",
        "mean of evaluator less reference, without a reference less the mean of the other \
         evaluators; above zero is more generous; 95 % limits by Student's t",
    ),
    ("absolute_difference", "mean of the differences of scores without their signs"),
    ("within_tolerance", "share of scores that differ by no more than the tolerance"),
    (
        "pairs",
        "pairs of people who answered differently, over all questions; not applicable is an answer \
         of its own and the reference one of the people",
    ),
];

fn definitions() -> Vec<Definition> {
    let coefficients = COEFFICIENTS.iter().map(|row| Definition {
        term: row.key.to_owned(),
        text: format!("{} ({})", row.definition, row.source),
    });
    let terms = TERMS
        .iter()
        .map(|(term, text)| Definition { term: (*term).to_owned(), text: (*text).to_owned() });
    coefficients.chain(terms).collect()
}
