//! Evaluations out of files: one row an answer (long) or one row an evaluation (wide).
//!
//! Half an evaluation is no evaluation: whatever is wrong in these files is collected, and then all
//! of them are refused.

mod columns;
mod table;

use crate::ingest::profile::Profile;
use crate::ingest::times::{Moment, TimeFormat};
use crate::ingest::values::{Decimal, DecimalMark};
use crate::model::zone::Instant;
use crate::model::{Evaluation, RawAnswer, Zone};
use crate::problem::{Blame, Problem, Problems, Refused};
use anyhow::Result;
use columns::{Layout, Meta};
use std::collections::BTreeMap;
use table::{Line, Table};

/// Name of the question where a file of ratings knows only one.
pub const ONLY_QUESTION: &str = "rating";

/// What was read from one file of evaluations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// The file as the user named it.
    pub path: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Records, blank lines apart.
    pub read: u64,
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

/// Reads every evaluation of the files; of several revisions only the latest. In order of id.
///
/// # Errors
///
/// If a file cannot be read, or [`Refused`] with everything that is wrong in any of them.
pub fn read(files: &[String], options: &Options<'_>) -> Result<(Vec<Evaluation>, Vec<Intake>)> {
    let mut problems = Problems::new();
    let mut found = Collected::default();
    let mut intakes = Vec::new();
    for file in files {
        match table::open(file, options)? {
            Ok(table) => {
                intakes.push(Intake {
                    path: file.clone(),
                    sha256: table.sha256.clone(),
                    read: table.read(),
                });
                problems.extend(table.problems.iter().cloned());
                found.take(&table, options, &mut problems);
            }
            Err(wrong) => problems.merge(wrong),
        }
    }
    let evaluations = found.finish(&mut problems);
    if problems.errors() > 0 {
        return Err(Refused { blame: Blame::Data, problems }.into());
    }
    Ok((evaluations, intakes))
}

/// Whether a cell looks like the header of a column of evaluations.
pub fn is_known(cell: &str) -> bool {
    columns::is_known(cell)
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
}

impl Collected {
    fn take(&mut self, table: &Table, options: &Options<'_>, problems: &mut Problems) {
        for line in &table.lines {
            let head = match head(table, line, options.zone) {
                Ok(head) => head,
                Err(wrong) => {
                    problems.extend(wrong);
                    continue;
                }
            };
            let key = (head.id.clone(), head.revision);
            match table.layout {
                Layout::Long => {
                    let evaluation = self.evaluations.entry(key).or_insert_with(|| head.clone());
                    match reused(&head, evaluation) {
                        Some(problem) => problems.push(problem),
                        None => evaluation.answers.push(long_answer(table, line)),
                    }
                }
                Layout::Wide => {
                    if let Some(first) = self.evaluations.get(&key) {
                        problems.push(repeated(&head, first));
                        continue;
                    }
                    let answers = wide_answers(table, line);
                    self.evaluations.insert(key, Evaluation { answers, ..head });
                }
            }
        }
    }

