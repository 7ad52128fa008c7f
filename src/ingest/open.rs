//! A file opened for its records: dialect found, header found, columns planned.

use super::blocks::Blocks;
use super::dialect::{self, Early};
use super::engine::{Checksums, Options};
use super::inspect;
use super::plan::{Demand, Header, Plan};
use super::profile::{HeaderRule, Profile, Quotes, bundled};
use super::records::{Dialect, Origin, Reading};
use super::schema;
use super::source::{Asked, Source};
use super::synonyms;
use crate::model::Name;
use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::Result;

/// Most columns of a file.
const COLUMN_LIMIT: usize = 4_096;

/// A file whose next record is its first.
pub struct Opened {
    /// Its records.
    pub blocks: Blocks,
    /// How they become columns.
    pub plan: Plan,
    /// How they are written.
    pub reading: Reading,
    /// The delimiter as one writes it.
    pub delimiter: String,
}

/// Opens a file and holds the profile, or known names, against its header.
pub fn open(file: &str, options: &Options, wants: &[Name], needs: &[Name]) -> Result<Opened> {
    let known = |cell: &str| is_named(cell, options.profile.as_ref());
    open_known(file, options, (wants, needs), &known)
}

/// The same where something else tells the names that a header may have.
pub fn open_known(
    file: &str,
    options: &Options,
    (wants, needs): (&[Name], &[Name]),
    known: &dyn Fn(&str) -> bool,
) -> Result<Opened> {
    let profile = options.profile.as_ref();
    let rules = profile.map(|profile| &profile.file);
    let mut source = Source::open_as(file, &Asked::of(profile))?;
    if options.checksums == Checksums::Left {
        source.leave_checksum();
    }
    let (origin, made) = (source.origin, source.dialect());
    let mut blocks = Blocks::new(source, options.block);
    let (head, whole) = blocks.head(dialect::HEAD)?;
    if head.iter().all(u8::is_ascii_whitespace) {
        let problem = Problem::new("empty-file", Place::at(file, 1, 1), "the file is empty");
        return refuse(problem.help("export the records again"));
    }
    let quote = rules.is_none_or(|rules| rules.quotes == Quotes::Enclose).then_some(b'"');
    let head = if whole { head } else { whole_lines(head) };
    let delimiter = match (&made, rules.and_then(|rules| rules.delimiter)) {
        (Some(made), _) => made.delimiter,
        (None, Some(delimiter)) => delimiter,
        (None, None) => dialect::delimiter(file, head, quote, known).map_err(refused)?,
    };
    let padding = dialect::padding(head, delimiter);
    let dialect = made.unwrap_or(Dialect { delimiter, quote, padding, origin });
    let mut early = dialect::early(head, dialect);
    if origin == Origin::Json {
        // The header was made for it and stands first.
        early.truncate(1);
    }
    let profile = profile.map(|profile| profile.for_origin(origin));
    let profile = profile.as_deref();
    let (header, end) = header(file, &early, profile, known)?;
    blocks.skip(end);
    let reading = Reading { dialect, width: Some(header.names.len()), last: false };
    let demand = Demand { wants, needs, zone: &options.zone };
    let plan = Plan::new(header, profile, &demand)
        .map_err(|problems| Refused { blame: Blame::Data, problems })?;
    Ok(Opened { blocks, plan, reading, delimiter: dialect::name(delimiter) })
}

/// The part of a head up to its last line end.
fn whole_lines(head: &[u8]) -> &[u8] {
    memchr::memrchr2(b'\n', b'\r', head).map_or(head, |at| &head[..=at])
}

/// Whether a cell may be the name of a column: one that the profile names, or one we know.
pub(super) fn is_named(cell: &str, profile: Option<&Profile>) -> bool {
    let columns = profile.map(Profile::columns).unwrap_or_default();
    if columns.is_empty() {
        return schema::is_known(profile.map(|profile| profile.kind).unwrap_or_default(), cell);
    }
    let header = [cell.to_owned()];
    columns.iter().any(|column| synonyms::position(&header, column).is_some())
}

/// The header and the byte after it.
fn header(
    file: &str,
    early: &[Early],
    profile: Option<&Profile>,
    known: &dyn Fn(&str) -> bool,
) -> Result<(Header, usize)> {
    let rule = profile.map(|profile| &profile.file.header);
    let found = match rule {
        Some(HeaderRule::Columns(names)) => {
            return Ok((Header { file: file.to_owned(), names: names.clone(), line: 0 }, 0));
        }
        Some(HeaderRule::Line(line)) => early.iter().find(|record| record.line == *line),
        Some(HeaderRule::Names(lists)) => early.iter().find(|record| {
            let has = |name: &String| synonyms::position(&record.cells, name).is_some();
            lists.iter().any(|names| names.iter().all(has))
        }),
        _ => dialect::header(early, known),
    };
    let Some(found) = found else {
        let problem = Problem::new(
            "no-header",
            Place::at(file, 1, 1),
            "there is no header line where the profile says",
        );
        return refuse(problem.help("correct `header` under [file]"));
    };
    if found.cells.len() > COLUMN_LIMIT {
        let message =
            format!("{} columns, expected no more than {COLUMN_LIMIT}", found.cells.len());
        let problem = Problem::new("too-many-columns", Place::at(file, found.line, 1), message);
        return refuse(problem.help("is this a table, with one record a line?"));
    }
    if dialect::names_in(found, early, known) == 0 {
        let first: String = found.cells.join(",").chars().take(60).collect();
        let mut message = format!("no column name is known in `{first}`");
        if inspect::are_values(&found.cells) {
            message += ", which looks like a record and no header";
        }
        let problem = Problem::new("no-header", Place::at(file, found.line, 1), message);
        return refuse(problem.help(expected(profile)));
    }
    let mut names = found.cells.clone();
    names.resize(names.len() + spare(found, early), String::new());
    Ok((Header { file: file.to_owned(), names, line: found.line }, found.end))
}

/// What a header should name.
fn expected(profile: Option<&Profile>) -> String {
    let kind = profile.map(|profile| profile.kind).unwrap_or_default();
    if let Some(profile) = profile.filter(|profile| !profile.columns().is_empty()) {
        let names: Vec<&str> = profile.columns().into_iter().take(8).collect();
        let (name, names) = (&profile.name, names.join(", "));
        return format!(
            "the profile `{name}` looks for columns such as {names}; is this the export of another system, or one without a header (header = false, with `columns`)?"
        );
    }
    if kind.makes_interactions() {
        let known: Vec<&str> = bundled::names().collect();
        return format!(
            "the first line should name the columns, such as interaction_id, start_time, queue, agent_id, outcome, wait_s, talk_s; a profile can map other names, and --profile knows {}",
            known.join(", ")
        );
    }
    let names: Vec<&str> = schema::columns(kind).iter().map(|known| known.name).take(8).collect();
    format!(
        "the first line should name the columns, such as {}; a profile can map other names",
        names.join(", ")
    )
}

/// Empty fields that every record has behind those of the header: a delimiter at each line's end.
fn spare(header: &Early, early: &[Early]) -> usize {
    let width = header.cells.len();
    let records = early.iter().filter(|other| other.line > header.line);
    let extra = records.map(|other| match other.cells.get(width..) {
        Some(extra) if extra.iter().all(String::is_empty) => extra.len(),
        _ => 0,
    });
    extra.min().unwrap_or(0)
}

fn refused(problem: Problem) -> Refused {
    Refused::because(Blame::Data, problem)
}

fn refuse<T>(problem: Problem) -> Result<T> {
    Err(refused(problem).into())
}
