//! Keys of a `[map]` line that could do nothing, and sources that its column cannot have.

use super::complain;
use crate::ingest::profile::Pick;
use crate::ingest::toml_text::Keys;
use crate::model::Kind;
use toml::de::DeValue;

/// Keys, what the cells are that they belong to, and those in words.
const BELONG: [(&[&str], &[Kind], &str); 3] = [
    (&["format", "century", "on_ambiguous"], &[Kind::Time], "times"),
    (&["unit", "round"], &[Kind::Duration], "durations"),
    (&["min", "max", "scale"], &[Kind::Duration, Kind::Number], "durations and numbers"),
];

/// What happens to the text of one cell.
const STEPS: [&str; 9] =
    ["default", "trim_chars", "regex", "split", "lower", "contains", "gt", "lookup", "map"];

/// Complains of keys that belong to cells of another kind, or to another source.
pub(super) fn refuse_idle(keys: &Keys<'_>, pick: &Pick, holds: Kind) {
    for (names, kinds, words) in BELONG {
        // The cells of an expression may be times, and its result a duration.
        let of_cells = matches!(pick, Pick::Expr(_)) && kinds.contains(&Kind::Time);
        if kinds.contains(&holds) || of_cells {
            continue;
        }
        for name in names.iter().filter(|name| keys.has(name)) {
            refuse(
                keys,
                name,
                &format!("belongs to {words}, and {} is {}", keys.name(), is(holds)),
            );
        }
    }
    let (source, idle): (_, &[&str]) = match pick {
        Pick::Expr(_) => ("expr", &STEPS),
        Pick::DateTime { .. } => ("date` and `time", &STEPS),
        Pick::Const(_) => ("const", &["null", "default"]),
        Pick::RowNumber => ("row_number", &["null", "default"]),
        Pick::Column(_) | Pick::First(_) | Pick::Join { .. } => ("", &[]),
    };
    for name in idle.iter().filter(|name| keys.has(name)) {
        refuse(keys, name, &format!("does nothing beside `{source}`"));
    }
    if matches!(pick, Pick::DateTime { .. }) && keys.has("format") {
        refuse(keys, "format", "does nothing beside `date` and `time`: the date has its own");
    }
    for name in ["min", "max"].iter().filter(|name| keys.has("scale") && keys.has(name)) {
        refuse(keys, name, "does nothing beside `scale`");
    }
    let reads_times = holds == Kind::Time || matches!(pick, Pick::Expr(_));
    for (name, why) in idle_of_formats(keys, pick).into_iter().filter(|_| reads_times) {
        refuse(keys, name, why);
    }
    if let Some(said) = contradicts(keys, holds) {
        refuse(keys, "type", &format!("cannot be `{said}`: {} is {}", keys.name(), is(holds)));
    }
}

/// Keys that do nothing with the formats there are.
fn idle_of_formats(keys: &Keys<'_>, pick: &Pick) -> Vec<(&'static str, &'static str)> {
    let formats: Vec<&str> = match keys.peek("format") {
        Some(DeValue::String(format)) => vec![format],
        Some(DeValue::Array(formats)) => {
            formats.iter().filter_map(|format| format.get_ref().as_str()).collect()
        }
        _ => Vec::new(),
    };
    let mut idle = Vec::new();
    if keys.has("on_ambiguous") && formats.len() < 2 {
        idle.push(("on_ambiguous", "belongs to several formats, of which two may fit"));
    }
    // A date beside its time has a format of its own.
    let of_date = matches!(pick, Pick::DateTime { .. });
    if keys.has("century") && !of_date && !formats.iter().any(|format| format.contains("%y")) {
        idle.push(("century", "belongs to years of two digits, `%y` in a format"));
    }
    idle
}

/// Complains of a source whose values the column cannot hold.
pub(super) fn refuse_odd_source(keys: &Keys<'_>, pick: &Pick, holds: Kind) {
    let (key, made) = match pick {
        Pick::Expr(_) if !matches!(holds, Kind::Duration | Kind::Number) => ("expr", "durations"),
        Pick::DateTime { .. } if holds != Kind::Time => ("date", "times"),
        _ => return,
    };
    let span = keys.span_of(key);
    let message = format!("`{key}` makes {made}, and {} is {}", keys.name(), is(holds));
    complain(keys, ("bad-source", &span), &message, "give it another source, such as column");
}

fn refuse(keys: &Keys<'_>, key: &str, why: &str) {
    let span = keys.span_of(key);
    complain(keys, ("unsupported-key", &span), &format!("`{key}` {why}"), "take it out");
}

