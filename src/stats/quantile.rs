//! Quantiles of reals.

use super::real;

/// Where the quantile of a sample lies between its values.
///
/// Source: Hyndman & Fan (1996), *The American Statistician* 50, 361–365.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// At p (n + 1), as SPSS and Minitab have it.
    Type6,
    /// At p (n − 1) + 1, as spreadsheets, R and Python have it.
    Type7,
    /// At p (n + 1/3) + 1/3, nearly unbiased for the median whatever the distribution.
    Type8,
}

impl Kind {
    /// The rank, from 0, at which the quantile of `n` values lies.
    fn position(self, n: f64, p: f64) -> f64 {
        let rank = match self {
            Self::Type6 => p * (n + 1.0),
            Self::Type7 => p * (n - 1.0) + 1.0,
            Self::Type8 => p * (n + 1.0 / 3.0) + 1.0 / 3.0,
        };
        (rank - 1.0).clamp(0.0, n - 1.0)
    }
}

/// The quantile at `p` by linear interpolation between order statistics (type 7); order does not
/// matter.
///
/// `None` without values, when one of them is not finite, or when `p` does not lie in `[0, 1]`.
pub fn quantile(values: &[f64], p: f64) -> Option<f64> {
    of_kind(values, p, Kind::Type7)
}

/// The quantile at `p` of that kind; `None` as for [`quantile`].
pub fn of_kind(values: &[f64], p: f64, kind: Kind) -> Option<f64> {
    if !(0.0..=1.0).contains(&p) || !values.iter().all(|value| value.is_finite()) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    if sorted.is_empty() {
        return None;
    }
    let position = kind.position(real::length(sorted.len()), p);
    let rank = usize::try_from(real::truncate(position)?).ok()?;
    let low = *sorted.get(rank)?;
    let high = sorted.get(rank + 1).copied().unwrap_or(low);
    Some(low + (high - low) * position.fract())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn what_has_no_quantile_is_none() {
        for (values, p) in [
            (vec![], 0.5),
            (vec![1.0, f64::NAN], 0.5),
            (vec![1.0, f64::INFINITY], 0.5),
            (vec![1.0], -0.1),
            (vec![1.0], 1.1),
            (vec![1.0], f64::NAN),
        ] {
            assert_eq!(quantile(&values, p), None, "{values:?} at {p}");
        }
    }

    /// Source: Hyndman & Fan (1996), *The American Statistician* 50, 361–365; ten scores and one.
    #[test]
    fn quantiles_are_those_of_type_7() {
        let ten = [100.0, 61.0, 72.0, 75.0, 93.0, 75.0, 80.0, 84.0, 88.0, 97.0];
        for (p, expected) in [
            (0.0, 61.0),
            (0.05, 65.95),
            (0.1, 70.9),
            (0.25, 75.0),
            (0.5, 82.0),
            (0.75, 91.75),
            (0.9, 97.3),
            (0.95, 98.65),
            (1.0, 100.0),
        ] {
            assert!((quantile(&ten, p).unwrap() - expected).abs() < 1e-9, "{p}");
        }
        assert!([0.1, 0.5, 0.9].iter().all(|p| quantile(&[83.0], *p) == Some(83.0)));
    }

    /// Source: the same; ten scores by R's `quantile`.
    #[test]
    fn other_kinds_lie_elsewhere() {
        let ten = [100.0, 61.0, 72.0, 75.0, 93.0, 75.0, 80.0, 84.0, 88.0, 97.0];
        for (kind, p, expected) in [
            (Kind::Type6, 0.1, 62.1),
            (Kind::Type6, 0.9, 99.7),
            (Kind::Type8, 0.1, 65.033_333_333_333),
            (Kind::Type8, 0.75, 93.333_333_333_333),
            (Kind::Type8, 0.0, 61.0),
        ] {
            let found = of_kind(&ten, p, kind).unwrap();
            assert!((found - expected).abs() < 1e-9, "{kind:?} {p}: {found}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn quantiles_rise_with_p(values in vec(-1e6f64..1e6, 1..40), a in 0.0f64..=1.0, b in 0.0f64..=1.0) {
            let (low, high) = if a <= b { (a, b) } else { (b, a) };
            prop_assert!(quantile(&values, low).unwrap() <= quantile(&values, high).unwrap() + 1e-9);
        }
    }
}
