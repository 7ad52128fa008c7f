//! What a file is: encoding, delimiter, header, and what the cells of each column read as.
//!
//! Every record is looked at, because the order of day and month is often decided late; memory stays
//! within some values a column.

mod evidence;
mod forms;
mod snippet;

pub use evidence::Evidence;
pub use forms::Form;
pub use snippet::{quoted, snippet};

use super::blocks::{BLOCK, Blocks};
use super::dialect::{self, Early};
use super::records::{self, Dialect, Origin, Reading, Span, Step};
use super::source::{Asked, Source, told};
use super::synonyms::{self, Ending};
use crate::model::Field;
use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::Result;

/// What was found in a file.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// The file as the user named it.
    pub file: String,
    /// The sheet of a workbook or the member of an archive that was read; `None` for a plain file.
    pub part: Option<String>,
    /// What its text was made from.
    pub origin: Origin,
    /// Its encoding.
    pub encoding: &'static str,
    /// Its delimiter.
    pub delimiter: u8,
    /// Physical line of its header.
    pub header_line: u64,
    /// Whether any name in that line is known; otherwise it is the first line of the table.
    pub header_is_known: bool,
    /// Records, blank ones apart.
    pub records: u64,
    /// Records with another number of fields than the header, or a quote that never closes.
    pub broken: u64,
    /// Its columns.
    pub columns: Vec<Evidence>,
}

/// A canonical column that a column of the export would fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The canonical column.
    pub field: Field,
    /// Why.
    pub why: Why,
}

/// Why a column is taken for a canonical one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It has its name.
    Name,
    /// It has a name that other exports use for it.
    KnownName,
    /// It says whether the customer gave up or was answered, and there is no outcome.
    Ending(Ending),
}

impl Inspection {
    /// The canonical column that the column of this index would fill; `None` for none.
    pub fn target(&self, index: usize) -> Option<Target> {
        let names: Vec<String> = self.columns.iter().map(|column| column.name.clone()).collect();
        let named = Field::all().find(|field| synonyms::find(&names, *field) == Some(index));
        if let Some(field) = named {
            let same = synonyms::plain(&names[index]) == field.name();
            return Some(Target { field, why: if same { Why::Name } else { Why::KnownName } });
        }
        if synonyms::find(&names, Field::Outcome).is_some() {
            return None;
        }
        let ending = synonyms::find_ending(&names).filter(|ending| ending.column == index)?;
        Some(Target { field: Field::Outcome, why: Why::Ending(ending) })
    }
}

/// Looks at every record of a file.
///
/// # Errors
///
/// If it cannot be read, is empty, or its delimiter is unclear.
pub fn inspect(file: &str, asked: &Asked) -> Result<Inspection> {
    let source = Source::open_as(file, asked)?;
    let (part, origin, made) = (source.part.clone(), source.origin, source.dialect());
    let mut blocks = Blocks::new(source, BLOCK);
    let (head, _) = blocks.head(dialect::HEAD)?;
    let known = |cell: &str| synonyms::is_known(cell);
    let dialect = if let Some(made) = made {
        made
    } else {
        let delimiter = dialect::delimiter(file, head, Some(b'"'), &known).map_err(refused)?;
        let padding = dialect::padding(head, delimiter);
        Dialect { padding, ..Dialect::new(delimiter, Some(b'"')) }
    };
    let early = dialect::early(head, dialect);
    let header = if origin == Origin::Json { early.first() } else { header(&early) };
    let Some(header) = header else {
        let problem = Problem::new("empty-file", Place::at(file, 1, 1), "the file is empty");
        return Err(refused(problem.help("export the call records again")).into());
    };
    let header_is_known = dialect::names_in(header, &early, &known) > 0;
    let columns: Vec<Evidence> = header.cells.iter().map(|name| Evidence::new(name)).collect();
    let (end, header_line) = (header.end, header.line);
    blocks.skip(end);
    let reading = Reading { dialect, width: Some(columns.len()), last: false };
    let mut found = Inspection {
        file: file.to_owned(),
        part,
        origin,
        encoding: "",
        delimiter: dialect.delimiter,
        header_line,
        header_is_known,
        records: 0,
        broken: 0,
        columns,
    };
    while let Some(block) = blocks.next(&reading)? {
        found.broken += u64::from(block.endless);
        found.take(&block.bytes, &reading);
    }
    blocks.source.refuse_changed()?;
    found.encoding = blocks.source.encoding();
    Ok(found)
}

fn refused(problem: Problem) -> Refused {
    Refused::because(Blame::Data, problem)
}

/// The record with most known names, else the first as wide as most.
fn header(early: &[Early]) -> Option<&Early> {
    let known = |cell: &str| synonyms::is_known(cell);
    let best = dialect::header(early, &known)?;
    if dialect::names_in(best, early, &known) > 0 {
        return Some(best);
    }
    let (_, width) = dialect::usual_width(early);
    early.iter().find(|record| record.cells.len() >= width).or(Some(best))
}

