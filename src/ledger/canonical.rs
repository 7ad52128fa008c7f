//! Interactions as the canonical CSV: the form in which they are kept between programs.

use crate::model::batch::Column;
use crate::model::{Batch, Kind, Name, Zone};
use anyhow::{Context as _, Result};
use csv::{Terminator, WriterBuilder};
use std::borrow::Cow;
use std::io::{self, Write};

/// How interactions are written.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// The columns, in order; one that a batch does not have stays empty.
    pub columns: &'a [Name],
    /// The zone whose offset times get.
    pub zone: &'a Zone,
    /// What happens to text, such as a guard against formulas.
    pub text: fn(&str) -> Cow<'_, str>,
}

/// Writes canonical CSV: UTF-8, commas, LF, times as ISO 8601 with offset, seconds with the decimals
/// they need, `true` and `false`, empty for unknown.
pub struct Writer<'a, 'w> {
    form: Form<'a>,
    inner: csv::Writer<&'w mut dyn Write>,
}

const CANNOT_WRITE: &str = "cannot write the records";

impl<'a, 'w> Writer<'a, 'w> {
    /// A writer that has written the header.
    pub fn new(out: &'w mut dyn Write, form: Form<'a>) -> Result<Self> {
        let mut inner = WriterBuilder::new().terminator(Terminator::Any(b'\n')).from_writer(out);
        let header = inner.write_record(form.columns.iter().map(Name::as_str));
        header.map_err(below).context(CANNOT_WRITE)?;
        Ok(Self { form, inner })
    }

    /// Writes every row of a batch.
    pub fn write(&mut self, batch: &Batch) -> Result<()> {
        self.rows(batch).map_err(below).context(CANNOT_WRITE)
    }

    /// Brings everything to what is written to.
    pub fn finish(mut self) -> Result<()> {
        self.inner.flush().context(CANNOT_WRITE)
    }

    fn rows(&mut self, batch: &Batch) -> csv::Result<()> {
        let Form { columns, .. } = self.form;
        let columns: Vec<(Kind, Option<&Column>)> =
            columns.iter().map(|name| (name.kind(), batch.column(name))).collect();
        for row in 0..batch.rows() {
            for (kind, column) in &columns {
                let cell =
                    column.map_or(Cow::Borrowed(""), |column| self.form.cell(*kind, column, row));
                self.inner.write_field(cell.as_bytes())?;
            }
            self.inner.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }
}

/// What went wrong below the writer, such as a closed pipe, which its own error hides.
fn below(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

impl Form<'_> {
    /// A row of a batch, cell by cell.
    pub fn cells(&self, batch: &Batch, row: usize) -> Vec<String> {
        let cell = |name: &Name| {
            let column = batch.column(name);
            column.map_or_else(String::new, |it| self.cell(name.kind(), it, row).into_owned())
        };
        self.columns.iter().map(cell).collect()
    }

    /// A cell as canonical files write it; empty when it is unknown.
    fn cell<'c>(&self, kind: Kind, column: &'c Column, row: usize) -> Cow<'c, str> {
        match column {
            Column::Text(text) => (self.text)(text.get(row).unwrap_or_default()),
            Column::Milli(milli) => Cow::Owned(match milli.get(row) {
                None => String::new(),
                Some(instant) if kind == Kind::Time => self.zone.iso(instant).unwrap_or_default(),
                Some(thousandths) => decimal(thousandths),
            }),
            Column::Flag(flags) => Cow::Borrowed(match flags[row] {
                None => "",
                Some(true) => "true",
                Some(false) => "false",
            }),
            Column::Outcome(outcomes) => {
                Cow::Borrowed(outcomes[row].map_or("", |outcome| outcome.name()))
            }
        }
    }
}

/// Thousandths as a decimal with no more digits than it needs.
fn decimal(thousandths: i64) -> String {
    let (whole, part) = (thousandths.unsigned_abs() / 1_000, thousandths.unsigned_abs() % 1_000);
    let sign = if thousandths < 0 { "-" } else { "" };
    match part {
        0 => format!("{sign}{whole}"),
        part => format!("{sign}{whole}.{part:03}").trim_end_matches('0').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_has_the_digits_it_needs() {
        for (thousandths, text) in [
            (0, "0"),
            (312_500, "312.5"),
            (1_000, "1"),
            (7, "0.007"),
            (-250, "-0.25"),
            (100_000, "100"),
        ] {
            assert_eq!(decimal(thousandths), text);
        }
    }
}
