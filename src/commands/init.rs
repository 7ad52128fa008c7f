//! `qa init`.

mod files;
mod first;
mod next;

use super::{Context, Outcome};
use crate::ingest::config;
use crate::ingest::inspect::{self, Inspection};
use crate::ingest::source::{self, Asked, STDIN, SheetName};
use crate::model::Zone;
use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::{Context as _, Result};
use files::{Plan, Planned};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
EXAMPLES
  What would be written for an export that the centre has
    qa init october.csv --into desk --dry-run

  A folder to work in: configuration, profile, scorecard, folders
    qa init october.csv --into desk --zone America/Bogota";

/// Make a folder to work in, from an export that the centre has
///
/// Writes qa.toml, a profile for the export (that of the system it comes from, where its header tells;
/// else what `qa inspect` finds out), a scorecard to begin with, and folders for calls, evaluations and
/// samples. The export stays where it is. Nothing is ever overwritten.
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Args {
    /// Exports of one kind: paths or patterns; without any, no profile is written
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// Folder to write to
    #[arg(long, value_name = "DIR", default_value = ".")]
    into: PathBuf,
    /// Zone of the centre, such as America/Bogota: days are cut in it, and times without an offset
    /// are read in it
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
    /// Sheet of a workbook that has several: its name, or its number from 1
    #[arg(long, value_name = "SHEET")]
    sheet: Option<String>,
    /// Tell what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs `qa init`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    if Zone::named(&args.zone).is_none() {
        let message = format!("there is no zone `{}`", args.zone);
        let problem = Problem::new("unknown-zone", Place::file("--zone"), message);
        return refuse(problem.help("write an IANA name such as America/Bogota"));
    }
    if let Some(file) = args.files.iter().find(|file| source::is_read_once(file)) {
        let what = if file == STDIN { "standard input has no name" } else { "a pipe is no file" };
        let problem = Problem::new("no-input", Place::file(file), what);
        return refuse(problem.help("save the export to a file and name it"));
    }
    let exports = if args.files.is_empty() { Vec::new() } else { config::expand(&args.files)? };
    let sheet = args.sheet.as_deref().map(SheetName::parse);
    let asked = Asked::default().sheet(sheet);
    let found: Vec<Inspection> =
        exports.iter().map(|file| inspect::inspect(file, &asked)).collect::<Result<_>>()?;
    next::refuse(&found)?;
    let found = found.first();
    let profile = found.map(files::profile);
    let paths = exports.iter().map(|file| seen_from(&args.into, file));
    let paths = paths.collect::<Result<Vec<String>>>()?;
    let kind = found.map(|found| found.profile.kind).unwrap_or_default();
    let plan = Plan::new((&args.zone, &paths), profile.as_ref(), kind);
    plan.refuse_existing(&args.into)?;
    if !args.dry_run {
        plan.write(&args.into)?;
    }
    let mut text = told(args, &plan, found);
    if let (Some(profile), Some(found)) = (&profile, found) {
        let zone = Zone::named(&args.zone).unwrap_or_else(Zone::utc);
        text.extend(first::shown(found, &profile.text, (zone, cx.width))?);
    }
    cx.stdout.write_all(text.as_bytes()).context("cannot write to standard output")?;
    Ok(Outcome::Done)
}

fn refuse<T>(problem: Problem) -> Result<T> {
    Err(Refused::because(Blame::Request, problem).into())
}

/// A path as a file in `folder` has to write it.
fn seen_from(folder: &Path, file: &str) -> Result<String> {
    if folder == Path::new(".") || Path::new(file).is_absolute() {
        return Ok(file.to_owned());
    }
    let whole = std::fs::canonicalize(file).with_context(|| format!("cannot read `{file}`"))?;
    Ok(whole.display().to_string())
}

