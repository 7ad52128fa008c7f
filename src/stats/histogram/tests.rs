//! Quantiles and sums of values, against sorting them.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;

#[test]
fn of_no_values_there_is_no_quantile() {
    let none = Histogram::default();
    assert_eq!((none.count(), none.sum(), none.max()), (0, 0, None));
    assert_eq!((none.quantile(1, 2), none.nearest_rank(1, 2)), (None, None));
    assert_eq!(none.at_most(i64::MAX), 0);
}

/// Source: Hyndman & Fan (1996), *The American Statistician* 50, 361–365; ten scores.
#[test]
fn quantiles_of_ten_scores_are_those_of_type_7() {
    let scores: Histogram =
        [61, 72, 75, 75, 80, 84, 88, 93, 97, 100].map(|score| score * 1000).into_iter().collect();
    for (percent, thousandths) in [
        (0, 61_000),
        (5, 65_950),
        (10, 70_900),
        (25, 75_000),
        (50, 82_000),
        (75, 91_750),
        (90, 97_300),
        (95, 98_650),
        (100, 100_000),
    ] {
        let (num, den) = scores.quantile(percent, 100).unwrap();
        assert_eq!(num, thousandths * den, "{percent} %");
    }
    assert_eq!(scores.nearest_rank(50, 100), Some(80_000));
    assert_eq!(scores.nearest_rank(0, 100), Some(61_000));
    assert_eq!(scores.nearest_rank(91, 100), Some(100_000));
}

#[test]
fn a_counter_that_is_full_loses_nothing() {
    let mut all: Histogram = std::iter::repeat_n(5_000, FEW + 1).collect();
    assert_eq!(all.counts(), [(5_000, 257)]);
    all.counters().add(5_000, u64::from(u32::MAX));
    all.count += u64::from(u32::MAX);
    let expected = u64::from(u32::MAX) + 257;
    assert_eq!(all.counts(), [(5_000, expected)]);
    assert_eq!((all.at_most(5_000), all.at_most(4_999)), (expected, 0));
}

fn values() -> impl Strategy<Value = Vec<i64>> {
    let seconds = (0i64..4_000).prop_map(|seconds| seconds * 1000);
    vec(prop_oneof![8 => seconds, 1 => 0i64..5_000_000, 1 => -10i64..10], 0..600)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn it_is_a_sorted_list(values in values(), limit in 0i64..5_000_000) {
        let all: Histogram = values.iter().copied().collect();
        let mut sorted = values.clone();
        sorted.sort_unstable();
        prop_assert_eq!(all.count(), u64::try_from(sorted.len()).unwrap());
        prop_assert_eq!(all.sum(), sorted.iter().map(|value| i128::from(*value)).sum::<i128>());
        prop_assert_eq!(all.max(), sorted.last().copied());
        let within = sorted.iter().filter(|value| **value <= limit).count();
        prop_assert_eq!(all.at_most(limit), u64::try_from(within).unwrap());
        for (num, value) in sorted.iter().enumerate() {
            let last = u32::try_from((sorted.len() - 1).max(1)).unwrap();
            let (num, den) = all.quantile(u32::try_from(num).unwrap(), last).unwrap();
            prop_assert_eq!(num, i128::from(*value) * den);
        }
    }

    #[test]
    fn merging_depends_neither_on_the_cut_nor_on_the_order(values in values(), cut in 0usize..300) {
        let whole: Histogram = values.iter().copied().collect();
        let (left, right) = values.split_at(cut.min(values.len()));
        let left: Histogram = left.iter().copied().collect();
        let right: Histogram = right.iter().copied().collect();
        let (mut one, mut other) = (left.clone(), right.clone());
        one.merge(&right);
        other.merge(&left);
        prop_assert_eq!(&one, &whole);
        prop_assert_eq!(&other, &whole);
    }
}
