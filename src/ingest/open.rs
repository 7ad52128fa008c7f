//! A file opened for its records: dialect found, header found, columns planned.

mod header;

use super::blocks::Blocks;
use super::dialect;
use super::engine::{Checksums, Options};
use super::plan::{Demand, Plan};
use super::profile::{Profile, Quotes};
use super::records::{Dialect, Origin, Reading};
use super::schema;
use super::source::{Asked, Source};
use super::synonyms;
use crate::model::Name;
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use anyhow::Result;

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
    let (head, whole) = blocks.head_with_line(dialect::HEAD)?;
    if head.iter().all(u8::is_ascii_whitespace) {
        let problem = Problem::new("empty-file", Place::at(file, 1, 1), "the file is empty");
        return refuse(problem.help("export the records again"));
    }
    let quote = rules.is_none_or(|rules| rules.quotes == Quotes::Enclose).then_some(b'"');
    let head = if whole { head } else { whole_lines(head) };
    let cut = !whole && !ends_a_line(head);
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
    let early = header::Lines { file, early: &early, cut };
    let (header, end) = early.header(profile, known)?;
    blocks.skip(end);
    let reading = Reading { dialect, width: Some(header.names.len()), last: false };
    let demand = Demand { wants, needs, zone: &options.zone };
    let plan = Plan::new(header, profile, &demand)
        .map_err(|problems| Refused { blame: blame(&problems, profile), problems })?;
    Ok(Opened { blocks, plan, reading, delimiter: dialect::name(delimiter) })
}

/// Whose fault it is when all that is wrong stands in the profile, or not.
fn blame(problems: &Problems, profile: Option<&Profile>) -> Blame {
    let path = profile.map(|profile| profile.path.as_str());
    let own = problems.shown().iter().all(|problem| path == Some(&*problem.place.file));
    if own { Blame::Request } else { Blame::Data }
}

/// The part of a head up to its last line end.
fn whole_lines(head: &[u8]) -> &[u8] {
    memchr::memrchr2(b'\n', b'\r', head).map_or(head, |at| &head[..=at])
}

fn ends_a_line(head: &[u8]) -> bool {
    matches!(head, [.., b'\n' | b'\r'])
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

fn refused(problem: Problem) -> Refused {
    Refused::because(Blame::Data, problem)
}

fn refuse<T>(problem: Problem) -> Result<T> {
    Err(refused(problem).into())
}
