//! One `[map]` line to its type.

use super::{always, complain, decimal, effect, names, needs, scalar, scalar_of, steps, texts};
use crate::ingest::profile::{
    Ambiguous, Bad, Expr, FieldMap, Missing, NumberForm, Pick, RecordKind, Round, Sign, Wrap,
};
use crate::ingest::schema;
use crate::ingest::times::TimeFormat;
use crate::ingest::toml_text::{Found, Keys};
use crate::ingest::values::{Decimal, DecimalMark, DurationUnit};
use crate::model::{Kind, Name};
use std::collections::BTreeMap;
use toml::de::DeValue;

/// Every line of `[map]`, by canonical name.
pub(super) fn lower_all(keys: Keys<'_>, kind: RecordKind) -> BTreeMap<String, FieldMap> {
    let toml = keys.toml();
    let mut map = BTreeMap::new();
    for (name, value) in keys.entries() {
        let canonical = names::canonical(name.value, kind);
        names::refuse_slip(toml, &name, kind);
        let Some(table) = value.value.as_table() else {
            let message =
                format!("`{}`: expected a table such as {{ column = \"Header\" }}", name.value);
            toml.complain(toml.problem("wrong-type", &value.span, message));
            continue;
        };
        let label = format!("`{}`", name.value);
        let table = Found { value: table, span: value.span.clone() };
        let canonical = canonical.unwrap_or(name.value);
        let holds = schema::kind_of(kind, &Name::of(canonical));
        map.insert(canonical.to_owned(), lower(Keys::of(toml, table, &label), holds));
    }
    map
}

/// One line of `[map]`, or what stands for one, of a column that holds such cells.
pub(super) fn lower(mut keys: Keys<'_>, holds: Kind) -> FieldMap {
    let pick = pick(&mut keys);
    effect::refuse_odd_source(&keys, &pick, holds);
    reading(keys, pick, holds)
}

/// How the cells of a source are read.
pub(super) fn reading(mut keys: Keys<'_>, pick: Pick, holds: Kind) -> FieldMap {
    effect::refuse_idle(&keys, &pick, holds);
    let mut map = FieldMap { pick, ..FieldMap::default() };
    map.nulls = texts(&mut keys, "null");
    map.default = scalar_of(&mut keys, "default");
    map.steps = steps::steps(&mut keys);
    map.values = values(&mut keys);
    map.formats = formats(&mut keys, "format");
    map.century = century(&mut keys);
    let words = [("error", Ambiguous::Error), ("first", Ambiguous::First)];
    map.ambiguous = keys.word("on_ambiguous", &words).map(|word| word.value).unwrap_or_default();
    map.unit = unit(&mut keys, "unit");
    (map.min, map.max) = (decimal(&mut keys, "min"), decimal(&mut keys, "max"));
    if let (Some(min), Some(max)) = (map.min, map.max)
        && max.compare(min).is_lt()
    {
        let span = keys.span_of("max");
        let message = "`max` is less than `min`, so that no value could be read";
        complain(&keys, ("bad-range", &span), message, "exchange them");
    }
    if let Some((low, high)) = scale(&mut keys) {
        (map.min, map.max) = (Some(low), Some(high));
    }
    let words = [("reject", Bad::Reject), ("blank", Bad::Blank)];
    map.bad = keys.word("bad", &words).map(|word| word.value).unwrap_or_default();
    map.optional = keys.flag("optional").is_some_and(|flag| flag.value);
    map.number = number_form(&mut keys);
    map.round = round(&mut keys);
    always(&mut keys, "trim", "cells are always trimmed");
    keys.close();
    map
}

/// What the cells are follows from the column; `type` adds only that numbers are percentages.
fn number_form(keys: &mut Keys<'_>) -> NumberForm {
    let plain = ["text", "timestamp", "duration", "number", "bool"];
    let mut words = plain.map(|word| (word, NumberForm::Plain)).to_vec();
    words.push(("percent", NumberForm::Percent));
    keys.word("type", &words).map(|word| word.value).unwrap_or_default()
}

fn round(keys: &mut Keys<'_>) -> Round {
    let words = [("nearest_s", Round::Nearest), ("down_s", Round::Down), ("up_s", Round::Up)];
    keys.word("round", &words).map(|word| word.value).unwrap_or_default()
}

