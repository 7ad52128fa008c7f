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
mod opening;
mod pipe;
mod refusals;
mod text;
mod unpacked;
mod workbook;
mod zstd;

use super::filled::Filled;
use super::records::{Dialect, Origin};
use anyhow::{Context as _, Result};
use encoding_rs::UTF_8;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::SystemTime;
use text::Text;

pub use asked::{Asked, Needed, SheetName, TextFormat};
pub use hashed::Checksum;
pub use json::{MARK, Told, told};
pub use notes::Notes;
pub use workbook::UNTRUSTED;

/// Name of standard input on the command line and in messages.
pub const STDIN: &str = "-";

/// Whether what has that name can be read only once: standard input, and pipes and devices, which
/// neither are files nor hold any.
pub fn is_read_once(name: &str) -> bool {
    name == STDIN || std::fs::metadata(name).is_ok_and(|it| !it.is_file() && !it.is_dir())
}

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

    /// How the text is written, when it was made from something else than text.
    pub fn dialect(&self) -> Option<Dialect> {
        let origin = self.origin;
        (origin != Origin::Text).then_some(Dialect { origin, ..Dialect::new(b',', Some(b'"')) })
    }

    /// Appends the next part of the text, some `size` bytes, to `out`; false at the end.
    ///
    /// Bytes that are no valid UTF-8 in a UTF-8 file are passed on for their record to be refused.
    pub fn read_more(&mut self, size: usize, out: &mut Filled) -> Result<bool> {
        self.fill(size, out).map_err(|error| match refusals::refused(&error) {
            Some(refused) => refused.into(),
            None => {
                anyhow::Error::new(error).context(format!("cannot read `{}` to its end", self.name))
            }
        })
    }

    fn fill(&mut self, size: usize, out: &mut Filled) -> io::Result<bool> {
        let before = out.len();
        out.extend(&std::mem::take(&mut self.pending));
        let (room, mut filled) = (out.spare(size), 0);
        while filled < size {
            match self.reader.read(&mut room[filled..]) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let end = filled < size;
        out.add(filled);
        self.decode(before, end, out);
        Ok(!end)
    }

    /// SHA-256 of the bytes as they stand in the file, in hex; call it after the end was reached.
    /// Empty when it was left.
    pub fn sha256(&self) -> String {
        self.checksum.finish()
    }

    /// Bytes read so far, as they stand in the file.
    pub fn bytes(&self) -> u64 {
        self.checksum.bytes()
    }

    /// The checksum of what was read so far, shared.
    pub fn checksum(&self) -> Arc<Checksum> {
        Arc::clone(&self.checksum)
    }

    /// From now on the checksum is left to the caller, who takes it of [`Source::unhashed`].
    pub fn put_aside(&mut self) {
        self.checksum.put_aside();
    }

    /// From now on no checksum is taken.
    pub fn leave_checksum(&mut self) {
        self.checksum.leave();
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
    use crate::problem::Refused;
    use std::io::{Cursor, Write as _};

    fn text(bytes: &[u8], encoding: Option<&str>, size: usize) -> (String, &'static str) {
        let raw = Box::new(Cursor::new(bytes.to_vec()));
        let mut source = Source::new("calls.csv", raw, encoding).unwrap();
        let mut out = Filled::default();
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
        while source.read_more(64, &mut Filled::default()).unwrap() {}
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
        let mut out = Filled::default();
        while source.read_more(64, &mut out).unwrap() {}
        assert_eq!(&*out, b"a,b\n1,2\n");
        assert_eq!(source.sha256(), sha256(&packed));
    }

    #[test]
    fn other_formats_are_recognised_whatever_their_name() {
        for (bytes, code) in [
            (&b"PK\x03\x04rest"[..], "wrong-format"),
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
