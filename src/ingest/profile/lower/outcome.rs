//! `[[outcome]]` and its tests of cells to their types.

use super::{complain, decimal, scalar_list};
use crate::ingest::profile::{CellTest, OutcomeRule};
use crate::ingest::toml_text::{Found, Keys};
use crate::ingest::values::Decimal;
use crate::model::Outcome;
use toml::de::DeValue;

/// Every rule, in order; one that fits always must be the last.
pub(super) fn rules(tables: Vec<Keys<'_>>) -> Vec<OutcomeRule> {
    let count = tables.len();
    for (nth, keys) in tables.iter().enumerate() {
        let always = keys.peek("default").and_then(DeValue::as_bool) == Some(true);
        if always && !keys.has("when") && nth + 1 < count {
            let span = keys.span_of("default");
            let message = "this rule fits every record, so that those below it never apply";
            complain(keys, ("unsupported-key", &span), message, "move it behind the last rule");
        }
    }
    tables.into_iter().filter_map(rule).collect()
}

/// One rule; `None` without an outcome, which is a complaint.
fn rule(mut keys: Keys<'_>) -> Option<OutcomeRule> {
    let words: Vec<_> = Outcome::ALL.into_iter().map(|outcome| (outcome.name(), outcome)).collect();
    keys.require(&["is"]);
    let is = keys.word("is", &words).map(|outcome| outcome.value);
    let always = keys.flag("default").is_some_and(|flag| flag.value);
    let when = keys.table("when", "`when`").map(cell_tests);
    if when.is_none() && !always {
        let span = keys.span().clone();
        complain(
            &keys,
            ("missing-key", &span),
            "[[outcome]] has no `when`",
            "add when = { column = \"value\" }, or default = true",
        );
    }
    if when.is_some() && always {
        let span = keys.span_of("default");
        let message = "`default` does nothing beside `when`";
        complain(&keys, ("unsupported-key", &span), message, "take one of them out");
    }
    keys.close();
    Some(OutcomeRule { when: when.unwrap_or_default(), is: is? })
}

/// What the cells of some columns must be, all of them.
fn cell_tests(keys: Keys<'_>) -> Vec<(String, CellTest)> {
    let (toml, span) = (keys.toml(), keys.span().clone());
    let mut tests = Vec::new();
    let entries = keys.entries();
    if entries.is_empty() {
        let help = "name a column and its texts; default = true stands for everything else";
        toml.complain(toml.problem("empty-text", &span, "`when` tests nothing").help(help));
    }
    for (column, value) in entries {
        if let DeValue::Table(table) = value.value {
            let name = format!("`{}`", column.value);
            let table = Found { value: table, span: value.span.clone() };
            let found = comparisons(Keys::of(toml, table, &name));
            tests.extend(found.into_iter().map(|test| (column.value.to_owned(), test)));
        } else if let Some(texts) = scalar_list(&value) {
            if texts.is_empty() {
                let message = "an empty list of texts, which no cell could match";
                let help = "name a text, or take it out";
                toml.complain(toml.problem("empty-text", &value.span, message).help(help));
            }
            tests.push((column.value.to_owned(), CellTest::OneOf(texts)));
        } else {
            toml.complain(toml.problem(
                "wrong-type",
                &value.span,
                "expected a text, a list of texts, or { present = true }",
            ));
        }
    }
    tests
}

fn comparisons(mut keys: Keys<'_>) -> Vec<CellTest> {
    let mut tests = Vec::new();
    if keys.has("present") && keys.has("absent") {
        let span = keys.span_of("absent");
        let help = "take one of them out";
        complain(&keys, ("unsupported-key", &span), "`present` and `absent` say the same", help);
    }
    let known = keys.flag("present").map(|flag| flag.value);
    let unknown = keys.flag("absent").map(|flag| !flag.value);
    if let Some(present) = known.or(unknown) {
        tests.push(if present { CellTest::Present } else { CellTest::Absent });
    }
    let limits: [(&'static str, fn(Decimal) -> CellTest); 4] = [
        ("gt", CellTest::Greater),
        ("ge", CellTest::AtLeast),
        ("lt", CellTest::Less),
        ("le", CellTest::AtMost),
    ];
    for (key, test) in limits {
        tests.extend(decimal(&mut keys, key).map(test));
    }
    keys.close();
    tests
}
