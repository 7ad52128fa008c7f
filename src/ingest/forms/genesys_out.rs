//! A scorecard as a Genesys Cloud form.
//!
//! Texts are written in English, or in the first language there is.

use super::{Lost, number};
use crate::scorecard::{
    Answer, Choice, CommentRule, Condition, CriticalRule, Method, Points, Question, QuestionKind,
    Scorecard, Test, Texts,
};
use serde_json::{Map, Value, json};

/// The form of a scorecard.
pub(super) fn write(card: &Scorecard, lost: &mut Lost<'_>) -> Value {
    whole(card, lost);
    let writer = Writer { card };
    let groups: Vec<Value> =
        writer.groups().into_iter().map(|index| writer.group(index, lost)).collect();
    let weights = if card.rules().method == Method::WeightedPoints { "SCALED" } else { "OFF" };
    json!({
        "name": text(card.name()),
        "contextId": card.id(),
        "published": true,
        "weightMode": weights,
        "questionGroups": groups,
    })
}

/// What the card says as a whole and the form cannot.
fn whole(card: &Scorecard, lost: &mut Lost<'_>) {
    let method = card.rules().method;
    if !matches!(method, Method::WeightedPoints | Method::Points) {
        let what = format!("the method `{}`: weights multiply points there", method.name());
        lost.say("scoring", what);
    }
    lost.head(card);
    lost.languages(card);
    for section in card.sections().iter().filter(|it| it.parent().is_some()) {
        lost.say(section.id(), "a section within a section; it is a group of its own");
    }
}

fn text(texts: &Texts) -> &str {
    texts.get("en").unwrap_or_default()
}

struct Writer<'c> {
    card: &'c Scorecard,
}

impl Writer<'_> {
    /// Indexes of the sections that become groups: those with questions of their own.
    fn groups(&self) -> Vec<usize> {
        let sections = self.card.sections().iter().enumerate();
        sections.filter(|(_, it)| !it.questions().is_empty()).map(|(index, _)| index).collect()
    }

    fn group(&self, index: usize, lost: &mut Lost<'_>) -> Value {
        let section = &self.card.sections()[index];
        let questions: Vec<Value> =
            section.questions().iter().map(|it| self.question(it, lost)).collect();
        let weight = match self.card.rules().method {
            Method::WeightedPoints | Method::SectionWeighted => section.weight().0,
            _ => 1000,
        };
        let mut group = json!({
            "id": section.id(),
            "contextId": section.id(),
            "name": text(section.name()),
            "type": "questionGroup",
            "weight": number(weight),
            "manualWeight": true,
            "naEnabled": section.na_allowed(),
            "questions": questions,
        });
        if let Some(when) = section.when().and_then(|it| self.visibility(section.id(), it, lost)) {
            group["visibilityCondition"] = when;
        }
        group
    }

    fn question(&self, question: &Question, lost: &mut Lost<'_>) -> Value {
        self.features(question, lost);
        let (kind, options, several) = kind(question, lost);
        let critical = question.critical();
        let fatal = critical.is_some_and(|it| self.card.critical_rule(it) == CriticalRule::Zero);
        let mut map = Map::new();
        map.insert("id".to_owned(), question.id().into());
        map.insert("contextId".to_owned(), question.id().into());
        map.insert("text".to_owned(), text(question.text()).into());
        map.insert("type".to_owned(), kind.into());
        map.insert("naEnabled".to_owned(), question.na_allowed().into());
        let comment = question.comment() == CommentRule::Always;
        map.insert("commentsRequired".to_owned(), comment.into());
        map.insert("isKill".to_owned(), fatal.into());
        map.insert("isCritical".to_owned(), critical.is_some().into());
        if let Some(when) = question.when().and_then(|it| self.visibility(question.id(), it, lost))
        {
            map.insert("visibilityCondition".to_owned(), when);
        }
        if let Some(default) = question.default_answer() {
            let id = question.kind().write(default);
            let default = match default {
                Answer::NotApplicable => json!({ "notApplicable": true }),
                _ => json!({ "id": option_id(question.id(), &id) }),
            };
            map.insert("defaultAnswer".to_owned(), default);
        }
        map.insert("answerOptions".to_owned(), options.into());
        if !several.is_empty() {
            map.insert("multipleSelectOptionQuestions".to_owned(), several.into());
        }
        Value::Object(map)
    }

    /// What the question says and the form cannot.
    fn features(&self, question: &Question, lost: &mut Lost<'_>) {
        let id = question.id();
        if question.comment() == CommentRule::WhenFailed {
            lost.say(id, "a comment that is required only when the question is failed");
        }
        if !question.causes().is_empty() {
            lost.say(id, "causes");
        }
        if !question.anchors().is_empty() {
            lost.say(id, "anchors; put them into its help text");
        }
        if question.is_bonus() {
            lost.say(id, "bonus points");
        }
        let Some(critical) = question.critical() else { return };
        lost.say(id, format!("whom a critical error harms: {}", critical.kind.name()));
        match self.card.critical_rule(critical) {
            CriticalRule::Zero | CriticalRule::Record => {}
            rule => lost.say(id, format!("the effect `{}` of a critical error", rule.name())),
        }
        let two = question.kind().categories().values.len() == 2;
        if !two {
            lost.say(id, "a critical question with more than two answers");
        }
    }

    /// A condition as paths to answers, all or any of them; `None` where it cannot be written.
    fn visibility(&self, of: &str, condition: &Condition, lost: &mut Lost<'_>) -> Option<Value> {
        let (operation, parts) = match condition {
            Condition::All(all) => ("AND", all.iter().collect::<Vec<_>>()),
            Condition::Any(any) => ("OR", any.iter().collect()),
            one => ("OR", vec![one]),
        };
        let mut predicates = Vec::new();
        for part in parts {
            let paths = self.paths(part);
            if paths.is_empty() || (paths.len() > 1 && operation == "AND") {
                lost.say(of, "this condition; it is always asked there");
                return None;
            }
            predicates.extend(paths);
        }
        Some(json!({ "combiningOperation": operation, "predicates": predicates }))
    }

    fn paths(&self, condition: &Condition) -> Vec<String> {
        let Condition::Answer { question, test: Test::In, answers } = condition else {
            return Vec::new();
        };
        let section = self.card.section_of(*question);
        let groups = self.groups();
        let Some(group) = groups.iter().position(|it| *it == section) else { return Vec::new() };
        let before: usize =
            self.card.sections()[..section].iter().map(|it| it.questions().len()).sum();
        let Some(asked) = self.card.question_at(*question) else { return Vec::new() };
        let path = |answer: &Answer| {
            let at = position(asked, *answer)?;
            let question = question - before;
            Some(format!("/form/questionGroup/{group}/question/{question}/answer/{at}"))
        };
        let paths: Option<Vec<String>> = answers.iter().map(path).collect();
        paths.unwrap_or_default()
    }
}

