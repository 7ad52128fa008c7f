//! Evaluations out of files: one row an answer (long), one row an evaluation (wide), or one JSON file
//! an evaluation, as Amazon Connect exports them.
//!
//! Half an evaluation is no evaluation: whatever is wrong in these files is collected, and then all
//! of them are refused.

mod columns;
mod connect;
mod form;
mod lineage;
mod records;
mod run;
mod told;

use crate::ingest::engine::Intake;
use crate::ingest::profile::{Layout, Profile, RecordKind};
use crate::ingest::schema;
use crate::model::{Evaluation, RawAnswer, Zone};
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use anyhow::Result;
use columns::Meta;
use form::Form;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use told::Told;

pub use lineage::Apart;
pub use told::ONLY_QUESTION;

/// What files of evaluations hold.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The evaluations that count, in order of id.
    pub evaluations: Vec<Evaluation>,
    /// What was read from each file; the accounts tell what was left out on purpose, and hold
    /// warnings.
    pub intakes: Vec<Intake>,
    /// Evaluations and revisions that do not count, and why.
    pub apart: Apart,
    /// What is odd between the files and costs nothing.
    pub warnings: Problems,
}

/// How files of evaluations are read.
pub struct Options<'a> {
    /// Maps the columns of other people's files.
    pub profile: Option<&'a Profile>,
    /// Ids of questions; wide files have a column for each. Empty takes every unknown column for one.
    pub questions: &'a [String],
    /// Zone of times without an offset.
    pub zone: &'a Zone,
}

/// Reads every evaluation of the files; of several revisions only the latest, and none that was
/// replaced by another or retracted.
///
/// # Errors
///
/// If a file cannot be read, or [`Refused`] with everything that is wrong in any of them.
pub fn read(files: &[String], options: &Options<'_>) -> Result<Found> {
    let mut problems = Problems::new();
    let mut found = Collected::default();
    let mut intakes = Vec::new();
    for file in files {
        let read = if connect::is_json(file) {
            connect::read(file, options.zone, &mut found)
        } else {
            Form::open(file, options).and_then(|form| records::read(form, &mut found))
        };
        match read {
            Ok(intake) => {
                problems.merge(intake.account.problems.clone());
                intakes.push(intake);
            }
            Err(error) => match error.downcast::<Refused>() {
                Ok(Refused { blame: Blame::Data, problems: wrong }) => problems.merge(wrong),
                Ok(refused) => return Err(refused.into()),
                Err(world) => return Err(world),
            },
        }
    }
    let mut wrong = std::mem::take(&mut found.wrong);
    let (evaluations, apart) = found.finish(&mut wrong);
    let warnings = wrong.clone();
    problems.merge(wrong);
    if problems.errors() > 0 {
        return Err(Refused { blame: Blame::Data, problems }.into());
    }
    Ok(Found { evaluations, intakes, apart, warnings })
}

/// Nothing, or everything that is wrong.
fn refuse(problems: Problems) -> Result<()> {
    if problems.errors() > 0 {
        return Err(Refused { blame: Blame::Data, problems }.into());
    }
    Ok(())
}

/// Whether a cell looks like the header of a column of evaluations.
pub fn is_known(cell: &str) -> bool {
    schema::is_known(RecordKind::Evaluations, cell)
}

/// Whether a header has a column of evaluators.
pub fn has_evaluators(header: &[String]) -> bool {
    Meta::Evaluator.find(header).is_some()
}

/// Whether a header has a column of answers, or tells the form they were given with.
pub fn has_answers(header: &[String]) -> bool {
    let told = [Meta::Question, Meta::Answer, Meta::Scorecard, Meta::Evaluation, Meta::EvaluatedAt];
    told.into_iter().any(|meta| meta.find(header).is_some())
}

/// Evaluations by id and revision.
#[derive(Default)]
struct Collected {
    evaluations: BTreeMap<(String, u32), Evaluation>,
    exported: Vec<Evaluation>,
    wrong: Problems,
}

