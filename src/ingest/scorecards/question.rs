//! One question of a scorecard file.

use super::card::{effect, texts, texts_of};
use super::condition;
use super::kind::kind;
use crate::ingest::toml_text::{Found, Keys};
use crate::scorecard::{
    Cause, CommentRule, Critical, CriticalKind, CriticalRule, Origin, QuestionDraft, Texts, Weight,
};
use toml::de::DeValue;

/// Keys of forms elsewhere that cannot be honoured, and what to do instead.
const UNSUPPORTED: [(&str, &str); 4] = [
    ("multi_select", "write `multiple = true` beside `choices`"),
    ("defect", "write `defects = [{ id = \"minor\", penalty = 1 }]`"),
    ("subquestions", "questions have one level; make each a question of its own, with `when`"),
    ("rounding", "scores are never rounded; formats round what they show"),
];

/// Whom an error harms, by name.
const KINDS: [(&str, CriticalKind); 6] = [
    ("customer", CriticalKind::Customer),
    ("business", CriticalKind::Business),
    ("compliance", CriticalKind::Compliance),
    ("pecuf", CriticalKind::Customer),
    ("pecne", CriticalKind::Business),
    ("peccum", CriticalKind::Compliance),
];

/// What an error takes with it, by name.
const EFFECTS: [(&str, CriticalRule); 5] = [
    ("evaluation", CriticalRule::Zero),
    ("section", CriticalRule::SectionZero),
    ("flag", CriticalRule::Flag),
    ("outcome", CriticalRule::Flag),
    ("record", CriticalRule::Record),
];

/// Reads one `[[section.question]]`.
pub(super) fn read(keys: &mut Keys<'_>) -> QuestionDraft {
    let draft = QuestionDraft {
        id: keys.text("id").map(|id| id.value.to_owned()),
        text: texts(keys, "text"),
        kind: kind(keys),
        weight: keys.thousandths("weight").map(|weight| Weight(weight.value)),
        na_allowed: keys.flag("na").is_some_and(|na| na.value),
        critical: critical(keys),
        fails_below: keys.thousandths("fails_below").map(|limit| limit.value),
        fails_on: words(keys, "fails_on"),
        bonus: keys.flag("bonus").is_some_and(|bonus| bonus.value),
        required: keys.flag("required").map(|required| required.value),
        default: keys.text("default").map(|word| word.value.to_owned()),
        when: condition::read(keys),
        comment: keys.word("comment", &CommentRule::NAMES).map(|it| it.value).unwrap_or_default(),
        anchors: anchors(keys),
        causes: causes(keys),
    };
    keys.refuse(&UNSUPPORTED);
    keys.close();
    draft
}

/// `critical = "compliance"` or `critical = { kind = "compliance", effect = "section" }`.
fn critical(keys: &mut Keys<'_>) -> Option<Critical> {
    let value = keys.value("critical")?;
    if let DeValue::String(_) = value.value {
        let kind = keys.word("critical", &KINDS)?.value;
        return Some(Critical { kind, rule: None });
    }
    let wanted =
        "a kind in quotes or a table such as { kind = \"compliance\", effect = \"section\" }";
    let table = keys.expect("critical", value, (wanted, DeValue::as_table))?;
    let mut table = Keys::of(keys.toml(), table, "`critical`");
    table.require(&["kind"]);
    let kind = table.word("kind", &KINDS).map(|kind| kind.value);
    let rule = effect(&mut table, "effect", &EFFECTS);
    table.close();
    Some(Critical { kind: kind?, rule })
}

/// A list of answers as evaluations write them; empty without the key.
fn words(keys: &mut Keys<'_>, key: &'static str) -> Vec<String> {
    let found = keys.texts(key).unwrap_or_default();
    found.into_iter().map(|word| word.value.to_owned()).collect()
}

/// `anchors = { yes = "…", no = { en = "…", es = "…" } }`.
fn anchors(keys: &mut Keys<'_>) -> Vec<(String, Texts)> {
    let Some(table) = keys.table("anchors", "`anchors`") else { return Vec::new() };
    let read = |(answer, value): (Found<&str>, _)| {
        Some((answer.value.to_owned(), texts_of(keys, "anchors", value)?))
    };
    table.entries().into_iter().filter_map(read).collect()
}

/// `causes = ["skipped", { id = "system_down", origin = "process", text = { en = "…" } }]`.
fn causes(keys: &mut Keys<'_>) -> Vec<Cause> {
    let Some(value) = keys.value("causes") else { return Vec::new() };
    let wanted = "a list of causes";
    let Some(list) = keys.expect("causes", value, (wanted, DeValue::as_array)) else {
        return Vec::new();
    };
    let all = list.value.iter().map(|one| Found { value: one.get_ref(), span: one.span() });
    all.filter_map(|one| cause(keys, one)).collect()
}

fn cause<'a>(keys: &Keys<'a>, value: Found<&'a DeValue<'a>>) -> Option<Cause> {
    if let DeValue::String(id) = value.value {
        let (id, text) = (id.as_ref().to_owned(), Texts::default());
        return Some(Cause { id, text, origin: Origin::Agent });
    }
    let wanted = "an id in quotes or a table such as { id = \"…\", text = \"…\" }";
    let table = keys.expect("causes", value, (wanted, DeValue::as_table))?;
    let mut table = Keys::of(keys.toml(), table, "a cause");
    table.require(&["id"]);
    let id = table.text("id");
    let text = texts(&mut table, "text").unwrap_or_default();
    let origin = table.word("origin", &Origin::NAMES).map(|it| it.value).unwrap_or_default();
    table.close();
    Some(Cause { id: id?.value.to_owned(), text, origin })
}
