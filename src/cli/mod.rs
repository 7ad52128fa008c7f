//! Arguments, help, exit status: the only room that knows how the program was called.

mod exit;

use crate::commands::{
    self, Config, Context, Outcome,
    context::{Progress, Talk},
};
use anyhow::Result;
use clap::{Parser, Subcommand};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Contact-centre quality assurance over flat files
#[derive(Debug, Parser)]
#[command(name = "qa", version, arg_required_else_help = true, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 done, 1 the world failed, 2 the request is wrong,\n3 the data are wrong, 4 a target was missed, 5 less than asked, 6 conflict."
)]
struct Arguments {
    /// Work as if started in this folder
    #[arg(short = 'C', long, global = true, help_heading = "Behaviour", value_name = "DIR")]
    directory: Option<PathBuf>,
    /// Configuration to use instead of the nearest qa.toml
    #[arg(
        long,
        global = true,
        help_heading = "Behaviour",
        value_name = "FILE",
        env = "QA_CONFIG",
        hide_env_values = true
    )]
    config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long, global = true, help_heading = "Behaviour", conflicts_with = "config")]
    no_config: bool,
    /// Say nothing on stderr but problems
    #[arg(short, long, global = true, help_heading = "Behaviour")]
    quiet: bool,
    /// Show how far a long run is on stderr
    #[arg(
        long,
        global = true,
        help_heading = "Behaviour",
        value_enum,
        value_name = "WHEN",
        default_value = "auto"
    )]
    progress: When,
    /// Threads that read call records; the result does not depend on it
    #[arg(
        long,
        global = true,
        help_heading = "Behaviour",
        value_name = "N",
        env = "QA_THREADS",
        hide_env_values = true
    )]
    threads: Option<usize>,
    #[command(subcommand)]
    command: Command,
}

/// When something is shown that only people look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum When {
    /// On a terminal, unless it is to be quiet
    Auto,
    /// Never
    Never,
    /// Always
    Always,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(Box<commands::check::Args>),
    Inspect(Box<commands::inspect::Args>),
    Import(Box<commands::import::Args>),
    Sample(Box<commands::sample::Args>),
    Queue(Box<commands::queue::Args>),
    Verify(commands::verify::Args),
    Score(Box<commands::score::Args>),
    Scorecard(commands::scorecard::Args),
    Calibrate(Box<commands::calibrate::Args>),
    Agents(Box<commands::agents::Args>),
    Kpi(Box<commands::kpi::Args>),
    Explain(commands::explain::Args),
    Demo(commands::demo::Args),
    Init(commands::init::Args),
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return exit::usage(&error),
    };
    keep_quiet_about_damaged_workbooks();
    let stdout = io::stdout();
    let width = stdout.is_terminal().then(terminal_width);
    // Progress is written to stderr from another thread, so nobody holds it.
    let (mut out, mut err) = (stdout.lock(), io::stderr());
    let result = run(&arguments, width, (&mut out, &mut err));
    exit::code(&result, &mut err)
}

/// What goes wrong where a workbook is read is told as a problem of that file.
fn keep_quiet_about_damaged_workbooks() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(commands::UNTRUSTED) {
            usual(panic);
        }
    }));
}

fn terminal_width() -> usize {
    terminal_size::terminal_size()
        .map_or(100, |(terminal_size::Width(width), _)| usize::from(width))
}

fn run(
    arguments: &Arguments,
    width: Option<usize>,
    (stdout, stderr): (&mut dyn Write, &mut dyn Write),
) -> Result<Outcome> {
    if let Some(directory) = &arguments.directory {
        std::env::set_current_dir(directory).map_err(|error| {
            anyhow::Error::new(error).context(format!("cannot work in `{}`", directory.display()))
        })?;
    }
    let config = match &arguments.config {
        Some(path) => Config::open(path)?,
        None if arguments.no_config => Config::default(),
        None => Config::find(Path::new(""))?,
    };
    let config = match &arguments.command {
        Command::Check(_) => config,
        _ => config.sound()?,
    };
    let mut cx = Context::new(stdout, stderr, config);
    cx.width = width;
    cx.threads = arguments.threads.unwrap_or_else(cores);
    cx.talk = if arguments.quiet { Talk::Quiet } else { Talk::Normal };
    cx.progress = arguments.progress();
    let outcome = match &arguments.command {
        Command::Check(args) => commands::check::run(args, &mut cx),
        Command::Inspect(args) => commands::inspect::run(args, &mut cx),
        Command::Import(args) => commands::import::run(args, &mut cx),
        Command::Sample(args) => commands::sample::run(args, &mut cx),
        Command::Queue(args) => commands::queue::run(args, &mut cx),
        Command::Verify(args) => commands::verify::run(args, &mut cx),
        Command::Score(args) => commands::score::run(args, &mut cx),
        Command::Scorecard(args) => commands::scorecard::run(args, &mut cx),
        Command::Agents(args) => commands::agents::run(args, &mut cx),
        Command::Calibrate(args) => commands::calibrate::run(args, &mut cx),
        Command::Kpi(args) => commands::kpi::run(args, &mut cx),
        Command::Explain(args) => commands::explain::run(args, &mut cx),
        Command::Init(args) => commands::init::run(args, &mut cx),
        Command::Demo(args) => commands::demo::run(args, &mut cx, &again),
    }?;
    Ok(cx.outcome().and(outcome))
}

impl Arguments {
    fn progress(&self) -> Progress {
        match self.progress {
            When::Always => Progress::Shown,
            When::Auto if !self.quiet && io::stderr().is_terminal() => Progress::Shown,
            When::Auto | When::Never => Progress::Hidden,
        }
    }
}

/// Runs the program within itself, where the context stands and without the configuration that the
/// outer one was given.
fn again(words: &[&str], cx: &mut Context<'_>) -> Result<Outcome> {
    let mut arguments = Arguments::try_parse_from(std::iter::once(&"qa").chain(words))?;
    arguments.config = None;
    arguments.threads = Some(cx.threads);
    arguments.quiet = cx.talk == Talk::Quiet;
    arguments.progress = When::Never;
    run(&arguments, cx.width, (cx.stdout, cx.stderr))
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
