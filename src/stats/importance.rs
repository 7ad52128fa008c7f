//! How much of what one thing varies each of several others explains.

use super::cholesky::Cholesky;
use super::{eigen, mean, real};

/// More than that many predictors are too many subsets.
pub const MOST: usize = 12;

/// Shares of R², one for each predictor; they add up to R².
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// Part of each predictor, in order.
    pub shares: Vec<f64>,
    /// How much all of them explain together.
    pub explained: f64,
}

/// The mean gain in R² over all orders in which predictors can be added. Columns are values of one
/// predictor each, as long as `response`.
///
/// `None` without predictors, with more than [`MOST`], when a column does not vary, or when
/// predictors determine each other. Source: Lindeman, Merenda & Gold (1980); Grömping (2006),
/// *Journal of Statistical Software* 17(1), metric `lmg`.
pub fn shapley(response: &[f64], predictors: &[Vec<f64>]) -> Option<Importance> {
    let p = predictors.len();
    if p == 0 || p > MOST {
        return None;
    }
    let y = standardised(response)?;
    let x: Option<Vec<_>> = predictors.iter().map(|column| standardised(column)).collect();
    let x = x?;
    let product = |a: &[f64], b: &[f64]| mean::sum(a.iter().zip(b).map(|(a, b)| a * b));
    let with_y: Vec<f64> = x.iter().map(|column| product(column, &y)).collect();
    let explained = |set: usize| {
        let members: Vec<usize> = (0..p).filter(|at| set & (1 << at) != 0).collect();
        if members.is_empty() {
            return Some(0.0);
        }
        let matrix = members.iter().flat_map(|a| members.iter().map(|b| product(&x[*a], &x[*b])));
        let right: Vec<f64> = members.iter().map(|at| with_y[*at]).collect();
        let weights = Cholesky::of(matrix.collect(), members.len())?.solve(&right);
        Some(product(&weights, &right))
    };
    let known: Option<Vec<f64>> = (0..1 << p).map(explained).collect();
    let known = known?;
    let share =
        |at: usize| {
            let without = (0..known.len()).filter(|set| set & (1 << at) == 0);
            mean::sum(without.map(|set| {
                order_weight(set.count_ones(), p) * (known[set | (1 << at)] - known[set])
            }))
        };
    Some(Importance { shares: (0..p).map(share).collect(), explained: known[known.len() - 1] })
}

/// How much each predictor explains by the weights of predictors that are turned at right angles
/// and lie nearest to them: as good as [`shapley`], for any number of predictors.
///
/// `None` without predictors, when a column does not vary, or when predictors determine each other.
/// Source: Johnson (2000), *Multivariate Behavioral Research* 35, 1–19.
pub fn johnson(response: &[f64], predictors: &[Vec<f64>]) -> Option<Importance> {
    let p = predictors.len();
    let y = standardised(response)?;
    let x: Option<Vec<_>> = predictors.iter().map(|column| standardised(column)).collect();
    let x = x?;
    let product = |a: &[f64], b: &[f64]| mean::sum(a.iter().zip(b).map(|(a, b)| a * b));
    let matrix = x.iter().flat_map(|a| x.iter().map(|b| product(a, b))).collect();
    let turned = eigen::symmetric(matrix, p);
    if p == 0 || turned.iter().any(|(value, _)| *value <= 1e-12) {
        return None;
    }
    // The root of the correlations is how predictors and their turned twins correlate.
    let power = |at: usize, other: usize, of: fn(f64) -> f64| {
        mean::sum(turned.iter().map(|(value, vector)| of(*value) * vector[at] * vector[other]))
    };
    let with_y: Vec<f64> = x.iter().map(|column| product(column, &y)).collect();
    let slope = |twin: usize| {
        mean::sum((0..p).map(|at| power(twin, at, |value| 1.0 / value.sqrt()) * with_y[at]))
    };
    let slopes: Vec<f64> = (0..p).map(slope).collect();
    let share = |at: usize| {
        mean::sum((0..p).map(|twin| (power(at, twin, f64::sqrt) * slopes[twin]).powi(2)))
    };
    let shares: Vec<f64> = (0..p).map(share).collect();
    let explained = mean::sum(shares.iter().copied());
    Some(Importance { shares, explained })
}

/// The share of all orders of `p` in which just these many come before a given one.
fn order_weight(before: u32, p: usize) -> f64 {
    let factorial = |n: usize| (1..=n).map(real::length).product::<f64>();
    let before = usize::try_from(before).unwrap_or(p);
    factorial(before) * factorial(p - before - 1) / factorial(p)
}

