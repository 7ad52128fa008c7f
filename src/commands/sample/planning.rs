//! From arguments to a plan of a sample.

use super::super::load::EvaluationArgs;
use super::super::{Context, Outcome, quality::APART, score};
use super::extra::{self, Number, Part};
use super::order::Order;
use super::plan_size::{self, Calibration, Measure, Question, Seen};
use super::{Args, framed};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::sampling::Draw;
use crate::sampling::plan::ASSUMED_SD;
use crate::stats::real;
use anyhow::Result;

/// How many are needed.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Planning")]
pub(super) struct PlanArgs {
    /// Draw nothing: say how many are needed for --margin, and what -n will tell
    #[arg(long)]
    pub(super) plan: bool,
    /// To know a mean to ± this many points, or a rate to ± this many percentage points; without it 5
    #[arg(long, value_name = "POINTS", value_parser = points, requires = "plan")]
    margin: Option<Number>,
    /// Plan for a rate that is about this, such as 90%, instead of a mean
    #[arg(long, value_name = "SHARE", value_parser = between, requires = "plan")]
    rate: Option<Part>,
    /// Interactions there are
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), requires = "plan")]
    population: Option<u64>,
    /// Change to be found, in points; without it the margin
    #[arg(long, value_name = "POINTS", value_parser = points, requires = "plan")]
    change: Option<Number>,
    /// Evaluations that tell the spread of scores, and how alike those of one agent are; with --scorecard,
    /// or those of qa.toml
    #[arg(long, value_name = "FILE", requires = "plan")]
    from: Vec<String>,
    /// How alike two scores of one agent are, from 0 to 1; without it and --from, 0
    #[arg(long, value_name = "RHO", value_parser = extra::number, requires = "plan")]
    alike: Option<Number>,
    /// Agents of the team or centre, with -n each; without it, as many as FILEs have
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u64).range(1..=1_000_000),
        requires = "plan"
    )]
    agents: Option<u64>,
    /// Confidence of intervals, in percent; without it 95
    #[arg(long, value_name = "PERCENT", value_parser = percent, requires = "plan")]
    confidence: Option<Number>,
    /// Chance with which a change is to be found, in percent; without it 80
    #[arg(long, value_name = "PERCENT", value_parser = percent, requires = "plan")]
    power: Option<Number>,
    /// How frequent an error is that is to be met; without it 5%
    #[arg(long, value_name = "SHARE", value_parser = between, requires = "plan")]
    detect: Option<Part>,
    /// How far evaluators agree (intraclass correlation), such as 0.8: how many have to be scored by all of
    /// --raters to know it
    #[arg(long, value_name = "ICC", value_parser = extra::number, requires = "plan")]
    agreement: Option<Number>,
    /// The least agreement that will do; without it 0.6
    #[arg(long, value_name = "ICC", value_parser = extra::number, requires = "agreement")]
    above: Option<Number>,
    /// Evaluators who score the same interactions; without it 2
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(2..=100), requires = "agreement")]
    raters: Option<u64>,
}

/// Points to which something can be known with as many as anybody evaluates.
fn points(text: &str) -> Result<Number, String> {
    let number = extra::number(text)?;
    let inside = (0.1..=100.0).contains(&number.value());
    if inside { Ok(number) } else { Err("expected points from 0.1 to 100".to_owned()) }
}

/// A part that is neither nothing nor all.
fn between(text: &str) -> Result<Part, String> {
    let part = extra::part(text)?;
    let inside = (1..1000).contains(&part.thousandths);
    if inside { Ok(part) } else { Err("expected a part from 0.1% to 99.9%".to_owned()) }
}

fn percent(text: &str) -> Result<Number, String> {
    let number = extra::number(text.trim_end_matches('%'))?;
    let inside = number.value() > 50.0 && number.value() < 100.0;
    if inside { Ok(number) } else { Err("expected a percentage between 50 and 100".to_owned()) }
}

/// What last period's calls tell: interactions of the usual stratum, and strata.
struct Frame {
    usual: u64,
    strata: u64,
}

