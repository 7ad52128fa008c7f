//! Records that are none: totals, footers and stray cells below a table.

use super::Fault;
use crate::ingest::row::Row;

/// First words of a row of totals, in the languages exports were seen in.
const TOTALS: [&str; 10] = [
    "total",
    "totals",
    "grand total",
    "total general",
    "totales",
    "totais",
    "totale",
    "gesamt",
    "summe",
    "jumlah",
];

/// Why a record is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stray {
    /// It is left out for that reason, as the profile says or because nothing of a record is there.
    LeftOut(&'static str),
    /// Its first words are those of a row of totals, which nobody announced.
    Totals,
}

impl Stray {
    /// What a row of totals is told as.
    pub fn totals() -> Fault {
        let mut fault = Fault::record("totals-row", "this is a row of totals, not a record");
        let help = "export without totals, or name its first cell in a profile: \
                    footer = { first_cell = [\"Total\"] }";
        fault.help = Some(help.to_owned());
        fault
    }
}

/// What tells such a record in one file.
#[derive(Debug, Clone, Default)]
pub(super) struct Strays {
    /// Texts of a first cell that the profile calls a footer.
    pub(super) footer: Vec<String>,
    /// Cells of the contact's id; empty when the file has none.
    pub(super) id: Vec<usize>,
    /// Cells of its time; empty when the file has none.
    pub(super) start: Vec<usize>,
}

impl super::Plan {
    /// Cells of a contact's id; none when the file has none.
    pub(in crate::ingest) fn id_cells(&self) -> impl Iterator<Item = usize> + '_ {
        self.strays.id.iter().copied()
    }
}

impl Strays {
    /// Why a record is none; `None` for a record.
    ///
    /// A row of totals says so where the id should stand, or in its first cell while the id is
    /// missing. Where a file has ids and times, a row with neither is a stray cell.
    pub(super) fn reason(&self, row: &Row<'_>) -> Option<Stray> {
        let first = row.cell(0);
        if self.footer.iter().any(|text| text.eq_ignore_ascii_case(&first)) {
            return Some(Stray::LeftOut("footer"));
        }
        let empty = |cells: &[usize]| cells.iter().all(|index| row.cell(*index).is_empty());
        let total = |index: &usize| is_total(&row.cell(*index));
        let no_id = empty(&self.id);
        if !self.id.is_empty() && (self.id.iter().any(total) || no_id && is_total(&first)) {
            return Some(Stray::Totals);
        }
        let both = !self.id.is_empty() && !self.start.is_empty();
        (both && no_id && empty(&self.start)).then_some(Stray::LeftOut("neither id nor time"))
    }
}

pub(super) fn is_total(text: &str) -> bool {
    let text = text.trim_end_matches([':', ' ']);
    TOTALS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::records::{Dialect, Reading, scan};

    fn reason(strays: &Strays, text: &str) -> Option<Stray> {
        let dialect = Dialect::new(b',', Some(b'"'));
        let mut fields = Vec::new();
        let how = Reading { dialect, width: None, last: true };
        let _step = scan(text.as_bytes(), 0, &how, &mut fields);
        strays.reason(&Row { text, start: 0, fields: &fields, dialect, line: 1 })
    }

    #[test]
    fn a_file_without_ids_has_no_totals_to_tell() {
        assert_eq!(reason(&Strays::default(), "Total,5"), None);
        let footer = Strays { footer: vec!["Report Summary".to_owned()], ..Strays::default() };
        assert_eq!(reason(&footer, "report summary,5"), Some(Stray::LeftOut("footer")));
    }

    #[test]
    fn totals_and_stray_cells_are_told_from_records() {
        let strays = Strays { id: vec![1], start: vec![2], ..Strays::default() };
        for (text, expected) in [
            ("north,c1,2026-10-01", None),
            ("Total,c1,2026-10-01", None),
            ("Grand Total:,,2026-10-01", Some(Stray::Totals)),
            (",TOTALS,", Some(Stray::Totals)),
            (",,,48120", Some(Stray::LeftOut("neither id nor time"))),
            ("north,,2026-10-01", None),
        ] {
            assert_eq!(reason(&strays, text), expected, "{text}");
        }
    }
}
