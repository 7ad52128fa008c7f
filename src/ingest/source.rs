//! A file or standard input as UTF-8 text: checksum, containers, byte-order marks, encodings.
//!
//! What stands in a container is recognised by its first bytes, whatever its name. Workbooks and
//! JSON become canonical CSV on the way, one record a line, so that everything behind reads text.

mod archive;
mod asked;
mod cells;
mod formats;
pub mod grid;
mod hashed;
mod json;
mod notes;
mod pipe;
mod refusals;
mod unpacked;
mod workbook;
mod zstd;

use super::records::{Dialect, Origin};
use super::values::DecimalMark;
use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::{Context as _, Result};
use archive::{Archive, Book, Unzip};
use encoding_rs::{Decoder, Encoding, UTF_8, WINDOWS_1252};
use flate2::read::MultiGzDecoder;
use formats::Container;
use hashed::Hashing;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;
use std::time::SystemTime;
use unpacked::Unpacked;
use workbook::Writing;

pub use asked::{Asked, SheetName, TextFormat};
pub use hashed::Checksum;
pub use json::{MARK, Told, told};
pub use notes::Notes;
pub use workbook::UNTRUSTED;

/// Name of standard input on the command line and in messages.
pub const STDIN: &str = "-";
/// Bytes that tell what a source is.
const HEAD: u64 = 512;

/// A source of text, read front to back once.
pub struct Source {
    /// As the user named it.
    pub name: String,
    /// The sheet of a workbook or the member of an archive that is read; `None` for a plain file.
    pub part: Option<String>,
    /// What its text was made from.
    pub origin: Origin,
    /// What was found on the way that costs no record.
    pub notes: Notes,
    reader: Box<dyn Read + Send>,
    text: Text,
    checksum: Arc<Checksum>,
    pending: Vec<u8>,
    file: Option<(File, Stamp)>,
}

/// Size and time of the last change of a file.
type Stamp = (u64, Option<SystemTime>);

fn stamp(file: &File) -> io::Result<Stamp> {
    let metadata = file.metadata()?;
    Ok((metadata.len(), metadata.modified().ok()))
}

/// How bytes become text.
enum Text {
    /// ASCII so far; the first other byte decides.
    Undecided,
    /// UTF-8; passed through, faults included.
    Utf8,
    /// Anything else.
    Decoded(Box<Decoder>, &'static Encoding),
}

/// Bytes of a source from its first on, and where they can be read once more.
struct Raw<'a> {
    name: &'a str,
    head: Vec<u8>,
    rest: Box<dyn Read + Send>,
    file: Option<&'a File>,
}

impl Raw<'_> {
    fn reader(self) -> Box<dyn Read + Send> {
        Box::new(Cursor::new(self.head).chain(self.rest))
    }

    /// All of it, when it is no larger than a workbook may be.
    fn whole(self) -> Result<Vec<u8>> {
        let (name, limit) = (self.name, workbook::PACKED_LIMIT);
        let mut bytes = Vec::new();
        let size = self.reader().take(limit + 1).read_to_end(&mut bytes);
        let size = size.with_context(|| format!("cannot read `{name}`"))?;
        if u64::try_from(size).is_ok_and(|size| size <= limit) {
            return Ok(bytes);
        }
        Err(data(workbook::too_large(name, limit)))
    }
}

fn data(problem: Problem) -> anyhow::Error {
    Refused::because(Blame::Data, problem).into()
}

impl Source {
    /// Opens a path, or standard input for `-`. `encoding` is a WHATWG label such as
    /// `windows-1252`; without it, a byte-order mark or the first non-ASCII bytes decide.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened or is no table, or the encoding is unknown.
    pub fn open(name: &str, encoding: Option<&str>) -> Result<Self> {
        let encoding = encoding.map(str::to_owned);
        Self::open_as(name, &Asked { encoding, ..Asked::default() })
    }

