//! Many estimates of like things, each with its error: do they differ, and by how much is each
//! drawn towards the others?

use super::{mean, real, tail};

/// An estimate and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimated {
    /// The estimate.
    pub value: f64,
    /// Its variance, above 0.
    pub variance: f64,
}

/// Whether estimates differ by more than their errors let expect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heterogeneity {
    /// Cochran's Q.
    pub q: f64,
    /// Its degrees of freedom, one fewer than estimates.
    pub df: usize,
    /// How often chance alone gives as much.
    pub p: f64,
}

/// How the variance between estimates is estimated; none goes below 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// `DerSimonian` and Laird (1986), *Controlled Clinical Trials* 7, 177–188.
    DerSimonianLaird,
    /// Paule and Mandel (1982), *Journal of Research of the NBS* 87, 377–385.
    PauleMandel,
    /// Restricted maximum likelihood (Viechtbauer 2005, *J. Educ. Behav. Stat.* 30, 261–293).
    Reml,
}

/// Estimates drawn towards their common mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Shrunk {
    /// The common mean.
    pub mean: f64,
    /// Its standard error.
    pub mean_error: f64,
    /// Each estimate shrunken, and its standard error with that of the mean, in the order given.
    pub levels: Vec<(f64, f64)>,
}

/// Weights with so much variance between, and the mean they give.
fn weighted(estimates: &[Estimated], between: f64) -> (Vec<f64>, f64, f64) {
    let weights: Vec<f64> = estimates.iter().map(|one| 1.0 / (one.variance + between)).collect();
    let all = mean::sum(weights.iter().copied());
    let products = weights.iter().zip(estimates).map(|(weight, one)| weight * one.value);
    let centre = mean::sum(products) / all;
    (weights, all, centre)
}

/// Squared distances from the mean with so much variance between, weighted by a power of the weight.
fn scatter(estimates: &[Estimated], between: f64, power: i32) -> f64 {
    let (weights, _, centre) = weighted(estimates, between);
    let squares = weights.iter().zip(estimates);
    mean::sum(squares.map(|(w, one)| w.powi(power) * (one.value - centre).powi(2)))
}

fn usable(estimates: &[Estimated]) -> bool {
    estimates.len() > 1 && estimates.iter().all(|one| one.variance > 0.0)
}

/// Cochran's test of whether estimates differ; `None` below two, or where one has no error.
///
/// Source: Cochran (1954), *Biometrics* 10, 101–129.
pub fn heterogeneity(estimates: &[Estimated]) -> Option<Heterogeneity> {
    usable(estimates).then(|| {
        let (q, df) = (scatter(estimates, 0.0, 1), estimates.len() - 1);
        Heterogeneity { q, df, p: tail::chi_square(q, real::length(df)) }
    })
}

/// The variance between what is estimated; `None` below two, or where one has no error.
pub fn between(estimates: &[Estimated], how: Between) -> Option<f64> {
    let q = heterogeneity(estimates)?.q;
    let df = real::length(estimates.len() - 1);
    Some(match how {
        Between::DerSimonianLaird => {
            let (weights, all, _) = weighted(estimates, 0.0);
            let squares = mean::sum(weights.iter().map(|weight| weight * weight));
            ((q - df) / (all - squares / all)).clamp(0.0, f64::MAX)
        }
        Between::PauleMandel => paule_mandel(estimates, df),
        Between::Reml => reml(estimates),
    })
}

