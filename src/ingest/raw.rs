//! The records of a file as they stand: its dialect is found or given, its header is not looked for.

use super::blocks::{BLOCK, Block, Blocks, RECORD_LIMIT};
use super::dialect;
use super::records::{self, Dialect, Origin, Reading, Span, Step};
use super::source::grid::BREAK;
use super::source::{Asked, SheetName, Source, told};
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use anyhow::{Context as _, Result};
use csv::{ByteRecord, Terminator, Writer, WriterBuilder};
use std::io::Write;

/// What is told of a dialect instead of being found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Between fields.
    pub delimiter: Option<u8>,
    /// Around fields.
    pub quote: Option<u8>,
    /// The sheet of a workbook.
    pub sheet: Option<SheetName>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawAccount {
    /// Records written.
    pub written: u64,
    /// Lines above the table with one text at most, left out.
    pub titles: u64,
    /// Lines that had to be repaired or taken letter by letter.
    pub problems: Problems,
    /// The delimiter as one writes it.
    pub delimiter: String,
    /// The encoding.
    pub encoding: &'static str,
    /// The sheet of a workbook or the member of an archive that was read; `None` for a plain file.
    pub part: Option<String>,
    /// What the text was made from.
    pub origin: Origin,
}

/// Writes every record of a file as canonical CSV: UTF-8, commas, LF, quotes where RFC 4180 wants them.
///
/// A line that cannot be read keeps its letters and is named among the problems; nothing is lost.
///
/// # Errors
///
/// If the file cannot be read, the text cannot be written, or the delimiter is unclear.
pub fn copy(file: &str, told: &Told, out: &mut dyn Write) -> Result<RawAccount> {
    let source = Source::open_as(file, &Asked::default().sheet(told.sheet.clone()))?;
    let (made, part, origin) = (source.dialect(), source.part.clone(), source.origin);
    let mut blocks = Blocks::new(source, BLOCK);
    let (head, _) = blocks.head(dialect::HEAD)?;
    let dialect = match made {
        Some(made) => made,
        None => found(file, head, told)?,
    };
    let early = dialect::early(head, dialect);
    let separator =
        made.is_none() && told.delimiter.is_none() && dialect::separator_line(head).is_some();
    if separator {
        let end = records::line_end(head, 0);
        blocks.skip(end);
    }
    let width = Some(dialect::usual_width(&early).1).filter(|width| *width > 1);
    let reading = Reading { dialect, width, last: false };
    let delimiter = dialect::name(dialect.delimiter);
    let account = RawAccount { delimiter, part, origin, ..RawAccount::default() };
    let writer =
        WriterBuilder::new().flexible(true).terminator(Terminator::Any(b'\n')).from_writer(out);
    let mut copy = Copy { file, reading, writer, above: true, account };
    while let Some(block) = blocks.next(&reading)? {
        copy.block(&block)?;
    }
    blocks.source.refuse_changed()?;
    copy.writer.flush().context(CANNOT_WRITE)?;
    copy.account.problems.merge(blocks.source.notes.problems());
    Ok(RawAccount { encoding: blocks.source.encoding(), ..copy.account })
}

/// What the head shows of what was not told.
fn found(file: &str, head: &[u8], told: &Told) -> Result<Dialect> {
    // A dialect that is told is told whole.
    if let Some(delimiter) = told.delimiter {
        let quote = told.quote.unwrap_or_else(|| dialect::quote(head, delimiter));
        return Ok(Dialect::new(delimiter, Some(quote)));
    }
    let delimiter = dialect::delimiter(file, head, told.quote.or(Some(b'"')), &|_| false)
        .map_err(|problem| Refused::because(Blame::Data, problem))?;
    let quote = told.quote.unwrap_or_else(|| dialect::quote(head, delimiter));
    let padding = dialect::padding(head, delimiter);
    Ok(Dialect { padding, ..Dialect::new(delimiter, Some(quote)) })
}

const CANNOT_WRITE: &str = "cannot write the records";

struct Copy<'a, 'w> {
    file: &'a str,
    reading: Reading,
    writer: Writer<&'w mut dyn Write>,
    above: bool,
    account: RawAccount,
}

impl Copy<'_, '_> {
    fn block(&mut self, block: &Block) -> Result<()> {
        if block.endless {
            let message = format!("a record is longer than {} MiB", RECORD_LIMIT >> 20);
            self.complain(block.first_line, "field-too-large", &message);
            return Ok(());
        }
        let reading = Reading { last: true, ..self.reading };
        let (bytes, mut pos, mut line) = (&block.bytes, 0, block.first_line);
        let mut fields: Vec<Span> = Vec::new();
        while pos < bytes.len() {
            let step = records::scan(bytes, pos, &reading, &mut fields);
            let (end, lines) = step.reach();
            match step {
                Step::Repaired { .. } => self.complain(line, "stray-quote", "a quote stands within a text; the line was read in the only way that gives its number of fields"),
                Step::Unclosed { .. } => {
                    self.complain(line, "unclosed-quote", "this quote is never closed; quotes of the line were taken for letters");
                    let dialect = Dialect { quote: None, ..reading.dialect };
                    records::scan(&bytes[..end], pos, &Reading { dialect, ..reading }, &mut fields);
                }
                Step::Record { .. } | Step::Cut => {}
            }
            self.record(bytes, (pos, line), &fields)?;
            pos = end;
            line += lines;
        }
        Ok(())
    }

