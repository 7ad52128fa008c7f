//! Columns in the making: values are pushed record by record, all columns or none.

use crate::ingest::plan::{Plan, Value};
use crate::model::Kind;
use crate::model::batch::{Batch, Column, MilliColumn, TextColumn};

/// Columns in the making.
pub(super) struct Builder<'p> {
    plan: &'p Plan,
    columns: Vec<Column>,
    lines: Vec<u64>,
    pub(super) rows: usize,
}

impl<'p> Builder<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let column = |kind| match kind {
            Kind::Text => Column::Text(TextColumn::default()),
            Kind::Duration | Kind::Time | Kind::Number => Column::Milli(MilliColumn::default()),
            Kind::Flag => Column::Flag(Vec::new()),
            Kind::Outcome => Column::Outcome(Vec::new()),
        };
        let columns = plan.columns.iter().map(|planned| column(planned.kind)).collect();
        Self { plan, columns, lines: Vec::new(), rows: 0 }
    }

    pub(super) fn push(&mut self, values: Vec<Value<'_>>, line: u64) {
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

    pub(super) fn finish(self) -> (Batch, Vec<u64>) {
        let names = self.plan.columns.iter().map(|planned| planned.name.clone());
        let batch = Batch::new(self.rows, names.zip(self.columns).collect());
        (batch.from_lines(&self.plan.header.file, self.lines.clone()), self.lines)
    }
}
