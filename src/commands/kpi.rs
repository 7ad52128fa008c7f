//! `qa kpi`.

mod ask;
mod defined;
mod deliveries;
mod drivers;
mod gate;
mod numbers;
mod request;
mod responses;
mod rule_args;
mod staffing;
mod states;
mod sums;
mod targets;
#[cfg(test)]
mod tests;
mod waiting;

use super::args::{BesideArgs, InputArgs, OutputArgs, PeriodArgs};
use super::context::TakeRow;
use super::{Context, Outcome};
use crate::ingest::engine::Checksums;
use crate::kpi::compare::{self, Versus};
use crate::kpi::target::year;
use crate::kpi::{Findings, KpiFold, Passes, Plan, View, beyond, machines, report, spc};
use crate::problem::{Blame, Place};
use crate::render;
use crate::report::Report;
use anyhow::{Context as _, Result};
pub use defined::{Defined, Said};
pub use numbers::wrong_level;
pub use request::first_of_months;
pub use rule_args::RuleArgs;
pub use targets::configured;

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

  Every figure there is, and who tells it
    qa kpi --list

  The same figure by every definition in use
    qa kpi calls.csv --kpi service_level --all-variants --short-abandon 5

  First-contact resolution: no further contact of the customer within seven days
    qa kpi calls.csv --kpi fcr --by queue --fcr-within 7d

  Quality beside the other figures, from evaluations of these calls
    qa kpi calls.csv --by team --evaluations evaluations.csv \\
      --scorecard scorecards/inbound-voice.toml

  Evaluations done against a cadence of two per agent and week
    qa kpi calls.csv --by agent_id,week --kpi evaluations --target 'evaluations >= 2'

  Means and percentiles with their 95 % intervals
    qa kpi calls.csv --kpi asa_s,aht_s,wait_p90_s --by queue --ci

  Limits of skewed means by drawing again from the values
    qa kpi calls.csv --kpi asa_s,aht_s --by queue --ci=bootstrap --seed 7

  October against September, with the limits of each difference
    qa kpi calls.csv --period 2026-10 --compare previous --kpi service_level,aht_s

  Which weeks were more than chance
    qa kpi calls.csv --kpi service_level --by week --spc

  An alarm in a script: exit status 4 when a target is missed
    qa kpi calls.csv --target 'service_level >= 80%' --target 'asa_s <= 20' --gate

  One queue has a target of its own, and what is nearly met is amber
    qa kpi calls.csv --by queue --target 'service_level >= 80%, amber >= 75%' \\
      --target 'service_level >= 90%, for queue=sales'

  An alarm only when a target was missed two weeks in a row
    qa kpi calls.csv --by week --preset 80/20 --gate --in-a-row 2

  The yearly mean of the Spanish act: so far, and what the rest of the year must reach
    qa kpi calls.csv --kpi service_level --by month --preset es-ley10-2025")]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    more: Option<More>,
    #[command(flatten)]
    input: InputArgs,
    /// The interval exports of qa.toml instead of its call records
    #[arg(long, help_heading = "Input")]
    intervals: bool,
    /// List every figure there is, who tells it, what it needs and how it is computed
    #[arg(long)]
    list: bool,
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
    Staffing(Box<staffing::Args>),
}

impl More {
    fn run(&self, cx: &mut Context<'_>) -> Result<Outcome> {
        match self {
            Self::Drivers(args) => drivers::run(args, cx),
            Self::Waiting(args) => waiting::run(args, cx),
            Self::Deliveries(args) => deliveries::run(args, cx),
            Self::States(args) => states::run(args, cx),
            Self::Responses(args) => responses::run(args, cx),
            Self::Staffing(args) => staffing::run(args, cx),
        }
    }
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
    #[command(flatten)]
    rules: RuleArgs,
    /// Show 95 % intervals of means, percentiles and rates, too. `--ci=bootstrap` draws means again
    /// from their values, where these are at most 5,000; alone, they have Student's
    #[arg(
        long,
        value_enum,
        value_name = "HOW",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "t"
    )]
    ci: Option<Ci>,
    /// Seed of --ci=bootstrap
    #[arg(long, value_name = "SEED", requires = "ci", default_value_t = 1)]
    seed: u64,
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
    #[arg(long = "rules", value_name = "RULES", requires = "spc", default_value = "anhoej")]
    tests: String,
    /// Show every form of service level and abandonment side by side
    #[arg(long)]
    all_variants: bool,
    /// What an indicator should be, such as `service_level >= 80%`; may be repeated. Behind it may
    /// stand `, amber >= 75%`, `, for queue=billing` and `, over year`
    #[arg(long, value_name = "TARGET")]
    target: Vec<String>,
    /// Exit with status 4 if the whole or any group misses a target; the report is written first
    #[arg(long)]
    gate: bool,
    /// With --gate: only where a target was missed in that many intervals of --by in a row up to the
    /// last
    #[arg(long, value_name = "N", requires = "gate", value_parser = clap::value_parser!(u64).range(1..))]
    in_a_row: Option<u64>,
}

