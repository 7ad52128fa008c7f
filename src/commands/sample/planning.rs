//! From arguments to a plan of a sample.

use super::super::load::EvaluationArgs;
use super::super::{Context, Outcome, score};
use super::Args;
use super::extra::{self, Number, Part};
use super::plan_size::{self, Measure, Question, Seen};
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
    #[arg(long, value_name = "POINTS", value_parser = extra::number, requires = "plan")]
    margin: Option<Number>,
    /// Plan for a rate that is about this, such as 90%, instead of a mean
    #[arg(long, value_name = "SHARE", value_parser = extra::part, requires = "plan")]
    rate: Option<Part>,
    /// Interactions there are
    #[arg(long, value_name = "N", requires = "plan")]
    population: Option<u64>,
    /// Change to be found, in points; without it the margin
    #[arg(long, value_name = "POINTS", value_parser = extra::number, requires = "plan")]
    change: Option<Number>,
    /// Evaluations that tell the spread of scores, and how alike those of one agent are; with --scorecard,
    /// or those of qa.toml
    #[arg(long, value_name = "FILE", requires = "plan")]
    from: Vec<String>,
    /// How alike two scores of one agent are, from 0 to 1; without it and --from, 0
    #[arg(long, value_name = "RHO", value_parser = extra::number, requires = "plan")]
    alike: Option<Number>,
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
    let points = |number: &Option<Number>| number.as_ref().map(Number::value);
    let of = match &plan.rate {
        Some(share) => Measure::Rate { share: real::count(share.thousandths) / 1000.0 },
        None => Measure::Mean { sd },
    };
    let unit = if plan.rate.is_some() { 100.0 } else { 1.0 };
    let question = Question {
        margin: points(&plan.margin).filter(|margin| *margin > 0.0).unwrap_or(5.0) / unit,
        of,
        population: plan.population.filter(|size| *size > 0),
        each: u64::try_from(args.design.per_stratum.unwrap_or(5))?,
        alike: points(&plan.alike).or(seen.map(|seen| seen.alike)).unwrap_or(0.0).clamp(0.0, 1.0),
        change: points(&plan.change).filter(|change| *change > 0.0).map(|change| change / unit),
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

/// What earlier evaluations tell of the spread of scores.
fn seen(files: &[String], cards: &[String], cx: &mut Context<'_>) -> Result<Option<Seen>> {
    let shelf = score::shelf(cards, cx)?;
    let input = EvaluationArgs { files: files.to_vec(), ..EvaluationArgs::default() };
    let found = cx.evaluations(&input, &shelf)?;
    let scored = score::scored(&found.evaluations, &shelf)?;
    let scores: Vec<_> = scored
        .iter()
        .filter(|one| one.evaluation.purpose != "calibration")
        .filter_map(|one| Some((one.evaluation, one.score.value?.to_f64() * 100.0)))
        .collect();
    Ok(plan_size::seen(&scores))
}
