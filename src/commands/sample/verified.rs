//! A draw made again from its manifest, and compared.

use super::super::Context;
use super::super::args::InputArgs;
use super::order::Order;
use super::{Concluded, conclude, framed};
use crate::ingest::sheet::{Row, Sheet};
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use crate::render::guard::unguard;
use crate::report::{Cell, Column, Provenance, Report, Table, Unit};
use crate::sampling::Draw;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Draws again what a manifest tells, and says that it is the same; refuses what differs.
pub(in crate::commands) fn verified(
    path: &Path,
    input: &InputArgs,
    cx: &mut Context<'_>,
) -> Result<Report> {
    let order = Order::again(path, input)?;
    let frame = framed::read(&order, cx)?;
    let read = [cx.profiles(), cx.inputs()].concat();
    let Concluded { draw, .. } = conclude(&order, frame, &read)?;
    let listed = listed(path, &order, &draw)?;
    let count = |what: &str, n: u64| vec![Cell::text(what), Cell::Count(n)];
    let length = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let targeted = draw.targeted.iter().map(|rule| rule.picks.len()).sum();
    let mut rows = vec![
        count("files unchanged", length(read.len()) + length(order.references.len())),
        count("rows that could be drawn", draw.eligible),
        count("strata", length(draw.strata.len())),
        count("drawn by ticket, the same", length(draw.count())),
        count("targeted, the same", length(targeted)),
    ];
    rows.extend(listed.map(|n| count("on the work list, the same", n)));
    let note = "no work list stands beside the manifest, so none was looked at".to_owned();
    let notes = if listed.is_none() { vec![note] } else { Vec::new() };
    let columns =
        vec![Column::new("what", "what", Unit::Text), Column::new("count", "count", Unit::Count)];
    let settings = [("seed", order.request.seed.clone()), ("frame_sum", draw.sum.short())];
    let settings = settings.map(|(name, value)| (name.to_owned(), value)).to_vec();
    Ok(Report {
        schema: "qa.verify/1",
        title: format!("{}: the draw repeats", order.request.sample_id),
        tables: vec![Table { key: "verified", columns, rows, ..Table::default() }],
        notes,
        provenance: Provenance { settings, ..Provenance::default() },
        ..Report::default()
    })
}

/// How many drawn interactions the work list beside a manifest has; `None` when there is none.
///
/// # Errors
///
/// [`Refused`] when it has others, or not all.
fn listed(manifest: &Path, order: &Order, draw: &Draw) -> Result<Option<u64>> {
    let Some(list) = work_list(manifest) else { return Ok(None) };
    if !list.try_exists()? {
        return Ok(None);
    }
    let sheet = Sheet::open(&list.display().to_string())?;
    sheet.needs(&["interaction_id", "agent_id", "selection"])?;
    let cell = |row: &Row<'_>, column| row.get(column).map(|cell| unguard(cell).to_owned());
    let mut there: BTreeMap<(String, Option<String>), u64> = BTreeMap::new();
    for row in sheet.rows().filter(|row| row.get("selection") != Some("again")) {
        let Some(id) = cell(&row, "interaction_id") else { continue };
        there.entry((id, cell(&row, "agent_id"))).or_insert(row.line());
    }
    let strata = draw.strata.iter().flat_map(|stratum| &stratum.drawn).map(|pick| &pick.candidate);
    let rules = draw.targeted.iter().flat_map(|rule| &rule.picks).map(|pick| &pick.candidate);
    let drawn: BTreeSet<(String, Option<String>)> = strata
        .chain(rules)
        .map(|call| (call.interaction_id.clone(), call.agent_id.clone()))
        .filter(|(id, _)| !order.request.kept.contains(id))
        .collect();
    let place = |line| Place::line(list.display().to_string(), line);
    let mut wrong = Problems::new();
    for ((id, _), line) in there.iter().filter(|(call, _)| !drawn.contains(*call)) {
        let message = format!("`{id}` was not drawn, or not with this agent");
        wrong.push(Problem::new("draw-differs", place(*line), message));
    }
    for (id, _) in drawn.iter().filter(|call| !there.contains_key(*call)) {
        let message = format!("`{id}` was drawn, and is not on the work list as it was");
        let problem = Problem::new("draw-differs", place(1), message);
        wrong.push(problem.help("the list was edited; `qa sample --repeat` writes it again"));
    }
    if wrong.is_empty() {
        return Ok(Some(u64::try_from(drawn.len())?));
    }
    Err(Refused { blame: Blame::Data, problems: wrong }.into())
}

/// Where the work list of a manifest stands when both were written together.
fn work_list(manifest: &Path) -> Option<PathBuf> {
    let stem = manifest.file_name()?.to_str()?.strip_suffix(".manifest.json")?;
    Some(manifest.with_file_name(format!("{stem}.csv")))
}
