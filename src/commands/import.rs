//! `qa import`.

mod raw;
mod report;
mod tally;
mod write;

use super::args::{Guard, InputArgs, OutputArgs};
use super::{Context, Outcome, Stopped};
use crate::ingest::engine::Intake;
use crate::ingest::source::STDIN;
use crate::ledger;
use crate::model::Name;
use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::{Context as _, Result, bail};
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use tally::Tally;
use write::Canonical;

const EXAMPLES: &str = "\
EXAMPLES
  An export through its profile to the canonical columns
    qa import october.csv --profile profiles/acd.toml --zone America/Bogota -o calls.csv

  Several files as one, two more columns kept, the account of it as JSON
    qa import 'exports/*.csv' --keep Campaign,Region -o calls.csv --report import.json

  Only the form changed: UTF-8, commas, LF; every record, no column looked at
    qa import --raw export.txt > plain.csv";

/// Turn any export into the canonical CSV
///
/// One row a record: the canonical columns that the export has, times as ISO 8601 with the offset of
/// the source's zone, durations in seconds, flags true or false, empty for unknown. Imported again
/// with the same zone, the result is the same to the byte.
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// Columns of the export to keep beside the canonical ones, under their own names
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    keep: Vec<String>,
    #[command(flatten)]
    raw: raw::RawArgs,
    /// Write to this file instead of standard output, all at once or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the import report to this file (.json, .csv, .txt); without it, it goes to stderr
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Guard of text that a spreadsheet would run as formulas; it changes ids such as +573001234567
    #[arg(long, value_enum, value_name = "GUARD", default_value_t = Guard::None)]
    csv_guard: Guard,
}

/// Runs `qa import`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    if args.raw.raw {
        return raw::run(args, cx);
    }
    let report_to = OutputArgs { output: args.report.clone(), ..OutputArgs::default() };
    report_to.resolved()?;
    if args.input.strict && args.file().is_none() {
        let message = "--strict cannot take back what standard output was given";
        let problem = Problem::new("no-output", Place::file("--strict"), message);
        return Err(Refused::because(Blame::Request, problem.help("say --output FILE")).into());
    }
    let keep: Vec<Name> = args.keep.iter().map(|name| Name::of(name.trim())).collect();
    let mut canonical = Canonical::open(&args.input, &keep, cx)?;
    canonical.guard = args.csv_guard.into();
    let (intakes, tally, fate) = write(args, canonical, cx)?;
    let report = report::report(&intakes, &tally);
    match &args.report {
        Some(_) => cx.report(report, &report_to)?,
        None => cx.tell(report)?,
    }
    match fate {
        Fate::Good => Ok(Outcome::Done),
        Fate::Withheld => Err(Stopped::data(format!("nothing was written; {WHAT_TO_DO}")).into()),
        Fate::Given => {
            let why = format!("what standard output was given is not to be used; {WHAT_TO_DO}");
            Err(Stopped::data(why).into())
        }
    }
}

/// What to do about an export of which too much could not be used.
const WHAT_TO_DO: &str =
    "export the records again, correct the profile, or allow more with --max-rejects";

impl Args {
    /// The file to write; `None` for standard output.
    fn file(&self) -> Option<&PathBuf> {
        self.output.as_ref().filter(|path| path.as_os_str() != STDIN)
    }
}

/// What became of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It was written.
    Good,
    /// It was not: too much of the export could not be used.
    Withheld,
    /// The same, but standard output had been given it record by record.
    Given,
}

/// Writes the canonical file and judges what was read before it takes its name.
fn write(
    args: &Args,
    canonical: Canonical,
    cx: &mut Context<'_>,
) -> Result<(Vec<Intake>, Tally, Fate)> {
    let Some(path) = args.file() else {
        let mut out = BufWriter::new(&mut *cx.stdout);
        let (intakes, tally) = canonical.write(&mut out)?;
        out.flush().context("cannot write to standard output")?;
        drop(out);
        cx.settle(&args.input, &intakes)?;
        let fate = if cx.is_beyond_profile(&args.input) { Fate::Given } else { Fate::Good };
        return Ok((intakes, tally, fate));
    };
    let (mut done, mut failed, mut fate) = (None, None, Fate::Good);
    let written = ledger::replace(path, |out| {
        let taken = canonical.write(out).and_then(|(intakes, tally)| {
            cx.settle(&args.input, &intakes)?;
            cx.refuse_input(path)?;
            Ok((intakes, tally))
        });
        match taken {
            Ok(taken) => {
                done = Some(taken);
                if cx.is_beyond_profile(&args.input) {
                    fate = Fate::Withheld;
                    bail!("too many records were set aside");
                }
            }
            // What went wrong with the input says nothing of the output's name.
            Err(error) => {
                failed = Some(error);
                bail!("the import failed");
            }
        }
        Ok(())
    });
    match (failed, done) {
        (Some(error), _) => Err(error),
        (None, Some((intakes, tally))) if fate == Fate::Withheld => Ok((intakes, tally, fate)),
        (None, Some((intakes, tally))) => written.map(|()| (intakes, tally, fate)),
        (None, None) => {
            Err(written.err().unwrap_or_else(|| anyhow::anyhow!("nothing was written")))
        }
    }
}

#[cfg(test)]
mod tests;
