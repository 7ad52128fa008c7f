//! Sheets of open documents, read from front to back: rows and cells that are repeated stand once in the
//! file, and an empty sheet may claim a million of them.

use super::Bytes;
use crate::ingest::source::cells::{self, CellText};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use zip::ZipArchive;

/// Rows of a sheet.
const ROWS: u32 = 1_048_576;
/// Columns of a sheet.
const COLUMNS: u32 = 16_384;

/// What is wrong with a document, in words.
type Broken = String;

/// Takes in a cell by row and column, counted from 0; `Err` stops the reading.
pub(super) type See<'s, E> = &'s mut dyn FnMut((u32, u32), CellText) -> Result<(), E>;

/// Why reading stopped.
pub(super) enum Stopped<E> {
    /// The document is broken.
    Broken(Broken),
    /// Who takes in the cells said so.
    Seen(E),
}

/// A document whose sheets are known.
pub(super) struct Document {
    archive: ZipArchive<Bytes>,
    /// Name, and whether it is shown.
    pub(super) sheets: Vec<(String, bool)>,
    /// Whether it is packed behind a password.
    pub(super) encrypted: bool,
}

impl Document {
    /// Finds the sheets of a document.
    pub(super) fn open(bytes: Bytes) -> Result<Self, Broken> {
        let mut archive = ZipArchive::new(bytes).map_err(|error| error.to_string())?;
        let mut manifest = String::new();
        if let Ok(part) = archive.by_name("META-INF/manifest.xml") {
            let _size = part.take(1 << 20).read_to_string(&mut manifest);
        }
        let mut document = Self {
            archive,
            sheets: Vec::new(),
            encrypted: manifest.contains("<manifest:encryption-data"),
        };
        if !document.encrypted {
            document.sheets = document.find_sheets()?;
        }
        Ok(document)
    }

