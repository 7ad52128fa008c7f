//! Repeated ids, found in the order of files and lines.

use crate::ingest::decode::{Decoded, Decoder, Reject};
use crate::model::{Field, Name};
use crate::problem::{Place, Problem};
use std::hash::{BuildHasherDefault, Hasher};

/// Which ids were seen where.
#[derive(Default)]
pub(super) struct Order {
    files: Vec<String>,
    #[expect(clippy::disallowed_types, reason = "looked up only; its order never shows")]
    seen: std::collections::HashMap<Id, Seen, BuildHasherDefault<AsIs>>,
}

/// A fingerprint in halves, which lie closer together in memory than the whole would.
type Id = [u64; 2];

/// File and physical line of a record; packed, because there is one for each record of a run.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Seen(u64);

impl Seen {
    /// Bits of the line, so that 16 million files of a trillion lines fit.
    const LINE: u32 = 40;

    fn new(file: usize, line: u64) -> Self {
        Self(u64::try_from(file).unwrap_or_default() << Self::LINE | line)
    }

    fn file(self) -> usize {
        usize::try_from(self.0 >> Self::LINE).unwrap_or_default()
    }

    fn line(self) -> u64 {
        self.0 & ((1 << Self::LINE) - 1)
    }
}

fn halves(fingerprint: u128) -> Id {
    let half = |shift: u32| u64::try_from(fingerprint >> shift & u128::from(u64::MAX));
    [half(64).unwrap_or_default(), half(0).unwrap_or_default()]
}

/// The hash of a fingerprint is the fingerprint: its bits are mixed already.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut half = [0; 8];
        for (to, from) in half.iter_mut().zip(bytes) {
            *to = *from;
        }
        self.0 = u64::from_ne_bytes(half);
    }
}

impl Order {
    /// The file whose blocks come next.
    pub(super) fn begin(&mut self, number: usize, file: &str) {
        self.files.truncate(number);
        self.files.push(file.to_owned());
    }

    /// Takes records whose id was seen before out of a block, naming the first, and counts the cells
    /// left blank in those that stay.
    pub(super) fn refuse_repeats(&mut self, decoded: &mut Decoded, decoder: &Decoder<'_>) {
        let here = self.files.len().saturating_sub(1);
        let mut kept = Vec::new();
        for (row, id) in decoded.ids.iter().enumerate() {
            let line = decoded.lines[row];
            let this = Seen::new(here, line);
            let first = id.map_or(this, |id| *self.seen.entry(halves(id)).or_insert(this));
            if first == this {
                continue;
            }
            kept.resize(decoded.ids.len(), true);
            kept[row] = false;
            let problem = self.repeat(decoded, decoder, (row, first));
            if let Some(cells) = decoded.cells.get_mut(row) {
                decoded.account.rejects.push(Reject {
                    line,
                    column: None,
                    code: problem.code,
                    message: problem.message.clone(),
                    cells: std::mem::take(cells),
                });
            }
            decoded.account.problems.push(problem);
            decoded.account.accepted -= 1;
            decoded.account.rejected += 1;
        }
        for (row, warning) in decoded.blanked.drain(..) {
            if kept.get(row) != Some(&false) {
                decoded.account.blanked += 1;
                decoded.account.problems.push(warning);
            }
        }
        if !kept.is_empty() {
            decoded.batch.retain(&kept);
        }
    }

    fn repeat(
        &self,
        decoded: &Decoded,
        decoder: &Decoder<'_>,
        (row, first): (usize, Seen),
    ) -> Problem {
        let ids = decoded.batch.text(&Name::Field(Field::InteractionId));
        let id = ids.and_then(|ids| ids.get(row)).unwrap_or_default();
        let (file, line) = (first.file(), first.line());
        let other = if file + 1 == self.files.len() {
            String::new()
        } else {
            format!(" of {}", self.files[file])
        };
        let message = format!("interaction id `{id}` is already on line {line}{other}");
        let place = Place::line(decoder.file(), decoded.lines[row]);
        Problem::new("duplicate-id", place, message)
            .help("the first record counts; remove this one, or map a column that tells them apart")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_half_of_a_fingerprint_is_lost() {
        for (whole, expected) in [(0, [0, 0]), (u128::MAX, [u64::MAX; 2]), (3 << 64 | 5, [3, 5])] {
            assert_eq!(halves(whole), expected);
        }
    }

    #[test]
    fn a_place_is_what_was_packed() {
        for (file, line) in [(0, 0), (0, 1), (3, 48_120), (70_000, (1 << 40) - 1)] {
            let seen = Seen::new(file, line);
            assert_eq!((seen.file(), seen.line()), (file, line));
        }
    }
}
