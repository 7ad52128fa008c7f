//! A profile's TOML to its types, every complaint collected.

mod effect;
mod field;
mod file;
mod joining;
mod names;
mod outcome;
mod steps;
mod takes;
mod unpivot;

use super::{Layout, Profile, RecordKind, SelectRules, bundled};
use crate::ingest::source;
use crate::ingest::toml_text::{Found, Keys, Span, TomlText};
use crate::ingest::values::{Decimal, DecimalMark};
use crate::model::Zone;
use crate::problem::{Blame, Place, Problem, Problems, Refused, nearest};
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use toml::de::DeValue;

/// What parts of a profile that are not understood yet are answered with.
const LATER: &str = "a profile has [detect], [file], [where], [map], [unpivot], [[outcome]], [group] and [events]; turn the export into one of these first";

/// Reads a profile from a file, or the bundled one of that name where there is no such file.
///
/// # Errors
///
/// If the file cannot be read, or [`Refused`] with everything that is wrong in it.
pub fn open(path: &Path) -> Result<Profile> {
    let name = path.display().to_string();
    let refused = |problems| Refused { blame: Blame::Request, problems }.into();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            // A configuration puts its own folder before every name.
            let last = path.file_name().and_then(|last| last.to_str()).unwrap_or_default();
            match bundled::text(last) {
                Some(text) => return parse(last, text).map_err(refused),
                None => return Err(no_such(&name).into()),
            }
        }
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read the profile `{name}`"));
        }
    };
    parse(&name, &text).map_err(refused)
}

fn no_such(name: &str) -> Refused {
    let known: Vec<&str> = bundled::names().collect();
    let problem = Problem::new("no-profile", Place::file(name), "there is no such profile");
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("name a file, or one of {}", known.join(", ")),
    };
    Refused::because(Blame::Request, problem.help(help))
}

/// Reads a profile from its text; `file` is what messages call it.
pub fn parse(file: &str, text: &str) -> Result<Profile, Problems> {
    let toml = TomlText::new(file, text);
    let table = toml.parse()?;
    let mut keys = Keys::root(&toml, &table, "the profile");
    let sha256 = source::sha256(text.as_bytes());
    let mut profile = Profile { path: file.to_owned(), sha256, ..Profile::default() };
    keys.require(&["profile"]);
    if let Some(about) = keys.table("profile", "[profile]") {
        head(about, &mut profile);
    }
    if let Some(mut detect) = keys.table("detect", "[detect]") {
        profile.detect.header_has = texts(&mut detect, "header_has").unwrap_or_default();
        profile.detect.file_name = texts(&mut detect, "file_name").unwrap_or_default();
        detect.close();
    }
    if let Some(rules) = keys.table("file", "[file]") {
        profile.file = file::lower(rules);
    }
    if let Some(rules) = keys.table("where", "[where]") {
        profile.select = select_rules(rules);
    }
    if let Some(map) = keys.table("map", "[map]") {
        profile.map = field::lower_all(map, profile.kind);
    }
    profile.group = keys.table("group", "[group]").and_then(joining::group);
    if let Some(rules) = keys.table("unpivot", "[unpivot]") {
        profile.unpivot = Some(unpivot::lower(rules));
    }
    let events = keys.table("events", "[events]");
    if events.is_some() != (profile.kind == RecordKind::Events) {
        let span = keys.span_of("events");
        let help = "write kind = \"events\" under [profile], with the rules under [events]";
        let message = "kind = \"events\" and [events] go together";
        complain(&keys, ("missing-key", &span), message, help);
    }
    profile.events = events.and_then(|events| joining::events(events, &profile.map));
    profile.outcomes = outcome::rules(keys.tables("outcome", "[[outcome]]"));
    unjoinable(&keys, &profile);
    keys.close();
    let problems = toml.into_problems();
    if problems.errors() > 0 { Err(problems) } else { Ok(profile) }
}

/// Events are neither grouped nor sent again: they become interactions by their own rules.
fn unjoinable(keys: &Keys<'_>, profile: &Profile) {
    let file = keys.span_at("file.dedupe");
    let group = keys.span_of("group");
    for (there, span) in [(profile.file.dedupe.is_some(), file), (profile.group.is_some(), group)] {
        if there && profile.events.is_some() {
            let message = "events are neither grouped nor taken for repeats";
            complain(keys, ("unsupported-key", &span), message, "take this out");
        }
    }
    let of_contacts = profile.kind.makes_interactions();
    let of_evaluations = profile.kind == RecordKind::Evaluations;
    let outcome = keys.span_of("outcome");
    let (unpivot, group) = (keys.span_of("unpivot"), keys.span_of("group"));
    for (misplaced, span, message) in [
        (
            profile.unpivot.is_some() && !of_evaluations,
            &unpivot,
            "[unpivot] makes answers of columns, and only evaluations have answers",
        ),
        (
            profile.group.is_some() && !of_contacts,
            &group,
            "[group] makes interactions of legs, and these records are none",
        ),
        (
            !profile.outcomes.is_empty() && !of_contacts,
            &outcome,
            "[[outcome]] tells how interactions end, and these records are none",
        ),
    ] {
        if misplaced {
            complain(keys, ("unsupported-key", span), message, "take it out, or correct `kind`");
        }
    }
}

