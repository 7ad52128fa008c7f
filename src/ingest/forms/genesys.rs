//! A Genesys Cloud form as a scorecard.
//!
//! Source of the shapes: the API model of `/api/v2/quality/forms/evaluations`. A form's ids differ
//! from version to version, `contextId` stays: that is what questions are called here.

use super::{Notes, names};
use crate::ingest::json_text::Node;
use crate::scorecard::{
    Choice, CommentRule, ConditionDraft, Critical, CriticalKind, CriticalRule, Draft, Points,
    Preset, QuestionDraft, QuestionKind, SectionDraft, Test, Texts, Weight,
};
use std::collections::BTreeSet;

/// Keys of the whole form that are read, or that say nothing about questions or scores.
const FORM: [&str; 11] = [
    "id",
    "contextId",
    "name",
    "modifiedDate",
    "published",
    "latestVersionFormName",
    "publishedVersions",
    "weightMode",
    "questionGroups",
    "selfUri",
    "dialect",
];

const GROUP: [&str; 9] = [
    "id",
    "contextId",
    "name",
    "type",
    "weight",
    "manualWeight",
    "naEnabled",
    "questions",
    "visibilityCondition",
];

const QUESTION: [&str; 12] = [
    "id",
    "contextId",
    "text",
    "type",
    "naEnabled",
    "commentsRequired",
    "visibilityCondition",
    "answerOptions",
    "multipleSelectOptionQuestions",
    "defaultAnswer",
    "isKill",
    "isCritical",
];

/// Reads the whole form.
pub(super) fn read(form: &Node<'_>, notes: &mut Notes) -> Draft {
    let name = notes.text(form, "name");
    notes.rest(form, &FORM);
    let id = Some(names::slug(name)).filter(|id| !id.is_empty()).unwrap_or("form".to_owned());
    let modified = form.text("modifiedDate").and_then(|it| it.get(..10)).unwrap_or("1");
    let weighted = form.text("weightMode") != Some("OFF");
    let mut reader = Reader { form, notes, taken: BTreeSet::new(), critical: false };
    let groups = form.list("questionGroups");
    let sections: Vec<SectionDraft> = groups
        .iter()
        .enumerate()
        .map(|(index, group)| reader.group(group, index, weighted))
        .collect();
    if reader.critical {
        let how =
            "there is one kind of critical question there; they are critical for customers here";
        reader.notes.changed(form, how);
    }
    Draft {
        id: Some(id),
        version: Some(modified.to_owned()),
        name: Some(Texts::plain(name)),
        preset: Some(Preset::Genesys),
        sections,
        ..Draft::default()
    }
}

struct Reader<'n, 'j> {
    form: &'n Node<'j>,
    notes: &'n mut Notes,
    taken: BTreeSet<String>,
    critical: bool,
}

impl Reader<'_, '_> {
    fn group(&mut self, group: &Node<'_>, index: usize, weighted: bool) -> SectionDraft {
        self.notes.rest(group, &GROUP);
        let weight = group.thousandths("weight").filter(|_| weighted).map(Weight);
        let id = names::unique(&own_id(group), &mut self.taken);
        let questions = group.list("questions");
        let questions = questions.iter().filter_map(|it| self.question(it, index));
        let questions = questions.collect();
        SectionDraft {
            id: Some(id),
            name: Some(Texts::plain(self.notes.text(group, "name"))),
            weight: Some(weight.unwrap_or(Weight::ONE)),
            na_allowed: group.flag("naEnabled"),
            when: self.visibility(group, index),
            questions,
            parent: None,
        }
    }

    /// `None` for a block of text that asks nothing.
    fn question(&mut self, node: &Node<'_>, group: usize) -> Option<QuestionDraft> {
        self.notes.rest(node, &QUESTION);
        let kind = match node.text("type") {
            Some("multipleChoiceQuestion") => QuestionKind::Choice(self.options(node)),
            Some("multipleSelectQuestion") => QuestionKind::MultiChoice(self.several(node)),
            Some("freeTextQuestion") => QuestionKind::Text,
            Some("npsQuestion") => QuestionKind::Number { min: 0, max: 10, ranges: Vec::new() },
            Some("readOnlyTextBlockQuestion") => {
                self.notes.lost(node, "a block of text");
                return None;
            }
            other => {
                let message = format!("question type `{}` is not known", other.unwrap_or_default());
                self.notes.wrong(node, message);
                return None;
            }
        };
        let critical = self.critical(node);
        let required = node.flag("commentsRequired");
        Some(QuestionDraft {
            id: Some(names::id(&own_id(node))),
            text: Some(Texts::plain(self.notes.text(node, "text"))),
            default: default_of(node, &kind),
            when: self.visibility(node, group),
            na_allowed: node.flag("naEnabled"),
            // A fatal question fails on any answer but the highest.
            fails_below: critical.is_some().then_some(100_000),
            critical,
            comment: if required { CommentRule::Always } else { CommentRule::Optional },
            kind: Some(kind),
            ..QuestionDraft::default()
        })
    }

