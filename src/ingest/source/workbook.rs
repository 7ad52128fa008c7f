//! Workbooks: the sheet that is meant, row by row, within stated limits.
//!
//! A workbook cannot be read from front to back: it is held packed, and the texts of an `.xlsx` one
//! unpacked; the cells of the sheet then stream.

mod ods;
mod rows;
mod xlsx;

use super::archive::Book;
use super::asked::SheetName;
use super::cells::CellText;
use super::notes::Notes;
use super::pipe::{self, Pipe};
use super::refusals;
use crate::problem::{Place, Problem, Refused, nearest};
use calamine::{Reader, SheetType, SheetVisible, Xlsx};
use std::io::{self, Cursor};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use zip::ZipArchive;

/// Most bytes of a workbook as it stands in its file.
pub(super) const PACKED_LIMIT: u64 = 256 << 20;
/// Most bytes that all parts of a workbook unpack to.
const UNPACKED_LIMIT: u64 = 1 << 30;
/// Most bytes of the texts of an `.xlsx` workbook, which are held.
const HELD_LIMIT: u64 = 256 << 20;

/// The thread that reads a workbook with the code of others: its panics say that the file is
/// damaged, and are told as that.
pub const UNTRUSTED: &str = "workbook";

type Bytes = Cursor<Arc<[u8]>>;

/// An opened workbook.
enum Opened {
    Xlsx(Box<xlsx::Workbook>),
    Ods(Box<ods::Document>),
}

/// How the cells of a sheet are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writing {
    /// Between whole numbers and decimals.
    pub(super) decimal: char,
}

/// The rows of the sheet that is meant as canonical CSV, and its name.
pub(super) fn open(
    name: &str,
    (bytes, book): (Vec<u8>, Book),
    sheet: Option<&SheetName>,
    (writing, notes): (Writing, Notes),
) -> Result<(Pipe, String), Box<Problem>> {
    let bytes: Arc<[u8]> = bytes.into();
    let formulas = measure(name, &bytes)?;
    let (file, sheet) = (name.to_owned(), sheet.cloned());
    let (tell, told) = sync_channel(1);
    let pipe = pipe::start((name, UNTRUSTED), move |sink| {
        let found =
            opened(&file, (Cursor::new(bytes), formulas), book).and_then(|(mut opened, sheets)| {
                let chosen = choose(&file, &mut opened, &sheets, sheet.as_ref())?;
                Ok((opened, chosen))
            });
        let (mut opened, chosen) = match found {
            Ok(found) => found,
            Err(problem) => return tell.send(Err(problem)).map_err(|_| pipe::Stop::Unheard),
        };
        tell.send(Ok(chosen.clone())).map_err(|_| pipe::Stop::Unheard)?;
        let mut rows = rows::Rows::new(&file, notes, sink);
        opened.visit((&file, &chosen), writing, &mut |place, cell| rows.cell(place, cell))?;
        rows.finish()
    });
    let pipe = pipe.map_err(|error| refusals::unreadable(name, &error.to_string()))?;
    // A thread that tells nothing came to grief over the file.
    let chosen = told.recv().map_err(|_| refusals::unreadable(name, "it is damaged"))?;
    Ok((pipe, chosen?))
}

/// Unpacks every part once, so that damage and excess are known before anything is believed; also
/// whether there are formulas.
fn measure(name: &str, bytes: &[u8]) -> Result<bool, Box<Problem>> {
    let damaged = |_| Box::new(refusals::unreadable(name, "it is cut off or damaged"));
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_| refusals::no_directory(name))?;
    let (mut total, mut formulas) = (0, xlsx::Formulas::default());
    for index in 0..archive.len() {
        let mut part = archive
            .by_index(index)
            .map_err(|_| Box::new(refusals::encrypted(name, "a part of the workbook")))?;
        let part_name = part.name().unwrap_or_default().into_owned();
        let is_text = [".xml", ".bin", ".rels"].iter().any(|end| part_name.ends_with(end));
        if !is_text {
            continue;
        }
        let held = part_name.contains("sharedStrings");
        let limit = if held { HELD_LIMIT } else { UNPACKED_LIMIT };
        let size = io::copy(&mut io::Read::take(&mut part, limit + 1), &mut formulas);
        let size = size.map_err(damaged)?;
        total += size;
        if size > limit || total > UNPACKED_LIMIT {
            return Err(Box::new(too_large(name, limit)));
        }
    }
    Ok(formulas.found)
}

/// A workbook that would not fit into memory.
pub(super) fn too_large(name: &str, limit: u64) -> Problem {
    let message = format!("the workbook holds more than {} MiB", limit >> 20);
    Problem::new("file-too-large", Place::file(name), message)
        .help("save the sheet as CSV UTF-8, which may have any size")
}

/// The sheets of a workbook that hold cells: name, and whether it is shown.
type Sheets = Vec<(String, bool)>;