    /// The latest revision of each; a second evaluation of the same thing by one evaluator is a problem.
    fn finish(self, problems: &mut Problems) -> Vec<Evaluation> {
        let mut latest: BTreeMap<String, Evaluation> = BTreeMap::new();
        for ((id, _), evaluation) in self.evaluations {
            latest.insert(id, evaluation);
        }
        let mut seen: BTreeMap<[String; 5], &Evaluation> = BTreeMap::new();
        for evaluation in latest.values() {
            let known = |text: &Option<String>| text.clone().unwrap_or_default();
            let subject = [
                evaluation.interaction.clone(),
                evaluation.evaluator.clone(),
                evaluation.purpose.clone(),
                known(&evaluation.session),
                known(&evaluation.scorecard),
            ];
            match seen.get(&subject) {
                Some(first) => problems.push(repeated(evaluation, first)),
                None => {
                    seen.insert(subject, evaluation);
                }
            }
        }
        latest.into_values().collect()
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

fn repeated(second: &Evaluation, first: &Evaluation) -> Problem {
    let message = format!(
        "`{}` already evaluated interaction `{}` at {}",
        second.evaluator, second.interaction, first.place
    );
    Problem::new("duplicate-evaluation", second.place.clone(), message)
        .help("a correction keeps the evaluation_id and raises the revision; a second look has another purpose or session")
}

/// Everything but the answers.
fn head(table: &Table, line: &Line, zone: &Zone) -> Result<Evaluation, Vec<Problem>> {
    let mut cells = Cells { table, line, wrong: Vec::new() };
    let interaction = cells.needed(Meta::Interaction);
    let evaluator = cells.needed(Meta::Evaluator);
    let revision = cells.parsed(Meta::Revision, "a whole number from 1", |text| {
        text.parse::<u32>().ok().filter(|revision| *revision > 0)
    });
    let evaluated_at =
        cells.parsed(Meta::EvaluatedAt, "a time such as 2026-10-26T09:12:44", |text| {
            moment(text, zone)
        });
    let delivered_score = cells.parsed(Meta::Score, "a percentage", |text| {
        let number = text.trim_end_matches('%').trim_end();
        Decimal::parse(number, DecimalMark::Point)?.times(1_000)
    });
    let session = cells.text(Meta::Session);
    let made = match &session {
        Some(session) => format!("{interaction}/{evaluator}/{session}"),
        None => format!("{interaction}/{evaluator}"),
    };
    let evaluation = Evaluation {
        id: cells.text(Meta::Evaluation).unwrap_or(made),
        revision: revision.unwrap_or(1),
        status: cells.text(Meta::Status).unwrap_or_else(|| "final".to_owned()),
        purpose: cells.text(Meta::Purpose).unwrap_or_else(|| "monitor".to_owned()),
        selection: cells.text(Meta::Selection),
        agent: cells.text(Meta::Agent),
        scorecard: cells.text(Meta::Scorecard),
        scorecard_version: cells.text(Meta::Version),
        scorecard_hash: cells.text(Meta::Hash),
        evaluated_at,
        delivered_score,
        answers: Vec::new(),
        extra: table.extra(line),
        place: table.start(line),
        interaction,
        evaluator,
        session,
    };
    if cells.wrong.is_empty() { Ok(evaluation) } else { Err(cells.wrong) }
}

/// An instant; a time without an offset is one of the zone.
fn moment(text: &str, zone: &Zone) -> Option<i64> {
    match TimeFormat::Iso8601.read(text, None)? {
        Moment::Instant(ms) => Some(ms),
        Moment::Local(local) => match zone.instant(local) {
            Instant::Unique(ms) | Instant::Fold { first: ms, .. } => Some(ms),
            Instant::Gap => None,
        },
    }
}

/// The cells of one record, and what is wrong with them.
struct Cells<'t> {
    table: &'t Table,
    line: &'t Line,
    wrong: Vec<Problem>,
}

impl Cells<'_> {
    fn text(&self, meta: Meta) -> Option<String> {
        self.table.meta(self.line, meta).map(str::to_owned)
    }

    /// A text that every record must have.
    fn needed(&mut self, meta: Meta) -> String {
        self.text(meta).unwrap_or_else(|| {
            let message = format!("column `{}` is empty", meta.name());
            let problem = Problem::new("missing-value", self.table.place(self.line, meta), message);
            self.wrong
                .push(problem.help("every evaluation names its interaction and its evaluator"));
            String::new()
        })
    }

    /// A value; `None` when the cell is unknown or is none, which is then a problem.
    fn parsed<T>(
        &mut self,
        meta: Meta,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.table.meta(self.line, meta)?;
        let value = read(text);
        if value.is_none() {
            let message = format!("column `{}`: expected {expected}, found `{text}`", meta.name());
            let problem = Problem::new("bad-value", self.table.place(self.line, meta), message);
            self.wrong
                .push(problem.help("correct the cell, or leave it empty where it is unknown"));
        }
        value
    }
}

fn long_answer(table: &Table, line: &Line) -> RawAnswer {
    let text = |meta| table.meta(line, meta).map(str::to_owned);
    RawAnswer {
        question: text(Meta::Question).unwrap_or_else(|| ONLY_QUESTION.to_owned()),
        answer: text(Meta::Answer).unwrap_or_default(),
        comment: text(Meta::Comment),
        cause: text(Meta::Cause),
        at: text(Meta::At),
        place: table.place(line, Meta::Answer),
    }
}

