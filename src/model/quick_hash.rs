//! A hash for look-ups that never leave the program: fast, the same on every machine, and not made to
//! withstand an opponent, who would only slow down his own report.

use std::hash::{BuildHasherDefault, Hasher};

/// Makes hashers of maps that are only looked up.
pub type QuickHash = BuildHasherDefault<Quick>;

/// Eight bytes at a time, folded into one number by multiplication.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quick(u64);

/// Odd, and its bits look like chance: the fraction of the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Quick {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(GOLDEN);
    }
}

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        // Tables look at the highest and the lowest bits.
        (self.0 ^ self.0 >> 32).wrapping_mul(GOLDEN) ^ self.0 >> 29
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.add(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.add(u64::from_le_bytes(last));
    }

    fn write_u128(&mut self, number: u128) {
        let (low, high) = (number & u128::from(u64::MAX), number >> 64);
        for half in [low, high] {
            self.add(u64::try_from(half).unwrap_or_default());
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    fn write_i64(&mut self, number: i64) {
        self.add(number.cast_unsigned());
    }

    fn write_usize(&mut self, number: usize) {
        self.add(u64::try_from(number).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::hash::BuildHasher;

    #[test]
    fn names_that_look_alike_have_other_hashes_in_both_ends() {
        let hash = |name: &str| QuickHash::default().hash_one(name.as_bytes());
        let hashes: BTreeSet<u64> = (0..4_096).map(|n| hash(&format!("A{n:04}"))).collect();
        assert_eq!(hashes.len(), 4_096);
        let low: BTreeSet<u64> = hashes.iter().map(|hash| hash & 0xfff).collect();
        let high: BTreeSet<u64> = hashes.iter().map(|hash| hash >> 57).collect();
        // Of 4,096 throws into as many cells, 63 % are expected to be hit.
        assert!(low.len() > 2_400 && high.len() == 128, "{} {}", low.len(), high.len());
    }
}