    /// The same, with everything that is known of its form.
    pub fn open_as(name: &str, asked: &Asked) -> Result<Self> {
        if name == STDIN {
            return Self::begin(name, (Box::new(io::stdin()), None), asked);
        }
        let file = File::open(name).with_context(|| format!("cannot read `{name}`"))?;
        let kind = file.metadata().with_context(|| format!("cannot read `{name}`"))?;
        if kind.is_dir() {
            anyhow::bail!(
                "cannot read `{name}`: it is a folder; name its files, for example `{name}/*.csv`"
            );
        }
        if !kind.is_file() {
            return Self::begin(name, (Box::new(file), None), asked);
        }
        let (before, same) = (stamp(&file)?, file.try_clone()?);
        let source = Self::begin(name, (Box::new(file), Some(&same)), asked)?;
        Ok(Self { file: Some((same, before)), ..source })
    }

    /// Makes sure that the file is still as it was when it was opened; call it after the end.
    ///
    /// # Errors
    ///
    /// If its size or time of change is another: part of what was read may be old, part new.
    pub fn refuse_changed(&self) -> Result<()> {
        let Some((file, before)) = &self.file else { return Ok(()) };
        let now = stamp(file).with_context(|| format!("cannot read `{}`", self.name))?;
        if now != *before {
            anyhow::bail!("`{}` changed while it was read; run again", self.name);
        }
        Ok(())
    }

    /// The same over any reader.
    pub fn new(name: &str, raw: Box<dyn Read + Send>, encoding: Option<&str>) -> Result<Self> {
        let encoding = encoding.map(str::to_owned);
        Self::begin(name, (raw, None), &Asked { encoding, ..Asked::default() })
    }

    fn begin(
        name: &str,
        (raw, file): (Box<dyn Read + Send>, Option<&File>),
        asked: &Asked,
    ) -> Result<Self> {
        let checksum = &Arc::new(Checksum::default());
        let mut rest: Box<dyn Read + Send> = Box::new(Hashing::new(raw, checksum));
        let head = fill(&mut rest, HEAD).with_context(|| format!("cannot read `{name}`"))?;
        let raw = Raw { name, head, rest, file };
        match Container::of(&raw.head) {
            None => Self::of_text(name, (raw.reader(), None), checksum, asked),
            Some(Container::Gzip) => {
                let reader = Box::new(MultiGzDecoder::new(raw.reader()));
                Self::of_packed(name, (reader, None), checksum, asked)
            }
            Some(Container::Zstd) => {
                let reader = Box::new(zstd::Frames::new(raw.reader()));
                Self::of_packed(name, (reader, None), checksum, asked)
            }
            Some(Container::Zip) => Self::of_zip(raw, checksum, asked),
            Some(Container::OldOffice) => Err(data(formats::old_office(name, &raw.whole()?))),
        }
    }

    fn of_zip(raw: Raw<'_>, checksum: &Arc<Checksum>, asked: &Asked) -> Result<Self> {
        let name = raw.name;
        let Some(file) = raw.file else {
            // What cannot be read twice is held.
            let bytes = raw.whole()?;
            let archive = archive::look(name, Cursor::new(&bytes)).map_err(|found| data(*found))?;
            return Self::of_archive(
                (name, archive),
                (bytes, Box::new(io::empty())),
                checksum,
                asked,
            );
        };
        let again = file.try_clone().and_then(|_| File::open(name));
        let again = again.with_context(|| format!("cannot read `{name}`"))?;
        let archive = archive::look(name, BufReader::new(again)).map_err(|found| data(*found))?;
        if let Archive::Workbook(book) = archive {
            return Self::of_book((name, None), (raw.whole()?, book), checksum, asked);
        }
        Self::of_archive((name, archive), (raw.head, raw.rest), checksum, asked)
    }

    fn of_archive(
        (name, archive): (&str, Archive),
        (head, rest): (Vec<u8>, Box<dyn Read + Send>),
        checksum: &Arc<Checksum>,
        asked: &Asked,
    ) -> Result<Self> {
        let member = match archive {
            Archive::Workbook(book) => {
                return Self::of_book((name, None), (head, book), checksum, asked);
            }
            Archive::Member(member) => member,
        };
        let whole = Box::new(Cursor::new(head).chain(rest));
        let reader = Unzip::new(whole, &member).map_err(|_| data(refusals::no_directory(name)))?;
        Self::of_packed(name, (Box::new(reader), Some(member.name)), checksum, asked)
    }

