//! Tables of ratings with a column for each evaluator, as books and papers print them.
//!
//! One row an interaction, or one of its questions where a column names them; a cell is what the
//! evaluator of its column says of it, empty where nothing.

use super::evaluations::{ONLY_QUESTION, has_answers, has_evaluators, is_known, lone_questions};
use super::profile::{FieldMap, Layout, Pick, Profile, Questions, RecordKind, Unpivot};
use super::schema;
use super::sheet::Sheet;
use super::synonyms;
use crate::model::{Evaluation, Name};
use crate::problem::{Blame, Place, Problem, Refused, nearest};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// Cells that stand for no rating.
const NONE: [&str; 2] = [".", "*"];

/// Who evaluated, until each rating goes to the evaluator of its column.
const EVERYBODY: &str = "every column";

/// How such a table is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Rated {
    /// Columns that are evaluators, in order.
    pub raters: Vec<String>,
    /// Columns that are neither evaluators nor what is rated.
    pub others: Vec<String>,
    /// The column of what is rated.
    subject: String,
    /// The column that names the question of a row; `None` where there is one question.
    question: Option<String>,
}

/// How a table with a column for each evaluator is read; `None` when it has a column of evaluators or of
/// answers, and so is none.
///
/// `asked` are the columns that are evaluators; without any, all that are not known to be something else.
///
/// # Errors
///
/// If the file cannot be read, and `raters-unclear` where its columns could be something else.
pub fn recognised(file: &str, asked: &[String]) -> Result<Option<Rated>> {
    let sheet = Sheet::open(file)?;
    let header = sheet.header();
    let one_rating_a_row = has_evaluators(header);
    let question = lone_questions(header).map(|at| header[at].clone());
    if asked.is_empty() && (one_rating_a_row || has_answers(header) && question.is_none()) {
        return Ok(None);
    }
    let place = Place::line(file, 1);
    let is_there = if one_rating_a_row { by_row(asked, header) } else { known(asked, header) };
    let found = is_there.and_then(|()| subject(&sheet, (asked, question.as_deref())));
    let found = found.and_then(|subject| raters(&sheet, asked, (subject, question)));
    found.map(Some).map_err(|(message, help)| {
        let problem = Problem::new("raters-unclear", place, message).help(help);
        Refused::because(Blame::Data, problem).into()
    })
}

/// A reason and a remedy.
type Unclear = (String, String);

/// Whether there is every column that was asked for.
fn known(asked: &[String], header: &[String]) -> Result<(), Unclear> {
    match asked.iter().find(|name| synonyms::position(header, name).is_none()) {
        Some(name) => Err(no_column(name, header)),
        None => Ok(()),
    }
}

/// Columns were said to be evaluators where each row names one.
fn by_row(asked: &[String], header: &[String]) -> Result<(), Unclear> {
    known(asked, header)?;
    let message = "a column names the evaluator of each row, so no column is one".to_owned();
    Err((message, "leave out --raters".to_owned()))
}

/// The column of what is rated: a known one, else the first, if it tells rows apart, or rows of one
/// question; whether each has one row is left to whoever reads it then.
fn subject(sheet: &Sheet, (asked, question): (&[String], Option<&str>)) -> Result<String, Unclear> {
    let header = sheet.header();
    let wanted = Name::Extra("interaction_id".to_owned());
    let known = schema::find(RecordKind::Evaluations, header, &wanted);
    let named: Vec<usize> =
        asked.iter().filter_map(|name| synonyms::position(header, name)).collect();
    let free = |at: &usize| !named.contains(at) && question != Some(header[*at].as_str());
    let Some(at) = known.or_else(|| (0..header.len()).find(free)) else {
        let message = "no column tells which interaction a row is about".to_owned();
        return Err((message, "add a column `interaction_id`".to_owned()));
    };
    if question.is_some() {
        return Ok(header[at].clone());
    }
    let ids: Vec<Option<&str>> = sheet.rows().map(|row| row.get(&header[at])).collect();
    let different: BTreeSet<&str> = ids.iter().filter_map(|id| *id).collect();
    if known.is_none() && different.len() < ids.len() {
        let message = format!(
            "column `{}` does not tell rows apart, and no column is called like an interaction",
            header[at]
        );
        return Err((message, "add a column `interaction_id`".to_owned()));
    }
    let mut seen = BTreeSet::new();
    if let Some(id) = ids.iter().flatten().find(|id| !seen.insert(**id)) {
        let message = format!("interaction `{id}` has several rows, and a rater one column");
        return Err((message, "keep one row, or write one row a rating: see --help".to_owned()));
    }
    Ok(header[at].clone())
}