fn wide_answers(table: &Table, line: &Line) -> Vec<RawAnswer> {
    let mut answers = Vec::new();
    for question in &table.questions {
        let beside = |suffix: &str| {
            let name = format!("{}__{suffix}", question.id);
            table.beside(line, &name).map(str::to_owned)
        };
        answers.push(RawAnswer {
            question: question.id.clone(),
            answer: line.cells[question.index].clone(),
            comment: beside("comment"),
            cause: beside("cause"),
            at: beside("at"),
            place: table.cell_place(line, question.index),
        });
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    fn read_text(text: &str, ids: &[&str]) -> Result<Vec<Evaluation>> {
        read_with(text, ids, None)
    }

    fn read_with(text: &str, ids: &[&str], profile: Option<&Profile>) -> Result<Vec<Evaluation>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evaluations.csv");
        std::fs::write(&path, text).unwrap();
        let ids = questions(ids);
        let options = Options { profile, questions: &ids, zone: &Zone::utc() };
        Ok(read(&[path.display().to_string()], &options)?.0)
    }

    #[test]
    fn an_incomplete_export_is_refused_and_no_record_is_passed_over() {
        let profile = "[profile]\nname = \"x\"\nkind = \"evaluations\"\n\
                       [where]\nrequire = { whole = \"yes\" }\n";
        let profile = crate::ingest::profile::parse("p.toml", profile).unwrap();
        let text = "interaction_id,evaluator_id,whole,greeting\nC1,ana,yes,5\nC2,ana,no,4\n";
        let error = read_with(text, &["greeting"], Some(&profile)).unwrap_err();
        assert_eq!(codes(&error), ["incomplete-export"]);
    }

    fn codes(error: &anyhow::Error) -> Vec<&'static str> {
        let refused = error.downcast_ref::<Refused>().unwrap();
        refused.problems.shown().iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn an_empty_file_is_refused() {
        assert_eq!(codes(&read_text("", &[]).unwrap_err()), ["empty-file"]);
    }

    #[test]
    fn long_rows_become_one_evaluation_and_the_latest_revision_counts() {
        let text = "evaluation_id,revision,interaction_id,evaluator_id,question_id,answer,comment\n\
                    e1,1,C1,ana,greeting,yes,\ne1,2,C1,ana,greeting,no,late\ne1,2,C1,ana,closing,na,\n";
        let found = read_text(text, &[]).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].revision, found[0].answers.len()), (2, 2));
        assert_eq!(found[0].answers[0].comment.as_deref(), Some("late"));
        assert_eq!(found[0].answers[1].place.line, Some(4));
    }

    #[test]
    fn wide_columns_are_questions_and_the_rest_is_kept() {
        let text = "interaction_id;evaluator;evaluated_at;greeting;greeting__comment;region\n\
                    C1;ana;2026-10-26 09:12;yes;fine;north\n";
        let found = read_text(text, &["greeting"]).unwrap();
        assert_eq!(found[0].id, "C1/ana");
        assert_eq!(found[0].answers.len(), 1);
        assert_eq!(found[0].answers[0].comment.as_deref(), Some("fine"));
        assert_eq!(found[0].extra["region"], "north");
        assert_eq!(found[0].evaluated_at, Some(1_793_005_920_000));
    }

    #[test]
    fn a_question_called_answer_is_a_question_where_no_column_tells_questions() {
        let text = "interaction_id,evaluator_id,greeting,answer\nC1,ana,yes,complete\n";
        let found = read_text(text, &["greeting", "answer"]).unwrap();
        let answers: Vec<_> =
            found[0].answers.iter().map(|it| (it.question.as_str(), it.answer.as_str())).collect();
        assert_eq!(answers, [("greeting", "yes"), ("answer", "complete")]);
        let long = "interaction_id,evaluator_id,question,answer\nC1,ana,answer,complete\n";
        let found = read_text(long, &["greeting", "answer"]).unwrap();
        assert_eq!(found[0].answers[0].question, "answer");
    }

    #[test]
    fn a_second_evaluation_of_the_same_thing_is_named_with_the_first() {
        let wide = "interaction_id,evaluator_id,greeting\nC1,ana,yes\nC1,ana,no\n";
        let error = read_text(wide, &[]).unwrap_err();
        assert_eq!(codes(&error), ["duplicate-evaluation"]);
        assert!(error.to_string().contains(":2"), "{error}");
        let long = "evaluation_id,interaction_id,evaluator_id,question_id,answer\n\
                    e1,C1,ana,greeting,yes\ne2,C1,ana,greeting,yes\n";
        assert_eq!(codes(&read_text(long, &[]).unwrap_err()), ["duplicate-evaluation"]);
    }

    #[test]
    fn one_id_never_joins_the_answers_of_two_evaluations() {
        let text = "evaluation_id,interaction_id,evaluator_id,question_id,answer\n\
                    e1,C1,ana,greeting,yes\ne1,C2,ana,closing,yes\n";
        assert_eq!(codes(&read_text(text, &[]).unwrap_err()), ["evaluation-id-reused"]);
        let made = "interaction_id,evaluator_id,question_id,answer\n\
                    a/b,c,greeting,yes\na,b/c,closing,yes\n";
        assert_eq!(codes(&read_text(made, &[]).unwrap_err()), ["evaluation-id-reused"]);
    }

    #[test]
    fn everything_wrong_is_collected_before_refusing() {
        let text = "interaction_id,evaluator_id,evaluated_at,greeting\n,ana,yesterday,yes\nC2,,,yes\nC3,ana\n";
        let codes = codes(&read_text(text, &[]).unwrap_err());
        for code in ["missing-value", "bad-value", "too-few-fields"] {
            assert!(codes.contains(&code), "{code} is not in {codes:?}");
        }
    }
}
