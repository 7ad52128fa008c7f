//! One table as CSV: RFC 4180 with LF, UTF-8 without BOM, keys as header.
//!
//! Text passes the [guard](super::guard); numbers are never touched; what does not exist is empty.
//! The closing row over everything is left out, because whoever adds up a column would count it
//! twice; JSON has it.

use super::{Guard, cell, guard::guard, select};
use crate::report::{Cell, Column, Report};
use anyhow::{Context, Result};
use csv::{Terminator, WriterBuilder};
use std::borrow::Cow;
use std::io::{self, Write};

/// The table asked for, or the first for programs.
pub fn render(report: &Report, guard: Guard, asked: Option<&str>) -> Result<Vec<u8>> {
    let table = select::for_programs(report, asked)?.ok_or_else(select::nothing_for_programs)?;
    let mut bytes = Vec::new();
    write(&table.columns, &table.rows, guard, &mut bytes)
        .with_context(|| format!("cannot write `{}`", table.key))?;
    Ok(bytes)
}

/// Writes a table.
fn write(
    columns: &[Column],
    rows: &[Vec<Cell>],
    guard: Guard,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = Rows::begin(columns, guard, out)?;
    rows.iter().try_for_each(|row| writer.row(row))?;
    writer.finish()
}

/// Bytes that are handed on together.
const TOGETHER: usize = 1 << 16;

/// Bytes that the writer of one quoted row holds.
const SMALL: usize = 256;

/// Writes a table whose rows need not all exist at once.
pub struct Rows<'o> {
    out: &'o mut dyn Write,
    /// What is not handed on yet.
    waiting: Vec<u8>,
    guard: Guard,
}

impl<'o> Rows<'o> {
    /// Begins with the header.
    pub fn begin(columns: &[Column], guard: Guard, out: &'o mut dyn Write) -> io::Result<Self> {
        let mut rows = Self::go_on(guard, out);
        let keys: Vec<_> = columns.iter().map(|column| Cell::Text(column.key.clone())).collect();
        rows.row(&keys)?;
        Ok(rows)
    }

    /// Goes on behind a header that is written already, or will be.
    pub fn go_on(guard: Guard, out: &'o mut dyn Write) -> Self {
        Self { out, waiting: Vec::new(), guard }
    }

    /// Writes a row.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let from = self.waiting.len();
        if !plain(cells, self.guard, &mut self.waiting) {
            self.waiting.truncate(from);
            quoted(cells, self.guard, &mut self.waiting)?;
        }
        if self.waiting.len() >= TOGETHER {
            self.out.write_all(&self.waiting)?;
            self.waiting.clear();
        }
        Ok(())
    }

    /// Makes sure that everything is written.
    pub fn finish(self) -> io::Result<()> {
        self.out.write_all(&self.waiting)?;
        self.out.flush()
    }
}

/// Writes a row that needs no quotes, as nearly all do; `false` where one does.
fn plain(cells: &[Cell], guard: Guard, out: &mut Vec<u8>) -> bool {
    let from = out.len();
    for cell in cells {
        match cell {
            Cell::Text(written) => {
                let text = text(written, guard);
                if text.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\r' | b'\n')) {
                    return false;
                }
                out.extend_from_slice(text.as_bytes());
            }
            other => cell::write_for_programs(other, out),
        }
        out.push(b',');
    }
    // A record without a letter would be none.
    if out.len() <= from + 1 {
        return false;
    }
    out.pop();
    out.push(b'\n');
    true
}

/// Writes a row with quotes where they are needed.
fn quoted(cells: &[Cell], guard: Guard, out: &mut Vec<u8>) -> io::Result<()> {
    // The writer quotes a lone CR as well, which would end a record for some readers.
    let mut builder = WriterBuilder::new();
    builder.terminator(Terminator::Any(b'\n')).buffer_capacity(SMALL);
    let mut writer = builder.from_writer(out);
    for cell in cells {
        writer.write_field(&*field(cell, guard))?;
    }
    writer.write_record(None::<&[u8]>)?;
    writer.flush()
}

fn field(cell: &Cell, guard: Guard) -> Cow<'_, str> {
    match cell {
        Cell::Text(written) => text(written, guard),
        other => Cow::Owned(cell::for_programs(other).unwrap_or_default()),
    }
}

fn text(text: &str, how: Guard) -> Cow<'_, str> {
    match how {
        Guard::Excel => guard(text),
        Guard::None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Refused;
    use crate::report::{Table, Unit};
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn one_column(cells: &[Cell]) -> Report {
        let table = Table {
            key: "t",
            columns: vec![Column::new("x", "X", Unit::Text)],
            rows: cells.iter().map(|cell| vec![cell.clone()]).collect(),
            total: Some(vec![Cell::text("all")]),
            ..Table::default()
        };
        Report { tables: vec![table], ..Report::default() }
    }

    fn written(cells: &[Cell], guard: Guard) -> String {
        String::from_utf8(render(&one_column(cells), guard, None).unwrap()).unwrap()
    }

    #[test]
    fn a_report_without_tables_is_refused() {
        let error = render(&Report::default(), Guard::Excel, None).unwrap_err();
        assert!(error.is::<Refused>());
    }

    #[test]
    fn a_table_without_rows_is_its_header() {
        assert_eq!(written(&[], Guard::Excel), "x\n");
    }

    #[test]
    fn numbers_keep_their_sign_and_text_is_guarded() {
        let cells = [Cell::Number(-2.5), Cell::text("-2.5"), Cell::Flag(true), Cell::Count(7)];
        assert_eq!(written(&cells, Guard::Excel), "x\n-2.5\n'-2.5\ntrue\n7\n");
        assert_eq!(written(&cells, Guard::None), "x\n-2.5\n-2.5\ntrue\n7\n");
    }

    #[test]
    fn a_lone_cr_is_quoted() {
        assert_eq!(written(&[Cell::text("a\r=1")], Guard::Excel), "x\n\"a\r=1\"\n");
    }

    #[test]
    fn a_missing_cell_is_a_record_of_its_own() {
        assert_eq!(written(&[Cell::Missing], Guard::Excel), "x\n\"\"\n");
    }

    /// The same row by the package alone.
    fn by_package(cells: &[Cell]) -> Vec<u8> {
        let mut bytes = Vec::new();
        quoted(cells, Guard::Excel, &mut bytes).unwrap();
        bytes
    }

    proptest! {
        #[test]
        fn a_row_is_the_one_that_the_package_writes(
            rows in vec(vec(prop_oneof![
                Just(Cell::Missing),
                any::<u64>().prop_map(Cell::Count),
                any::<f64>().prop_map(Cell::Number),
                any::<bool>().prop_map(Cell::Flag),
                "[a,\"\r\n '=+\t]{0,3}".prop_map(Cell::text),
                any::<String>().prop_map(Cell::text),
            ], 1..4), 0..6),
        ) {
            let mut bytes = Vec::new();
            let mut written = Rows::go_on(Guard::Excel, &mut bytes);
            for row in &rows {
                written.row(row).unwrap();
            }
            written.finish().unwrap();
            let expected: Vec<u8> = rows.iter().flat_map(|row| by_package(row)).collect();
            prop_assert_eq!(bytes, expected);
        }
    }
}
