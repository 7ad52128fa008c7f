//! Which ids were seen where, exactly, and in as little room as they allow.
//!
//! Numbers of a series that come in order, upwards or downwards, are steps of a ladder: one step for
//! as many as count with their lines. What stands out of order, and ids of no series, go into a table
//! of fingerprints. A number is put into the table only where it lies between the ends of a ladder,
//! and ladders only grow: so wherever a number was put, it is found.

use super::ids::Series;
use crate::ingest::decode::fingerprint;
use std::collections::BTreeMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Most series that have ladders; ids of others go into the table.
const MOST_SERIES: usize = 64;
/// Most ladders of a series: as many files can be named in any order.
const MOST_LADDERS: usize = 16;

/// File and physical line of a record; packed, because there can be one for each record of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen(u64);

impl Seen {
    /// Bits of the line, so that 16 million files of a trillion lines fit.
    const LINE: u32 = 40;
    /// No record; no file has that number.
    const NOWHERE: Self = Self(u64::MAX);

    pub(super) fn new(file: usize, line: u64) -> Self {
        Self(u64::try_from(file).unwrap_or_default() << Self::LINE | line)
    }

    pub(super) fn file(self) -> usize {
        usize::try_from(self.0 >> Self::LINE).unwrap_or_default()
    }

    pub(super) fn line(self) -> u64 {
        self.0 & ((1 << Self::LINE) - 1)
    }

    /// So many lines further.
    pub(super) fn further(self, lines: u64) -> Self {
        Self(self.0.saturating_add(lines))
    }
}

/// Everything seen in a run.
#[derive(Default)]
pub(super) struct Register {
    series: BTreeMap<Series, Vec<Ladder>>,
    table: Table,
}

impl Register {
    /// Takes in numbers of a series on lines that follow each other, from `here` on: all of them, or
    /// none when one may have been seen.
    pub(super) fn enter_all(&mut self, series: &Series, numbers: (u64, u64), here: Seen) -> bool {
        if !self.series.contains_key(series) {
            if self.series.len() >= MOST_SERIES {
                return false;
            }
            self.series.insert(series.clone(), Vec::new());
        }
        let Some(ladders) = self.series.get_mut(series) else { return false };
        let (first, length) = numbers;
        if ladders.iter().any(|ladder| ladder.touches(first, length)) {
            return false;
        }
        let below = ladders.iter_mut().filter(|ladder| ladder.end() <= first);
        if let Some(nearest) = below.max_by_key(|ladder| ladder.end()) {
            nearest.up.push(first - nearest.origin, length, here);
            return true;
        }
        let full = ladders.len() >= MOST_LADDERS;
        let above = ladders.iter_mut().min_by_key(|ladder| ladder.start());
        if let Some(nearest) = above
            && length == 1
            && (full || nearest.start() == first + 1)
        {
            nearest.down.push(nearest.origin - 1 - first, 1, here);
            return true;
        }
        if !full {
            let mut ladder = Ladder { origin: first, ..Ladder::default() };
            ladder.up.push(0, length, here);
            ladders.push(ladder);
        }
        !full
    }

    /// Where that number of a series was seen before; if nowhere, it is now.
    pub(super) fn enter(&mut self, series: &Series, number: u64, here: Seen) -> Option<Seen> {
        if self.enter_all(series, (number, 1), here) {
            return None;
        }
        let ladders = self.series.get(series).map(Vec::as_slice).unwrap_or_default();
        let found = ladders.iter().find_map(|ladder| ladder.find(number));
        found.or_else(|| self.enter_single(fingerprint(&series.id(number)), here))
    }

    /// Where that id of no series was seen before; if nowhere, it is now.
    pub(super) fn enter_single(&mut self, fingerprint: u128, here: Seen) -> Option<Seen> {
        let first = *self.table.entry(halves(fingerprint)).or_insert(here);
        (first != here).then_some(first)
    }
}

