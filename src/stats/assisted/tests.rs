use super::*;
use proptest::prelude::*;

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} {expected}");
}

#[test]
fn nothing_measured_tells_nothing_and_one_measurement_has_no_error() {
    let none = Sample { both: Vec::new(), rest: vec![1.0] };
    assert_eq!((none.powered(Power::Tuned), none.difference(), none.alone()), (None, None, None));
    let one = Sample { both: vec![(80.0, 90.0)], rest: vec![70.0] };
    let difference = one.difference().unwrap();
    close(difference.mean, 70.0);
    assert_eq!((difference.standard_error, difference.df), (None, None));
    assert_eq!(one.regression(), None);
    let census = Sample { both: vec![(1.0, 0.0), (3.0, 1.0)], rest: Vec::new() };
    assert_eq!(census.powered(Power::Tuned), None);
    assert_eq!(census.difference().unwrap().standard_error, Some(0.0));
}

/// By hand: y − f is 1, −1, 0, 4: mean 1, variance (0 + 4 + 1 + 9) / 3 = 14/3. All eight predictions
/// have mean 5, so the estimate is 6 with variance (1 − 4/8) · 14/3 / 4 = 7/12.
#[test]
fn the_difference_estimator_corrects_the_mean_of_all_predictions() {
    let both = vec![(4.0, 3.0), (2.0, 3.0), (5.0, 5.0), (9.0, 5.0)];
    let sample = Sample { both, rest: vec![6.0, 6.0, 6.0, 6.0] };
    let found = sample.difference().unwrap();
    close(found.mean, 6.0);
    close(found.standard_error.unwrap(), (7.0_f64 / 12.0).sqrt());
    assert_eq!(found.df, Some(3.0));
    // The same over a design of one stratum.
    let unit = |(y, _): &(f64, f64)| Unit { stratum: 0, weight: 2.0, y: *y };
    let units = sample.both.iter().map(unit).collect();
    let design = Design { strata: vec![8.0], units };
    let predicted: Vec<f64> = sample.both.iter().map(|(_, f)| *f).collect();
    let (over, power) = over_design(&design, (&predicted, 5.0), Power::Fixed(1.0)).unwrap();
    close(over.value, 6.0);
    close(over.se().unwrap(), (7.0_f64 / 12.0).sqrt());
    close(power, 1.0);
}

/// Source: Angelopoulos et al., `ppi_py` 0.2.3 on 8 measured and 200 predicted yes or no; there 7 of
/// 8 are yes, 5 of 8 predicted so, all of them rightly, and 155 of the 200.
#[test]
fn tuned_power_agrees_with_the_program_of_its_authors() {
    let both = [vec![(1.0, 1.0); 5], vec![(1.0, 0.0); 2], vec![(0.0, 0.0)]].concat();
    let rest = [vec![1.0; 155], vec![0.0; 45]].concat();
    let sample = Sample { both, rest };
    let found = sample.powered(Power::Tuned).unwrap();
    close(found.power, 0.421_142_578_125);
    close(found.mean, 0.938_171_386_718_75);
    let (lower, upper) = found.interval(0.95);
    close(lower, 0.734_512_399_243_921_1);
    close(upper, 1.141_830_374_193_579);
    close(sample.powered(Power::Fixed(1.0)).unwrap().mean, 1.025);
    let regression = sample.regression().unwrap();
    close(regression.mean, 0.923_076_923_076_923);
    close(regression.standard_error.unwrap(), 0.065_840_075_770_909_7);
}

#[test]
fn predictions_that_do_not_differ_count_for_nothing() {
    let sample = Sample { both: vec![(4.0, 3.0), (2.0, 3.0), (5.0, 3.0)], rest: vec![3.0; 9] };
    let found = sample.powered(Power::Tuned).unwrap();
    close(found.power, 0.0);
    close(found.mean, 11.0 / 3.0);
    assert_eq!(sample.regression(), None);
}

/// By hand: two predictions of 0 leave (1 − 1/3 · 3/2) = 1/2 each, that of 3 leaves nothing but the floor of
/// 1/3. With λ = 0 the gaps 1, 3, 8 are −3, −1, 4 from their mean: 36 + 4 + 144 over 9.
#[test]
fn few_measurements_have_a_wider_error() {
    let sample = Sample { both: vec![(1.0, 0.0), (3.0, 0.0), (8.0, 3.0)], rest: vec![1.0; 9] };
    let found = sample.powered(Power::Fixed(0.0)).unwrap();
    close(found.small_sample_error.unwrap(), ((36.0 + 4.0 + 144.0) / 9.0_f64).sqrt());
    assert_eq!(found.df, Some(1.0));
    let (low, high) = found.small_sample_interval(0.95).unwrap();
    let (narrow_low, narrow_high) = found.interval(0.95);
    assert!(low < narrow_low && narrow_high < high);
    let two = Sample { both: vec![(1.0, 0.0), (3.0, 0.0)], rest: vec![1.0; 9] };
    assert_eq!(two.powered(Power::Tuned).unwrap().small_sample_interval(0.95), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A machine that is always as far off as everywhere else tells everything: no error is left.
    #[test]
    fn a_shift_of_every_prediction_costs_nothing(
        y in prop::collection::vec(0_u8..100, 3..20), rest in prop::collection::vec(0_u8..100, 1..40), shift in -9_i8..9,
    ) {
        let shift = f64::from(shift);
        let both: Vec<_> = y.iter().map(|y| (f64::from(*y), f64::from(*y) + shift)).collect();
        let sample = Sample { both, rest: rest.iter().map(|f| f64::from(*f) + shift).collect() };
        let truth: f64 = y.iter().chain(&rest).map(|y| f64::from(*y)).sum::<f64>()
            / real::length(y.len() + rest.len());
        let found = sample.difference().unwrap();
        prop_assert!((found.mean - truth).abs() < 1e-9);
        prop_assert!(found.standard_error.unwrap() < 1e-9);
    }

    /// Predictions that count for what tuning says are never less precise than none or all.
    #[test]
    fn tuning_never_costs_precision(
        both in prop::collection::vec((0_u8..9, 0_u8..9), 4..20), rest in prop::collection::vec(0_u8..9, 20..60),
    ) {
        let both: Vec<_> = both.iter().map(|(y, f)| (f64::from(*y), f64::from(*f))).collect();
        let n = both.len();
        let units = both.iter().map(|(y, _)| Unit { stratum: 0, weight: 1.0, y: *y }).collect();
        let design = Design { strata: vec![real::length(n + rest.len())], units };
        let predicted: Vec<f64> = both.iter().map(|(_, f)| *f).collect();
        let all: f64 = predicted.iter().copied().chain(rest.iter().map(|f| f64::from(*f))).sum();
        let of_all = all / real::length(n + rest.len());
        let variance = |power| over_design(&design, (&predicted, of_all), power).unwrap().0.variance.unwrap();
        let (_, power) = over_design(&design, (&predicted, of_all), Power::Tuned).unwrap();
        let tuned = variance(Power::Fixed(power));
        prop_assert!(tuned <= variance(Power::Tuned) + 1e-9);
        prop_assert!(tuned <= variance(Power::Fixed(0.0)) + 1e-9);
        prop_assert!(tuned <= variance(Power::Fixed(1.0)) + 1e-9);
    }
}
