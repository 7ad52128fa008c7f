//! What a meeting should have before it: facts of interactions, and what evaluators wrote.

use super::Args;
use crate::agreement::{Backdrop, Remark};
use crate::commands::Context;
use crate::commands::args::InputArgs;
use crate::commands::joined::Fields;
use crate::model::{Evaluation, Field, Name, Zone};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// What is told of an interaction, as records and evaluations call it, and the word before it.
const FACTS: [(&str, &str); 5] = [
    ("agent_id", "agent "),
    ("queue", "queue "),
    ("channel", ""),
    ("start_time", ""),
    ("recording", "recording "),
];

/// From the evaluations and, where arguments or the configuration name any, the call records.
pub(super) fn backdrop(
    args: &Args,
    evaluations: &[Evaluation],
    cx: &mut Context<'_>,
) -> Result<Backdrop> {
    let mut known: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut remarks: BTreeMap<(String, String), Vec<Remark>> = BTreeMap::new();
    for one in evaluations {
        let own = known.entry(one.interaction.clone()).or_default();
        for (name, _) in FACTS {
            let told = if name == "agent_id" { one.agent.as_ref() } else { one.extra.get(name) };
            if let Some(value) = told.filter(|value| !value.is_empty()) {
                own.entry(name.to_owned()).or_insert_with(|| value.clone());
            }
        }
        for (question, remark) in written(one) {
            remarks.entry((one.interaction.clone(), question)).or_default().push(remark);
        }
    }
    look_up(args, &mut known, cx)?;
    let facts = known.into_iter().map(|(id, own)| (id, words(&own))).collect();
    Ok(Backdrop { facts, remarks })
}

/// What an evaluator wrote beside answers.
fn written(one: &Evaluation) -> impl Iterator<Item = (String, Remark)> {
    one.answers.iter().filter_map(|answer| {
        let comment = answer.comment.as_deref().unwrap_or_default();
        let comment = comment.split_whitespace().collect::<Vec<_>>().join(" ");
        let at = answer.at.clone().filter(|at| !at.is_empty());
        let is_any = at.is_some() || !comment.is_empty();
        let remark = Remark { evaluator: one.evaluator.clone(), at, comment };
        is_any.then(|| (answer.question.to_string(), remark))
    })
}

/// Adds what the call records tell, if there are any.
fn look_up(
    args: &Args,
    known: &mut BTreeMap<String, BTreeMap<String, String>>,
    cx: &mut Context<'_>,
) -> Result<()> {
    if known.is_empty() || args.input.calls.is_empty() && cx.config.calls.is_empty() {
        return Ok(());
    }
    let input = InputArgs { files: args.input.calls.clone(), ..InputArgs::default() };
    let zone = cx.report_zone(&input)?;
    let names: BTreeSet<String> = FACTS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let wanted = known.keys().cloned().collect();
    let fields = Fields::of(wanted, names.iter().map(|name| Name::of(name)).collect());
    let found = cx.interactions(&input, &fields)?;
    for (interaction, own) in known {
        for (name, value) in found.told(interaction, &names).unwrap_or_default() {
            let begins = Name::of(&name) == Name::Field(Field::StartTime);
            let value = if begins { moment(&value, &zone) } else { Some(value) };
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                own.entry(name).or_insert(value);
            }
        }
    }
    Ok(())
}

/// Seconds since 1970, with decimals, as a day and the minute of it.
fn moment(seconds: &str, zone: &Zone) -> Option<String> {
    let whole: i64 = seconds.split('.').next()?.parse().ok()?;
    let iso = zone.iso(whole.checked_mul(1_000)?)?;
    iso.get(..16).map(|minute| minute.replace('T', " "))
}

fn words(own: &BTreeMap<String, String>) -> Vec<String> {
    let told = FACTS.iter().filter_map(|(name, word)| Some(format!("{word}{}", own.get(*name)?)));
    told.collect()
}
