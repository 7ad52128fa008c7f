//! How the odds of yes or no go with other things: logistic regression, also where it separates.

use super::cholesky::Cholesky;
use super::{mean, normal, real, tail};

/// A linear predictor beyond which a share counts as 0 or 1: the columns separate yes from no.
const SEPARATED: f64 = 15.0;
/// A gain in likelihood below which nothing is left to climb.
const FLAT: f64 = 1e-14;
/// Newton steps after which a fit counts as not found.
const STEPS: usize = 200;

/// A fitted model; coefficients are those of the intercept, then of the columns in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    /// Logarithms of odds ratios.
    pub coefficients: Vec<f64>,
    /// Their standard errors.
    pub errors: Vec<f64>,
    /// Logarithm of the likelihood; penalised in Firth's fit.
    pub log_likelihood: f64,
}

/// Yes or no, and columns of numbers as long.
#[derive(Debug, Clone)]
pub(super) struct Model<'a> {
    pub(super) y: &'a [bool],
    columns: &'a [Vec<f64>],
}

/// What a step looks at: fitted shares, hat values, the information and the likelihoods.
pub(super) struct State {
    pub(super) log_likelihood: f64,
    pub(super) penalised: f64,
    information: Cholesky,
    shares: Vec<f64>,
    hats: Vec<f64>,
}

/// Whether the likelihood is penalised for its small-sample bias.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Penalty {
    None,
    /// Source: Firth (1993), *Biometrika* 80, 27–38; Heinze & Schemper (2002), *Statistics in
    /// Medicine* 21, 2409–2419.
    Firth,
}

/// The fit of greatest likelihood, by Newton's steps (iteratively reweighted least squares).
///
/// `None` without both answers, when columns determine each other, and when they separate yes from
/// no: there is no greatest likelihood then, and [`super::firth::fit`] answers instead.
pub fn fit(y: &[bool], columns: &[Vec<f64>]) -> Option<Logistic> {
    let model = Model::of(y, columns)?;
    let found = model.climb(vec![0.0; columns.len() + 1], None, Penalty::None)?;
    let is_separated = |row: usize| model.predictor(&found, row).abs() > SEPARATED;
    if (0..y.len()).any(is_separated) {
        return None;
    }
    model.result(found, Penalty::None)
}

/// The logarithm of the likelihood of the shares alone; `None` without any answer.
pub fn null_log_likelihood(y: &[bool]) -> Option<f64> {
    let (n, yes) = (real::length(y.len()), real::length(y.iter().filter(|yes| **yes).count()));
    let part = |count: f64| if count > 0.0 { count * (count / n).ln() } else { 0.0 };
    (!y.is_empty()).then(|| part(yes) + part(n - yes))
}

impl Logistic {
    /// How often chance alone makes a coefficient as far from 0, by Wald's normal approximation.
    pub fn p(&self, at: usize) -> Option<f64> {
        let z = self.coefficients.get(at)? / self.errors.get(at)?;
        z.is_finite().then(|| 2.0 * tail::normal(-z.abs()))
    }

    /// Limits of a coefficient at a confidence such as 0.95, by the same.
    pub fn limits(&self, at: usize, confidence: f64) -> Option<(f64, f64)> {
        let (value, error) = (self.coefficients.get(at)?, self.errors.get(at)?);
        let half = normal::quantile(0.5 + confidence / 2.0) * error;
        Some((value - half, value + half))
    }
}

impl<'a> Model<'a> {
    /// The model of answers and columns; `None` without both answers or with a column of another
    /// length.
    pub(super) fn of(y: &'a [bool], columns: &'a [Vec<f64>]) -> Option<Self> {
        let fits = columns
            .iter()
            .all(|column| column.len() == y.len() && column.iter().all(|value| value.is_finite()));
        (y.contains(&true) && y.contains(&false) && fits).then_some(Self { y, columns })
    }

    fn width(&self) -> usize {
        self.columns.len() + 1
    }

    /// The value of a column in a row; the first is the intercept.
    fn x(&self, row: usize, column: usize) -> f64 {
        if column == 0 { 1.0 } else { self.columns[column - 1][row] }
    }

    fn predictor(&self, beta: &[f64], row: usize) -> f64 {
        mean::sum(beta.iter().enumerate().map(|(column, beta)| beta * self.x(row, column)))
    }

