//! `qa kpi drivers`.

use super::numbers::thousandths;
use super::request::{collect, refuse_any};
use crate::commands::args::{BesideArgs, InputArgs, OutputArgs};
use crate::commands::load::EvaluationArgs;
use crate::commands::quality::APART;
use crate::commands::{Context, Outcome, score};
use crate::kpi::drivers::{self, DriverFold, Judged, Voice};
use crate::problem::Blame;
use crate::scorecard::Question;
use crate::scoring::{Scored, Step};
use crate::stats::fraction::Fraction;
use anyhow::Result;
use std::collections::BTreeMap;
use std::slice::from_ref;

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
    qa kpi drivers --outcome resolved")]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    beside: BesideArgs,
    /// What customers say: the rating (`csat`), whether it is a top rating (`csat_top`), `resolved`,
    /// the answers to `nps` or `ces`
    #[arg(long, value_enum, value_name = "OUTCOME", default_value = "csat")]
    outcome: Said,
    /// Ratings from this one on are top ratings (`--outcome csat_top`)
    #[arg(long, value_name = "RATING", default_value = "4")]
    csat_top: String,
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
}

/// Runs `qa kpi drivers`.
pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let voice = voice(args)?;
    let shelf = score::shelf(&args.beside.scorecards, cx)?;
    let files = args.beside.evaluations.clone();
    let evaluations = EvaluationArgs { files, ..EvaluationArgs::default() };
    let mut evaluations = cx.evaluations(&evaluations, &shelf)?.evaluations;
    evaluations.retain(|one| match &args.beside.purpose[..] {
        [] => !APART.contains(&one.purpose.as_str()),
        purposes => purposes.contains(&one.purpose),
    });
    let judged: Vec<Judged> =
        score::scored(&evaluations, &shelf)?.iter().filter_map(judged).collect();
    let wanted = judged.iter().map(|one| one.interaction.clone()).collect();
    let fold = DriverFold::new(wanted, voice);
    let contacts = cx.interactions_beside(&args.input, &args.beside, &fold)?;
    cx.report(drivers::report(&judged, &contacts), &args.output)?;
    Ok(Outcome::Done)
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
    })
}

/// A scored evaluation as drivers see it; `None` without a score.
fn judged(scored: &Scored<'_>) -> Option<Judged> {
    let quality = 100.0 * scored.score.value?.to_f64();
    let ids: Vec<&str> = scored.card.questions().map(Question::id).collect();
    let mut questions = BTreeMap::new();
    for step in &scored.score.trace {
        let (question, passes) = match step {
            Step::Question { question, share, .. } => (*question, *share >= Fraction::ONE),
            Step::Deducted { question, lost } => (*question, *lost <= Fraction::ZERO),
            _ => continue,
        };
        if let Some(id) = ids.get(question) {
            questions.insert((*id).to_owned(), passes);
        }
    }
    let evaluation = scored.evaluation;
    let (interaction, agent) = (evaluation.interaction.clone(), evaluation.agent.clone());
    Some(Judged { interaction, agent, quality, questions })
}
