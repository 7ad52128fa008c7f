//! Records that stand for objects of JSON which could not be read.

use super::{Decoded, Decoder, Keep, Reject};
use crate::ingest::row::Row;
use crate::problem::{Place, Problem};

impl Decoder<'_> {
    /// Sets such a record aside with the place and the fault that it tells; false for any other.
    pub(super) fn is_told(&self, row: &Row<'_>, out: &mut Decoded) -> bool {
        let Some(told) = row.told() else { return false };
        out.account.rejected += 1;
        let (line, column) = (row.line + told.lines, told.column);
        let place = Place::at(self.file(), line, column);
        let problem = Problem::new(told.code, place, &told.message);
        out.account.problems.push(problem.help("correct the object; the others are read"));
        if self.keep == Keep::Cells {
            out.account.rejects.push(Reject {
                line,
                column: Some(column),
                code: told.code,
                message: told.message,
                cells: vec![told.text],
            });
        }
        true
    }
}
