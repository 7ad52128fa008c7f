//! Symmetric positive definite systems of equations, dense and small.

/// The lower triangle of Cholesky's decomposition, row by row.
#[derive(Debug, Clone)]
pub struct Cholesky {
    n: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Of an `n` by `n` matrix, row by row, of which the lower triangle is read.
    ///
    /// `None` when the matrix is not positive definite to working precision.
    pub fn of(mut matrix: Vec<f64>, n: usize) -> Option<Self> {
        for i in 0..n {
            for j in 0..=i {
                let (above, own) = matrix.split_at(i * n);
                let row = &own[..n];
                let other = if i == j { row } else { &above[j * n..(j + 1) * n] };
                let known: f64 = row[..j].iter().zip(&other[..j]).map(|(x, y)| x * y).sum();
                let left = row[j] - known;
                if i == j {
                    if left.is_nan() || left <= 1e-13 * row[j].abs() {
                        return None;
                    }
                    matrix[i * n + i] = left.sqrt();
                } else {
                    matrix[i * n + j] = left / other[j];
                }
            }
        }
        Some(Self { n, lower: matrix })
    }

    /// How many equations there are.
    pub fn size(&self) -> usize {
        self.n
    }

    /// The logarithm of the determinant.
    pub fn log_determinant(&self) -> f64 {
        (0..self.n).map(|i| 2.0 * self.lower[i * self.n + i].ln()).sum()
    }

    /// The solution of L x = `right`; its squares add up to the quadratic form of the inverse.
    pub fn forward(&self, right: &[f64]) -> Vec<f64> {
        let mut x = right.to_vec();
        for i in 0..self.n {
            let row = &self.lower[i * self.n..i * self.n + i];
            let known: f64 = row.iter().zip(&x).map(|(l, x)| l * x).sum();
            x[i] = (x[i] - known) / self.lower[i * self.n + i];
        }
        x
    }

    /// The solution of the whole system.
    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut x = self.forward(right);
        for i in (0..self.n).rev() {
            let later = i + 1..self.n;
            let known: f64 = later.map(|j| self.lower[j * self.n + i] * x[j]).sum();
            x[i] = (x[i] - known) / self.lower[i * self.n + i];
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_singular_has_no_decomposition() {
        assert!(Cholesky::of(vec![1.0, 1.0, 1.0, 1.0], 2).is_none());
        assert!(Cholesky::of(vec![-1.0], 1).is_none());
        assert!(Cholesky::of(vec![], 0).is_some_and(|none| none.log_determinant() == 0.0));
    }

    /// By hand: 4 2 / 2 3 has the determinant 8; with 8, 7 on the right x is 1.25, 1.5.
    #[test]
    fn two_equations_are_solved_as_on_paper() {
        let system = Cholesky::of(vec![4.0, 2.0, 2.0, 3.0], 2).unwrap();
        assert!((system.log_determinant() - 8.0_f64.ln()).abs() < 1e-12);
        let x = system.solve(&[8.0, 7.0]);
        assert!((x[0] - 1.25).abs() < 1e-12 && (x[1] - 1.5).abs() < 1e-12);
    }
}
