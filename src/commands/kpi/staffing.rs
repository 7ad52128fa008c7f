//! `qa kpi staffing`.

use super::numbers::seconds;
use super::request::{collect, key, period_of, refuse_any, twice};
use crate::commands::args::{InputArgs, OutputArgs, PeriodArgs};
use crate::commands::{Context, Outcome};
use crate::kpi::staffing::{self, Ask};
use crate::kpi::{Key, KpiFold, Plan};
use crate::model::Grain;
use crate::problem::{Blame, Place, Problem};
use crate::query::Filter;
use crate::report::words::grouped;
use crate::stats::{erlang, real};
use anyhow::Result;
use std::slice::from_ref;

/// Reckon how many agents an interval needs
///
/// Erlang C, from the calls and handle times of the records, half hour by half hour, or from numbers
/// that you give.
#[derive(Debug, Clone, clap::Args)]
#[command(before_long_help = "\
EXAMPLES
  100 calls of three minutes in half an hour, 80 % within 20 seconds
    qa kpi staffing --calls 100 --aht 180

  What 14 agents do with them
    qa kpi staffing --calls 100 --aht 180 --agents 14

  Every half hour of a day, queue by queue
    qa kpi staffing calls.csv --by queue --period 2026-10-05 --shrinkage 30%")]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    period: PeriodArgs,
    /// Columns to group by, beside the interval
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    by: Vec<String>,
    /// The interval: `15m`, `30m` or `60m`
    #[arg(long, value_name = "LENGTH", default_value = "30m")]
    interval: String,
    /// Calls in an interval, instead of those of the records
    #[arg(long, value_name = "N", requires = "aht", conflicts_with_all = ["files", "by"])]
    calls: Option<String>,
    /// Their mean handle time
    #[arg(long, value_name = "SECONDS", requires = "calls")]
    aht: Option<String>,
    /// Show what so many agents do
    #[arg(long, value_name = "N", requires = "calls", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    agents: Option<u64>,
    /// Longest wait in time
    #[arg(long, value_name = "SECONDS", default_value = "20")]
    threshold: String,
    /// Share that must be in time
    #[arg(long, value_name = "SHARE", default_value = "80%")]
    level: String,
    /// Share of scheduled time in which agents are not at work
    #[arg(long, value_name = "SHARE", default_value = "0%")]
    shrinkage: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Runs `qa kpi staffing`.
pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let mut wrong = Vec::new();
    let grain = collect(from_ref(&args.interval), grain, &mut wrong).first().copied();
    let grain = Key::Grain(grain.unwrap_or(Grain::HalfHour));
    let number = |text: &String, flag: &'static str, wrong: &mut Vec<Problem>| {
        collect(from_ref(text), |text| seconds(text, flag), wrong).first().copied()
    };
    let wait = number(&args.threshold, "--threshold", &mut wrong).unwrap_or_default();
    let calls = args.calls.as_ref().map(|text| number(text, "--calls", &mut wrong));
    let aht = args.aht.as_ref().map(|text| number(text, "--aht", &mut wrong));
    let share = |text: &String, flag: &'static str, wrong: &mut Vec<Problem>| {
        collect(from_ref(text), |text| share(text, flag), wrong).first().copied()
    };
    let ask = Ask {
        interval: staffing::length(&grain).unwrap_or(1_800.0),
        wait,
        share: share(&args.level, "--level", &mut wrong).unwrap_or_default(),
        shrinkage: share(&args.shrinkage, "--shrinkage", &mut wrong).unwrap_or_default(),
    };
    if let (Some(Some(calls)), Some(Some(aht))) = (calls, aht) {
        if aht <= 0.0 {
            let message = "expected a handle time above 0, found `0`";
            wrong.push(Problem::new("bad-number", Place::file("--aht"), message));
        }
        let load = calls * aht / ask.interval;
        if load > real::count(erlang::MOST) {
            let message = format!(
                "expected work for at most {} agents, found {calls} calls of {aht} s an interval",
                grouped(erlang::MOST)
            );
            let problem = Problem::new("bad-number", Place::file("--calls"), message);
            wrong.push(
                problem.help("give the calls of one interval, and their handle time in seconds"),
            );
        }
        refuse_any(Blame::Request, wrong)?;
        cx.report(staffing::calculated((calls, aht), args.agents, &ask), &args.output)?;
        return Ok(Outcome::Done);
    }
    let zone = cx.report_zone(&args.input)?;
    let mut by = collect(&args.by, |name| key(name, &cx.config), &mut wrong);
    by.push(grain);
    let period = args.period.period.as_slice();
    let first = cx.config.month_start.unwrap_or(1);
    let period = collect(period, |text| period_of(text, (&zone, first)), &mut wrong);
    let period = period.first().copied();
    wrong.extend(twice("--by", &by.iter().map(Key::name).collect::<Vec<_>>()));
    refuse_any(Blame::Request, wrong)?;
    let plan = Plan { by, period, filter: Filter::all(), zone, measures: Vec::new() };
    let findings = cx.interactions(&args.input, &KpiFold::new(plan))?.findings();
    refuse_any(Blame::Request, findings.absent_keys(&Place::file("--by")))?;
    cx.report(staffing::recorded(&findings, &ask), &args.output)?;
    Ok(Outcome::Done)
}

fn grain(text: &str) -> Result<Grain, Problem> {
    match text {
        "15m" => Ok(Grain::QuarterHour),
        "30m" => Ok(Grain::HalfHour),
        "60m" | "1h" => Ok(Grain::Interval),
        other => {
            let message = format!("expected an interval that divides the hour, found `{other}`");
            let problem = Problem::new("bad-number", Place::file("--interval"), message);
            Err(problem.help("write 15m, 30m or 60m"))
        }
    }
}

/// A share below 1: `80%` or `0.8`.
fn share(text: &str, flag: &'static str) -> Result<f64, Problem> {
    let (number, scale) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), 100.0),
        None => (text, 1.0),
    };
    let found = seconds(number, flag).ok().map(|number| number / scale);
    found.filter(|share| *share < 1.0).ok_or_else(|| {
        let message = format!("expected a share below 100 %, found `{text}`");
        Problem::new("bad-number", Place::file(flag), message).help("write it as 80% or 0.8")
    })
}
