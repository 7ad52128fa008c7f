//! `qa inspect`.

use super::args::OutputArgs;
use super::{Context, Outcome};
use crate::ingest::config;
use crate::ingest::dialect;
use crate::ingest::inspect::{self, Evidence, Form, Header, Inspection, Mixed, Why};
use crate::ingest::profile::RecordKind;
use crate::ingest::records::Origin;
use crate::ingest::source::{Asked, SheetName};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::render;
use crate::report::{Cell, Column, Report, Table, Unit};
use anyhow::{Context as _, Result};

const EXAMPLES: &str = "\
EXAMPLES
  What an export is, and which canonical columns it would fill
    qa inspect october.csv

  A profile to begin with
    qa inspect october.csv --snippet > acd.toml";

/// Tell what an export is, and propose a profile for it
///
/// Encoding, delimiter and header line; of each column what its cells read as, how many are filled,
/// the lowest and the highest, its values when they are few, and the canonical column it would fill.
/// Every record is read, because the order of day and month is often decided late.
#[derive(Debug, clap::Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Args {
    /// Exports: paths or patterns
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// Sheet of a workbook that has several: its name, or its number from 1
    #[arg(long, value_name = "SHEET")]
    sheet: Option<String>,
    /// Print a profile to paste, and nothing else; for one file
    #[arg(long, conflicts_with_all = ["format", "output", "table"])]
    snippet: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// Runs `qa inspect`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let files = config::expand(&args.files)?;
    if args.snippet && files.len() > 1 {
        let message = format!("a profile is made from one export, and {} are named", files.len());
        let problem = Problem::new("no-input", Place::file("--snippet"), message);
        return Err(Refused::because(Blame::Request, problem.help("name one of them")).into());
    }
    let asked = Asked::default().sheet(args.sheet.as_deref().map(SheetName::parse));
    let found: Vec<Inspection> =
        files.iter().map(|file| inspect::inspect(file, &asked)).collect::<Result<_>>()?;
    if let (true, [one]) = (args.snippet, found.as_slice()) {
        let toml = inspect::snippet(one);
        cx.stdout.write_all(toml.as_bytes()).context("cannot write to standard output")?;
        return Ok(Outcome::Done);
    }
    cx.report(report(&found), &args.output)?;
    Ok(Outcome::Done)
}

fn report(found: &[Inspection]) -> Report {
    let mut notes: Vec<String> = found.iter().flat_map(notes).collect();
    notes.push("qa inspect FILE --snippet prints a profile to begin with".to_owned());
    Report {
        schema: "qa.inspect/1",
        title: "Inspection".to_owned(),
        tables: vec![columns(found), files(found)],
        notes,
        ..Report::default()
    }
}

/// What the commands read the file as when nobody names a profile, and what its header is.
fn read_as(found: &Inspection) -> Vec<String> {
    let (file, kind) = (&found.file, found.profile.kind);
    let mut notes = Vec::new();
    if let Some(name) = found.bundled() {
        notes.push(format!("{file}: read with the bundled profile `{name}`"));
    } else if kind != RecordKind::default() {
        let kind = kind.name();
        notes.push(format!("{file}: read as {kind}, by the names of the columns"));
    }
    let line = found.header_line;
    match found.header {
        Header::Known | Header::Profile => {}
        Header::Guessed => notes
            .push(format!("{file}: no column name is known; line {line} is taken for the header")),
        Header::Absent => notes.push(format!(
            "{file}: the first line looks like a record, not a header; name the columns in a profile, with header = false"
        )),
    }
    notes
}

/// `start_time`: 98.8 % of the cells read as iso8601, 1.2 % as another.
fn told(found: &Inspection, column: &Evidence, mixed: &Mixed) -> String {
    let share = |n: u64| {
        let share = Cell::ratio(i128::from(n), i128::from(column.filled));
        render::cell::for_people(&share, Unit::Share)
    };
    let named = |form: Form| if form.detail().is_empty() { form.kind() } else { form.detail() };
    let (file, name, first) = (&found.file, &column.name, &mixed.first_odd);
    let other = mixed.other.map(|(form, n)| format!(", {} as {}", share(n), named(form)));
    let usual = format!("{} of the cells read as {}", share(mixed.cells), named(mixed.form));
    let other = other.unwrap_or_default();
    format!("{file}: `{name}`: {usual}{other}; the first that does not is `{}`", shortened(first))
}

/// What is left to decide.
fn notes(found: &Inspection) -> Vec<String> {
    let mut notes = Vec::new();
    let file = &found.file;
    notes.extend(read_as(found));
    if found.broken > 0 {
        let n = found.broken;
        notes.push(format!("{file}: {n} records have another number of fields than the header"));
    }
    for (index, column) in found.columns.iter().enumerate() {
        let is_again = |other: &Evidence| other.name == column.name && !column.name.is_empty();
        if found.columns[..index].iter().any(is_again) {
            let name = &column.name;
            notes.push(format!("{file}: `{name}` stands twice in the header; rename one of them"));
        }
        notes.extend(column.mixed().map(|mixed| told(found, column, &mixed)));
        if let Some((one, other)) = column.unclear() {
            let (name, one, other) = (&column.name, one.detail(), other.detail());
            notes.push(format!(
                "{file}: `{name}` reads as `{one}` and as `{other}` in every record"
            ));
        }
    }
    notes
}

