//! Cells as they come, gathered to rows, and rows to lines.

use crate::ingest::source::cells::CellText;
use crate::ingest::source::grid::Lines;
use crate::ingest::source::notes::Notes;
use crate::ingest::source::pipe::{Sink, Stop};
use crate::ingest::source::refusals;
use crate::problem::{Place, Problem};

/// Rows that are looked at before the width of the table is decided.
const LOOKED_AT: usize = 1_000;
/// Most columns of a sheet that are believed.
const COLUMNS: usize = 4_096;
/// Most filled cells of a sheet.
const CELLS: u64 = 50_000_000;

/// Gathers the cells of a sheet.
pub(super) struct Rows<'s> {
    file: String,
    notes: Notes,
    sink: &'s mut Sink,
    /// Number and cells of the row at hand.
    row: (u64, Vec<String>),
    /// Rows that wait for the width; `None` when it is decided.
    waiting: Option<Vec<(u64, Vec<String>)>>,
    seen: u64,
    lines: Lines,
    out: Vec<u8>,
}

impl<'s> Rows<'s> {
    /// Nothing seen yet.
    pub(super) fn new(file: &str, notes: Notes, sink: &'s mut Sink) -> Self {
        Self {
            file: file.to_owned(),
            notes,
            sink,
            row: (1, Vec::new()),
            waiting: Some(Vec::new()),
            seen: 0,
            lines: Lines::new(0),
            out: Vec::new(),
        }
    }

    /// Takes in a cell; rows come in order, row and column are counted from 0.
    pub(super) fn cell(&mut self, place: (u32, u32), cell: CellText) -> Result<(), Stop> {
        let (number, column) =
            (u64::from(place.0) + 1, usize::try_from(place.1).unwrap_or(COLUMNS));
        let text = match cell {
            CellText::Text(text) => text,
            CellText::Failed(shown) => {
                let message = format!("the formula of this cell shows `{shown}`; left blank");
                let help = "correct the formula, or paste values in its place";
                self.note((number, column), message, help);
                String::new()
            }
            CellText::Unreckoned => {
                let message = "the formula of this cell has no result in the file; left blank";
                let help =
                    "open the workbook in a spreadsheet and save it, or paste values in its place";
                self.note((number, column), message.to_owned(), help);
                String::new()
            }
        };
        if text.is_empty() {
            return Ok(());
        }
        self.seen += 1;
        if self.seen > CELLS {
            let message = format!("the sheet holds more than {CELLS} cells");
            let problem = Problem::new("file-too-large", Place::line(&self.file, number), message);
            return Err(failed(
                problem.help("save the sheet as CSV UTF-8, which may have any size"),
            ));
        }
        if number < self.row.0 {
            return Err(failed(refusals::unreadable(&self.file, "its rows are not in order")));
        }
        if column >= COLUMNS {
            let message = format!("a cell stands beyond column {COLUMNS}");
            let place = Place::line(&self.file, number);
            let problem = Problem::new("too-many-columns", place, message);
            return Err(failed(problem.help("is this a table, with one record a row?")));
        }
        if number > self.row.0 {
            self.end_row()?;
            self.row.0 = number;
        }
        if self.row.1.len() <= column {
            self.row.1.resize(column + 1, String::new());
        }
        self.row.1[column] = text;
        Ok(())
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> Result<(), Stop> {
        self.end_row()?;
        self.decide()
    }

    fn note(&self, (number, column): (u64, usize), message: String, help: &str) {
        let column = u64::try_from(column + 1).unwrap_or(u64::MAX);
        let place = Place::at(&self.file, number, column);
        self.notes.push(Problem::new("sheet-error", place, message).help(help));
    }

    fn end_row(&mut self) -> Result<(), Stop> {
        let cells = std::mem::take(&mut self.row.1);
        if cells.is_empty() {
            return Ok(());
        }
        let row = (self.row.0, cells);
        match &mut self.waiting {
            Some(waiting) => waiting.push(row),
            None => self.write(&row)?,
        }
        if self.waiting.as_ref().is_some_and(|waiting| waiting.len() >= LOOKED_AT) {
            self.decide()?;
        }
        Ok(())
    }

    /// The widest row so far is the width of the table.
    fn decide(&mut self) -> Result<(), Stop> {
        let Some(waiting) = self.waiting.take() else { return Ok(()) };
        self.lines = Lines::new(waiting.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0));
        waiting.iter().try_for_each(|row| self.write(row))
    }

    fn write(&mut self, (number, cells): &(u64, Vec<String>)) -> Result<(), Stop> {
        self.out.clear();
        self.lines.record(*number, cells, &mut self.out);
        self.sink.write(&self.out)?;
        Ok(())
    }
}

fn failed(problem: Problem) -> Stop {
    Stop::Failed(refusals::io(problem))
}
