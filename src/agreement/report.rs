//! The calibration report.

use super::bias::Scores;
use super::bootstrap::Plan;
use super::critical_tables;
use super::definitions::definitions;
use super::discuss::{Subject, discussions, disputed};
use super::discuss_tables::{self, Backdrop};
use super::evaluator_tables::{self, Standard};
use super::measured::Measured;
use super::notes::{listed, notes};
use super::question_tables;
use super::ratings::{Question, Ratings};
use super::score_tables;
use super::stakes::Stake;
use super::usage_tables;
use crate::report::words::{counted, grouped};
use crate::report::{Audience, Provenance, Report, Table};
use std::collections::BTreeMap;

/// Whether the ids of evaluators mean somebody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum People {
    /// They do.
    #[default]
    Named,
    /// They are only numbers of answers, other people each time: nothing is told of any of them.
    Unknown,
}

/// What a calibration is held against and how much of it is listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The evaluator whose answers count as right; never one of those compared with each other.
    pub reference: Option<String>,
    /// How many interactions to discuss are listed at most.
    pub discuss: usize,
    /// The largest difference of total scores, in thousandths of a point, that counts as near.
    pub tolerance: i64,
    /// What is at stake with each question; those not named have nothing known at stake.
    pub stakes: BTreeMap<String, Stake>,
    /// How interactions are drawn again for intervals.
    pub plan: Plan,
    /// Whether evaluators are told apart.
    pub people: People,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            reference: None,
            discuss: 20,
            tolerance: 5_000,
            stakes: BTreeMap::new(),
            plan: Plan::default(),
            people: People::Named,
        }
    }
}

/// Measures whether the people who score agree.
///
/// Tables of questions (`questions`, `overview` for people, `coefficients`), of evaluators
/// (`evaluators`, `evaluators_overview`, `usage`, and against a reference `answers`, `critical`), of
/// total scores (`scores`, `scores_overview`, `correlations`, `spread`), and of what to discuss
/// (`discuss`, `disputed`). `scores` are total scores in thousandths of a point; where there are
/// none, bias is missing. Coefficients use the interactions that at least two evaluators rated; a
/// note says how many were left out. The caller adds inputs and period to the provenance.
pub fn calibrate(ratings: &Ratings, scores: &Scores, options: &Options) -> Report {
    let reference = options.reference.as_deref();
    let measured = measured(ratings, options);
    let evaluators = ratings.evaluators(reference);
    let tolerance = options.tolerance;
    let standard = Standard { evaluators: &evaluators, reference, scores, tolerance };
    let discussions = discussions(Subject { ratings, scores, stakes: &options.stakes });
    let mut tables =
        vec![question_tables::questions(&measured), question_tables::overview(&measured)];
    if options.people == People::Named {
        tables.extend(of_evaluators(&measured, &standard));
    }
    if !scores.is_empty() {
        tables.push(score_tables::scores(&standard));
        tables.push(score_tables::overview(&standard));
        tables.push(score_tables::correlations(&standard));
        tables.push(score_tables::spread(&standard));
    }
    tables.push(discuss_tables::interactions(&discussions, options.discuss, options.people));
    tables.push(discuss_tables::questions(&disputed(&discussions), Audience::Machines));
    tables.push(question_tables::coefficients(&measured));
    let definitions = definitions(&tables);
    Report {
        schema: "qa.calibrate/1",
        title: title("Agreement of", ratings, options),
        tables,
        notes: notes(&measured, ratings, options, &discussions),
        definitions,
        provenance: Provenance { settings: settings(options), ..Provenance::default() },
    }
}

/// Every question with its coefficients.
pub(super) fn measured(ratings: &Ratings, options: &Options) -> Vec<Measured> {
    let questions = ratings.questions(options.reference.as_deref()).into_iter();
    let of = |question: Question| {
        let stake = options.stakes.get(&question.id).cloned().unwrap_or_default();
        Measured::of(question, stake, options)
    };
    questions.map(of).collect()
}

/// What to talk about in a meeting: questions that split people, then interaction by interaction.
pub fn agenda(
    (ratings, scores): (&Ratings, &Scores),
    options: &Options,
    backdrop: &Backdrop,
) -> Report {
    let discussions = discussions(Subject { ratings, scores, stakes: &options.stakes });
    let mut tables = vec![discuss_tables::questions(&disputed(&discussions), Audience::Everyone)];
    let first = discussions.iter().take(options.discuss);
    tables.extend(first.map(|one| discuss_tables::agenda(one, options.people, backdrop)));
    let definitions = definitions(&tables).into_iter();
    let definitions = definitions.filter(|one| one.term == "points_apart").collect();
    let mut notes = Vec::new();
    if let Some(reference) = &options.reference {
        notes.push(format!("`{reference}` is the reference"));
    }
    notes.extend(listed(options, &discussions));
    Report {
        schema: "qa.agenda/1",
        title: title("Agenda for", ratings, options),
        tables,
        notes,
        definitions,
        provenance: Provenance { settings: settings(options), ..Provenance::default() },
    }
}

fn title(what: &str, ratings: &Ratings, options: &Options) -> String {
    let calls = counted(whole(ratings.interactions().len()), "interaction");
    let people = ratings.evaluators(options.reference.as_deref()).len();
    match options.people {
        People::Named => format!("{what} {} on {calls}", counted(whole(people), "evaluator")),
        People::Unknown => format!("{what} unnamed evaluators on {calls}"),
    }
}

fn of_evaluators(measured: &[Measured], standard: &Standard<'_>) -> Vec<Table> {
    let mut tables = vec![
        evaluator_tables::overview(measured, standard),
        evaluator_tables::evaluators(measured, standard),
        usage_tables::usage(measured, standard),
    ];
    if standard.reference.is_some() {
        tables.push(evaluator_tables::answers(measured, standard));
        tables.extend(critical_tables::critical(measured, standard));
    }
    tables
}

fn whole(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn settings(options: &Options) -> Vec<(String, String)> {
    let reference = options.reference.iter().map(|id| ("reference".to_owned(), id.clone()));
    let (ones, rest) = (options.tolerance / 1000, options.tolerance % 1000);
    let points = if rest == 0 { ones.to_string() } else { format!("{ones}.{rest:03}") };
    let plan = options.plan;
    let drawn = format!("{} rounds, seed {}", grouped(whole(plan.rounds)), plan.seed);
    let rest = [("tolerance".to_owned(), points), ("bootstrap".to_owned(), drawn)];
    reference.chain(rest).collect()
}

#[cfg(test)]
mod tests;