    pub(super) fn state(&self, beta: &[f64]) -> Option<State> {
        let (p, rows) = (self.width(), self.y.len());
        let predictors: Vec<f64> = (0..rows).map(|row| self.predictor(beta, row)).collect();
        let shares: Vec<f64> = predictors.iter().map(|eta| 1.0 / (1.0 + (-eta).exp())).collect();
        let weight = |row: usize| shares[row] * (1.0 - shares[row]);
        let mut matrix = vec![0.0; p * p];
        for (i, j) in (0..p).flat_map(|i| (0..=i).map(move |j| (i, j))) {
            let products = (0..rows).map(|row| weight(row) * self.x(row, i) * self.x(row, j));
            matrix[i * p + j] = mean::sum(products);
        }
        let information = Cholesky::of(matrix, p)?;
        let hats = (0..rows).map(|row| {
            let x: Vec<f64> = (0..p).map(|column| self.x(row, column)).collect();
            let half = information.forward(&x);
            weight(row) * mean::sum(half.iter().map(|value| value * value))
        });
        let hats = hats.collect();
        let of_row = |(eta, yes): (&f64, &bool)| {
            let signed = if *yes { *eta } else { -eta };
            // −ln(1 + e^−η), also where e^−η is beyond numbers.
            if signed > 0.0 { -(-signed).exp().ln_1p() } else { signed - signed.exp().ln_1p() }
        };
        let log_likelihood = mean::sum(predictors.iter().zip(self.y).map(of_row));
        let penalised = log_likelihood + information.log_determinant() / 2.0;
        Some(State { log_likelihood, penalised, information, shares, hats })
    }

    fn gradient(&self, state: &State, penalty: Penalty) -> Vec<f64> {
        let residual = |row: usize| {
            let found = if self.y[row] { 1.0 } else { 0.0 } - state.shares[row];
            match penalty {
                Penalty::None => found,
                Penalty::Firth => found + state.hats[row] * (0.5 - state.shares[row]),
            }
        };
        let of = |column: usize| {
            mean::sum((0..self.y.len()).map(|row| residual(row) * self.x(row, column)))
        };
        (0..self.width()).map(of).collect()
    }

    /// The coefficients of greatest likelihood, one of them held where it is when `held` names it;
    /// `None` when they are not found.
    pub(super) fn climb(
        &self,
        mut beta: Vec<f64>,
        held: Option<usize>,
        penalty: Penalty,
    ) -> Option<Vec<f64>> {
        let height = |state: &State| match penalty {
            Penalty::None => state.log_likelihood,
            Penalty::Firth => state.penalised,
        };
        let mut state = self.state(&beta)?;
        let mut last = f64::INFINITY;
        for _ in 0..STEPS {
            let mut gradient = self.gradient(&state, penalty);
            if let Some(held) = held {
                gradient[held] = 0.0;
            }
            let mut step = self.direction(&state, &gradient, (held, penalty))?;
            let largest = |step: &[f64]| step.iter().map(|part| part.abs()).max_by(f64::total_cmp);
            let mut size = largest(&step).unwrap_or(0.0);
            // Where answers separate, such steps hardly shrink; the slope itself tells better ones.
            let creeps = penalty == Penalty::Firth && size > last / 3.0;
            let better = creeps.then(|| self.by_slopes(&beta, &gradient, held)).flatten();
            if let Some(better) = better {
                step = better;
                size = largest(&step).unwrap_or(0.0);
            }
            last = size;
            // What is left to climb; near the top it is half of this.
            let gain = mean::sum(step.iter().zip(&gradient).map(|(step, slope)| step * slope));
            if size < 1e-12 {
                return Some(beta);
            }
            if size > 5.0 {
                step = step.iter().map(|part| part * 5.0 / size).collect();
            }
            let mut halvings = 0;
            loop {
                let next: Vec<f64> =
                    beta.iter().zip(&step).map(|(beta, part)| beta + part).collect();
                let found = self.state(&next);
                if let Some(found) = found.filter(|next| height(next) >= height(&state) - 1e-12) {
                    (beta, state) = (next, found);
                    break;
                }
                halvings += 1;
                if halvings > 40 {
                    // What is left is less than the likelihood can be told to.
                    return (gain < 1e-9).then_some(beta);
                }
                step = step.iter().map(|part| part / 2.0).collect();
            }
            if gain < FLAT {
                return Some(beta);
            }
        }
        None
    }

    /// Newton's step by how the penalised slope changes from point to point; `None` where that is no
    /// hill.
    fn by_slopes(&self, beta: &[f64], gradient: &[f64], held: Option<usize>) -> Option<Vec<f64>> {
        const APART: f64 = 1e-5;
        let free: Vec<usize> = (0..self.width()).filter(|column| Some(*column) != held).collect();
        let slope = |at: usize, by: f64| {
            let mut beta = beta.to_vec();
            beta[at] += by;
            self.state(&beta).map(|state| self.gradient(&state, Penalty::Firth))
        };
        let mut falls = Vec::new();
        for at in &free {
            let (after, before) = (slope(*at, APART)?, slope(*at, -APART)?);
            falls.push(free.iter().map(|i| (before[*i] - after[*i]) / (2.0 * APART)).collect());
        }
        let even = |i: usize, j: usize| {
            let falls: &[Vec<f64>] = &falls;
            f64::midpoint(falls[i][j], falls[j][i])
        };
        let size = free.len();
        let matrix = (0..size).flat_map(|i| (0..size).map(move |j| (i, j)));
        let matrix = matrix.map(|(i, j)| even(i, j)).collect();
        let right: Vec<f64> = free.iter().map(|column| gradient[*column]).collect();
        let found = Cholesky::of(matrix, size)?.solve(&right);
        let mut step = vec![0.0; self.width()];
        for (column, part) in free.into_iter().zip(found) {
            step[column] = part;
        }
        Some(step)
    }

