//! `qa score`.

mod stream;
mod weights;

use super::args::OutputArgs;
use super::load::{EvaluationArgs, unknown_purposes};
use super::quality::NO_MONITORING;
use super::{Context, Outcome, sample};
use crate::ingest::engine::Checksums;
use crate::ingest::evaluations::Kept;
use crate::model::Evaluation;
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use crate::render;
use crate::report::Report;
use crate::report::words::counted;
use crate::scorecard::{Scorecard, Shelf};
use crate::scoring::{self, Part, Scored, Tables, Wanted};
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
    /// Language of what people read: en, es, pt, id; headings of sections in any that the scorecard has
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

/// Runs `qa score`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    let mut output = args.output.clone();
    output.table = args.by.map(|by| by.table().to_owned()).or(output.table);
    output.resolved()?;
    let alone = is_alone(args, &output)?;
    if alone {
        cx.checksums = Checksums::Left;
    }
    let shelf = shelf(&args.input.scorecards, cx)?;
    let mut kept = cx.kept_evaluations(&args.input, &shelf)?;
    let made_for = (0..kept.len()).map(|index| kept.purpose(index)).collect();
    if let Some(unknown) = unknown_purposes(&args.purpose, &made_for) {
        return Err(Refused::because(Blame::Request, unknown).into());
    }
    let (taken, others): (Vec<usize>, Vec<usize>) =
        (0..kept.len()).partition(|index| takes_part(kept.purpose(*index), args));
    kept.keep(&taken);
    let weights = args.weights.as_deref().map(sample::weights).transpose()?;
    let cards = stream::cards(&kept, &shelf);
    refuse_language(&args.lang, &cards)?;
    let mut parts = wanted(args, &output)?;
    if alone {
        parts.parts.clear();
    }
    let work = stream::Work {
        kept: &kept,
        shelf: &shelf,
        tables: Tables::new(cards, parts),
        weights: weights.as_ref(),
        rows: alone.then(|| output.csv_guard.into()),
    };
    let made = work.run(cx.threads)?;
    if alone {
        let columns = made.tables.columns();
        cx.write_csv(&columns, &made.rows, &output)?;
        return Ok(Outcome::Done);
    }
    let mut report = made.tables.report();
    if args.compare_delivered || args.against.is_some() {
        compare(args, (&kept, &shelf), &mut report)?;
    }
    report.notes.extend(left_out(others.len()));
    if let (Some(drawn), Some(manifest)) = (made.drawn, &args.weights) {
        drawn.tell(&mut report, manifest);
    }
    let apart = kept.apart.words();
    if !apart.is_empty() {
        report.notes.push(format!("left out: {}", apart.join(", ")));
    }
    scoring::translate(&mut report, output.language(&args.lang)?);
    cx.report(report, &output)?;
    Ok(Outcome::Done)
}

/// How many evaluations were made for other purposes than those looked at.
fn left_out(n: usize) -> Option<String> {
    let n = u64::try_from(n).ok().filter(|n| *n > 0)?;
    Some(format!("left out, made for other purposes: {}", counted(n, "evaluation")))
}

/// A language that neither reports nor any heading of these scorecards have is a mistake.
pub(super) fn refuse_language(asked: &str, cards: &[&Scorecard]) -> Result<()> {
    let mut sections = cards.iter().flat_map(|card| card.sections());
    if scoring::speaks(asked) || sections.any(|it| it.name().languages().any(|it| it == asked)) {
        return Ok(());
    }
    let message = format!("nothing here is written in `{asked}`");
    let problem = Problem::new("bad-language", Place::file("--lang"), message)
        .help("languages are en, es, pt, id, and those that headings of the scorecards are in");
    Err(Refused::because(Blame::Request, problem).into())
}

/// Whether nothing is asked for but one row an evaluation, which can be written as it comes.
fn is_alone(args: &Args, output: &OutputArgs) -> Result<bool> {
    let is_asked = output.table.as_deref().is_none_or(|key| key == Part::Evaluations.key());
    let compares = args.compare_delivered || args.against.is_some();
    Ok(is_asked && !compares && output.resolved()? == render::Format::Csv)
}

/// Makes the report one of scores held against others.
fn compare(args: &Args, (kept, shelf): (&Kept, &Shelf), report: &mut Report) -> Result<()> {
    let evaluations: Vec<Evaluation> = (0..kept.len()).map(|at| kept.evaluation(at)).collect();
    let scored = scored(&evaluations, shelf)?;
    if args.compare_delivered {
        scoring::delivered::compare(&scored, report);
    }
    if let Some(version) = &args.against {
        let cards = successors(&scored, shelf, version)?;
        scoring::rescore::compare(&scored, &cards, report);
    }
    Ok(())
}

/// The tables that are looked at, whatever is asked for.
fn wanted<'a>(args: &'a Args, output: &OutputArgs) -> Result<Wanted<'a>> {
    let mut wanted = Wanted::all(output.language(&args.lang)?);
    let format = output.resolved()?;
    if args.compare_delivered || args.against.is_some() {
        // These reports have tables of their own.
        wanted.parts.clear();
    } else if let Some(key) = &output.table {
        let asked = |part: &Part| part.key() == key;
        // JSON has every table, whichever comes first in it.
        if format != render::Format::Json {
            wanted.parts.clear();
        }
        wanted.parts.extend(Part::ALL.into_iter().filter(asked));
    } else if format == render::Format::Csv {
        wanted.parts = BTreeSet::from([Part::Evaluations]);
    }
    Ok(wanted)
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

fn takes_part(purpose: &str, args: &Args) -> bool {
    if args.purpose.is_empty() {
        return !NO_MONITORING.contains(&purpose);
    }
    args.purpose.iter().any(|asked| asked == purpose)
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
