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

/// Writes a table whose rows need not all exist at once.
pub struct Rows<'o> {
    writer: csv::Writer<&'o mut dyn Write>,
    guard: Guard,
}

impl<'o> Rows<'o> {
    /// Begins with the header.
    pub fn begin(columns: &[Column], guard: Guard, out: &'o mut dyn Write) -> io::Result<Self> {
        let mut rows = Self::go_on(guard, out);
        let keys = columns.iter().map(|column| text(&column.key, guard).into_owned());
        rows.writer.write_record(keys).map_err(below)?;
        Ok(rows)
    }

    /// Goes on behind a header that is written already, or will be.
    pub fn go_on(guard: Guard, out: &'o mut dyn Write) -> Self {
        // The writer quotes a lone CR as well, which would end a record for some readers.
        let writer = WriterBuilder::new().terminator(Terminator::Any(b'\n')).from_writer(out);
        Self { writer, guard }
    }

    /// Writes a row.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        for cell in cells {
            self.writer.write_field(&*field(cell, self.guard)).map_err(below)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(below)
    }

    /// Makes sure that everything is written.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// What went wrong below the writer, such as a closed pipe, which its own error hides.
fn below(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
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

    /// A reader that is gone.
    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_is_gone_is_told_as_such() {
        let rows = vec![vec![Cell::text("x".repeat(1 << 12))]; 8];
        let columns = [Column::new("x", "X", Unit::Text)];
        let error = write(&columns, &rows, Guard::None, &mut Gone).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
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
}
