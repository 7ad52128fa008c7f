//! `qa calibrate`.

mod agenda;
mod by_column;
mod floors;
mod groups;
mod machines;
mod more;
mod questions;
mod ratings;
mod select;
mod sessions;
mod unasked;

pub(super) use select::only_recent;

use super::args::OutputArgs;
use super::load::EvaluationArgs;
use super::{Context, Outcome};
use crate::agreement::bias::Scores;
use crate::agreement::bootstrap::Plan;
use crate::agreement::ratings::Ratings;
use crate::agreement::severity::Design;
use crate::agreement::{
    self, Options, People, definitions, severity_hint, severity_tables, trial_tables,
};
use crate::model::Evaluation;
use crate::problem::{Blame, Place, Problem, Refused, nearest};
use crate::render;
use crate::report::{Definition, Report};
use crate::scorecard::Shelf;
use anyhow::Result;
use clap::builder::RangedU64ValueParser;
use floors::FloorArgs;
use more::{Compared, More};
use std::collections::BTreeSet;
use unasked::About;

/// Measure whether the people who score agree
///
/// Evaluations of the same interactions by several people are compared question by question, with
/// coefficients that take chance into account and intervals that say how sure they are; each
/// evaluator against the others or a reference; and what to discuss first.
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    input: EvaluationArgs,
    /// Evaluator whose answers count as right; the others are held against them. What a session
    /// agreed on counts as well, under a name of its own
    #[arg(long, help_heading = "Agreement", value_name = "WHO")]
    reference: Option<String>,
    /// Only these calibration sessions, whenever they were held
    #[arg(long, help_heading = "Agreement", value_name = "NAME", value_delimiter = ',')]
    session: Vec<String>,
    /// Only evaluations made for these purposes, such as calibration or overlap
    #[arg(long, help_heading = "Agreement", value_name = "PURPOSE", value_delimiter = ',')]
    purpose: Vec<String>,
    /// Days before the latest evaluation that are looked at, unless sessions are named
    #[arg(long, help_heading = "Agreement", value_name = "DAYS", default_value_t = 90)]
    window: u32,
    /// Which evaluation counts when one evaluator judged an interaction more than once
    #[arg(long, help_heading = "Agreement", value_enum, value_name = "WHICH", default_value_t)]
    repeats: Repeats,
    /// Evaluator ids name nobody, or nobody may be named: print nothing of single evaluators
    #[arg(long, help_heading = "Agreement", conflicts_with = "reference")]
    anonymous: bool,
    /// Take ratings as they stand, without a scorecard, on this scale: lowest..highest, such as -2..2
    #[arg(
        long,
        value_name = "LOW..HIGH",
        allow_hyphen_values = true,
        conflicts_with = "scorecards"
    )]
    scale: Option<String>,
    /// Ratings are total scores, in points, and what is told of scores is told of them
    #[arg(long, conflicts_with = "scorecards")]
    totals: bool,
    /// Columns that are evaluators, of a file with one row an interaction, or one of its questions, and a
    /// column for each of them
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', conflicts_with = "scorecards")]
    raters: Vec<String>,
    /// Interactions to discuss that are listed at most; with `-o FILE.md`, the agenda of a meeting
    #[arg(
        long,
        help_heading = "Agreement",
        value_name = "N",
        num_args = 0..=1,
        default_missing_value = "10"
    )]
    discuss: Option<usize>,
    /// Separate severity from quality: what scores depend on, how many evaluations make an agent's
    /// mean dependable, each agent's score with severity taken out
    #[arg(long, help_heading = "Agreement", conflicts_with = "anonymous")]
    severity: bool,
    /// Difference of total scores, in points, that still counts as near
    #[arg(long, help_heading = "Agreement", value_name = "POINTS", default_value_t = 5)]
    tolerance: u32,
    /// How often interactions are drawn again for the intervals that need it
    #[arg(long, help_heading = "Agreement", value_name = "N", default_value_t = 1_000,
          value_parser = RangedU64ValueParser::<usize>::new().range(1..=100_000))]
    rounds: usize,
    /// Seed of these draws; the same seed and data give the same intervals
    #[arg(long, help_heading = "Agreement", value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    floors: FloorArgs,
    #[command(flatten)]
    more: More,
    #[command(flatten)]
    output: OutputArgs,
}

/// Which of several evaluations of one interaction by one evaluator counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Repeats {
    /// None: they are refused.
    #[default]
    Error,
    /// The earliest.
    First,
    /// The latest.
    Last,
    /// The earliest, and all of them tell whether people repeat themselves.
    Trials,
}

impl Args {
    fn about(&self) -> About {
        if self.severity { About::Everything } else { self.more.about(&self.output) }
    }
}

const EXAMPLES: &str = "\
EXAMPLES
  Everybody against everybody, on the questions of a scorecard
    qa calibrate evaluations.csv --scorecard scorecards/inbound-voice.toml

  One calibration session, held against the team lead
    qa calibrate --session 2026-10 --reference lead

  The agenda of the meeting
    qa calibrate --session 2026-10 --reference lead --discuss -o agenda.md

  Agents' scores with the severity of their evaluators taken out
    qa calibrate --repeats first --severity --table adjusted

  What single answers depend on, and how many evaluations, evaluators and questions are enough
    qa calibrate --repeats first --components --table question_decision

  How each evaluator's lean changes from session to session, and who takes part once a month
    qa calibrate --purpose calibration --reference lead --table drift
    qa calibrate --purpose calibration --cadence 31 --table compliance

  A check in a script: exit status 4 where people agree too little on any question
    qa calibrate --session 2026-10 --min-agreement 80% --min-alpha 0.667

  Two groups of evaluators: is their difference too small to matter?
    qa calibrate --session 2026-10 --group us=ana,budi --group vendor=carla --table groups

  A machine that scored everything beside people who scored a random sample
    qa calibrate scores.csv --totals --assisted --table assisted

  Ratings from elsewhere, without a scorecard: a row a rating, or a column for each evaluator;
  or total scores
    qa calibrate ratings.csv --scale 1..5 -f json -o agreement.json
    qa calibrate table.csv --raters ann,bob,cal --scale 1..5
    qa calibrate scores.csv --totals --table correlations";

