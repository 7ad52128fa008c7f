//! How many interactions each stratum gives.

mod apportion;

use crate::stats::{real, student};
use apportion::apportion;
use std::collections::BTreeMap;

/// The rule by which a number is spread over the strata.
#[derive(Debug, Clone, PartialEq)]
pub enum Allocation {
    /// This many from each.
    Each(usize),
    /// A total in equal parts.
    Equal(usize),
    /// A total in proportion to the size of each.
    Proportional(usize),
    /// A total in proportion to size times spread, which makes the mean of all as exact as it can be.
    Neyman(usize),
    /// As many from each as its mean needs to be known to this half-width, 95 %.
    HalfWidth(f64),
    /// A total in these parts by the value of the first column; others get nothing unless
    /// those named cannot give their part.
    Shares(usize, BTreeMap<String, u64>),
    /// So many of each agent, whose strata share them in proportion to size; the agent is the value
    /// of the first column.
    Quota(BTreeMap<String, usize>, usize),
}

/// What is known of a stratum before it is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts<'a> {
    /// The value of its first column.
    pub first: &'a str,
    /// Rows that can be drawn.
    pub size: usize,
    /// Standard deviation of its scores, in points.
    pub sd: f64,
    /// Minutes one evaluation is expected to take.
    pub minutes: f64,
}

/// Limits on what a stratum gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds {
    /// At least this many, if it has them.
    pub least: usize,
    /// At most this many; `None` for no limit.
    pub most: Option<usize>,
}

impl Allocation {
    /// What decides its numbers: of each stratum or in all; `None` where something else does.
    pub fn amount(&self) -> Option<usize> {
        match self {
            Self::Each(n)
            | Self::Equal(n)
            | Self::Proportional(n)
            | Self::Neyman(n)
            | Self::Shares(n, _) => Some(*n),
            Self::HalfWidth(_) | Self::Quota(..) => None,
        }
    }

    /// The same rule with another amount.
    #[must_use]
    pub fn with_amount(&self, amount: usize) -> Self {
        match self {
            Self::Each(_) => Self::Each(amount),
            Self::Equal(_) => Self::Equal(amount),
            Self::Proportional(_) => Self::Proportional(amount),
            Self::Neyman(_) => Self::Neyman(amount),
            Self::Shares(_, shares) => Self::Shares(amount, shares.clone()),
            Self::HalfWidth(_) | Self::Quota(..) => self.clone(),
        }
    }

    /// The most that one stratum can be asked for, `sd` being the widest spread of any.
    pub fn most(&self, bounds: Bounds, sd: f64) -> usize {
        let most = match self {
            Self::HalfWidth(half) => needed(*half, sd, None),
            Self::Quota(quotas, usual) => quotas.values().copied().fold(*usual, Ord::max),
            other => other.amount().unwrap_or(usize::MAX),
        };
        let most = most.max(bounds.least);
        bounds.most.map_or(most, |limit| most.min(limit))
    }

    /// What is asked of each stratum, before anything is found to be too small.
    ///
    /// Parts of a total are rounded by the largest remainder, ties in the order of strata; what a
    /// stratum cannot give goes to the others (Cochran 1977, 5.5 and 5.8 for Neyman).
    pub fn spread(&self, strata: &[Facts<'_>], bounds: Bounds) -> Vec<usize> {
        let weights = |weight: &dyn Fn(&Facts<'_>) -> f64| -> Vec<f64> {
            strata.iter().map(weight).collect()
        };
        let size = |one: &Facts<'_>| real::length(one.size);
        match self {
            Self::Each(n) => strata.iter().map(|_| bounded(*n, bounds)).collect(),
            Self::Equal(total) => apportion(*total, &weights(&|_| 1.0), strata, bounds),
            Self::Proportional(total) => apportion(*total, &weights(&size), strata, bounds),
            Self::Neyman(total) => {
                apportion(*total, &weights(&|one| size(one) * one.sd), strata, bounds)
            }
            Self::HalfWidth(half) => strata
                .iter()
                .map(|one| bounded(needed(*half, one.sd, Some(one.size)), bounds))
                .collect(),
            Self::Shares(total, shares) => segments(*total, shares, strata, bounds),
            Self::Quota(quotas, usual) => {
                let asked = |first: &str| quotas.get(first).copied().unwrap_or(*usual);
                by_first(strata, |first, members| {
                    let inner: Vec<Facts<'_>> =
                        members.iter().map(|at| strata[*at].clone()).collect();
                    let weights: Vec<f64> = inner.iter().map(size).collect();
                    if let [_] = members {
                        return vec![bounded(asked(first), bounds)];
                    }
                    apportion(asked(first), &weights, &inner, bounds)
                })
            }
        }
    }
}

fn bounded(n: usize, bounds: Bounds) -> usize {
    let n = n.max(bounds.least);
    bounds.most.map_or(n, |most| n.min(most))
}

/// Spreads within each group of strata that begin with the same value.
fn by_first<'a>(
    strata: &'a [Facts<'a>],
    spread: impl Fn(&'a str, &[usize]) -> Vec<usize>,
) -> Vec<usize> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, one) in strata.iter().enumerate() {
        groups.entry(one.first).or_default().push(at);
    }
    let mut found = vec![0; strata.len()];
    for (first, members) in groups {
        for (at, n) in members.iter().zip(spread(first, &members)) {
            found[*at] = n;
        }
    }
    found
}

