//! `qa check`.

mod calls;
mod columns;
mod config;
mod contradictions;
mod evaluations;
mod files;
mod finding;
mod listed;
mod scales;

use super::args::{InputArgs, OutputArgs};
use super::{Context, Outcome};
use crate::ingest::profile::RecordKind;
use crate::ingest::surveys::Surveys;
use crate::problem::{Blame, Place, Problem, Refused};
use crate::report::{Cell, Column, Report, Table, Unit};
use anyhow::Result;
use calls::Calls;
use files::Files;
use finding::Finding;
use std::path::PathBuf;

const EXAMPLES: &str = "\
EXAMPLES
  Everything that the nearest qa.toml names
    qa check

  Only the scorecards, before they are used
    qa check --only scorecards

  An export with its profile, before it is reported on
    qa check calls.csv --profile profiles/acd.toml --zone America/Bogota

  Evaluations against a scorecard and the calls they are about
    qa check evaluations.csv calls.csv scorecards/inbound-voice.toml

  A roster against the calls whose agents and teams it should know
    qa check agents.csv calls.csv";

/// Check configuration, scorecards and data, and list every problem
///
/// Every cell of every column that qa knows is read; evaluations are held against their scorecards,
/// and against the call records that they are about. Nothing is written. The exit status is 2 when
/// the configuration, a profile or a scorecard is wrong, and 3 when data are; warnings change nothing.
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    input: CheckInput,
    #[command(flatten)]
    output: OutputArgs,
}

/// What is checked.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Input")]
struct CheckInput {
    /// Call records, evaluations, intervals, survey responses, rosters, scorecards, profiles or
    /// configurations, told apart by their content; without any, everything that qa.toml names
    #[arg(value_name = "FILE", help_heading = None)]
    files: Vec<String>,
    /// Profile (TOML) that maps the columns of the call records, or of the records it is for
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Zone of times without an offset, such as America/Bogota; without it, the profile's or UTC
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// Only these parts
    #[arg(long, value_enum, value_name = "PART", value_delimiter = ',')]
    only: Vec<Part>,
}

/// What can be checked by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// qa.toml and the profiles it names.
    Config,
    /// Scorecards.
    Scorecards,
    /// Call records.
    Calls,
    /// Evaluations.
    Evaluations,
    /// Intervals, survey responses, rosters, states of agents, deliveries and messages.
    Listed,
}

impl CheckInput {
    fn takes(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    /// The profile on the command line, when it is for records of that kind.
    fn profile_of(&self, kind: RecordKind, files: &Files) -> Option<PathBuf> {
        self.profile.clone().filter(|_| files.other == Some(kind))
    }

    /// The same as other commands know it.
    fn of_calls(&self, files: &Files) -> InputArgs {
        let profile = self.profile.clone().filter(|_| files.other.is_none());
        let zone = self.zone.clone();
        InputArgs { profile, zone, ..InputArgs::default() }
    }
}

/// Runs `qa check`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let files = Files::named(&args.input, cx)?;
    if files.is_empty() {
        let problem = Problem::new("no-input", Place::file("qa"), "nothing to check is named")
            .help("name files, or write a qa.toml that names them");
        return Err(Refused::because(Blame::Request, problem).into());
    }
    let (shelf, scorecards) = evaluations::scorecards(&files);
    let profile = args.input.profile_of(RecordKind::Evaluations, &files);
    let (mut made, mut evaluations) = evaluations::check(&files, (&shelf, profile), cx);
    let missing = evaluations::missing(&made, &shelf);
    let (surveys, responses) = listed::surveys(&files, &args.input, cx);
    let (roster, rosters) = listed::roster(&files, &args.input, cx);
    let intervals = listed::intervals(&files, &args.input, cx);
    let of_time = listed::of_time(&files, &args.input, cx);
    let asked = made.iter().map(|evaluation| evaluation.interaction.as_str());
    let asked = asked.chain(surveys.iter().flat_map(Surveys::iter).map(|(id, _)| id));
    let asked = asked.map(str::to_owned).collect();
    let fold = Calls::asked_for(asked, roster.as_ref()).with(missing.fields());
    let (seen, calls) = calls::check(&files, &args.input, fold, cx)?;
    if let Some(seen) = &seen {
        evaluations::tell(&mut made, &missing, &seen.fields);
    }
    if evaluations.records.is_some() {
        evaluations.problems_of_answers(&made, &shelf, &scorecards);
    }
    let mut references = Finding::new("references");
    if let Some(seen) = &seen {
        if evaluations.records.is_some() {
            references = evaluations::references(&made, seen);
        }
        listed::references(&mut references, (surveys.as_ref(), roster.as_ref()), seen);
    }
    if let Some(roster) = &roster {
        listed::roles(&mut references, &made, roster);
    }
    let config = config::check(&files, cx);
    let mut findings =
        vec![config, scorecards, calls, intervals, responses, rosters, evaluations, references];
    findings.extend(of_time);
    findings.retain(|finding| finding.is_wrong() || files.are_about(finding.name));
    for finding in &findings {
        finding.tell(cx)?;
    }
    let outcome = findings.iter().map(Finding::outcome).fold(Outcome::Done, Outcome::and);
    cx.report(report(findings), &args.output)?;
    Ok(outcome)
}

fn report(findings: Vec<Finding>) -> Report {
    let columns = vec![
        Column::new("check", "check", Unit::Text),
        Column::new("files", "files", Unit::Count),
        Column::new("records", "records", Unit::Count),
        Column::new("errors", "errors", Unit::Count),
        Column::new("warnings", "warnings", Unit::Count),
        Column::new("verdict", "verdict", Unit::Text),
    ];
    let rows = findings.iter().map(|finding| {
        vec![
            Cell::text(finding.name),
            finding.files.map_or(Cell::Missing, Cell::Count),
            finding.records.map_or(Cell::Missing, Cell::Count),
            Cell::Count(finding.errors()),
            Cell::Count(finding.warnings()),
            Cell::text(finding.verdict()),
        ]
    });
    let table = Table { key: "checks", columns, rows: rows.collect(), ..Table::default() };
    let notes = findings.into_iter().flat_map(|finding| finding.notes).collect();
    Report { schema: "qa.check/1", tables: vec![table], notes, ..Report::default() }
}
