//! Variance components of crossed random factors, by restricted maximum likelihood.
//!
//! The model is a mean, one random effect a factor, and a rest: `y = μ + u₁ + u₂ + … + ε`. Only
//! counts and sums by level enter the equations, so their size is the number of levels, not of
//! observations; the factor with most levels is eliminated, and the others are solved densely.
//! Sources: Harville (1977) <https://doi.org/10.1080/01621459.1977.10480998>; the criterion is
//! that of Bates et al. (2015), *Journal of Statistical Software* 67(1), formula 42.

use super::cholesky::Cholesky;
use super::mean;
use super::minimum::minimum;
use super::real;

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Minus twice the restricted log likelihood.
    pub criterion: f64,
    /// The general mean.
    pub mean: f64,
    /// Its standard error.
    pub mean_error: f64,
    /// Variance of what no factor explains.
    pub residual: f64,
    /// One a factor, in the order given.
    pub factors: Vec<Component>,
}

/// What one factor contributes.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Variance between its levels; exactly 0 where the data show none.
    pub variance: f64,
    /// One a level, in order.
    pub effects: Vec<Effect>,
}

/// The predicted effect of a level, shrunk towards 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// How far above the mean.
    pub value: f64,
    /// Its standard deviation given the mean, as lme4 prints it.
    pub conditional_sd: f64,
    /// Its standard deviation with the uncertainty of the mean, for intervals of the effect.
    pub prediction_sd: f64,
    /// Standard deviation of mean and effect together, for intervals of the level.
    pub level_sd: f64,
}

/// Counts and sums by level.
struct Equations {
    n: f64,
    centre: f64,
    square: f64,
    total: f64,
    /// Of the eliminated factor: observations, sum, and observations by level of the others.
    own: Vec<(f64, f64, Vec<(usize, f64)>)>,
    /// Of the others one after the other: the factor's place in `theta`, observations, sum.
    rest: Vec<(usize, f64, f64)>,
    /// Observations shared by two levels of the others.
    shared: Vec<f64>,
    /// The factors as given, in the order of `theta`: the eliminated one first.
    order: Vec<usize>,
}

/// A system solved at some ratios of standard deviations.
struct Solved {
    /// By level of the eliminated factor: pivot and scaled row of the others.
    own: Vec<(f64, Vec<(usize, f64)>)>,
    rest: Cholesky,
    /// Precision of the mean, and its product with the mean.
    ones: f64,
    cross: f64,
    deviance: f64,
    residual_square: f64,
}

/// Fits the model; `levels` has one list a factor with each observation's level, from 0 on.
///
/// `None` below three observations, without scatter, where some factor has a single level or one
/// level an observation, and where the factors explain everything.
///
/// # Panics
///
/// If a list of levels is not as long as `y`.
pub fn fit(y: &[f64], levels: &[Vec<usize>]) -> Option<Fit> {
    assert!(levels.iter().all(|of| of.len() == y.len()), "a level for each observation");
    let telling = |of: &Vec<usize>| {
        let levels = count(of);
        levels > 1 && levels < y.len()
    };
    let scatter = mean::of_reals(y)?.variance.filter(|variance| *variance > 0.0)?;
    if y.len() < 3 || levels.is_empty() || !levels.iter().all(telling) {
        return None;
    }
    let equations = Equations::of(y, levels);
    let start = vec![1.0; levels.len()];
    let (theta, criterion) = minimum(&start, |theta| equations.criterion(theta));
    let theta = equations.grounded(theta, criterion);
    let fit = equations.fitted(&theta)?;
    (fit.residual > 1e-9 * scatter).then_some(fit)
}

fn count(of: &[usize]) -> usize {
    of.iter().max().map_or(0, |most| most + 1)
}

