//! How one interaction fared in a draw.

use super::order;
use crate::problem::{Blame, Place, Problem, Refused, nearest};
use crate::report::{Cell, Column, Report, Table, Unit};
use crate::sampling::Ticket;
use crate::sampling::manifest::StratumRecord;
use anyhow::Result;
use std::path::Path;

/// Where an interaction stands in a manifest.
enum Fate<'a> {
    Drawn(&'a StratumRecord, usize),
    Reserve(&'a StratumRecord, usize),
    Targeted(&'a str),
}

/// The report of one interaction.
pub(in crate::commands) fn explained(path: &Path, id: &str) -> Result<Report> {
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
    let Some(fate) = fate.or_else(targeted) else {
        let ids = manifest.strata.iter().flat_map(|one| one.drawn.iter().chain(&one.reserve));
        let message = format!("`{id}` was not drawn, and is not in reserve");
        let problem = Problem::new("unknown-interaction", Place::file(file), message);
        let ticket = Ticket::of(seed, id);
        let help = match nearest(id, ids.map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`? the ticket of this id is {ticket}"),
            None => format!(
                "its ticket is {ticket}: greater than those drawn of its stratum, or it could not be drawn"
            ),
        };
        return Err(Refused::because(Blame::Request, problem.help(help)).into());
    };
    Ok(report(&manifest.request.sample_id, (seed, id), &fate))
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