fn raters(
    sheet: &Sheet,
    asked: &[String],
    (subject, question): (String, Option<String>),
) -> Result<Rated, Unclear> {
    let header = sheet.header();
    let say = "say which columns are evaluators, such as --raters ann,bob,cal".to_owned();
    let named: Vec<&String> = asked
        .iter()
        .filter_map(|name| synonyms::position(header, name).map(|at| &header[at]))
        .collect();
    let is_rater = |name: &&String| match asked {
        [] => **name != subject && !name.is_empty() && !is_known(name),
        _ => named.contains(name),
    };
    let (raters, others): (Vec<&String>, Vec<&String>) = header.iter().partition(is_rater);
    let (raters, others): (Vec<String>, Vec<String>) = (
        raters.into_iter().cloned().collect(),
        others
            .into_iter()
            .filter(|name| **name != subject && Some(*name) != question.as_ref())
            .filter(|name| !name.is_empty())
            .cloned()
            .collect(),
    );
    if raters.len() < 2 {
        let found =
            if raters.is_empty() { "none".to_owned() } else { format!("only `{}`", raters[0]) };
        let message = format!("expected a column for each of several evaluators, found {found}");
        return Err((message, say));
    }
    if asked.is_empty() {
        doubtful(sheet, &raters).map_or(Ok(()), |message| Err((message, say)))?;
    }
    Ok(Rated { raters, others, subject, question })
}

fn no_column(name: &str, header: &[String]) -> Unclear {
    let near = nearest(name, header.iter().map(String::as_str));
    let help = near.map_or(format!("the columns are {}", header.join(", ")), |near| {
        format!("did you mean `{near}`?")
    });
    (format!("there is no column `{name}`"), help)
}

/// Why columns could be something else than evaluators; `None` when nothing speaks against it.
fn doubtful(sheet: &Sheet, raters: &[String]) -> Option<String> {
    let is_number = |text: &str| text.trim().parse::<f64>().is_ok();
    if raters.iter().all(|name| is_number(name)) {
        let named = raters.join("`, `");
        return Some(format!("`{named}` may be names of evaluators or a first row of ratings"));
    }
    let answers = |name: &String| -> BTreeSet<String> {
        let cells = sheet.rows().filter_map(|row| row.get(name).map(str::to_owned));
        cells.filter(|cell| !NONE.contains(&cell.as_str())).collect()
    };
    let all: Vec<BTreeSet<String>> = raters.iter().map(answers).collect();
    let numeric = |own: &BTreeSet<String>| own.iter().all(|cell| is_number(cell));
    let numbers = all.iter().filter(|own| !own.is_empty() && numeric(own)).count();
    for (at, own) in all.iter().enumerate().filter(|(_, own)| !own.is_empty()) {
        let shares =
            |(other, theirs): (usize, &BTreeSet<String>)| other != at && !theirs.is_disjoint(own);
        // Numbers may well differ; texts that nobody else uses are no answers to one question.
        let odd = if numeric(own) { numbers == 1 } else { !all.iter().enumerate().any(shares) };
        if odd {
            let name = &raters[at];
            return Some(format!(
                "column `{name}` has no answer in common with the others, and may be no evaluator"
            ));
        }
    }
    None
}

impl Rated {
    /// The profile that reads such a file, all evaluators of a row at once; see [`apart`].
    pub fn profile(&self) -> Profile {
        let column = |name: &String| FieldMap {
            pick: Pick::Column(vec![name.clone()]),
            ..FieldMap::default()
        };
        let everybody = FieldMap { pick: Pick::Const(EVERYBODY.to_owned()), ..FieldMap::default() };
        let unpivot = Unpivot {
            questions: Questions::Headers(self.raters.clone()),
            except: self.others.clone(),
            ..Unpivot::default()
        };
        let mut map = vec![
            ("interaction_id".to_owned(), column(&self.subject)),
            ("evaluator_id".to_owned(), everybody),
        ];
        // Rows of one interaction are told apart by what [`apart`] makes the question again.
        map.extend(self.question.iter().map(|name| ("session".to_owned(), column(name))));
        Profile {
            map: map.into_iter().collect(),
            layout: Some(Layout::Wide),
            unpivot: Some(unpivot),
            ..Profile::implied(RecordKind::Evaluations)
        }
    }
}

