//! Correlation of whole numbers put together: how strongly they go together.

use super::{normal, real};

/// Exact sums over pairs of whole numbers; order and cut of the pairs do not matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Correlation {
    n: u64,
    sums: [i128; 2],
    squares: [i128; 2],
    products: i128,
}

impl Correlation {
    /// Takes in one pair.
    ///
    /// # Panics
    ///
    /// If a sum of squares leaves `i128`: 2^31 values of 2^48 do not get there.
    pub fn push(&mut self, one: i64, other: i64) {
        let pair = [i128::from(one), i128::from(other)];
        self.n += 1;
        for (at, value) in pair.into_iter().enumerate() {
            self.sums[at] += value;
            self.squares[at] += value * value;
        }
        self.products += pair[0] * pair[1];
    }

    /// Takes in what others have seen.
    pub fn merge(&mut self, other: Self) {
        self.n += other.n;
        for at in 0..2 {
            self.sums[at] += other.sums[at];
            self.squares[at] += other.squares[at];
        }
        self.products += other.products;
    }

    /// How many pairs there were.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Pearson's product-moment correlation, −1 to 1.
    ///
    /// `None` below three pairs, and when one side never changes: it cannot go along with anything.
    pub fn correlation(&self) -> Option<f64> {
        if self.n < 3 {
            return None;
        }
        let [x, y] = [self.spread(0), self.spread(1)];
        (x > 0.0 && y > 0.0).then(|| {
            let together = self.around(self.products, self.sums[0], self.sums[1]);
            (together / (x.sqrt() * y.sqrt())).clamp(-1.0, 1.0)
        })
    }

    /// The interval of the correlation at a normal quantile such as 1.96.
    ///
    /// `None` below four pairs, and for a perfect correlation: no scatter seen is not certainty.
    /// Source: Fisher (1921), *Metron* 1, 3–32: atanh r ± z / √(n − 3).
    pub fn interval(&self, z: f64) -> Option<(f64, f64)> {
        let r = self.correlation().filter(|r| self.n > 3 && r.abs() < 1.0 - 1e-12)?;
        let half = z / real::count(self.n - 3).sqrt();
        Some(((r.atanh() - half).tanh(), (r.atanh() + half).tanh()))
    }

    /// The same at 95 %.
    pub fn interval_95(&self) -> Option<(f64, f64)> {
        self.interval(normal::quantile(0.975))
    }

    /// Sum of squared deviations of one side from its mean.
    fn spread(&self, side: usize) -> f64 {
        self.around(self.squares[side], self.sums[side], self.sums[side])
    }

