//! `dedupe`, `[group]` and `[events]` to their types.

use super::{LATER, complain, field, names, scalar, takes, texts};
use crate::ingest::profile::{
    AtEnd, Dedupe, EventRule, EventRules, FieldMap, GroupRules, KeepOf, Legs, Otherwise, Pick,
    RecordKind, SetFrom, Unknown,
};
use crate::ingest::toml_text::{Found, Keys};
use crate::model::{Field, Kind, Name, Outcome};
use std::collections::BTreeMap;
use toml::de::DeValue;

/// `dedupe = { key, keep }` or `"exact"`.
pub(super) fn dedupe(keys: &mut Keys<'_>) -> Option<Dedupe> {
    let found = keys.value("dedupe")?;
    if found.value.as_str().is_some() {
        keys.word("dedupe", &[("exact", ())])?;
        return Some(Dedupe { key: Vec::new(), keep: KeepOf::First });
    }
    let shown = r#"{ key = ["id"], keep = "first" }, or dedupe = "exact""#;
    let mut rule = keys.table_such_as("dedupe", shown)?;
    rule.require(&["key", "keep"]);
    let (key, keep) = (texts(&mut rule, "key"), rule.text("keep"));
    rule.close();
    let keep = keep?;
    let keep = match keep.value.strip_prefix("max:") {
        Some(column) => KeepOf::Max(column.trim().to_owned()),
        None if keep.value == "first" => KeepOf::First,
        None if keep.value == "last" => KeepOf::Last,
        None => {
            rule.complain_of_word("keep", &keep, &["first", "last", "max:<column>"]);
            return None;
        }
    };
    key.map(|key| Dedupe { key, keep })
}