fn head(mut keys: Keys<'_>, profile: &mut Profile) {
    keys.require(&["name", "kind"]);
    profile.name = keys.text("name").map(|name| name.value.to_owned()).unwrap_or_default();
    if let Some(kind) = keys.word("kind", &RecordKind::NAMES) {
        profile.kind = kind.value;
    }
    let _version = keys.value("version");
    let layouts = [("wide", Layout::Wide), ("long", Layout::Long)];
    let layout = keys.word("layout", &layouts);
    if let Some(layout) = layout.as_ref().filter(|_| profile.kind != RecordKind::Evaluations) {
        let kind = profile.kind.name();
        let message = format!("`layout` belongs to evaluations, and these records are {kind}");
        let help = "take it out, or correct `kind`";
        complain(&keys, ("unsupported-key", &layout.span), &message, help);
    }
    profile.layout = layout.map(|layout| layout.value);
    keys.close();
}

/// Complains at a span, with what to do.
fn complain(keys: &Keys<'_>, (code, span): (&'static str, &Span), message: &str, help: &str) {
    keys.toml().complain(keys.toml().problem(code, span, message).help(help));
}

/// Complains of a flag that cannot be switched off.
fn always(keys: &mut Keys<'_>, key: &'static str, message: &str) {
    if let Some(flag) = keys.flag(key).filter(|flag| !flag.value) {
        complain(keys, ("unsupported-key", &flag.span), message, "take it out");
    }
}

/// Complains of a key that does nothing where another is not given.
fn needs(keys: &Keys<'_>, key: &str, other: &str) {
    if keys.has(key) && !keys.has(other) {
        let message = format!("`{key}` does nothing without `{other}`");
        let span = keys.span_of(key);
        complain(keys, ("unsupported-key", &span), &message, "take it out, or add the other");
    }
}

/// The text, number or flag of a key; anything else is a complaint.
fn scalar_of(keys: &mut Keys<'_>, key: &'static str) -> Option<String> {
    let value = keys.value(key)?;
    keys.expect(key, value, ("a text, a number, true or false", scalar)).map(|found| found.value)
}

/// A zone by its name; an unknown one is a complaint.
pub(crate) fn zone(keys: &mut Keys<'_>, key: &'static str) -> Option<Zone> {
    let name = keys.text(key)?;
    let zone = Zone::named(name.value);
    if zone.is_none() {
        let message = format!("there is no zone `{}`", name.value);
        complain(
            keys,
            ("unknown-zone", &name.span),
            &message,
            "write an IANA name such as America/Bogota",
        );
    }
    zone
}

fn texts(keys: &mut Keys<'_>, key: &'static str) -> Option<Vec<String>> {
    let found = keys.texts(key)?;
    Some(found.into_iter().map(|text| text.value.to_owned()).collect())
}

/// The same of a list that means something only when there is something in it.
fn some_texts(keys: &mut Keys<'_>, key: &'static str) -> Option<Vec<String>> {
    let found = texts(keys, key)?;
    if found.is_empty() {
        let span = keys.span_of(key);
        let message = format!("`{key}` is an empty list, which nothing could match");
        complain(keys, ("empty-text", &span), &message, "name a text, or take it out");
    }
    Some(found)
}

fn select_rules(mut keys: Keys<'_>) -> SelectRules {
    let mut rules = SelectRules::default();
    if let Some(require) = keys.table("require", "`require`") {
        rules.require = columns_and_texts(require);
    }
    if let Some(keep) = keys.table("keep", "`keep`") {
        rules.keep = columns_and_texts(keep);
    }
    if let Some(drop) = keys.table("drop", "`drop`") {
        rules.drop = columns_and_texts(drop);
    }
    keys.close();
    rules
}

fn columns_and_texts(keys: Keys<'_>) -> BTreeMap<String, Vec<String>> {
    let toml = keys.toml();
    let mut found = BTreeMap::new();
    for (column, value) in keys.entries() {
        match scalar_list(&value) {
            Some(texts) => {
                found.insert(column.value.to_owned(), texts);
            }
            None => toml.complain(toml.problem(
                "wrong-type",
                &value.span,
                "expected a text or a list of texts",
            )),
        }
    }
    found
}

/// A text, number or flag, or a list of them, as texts.
fn scalar_list(value: &Found<&DeValue<'_>>) -> Option<Vec<String>> {
    match value.value.as_array() {
        Some(list) => list.iter().map(|one| scalar(one.get_ref())).collect(),
        None => Some(vec![scalar(value.value)?]),
    }
}

/// A text, number or flag as a cell would hold it.
fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}

