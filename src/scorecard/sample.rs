//! Small scorecards for tests.

use super::{
    Answer, Answers, Choice, ConditionDraft, Critical, CriticalKind, CriticalRule, Draft, Method,
    NaRule, NumberRange, Points, QuestionDraft, QuestionKind, Scorecard, SectionDraft, Severity,
    Test, Texts, Weight,
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

/// A question of whose options `o0`, `o1` … any may be chosen.
pub(crate) fn several(id: &str, points: &[i64]) -> QuestionDraft {
    let draft = choice(id, points);
    let options = draft.kind.as_ref().map(QuestionKind::options).unwrap_or_default().to_vec();
    QuestionDraft { kind: Some(QuestionKind::MultiChoice(options)), ..draft }
}

/// A question whose numbers, from and to, earn points.
pub(crate) fn ranges(id: &str, ranges: &[(i64, i64, i64)]) -> QuestionDraft {
    let range = |(from, to, points): &(i64, i64, i64)| NumberRange {
        from: *from,
        to: *to,
        points: Points(points * 1000),
    };
    let ranges: Vec<NumberRange> = ranges.iter().map(range).collect();
    let (min, max) = (ranges[0].from, ranges[ranges.len() - 1].to);
    question(id, QuestionKind::Number { min, max, ranges })
}

/// A question for a number that earns nothing.
pub(crate) fn number(id: &str, min: i64, max: i64) -> QuestionDraft {
    question(id, QuestionKind::Number { min, max, ranges: Vec::new() })
}

/// A question about defects whose severities `s0`, `s1` … cost these points.
pub(crate) fn defects(id: &str, penalties: &[i64]) -> QuestionDraft {
    let severity = |(i, penalty): (usize, &i64)| Severity {
        id: format!("s{i}"),
        penalty: Points(penalty * 1000),
        text: Texts::default(),
    };
    let severities = penalties.iter().enumerate().map(severity).collect();
    question(id, QuestionKind::Defects { severities, points: None })
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

    pub(crate) fn failing_on(mut self, answers: &[&str]) -> Self {
        self.fails_on = answers.iter().map(|answer| (*answer).to_owned()).collect();
        self
    }

    pub(crate) fn bonus(mut self) -> Self {
        self.bonus = true;
        self
    }

    pub(crate) fn asked_when(mut self, question: &str, answers: &[&str]) -> Self {
        self.when = Some(ConditionDraft::Answer {
            question: question.to_owned(),
            test: Test::In,
            values: answers.iter().map(|answer| (*answer).to_owned()).collect(),
        });
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
        ..SectionDraft::default()
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
        let one = |(question, word): (&crate::scorecard::Question, &&str)| match *word {
            "hidden" => Answer::Hidden,
            word => question.parse(word).unwrap(),
        };
        let parsed = self.questions().zip(words).map(one);
        let all: Vec<Answer> = parsed.collect();
        Answers::new(self, all).unwrap()
    }
}

/// An evaluation whose answers stand on the lines from 2 of `e.csv`.
pub(crate) fn evaluation([id, agent]: [&str; 2], answers: &[(&str, &str)]) -> Evaluation {
    let raw = |(line, (question, answer)): (u64, &(&str, &str))| RawAnswer {
        question: (*question).into(),
        answer: (*answer).into(),
        comment: None,
        cause: None,
        at: None,
        place: Place::line("e.csv", line),
    };
    Evaluation {
        id: id.to_owned(),
        revision: 1,
        supersedes: None,
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
