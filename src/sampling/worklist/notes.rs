//! What whoever reads a work list must know: what was left out, and what could not be had.

use super::Worklist;
use crate::report::words::{counted, grouped};
use crate::sampling::allocate::Allocation;

/// Sentences in the order of the work.
pub(super) fn notes(list: &Worklist<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if list.draw.eligible == 0 {
        notes.push("nothing is eligible, so nothing was drawn".to_owned());
    }
    let left_out = list.draw.exclusions.counts();
    let left_out: Vec<_> = left_out.iter().filter(|(_, count)| *count > 0).collect();
    if !left_out.is_empty() {
        let parts: Vec<_> = left_out
            .iter()
            .map(|(why, count)| format!("{} {}", grouped(*count), why.replace('_', " ")))
            .collect();
        notes.push(format!("rows that could not be drawn: {}", parts.join(", ")));
    }
    let short: Vec<_> = list.draw.short().collect();
    if let Some(first) = short.first() {
        notes.push(format!(
            "drawn whole, for they have less than was asked for: {} of {} strata, such as `{}` with {} \
             of {}; --table short lists them",
            short.len(),
            list.draw.strata.len(),
            first.label,
            first.drawn.len(),
            first.wanted
        ));
    }
    notes.extend(shortfalls(list));
    notes
}

/// What was asked for and could not be had.
fn shortfalls(list: &Worklist<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let count = |n: usize, noun: &str| counted(u64::try_from(n).unwrap_or(u64::MAX), noun);
    let missing = list.draw.missing();
    if missing > 0 {
        notes.push(format!("{} fewer than asked for: there are no more", grouped_length(missing)));
    }
    notes.extend(segments(list));
    for rule in list.draw.targeted.iter().filter(|rule| rule.picks.len() < rule.wanted) {
        notes.push(format!(
            "the rule `{}` means {} beside those drawn, of the {} asked for",
            rule.name,
            count(rule.picks.len(), "interaction"),
            grouped_length(rule.wanted)
        ));
    }
    for (bars, n) in &list.deal.nobody {
        notes.push(format!(
            "nobody may evaluate {}, because of: {bars}",
            counted(*n, "interaction")
        ));
    }
    let seconds = list.deal.seconds;
    if seconds.overlap < seconds.overlap_wanted {
        notes.push(format!(
            "{} of {} could be given to a second evaluator",
            seconds.overlap,
            count(seconds.overlap_wanted, "interaction")
        ));
    }
    if seconds.retest < seconds.retest_wanted {
        notes.push(format!(
            "{} of {} to be scored again are there; --done names what was scored",
            seconds.retest,
            count(seconds.retest_wanted, "evaluation")
        ));
    }
    if let Some(parts) = list.deal.parts.filter(|parts| *parts > 1) {
        notes.push(format!(
            "agents and evaluators fall into {parts} groups that no evaluation joins, so the severity \
             of evaluators cannot be compared across them; --overlap joins them"
        ));
    }
    notes
}

/// Percentages of segments that could not be met.
fn segments(list: &Worklist<'_>) -> Vec<String> {
    let Allocation::Shares(total, shares) = &list.draw.plan.allocation else {
        return Vec::new();
    };
    let whole: u64 = shares.values().sum();
    let of = |value: &str| {
        let begins = |label: &str| {
            let first = label.split('|').next().unwrap_or(label);
            first.split_once('=').is_some_and(|(_, found)| found == value)
        };
        let strata = list.draw.strata.iter().filter(|stratum| begins(&stratum.label));
        strata.map(|stratum| stratum.drawn.len()).sum::<usize>()
    };
    let total = u64::try_from(*total).unwrap_or(u64::MAX);
    let unmet = shares.iter().filter_map(|(value, share)| {
        let asked = total.saturating_mul(*share) / whole.max(1);
        let found = of(value);
        (u64::try_from(found).unwrap_or(u64::MAX) < asked).then(|| {
            format!(
                "`{value}` gave {} of the {} that {share} % ask for; others gave the rest",
                grouped_length(found),
                grouped(asked)
            )
        })
    });
    unmet.collect()
}

fn grouped_length(n: usize) -> String {
    grouped(u64::try_from(n).unwrap_or(u64::MAX))
}