/// A number, exactly as its digits say.
fn decimal(keys: &mut Keys<'_>, key: &'static str) -> Option<Decimal> {
    let value = keys.value(key)?;
    let read = |value: &DeValue<'_>| Decimal::parse(&scalar(value)?, DecimalMark::Point);
    keys.expect(key, value, ("a number", read)).map(|found| found.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::profile::Pick;

    fn codes(text: &str) -> Vec<(&'static str, u64)> {
        let problems = parse("p.toml", text).unwrap_err();
        problems.shown().iter().map(|problem| (problem.code, problem.place.line.unwrap())).collect()
    }

    #[test]
    fn an_empty_profile_lacks_its_head() {
        assert_eq!(codes(""), [("missing-key", 1)]);
    }

    #[test]
    fn what_does_not_go_together_says_so() {
        let text = "[profile]\nname = \"x\"\nkind = \"intervals\"\n[unpivot]\ncolumns = [\"a\"]\n\
                    [group]\nkey = \"id\"\n[[outcome]]\ndefault = true\nis = \"other\"\n";
        let wrong = [4, 6, 8].map(|line| ("unsupported-key", line));
        assert_eq!(codes(text), wrong);
        let text = "[profile]\nname = \"x\"\nkind = \"events\"\n";
        assert_eq!(codes(text), [("missing-key", 1)]);
        let text = "[profile]\nname = \"x\"\nkind = \"interactions\"\n[map]\n\
                    start_time = { column = \"t\", format = [] }\n";
        assert_eq!(codes(text), [("bad-format", 5)]);
    }

    #[test]
    fn what_could_never_do_anything_is_refused() {
        let head = "[profile]\nname = \"x\"\nkind = \"interactions\"\n";
        for (lines, code) in [
            ("[file]\nfooter = { first_cell = [] }", "empty-text"),
            ("[file]\nheader = { match = [] }", "empty-text"),
            ("[file]\nnewline = \"x\"", "unknown-value"),
            ("[map]\nqueue = { column = \"q\", split = \"\" }", "empty-text"),
            ("[map]\ntalk_s = { column = \"t\", min = 5, max = 4 }", "bad-range"),
            ("[[outcome]]\nis = \"other\"\nwhen = {}", "empty-text"),
            ("layout = \"long\"", "unsupported-key"),
            ("[file]\nskip_blank_rows = false", "unsupported-key"),
            ("[file]\nheader = false\ncolumns = [\"a\", \"b\", \"a\"]", "duplicate-column"),
            ("[[outcome]]\nis = \"other\"\nwhen = { a = 1 }\ndefault = true", "unsupported-key"),
            ("[[outcome]]\nis = \"other\"\nwhen = { reason = [] }", "empty-text"),
        ] {
            let line = u64::try_from(lines.lines().count()).unwrap() + 3;
            assert_eq!(codes(&format!("{head}{lines}\n")), [(code, line)], "{lines}");
        }
        let early = "[[outcome]]\nis = \"other\"\ndefault = true\n[[outcome]]\nis = \"answered\"\nwhen = { a = 1 }\n";
        assert_eq!(codes(&format!("{head}{early}")), [("unsupported-key", 6)]);
        let same =
            "[map]\ntalk_s = { column = \"t\", min = 5, max = 5 }\n[file]\nnewline = \"crlf\"\n";
        assert!(parse("p.toml", &format!("{head}{same}")).is_ok());
    }

    #[test]
    fn every_complaint_is_collected_with_its_place() {
        let text = "[profile]\nname = \"x\"\nkind = \"interaction\"\n[file]\ndelimter = \";\"\ntimezone = \"Mars/One\"\n\
                    [map]\nwait_s = { column = \"w\", unit = \"seconds\" }\ntalks = { column = \"t\" }\n[[outcome]]\nis = \"answerd\"\n";
        let found: Vec<_> = codes(text).into_iter().map(|(code, _)| code).collect();
        for code in ["unknown-value", "unknown-key", "unknown-zone", "missing-key"] {
            assert!(found.contains(&code), "{code} is not in {found:?}");
        }
        assert_eq!(found.len(), 7);
    }

    #[test]
    fn rules_and_maps_become_types() {
        let text = r#"
            [profile]
            name = "bank"
            kind = "interactions"
            [file]
            delimiter = ";"
            null = ["", "NO_SERVER"]
            timezone = "Asia/Jerusalem"
            [where]
            drop = { state = ["test", "demo"] }
            [map]
            interaction_id = { columns = ["line", "call"], join = "-" }
            start_time = { columns = ["date", "time"], join = " ", format = "%y%m%d %H:%M:%S", century = 1900 }
            channel = { const = "voice" }
            [[outcome]]
            when = { result = "HANG", wait = { gt = 0 } }
            is = "abandoned"
            [[outcome]]
            default = true
            is = "other"
        "#;
        let profile = parse("p.toml", text).unwrap();
        assert_eq!(profile.file.delimiter, Some(b';'));
        assert!(
            matches!(&profile.map["interaction_id"].pick, Pick::Join { columns, .. } if columns.len() == 2)
        );
        assert_eq!(profile.outcomes.len(), 2);
        assert_eq!(profile.outcomes[0].when.len(), 2);
        assert_eq!(profile.columns(), ["call", "date", "line", "result", "state", "time", "wait"]);
    }
}
