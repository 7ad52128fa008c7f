//! The card, its rules and its sections.

use super::{Parts, question};
use crate::ingest::toml_text::{Found, Keys};
use crate::scorecard::{CriticalRule, Draft, Method, NaRule, SectionDraft, Texts, Total, Weight};
use toml::de::DeValue;

/// The version of the language of scorecard files.
const SCHEMA: i64 = 1;

/// What nested sections are answered with.
const NESTED: &str = "sections have one level; make each a [[section]] of its own";

/// Reads the outermost table.
pub(super) fn read<'a>(keys: &mut Keys<'a>, hash: String) -> (Draft, Parts<'a>) {
    keys.require(&["schema"]);
    if let Some(schema) = keys.integer("schema")
        && schema.value != SCHEMA
    {
        let message = format!("schema {} is not known, expected {SCHEMA}", schema.value);
        keys.toml().complain(keys.toml().problem("bad-schema", &schema.span, message));
    }
    let mut draft = Draft {
        id: owned(keys.text("id")),
        version: owned(keys.text("version")),
        name: texts(keys, "name"),
        hash,
        valid_from: keys.date("valid_from").map(|day| day.value),
        pass_mark: keys.thousandths("pass_mark").map(|mark| mark.value),
        ..Draft::default()
    };
    let channels = keys.texts("channels").unwrap_or_default();
    draft.channels = channels.into_iter().map(|channel| channel.value.to_owned()).collect();
    if let Some(scoring) = keys.table("scoring", "[scoring]") {
        rules(scoring, &mut draft);
    }
    let mut parts = Parts { sections: Vec::new() };
    for mut section in keys.tables("section", "[[section]]") {
        let (read, questions) = self::section(&mut section);
        draft.sections.push(read);
        parts.sections.push((section, questions));
    }
    keys.close();
    (draft, parts)
}

fn rules(mut keys: Keys<'_>, draft: &mut Draft) {
    draft.method = keys.word("method", &Method::NAMES).map(|method| method.value);
    draft.na = keys.word("na", &NaRule::NAMES).map(|rule| rule.value);
    draft.critical = keys.word("critical", &CriticalRule::NAMES).map(|rule| rule.value);
    let relative = keys.value("weights").is_some_and(|it| it.value.as_str() == Some("relative"));
    if !relative && let Some(total) = keys.thousandths("weights") {
        draft.total = Total::Exactly(Weight(total.value));
    }
    keys.refuse(&[("bonus", "questions cannot earn more than the whole; leave bonus points out")]);
    keys.close();
}

fn section<'a>(keys: &mut Keys<'a>) -> (SectionDraft, Vec<Keys<'a>>) {
    let mut draft = SectionDraft {
        id: owned(keys.text("id")),
        name: texts(keys, "name"),
        weight: keys.thousandths("weight").map(|weight| Weight(weight.value)),
        questions: Vec::new(),
    };
    let mut questions = Vec::new();
    for mut table in keys.tables("question", "[[section.question]]") {
        draft.questions.push(question::read(&mut table));
        questions.push(table);
    }
    keys.refuse(&[("section", NESTED), ("subsection", NESTED)]);
    keys.close();
    (draft, questions)
}

fn owned(found: Option<Found<&str>>) -> Option<String> {
    found.map(|found| found.value.to_owned())
}

/// A text in quotes, which serves every language, or a table of texts by language.
pub(super) fn texts(keys: &mut Keys<'_>, key: &'static str) -> Option<Texts> {
    let value = keys.value(key)?;
    texts_of(keys, key, value)
}

/// The same, of a value at hand.
pub(super) fn texts_of<'a>(
    keys: &Keys<'a>,
    key: &str,
    value: Found<&'a DeValue<'a>>,
) -> Option<Texts> {
    if let DeValue::String(text) = value.value {
        if text.trim().is_empty() {
            let problem =
                keys.toml().problem("empty-text", &value.span, format!("`{key}` is empty"));
            keys.toml().complain(problem.help("write the text, or leave the key out"));
        }
        return Some(Texts::plain(text.as_ref()));
    }
    let wanted = "text in quotes or a table such as { en = \"…\", es = \"…\" }";
    let table = keys.expect(key, value, (wanted, DeValue::as_table))?;
    let mut texts = Vec::new();
    for (language, text) in Keys::of(keys.toml(), table, key).entries() {
        let known = is_language(keys, &language);
        let text = keys.expect(key, text, ("text in quotes", DeValue::as_str))?;
        if text.value.trim().is_empty() {
            let message = format!("`{key}` is empty in `{}`", language.value);
            keys.toml().complain(keys.toml().problem("empty-text", &text.span, message));
        }
        texts.extend(known.then_some((language.value, text.value)));
    }
    Some(Texts::from_iter(texts))
}

/// Whether a language is a code such as `es` or `pt-BR`; complains if not.
fn is_language(keys: &Keys<'_>, language: &Found<&str>) -> bool {
    let mut parts = language.value.split('-');
    let first = parts.next().unwrap_or_default();
    let short = (2..=3).contains(&first.len()) && first.bytes().all(|c| c.is_ascii_lowercase());
    let rest = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_alphanumeric());
    let known = short && first != "und" && parts.all(rest);
    if !known {
        let message = format!("`{}` is no language", language.value);
        let problem = keys.toml().problem("bad-language", &language.span, message);
        keys.toml().complain(problem.help("write a code such as `en`, `es`, `id` or `pt-BR`"));
    }
    known
}
