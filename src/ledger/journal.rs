//! A file of records that only grows: what is acknowledged stays, through a crash or a power cut.

use super::replace::{folder_of, sync_folder};
use anyhow::{Context as _, Result, bail};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A journal that nobody else writes to as long as this lives.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    text: Vec<u8>,
}

impl Journal {
    /// Opens the journal at `path` once no other writer has it; it is made with `header` when it is not
    /// there. What a crash cut short goes to a file beside it, called as it is with `.torn` behind.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, or begins with another header.
    pub fn open(path: &Path, header: &[&str]) -> Result<Self> {
        Self::open_inner(path, header).with_context(|| cannot_write(path))
    }

    /// What stands in it: the header and every record, all of them whole.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Appends a record, which is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn append(&mut self, record: &[&str]) -> Result<()> {
        self.write(record).with_context(|| cannot_write(&self.path))
    }

    fn open_inner(path: &Path, header: &[&str]) -> Result<Self> {
        let mut options = OpenOptions::new();
        let mut file = options.create(true).read(true).append(true).open(path)?;
        file.lock()?;
        let mut text = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut text)?;
        let mut journal = Self { path: path.to_owned(), file, text };
        journal.move_torn_aside()?;
        if journal.text.is_empty() {
            journal.write(header)?;
            sync_folder(&folder_of(path))?;
        }
        let head = line(header)?;
        if !journal.text.starts_with(&head) {
            let head = String::from_utf8_lossy(&head);
            bail!("it begins with another header than `{}`; name another file", head.trim_end());
        }
        Ok(journal)
    }

    /// Keeps what is no whole record out of the way of the next one.
    fn move_torn_aside(&mut self) -> Result<()> {
        let length = whole(&self.text).len();
        let torn = self.text.split_off(length);
        if torn.is_empty() {
            return Ok(());
        }
        let mut beside = self.path.clone().into_os_string();
        beside.push(".torn");
        let mut aside = OpenOptions::new().create(true).append(true).open(&beside)?;
        aside.write_all(&torn)?;
        aside.write_all(b"\n")?;
        aside.sync_all()?;
        self.file.set_len(u64::try_from(length)?)?;
        self.file.sync_all()?;
        Ok(())
    }

    fn write(&mut self, record: &[&str]) -> Result<()> {
        let bytes = line(record)?;
        // One call, so that a crash cuts one record at most.
        self.file.write_all(&bytes)?;
        self.file.sync_all()?;
        self.text.extend(bytes);
        Ok(())
    }
}

/// The part of a journal that is whole records: up to the last line end that stands outside quotes.
pub fn whole(text: &[u8]) -> &[u8] {
    let (mut inside, mut end) = (false, 0);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'"' => inside = !inside,
            b'\n' if !inside => end = at + 1,
            _ => {}
        }
    }
    &text[..end]
}

fn line(record: &[&str]) -> Result<Vec<u8>> {
    let mut lines = csv::WriterBuilder::new();
    let mut out = lines.terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    out.write_record(record)?;
    Ok(out.into_inner()?)
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write `{}`", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [&str; 2] = ["id", "why"];

    fn append(path: &Path, record: &[&str]) {
        Journal::open(path, &HEADER).unwrap().append(record).unwrap();
    }

    fn read(path: &Path) -> String {
        std::fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_journal_begins_with_its_header_and_only_grows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        append(&path, &["c1", "no, sound"]);
        append(&path, &["c2", "x"]);
        let text = read(&path);
        assert_eq!(text, "id,why\nc1,\"no, sound\"\nc2,x\n");
        assert!(Journal::open(&path, &["other"]).is_err());
        assert_eq!(read(&path), text);
    }

    #[test]
    fn what_was_cut_short_is_moved_aside_wherever_the_cut_was() {
        let whole = "id,why\nc1,x\n";
        let record = "c2,\"no, \"\"sound\"\"\nand no picture\"\n";
        for cut in 1..record.len() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("log.csv");
            std::fs::write(&path, format!("{whole}{}", &record[..cut])).unwrap();
            append(&path, &["c3", "y"]);
            assert_eq!(read(&path), format!("{whole}c3,y\n"), "{cut}");
            let aside = read(&folder.path().join("log.csv.torn"));
            assert_eq!(aside, format!("{}\n", &record[..cut]));
        }
    }

    #[test]
    fn a_header_that_was_cut_short_is_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        std::fs::write(&path, "id,w").unwrap();
        append(&path, &["c1", "x"]);
        assert_eq!(read(&path), "id,why\nc1,x\n");
    }

    #[test]
    fn what_one_writer_wrote_the_next_one_sees() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        let mut journal = Journal::open(&path, &HEADER).unwrap();
                        let before = String::from_utf8_lossy(journal.text()).lines().count();
                        journal.append(&[&before.to_string(), "x"]).unwrap();
                    }
                });
            }
        });
        let numbers: Vec<String> =
            read(&path).lines().skip(1).map(|line| line.replace(",x", "")).collect();
        let expected: Vec<String> = (1..=40).map(|number| number.to_string()).collect();
        assert_eq!(numbers, expected);
    }
}
