//! What is wrong with the conditions of sections and questions.

use super::Flaws;
use crate::problem::nearest;
use crate::scorecard::condition::value_of;
use crate::scorecard::{ConditionDraft, Draft, QuestionDraft, QuestionKind, Spot};

/// Checks every condition: it looks at answers given before, and names such as can be given.
pub(super) fn check(draft: &Draft, flaws: &mut Flaws) {
    let all = || draft.sections.iter().flat_map(|section| &section.questions);
    let mut before = 0;
    for (s, section) in draft.sections.iter().enumerate() {
        flaws.spot = Spot { section: Some(s), ..Spot::default() };
        if let Some(when) = &section.when {
            let questions: Vec<&QuestionDraft> = all().collect();
            check_one(when, (&questions, before), flaws);
        }
        for (q, question) in section.questions.iter().enumerate() {
            flaws.spot = Spot { section: Some(s), question: Some(q), ..Spot::default() };
            if let Some(when) = &question.when {
                let questions: Vec<&QuestionDraft> = all().collect();
                check_one(when, (&questions, before), flaws);
            }
            before += 1;
        }
    }
}

/// `questions` are all of the card, of which the first `before` stand before the condition.
fn check_one(
    condition: &ConditionDraft,
    (questions, before): (&[&QuestionDraft], usize),
    flaws: &mut Flaws,
) {
    match condition {
        ConditionDraft::Answer { question, values, .. } => {
            let index = questions.iter().position(|it| it.id.as_ref() == Some(question));
            match index {
                None => unknown(question, questions, flaws),
                Some(index) if index >= before => {
                    flaws
                        .error("bad-condition", "when", format!("`{question}` is asked later"))
                        .help("a condition looks at questions that stand before it");
                }
                Some(index) => check_values(questions[index], values, flaws),
            }
        }
        ConditionDraft::Field { values, .. } => none_given(values, flaws),
        ConditionDraft::All(parts) | ConditionDraft::Any(parts) => {
            if parts.is_empty() {
                flaws.error("bad-condition", "when", "a list without a condition");
            }
            for part in parts {
                check_one(part, (questions, before), flaws);
            }
        }
        ConditionDraft::Not(part) => check_one(part, (questions, before), flaws),
    }
}

fn unknown(id: &str, questions: &[&QuestionDraft], flaws: &mut Flaws) {
    let known = questions.iter().filter_map(|it| it.id.as_deref());
    let help = match nearest(id, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name a question by its id".to_owned(),
    };
    flaws.error("bad-condition", "when", format!("there is no question `{id}`")).help(help);
}

fn check_values(question: &QuestionDraft, values: &[String], flaws: &mut Flaws) {
    none_given(values, flaws);
    let id = question.id.as_deref().unwrap_or_default();
    let Some(kind) = &question.kind else { return };
    if matches!(kind, QuestionKind::Text | QuestionKind::Date | QuestionKind::Defects { .. }) {
        flaws
            .error("bad-condition", "when", format!("answers to `{id}` cannot be compared"))
            .help("conditions look at yes and no, options, scales and numbers");
        return;
    }
    for value in values.iter().filter(|value| value_of(kind, value).is_none()) {
        flaws
            .error("bad-condition", "when", format!("`{value}` is no answer to `{id}`"))
            .help(format!("write {}", kind.allowed_words()));
    }
}

fn none_given(values: &[String], flaws: &mut Flaws) {
    if values.is_empty() {
        flaws.error("bad-condition", "when", "a condition without a value");
    }
}
