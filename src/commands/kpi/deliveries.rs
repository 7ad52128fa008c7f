//! `qa kpi deliveries`.

use super::ask::{self, AskArgs};
use super::request::refuse_any;
use crate::commands::args::{InputArgs, OutputArgs, PeriodArgs};
use crate::commands::{Context, Outcome};
use crate::ingest::profile::RecordKind;
use crate::kpi::deliveries::{Asked, KNOWN, deliveries, numbers};
use crate::kpi::gather::{Gather, Wanted};
use crate::model::{Name, Period};
use crate::problem::{Blame, Place};
use anyhow::Result;

/// Tell whether reports and answers came when they were promised
///
/// The share of deadlines that were kept, by partner, kind of delivery or month, from a file with
/// `promised_at` and `delivered_at`; with `requested_at`, how long answers take. What is due and was
/// never delivered counts as not in time.
#[derive(Debug, Clone, clap::Args)]
#[command(before_long_help = "\
EXAMPLES
  Every partner, month by month
    qa kpi deliveries deliveries.csv --by partner,month

  An alarm in a script: exit status 4 when a partner keeps fewer than 95 % of its deadlines
    qa kpi deliveries deliveries.csv --by partner --target 'on_time_rate >= 95%' --gate")]
#[command(mut_arg("files", |files| files.help("Files of deliveries: paths, patterns, or `-` for standard input; without any, those of qa.toml").long_help(None)))]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    period: PeriodArgs,
    /// The day whose end is "now": deadlines after it are not due; without it, the latest moment
    /// that the records tell
    #[arg(long, value_name = "DATE", help_heading = "Period")]
    as_of: Option<String>,
    #[command(flatten)]
    ask: AskArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Runs `qa kpi deliveries`.
pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let zone = cx.config.zone.clone().map_or_else(|| cx.source_zone(&args.input, None), Ok)?;
    let mut wrong = Vec::new();
    let place = Place::file("--as-of");
    let day = |text: &String| Period::parse(text, &zone, &place);
    let as_of = args.as_of.as_ref().map(day).transpose();
    let as_of = as_of.map_err(|problem| wrong.push(problem)).ok().flatten().map(|day| day.to);
    cx.asks("--where", &args.ask.condition);
    let asked = ask::ask((&args.ask, &args.period), (&cx.config, &zone), &KNOWN, wrong)?;
    let needs = vec![Name::of("promised_at"), Name::of("delivered_at")];
    let (texts, filter) = ([None, None], asked.filter.clone());
    let wanted = Wanted { by: asked.by, filter, zone, numbers: numbers(), texts, needs };
    let source = (RecordKind::Deliveries, &cx.config.deliveries.clone());
    let gathered = cx.records_of(source, &args.input, &Gather::new(wanted))?.gathered();
    refuse_any(Blame::Request, gathered.absent(&Place::file("--by")))?;
    let how = Asked { period: asked.period, as_of, targets: asked.targets };
    let found = deliveries(&gathered, how);
    let board = found.board.only(&asked.kpis);
    let mut notes = found.notes;
    notes.extend(ask::target_notes(&board));
    let settings = ask::settings(&board, found.as_of, &asked.filter);
    let report = board.report(("qa.kpi.deliveries/1", "Deliveries"), notes, settings);
    cx.report(report, &args.output)?;
    ask::gate(&args.ask, &board, cx)
}
