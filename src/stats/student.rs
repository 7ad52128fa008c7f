//! Student's t distribution.

use super::normal;
use statrs::function::beta;

/// Degrees of freedom from which the expansion around the normal quantile is used.
///
/// The incomplete beta function of `statrs` loses digits beyond: its 97.5 % quantile is off by 1e-8
/// at 10,000 degrees of freedom and by 7e-6 at 100,000. Four terms are off by less than 1e-12 here.
const MANY: f64 = 1_000.0;

/// The value below which Student's t with `df` degrees of freedom falls with probability `p`.
///
/// `df` may be fractional. Source of the expansion for many degrees of freedom: Abramowitz and
/// Stegun (1964), *Handbook of Mathematical Functions*, 26.7.5.
///
/// # Panics
///
/// If `p` is not strictly between 0 and 1, or `df` is not a positive number.
pub fn quantile(p: f64, df: f64) -> f64 {
    assert!(0.0 < p && p < 1.0, "a quantile needs a probability between 0 and 1, not {p}");
    assert!(df > 0.0 && df.is_finite(), "degrees of freedom are positive, not {df}");
    if df > MANY { expanded(p, df) } else { inverted(p, df) }
}

/// By the inverse of the incomplete beta function.
fn inverted(p: f64, df: f64) -> f64 {
    let upper = p >= 0.5;
    let tail = if upper { 1.0 - p } else { p };
    let x = beta::inv_beta_reg(0.5 * df, 0.5, 2.0 * tail);
    let t = (df * (1.0 - x) / x).sqrt();
    if upper { t } else { -t }
}

/// By the expansion in powers of 1/df.
fn expanded(p: f64, df: f64) -> f64 {
    let z = normal::quantile(p);
    let polynomial = |odd: &[f64]| odd.iter().rev().fold(0.0, |sum, c| sum * z * z + c) * z;
    let terms = [
        polynomial(&[1.0, 1.0]) / 4.0,
        polynomial(&[3.0, 16.0, 5.0]) / 96.0,
        polynomial(&[-15.0, 17.0, 19.0, 3.0]) / 384.0,
        polynomial(&[-945.0, -1920.0, 1482.0, 776.0, 79.0]) / 92_160.0,
    ];
    z + terms.iter().rev().fold(0.0, |sum, term| (sum + term) / df)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_lies_below_zero() {
        for df in [0.5, 1.0, 7.0, 1e4, 1e6] {
            assert!(quantile(0.5, df).abs() < 1e-12);
        }
    }

    /// Expected values: the incomplete beta function inverted with 40 digits; one row a decade.
    #[test]
    fn quantiles_agree_with_forty_digit_arithmetic_in_every_decade() {
        for (df, p90, p975, p995) in [
            (1.0, 3.077_683_537_175_253, 12.706_204_736_174_7, 63.656_741_162_871_58),
            (2.0, 1.885_618_083_164_127, 4.302_652_729_749_464, 9.924_843_200_918_293),
            (5.0, 1.475_884_048_824_481, 2.570_581_835_636_316, 4.032_142_983_555_228),
            (10.0, 1.372_183_641_110_336, 2.228_138_851_986_275, 3.169_272_672_616_951),
            (100.0, 1.290_074_761_346_516, 1.983_971_518_523_552, 2.625_890_521_438_018),
            (1e3, 1.282_398_721_460_924, 1.962_339_080_826_409, 2.580_754_698_065_951),
            (9_999.0, 1.281_636_238_198_314, 1.960_201_263_621_358, 2.576_321_095_856_598),
            (1e4, 1.281_636_229_730_478, 1.960_201_239_890_626, 2.576_321_046_668_529),
            (2e4, 1.281_593_896_210_216, 1.960_082_605_158_135, 2.576_075_153_017_255),
            (1e5, 1.281_560_031_449_361, 1.959_987_707_534_61, 2.575_878_469_908_375),
            (1e6, 1.281_552_412_129_939, 1.959_966_356_814_107, 2.575_834_220_105_334),
            (1e7, 1.281_551_650_203_083, 1.959_964_221_767_206, 2.575_829_795_203_749),
        ] {
            for (p, expected) in [(0.9, p90), (0.975, p975), (0.995, p995)] {
                let got = quantile(p, df);
                let off = (got - expected).abs() / expected;
                assert!(off < 1e-10, "p = {p}, df = {df}: got {got}, expected {expected}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_distribution_is_symmetric(p in 0.001..0.5_f64, df in 1.0..1e6_f64) {
            let (low, high) = (quantile(p, df), quantile(1.0 - p, df));
            prop_assert!((low + high).abs() < 1e-9 * (1.0 + high.abs()));
        }

        #[test]
        fn tails_are_heavier_than_the_normals(p in 0.6..0.999_f64, df in 1.0..1e6_f64) {
            prop_assert!(quantile(p, df) > normal::quantile(p));
        }
    }
}
