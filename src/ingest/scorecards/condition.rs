//! Conditions: `when = { question = "escalated", is = "yes" }` and what can be made of them.

use crate::ingest::toml_text::{Found, Keys};
use crate::scorecard::{ConditionDraft, Test};
use toml::de::DeValue;

/// How deep conditions may lie within each other.
const DEEPEST: usize = 8;

/// What a condition looks like, for messages.
const WANTED: &str = "a table such as { question = \"escalated\", is = \"yes\" }";

/// Reads `when`; `None` without the key or when it is no condition.
pub(super) fn read(keys: &mut Keys<'_>) -> Option<ConditionDraft> {
    let value = keys.value("when")?;
    one(keys, value, 1)
}

fn one<'a>(keys: &Keys<'a>, value: Found<&'a DeValue<'a>>, depth: usize) -> Option<ConditionDraft> {
    let table = keys.expect("when", value, (WANTED, DeValue::as_table))?;
    let mut table = Keys::of(keys.toml(), table, "the condition");
    if depth > DEEPEST {
        return complain(&table, &format!("conditions more than {DEEPEST} deep"));
    }
    let parts = |table: &mut Keys<'a>, key| -> Option<Vec<ConditionDraft>> {
        let value = table.value(key)?;
        let wanted = ("a list of conditions", DeValue::as_array);
        let list = table.expect(key, value, wanted)?.value;
        let each = list.iter().map(|it| Found { value: it.get_ref(), span: it.span() });
        each.map(|part| one(table, part, depth + 1)).collect()
    };
    let all = parts(&mut table, "all").map(ConditionDraft::All);
    let any = parts(&mut table, "any").map(ConditionDraft::Any);
    let not = table.value("not").and_then(|value| one(&table, value, depth + 1));
    let not = not.map(|part| ConditionDraft::Not(Box::new(part)));
    let leaf = leaf(&mut table);
    table.close();
    let kinds = ["all", "any", "not", "question", "field"];
    let named = kinds.iter().filter(|key| table.has(key)).count();
    if named != 1 {
        return complain(&table, "a condition has one of `question`, `field`, `all`, `any`, `not`");
    }
    all.or(any).or(not).or(leaf)
}

/// A condition on one question or one field.
fn leaf(table: &mut Keys<'_>) -> Option<ConditionDraft> {
    let question = table.text("question").map(|id| id.value.to_owned());
    let field = table.text("field").map(|name| name.value.to_owned());
    let mut tests: Vec<(Test, Vec<String>)> = Vec::new();
    if let Some(value) = values(table, "is") {
        tests.push((Test::In, value));
    }
    for (name, test) in Test::NAMES {
        if let Some(values) = values(table, name) {
            tests.push((test, values));
        }
    }
    if question.is_none() && field.is_none() {
        return None;
    }
    if tests.len() != 1 {
        return complain(table, "a condition has one of `is`, `in`, `all_in`, `exact`");
    }
    let (test, values) = tests.pop()?;
    match (question, field) {
        (Some(question), _) => Some(ConditionDraft::Answer { question, test, values }),
        (None, Some(name)) if test == Test::In => Some(ConditionDraft::Field { name, values }),
        _ => complain(table, "a condition on a field has `is` or `in`"),
    }
}

/// Texts, numbers and flags as answers are written.
fn values(table: &mut Keys<'_>, key: &'static str) -> Option<Vec<String>> {
    let value = table.value(key)?;
    let texts = |value: &DeValue<'_>| -> Option<Vec<String>> {
        match value {
            DeValue::Array(list) => list.iter().map(|it| text(it.get_ref())).collect(),
            other => Some(vec![text(other)?]),
        }
    };
    let wanted = "an answer or a list of answers";
    table.expect(key, value, (wanted, |value| texts(value))).map(|found| found.value)
}

fn text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.as_ref().to_owned()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(flag) => Some(if *flag { "yes" } else { "no" }.to_owned()),
        _ => None,
    }
}

fn complain<T>(table: &Keys<'_>, message: &str) -> Option<T> {
    let problem = table.toml().problem("bad-condition", table.span(), message);
    table.toml().complain(problem.help(format!("write {WANTED}")));
    None
}
