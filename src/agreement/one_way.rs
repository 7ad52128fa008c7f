//! How far scores differ between groups, such as agents: the one-way intraclass correlation.

use crate::stats::{fisher, mean, real};

/// Variance between and within groups of unequal size, by analysis of variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneWay {
    /// Groups; at least 2.
    pub groups: usize,
    /// Scores; more than groups.
    pub scores: usize,
    /// Mean square between groups.
    pub between_square: f64,
    /// Mean square within groups: the variance within.
    pub within: f64,
    /// The size of a group that counts, below the mean size where sizes differ.
    pub size: f64,
}

impl OneWay {
    /// From the scores of each group.
    ///
    /// `None` below two groups with scores, without a second score in any, and without scatter.
    /// Sources: Searle (1971), *Linear Models*, chapter 10; limits: Thomas and Hultquist (1978)
    /// <https://doi.org/10.1214/aos/1176344202>.
    pub fn of(groups: &[Vec<f64>]) -> Option<Self> {
        let groups: Vec<&Vec<f64>> = groups.iter().filter(|group| !group.is_empty()).collect();
        let n: usize = groups.iter().map(|group| group.len()).sum();
        if groups.len() < 2 || n <= groups.len() {
            return None;
        }
        let (all, a) = (real::length(n), real::length(groups.len()));
        let grand = mean::sum(groups.iter().flat_map(|group| group.iter().copied())) / all;
        let (mut between, mut within, mut squares) = (0.0, 0.0, 0.0);
        for group in &groups {
            let size = real::length(group.len());
            let own = mean::sum(group.iter().copied()) / size;
            between += size * (own - grand).powi(2);
            within += mean::sum(group.iter().map(|score| (score - own).powi(2)));
            squares += size * size;
        }
        let found = Self {
            groups: groups.len(),
            scores: n,
            between_square: between / (a - 1.0),
            within: within / (all - a),
            size: (all - squares / all) / (a - 1.0),
        };
        (found.between_square + found.within > 0.0).then_some(found)
    }

    /// Variance between groups; below 0 where they differ less than chance would have it.
    pub fn between(&self) -> f64 {
        (self.between_square - self.within) / self.size
    }

    /// The share of the variance of a score that lies between groups; may be negative.
    pub fn correlation(&self) -> f64 {
        self.between() / (self.between() + self.within)
    }

    /// Limits of the correlation at a confidence such as 0.95; `None` without scatter within.
    pub fn limits(&self, confidence: f64) -> Option<(f64, f64)> {
        if self.within <= 0.0 {
            return None;
        }
        let above = real::length(self.groups - 1);
        let below = real::length(self.scores - self.groups);
        let p = 0.5 + confidence / 2.0;
        let ratio = self.between_square / self.within;
        let correlation = |f: f64| (f - 1.0) / (f + self.size - 1.0);
        let low = correlation(ratio / fisher::quantile(p, above, below));
        Some((low, correlation(ratio * fisher::quantile(p, below, above))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_group_or_no_second_score_has_no_correlation() {
        assert_eq!(OneWay::of(&[vec![1.0, 2.0], vec![]]), None);
        assert_eq!(OneWay::of(&[vec![1.0], vec![2.0]]), None);
        assert_eq!(OneWay::of(&[vec![1.0, 1.0], vec![1.0]]), None);
    }

    /// By hand: means 2 and 6 around 4: between 2 · 8 / 1 = 16, within 2 · (1 + 1) / 2 = 2, so
    /// (16 − 2) / 2 = 7 between and 7 / 9.
    #[test]
    fn groups_of_equal_size_are_as_on_paper() {
        let found = OneWay::of(&[vec![1.0, 3.0], vec![5.0, 7.0]]).unwrap();
        assert!((found.between() - 7.0).abs() < 1e-12 && (found.size - 2.0).abs() < 1e-12);
        assert!((found.correlation() - 7.0 / 9.0).abs() < 1e-12);
    }
}
