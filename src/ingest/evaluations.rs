//! Evaluations out of files: one row an answer (long), one row an evaluation (wide), or one JSON file
//! an evaluation, as Amazon Connect exports them.
//!
//! Half an evaluation is no evaluation: whatever is wrong in these files is collected, and then all
//! of them are refused.

mod columns;
mod connect;
mod form;
mod kept;
mod known;
mod lineage;
mod look;
mod reader;
mod reasons;
mod records;
mod told;
mod words;

use crate::ingest::engine::{Checksums, Intake};
use crate::ingest::profile::{Layout, Profile, RecordKind};
use crate::ingest::schema;
use crate::model::{Evaluation, Said, Zone};
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use anyhow::Result;
use columns::Meta;
use form::Form;
use kept::{CARD, EVALUATOR, Head, PURPOSE, SESSION, STATUS, Store};
use lineage::Version;
use std::collections::BTreeSet;
use told::Telling;

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
        let number = self.store.heads[self.counting[index]].words[PURPOSE];
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
    /// Threads that read; the result does not depend on it.
    pub threads: usize,
    /// Whether checksums of the files are taken.
    pub checksums: Checksums,
}

impl<'a> Options<'a> {
    /// Columns by their own names, read by one thread.
    pub fn of(zone: &'a Zone) -> Self {
        Self { profile: None, questions: &[], zone, threads: 1, checksums: Checksums::Taken }
    }
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
            Form::open(file, options).and_then(|opened| records::read(opened, options, &mut found))
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

/// The column that names questions in a header that has none of their answers; `None` for any other.
pub fn lone_questions(header: &[String]) -> Option<usize> {
    Meta::Question.find(header).filter(|_| Meta::Answer.find(header).is_none())
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
    fn take(&mut self, telling: Telling, layout: Layout) -> Option<usize> {
        let Telling { head, answers, is_named } = telling;
        let at = match self.store.find(&head.id, head.revision) {
            None => self.store.add(head),
            Some(at) if layout == Layout::Long && self.store.is_same(at, &head) => {
                if let Some(differs) = self.store.differs(at, &head) {
                    self.wrong.push(two_of(&head, (&self.store.heads[at].place, differs)));
                    return None;
                }
                at
            }
            Some(at) => {
                let (first, second) = (self.store.head(at), self.store.tell(&head));
                self.wrong.push(match layout {
                    Layout::Wide if is_named => lineage::same_number(&second.place, &first),
                    Layout::Wide => again(&second, &first),
                    Layout::Long => reused(&second, &first)
                        .unwrap_or_else(|| lineage::same_number(&second.place, &first)),
                });
                return None;
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
        sort_by_text(&mut all, |at| {
            let head = &store.heads[at];
            (&*head.id, head.revision)
        });
        let versions: Vec<Version<'_>> = all.iter().map(|at| version(&store, *at)).collect();
        let (counting, mut apart) = lineage::counting(&versions, problems);
        let counting: Vec<usize> = counting.into_iter().map(|index| all[index]).collect();
        apart.copies = copies;
        repeats(&store, &counting, problems);
        reasons::unknown(&store, &counting, problems);
        store.log.settle(store.heads.len());
        Kept { store, counting, apart, ..Kept::default() }
    }
}

fn version(store: &Store, at: usize) -> Version<'_> {
    let head = &store.heads[at];
    let text = |number: u32| store.words.text(number).map(|text| &**text);
    Version {
        id: &head.id,
        status: text(head.words[STATUS]).unwrap_or_default(),
        supersedes: text(head.words[0]),
        place: &head.place,
    }
}

/// Sorts by a text and what stands behind it; most texts differ in their first bytes, which are compared
/// as one number.
fn sort_by_text<'s, K: Ord>(all: &mut [usize], key: impl Fn(usize) -> (&'s str, K)) {
    let begin = |text: &str| {
        let mut first = [0; 16];
        let bytes = text.as_bytes();
        let n = bytes.len().min(first.len());
        first[..n].copy_from_slice(&bytes[..n]);
        u128::from_be_bytes(first)
    };
    let mut keyed: Vec<(u128, usize)> = all.iter().map(|at| (begin(key(*at).0), *at)).collect();
    keyed.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| key(*a).cmp(&key(*b))));
    for (place, (_, at)) in all.iter_mut().zip(keyed) {
        *place = at;
    }
}

/// Tells of evaluations of what their evaluator has already evaluated, for the same purpose, in the
/// same session, with the same scorecard.
fn repeats(store: &Store, counting: &[usize], problems: &mut Problems) {
    let subject = |at: usize| {
        let head = &store.heads[at];
        let text = |word: usize| store.words.text(head.words[word]).map(|text| &**text);
        let [evaluator, purpose, session, card] =
            [EVALUATOR, PURPOSE, SESSION, CARD].map(|word| text(word).unwrap_or_default());
        [&*head.interaction, evaluator, purpose, session, card]
    };
    let mut sorted = counting.to_vec();
    sort_by_text(&mut sorted, |at| {
        let [interaction, others @ ..] = subject(at);
        (interaction, others)
    });
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
fn reused(row: &Evaluation, first: &Evaluation) -> Option<Problem> {
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

/// One evaluation is of one agent, and was made for one purpose.
fn two_of(row: &Head, (first, (name, [one, other])): (&Place, (&str, [String; 2]))) -> Problem {
    let message =
        format!("evaluation `{}` has {name} `{one}` at {first}, and `{other}` here", row.id);
    Problem::new("evaluation-differs", row.place.clone(), message).help(format!(
        "all rows of an evaluation have one {name}; another evaluation has another id"
    ))
}

fn again(second: &Evaluation, first: &Evaluation) -> Problem {
    let Evaluation { evaluator, interaction, .. } = second;
    let message =
        format!("`{evaluator}` already evaluated interaction `{interaction}` at {}", first.place);
    Problem::new("duplicate-evaluation", second.place.clone(), message)
        .help("a correction keeps the evaluation_id and raises the revision; a second look has another purpose or session")
}

#[cfg(test)]
mod tests;