    /// Newton's step; a coefficient that is held takes no part. The penalty weighs rows as if each stood
    /// there once more with its hat value, which is how fast its slope falls.
    fn direction(
        &self,
        state: &State,
        gradient: &[f64],
        (held, penalty): (Option<usize>, Penalty),
    ) -> Option<Vec<f64>> {
        let Some(held) = held else {
            return match penalty {
                Penalty::None => Some(state.information.solve(gradient)),
                Penalty::Firth => Some(self.augmented(state)?.solve(gradient)),
            };
        };
        let free: Vec<usize> = (0..self.width()).filter(|column| *column != held).collect();
        let rows = self.y.len();
        let more = |row: usize| match penalty {
            Penalty::None => 1.0,
            Penalty::Firth => 1.0 + state.hats[row],
        };
        let weight = |row: usize| state.shares[row] * (1.0 - state.shares[row]) * more(row);
        let cell = |i: usize, j: usize| {
            mean::sum((0..rows).map(|row| weight(row) * self.x(row, i) * self.x(row, j)))
        };
        let matrix = free.iter().flat_map(|i| free.iter().map(|j| cell(*i, *j))).collect();
        let right: Vec<f64> = free.iter().map(|column| gradient[*column]).collect();
        let found = Cholesky::of(matrix, free.len())?.solve(&right);
        let mut step = vec![0.0; self.width()];
        for (column, part) in free.into_iter().zip(found) {
            step[column] = part;
        }
        Some(step)
    }

    /// The information of the rows, each with its hat value beside itself.
    fn augmented(&self, state: &State) -> Option<Cholesky> {
        let (p, rows) = (self.width(), self.y.len());
        let weight =
            |row: usize| state.shares[row] * (1.0 - state.shares[row]) * (1.0 + state.hats[row]);
        let cell = |i: usize, j: usize| {
            mean::sum((0..rows).map(|row| weight(row) * self.x(row, i) * self.x(row, j)))
        };
        let matrix = (0..p).flat_map(|i| (0..p).map(move |j| (i, j)));
        Cholesky::of(matrix.map(|(i, j)| cell(i, j)).collect(), p)
    }

    pub(super) fn result(&self, coefficients: Vec<f64>, penalty: Penalty) -> Option<Logistic> {
        let state = self.state(&coefficients)?;
        let information = match penalty {
            Penalty::None => state.information,
            // Those of the data to which the penalty amounts, as `logistf` has them.
            Penalty::Firth => self.augmented(&state)?,
        };
        let error = |at: usize| {
            let unit: Vec<f64> =
                (0..self.width()).map(|column| if column == at { 1.0 } else { 0.0 }).collect();
            information.solve(&unit)[at].sqrt()
        };
        let errors = (0..self.width()).map(error).collect();
        let log_likelihood = match penalty {
            Penalty::None => state.log_likelihood,
            Penalty::Firth => state.penalised,
        };
        Some(Logistic { coefficients, errors, log_likelihood })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_answer_alone_and_answers_that_separate_have_no_fit() {
        assert_eq!(fit(&[], &[]), None);
        assert_eq!(fit(&[true, true], &[vec![1.0, 2.0]]), None);
        let separated = [false, false, true, true];
        assert_eq!(fit(&separated, &[vec![1.0, 2.0, 3.0, 4.0]]), None);
        assert_eq!(fit(&separated, &[vec![1.0; 4]]), None, "a column like the intercept");
    }

    /// By hand: 3 of 4 and 1 of 4 have odds of 3 and 1/3, so the ratio is 9, and its error
    /// √(1/3 + 1 + 1 + 1/3).
    #[test]
    fn the_odds_ratio_of_a_table_is_its_cross_product() {
        let y = [true, true, true, false, true, false, false, false];
        let x = vec![1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0];
        let found = fit(&y, &[x]).unwrap();
        assert!((found.coefficients[1] - 9.0_f64.ln()).abs() < 1e-9);
        assert!((found.errors[1] - (8.0_f64 / 3.0).sqrt()).abs() < 1e-9);
        let null = null_log_likelihood(&y).unwrap();
        assert!((null - 8.0 * 0.5_f64.ln()).abs() < 1e-12 && found.log_likelihood > null);
    }
}
