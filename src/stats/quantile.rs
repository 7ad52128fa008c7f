//! Quantiles of reals.

use super::real;

/// The quantile at `p` by linear interpolation between order statistics; order does not matter.
///
/// `None` without values, when one of them is not finite, or when `p` does not lie in `[0, 1]`.
/// Source: type 7 of Hyndman & Fan (1996), *The American Statistician* 50, 361–365.
pub fn quantile(values: &[f64], p: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&p) || !values.iter().all(|value| value.is_finite()) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let position = real::length(sorted.len().checked_sub(1)?) * p;
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn quantiles_rise_with_p(values in vec(-1e6f64..1e6, 1..40), a in 0.0f64..=1.0, b in 0.0f64..=1.0) {
            let (low, high) = if a <= b { (a, b) } else { (b, a) };
            prop_assert!(quantile(&values, low).unwrap() <= quantile(&values, high).unwrap() + 1e-9);
        }
    }
}
