//! Whether two things go together, with the limits of the coefficient.

use super::{mean, normal, real, tail, trend};

/// A coefficient from −1 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Association {
    /// The coefficient.
    pub value: f64,
    /// 95 % limits; `None` with fewer than four pairs, and for pairs on a line.
    pub limits: Option<(f64, f64)>,
    /// How often chance alone makes as strong a relation, by Student's t.
    pub p: Option<f64>,
}

/// Pearson's coefficient; `None` with fewer than three pairs or when one side does not vary.
///
/// Limits by Fisher's z with a standard error of 1/√(n − 3).
pub fn pearson(pairs: &[(f64, f64)]) -> Option<Association> {
    let value = product_moment(pairs)?;
    Some(Association { value, ..with_error(value, pairs.len(), 1.0) })
}

/// Spearman's rank coefficient, tied values at their mean rank.
///
/// Source of the limits: Bonett & Wright (2000), *Psychometrika* 65, 23–28.
pub fn spearman(pairs: &[(f64, f64)]) -> Option<Association> {
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let ranked: Vec<_> = ranks(&x).into_iter().zip(ranks(&y)).collect();
    let value = product_moment(&ranked)?;
    Some(Association { value, ..with_error(value, pairs.len(), 1.0 + value * value / 2.0) })
}

/// Pairs up to which Kendall's coefficient without ties has an exact p-value.
const EXACT: usize = 50;

/// Kendall's τ-b with its p-value, exact without ties and with fewer than 50 pairs, else normal; no
/// limits. `None` with fewer than two pairs or when one side does not vary.
///
/// Source: Kendall (1970), *Rank Correlation Methods*, 4th ed.
pub fn kendall(pairs: &[(f64, f64)]) -> Option<Association> {
    let count = real::length(pairs.len());
    let sign = |gap: f64| if gap > 0.0 { 1 } else { -i64::from(gap < 0.0) };
    let mut rises = 0;
    for (at, (x, y)) in pairs.iter().enumerate() {
        let later = pairs[at + 1..].iter();
        rises += later.map(|(a, b)| sign(a - x) * sign(b - y)).sum::<i64>();
    }
    let (left, right): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let [left, right] = [ties(&left), ties(&right)];
    let pair = |t: f64| t * (t - 1.0);
    let all = pair(count) / 2.0;
    let (of_left, of_right) = (all - left.sum(pair) / 2.0, all - right.sum(pair) / 2.0);
    if of_left <= 0.0 || of_right <= 0.0 {
        return None;
    }
    let has_ties = of_left < all || of_right < all;
    let net = real::signed(rises.into());
    let p = if pairs.len() < EXACT && !has_ties {
        trend::exact(pairs.len(), rises)
    } else {
        2.0 * tail::normal(-(net / kendall_variance(count, &left, &right).sqrt()).abs())
    };
    Some(Association { value: net / (of_left * of_right).sqrt(), limits: None, p: Some(p) })
}

/// The variance of pairs that rise less pairs that fall, corrected for ties on both sides.
fn kendall_variance(count: f64, left: &Ties, right: &Ties) -> f64 {
    let pair = |t: f64| t * (t - 1.0);
    let third = |t: f64| pair(t) * (t - 2.0);
    let slope = |t: f64| pair(t) * (2.0 * t + 5.0);
    let plain = (slope(count) - left.sum(slope) - right.sum(slope)) / 18.0;
    let triples = left.sum(third) * right.sum(third);
    let triples = if count > 2.0 { triples / (9.0 * third(count)) } else { 0.0 };
    plain + triples + left.sum(pair) * right.sum(pair) / (2.0 * pair(count))
}

/// How many values are equal to each other, for each value.
struct Ties(Vec<f64>);

impl Ties {
    fn sum(&self, of: impl Fn(f64) -> f64) -> f64 {
        self.0.iter().map(|size| of(*size)).sum()
    }
}

fn ties(values: &[f64]) -> Ties {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let runs = sorted.chunk_by(|a, b| a.total_cmp(b).is_eq());
    Ties(runs.map(|run| real::length(run.len())).collect())
}

fn product_moment(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < 3 {
        return None;
    }
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (mx, my) = (mean::of_reals(&x)?.mean, mean::of_reals(&y)?.mean);
    let sum = |of: fn(f64, f64) -> f64| mean::sum(pairs.iter().map(|(x, y)| of(x - mx, y - my)));
    let (xx, yy, xy) = (sum(|x, _| x * x), sum(|_, y| y * y), sum(|x, y| x * y));
    (xx > 0.0 && yy > 0.0).then(|| (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0))
}

/// Limits and p-value of a coefficient whose z has that variance times n − 3.
fn with_error(value: f64, pairs: usize, variance: f64) -> Association {
    let n = real::length(pairs);
    let is_inside = value.abs() < 1.0 - 1e-15;
    let limits = (is_inside && pairs > 3).then(|| {
        let half = normal::quantile(0.975) * (variance / (n - 3.0)).sqrt();
        ((value.atanh() - half).tanh(), (value.atanh() + half).tanh())
    });
    let p = is_inside.then(|| {
        let t = value * ((n - 2.0) / (1.0 - value * value)).sqrt();
        tail::student(t, n - 2.0)
    });
    Association { value, limits, p }
}

/// Ranks from 1, the mean rank for ties.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tied in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let rank = real::length(before) + f64::midpoint(real::length(tied.len()), 1.0);
        for at in tied {
            ranks[*at] = rank;
        }
        before += tied.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_vary_has_no_coefficient() {
        assert_eq!(pearson(&[(1.0, 2.0), (2.0, 1.0)]), None);
        assert_eq!(spearman(&[(1.0, 2.0), (1.0, 3.0), (1.0, 1.0)]), None);
        let line = pearson(&[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]).unwrap();
        assert_eq!((line.limits, line.p), (None, None));
    }

    /// Source: Hollander & Wolfe (1973), tuna; R's `cor.test` has τ = 0.4444 and p = 0.1194.
    #[test]
    fn tuna_has_the_published_tau() {
        assert_eq!(kendall(&[(1.0, 2.0), (1.0, 3.0)]), None);
        let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
        let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
        let found = kendall(&x.into_iter().zip(y).collect::<Vec<_>>()).unwrap();
        assert!((found.value - 4.0 / 9.0).abs() < 1e-12);
        assert!((found.p.unwrap() - 0.119_438_933).abs() < 1e-8);
    }

    /// Source: Hollander & Wolfe (1973), tuna, table 8.1; R's `cor.test`, and Bonett & Wright's formula.
    #[test]
    fn tuna_has_the_published_coefficients() {
        let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
        let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
        let pairs: Vec<_> = x.into_iter().zip(y).collect();
        for (found, value, low, high, p) in [
            (pearson(&pairs), 0.571_181_557_6, -0.149_742_633_0, 0.895_579_461_8, 0.108_173_054_3),
            (spearman(&pairs), 0.6, -0.174_244_069_8, 0.915_797_879_0, 0.087_622_829_0),
        ] {
            let found = found.unwrap();
            let (lower, upper) = found.limits.unwrap();
            for (got, expected) in
                [(found.value, value), (lower, low), (upper, high), (found.p.unwrap(), p)]
            {
                assert!((got - expected).abs() < 1e-9, "{got} {expected}");
            }
        }
    }
}
