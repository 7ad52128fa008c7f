//! Gauge repeatability and reproducibility of scores: how much of their variation is measurement.
//!
//! Interactions scored by every evaluator the same number of times. Source: Automotive Industry
//! Action Group (2010), *Measurement Systems Analysis*, 4th ed., chapter III B.

use crate::stats::{mean, real, tail};

/// Sums of squares of a study, from which variances follow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gauge {
    /// Interactions; at least 2.
    pub interactions: usize,
    /// Evaluators; at least 2.
    pub evaluators: usize,
    /// Scores of each interaction by each evaluator; at least 2.
    pub trials: usize,
    /// Sum of squares between evaluators.
    pub evaluator: f64,
    /// Sum of squares between interactions.
    pub interaction: f64,
    /// Sum of squares of evaluators who rank interactions in other ways.
    pub crossed: f64,
    /// Sum of squares within evaluator and interaction.
    pub within: f64,
    ranges: Ranges,
}

/// What the method of average and range needs.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ranges {
    mean: f64,
    of_evaluators: f64,
    of_interactions: f64,
}

/// Variances; below 0 where the data show less than chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variances {
    /// Repeatability: the same evaluator again.
    pub repeatability: f64,
    /// Evaluators who rank interactions in other ways; 0 where it is taken as repeatability.
    pub crossed: f64,
    /// Evaluators.
    pub evaluator: f64,
    /// Interactions.
    pub interaction: f64,
}

impl Variances {
    /// Standard deviation of measurement: repeatability and reproducibility.
    pub fn measurement_sd(&self) -> f64 {
        (at_least_zero(self.repeatability) + self.reproducibility()).sqrt()
    }

    /// Standard deviation of reproducibility: other evaluators.
    pub fn reproducibility_sd(&self) -> f64 {
        self.reproducibility().sqrt()
    }

    fn reproducibility(&self) -> f64 {
        at_least_zero(self.crossed) + at_least_zero(self.evaluator)
    }

    /// Standard deviation between interactions.
    pub fn interaction_sd(&self) -> f64 {
        at_least_zero(self.interaction).sqrt()
    }

    /// Measurement as a share of the study variation; `None` without any variation.
    pub fn study_share(&self) -> Option<f64> {
        let total = self.measurement_sd().hypot(self.interaction_sd());
        (total > 0.0).then(|| self.measurement_sd() / total)
    }

    /// How many groups of interactions the scores can tell apart; below 5 is too few.
    ///
    /// `None` without measurement error.
    pub fn distinct_categories(&self) -> Option<f64> {
        let error = self.measurement_sd();
        (error > 0.0).then(|| 1.41 * self.interaction_sd() / error)
    }
}

fn at_least_zero(variance: f64) -> f64 {
    variance.clamp(0.0, f64::MAX)
}

impl Gauge {
    /// From scores by interaction, evaluator and trial.
    ///
    /// `None` unless every evaluator scored every interaction as often, and below two of any.
    pub fn of(scores: &[Vec<Vec<f64>>]) -> Option<Self> {
        let (p, o) = (scores.len(), scores.first()?.len());
        let r = scores.first()?.first()?.len();
        let even =
            scores.iter().all(|row| row.len() == o && row.iter().all(|cell| cell.len() == r));
        if p < 2 || o < 2 || r < 2 || !even {
            return None;
        }
        let all: Vec<f64> = scores.iter().flatten().flatten().copied().collect();
        let grand = average(all.iter().copied());
        let part = |i: usize| average(scores[i].iter().flatten().copied());
        let operator = |j: usize| average(scores.iter().flat_map(|row| row[j].iter().copied()));
        let cell = |i: usize, j: usize| average(scores[i][j].iter().copied());
        let parts: Vec<f64> = (0..p).map(part).collect();
        let operators: Vec<f64> = (0..o).map(operator).collect();
        let (rp, ro, rr) = (real::length(p), real::length(o), real::length(r));
        let square = |means: &[f64]| mean::sum(means.iter().map(|x| (x - grand).powi(2)));
        let cells = || (0..p).flat_map(|i| (0..o).map(move |j| (i, j)));
        let crossed = cells().map(|(i, j)| (cell(i, j) - parts[i] - operators[j] + grand).powi(2));
        let within = cells().flat_map(|(i, j)| {
            let centre = cell(i, j);
            scores[i][j].iter().map(move |x| (x - centre).powi(2))
        });
        Some(Self {
            interactions: p,
            evaluators: o,
            trials: r,
            evaluator: square(&operators) * rp * rr,
            interaction: square(&parts) * ro * rr,
            crossed: mean::sum(crossed) * rr,
            within: mean::sum(within),
            ranges: Ranges {
                mean: average(scores.iter().flatten().map(|cell| range(cell))),
                of_evaluators: range(&operators),
                of_interactions: range(&parts),
            },
        })
    }