fn text(key: &'static str, label: &str) -> Column {
    Column::new(key, label, Unit::Text)
}

fn count(key: &'static str, label: &str) -> Column {
    Column::new(key, label, Unit::Count)
}

fn files(found: &[Inspection]) -> Table {
    let columns = vec![
        text("file", "file"),
        text("form", "form"),
        text("part", "part"),
        text("encoding", "encoding"),
        text("delimiter", "delimiter"),
        count("header_line", "header line"),
        count("columns", "columns"),
        count("records", "records"),
        count("broken", "broken"),
    ];
    let row = |one: &Inspection| {
        vec![
            Cell::text(&one.file),
            Cell::text(form(one.origin)),
            one.part.as_ref().map_or(Cell::Missing, Cell::text),
            written(one, one.encoding.to_owned()),
            written(one, dialect::name(one.delimiter)),
            Cell::Count(one.header_line),
            Cell::Count(u64::try_from(one.columns.len()).unwrap_or(u64::MAX)),
            Cell::Count(one.records),
            Cell::Count(one.broken),
        ]
    };
    let rows = found.iter().map(row).collect();
    Table { key: "files", title: "Files".to_owned(), columns, rows, ..Table::default() }
}

fn form(origin: Origin) -> &'static str {
    match origin {
        Origin::Text => "text",
        Origin::Sheet => "sheet",
        Origin::Json => "JSON",
    }
}

/// How a text is written; nothing is to be said of what is none.
fn written(found: &Inspection, how: String) -> Cell {
    if found.origin == Origin::Text { Cell::text(how) } else { Cell::Missing }
}

fn columns(found: &[Inspection]) -> Table {
    let mut columns = vec![
        text("file", "file"),
        text("column", "column"),
        text("type", "type"),
        text("form", "form"),
        Column::new("filled_share", "filled", Unit::Share),
        text("lowest", "lowest"),
        text("highest", "highest"),
        text("values", "values"),
        text("maps_to", "maps to"),
        text("why", "why"),
    ];
    let mut rows = Vec::new();
    for one in found {
        for (index, column) in one.columns.iter().enumerate() {
            rows.push(row(one, index, column));
        }
    }
    if found.len() == 1 {
        columns.remove(0);
        for row in &mut rows {
            row.remove(0);
        }
    }
    Table { key: "columns", title: "Columns".to_owned(), columns, rows, ..Table::default() }
}

fn row(found: &Inspection, index: usize, column: &Evidence) -> Vec<Cell> {
    let all = column.filled + column.empty + column.nulls.values().sum::<u64>();
    let (lowest, highest) = column.ends().unwrap_or_default();
    let few = column.values.as_ref().filter(|values| values.len() <= 6);
    let values: Vec<String> =
        few.into_iter().flatten().map(|(value, n)| format!("{value} ({n})")).collect();
    let target = found.target(index);
    let why = target.as_ref().map_or("", |target| match target.why {
        Why::Profile => "the bundled profile",
        Why::Name => "its name",
        Why::KnownName => "a known name for it",
        Why::Ending(ending) if ending.is_answered() => "tells who was answered",
        Why::Ending(_) => "tells who gave up",
    });
    vec![
        Cell::text(&found.file),
        Cell::text(&column.name),
        Cell::text(column.kind()),
        Cell::text(column.form().map_or("", Form::detail)),
        Cell::ratio(i128::from(column.filled), i128::from(all)),
        Cell::text(shortened(lowest)),
        Cell::text(shortened(highest)),
        Cell::text(shortened(&values.join(", "))),
        Cell::text(target.map_or(String::new(), |target| target.columns.join(", "))),
        Cell::text(why),
    ]
}

/// A text as far as a table can show it.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::config::Config;
    use clap::Parser;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn told(text: &str, flags: &[&str]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.csv");
        std::fs::write(&path, text).unwrap();
        let words = ["inspect", path.to_str().unwrap()];
        let line = Line::try_parse_from(words.iter().chain(flags)).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        run(&line.args, &mut Context::new(&mut out, &mut err, Config::default())).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_bare_header_is_told() {
        let text = told("call_id,talk_s\n", &[]);
        assert!(text.contains("interaction_id") && text.contains("empty"), "{text}");
    }

    #[test]
    fn programs_get_one_row_a_column() {
        let csv = told("call_id;start\n1;03/04/2026\n2;\n", &["-f", "csv"]);
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[2].contains("start,timestamp,%d/%m/%Y,0.5,03/04/2026,03/04/2026"), "{csv}");
        let text = told("call_id;start\n1;03/04/2026\n2;\n", &[]);
        assert!(text.contains("`start` reads as `%d/%m/%Y` and as `%m/%d/%Y`"), "{text}");
    }

    #[test]
    fn a_name_that_stands_twice_is_told() {
        let text = told("call_id,queue,,queue,\n1,a,,b,\n", &[]);
        assert!(text.contains("`queue` stands twice in the header"), "{text}");
        assert!(!text.contains("`` stands twice"), "{text}");
    }

    #[test]
    fn the_snippet_stands_alone() {
        assert!(told("call_id\n1\n", &["--snippet"]).starts_with("[profile]\nname = \"calls\"\n"));
    }
}
