//! A draw made again from its manifest, and compared.

use super::super::Context;
use super::super::args::InputArgs;
use super::order::Order;
use super::{Concluded, conclude, framed};
use crate::report::{Cell, Column, Provenance, Report, Table, Unit};
use anyhow::Result;
use std::path::Path;

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
    let count = |what: &str, n: u64| vec![Cell::text(what), Cell::Count(n)];
    let length = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let targeted = draw.targeted.iter().map(|rule| rule.picks.len()).sum();
    let rows = vec![
        count("files unchanged", length(read.len()) + length(order.references.len())),
        count("rows that could be drawn", draw.eligible),
        count("strata", length(draw.strata.len())),
        count("drawn by ticket, the same", length(draw.count())),
        count("targeted, the same", length(targeted)),
    ];
    let columns =
        vec![Column::new("what", "what", Unit::Text), Column::new("count", "count", Unit::Count)];
    let settings = [("seed", order.request.seed.clone()), ("frame_sum", draw.sum.short())];
    let settings = settings.map(|(name, value)| (name.to_owned(), value)).to_vec();
    Ok(Report {
        schema: "qa.verify/1",
        title: format!("{}: the draw repeats", order.request.sample_id),
        tables: vec![Table { key: "verified", columns, rows, ..Table::default() }],
        provenance: Provenance { settings, ..Provenance::default() },
        ..Report::default()
    })
}
