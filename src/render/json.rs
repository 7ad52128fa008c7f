//! A report as JSON: one envelope, stable order, a row a line, so that two runs can be compared.
//!
//! `rows` is the main table for programs, named by `table`; `tables` holds the others for programs,
//! `totals` the closing rows by table. What does not exist is `null`. Text is exact: control,
//! direction and invisible characters are `\u` escapes, which read back as what they were and leave
//! a terminal alone. Names of settings and keys of columns are expected to be distinct.

use super::{cell, select, show::is_unsafe};
use crate::report::{Audience, Cell, Report, Table};
use anyhow::Result;
use std::fmt::Write;

/// The report as JSON; `rows` is the table asked for, or the first for programs.
pub fn render(report: &Report, asked: Option<&str>) -> Result<String> {
    let main = select::for_programs(report, asked)?;
    let is_main = |table: &Table| main.is_some_and(|main| main.key == table.key);
    let others = report.tables.iter().filter(|table| !is_main(table));
    let others: Vec<&Table> = others.filter(|table| table.audience != Audience::People).collect();
    let provenance = &report.provenance;
    let mut members =
        vec![("schema", string(report.schema)), ("qa", string(env!("CARGO_PKG_VERSION")))];
    if !report.title.is_empty() {
        members.push(("title", string(&report.title)));
    }
    let settings = provenance.settings.iter().map(|(name, value)| (name.as_str(), string(value)));
    let definitions = report.definitions.iter();
    let definitions = definitions.map(|definition| {
        line([("term", string(&definition.term)), ("text", string(&definition.text))])
    });
    members.extend([
        ("inputs", list(inputs(report), 1)),
        ("period", period(report)),
        ("settings", line(settings)),
        ("table", main.map_or_else(null, |table| string(table.key))),
        ("rows", list(main.map_or_else(Vec::new, rows), 1)),
        ("totals", block(totals(main.into_iter().chain(others.iter().copied())), 1)),
        ("tables", block(others.iter().map(|table| (table.key, list(rows(table), 2))), 1)),
        ("definitions", list(definitions, 1)),
        ("notes", list(report.notes.iter().map(|note| string(note)), 1)),
    ]);
    Ok(block(members, 0) + "\n")
}

fn inputs(report: &Report) -> Vec<String> {
    let inputs = report.provenance.inputs.iter();
    let input = inputs.map(|input| {
        line([
            ("path", string(&input.path)),
            ("sha256", string(&input.sha256)),
            ("read", input.read.to_string()),
            ("accepted", input.accepted.to_string()),
            ("rejected", input.rejected.to_string()),
            ("dropped", input.dropped.to_string()),
            ("joined", input.joined.to_string()),
        ])
    });
    input.collect()
}

fn period(report: &Report) -> String {
    report.provenance.period.as_ref().map_or_else(null, |period| {
        let ends = [("from", &period.from), ("to", &period.to), ("zone", &period.zone)];
        line(ends.map(|(name, text)| (name, string(text))))
    })
}

fn rows(table: &Table) -> Vec<String> {
    table.rows.iter().map(|cells| row(table, cells)).collect()
}

fn totals<'a>(tables: impl Iterator<Item = &'a Table>) -> Vec<(&'a str, String)> {
    let total = |table: &'a Table| Some((table.key, row(table, table.total.as_ref()?)));
    tables.filter_map(total).collect()
}

fn row(table: &Table, cells: &[Cell]) -> String {
    let columns = table.columns.iter().map(|column| column.key.as_str());
    line(columns.zip(cells.iter().map(value)))
}

fn value(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => string(text),
        other => cell::for_programs(other).unwrap_or_else(null),
    }
}

fn null() -> String {
    "null".to_owned()
}

/// A string with everything escaped that a terminal would obey or hide.
fn string(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let mut escaped = String::with_capacity(quoted.len());
    for c in quoted.chars() {
        if is_unsafe(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// An object on one line; values are JSON already.
fn line(members: impl IntoIterator<Item = (impl AsRef<str>, String)>) -> String {
    let members =
        members.into_iter().map(|(name, value)| format!("{}: {value}", string(name.as_ref())));
    format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
}

/// An object with a member a line, at a depth of two spaces each.
fn block(members: impl IntoIterator<Item = (impl AsRef<str>, String)>, depth: usize) -> String {
    let members =
        members.into_iter().map(|(name, value)| format!("{}: {value}", string(name.as_ref())));
    lines("{", members, "}", depth)
}

/// An array with an element a line, at a depth of two spaces each.
fn list(elements: impl IntoIterator<Item = String>, depth: usize) -> String {
    lines("[", elements.into_iter(), "]", depth)
}

fn lines(open: &str, inner: impl Iterator<Item = String>, close: &str, depth: usize) -> String {
    let outer = "  ".repeat(depth);
    let inner: Vec<String> = inner.map(|line| format!("{outer}  {line}")).collect();
    match inner.as_slice() {
        [] => format!("{open}{close}"),
        _ => format!("{open}\n{}\n{outer}{close}", inner.join(",\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn an_empty_report_is_an_envelope() {
        let json: Value = serde_json::from_str(&render(&Report::default(), None).unwrap()).unwrap();
        assert_eq!(json["rows"], Value::Array(vec![]));
        assert_eq!(json["period"], Value::Null);
        assert_eq!(json["table"], Value::Null);
        assert_eq!(json["settings"].to_string(), "{}");
    }

    #[test]
    fn what_is_not_finite_is_null() {
        assert_eq!(value(&Cell::Number(f64::NAN)), "null");
        assert_eq!(value(&Cell::Undefined("no calls")), "null");
        assert_eq!(value(&Cell::ratio(1, 3)), "0.333333");
    }

    #[test]
    fn an_escape_sequence_leaves_a_terminal_alone() {
        assert_eq!(
            string("\u{1b}[31m\u{9b}\u{202e}\u{e0041}"),
            "\"\\u001b[31m\\u009b\\u202e\\udb40\\udc41\""
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn text_reads_back_as_it_was(text: String) {
            let back: String = serde_json::from_str(&string(&text)).unwrap();
            prop_assert_eq!(back, text);
        }
    }
}
