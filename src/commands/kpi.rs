//! `qa kpi`.

mod ask;
mod defined;
mod deliveries;
mod drivers;
mod gate;
mod numbers;
mod request;
mod responses;
mod states;
mod sums;
#[cfg(test)]
mod tests;
mod waiting;

use super::args::{BesideArgs, InputArgs, OutputArgs, PeriodArgs};
use super::context::TakeRow;
use super::{Context, Outcome};
use crate::ingest::engine::Checksums;
use crate::kpi::compare::{self, TwoPeriods, Versus};
use crate::kpi::{Findings, KpiFold, View, machines, report, spc};
use crate::problem::{Blame, Place};
use crate::render;
use anyhow::Result;
pub use defined::Defined;

/// Report indicators from call records
///
/// Service level, abandonment, ASA, AHT, hold, waits, CSAT and what else the export can tell, by any
/// column and by hour, day, week or month, with the definition of every figure. Interval reports
/// and survey responses are read, too: their means and rates are weighted again, and what cannot be
/// known from them says so.
#[derive(Debug, Clone, clap::Args)]
#[command(before_long_help = "\
EXAMPLES
  The month, queue by queue
    qa kpi calls.csv --by queue --period 2026-10

  Day by day, for a spreadsheet
    qa kpi calls.csv --by day,queue -f csv -o by-day.csv

  Service level within 30 seconds, late abandons counted against it
    qa kpi calls.csv --kpi service_level --formula late_abandons --threshold 30

  Agents, by their longer answered calls alone
    qa kpi calls.csv --by agent_id --where 'answered and talk_s >= 30'

  Teams as they were on the day of each contact
    qa kpi calls.csv --by team --roster agents.csv

  An interval report, whose rates are weighted by what they are rates of
    qa kpi intervals.csv --by month

  The same figure by every definition in use
    qa kpi calls.csv --kpi service_level --all-variants --short-abandon 5

  First-contact resolution: no further contact of the customer within seven days
    qa kpi calls.csv --kpi fcr --by queue --fcr-within 7d

  Means and percentiles with their 95 % intervals
    qa kpi calls.csv --kpi asa_s,aht_s,wait_p90_s --by queue --ci

  October against September, with the limits of each difference
    qa kpi calls.csv --period 2026-10 --compare previous --kpi service_level,aht_s

  Which weeks were more than chance
    qa kpi calls.csv --kpi service_level --by week --spc

  An alarm in a script: exit status 4 when a target is missed
    qa kpi calls.csv --target 'service_level >= 80%' --target 'asa_s <= 20' --gate")]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    more: Option<More>,
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    period: PeriodArgs,
    #[command(flatten)]
    figures: FigureArgs,
    #[command(flatten)]
    beside: BesideArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// What else indicators can be asked.
#[derive(Debug, Clone, clap::Subcommand)]
enum More {
    Drivers(Box<drivers::Args>),
    Waiting(Box<waiting::Args>),
    Deliveries(Box<deliveries::Args>),
    States(Box<states::Args>),
    Responses(Box<responses::Args>),
}

/// Which figures, of whom, against what.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Figures")]
struct FigureArgs {
    /// Only contacts that satisfy this condition, such as "queue = 'support' and answered"
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Group by columns, and by start time with `hour`, `day`, `week`, `month`, `quarter`, `year`,
    /// `interval`, `interval_30m`, `interval_15m`, `week_sunday` or another day, `month_from_26` or
    /// another day
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    by: Vec<String>,
    /// Only these indicators, in this order, such as `service_level,asa_s`
    #[arg(long, value_name = "KPI,…", value_delimiter = ',')]
    kpi: Vec<String>,
    /// Longest wait that is in time for the service level
    #[arg(long, value_name = "SECONDS", default_value = "20", allow_negative_numbers = true)]
    threshold: String,
    /// Service-level formula: `offered`, `answered`, `removed`, `late_abandons`, `short_met`,
    /// `short_removed`, `no_flow_out` or `left_queue`
    #[arg(long, value_name = "FORMULA", default_value = "offered")]
    formula: String,
    /// How long a customer must not come back for `fcr`: 7d, 36h
    #[arg(long, value_name = "SPAN")]
    fcr_within: Option<String>,
    /// A column that must be the same for a contact to be a repeat, such as `queue`
    #[arg(long, value_name = "COLUMN")]
    fcr_same: Option<String>,
    /// What `fcr` counts: each `contact`, or each `episode` of contacts that follow each other
    #[arg(long, value_name = "BASIS")]
    fcr_basis: Option<String>,
    /// Show 95 % intervals of means, percentiles and rates, too
    #[arg(long)]
    ci: bool,
    /// Compare the period with the one before it, or with the same a year ago
    #[arg(long, value_enum, value_name = "WITH")]
    compare: Option<Compare>,
    /// Draw control charts over the times in --by: which change is more than chance. `--spc=CHART`
    /// chooses `p`, `laney`, `c`, `u`, `xmr`, `xbar` or `ewma`; alone, the one that goes with each
    #[arg(
        long,
        value_name = "CHART",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "usual"
    )]
    spc: Option<String>,
    /// What charts are searched for: `anhoej` (few false alarms), `western_electric` or `nelson`
    #[arg(long, value_name = "RULES", requires = "spc", default_value = "anhoej")]
    rules: String,
    /// Show every form of service level and abandonment side by side
    #[arg(long)]
    all_variants: bool,
    /// Abandons up to this wait are short, and not counted in the abandonment rate
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    short_abandon: Option<String>,
    /// Ratings from this one on are top ratings (`csat_top_rate`)
    #[arg(long, value_name = "RATING", allow_negative_numbers = true)]
    csat_top: Option<String>,
    /// What an indicator should be, such as `service_level >= 80%`; may be repeated
    #[arg(long, value_name = "TARGET")]
    target: Vec<String>,
    /// Exit with status 4 if the whole or any group misses a target; the report is written first
    #[arg(long)]
    gate: bool,
}

