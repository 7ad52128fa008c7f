//! The scorecards that come with the program, and forms of hosted suites that become scorecards.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed set-up should fail the test")]

mod forms;
mod ready;

use qa::model::{Evaluation, RawAnswer};
use qa::problem::Place;
use std::collections::BTreeMap;

/// An evaluation with these answers, by question.
fn made(answers: impl Iterator<Item = (String, String)>) -> Evaluation {
    let place = Place::file("sample");
    let answer = |(question, answer): (String, String)| RawAnswer {
        question: question.into(),
        answer: answer.into(),
        comment: None,
        cause: None,
        at: None,
        place: place.clone(),
    };
    Evaluation {
        id: "E1".to_owned(),
        revision: 1,
        supersedes: None,
        status: "final".to_owned(),
        purpose: "monitor".to_owned(),
        selection: None,
        interaction: "C1".to_owned(),
        agent: Some("A1".to_owned()),
        evaluator: "ana".to_owned(),
        scorecard: None,
        scorecard_version: None,
        scorecard_hash: None,
        session: None,
        evaluated_at: None,
        delivered_score: None,
        answers: answers.map(answer).collect(),
        extra: BTreeMap::new(),
        place: Place::file("sample"),
    }
}
