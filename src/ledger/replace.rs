//! A file is replaced whole or not at all: whoever reads it sees the old one or the new one.

use anyhow::{Context, Result, anyhow, bail};
use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Replaces the file at `path` with what `write` writes, all at once or not at all.
///
/// The text goes to a new file of random name in the same folder, reaches the disk, and then takes
/// the name of the old one. A replaced file keeps its permissions; a new one is closed to others
/// (mode `0660` less the umask). A symbolic link is followed, so the file behind it is replaced.
/// Whatever fails, the old file stands and the new one is gone; the error names the file.
pub fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    replace_inner(path, write).with_context(|| format!("cannot write `{}`", path.display()))
}

/// Replaces the file at `path` with these bytes; see [`replace`].
pub fn replace_bytes(path: &Path, bytes: &[u8]) -> Result<()> {
    replace(path, |out| Ok(out.write_all(bytes)?))
}

fn replace_inner(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let old = metadata(path)?;
    if old.as_ref().is_some_and(Metadata::is_dir) {
        bail!("it is a folder; name a file in it");
    }
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        bail!("it is not a regular file; leave the option out to write to standard output");
    }
    let target = if old.is_some() { fs::canonicalize(path)? } else { path.to_owned() };
    let folder = folder_of(&target);
    let mut temp = new_file(&folder)?;
    let mut out = BufWriter::new(temp.as_file_mut());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    if let Some(old) = old {
        temp.as_file().set_permissions(old.permissions())?;
    }
    temp.as_file().sync_all()?;
    temp.persist(&target).map_err(|failed| failed.error)?;
    sync_folder(&folder)?;
    Ok(())
}

/// What stands at the path; `None` when nothing does.
fn metadata(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::metadata(path) {
        Ok(old) => Ok(Some(old)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn folder_of(target: &Path) -> PathBuf {
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).to_owned()
}

/// A new file of random name; `create_new` semantics, so no planted link is ever followed.
fn new_file(folder: &Path) -> Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".qa-").suffix(".tmp");
    let permissions = new_permissions();
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    builder.tempfile_in(folder).map_err(|error| {
        if error.kind() == ErrorKind::NotFound {
            return anyhow!("there is no folder `{}`; make it first", folder.display());
        }
        // The name of the new file is random and says nothing; the system's reason does.
        let reason = error.raw_os_error().map_or(error, io::Error::from_raw_os_error);
        let what = format!("cannot make a file in the folder `{}`", folder.display());
        anyhow::Error::new(reason).context(what)
    })
}

/// The mode of a new file before the umask; `None` where files have no mode.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no mode")]
fn new_permissions() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o660))
}

#[cfg(not(unix))]
fn new_permissions() -> Option<Permissions> {
    None
}

/// Brings the new name itself to the disk; elsewhere a folder cannot be opened.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn nothing_is_a_file_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empty.csv");
        replace_bytes(&path, b"").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"");
    }

    #[test]
    fn the_new_text_stands_alone_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.csv");
        replace_bytes(&path, b"a long first text").unwrap();
        replace_bytes(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(names(folder.path()), ["report.csv"]);
    }

    #[test]
    fn a_failure_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.csv");
        replace_bytes(&path, b"old").unwrap();
        let failed = replace(&path, |out| {
            out.write_all(b"half of the ne")?;
            bail!("the figures ran out")
        });
        let message = format!("{:#}", failed.unwrap_err());
        assert!(message.contains("report.csv") && message.ends_with("the figures ran out"));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["report.csv"]);
    }

    #[test]
    fn a_folder_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let message = format!("{:#}", replace_bytes(folder.path(), b"x").unwrap_err());
        assert!(message.contains(&folder.path().display().to_string()), "{message}");
        assert!(message.contains("it is a folder"), "{message}");
    }

    #[test]
    fn a_missing_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none").join("report.csv");
        let message = format!("{:#}", replace_bytes(&path, b"x").unwrap_err());
        assert!(message.contains("none"), "{message}");
    }

    #[cfg(unix)]
    mod unix {
        use super::*;
        use std::os::unix::fs::{PermissionsExt, symlink};

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).unwrap().permissions().mode() & 0o777
        }

        #[test]
        fn a_new_file_is_closed_to_others() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("new.csv");
            replace_bytes(&path, b"x").unwrap();
            assert_eq!(mode(&path) & 0o117, 0);
            assert_eq!(mode(&path) & 0o600, 0o600);
        }

        #[test]
        fn a_replaced_file_keeps_its_mode() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("old.csv");
            fs::write(&path, "x").unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o604)).unwrap();
            replace_bytes(&path, b"y").unwrap();
            assert_eq!(mode(&path), 0o604);
        }

        #[test]
        fn a_link_stays_and_the_file_behind_it_is_replaced() {
            let folder = tempfile::tempdir().unwrap();
            let (path, link) = (folder.path().join("real.csv"), folder.path().join("link.csv"));
            fs::write(&path, "x").unwrap();
            symlink(&path, &link).unwrap();
            replace_bytes(&link, b"y").unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"y");
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        }

        #[test]
        fn a_device_is_not_replaced() {
            let failed = replace_bytes(Path::new("/dev/null"), b"x");
            let message = format!("{:#}", failed.unwrap_err());
            assert!(message.contains("not a regular file"), "{message}");
        }
    }
}
