//! How many have to be scored by several before their agreement is known.

use super::Size;
use crate::stats::{normal, real};

/// Interactions that show an intraclass correlation of `truth` to be above `least`, with `k` evaluators
/// each, tested on one side at 1 − `confidence` with this power: `1 + 2(z_α+z_β)²k / ((ln C)²(k−1))`.
/// `None` below two evaluators, and unless `least` is below `truth` and both below 1.
/// Source: Walter, Eliasziw & Donner (1998), *Statistics in Medicine* 17, 101–110.
pub fn for_icc(
    (least, truth): (f64, f64),
    k: u64,
    (confidence, power): (f64, f64),
) -> Option<Size> {
    if k < 2 || !(0.0 <= least && least < truth && truth < 1.0) {
        return None;
    }
    let many = real::count(k);
    let odds = |icc: f64| 1.0 + many * icc / (1.0 - icc);
    let log = (odds(least) / odds(truth)).ln();
    let z = normal::quantile(confidence) + normal::quantile(power);
    Some(Size::of(1.0 + 2.0 * z * z * many / (log * log * (many - 1.0))))
}

/// Interactions that give the 95 % interval of an intraclass correlation this width, with `k` evaluators
/// each: `8z²(1−ρ)²(1+(k−1)ρ)² / (k(k−1)w²) + 1`, and for two evaluators and a correlation of 0.7 or more
/// 5ρ besides, which the rounded number has. `None` below two evaluators or without a width.
/// Source: Bonett (2002), *Statistics in Medicine* 21, 1331–1335.
pub fn for_icc_width(icc: f64, k: u64, width: f64) -> Option<Size> {
    if k < 2 || width <= 0.0 {
        return None;
    }
    let (many, z) = (real::count(k), normal::quantile(0.975));
    let spread = (1.0 - icc) * (1.0 + (many - 1.0) * icc);
    let unrounded = 8.0 * z * z * spread * spread / (many * (many - 1.0) * width * width) + 1.0;
    let more = if k == 2 && icc >= 0.7 { 5.0 * icc } else { 0.0 };
    Some(Size { unrounded, n: Size::of(unrounded + more).n })
}

/// Interactions on which two evaluators show Cohen's kappa to be `truth` and not `null`, tested on one
/// side, when they say yes to these shares: `((z_α√Q₀ + z_β√Q₁)/(κ₁−κ₀))²`. `None` when both kappas are one,
/// or the shares leave no room for them.
/// Source: Cantor (1996), *Psychological Methods* 1, 150–153; `N.cohen.kappa` of R's irr.
pub fn for_kappa(
    (null, truth): (f64, f64),
    shares: (f64, f64),
    (confidence, power): (f64, f64),
) -> Option<Size> {
    let [under, over] = [null, truth].map(|kappa| variance(kappa, shares));
    let root =
        normal::quantile(confidence) * under?.sqrt() + normal::quantile(power) * over?.sqrt();
    let apart = truth - null;
    (apart.abs() > 0.0).then(|| Size::of(root * root / (apart * apart)))
}

/// The variance of kappa from one interaction, in the limit (Fleiss, Cohen & Everitt 1969).
fn variance(kappa: f64, (first, second): (f64, f64)) -> Option<f64> {
    let chance = first * second + (1.0 - first) * (1.0 - second);
    let agreed = kappa * (1.0 - chance) + chance;
    let neither = f64::midpoint(agreed - first - second, 1.0);
    let both = agreed - neither;
    let cells = [[both, first - both], [second - both, neither]];
    if cells.iter().flatten().any(|cell| *cell < -1e-12) || chance >= 1.0 {
        return None;
    }
    let (rows, columns) = ([first, 1.0 - first], [second, 1.0 - second]);
    let square = |x: f64| x * x;
    let term = |i: usize, j: usize| {
        if i == j {
            cells[i][i] * square((1.0 - chance) - (columns[i] + rows[i]) * (1.0 - agreed))
        } else {
            square(1.0 - agreed) * cells[i][j] * square(columns[i] + rows[j])
        }
    };
    let sum = term(0, 0) + term(0, 1) + term(1, 0) + term(1, 1);
    let found = sum - square(agreed * chance - 2.0 * chance + agreed);
    Some(found / square(square(1.0 - chance)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_asked_has_no_size() {
        assert_eq!(for_icc((0.8, 0.6), 2, (0.95, 0.8)), None);
        assert_eq!(for_icc((0.6, 0.8), 1, (0.95, 0.8)), None);
        assert_eq!(for_icc_width(0.8, 2, 0.0), None);
        assert_eq!(for_kappa((0.7, 0.7), (0.5, 0.5), (0.95, 0.8)), None);
        assert_eq!(for_kappa((0.7, 0.9), (0.9, 0.1), (0.95, 0.8)), None);
    }

    #[test]
    fn sizes_agree_with_walter_bonett_and_irr() {
        // Walter, Eliasziw & Donner 1998, table II: 0.8 against 0.6, two evaluators: 39.
        assert_eq!(for_icc((0.6, 0.8), 2, (0.95, 0.8)).unwrap().n, 39);
        // Bonett 2002: a width of 0.2 around 0.8 with 2, 3 and 5 evaluators.
        let widths = [2, 3, 5].map(|k| for_icc_width(0.8, k, 0.2).unwrap().n);
        assert_eq!(widths, [55, 36, 29]);
        // irr: N.cohen.kappa(rate1 = 0.5, rate2 = 0.5, k1 = 0.7, k0 = 0.85) = 96.
        assert_eq!(for_kappa((0.85, 0.7), (0.5, 0.5), (0.95, 0.8)).unwrap().n, 96);
    }
}