    /// Of an unpacking reader, and what the packed part is called.
    fn of_packed(
        name: &str,
        (reader, part): (Box<dyn Read + Send>, Option<String>),
        checksum: &Arc<Checksum>,
        asked: &Asked,
    ) -> Result<Self> {
        let mut rest: Box<dyn Read + Send> = Box::new(Unpacked::new(name, reader, checksum));
        let head = fill(&mut rest, HEAD).map_err(|error| unreadable(name, error))?;
        if let Some(inner) = Container::of(&head) {
            let help = "unpack the outer one, and name what is in it";
            let found = format!("{} in a packed file", inner.name());
            return Err(data(refusals::wrong_format(name, &found, help)));
        }
        Self::of_text(name, (Box::new(Cursor::new(head).chain(rest)), part), checksum, asked)
    }

    fn of_book(
        (name, part): (&str, Option<String>),
        book: (Vec<u8>, Book),
        checksum: &Arc<Checksum>,
        asked: &Asked,
    ) -> Result<Self> {
        let notes = Notes::default();
        let decimal = match asked.decimal {
            Some(DecimalMark::Comma) => ',',
            Some(DecimalMark::Point) | None => '.',
        };
        let how = (Writing { decimal }, notes.clone());
        let (pipe, sheet) = workbook::open(name, book, asked.sheet.as_ref(), how)
            .map_err(|problem| data(*problem))?;
        Ok(Self {
            part: part.or(Some(sheet)),
            origin: Origin::Sheet,
            notes,
            reader: Box::new(pipe),
            text: Text::Utf8,
            ..Self::plain(name, checksum)
        })
    }

    fn plain(name: &str, checksum: &Arc<Checksum>) -> Self {
        Self {
            name: name.to_owned(),
            part: None,
            origin: Origin::Text,
            notes: Notes::default(),
            reader: Box::new(io::empty()),
            text: Text::Undecided,
            checksum: Arc::clone(checksum),
            pending: Vec::new(),
            file: None,
        }
    }

    /// Of the bytes of a text, and what part of the source they are.
    fn of_text(
        name: &str,
        (mut reader, part): (Box<dyn Read + Send>, Option<String>),
        checksum: &Arc<Checksum>,
        asked: &Asked,
    ) -> Result<Self> {
        let mut head = fill(&mut reader, HEAD).map_err(|error| unreadable(name, error))?;
        formats::refuse_other(name, &head).map_err(|problem| data(*problem))?;
        if asked.encoding.is_none() {
            formats::refuse_bare_utf16(name, &head).map_err(|problem| data(*problem))?;
        }
        let (text, mark) = text_of(name, &head, asked.encoding.as_deref())?;
        let format = match asked.format {
            Some(format) => format,
            None => formats::of_named(part.as_deref().unwrap_or(name), &head)
                .map_err(|problem| data(*problem))?,
        };
        let reader = Box::new(Cursor::new(head.split_off(mark)).chain(reader));
        let source = Self { part, reader, text, ..Self::plain(name, checksum) };
        if format == TextFormat::Csv {
            return Ok(source);
        }
        let (notes, part) = (source.notes.clone(), source.part.clone());
        let pipe = json::open(source, &asked.paths).map_err(|error| unreadable(name, error))?;
        let reader = Box::new(pipe);
        let text = Text::Utf8;
        Ok(Self { part, origin: Origin::Json, notes, reader, text, ..Self::plain(name, checksum) })
    }

    /// A UTF-8 text for tests of what is made from it.
    #[cfg(test)]
    fn plain_text(name: &str, reader: Box<dyn Read + Send>) -> Self {
        Self { reader, text: Text::Utf8, ..Self::plain(name, &Arc::default()) }
    }

