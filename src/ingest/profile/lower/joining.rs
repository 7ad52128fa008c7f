//! `dedupe`, `[group]` and `[events]` to their types.

use super::{LATER, complain, field, scalar, texts};
use crate::ingest::profile::{
    AtEnd, Dedupe, EventRule, EventRules, FieldMap, GroupRules, KeepOf, Legs, Otherwise, Pick,
    SetFrom, TakeOf, Unknown,
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
    let mut rule = keys.table("dedupe", "`dedupe`")?;
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
    let key = keys.text("key").map(|text| text.value.to_owned());
    let order = keys.text("order").map(|text| text.value.to_owned());
    let adjacent = keys.flag("adjacent").is_some_and(|flag| flag.value);
    let take = keys.table("take", "`take`").map(takes).unwrap_or_default();
    let (any, otherwise) =
        keys.table("outcome", "`outcome`").map_or((vec![Outcome::Answered], None), outcome);
    keys.close();
    Some(GroupRules {
        key: key?,
        order,
        legs: if adjacent { Legs::Adjacent } else { Legs::Anywhere },
        take,
        any,
        otherwise: otherwise.unwrap_or_default(),
    })
}

const TAKES: [(&str, TakeOf); 7] = [
    ("min", TakeOf::Min),
    ("max", TakeOf::Max),
    ("sum", TakeOf::Sum),
    ("first", TakeOf::First),
    ("last", TakeOf::Last),
    ("any", TakeOf::Any),
    ("first_answered", TakeOf::FirstAnswered),
];

fn takes(keys: Keys<'_>) -> BTreeMap<String, TakeOf> {
    let toml = keys.toml();
    let mut takes = BTreeMap::new();
    for (name, value) in keys.entries() {
        let text = value.value.as_str().unwrap_or_default();
        let take = TAKES.iter().find(|(word, _)| *word == text).map(|(_, take)| take.clone());
        let sum = text.strip_prefix("sum_before_answer:");
        let take = take.or_else(|| sum.map(|of| TakeOf::SumBeforeAnswer(of.trim().to_owned())));
        let kind = Name::of(name.value).kind();
        let fits = |take: &TakeOf| match take {
            TakeOf::Any => kind == Kind::Flag,
            TakeOf::Sum => matches!(kind, Kind::Duration | Kind::Number),
            TakeOf::SumBeforeAnswer(of) => {
                kind == Kind::Duration && Name::of(of).kind() == Kind::Duration
            }
            _ => true,
        };
        if let Some(take) = take.filter(fits) {
            takes.insert(name.value.to_owned(), take);
            continue;
        }
        let message = format!("`{}` cannot be taken as `{}`", name.value, toml.quote(&value.span));
        let problem = toml.problem("unknown-value", &value.span, message);
        toml.complain(problem.help(
            "take = min, max, first, last, first_answered; sum of durations and numbers, any of flags, sum_before_answer:<column> for a wait",
        ));
    }
    takes
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
    let time = keys.table("time", "`time`").map(field::lower);
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
        count: keys.text("count").map(|text| text.value.to_owned()),
        set: keys.table("set", "`set`").map(sets).unwrap_or_default(),
    };
    keys.close();
    rule
}

fn sets(keys: Keys<'_>) -> BTreeMap<String, SetFrom> {
    let toml = keys.toml();
    let mut sets = BTreeMap::new();
    for (name, value) in keys.entries() {
        let from = match (value.value.as_table(), scalar(value.value)) {
            (Some(table), _) => {
                let label = format!("`{}`", name.value);
                let table = Found { value: table, span: value.span.clone() };
                SetFrom::Map(Box::new(field::lower(Keys::of(toml, table, &label))))
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
