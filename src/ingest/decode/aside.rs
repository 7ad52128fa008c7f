//! What is set aside, and why: faults become problems with a place, and are counted.

use super::{Decoded, Decoder, Keep, Reject};
use crate::ingest::plan::Fault;
use crate::ingest::row::Row;
use crate::problem::{Place, Problem};

/// A stretch of a block, and the byte within it that is meant.
#[derive(Clone, Copy)]
pub(super) struct Stretch<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) start: usize,
    pub(super) line: u64,
    pub(super) at: usize,
}

impl Decoder<'_> {
    /// A fault with its place.
    pub(super) fn problem(&self, row: &Row<'_>, fault: &Fault) -> Problem {
        let (line, column) = fault.cell.map_or((row.line, 1), |cell| row.place(cell));
        let place = Place::at(&self.plan.header.file, line, column);
        let problem = Problem::new(fault.code, place, &fault.message);
        match &fault.help {
            Some(help) => problem.help(help),
            None => problem,
        }
    }

    /// Sets a record aside for its faults; the file of rejects holds it once, for the first.
    pub(super) fn reject_all(&self, out: &mut Decoded, row: &Row<'_>, faults: Vec<Fault>) {
        out.account.rejected += 1;
        for (nth, fault) in faults.into_iter().enumerate() {
            let problem = self.problem(row, &fault);
            if nth == 0 && self.keep == Keep::Cells {
                let column = problem.place.column.filter(|_| fault.cell.is_some());
                let cells = row.cells();
                out.account.rejects.push(Reject {
                    line: row.line,
                    column,
                    code: fault.code,
                    message: fault.message,
                    cells,
                });
            }
            out.account.problems.push(problem);
        }
    }

    /// Sets bytes aside that are no record.
    pub(super) fn reject(&self, out: &mut Decoded, record: &Stretch<'_>, fault: Fault) {
        out.account.rejected += 1;
        let before = String::from_utf8_lossy(&record.bytes[..record.at]).chars().count();
        let column = u64::try_from(before + 1).ok();
        let (line, code) = (record.line, fault.code);
        let place = Place { column, ..Place::line(&self.plan.header.file, line) };
        if self.keep == Keep::Cells {
            let cells = vec![String::from_utf8_lossy(record.bytes).trim_end().to_owned()];
            out.account.rejects.push(Reject {
                line,
                column,
                code,
                message: fault.message.clone(),
                cells,
            });
        }
        let problem = Problem::new(code, place, fault.message);
        out.account.problems.push(match fault.help {
            Some(help) => problem.help(help),
            None => problem,
        });
    }
}

/// The fault of a line whose quote is lost.
pub(super) fn unclosed() -> Fault {
    let mut fault =
        Fault::record("unclosed-quote", "this quote is never closed; the line was left out");
    fault.help = Some("close the quote, or double it if it belongs to the text".to_owned());
    fault
}

impl Fault {
    /// A fault of a whole record.
    pub(in crate::ingest) fn record(code: &'static str, message: impl Into<String>) -> Self {
        Self { cell: None, code, message: message.into(), help: None }
    }
}
