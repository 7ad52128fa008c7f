//! The six intraclass correlations by name.

use super::icc::MeanSquares;
use crate::stats::{fisher, real};

/// What is counted as error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Everything within an interaction; evaluators are other people every time.
    OneWay,
    /// Severity of evaluators and the rest.
    Agreement,
    /// The rest alone.
    Consistency,
}

/// Whose score is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// A single evaluator's.
    One,
    /// The mean of all evaluators of the table.
    Mean,
}

/// One intraclass correlation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// Stable key.
    pub key: &'static str,
    /// Its name by `McGraw` and Wong (1996).
    pub mcgraw_wong: &'static str,
    /// Its name by Shrout and Fleiss (1979).
    pub shrout_fleiss: &'static str,
    /// What it tells, in a few words.
    pub meaning: &'static str,
    kind: Kind,
    of: Of,
}

/// The six forms, single scores first.
pub static FORMS: [Form; 6] = [
    Form {
        key: "icc_1_1",
        mcgraw_wong: "ICC(1)",
        shrout_fleiss: "ICC(1,1)",
        meaning: "a single score, evaluators other people every time",
        kind: Kind::OneWay,
        of: Of::One,
    },
    Form {
        key: "icc_a_1",
        mcgraw_wong: "ICC(A,1)",
        shrout_fleiss: "ICC(2,1)",
        meaning: "a single score, severity counted as error",
        kind: Kind::Agreement,
        of: Of::One,
    },
    Form {
        key: "icc_c_1",
        mcgraw_wong: "ICC(C,1)",
        shrout_fleiss: "ICC(3,1)",
        meaning: "a single score, severity left aside",
        kind: Kind::Consistency,
        of: Of::One,
    },
    Form {
        key: "icc_1_k",
        mcgraw_wong: "ICC(k)",
        shrout_fleiss: "ICC(1,k)",
        meaning: "the mean of all scores, evaluators other people every time",
        kind: Kind::OneWay,
        of: Of::Mean,
    },
    Form {
        key: "icc_a_k",
        mcgraw_wong: "ICC(A,k)",
        shrout_fleiss: "ICC(2,k)",
        meaning: "the mean of all scores, severity counted as error",
        kind: Kind::Agreement,
        of: Of::Mean,
    },
    Form {
        key: "icc_c_k",
        mcgraw_wong: "ICC(C,k)",
        shrout_fleiss: "ICC(3,k)",
        meaning: "the mean of all scores, severity left aside",
        kind: Kind::Consistency,
        of: Of::Mean,
    },
];

impl Form {
    /// Its value.
    ///
    /// `None` when all scores are equal. Single forms may be negative; those of means do not exist
    /// where interactions differ no more than chance lets them.
    pub fn value(&self, squares: &MeanSquares) -> Option<f64> {
        let single = match self.kind {
            Kind::OneWay => squares.one_way(),
            Kind::Agreement => squares.agreement(),
            Kind::Consistency => squares.consistency(),
        };
        match self.of {
            Of::One => single,
            Of::Mean if squares.rows <= self.error(squares) => None,
            Of::Mean => single.map(|icc| stepped_up(icc, real::length(squares.evaluators))),
        }
    }

    /// Its limits by F at a confidence such as 0.95; `None` where nothing is left over.
    pub fn limits(&self, squares: &MeanSquares, confidence: f64) -> Option<(f64, f64)> {
        self.value(squares)?;
        let single = match self.kind {
            Kind::Agreement => squares.agreement_limits(confidence),
            Kind::OneWay | Kind::Consistency => self.ratio_limits(squares, confidence),
        };
        let k = real::length(squares.evaluators);
        match self.of {
            Of::One => single,
            Of::Mean => single.map(|(low, high)| (stepped_up(low, k), stepped_up(high, k))),
        }
    }

    fn error(self, squares: &MeanSquares) -> f64 {
        if self.kind == Kind::OneWay { squares.within } else { squares.error }
    }

    /// Limits of the forms that depend on one ratio of mean squares.
    fn ratio_limits(self, squares: &MeanSquares, confidence: f64) -> Option<(f64, f64)> {
        let (n, k) = (real::length(squares.interactions), real::length(squares.evaluators));
        let error = self.error(squares);
        if error <= 0.0 {
            return None;
        }
        let above = n - 1.0;
        let below = if self.kind == Kind::OneWay { n * (k - 1.0) } else { above * (k - 1.0) };
        let p = 0.5 + confidence / 2.0;
        let ratio = squares.rows / error;
        let low = ratio / fisher::quantile(p, above, below);
        let high = ratio * fisher::quantile(p, below, above);
        let single = |f: f64| (f - 1.0) / (f + k - 1.0);
        Some((single(low), single(high)))
    }
}

/// The reliability of a mean of `k` scores from that of one, by Spearman and Brown.
pub fn stepped_up(single: f64, k: f64) -> f64 {
    k * single / (1.0 + (k - 1.0) * single)
}

/// How many scores a mean needs for a reliability, from that of one; at least 1.
///
/// `None` where single scores tell nothing, and for reliabilities outside 0 to 1.
pub fn scores_needed(single: f64, reliability: f64) -> Option<u64> {
    if !(0.0 < single && single <= 1.0 && 0.0 < reliability && reliability < 1.0) {
        return None;
    }
    let needed = reliability * (1.0 - single) / (single * (1.0 - reliability));
    // A quotient that is whole on paper must not become one more.
    let whole = real::truncate((needed - 1e-9).ceil())?;
    u64::try_from(whole.max(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::super::icc::sample::shrout_and_fleiss;
    use super::*;

    #[test]
    fn interactions_that_do_not_differ_have_no_reliable_mean() {
        let squares = MeanSquares::of(&[vec![100, 70], vec![85, 85]]).unwrap();
        for form in FORMS {
            let single = form.of == Of::One;
            assert_eq!(form.value(&squares).is_some(), single, "{}", form.key);
        }
        let offset = MeanSquares::of(&[vec![70, 80], vec![80, 90]]).unwrap();
        assert_eq!(FORMS[2].value(&offset), Some(1.0));
        assert_eq!(FORMS[2].limits(&offset, 0.95), None);
    }

    /// Source: Shrout and Fleiss (1979), table 4: .17, .29, .71, .44, .62, .91.
    #[test]
    fn the_six_forms_are_those_of_shrout_and_fleiss() {
        for (form, printed) in FORMS.iter().zip([0.17, 0.29, 0.71, 0.44, 0.62, 0.91]) {
            let value = form.value(&shrout_and_fleiss()).unwrap();
            assert!((value - printed).abs() < 0.005, "{}: {value}", form.key);
            let (low, high) = form.limits(&shrout_and_fleiss(), 0.95).unwrap();
            assert!(low < value && value < high, "{}: {low} to {high}", form.key);
        }
    }

    /// By hand: from .5, four scores have 4 · .5 / (1 + 3 · .5) = .8, and .8 needs four.
    #[test]
    fn means_are_more_reliable_than_single_scores() {
        assert!((stepped_up(0.5, 4.0) - 0.8).abs() < 1e-12);
        assert_eq!(scores_needed(0.5, 0.8), Some(4));
        assert_eq!((scores_needed(0.0, 0.8), scores_needed(0.5, 1.0)), (None, None));
        assert_eq!(scores_needed(0.9, 0.5), Some(1));
    }
}
