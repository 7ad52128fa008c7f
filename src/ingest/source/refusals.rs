//! What can be wrong with a container, and how it travels through readers.

use super::formats;
use super::zstd::Demand;
use crate::problem::{Blame, Place, Problem, Refused};
use std::error::Error;
use std::io;

/// A problem as the error of a reader.
pub(super) fn io(problem: Problem) -> io::Error {
    io::Error::other(Refused::because(Blame::Data, problem))
}

/// What a reader's error says of the data; `None` when the world failed.
pub(super) fn refused(error: &io::Error) -> Option<Refused> {
    error.get_ref()?.downcast_ref::<Refused>().cloned()
}

/// Whether the system failed, or a problem is already told, anywhere below an error.
pub(super) fn is_of_the_world(error: &io::Error) -> bool {
    if error.kind() == io::ErrorKind::Interrupted || refused(error).is_some() {
        return true;
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(this) = cause {
        let io = this.downcast_ref::<io::Error>();
        if io.is_some_and(|io| io.raw_os_error().is_some()) {
            return true;
        }
        cause = match io.and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => this.source(),
        };
    }
    false
}

/// Packed bytes that end early or do not add up; `line` is the unpacked line that was reached.
pub(super) fn damaged(name: &str, line: u64) -> Problem {
    let message = "the packed data are cut off or damaged here";
    Problem::new("damaged-archive", Place::line(name, line), message)
        .help("copy or export the file again; a part of an export would give wrong figures")
}

/// A `.zst` file that is whole, but takes more to unpack than is given.
pub(super) fn beyond_us(name: &str, demand: Demand) -> Problem {
    let (message, help) = match demand {
        Demand::Room => (
            "the file was packed to look back over more than 128 MiB, which is more than is held of it",
            "unpack it with zstd -d --long=31 and name the unpacked file, or pack it without --long",
        ),
        Demand::Dictionary => (
            "the file was packed with a dictionary, which is needed to unpack it",
            "unpack it with zstd -d -D DICTIONARY and name the unpacked file, or pack it without one",
        ),
    };
    Problem::new("wrong-format", Place::file(name), message).help(help)
}

/// A zip archive without its directory; under the name of a table, it may be anything.
pub(super) fn no_directory(name: &str) -> Problem {
    let packed = name.to_ascii_lowercase().ends_with(".zip");
    if !packed && formats::table_ending(name).is_some() {
        let found = "the beginning of a workbook or a zip archive, not of a table";
        return wrong_format(name, found, "save the records as CSV UTF-8, or export them again");
    }
    let message = "the archive is cut off or damaged: the directory at its end cannot be read";
    Problem::new("damaged-archive", Place::at(name, 1, 1), message)
        .help("copy or export the file again")
}

/// More unpacked bytes than any export has.
pub(super) fn too_far(name: &str, ratio: u64) -> Problem {
    let message = format!("the file unpacks to more than {ratio} times its size");
    Problem::new("unpacks-too-far", Place::file(name), message)
        .help("if it is an export all the same, unpack it and name the unpacked file")
}

/// A password is needed.
pub(super) fn encrypted(name: &str, what: &str) -> Problem {
    let message = format!("{what} is protected with a password");
    Problem::new("encrypted-file", Place::file(name), message)
        .help("open it with its password and save it without one")
}

/// Something else than records, and what to do about it.
pub(super) fn wrong_format(name: &str, found: &str, help: &str) -> Problem {
    Problem::new("wrong-format", Place::at(name, 1, 1), format!("this is {found}")).help(help)
}

/// A workbook that is none inside.
pub(super) fn unreadable(name: &str, why: &str) -> Problem {
    let message = format!("the workbook cannot be read: {why}");
    Problem::new("damaged-archive", Place::at(name, 1, 1), message)
        .help("open it in a spreadsheet and save it again, or save the sheet as CSV UTF-8")
}