    fn record(&mut self, bytes: &[u8], (pos, line): (usize, u64), fields: &[Span]) -> Result<()> {
        let bare = |field: &Span| field.start == field.end && field.start == pos;
        if fields.len() == 1 && fields.iter().all(bare) {
            return Ok(());
        }
        let mut room = Vec::new();
        let mut record = ByteRecord::new();
        let mut filled = 0;
        for field in fields {
            let text = records::content(bytes, *field, self.reading.dialect, &mut room);
            let mut text = String::from_utf8_lossy(text).into_owned();
            if self.reading.dialect.origin != Origin::Text {
                text = self.untold(line, text.replace(BREAK, "\n"));
            }
            filled += u64::from(!text.trim().is_empty());
            record.push_field(text.as_bytes());
        }
        // A table of two columns may have a record with one text at its head; a wider one has a title.
        if self.above && filled < 2 && self.reading.width.is_some_and(|width| width > 2) {
            self.account.titles += 1;
            return Ok(());
        }
        self.above = false;
        let end = fields.last().map_or(pos, |field| field.end);
        if std::str::from_utf8(&bytes[pos..end]).is_err() {
            self.complain(line, "bad-encoding", "these bytes are no UTF-8, unlike those before");
        }
        self.writer.write_byte_record(&record).context(CANNOT_WRITE)?;
        self.account.written += 1;
        Ok(())
    }

    /// The text itself of an object of JSON that could not be read.
    fn untold(&mut self, line: u64, text: String) -> String {
        let Some(found) = told(&text) else { return text };
        let place = Place::at(self.file, line + found.lines, found.column);
        self.account.problems.push(Problem::new(found.code, place, found.message).warning());
        found.text
    }

    fn complain(&mut self, line: u64, code: &'static str, message: &str) {
        let problem = Problem::new(code, Place::line(self.file, line), message).warning();
        self.account.problems.push(problem);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn copied(text: &str, told: &Told) -> (String, RawAccount) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.csv");
        std::fs::write(&path, text).unwrap();
        let mut out = Vec::new();
        let account = copy(path.to_str().unwrap(), told, &mut out).unwrap();
        (String::from_utf8(out).unwrap(), account)
    }

    fn text_of(text: &str) -> String {
        copied(text, &Told::default()).0
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(text_of(""), "");
        assert_eq!(text_of("\n\r\n\r\r\n"), "");
    }

    #[test]
    fn every_dialect_becomes_one() {
        for text in
            ["a;b\r\n1;\"2;3\"\r\n", "a\tb\n1\t2;3\n", "sep=|\na|b\n1|2;3\n", "a, b\n1, \"2;3\"\n"]
        {
            assert_eq!(text_of(text), "a,b\n1,2;3\n", "{text:?}");
        }
        assert_eq!(text_of("a,'b',c\n1,'2,3',4\n"), "a,b,c\n1,\"2,3\",4\n");
    }

    #[test]
    fn a_given_dialect_is_believed() {
        let told = Told { delimiter: Some(b'x'), quote: Some(b'"'), sheet: None };
        assert_eq!(copied("1x\"2,x\"\n", &told).0, "1,\"2,x\"\n");
    }

    #[test]
    fn titles_are_left_out_and_broken_lines_keep_their_letters() {
        let text = "Report,,\n,,\na,b,c\n1,\"2,3\n4,\"5,\"x\",6\n7,\"8\n";
        let (written, account) = copied(text, &Told::default());
        // The second and third line fit in one way, the last in none: its quote is a letter.
        assert_eq!(written, "a,b,c\n1,\"\"\"2\",3\n4,\"5,\"\"x\",6\n7,\"\"\"8\"\n");
        assert_eq!((account.written, account.titles, account.problems.count()), (4, 2, 3));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn its_own_output_is_copied_to_the_byte(
            rows in prop::collection::vec(prop::collection::vec("[a-z\",;\n é]{0,5}x", 3), 1..9),
        ) {
            let mut writer = WriterBuilder::new().from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let told = Told { delimiter: Some(b','), ..Told::default() };
            let once = copied(&text, &told).0;
            prop_assert_eq!(&copied(&once, &told).0, &once);
            prop_assert_eq!(once, text);
        }
    }
}
