//! Rows of a sheet, or objects of JSON, as canonical CSV in which every line has its source's number.
//!
//! A record is one line: a line break within a cell becomes [`BREAK`], which readers turn back.
//! Lines of the source that hold no record stay empty.

/// What stands for a line break within a cell; XML allows no such character, JSON never needs it.
pub const BREAK: char = '\u{b}';

/// Writes the lines of a source in order.
pub(super) struct Lines {
    /// The line that comes next.
    next: u64,
    width: usize,
}

impl Lines {
    /// Records with at least so many fields.
    pub(super) fn new(width: usize) -> Self {
        Self { next: 1, width }
    }

    /// Appends a record to `out`, behind the empty lines that put it on line `number`.
    ///
    /// A second record on a line takes the next one.
    pub(super) fn record(&mut self, number: u64, cells: &[String], out: &mut Vec<u8>) {
        while self.next < number {
            out.push(b'\n');
            self.next += 1;
        }
        let filled = cells.iter().any(|cell| !cell.is_empty());
        if filled {
            for (index, cell) in cells.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                field(cell, out);
            }
            let missing = self.width.saturating_sub(cells.len());
            out.resize(out.len() + missing, b',');
        }
        out.push(b'\n');
        self.next += 1;
    }
}

fn field(cell: &str, out: &mut Vec<u8>) {
    let special = |byte: &u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
    if !cell.as_bytes().iter().any(special) {
        return out.extend_from_slice(cell.as_bytes());
    }
    let one_line = cell.replace("\r\n", "\n").replace(['\n', '\r'], &BREAK.to_string());
    out.push(b'"');
    out.extend_from_slice(one_line.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(width: usize, records: &[(u64, &[&str])]) -> String {
        let (mut lines, mut out) = (Lines::new(width), Vec::new());
        for (number, cells) in records {
            let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
            lines.record(*number, &cells, &mut out);
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_empty_row_is_an_empty_line() {
        assert_eq!(written(3, &[]), "");
        assert_eq!(written(3, &[(2, &["", ""])]), "\n\n");
    }

    #[test]
    fn every_record_stands_on_its_line() {
        let text = written(3, &[(1, &["a", "b", "c"]), (4, &["1,2", "say \"x\""]), (4, &["z"])]);
        assert_eq!(text, "a,b,c\n\n\n\"1,2\",\"say \"\"x\"\"\",\nz,,\n");
    }

    #[test]
    fn a_break_within_a_cell_shifts_nothing() {
        assert_eq!(written(1, &[(1, &["a\r\nb\nc"]), (2, &["d"])]), "\"a\u{b}b\u{b}c\"\nd\n");
    }
}
