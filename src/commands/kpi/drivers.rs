//! `qa kpi drivers`.

use super::Defined;
use super::numbers::thousandths;
use super::request::{collect, filter, period_of, refuse_any};
use super::rule_args::FcrArgs;
use crate::commands::args::{BesideArgs, InputArgs, OutputArgs, PeriodArgs};
use crate::commands::load::EvaluationArgs;
use crate::commands::quality::takes_part;
use crate::commands::{Context, Outcome, score};
use crate::kpi::drivers::{self, DriverFold, Judged, Voice, Which};
use crate::kpi::{Indicator, Measure, Method};
use crate::model::Zone;
use crate::problem::{Blame, Place, Problem, Refused};
use crate::query::Filter;
use crate::report::PeriodRecord;
use crate::report::words::counted;
use crate::scoring::Scored;
use anyhow::Result;
use std::collections::BTreeMap;
use std::slice::from_ref;
use std::sync::Arc;

/// Put quality and customer ratings together
///
/// Which questions go with better ratings, how much each explains, whether agents, teams and queues
/// with better evaluations are rated better, and where each agent stands inside and outside.
#[derive(Debug, Clone, clap::Args)]
#[command(before_long_help = "\
EXAMPLES
  Evaluations and call records of qa.toml
    qa kpi drivers

  Every question, for a spreadsheet
    qa kpi drivers calls.csv --evaluations evaluations.csv --table questions -f csv

  Resolved or not instead of ratings: shares, and the odds of each question
    qa kpi drivers --outcome resolved

  Whether customers came back within three days
    qa kpi drivers calls.csv --evaluations evaluations.csv --outcome fcr --fcr-within 3d")]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    beside: BesideArgs,
    #[command(flatten)]
    period: PeriodArgs,
    /// Only contacts that satisfy this condition, such as "queue = 'support'"
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// What customers say: the rating (`csat`), whether it is a top rating (`csat_top`), `resolved`,
    /// the answers to `nps` or `ces`, or whether the customer did not come back (`fcr`)
    #[arg(long, value_enum, value_name = "OUTCOME", default_value = "csat")]
    outcome: Said,
    /// Ratings from this one on are top ratings (`--outcome csat_top`)
    #[arg(long, value_name = "RATING", default_value = "4")]
    csat_top: String,
    #[command(flatten)]
    fcr: FcrArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// What customers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
enum Said {
    /// The rating.
    Csat,
    /// Whether the rating is a top rating.
    CsatTop,
    /// Whether the matter was resolved.
    Resolved,
    /// The likelihood to recommend.
    Nps,
    /// The effort score.
    Ces,
    /// Whether the customer did not come back.
    Fcr,
}

/// Runs `qa kpi drivers`.
pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let voice = voice(args)?;
    cx.asks("--where", &args.condition);
    let shelf = score::shelf(&args.beside.scorecards, cx)?;
    let files = args.beside.evaluations.clone();
    let evaluations = EvaluationArgs { files, ..EvaluationArgs::default() };
    let mut evaluations = cx.evaluations(&evaluations, &shelf)?.evaluations;
    let all = evaluations.len();
    evaluations.retain(|one| takes_part(one, &args.beside.purpose));
    let apart = u64::try_from(all - evaluations.len())?;
    if apart > 0 {
        let apart = counted(apart, "evaluation");
        cx.note(format!("{apart} made for other purposes, or of targeted picks, left out"));
    }
    let judged: Vec<Judged> =
        score::scored(&evaluations, &shelf)?.iter().filter_map(judged).collect();
    let wanted = judged.iter().map(|one| one.interaction.clone()).collect();
    let zone = cx.report_zone(&args.input)?;
    let which = which(args, &zone, cx)?;
    let fold = match voice {
        Voice::NoRepeat => {
            let measure = no_repeat(args, &zone, cx)?;
            DriverFold::of_returns(wanted, measure, zone.clone())
        }
        voice => DriverFold::new(wanted, voice),
    };
    let fold = fold.of(which.clone());
    let contacts = cx.interactions_beside(&args.input, &args.beside, &fold)?.settled();
    if which.filter != Filter::all() {
        cx.set("where", which.filter.to_string());
    }
    let mut report = drivers::report(&judged, &contacts);
    report.provenance.period = which.period.and_then(|period| {
        let (from, to) = period.iso(&zone)?;
        Some(PeriodRecord { from, to, zone: zone.name().to_owned() })
    });
    cx.report(report, &args.output)?;
    Ok(Outcome::Done)
}

/// Which contacts are asked for.
fn which(args: &Args, zone: &Zone, cx: &Context<'_>) -> Result<Which> {
    let (defined, mut wrong) = Defined::of(&cx.config, zone, &args.fcr.said());
    let first = cx.config.month_start.unwrap_or(1);
    let period = args.period.period.as_slice();
    let period = collect(period, |text| period_of(text, (zone, first)), &mut wrong);
    let condition = args.condition.as_slice();
    let filters = collect(condition, |text| filter(text, zone, &defined), &mut wrong);
    refuse_any(Blame::Request, wrong)?;
    let filter = filters.into_iter().next().unwrap_or_else(Filter::all);
    Ok(Which { period: period.first().copied(), filter })
}

fn voice(args: &Args) -> Result<Voice> {
    let mut wrong = Vec::new();
    let least =
        collect(from_ref(&args.csat_top), |text| thousandths(text, "--csat-top"), &mut wrong);
    refuse_any(Blame::Request, wrong)?;
    Ok(match args.outcome {
        Said::Csat => Voice::Rating,
        Said::CsatTop => Voice::TopRating(least.first().copied().unwrap_or_default()),
        Said::Resolved => Voice::Resolved,
        Said::Nps => Voice::Recommend,
        Said::Ces => Voice::Effort,
        Said::Fcr => Voice::NoRepeat,
    })
}

/// First-contact resolution by repeat contact, as `qa kpi --kpi fcr` would compute it.
fn no_repeat(args: &Args, zone: &Zone, cx: &Context<'_>) -> Result<Arc<Measure>> {
    let (defined, wrong) = Defined::of(&cx.config, zone, &args.fcr.said());
    refuse_any(Blame::Request, wrong)?;
    let place = Place::file("--outcome");
    let refuse = |problem| Refused::because(Blame::Request, problem);
    match defined.find("fcr", &place).map_err(refuse)? {
        Indicator::Defined(measure) if matches!(measure.method, Method::NoRepeat(_)) => Ok(measure),
        _ => {
            let message = "[kpi.fcr] of qa.toml does not say who came back";
            let problem = Problem::new("bad-kpi", place, message);
            Err(refuse(problem.help("write type = \"no_repeat\" there, or take it out")).into())
        }
    }
}

/// A scored evaluation as drivers see it; `None` without a score.
fn judged(scored: &Scored<'_>) -> Option<Judged> {
    let quality = 100.0 * scored.score.value?.to_f64();
    let mut questions = BTreeMap::new();
    for (question, answer) in scored.card.questions().zip(scored.answers.as_slice()) {
        let is_attribute = question.kind().is_scored() && !question.is_bonus();
        if answer.applies() && (is_attribute || question.critical().is_some()) {
            let passes = if question.fails(*answer) { 0.0 } else { 1.0 };
            questions.insert(question.id().to_owned(), passes);
        }
    }
    let evaluation = scored.evaluation;
    let (interaction, agent) = (evaluation.interaction.clone(), evaluation.agent.clone());
    Some(Judged { interaction, agent, quality, questions })
}
