//! `take` under `[group]`: what becomes of each column of the legs.

use crate::ingest::profile::TakeOf;
use crate::ingest::toml_text::{Found, Keys, Spot, TomlText};
use crate::model::{Field, Kind, Name};
use crate::problem::{Problem, slip};
use std::collections::BTreeMap;
use toml::de::DeValue;

const TAKES: [(&str, TakeOf); 7] = [
    ("min", TakeOf::Min),
    ("max", TakeOf::Max),
    ("sum", TakeOf::Sum),
    ("first", TakeOf::First),
    ("last", TakeOf::Last),
    ("any", TakeOf::Any),
    ("first_answered", TakeOf::FirstAnswered),
];

/// What is taken of each column; `named` gets the names and where they stand.
pub(super) fn takes(
    keys: Keys<'_>,
    named: &mut Vec<(String, &'static str, Spot)>,
) -> BTreeMap<String, TakeOf> {
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
        if let Some(take) = take.clone().filter(fits) {
            named.push((name.value.to_owned(), "take", toml.spot(&name.span)));
            if let TakeOf::SumBeforeAnswer(of) = &take {
                named.push((of.clone(), "take", toml.spot(&value.span)));
            }
            takes.insert(name.value.to_owned(), take);
            continue;
        }
        if let Some(stranger) = take.and_then(|take| stranger(&name, &value, &take)) {
            toml.complain(not_ours(toml, &stranger, text));
            continue;
        }
        let message = format!("`{}` cannot be taken as `{}`", name.value, toml.quote(&value.span));
        toml.complain(toml.problem("unknown-value", &value.span, message).help(WAYS));
    }
    takes
}

/// What can be taken of what.
const WAYS: &str = "take = min, max, first, last, first_answered; sum of durations and numbers, any of flags, sum_before_answer:<column> for a wait";

/// The name, of the two that stand in a line of `take`, that is no canonical column.
fn stranger<'k>(
    name: &Found<&'k str>,
    value: &Found<&'k DeValue<'k>>,
    take: &TakeOf,
) -> Option<Found<String>> {
    let of = match take {
        TakeOf::SumBeforeAnswer(of) => Some(value.clone().map(|_| of.clone())),
        _ => None,
    };
    let mut names = std::iter::once(name.clone().map(str::to_owned)).chain(of);
    names.find(|name| Field::from_name(&name.value).is_none())
}

fn not_ours(toml: &TomlText<'_>, name: &Found<String>, take: &str) -> Problem {
    let Found { value, span } = name;
    let message =
        format!("`{value}` is no canonical column; it is text and no `{take}` can be taken");
    let near = slip(value, Field::all().map(Field::name));
    let help = near.map_or_else(|| WAYS.to_owned(), |near| format!("did you mean `{near}`?"));
    toml.problem("unknown-value", span, message).help(help)
}

#[cfg(test)]
mod tests {
    use crate::ingest::profile::parse;

    #[test]
    fn the_name_is_blamed_where_it_is_none_of_a_column() {
        for (take, at, help) in [
            ("tolk_s = \"sum\"", 10, "did you mean `talk_s`?"),
            ("wait_s = \"sum_before_answer:rnig_s\"", 19, "did you mean `ring_s`?"),
            ("Region = \"any\"", 10, "sum of durations"),
            ("queue = \"sum\"", 18, "sum of durations"),
            ("talk_s = \"sun\"", 19, "sum of durations"),
        ] {
            let text = format!(
                "[profile]\nname = \"x\"\nkind = \"interactions\"\n[group]\nkey = \"call\"\ntake = {{ {take} }}\n"
            );
            let problems = parse("p.toml", &text).unwrap_err();
            let shown = problems.shown();
            assert_eq!((shown.len(), shown[0].place.column), (1, Some(at)), "{take}: {shown:?}");
            assert!(shown[0].help.as_deref().unwrap().contains(help), "{take}: {shown:?}");
        }
    }
}
