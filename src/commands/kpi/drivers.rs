//! `qa kpi drivers`.

use crate::commands::args::{InputArgs, OutputArgs};
use crate::commands::load::EvaluationArgs;
use crate::commands::{Context, Outcome, score};
use crate::kpi::drivers::{self, DriverFold, Judged};
use crate::scorecard::Question;
use crate::scoring::{Scored, Step};
use crate::stats::fraction::Fraction;
use anyhow::Result;
use std::collections::BTreeMap;

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
    qa kpi drivers calls.csv --evaluations evaluations.csv --table questions -f csv")]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// Evaluations; without any, those of qa.toml
    #[arg(long, value_name = "FILE")]
    evaluations: Vec<String>,
    /// Scorecards (TOML): paths or patterns; without any, those of qa.toml
    #[arg(long = "scorecard", value_name = "FILE")]
    scorecards: Vec<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Purposes whose scores say nothing about an agent's everyday quality.
const APART: [&str; 2] = ["calibration", "self"];

/// Runs `qa kpi drivers`.
pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let shelf = score::shelf(&args.scorecards, cx)?;
    let files = args.evaluations.clone();
    let evaluations = EvaluationArgs { files, ..EvaluationArgs::default() };
    let mut evaluations = cx.evaluations(&evaluations, &shelf)?.evaluations;
    evaluations.retain(|one| !APART.contains(&one.purpose.as_str()));
    let judged: Vec<Judged> =
        score::scored(&evaluations, &shelf)?.iter().filter_map(judged).collect();
    let wanted = judged.iter().map(|one| one.interaction.clone()).collect();
    let contacts = cx.interactions(&args.input, &DriverFold::new(wanted))?;
    cx.report(drivers::report(&judged, &contacts), &args.output)?;
    Ok(Outcome::Done)
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
