//! Chance with a seed, in whole numbers, so that every machine throws the same.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

/// A stream of chance of its own for each seed and purpose.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of this seed and purpose; only the first 24 bytes of the purpose tell it apart.
    pub(super) fn new(seed: u64, purpose: &str) -> Self {
        let mut key = [0; 32];
        let bytes = seed.to_le_bytes().into_iter().chain(purpose.bytes());
        for (slot, byte) in key.iter_mut().zip(bytes) {
            *slot = byte;
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number below `n`, each as likely as the others; 0 when `n` is 0.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        let scaled = (u64::from(self.0.next_u32()) * u64::from(n)) >> 32;
        u32::try_from(scaled).unwrap_or(0)
    }

    /// Whether something happens that happens this often in a thousand.
    pub(super) fn chance(&mut self, permille: u32) -> bool {
        self.below(1000) < permille
    }

    /// An index, as likely as its weight says; 0 without any weight.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        let found = weights.iter().position(|weight| match left.checked_sub(*weight) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        });
        found.unwrap_or(0)
    }

    /// One of these; `None` of nothing.
    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let n = u32::try_from(all.len()).unwrap_or(u32::MAX);
        all.get(usize::try_from(self.below(n)).unwrap_or(0))
    }

    /// A duration around `mean` that is often shorter and now and then much longer: twice the mean,
    /// times the sum of two products of two uniform numbers.
    pub(super) fn skewed(&mut self, mean: u32) -> u32 {
        let products = self.product() + self.product();
        scaled(u64::from(mean) * 2 * products, 1_000_000)
    }

    /// The same with a longer tail: four times the mean, times the cube of a uniform number.
    pub(super) fn long_tailed(&mut self, mean: u32) -> u32 {
        let uniform = u64::from(self.below(1001));
        scaled(u64::from(mean) * 4 * uniform * uniform * uniform, 1_000_000_000)
    }

    /// The product of two uniform numbers, in millionths.
    fn product(&mut self) -> u64 {
        u64::from(self.below(1001)) * u64::from(self.below(1001))
    }
}

fn scaled(value: u64, by: u64) -> u32 {
    u32::try_from(value / by).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nothing_comes_nothing() {
        let mut dice = Dice::new(0, "");
        assert_eq!((dice.below(0), dice.weighted(&[]), dice.pick::<u8>(&[])), (0, 0, None));
        assert_eq!((dice.skewed(0), dice.long_tailed(0), dice.chance(0)), (0, 0, false));
    }

    #[test]
    fn seed_and_purpose_decide_the_stream() {
        let stream = |seed, purpose| {
            let mut dice = Dice::new(seed, purpose);
            [(); 8].map(|()| dice.below(1_000_000))
        };
        assert_eq!(stream(1, "calls"), stream(1, "calls"));
        assert_ne!(stream(1, "calls"), stream(2, "calls"));
        assert_ne!(stream(1, "calls"), stream(1, "agents"));
    }

    #[test]
    fn durations_have_their_mean_and_a_tail_to_the_right() {
        let mut dice = Dice::new(7, "durations");
        let means = |values: &[u32]| values.iter().sum::<u32>() / 10_000;
        let skewed: Vec<u32> = (0..10_000).map(|_| dice.skewed(300)).collect();
        let tailed: Vec<u32> = (0..10_000).map(|_| dice.long_tailed(300)).collect();
        for values in [skewed, tailed] {
            let mean = means(&values);
            assert!((285..=315).contains(&mean), "{mean}");
            let below = values.iter().filter(|value| **value < mean).count();
            assert!(below > 5_350, "{below} of 10000 are below the mean");
        }
    }
}