/// Runs `qa calibrate`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    let format = args.output.resolved()?;
    refuse_malformed(args)?;
    let plain = args.scale.is_some() || args.totals || !args.raters.is_empty();
    let shelf = if plain { Shelf::new() } else { cx.scorecards(&args.input.scorecards)? };
    let mut evaluations = by_column::evaluations(args, cx, &shelf)?;
    let left_out = select::part(args, args.about(), &mut evaluations)?;
    let sessions = more::sessions(args, &evaluations, (&shelf, cx))?;
    let selected = select::select(args, &mut evaluations)?;
    let scales = questions::scales(args.scale.as_deref(), &shelf, &evaluations)?;
    let (ratings, scores) = ratings::ratings(&evaluations, (&shelf, args), scales.clone())?;
    if let Some(reference) = &args.reference
        && !ratings.knows(reference)
    {
        return Err(unknown_evaluator("--reference", reference, &evaluations).into());
    }
    for card in shelf.all() {
        cx.set(format!("scorecard {} {}", card.id(), card.version()), card.hash());
    }
    let options = options(args, (&shelf, &evaluations));
    let is_agenda = args.discuss.is_some() && format == render::Format::Markdown;
    let mut report = if is_agenda {
        agreement::agenda((&ratings, &scores), &options, &agenda::backdrop(args, &evaluations, cx)?)
    } else {
        let _shown = cx.show_work("drawing interactions again");
        agreement::calibrate(&ratings, &scores, &options)
    };
    let gate = args.floors.gate(&ratings, &options);
    if !is_agenda && args.severity {
        severity(&mut report, &evaluations, (&ratings, &scores), args);
    }
    if !is_agenda {
        let (evaluations, ratings, scores) = (&evaluations[..], &ratings, &scores);
        let compared = Compared { evaluations, ratings, scores, options: &options, sessions };
        more::add(&mut report, args, (cx, &compared))?;
    }
    if !is_agenda && args.repeats == Repeats::Trials {
        let mut trials = vec![(ratings, scores)];
        for again in &selected.again {
            trials.push(ratings::ratings(again, (&shelf, args), scales.clone())?);
        }
        report.tables.extend(trial_tables(&trials, &options));
    }
    report.notes.extend(left_out);
    report.notes.extend(selected.notes);
    if !is_agenda {
        let further = std::mem::take(&mut report.definitions);
        report.definitions = definitions(&report.tables);
        let is_new =
            |one: &Definition| report.definitions.iter().all(|known| known.term != one.term);
        let further: Vec<Definition> = further.into_iter().filter(is_new).collect();
        report.definitions.extend(further);
    }
    cx.report(report, &args.output)?;
    floors::told(gate, cx)
}

/// What is wrong with options by themselves is told before any file is read.
fn refuse_malformed(args: &Args) -> Result<()> {
    if let Some(text) = &args.scale {
        questions::range(text)?;
    }
    if !args.raters.is_empty() && args.input.files.is_empty() {
        let message = "columns are evaluators of a file, and none is named";
        let problem = Problem::new("no-input", Place::file("--raters"), message)
            .help("name the file: qa calibrate table.csv --raters ann,bob,cal");
        return Err(Refused::because(Blame::Request, problem).into());
    }
    groups::named(&args.more.group).map(|_| ())
}

/// Adds what scores depend on, or why that cannot be told.
fn severity(
    report: &mut Report,
    evaluations: &[Evaluation],
    (ratings, scores): (&Ratings, &Scores),
    args: &Args,
) {
    let agents = more::agents(evaluations);
    let evaluators = ratings.evaluators(args.reference.as_deref());
    let design = Design::of(scores, &agents, &evaluators);
    match severity_tables(&design) {
        Ok(tables) => report.tables.extend(tables),
        Err(why) => report.notes.push(why),
    }
    report.notes.extend(severity_hint(&design));
}

fn options(args: &Args, (shelf, evaluations): (&Shelf, &[Evaluation])) -> Options {
    Options {
        reference: args.reference.clone(),
        discuss: args.discuss.unwrap_or(10),
        tolerance: i64::from(args.tolerance) * 1_000,
        stakes: questions::stakes(shelf, evaluations),
        plan: Plan { rounds: args.rounds, seed: args.seed, ..Plan::default() },
        people: if args.anonymous { People::Unknown } else { People::Named },
    }
}

/// Somebody was named by an option who evaluated nothing.
fn unknown_evaluator(option: &str, who: &str, evaluations: &[Evaluation]) -> Refused {
    let people: BTreeSet<&str> = evaluations.iter().map(|one| one.evaluator.as_str()).collect();
    let message = format!("`{who}` evaluated nothing here");
    let problem = Problem::new("unknown-evaluator", Place::file(option), message);
    let help = match nearest(who, people.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("evaluators are {}", people.into_iter().collect::<Vec<_>>().join(", ")),
    };
    Refused::because(Blame::Request, problem.help(help))
}