    fn find_sheets(&mut self) -> Result<Vec<(String, bool)>, Broken> {
        let (mut style, mut hidden, mut sheets) = (String::new(), BTreeSet::new(), Vec::new());
        let mut xml = self.content()?;
        let mut room = Vec::new();
        loop {
            room.clear();
            match xml.read_event_into(&mut room).map_err(|error| error.to_string())? {
                Event::Eof => return Ok(sheets),
                Event::Start(tag) => match tag.name().0 {
                    "style:style" => style = text(&tag, "style:name")?.unwrap_or_default(),
                    "style:table-properties"
                        if text(&tag, "table:display")?.as_deref() == Some("false") =>
                    {
                        hidden.insert(style.clone());
                    }
                    "table:table" => {
                        let shown = text(&tag, "table:style-name")?
                            .is_none_or(|style| !hidden.contains(&style));
                        sheets.push((text(&tag, "table:name")?.unwrap_or_default(), shown));
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn content(&mut self) -> Result<Reader<impl BufRead>, Broken> {
        let part = self.archive.by_name("content.xml").map_err(|error| error.to_string())?;
        let mut xml = Reader::from_reader(BufReader::with_capacity(64 << 10, part));
        xml.config_mut().expand_empty_elements = true;
        Ok(xml)
    }

    /// Shows every filled cell of a sheet, row by row; numbers have `mark` before their decimals.
    pub(super) fn visit<E>(
        &mut self,
        sheet: &str,
        mark: char,
        see: See<'_, E>,
    ) -> Result<(), Stopped<E>> {
        let mut xml = self.content().map_err(Stopped::Broken)?;
        let mut walk =
            Walk { mark, at_sheet: false, row: 0, repeats: 1, cells: Vec::new(), column: 0 };
        let mut room = Vec::new();
        loop {
            room.clear();
            let event = xml.read_event_into(&mut room);
            match event.map_err(|error| Stopped::Broken(error.to_string()))? {
                Event::Eof => return Ok(()),
                Event::Start(tag) => match tag.name().0 {
                    "table:table" => {
                        let name = text(&tag, "table:name").map_err(Stopped::Broken)?;
                        walk.at_sheet = name.as_deref() == Some(sheet);
                    }
                    "table:table-row" if walk.at_sheet => {
                        walk.begin_row(&tag).map_err(Stopped::Broken)?;
                    }
                    "table:table-cell" | "table:covered-table-cell" if walk.at_sheet => {
                        let cell = Cell::of(&tag).map_err(Stopped::Broken)?;
                        let shown = paragraphs(&mut xml).map_err(Stopped::Broken)?;
                        walk.cell(&cell, shown);
                    }
                    _ => {}
                },
                Event::End(tag) => match tag.name().0 {
                    "table:table-row" if walk.at_sheet => walk.end_row(see)?,
                    "table:table" if walk.at_sheet => return Ok(()),
                    _ => {}
                },
                _ => {}
            }
        }
    }
}

/// Where the reading of a sheet is.
struct Walk {
    mark: char,
    at_sheet: bool,
    row: u32,
    repeats: u32,
    /// Filled cells of the row: first column, how often, text.
    cells: Vec<(u32, u32, CellText)>,
    column: u32,
}

impl Walk {
    fn begin_row(&mut self, tag: &BytesStart<'_>) -> Result<(), Broken> {
        self.repeats = repeats(tag, "table:number-rows-repeated")?;
        self.column = 0;
        self.cells.clear();
        Ok(())
    }

    fn cell(&mut self, cell: &Cell, shown: String) {
        let text = cell.text(shown, self.mark);
        if text != CellText::Text(String::new()) && self.column < COLUMNS {
            self.cells.push((self.column, cell.repeats.min(COLUMNS - self.column), text));
        }
        self.column = self.column.saturating_add(cell.repeats);
    }

    fn end_row<E>(&mut self, see: See<'_, E>) -> Result<(), Stopped<E>> {
        let last = self.row.saturating_add(self.repeats).min(ROWS);
        let rows = if self.cells.is_empty() { last..last } else { self.row..last };
        for row in rows {
            for (first, repeats, text) in &self.cells {
                for column in *first..first + repeats {
                    see((row, column), text.clone()).map_err(Stopped::Seen)?;
                }
            }
        }
        self.row = last;
        Ok(())
    }
}

/// A cell before its text is read.
#[derive(Default)]
struct Cell {
    repeats: u32,
    kind: String,
    value: Option<String>,
    failed: bool,
    formula: bool,
}

impl Cell {
    fn of(tag: &BytesStart<'_>) -> Result<Self, Broken> {
        let mut cell = Self { repeats: 1, ..Self::default() };
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = || unescape(&attribute.value).map_err(|error| error.to_string());
            match attribute.key.0 {
                "table:number-columns-repeated" => cell.repeats = number(&value()?),
                "office:value-type" => cell.kind = value()?.into_owned(),
                "calcext:value-type" => cell.failed = value()? == "error",
                "table:formula" => cell.formula = true,
                "office:value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
                | "office:string-value" => {
                    cell.value = Some(value()?.into_owned());
                }
                _ => {}
            }
        }
        Ok(cell)
    }

    fn text(&self, shown: String, mark: char) -> CellText {
        if self.failed {
            return CellText::Failed(shown);
        }
        let value = self.value.as_deref().filter(|value| !value.is_empty());
        // One that comes to an empty text has no type.
        let typed = !matches!(self.kind.as_str(), "" | "string");
        if self.formula && typed && value.is_none() && shown.is_empty() {
            return CellText::Unreckoned;
        }
        CellText::Text(match (self.kind.as_str(), value) {
            ("float" | "percentage" | "currency", Some(value)) => match value.parse() {
                Ok(share) if self.kind == "percentage" => cells::percent(share, mark),
                Ok(number) if is_padded(&shown, number) => shown,
                Ok(number) => cells::decimal(number, mark),
                Err(_) => value.to_owned(),
            },
            ("date", Some(value)) => value.replacen('T', " ", 1),
            ("time", Some(value)) => cells::duration_iso(value).unwrap_or_else(|| value.to_owned()),
            ("boolean", Some(value)) => value.to_ascii_uppercase(),
            (_, Some(value)) => value.to_owned(),
            (_, None) => shown,
        })
    }
}

/// Whether a cell shows a whole number with zeros in front, as ids are.
fn is_padded(shown: &str, number: f64) -> bool {
    let digits = shown.len() > 1 && shown.bytes().all(|byte| byte.is_ascii_digit());
    digits && shown.starts_with('0') && shown.parse() == Ok(number)
}

fn repeats(tag: &BytesStart<'_>, name: &str) -> Result<u32, Broken> {
    Ok(text(tag, name)?.map_or(1, |text| number(&text)))
}

/// How often; once where it is no number.
fn number(text: &str) -> u32 {
    text.parse().unwrap_or(1).max(1)
}

fn text(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Broken> {
    let found = tag.try_get_attribute(name).map_err(|error| error.to_string())?;
    let text = found.map(|attribute| unescape(&attribute.value).map(Cow::into_owned));
    text.transpose().map_err(|error| error.to_string())
}

/// The text of a cell up to its end; a remark on it is not of its text.
fn paragraphs(xml: &mut Reader<impl BufRead>) -> Result<String, Broken> {
    let (mut shown, mut depth, mut remark, mut first) = (String::new(), 1_u32, 0_u32, true);
    let mut room = Vec::new();
    while depth > 0 {
        room.clear();
        match xml.read_event_into(&mut room).map_err(|error| error.to_string())? {
            Event::Eof => return Err("it ends within a cell".to_owned()),
            Event::Start(tag) => {
                depth += 1;
                match tag.name().0 {
                    "office:annotation" => remark = depth,
                    _ if remark > 0 => {}
                    "text:p" if !std::mem::take(&mut first) => shown.push('\n'),
                    "text:line-break" => shown.push('\n'),
                    "text:tab" => shown.push('\t'),
                    "text:s" => {
                        let spaces = repeats(&tag, "text:c")?.min(1_000);
                        shown.extend((0..spaces).map(|_| ' '));
                    }
                    _ => {}
                }
            }
            Event::End(_) => {
                if remark == depth {
                    remark = 0;
                }
                depth -= 1;
            }
            Event::Text(part) if remark == 0 => shown.push_str(&part.xml10_content()),
            Event::CData(part) if remark == 0 => shown.push_str(&part),
            Event::GeneralRef(name) if remark == 0 => {
                let entity = format!("&{};", name.xml10_content());
                let text = unescape(&entity).map_err(|error| error.to_string())?;
                shown.push_str(&text);
            }
            _ => {}
        }
    }
    Ok(shown)
}
