//! A file of records that only grows: what is acknowledged stays, through a crash or a power cut.

use anyhow::{Context as _, Result, bail};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Appends a record to the journal at `path`, which is made with `header` when it is not there.
///
/// One writer at a time; the record is on the disk when this returns. A last line that a crash cut
/// short is ended first, so that it stays visible and spoils nothing after it.
///
/// # Errors
///
/// If the file cannot be written, or begins with another header.
pub fn append(path: &Path, header: &[&str], record: &[&str]) -> Result<()> {
    let failed = || format!("cannot write `{}`", path.display());
    let mut options = OpenOptions::new();
    let mut file = options.create(true).read(true).append(true).open(path).with_context(failed)?;
    file.lock().with_context(failed)?;
    let written = write(&mut file, header, record);
    // The lock goes with the file; what was written went to the disk before.
    written.with_context(failed)
}

fn write(file: &mut File, header: &[&str], record: &[&str]) -> Result<()> {
    let mut before = String::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_string(&mut before)?;
    let mut lines = csv::WriterBuilder::new();
    let mut out = lines.terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let head = header.join(",");
    if before.is_empty() {
        out.write_record(header)?;
    } else if before.lines().next() != Some(head.as_str()) {
        bail!("it begins with another header than `{head}`; name another file");
    }
    out.write_record(record)?;
    let mut bytes = out.into_inner()?;
    if !before.is_empty() && !before.ends_with('\n') {
        bytes.insert(0, b'\n');
    }
    // One call, so that a crash cuts one record at most.
    file.write_all(&bytes)?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [&str; 2] = ["id", "why"];

    #[test]
    fn a_journal_begins_with_its_header_and_only_grows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        append(&path, &HEADER, &["c1", "no, sound"]).unwrap();
        append(&path, &HEADER, &["c2", "x"]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "id,why\nc1,\"no, sound\"\nc2,x\n");
        assert!(append(&path, &["other"], &["c3"]).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn a_line_that_was_cut_short_spoils_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        std::fs::write(&path, "id,why\nc1,no so").unwrap();
        append(&path, &HEADER, &["c2", "x"]).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "id,why\nc1,no so\nc2,x\n");
    }

    #[test]
    fn writers_at_the_same_time_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    for at in 0..10 {
                        append(path, &HEADER, &[&format!("{writer}-{at}"), "x"]).unwrap();
                    }
                });
            }
        });
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 41);
    }
}
