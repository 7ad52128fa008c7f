//! What counts in 64 bytes, as masks.

use super::super::Dialect;
use wide::u8x16;

/// Bytes looked at together; as many as a mask has bits.
pub(super) const WIDE: usize = 64;

/// The separators of plain records within 64 bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Window {
    /// Delimiters and line ends.
    pub(super) separators: u64,
    /// Line ends alone.
    pub(super) ends: u64,
}

impl Window {
    /// Writes where its separators stand to the front of `room`, and returns how many there are.
    pub(super) fn places(self, base: u32, room: &mut [u32; WIDE]) -> usize {
        let mut found = 0;
        let mut bits = self.separators;
        while bits != 0 {
            room[found % WIDE] = base + bits.trailing_zeros();
            bits &= bits - 1;
            found += 1;
        }
        found
    }

    /// Adds, for each line end, how many separators there are up to it; `up_to` is how many there
    /// are up to the end of the window.
    pub(super) fn counts(self, up_to: u32, ends: &mut Vec<u32>) {
        for bit in Bits(self.ends) {
            let behind = self.separators & !(u64::MAX >> (63 - bit));
            ends.push(up_to - behind.count_ones());
        }
    }
}

/// What one window leaves to the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    dialect: Dialect,
    /// All bits when the window begins inside quotes, else none.
    inside: u64,
    /// The lowest bit when the byte before was a separator.
    separated: u64,
    /// The lowest bit when it was a quote.
    quoted: u64,
    /// The lowest bit when it was a quote that closes.
    closed: u64,
    /// The lowest bit when it was a carriage return.
    returned: u64,
    /// Line ends within quotes since the last record ended.
    pub(super) inner: u64,
    /// Plain records that ended so far.
    pub(super) records: usize,
}

impl State {
    /// At the start of a record, which is as good as behind a separator; so many ended before.
    pub(super) fn new(dialect: Dialect, records: usize) -> Self {
        Self {
            dialect,
            inside: 0,
            separated: 1,
            quoted: 0,
            closed: 0,
            returned: 0,
            inner: 0,
            records,
        }
    }

    /// What counts in 64 bytes, the line ends within quotes, and whether no odd record begins in or
    /// before them.
    pub(super) fn window(&mut self, window: &[u8; WIDE]) -> (Window, u64, bool) {
        let parts = window.as_chunks::<16>().0;
        let quotes = self.dialect.quote.map_or(0, |quote| mask(parts, |part| is(part, quote)));
        let delimiter = self.dialect.delimiter;
        let delimiters = mask(parts, |part| is(part, delimiter));
        let lines = mask(parts, |part| is(part, b'\n') | is(part, b'\r'));
        // The halves of line ends are told apart only where there are any.
        let pairs = if lines == 0 {
            self.returned = 0;
            0
        } else {
            let returns = mask(parts, |part| is(part, b'\r'));
            let pairs = (lines & !returns) & (returns << 1 | self.returned);
            self.returned = returns >> (WIDE - 1);
            pairs
        };
        let (outside, odd) = self.outside(quotes, delimiters | lines);
        // From the first oddity on, nothing counts.
        let before = if odd == 0 { u64::MAX } else { (odd & odd.wrapping_neg()) - 1 };
        let (lines, delimiters) = (lines & !pairs & before, delimiters & before);
        let ends = lines & outside;
        let window = Window { separators: delimiters & outside | ends, ends };
        (window, lines & !outside, odd == 0)
    }

    /// The bytes outside quotes, and those where a reading by masks would go wrong.
    fn outside(&mut self, quotes: u64, separators: u64) -> (u64, u64) {
        let top = |mask: u64| mask >> (WIDE - 1);
        if quotes | self.inside | self.closed == 0 {
            (self.separated, self.quoted) = (top(separators), 0);
            return (u64::MAX, 0);
        }
        let inside = running_xor(quotes) ^ self.inside;
        let (opens, closes) = (quotes & inside, quotes & !inside);
        let opens_odd = opens & !(separators << 1 | self.separated | quotes << 1 | self.quoted);
        let closes_odd = (closes << 1 | self.closed) & !(separators | quotes);
        self.inside = 0_u64.wrapping_sub(top(inside));
        (self.separated, self.quoted, self.closed) = (top(separators), top(quotes), top(closes));
        (!inside, opens_odd | closes_odd)
    }
}

/// Each bit is the exclusive-or of itself and all below.
pub(super) fn running_xor(mut mask: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        mask ^= mask << shift;
    }
    mask
}

/// All bits of the bytes that equal `byte`.
pub(super) fn is(part: u8x16, byte: u8) -> u8x16 {
    part.simd_eq(u8x16::splat(byte))
}

/// A bit for each byte that `test` is true of.
pub(super) fn mask(parts: &[[u8; 16]], test: impl Fn(u8x16) -> u8x16) -> u64 {
    parts
        .iter()
        .rev()
        .fold(0, |bits, part| bits << 16 | u64::from(test(u8x16::new(*part)).to_bitmask()))
}

/// The numbers of the bits that are set, lowest first.
pub(super) struct Bits(pub(super) u64);

impl Iterator for Bits {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        if self.0 == 0 {
            return None;
        }
        let bit = self.0.trailing_zeros();
        self.0 &= self.0 - 1;
        Some(bit)
    }
}