/// How the limits of means are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Ci {
    /// By Student's t.
    T,
    /// By drawing again from the values.
    Bootstrap,
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
    if let Some(more) = &args.more {
        return more.run(cx);
    }
    args.output.resolved()?;
    if args.list {
        return list(args, cx);
    }
    cx.asks("--where", &args.figures.condition);
    if let Some(records) = sums::records(args, cx)? {
        return sums::run(args, records, cx);
    }
    let zone = cx.report_zone(&args.input)?;
    let defined = Defined::of(&cx.config, &zone, &args.figures.rules.fcr());
    let evaluations = match &args.beside.evaluations[..] {
        [] => request::Evaluations::NotNamed,
        _ => request::Evaluations::Named,
    };
    let asked = (&args.figures, &args.period, evaluations);
    let (plan, view) = request::request(asked, zone, (&defined.0, defined.1), &cx.config)?;
    let spc = numbers::spc(&args.figures, &plan.by)?;
    request::intervals_of_gate(&args.figures, &plan.by)?;
    let earlier = request::earlier(&plan, args.figures.compare, &cx.config)?;
    let output = &output(args)?;
    let is_long = spc.is_none() && is_long(output)?;
    if is_long {
        cx.checksums = Checksums::Left;
    }
    let days = spc.and_then(|(_, time)| spc::days(&plan, time));
    let found = found(args, Asked { now: plan, before: earlier, days }, &view, cx)?;
    let findings = &found.now;
    let mut wrong = findings.absent_keys(&Place::file("--by"));
    wrong.extend(args.figures.rules.fcr.absent(findings));
    request::refuse_any(Blame::Request, wrong)?;
    if is_long {
        for note in crate::kpi::notes::urgent(findings, &view) {
            cx.say(&note)?;
        }
        let rows =
            |groups, take: &mut TakeRow<'_>| machines::each_row((findings, &view), groups, take);
        let groups = machines::groups(findings);
        cx.write_rows(&machines::columns(findings), (groups, &rows), output)?;
        return gated(args, &found, &view, cx);
    }
    let mut written = report(findings, &view);
    if let Some(spc) = spc {
        let drawn = spc::drawn((findings, found.days.as_ref()), &view, spc);
        written.tables = drawn.tables;
        written.notes.extend(drawn.notes);
    }
    if let Some(year) = &found.year {
        written.tables.extend(year::tables(year, &view));
        written.notes.extend(year::notes(year, &view));
    }
    compared(&mut written, &found, &view);
    written.notes.extend(targets::preset_note(&args.figures.rules, &cx.config));
    cx.report(written, output)?;
    gated(args, &found, &view, cx)
}

/// Puts the period that was compared with into the report.
fn compared(written: &mut Report, found: &Found, view: &View) {
    let Some(before) = &found.before else { return };
    written.tables.extend(compare::tables(&found.now, before, view));
    if let Some(period) = before.plan.period {
        let days = compare::days(period, &before.plan.zone);
        if before.groups.is_empty() {
            written.notes.push(format!("no contact in the period compared with, {days}"));
        }
        written.provenance.settings.push(("compared_with".to_owned(), days));
    }
}

/// Every figure there is, whichever command tells it.
fn list(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    let zone = cx.config.zone.clone().unwrap_or_else(crate::model::Zone::utc);
    let defined = Defined::of(&cx.config, &zone, &args.figures.rules.fcr()).0;
    let rules = args.figures.rules.read(&cx.config)?;
    let entries = beyond::every(&defined.every(), &rules);
    let (title, tables) = ("Figures".to_owned(), vec![beyond::table(&entries)]);
    let report = Report { schema: "qa.kpi.list/1", title, tables, ..Report::default() };
    cx.report(report, &args.output)?;
    Ok(Outcome::Done)
}

/// Where the report goes; of a comparison, a format with one table holds what is compared.
fn output(args: &Args) -> Result<OutputArgs> {
    let mut output = args.output.clone();
    let is_single = output.resolved()? == render::Format::Csv && output.table.is_none();
    if is_single && args.figures.compare.is_some() && args.figures.spc.is_none() {
        output.table = Some("compared".to_owned());
    }
    Ok(output)
}

/// Whether nothing is asked for but the long table, which can be written row by row.
fn is_long(output: &OutputArgs) -> Result<bool> {
    let is_asked = output.table.as_deref().is_none_or(|table| table == machines::KEY);
    Ok(is_asked && output.resolved()? == render::Format::Csv)
}

/// What one pass is asked.
struct Asked {
    now: Plan,
    before: Option<Plan>,
    /// The days of charts.
    days: Option<Plan>,
}

/// What one pass found of the report's plan, of the period to compare with, of the days of charts, and
/// of the year.
struct Found {
    now: Findings,
    before: Option<Findings>,
    days: Option<Findings>,
    year: Option<Findings>,
}

fn found(args: &Args, asked: Asked, view: &View, cx: &mut Context<'_>) -> Result<Found> {
    let year = year::plan(&asked.now, &view.targets);
    let (is_compared, is_by_day) = (asked.before.is_some(), asked.days.is_some());
    let plans = std::iter::once(asked.now).chain(asked.before).chain(asked.days).chain(year);
    let fold = |plan| KpiFold::new(plan).telling(view).on(cx.threads);
    let passes = Passes(plans.map(fold).collect());
    let passes = cx.interactions_beside(&args.input, &args.beside, &passes)?;
    let mut found = passes.0.into_iter().map(KpiFold::findings);
    let now = found.next().context("a pass has a first plan")?;
    let before = if is_compared { found.next() } else { None };
    let days = if is_by_day { found.next() } else { None };
    Ok(Found { now, before, days, year: found.next() })
}

fn gated(args: &Args, found: &Found, view: &View, cx: &mut Context<'_>) -> Result<Outcome> {
    if !args.figures.gate {
        return Ok(Outcome::Done);
    }
    let least = args.figures.in_a_row;
    gate::gate((&found.now, found.year.as_ref()), (view, least), cx.stderr)
}