/// What was written, and what to do next.
fn told(args: &Args, plan: &Plan, found: Option<&Inspection>) -> String {
    let mut lines = Vec::new();
    let verb = if args.dry_run { "would write" } else { "wrote" };
    for path in plan.paths() {
        lines.push(format!("{verb} {}", args.into.join(path).display()));
    }
    // What a bundled profile says in comments is decided.
    let own = plan.files.iter().filter(|_| found.is_some_and(|found| found.bundled().is_none()));
    let open = own.flat_map(|Planned { path, text }| {
        let open = text.lines().filter(|line| line.starts_with("# ") && line.contains(": "));
        open.map(move |line| format!("{path}: {}", line.trim_start_matches("# ")))
    });
    let open = open.filter(|line| line.starts_with("profiles/"));
    let open: Vec<String> = found.map(next::lacking).into_iter().flatten().chain(open).collect();
    if !open.is_empty() {
        lines.extend([String::new(), "Left to decide".to_owned()]);
        lines.extend(open.iter().map(|line| format!("  {line}")));
    }
    lines.extend([String::new(), "Next".to_owned()]);
    if args.into != Path::new(".") {
        lines.push(format!("  cd {}", args.into.display()));
    }
    lines.push("  qa check                what is wrong with the files, if anything".to_owned());
    lines.extend(next::commands(found));
    lines.push("  qa demo                 a centre that does not exist, at work".to_owned());
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::config::Config;
    use crate::ingest::profile;
    use clap::Parser;
    use std::fs;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn init(folder: &Path, words: &[&str]) -> Result<String> {
        let into = folder.join("desk").display().to_string();
        let words = ["init", "--into", into.as_str()].into_iter().chain(words.iter().copied());
        let line = Line::try_parse_from(words).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        run(&line.args, &mut Context::new(&mut out, &mut err, Config::default()))?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn without_an_export_there_is_a_folder_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let told = init(folder.path(), &["--zone", "America/Bogota"]).unwrap();
        assert!(told.contains("qa inspect FILE"), "{told}");
        let config = Config::open(&folder.path().join("desk/qa.toml")).unwrap().sound().unwrap();
        assert_eq!(
            config.zone.map(|zone| zone.name().to_owned()).as_deref(),
            Some("America/Bogota")
        );
        assert!(config.calls.is_empty() && config.evaluations.is_empty());
    }

    #[test]
    fn an_export_gets_a_profile_and_is_named_in_the_configuration() {
        let folder = tempfile::tempdir().unwrap();
        let calls = folder.path().join("October 2026.csv");
        fs::write(&calls, "Call ID;Start;Talk Time;Region\n7;23/10/2026 09:00;1:30;north\n")
            .unwrap();
        let told = init(folder.path(), &[calls.to_str().unwrap()]).unwrap();
        assert!(told.contains("not mapped: \"Region\""), "{told}");
        let desk = folder.path().join("desk");
        let config = Config::open(&desk.join("qa.toml")).unwrap().sound().unwrap();
        assert_eq!(config.calls, [fs::canonicalize(&calls).unwrap().display().to_string()]);
        assert_eq!(config.call_profile, Some(desk.join("profiles/october-2026.toml")));
        assert!(profile::open(&config.call_profile.unwrap()).unwrap().map.contains_key("talk_s"));
    }

    #[test]
    fn an_export_of_a_known_system_gets_the_profile_of_that() {
        let folder = tempfile::tempdir().unwrap();
        let calls = folder.path().join("calls.csv");
        let text = "id,created_at,updated_at,agent_id,call_group_id,direction,completion_status,wait_time,talk_time,hold_time,wrap_up_time,voicemail\n";
        fs::write(&calls, text).unwrap();
        init(folder.path(), &[calls.to_str().unwrap()]).unwrap();
        let found = profile::open(&folder.path().join("desk/profiles/zendesk_talk_calls.toml"));
        assert_eq!(found.unwrap().name, "zendesk_talk_calls");
    }

    #[test]
    fn nothing_is_overwritten_and_all_that_is_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let dry = init(folder.path(), &["--dry-run"]).unwrap();
        assert!(
            dry.starts_with("would write") && !folder.path().join("desk").try_exists().unwrap()
        );
        init(folder.path(), &[]).unwrap();
        fs::write(folder.path().join("desk/qa.toml"), "timezone = \"UTC\"\n").unwrap();
        let error = init(folder.path(), &[]).unwrap_err().downcast::<Refused>().unwrap();
        assert_eq!((error.blame, error.problems.count()), (Blame::Conflict, 2));
        let kept = fs::read_to_string(folder.path().join("desk/qa.toml")).unwrap();
        assert_eq!(kept, "timezone = \"UTC\"\n");
    }
}
