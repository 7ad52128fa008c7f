//! What an interval lets one say about a question.

use super::estimate::Estimate;
use crate::stats::real;

/// From here on a question counts as calibrated.
pub const CALIBRATED: f64 = 0.8;

/// From here on agreement is acceptable; below it is not.
pub const ACCEPTABLE: f64 = 0.6;

/// Below this many interactions rated twice there is a list, but no coefficient.
pub const FEWEST_FOR_COEFFICIENT: usize = 5;

/// What can be said of a question's agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval lies at or above [`CALIBRATED`].
    Calibrated,
    /// The whole interval lies at or above [`ACCEPTABLE`].
    Acceptable,
    /// The whole interval lies below [`ACCEPTABLE`].
    NotCalibrated,
    /// The interval holds [`ACCEPTABLE`]; about so many more interactions rated twice would tell.
    /// `None` when the estimate lies so near the bound that no practical number would.
    Undecided(Option<usize>),
    /// At least so many more interactions rated twice are needed for any verdict.
    TooFew(usize),
}

impl Verdict {
    /// The verdict in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Calibrated => "calibrated",
            Self::Acceptable => "acceptable",
            Self::NotCalibrated => "not calibrated",
            Self::Undecided(_) => "undecided",
            Self::TooFew(_) => "too few",
        }
    }

    /// How many more interactions rated twice would tell more; `None` when there is nothing to add.
    pub fn more(self) -> Option<usize> {
        match self {
            Self::Undecided(more) => more,
            Self::TooFew(more) => Some(more),
            Self::Calibrated | Self::Acceptable | Self::NotCalibrated => None,
        }
    }
}

/// Beyond this many times the interactions at hand a forecast is no advice.
const FARTHEST: f64 = 20.0;

/// How many interactions rated twice a verdict needs: 20 from two evaluators, 10 from more.
pub fn fewest(evaluators: usize) -> usize {
    if evaluators <= 2 { 20 } else { 10 }
}

/// The verdict on a coefficient with its 95 % limits; never on the estimate alone.
///
/// `limits` are `None` when there are none. The number still needed grows with the square of how
/// much narrower the interval must become.
pub fn verdict(estimate: &Estimate, limits: Option<(f64, f64)>, evaluators: usize) -> Verdict {
    let n = estimate.basis.pairable;
    let fewest = fewest(evaluators);
    let Some((lower, upper)) = limits.filter(|_| n >= fewest) else {
        return Verdict::TooFew(fewest.saturating_sub(n));
    };
    if lower >= CALIBRATED {
        return Verdict::Calibrated;
    }
    if lower >= ACCEPTABLE {
        return Verdict::Acceptable;
    }
    if upper < ACCEPTABLE {
        return Verdict::NotCalibrated;
    }
    let value = estimate.value;
    let (now, needed) = if value >= ACCEPTABLE {
        (value - lower, value - ACCEPTABLE)
    } else {
        (upper - value, ACCEPTABLE - value)
    };
    let times = (now / needed).powi(2);
    let more =
        (times <= FARTHEST).then(|| real::truncate(((times - 1.0) * real::length(n)).ceil()));
    Verdict::Undecided(more.flatten().and_then(|more| usize::try_from(more).ok()))
}

#[cfg(test)]
mod tests {
    use super::super::chance::{Chance, estimate};
    use super::super::estimate::{Basis, Partial};
    use super::super::table::Table;
    use super::super::weights::{Rule, Weights};
    use super::*;
    use proptest::prelude::*;

    fn made(n: usize, value: f64) -> Estimate {
        let basis =
            Basis { interactions: n, pairable: n, ratings_each: 2.0, partial: Partial::Never };
        Estimate { value, observed: value, expected: 0.0, error: Some(0.1), basis, ratio: None }
    }

    #[test]
    fn few_interactions_get_no_verdict_however_well_they_agree() {
        let perfect = Some((0.9, 1.0));
        assert_eq!(verdict(&made(19, 1.0), perfect, 2), Verdict::TooFew(1));
        assert_eq!(verdict(&made(9, 1.0), perfect, 3), Verdict::TooFew(1));
        assert_eq!(verdict(&made(10, 1.0), perfect, 3), Verdict::Calibrated);
        assert_eq!(verdict(&made(1, 1.0), None, 3), Verdict::TooFew(9));
    }

    /// By hand: at .7 with the lower limit .5 the half width .2 must become .1: four times the
    /// interactions, so 30 more than 10.
    #[test]
    fn the_verdict_hangs_on_the_limit_and_not_on_the_estimate() {
        for (value, limits, expected) in [
            (0.85, (0.80, 0.90), Verdict::Calibrated),
            (0.85, (0.60, 0.95), Verdict::Acceptable),
            (0.40, (0.20, 0.59), Verdict::NotCalibrated),
            (0.70, (0.50, 0.90), Verdict::Undecided(Some(30))),
            (0.60, (0.40, 0.80), Verdict::Undecided(None)),
        ] {
            let got = verdict(&made(10, value), Some(limits), 3);
            // A rounding error may cost one interaction in the forecast.
            let near = match (got, expected) {
                (Verdict::Undecided(Some(a)), Verdict::Undecided(Some(b))) => a.abs_diff(b) <= 1,
                _ => got == expected,
            };
            assert!(near, "{value} {limits:?}: {got:?}");
        }
    }

    fn rank(verdict: Verdict) -> u8 {
        match verdict {
            Verdict::Calibrated => 3,
            Verdict::Acceptable => 2,
            Verdict::Undecided(_) => 1,
            Verdict::NotCalibrated | Verdict::TooFew(_) => 0,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// The same answers as often, but of some interactions given by one evaluator the other way round.
        #[test]
        fn full_agreement_is_judged_no_worse_than_less_of_it(
            answers in prop::collection::vec(0..5_usize, 20..40),
            evaluators in 2..5_usize,
            swaps in prop::collection::vec((0..20_usize, 0..20_usize, 0..5_usize), 1..12),
        ) {
            let rows = |of: &[Vec<usize>]| of.iter().map(|row| row.iter().copied().enumerate().collect()).collect();
            let equal: Vec<Vec<usize>> = answers.iter().map(|answer| vec![*answer; evaluators]).collect();
            let mut mixed = equal.clone();
            for (one, other, who) in swaps {
                let who = who % evaluators;
                let (a, b) = (mixed[one][who], mixed[other][who]);
                (mixed[one][who], mixed[other][who]) = (b, a);
            }
            let numbers: Vec<f64> = (0..5_u8).map(f64::from).collect();
            let quadratic = Weights::of(Rule::Quadratic, &numbers).unwrap();
            for weights in [Weights::identity(5), quadratic] {
                let judged = |of: &[Vec<usize>]| {
                    let found = estimate(&Table::new(5, rows(of)), &weights, Chance::Gwet).unwrap();
                    let limits = found.cautious_limits(0.95).unwrap();
                    (limits.0, rank(verdict(&found, Some(limits), evaluators)))
                };
                let (full, less) = (judged(&equal), judged(&mixed));
                prop_assert!(less.0 <= full.0 + 1e-9 && less.1 <= full.1, "{less:?} {full:?}");
            }
        }
    }
}