impl Equations {
    fn of(y: &[f64], levels: &[Vec<usize>]) -> Self {
        let n = real::length(y.len());
        let centre = mean::sum(y.iter().copied()) / n;
        let mut order: Vec<usize> = (0..levels.len()).collect();
        order.sort_by_key(|factor| std::cmp::Reverse(count(&levels[*factor])));
        let mut own = vec![(0.0, 0.0, Vec::new()); count(&levels[order[0]])];
        let (mut rest, mut starts) = (Vec::new(), Vec::new());
        for (place, factor) in order.iter().enumerate().skip(1) {
            starts.push(rest.len());
            rest.resize(rest.len() + count(&levels[*factor]), (place, 0.0, 0.0));
        }
        let mut shared = vec![0.0; rest.len() * rest.len()];
        let (mut square, mut total) = (0.0, 0.0);
        for (at, y) in y.iter().map(|y| y - centre).enumerate() {
            (square, total) = (square + y * y, total + y);
            let others = order[1..].iter().zip(&starts);
            let cells: Vec<usize> =
                others.map(|(factor, start)| start + levels[*factor][at]).collect();
            let (ones, sum, met) = &mut own[levels[order[0]][at]];
            (*ones, *sum) = (*ones + 1.0, *sum + y);
            for cell in &cells {
                rest[*cell].1 += 1.0;
                rest[*cell].2 += y;
                for other in &cells {
                    shared[cell * rest.len() + other] += 1.0;
                }
                match met.iter_mut().find(|(known, _)| known == cell) {
                    Some((_, times)) => *times += 1.0,
                    None => met.push((*cell, 1.0)),
                }
            }
        }
        Self { n, centre, square, total, own, rest, shared, order }
    }

    /// Solves at these ratios of standard deviations, one a factor in `order`.
    fn solved(&self, theta: &[f64]) -> Option<Solved> {
        let size = self.rest.len();
        let scale = |cell: usize| theta[self.rest[cell].0];
        let mut matrix = self.shared.clone();
        for i in 0..size {
            for j in 0..=i {
                matrix[i * size + j] *= scale(i) * scale(j);
            }
            matrix[i * size + i] += 1.0;
        }
        let (mut log, mut ones, mut cross, mut square) = (0.0, self.n, self.total, self.square);
        let mut own = Vec::with_capacity(self.own.len());
        let (mut by_one, mut by_y) = (Vec::new(), Vec::new());
        for (cell, (_, n, sum)) in self.rest.iter().enumerate() {
            by_one.push(scale(cell) * n);
            by_y.push(scale(cell) * sum);
        }
        for (n, sum, met) in &self.own {
            let pivot = 1.0 + theta[0] * theta[0] * n;
            let (one, y) = (theta[0] * n, theta[0] * sum);
            log += pivot.ln();
            ones -= one * one / pivot;
            cross -= one * y / pivot;
            square -= y * y / pivot;
            let row: Vec<(usize, f64)> =
                met.iter().map(|(cell, times)| (*cell, theta[0] * scale(*cell) * times)).collect();
            for (i, x) in &row {
                by_one[*i] -= x * one / pivot;
                by_y[*i] -= x * y / pivot;
                for (j, other) in &row {
                    matrix[i * size + j] -= x * other / pivot;
                }
            }
            own.push((pivot, row));
        }
        let rest = Cholesky::of(matrix, size)?;
        let (by_one, by_y) = (rest.forward(&by_one), rest.forward(&by_y));
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        ones -= dot(&by_one, &by_one);
        cross -= dot(&by_one, &by_y);
        square -= dot(&by_y, &by_y);
        let residual_square = square - cross * cross / ones;
        let deviance = log + rest.log_determinant() + ones.ln();
        Some(Solved { own, rest, ones, cross, deviance, residual_square })
    }

    /// Minus twice the restricted log likelihood; very large where it cannot be computed.
    fn criterion(&self, theta: &[f64]) -> f64 {
        let df = self.n - 1.0;
        let of = |solved: Solved| {
            let variance = solved.residual_square / df;
            solved.deviance + df * (1.0 + (std::f64::consts::TAU * variance).ln())
        };
        let value = self.solved(theta).filter(|solved| solved.residual_square > 0.0).map(of);
        value.filter(|value| value.is_finite()).unwrap_or(f64::MAX)
    }

    /// The same ratios without signs, exactly 0 where that fits as well.
    fn grounded(&self, mut theta: Vec<f64>, criterion: f64) -> Vec<f64> {
        for at in 0..theta.len() {
            theta[at] = theta[at].abs();
            if theta[at] < 0.01 {
                let kept = std::mem::take(&mut theta[at]);
                if self.criterion(&theta) > criterion + 1e-7 {
                    theta[at] = kept;
                }
            }
        }
        theta
    }