/// Percentages by value; within one value in proportion to size. What a value cannot give goes to
/// the other named ones in proportion to their parts, and then to those not named.
fn segments(
    total: usize,
    shares: &BTreeMap<String, u64>,
    strata: &[Facts<'_>],
    bounds: Bounds,
) -> Vec<usize> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for one in strata {
        *sizes.entry(one.first).or_default() += one.size;
    }
    let part = |name: &str| shares.get(name).map_or(0.0, |share| real::count(*share));
    let groups: Vec<Facts<'_>> = sizes
        .iter()
        .map(|(first, size)| Facts { first, size: *size, sd: 0.0, minutes: 0.0 })
        .collect();
    let none = Bounds::default();
    let weights: Vec<f64> = groups.iter().map(|group| part(group.first)).collect();
    let mut given = apportion(total, &weights, &groups, none);
    let left = total.saturating_sub(given.iter().sum());
    let others: Vec<Facts<'_>> = groups
        .iter()
        .zip(&given)
        .map(|(group, given)| Facts { size: group.size - given, ..group.clone() })
        .collect();
    let weights: Vec<f64> = others.iter().map(|group| real::length(group.size)).collect();
    for (given, more) in given.iter_mut().zip(apportion(left, &weights, &others, none)) {
        *given += more;
    }
    let given: BTreeMap<&str, usize> = groups.iter().map(|group| group.first).zip(given).collect();
    by_first(strata, |first, members| {
        let inner: Vec<Facts<'_>> = members.iter().map(|at| strata[*at].clone()).collect();
        let weights: Vec<f64> = inner.iter().map(|one| real::length(one.size)).collect();
        apportion(given.get(first).copied().unwrap_or(0), &weights, &inner, bounds)
    })
}

