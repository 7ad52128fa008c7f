//! Fleiss' kappa of each category by itself, and the test that there is no agreement at all.
//!
//! For interactions that all have the same number of ratings, as in the paper.

use super::table::Table;
use crate::stats::real;

/// Agreement on each category by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct ByCategory {
    /// Kappa of each category; `None` for one that nobody or everybody used.
    pub kappa: Vec<Option<f64>>,
    /// Standard error of each of them if there were no agreement, and so of no other use.
    pub null_error: f64,
    /// Standard error of kappa over all categories if there were no agreement; `None` without variation.
    pub overall_null_error: Option<f64>,
}

/// Kappa by category; `None` without interactions, below two ratings each, and where their number differs.
///
/// Sources: Fleiss (1971), *Psychological Bulletin* 76, 378–382 <https://doi.org/10.1037/h0031619>; errors:
/// Fleiss, Nee and Landis (1979), *Psychological Bulletin* 86, 974–977.
pub fn by_category(table: &Table) -> Option<ByCategory> {
    let rows: Vec<_> = table.rows().iter().filter(|row| !row.is_empty()).collect();
    let each = rows.first()?.len();
    if each < 2 || rows.iter().any(|row| row.len() != each) {
        return None;
    }
    let (n, m) = (real::length(rows.len()), real::length(each));
    let pairs = n * m * (m - 1.0);
    let (mut kappa, mut whole, mut skew) = (Vec::new(), 0.0, 0.0);
    for category in 0..table.categories() {
        let counts = rows.iter().map(|row| row.iter().filter(|(_, own)| *own == category).count());
        let counts: Vec<f64> = counts.map(real::length).collect();
        let p = counts.iter().sum::<f64>() / (n * m);
        let split: f64 = counts.iter().map(|count| count * (m - count)).sum();
        let chance = p * (1.0 - p);
        kappa.push((chance > 0.0).then(|| 1.0 - split / (pairs * chance)));
        whole += chance;
        skew += chance * (1.0 - 2.0 * p);
    }
    let null_error = (2.0 / pairs).sqrt();
    let overall = (whole * whole - skew).sqrt() / whole * null_error;
    Some(ByCategory { kappa, null_error, overall_null_error: (whole > 0.0).then_some(overall) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_rated_and_unequal_numbers_of_ratings_have_none() {
        assert_eq!(by_category(&Table::new(2, Vec::new())), None);
        let uneven = vec![vec![(0, 0), (1, 1)], vec![(0, 0), (1, 1), (2, 1)]];
        assert_eq!(by_category(&Table::new(2, uneven)), None);
        let same = by_category(&Table::new(2, vec![vec![(0, 0), (1, 0)]])).unwrap();
        assert_eq!((same.kappa, same.overall_null_error), (vec![None, None], None));
    }

    /// By hand: of three pairs one is split, so n(m − n) adds up to 1 for both categories; each has p = ½,
    /// and 1 − 1 / (3 · 2 · 1 · ¼) = 1/3.
    #[test]
    fn two_categories_have_the_kappa_of_the_whole() {
        let rows = vec![vec![(0, 0), (1, 0)], vec![(0, 1), (1, 1)], vec![(0, 0), (1, 1)]];
        let found = by_category(&Table::new(2, rows)).unwrap();
        assert!(found.kappa.iter().all(|kappa| (kappa.unwrap() - 1.0 / 3.0).abs() < 1e-12));
    }
}
