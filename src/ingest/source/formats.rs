//! What a source is, by its first bytes: a container, JSON, a table, or something that holds no records.

use super::archive;
use super::asked::TextFormat;
use super::refusals;
use super::zstd;
use crate::problem::{Place, Problem};
use encoding_rs::{Encoding, UTF_8};
use std::path::Path;

/// What other files are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// `.gz`, any number of members.
    Gzip,
    /// `.zst`, any number of frames.
    Zstd,
    /// `.zip`, or a workbook in its clothes.
    Zip,
    /// The container of Excel 97 to 2003, and of protected workbooks of any age.
    OldOffice,
}

const OLD_OFFICE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

impl Container {
    /// The container that begins so; `None` for a text.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(&[0x1f, 0x8b]) {
            Some(Self::Gzip)
        } else if zstd::begins(head) {
            Some(Self::Zstd)
        } else if archive::MAGICS.iter().any(|magic| head.starts_with(magic)) {
            Some(Self::Zip)
        } else if head.starts_with(&OLD_OFFICE) {
            Some(Self::OldOffice)
        } else {
            None
        }
    }

    /// What people call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "a gzip file",
            Self::Zstd => "a zstd file",
            Self::Zip => "a zip archive or a workbook",
            Self::OldOffice => "an old Office document",
        }
    }
}

/// What is in an old Office container: a workbook behind a password, or an old one.
pub(super) fn old_office(name: &str, bytes: &[u8]) -> Problem {
    let holds = |stream: &str| {
        let wide: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    if holds("EncryptedPackage") {
        return refusals::encrypted(name, "the workbook");
    }
    let help = "save it as .xlsx, or its sheet as CSV UTF-8";
    if holds("Workbook") || holds("Book") {
        return refusals::wrong_format(name, "an old Excel workbook (.xls)", help);
    }
    refusals::wrong_format(
        name,
        "an old Office document",
        "export the records as CSV or as a workbook",
    )
}

/// Whether a text is JSON or a table.
pub(super) fn of_text(head: &[u8]) -> TextFormat {
    let text = decoded(head);
    let text = text.trim_start();
    let then = |rest: &str, wanted: [char; 2]| {
        rest.trim_start().chars().next().is_none_or(|first| wanted.contains(&first))
    };
    let json = match text.as_bytes().first() {
        Some(b'{') => then(&text[1..], ['"', '}']),
        Some(b'[') => then(&text[1..], ['{', ']']),
        _ => false,
    };
    if json { TextFormat::Json } else { TextFormat::Csv }
}

/// The same, unless JSON stands in a file that is called a table: that is mostly the answer of a
/// service to a failed export, and never what the name promises.
pub(super) fn of_named(name: &str, head: &[u8]) -> Result<TextFormat, Box<Problem>> {
    let format = of_text(head);
    match table_ending(name).filter(|_| format == TextFormat::Json) {
        None => Ok(format),
        Some(end) => {
            let found = format!("JSON in a file called .{end}");
            let help = "look at it: if it holds the records, call it .jsonl, or say format = \"jsonl\" in a profile";
            Err(Box::new(refusals::wrong_format(name, &found, help)))
        }
    }
}

/// The ending of a name that promises a table of text, packed or not; `None` for any other.
pub(super) fn table_ending(name: &str) -> Option<&'static str> {
    let inner = Path::new(name);
    let packed = ["gz", "zst", "zip"].iter().any(|end| has_ending(inner, end));
    let inner = if packed { Path::new(inner.file_stem().unwrap_or_default()) } else { inner };
    ["csv", "tsv", "txt"].into_iter().find(|end| has_ending(inner, end))
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

/// Formats that are often given the name of a CSV file, and hold no records that can be read.
pub(super) fn refuse_other(name: &str, head: &[u8]) -> Result<(), Box<Problem>> {
    let again = "export the records as CSV or as a workbook";
    let (found, help) = match head {
        [b'%', b'P', b'D', b'F', ..] => ("a PDF document", again),
        [0, 0, 0, 0, ..] => {
            let place = Place::at(name, 1, 1);
            let problem = Problem::new("nul-byte", place, "the file is filled with NUL bytes");
            let help = "it was not written to its end; export the records again";
            return Err(Box::new(problem.help(help)));
        }
        _ => match markup(head) {
            Some(found) => found,
            None => return Ok(()),
        },
    };
    Err(Box::new(refusals::wrong_format(name, found, help)))
}

/// Refuses letters with NUL bytes between them, unless the encoding is told.
pub(super) fn refuse_bare_utf16(name: &str, head: &[u8]) -> Result<(), Box<Problem>> {
    let help = match head {
        [low, 0, _, 0, ..] if low.is_ascii() => {
            "say so, with encoding = \"utf-16le\" under [file] in a profile"
        }
        [0, low, 0, _, ..] if low.is_ascii() => {
            "say so, with encoding = \"utf-16be\" under [file] in a profile"
        }
        _ => return Ok(()),
    };
    Err(Box::new(refusals::wrong_format(name, "UTF-16 without a byte-order mark", help)))
}

/// Web pages and XML, and what to do about them.
fn markup(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let text = decoded(head).to_ascii_lowercase();
    let text = text.trim_start();
    let begins = |tags: &[&str]| tags.iter().any(|tag| text.starts_with(tag));
    let open = "open it in a spreadsheet and save it as .xlsx or as CSV UTF-8";
    if begins(&["<?xml", "<workbook"]) && text.contains("office:spreadsheet") {
        return Some(("an XML spreadsheet of Excel 2003", open));
    }
    let is_page = begins(&["<!doctype html", "<html", "<head", "<body", "<!--", "<script"]);
    let signs_in = ["<form", "<input", "<script"].iter().any(|tag| text.contains(tag));
    let of_excel = begins(&["<table", "<html xmlns:o=", "<html xmlns:x="]);
    if of_excel || is_page && text.contains("<table") && !signs_in {
        return Some(("a table in HTML, though a spreadsheet opens it", open));
    }
    if is_page {
        let help =
            "it is perhaps a page that asks to sign in or tells an error; export the records again";
        return Some(("a web page", help));
    }
    if begins(&["mime-version:"]) {
        return Some(("a web archive", open));
    }
    let names =
        |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic() || "?!".contains(c));
    let is_xml = text.strip_prefix('<').is_some_and(names) && text.contains('>');
    is_xml.then_some(("XML", "export the records as CSV, as JSON lines or as a workbook"))
}