/// Numbers around an origin.
#[derive(Debug, Default)]
struct Ladder {
    origin: u64,
    /// The origin and what lies above it.
    up: Side,
    /// What lies below it, counted downwards from 0.
    down: Side,
}

impl Ladder {
    fn start(&self) -> u64 {
        self.origin - self.down.top
    }

    fn end(&self) -> u64 {
        self.origin + self.up.top
    }

    /// Whether some numbers reach between its ends.
    fn touches(&self, first: u64, length: u64) -> bool {
        first < self.end() && first + length > self.start()
    }

    fn find(&self, number: u64) -> Option<Seen> {
        match number.checked_sub(self.origin) {
            Some(above) => self.up.find(above),
            None => self.down.find(self.origin - 1 - number),
        }
    }
}

/// Numbers in order, as steps.
#[derive(Debug, Default)]
struct Side {
    /// The first number of each step and where it was seen; those behind it, a line each.
    steps: Vec<(u64, Seen)>,
    /// The first number above all.
    top: u64,
}

impl Side {
    /// Adds numbers at the top or above it.
    fn push(&mut self, first: u64, length: u64, here: Seen) {
        if first > self.top {
            self.steps.push((self.top, Seen::NOWHERE));
        }
        let goes_on = self.steps.last().is_some_and(|(from, seen)| {
            *seen != Seen::NOWHERE && seen.further(first - from) == here
        });
        if !goes_on {
            self.steps.push((first, here));
        }
        self.top = first + length;
    }

    fn find(&self, number: u64) -> Option<Seen> {
        if number >= self.top {
            return None;
        }
        let step = self.steps.partition_point(|(from, _)| *from <= number).checked_sub(1)?;
        let (from, seen) = self.steps[step];
        (seen != Seen::NOWHERE).then(|| seen.further(number - from))
    }
}

#[expect(clippy::disallowed_types, reason = "looked up only; its order never shows")]
type Table = std::collections::HashMap<[u64; 2], Seen, BuildHasherDefault<AsIs>>;

/// A fingerprint in halves, which lie closer together in memory than the whole would.
fn halves(fingerprint: u128) -> [u64; 2] {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn series(digits: usize) -> Series {
        Series { prefix: "c".to_owned(), digits }
    }

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

    #[test]
    fn numbers_in_order_need_one_step_whichever_the_direction() {
        for down in [false, true] {
            let mut register = Register::default();
            for line in 0..1_000 {
                let number = if down { 5_000 - line } else { 5_000 + line };
                assert_eq!(register.enter(&series(4), number, Seen::new(0, line)), None);
            }
            let ladders = &register.series[&series(4)];
            let steps = ladders[0].up.steps.len() + ladders[0].down.steps.len();
            assert!(ladders.len() == 1 && steps <= 2 && register.table.is_empty());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_register_is_a_map_of_everything_seen(
            spells in prop::collection::vec((0_u64..400, 1_u64..30, 3_usize..5, any::<bool>()), 0..60),
            others in 0_usize..80,
        ) {
            let (mut register, mut plain) = (Register::default(), BTreeMap::new());
            for other in 0..others {
                let _new = register.enter(&Series { prefix: format!("x{other}"), digits: 3 }, 7, Seen::new(9, 0));
            }
            let mut line = 0;
            for (first, length, digits, at_once) in spells {
                let series = series(digits);
                line += 3;
                let here = Seen::new(1, line);
                let numbers = || (first..first + length).zip(line..);
                let fresh = numbers().all(|(number, _)| !plain.contains_key(&(digits, number)));
                if at_once && register.enter_all(&series, (first, length), here) {
                    prop_assert!(fresh);
                    plain.extend(numbers().map(|(number, at)| ((digits, number), Seen::new(1, at))));
                } else {
                    for (number, at) in numbers() {
                        let here = Seen::new(1, at);
                        let before = plain.get(&(digits, number)).copied();
                        prop_assert_eq!(register.enter(&series, number, here), before);
                        plain.entry((digits, number)).or_insert(here);
                    }
                }
                line += length;
            }
        }
    }
}
