//! One record of a file of evaluations: what it tells about the evaluation, and its answers.

use super::columns::Meta;
use super::form::Form;
use super::kept::Head;
use super::words::Words;
use crate::ingest::plan::{Fault, Plan, Value};
use crate::ingest::profile::{Bad, Layout};
use crate::ingest::row::Row;
use crate::model::RawAnswer;
use crate::problem::{Place, Problem};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Name of the question where a file of ratings knows only one.
pub const ONLY_QUESTION: &str = "rating";

/// What one record tells, apart from its record.
#[derive(Debug, Clone)]
pub(super) struct Telling {
    /// About the evaluation.
    pub(super) head: Head,
    /// The answers that stand in it.
    pub(super) answers: Vec<RawAnswer>,
    /// Whether the file itself names the evaluation.
    pub(super) is_named: bool,
}

/// What one record tells.
#[derive(Debug, Clone)]
pub(super) struct Told<'a> {
    /// Id of the evaluation; made from interaction, evaluator and session when the file has none.
    id: String,
    /// 1 for the first.
    revision: u32,
    /// The interaction judged.
    interaction: String,
    /// The answers that stand in it.
    answers: Vec<RawAnswer>,
    /// Where it begins.
    place: Place,
    values: Vec<Value<'a>>,
    extra: Vec<(usize, String)>,
}

impl<'a> Told<'a> {
    /// Reads a record; cells that a profile lets be blank are told as warnings.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it.
    pub(super) fn read(
        form: &Form,
        row: &Row<'a>,
        warnings: &mut Vec<Problem>,
    ) -> Result<Self, Vec<Problem>> {
        let mut cells = Cells { form, row, wrong: Vec::new() };
        let values = cells.values(warnings);
        let interaction = cells.needed(Meta::Interaction, &values);
        let evaluator = cells.needed(Meta::Evaluator, &values);
        let revision = cells.revision(&values);
        let answers = match form.layout {
            Layout::Long => vec![cells.long_answer(&values)],
            Layout::Wide => cells.wide_answers(),
        };
        if !cells.wrong.is_empty() {
            return Err(cells.wrong);
        }
        let id = text(form, &values, Meta::Evaluation).unwrap_or_else(|| {
            match text(form, &values, Meta::Session) {
                Some(session) => format!("{interaction}/{evaluator}/{session}"),
                None => format!("{interaction}/{evaluator}"),
            }
        });
        let extra = form.extras.iter().map(|index| (*index, row.cell(*index).into_owned()));
        let extra = extra.filter(|(_, text)| !text.is_empty()).collect();
        let place = Place { file: form.file.clone(), line: Some(row.line), column: None };
        Ok(Self { id, revision, interaction, answers, place, values, extra })
    }

    /// The same without a tie to its record, texts by number.
    pub(super) fn telling(self, form: &Form, words: &mut Words) -> Telling {
        let is_named = text_of(form, &self.values, Meta::Evaluation).is_some();
        let head = self.head(form, words);
        Telling { head, answers: self.answers, is_named }
    }

    fn head(&self, form: &Form, words: &mut Words) -> Head {
        let mut number =
            |meta, usual: Option<&str>| words.number(text_of(form, &self.values, meta).or(usual));
        let numbers = [
            number(Meta::Supersedes, None),
            number(Meta::Status, Some("final")),
            number(Meta::Purpose, Some("monitor")),
            number(Meta::Selection, None),
            number(Meta::Agent, None),
            number(Meta::Evaluator, Some("")),
            number(Meta::Scorecard, None),
            number(Meta::Version, None),
            number(Meta::Hash, None),
            number(Meta::Session, None),
        ];
        let milli = |meta| match value(form, &self.values, meta) {
            Some(Value::Milli(value)) => *value,
            _ => None,
        };
        Head {
            id: self.id.as_str().into(),
            interaction: self.interaction.as_str().into(),
            revision: self.revision,
            words: numbers,
            evaluated_at: milli(Meta::EvaluatedAt),
            delivered_score: milli(Meta::Score),
            extra: self.extra(form),
            place: self.place.clone(),
            ..Head::default()
        }
    }

    /// Columns that are neither about the evaluation nor questions, by header or by the profile's name.
    fn extra(&self, form: &Form) -> BTreeMap<String, String> {
        let names = &form.plan.header.names;
        let mut extra: BTreeMap<_, _> =
            self.extra.iter().map(|(index, text)| (names[*index].clone(), text.clone())).collect();
        let own = form.metas.iter().zip(&form.plan.columns).zip(&self.values);
        for ((meta, planned), value) in own {
            if let (None, Value::Text(text)) = (meta, value)
                && !text.is_empty()
            {
                extra.insert(planned.name.to_string(), text.to_string());
            }
        }
        extra
    }
}

fn value<'v>(form: &Form, values: &'v [Value<'_>], meta: Meta) -> Option<&'v Value<'v>> {
    let at = form.metas.iter().position(|other| *other == Some(meta))?;
    values.get(at)
}

