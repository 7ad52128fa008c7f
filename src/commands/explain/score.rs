//! `qa explain score`.

use crate::commands::args::OutputArgs;
use crate::commands::load::EvaluationArgs;
use crate::commands::{Context, Outcome, score};
use crate::model::Evaluation;
use crate::problem::{Blame, Place, Problem, Refused, nearest};
use crate::scoring;
use anyhow::Result;

/// Show how the score of one evaluation came about
///
/// Every step stands on a row: what was answered and what that earned, which weight it had, whose
/// weight moved because something did not apply, what critical errors took away. The steps add up
/// to the score, exactly.
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Args {
    /// Id of the evaluation, as `qa score` shows it
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    input: EvaluationArgs,
    /// Language of what people read: en, es, pt, id; headings of sections in any that the scorecard has
    #[arg(long, help_heading = "Scoring", value_name = "LANG", default_value = "en")]
    lang: String,
    #[command(flatten)]
    output: OutputArgs,
}

const EXAMPLES: &str = "\
EXAMPLES
  An evaluation of the files that qa.toml names
    qa explain score ana-0001

  An evaluation of a file, for a program
    qa explain score ana-0001 evaluations.csv --scorecard scorecards/inbound-voice.toml -f json

  The steps for a spreadsheet
    qa explain score ana-0001 -f csv -o steps.csv";

/// Runs `qa explain score`.
pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    let language = args.output.language(&args.lang)?;
    let shelf = score::shelf(&args.input.scorecards, cx)?;
    let all = cx.evaluations(&args.input, &shelf)?.evaluations;
    let Some(meant) = all.iter().find(|one| one.id == args.id) else {
        return Err(Refused::because(Blame::Request, unknown(&args.id, &all)).into());
    };
    for scored in score::scored(std::slice::from_ref(meant), &shelf)? {
        score::refuse_language(&args.lang, &[scored.card])?;
        let mut report = scoring::explain(&scored, language);
        scoring::translate(&mut report, language);
        cx.report(report, &args.output)?;
    }
    Ok(Outcome::Done)
}

/// No evaluation is called that; perhaps an interaction is, or a neighbour.
fn unknown(id: &str, all: &[Evaluation]) -> Problem {
    let problem = Problem::new(
        "unknown-evaluation",
        Place::file("qa explain score"),
        format!("there is no evaluation `{id}`"),
    );
    let of_interaction = all.iter().filter(|one| one.interaction == id);
    let ids: Vec<&str> = of_interaction.map(|one| one.id.as_str()).collect();
    if !ids.is_empty() {
        return problem.help(format!("evaluations of that interaction are {}", ids.join(", ")));
    }
    match nearest(id, all.iter().map(|one| one.id.as_str())) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("`qa score` shows the ids of all evaluations"),
    }
}