fn is(holds: Kind) -> &'static str {
    match holds {
        Kind::Text => "text",
        Kind::Duration => "a duration",
        Kind::Time => "a time",
        Kind::Number => "a number",
        Kind::Flag => "true or false",
        Kind::Outcome => "an outcome",
    }
}

/// The word of `type` where the column is something else; any will do where it is text, or where the
/// cells become something else on the way.
fn contradicts<'k>(keys: &'k Keys<'_>, holds: Kind) -> Option<&'k str> {
    let said = keys.peek("type")?.as_str()?;
    if ["contains", "gt", "lookup", "map"].iter().any(|step| keys.has(step)) {
        return None;
    }
    let fits = match holds {
        Kind::Text | Kind::Outcome => true,
        Kind::Duration => said == "duration",
        Kind::Time => said == "timestamp",
        Kind::Number => matches!(said, "number" | "percent"),
        Kind::Flag => said == "bool",
    };
    let known = ["text", "timestamp", "duration", "number", "percent", "bool"];
    (!fits && known.contains(&said)).then_some(said)
}

#[cfg(test)]
mod tests {
    use crate::ingest::profile::parse;

    fn told(kind: &str, map: &str) -> Vec<(&'static str, String)> {
        let text = format!("[profile]\nname = \"x\"\nkind = \"{kind}\"\n[map]\n{map}\n");
        let problems = parse("p.toml", &text).err().unwrap_or_default();
        let told = |it: &&crate::problem::Problem| (it.code, it.message.clone());
        problems.shown().iter().map(told).collect()
    }

    #[test]
    fn a_key_that_belongs_to_other_cells_is_a_complaint() {
        for (map, message) in [
            ("talk_s = { column = \"t\", format = \"%H\" }", "`format` belongs to times"),
            (
                "start_time = { column = \"t\", format = \"%F\", century = 1900 }",
                "`century` belongs to years of two digits",
            ),
            (
                "start_time = { column = \"t\", format = \"%F\", on_ambiguous = \"first\" }",
                "`on_ambiguous` belongs to several formats",
            ),
            ("queue = { column = \"q\", unit = \"s\" }", "`unit` belongs to durations"),
            ("csat = { column = \"c\", round = \"down_s\" }", "`round` belongs to durations"),
            ("queue = { column = \"q\", min = 1 }", "`min` belongs to durations and numbers"),
            ("resolved = { column = \"r\", scale = [0, 1] }", "`scale` belongs to durations and"),
            ("talk_s = { column = \"t\", type = \"timestamp\" }", "`type` cannot be `timestamp`"),
            (
                "csat = { column = \"c\", scale = [1, 5], max = 4 }",
                "`max` does nothing beside `scale`",
            ),
            ("talk_s = { expr = \"a - b\", lower = true }", "`lower` does nothing beside `expr`"),
            ("queue = { const = \"a\", null = [\"a\"] }", "`null` does nothing beside `const`"),
            (
                "start_time = { date = { column = \"d\", format = \"%F\" }, time = { column = \"t\" }, format = \"%F\" }",
                "`format` does nothing beside `date` and `time`",
            ),
            ("queue = { column = \"q\", trim = false }", "cells are always trimmed"),
        ] {
            let told = told("interactions", map);
            assert_eq!(told.len(), 1, "{map}: {told:?}");
            assert!(told[0].0 == "unsupported-key" && told[0].1.contains(message), "{told:?}");
        }
    }

    #[test]
    fn a_key_that_does_something_is_none() {
        for map in [
            "talk_s = { expr = \"a - b\", format = \"%H:%M:%S\", unit = \"s\", min = 0 }",
            "x_wait = { column = \"w\", type = \"duration\" }",
            "start_time = { column = \"t\", type = \"timestamp\", format = \"%F\", trim = true }",
            "csat = { column = \"c\", type = \"percent\", min = 0 }",
            "transferred = { column = \"t\", type = \"number\", gt = 0 }",
        ] {
            assert_eq!(told("interactions", map), [], "{map}");
        }
        assert_eq!(told("intervals", "offered = { column = \"o\", min = 0 }"), []);
        assert_eq!(told("intervals", "queue = { column = \"q\", unit = \"s\" }").len(), 1);
    }

    #[test]
    fn text_is_made_neither_of_times_nor_of_differences() {
        for map in [
            "queue = { expr = \"a - b\" }",
            "end_time = { expr = \"a + b\" }",
            "queue = { date = { column = \"d\", format = \"%F\" }, time = { column = \"t\" } }",
        ] {
            let told = told("interactions", map);
            assert_eq!((told.len(), told[0].0), (1, "bad-source"), "{map}: {told:?}");
        }
    }
}