fn pick(keys: &mut Keys<'_>) -> Pick {
    for (key, other) in [
        ("aliases", "column"),
        ("join", "columns"),
        ("skip_missing", "columns"),
        ("wrap", "expr"),
        ("take", "split"),
    ] {
        needs(keys, key, other);
    }
    let aliases = texts(keys, "aliases").unwrap_or_default();
    let separator = keys.text("join").map(|text| text.value.to_owned()).unwrap_or_default();
    let skip = keys.flag("skip_missing").is_some_and(|flag| flag.value);
    let wrap = keys
        .word("wrap", &[("midnight", Wrap::Midnight)])
        .map(|word| word.value)
        .unwrap_or_default();
    let mut picks = Vec::new();
    if let Some(column) = keys.text("column") {
        let names = std::iter::once(column.value.to_owned()).chain(aliases);
        picks.push(Pick::Column(names.collect()));
    }
    if let Some(columns) = texts(keys, "columns") {
        let missing = if skip { Missing::Skip } else { Missing::Spread };
        picks.push(Pick::Join { columns, separator, missing });
    }
    picks.extend(texts(keys, "first").map(Pick::First));
    picks.extend(scalar_of(keys, "const").map(Pick::Const));
    if keys.flag("row_number").is_some_and(|flag| flag.value) {
        picks.push(Pick::RowNumber);
    }
    picks.extend(expr(keys, wrap).map(Pick::Expr));
    picks.extend(date_time(keys));
    // A source that cannot be read has been complained of.
    let has = |names: &[&str]| names.iter().all(|name| keys.has(name));
    let told = [&["expr"][..], &["const"], &["date", "time"]];
    let unread = picks.is_empty() && told.into_iter().any(has);
    if picks.len() != 1 && !unread {
        let span = keys.span().clone();
        let message = format!("{} names {} sources, expected one", keys.name(), picks.len());
        complain(
            keys,
            ("bad-source", &span),
            &message,
            "give one of column, columns, first, const, expr, row_number, or date with time",
        );
    }
    picks.pop().unwrap_or_default()
}

/// `a - b` or `a + b`; names with spaces or signs stand in quotes.
fn expr(keys: &mut Keys<'_>, wrap: Wrap) -> Option<Expr> {
    let text = keys.text("expr")?;
    let parsed = operand(text.value).and_then(|(left, rest)| {
        let sign = match rest.trim_start().chars().next()? {
            '-' => Sign::Minus,
            '+' => Sign::Plus,
            _ => return None,
        };
        let (right, end) = operand(&rest.trim_start()[1..])?;
        end.trim().is_empty().then_some(Expr { left, sign, right, wrap })
    });
    if parsed.is_none() {
        let message = format!("`{}` is no sum or difference of two columns", text.value);
        complain(
            keys,
            ("bad-expr", &text.span),
            &message,
            "write a - b, with names in quotes where they hold spaces: '\"Time Answered\" - \"Call Time\"'",
        );
    }
    parsed
}

/// A column name at the front of a text, and what follows.
fn operand(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    if let Some(quoted) = text.strip_prefix('"') {
        let (name, rest) = quoted.split_once('"')?;
        return Some((name.to_owned(), rest));
    }
    let end = text.find([' ', '-', '+']).unwrap_or(text.len());
    (end > 0).then(|| (text[..end].to_owned(), &text[end..]))
}

