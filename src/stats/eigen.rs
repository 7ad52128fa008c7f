//! Eigenvalues and eigenvectors of small symmetric matrices.

/// Sweeps after which Jacobi's rotations have long ended.
const SWEEPS: usize = 100;

/// Values and, for each, its vector, of an `n` by `n` symmetric matrix row by row, by Jacobi's
/// rotations.
///
/// Source: Golub & Van Loan (2013), *Matrix Computations*, 8.5.
pub fn symmetric(mut matrix: Vec<f64>, n: usize) -> Vec<(f64, Vec<f64>)> {
    let mut vectors: Vec<f64> =
        (0..n * n).map(|at| if at / n == at % n { 1.0 } else { 0.0 }).collect();
    for _ in 0..SWEEPS {
        let pairs = (0..n).flat_map(|i| (0..i).map(move |j| (i, j)));
        let off: f64 = pairs.clone().map(|(i, j)| matrix[i * n + j].powi(2)).sum();
        if off < 1e-30 {
            break;
        }
        for (i, j) in pairs {
            rotate(&mut matrix, &mut vectors, (i, j, n));
        }
    }
    (0..n)
        .map(|at| (matrix[at * n + at], (0..n).map(|row| vectors[row * n + at]).collect()))
        .collect()
}

/// Turns the plane of two axes so that what they share is 0.
fn rotate(matrix: &mut [f64], vectors: &mut [f64], (one, other, n): (usize, usize, usize)) {
    let shared = matrix[one * n + other];
    if shared.abs() <= 0.0 {
        return;
    }
    let theta = (matrix[other * n + other] - matrix[one * n + one]) / (2.0 * shared);
    let sign = if theta < 0.0 { -1.0 } else { 1.0 };
    let tangent = sign / (theta.abs() + theta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let turn = |cells: &mut [f64], first: usize, second: usize| {
        let (left, right) = (cells[first], cells[second]);
        cells[first] = cosine * (left - tangent * right);
        cells[second] = cosine * (tangent * left + right);
    };
    for row in 0..n {
        turn(matrix, row * n + one, row * n + other);
    }
    for column in 0..n {
        turn(matrix, one * n + column, other * n + column);
        turn(vectors, column * n + one, column * n + other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: (2 1; 1 2) has 3 along (1, 1) and 1 across.
    #[test]
    fn two_by_two_has_the_values_one_computes() {
        let mut found = symmetric(vec![2.0, 1.0, 1.0, 2.0], 2);
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!((found[0].0 - 1.0).abs() < 1e-12 && (found[1].0 - 3.0).abs() < 1e-12);
        let along = &found[1].1;
        assert!(
            (along[0] - along[1]).abs() < 1e-12 && (along[0].abs() - 0.5_f64.sqrt()).abs() < 1e-12
        );
        assert!(symmetric(Vec::new(), 0).is_empty());
    }
}