    /// How the text is written, when it was made from something else than text.
    pub fn dialect(&self) -> Option<Dialect> {
        let origin = self.origin;
        (origin != Origin::Text).then_some(Dialect { origin, ..Dialect::new(b',', Some(b'"')) })
    }

    /// Appends the next part of the text, some `size` bytes, to `out`; false at the end.
    ///
    /// Bytes that are no valid UTF-8 in a UTF-8 file are passed on for their record to be refused.
    pub fn read_more(&mut self, size: usize, out: &mut Vec<u8>) -> Result<bool> {
        self.fill(size, out).map_err(|error| match refusals::refused(&error) {
            Some(refused) => refused.into(),
            None => {
                anyhow::Error::new(error).context(format!("cannot read `{}` to its end", self.name))
            }
        })
    }

    fn fill(&mut self, size: usize, out: &mut Vec<u8>) -> io::Result<bool> {
        let before = out.len();
        out.append(&mut self.pending);
        let mut filled = out.len();
        out.resize(filled + size, 0);
        while filled < out.len() {
            match self.reader.read(&mut out[filled..]) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let end = filled < out.len();
        out.truncate(filled);
        self.decode(before, end, out);
        Ok(!end)
    }

    /// SHA-256 of the bytes as they stand in the file, in hex; call it after the end was reached.
    pub fn sha256(&self) -> String {
        self.checksum.finish()
    }

    /// From now on the checksum is left to the caller, who takes it of [`Source::unhashed`].
    pub fn put_aside(&mut self) -> Arc<Checksum> {
        self.checksum.put_aside();
        Arc::clone(&self.checksum)
    }

    /// The raw bytes read since this was last asked, in exchange for an empty buffer.
    pub fn unhashed(&mut self, room: Vec<u8>) -> Vec<u8> {
        self.checksum.unhashed(room)
    }

    /// The encoding that the text turned out to have.
    pub fn encoding(&self) -> &'static str {
        match &self.text {
            Text::Undecided | Text::Utf8 => UTF_8.name(),
            Text::Decoded(_, encoding) => encoding.name(),
        }
    }

    /// Makes text of the bytes behind the first `before`.
    fn decode(&mut self, before: usize, end: bool, out: &mut Vec<u8>) {
        let mut from = before;
        if matches!(self.text, Text::Undecided) {
            let first = if out[before..].is_ascii() {
                None
            } else {
                out[before..].iter().position(|byte| !byte.is_ascii())
            };
            let Some(first) = first else { return };
            from += first;
            if out.len() - from < 4 && !end {
                self.pending = out.split_off(from);
                return;
            }
            self.text = decide(&out[from..]);
        }
        if let Text::Decoded(decoder, _) = &mut self.text {
            let part = out.split_off(from);
            let mut text = String::with_capacity(part.len() * 3 + 16);
            let _done = decoder.decode_to_string(&part, &mut text, end);
            out.extend_from_slice(text.as_bytes());
        }
    }
}

/// A reader's error: what it says of the data, or that the file cannot be read.
fn unreadable(name: &str, error: io::Error) -> anyhow::Error {
    match refusals::refused(&error) {
        Some(refused) => refused.into(),
        None => anyhow::Error::new(error).context(format!("cannot read `{name}`")),
    }
}

/// The first bytes that are not ASCII tell UTF-8 from a Western spreadsheet.
fn decide(from: &[u8]) -> Text {
    let sample = &from[..from.len().min(4)];
    let valid = match std::str::from_utf8(sample) {
        Ok(_) => true,
        Err(error) => error.valid_up_to() > 0 || error.error_len().is_none(),
    };
    if valid {
        return Text::Utf8;
    }
    Text::Decoded(Box::new(WINDOWS_1252.new_decoder_without_bom_handling()), WINDOWS_1252)
}

