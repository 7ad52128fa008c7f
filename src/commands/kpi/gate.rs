//! The gate: whether every target is met.

use crate::commands::Outcome;
use crate::kpi::{Findings, Judgement, View, judge};
use crate::report::Cell;
use anyhow::Result;
use std::io::Write;

/// Judges the findings; tells on stderr what was missed.
pub(super) fn gate(findings: &Findings, view: &View, stderr: &mut dyn Write) -> Result<Outcome> {
    let judgements = judge(findings, view);
    let missed: Vec<_> = judgements.iter().filter(|found| found.is_missed()).collect();
    if missed.is_empty() {
        return Ok(Outcome::Done);
    }
    writeln!(stderr, "{} of {} targets missed", missed.len(), judgements.len())?;
    for found in missed {
        writeln!(stderr, "  {}", missed_line(found))?;
    }
    Ok(Outcome::GateMissed)
}

/// Exact counts instead of a rounded value, which could look as if it met the target.
fn missed_line(found: &Judgement) -> String {
    let total = match (&found.total.numerator, &found.total.denominator, &found.total.value) {
        (Cell::Count(hits), Cell::Count(trials), _) => format!("{hits} of {trials}"),
        (Cell::Ratio { num, den: 1000 }, Cell::Count(n), _) => {
            format!("{}.{:03} over {n}", num / 1000, num % 1000)
        }
        (_, _, Cell::Count(n)) => n.to_string(),
        (_, _, Cell::Ratio { num, den }) => format!("{num}/{den}"),
        (_, _, Cell::Undefined(reason)) => (*reason).to_owned(),
        _ => "undefined".to_owned(),
    };
    let groups = match found.judged_groups {
        0 => String::new(),
        judged => format!(", missed in {} of {judged} groups", found.missed_groups),
    };
    format!("{} {}: {total}{groups}", found.key, found.target)
}