/// With mean 0 and squares that add up to 1; `None` when it does not vary.
fn standardised(values: &[f64]) -> Option<Vec<f64>> {
    let center = mean::of_reals(values)?.mean;
    let squares = mean::sum(values.iter().map(|value| (value - center).powi(2)));
    (squares > 0.0).then(|| values.iter().map(|value| (value - center) / squares.sqrt()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_predictors_nothing_is_explained() {
        assert_eq!(shapley(&[1.0, 2.0], &[]), None);
        assert_eq!(shapley(&[1.0, 2.0], &[vec![3.0, 3.0]]), None);
        let same = vec![1.0, 2.0, 4.0];
        assert_eq!(johnson(&same, &[]), None);
        assert_eq!(johnson(&same, &[same.clone(), same.clone()]), None);
        assert_eq!(shapley(&[1.0, 0.0, 2.0], &[same.clone(), same]), None);
    }

    /// By hand: two predictors at right angles; each explains the square of its correlation.
    #[test]
    fn independent_predictors_explain_their_own_part() {
        let a = vec![-1.0, -1.0, 1.0, 1.0];
        let b = vec![-1.0, 1.0, -1.0, 1.0];
        // y = 2a + b + rest, rest at right angles to both: squares 16, 4 and 4.
        let y = [-2.0, -2.0, 0.0, 4.0];
        let found = shapley(&y, &[a, b]).unwrap();
        assert!((found.shares[0] - 16.0 / 24.0).abs() < 1e-12, "{:?}", found.shares);
        assert!((found.shares[1] - 4.0 / 24.0).abs() < 1e-12);
        assert!((found.explained - 20.0 / 24.0).abs() < 1e-12);
    }

    /// Source: fertility in 47 Swiss districts (1888), R's `swiss`; `relaimpo` (Grömping 2006) gives
    /// 0.0571, 0.1712, 0.2601, 0.1056 and 0.1128 of R² = 0.7067.
    #[test]
    fn fertility_is_explained_as_published() {
        const FERTILITY: [f64; 47] = [
            80.2, 83.1, 92.5, 85.8, 76.9, 76.1, 83.8, 92.4, 82.4, 82.9, 87.1, 64.1, 66.9, 68.9,
            61.7, 68.3, 71.7, 55.7, 54.3, 65.1, 65.5, 65.0, 56.6, 57.4, 72.5, 74.2, 72.0, 60.5,
            58.3, 65.4, 75.5, 69.3, 77.3, 70.5, 79.4, 65.0, 92.2, 79.3, 70.4, 65.7, 72.7, 64.4,
            77.6, 67.6, 35.0, 44.7, 42.8,
        ];
        const AGRICULTURE: [f64; 47] = [
            17.0, 45.1, 39.7, 36.5, 43.5, 35.3, 70.2, 67.8, 53.3, 45.2, 64.5, 62.0, 67.5, 60.7,
            69.3, 72.6, 34.0, 19.4, 15.2, 73.0, 59.8, 55.1, 50.9, 54.1, 71.2, 58.1, 63.5, 60.8,
            26.8, 49.5, 85.9, 84.9, 89.7, 78.2, 64.9, 75.9, 84.6, 63.1, 38.4, 7.7, 16.7, 17.6,
            37.6, 18.7, 1.2, 46.6, 27.7,
        ];
        const EXAMINATION: [f64; 47] = [
            15.0, 6.0, 5.0, 12.0, 17.0, 9.0, 16.0, 14.0, 12.0, 16.0, 14.0, 21.0, 14.0, 19.0, 22.0,
            18.0, 17.0, 26.0, 31.0, 19.0, 22.0, 14.0, 22.0, 20.0, 12.0, 14.0, 6.0, 16.0, 25.0,
            15.0, 3.0, 7.0, 5.0, 12.0, 7.0, 9.0, 3.0, 13.0, 26.0, 29.0, 22.0, 35.0, 15.0, 25.0,
            37.0, 16.0, 22.0,
        ];
        const EDUCATION: [f64; 47] = [
            12.0, 9.0, 5.0, 7.0, 15.0, 7.0, 7.0, 8.0, 7.0, 13.0, 6.0, 12.0, 7.0, 12.0, 5.0, 2.0,
            8.0, 28.0, 20.0, 9.0, 10.0, 3.0, 12.0, 6.0, 1.0, 8.0, 3.0, 10.0, 19.0, 8.0, 2.0, 6.0,
            2.0, 6.0, 3.0, 9.0, 3.0, 13.0, 12.0, 11.0, 13.0, 32.0, 7.0, 7.0, 53.0, 29.0, 29.0,
        ];
        const CATHOLIC: [f64; 47] = [
            9.96, 84.84, 93.4, 33.77, 5.16, 90.57, 92.85, 97.16, 97.67, 91.38, 98.61, 8.52, 2.27,
            4.43, 2.82, 24.2, 3.3, 12.11, 2.15, 2.84, 5.23, 4.52, 15.14, 4.2, 2.4, 5.23, 2.56,
            7.72, 18.46, 6.1, 99.71, 99.68, 100.0, 98.96, 98.22, 99.06, 99.46, 96.83, 5.62, 13.79,
            11.22, 16.92, 4.97, 8.65, 42.34, 50.43, 58.33,
        ];
        const INFANTS: [f64; 47] = [
            22.2, 22.2, 20.2, 20.3, 20.6, 26.6, 23.6, 24.9, 21.0, 24.4, 24.5, 16.5, 19.1, 22.7,
            18.7, 21.2, 20.0, 20.2, 10.8, 20.0, 18.0, 22.4, 16.7, 15.3, 21.0, 23.8, 18.0, 16.3,
            20.9, 22.5, 15.1, 19.8, 18.3, 19.4, 20.2, 17.8, 16.3, 18.1, 20.3, 20.5, 18.9, 23.0,
            20.0, 19.5, 18.0, 18.2, 19.3,
        ];
        let columns = [AGRICULTURE, EXAMINATION, EDUCATION, CATHOLIC, INFANTS].map(Vec::from);
        let found = shapley(&FERTILITY, &columns).unwrap();
        let expected = [
            0.057_091_220_768,
            0.171_173_028_900,
            0.260_134_678_624,
            0.105_570_150_373,
            0.112_765_922_927,
        ];
        let weights = johnson(&FERTILITY, &columns).unwrap();
        assert!((weights.shares[2] - 0.271_964_104_646).abs() < 1e-9);
        assert!((weights.explained - found.explained).abs() < 1e-9);
        for (got, expected) in found.shares.iter().zip(expected) {
            assert!((got - expected).abs() < 1e-9, "{got} {expected}");
        }
        assert!((found.explained - 0.706_735_001_593).abs() < 1e-10);
    }
}