/// With which period another one is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Compare {
    /// The one before, of the same length.
    Previous,
    /// The same a year ago.
    YearAgo,
}

impl From<Compare> for Versus {
    fn from(compare: Compare) -> Self {
        match compare {
            Compare::Previous => Self::Previous,
            Compare::YearAgo => Self::YearAgo,
        }
    }
}

/// Runs `qa kpi`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    match &args.more {
        Some(More::Drivers(args)) => return drivers::run(args, cx),
        Some(More::Waiting(args)) => return waiting::run(args, cx),
        Some(More::Deliveries(args)) => return deliveries::run(args, cx),
        Some(More::States(args)) => return states::run(args, cx),
        Some(More::Responses(args)) => return responses::run(args, cx),
        None => {}
    }
    args.output.resolved()?;
    if let Some(records) = sums::records(args, cx)? {
        return sums::run(args, records, cx);
    }
    let zone = cx.report_zone(&args.input)?;
    let defined = Defined::of(&cx.config, &zone, &args.figures.fcr());
    let asked = (&args.figures, &args.period);
    let (plan, view) = request::request(asked, zone, (&defined.0, defined.1), &cx.config.targets)?;
    let spc = numbers::spc(&args.figures, &plan.by)?;
    let earlier = request::earlier(&plan, args.figures.compare)?;
    let is_long = spc.is_none() && is_long(&args.output)?;
    if is_long {
        cx.checksums = Checksums::Left;
    }
    let fold = |plan| KpiFold::new(plan).telling(view.asked(), &view.rules);
    let (findings, compared) = match earlier {
        None => (cx.interactions_beside(&args.input, &args.beside, &fold(plan))?.findings(), None),
        Some(earlier) => {
            let both = TwoPeriods { now: fold(plan), before: fold(earlier) };
            let both = cx.interactions_beside(&args.input, &args.beside, &both)?;
            (both.now.findings(), Some(both.before.findings()))
        }
    };
    request::refuse_any(Blame::Request, findings.absent_keys(&Place::file("--by")))?;
    if is_long {
        let rows = |take: &mut TakeRow<'_>| machines::each_row(&findings, &view, take);
        cx.write_rows(&machines::columns(&findings), rows, &args.output)?;
        return gated(args, &findings, &view, cx);
    }
    let mut written = report(&findings, &view);
    if let Some(spc) = spc {
        written.tables = spc::tables(&findings, &view, spc);
    }
    if let Some(before) = compared {
        written.tables.extend(compare::tables(&findings, &before, &view));
        if let Some(period) = before.plan.period {
            let days = compare::days(period, &before.plan.zone);
            written.provenance.settings.push(("compared_with".to_owned(), days));
        }
    }
    cx.report(written, &args.output)?;
    gated(args, &findings, &view, cx)
}

/// Whether nothing is asked for but the long table, which can be written row by row.
fn is_long(output: &OutputArgs) -> Result<bool> {
    let is_asked = output.table.as_deref().is_none_or(|table| table == machines::KEY);
    Ok(is_asked && output.resolved()? == render::Format::Csv)
}

fn gated(args: &Args, findings: &Findings, view: &View, cx: &mut Context<'_>) -> Result<Outcome> {
    if args.figures.gate { gate::gate(findings, view, cx.stderr) } else { Ok(Outcome::Done) }
}

impl FigureArgs {
    /// What the command line says about `fcr`: key, text and flag.
    fn fcr(&self) -> Vec<(&'static str, &str, &'static str)> {
        let given = [
            ("within", &self.fcr_within, "--fcr-within"),
            ("same", &self.fcr_same, "--fcr-same"),
            ("basis", &self.fcr_basis, "--fcr-basis"),
        ];
        let texts = given.into_iter();
        texts.filter_map(|(key, text, flag)| Some((key, text.as_deref()?, flag))).collect()
    }
}
