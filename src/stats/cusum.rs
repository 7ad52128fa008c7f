//! Cumulative sums: charts that see small shifts that last.

/// One point of a tabular cusum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sums {
    /// How far the series has drifted up.
    pub above: f64,
    /// How far it has drifted down.
    pub below: f64,
}

impl Sums {
    /// Whether either sum is beyond a limit.
    pub fn is_beyond(&self, limit: f64) -> bool {
        self.above > limit || self.below > limit
    }
}

/// The sums of a series around a target; a step less than `slack` away from it takes them back
/// towards 0. `slack` is half the shift to be seen.
///
/// Source: Page (1954), *Biometrika* 41, 100–115.
pub fn of(values: &[f64], target: f64, slack: f64) -> Vec<Sums> {
    let mut sums = Sums { above: 0.0, below: 0.0 };
    let step = |value: &f64| {
        sums.above = (sums.above + value - target - slack).clamp(0.0, f64::INFINITY);
        sums.below = (sums.below + target - slack - value).clamp(0.0, f64::INFINITY);
        sums
    };
    values.iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: Montgomery, *Introduction to Statistical Quality Control*, example 9.1 (target 10, slack
    /// 0.5): 9.45, 7.99, 9.29, 11.66 and 12.16 give 0, 0, 0, 1.16, 2.82 and 0.05, 1.56, 1.77, 0, 0.
    #[test]
    fn sums_are_the_published_ones() {
        assert!(of(&[], 10.0, 0.5).is_empty());
        let found = of(&[9.45, 7.99, 9.29, 11.66, 12.16], 10.0, 0.5);
        let expected = [(0.0, 0.05), (0.0, 1.56), (0.0, 1.77), (1.16, 0.0), (2.82, 0.0)];
        for (sums, (above, below)) in found.iter().zip(expected) {
            assert!((sums.above - above).abs() < 1e-9 && (sums.below - below).abs() < 1e-9);
        }
        assert!(found[4].is_beyond(2.5) && !found[4].is_beyond(5.0));
    }
}
