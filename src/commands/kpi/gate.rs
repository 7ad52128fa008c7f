//! The gate: whether every target is met.

use crate::commands::Outcome;
use crate::kpi::target::{self, Over};
use crate::kpi::{Figure, Findings, Judgement, View, judge};
use crate::report::Cell;
use anyhow::Result;
use std::io::Write;

/// Judges the findings, and the year so far; tells on stderr what was missed. With `least`, a target
/// of the report is missed where it was so in that many intervals in a row up to the last.
pub(super) fn gate(
    (findings, year): (&Findings, Option<&Findings>),
    (view, least): (&View, Option<u64>),
    stderr: &mut dyn Write,
) -> Result<Outcome> {
    let judgements = judge(findings, view);
    let is_missed = |found: &&Judgement| match least {
        Some(least) => found.is_missed_in_a_row(least),
        None => found.is_missed(),
    };
    let of_year = year.map(|year| target::year::missed(year, view)).unwrap_or_default();
    let mut missed: Vec<_> = judgements.iter().filter(is_missed).map(missed_line).collect();
    missed
        .extend(of_year.iter().map(|(text, figure)| format!("{text}: {} so far", counts(figure))));
    if missed.is_empty() {
        return Ok(Outcome::Done);
    }
    let over_year = view.targets.iter().filter(|(_, target)| target.over == Over::Year).count();
    writeln!(stderr, "{} of {} targets missed", missed.len(), judgements.len() + over_year)?;
    for line in missed {
        writeln!(stderr, "  {line}")?;
    }
    Ok(Outcome::GateMissed)
}

/// Exact counts instead of a rounded value, which could look as if it met the target.
fn counts(figure: &Figure) -> String {
    match (&figure.numerator, &figure.denominator, &figure.value) {
        (Cell::Count(hits), Cell::Count(trials), _) => format!("{hits} of {trials}"),
        (Cell::Ratio { num, den: 1000 }, Cell::Count(n), _) => {
            format!("{}.{:03} over {n}", num / 1000, num % 1000)
        }
        (_, _, Cell::Count(n)) => n.to_string(),
        (_, _, Cell::Ratio { num, den }) if num % den == 0 => (num / den).to_string(),
        (_, _, Cell::Ratio { num, den }) => format!("{num}/{den}"),
        (_, _, Cell::Undefined(reason)) => (*reason).to_owned(),
        _ => "undefined".to_owned(),
    }
}

fn missed_line(found: &Judgement) -> String {
    let total = counts(&found.total);
    let groups = match found.judged_groups {
        0 => String::new(),
        judged => format!(", missed in {} of {judged} groups", found.missed_groups),
    };
    let row = found.streaks.iter().map(|streak| streak.now).max().filter(|now| *now >= 2);
    let row = row.map_or(String::new(), |now| {
        let noun = found.streaks[0].interval;
        format!(", up to {now} {noun}s in a row")
    });
    format!("{} {}: {total}{groups}{row}", found.key, found.target)
}
