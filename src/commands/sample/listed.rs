//! The work list: as a report, and row by row for programs.

use super::super::Context;
use super::super::args::OutputArgs;
use super::super::context::TakeRow;
use super::order::Order;
use crate::model::Period;
use crate::query::Filter;
use crate::render::Format;
use crate::report::{PeriodRecord, Provenance, Report};
use crate::sampling::assign::Deal;
use crate::sampling::{Draw, Worklist};
use anyhow::Result;

/// The work list of a draw.
pub(super) fn worklist<'a>(order: &'a Order, draw: &'a Draw, deal: &'a Deal) -> Worklist<'a> {
    let request = &order.request;
    Worklist {
        draw,
        deal,
        sample_id: &request.sample_id,
        due: request.due.as_deref(),
        zone: &order.zone,
    }
}

/// The report of a work list, without its rows.
pub(super) fn outline(order: &Order, draw: &Draw, deal: &Deal) -> Report {
    let request = &order.request;
    let setting = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let strata = match request.strata.as_slice() {
        [] => "none".to_owned(),
        names => names.join(","),
    };
    let mut settings = vec![
        setting("sample_id", &request.sample_id),
        setting("seed", &request.seed),
        setting("where", &request.filter),
        setting("outcome_if_told", request.outcome_if_told.as_deref().unwrap_or("any")),
        setting("strata", &strata),
        setting("n", &request.n.to_string()),
        setting("options", &request.options.join(" ")),
        setting("frame_sum", &draw.sum.short()),
    ];
    settings.retain(|(name, text)| name != "options" || !text.is_empty());
    settings.retain(|(name, text)| name != "where" || *text != everything());
    let period = draw.plan.period.and_then(|period: Period| period.iso(&order.zone));
    let zone = order.zone.name().to_owned();
    let period = period.map(|(from, to)| PeriodRecord { from, to, zone });
    let provenance = Provenance { inputs: Vec::new(), period, settings };
    Report { provenance, ..worklist(order, draw, deal).outline() }
}

/// Writes the report where it was asked for. Of the work list alone, there is never more than some rows
/// at once.
pub(super) fn write(
    worklist: &Worklist<'_>,
    mut report: Report,
    output: &OutputArgs,
    cx: &mut Context<'_>,
) -> Result<()> {
    let is_asked = output.table.as_deref().is_none_or(|table| table == Worklist::KEY);
    if is_asked && output.resolved()? == Format::Csv {
        let rows = |tasks, take: &mut TakeRow<'_>| worklist.each_row(tasks, take);
        let tasks = worklist.deal.tasks.len();
        return cx.write_rows(&Worklist::columns(), (tasks, &rows), output);
    }
    worklist.fill(&mut report);
    cx.report(report, output)
}

/// The filter that leaves nothing out, as a manifest writes it.
pub(super) fn everything() -> String {
    Filter::all().to_string()
}
