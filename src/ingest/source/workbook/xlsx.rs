//! Sheets of Office Open XML: values, and what the formats of their cells say of them.

use super::Bytes;
use super::ods::{See, Stopped};
use crate::ingest::source::cells::{self, CellText};
use calamine::{DataRef, Style, Xlsx, XlsxError};
use memchr::memmem;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Most blank cells that are remembered until it is known whether they are formulas.
const BLANK: usize = 1 << 20;

/// A workbook whose sheets are known.
pub(super) struct Workbook {
    pub(super) book: Xlsx<Bytes>,
    /// Whether any cell of it is a formula.
    pub(super) reckons: bool,
}

/// How the format of a cell shows a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// As it is.
    Plain,
    /// With `%`, a hundred times as large.
    Percent,
    /// With zeros in front, to so many digits.
    Padded(usize),
}

impl Workbook {
    /// Shows every filled cell of a sheet, row by row; numbers have `mark` before their decimals.
    /// Formulas without a result come last.
    pub(super) fn visit<E>(
        &mut self,
        sheet: &str,
        mark: char,
        see: See<'_, E>,
    ) -> Result<(), Stopped<E>> {
        let broken = |error: XlsxError| Stopped::Broken(error.to_string());
        let mut empty = BTreeSet::new();
        let mut cells = self.book.worksheet_cells_reader(sheet).map_err(broken)?;
        let shown: Vec<Shown> = cells.styles().iter().map(shown).collect();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(broken)? {
            let place = cell.get_position();
            let how = shown.get(style).copied().unwrap_or(Shown::Plain);
            let text = match (cell.get_value(), how) {
                (DataRef::Empty, _) => {
                    let _new = self.reckons && empty.len() < BLANK && empty.insert(place);
                    continue;
                }
                (DataRef::Float(number), Shown::Percent) => {
                    CellText::Text(cells::percent(*number, mark))
                }
                (DataRef::Float(number), Shown::Padded(digits)) => {
                    CellText::Text(cells::padded(*number, digits, mark))
                }
                (value, _) => cells::text(value, mark),
            };
            see(place, text).map_err(Stopped::Seen)?;
        }
        drop(cells);
        if empty.is_empty() {
            return Ok(());
        }
        let mut formulas = self.book.worksheet_cells_reader(sheet).map_err(broken)?;
        while let Some(cell) = formulas.next_formula().map_err(broken)? {
            if !cell.get_value().is_empty() && empty.contains(&cell.get_position()) {
                see(cell.get_position(), CellText::Unreckoned).map_err(Stopped::Seen)?;
            }
        }
        Ok(())
    }
}

fn shown(style: &Style) -> Shown {
    let code = style.number_format.as_ref().map_or("", |format| format.format_code.as_str());
    let zeros = code.bytes().all(|byte| byte == b'0');
    match code.split(';').next().unwrap_or_default() {
        positive if is_percent(positive) => Shown::Percent,
        _ if zeros && code.len() > 1 => Shown::Padded(code.len()),
        _ => Shown::Plain,
    }
}

/// Whether a format writes `%` that is no text in quotes or behind a backslash.
fn is_percent(code: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    for letter in code.chars() {
        match letter {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

/// Looks for formulas in the parts of a workbook as they are unpacked.
#[derive(Debug, Default)]
pub(super) struct Formulas {
    /// Whether there was one.
    pub(super) found: bool,
    /// The end of what was seen, in which one may begin.
    tail: Vec<u8>,
}

impl Write for Formulas {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.found {
            return Ok(bytes.len());
        }
        self.tail.extend_from_slice(bytes);
        let begins = [&b"<f>"[..], b"<f ", b":f>", b":f "];
        self.found = begins.into_iter().any(|tag| memmem::find(&self.tail, tag).is_some());
        let kept = self.tail.len().saturating_sub(2);
        self.tail.drain(..kept);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_in_quotes_is_text() {
        for (code, percent) in [
            ("", false),
            ("General", false),
            ("0%", true),
            ("0.00%", true),
            ("#,##0.0\\ %", true),
            ("0\"%\"", false),
            ("0\\%", false),
        ] {
            assert_eq!(is_percent(code), percent, "{code}");
        }
    }

    #[test]
    fn a_formula_is_found_across_pieces() {
        let found = |pieces: &[&str]| {
            let mut formulas = Formulas::default();
            for piece in pieces {
                formulas.write_all(piece.as_bytes()).unwrap();
            }
            formulas.found
        };
        assert!(!found(&[]) && !found(&["<c><v>1</v></c><font/>"]));
        assert!(found(&["<c><f", ">1+1</f>"]) && found(&["<c><", "f t=\"shared\"/>"]));
    }
}
