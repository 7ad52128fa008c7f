//! Evaluations out of files: one row an answer (long), one row an evaluation (wide), or one JSON file
//! an evaluation, as Amazon Connect exports them.
//!
//! Half an evaluation is no evaluation: whatever is wrong in these files is collected, and then all
//! of them are refused.

mod columns;
mod connect;
mod form;
mod kept;
mod lineage;
mod records;
mod run;
mod told;
mod words;

use crate::ingest::engine::Intake;
use crate::ingest::profile::{Layout, Profile, RecordKind};
use crate::ingest::schema;
use crate::model::{Evaluation, Said, Zone};
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use anyhow::Result;
use columns::Meta;
use form::Form;
use kept::Store;
use lineage::Version;
use std::collections::BTreeSet;
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

/// What files of evaluations hold, in little room: evaluations that count, in order of id, each made
/// when it is asked for.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    store: Store,
    counting: Vec<usize>,
    /// As in [`Found::intakes`].
    pub intakes: Vec<Intake>,
    /// As in [`Found::apart`].
    pub apart: Apart,
    /// As in [`Found::warnings`].
    pub warnings: Problems,
}

impl Kept {
    /// How many evaluations count.
    pub fn len(&self) -> usize {
        self.counting.len()
    }

    /// Whether none does.
    pub fn is_empty(&self) -> bool {
        self.counting.is_empty()
    }

    /// The evaluation of that index, without its answers.
    pub fn head(&self, index: usize) -> Evaluation {
        self.store.head(self.counting[index])
    }

    /// The evaluation of that index.
    pub fn evaluation(&self, index: usize) -> Evaluation {
        self.store.evaluation(self.counting[index])
    }

    /// The numbers of what the answers of the evaluation of that index say, among [`Kept::said`].
    pub fn numbers(&self, index: usize, into: &mut Vec<u32>) {
        self.store.said(self.counting[index], into);
    }

    /// Everything that answers say.
    pub fn said(&self) -> &[Said] {
        self.store.log.said()
    }

    /// Why an evaluation was made.
    pub fn purpose(&self, index: usize) -> &str {
        let number = self.store.heads[self.counting[index]].words[2];
        self.store.words.text(number).map(|text| &**text).unwrap_or_default()
    }

    /// One evaluation of each scorecard, version and content hash that any names.
    pub fn forms(&self) -> Vec<usize> {
        let mut seen = BTreeSet::new();
        let form = |index: &usize| {
            let words = self.store.heads[self.counting[*index]].words;
            [words[6], words[7], words[8]]
        };
        (0..self.len()).filter(|index| seen.insert(form(index))).collect()
    }

    /// Adds columns to the evaluation of that index.
    pub fn tell(&mut self, index: usize, columns: impl IntoIterator<Item = (String, String)>) {
        self.store.heads[self.counting[index]].extra.extend(columns);
    }

    /// Keeps the evaluations of these indexes, rising.
    pub fn keep(&mut self, indexes: &[usize]) {
        self.counting = indexes.iter().map(|index| self.counting[*index]).collect();
    }
}

impl From<Kept> for Found {
    fn from(kept: Kept) -> Self {
        Self {
            evaluations: (0..kept.len()).map(|index| kept.evaluation(index)).collect(),
            intakes: kept.intakes,
            apart: kept.apart,
            warnings: kept.warnings,
        }
    }
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
    keep(files, options).map(Found::from)
}

/// The same in little room.
///
/// # Errors
///
/// As [`read`].
pub fn keep(files: &[String], options: &Options<'_>) -> Result<Kept> {
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
    let mut kept = found.finish(&mut wrong);
    let warnings = wrong.clone();
    problems.merge(wrong);
    if problems.errors() > 0 {
        return Err(Refused { blame: Blame::Data, problems }.into());
    }
    (kept.intakes, kept.warnings) = (intakes, warnings);
    Ok(kept)
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
    store: Store,
    exported: Vec<Evaluation>,
    wrong: Problems,
}

impl Collected {
    /// Takes in what one record tells; which evaluation it tells of, if nothing was wrong with that.
    fn take(&mut self, mut told: Told<'_>, form: &Form) -> Option<usize> {
        let answers = std::mem::take(&mut told.answers);
        let at = match self.store.find(&told.id, told.revision) {
            None => {
                let head = told.head(form, &mut self.store.words);
                self.store.add(head)
            }
            Some(at) => {
                let first = self.store.head(at);
                let problem = match form.layout {
                    Layout::Wide if told.is_named(form) => {
                        Some(lineage::same_number(&told.place, &first))
                    }
                    Layout::Wide => Some(repeated(&told, &first)),
                    Layout::Long => reused(&told, &first).or_else(|| {
                        let other = told.differs(form, &first);
                        other.then(|| lineage::same_number(&told.place, &first))
                    }),
                };
                if let Some(problem) = problem {
                    self.wrong.push(problem);
                    return None;
                }
                at
            }
        };
        for answer in answers {
            self.store.answer(at, answer);
        }
        Some(at)
    }

    /// Those that count; a second evaluation of the same thing by one evaluator is a problem.
    fn finish(self, problems: &mut Problems) -> Kept {
        let mut store = self.store;
        let (exported, copies) = connect::revisions(self.exported, problems);
        let mut all: Vec<usize> = (0..store.heads.len()).collect();
        for ((id, revision), evaluation) in exported {
            if let Some(at) = store.find(&id, revision) {
                problems.push(lineage::same_number(&store.heads[at].place, &evaluation));
                all.retain(|other| *other != at);
            }
            all.push(store.heads.len());
            store.adopt(evaluation);
        }
        let key = |at: &usize| (&store.heads[*at].id, store.heads[*at].revision);
        all.sort_by(|one, other| key(one).cmp(&key(other)));
        let versions: Vec<Version<'_>> = all.iter().map(|at| version(&store, *at)).collect();
        let (counting, mut apart) = lineage::counting(&versions, problems);
        let counting: Vec<usize> = counting.into_iter().map(|index| all[index]).collect();
        apart.copies = copies;
        repeats(&store, &counting, problems);
        Kept { store, counting, apart, ..Kept::default() }
    }
}

fn version(store: &Store, at: usize) -> Version<'_> {
    let head = &store.heads[at];
    let text = |number: u32| store.words.text(number).map(|text| &**text);
    Version {
        id: &head.id,
        status: text(head.words[1]).unwrap_or_default(),
        supersedes: text(head.words[0]),
        place: &head.place,
    }
}

/// Tells of evaluations of what their evaluator has already evaluated, for the same purpose, in the
/// same session, with the same scorecard.
fn repeats(store: &Store, counting: &[usize], problems: &mut Problems) {
    let subject = |at: usize| {
        let head = &store.heads[at];
        let text = |word: usize| store.words.text(head.words[word]).map(|text| &**text);
        let [evaluator, purpose, session, card] =
            [5, 2, 9, 6].map(|word| text(word).unwrap_or_default());
        [&*head.interaction, evaluator, purpose, session, card]
    };
    let mut sorted = counting.to_vec();
    sorted.sort_by_key(|at| subject(*at));
    let mut first = None;
    for at in sorted {
        match first {
            Some(before) if subject(before) == subject(at) => {
                problems.push(again(&store.head(at), &store.head(before)));
            }
            _ => first = Some(at),
        }
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