/// `[group]`.
pub(super) fn group(mut keys: Keys<'_>) -> Option<GroupRules> {
    keys.require(&["key"]);
    let mut named = Vec::new();
    let mut column = |key| {
        let text = keys.text(key)?;
        named.push((text.value.to_owned(), key, keys.toml().spot(&text.span)));
        Some(text.value.to_owned())
    };
    let (key, order) = (column("key"), column("order"));
    let adjacent = keys.flag("adjacent").is_some_and(|flag| flag.value);
    let take = keys.table_such_as("take", r#"{ talk_s = "sum", start_time = "min" }"#);
    let take = take.map(|take| takes::takes(take, &mut named)).unwrap_or_default();
    let (any, otherwise) = keys
        .table_such_as("outcome", r#"{ any = "answered", else = "last" }"#)
        .map_or((vec![Outcome::Answered], None), outcome);
    keys.close();
    Some(GroupRules {
        key: key?,
        order,
        legs: if adjacent { Legs::Adjacent } else { Legs::Anywhere },
        take,
        any,
        otherwise: otherwise.unwrap_or_default(),
        named,
    })
}

fn outcome(mut keys: Keys<'_>) -> (Vec<Outcome>, Option<Otherwise>) {
    if !keys.has("any") && !keys.has("else") {
        let span = keys.span().clone();
        let message = "`outcome` says nothing of which leg decides";
        let help = "write outcome = { any = \"answered\", else = \"last\" }, or take it out";
        complain(&keys, ("missing-key", &span), message, help);
    }
    let mut any = Vec::new();
    for text in keys.texts("any").unwrap_or_default() {
        match Outcome::from_name(text.value) {
            Some(outcome) => any.push(outcome),
            None => keys.complain_of_word("any", &text, &Outcome::ALL.map(Outcome::name)),
        }
    }
    let mut words = vec![("first", Otherwise::First), ("last", Otherwise::Last)];
    words.extend(Outcome::ALL.map(|outcome| (outcome.name(), Otherwise::Is(outcome))));
    let otherwise = keys.word("else", &words).map(|word| word.value);
    keys.close();
    (any, otherwise)
}

/// `[events]`; what `[map]` says is read from the record that opens a contact.
pub(super) fn events(mut keys: Keys<'_>, map: &BTreeMap<String, FieldMap>) -> Option<EventRules> {
    keys.require(&["key", "time", "event", "on"]);
    let key = texts(&mut keys, "key");
    let time = keys.table("time", "`time`").map(|time| field::lower(time, Kind::Time));
    let event = keys.text("event").map(|text| text.value.to_owned());
    let ignore = keys.flag("ignore_unknown").is_some_and(|flag| flag.value);
    let mut on = keys.table("on", "[events.on]").map(rules).unwrap_or_default();
    let (mut answered_open, mut waiting_open) = (AtEnd::Keep, AtEnd::Drop);
    if let Some(mut at_end) = keys.table("at_end", "[events.at_end]") {
        let words = [("keep", AtEnd::Keep), ("drop", AtEnd::Drop)];
        let mut word = |key| at_end.word(key, &words).map(|word| word.value);
        answered_open = word("answered_open").unwrap_or(answered_open);
        waiting_open = word("waiting_open").unwrap_or(waiting_open);
        at_end.close();
    }
    if !on.is_empty() && !on.values().any(|rule| rule.open) {
        let span = keys.span_of("on");
        complain(
            &keys,
            ("missing-key", &span),
            "no event of [events.on] has `open`",
            "add open = true to the event that begins a contact",
        );
    }
    for rule in on.values_mut().filter(|rule| rule.open) {
        for (name, map) in map {
            let from = SetFrom::Map(Box::new(map.clone()));
            rule.set.entry(name.clone()).or_insert(from);
        }
    }
    keys.close();
    let unknown = if ignore { Unknown::Ignore } else { Unknown::Reject };
    Some(EventRules {
        key: key?,
        time: time?,
        event: event?,
        unknown,
        on,
        answered_open,
        waiting_open,
    })
}

fn rules(keys: Keys<'_>) -> BTreeMap<String, EventRule> {
    let toml = keys.toml();
    let mut rules = BTreeMap::new();
    for (name, value) in keys.entries() {
        let Some(table) = value.value.as_table() else {
            let message = format!("`{}`: expected a table such as {{ open = true }}", name.value);
            toml.complain(toml.problem("wrong-type", &value.span, message));
            continue;
        };
        let label = format!("[events.on.{}]", name.value);
        let table = Found { value: table, span: value.span.clone() };
        rules.insert(name.value.to_owned(), rule(Keys::of(toml, table, &label)));
    }
    rules
}

fn rule(mut keys: Keys<'_>) -> EventRule {
    let outcomes: Vec<_> = Outcome::ALL.map(|outcome| (outcome.name(), outcome)).to_vec();
    let rule = EventRule {
        open: keys.flag("open").is_some_and(|flag| flag.value),
        close: keys.flag("close").is_some_and(|flag| flag.value),
        outcome: keys.word("outcome", &outcomes).map(|outcome| outcome.value),
        count: count(&mut keys),
        set: keys.table("set", "`set`").map(sets).unwrap_or_default(),
    };
    keys.close();
    rule
}

/// The column that an event is counted in.
fn count(keys: &mut Keys<'_>) -> Option<String> {
    let column = keys.text("count")?;
    names::refuse_slip(keys.toml(), &column, RecordKind::Events);
    Some(column.value.to_owned())
}

fn sets(keys: Keys<'_>) -> BTreeMap<String, SetFrom> {
    let toml = keys.toml();
    let mut sets = BTreeMap::new();
    for (name, value) in keys.entries() {
        names::refuse_slip(toml, &name, RecordKind::Events);
        let from = match (value.value.as_table(), scalar(value.value)) {
            (Some(table), _) => {
                let label = format!("`{}`", name.value);
                let table = Found { value: table, span: value.span.clone() };
                let kind = Name::of(name.value).kind();
                SetFrom::Map(Box::new(field::lower(Keys::of(toml, table, &label), kind)))
            }
            (None, Some(text)) => set_from(name.value, value.value, &text),
            (None, None) => {
                let problem = toml.problem(
                    "wrong-type",
                    &value.span,
                    "expected a column, \"@time\" or a text in single quotes",
                );
                toml.complain(problem.help(LATER));
                continue;
            }
        };
        sets.insert(name.value.to_owned(), from);
    }
    sets
}

/// `"column"`, `"@time"`, `"'text'"`; true and false stand for themselves in columns of flags.
fn set_from(name: &str, value: &DeValue<'_>, text: &str) -> SetFrom {
    if text == "@time" {
        return SetFrom::Time;
    }
    let flag = Field::from_name(name).is_some_and(|field| field.kind() == Kind::Flag);
    let literal = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    let itself = value.as_str().is_none() || flag && ["true", "false"].contains(&text);
    let pick = match literal.or(itself.then_some(text)) {
        Some(text) => Pick::Const(text.to_owned()),
        None => Pick::Column(vec![text.to_owned()]),
    };
    SetFrom::Map(Box::new(FieldMap { pick, ..FieldMap::default() }))
}
