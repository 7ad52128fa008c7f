//! The card, its rules and its sections.

use super::{Parts, condition, question};
use crate::ingest::toml_text::{Found, Keys};
use crate::scorecard::{
    Aggregate, Band, CriticalKind, CriticalRule, DeductFromDraft, Draft, Limit, Method, NaRule,
    Normalise, Points, Preset, SectionDraft, Subject, Texts, Total, Weight,
};
use toml::de::DeValue;

/// The version of the language of scorecard files.
const SCHEMA: i64 = 1;

/// What sections within sections within sections are answered with.
const NESTED: &str = "sections have two levels; make it a [[section.section]] of the outermost";

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
        valid_to: keys.date("valid_to").map(|day| day.value),
        subject: keys.word("subject", &Subject::NAMES).map(|it| it.value).unwrap_or_default(),
        bands: bands(keys),
        targets: targets(keys),
        pass_mark: keys.thousandths("pass_mark").map(|mark| mark.value),
        ..Draft::default()
    };
    let channels = keys.texts("channels").unwrap_or_default();
    draft.channels = channels.into_iter().map(|channel| channel.value.to_owned()).collect();
    if let Some(scoring) = keys.table("scoring", "[scoring]") {
        rules(scoring, &mut draft);
    }
    let mut parts = Parts { sections: Vec::new() };
    for mut outer in keys.tables("section", "[[section]]") {
        let (read, questions) = section(&mut outer);
        let within = outer.tables("section", "[[section.section]]");
        outer.close();
        let parent = draft.sections.len();
        draft.sections.push(read);
        parts.sections.push((outer, questions));
        for mut inner in within {
            let (read, questions) = section(&mut inner);
            inner.refuse(&[("section", NESTED)]);
            inner.close();
            draft.sections.push(SectionDraft { parent: Some(parent), ..read });
            parts.sections.push((inner, questions));
        }
    }
    keys.close();
    (draft, parts)
}

/// `bands = [{ id = "top", from = 95, name = "…" }, …]`.
fn bands(keys: &mut Keys<'_>) -> Vec<Band> {
    let read = |mut band: Keys<'_>| {
        band.require(&["id", "from"]);
        let (id, from) = (band.text("id"), band.thousandths("from"));
        let name = texts(&mut band, "name").unwrap_or_default();
        band.close();
        Some(Band { id: id?.value.to_owned(), from: from?.value, name })
    };
    keys.tables("bands", "a band").into_iter().filter_map(read).collect()
}

/// `targets = { customer = 95, business = 90, compliance = 99.5 }`.
fn targets(keys: &mut Keys<'_>) -> Vec<(CriticalKind, i64)> {
    let Some(mut table) = keys.table("targets", "`targets`") else { return Vec::new() };
    let mut one = |kind: CriticalKind| Some((kind, table.thousandths(kind.name())?.value));
    let all = CriticalKind::ALL.into_iter().filter_map(&mut one).collect();
    table.close();
    all
}

fn rules(mut keys: Keys<'_>, draft: &mut Draft) {
    draft.preset = keys.word("preset", &Preset::NAMES).map(|preset| preset.value);
    draft.method = keys.word("method", &Method::NAMES).map(|method| method.value);
    draft.normalise = keys.word("normalise", &Normalise::NAMES).map(|it| it.value);
    draft.na = keys.word("na", &NaRule::NAMES).map(|rule| rule.value);
    draft.critical = effect(&mut keys, "critical", &CriticalRule::NAMES);
    draft.aggregate = keys.word("aggregate", &Aggregate::NAMES).map(|it| it.value);
    draft.cap = limit(&mut keys, "cap");
    draft.floor = limit(&mut keys, "floor");
    draft.deduct_from = deduct_from(&mut keys);
    let relative = keys.value("weights").is_some_and(|it| it.value.as_str() == Some("relative"));
    if !relative && let Some(total) = keys.thousandths("weights") {
        draft.total = Total::Exactly(Weight(total.value));
    }
    keys.refuse(&[
        ("bonus", "write `bonus = true` into questions, and `cap` for how far they can go"),
        ("rounding", "scores are never rounded; formats round what they show"),
    ]);
    keys.close();
}

/// An effect by name, or `{ cap = 50 }`.
pub(super) fn effect(
    keys: &mut Keys<'_>,
    key: &'static str,
    names: &[(&'static str, CriticalRule)],
) -> Option<CriticalRule> {
    let value = keys.value(key)?;
    if let DeValue::String(_) = value.value {
        return keys.word(key, names).map(|rule| rule.value);
    }
    let wanted = "an effect in quotes or a table such as { cap = 50 }";
    let table = keys.expect(key, value, (wanted, DeValue::as_table))?;
    let mut table = Keys::of(keys.toml(), table, "the effect");
    table.require(&["cap"]);
    let cap = table.thousandths("cap");
    table.close();
    let cap = cap?;
    if !(0..=100_000).contains(&cap.value) {
        let message = "a cap is 0 to 100 percent";
        keys.toml().complain(keys.toml().problem("bad-cap", &cap.span, message));
    }
    Some(CriticalRule::Cap(cap.value))
}

/// A percentage, or `"none"`.
fn limit(keys: &mut Keys<'_>, key: &'static str) -> Option<Limit> {
    if keys.value(key)?.value.as_str() == Some("none") {
        return Some(Limit::None);
    }
    keys.thousandths(key).map(|limit| Limit::At(limit.value))
}

/// A number of points, or the id of a question with numbers.
fn deduct_from(keys: &mut Keys<'_>) -> Option<DeductFromDraft> {
    if let DeValue::String(id) = keys.value("deduct_from")?.value {
        return Some(DeductFromDraft::Answer(id.as_ref().to_owned()));
    }
    let points = keys.thousandths("deduct_from")?;
    Some(DeductFromDraft::Points(Points(points.value)))
}

fn section<'a>(keys: &mut Keys<'a>) -> (SectionDraft, Vec<Keys<'a>>) {
    let mut draft = SectionDraft {
        id: owned(keys.text("id")),
        name: texts(keys, "name"),
        weight: keys.thousandths("weight").map(|weight| Weight(weight.value)),
        na_allowed: keys.flag("na").is_some_and(|na| na.value),
        when: condition::read(keys),
        ..SectionDraft::default()
    };
    let mut questions = Vec::new();
    for mut table in keys.tables("question", "[[section.question]]") {
        draft.questions.push(question::read(&mut table));
        questions.push(table);
    }
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