/// Where the weighted squares are as many as degrees of freedom; they fall with the variance.
fn paule_mandel(estimates: &[Estimated], df: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1e-12);
    if scatter(estimates, 0.0, 1) <= df {
        return 0.0;
    }
    while scatter(estimates, high, 1) > df {
        (low, high) = (high, high * 4.0);
    }
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if scatter(estimates, middle, 1) > df { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// Fisher's scoring from the start of `DerSimonian` and Laird, steps halved at the bound of 0.
fn reml(estimates: &[Estimated]) -> f64 {
    let mut variance = between(estimates, Between::DerSimonianLaird).unwrap_or_default();
    for _ in 0..500 {
        let (weights, all, _) = weighted(estimates, variance);
        let power = |p: i32| mean::sum(weights.iter().map(|weight| weight.powi(p)));
        let (two, three) = (power(2) / all, power(3) / all);
        let information = power(2) - 2.0 * three + two * two;
        let step = (scatter(estimates, variance, 2) - (all - two)) / information;
        let next = (variance + step).clamp(0.0, f64::MAX);
        let moved = (next - variance).abs();
        variance = next;
        if moved <= 1e-12 * (1.0 + variance) {
            break;
        }
    }
    variance
}

/// Each estimate drawn towards the common mean, as far as its error and `between` say.
///
/// `None` below two, or where one has no error. Empirical Bayes with a plug-in variance: the errors
/// do not know that `between` is estimated; [`super::hierarchy`] does.
pub fn shrunk(estimates: &[Estimated], between: f64) -> Option<Shrunk> {
    if !usable(estimates) {
        return None;
    }
    let (_, all, centre) = weighted(estimates, between);
    let level = |one: &Estimated| {
        let own = between / (one.variance + between);
        let error = own * one.variance + (1.0 - own).powi(2) / all;
        (centre + own * (one.value - centre), error.sqrt())
    };
    let levels = estimates.iter().map(level).collect();
    Some(Shrunk { mean: centre, mean_error: (1.0 / all).sqrt(), levels })
}

/// The share of its distance from the mean that each of equally sure values keeps; `None` below four
/// values, and where they do not differ.
///
/// Source: Efron and Morris (1975), *JASA* 70, 311–319: 1 − (k − 3) σ² / S.
pub fn james_stein(values: &[f64], variance: f64) -> Option<f64> {
    let spread = mean::of_reals(values)?.variance? * real::length(values.len() - 1);
    (values.len() > 3 && spread > 0.0)
        .then(|| 1.0 - real::length(values.len() - 3) * variance / spread)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(values: &[(f64, f64)]) -> Vec<Estimated> {
        values.iter().map(|(value, se)| Estimated { value: *value, variance: se * se }).collect()
    }

    #[test]
    fn one_estimate_differs_from_nothing() {
        assert_eq!(heterogeneity(&of(&[(1.0, 1.0)])), None);
        assert_eq!(between(&[], Between::Reml), None);
        assert_eq!(shrunk(&of(&[(1.0, 1.0), (2.0, 0.0)]), 1.0), None);
        assert_eq!(james_stein(&[1.0, 2.0, 3.0], 1.0), None);
        assert_eq!(james_stein(&[1.0; 5], 1.0), None);
    }

    /// Source: Rubin (1981), eight schools: Q is 4.7 on 7 degrees of freedom, so every estimator of the
    /// variance between gives 0 and everybody the mean of 7.69.
    #[test]
    fn eight_schools_do_not_differ() {
        let effects = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0];
        let errors = [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0];
        let schools = of(&effects.into_iter().zip(errors).collect::<Vec<_>>());
        let found = heterogeneity(&schools).unwrap();
        assert!((found.q - 4.707).abs() < 5e-4 && found.df == 7 && (found.p - 0.696).abs() < 5e-4);
        for how in [Between::DerSimonianLaird, Between::PauleMandel, Between::Reml] {
            assert!(between(&schools, how).unwrap() < 1e-9, "{how:?}");
        }
        let shrunk = shrunk(&schools, 0.0).unwrap();
        assert!((shrunk.mean - 7.69).abs() < 5e-3);
        assert!(shrunk.levels.iter().all(|level| (level.0 - shrunk.mean).abs() < 1e-12));
    }

    /// By hand: 0 and 4 with variance 1 each have Q = 8 on 1 degree; (8 − 1) / (2 − 2/2) = 7 between, so
    /// each keeps 7/8 of its distance of 2.
    #[test]
    fn two_estimates_far_apart_keep_most_of_their_distance() {
        let two = of(&[(0.0, 1.0), (4.0, 1.0)]);
        for how in [Between::DerSimonianLaird, Between::PauleMandel, Between::Reml] {
            assert!((between(&two, how).unwrap() - 7.0).abs() < 1e-6, "{how:?}");
        }
        let shrunk = shrunk(&two, 7.0).unwrap();
        assert!((shrunk.levels[0].0 - 0.25).abs() < 1e-12);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn a_shrunken_value_lies_between_its_own_and_the_mean(
            values in prop::collection::vec((0.0..100.0_f64, 0.5..10.0_f64), 2..12),
        ) {
            let estimates = of(&values);
            let variance = between(&estimates, Between::Reml).unwrap();
            let shrunk = shrunk(&estimates, variance).unwrap();
            for (one, (value, error)) in estimates.iter().zip(&shrunk.levels) {
                let (own, all) = (one.value - value, value - shrunk.mean);
                prop_assert!(own * all >= -1e-9 && *error > 0.0);
            }
        }
    }
}
