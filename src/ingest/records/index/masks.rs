//! What counts in 64 bytes, as masks, with the widest instructions that the machine has.
//!
//! What runs inside [`fearless_simd::dispatch`] is compiled once for each kind of machine, as far as it
//! is inlined into it; so everything on the way is.
#![expect(clippy::inline_always, reason = "else it would be compiled for the oldest machine")]

use super::super::Dialect;
use fearless_simd::{Simd, SimdBase as _, SimdMask as _, u8x64};

/// Bytes looked at together; as many as a mask has bits.
pub(super) const WIDE: usize = 64;

/// Places that are written together, whether or not there are so many.
const AT_ONCE: usize = 8;

/// The separators of plain records within 64 bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Window {
    /// Delimiters and line ends.
    pub(super) separators: u64,
    /// Line ends alone.
    pub(super) ends: u64,
}

impl Window {
    /// Writes where its separators stand to the front of `room`, and returns how many there are; what
    /// stands behind them there means nothing.
    #[inline(always)]
    pub(super) fn places(self, base: u32, room: &mut [u32; WIDE]) -> usize {
        let mut bits = self.separators;
        // Some at a time, so that the loop ends where it did the time before.
        for some in room.as_chunks_mut::<AT_ONCE>().0 {
            for place in some {
                *place = base.wrapping_add(bits.trailing_zeros());
                bits &= bits.wrapping_sub(1);
            }
            if bits == 0 {
                break;
            }
        }
        Bits(self.separators).how_many()
    }

    /// Adds, for each line end, how many separators there are up to it; `up_to` is how many there
    /// are up to the end of the window.
    #[inline(always)]
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
    #[inline(always)]
    pub(super) fn window<S: Simd>(&mut self, simd: S, window: &[u8; WIDE]) -> (Window, u64, bool) {
        let bytes = u8x64::from_slice(simd, window);
        let quotes = self.dialect.quote.map_or(0, |quote| mask(bytes, quote));
        let delimiters = mask(bytes, self.dialect.delimiter);
        let (feeds, returns) = (mask(bytes, b'\n'), mask(bytes, b'\r'));
        let (lines, pairs) = (feeds | returns, feeds & (returns << 1 | self.returned));
        self.returned = returns >> (WIDE - 1);
        let (outside, odd) = self.outside(quotes, delimiters | lines);
        // From the first oddity on, nothing counts.
        let before = if odd == 0 { u64::MAX } else { (odd & odd.wrapping_neg()) - 1 };
        let (lines, delimiters) = (lines & !pairs & before, delimiters & before);
        let ends = lines & outside;
        let window = Window { separators: delimiters & outside | ends, ends };
        (window, lines & !outside, odd == 0)
    }

    /// The bytes outside quotes, and those where a reading by masks would go wrong.
    #[inline(always)]
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
#[inline(always)]
pub(super) fn running_xor(mut mask: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        mask ^= mask << shift;
    }
    mask
}

/// A bit for each byte that equals `byte`.
#[inline(always)]
pub(super) fn mask<S: Simd>(bytes: u8x64<S>, byte: u8) -> u64 {
    bytes.simd_eq(u8x64::splat(bytes.simd, byte)).to_bitmask()
}

/// The numbers of the bits that are set, lowest first.
pub(super) struct Bits(pub(super) u64);

impl Bits {
    /// How many they are.
    #[inline(always)]
    pub(super) fn how_many(&self) -> usize {
        usize::try_from(self.0.count_ones()).unwrap_or(WIDE)
    }
}

impl Iterator for Bits {
    type Item = u32;

    #[inline(always)]
    fn next(&mut self) -> Option<u32> {
        if self.0 == 0 {
            return None;
        }
        let bit = self.0.trailing_zeros();
        self.0 &= self.0 - 1;
        Some(bit)
    }
}
