//! How one interaction fared in a draw.

use super::order::{self, Order};
use crate::commands::Context;
use crate::commands::args::InputArgs;
use crate::problem::{Blame, Place, Problem, Refused};
use crate::report::{Cell, Column, Report, Table, Unit};
use crate::sampling::manifest::StratumRecord;
use crate::sampling::{Manifest, Sought, Standing, Ticket};
use anyhow::Result;
use std::path::Path;

/// Where an interaction stands in a manifest.
enum Fate<'a> {
    Drawn(&'a StratumRecord, usize),
    Reserve(&'a StratumRecord, usize),
    Targeted(&'a str),
    /// It could not be drawn, for these reasons.
    Barred(&'a [String]),
    /// It could be drawn, and others came before it.
    Behind {
        stratum: &'a str,
        rank: Option<u64>,
        size: u64,
        drawn: usize,
    },
}

/// The report of one interaction.
///
/// # Errors
///
/// If the manifest is none, or the interaction was not drawn and the files have changed, cannot be read,
/// or do not have it.
pub(in crate::commands) fn explained(
    path: &Path,
    id: &str,
    cx: &mut Context<'_>,
) -> Result<Report> {
    let (file, manifest) = order::open(path)?;
    let seed = &manifest.request.seed;
    let at = |list: &[String]| list.iter().position(|other| other == id);
    let of_stratum = |one| {
        let stratum: &StratumRecord = one;
        let drawn = at(&stratum.drawn).map(|at| Fate::Drawn(stratum, at));
        drawn.or_else(|| at(&stratum.reserve).map(|at| Fate::Reserve(stratum, at)))
    };
    let fate = manifest.strata.iter().find_map(of_stratum);
    let targeted = || {
        let rule = manifest.targeted.iter().find(|(_, picked)| at(picked).is_some());
        rule.map(|(name, _)| Fate::Targeted(name))
    };
    if let Some(fate) = fate.or_else(targeted) {
        return Ok(report(&manifest.request.sample_id, (seed, id), &fate));
    }
    let order = Order::again(path, &InputArgs::default())?;
    let sought = Sought::new(order.plan.clone(), id);
    let standing = cx.interactions(&order.input, &sought)?.standing();
    order.refuse_changed(&[cx.profiles(), cx.inputs()].concat())?;
    let fate = match &standing {
        Standing::Absent => return Err(absent(&file, &manifest, id)),
        Standing::Barred(reasons) => Fate::Barred(reasons),
        Standing::Eligible { stratum, rank, size } => {
            let same = manifest.strata.iter().find(|one| one.stratum == *stratum);
            let drawn = same.map_or(0, |one| one.drawn.len());
            Fate::Behind { stratum, rank: *rank, size: *size, drawn }
        }
    };
    Ok(report(&manifest.request.sample_id, (seed, id), &fate))
}

/// No file of the draw has it.
fn absent(file: &str, manifest: &Manifest, id: &str) -> anyhow::Error {
    let message = format!("`{id}` is in none of the files that were drawn from");
    let problem = Problem::new("unknown-interaction", Place::file(file), message);
    let ticket = Ticket::of(&manifest.request.seed, id);
    let help = format!("check how it is written; its ticket would be {ticket}");
    Refused::because(Blame::Request, problem.help(help)).into()
}

/// A reason for which rows cannot be drawn, in words.
fn why(reason: &str) -> String {
    match reason {
        "no_start_time" => "it has no start time, and the draw is of a period".to_owned(),
        "outside_period" => "it began outside the period".to_owned(),
        "other_outcome" => "it ended otherwise than was drawn from".to_owned(),
        "not_selected" => "it does not satisfy the conditions of the draw".to_owned(),
        "no_stratum" => "a column of the strata is empty".to_owned(),
        "no_size" => "the number is missing to which the chances are proportional".to_owned(),
        other => format!("left out: {}", other.replace('_', " ")),
    }
}

fn report(sample: &str, (seed, id): (&str, &str), fate: &Fate<'_>) -> Report {
    let mut rows: Vec<[String; 2]> = Vec::new();
    let mut say = |what: &str, text: String| rows.push([what.to_owned(), text]);
    let title = match fate {
        Fate::Drawn(stratum, at) => {
            let of = stratum.drawn.len();
            let (num, den) = stratum.probability(*at);
            say("stratum", stratum.stratum.clone());
            say("rank", format!("{} of {}, drawn up to {of}", at + 1, stratum.size));
            say("probability", format!("{num} of {den}"));
            format!("{id}: drawn in {sample} as {} of {of}", at + 1)
        }
        Fate::Reserve(stratum, at) => {
            let of = stratum.drawn.len();
            say("stratum", stratum.stratum.clone());
            say("rank", format!("{} of {}, drawn up to {of}", of + at + 1, stratum.size));
            format!("{id}: in reserve in {sample}, not drawn")
        }
        Fate::Barred(reasons) => {
            reasons.iter().for_each(|reason| say("why", why(reason)));
            format!("{id}: not drawn in {sample}")
        }
        Fate::Behind { stratum, rank, size, drawn } => {
            say("stratum", (*stratum).to_owned());
            match rank {
                Some(rank) => say("rank", format!("{rank} of {size}, drawn up to {drawn}")),
                None => {
                    say("why", format!("{drawn} of {size} were drawn, and it was not among them"));
                }
            }
            format!("{id}: not drawn in {sample}")
        }
        Fate::Targeted(rule) => {
            say("rule", (*rule).to_owned());
            say("probability", "none: a targeted pick is part of no estimate".to_owned());
            format!("{id}: a targeted pick in {sample}")
        }
    };
    say("ticket", Ticket::of(seed, id).to_string());
    let quoted = |text: &str| text.replace('\'', "'\\''");
    let message = format!("{seed}|{id}");
    say("check", format!("printf '%s' '{}' | sha256sum", quoted(&message)));
    let rows = rows.into_iter().map(|row| row.map(Cell::Text).to_vec()).collect();
    let columns =
        vec![Column::new("what", "what", Unit::Text), Column::new("text", "text", Unit::Text)];
    Report {
        schema: "qa.explain-draw/1",
        title,
        tables: vec![Table { key: "draw", columns, rows, ..Table::default() }],
        ..Report::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_in_an_id_does_not_break_the_line_to_check_it() {
        let report = report("w1", ("s", "it's"), &Fate::Targeted("low_csat"));
        let check = report.tables[0].rows.last().unwrap();
        assert_eq!(check[1], Cell::text("printf '%s' 's|it'\\''s' | sha256sum"));
    }
}
