//! p-values of many tests at once.

use super::real;

/// p-values adjusted for a false-discovery rate, in the order given.
///
/// Source: Benjamini & Hochberg (1995), *JRSS B* 57, 289–300.
pub fn false_discovery(p: &[f64]) -> Vec<f64> {
    stepped_up(p, 1.0)
}

/// p-values adjusted so that any false one is as rare as asked, in the order given.
///
/// Source: Holm (1979), *Scandinavian Journal of Statistics* 6, 65–70.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut adjusted = vec![1.0; p.len()];
    let mut most = 0.0_f64;
    for (rank, at) in order(p).into_iter().enumerate() {
        let scaled = p[at] * real::length(p.len() - rank);
        most = if scaled > most { scaled } else { most };
        adjusted[at] = most.min_of(1.0);
    }
    adjusted
}

/// The same under any dependence of the tests, in the order given.
///
/// Source: Benjamini & Yekutieli (2001), *Annals of Statistics* 29, 1165–1188.
pub fn false_discovery_any(p: &[f64]) -> Vec<f64> {
    stepped_up(p, (1..=p.len()).map(|rank| 1.0 / real::length(rank)).sum())
}

/// Each p times their number and a factor over its rank, never above that of a larger one.
fn stepped_up(p: &[f64], factor: f64) -> Vec<f64> {
    let n = real::length(p.len()) * factor;
    let mut adjusted = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (rank, at) in order(p).into_iter().enumerate().rev() {
        least = least.min_of(p[at] * n / real::length(rank + 1));
        adjusted[at] = least;
    }
    adjusted
}

/// p-values times their number, at most 1 (Bonferroni), in the order given.
pub fn bonferroni(p: &[f64]) -> Vec<f64> {
    let n = real::length(p.len());
    p.iter().map(|p| (p * n).min_of(1.0)).collect()
}

/// Positions in order of their values.
fn order(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    order
}

trait MinOf {
    fn min_of(self, other: Self) -> Self;
}

impl MinOf for f64 {
    fn min_of(self, other: Self) -> Self {
        if other < self { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_test_has_no_p_value_and_one_stays_as_it_is() {
        assert!(false_discovery(&[]).is_empty() && holm(&[]).is_empty());
        assert_eq!((false_discovery(&[0.03]), holm(&[0.03])), (vec![0.03], vec![0.03]));
        assert_eq!(false_discovery_any(&[0.03]), bonferroni(&[0.03]));
    }

    /// Source: Benjamini & Hochberg (1995), the fifteen p-values of their example; four are rejected.
    #[test]
    fn fifteen_p_values_are_adjusted_as_published() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262,
            0.5719, 0.6528, 0.759, 1.0,
        ];
        let found = false_discovery(&p);
        assert_eq!(found.iter().filter(|p| **p <= 0.05).count(), 4);
        for (at, expected) in [(0, 0.0015), (4, 0.0603), (5, 0.063_857_142_857), (14, 1.0)] {
            assert!((found[at] - expected).abs() < 1e-11, "{at}: {}", found[at]);
        }
        let found = holm(&p);
        for (at, expected) in [(0, 0.0015), (3, 0.114), (5, 0.278), (6, 0.278), (9, 1.0)] {
            assert!((found[at] - expected).abs() < 1e-12, "{at}: {}", found[at]);
        }
        let found = (false_discovery_any(&p), bonferroni(&p));
        assert!((found.0[0] - 0.004_977_343_489_843).abs() < 1e-12 && found.0[9] >= 1.0);
        assert!((found.1[3] - 0.1425).abs() < 1e-12 && found.1[9] >= 1.0);
    }
}