/// One evaluation for each evaluator who rated an interaction, out of what was read with such a profile,
/// in the order in which each was first met.
pub fn apart(evaluations: Vec<Evaluation>) -> Vec<Evaluation> {
    let mut found: Vec<Evaluation> = Vec::new();
    let mut places: BTreeMap<(String, String), usize> = BTreeMap::new();
    for mut whole in evaluations {
        let question = whole.session.take();
        let answers = std::mem::take(&mut whole.answers);
        for mut answer in answers {
            let text = answer.answer.trim();
            if text.is_empty() || NONE.contains(&text) {
                continue;
            }
            let evaluator = answer.question.to_string();
            answer.question = question.as_deref().unwrap_or(ONLY_QUESTION).into();
            let key = (whole.interaction.clone(), evaluator.clone());
            if let Some(at) = places.get(&key) {
                found[*at].answers.push(answer);
                continue;
            }
            places.insert(key, found.len());
            found.push(Evaluation {
                id: format!("{}/{evaluator}", whole.interaction),
                place: answer.place.clone(),
                answers: vec![answer],
                evaluator,
                ..whole.clone()
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised_in(text: &str, asked: &[&str]) -> Result<Option<Rated>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ratings.csv");
        std::fs::write(&path, text).unwrap();
        let asked: Vec<String> = asked.iter().map(|name| (*name).to_owned()).collect();
        recognised(&path.display().to_string(), &asked)
    }

    fn unclear(text: &str, asked: &[&str]) -> String {
        let error = recognised_in(text, asked).unwrap_err();
        let refused = error.downcast_ref::<Refused>().unwrap();
        assert_eq!(refused.problems.shown()[0].code, "raters-unclear");
        refused.problems.shown()[0].message.clone()
    }

    #[test]
    fn a_file_with_evaluators_or_answers_is_no_such_table() {
        assert_eq!(recognised_in("unit,rater,rating\n1,ann,3\n", &[]).unwrap(), None);
        assert_eq!(recognised_in("interaction_id,answer\n1,3\n", &[]).unwrap(), None);
    }

    #[test]
    fn every_unknown_column_is_an_evaluator() {
        let found =
            recognised_in("subject,A,B,agent_id,C\n1,5,6,x,\n2,.,3,y,3\n", &[]).unwrap().unwrap();
        assert_eq!(found.raters, ["A", "B", "C"]);
        assert_eq!(found.others, ["agent_id"]);
        assert_eq!(found.subject, "subject");
        let found = recognised_in("unit,1,2,note\nx,3,3,fine\n", &["1", "2"]).unwrap().unwrap();
        assert_eq!(found.raters, ["1", "2"]);
        let found = recognised_in("unit,Ann,Bob\nx,3,3\n", &["ann", "BOB"]).unwrap().unwrap();
        assert_eq!(found.raters, ["Ann", "Bob"]);
    }

    #[test]
    fn a_row_may_be_a_question_of_an_interaction() {
        let text = "call,question,A,B\n1,tone,5,6\n1,hold,x,y\n2,tone,4,4\n2,hold,y,y\n";
        let found = recognised_in(text, &[]).unwrap().unwrap();
        assert_eq!((found.raters.len(), found.others.len()), (2, 0));
        assert_eq!((found.subject.as_str(), found.question.as_deref()), ("call", Some("question")));
        let answers = "interaction_id,question_id,answer\n1,tone,3\n";
        assert_eq!(recognised_in(answers, &[]).unwrap(), None);
    }

    #[test]
    fn what_could_be_something_else_is_said() {
        assert!(unclear("A,B,C\n1,2,2\n1,3,3\n", &[]).contains("does not tell rows apart"));
        assert!(unclear("unit,A\n1,2\n", &[]).contains("found only `A`"));
        assert!(unclear("unit,agent_id\n1,2\n", &[]).contains("found none"));
        assert!(unclear("unit,1,2\nx,3,3\n", &[]).contains("or a first row"));
        assert!(
            unclear("unit,A,B,note\n1,yes,no,late\n2,no,no,rude\n", &[])
                .contains("`note` has no answer")
        );
        assert!(unclear("unit,A,B\n1,2,2\n", &["A", "D"]).contains("no column `D`"));
    }
}
