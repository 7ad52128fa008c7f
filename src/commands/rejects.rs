//! The file of records that were set aside.

use crate::ingest::engine::Intake;
use crate::render::{self, Form, Format, Guard, Look};
use crate::report::{Cell, Column, Report, Table, Unit};
use anyhow::Result;

/// `file,line,column,code,message` and the cells of each record, as guarded CSV.
///
/// Cells stand under the export's own names when there is one export, else under their numbers.
pub fn csv(intakes: &[Intake]) -> Result<Vec<u8>> {
    let table = table(intakes);
    let report = Report { schema: "qa.rejects/1", tables: vec![table], ..Report::default() };
    let form = Form { format: Format::Csv, look: Look::Plain, table: None, guard: Guard::Excel };
    render::render(&report, &form)
}

fn table(intakes: &[Intake]) -> Table {
    let fixed = ["file", "line", "column", "code", "message"];
    let width = intakes.iter().map(|intake| intake.columns.len()).max().unwrap_or(0);
    let mut columns: Vec<Column> = fixed.map(|key| Column::new(key, key, Unit::Text)).to_vec();
    for index in 0..width {
        let own = (intakes.len() == 1).then(|| intakes[0].columns[index].clone());
        let key =
            own.filter(|name| !name.is_empty()).unwrap_or_else(|| format!("cell_{}", index + 1));
        columns.push(Column::new(key.clone(), key, Unit::Text));
    }
    let mut rows = Vec::new();
    for intake in intakes {
        for reject in &intake.account.rejects {
            let mut row = vec![
                Cell::text(&intake.path),
                Cell::Count(reject.line),
                reject.column.map_or(Cell::Missing, Cell::Count),
                Cell::text(reject.code),
                Cell::text(&reject.message),
            ];
            row.extend(
                (0..width).map(|index| reject.cells.get(index).map_or(Cell::Missing, Cell::text)),
            );
            rows.push(row);
        }
    }
    Table { key: "rejects", columns, rows, ..Table::default() }
}