/// The type, the options, and the options of which several may be chosen.
fn kind(question: &Question, lost: &mut Lost<'_>) -> (&'static str, Vec<Value>, Vec<Value>) {
    let single = "multipleChoiceQuestion";
    let id = question.id();
    match question.kind() {
        QuestionKind::YesNo { points } => {
            let yes = option(id, ("yes", "Yes"), points.0, lost);
            (single, vec![yes, option(id, ("no", "No"), 0, lost)], Vec::new())
        }
        QuestionKind::Choice(choices) => {
            let one = |it: &Choice| option(id, (&it.id, name(it)), it.points.0, lost);
            (single, choices.iter().map(one).collect(), Vec::new())
        }
        QuestionKind::Scale { min, max } => {
            let points = |value: i64| (value - min).saturating_mul(1000);
            let mut one = |value: i64| {
                let name = value.to_string();
                option(id, (&name, &name), points(value), lost)
            };
            (single, (*min..=*max).rev().map(&mut one).collect(), Vec::new())
        }
        QuestionKind::Number { ranges, .. } if ranges.is_empty() => {
            lost.say(id, "a number that earns nothing; it is written as text");
            ("freeTextQuestion", Vec::new(), Vec::new())
        }
        QuestionKind::Number { ranges, .. } => {
            lost.say(id, "a number; its ranges are written as options");
            let mut one = |from: i64, to: i64, points: Points| {
                let name = if from == to { from.to_string() } else { format!("{from}–{to}") };
                option(id, (&format!("{from}-{to}"), &name), points.0, lost)
            };
            let options = ranges.iter().map(|it| one(it.from, it.to, it.points)).collect();
            (single, options, Vec::new())
        }
        QuestionKind::MultiChoice(choices) => {
            let one = |it: &Choice| several_option(id, it, lost);
            ("multipleSelectQuestion", Vec::new(), choices.iter().map(one).collect())
        }
        QuestionKind::Defects { .. } => {
            lost.say(id, "a count of defects; it is written as text");
            ("freeTextQuestion", Vec::new(), Vec::new())
        }
        QuestionKind::Date => {
            lost.say(id, "a day; it is written as text");
            ("freeTextQuestion", Vec::new(), Vec::new())
        }
        QuestionKind::Text => ("freeTextQuestion", Vec::new(), Vec::new()),
    }
}

/// Where an answer stands among the options as they are written.
fn position(question: &Question, answer: Answer) -> Option<usize> {
    match (question.kind(), answer) {
        (QuestionKind::YesNo { .. }, Answer::Yes) => Some(0),
        (QuestionKind::YesNo { .. }, Answer::No) => Some(1),
        (QuestionKind::Choice(_), Answer::Option(index)) => Some(index),
        (QuestionKind::Scale { max, .. }, Answer::Value(value)) => {
            usize::try_from(max - value).ok()
        }
        _ => None,
    }
}

fn name(choice: &Choice) -> &str {
    Some(text(&choice.text)).filter(|text| !text.is_empty()).unwrap_or(&choice.id)
}

/// Ids of options are unique in the whole form there.
fn option_id(question: &str, option: &str) -> String {
    format!("{question}.{option}")
}

fn option(question: &str, (id, name): (&str, &str), points: i64, lost: &mut Lost<'_>) -> Value {
    if points % 1000 != 0 {
        lost.say(question, format!("points of `{id}`, which must be whole"));
    }
    json!({
        "id": option_id(question, id),
        "contextId": id,
        "text": name,
        "value": points / 1000,
    })
}

fn several_option(question: &str, choice: &Choice, lost: &mut Lost<'_>) -> Value {
    let state = |state: &str, points: i64, lost: &mut Lost<'_>| {
        let mut option = option(question, (&format!("{}.{state}", choice.id), state), points, lost);
        option["builtInType"] = state.into();
        option
    };
    let states = [state("Selected", choice.points.0, lost), state("Unselected", 0, lost)];
    json!({
        "id": option_id(question, &choice.id),
        "contextId": choice.id,
        "text": name(choice),
        "type": "multipleChoiceQuestion",
        "naEnabled": false,
        "commentsRequired": false,
        "isKill": false,
        "isCritical": false,
        "answerOptions": states,
    })
}
