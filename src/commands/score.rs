//! `qa score`.

mod weights;

use super::args::OutputArgs;
use super::load::{EvaluationArgs, unknown_purpose};
use super::{Context, Outcome};
use crate::model::Evaluation;
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use crate::report::words::counted;
use crate::scorecard::{Scorecard, Shelf};
use crate::scoring::{self, Scored};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Score evaluations against their scorecard
///
/// Scores are made from the raw answers with the scorecard that each evaluation names, or the only
/// one there is. Half an evaluation is no evaluation: one wrong answer, and nothing is scored until
/// it is corrected; every wrong answer is listed.
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    input: EvaluationArgs,
    /// Language of section headings, such as es
    #[arg(long, help_heading = "Scoring", value_name = "LANG", default_value = "en")]
    lang: String,
    /// Only evaluations made for these purposes; calibration never counts unless it is named
    #[arg(long, help_heading = "Scoring", value_name = "PURPOSE", value_delimiter = ',')]
    purpose: Vec<String>,
    /// Manifest of the sample that was scored: what it says of all it was drawn from, as table `estimates`
    #[arg(long, help_heading = "Scoring", value_name = "MANIFEST")]
    weights: Option<PathBuf>,
    /// What to tell about: short for --table
    #[arg(
        long,
        help_heading = "Scoring",
        value_enum,
        value_name = "WHAT",
        conflicts_with = "table"
    )]
    by: Option<By>,
    /// Hold scores that came with the evaluations against the computed ones, and list those that differ
    #[arg(long, help_heading = "Scoring", conflicts_with_all = ["by", "against"])]
    compare_delivered: bool,
    /// Score everything under this version of its scorecard, too, and report the difference
    #[arg(long, help_heading = "Scoring", value_name = "VERSION", conflicts_with = "by")]
    against: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// A table of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum By {
    /// One row an evaluation.
    Evaluation,
    /// One row an agent.
    Agent,
    /// One row a question: fail rate, points lost, discrimination.
    Question,
    /// One row a cause of failure.
    Cause,
}

impl By {
    const fn table(self) -> &'static str {
        match self {
            Self::Evaluation => "evaluations",
            Self::Agent => "agents",
            Self::Question => "questions",
            Self::Cause => "causes",
        }
    }
}

const EXAMPLES: &str = "\
EXAMPLES
  Every evaluation and every agent
    qa score evaluations.csv --scorecard scorecards/inbound-voice.toml

  What qa.toml names, one row an agent, for a spreadsheet
    qa score --table agents -f csv -o agents.csv

  Every answer with the weight it had, for a program
    qa score --table answers -f csv -o answers.csv

  Which questions cost the most score, and which tell nothing
    qa score --by question

  Scores that another system delivered, where they differ from the computed ones
    qa score evaluations.csv --scorecard scorecards/inbound-voice.toml --compare-delivered

  Evaluations made with several scorecards, for a program
    qa score 'evaluations/*.csv' --scorecard 'scorecards/*.toml' -f json

  What a sample says of all the calls it was drawn from
    qa score 'evaluations/*.csv' --weights worklist.manifest.json --table estimates -f csv";

/// Purposes that say nothing about agents.
const APART: [&str; 2] = ["calibration", "self"];

/// Runs `qa score`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    let mut output = args.output.clone();
    output.table = args.by.map(|by| by.table().to_owned()).or(output.table);
    output.resolved()?;
    let shelf = shelf(&args.input.scorecards, cx)?;
    let found = cx.evaluations(&args.input, &shelf)?;
    let apart = found.apart.words();
    let (taken, others): (Vec<_>, Vec<_>) =
        found.evaluations.into_iter().partition(|one| takes_part(one, args));
    if taken.is_empty() && !others.is_empty() && !args.purpose.is_empty() {
        let unknown = unknown_purpose(&args.purpose, &others);
        return Err(Refused::because(Blame::Request, unknown).into());
    }
    let scored = scored(&taken, &shelf)?;
    let mut report = scoring::report(&scored, &args.lang);
    if output.table.as_deref() == Some(scoring::ANSWERS) {
        report.tables.push(scoring::answers(&scored));
    }
    if args.compare_delivered {
        scoring::delivered::compare(&scored, &mut report);
    }
    if let Some(version) = &args.against {
        let cards = successors(&scored, &shelf, version)?;
        scoring::rescore::compare(&scored, &cards, &mut report);
    }
    let left_out = u64::try_from(others.len())?;
    if left_out > 0 {
        report.notes.push(format!(
            "left out, made for other purposes: {}",
            counted(left_out, "evaluation")
        ));
    }
    if let Some(manifest) = &args.weights {
        weights::add(&mut report, &scored, manifest)?;
    }
    if !apart.is_empty() {
        report.notes.push(format!("left out: {}", apart.join(", ")));
    }
    cx.report(report, &output)?;
    Ok(Outcome::Done)
}

/// The scorecards that arguments or the configuration name, at least one.
pub(super) fn shelf(named: &[String], cx: &mut Context<'_>) -> Result<Shelf> {
    let shelf = cx.scorecards(named)?;
    if shelf.is_empty() {
        let problem = Problem::new("no-input", Place::file("qa"), "no scorecard is named").help(
            "say --scorecard FILE, or write scorecards = [\"scorecards/*.toml\"] into qa.toml",
        );
        return Err(Refused::because(Blame::Request, problem).into());
    }
    Ok(shelf)
}

fn takes_part(evaluation: &Evaluation, args: &Args) -> bool {
    if args.purpose.is_empty() {
        return !APART.contains(&evaluation.purpose.as_str());
    }
    args.purpose.contains(&evaluation.purpose)
}

/// Every evaluation with its score; whatever is wrong with any refuses them all.
pub(super) fn scored<'a>(
    evaluations: &'a [Evaluation],
    shelf: &'a Shelf,
) -> Result<Vec<Scored<'a>>> {
    let mut wrong = Problems::new();
    let mut scored = Vec::new();
    for evaluation in evaluations {
        match shelf.find(evaluation) {
            Err(problem) => wrong.push(*problem),
            Ok(card) => match card.read(evaluation) {
                Err(problems) => wrong.merge(problems),
                Ok(answers) => {
                    let score = scoring::score(card, &answers);
                    scored.push(Scored { card, evaluation, answers, score });
                }
            },
        }
    }
    if wrong.is_empty() {
        Ok(scored)
    } else {
        Err(Refused { blame: Blame::Data, problems: wrong }.into())
    }
}

/// The cards of that version, one for each scorecard that evaluations were made with.
fn successors<'a>(
    scored: &[Scored<'_>],
    shelf: &'a Shelf,
    version: &str,
) -> Result<Vec<&'a Scorecard>> {
    let ids: BTreeSet<&str> = scored.iter().map(|it| it.card.id()).collect();
    let fits = |card: &&Scorecard| card.version() == version && ids.contains(card.id());
    let cards: Vec<&Scorecard> = shelf.all().iter().filter(fits).collect();
    if !cards.is_empty() || scored.is_empty() {
        return Ok(cards);
    }
    let message = format!("no scorecard of these evaluations has a version {version}");
    let known = shelf.all().iter().filter(|card| ids.contains(card.id()));
    let known: Vec<String> =
        known.map(|card| format!("{} {}", card.id(), card.version())).collect();
    let problem = Problem::new("unknown-scorecard-version", Place::file("--against"), message)
        .help(format!("at hand are {}; name its file with --scorecard", known.join(", ")));
    Err(Refused::because(Blame::Request, problem).into())
}
