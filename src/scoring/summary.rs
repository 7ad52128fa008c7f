//! Many scores of one agent: how many, how good, how sure.

use super::Score;
use crate::scorecard::CriticalKind;
use crate::stats::fraction::Fraction;
use crate::stats::{real, student};

/// Scores put together; the order in which they come changes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    values: Vec<Fraction>,
    evaluations: u64,
    passed: u64,
    judged: u64,
    defective: [u64; 3],
}

/// A mean of scores, as a share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// Exact; `None` when the common denominator of the scores does not fit.
    pub exact: Option<Fraction>,
    /// The nearest real.
    pub value: f64,
}

impl Summary {
    /// Adds one.
    pub fn add(&mut self, score: &Score) {
        self.values.extend(score.value);
        self.evaluations += 1;
        self.judged += u64::from(score.passed.is_some());
        self.passed += u64::from(score.passed == Some(true));
        for (count, kind) in self.defective.iter_mut().zip(CriticalKind::ALL) {
            *count += u64::from(score.errors_of(kind) > 0);
        }
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: Self) {
        self.values.extend(other.values);
        self.evaluations += other.evaluations;
        self.judged += other.judged;
        self.passed += other.passed;
        for (count, more) in self.defective.iter_mut().zip(other.defective) {
            *count += more;
        }
    }

    /// How many evaluations, scored or not.
    pub fn evaluations(&self) -> u64 {
        self.evaluations
    }

    /// How many of them have a score.
    pub fn scored(&self) -> u64 {
        u64::try_from(self.values.len()).unwrap_or(u64::MAX)
    }

    /// How many passed, and how many could pass or fail.
    pub fn passed(&self) -> (u64, u64) {
        (self.passed, self.judged)
    }

    /// In how many evaluations at least one critical question of a kind was failed.
    ///
    /// Two errors in one interaction make one defective interaction: the COPC standard's count.
    pub fn defective(&self, kind: CriticalKind) -> u64 {
        let at = CriticalKind::ALL.iter().position(|other| *other == kind);
        at.map_or(0, |at| self.defective[at])
    }

    /// The mean of the scores, each counting the same; `None` without any.
    pub fn mean(&self) -> Option<Mean> {
        let n = i128::try_from(self.values.len()).ok()?;
        let sum = self.sorted().into_iter().try_fold(Fraction::ZERO, Fraction::checked_add);
        let exact = sum.and_then(|sum| Fraction::new(sum.num(), sum.den().checked_mul(n)?));
        let value = exact.map_or_else(|| self.real_mean(), |exact| Some(exact.to_f64()))?;
        Some(Mean { exact, value })
    }

    /// The 95 % interval of the mean from the agent's own scores, cut at 0 and 1.
    ///
    /// Mean ± t(0.975, n − 1) · s / √n. `None` below two scores, or when all are the same: they
    /// say nothing about how scores vary.
    pub fn interval(&self) -> Option<(f64, f64)> {
        let n = real::length(self.values.len());
        let mean = self.mean()?.value;
        let squares: f64 = self.sorted().iter().map(|value| (value.to_f64() - mean).powi(2)).sum();
        let first = self.values.first()?;
        if self.values.iter().all(|value| value == first) {
            return None;
        }
        let error = (squares / (n - 1.0) / n).sqrt();
        let half = student::quantile(0.975, n - 1.0) * error;
        Some(((mean - half).clamp(0.0, 1.0), (mean + half).clamp(0.0, 1.0)))
    }

    /// In order of value, so that sums of reals do not depend on the order of the file.
    fn sorted(&self) -> Vec<Fraction> {
        let mut values = self.values.clone();
        values.sort();
        values
    }

    fn real_mean(&self) -> Option<f64> {
        let values = self.sorted();
        let sum: f64 = values.iter().map(|value| value.to_f64()).sum();
        (!values.is_empty()).then(|| sum / real::length(values.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scorecard::sample::{choice, draft, section, yes_no};
    use crate::scorecard::{CriticalRule, Method};
    use crate::scoring::score;

    /// One question worth 100 points, a critical one that weighs nothing, a mark of 85.
    fn of(answers: &[[&str; 2]]) -> Summary {
        let fatal =
            yes_no("fatal").weighing(0).critical(CriticalKind::Business, Some(CriticalRule::Flag));
        let questions = vec![choice("points", &[0, 80, 85, 90, 95, 100]), fatal];
        let mut form = draft(Method::QuestionWeighted, vec![section("s", 1, questions)]);
        form.pass_mark = Some(85_000);
        let card = form.built();
        let mut summary = Summary::default();
        for answers in answers {
            summary.add(&score(&card, &card.answers(answers)));
        }
        summary
    }

    #[test]
    fn nothing_has_no_mean() {
        assert_eq!(Summary::default().mean(), None);
        assert_eq!(Summary::default().interval(), None);
        let unscored = of(&[["na", "na"]]);
        assert_eq!((unscored.evaluations(), unscored.scored()), (1, 0));
        assert_eq!((unscored.mean(), unscored.passed()), (None, (0, 0)));
    }

    #[test]
    fn one_score_has_a_mean_and_no_interval() {
        let one = of(&[["o3", "yes"]]);
        assert_eq!(one.mean().unwrap().exact, Fraction::new(9, 10));
        assert_eq!(one.interval(), None);
    }

    #[test]
    fn equal_scores_have_no_interval() {
        assert_eq!(of(&[["o3", "yes"], ["o3", "yes"]]).interval(), None);
    }

    /// 80, 85, 90, 95, 100: mean 90, s² = 250/4 = 62.5, s/√5 = 3.5355, t(0.975, 4) = 2.7764,
    /// so 90 ± 9.816: from 80.184 to 99.816.
    #[test]
    fn five_scores_have_the_interval_of_the_textbook() {
        let five = of(&[["o1", "yes"], ["o2", "yes"], ["o3", "no"], ["o4", "yes"], ["o5", "na"]]);
        assert_eq!(five.mean().unwrap().exact, Fraction::new(9, 10));
        let (low, high) = five.interval().unwrap();
        assert!((low - 0.80184).abs() < 5e-6 && (high - 0.99816).abs() < 5e-6, "{low} {high}");
        assert_eq!(five.passed(), (3, 5));
        assert_eq!(five.defective(CriticalKind::Business), 1);
        assert_eq!(five.defective(CriticalKind::Customer), 0);
    }

    #[test]
    fn merging_does_not_depend_on_the_cut() {
        let rows = [["o1", "yes"], ["o0", "no"], ["o5", "yes"], ["na", "no"]];
        let whole = of(&rows);
        for cut in 0..=rows.len() {
            let mut other = of(&rows[cut..]);
            other.merge(of(&rows[..cut]));
            assert_eq!(other.mean(), whole.mean());
            assert_eq!(other.interval(), whole.interval());
            assert_eq!((other.passed(), other.evaluations()), (whole.passed(), 4));
        }
    }

    #[test]
    fn a_sum_too_fine_for_an_exact_mean_is_a_real_one() {
        let mut summary = Summary::default();
        for den in [i128::MAX, i128::MAX - 1] {
            summary.values.push(Fraction::new(den - 1, den).unwrap());
        }
        let mean = summary.mean().unwrap();
        assert_eq!(mean.exact, None);
        assert!((mean.value - 1.0).abs() < 1e-12);
    }
}
