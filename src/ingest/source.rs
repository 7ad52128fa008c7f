//! A file or standard input as UTF-8: checksum, gzip, byte-order marks, encodings.

use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::{Context as _, Result};
use encoding_rs::{Decoder, Encoding, UTF_8, WINDOWS_1252};
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// Name of standard input on the command line and in messages.
pub const STDIN: &str = "-";

/// A source of text, read front to back once.
pub struct Source {
    /// As the user named it.
    pub name: String,
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

impl Source {
    /// Opens a path, or standard input for `-`. `encoding` is a WHATWG label such as
    /// `windows-1252`; without it, a byte-order mark or the first non-ASCII bytes decide.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened or is not text, or the encoding is unknown.
    pub fn open(name: &str, encoding: Option<&str>) -> Result<Self> {
        let mut same = None;
        let raw: Box<dyn Read + Send> = if name == STDIN {
            Box::new(io::stdin())
        } else {
            let file = File::open(name).with_context(|| format!("cannot read `{name}`"))?;
            let kind = file.metadata().with_context(|| format!("cannot read `{name}`"))?;
            if kind.is_dir() {
                anyhow::bail!(
                    "cannot read `{name}`: it is a folder; name its files, for example `{name}/*.csv`"
                );
            }
            if kind.is_file() {
                same = Some((stamp(&file)?, file.try_clone()?));
            }
            Box::new(file)
        };
        let source = Self::new(name, raw, encoding)?;
        Ok(Self { file: same.map(|(stamp, file)| (file, stamp)), ..source })
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
        let checksum = Arc::new(Checksum::default());
        let mut reader: Box<dyn Read + Send> =
            Box::new(Hashing { inner: raw, checksum: Arc::clone(&checksum) });
        let mut head = fill(&mut reader, 4).with_context(|| format!("cannot read `{name}`"))?;
        if head.starts_with(&[0x1f, 0x8b]) {
            reader = Box::new(MultiGzDecoder::new(io::Cursor::new(head).chain(reader)));
            head = fill(&mut reader, 4).with_context(|| format!("cannot unpack `{name}`"))?;
        }
        refuse_other_formats(name, &head)?;
        let (text, mark) = text_of(name, &head, encoding)?;
        let pending = head.split_off(mark);
        Ok(Self { name: name.to_owned(), reader, text, checksum, pending, file: None })
    }

    /// Appends the next part of the text, some `size` bytes, to `out`; false at the end.
    ///
    /// Bytes that are no valid UTF-8 in a UTF-8 file are passed on for their record to be refused.
    pub fn read_more(&mut self, size: usize, out: &mut Vec<u8>) -> Result<bool> {
        let before = out.len();
        out.append(&mut self.pending);
        let mut filled = out.len();
        out.resize(filled + size, 0);
        while filled < out.len() {
            match self.reader.read(&mut out[filled..]) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(error)
                        .with_context(|| format!("cannot read `{}` to its end", self.name));
                }
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
        lock(&self.checksum.aside).get_or_insert_default();
        Arc::clone(&self.checksum)
    }

    /// The raw bytes read since this was last asked, in exchange for an empty buffer.
    pub fn unhashed(&mut self, mut room: Vec<u8>) -> Vec<u8> {
        room.clear();
        lock(&self.checksum.aside).replace(room).unwrap_or_default()
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

/// Formats that are often given the name of a CSV file, by their first bytes.
fn refuse_other_formats(name: &str, head: &[u8]) -> Result<()> {
    let found = match head {
        [b'P', b'K', 3, 4] => "an Excel workbook or a zip archive; save it as CSV UTF-8",
        [0xd0, 0xcf, 0x11, 0xe0] => "an old Excel workbook; save it as CSV UTF-8",
        [0x28, 0xb5, 0x2f, 0xfd] => "compressed with zstd; unpack it first",
        [b'%', b'P', b'D', b'F'] => "a PDF document; export the records as CSV",
        [0, 0, 0, 0] => {
            let problem = Problem::new(
                "nul-byte",
                Place::at(name, 1, 1),
                "the file is filled with NUL bytes",
            )
            .help("it was not written to its end; export the records again");
            return Err(Refused::because(Blame::Data, problem).into());
        }
        [low, 0, _, 0] if low.is_ascii() => {
            "UTF-16 without a byte-order mark; say so with an encoding of utf-16le"
        }
        [0, low, 0, _] if low.is_ascii() => {
            "UTF-16 without a byte-order mark; say so with an encoding of utf-16be"
        }
        _ => return Ok(()),
    };
    let problem = Problem::new("wrong-format", Place::at(name, 1, 1), format!("this is {found}"));
    Err(Refused::because(Blame::Data, problem).into())
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

/// The checksum of what was read so far, and what it still lacks.
#[derive(Default)]
pub struct Checksum {
    digest: Mutex<Sha256>,
    /// Raw bytes in the order they were read; `None` while they are hashed at once.
    aside: Mutex<Option<Vec<u8>>>,
}

impl Checksum {
    /// Takes in raw bytes; the order matters.
    pub fn update(&self, bytes: &[u8]) {
        lock(&self.digest).update(bytes);
    }

    fn finish(&self) -> String {
        let mut digest = lock(&self.digest).clone();
        digest.update(lock(&self.aside).as_deref().unwrap_or_default());
        hex(&digest.finalize())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A reader that takes a checksum of what passes, or puts it aside for one.
struct Hashing {
    inner: Box<dyn Read + Send>,
    checksum: Arc<Checksum>,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        match lock(&self.checksum.aside).as_mut() {
            Some(aside) => aside.extend_from_slice(&buffer[..n]),
            None => self.checksum.update(&buffer[..n]),
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn text(bytes: &[u8], encoding: Option<&str>, size: usize) -> (String, &'static str) {
        let raw = Box::new(io::Cursor::new(bytes.to_vec()));
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
        let raw = Box::new(io::Cursor::new(packed.clone()));
        let mut source = Source::new("calls.csv.gz", raw, None).unwrap();
        let mut out = Vec::new();
        while source.read_more(64, &mut out).unwrap() {}
        assert_eq!(out, b"a,b\n1,2\n");
        assert_eq!(source.sha256(), sha256(&packed));
    }

    #[test]
    fn other_formats_are_recognised_whatever_their_name() {
        for (bytes, code) in [
            (&b"PK\x03\x04rest"[..], "wrong-format"),
            (b"\0\0\0\0\0", "nul-byte"),
            (b"a\0b\0c\0", "wrong-format"),
        ] {
            let raw = Box::new(io::Cursor::new(bytes.to_vec()));
            let error = Source::new("calls.csv", raw, None).err().unwrap();
            let refused = error.downcast_ref::<Refused>().unwrap();
            assert_eq!(refused.problems.shown()[0].code, code);
        }
    }
}