    fn fitted(&self, theta: &[f64]) -> Option<Fit> {
        let solved = self.solved(theta)?;
        let residual = solved.residual_square / (self.n - 1.0);
        let mean = solved.cross / solved.ones;
        let right = |of: &dyn Fn(f64, f64) -> f64| {
            let own = self.own.iter().map(|(n, sum, _)| theta[0] * of(*n, *sum)).collect();
            let rest = self.rest.iter().map(|(place, n, sum)| theta[*place] * of(*n, *sum));
            solved.solve(own, rest.collect())
        };
        let (own, rest) = right(&|n, sum| sum - mean * n);
        let (own_one, rest_one) = right(&|n, _| n);
        let (own_spread, rest_spread) = solved.inverse_diagonal();
        let effect = |theta: f64, (value, one, spread): (f64, f64, f64)| {
            let conditional = theta * theta * spread;
            // How much of an error of the mean the effect takes back.
            let taken = theta * one;
            let sd = |share: f64| (residual * (conditional + share * share / solved.ones)).sqrt();
            Effect {
                value: theta * value,
                conditional_sd: (residual * conditional).sqrt(),
                prediction_sd: sd(taken),
                level_sd: sd(1.0 - taken),
            }
        };
        let mut factors = vec![Component { variance: 0.0, effects: Vec::new() }; theta.len()];
        for (place, factor) in self.order.iter().enumerate() {
            factors[*factor].variance = theta[place] * theta[place] * residual;
        }
        let parts = own.into_iter().zip(own_one).zip(own_spread);
        factors[self.order[0]].effects =
            parts.map(|((value, one), spread)| effect(theta[0], (value, one, spread))).collect();
        for (cell, (place, ..)) in self.rest.iter().enumerate() {
            let part = (rest[cell], rest_one[cell], rest_spread[cell]);
            factors[self.order[*place]].effects.push(effect(theta[*place], part));
        }
        Some(Fit {
            criterion: self.criterion(theta),
            mean: self.centre + mean,
            mean_error: (residual / solved.ones).sqrt(),
            residual,
            factors,
        })
    }
}

impl Solved {
    /// The solution for a right-hand side of the eliminated factor and of the others.
    fn solve(&self, mut own: Vec<f64>, mut rest: Vec<f64>) -> (Vec<f64>, Vec<f64>) {
        for (right, (pivot, row)) in own.iter().zip(&self.own) {
            for (cell, x) in row {
                rest[*cell] -= x * right / pivot;
            }
        }
        let rest = self.rest.solve(&rest);
        for (right, (pivot, row)) in own.iter_mut().zip(&self.own) {
            let known: f64 = row.iter().map(|(cell, x)| x * rest[*cell]).sum();
            *right = (*right - known) / pivot;
        }
        (own, rest)
    }

