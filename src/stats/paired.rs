//! The same things judged twice: whether yes became no more often than no became yes, and whether
//! values moved to one side.

use super::{concordance, mean, real, tail};

/// Yes or no, twice: how often each pair of answers was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Yes both times.
    pub both: u64,
    /// Yes first, then no.
    pub lost: u64,
    /// No first, then yes.
    pub gained: u64,
    /// No both times.
    pub neither: u64,
}

/// Whether `McNemar`'s chi-square is corrected for continuity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Continuity {
    /// It is.
    Corrected,
    /// It is not.
    Plain,
}

impl Changes {
    /// Share of yes at first less share of yes then; `None` without any.
    pub fn difference(&self) -> Option<f64> {
        let all = self.both + self.lost + self.gained + self.neither;
        let net = i128::from(self.lost) - i128::from(self.gained);
        (all > 0).then(|| real::signed(net) / real::count(all))
    }

    /// Chi-square of `McNemar` with one degree of freedom, and its p; `None` when nothing changed.
    ///
    /// Source: `McNemar` (1947) <https://doi.org/10.1007/BF02295996>; correction: Edwards (1948).
    pub fn chi_square(&self, continuity: Continuity) -> Option<(f64, f64)> {
        let changed = real::count(self.lost + self.gained);
        let gap = real::count(self.lost.abs_diff(self.gained));
        let gap = match continuity {
            Continuity::Corrected if gap > 0.0 => gap - 1.0,
            Continuity::Corrected | Continuity::Plain => gap,
        };
        let square = gap * gap / changed;
        (changed > 0.0).then(|| (square, tail::chi_square(square, 1.0)))
    }

    /// The exact p of `McNemar`'s test; `None` when nothing changed.
    pub fn exact_p(&self) -> Option<f64> {
        tail::fair_split(self.lost, self.gained)
    }
}

/// Two-sided p of the signed-rank test, by the normal distribution with corrections for ties and
/// continuity; `None` when every difference is zero.
///
/// Differences of zero are left out, as in R. Source: Wilcoxon (1945), *Biometrics Bulletin* 1, 80–83.
pub fn signed_rank_p(differences: &[f64]) -> Option<f64> {
    let moved: Vec<f64> = differences.iter().copied().filter(|d| d.abs() > 0.0).collect();
    let n = real::length(moved.len());
    let (ranks, ties) = concordance::ranked(&moved.iter().map(|d| d.abs()).collect::<Vec<_>>());
    let up = moved.iter().zip(&ranks).filter(|(d, _)| **d > 0.0).map(|(_, rank)| *rank);
    let off = mean::sum(up) - n * (n + 1.0) / 4.0;
    let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ties / 48.0;
    let nearer = if off.abs() > 0.0 { off.abs() - 0.5 } else { 0.0 };
    let p = || 2.0 * tail::normal(-nearer / variance.sqrt());
    (variance > 0.0).then(p).map(|p| p.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nothing_changed_there_is_no_test() {
        let same = Changes { both: 9, ..Changes::default() };
        assert_eq!((same.chi_square(Continuity::Plain), same.exact_p()), (None, None));
        assert_eq!(same.difference(), Some(0.0));
        assert_eq!(Changes::default().difference(), None);
        assert_eq!((signed_rank_p(&[]), signed_rank_p(&[0.0])), (None, None));
    }

    /// Source: Agresti (2002), *Categorical Data Analysis*, table 10.1; R's `mcnemar.test`.
    #[test]
    fn approval_fell_as_published() {
        let polls = Changes { both: 794, lost: 150, gained: 86, neither: 570 };
        let (square, p) = polls.chi_square(Continuity::Plain).unwrap();
        assert!((square - 17.355_932_203_39).abs() < 1e-9 && (p - 3.099_293_441e-5).abs() < 1e-12);
        let (square, _) = polls.chi_square(Continuity::Corrected).unwrap();
        assert!((square - 16.817_796_610_17).abs() < 1e-9);
        assert!((polls.difference().unwrap() - 0.04).abs() < 1e-12);
    }

    /// By hand: |d| 2, 1, 3, 3 have ranks 2, 1, 3.5, 3.5; those above zero sum to 2 + 3.5 + 3.5 = 9, which is 4
    /// above the 5 expected. Variance 4·5·9/24 − (8 − 2)/48 = 7.375; z = 3.5 / 2.715695 = 1.288804.
    #[test]
    fn signed_ranks_are_corrected_for_ties_and_continuity() {
        let p = signed_rank_p(&[2.0, -1.0, 3.0, 3.0, 0.0]).unwrap();
        assert!((p - 2.0 * tail::normal(-3.5 / 7.375_f64.sqrt())).abs() < 1e-12, "{p}");
    }
}
