//! A small table in a file: rosters, work lists, lists of what is done. Read whole, cells as text.

use super::dialect;
use super::filled::Filled;
use super::profile::RecordKind;
use super::schema;
use super::source::grid::BREAK;
use super::source::{self, Source};
use super::synonyms;
use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::{Result, bail};

/// Longest table, in bytes.
const LONGEST: usize = 256 << 20;

/// Kinds of records whose other names for a column are known here, the first to count first.
const KINDS: [RecordKind; 2] = [RecordKind::Roster, RecordKind::Evaluations];

/// A table with a header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The file, as messages call it.
    pub file: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    lines: Vec<u64>,
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    sheet: &'a Sheet,
    at: usize,
}

impl Sheet {
    /// Reads a table; its delimiter and encoding are found as those of an export.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or [`Refused`] when it is no table.
    pub fn open(file: &str) -> Result<Self> {
        if file == source::STDIN {
            bail!("a table beside the call records cannot come from standard input");
        }
        let mut source = Source::open(file, None)?;
        let mut text = Filled::default();
        while source.read_more(1 << 16, &mut text)? {
            if text.len() > LONGEST {
                bail!("`{file}` is longer than {} MiB", LONGEST >> 20);
            }
        }
        let sheet = Self::parse(file, &text);
        let sheet = sheet.map_err(|problem| Refused::because(Blame::Data, problem))?;
        Ok(Self { sha256: source.sha256(), ..sheet })
    }

    /// The same from a text.
    ///
    /// # Errors
    ///
    /// If the delimiter is unclear or a record is torn.
    pub fn parse(file: &str, text: &[u8]) -> Result<Self, Problem> {
        let delimiter = dialect::delimiter(file, text, Some(b'"'), &synonyms::is_known)?;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(text);
        let mut sheet = Self { file: file.to_owned(), ..Self::default() };
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map_or(1, csv::Position::line);
                Problem::new("bad-encoding", Place::line(file, line), error.to_string())
            })?;
            let line = record.position().map_or(1, |at| line_behind_blank_ones(text, at));
            let cell = |cell: &str| cell.trim().replace(BREAK, "\n");
            let cells: Vec<String> = record.iter().map(cell).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                sheet.rows.push(cells);
                sheet.lines.push(line);
            }
        }
        let titles = sheet.rows.iter().take_while(|cells| is_title(cells)).count();
        let at = if titles == sheet.rows.len() { 0 } else { titles };
        sheet.lines.drain(..sheet.rows.len().min(at + 1));
        let top = sheet.rows.drain(..sheet.rows.len().min(at + 1));
        sheet.header = top.into_iter().next_back().unwrap_or_default();
        Ok(sheet)
    }

    /// Its rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows.len()).map(|at| Row { sheet: self, at })
    }

    /// Whether it has a column of that name.
    pub fn has(&self, column: &str) -> bool {
        self.position(column).is_some()
    }

    /// Where a column stands, by its name or by another that rosters and evaluations have for it.
    fn position(&self, column: &str) -> Option<usize> {
        let others = KINDS.into_iter().filter_map(|kind| schema::known(kind, column));
        let others = others.filter(|known| known.name == column).flat_map(|known| known.others);
        let mut names = std::iter::once(column).chain(others.copied());
        names.find_map(|name| synonyms::position(&self.header, name))
    }

    /// Names of its columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Refuses a table without these columns.
    ///
    /// # Errors
    ///
    /// Names the first that is missing.
    pub fn needs(&self, columns: &[&str]) -> Result<()> {
        let Some(missing) = columns.iter().find(|column| !self.has(column)) else { return Ok(()) };
        let message = format!("there is no column `{missing}`");
        let problem = Problem::new("missing-column", Place::line(&self.file, 1), message)
            .help(format!("the columns are {}", self.header.join(", ")));
        Err(Refused::because(Blame::Data, problem).into())
    }
}

impl<'a> Row<'a> {
    /// The cell under a column; `None` when it is empty or there is no such column.
    pub fn get(&self, column: &str) -> Option<&'a str> {
        let at = self.sheet.position(column)?;
        let cell = self.sheet.rows[self.at].get(at)?;
        (!cell.is_empty()).then_some(cell)
    }

    /// Its line.
    pub fn line(&self) -> u64 {
        self.sheet.lines[self.at]
    }

    /// A refusal of this row.
    pub fn refuse(&self, code: &'static str, message: String, help: &str) -> anyhow::Error {
        let place = Place::line(&self.sheet.file, self.line());
        Refused::because(Blame::Data, Problem::new(code, place, message).help(help)).into()
    }
}

/// Whether a row is a title above a table: one cell, and no name of a column.
fn is_title(cells: &[String]) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let (Some(only), None) = (filled.next(), filled.next()) else { return false };
    !synonyms::is_known(only) && !schema::is_known_to_any(&KINDS, only)
}

/// The line on which a record begins; the reader counts from the blank lines before it.
fn line_behind_blank_ones(text: &[u8], at: &csv::Position) -> u64 {
    let start = usize::try_from(at.byte()).unwrap_or(text.len());
    let rest = text.get(start..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    let lines = blank.filter(|byte| **byte == b'\n').count();
    at.line() + u64::try_from(lines).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_table_has_no_column() {
        let sheet = Sheet::parse("a.csv", b"agent_id\n").unwrap();
        assert_eq!(
            (sheet.rows().count(), sheet.has("agent_id"), sheet.has("team")),
            (0, true, false)
        );
        assert!(sheet.needs(&["agent_id"]).is_ok());
        assert!(sheet.needs(&["team"]).is_err());
    }

    #[test]
    fn titles_and_blank_lines_move_no_line() {
        let text = b"Agents of October,\n\nAgent,Equipo\n\n\nA1,north\n,\nA2,south\n";
        let sheet = Sheet::parse("a.csv", text).unwrap();
        assert_eq!(sheet.header(), ["Agent", "Equipo"]);
        let rows: Vec<_> =
            sheet.rows().map(|row| (row.line(), row.get("agent_id"), row.get("team"))).collect();
        assert_eq!(rows, [(6, Some("A1"), Some("north")), (8, Some("A2"), Some("south"))]);
        assert!(sheet.needs(&["agent_id", "team"]).is_ok() && !sheet.has("supervisor"));
        // A list of one column is no title above another.
        let list = Sheet::parse("a.csv", b"interaction_id\nC1\nC2,odd\n").unwrap();
        assert_eq!((list.header().len(), list.rows().count()), (1, 2));
        let words = Sheet::parse("a.csv", b"unit\nx\n").unwrap();
        assert_eq!((words.header(), words.rows().count()), (&["unit".to_owned()][..], 1));
    }

    #[test]
    fn cells_are_found_by_the_name_of_their_column() {
        let sheet = Sheet::parse("a.csv", b"Agent ID;Team\nA1; north \nA2;\n").unwrap();
        let rows: Vec<_> =
            sheet.rows().map(|row| (row.line(), row.get("agent_id"), row.get("team"))).collect();
        assert_eq!(rows, [(2, Some("A1"), Some("north")), (3, Some("A2"), None)]);
    }
}
