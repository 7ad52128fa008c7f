//! Zip archives: the one member that is an export, or the workbook that the archive is.

use super::refusals;
use crate::problem::{Place, Problem};
use flate2::Crc;
use flate2::read::DeflateDecoder;
use std::io::{self, Read, Seek};
use zip::{CompressionMethod, ZipArchive};

/// The first bytes of an archive; without members, of its directory.
pub(super) const MAGICS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// Members that are named when there are several.
const NAMED: usize = 5;

/// What an archive is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Archive {
    /// One packed file.
    Member(Member),
    /// A workbook of this kind.
    Workbook(Book),
}

/// The kind of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Book {
    /// Office Open XML.
    Xlsx,
    /// Open Document Format.
    Ods,
}

/// Where a packed file stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    /// Its name.
    pub(super) name: String,
    start: u64,
    packed: u64,
    unpacked: u64,
    crc: u32,
    deflated: bool,
}

/// Looks into the directory of an archive.
pub(super) fn look(file: &str, reader: impl Read + Seek) -> Result<Archive, Box<Problem>> {
    let cut = || Box::new(refusals::no_directory(file));
    let mut archive = ZipArchive::new(reader).map_err(|_| cut())?;
    let names: Vec<String> = (0..archive.len())
        .filter_map(|index| archive.name_for_index(index)?.ok().map(std::borrow::Cow::into_owned))
        .collect();
    if let Some(book) = book(&names) {
        return Ok(Archive::Workbook(book));
    }
    if names.iter().any(|name| name == "xl/workbook.bin") {
        let found = "a binary workbook (.xlsb)";
        let help = "save it as .xlsx, or its sheet as CSV UTF-8";
        return Err(Box::new(refusals::wrong_format(file, found, help)));
    }
    if names.iter().any(|name| name == "word/document.xml" || name == "ppt/presentation.xml") {
        let help = "export the records as CSV or as a workbook";
        return Err(Box::new(refusals::wrong_format(file, "an Office document", help)));
    }
    let members: Vec<usize> = (0..names.len()).filter(|index| is_file(&names[*index])).collect();
    let [index] = members[..] else {
        let members: Vec<&str> = members.iter().map(|index| names[*index].as_str()).collect();
        return Err(Box::new(not_one(file, &members)));
    };
    if archive.has_duplicate_names() || names.len() != archive.len() {
        return Err(Box::new(not_one(file, &[&names[index], &names[index]])));
    }
    let entry = archive.by_index_raw(index).map_err(|_| cut())?;
    if entry.encrypted() {
        return Err(Box::new(refusals::encrypted(
            file,
            &format!("`{}` in the archive", names[index]),
        )));
    }
    let deflated = match entry.compression() {
        CompressionMethod::Stored => false,
        CompressionMethod::Deflated => true,
        other => {
            let found = format!("a zip archive packed by a method ({other}) that is not read");
            let help = "pack it again with the usual method, or unpack it";
            return Err(Box::new(refusals::wrong_format(file, &found, help)));
        }
    };
    Ok(Archive::Member(Member {
        name: names[index].clone(),
        start: entry.data_start().ok_or_else(cut)?,
        packed: entry.compressed_size(),
        unpacked: entry.size(),
        crc: entry.crc32(),
        deflated,
    }))
}

fn book(names: &[String]) -> Option<Book> {
    let has = |name: &str| names.iter().any(|other| other == name);
    if has("xl/workbook.xml") {
        Some(Book::Xlsx)
    } else if has("content.xml") && has("mimetype") {
        Some(Book::Ods)
    } else {
        None
    }
}

/// Whether a member is more than a folder or what a desktop leaves behind.
fn is_file(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    !last.is_empty() && !name.starts_with("__MACOSX/") && last != ".DS_Store" && last != "Thumbs.db"
}

fn not_one(file: &str, members: &[&str]) -> Problem {
    let message = if members.is_empty() {
        "the archive holds no file".to_owned()
    } else {
        let named: Vec<String> =
            members.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
        let more = if members.len() > NAMED { ", …" } else { "" };
        format!("the archive holds {} files: {}{more}", members.len(), named.join(", "))
    };
    Problem::new("archive-members", Place::file(file), message)
        .help("an archive is read when it holds one export; unpack it and name its files")
}

/// Reads a member out of the bytes of its archive, and those behind it to their end.
pub(super) enum Unzip {
    /// Packed.
    Deflated(Box<Checked<DeflateDecoder<Packed>>>),
    /// As it is.
    Stored(Box<Checked<Packed>>),
    /// Behind the member.
    Rest(Box<dyn Read + Send>),
}

/// The packed bytes of a member.
type Packed = io::Take<Box<dyn Read + Send>>;

/// A reader whose bytes are held against what the directory says of them.
pub(super) struct Checked<R> {
    inner: R,
    crc: Crc,
    told: Member,
}

impl Unzip {
    /// Begins with a reader at the first byte of the archive.
    pub(super) fn new(mut archive: Box<dyn Read + Send>, member: &Member) -> io::Result<Self> {
        let before = io::copy(&mut archive.by_ref().take(member.start), &mut io::sink())?;
        if before < member.start {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let packed = archive.take(member.packed);
        let (crc, told) = (Crc::new(), member.clone());
        Ok(if member.deflated {
            let inner = DeflateDecoder::new(packed);
            Self::Deflated(Box::new(Checked { inner, crc, told }))
        } else {
            Self::Stored(Box::new(Checked { inner: packed, crc, told }))
        })
    }

    fn end(self) -> io::Result<Box<dyn Read + Send>> {
        let (crc, told, rest) = match self {
            Self::Deflated(reader) => (reader.crc, reader.told, reader.inner.into_inner()),
            Self::Stored(reader) => (reader.crc, reader.told, reader.inner),
            Self::Rest(rest) => return Ok(rest),
        };
        // The directory's size has 64 bits, the checksum's counter 32.
        let size = u64::from(crc.amount()) == told.unpacked & u64::from(u32::MAX);
        if crc.sum() != told.crc || !size {
            return Err(io::Error::other("the checksum of the member differs"));
        }
        Ok(rest.into_inner())
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.crc.update(&buffer[..n]);
        Ok(n)
    }
}

impl Read for Unzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = match self {
            Self::Deflated(reader) => reader.read(buffer)?,
            Self::Stored(reader) => reader.read(buffer)?,
            Self::Rest(_) => return Ok(0),
        };
        if n == 0 && !buffer.is_empty() {
            let this = std::mem::replace(self, Self::Rest(Box::new(io::empty())));
            // Read to its end, so that the checksum of the archive is of all its bytes.
            io::copy(&mut this.end()?, &mut io::sink())?;
        }
        Ok(n)
    }
}
