//! Small scorecards for tests.

use super::{
    Answer, Answers, Choice, Critical, CriticalKind, CriticalRule, Draft, Method, NaRule, Points,
    QuestionDraft, QuestionKind, Scorecard, SectionDraft, Texts, Weight,
};
use crate::model::{Evaluation, RawAnswer};
use crate::problem::Place;
use std::collections::BTreeMap;

/// A yes-or-no question of weight 1 that may be N/A.
pub(crate) fn yes_no(id: &str) -> QuestionDraft {
    question(id, QuestionKind::YesNo { points: Points(1000) })
}

/// A question whose options `o0`, `o1` … earn these points.
pub(crate) fn choice(id: &str, points: &[i64]) -> QuestionDraft {
    let option = |(i, points): (usize, &i64)| Choice {
        id: format!("o{i}"),
        points: Points(points * 1000),
        text: Texts::default(),
    };
    question(id, QuestionKind::Choice(points.iter().enumerate().map(option).collect()))
}

/// A question on a scale.
pub(crate) fn scale(id: &str, min: i64, max: i64) -> QuestionDraft {
    question(id, QuestionKind::Scale { min, max })
}

fn question(id: &str, kind: QuestionKind) -> QuestionDraft {
    QuestionDraft {
        id: Some(id.to_owned()),
        text: Some(Texts::plain(id)),
        kind: Some(kind),
        na_allowed: true,
        ..QuestionDraft::default()
    }
}

impl QuestionDraft {
    pub(crate) fn weighing(mut self, weight: i64) -> Self {
        self.weight = Some(Weight(weight * 1000));
        self
    }

    pub(crate) fn critical(mut self, kind: CriticalKind, rule: Option<CriticalRule>) -> Self {
        self.critical = Some(Critical { kind, rule });
        self
    }

    pub(crate) fn failing_below(mut self, percent: i64) -> Self {
        self.fails_below = Some(percent * 1000);
        self
    }
}

/// A section.
pub(crate) fn section(id: &str, weight: i64, questions: Vec<QuestionDraft>) -> SectionDraft {
    SectionDraft {
        id: Some(id.to_owned()),
        name: Some(Texts::plain(id)),
        weight: Some(Weight(weight * 1000)),
        questions,
    }
}

/// A card of that method, with its usual N/A rule and no pass mark.
pub(crate) fn draft(method: Method, sections: Vec<SectionDraft>) -> Draft {
    Draft {
        id: Some("card".to_owned()),
        version: Some("1".to_owned()),
        name: Some(Texts::plain("Card")),
        method: Some(method),
        sections,
        ..Draft::default()
    }
}

impl Draft {
    pub(crate) fn na(mut self, rule: NaRule) -> Self {
        self.na = Some(rule);
        self
    }

    /// The card of a draft without errors.
    pub(crate) fn built(self) -> Scorecard {
        let (card, flaws) = self.check();
        card.unwrap_or_else(|| panic!("{flaws:#?}"))
    }
}

impl Scorecard {
    /// Answers in words, in the order of the questions.
    pub(crate) fn answers(&self, words: &[&str]) -> Answers {
        let parsed = self.questions().zip(words).map(|(it, word)| it.parse(word).unwrap());
        let all: Vec<Answer> = parsed.collect();
        Answers::new(self, all).unwrap()
    }
}

/// An evaluation whose answers stand on the lines from 2 of `e.csv`.
pub(crate) fn evaluation([id, agent]: [&str; 2], answers: &[(&str, &str)]) -> Evaluation {
    let raw = |(line, (question, answer)): (u64, &(&str, &str))| RawAnswer {
        question: (*question).to_owned(),
        answer: (*answer).to_owned(),
        comment: None,
        cause: None,
        at: None,
        place: Place::line("e.csv", line),
    };
    Evaluation {
        id: id.to_owned(),
        revision: 1,
        status: "final".to_owned(),
        purpose: "monitor".to_owned(),
        selection: None,
        interaction: "C1".to_owned(),
        agent: Some(agent.to_owned()),
        evaluator: "ana".to_owned(),
        scorecard: None,
        scorecard_version: None,
        scorecard_hash: None,
        session: None,
        evaluated_at: None,
        delivered_score: None,
        answers: (2..).zip(answers).map(raw).collect(),
        extra: BTreeMap::new(),
        place: Place::line("e.csv", 2),
    }
}