fn text(form: &Form, values: &[Value<'_>], meta: Meta) -> Option<String> {
    text_of(form, values, meta).map(str::to_owned)
}

fn text_of<'v>(form: &Form, values: &'v [Value<'_>], meta: Meta) -> Option<&'v str> {
    match value(form, values, meta) {
        Some(Value::Text(text)) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// The cells of one record, and what is wrong with them.
struct Cells<'f, 'a> {
    form: &'f Form,
    row: &'f Row<'a>,
    wrong: Vec<Problem>,
}

impl<'a> Cells<'_, 'a> {
    fn values(&mut self, warnings: &mut Vec<Problem>) -> Vec<Value<'a>> {
        let mut values = Vec::with_capacity(self.form.plan.columns.len());
        for planned in &self.form.plan.columns {
            values.push(self.form.plan.value(planned, self.row).unwrap_or_else(|fault| {
                let problem = problem(self.form, self.row, fault);
                if Plan::bad(planned) == Bad::Blank {
                    let message = format!("{}; left blank", problem.message);
                    warnings.push(Problem { message, ..problem }.warning());
                } else {
                    self.wrong.push(problem);
                }
                Value::unknown(planned.kind)
            }));
        }
        values
    }

    /// Where the cell of a column stands, or its record.
    fn place(&self, meta: Meta) -> Place {
        let planned = self.form.planned(meta);
        let cell = planned.and_then(|planned| Plan::cells_of(planned).first());
        cell.map_or_else(|| self.start(), |cell| self.cell_place(*cell))
    }

    fn start(&self) -> Place {
        Place { file: self.form.file.clone(), line: Some(self.row.line), column: None }
    }

    fn cell_place(&self, index: usize) -> Place {
        let (line, column) = self.row.place(index);
        Place { file: self.form.file.clone(), line: Some(line), column: Some(column) }
    }

    /// A text that every record must have.
    fn needed(&mut self, meta: Meta, values: &[Value<'_>]) -> String {
        let place = self.place(meta);
        // A cell that could not be read has been complained of.
        let known = self.wrong.iter().any(|problem| problem.place == place);
        let found = text(self.form, values, meta);
        if found.is_none() && !known {
            let message = format!("column `{}` is empty", meta.name());
            let problem = Problem::new("missing-value", place, message);
            self.wrong
                .push(problem.help("every evaluation names its interaction and its evaluator"));
        }
        found.unwrap_or_default()
    }

    fn revision(&mut self, values: &[Value<'_>]) -> u32 {
        let Some(Value::Milli(Some(milli))) = value(self.form, values, Meta::Revision) else {
            return 1;
        };
        let whole = (milli % 1_000 == 0).then(|| u32::try_from(milli / 1_000).ok()).flatten();
        whole.filter(|revision| *revision > 0).unwrap_or_else(|| {
            let place = self.place(Meta::Revision);
            let cells = self.form.planned(Meta::Revision).map(Plan::cells_of).unwrap_or_default();
            let found = cells.first().map(|cell| self.row.cell(*cell)).unwrap_or_default();
            let message =
                format!("column `revision`: expected a whole number from 1, found `{found}`");
            self.wrong.push(Problem::new("bad-value", place, message).help("write 1, 2, 3 …"));
            1
        })
    }

    fn long_answer(&self, values: &[Value<'_>]) -> RawAnswer {
        let text = |meta| text(self.form, values, meta);
        RawAnswer {
            question: text(Meta::Question).unwrap_or_else(|| ONLY_QUESTION.to_owned()).into(),
            answer: text(Meta::Answer).unwrap_or_default().into(),
            comment: self
                .form
                .planned(Meta::Comment)
                .map(|_| text(Meta::Comment).unwrap_or_default()),
            cause: text(Meta::Cause),
            at: text(Meta::At),
            place: self.place(Meta::Answer),
        }
    }

    fn wide_answers(&mut self) -> Vec<RawAnswer> {
        let mut answers = Vec::new();
        for question in &self.form.questions {
            let answer = match self.form.plan.value(&question.answer, self.row) {
                Ok(Value::Text(text)) => Arc::from(text),
                Ok(_) => Arc::from(""),
                Err(fault) => {
                    self.wrong.push(problem(self.form, self.row, fault));
                    continue;
                }
            };
            let beside =
                question.beside.map(|index| index.map(|index| self.row.cell(index).into_owned()));
            let [comment, cause, at] = beside;
            let [cause, at] = [cause, at].map(|text| text.filter(|text| !text.is_empty()));
            let place = self.cell_place(question.index);
            answers.push(RawAnswer {
                question: question.id.clone(),
                answer,
                comment,
                cause,
                at,
                place,
            });
        }
        answers
    }
}

/// A fault of a record with its place.
pub(super) fn problem(form: &Form, row: &Row<'_>, fault: Fault) -> Problem {
    let (line, column) = fault.cell.map_or((row.line, 1), |cell| row.place(cell));
    let place = Place::at(&form.plan.header.file, line, column);
    let problem = Problem::new(fault.code, place, fault.message);
    Problem { help: fault.help, ..problem }
}
