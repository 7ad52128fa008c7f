//! One question of a scorecard file.

use super::card::{texts, texts_of};
use crate::ingest::toml_text::{Found, Keys};
use crate::scorecard::{
    Cause, Choice, CommentRule, Critical, CriticalKind, CriticalRule, Points, QuestionDraft,
    QuestionKind, Texts, Weight,
};
use toml::de::DeValue;

/// Keys of forms elsewhere that cannot be honoured, and what to do instead.
const UNSUPPORTED: [(&str, &str); 7] = [
    (
        "when",
        "questions have no conditions; write `na = true` and answer `na` where it does not apply",
    ),
    ("bonus", "questions cannot earn more than the whole; leave bonus points out"),
    ("multiple", "one answer a question; make each option a yes_no question"),
    ("multi_select", "one answer a question; make each option a yes_no question"),
    ("ranges", "write the ranges as `choices`, each with its points"),
    ("defect", "write a yes_no question about what should have happened"),
    ("subquestions", "questions have one level; make each a question of its own"),
];

/// Whom an error harms, by name.
const KINDS: [(&str, CriticalKind); 3] = [
    ("customer", CriticalKind::Customer),
    ("business", CriticalKind::Business),
    ("compliance", CriticalKind::Compliance),
];

/// What an error takes with it, by name.
const EFFECTS: [(&str, CriticalRule); 3] = [
    ("evaluation", CriticalRule::Zero),
    ("section", CriticalRule::SectionZero),
    ("flag", CriticalRule::Flag),
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
        comment: keys.word("comment", &CommentRule::NAMES).map(|it| it.value).unwrap_or_default(),
        anchors: anchors(keys),
        causes: causes(keys),
    };
    keys.refuse(&UNSUPPORTED);
    keys.close();
    draft
}

fn kind(keys: &mut Keys<'_>) -> Option<QuestionKind> {
    let scale = keys.value("scale");
    let points = keys.thousandths("points");
    let choices = choices(keys);
    if scale.is_some() && keys.has("choices") {
        let span = keys.span_of("choices");
        let problem = keys.toml().problem("two-kinds", &span, "both `scale` and `choices`");
        keys.toml().complain(problem.help("a question has one of the two"));
    }
    let yes_no = scale.as_ref().is_some_and(|scale| scale.value.as_str() == Some("yes_no"));
    if let Some(points) = points.as_ref().filter(|_| !yes_no) {
        let message = "`points` belongs to questions with `scale = \"yes_no\"`";
        let problem = keys.toml().problem("unsupported-key", &points.span, message);
        keys.toml()
            .complain(problem.help("options name their own points; each step of a scale is 1"));
    }
    match scale {
        Some(_) if yes_no => {
            Some(QuestionKind::YesNo { points: Points(points.map_or(1000, |it| it.value)) })
        }
        Some(scale) => range(keys, scale),
        None => choices.map(QuestionKind::Choice),
    }
}

fn range<'a>(keys: &Keys<'a>, scale: Found<&'a DeValue<'a>>) -> Option<QuestionKind> {
    if let DeValue::String(word) = scale.value {
        keys.complain_of_word("scale", &Found { value: word, span: scale.span }, &["yes_no"]);
        return None;
    }
    let wanted = "\"yes_no\" or a table such as { min = 1, max = 5 }";
    let table = keys.expect("scale", scale, (wanted, DeValue::as_table))?;
    let mut limits = Keys::of(keys.toml(), table, "`scale`");
    limits.require(&["min", "max"]);
    let (min, max) = (limits.integer("min"), limits.integer("max"));
    limits.close();
    Some(QuestionKind::Scale { min: min?.value, max: max?.value })
}

/// `None` without the key, or when an option cannot be read.
fn choices(keys: &mut Keys<'_>) -> Option<Vec<Choice>> {
    let options = keys.tables("choices", "an option");
    if !keys.has("choices") {
        return None;
    }
    let read = |mut option: Keys<'_>| {
        option.require(&["id", "points"]);
        let (id, points) = (option.text("id"), option.thousandths("points"));
        let text = texts(&mut option, "text").unwrap_or_default();
        option.close();
        Some(Choice { id: id?.value.to_owned(), points: Points(points?.value), text })
    };
    let read: Vec<Option<Choice>> = options.into_iter().map(read).collect();
    read.into_iter().collect()
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
    let rule = table.word("effect", &EFFECTS).map(|effect| effect.value);
    table.close();
    Some(Critical { kind: kind?, rule })
}

/// `anchors = { yes = "…", no = { en = "…", es = "…" } }`.
fn anchors(keys: &mut Keys<'_>) -> Vec<(String, Texts)> {
    let Some(table) = keys.table("anchors", "`anchors`") else { return Vec::new() };
    let read = |(answer, value): (Found<&str>, _)| {
        Some((answer.value.to_owned(), texts_of(keys, "anchors", value)?))
    };
    table.entries().into_iter().filter_map(read).collect()
}

/// `causes = ["skipped", { id = "rushed", text = { en = "…" } }]`.
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
        return Some(Cause { id: id.as_ref().to_owned(), text: Texts::default() });
    }
    let wanted = "an id in quotes or a table such as { id = \"…\", text = \"…\" }";
    let table = keys.expect("causes", value, (wanted, DeValue::as_table))?;
    let mut table = Keys::of(keys.toml(), table, "a cause");
    table.require(&["id"]);
    let id = table.text("id");
    let text = texts(&mut table, "text").unwrap_or_default();
    table.close();
    Some(Cause { id: id?.value.to_owned(), text })
}