    fn critical(&mut self, node: &Node<'_>) -> Option<Critical> {
        let (fatal, critical) = (node.flag("isKill"), node.flag("isCritical"));
        if !fatal && !critical {
            return None;
        }
        self.critical = true;
        if fatal && !critical {
            self.notes.changed(node, "a fatal question counts as critical, too");
        }
        let rule = if fatal { CriticalRule::Zero } else { CriticalRule::Record };
        Some(Critical { kind: CriticalKind::Customer, rule: Some(rule) })
    }

    fn options(&mut self, node: &Node<'_>) -> Vec<Choice> {
        let option = |option: &Node<'_>| {
            self.notes.rest(option, &["id", "contextId", "text", "value", "builtInType"]);
            Choice {
                id: names::id(&own_id(option)),
                points: Points(self.value(option)),
                text: Texts::plain(self.notes.text(option, "text")),
            }
        };
        node.list("answerOptions").iter().map(option).collect()
    }

    /// Thousandths of points of an option.
    fn value(&mut self, option: &Node<'_>) -> i64 {
        option.thousandths("value").unwrap_or_else(|| {
            self.notes.wrong(option, "`value` is missing");
            0
        })
    }

    /// Options of which several may be chosen: each is a question of its own, selected or not.
    fn several(&mut self, node: &Node<'_>) -> Vec<Choice> {
        let mut choices = Vec::new();
        for option in node.list("multipleSelectOptionQuestions") {
            let states = option.list("answerOptions");
            let of = |state: &str| states.iter().find(|it| it.text("builtInType") == Some(state));
            let selected = of("Selected").and_then(|it| it.thousandths("value")).unwrap_or(0);
            let not = of("Unselected").and_then(|it| it.thousandths("value")).unwrap_or(0);
            if not != 0 {
                self.notes.changed(&option, "what is not chosen earns nothing here");
            }
            choices.push(Choice {
                id: names::id(&own_id(&option)),
                points: Points(selected),
                text: Texts::plain(self.notes.text(&option, "text")),
            });
        }
        choices
    }

    /// When a question or a group is asked.
    fn visibility(&mut self, node: &Node<'_>, group: usize) -> Option<ConditionDraft> {
        let visibility = node.get("visibilityCondition")?;
        let mut parts = Vec::new();
        for predicate in visibility.list("predicates") {
            let path = predicate.as_text().unwrap_or_default();
            if let Some(part) = self.predicate(path, group) {
                parts.push(part);
            } else {
                self.notes.wrong(&predicate, format!("`{path}` leads to no answer"));
            }
        }
        match (parts.len(), visibility.text("combiningOperation")) {
            (0 | 1, _) => parts.into_iter().next(),
            (_, Some("AND")) => Some(ConditionDraft::All(parts)),
            _ => Some(ConditionDraft::Any(parts)),
        }
    }

    /// `/form/questionGroup/0/question/1/answer/0`, or `../question/1/answer/0` in the same group.
    fn predicate(&self, path: &str, group: usize) -> Option<ConditionDraft> {
        let (group, rest) = match path.strip_prefix("/form/questionGroup/") {
            Some(rest) => {
                let (index, rest) = rest.split_once('/')?;
                (index.parse().ok()?, rest)
            }
            None => (group, path.strip_prefix("../")?),
        };
        let (question, answer) = rest.strip_prefix("question/")?.split_once("/answer/")?;
        let (question, answer) = (question.parse::<usize>().ok()?, answer.parse::<usize>().ok()?);
        let groups = self.form.list("questionGroups");
        let questions = groups.get(group)?.list("questions");
        let asked = questions.get(question)?;
        let own = asked.list("answerOptions");
        let options =
            if own.is_empty() { asked.list("multipleSelectOptionQuestions") } else { own };
        let values = vec![names::id(&own_id(options.get(answer)?))];
        let question = names::id(&own_id(asked));
        Some(ConditionDraft::Answer { question, test: Test::In, values })
    }
}

/// What a part of a form is called from version to version.
fn own_id(node: &Node<'_>) -> String {
    let id = node.text("contextId").or_else(|| node.text("id"));
    id.or_else(|| node.text("text")).unwrap_or_default().to_owned()
}

/// The answer that stands where none is given.
fn default_of(node: &Node<'_>, kind: &QuestionKind) -> Option<String> {
    let default = node.get("defaultAnswer")?;
    if default.flag("notApplicable") {
        return Some("na".to_owned());
    }
    let id = default.text("id")?;
    let options = node.list("answerOptions");
    let at = options.iter().position(|option| option.text("id") == Some(id))?;
    kind.options().get(at).map(|option| option.id.clone())
}
