//! `[unpivot]` to its type.

use super::{complain, field, texts};
use crate::ingest::profile::{Pattern, Pick, Questions, Unpivot};
use crate::ingest::toml_text::{Found, Keys};
use crate::model::Kind;
use toml::de::DeValue;

/// Which columns of a wide sheet are questions.
pub(super) fn lower(mut keys: Keys<'_>) -> Unpivot {
    let columns = columns(&mut keys);
    let found = pattern(&mut keys);
    if columns.is_some() && found.is_some() {
        let span = keys.span().clone();
        let message = "[unpivot] names its questions twice, as `columns` and as `regex`";
        complain(&keys, ("bad-source", &span), message, "take one of them out");
    }
    let mut beside = |key| {
        let text = keys.text(key)?;
        if !text.value.contains("{}") {
            let message = format!("`{key}` does not say where the question's header stands");
            let help = "write {} for it, such as \"{} - comment\"";
            complain(&keys, ("bad-source", &text.span), &message, help);
        }
        Some(text.value.to_owned())
    };
    let (comment, cause, at) = (beside("comment"), beside("cause"), beside("at"));
    let except = texts(&mut keys, "except").unwrap_or_default();
    let answer = keys.table("answer", "`answer`");
    let read = |answer| field::reading(answer, Pick::default(), Kind::Text);
    let answer = answer.map(read).unwrap_or_default();
    keys.close();
    let questions = columns.or(found.map(Questions::Found)).unwrap_or_default();
    Unpivot { questions, except, answer, comment, cause, at }
}

/// A list of headers, or a table of headers and question ids.
fn columns(keys: &mut Keys<'_>) -> Option<Questions> {
    let found = keys.value("columns")?;
    let Some(table) = found.value.as_table() else {
        return texts(keys, "columns").map(Questions::Headers);
    };
    let table = Found { value: table, span: found.span.clone() };
    let mut named = Vec::new();
    for (header, id) in Keys::of(keys.toml(), table, "`columns`").entries() {
        match id.value {
            DeValue::String(id) => named.push((header.value.to_owned(), id.to_string())),
            _ => keys.toml().complain(keys.toml().problem(
                "wrong-type",
                &id.span,
                "expected the id of a question in quotes",
            )),
        }
    }
    Some(Questions::Named(named))
}

fn pattern(keys: &mut Keys<'_>) -> Option<Pattern> {
    let text = keys.text("regex")?;
    let pattern = Pattern::parse(text.value);
    let complaint = |message: String| {
        let help = "write one group around the question's id, such as ^Q(\\d+)";
        complain(keys, ("bad-regex", &text.span), &message, help);
    };
    pattern.map_err(complaint).ok()
}