fn decoded(head: &[u8]) -> String {
    let encoding = Encoding::for_bom(head).map_or(UTF_8, |(encoding, _)| encoding);
    encoding.decode(head).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_in_a_file_called_a_table_is_refused() {
        let head = br#"[{"call_id":"1"}]"#;
        for name in ["calls.csv", "CALLS.CSV", "calls.txt.gz", "calls.tsv"] {
            assert_eq!(of_named(name, head).unwrap_err().code, "wrong-format", "{name}");
        }
        for name in ["calls.json", "calls.jsonl.zst", "-", "export"] {
            assert_eq!(of_named(name, head), Ok(TextFormat::Json), "{name}");
        }
        assert_eq!(of_named("calls.csv", b"[a],b\n"), Ok(TextFormat::Csv));
    }

    fn refused(head: &[u8]) -> Option<String> {
        refuse_other("calls.csv", head).err().map(|problem| problem.message)
    }

    #[test]
    fn nothing_is_a_text() {
        assert_eq!((Container::of(b""), of_text(b""), refused(b"")), (None, TextFormat::Csv, None));
    }

    #[test]
    fn json_begins_with_an_object_or_an_array_of_them() {
        for text in ["{\"a\":1}", " \n{ }", "[{\"a\":1}]", "\u{feff}{\"a\":1}", "[]", "[\n  {"] {
            assert_eq!(of_text(text.as_bytes()), TextFormat::Json, "{text}");
        }
        for text in ["[Call ID],x\n", "{call},x\n", "call_id,x\n", "\"{\",x"] {
            assert_eq!(of_text(text.as_bytes()), TextFormat::Csv, "{text}");
        }
    }

    #[test]
    fn old_workbooks_are_told_from_protected_ones() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let told = |stream: &str| old_office("calls.xls", &wide(stream)).code;
        assert_eq!(told(""), "wrong-format");
        assert_eq!(told("Workbook"), "wrong-format");
        assert_eq!(told("EncryptedPackage"), "encrypted-file");
    }

    #[test]
    fn pages_and_documents_are_told_apart_from_tables() {
        for (head, found) in [
            ("<!DOCTYPE html><html>", "this is a web page"),
            ("\u{feff} <HTML><body>", "this is a web page"),
            ("<table><tr><td>", "this is a table in HTML, though a spreadsheet opens it"),
            ("<html><table><tr>", "this is a table in HTML, though a spreadsheet opens it"),
            ("<html><form><table>", "this is a web page"),
            ("<calls><call id='1'/></calls>", "this is XML"),
            ("%PDF-1.7", "this is a PDF document"),
        ] {
            assert_eq!(refused(head.as_bytes()).as_deref(), Some(found), "{head}");
        }
        let old = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
        assert_eq!(
            refused(old.as_bytes()).as_deref(),
            Some("this is an XML spreadsheet of Excel 2003")
        );
        let wide: Vec<u8> = "\u{feff}<html>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(refused(&wide).as_deref(), Some("this is a web page"));
        assert_eq!(refused(b"<5 minutes,call_id\n"), None);
    }
}
