//! A profile to paste, from what was found.

use super::{Evidence, Form, Inspection, Target, Why};
use crate::ingest::dialect;
use crate::ingest::records::Origin;
use crate::ingest::synonyms::Ending;
use crate::model::{Field, Kind};
use std::path::Path;

/// A profile in TOML that maps what can be mapped; comments say what is left to decide.
pub fn snippet(found: &Inspection) -> String {
    let stem = Path::new(&found.file).file_stem().unwrap_or_default().to_string_lossy();
    let mut lines = vec!["[profile]".to_owned(), format!("name = {}", quoted(&stem))];
    lines.extend(["kind = \"interactions\"", "", "[file]"].map(str::to_owned));
    lines.extend(file(found));
    lines.extend(["", "[map]"].map(str::to_owned));
    let mut outcome = Vec::new();
    for (index, column) in found.columns.iter().enumerate() {
        match found.target(index) {
            Some(Target { why: Why::Ending(ending), .. }) => outcome = ends(column, ending),
            Some(target) => lines.extend(map(target.field, column)),
            None if column.name.is_empty() => {}
            None => {
                let (name, kind) = (quoted(&column.name), column.kind());
                lines.push(format!("# not mapped: {name} ({kind})"));
            }
        }
    }
    lines.extend(outcome);
    lines.join("\n") + "\n"
}

fn file(found: &Inspection) -> Vec<String> {
    let delimiter = match found.delimiter {
        b'\t' => "\\t".to_owned(),
        other => dialect::name(other),
    };
    let mut lines = vec![match (found.origin, &found.part) {
        (Origin::Sheet, Some(sheet)) => format!("sheet = {}", quoted(sheet)),
        (Origin::Json, _) => "format = \"jsonl\"".to_owned(),
        _ => format!("delimiter = \"{delimiter}\""),
    }];
    if found.encoding != "UTF-8" {
        lines.push(format!("encoding = {}", quoted(&found.encoding.to_lowercase())));
    }
    if !found.header_is_known {
        lines.push(format!("header = {{ row = {} }}", found.header_line));
    }
    let comma = |column: &Evidence| column.form() == Some(Form::DecimalComma);
    if found.columns.iter().any(comma) {
        lines.push("decimal = \",\"".to_owned());
    }
    let mut nulls: Vec<&String> =
        found.columns.iter().flat_map(|column| column.nulls.keys()).collect();
    nulls.sort();
    nulls.dedup();
    if !nulls.is_empty() {
        let nulls: Vec<String> = nulls.into_iter().map(|null| quoted(null)).collect();
        lines.push(format!("null = [\"\", {}]", nulls.join(", ")));
    }
    lines.push("# timezone = \"America/Bogota\"  # the zone of times without an offset".to_owned());
    lines
}

/// A line of `[map]`, behind a comment where something is left to decide.
fn map(field: Field, column: &Evidence) -> Vec<String> {
    let name = field.name();
    let mut parts = vec![format!("column = {}", quoted(&column.name))];
    let mut lines = Vec::new();
    match (field.kind(), column.form()) {
        (_, None) if column.filled == 0 => {}
        (Kind::Time, Some(Form::Time(format))) => {
            if let Some((Form::Time(one), Form::Time(other))) = column.unclear() {
                lines.push(format!("# {name}: day and month could change places; keep one format"));
                parts.push(format!("format = [{}, {}]", quoted(one), quoted(other)));
            } else if format != "iso8601" {
                parts.push(format!("format = {}", quoted(format)));
            }
        }
        (Kind::Duration, Some(Form::Duration(unit))) => {
            parts.push(format!("unit = {}", quoted(unit)));
        }
        (Kind::Duration, Some(Form::Integer | Form::Decimal | Form::DecimalComma)) => {
            parts.push("unit = \"s\"".to_owned());
        }
        (Kind::Duration | Kind::Time, form) => {
            let kind = form.map_or("text", Form::kind);
            lines.push(format!("# {name}: the cells read as {kind}; say their unit or format"));
        }
        _ => {}
    }
    lines.push(format!("{name} = {{ {} }}", parts.join(", ")));
    lines
}

/// Outcome rules over a flag that says whether the customer gave up or was answered.
fn ends(column: &Evidence, ending: Ending) -> Vec<String> {
    let Some(values) = column.values.as_ref().filter(|values| !values.is_empty()) else {
        let name = quoted(&column.name);
        return vec![format!("# outcome: {name} says which were {}", ending.yes.name())];
    };
    let mut lines = Vec::new();
    for value in values.keys() {
        let is = match crate::ingest::values::flag(value) {
            Some(true) => ending.yes.name(),
            Some(false) => ending.no.name(),
            None => "other",
        };
        let when = format!("when = {{ {} = {} }}", quoted(&column.name), quoted(value));
        lines.extend([String::new(), "[[outcome]]".to_owned(), when, format!("is = \"{is}\"")]);
    }
    lines
}

/// A text as a TOML string.
pub fn quoted(text: &str) -> String {
    let escaped = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}
