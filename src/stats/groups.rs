//! Several groups at once: do their means, or their ranks, differ by more than chance?

use super::mean::{self, Mean};
use super::{concordance, real, tail};

/// A test of several groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// F, or chi-square of ranks.
    pub statistic: f64,
    /// Degrees of freedom: groups less one.
    pub df: f64,
    /// Degrees of freedom within; `None` for ranks, which have none.
    pub df_within: Option<f64>,
    /// How often chance alone makes groups differ as much.
    pub p: f64,
}

/// The analysis of variance, for groups of one spread.
///
/// `None` below two groups, without a group of two, and when nothing varies within.
/// Source: Fisher (1925), *Statistical Methods for Research Workers*.
pub fn variance(groups: &[Mean]) -> Option<Test> {
    let k = real::length(groups.len());
    let n: f64 = groups.iter().map(|group| real::count(group.n)).sum();
    let grand = mean::sum(groups.iter().map(|group| real::count(group.n) * group.mean)) / n;
    let between = groups.iter().map(|group| real::count(group.n) * (group.mean - grand).powi(2));
    let own = |group: &Mean| group.variance.unwrap_or(0.0) * (real::count(group.n) - 1.0);
    let within = mean::sum(groups.iter().map(own));
    let (df, df_within) = (k - 1.0, n - k);
    if groups.len() < 2 || df_within < 1.0 || within <= 0.0 {
        return None;
    }
    let statistic = mean::sum(between) / df / (within / df_within);
    Some(Test {
        statistic,
        df,
        df_within: Some(df_within),
        p: tail::fisher(statistic, df, df_within),
    })
}

/// The test of Welch, for groups whose spreads differ.
///
/// `None` below two groups, and when one has a single value or no spread.
/// Source: Welch (1951), *Biometrika* 38, 330–336. <https://doi.org/10.1093/biomet/38.3-4.330>
pub fn welch(groups: &[Mean]) -> Option<Test> {
    let weight = |group: &Mean| {
        let variance = group.variance.filter(|variance| *variance > 0.0)?;
        Some(real::count(group.n) / variance)
    };
    let weights: Vec<f64> = groups.iter().map(weight).collect::<Option<_>>()?;
    let (k, all) = (real::length(groups.len()), weights.iter().sum::<f64>());
    if groups.len() < 2 {
        return None;
    }
    let each = || groups.iter().zip(&weights);
    let center = mean::sum(each().map(|(group, weight)| weight * group.mean)) / all;
    let between = each().map(|(group, weight)| weight * (group.mean - center).powi(2));
    let spare =
        each().map(|(group, weight)| (1.0 - weight / all).powi(2) / (real::count(group.n) - 1.0));
    let spare = mean::sum(spare);
    let below = 1.0 + 2.0 * (k - 2.0) / (k * k - 1.0) * spare;
    let statistic = mean::sum(between) / (k - 1.0) / below;
    let df_within = (k * k - 1.0) / (3.0 * spare);
    let p = tail::fisher(statistic, k - 1.0, df_within);
    Some(Test { statistic, df: k - 1.0, df_within: Some(df_within), p })
}

/// The test of Kruskal and Wallis on ranks, corrected for ties.
///
/// `None` below two groups with values, and when all values are equal.
/// Source: Kruskal and Wallis (1952), *JASA* 47, 583–621. <https://doi.org/10.2307/2280779>
pub fn ranks(groups: &[Vec<f64>]) -> Option<Test> {
    let groups: Vec<&Vec<f64>> = groups.iter().filter(|group| !group.is_empty()).collect();
    let all: Vec<f64> = groups.iter().flat_map(|group| group.iter().copied()).collect();
    let n = real::length(all.len());
    let (ranks, ties) = concordance::ranked(&all);
    let correction = 1.0 - ties / (n * n * n - n);
    if groups.len() < 2 || correction <= 0.0 {
        return None;
    }
    let mut rest = ranks.as_slice();
    let mut squares = 0.0;
    for group in &groups {
        let (own, others) = rest.split_at(group.len());
        squares += mean::sum(own.iter().copied()).powi(2) / real::length(own.len());
        rest = others;
    }
    let statistic = (12.0 / (n * (n + 1.0)) * squares - 3.0 * (n + 1.0)) / correction;
    let df = real::length(groups.len()) - 1.0;
    Some(Test { statistic, df, df_within: None, p: tail::chi_square(statistic, df) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means(groups: &[Vec<f64>]) -> Vec<Mean> {
        groups.iter().filter_map(|group| mean::of_reals(group)).collect()
    }

    #[test]
    fn one_group_differs_from_nothing_and_equal_values_tell_nothing() {
        let one = [vec![1.0, 2.0]];
        assert_eq!((variance(&means(&one)), welch(&means(&one)), ranks(&one)), (None, None, None));
        let equal = [vec![2.0, 2.0], vec![2.0, 2.0]];
        let found = (variance(&means(&equal)), welch(&means(&equal)), ranks(&equal));
        assert_eq!(found, (None, None, None));
    }

    /// Source: Dobson (1983), dried weight of plants; R's `aov`, `oneway.test` and `kruskal.test`.
    #[test]
    fn plants_of_three_groups_grow_as_published() {
        let groups = [
            vec![4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14],
            vec![4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
            vec![6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26],
        ];
        let close = |found: f64, expected: f64| (found - expected).abs() < 1e-9;
        let found = variance(&means(&groups)).unwrap();
        assert!(close(found.statistic, 4.846_087_862_380_14), "{found:?}");
        assert!(close(found.p, 0.015_909_958_325_622_9), "{found:?}");
        let found = welch(&means(&groups)).unwrap();
        assert!(close(found.statistic, 5.180_972_408_113_19), "{found:?}");
        assert!((found.df_within.unwrap() - 17.128_418_616_6).abs() < 1e-9, "{found:?}");
        let found = ranks(&groups).unwrap();
        assert!(close(found.statistic, 7.988_228_749_443_72), "{found:?}");
    }
}
