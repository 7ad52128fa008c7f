//! A scorecard as an Amazon Connect form.
//!
//! Texts are written in English, or in the first language there is.

use super::{Lost, number};
use crate::scorecard::{
    Answer, Choice, CommentRule, Condition, CriticalRule, Method, Question, QuestionKind,
    Scorecard, Section, Test, Texts,
};
use serde_json::{Map, Value, json};

/// The form of a scorecard.
pub(super) fn write(card: &Scorecard, lost: &mut Lost<'_>) -> Value {
    whole(card, lost);
    let writer = Writer { card };
    let tops = card.sections().iter().enumerate().filter(|(_, it)| it.parent().is_none());
    let items: Vec<Value> = tops.map(|(index, _)| writer.section(index, lost)).collect();
    json!({
        "Title": text(card.name()),
        "ScoringStrategy": { "Mode": mode(card), "Status": "ENABLED" },
        "Items": items,
    })
}

fn mode(card: &Scorecard) -> &'static str {
    match card.rules().method {
        Method::SectionWeighted => "SECTION_ONLY",
        Method::QuestionWeighted | Method::CategoryMean => "QUESTION_ONLY",
        Method::Points | Method::WeightedPoints | Method::Deduction => "POINTS_BASED",
    }
}

/// What the card says as a whole and the form cannot.
fn whole(card: &Scorecard, lost: &mut Lost<'_>) {
    lost.head(card);
    let method = card.rules().method;
    if matches!(method, Method::WeightedPoints | Method::Deduction) {
        lost.say("scoring", format!("the method `{}`; it is written as points", method.name()));
    }
    lost.languages(card);
}

fn text(texts: &Texts) -> &str {
    texts.get("en").unwrap_or_default()
}

struct Writer<'c> {
    card: &'c Scorecard,
}