impl Collected {
    /// Takes in more answers to an evaluation that is there.
    fn add(&mut self, key: &(String, u32), mut answers: Vec<RawAnswer>) {
        if let Some(first) = self.evaluations.get_mut(key) {
            first.answers.append(&mut answers);
        }
    }

    /// Takes in what one record tells; whether nothing was wrong with that.
    fn take(&mut self, mut told: Told<'_>, form: &Form) -> bool {
        match self.evaluations.entry((told.id.clone(), told.revision)) {
            Entry::Vacant(free) => {
                free.insert(told.evaluation(form));
                true
            }
            Entry::Occupied(mut first) => {
                let problem = match form.layout {
                    Layout::Wide if told.is_named(form) => {
                        Some(lineage::same_number(&told.place, first.get()))
                    }
                    Layout::Wide => Some(repeated(&told, first.get())),
                    Layout::Long => reused(&told, first.get()).or_else(|| {
                        let other = told.differs(form, first.get());
                        other.then(|| lineage::same_number(&told.place, first.get()))
                    }),
                };
                let is_fine = problem.is_none();
                match problem {
                    Some(problem) => self.wrong.push(problem),
                    None => first.get_mut().answers.append(&mut told.answers),
                }
                is_fine
            }
        }
    }

    /// Those that count; a second evaluation of the same thing by one evaluator is a problem.
    fn finish(self, problems: &mut Problems) -> (Vec<Evaluation>, Apart) {
        let (mut all, copies) = connect::revisions(self.exported, problems);
        for (key, evaluation) in self.evaluations {
            match all.get(&key) {
                Some(first) => problems.push(lineage::same_number(&evaluation.place, first)),
                None => drop(all.insert(key, evaluation)),
            }
        }
        let (counting, mut apart) = lineage::counting(all, problems);
        apart.copies = copies;
        let mut seen: BTreeMap<[String; 5], &Evaluation> = BTreeMap::new();
        for evaluation in &counting {
            let known = |text: &Option<String>| text.clone().unwrap_or_default();
            let subject = [
                evaluation.interaction.clone(),
                evaluation.evaluator.clone(),
                evaluation.purpose.clone(),
                known(&evaluation.session),
                known(&evaluation.scorecard),
            ];
            match seen.get(&subject) {
                Some(first) => problems.push(again(evaluation, first)),
                None => {
                    seen.insert(subject, evaluation);
                }
            }
        }
        (counting, apart)
    }
}

/// One id is one evaluation: of one interaction, by one evaluator.
fn reused(row: &Told<'_>, first: &Evaluation) -> Option<Problem> {
    let same = row.interaction == first.interaction && row.evaluator == first.evaluator;
    let message = || {
        format!(
            "evaluation id `{}` is of interaction `{}` by `{}` at {}, and here of `{}` by `{}`",
            row.id, first.interaction, first.evaluator, first.place, row.interaction, row.evaluator
        )
    };
    (!same).then(|| {
        Problem::new("evaluation-id-reused", row.place.clone(), message())
            .help("give every evaluation an id of its own")
    })
}

fn again(second: &Evaluation, first: &Evaluation) -> Problem {
    let who = [second.evaluator.as_str(), second.interaction.as_str()];
    duplicate(who, second.place.clone(), first)
}

fn repeated(second: &Told<'_>, first: &Evaluation) -> Problem {
    duplicate([&second.evaluator, &second.interaction], second.place.clone(), first)
}

fn duplicate([evaluator, interaction]: [&str; 2], place: Place, first: &Evaluation) -> Problem {
    let message =
        format!("`{evaluator}` already evaluated interaction `{interaction}` at {}", first.place);
    Problem::new("duplicate-evaluation", place, message)
        .help("a correction keeps the evaluation_id and raises the revision; a second look has another purpose or session")
}

#[cfg(test)]
mod tests;
