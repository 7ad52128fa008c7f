//! The gate: whether every target is met.

use crate::commands::Outcome;
use crate::kpi::target::{self, Over};
use crate::kpi::{Figure, Findings, Judgement, View, judge};
use crate::render::cell;
use crate::report::words::grouped;
use crate::report::{Cell, Unit};
use crate::stats::decimal::thousandths;
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
    missed.extend(
        of_year
            .iter()
            .map(|(text, figure, unit)| format!("{text}: {} so far", told(figure, *unit))),
    );
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

/// A figure as people read it, with the exact counts beside it: rounded, it could look as if it met the
/// target.
pub(super) fn told(figure: &Figure, unit: Unit) -> String {
    if let Cell::Undefined(reason) = figure.value {
        return format!("no value, {reason}");
    }
    if figure.value == Cell::Missing {
        return "no value".to_owned();
    }
    let value = cell::for_people(&figure.value, unit);
    let exact = match (&figure.numerator, &figure.denominator) {
        (Cell::Count(hits), Cell::Count(trials)) => {
            format!(" ({} of {})", grouped(*hits), grouped(*trials))
        }
        (Cell::Ratio { num, den: 1000 }, Cell::Count(n)) => {
            format!(" ({} over {})", thousandths(*num), grouped(*n))
        }
        (_, Cell::Count(n)) => format!(" (over {})", grouped(*n)),
        _ => String::new(),
    };
    format!("{value}{exact}")
}

fn missed_line(found: &Judgement) -> String {
    let total = found.nobody.clone().unwrap_or_else(|| told(&found.total, found.unit));
    let groups = target::table::in_groups(&found.missed, found.judged_groups, "");
    let row = found.streaks.iter().map(|streak| streak.now).max().filter(|now| *now >= 2);
    let row = row.map_or(String::new(), |now| {
        let noun = found.streaks[0].interval;
        format!("; up to {now} {noun}s in a row")
    });
    format!("{} {}: {total}{groups}{row}", found.key, found.target)
}