    /// Sum of products minus the product of the sums over n, exact as long as the products fit.
    fn around(&self, products: i128, left: i128, right: i128) -> f64 {
        let n = i128::from(self.n);
        let exact = products
            .checked_mul(n)
            .zip(left.checked_mul(right))
            .and_then(|(all, means)| all.checked_sub(means));
        let n = real::count(self.n);
        exact.map_or_else(
            || real::signed(products) - real::signed(left) / n * real::signed(right),
            |exact| real::signed(exact) / n,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(pairs: &[(i64, i64)]) -> Correlation {
        let mut all = Correlation::default();
        for (one, other) in pairs {
            all.push(*one, *other);
        }
        all
    }

    #[test]
    fn too_few_pairs_and_a_side_that_never_changes_have_no_correlation() {
        assert_eq!(Correlation::default().correlation(), None);
        assert_eq!(of(&[(1, 2), (2, 3)]).correlation(), None);
        assert_eq!(of(&[(1, 2), (1, 3), (1, 9)]).correlation(), None);
        assert_eq!(of(&[(1, 1), (2, 2), (3, 3)]).interval_95(), None);
        assert_eq!(of(&[(1, 1), (2, 2), (3, 3), (4, 4)]).interval_95(), None);
    }

    /// Thirty departments, seven questions: Chatterjee & Price (1977), the `attitude` data of R.
    const ATTITUDE: [[i64; 7]; 30] = [
        [43, 51, 30, 39, 61, 92, 45],
        [63, 64, 51, 54, 63, 73, 47],
        [71, 70, 68, 69, 76, 86, 48],
        [61, 63, 45, 47, 54, 84, 35],
        [81, 78, 56, 66, 71, 83, 47],
        [43, 55, 49, 44, 54, 49, 34],
        [58, 67, 42, 56, 66, 68, 35],
        [71, 75, 50, 55, 70, 66, 41],
        [72, 82, 72, 67, 71, 83, 31],
        [67, 61, 45, 47, 62, 80, 41],
        [64, 53, 53, 58, 58, 67, 34],
        [67, 60, 47, 39, 59, 74, 41],
        [69, 62, 57, 42, 55, 63, 25],
        [68, 83, 83, 45, 59, 77, 35],
        [77, 77, 54, 72, 79, 77, 46],
        [81, 90, 50, 72, 60, 54, 36],
        [74, 85, 64, 69, 79, 79, 63],
        [65, 60, 65, 75, 55, 80, 60],
        [65, 70, 46, 57, 75, 85, 46],
        [50, 58, 68, 54, 64, 78, 52],
        [50, 40, 33, 34, 43, 64, 33],
        [64, 61, 52, 62, 66, 80, 41],
        [53, 66, 52, 50, 63, 80, 37],
        [40, 37, 42, 58, 50, 57, 49],
        [63, 54, 42, 48, 66, 75, 33],
        [66, 77, 66, 63, 88, 76, 72],
        [78, 75, 58, 74, 80, 78, 49],
        [48, 57, 44, 45, 51, 83, 38],
        [85, 85, 71, 71, 77, 74, 55],
        [82, 82, 39, 59, 64, 78, 39],
    ];

    /// Item-rest correlations of `psych::alpha(attitude)` in R, column `r.drop`.
    #[test]
    fn item_rest_correlations_are_those_of_psych_alpha() {
        let expected = [
            0.671_262_057_2,
            0.742_109_710_2,
            0.560_711_111_5,
            0.714_445_498_1,
            0.786_275_593_8,
            0.265_034_339_2,
            0.460_810_549_5,
        ];
        for (question, expected) in expected.into_iter().enumerate() {
            let mut pairs = Correlation::default();
            for row in ATTITUDE {
                pairs.push(row[question], row.iter().sum::<i64>() - row[question]);
            }
            let found = pairs.correlation().unwrap();
            assert!((found - expected).abs() < 1e-9, "{question}: {found}");
        }
    }

    /// r = 0.5 from 28 pairs: atanh 0.5 = 0.549306, 1.959964 / 5 = 0.391993, so tanh 0.157313 and
    /// tanh 0.941299.
    #[test]
    fn the_interval_is_fishers() {
        let mut pairs = Correlation::default();
        for _ in 0..7 {
            for (x, y) in [(1, 1), (1, -1), (-1, -1), (1, 1)] {
                pairs.push(x, y);
            }
        }
        let r = pairs.correlation().unwrap();
        let (low, high) = pairs.interval_95().unwrap();
        let half = 1.959_964 / 5.0;
        assert!((low - (r.atanh() - half).tanh()).abs() < 1e-6);
        assert!((high - (r.atanh() + half).tanh()).abs() < 1e-6);
        assert!(low < r && r < high);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn neither_order_nor_cut_nor_unit_changes_a_correlation(
            rows in prop::collection::vec((-99_i64..99, -99_i64..99), 3..20),
            cut in 0_usize..3,
        ) {
            let whole = of(&rows);
            let mut parts = of(&rows[cut..]);
            parts.merge(of(&rows[..cut]));
            prop_assert_eq!(parts, whole);
            let scaled: Vec<_> = rows.iter().map(|(x, y)| (3 * x + 7, y * 5 - 2)).collect();
            match (whole.correlation(), of(&scaled).correlation()) {
                (Some(one), Some(other)) => prop_assert!((one - other).abs() < 1e-9),
                (one, other) => prop_assert_eq!(one, other),
            }
        }
    }
}
