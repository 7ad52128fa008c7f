//! Whether a record has the shape of one: its fields, their length, and what no text holds.

use super::Decoder;
use crate::ingest::plan::Fault;
use crate::ingest::profile::Ragged;
use crate::ingest::records::{FIELD_LIMIT, Origin};
use crate::ingest::row::Row;

impl Decoder<'_> {
    /// What is wrong with the shape of a record.
    pub(super) fn shape(&self, row: &Row<'_>) -> Option<Fault> {
        if let Some(at) = memchr::memchr(0, row.text.as_bytes()) {
            let cell = row.fields.iter().position(|span| span.end > row.start + at);
            let mut fault = Fault::record("nul-byte", "a NUL byte stands in this record");
            fault.cell = cell;
            fault.help =
                Some("the file was damaged or not written to its end; export it again".to_owned());
            return Some(fault);
        }
        if let Some(cell) = row.fields.iter().position(|span| span.end - span.start > FIELD_LIMIT) {
            let mut fault = Fault::record("field-too-large", "a field is longer than 1 MiB");
            fault.cell = Some(cell);
            fault.help = Some("is a quote missing before it? Else shorten its text".to_owned());
            return Some(fault);
        }
        self.width_fault(row)
    }

    /// What is wrong with the number of fields: a separator too many or too few shifts every cell
    /// behind it, so that even an empty field too many is a fault. Cells of a sheet cannot be shifted,
    /// and what stands beside its table has no name.
    fn width_fault(&self, row: &Row<'_>) -> Option<Fault> {
        if row.dialect.origin == Origin::Sheet {
            return None;
        }
        let names = &self.plan.header.names;
        let (found, width) = (row.fields.len(), names.len());
        let named = names.iter().rposition(|name| !name.is_empty()).map_or(width, |last| last + 1);
        let pads = self.plan.ragged == Ragged::Pad;
        let message = format!("{found} fields where the header has {width}");
        if found < named && !pads {
            let mut fault = Fault::record("too-few-fields", message);
            fault.help = Some(
                "a separator is missing; correct the line, or set ragged = \"pad\" in a profile"
                    .to_owned(),
            );
            return Some(fault);
        }
        let empty = || (width..found).all(|index| row.cell(index).is_empty());
        if found > width && !(pads && empty()) {
            let mut fault = Fault::record("too-many-fields", message);
            fault.cell = Some(width);
            fault.help = Some(
                "a separator stands within a text, or is there twice; put that text in quotes"
                    .to_owned(),
            );
            return Some(fault);
        }
        None
    }

    /// Whether a record repeats the header.
    pub(super) fn is_header(&self, row: &Row<'_>) -> bool {
        let names = &self.plan.header.names;
        let is = |index: usize, name: &str| row.cell(index).eq_ignore_ascii_case(name);
        let first = names.first().is_some_and(|name| is(0, name));
        first
            && self.plan.header.line > 0
            && names.iter().enumerate().all(|(index, name)| is(index, name))
    }

    /// Whether a record is the beginning of the header: the file was not written to its end.
    fn is_cut_header(&self, row: &Row<'_>) -> bool {
        let names = &self.plan.header.names;
        let last = row.fields.len().saturating_sub(1);
        let begins = |index: usize| {
            let cell = row.cell(index);
            let name = names.get(index).and_then(|name| name.as_bytes().get(..cell.len()));
            name.is_some_and(|name| name.eq_ignore_ascii_case(cell.as_bytes()))
        };
        let is_whole = |index: usize| names[index].len() == row.cell(index).len();
        last < names.len() && (0..=last).all(begins) && (0..last).all(is_whole)
    }

    /// The fault of a record that names columns of the file, but not in their order: another file was
    /// put behind this one, and what follows would be read under the wrong names.
    pub(super) fn other_header(&self, row: &Row<'_>) -> Option<Fault> {
        let header = &self.plan.header;
        let is_name = |index: usize| {
            let cell = row.cell(index);
            !cell.is_empty() && header.names.iter().any(|name| name.eq_ignore_ascii_case(&cell))
        };
        if header.line == 0 || !std::iter::once(0).chain(self.plan.id_cells()).any(is_name) {
            return None;
        }
        let known = (0..row.fields.len()).filter(|index| is_name(*index)).count();
        if known < 2 || known * 2 <= row.fields.len() || self.is_cut_header(row) {
            return None;
        }
        let message = format!(
            "another header stands here; records behind it would be read under that of line {}",
            header.line
        );
        let mut fault = Fault::record("second-header", message);
        let help = "two exports were put together: cut them apart before this line, and name both";
        fault.help = Some(help.to_owned());
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::decode::Keep;
    use crate::ingest::plan::{Demand, Header, Plan};
    use crate::ingest::records::{Dialect, Reading, scan};
    use crate::model::{Field, Name, Zone};

    /// The code of what is wrong with a record of three columns.
    fn fault(text: &str, origin: Origin) -> Option<&'static str> {
        let names = ["id", "queue", "talk_s"].map(str::to_owned).to_vec();
        let header = Header { file: "a".to_owned(), names, line: 1 };
        let (wants, zone) = ([Name::Field(Field::Queue)], Zone::utc());
        let demand = Demand { wants: &wants, needs: &[], zone: &zone };
        let plan = Plan::new(header, None, &demand).unwrap();
        let dialect = Dialect { origin, ..Dialect::new(b',', Some(b'"')) };
        let reading = Reading { dialect, width: Some(3), last: true };
        let mut fields = Vec::new();
        let _step = scan(text.as_bytes(), 0, &reading, &mut fields);
        let row = Row { text, start: 0, fields: &fields, dialect, line: 2 };
        Decoder::new(&plan, reading, Keep::Problems).shape(&row).map(|fault| fault.code)
    }

    #[test]
    fn a_separator_shifts_cells_and_a_sheet_has_none() {
        for (text, of_text) in [
            ("1,a,5", None),
            ("1,a", Some("too-few-fields")),
            ("1,a,5,,a note", Some("too-many-fields")),
        ] {
            assert_eq!(fault(text, Origin::Text), of_text, "{text}");
            assert_eq!(fault(text, Origin::Sheet), None, "{text}");
        }
    }
}