    /// The diagonal of the inverse, of the eliminated factor and of the others.
    fn inverse_diagonal(&self) -> (Vec<f64>, Vec<f64>) {
        let square = |x: Vec<f64>| x.iter().map(|x| x * x).sum::<f64>();
        let unit = |cells: &[(usize, f64)], size: usize| {
            let mut right = vec![0.0; size];
            for (cell, x) in cells {
                right[*cell] = *x;
            }
            square(self.rest.forward(&right))
        };
        let size = self.rest.size();
        let rest = (0..size).map(|cell| unit(&[(cell, 1.0)], size)).collect();
        let own = self.own.iter();
        let own = own.map(|(pivot, row)| 1.0 / pivot + unit(row, size) / (pivot * pivot)).collect();
        (own, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_does_not_scatter_or_is_told_apart_by_nothing_has_no_components() {
        assert_eq!(fit(&[], &[]), None);
        assert_eq!(fit(&[1.0, 1.0, 1.0, 1.0], &[vec![0, 0, 1, 1]]), None);
        assert_eq!(fit(&[1.0, 2.0, 4.0], &[vec![0, 1, 2]]), None);
        assert_eq!(fit(&[1.0, 2.0, 4.0], &[vec![0, 0, 0]]), None);
        let offset = [70.0, 80.0, 60.0, 70.0];
        assert_eq!(fit(&offset, &[vec![0, 0, 1, 1], vec![0, 1, 0, 1]]), None);
    }

    /// Source: Davies and Goldsmith (1972), six batches of dyestuff; Bates (2010), *lme4*, chapter
    /// 1: criterion 319.65, variances 1764.05 and 2451.25, mean 1527.5.
    #[test]
    fn the_yield_of_dyestuff_varies_by_batch() {
        let yields = [
            [1545, 1440, 1440, 1520, 1580],
            [1540, 1555, 1490, 1560, 1495],
            [1595, 1550, 1605, 1510, 1560],
            [1445, 1440, 1595, 1465, 1545],
            [1595, 1630, 1515, 1635, 1625],
            [1520, 1455, 1450, 1480, 1445],
        ];
        let y: Vec<f64> = yields.iter().flatten().map(|y| f64::from(*y)).collect();
        let batch = (0..30).map(|at| at / 5).collect();
        let fit = fit(&y, &[batch]).unwrap();
        for (got, printed, digits) in [
            (fit.criterion, 319.65, 0.005),
            (fit.factors[0].variance, 1764.05, 0.05),
            (fit.residual, 2451.25, 0.005),
            (fit.mean, 1527.5, 1e-9),
        ] {
            assert!((got - printed).abs() <= digits, "{printed}: {got}");
        }
    }

    #[test]
    fn a_factor_that_explains_nothing_has_a_variance_of_zero_and_no_effects() {
        let y: Vec<f64> = (0..24).map(|at| f64::from(at % 4)).collect();
        let fit = fit(&y, &[(0..24).map(|at| at / 4).collect()]).unwrap();
        let nothing = |value: f64| value.to_bits() == 0;
        assert!(nothing(fit.factors[0].variance));
        let effects = &fit.factors[0].effects;
        assert!(effects.iter().all(|effect| effect.value.abs() < 1e-300));
        assert!(effects.iter().all(|effect| (effect.level_sd - fit.mean_error).abs() < 1e-12));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Where every cell is filled once and the components by mean squares are above 0, they
        /// are the ones of restricted maximum likelihood.
        #[test]
        fn balanced_tables_have_the_components_of_their_mean_squares(
            rows in prop::collection::vec(prop::array::uniform4(0..30_i32), 5..9),
        ) {
            let (n, k) = (rows.len(), 4);
            let y: Vec<f64> = rows
                .iter()
                .zip(0..)
                .flat_map(|(row, i)| [0, 1, 2, 3].map(|j| f64::from(row[j] + 9 * i) + 7.0 * real::length(j)))
                .collect();
            let mean_of = |keep: &dyn Fn(usize) -> bool| {
                let kept: Vec<f64> = (0..n * k).filter(|at| keep(*at)).map(|at| y[at]).collect();
                kept.iter().sum::<f64>() / real::length(kept.len())
            };
            let all = mean_of(&|_| true);
            let row = |i: usize| mean_of(&|at| at / k == i) - all;
            let column = |j: usize| mean_of(&|at| at % k == j) - all;
            let msr = (0..n).map(|i| row(i).powi(2)).sum::<f64>() * 4.0 / real::length(n - 1);
            let msc = (0..k).map(|j| column(j).powi(2)).sum::<f64>() * real::length(n) / 3.0;
            let rest = (0..n * k).map(|at| (y[at] - all - row(at / k) - column(at % k)).powi(2));
            let mse = rest.sum::<f64>() / real::length((n - 1) * 3);
            prop_assume!(msr > 1.5 * mse && msc > 1.5 * mse && mse > 0.5);
            let levels = [(0..n * k).map(|at| at / k).collect(), (0..n * k).map(|at| at % k).collect()];
            let fit = fit(&y, &levels).unwrap();
            let near = |got: f64, expected: f64| (got - expected).abs() < 1e-4 * (1.0 + expected);
            prop_assert!(near(fit.residual, mse), "{} {mse}", fit.residual);
            prop_assert!(near(fit.factors[0].variance, (msr - mse) / 4.0));
            prop_assert!(near(fit.factors[1].variance, (msc - mse) / real::length(n)));
        }
    }
}