impl Inspection {
    fn take(&mut self, bytes: &[u8], reading: &Reading) {
        let reading = Reading { last: true, ..*reading };
        let (mut pos, mut room) = (0, Vec::new());
        let mut fields: Vec<Span> = Vec::new();
        while pos < bytes.len() {
            let step = records::scan(bytes, pos, &reading, &mut fields);
            (pos, _) = step.reach();
            let mut cells = Vec::with_capacity(fields.len());
            for span in &fields {
                let text = records::content(bytes, *span, reading.dialect, &mut room);
                let text = String::from_utf8_lossy(text);
                cells.push(records::one_line(text.trim(), reading.dialect).into_owned());
            }
            if cells.iter().all(String::is_empty) {
                continue;
            }
            self.records += 1;
            let unclosed = matches!(step, Step::Unclosed { .. });
            let faulty = reading.dialect.origin == Origin::Json && told(&cells[0]).is_some();
            if unclosed || faulty || cells.len() != self.columns.len() {
                self.broken += 1;
                continue;
            }
            for (column, cell) in self.columns.iter_mut().zip(&cells) {
                column.take(cell);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::profile;
    use proptest::prelude::*;

    fn inspected(text: &str) -> Inspection {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.csv");
        std::fs::write(&path, text).unwrap();
        Inspection {
            file: "calls.csv".to_owned(),
            ..inspect(path.to_str().unwrap(), &Asked::default()).unwrap()
        }
    }

    #[test]
    fn a_bare_header_has_empty_columns() {
        let found = inspected("call_id;agent\n");
        assert_eq!((found.records, found.delimiter, found.header_line), (0, b';', 1));
        assert!(
            found.columns.iter().all(|column| column.kind() == "empty" && column.ends().is_none())
        );
    }

    #[test]
    fn an_iso_date_reads_in_one_way() {
        let found = inspected("call_id,start\n1,2026-10-05\n");
        assert_eq!(found.columns[1].form(), Some(Form::Time("iso8601")));
        assert_eq!(found.columns[1].unclear(), None);
    }

    #[test]
    fn cells_tell_the_form_of_their_column() {
        let text = "id|a|b|c|d|e|f|g\n\
                    1|1.5|0:01:30|2026-10-05 09:00|yes|x|2|1h 2m\nN/A|10|0:00:09||no|y|11|3s\n";
        let found = inspected(text);
        let kinds: Vec<_> = found.columns.iter().map(Evidence::kind).collect();
        let expected =
            ["integer", "decimal", "duration", "timestamp", "flag", "text", "integer", "duration"];
        assert_eq!(kinds, expected);
        assert_eq!(found.columns[0].nulls["N/A"], 1);
        assert_eq!(found.columns[2].form(), Some(Form::Duration("h:m:s")));
        assert_eq!(
            (found.columns[2].ends(), found.columns[6].ends()),
            (Some(("0:00:09", "0:01:30")), Some(("2", "11")))
        );
    }

    #[test]
    fn day_and_month_are_decided_by_any_cell_or_not_at_all() {
        let late = inspected("call_id,start\n1,03/04/2026 10:00\n2,23/04/2026 10:00\n");
        assert_eq!(late.columns[1].form(), Some(Form::Time("%d/%m/%Y %H:%M")));
        assert_eq!(late.columns[1].unclear(), None);
        let never = inspected("call_id,start\n1,03/04/2026 10:00\n");
        assert!(never.columns[1].unclear().is_some());
        assert!(snippet(&never).contains("# start_time: day and month could change places"));
    }

    #[test]
    fn a_snippet_maps_what_it_knows_and_is_a_profile() {
        let text = "Report\n\nCall ID;Start;Talk Time;ACW;Abandoned;Region\n\
                    7;23/10/2026 09:00;1:30;12,5;N;north\n8;05/10/2026 09:01;2:05;3,0;Y;NULL\n";
        let found = inspected(text);
        let toml = snippet(&found);
        let profile = profile::parse("p.toml", &toml).unwrap();
        let mapped: Vec<_> = profile.map.keys().map(String::as_str).collect();
        assert_eq!(mapped, ["acw_s", "interaction_id", "start_time", "talk_s"]);
        assert_eq!(profile.outcomes.len(), 2);
        assert!(toml.contains("talk_s = { column = \"Talk Time\", unit = \"m:s\" }"), "{toml}");
        assert!(toml.contains("# not mapped: \"Region\" (text)"), "{toml}");
        assert!(
            toml.contains("null = [\"\", \"NULL\"]") && toml.contains("decimal = \",\""),
            "{toml}"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn every_snippet_is_a_profile(
            names in prop::collection::vec("[a-zA-Zé\"\\\\# =\u{7}\\[]{1,8}", 1..5),
            cells in prop::collection::vec("[0-9/:., a-z]{0,9}", 1..5),
        ) {
            let quote = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
            let line = |texts: &[String]| texts.iter().map(quote).collect::<Vec<_>>().join(",");
            let text = format!("call_id,{}\n1,{}\n", line(&names), line(&cells));
            let toml = snippet(&inspected(&text));
            prop_assert!(profile::parse("p.toml", &toml).is_ok(), "{}", toml);
        }
    }
}
