//! What happens to the text of a cell before it is read: `split`, `regex`, `lookup` and others.

use super::{complain, decimal, scalar, texts};
use crate::ingest::profile::lookup::{Columns, Lookup};
use crate::ingest::profile::{Pattern, Take, TextStep};
use crate::ingest::toml_text::Keys;
use std::path::Path;

/// The steps that a line of `[map]` names, in the order in which they are taken.
pub(super) fn steps(keys: &mut Keys<'_>) -> Vec<TextStep> {
    let mut steps = Vec::new();
    let trim = keys.text("trim_chars").map(|set| TextStep::TrimChars(set.value.to_owned()));
    steps.extend(trim.clone());
    steps.extend(pattern(keys).map(TextStep::Find));
    let take = take(keys);
    if let Some(separator) = keys.text("split") {
        if separator.value.is_empty() {
            let help = "write what stands between the parts, for example split = \"/\"";
            complain(keys, ("empty-text", &separator.span), "`split` is empty", help);
        }
        steps.push(TextStep::Split { separator: separator.value.to_owned(), take });
        steps.extend(trim);
    }
    if keys.flag("lower").is_some_and(|flag| flag.value) {
        steps.push(TextStep::Lower);
    }
    steps.extend(texts(keys, "contains").map(TextStep::Contains));
    steps.extend(decimal(keys, "gt").map(TextStep::Greater));
    steps.extend(lookup(keys).map(TextStep::Lookup));
    steps
}

fn pattern(keys: &mut Keys<'_>) -> Option<Pattern> {
    let text = keys.text("regex")?;
    match Pattern::parse(text.value) {
        Ok(pattern) => Some(pattern),
        Err(message) => {
            let help = "write one group around what is wanted, such as \\((\\d+)\\)$";
            complain(keys, ("bad-regex", &text.span), &message, help);
            None
        }
    }
}

/// `lookup = { file, key, value }`; the file stands beside the profile.
fn lookup(keys: &mut Keys<'_>) -> Option<Lookup> {
    let shown = r#"{ file = "queues.csv", key = "code", value = "name" }"#;
    let mut table = keys.table_such_as("lookup", shown)?;
    table.require(&["file", "key", "value"]);
    let (file, key, value) = (table.text("file"), table.text("key"), table.text("value"));
    table.close();
    let columns = Columns { key: key?.value, value: value?.value };
    let beside = Path::new(keys.toml().file()).parent().unwrap_or(Path::new(""));
    match Lookup::open(&beside.join(file?.value), columns) {
        Ok(lookup) => Some(lookup),
        Err(problem) => {
            keys.toml().complain(*problem);
            None
        }
    }
}

fn take(keys: &mut Keys<'_>) -> Take {
    let Some(found) = keys.value("take") else { return Take::First };
    match scalar(found.value).unwrap_or_default().as_str() {
        "first" => Take::First,
        "last" => Take::Last,
        other => other.parse().map_or_else(
            |_| {
                complain(
                    keys,
                    ("unknown-value", &found.span),
                    "`take`: expected first, last or a number from 0",
                    "write take = \"first\"",
                );
                Take::First
            },
            Take::Nth,
        ),
    }
}
