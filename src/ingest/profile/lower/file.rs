//! `[file]` to its type.

use super::{always, complain, joining, needs, some_texts, texts, zone};
use crate::ingest::profile::{FileRules, HeaderRule, Quotes, Ragged, RepeatedHeader};
use crate::ingest::source::{SheetName, TextFormat};
use crate::ingest::toml_text::{Found, Keys};
use crate::ingest::values::{Decimal, DecimalMark};
use toml::de::DeValue;

/// The form of a file.
pub(super) fn lower(mut keys: Keys<'_>) -> FileRules {
    let mut rules = FileRules::default();
    let formats =
        [("csv", TextFormat::Csv), ("jsonl", TextFormat::Json), ("json", TextFormat::Json)];
    rules.format = keys.word("format", &formats).map(|format| format.value);
    rules.sheet = sheet(&mut keys);
    rules.max_rejects = share(&mut keys);
    rules.encoding =
        keys.text("encoding").map(|text| text.value.to_owned()).filter(|text| text != "auto");
    rules.delimiter = delimiter(&mut keys);
    rules.quotes = quotes(&mut keys);
    numbers(&mut keys, &mut rules);
    rules.header = header(&mut keys);
    let ragged = [("reject", Ragged::Reject), ("pad", Ragged::Pad)];
    rules.ragged = keys.word("ragged", &ragged).map(|ragged| ragged.value).unwrap_or_default();
    let repeat = [("skip", RepeatedHeader::Skip), ("keep", RepeatedHeader::Keep)];
    rules.repeat = keys.word("repeat_header", &repeat).map(|word| word.value).unwrap_or_default();
    if let Some(mut footer) = keys.table_such_as("footer", r#"{ first_cell = ["Total"] }"#) {
        footer.require(&["first_cell"]);
        rules.footer = some_texts(&mut footer, "first_cell").unwrap_or_default();
        footer.close();
    }
    rules.dedupe = joining::dedupe(&mut keys);
    rules.nulls = texts(&mut keys, "null").unwrap_or_default();
    rules.zone = zone(&mut keys, "timezone");
    // Line ends of every kind are read, and names are found in any case.
    let _always_so = (
        keys.word("newline", &[("auto", ()), ("lf", ()), ("crlf", ()), ("cr", ())]),
        keys.word("header_case", &[("insensitive", ())]),
    );
    always(&mut keys, "skip_blank_rows", "blank records are always skipped");
    keys.close();
    rules
}

/// `max_rejects = "0.5%"`
fn share(keys: &mut Keys<'_>) -> Option<String> {
    let found = keys.text("max_rejects")?;
    let share = found.value.strip_suffix('%').map(str::trim).unwrap_or_default();
    let decimals = share.split_once('.').map_or(0, |(_, part)| part.len());
    if Decimal::parse(share, DecimalMark::Point).is_some() && decimals <= 3 {
        return Some(found.value.to_owned());
    }
    let message = format!("`{}` is no percentage", found.value);
    complain(keys, ("bad-limit", &found.span), &message, "write max_rejects = \"0.5%\"");
    None
}

/// `sheet = "October"`, or its number from 1.
fn sheet(keys: &mut Keys<'_>) -> Option<SheetName> {
    let found = keys.value("sheet")?;
    let name = match &found.value {
        DeValue::String(name) => Some(SheetName::Named(name.to_string())),
        DeValue::Integer(number) => {
            let number = number.as_str().parse().ok().filter(|number| *number > 0);
            number.map(SheetName::Numbered)
        }
        _ => None,
    };
    if name.is_none() {
        let message = "`sheet`: expected a name or a number from 1";
        complain(keys, ("wrong-type", &found.span), message, "write sheet = \"October\"");
    }
    name
}

/// How numbers are written: the mark of decimals, and what stands between thousands.
fn numbers(keys: &mut Keys<'_>, rules: &mut FileRules) {
    let marks = [(".", DecimalMark::Point), (",", DecimalMark::Comma)];
    rules.decimal = keys.word("decimal", &marks).map(|mark| mark.value);
    let marks = [(",", ','), (".", '.'), (" ", ' '), ("'", '\'')];
    let Some(found) = keys.word("thousands", &marks) else { return };
    let decimal = if rules.decimal == Some(DecimalMark::Comma) { ',' } else { '.' };
    if found.value == decimal {
        let message = format!("`{decimal}` stands before decimals and between thousands");
        let help = "set `decimal` to the other mark, or take `thousands` out";
        complain(keys, ("unknown-value", &found.span), &message, help);
    }
    rules.thousands = Some(found.value);
}

