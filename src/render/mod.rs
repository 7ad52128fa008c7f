//! Formats, rounding, widths, escaping: what leaves for a terminal, a spreadsheet or a program.
//!
//! [`render`] turns a [`Report`] into bytes; the caller writes them at once, so that a file is
//! replaced whole or not at all. [`problems::text`] turns problems into lines for stderr.
//!
//! | leaves for | numbers | undefined | text passes |
//! | --- | --- | --- | --- |
//! | people ([`table`]) | `1,234` `54.7 %` `5:40` `0.71` | `–`, with the reason below | [`show()`] |
//! | people, as a document ([`markdown`]) | the same | the same | [`show()`], escaped |
//! | a spreadsheet or program ([`csv`]) | at most 6 decimals | empty | [`guard`] |
//! | a program ([`json`]) | at most 6 decimals | `null` | JSON's escapes |

pub mod cell;
pub mod csv;
pub mod fit;
pub mod grid;
pub mod guard;
pub mod json;
pub mod markdown;
pub mod number;
pub mod problems;
mod quick;
pub mod select;
pub mod show;
pub mod table;

pub use show::show;

use crate::report::Report;
use anyhow::Result;

/// In which form a report leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The format.
    pub format: Format,
    /// For [`Format::Table`]: where it will be read.
    pub look: Look,
    /// The table asked for by key; `None` for what the format prefers.
    pub table: Option<String>,
    /// For [`Format::Csv`]: what happens to text that a spreadsheet would run.
    pub guard: Guard,
}

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Table,
    /// One table, for programs and spreadsheets.
    Csv,
    /// Everything, for programs.
    Json,
    /// For people, as a document.
    Markdown,
}

impl Format {
    /// Whether people read it, in their language; what programs read is the same in every one.
    pub const fn is_for_people(self) -> bool {
        matches!(self, Self::Table | Self::Markdown)
    }
}

/// Where a table for people will be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A terminal: boxes, text broken to its width.
    Terminal {
        /// Columns of the terminal.
        width: usize,
    },
    /// A file or a pipe: no boxes, no limit of width.
    Plain,
}

/// What happens to text cells that a spreadsheet would run as formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// They get an apostrophe in front.
    Excel,
    /// They stay as they are.
    None,
}

/// The report in the form asked for, as UTF-8 with a final newline.
///
/// Fails as [`Refused`](crate::problem::Refused) when the table asked for is not in the report.
pub fn render(report: &Report, form: &Form) -> Result<Vec<u8>> {
    let asked = form.table.as_deref();
    match form.format {
        Format::Table => table::render(report, form.look, asked).map(String::into_bytes),
        Format::Csv => csv::render(report, form.guard, asked),
        Format::Json => json::render(report, asked).map(String::into_bytes),
        Format::Markdown => markdown::render(report, asked).map(String::into_bytes),
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a snapshot looks for its own source file")]
mod tests;
