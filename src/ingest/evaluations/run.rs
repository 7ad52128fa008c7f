//! Records one behind the other that tell of one evaluation: of all but the first, only the answer is
//! read.

use super::columns::Meta;
use super::form::Form;
use super::told::ONLY_QUESTION;
use crate::ingest::plan::{Fault, Plan, Value};
use crate::ingest::profile::Layout;
use crate::ingest::row::Row;
use crate::model::RawAnswer;
use crate::problem::Place;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many different words are shared at most; comments never are.
const MOST_WORDS: usize = 1_024;

/// Columns that differ between the answers of one evaluation.
const OF_ANSWERS: [Meta; 5] = [Meta::Question, Meta::Answer, Meta::Comment, Meta::Cause, Meta::At];

/// The run of records that tell of one evaluation, of one file.
pub(super) struct Run {
    /// Planned columns of question, answer, comment, cause and moment.
    columns: [Option<usize>; 5],
    /// Cells from which everything else is read; `None` where something else tells of it, too.
    cells: Option<Vec<usize>>,
    /// Those cells, as the first record of the run has them.
    known: Vec<u8>,
    /// The evaluation, by id and revision; `None` outside a run.
    key: Option<(String, u32)>,
    /// Its answers since the first.
    answers: Vec<RawAnswer>,
    words: BTreeSet<Arc<str>>,
}

impl Run {
    /// No run yet.
    pub(super) fn new(form: &Form) -> Self {
        let columns =
            OF_ANSWERS.map(|meta| form.metas.iter().position(|other| *other == Some(meta)));
        let others = || {
            let all = form.plan.columns.iter().enumerate();
            all.filter(|(index, _)| !columns.contains(&Some(*index))).map(|(_, planned)| planned)
        };
        let can = form.layout == Layout::Long
            && form.plan.resent.is_none()
            && others().all(Plan::is_of_cells);
        let cells: BTreeSet<usize> = others().flat_map(Plan::cells_of).copied().collect();
        Self {
            columns,
            cells: can.then(|| cells.into_iter().collect()),
            known: Vec::new(),
            key: None,
            answers: Vec::new(),
            words: BTreeSet::new(),
        }
    }

    /// Begins with a record in which nothing was odd.
    pub(super) fn begin(&mut self, row: &Row<'_>, key: (String, u32)) {
        let Some(cells) = &self.cells else { return };
        self.known.clear();
        for cell in cells {
            let [start, end] = bytes(row, *cell);
            self.known.extend(start);
            self.known.extend(end);
        }
        self.key = Some(key);
    }

    /// Takes in the answer of a record that tells of the same evaluation; whether it does, and
    /// nothing in its answer is odd.
    pub(super) fn takes(&mut self, form: &Form, row: &Row<'_>) -> bool {
        if self.key.is_none() || !self.is_known(row) {
            return false;
        }
        let answer = self.answer(form, row).ok();
        let is_one = answer.is_some();
        self.answers.extend(answer);
        is_one
    }

    /// The evaluation and the answers that it has beside the first; the run is over.
    pub(super) fn end(&mut self) -> Option<((String, u32), Vec<RawAnswer>)> {
        let key = self.key.take()?;
        (!self.answers.is_empty()).then(|| (key, std::mem::take(&mut self.answers)))
    }

    fn is_known(&self, row: &Row<'_>) -> bool {
        let mut left = &self.known[..];
        let cells = self.cells.iter().flatten();
        let same = cells.flat_map(|cell| bytes(row, *cell)).all(|part| {
            let found = left.strip_prefix(part);
            left = found.unwrap_or_default();
            found.is_some()
        });
        same && left.is_empty()
    }