/// `match_any = [["Call Time", "Status"], …]`
fn name_lists(keys: &mut Keys<'_>) -> Vec<Vec<String>> {
    let Some(value) = keys.value("match_any") else { return Vec::new() };
    let read = |value: &DeValue<'_>| {
        let lists = value.as_array()?.iter().map(|list| {
            let names = list.get_ref().as_array()?.iter();
            names.map(|name| name.get_ref().as_str().map(str::to_owned)).collect()
        });
        lists.collect::<Option<Vec<Vec<String>>>>()
    };
    let wanted = ("lists of names such as [[\"Call Time\", \"Status\"]]", read);
    keys.expect("match_any", value, wanted).map(|found: Found<_>| found.value).unwrap_or_default()
}

fn delimiter(keys: &mut Keys<'_>) -> Option<u8> {
    let text = keys.text("delimiter")?;
    match text.value.as_bytes() {
        b"auto" => None,
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && *byte != b'"' => Some(*byte),
        _ => {
            let message = format!("`{}` is no delimiter", text.value);
            complain(
                keys,
                ("bad-delimiter", &text.span),
                &message,
                "write \",\", \";\", \"\\t\", \"|\" or \"auto\"",
            );
            None
        }
    }
}

fn quotes(keys: &mut Keys<'_>) -> Quotes {
    let words = [("\"", Quotes::Enclose), ("none", Quotes::Literal)];
    keys.word("quote", &words).map(|quotes| quotes.value).unwrap_or_default()
}

/// `columns = ["…"]`, every name once.
fn columns(keys: &mut Keys<'_>) -> Option<Vec<String>> {
    let found = keys.texts("columns")?;
    for (nth, name) in found.iter().enumerate() {
        let first = found[..nth].iter().position(|other| other.value == name.value);
        if let Some(first) = first.filter(|_| !name.value.is_empty()) {
            let (text, first, second) = (name.value, first + 1, nth + 1);
            let message = format!("column `{text}` stands twice, as number {first} and {second}");
            complain(keys, ("duplicate-column", &name.span), &message, "rename one of them");
        }
    }
    Some(found.into_iter().map(|name| name.value.to_owned()).collect())
}

/// `header = true`, `false` with `columns`, `{ row = n }`, or names that it holds, in any case.
fn header(keys: &mut Keys<'_>) -> HeaderRule {
    needs(keys, "columns", "header");
    let columns = columns(keys);
    let Some(found) = keys.value("header") else { return HeaderRule::Found };
    if columns.is_some() && !matches!(found.value, DeValue::Boolean(false)) {
        let span = keys.span_of("columns");
        let message = "`columns` names those of a file without a header";
        let help = "write header = false, or take it out";
        complain(keys, ("unsupported-key", &span), message, help);
    }
    match found.value {
        DeValue::Boolean(true) => HeaderRule::Found,
        DeValue::Boolean(false) => {
            if columns.is_none() {
                complain(
                    keys,
                    ("missing-key", &found.span),
                    "header = false needs `columns`",
                    "add columns = [\"…\", \"…\"]",
                );
            }
            HeaderRule::Columns(columns.unwrap_or_default())
        }
        DeValue::Table(_) => {
            let Some(mut rule) = keys.table("header", "`header`") else { return HeaderRule::Found };
            let row = rule.integer("row");
            let line = row.as_ref().and_then(|row| u64::try_from(row.value).ok());
            let line = line.filter(|line| *line > 0);
            if let Some(row) = row.filter(|_| line.is_none()) {
                let message = format!("`row`: expected a line from 1, found {}", row.value);
                let help = "write header = { row = 3 }";
                complain(&rule, ("unknown-value", &row.span), &message, help);
            }
            if !["row", "match", "match_any"].iter().any(|key| rule.has(key)) {
                let span = rule.span().clone();
                let message = "`header` says neither which line nor what it holds";
                complain(&rule, ("missing-key", &span), message, "write header = { row = 3 }");
            }
            let mut lists: Vec<_> = some_texts(&mut rule, "match").into_iter().collect();
            lists.extend(name_lists(&mut rule));
            rule.close();
            match line {
                Some(line) => HeaderRule::Line(line),
                None if lists.is_empty() => HeaderRule::Found,
                None => HeaderRule::Names(lists),
            }
        }
        _ => {
            complain(
                keys,
                ("wrong-type", &found.span),
                "`header`: expected true, false or { row = n }",
                "write header = true",
            );
            HeaderRule::Found
        }
    }
}