impl Writer<'_> {
    fn section(&self, index: usize, lost: &mut Lost<'_>) -> Value {
        let section = &self.card.sections()[index];
        if section.na_allowed() {
            lost.say(section.id(), "N/A of a whole section; allow it on each of its questions");
        }
        if section.when().is_some() {
            lost.say(section.id(), "a condition on a section; put it on each of its questions");
        }
        let mut items: Vec<Value> = section
            .questions()
            .iter()
            .map(|question| json!({ "Question": self.question(section, question, lost) }))
            .collect();
        let inner = self.card.sections().iter().enumerate();
        let inner = inner.filter(|(_, it)| it.parent() == Some(index));
        items.extend(inner.map(|(index, _)| self.section(index, lost)));
        let mut map = Map::new();
        map.insert("Title".to_owned(), text(section.name()).into());
        map.insert("RefId".to_owned(), section.id().into());
        if self.card.rules().method == Method::SectionWeighted && section.parent().is_none() {
            let all = self.card.sections().iter().filter(|it| it.parent().is_none());
            let weight = part(section.weight().0, all.map(|it| it.weight().0).sum());
            map.insert("Weight".to_owned(), number(weight));
        }
        map.insert("Items".to_owned(), items.into());
        json!({ "Section": map })
    }

    fn question(&self, section: &Section, question: &Question, lost: &mut Lost<'_>) -> Value {
        self.features(section, question, lost);
        let mut map = Map::new();
        map.insert("Title".to_owned(), text(question.text()).into());
        map.insert("RefId".to_owned(), question.id().into());
        if self.card.rules().method == Method::QuestionWeighted {
            let all = self.card.questions().map(|it| it.weight().0).sum();
            map.insert("Weight".to_owned(), number(part(question.weight().0, all)));
        }
        if question.na_allowed() {
            map.insert("NotApplicableEnabled".to_owned(), true.into());
        }
        if let Some(when) = question.when().and_then(|it| self.condition(question, it, lost)) {
            let enablement =
                json!({ "Condition": when, "Action": "ENABLE", "DefaultAction": "DISABLE" });
            map.insert("Enablement".to_owned(), enablement);
        }
        if question.is_bonus() {
            let bonus = json!({ "PointsConfiguration": { "IsBonus": true } });
            map.insert("ScoringConfiguration".to_owned(), bonus);
        }
        let (kind, properties) = self.kind(section, question, lost);
        map.insert("QuestionType".to_owned(), kind.into());
        if let Some(properties) = properties {
            map.insert("QuestionTypeProperties".to_owned(), properties);
        }
        Value::Object(map)
    }

    /// What the question says and the form cannot.
    fn features(&self, section: &Section, question: &Question, lost: &mut Lost<'_>) {
        let id = question.id();
        if matches!(question.comment(), CommentRule::WhenFailed | CommentRule::Always) {
            lost.say(id, "a required comment");
        }
        if !question.causes().is_empty() {
            lost.say(id, "causes");
        }
        if !question.anchors().is_empty() {
            lost.say(id, "anchors; put them into its instructions");
        }
        if question.default_answer().is_some() {
            lost.say(id, "a default answer");
        }
        let uneven = section.questions().iter().any(|it| it.weight() != question.weight());
        if self.card.rules().method == Method::SectionWeighted && uneven {
            lost.say(id, "its weight within the section, where all questions weigh the same");
        }
        let Some(critical) = question.critical() else { return };
        lost.say(id, format!("whom a critical error harms: {}", critical.kind.name()));
        let rule = self.card.critical_rule(critical);
        if !matches!(rule, CriticalRule::Zero | CriticalRule::SectionZero) {
            lost.say(id, format!("the effect `{}` of a critical error", rule.name()));
        }
    }

    fn kind(
        &self,
        section: &Section,
        question: &Question,
        lost: &mut Lost<'_>,
    ) -> (&'static str, Option<Value>) {
        let fails = |answer: Answer| self.fail(section, question, answer);
        let select = |options: Vec<Value>| {
            (
                "SINGLESELECT",
                Some(json!({ "SingleSelect": { "DisplayAs": "RADIO", "Options": options } })),
            )
        };
        match question.kind() {
            QuestionKind::YesNo { points } => select(vec![
                option(("yes", "Yes"), points.0, fails(Answer::Yes), (question.id(), lost)),
                option(("no", "No"), 0, fails(Answer::No), (question.id(), lost)),
            ]),
            QuestionKind::Choice(choices) => {
                let one = |(i, it): (usize, &Choice)| {
                    let name = Some(text(&it.text)).filter(|it| !it.is_empty()).unwrap_or(&it.id);
                    option(
                        (&it.id, name),
                        it.points.0,
                        fails(Answer::Option(i)),
                        (question.id(), lost),
                    )
                };
                select(choices.iter().enumerate().map(one).collect())
            }
            QuestionKind::Scale { min, max } => {
                let one = |value: i64| {
                    let range = (value, value, (value - min).saturating_mul(1000));
                    numeric_option(range, fails(Answer::Value(value)))
                };
                let options: Vec<Value> = (*min..=*max).map(one).collect();
                let numeric = json!({ "MinValue": min, "MaxValue": max, "Options": options });
                ("NUMERIC", Some(json!({ "Numeric": numeric })))
            }
            QuestionKind::Number { min, max, ranges } => {
                let one = |range: &crate::scorecard::NumberRange| {
                    let fail = fails(Answer::Value(range.from));
                    numeric_option((range.from, range.to, range.points.0), fail)
                };
                let options: Vec<Value> = ranges.iter().map(one).collect();
                let numeric = json!({ "MinValue": min, "MaxValue": max, "Options": options });
                ("NUMERIC", Some(json!({ "Numeric": numeric })))
            }
            QuestionKind::MultiChoice(choices) => {
                lost.say(question.id(), "points of a choice of several options");
                let one = |it: &Choice| json!({ "RefId": it.id, "Text": text(&it.text) });
                let options: Vec<Value> = choices.iter().map(one).collect();
                let select = json!({ "DisplayAs": "CHECKBOX", "Options": options });
                ("MULTISELECT", Some(json!({ "MultiSelect": select })))
            }
            QuestionKind::Defects { .. } => {
                lost.say(question.id(), "a count of defects; it is written as text");
                ("TEXT", None)
            }
            QuestionKind::Text => ("TEXT", None),
            QuestionKind::Date => ("DATETIME", None),
        }
    }

    /// What an answer fails automatically: nothing, everything (an empty text) or a section.
    fn fail(&self, section: &Section, question: &Question, answer: Answer) -> Option<String> {
        let critical = question.critical().filter(|_| question.fails(answer))?;
        match self.card.critical_rule(critical) {
            CriticalRule::Zero => Some(String::new()),
            CriticalRule::SectionZero => Some(section.id().to_owned()),
            _ => None,
        }
    }

    fn condition(
        &self,
        question: &Question,
        condition: &Condition,
        lost: &mut Lost<'_>,
    ) -> Option<Value> {
        let operands = |all: &[Condition], lost: &mut Lost<'_>| -> Option<Vec<Value>> {
            all.iter().map(|one| self.operand(question, one, lost)).collect()
        };
        match condition {
            Condition::All(all) => {
                Some(json!({ "Operands": operands(all, lost)?, "Operator": "AND" }))
            }
            Condition::Any(all) => {
                Some(json!({ "Operands": operands(all, lost)?, "Operator": "OR" }))
            }
            one => {
                Some(json!({ "Operands": [self.operand(question, one, lost)?], "Operator": "AND" }))
            }
        }
    }

    fn operand(
        &self,
        question: &Question,
        condition: &Condition,
        lost: &mut Lost<'_>,
    ) -> Option<Value> {
        match condition {
            Condition::Answer { question: asked, test, answers } => {
                let name = match test {
                    Test::In => "IN",
                    Test::AllIn => "ALL_IN",
                    Test::Exact => "EXACT",
                };
                self.expression(*asked, name, answers)
            }
            Condition::Not(inner) => {
                if let Condition::Answer { question: asked, test: Test::In, answers } = &**inner {
                    return self.expression(*asked, "NOT_IN", answers);
                }
                let what = "the opposite of a condition; it is always asked there";
                lost.say(question.id(), what);
                None
            }
            Condition::Field { name, .. } => {
                let what = format!("a condition on the field `{name}`; it is always asked there");
                lost.say(question.id(), what);
                None
            }
            Condition::All(_) | Condition::Any(_) => {
                Some(json!({ "Condition": self.condition(question, condition, lost)? }))
            }
        }
    }

    fn expression(&self, asked: usize, comparator: &str, answers: &[Answer]) -> Option<Value> {
        let asked = self.card.question_at(asked)?;
        let value = |answer: &Answer| json!({ "Type": "OPTION_REF_ID", "RefId": asked.kind().write(*answer) });
        let values: Vec<Value> = answers.iter().map(value).collect();
        Some(json!({ "Expression": {
            "Source": { "Type": "QUESTION_REF_ID", "RefId": asked.id() },
            "Values": values,
            "Comparator": comparator,
        } }))
    }
}

