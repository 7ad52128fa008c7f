//! A small table beside the profile that tells what a text stands for.

use crate::ingest::dialect;
use crate::ingest::filled::Filled;
use crate::ingest::source::{self, Source};
use crate::ingest::synonyms;
use crate::problem::{Place, Problem};
use std::collections::BTreeMap;
use std::path::Path;

/// Longest table, in bytes.
const LONGEST: usize = 16 << 20;
/// The code of every complaint about such a table.
const CODE: &str = "bad-lookup";

/// A column of keys and a column of values, read once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lookup {
    /// The file, as messages call it.
    pub file: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    values: BTreeMap<String, String>,
}

/// Which columns of a table are meant.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// The column that a text is looked for in.
    pub key: &'a str,
    /// The column of what it stands for.
    pub value: &'a str,
}

impl Lookup {
    /// Reads a table; its delimiter and encoding are found as those of an export.
    ///
    /// # Errors
    ///
    /// Says why the file cannot be read, which column it lacks, or which key stands in it twice.
    pub fn open(path: &Path, columns: Columns<'_>) -> Result<Self, Box<Problem>> {
        let file = path.display().to_string();
        let fault = |message: String| Box::new(Problem::new(CODE, Place::file(&file), message));
        let (text, sha256) = read(&file).map_err(|error| fault(format!("{error:#}")))?;
        Self::parse(&file, &text, columns).map(|lookup| Self { sha256, ..lookup }).map_err(Box::new)
    }

    /// The same from a text.
    ///
    /// # Errors
    ///
    /// As [`Lookup::open`].
    pub fn parse(file: &str, text: &[u8], columns: Columns<'_>) -> Result<Self, Problem> {
        let wanted = [columns.key, columns.value];
        let known = |cell: &str| {
            let header = [cell.to_owned()];
            wanted.iter().any(|name| synonyms::position(&header, name).is_some())
        };
        let delimiter = dialect::delimiter(file, text, Some(b'"'), &known)?;
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text);
        let fault =
            |line: u64, message: String| Problem::new(CODE, Place::line(file, line), message);
        let broken = |error: csv::Error| {
            fault(error.position().map_or(1, csv::Position::line), error.to_string())
        };
        let header: Vec<String> =
            reader.headers().map_err(broken)?.iter().map(|name| name.trim().to_owned()).collect();
        let find = |name: &str| {
            let missing = || {
                let help = format!("the columns are {}", header.join(", "));
                fault(1, format!("there is no column `{name}`")).help(help)
            };
            synonyms::position(&header, name).ok_or_else(missing)
        };
        let (key, value) = (find(columns.key)?, find(columns.value)?);
        let mut values = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(broken)?;
            let cell = |index: usize| record.get(index).unwrap_or_default().trim().to_owned();
            let line = record.position().map_or(1, csv::Position::line);
            if cell(key).is_empty() {
                continue;
            }
            // Rows that say the same contradict nobody.
            let before = values.insert(cell(key), cell(value));
            if before.is_some_and(|before| before != cell(value)) {
                let message = format!("`{}` stands twice in column `{}`", cell(key), columns.key);
                return Err(fault(line, message).help("keep one of the two rows"));
            }
        }
        Ok(Self { file: file.to_owned(), sha256: String::new(), values })
    }

    /// What a text stands for; `None` when it is no key of the table.
    pub fn find(&self, text: &str) -> Option<&str> {
        self.values.get(text).map(String::as_str)
    }
}

fn read(file: &str) -> anyhow::Result<(Vec<u8>, String)> {
    if file == source::STDIN {
        anyhow::bail!("a table cannot come from standard input");
    }
    let mut source = Source::open(file, None)?;
    let mut text = Filled::default();
    while source.read_more(1 << 16, &mut text)? {
        if text.len() > LONGEST {
            anyhow::bail!("`{file}` is longer than {} MiB", LONGEST >> 20);
        }
    }
    Ok((text.to_vec(), source.sha256()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns<'_> = Columns { key: "Code", value: "Name" };

    fn refused(text: &str) -> Problem {
        Lookup::parse("q.csv", text.as_bytes(), COLUMNS).unwrap_err()
    }

    #[test]
    fn an_empty_table_lacks_its_columns() {
        assert!(refused("").message.contains("no column `Code`"));
        assert!(refused("Code;Title\n").message.contains("no column `Name`"));
    }

    #[test]
    fn a_key_that_stands_for_two_texts_is_refused_with_its_line() {
        let problem = refused("Code,Name\n1,Sales\n2,Help\n2,Help\n1,Sales North\n");
        assert_eq!((problem.place.line, problem.code), (Some(5), CODE));
    }

    #[test]
    fn a_table_tells_what_its_keys_stand_for() {
        let lookup =
            Lookup::parse("q.csv", b"code;x;name\n 1 ;;Sales\n;;Nobody\n", COLUMNS).unwrap();
        assert_eq!((lookup.find("1"), lookup.find("")), (Some("Sales"), None));
    }
}
