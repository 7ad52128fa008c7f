//! What a source is, by its first bytes, and the reader that makes text of it.

use super::super::records::Origin;
use super::super::values::DecimalMark;
use super::archive::{self, Archive, Book, Unzip};
use super::formats::{self, Container};
use super::hashed::Hashing;
use super::text::{Text, text_of};
use super::unpacked::Unpacked;
use super::workbook::{self, Writing};
use super::{Asked, Checksum, Notes, Source, TextFormat, json, refusals, zstd};
use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::{Context as _, Result};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;

/// Bytes that tell what a source is.
const HEAD: u64 = 512;

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
    pub(super) fn begin(
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
                let reader = zstd::frames(raw.reader());
                let reader = reader.with_context(|| format!("cannot read `{name}`"))?;
                Self::of_packed(name, (Box::new(reader), None), checksum, asked)
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
        if asked.sheet.is_some() {
            let message = "a sheet is asked for, but this is no workbook; it is read whole";
            source.notes.push(Problem::new("sheet-unused", Place::file(name), message));
        }
        if format == TextFormat::Csv {
            return Ok(source);
        }
        let (notes, part) = (source.notes.clone(), source.part.clone());
        let pipe = json::open(source, (&asked.paths, &asked.needed));
        let pipe = pipe.map_err(|error| unreadable(name, error))?;
        let reader = Box::new(pipe);
        let text = Text::Utf8;
        Ok(Self { part, origin: Origin::Json, notes, reader, text, ..Self::plain(name, checksum) })
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

    /// A UTF-8 text for tests of what is made from it.
    #[cfg(test)]
    pub(in crate::ingest::source) fn plain_text(name: &str, reader: Box<dyn Read + Send>) -> Self {
        Self { reader, text: Text::Utf8, ..Self::plain(name, &Arc::default()) }
    }
}

/// A reader's error: what it says of the data, or that the file cannot be read.
fn unreadable(name: &str, error: io::Error) -> anyhow::Error {
    match refusals::refused(&error) {
        Some(refused) => refused.into(),
        None => anyhow::Error::new(error).context(format!("cannot read `{name}`")),
    }
}

/// Up to `size` bytes from the front of a reader.
fn fill(reader: &mut dyn Read, size: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(size).read_to_end(&mut head)?;
    Ok(head)
}