/// Counts what could have been drawn from the files that are named; `None` when none is.
fn counted(args: &Args, cx: &mut Context<'_>) -> Result<Option<Frame>> {
    if args.input.files.is_empty() {
        return Ok(None);
    }
    let order = Order::of(args, cx)?;
    let draw = Draw::from_frame(framed::read(&order, cx)?);
    let mut sizes: Vec<u64> = draw.strata.iter().map(|stratum| stratum.size).collect();
    sizes.sort_unstable();
    let strata = u64::try_from(sizes.len())?;
    let usual = sizes.get(sizes.len() / 2).copied();
    Ok(usual.map(|usual| Frame { usual, strata }))
}

/// Says how many are needed, and what so many will tell.
pub(super) fn planned(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    let plan = &args.plan;
    let seen = match plan.from.as_slice() {
        [] => None,
        files => seen(files, &args.people.scorecard, cx)?,
    };
    let sd = args.size.sd.as_ref().map(Number::value);
    let sd = sd.or(seen.map(|seen| seen.sd)).unwrap_or(ASSUMED_SD);
    let value = |number: &Option<Number>| number.as_ref().map(Number::value);
    let of = match &plan.rate {
        Some(share) => Measure::Rate { share: real::count(share.thousandths) / 1000.0 },
        None => Measure::Mean { sd },
    };
    let unit = if plan.rate.is_some() { 100.0 } else { 1.0 };
    let frame = counted(args, cx)?;
    let share = |number: &Option<Number>, usual: f64| {
        number.as_ref().map_or(usual, |number| number.value() / 100.0)
    };
    let question = Question {
        margin: value(&plan.margin).unwrap_or(5.0) / unit,
        of,
        population: plan.population.or(frame.as_ref().map(|frame| frame.usual)),
        agents: plan.agents.or(frame.map(|frame| frame.strata)).filter(|agents| *agents > 1),
        confidence: share(&plan.confidence, 0.95),
        power: share(&plan.power, 0.8),
        rare: plan.detect.as_ref().map_or(50, |part| part.thousandths),
        calibration: calibration(plan)?,
        each: u64::try_from(args.design.per_stratum.unwrap_or(5))?,
        alike: value(&plan.alike).or(seen.map(|seen| seen.alike)).unwrap_or(0.0).clamp(0.0, 1.0),
        change: value(&plan.change).map(|change| change / unit),
    };
    let mut report = plan_size::report(&question);
    if let Some(seen) = seen {
        let settings = &mut report.provenance.settings;
        settings.push(("scores".to_owned(), seen.n.to_string()));
        settings.push(("sd".to_owned(), format!("{:.2}", seen.sd)));
        settings.push(("alike".to_owned(), format!("{:.3}", seen.alike)));
    }
    cx.report(report, &args.output)?;
    Ok(Outcome::Done)
}

/// What is asked about the agreement of evaluators; `None` when nothing is.
fn calibration(plan: &PlanArgs) -> Result<Option<Calibration>> {
    let Some(agreement) = &plan.agreement else { return Ok(None) };
    let least = plan.above.as_ref().map_or(0.6, Number::value);
    let asked =
        Calibration { agreement: agreement.value(), least, raters: plan.raters.unwrap_or(2) };
    if asked.agreement < 1.0 && asked.least < asked.agreement {
        return Ok(Some(asked));
    }
    let message = format!("expected more than {least} and less than 1, found {}", asked.agreement);
    let problem = Problem::new("out-of-range", Place::file("--agreement"), message);
    let help =
        "say the agreement that is expected, such as 0.8, and the least that will do with --above";
    Err(Refused::because(Blame::Request, problem.help(help)).into())
}

/// What earlier evaluations tell of the spread of scores.
fn seen(files: &[String], cards: &[String], cx: &mut Context<'_>) -> Result<Option<Seen>> {
    let shelf = score::shelf(cards, cx)?;
    let input = EvaluationArgs { files: files.to_vec(), ..EvaluationArgs::default() };
    let found = cx.evaluations(&input, &shelf)?;
    let scored = score::scored(&found.evaluations, &shelf)?;
    let scores: Vec<_> = scored
        .iter()
        .filter(|one| !APART.contains(&one.evaluation.purpose.as_str()))
        .filter_map(|one| Some((one.evaluation, one.score.value?.to_f64() * 100.0)))
        .collect();
    Ok(plan_size::seen(&scores))
}