/// Whole points as a score from 0 to 10; `fail` is a section, empty for the evaluation.
fn option(
    (id, name): (&str, &str),
    points: i64,
    fail: Option<String>,
    (question, lost): (&str, &mut Lost<'_>),
) -> Value {
    if points < 0 || points % 1000 != 0 {
        lost.say(question, format!("points of `{id}`, which must be whole and not below 0"));
    }
    let mut option = json!({ "RefId": id, "Text": name, "Score": points.max(0) / 1000 });
    with_fail(&mut option, fail);
    option
}

fn numeric_option((from, to, points): (i64, i64, i64), fail: Option<String>) -> Value {
    let mut option = json!({ "MinValue": from, "MaxValue": to, "Score": points.max(0) / 1000 });
    with_fail(&mut option, fail);
    option
}

fn with_fail(option: &mut Value, fail: Option<String>) {
    let Some(section) = fail else { return };
    option["AutomaticFail"] = true.into();
    if !section.is_empty() {
        option["AutomaticFailConfiguration"] = json!({ "TargetSection": section });
    }
}

/// A weight as thousandths of a percent of their sum.
fn part(weight: i64, sum: i64) -> i64 {
    let scaled = i128::from(weight) * 200_000 + i128::from(sum);
    let part = scaled.checked_div(2 * i128::from(sum)).unwrap_or_default();
    i64::try_from(part).unwrap_or_default()
}