/// How the bytes become text, and the length of the byte-order mark.
fn text_of(name: &str, head: &[u8], encoding: Option<&str>) -> Result<(Text, usize)> {
    if let Some((found, mark)) = Encoding::for_bom(head) {
        return Ok((decoded(found), mark));
    }
    let Some(label) = encoding.filter(|label| *label != "auto") else {
        return Ok((Text::Undecided, 0));
    };
    if let Some(found) = Encoding::for_label(label.as_bytes()) {
        return Ok((decoded(found), 0));
    }
    let message = format!("there is no encoding `{label}`");
    let problem = Problem::new("bad-encoding", Place::file(name), message)
        .help("write utf-8, windows-1252, utf-16le or another WHATWG label");
    Err(Refused::because(Blame::Request, problem).into())
}

fn decoded(encoding: &'static Encoding) -> Text {
    if encoding == UTF_8 {
        return Text::Utf8;
    }
    Text::Decoded(Box::new(encoding.new_decoder_without_bom_handling()), encoding)
}

/// Up to `size` bytes from the front of a reader.
fn fill(reader: &mut dyn Read, size: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(size).read_to_end(&mut head)?;
    Ok(head)
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// SHA-256 of some bytes, in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn text(bytes: &[u8], encoding: Option<&str>, size: usize) -> (String, &'static str) {
        let raw = Box::new(Cursor::new(bytes.to_vec()));
        let mut source = Source::new("calls.csv", raw, encoding).unwrap();
        let mut out = Vec::new();
        while source.read_more(size, &mut out).unwrap() {}
        (String::from_utf8_lossy(&out).into_owned(), source.encoding())
    }

    #[test]
    fn an_empty_file_is_an_empty_text() {
        assert_eq!(text(b"", None, 8).0, "");
    }

    #[test]
    fn marks_and_first_letters_tell_the_encoding() {
        for size in [1, 3, 64] {
            assert_eq!(text("\u{feff}aé".as_bytes(), None, size), ("aé".into(), "UTF-8"));
            assert_eq!(text("aé".as_bytes(), None, size).0, "aé");
            assert_eq!(text(b"\xff\xfea\0\xe9\0", None, size), ("aé".into(), "UTF-16LE"));
            assert_eq!(text(b"\xfe\xff\0a\0\xe9", None, size), ("aé".into(), "UTF-16BE"));
            assert_eq!(text(b"abcdef\xe9g", None, size), ("abcdefég".into(), "windows-1252"));
        }
        assert_eq!(text(b"\xe9", Some("windows-1252"), 8).0, "é");
    }

    #[test]
    fn a_file_that_grows_under_the_reader_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.csv");
        std::fs::write(&path, "a\n").unwrap();
        let mut source = Source::open(path.to_str().unwrap(), None).unwrap();
        while source.read_more(64, &mut Vec::new()).unwrap() {}
        source.refuse_changed().unwrap();
        std::fs::write(&path, "a\nb\n").unwrap();
        let message = source.refuse_changed().unwrap_err().to_string();
        assert!(message.ends_with("changed while it was read; run again"), "{message}");
    }

    #[test]
    fn a_packed_file_is_unpacked_and_its_own_bytes_are_hashed() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"a,b\n1,2\n").unwrap();
        let packed = packer.finish().unwrap();
        let raw = Box::new(Cursor::new(packed.clone()));
        let mut source = Source::new("calls.csv.gz", raw, None).unwrap();
        let mut out = Vec::new();
        while source.read_more(64, &mut out).unwrap() {}
        assert_eq!(out, b"a,b\n1,2\n");
        assert_eq!(source.sha256(), sha256(&packed));
    }

    #[test]
    fn other_formats_are_recognised_whatever_their_name() {
        for (bytes, code) in [
            (&b"PK\x03\x04rest"[..], "damaged-archive"),
            (b"<html>", "wrong-format"),
            (b"\0\0\0\0\0", "nul-byte"),
            (b"a\0b\0c\0", "wrong-format"),
        ] {
            let raw = Box::new(Cursor::new(bytes.to_vec()));
            let error = Source::new("calls.csv", raw, None).err().unwrap();
            let refused = error.downcast_ref::<Refused>().unwrap();
            assert_eq!(refused.problems.shown()[0].code, code);
        }
    }
}
