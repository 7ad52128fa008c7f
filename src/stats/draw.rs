//! A named source of random numbers with a seed of one's own.

use super::real;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

/// Random numbers that are the same on every machine and in every version.
///
/// `ChaCha` with eight rounds, its key the seed in little-endian bytes and zeros.
#[derive(Debug)]
pub struct Draw(ChaCha8Rng);

impl Draw {
    /// From a seed.
    pub fn seeded(seed: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number from 0 up to but not including `n`, each as likely to within n in 2^32.
    ///
    /// # Panics
    ///
    /// If `n` is 0 or more than 2^32.
    pub fn below(&mut self, n: usize) -> usize {
        let wide = u64::try_from(n).unwrap_or(u64::MAX);
        assert!(wide > 0 && wide <= 1 << 32, "a draw from something, not from {n}");
        // Multiplying and shifting spares the division of a remainder.
        let drawn = (u64::from(self.0.next_u32()) * wide) >> 32;
        usize::try_from(drawn).unwrap_or_default()
    }

    /// A number in `[0, 1)` with 53 random bits.
    pub fn unit(&mut self) -> f64 {
        real::count(self.0.next_u64() >> 11) / 9_007_199_254_740_992.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_always_drawn() {
        let mut draw = Draw::seeded(7);
        assert!((0..100).all(|_| draw.below(1) == 0));
    }

    #[test]
    fn every_number_is_drawn_about_as_often() {
        let mut draw = Draw::seeded(1);
        let mut times = [0_u32; 6];
        (0..60_000).for_each(|_| times[draw.below(6)] += 1);
        // Standard deviation 91; five of them.
        assert!(times.iter().all(|times| times.abs_diff(10_000) < 455), "{times:?}");
        let mean = (0..10_000).map(|_| draw.unit()).sum::<f64>() / 1e4;
        assert!((mean - 0.5).abs() < 0.015, "{mean}");
    }

    #[test]
    fn the_seed_decides() {
        let of = |seed| {
            let mut draw = Draw::seeded(seed);
            [(); 8].map(|()| draw.below(1_000_000))
        };
        assert_eq!(of(3), of(3));
        assert_ne!(of(3), of(4));
    }
}
