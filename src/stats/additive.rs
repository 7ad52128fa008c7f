//! Rows and columns that add up: least squares with missing cells.

use super::cholesky::Cholesky;
use super::{mean, real};

/// One observation: its row, its column, its value.
pub type Cell = (usize, usize, f64);

/// Values that rows and columns add up to.
#[derive(Debug, Clone, PartialEq)]
pub struct Additive {
    /// Of each row, at the mean of all columns.
    pub rows: Vec<f64>,
    /// How far each column lies above the mean of the columns; they add up to 0.
    pub columns: Vec<f64>,
    /// The standard error of each row's value, in standard deviations of what is left over.
    pub errors: Vec<f64>,
}

/// How many parts the table falls into that share neither row nor column; 0 without observations.
pub fn components(cells: &[Cell]) -> usize {
    let mut part: Vec<usize> = (0..cells.len()).collect();
    let (mut of_row, mut of_column) = (Vec::new(), Vec::new());
    for (at, (row, column, _)) in cells.iter().enumerate() {
        for (of, index) in [(&mut of_row, *row), (&mut of_column, *column)] {
            if of.len() <= index {
                of.resize(index + 1, None);
            }
            match of[index] {
                None => of[index] = Some(at),
                Some(first) => {
                    let (one, other) = (root(&mut part, first), root(&mut part, at));
                    part[one.max(other)] = one.min(other);
                }
            }
        }
    }
    (0..part.len()).filter(|at| part[*at] == *at).count()
}

/// The first observation of the part that this one belongs to.
fn root(part: &mut [usize], mut at: usize) -> usize {
    while part[at] != at {
        part[at] = part[part[at]];
        at = part[at];
    }
    at
}

/// Least squares of `value = row + column`; `None` without observations and when the table falls
/// into parts, because then rows of different parts cannot be compared.
///
/// Every row and column up to the largest named must have an observation.
/// The row values are the estimated marginal means of a two-way layout without interaction.
pub fn fit(cells: &[Cell]) -> Option<Additive> {
    let rows = cells.iter().map(|(row, ..)| row + 1).max()?;
    let columns = cells.iter().map(|(_, column, _)| column + 1).max()?;
    if components(cells) != 1 {
        return None;
    }
    let centre = mean::sum(cells.iter().map(|(.., y)| *y)) / real::length(cells.len());
    let mut sums = vec![(0.0, 0.0); rows];
    let mut by_row = vec![vec![0.0; columns]; rows];
    let mut right = vec![0.0; columns];
    for (row, column, y) in cells {
        sums[*row] = (sums[*row].0 + 1.0, sums[*row].1 + y - centre);
        by_row[*row][*column] += 1.0;
        right[*column] += y - centre;
    }
    // Rows are eliminated; a rank of one more makes the columns add up to 0.
    let mut matrix = vec![1.0 / real::length(columns); columns * columns];
    for ((n, sum), met) in sums.iter().zip(&by_row) {
        for (i, x) in met.iter().enumerate().filter(|(_, x)| **x > 0.0) {
            matrix[i * columns + i] += x;
            right[i] -= x * sum / n;
            met.iter().enumerate().for_each(|(j, y)| matrix[i * columns + j] -= x * y / n);
        }
    }
    let solved = Cholesky::of(matrix, columns)?;
    let severity = solved.solve(&right);
    // A row's own mean, and how far the columns it was met in stand for all of them.
    let error = |((n, _), met): (&(f64, f64), &Vec<f64>)| {
        let shares: Vec<f64> = met.iter().map(|times| times / n).collect();
        let of_columns = mean::sum(solved.forward(&shares).iter().map(|part| part * part));
        (1.0 / n + of_columns - 1.0 / real::length(columns)).clamp(0.0, f64::MAX).sqrt()
    };
    let errors = sums.iter().zip(&by_row).map(error).collect();
    let value = |((n, sum), met): (&(f64, f64), &Vec<f64>)| {
        let shifted: f64 = met.iter().zip(&severity).map(|(times, column)| times * column).sum();
        (*n > 0.0).then(|| centre + (sum - shifted) / n)
    };
    let rows = sums.iter().zip(&by_row).map(value).collect::<Option<Vec<f64>>>()?;
    Some(Additive { rows, columns: severity, errors })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_has_no_parts_and_two_parts_cannot_be_compared() {
        assert_eq!((components(&[]), fit(&[])), (0, None));
        let apart = [(0, 0, 90.0), (1, 0, 86.0), (2, 1, 70.0), (3, 1, 75.0)];
        assert_eq!((components(&apart), fit(&apart)), (2, None));
        let joined = [apart.to_vec(), vec![(0, 1, 80.0)]].concat();
        assert_eq!(components(&joined), 1);
    }

    /// By hand: column 1 is 10 above column 0 in row 0; row 1 is known from column 1 only, so at
    /// the mean column it is 5 lower.
    #[test]
    fn a_row_judged_by_the_generous_is_brought_down() {
        let fit = fit(&[(0, 0, 80.0), (0, 1, 90.0), (1, 1, 75.0)]).unwrap();
        let close = |got: f64, expected: f64| (got - expected).abs() < 1e-9;
        assert!(close(fit.rows[0], 85.0) && close(fit.rows[1], 70.0));
        assert!(close(fit.columns[0], -5.0) && close(fit.columns[1], 5.0));
        // The variance of row 0 is that of a mean of two; of row 1 that of 75 less half of 90 - 80.
        assert!(close(fit.errors[0].powi(2), 0.5) && close(fit.errors[1].powi(2), 1.5));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_adds_up_is_found_again(
            rows in prop::collection::vec(0..50_i8, 1..6),
            columns in prop::collection::vec(-20..20_i8, 1..5),
            more in prop::collection::vec((0..6_usize, 0..5_usize), 0..12),
        ) {
            // A first row and a first column join everything.
            let first = (0..rows.len()).map(|row| (row, 0)).chain((0..columns.len()).map(|at| (0, at)));
            let all = more.into_iter().filter(|(row, at)| *row < rows.len() && *at < columns.len());
            let value = |(row, at): (usize, usize)| (row, at, f64::from(rows[row]) + f64::from(columns[at]));
            let cells: Vec<Cell> = first.chain(all).map(value).collect();
            let fit = fit(&cells).unwrap();
            prop_assert!(fit.columns.iter().sum::<f64>().abs() < 1e-8);
            for (row, at, y) in cells {
                prop_assert!((fit.rows[row] + fit.columns[at] - y).abs() < 1e-8);
            }
        }
    }
}