/// The smallest n of `size` with t(n − 1) · sd · √((1 − n/N)/n) at most `half`; without a size, of
/// a population without end. At least 2, and the whole of a stratum that cannot do it with less.
fn needed(half: f64, sd: f64, size: Option<usize>) -> usize {
    let most = size.unwrap_or(1_000_000);
    let wide = |n: usize| {
        let count = real::length(n);
        let rest = size.map_or(1.0, |size| 1.0 - count / real::length(size));
        student::quantile(0.975, count - 1.0) * sd * (rest / count).sqrt() > half
    };
    if most <= 2 {
        return most;
    }
    let (mut low, mut high) = (2, most);
    while low < high {
        let middle = low.midpoint(high);
        if wide(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// The largest amount whose expected work stays within `minutes`, and what each stratum then gives.
/// A rule without an amount is taken as it is.
pub fn within(
    allocation: &Allocation,
    strata: &[Facts<'_>],
    bounds: Bounds,
    minutes: f64,
) -> Vec<usize> {
    let Some(most) = allocation.amount() else { return allocation.spread(strata, bounds) };
    let fits = |amount: usize| {
        let given = allocation.with_amount(amount).spread(strata, bounds);
        let work =
            |(one, given): (&Facts<'_>, &usize)| one.minutes * real::length(one.size.min(*given));
        strata.iter().zip(&given).map(work).sum::<f64>() <= minutes
    };
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if fits(middle) { low = middle } else { high = middle - 1 }
    }
    allocation.with_amount(low).spread(strata, bounds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facts(sizes: &[(&'static str, usize, f64)]) -> Vec<Facts<'static>> {
        let facts = |(first, size, sd): &(&'static str, usize, f64)| Facts {
            first,
            size: *size,
            sd: *sd,
            minutes: 10.0,
        };
        sizes.iter().map(facts).collect()
    }

    const FREE: Bounds = Bounds { least: 0, most: None };

    /// Cochran (1977), 5.9: 196 teachers' colleges.
    fn colleges() -> Vec<Facts<'static>> {
        facts(&[
            ("a", 13, 325.0),
            ("b", 18, 190.0),
            ("c", 26, 189.0),
            ("d", 42, 82.0),
            ("e", 73, 86.0),
            ("f", 24, 190.0),
        ])
    }

    #[test]
    fn nothing_is_spread_over_nothing() {
        for rule in [Allocation::Each(5), Allocation::Neyman(5), Allocation::HalfWidth(5.0)] {
            assert!(rule.spread(&[], FREE).is_empty());
        }
        assert_eq!(Allocation::Equal(0).spread(&colleges(), FREE), [0; 6]);
    }

    #[test]
    fn neyman_agrees_with_cochrans_colleges() {
        // Cochran 1977, table 5.2: 58 colleges in 9, 7, 11, 7, 14 and 10.
        assert_eq!(Allocation::Neyman(58).spread(&colleges(), FREE), [9, 7, 11, 7, 14, 10]);
    }

    #[test]
    fn equal_and_proportional_parts_are_rounded_by_the_largest_remainder() {
        let strata = facts(&[("a", 50, 1.0), ("b", 30, 1.0), ("c", 20, 1.0)]);
        assert_eq!(Allocation::Equal(10).spread(&strata, FREE), [4, 3, 3]);
        // 5.5, 3.3, 2.2 of 11: one is left, and .5 is the largest remainder.
        assert_eq!(Allocation::Proportional(11).spread(&strata, FREE), [6, 3, 2]);
    }

    #[test]
    fn what_a_stratum_cannot_give_goes_to_the_others() {
        let strata = facts(&[("a", 2, 1.0), ("b", 50, 1.0), ("c", 50, 1.0)]);
        assert_eq!(Allocation::Equal(30).spread(&strata, FREE), [2, 14, 14]);
        assert_eq!(Allocation::Equal(300).spread(&strata, FREE), [2, 50, 50]);
        let bounds = Bounds { least: 4, most: Some(9) };
        assert_eq!(Allocation::Proportional(12).spread(&strata, bounds), [2, 5, 5]);
        assert_eq!(Allocation::Proportional(90).spread(&strata, bounds), [2, 9, 9]);
        assert_eq!(Allocation::Each(3).spread(&strata, bounds), [4, 4, 4]);
    }

    #[test]
    fn a_half_width_asks_for_twenty_two_of_a_hundred_and_eighty() {
        // Case sample-size/score-mean: sd 12, ± 5, N = 180, with t: 22.
        let strata = facts(&[("a", 180, 12.0), ("b", 2, 12.0)]);
        assert_eq!(Allocation::HalfWidth(5.0).spread(&strata, FREE), [22, 2]);
        assert!(Allocation::HalfWidth(5.0).most(FREE, 12.0) >= 22);
    }

    #[test]
    fn percentages_fall_back_on_the_others() {
        let shares = BTreeMap::from([("chat".to_owned(), 30), ("voice".to_owned(), 70)]);
        let rule = Allocation::Shares(20, shares);
        let full = facts(&[("chat", 50, 0.0), ("mail", 50, 0.0), ("voice", 50, 0.0)]);
        assert_eq!(rule.spread(&full, FREE), [6, 0, 14]);
        let few = facts(&[("chat", 2, 0.0), ("mail", 50, 0.0), ("voice", 50, 0.0)]);
        assert_eq!(rule.spread(&few, FREE), [2, 0, 18]);
        let fewer = facts(&[("chat", 2, 0.0), ("mail", 50, 0.0), ("voice", 9, 0.0)]);
        assert_eq!(rule.spread(&fewer, FREE), [2, 9, 9]);
    }

    #[test]
    fn the_strata_of_an_agent_share_the_quota() {
        let rule = Allocation::Quota(BTreeMap::from([("A1".to_owned(), 6)]), 4);
        let strata = facts(&[("A1", 20, 0.0), ("A1", 10, 0.0), ("A2", 9, 0.0)]);
        assert_eq!(rule.spread(&strata, FREE), [4, 2, 4]);
        assert_eq!(rule.most(FREE, 0.0), 6);
    }

    #[test]
    fn a_budget_of_minutes_buys_whole_evaluations() {
        // 10 minutes each: 65 minutes buy 6 of a total, and 2 from each of three strata.
        let strata = facts(&[("a", 50, 1.0), ("b", 30, 1.0), ("c", 20, 1.0)]);
        assert_eq!(within(&Allocation::Equal(40), &strata, FREE, 65.0), [2, 2, 2]);
        assert_eq!(within(&Allocation::Each(5), &strata, FREE, 65.0), [2, 2, 2]);
        assert_eq!(within(&Allocation::Each(5), &strata, FREE, 1e6), [5, 5, 5]);
        assert_eq!(within(&Allocation::Each(5), &strata, FREE, 3.0), [0, 0, 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_total_is_met_whenever_the_strata_have_it(
            sizes in prop::collection::vec(0..40_usize, 1..8), total in 0..200_usize,
        ) {
            let strata: Vec<Facts<'_>> = sizes
                .iter()
                .map(|size| Facts { first: "a", size: *size, sd: 1.0, minutes: 1.0 })
                .collect();
            for rule in [Allocation::Equal(total), Allocation::Proportional(total)] {
                let given = rule.spread(&strata, FREE);
                let all: usize = sizes.iter().sum();
                prop_assert_eq!(given.iter().sum::<usize>(), total.min(all));
                prop_assert!(given.iter().zip(&sizes).all(|(given, size)| given <= size));
            }
        }
    }
}