    fn answer(&mut self, form: &Form, row: &Row<'_>) -> Result<RawAnswer, Fault> {
        let [question, answer, comment, cause, at] = self.columns;
        let question = text(form, row, question)?;
        let question = self.word(question.as_deref().unwrap_or(ONLY_QUESTION));
        let answer = text(form, row, answer)?;
        let answer = self.word(answer.as_deref().unwrap_or_default());
        let said = text(form, row, comment)?;
        let [line, column] = place(form, row, self.columns[1]);
        Ok(RawAnswer {
            question,
            answer,
            comment: comment.map(|_| said.unwrap_or_default().into_owned()),
            cause: text(form, row, cause)?.map(Into::into),
            at: text(form, row, at)?.map(Into::into),
            place: Place { file: form.file.clone(), line, column },
        })
    }

    fn word(&mut self, text: &str) -> Arc<str> {
        if let Some(word) = self.words.get(text) {
            return word.clone();
        }
        let word: Arc<str> = text.into();
        if self.words.len() < MOST_WORDS {
            self.words.insert(word.clone());
        }
        word
    }
}

/// A cell and what ends it: equal parts are equal cells.
fn bytes<'a>(row: &Row<'a>, cell: usize) -> [&'a [u8]; 2] {
    match row.raw(cell) {
        None => [b"", b"\xff"],
        Some((text, false)) => [text.as_bytes(), b"\xfe"],
        Some((text, true)) => [text.as_bytes(), b"\xfd"],
    }
}

/// Where the answer stands, or its record.
fn place(form: &Form, row: &Row<'_>, answer: Option<usize>) -> [Option<u64>; 2] {
    let cells = answer.map(|index| Plan::cells_of(&form.plan.columns[index]));
    match cells.and_then(<[usize]>::first) {
        Some(cell) => <[u64; 2]>::from(row.place(*cell)).map(Some),
        None => [Some(row.line), None],
    }
}

/// The text of a planned column; `None` where it is unknown or there is no such column.
fn text<'a>(
    form: &Form,
    row: &Row<'a>,
    column: Option<usize>,
) -> Result<Option<Cow<'a, str>>, Fault> {
    let Some(index) = column else { return Ok(None) };
    match form.plan.value(&form.plan.columns[index], row)? {
        Value::Text(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Options, read};
    use crate::model::{Evaluation, Zone};

    /// The same records with and without a column that keeps every one of them apart.
    fn both(rows: &[&str]) -> [Vec<Evaluation>; 2] {
        let folder = tempfile::tempdir().unwrap();
        let header = "evaluation_id,interaction_id,evaluator_id,question_id,answer,comment";
        let of = |name: &str, apart: bool| {
            let mut text = format!("{header}{}\n", if apart { ",minutes" } else { "" });
            for (n, row) in rows.iter().enumerate() {
                text.push_str(row);
                if apart && !row.is_empty() {
                    text.push_str(&[",", &n.to_string()].concat());
                }
                text.push('\n');
            }
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            let files = [path.display().to_string()];
            let how = Options { profile: None, questions: &[], zone: &Zone::utc() };
            let mut found = read(&files, &how).unwrap().evaluations;
            for one in &mut found {
                one.place.file = "e.csv".into();
                one.answers.iter_mut().for_each(|answer| answer.place.file = "e.csv".into());
            }
            found
        };
        [of("run.csv", false), of("apart.csv", true)]
    }

    #[test]
    fn a_run_tells_what_its_records_tell_one_by_one() {
        for rows in [
            &[][..],
            &["e1,C1,ana,q,yes,"],
            &["e1,C1,ana,q,yes,", "e1,C1,ana,p,,late", "e1,C1,ana,r,na,"],
            &["e1,C1,ana,q,yes,", "e2,C2,ana,q,no,", "e1,C1,ana,p,no,\"two\nlines\""],
            &["\"e1\",C1,ana,q,yes,", "e1,C1,ana,p,\"y\"\"\",", "é1,C3,ana,p,no,"],
            &["e1,C1,ana,q,yes,", "", "e1,C1,ana,p,no,", " e1,C1,ana,r,no,"],
        ] {
            let [run, apart] = both(rows);
            assert_eq!(run, apart, "{rows:?}");
        }
    }
}
