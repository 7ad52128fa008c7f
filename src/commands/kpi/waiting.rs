//! `qa kpi waiting`.

use super::Defined;
use super::request::{collect, filter, first_of_months, key, period_of, refuse_any, twice};
use crate::commands::args::{BesideArgs, InputArgs, OutputArgs, PeriodArgs};
use crate::commands::{Context, Outcome};
use crate::kpi::Key;
use crate::kpi::waiting::{Plan, WaitingFold, report};
use crate::problem::{Blame, Place};
use crate::query::Filter;
use anyhow::Result;

/// Tell how many calls wait in queue at once
///
/// On average and at most, and when the most did, worked out from the records: a call is in the queue
/// from the moment it is offered until its wait is over. A wait counts in every interval in which
/// some of it lies.
#[derive(Debug, Clone, clap::Args)]
#[command(before_long_help = "\
EXAMPLES
  Every queue of October, half hour by half hour
    qa kpi waiting calls.csv --by queue,interval_30m --period 2026-10

  By hour of day, for a spreadsheet
    qa kpi waiting calls.csv --by hour -f csv -o waiting.csv")]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    period: PeriodArgs,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    beside: BesideArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Which contacts, in which groups.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Figures")]
struct Which {
    /// Only contacts that satisfy this condition, such as "queue = 'support'"
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Group by columns, and by time with `interval`, `interval_30m`, `interval_15m`, `hour`, `day`,
    /// `week`, `month` or another
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    by: Vec<String>,
}

/// Runs `qa kpi waiting`.
pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    cx.asks("--where", &args.which.condition);
    let zone = cx.report_zone(&args.input)?;
    let (defined, mut wrong) = Defined::of(&cx.config, &zone, &[]);
    let place = Place::file("--by");
    let by = collect(&args.which.by, |name| key(name, &cx.config), &mut wrong);
    let period = args.period.period.as_slice();
    let first = first_of_months(&by, &cx.config);
    let period = collect(period, |text| period_of(text, (&zone, first)), &mut wrong);
    let period = period.first().copied();
    let condition = args.which.condition.as_slice();
    let filters = collect(condition, |text| filter(text, &zone, &defined), &mut wrong);
    let filter = filters.into_iter().next().unwrap_or_else(Filter::all);
    wrong.extend(twice("--by", &by.iter().map(Key::name).collect::<Vec<_>>()));
    refuse_any(Blame::Request, wrong)?;
    let fold = WaitingFold::new(Plan { by, period, filter, zone });
    let waiting = cx.interactions_beside(&args.input, &args.beside, &fold)?.waiting();
    refuse_any(Blame::Request, waiting.absent(&place))?;
    cx.report(report(&waiting), &args.output)?;
    Ok(Outcome::Done)
}