    /// Probability of evaluators ranking interactions so differently by chance; `None` where the
    /// same evaluator always gave the same score.
    pub fn crossed_p(&self) -> Option<f64> {
        let [_, _, crossed, within] = self.degrees();
        let ratio = (self.crossed / crossed) / (self.within / within);
        (self.within > 0.0).then(|| tail::fisher(ratio, crossed, within))
    }

    /// Variances with evaluators who rank interactions in other ways apart.
    pub fn full(&self) -> Variances {
        let [_, _, crossed, within] = self.degrees();
        let (error, both) = (self.within / within, self.crossed / crossed);
        let crossed = (both - error) / real::length(self.trials);
        Variances { repeatability: error, crossed, ..self.against(both) }
    }

    /// Variances with those taken as repeatability.
    pub fn pooled(&self) -> Variances {
        let [_, _, crossed, within] = self.degrees();
        let error = (self.crossed + self.within) / (crossed + within);
        Variances { repeatability: error, crossed: 0.0, ..self.against(error) }
    }

    /// The variances to report: pooled when the two cannot be told apart (p above .25).
    pub fn variances(&self) -> Variances {
        match self.crossed_p() {
            Some(p) if p <= 0.25 => self.full(),
            _ => self.pooled(),
        }
    }

    /// Variances of evaluators and interactions beyond a mean square of error.
    fn against(&self, error: f64) -> Variances {
        let [evaluator, interaction, ..] = self.degrees();
        let (p, o, r) = self.sizes();
        Variances {
            repeatability: error,
            crossed: 0.0,
            evaluator: (self.evaluator / evaluator - error) / (p * r),
            interaction: (self.interaction / interaction - error) / (o * r),
        }
    }

    /// Variances by the method of average and range, as forms on paper have it.
    ///
    /// `None` beyond three trials or evaluators or ten interactions, for which there are no factors.
    pub fn by_ranges(&self) -> Option<Variances> {
        const BY_TRIALS: [f64; 2] = [0.8862, 0.5908];
        #[expect(clippy::approx_constant, reason = "the factor as the form prints it")]
        const BY_NUMBER: [f64; 9] =
            [0.7071, 0.5231, 0.4467, 0.4030, 0.3742, 0.3534, 0.3375, 0.3249, 0.3146];
        let (p, _, r) = self.sizes();
        let equipment = self.ranges.mean * BY_TRIALS.get(self.trials - 2)?;
        let factor = BY_NUMBER.get(self.evaluators - 2).filter(|_| self.evaluators < 4)?;
        let appraiser = (self.ranges.of_evaluators * factor).powi(2) - equipment.powi(2) / (p * r);
        let part = self.ranges.of_interactions * BY_NUMBER.get(self.interactions - 2)?;
        Some(Variances {
            repeatability: equipment.powi(2),
            crossed: 0.0,
            evaluator: appraiser,
            interaction: part.powi(2),
        })
    }

    /// Degrees of freedom of evaluators, interactions, both crossed, and within.
    fn degrees(&self) -> [f64; 4] {
        let (p, o, r) = self.sizes();
        [o - 1.0, p - 1.0, (p - 1.0) * (o - 1.0), p * o * (r - 1.0)]
    }

    fn sizes(&self) -> (f64, f64, f64) {
        (real::length(self.interactions), real::length(self.evaluators), real::length(self.trials))
    }
}

fn average(values: impl Iterator<Item = f64> + Clone) -> f64 {
    mean::sum(values.clone()) / real::length(values.count())
}

fn range(values: &[f64]) -> f64 {
    let by = |x: &&f64, y: &&f64| x.total_cmp(y);
    match (values.iter().max_by(by), values.iter().min_by(by)) {
        (Some(high), Some(low)) => high - low,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_trial_or_a_missing_one_is_no_study() {
        assert_eq!(Gauge::of(&[]), None);
        assert_eq!(Gauge::of(&[vec![vec![1.0], vec![2.0]], vec![vec![1.0], vec![3.0]]]), None);
        let uneven = [vec![vec![1.0, 2.0], vec![2.0]], vec![vec![1.0, 1.0], vec![3.0, 2.0]]];
        assert_eq!(Gauge::of(&uneven), None);
    }

    /// By hand: interactions 10 and 20, the second evaluator always 2 above, trials alike: nothing
    /// but evaluators (mean square 8, over 4 scores 2) and interactions (mean square 200, over 4 50).
    #[test]
    fn a_constant_offset_is_reproducibility_alone() {
        let scores = [vec![vec![10.0; 2], vec![12.0; 2]], vec![vec![20.0; 2], vec![22.0; 2]]];
        let gauge = Gauge::of(&scores).unwrap();
        assert_eq!(gauge.crossed_p(), None);
        let found = gauge.variances();
        assert!(found.repeatability.abs() < 1e-12 && (found.evaluator - 2.0).abs() < 1e-12);
        assert!((found.interaction - 50.0).abs() < 1e-12);
        assert!((found.study_share().unwrap() - (2.0_f64 / 52.0).sqrt()).abs() < 1e-12);
        assert!((found.distinct_categories().unwrap() - 1.41 * 5.0).abs() < 1e-12);
    }
}
