//! Do several rankings of the same things agree? Kendall's W.

use super::{mean, real, tail};

/// Kendall's coefficient of concordance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concordance {
    /// W, corrected for ties: 1 if all rank alike, 0 if the sums of ranks are all equal.
    pub w: f64,
    /// W as if there were no ties.
    pub uncorrected: f64,
    /// Chi-square of no concordance, with [`Concordance::df`] degrees of freedom.
    pub chi_square: f64,
    /// Things ranked less 1.
    pub df: usize,
    /// Probability of a chi-square as large without concordance; for 7 things and more.
    pub p: f64,
    /// Mean of Spearman's correlation over all pairs of rankings.
    pub mean_spearman: f64,
}

/// Concordance of some judges' values of the same things, the same number from each.
///
/// Values are ranked within each judge, ties sharing their mean rank. `None` below two judges or
/// two things, for rows of different length, values that are not finite, and where every judge
/// finds all things equal.
/// Source: Kendall and Babington Smith (1939); ties: Siegel and Castellan (1988), chapter 9.
pub fn kendall(judges: &[Vec<f64>]) -> Option<Concordance> {
    let (r, n) = (judges.len(), judges.first()?.len());
    let finite = judges.iter().flatten().all(|value| value.is_finite());
    if r < 2 || n < 2 || !finite || judges.iter().any(|values| values.len() != n) {
        return None;
    }
    let mut sums = vec![0.0; n];
    let mut ties = 0.0;
    for values in judges {
        let (ranks, tied) = ranked(values);
        sums.iter_mut().zip(ranks).for_each(|(sum, rank)| *sum += rank);
        ties += tied;
    }
    let (judges, things) = (real::length(r), real::length(n));
    let centre = judges * (things + 1.0) / 2.0;
    let spread = mean::sum(sums.iter().map(|sum| (sum - centre).powi(2)));
    let cube = things.powi(3) - things;
    let below = judges * judges * cube - judges * ties;
    if below <= 0.0 {
        return None;
    }
    let w = 12.0 * spread / below;
    let chi_square = judges * (things - 1.0) * w;
    Some(Concordance {
        w,
        uncorrected: 12.0 * spread / (judges * judges * cube),
        chi_square,
        df: n - 1,
        p: tail::chi_square(chi_square, things - 1.0),
        mean_spearman: (judges * w - 1.0) / (judges - 1.0),
    })
}

/// Ranks from 1 on, equal values sharing their mean rank, and the sum of t³ − t over ties of t.
pub fn ranked(values: &[f64]) -> (Vec<f64>, f64) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    let (mut ranks, mut ties) = (vec![0.0; values.len()], 0.0);
    for tied in order.chunk_by(|one, other| values[*one].total_cmp(&values[*other]).is_eq()) {
        let below = real::length(values.iter().filter(|value| **value < values[tied[0]]).count());
        let t = real::length(tied.len());
        for at in tied {
            ranks[*at] = below + f64::midpoint(t, 1.0);
        }
        ties += t.powi(3) - t;
    }
    (ranks, ties)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_judge_one_thing_or_no_difference_has_no_concordance() {
        for judges in [
            vec![],
            vec![vec![1.0, 2.0]],
            vec![vec![1.0], vec![2.0]],
            vec![vec![1.0, 2.0], vec![1.0]],
            vec![vec![4.0, 4.0], vec![3.0, 3.0]],
            vec![vec![1.0, f64::NAN], vec![1.0, 2.0]],
        ] {
            assert_eq!(kendall(&judges), None, "{judges:?}");
        }
    }

    #[test]
    fn equal_values_share_their_mean_rank() {
        let (ranks, ties) = ranked(&[5.0, 3.0, 5.0, 1.0, 5.0]);
        assert_eq!((ranks, ties), (vec![4.0, 2.0, 4.0, 1.0, 4.0], 24.0));
    }

    /// Source: Siegel (1956), *Nonparametric Statistics*: six applicants, three executives, W .16.
    #[test]
    fn siegels_executives_hardly_agree() {
        let judges = [[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]];
        let found = kendall(&judges.map(|ranks| ranks.map(f64::from).to_vec())).unwrap();
        assert!((found.w - 0.16).abs() < 0.005, "{}", found.w);
        assert!((found.w - found.uncorrected).abs() < 1e-12 && found.df == 5);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn rankings_alike_concord_fully_whatever_the_values(values in prop::collection::vec(0..9_u8, 2..12)) {
            let one: Vec<f64> = values.iter().map(|value| f64::from(*value)).collect();
            let other: Vec<f64> = one.iter().map(|value| value * value + 3.0).collect();
            if let Some(found) = kendall(&[one, other]) {
                prop_assert!((found.w - 1.0).abs() < 1e-9 && (found.mean_spearman - 1.0).abs() < 1e-9);
            }
        }
    }
}