fn date_time(keys: &mut Keys<'_>) -> Option<Pick> {
    let date = keys.table_such_as("date", r#"{ column = "Date", format = "%d.%m.%Y" }"#);
    let time = keys.table_such_as("time", r#"{ column = "Time", unit = "h:m:s" }"#);
    let (mut date, mut time) = (date?, time?);
    date.require(&["column", "format"]);
    time.require(&["column"]);
    let date_column = date.text("column").map(|text| text.value.to_owned());
    let format = one_format(&mut date);
    let time_column = time.text("column").map(|text| text.value.to_owned());
    let unit = unit(&mut time, "unit").unwrap_or(DurationUnit::Auto);
    date.close();
    time.close();
    Some(Pick::DateTime { date: (date_column?, format?), time: (time_column?, unit) })
}

/// The format of a date that stands beside its time: one, for the two cells are read together.
fn one_format(date: &mut Keys<'_>) -> Option<TimeFormat> {
    let formats = formats(date, "format");
    if formats.len() > 1 {
        let span = date.span_of("format");
        let message = "a date beside its time has one format";
        let help = "write columns = [date, time] with join = \" \" for several";
        complain(date, ("unsupported-key", &span), message, help);
    }
    formats.into_iter().next()
}

/// The first year of the century of two-digit years.
fn century(keys: &mut Keys<'_>) -> Option<i32> {
    let found = keys.integer("century")?;
    let year = i32::try_from(found.value).ok().filter(|year| (0..=9_900).contains(year));
    if year.is_none() {
        let message = format!("`century`: expected a year such as 1900, found {}", found.value);
        complain(keys, ("unknown-value", &found.span), &message, "write century = 1900");
    }
    year
}

fn values(keys: &mut Keys<'_>) -> Option<BTreeMap<String, String>> {
    let map = keys.table_such_as("map", r#"{ Yes = true, No = false }"#)?;
    let toml = map.toml();
    let mut values = BTreeMap::new();
    for (from, to) in map.entries() {
        match scalar(to.value) {
            Some(text) => {
                values.insert(from.value.to_owned(), text);
            }
            None => toml.complain(toml.problem(
                "wrong-type",
                &to.span,
                "expected a text, a number, true or false",
            )),
        }
    }
    Some(values)
}

fn formats(keys: &mut Keys<'_>, key: &'static str) -> Vec<TimeFormat> {
    let mut formats = Vec::new();
    let texts = keys.texts(key);
    if texts.as_ref().is_some_and(Vec::is_empty) {
        let span = keys.span_of(key);
        let message = format!("`{key}` is an empty list, which reads nothing");
        complain(keys, ("bad-format", &span), &message, "name a format, or leave the key out");
    }
    for text in texts.unwrap_or_default() {
        match TimeFormat::parse(text.value) {
            Ok(format) => formats.push(format),
            Err(message) => complain(
                keys,
                ("bad-format", &text.span),
                &message,
                "use iso8601, epoch_s, epoch_ms, excel_serial, or strftime directives such as %d.%m.%Y %H:%M:%S",
            ),
        }
    }
    formats
}

fn unit(keys: &mut Keys<'_>, key: &'static str) -> Option<DurationUnit> {
    let text = keys.text(key)?;
    let unit = DurationUnit::from_name(text.value);
    if unit.is_none() {
        let names: Vec<&str> = DurationUnit::names().collect();
        keys.complain_of_word(key, &text, &names);
    }
    unit
}

/// `scale = [lowest, highest]`
fn scale(keys: &mut Keys<'_>) -> Option<(Decimal, Decimal)> {
    let value = keys.value("scale")?;
    let read = |value: &DeValue<'_>| {
        let ends: Vec<Decimal> = value
            .as_array()?
            .iter()
            .map(|end| Decimal::parse(&scalar(end.get_ref())?, DecimalMark::Point))
            .collect::<Option<_>>()?;
        let [low, high] = ends[..] else { return None };
        low.compare(high).is_lt().then_some((low, high))
    };
    keys.expect("scale", value, ("two numbers, the lower first, such as [1, 5]", read))
        .map(|found| found.value)
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn a_wrong_type_is_told_with_the_right_form() {
        for (rule, help) in [
            ("talk_s = { column = \"t\", round = 5 }", "`\"nearest_s\"`, `\"down_s\"`"),
            (
                "start_time = { date = \"d\", time = { column = \"t\" } }",
                "write date = { column = ",
            ),
            (
                "start_time = { date = { column = \"d\", format = \"%F\" }, time = \"t\" }",
                "write time = { column = ",
            ),
            ("queue = { column = \"q\", map = \"a\" }", "write map = { Yes = true"),
        ] {
            let text = format!("[profile]\nname = \"x\"\nkind = \"interactions\"\n[map]\n{rule}\n");
            let problems = parse("p.toml", &text).unwrap_err();
            let shown = problems.shown();
            assert_eq!((shown.len(), shown[0].code), (1, "wrong-type"), "{rule}: {shown:?}");
            assert!(shown[0].help.as_deref().unwrap().contains(help), "{rule}: {shown:?}");
        }
    }

    #[test]
    fn what_would_be_ignored_is_a_complaint() {
        for (rules, code) in [
            (
                "[map]\nstart_time = { column = \"t\", format = \"%y\", century = 99999999999 }",
                "unknown-value",
            ),
            ("[map]\nqueue = { column = \"q\", default = [\"x\"] }", "wrong-type"),
            ("[map]\nqueue = { const = [\"x\"] }", "wrong-type"),
            ("[map]\nqueue = { first = [\"q\"], aliases = [\"r\"] }", "unsupported-key"),
            ("[map]\nqueue = { column = \"q\", take = \"last\" }", "unsupported-key"),
            ("[map]\nqueue = { column = \"q\", skip_missing = true }", "unsupported-key"),
            ("[map]\nqueue = { column = \"q\", join = \"-\" }", "unsupported-key"),
            ("[map]\nwait_s = { column = \"w\", wrap = \"midnight\" }", "unsupported-key"),
            ("[map]\ncsat = { column = \"c\", scale = [5, 1] }", "wrong-type"),
            (
                "[map]\nstart_time = { date = { column = \"d\", format = [\"%d.%m.%Y\", \"%F\"] }, time = { column = \"t\" } }",
                "unsupported-key",
            ),
            ("[file]\nheader = { row = -1 }", "unknown-value"),
            ("[file]\nheader = {}", "missing-key"),
            ("[file]\ncolumns = [\"a\"]", "unsupported-key"),
            ("[file]\nheader = true\ncolumns = [\"a\"]", "unsupported-key"),
            ("[file]\nsheet = 0", "wrong-type"),
            (
                "[[outcome]]\nwhen = { a = { present = true, absent = true } }\nis = \"other\"",
                "unsupported-key",
            ),
            ("[group]\nkey = \"segment_group\"\noutcome = {}", "missing-key"),
        ] {
            let text = format!("[profile]\nname = \"x\"\nkind = \"interactions\"\n{rules}\n");
            let problems = parse("p.toml", &text).unwrap_err();
            let codes: Vec<_> = problems.counts().collect();
            assert_eq!(codes, [(code, 1)], "{rules}");
        }
    }
}
