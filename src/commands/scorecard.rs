//! `qa scorecard`.

use super::{Context, Outcome};
use crate::ingest::forms::{self, Suite};
use crate::ingest::scorecards;
use crate::problem::{Blame, Refused};
use crate::report::Input;
use crate::report::words::counted;
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
EXAMPLES
  A form of Amazon Connect or Genesys Cloud as a scorecard
    qa scorecard import form.json -o scorecards/voice.toml

  A scorecard as a form that Genesys Cloud takes
    qa scorecard export scorecards/inbound-voice.toml --to genesys -o form.json";

/// Turn forms of hosted suites into scorecards and back
///
/// Read and written are the JSON of Amazon Connect's `CreateEvaluationForm` and of Genesys Cloud's
/// evaluation forms. What one side has and the other cannot hold is told as a warning, never dropped
/// in silence.
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

/// What is to be done.
#[derive(Debug, clap::Subcommand)]
enum Action {
    Import(ImportArgs),
    Export(ExportArgs),
}

/// Turn a form of a hosted suite into a scorecard
#[derive(Debug, clap::Args)]
struct ImportArgs {
    /// The form (JSON); its content tells of which suite it is
    #[arg(value_name = "FILE")]
    form: PathBuf,
    /// Write to this file instead of standard output, all at once or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Turn a scorecard into a form of a hosted suite
#[derive(Debug, clap::Args)]
struct ExportArgs {
    /// The scorecard (TOML)
    #[arg(value_name = "FILE")]
    scorecard: PathBuf,
    /// The suite that is to read the form
    #[arg(long, value_enum, value_name = "SUITE")]
    to: To,
    /// Write to this file instead of standard output, all at once or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A hosted suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    /// Amazon Connect.
    Connect,
    /// Genesys Cloud.
    Genesys,
}

/// Runs `qa scorecard`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    match &args.action {
        Action::Import(args) => import(args, cx),
        Action::Export(args) => export(args, cx),
    }
}

fn import(args: &ImportArgs, cx: &mut Context<'_>) -> Result<Outcome> {
    let file = args.form.display().to_string();
    let text = read(&args.form)?;
    cx.add_input(Input { path: file.clone(), ..Input::default() });
    let imported =
        forms::import(&file, &text).map_err(|problems| Refused { blame: Blame::Data, problems })?;
    cx.complain(&imported.warnings)?;
    write(imported.toml.as_bytes(), args.output.as_deref(), cx)?;
    let card = &imported.card;
    let count = |n: usize, noun| counted(u64::try_from(n).unwrap_or(u64::MAX), noun);
    cx.say(&format!(
        "{file}: form of {}, {}, {}, scorecard `{}` {}",
        imported.suite.name(),
        count(card.sections().len(), "section"),
        count(card.questions().count(), "question"),
        card.id(),
        card.version()
    ))?;
    Ok(Outcome::Done)
}

fn export(args: &ExportArgs, cx: &mut Context<'_>) -> Result<Outcome> {
    let file = args.scorecard.display().to_string();
    let (card, warnings) = scorecards::open(&args.scorecard)?;
    cx.add_input(Input { path: file.clone(), ..Input::default() });
    cx.complain(&warnings)?;
    let suite = match args.to {
        To::Connect => Suite::Connect,
        To::Genesys => Suite::Genesys,
    };
    let (json, lost) = forms::export(&file, &card, suite);
    cx.complain(&lost)?;
    write(json.as_bytes(), args.output.as_deref(), cx)?;
    Ok(Outcome::Done)
}

fn read(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn write(bytes: &[u8], output: Option<&Path>, cx: &mut Context<'_>) -> Result<()> {
    if let Some(path) = output.filter(|path| path.as_os_str() != "-") {
        return cx.write_file(path, bytes);
    }
    cx.stdout.write_all(bytes).context("cannot write to standard output")?;
    cx.stdout.flush().context("cannot write to standard output")
}
