//! A small CSV file read whole, with the place of every cell: evaluations, rosters, work lists.

use crate::problem::Place;

/// A file with a header, every record as wide as the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// As the user named it.
    pub file: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Column names, trimmed.
    pub header: Vec<String>,
    /// Line of the header.
    pub header_line: u64,
    /// Records in file order, blank lines left out.
    pub records: Vec<Record>,
}

/// One record of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Physical line where it begins.
    pub line: u64,
    /// Cells, as many as the header has.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Text, trimmed.
    pub text: String,
    /// Character column where it begins.
    pub column: u64,
}

impl Sheet {
    /// Index of the column of that name; case, spaces, `-` and `_` do not count.
    pub fn column(&self, name: &str) -> Option<usize> {
        let plain = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let wanted = plain(name);
        self.header.iter().position(|header| plain(header) == wanted)
    }

    /// The place of a cell.
    pub fn place(&self, record: &Record, column: usize) -> Place {
        Place::at(&self.file, record.line, record.cells[column].column)
    }
}