fn opened(
    name: &str,
    (bytes, reckons): (Bytes, bool),
    book: Book,
) -> Result<(Opened, Sheets), Box<Problem>> {
    let failed = |error: &dyn std::fmt::Display| {
        let told = error.to_string();
        if told.contains("password") {
            return Box::new(refusals::encrypted(name, "the workbook"));
        }
        Box::new(refusals::unreadable(name, &told))
    };
    let shown = |sheets: &[calamine::Sheet]| -> Sheets {
        let cells = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        cells.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect()
    };
    Ok(match book {
        Book::Xlsx => {
            let book = Xlsx::new(bytes).map_err(|error| failed(&error))?;
            let sheets = shown(book.sheets_metadata());
            (Opened::Xlsx(Box::new(xlsx::Workbook { book, reckons })), sheets)
        }
        Book::Ods => {
            let document = ods::Document::open(bytes).map_err(|error| failed(&error))?;
            if document.encrypted {
                return Err(Box::new(refusals::encrypted(name, "the workbook")));
            }
            let sheets = document.sheets.clone();
            (Opened::Ods(Box::new(document)), sheets)
        }
    })
}

/// The sheet that is asked for, else the only one with a table.
fn choose(
    name: &str,
    opened: &mut Opened,
    sheets: &Sheets,
    asked: Option<&SheetName>,
) -> Result<String, Box<Problem>> {
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    if let Some(asked) = asked {
        let found = match asked {
            SheetName::Named(wanted) => names.iter().find(|name| *name == wanted),
            SheetName::Numbered(number) => number.checked_sub(1).and_then(|index| names.get(index)),
        };
        return found.map(|name| (*name).to_owned()).ok_or_else(|| unknown(name, asked, &names));
    }
    let mut shown = sheets.iter().filter(|(_, shown)| *shown);
    if let (Some((only, _)), None) = (shown.next(), shown.next()) {
        return Ok(only.clone());
    }
    let mut tables = Vec::new();
    for (sheet, _) in sheets.iter().filter(|(_, shown)| *shown) {
        if opened.has_table(name, sheet)? {
            tables.push(sheet.as_str());
        }
    }
    match tables[..] {
        [one] => Ok(one.to_owned()),
        [] => {
            let problem = Problem::new("empty-file", Place::file(name), "no sheet holds a table");
            Err(Box::new(problem.help("export the records again")))
        }
        _ => {
            let message = format!("{} sheets hold tables: {}", tables.len(), quoted(&tables));
            let problem = Problem::new("sheet-unclear", Place::file(name), message);
            let help = format!(
                "say which, with --sheet '{0}', or sheet = \"{0}\" under [file] in a profile",
                tables[0]
            );
            Err(Box::new(problem.help(help)))
        }
    }
}

fn unknown(file: &str, asked: &SheetName, names: &[&str]) -> Box<Problem> {
    let message = match asked {
        SheetName::Named(name) => format!("the workbook has no sheet `{name}`"),
        SheetName::Numbered(number) => {
            format!("the workbook has no sheet {number}, only {}", names.len())
        }
    };
    let near = match asked {
        SheetName::Named(name) => nearest(name, names.iter().copied()),
        SheetName::Numbered(_) => None,
    };
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("its sheets are {}", quoted(names)),
    };
    Box::new(Problem::new("unknown-sheet", Place::file(file), message).help(help))
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

impl Opened {
    /// Shows every cell of a sheet, row by row.
    fn visit(
        &mut self,
        (file, sheet): (&str, &str),
        writing: Writing,
        see: ods::See<'_, pipe::Stop>,
    ) -> Result<(), pipe::Stop> {
        let visited = match self {
            Self::Xlsx(book) => book.visit(sheet, writing.decimal, see),
            Self::Ods(document) => document.visit(sheet, writing.decimal, see),
        };
        visited.map_err(|stopped| match stopped {
            ods::Stopped::Seen(stop) => stop,
            ods::Stopped::Broken(why) => {
                pipe::Stop::Failed(refusals::io(refusals::unreadable(file, &why)))
            }
        })
    }

    /// Whether any row of a sheet has two filled cells.
    fn has_table(&mut self, file: &str, sheet: &str) -> Result<bool, Box<Problem>> {
        let (mut last, mut found) = (None, false);
        let visited = self.visit((file, sheet), Writing { decimal: '.' }, &mut |(row, _), cell| {
            if cell == CellText::Text(String::new()) {
                return Ok(());
            }
            found = last == Some(row);
            last = Some(row);
            if found { Err(pipe::Stop::Unheard) } else { Ok(()) }
        });
        match visited {
            Err(pipe::Stop::Failed(error)) => Err(Box::new(told(file, &error))),
            Ok(()) | Err(pipe::Stop::Unheard) => Ok(found),
        }
    }
}

/// The problem that travels in a reader's error.
fn told(file: &str, error: &io::Error) -> Problem {
    let refused: Option<Refused> = refusals::refused(error);
    let first = refused.and_then(|refused| refused.problems.shown().first().map(|p| (*p).clone()));
    first.unwrap_or_else(|| refusals::unreadable(file, &error.to_string()))
}

#[cfg(test)]
mod tests;
