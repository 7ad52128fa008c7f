//! Columns in the making: values are pushed record by record, all columns or none.

use crate::ingest::plan::Value;
use crate::model::batch::{Batch, Column, MilliColumn};
use crate::model::{Kind, Name, TextColumn};

/// Columns in the making.
pub(in crate::ingest) struct Builder<'p> {
    file: &'p str,
    names: Vec<Name>,
    columns: Vec<Column>,
    lines: Vec<u64>,
    /// First byte of each record; empty where nobody asks for it.
    starts: Vec<usize>,
    pub(in crate::ingest) rows: usize,
}

impl<'p> Builder<'p> {
    /// The same with room for some records.
    pub(in crate::ingest) fn room_for(mut self, records: usize) -> Self {
        self.columns.iter_mut().for_each(|column| column.reserve(records));
        self.lines.reserve(records);
        self
    }

    /// Columns of these names for a file.
    pub(in crate::ingest) fn new(file: &'p str, names: &[(Name, Kind)]) -> Self {
        let column = |kind| match kind {
            Kind::Text => Column::Text(TextColumn::default()),
            Kind::Duration | Kind::Time | Kind::Number => Column::Milli(MilliColumn::default()),
            Kind::Flag => Column::Flag(Vec::new()),
            Kind::Outcome => Column::Outcome(Vec::new()),
        };
        let columns = names.iter().map(|(_, kind)| column(*kind)).collect();
        let names = names.iter().map(|(name, _)| name.clone()).collect();
        Self { file, names, columns, lines: Vec::new(), starts: Vec::new(), rows: 0 }
    }

    /// Adds a record; its values are in the order of the columns.
    pub(in crate::ingest) fn push(&mut self, values: Vec<Value<'_>>, line: u64) {
        for (column, value) in self.columns.iter_mut().zip(values) {
            match (column, value) {
                (Column::Text(column), Value::Text(text)) => column.push(&text),
                (Column::Milli(column), Value::Milli(value)) => column.push(value),
                (Column::Flag(column), Value::Flag(value)) => column.push(value),
                (Column::Outcome(column), Value::Outcome(value)) => column.push(value),
                _ => debug_assert!(false, "a value has the kind of its column"),
            }
        }
        self.lines.push(line);
        self.rows += 1;
    }

    /// The columns, for cells of some more records; [`Self::commit`] says how many count.
    pub(in crate::ingest) fn columns(&mut self) -> &mut [Column] {
        &mut self.columns
    }

    /// Adds so many records, one a line from `line` on, whose cells stand in every column; cells
    /// behind them are taken away.
    pub(in crate::ingest) fn commit(&mut self, records: usize, line: u64) {
        self.rows += records;
        for column in &mut self.columns {
            column.truncate(self.rows);
        }
        self.lines.extend((line..).take(records));
    }

    /// Says where the records begin that were added last.
    pub(in crate::ingest) fn begin_at(&mut self, starts: impl Iterator<Item = usize>) {
        self.starts.extend(starts);
    }

    /// Where the records begin, for those that were told; taken out.
    pub(in crate::ingest) fn starts(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.starts)
    }

    /// The batch and the lines of its records.
    pub(in crate::ingest) fn finish(self) -> (Batch, Vec<u64>) {
        let columns = self.names.into_iter().zip(self.columns).collect();
        let batch = Batch::new(self.rows, columns);
        (batch.from_lines(self.file, self.lines.clone()), self.lines)
    }
}
