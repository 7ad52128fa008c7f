//! Generalizability: what scores depend on, and how many evaluators make them dependable.
//!
//! Source: Brennan (2001), *Generalizability Theory*, chapters 3 to 5. Variances are those of the
//! expected mean squares and may be below 0; coefficients take such as 0.

use crate::stats::{mean, real};

/// How dependable a score is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dependability {
    /// Generalizability coefficient: for comparing interactions with each other.
    pub relative: f64,
    /// Phi: for the score itself, severity counted as error.
    pub absolute: f64,
    /// Standard error of the score itself, in points of a question.
    pub error: f64,
}

impl Dependability {
    /// From the variances of what is meant and of both kinds of error; `None` without any.
    fn of(meant: f64, relative_error: f64, more_error: f64) -> Option<Self> {
        let absolute_error = relative_error + more_error;
        (meant + absolute_error > 0.0).then(|| Self {
            relative: if meant + relative_error > 0.0 {
                meant / (meant + relative_error)
            } else {
                0.0
            },
            absolute: meant / (meant + absolute_error),
            error: absolute_error.sqrt(),
        })
    }
}

/// Whether the questions are the ones that count, or a sample of possible ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Questions {
    /// The scorecard's own.
    Fixed,
    /// Others might have been asked.
    Random,
}

/// Variances of interactions by evaluators by questions, every cell answered once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossed {
    /// Mean squares in the order of the variances.
    pub squares: [f64; 7],
    /// Between interactions.
    pub i: f64,
    /// Between evaluators.
    pub e: f64,
    /// Between questions.
    pub q: f64,
    /// Evaluators who rank interactions in other ways.
    pub ie: f64,
    /// Interactions that fare otherwise by question.
    pub iq: f64,
    /// Evaluators more severe by question.
    pub eq: f64,
    /// The rest.
    pub ieq: f64,
    questions: f64,
}

impl Crossed {
    /// From answers by interaction, evaluator and question; `None` below two of any and unless all
    /// are there.
    pub fn of(answers: &[Vec<Vec<f64>>]) -> Option<Self> {
        let sizes = [answers.len(), answers.first()?.len(), answers.first()?.first()?.len()];
        let full = |row: &Vec<Vec<f64>>| {
            row.len() == sizes[1] && row.iter().all(|cell| cell.len() == sizes[2])
        };
        if sizes.iter().any(|size| *size < 2) || !answers.iter().all(full) {
            return None;
        }
        // The mean over all cells of which the marked coordinates are given.
        let marginal = |given: [bool; 3], at: [usize; 3]| {
            let over =
                |axis: usize| if given[axis] { at[axis]..at[axis] + 1 } else { 0..sizes[axis] };
            let cells =
                over(0).flat_map(|i| over(1).flat_map(move |e| over(2).map(move |q| (i, e, q))));
            let values: Vec<f64> = cells.map(|(i, e, q)| answers[i][e][q]).collect();
            mean::sum(values.iter().copied()) / real::length(values.len())
        };
        let squares = EFFECTS.map(|effect| mean_square(effect, sizes, &marginal));
        let [by_i, by_e, by_q, ie, iq, eq, ieq] = squares;
        let [interactions, evaluators, questions] = sizes.map(real::length);
        Some(Self {
            squares,
            i: (by_i - ie - iq + ieq) / (evaluators * questions),
            e: (by_e - ie - eq + ieq) / (interactions * questions),
            q: (by_q - iq - eq + ieq) / (interactions * evaluators),
            ie: (ie - ieq) / questions,
            iq: (iq - ieq) / evaluators,
            eq: (eq - ieq) / interactions,
            ieq,
            questions,
        })
    }

    /// How dependable a score by so many evaluators is, on the same number of questions.
    ///
    /// `None` without any variance, and without evaluators.
    pub fn dependability(&self, evaluators: u32, questions: Questions) -> Option<Dependability> {
        let [ie, iq, eq, ieq] = [self.ie, self.iq, self.eq, self.ieq].map(at_least_zero);
        let [own, severe, asked] = [self.i, self.e, self.q].map(at_least_zero);
        let (people, all) = (f64::from(evaluators), self.questions);
        if evaluators == 0 {
            return None;
        }
        let common = ie / people + ieq / (people * all);
        let severity = severe / people + eq / (people * all);
        match questions {
            Questions::Fixed => Dependability::of(own + iq / all, common, severity),
            Questions::Random => Dependability::of(own, common + iq / all, severity + asked / all),
        }
    }

    /// The fewest evaluators, up to 100, whose score has this absolute dependability.
    pub fn evaluators_needed(&self, dependability: f64, questions: Questions) -> Option<u32> {
        (1..=100).find(|evaluators| {
            let found = self.dependability(*evaluators, questions);
            found.is_some_and(|found| found.absolute >= dependability)
        })
    }
}

/// The effects of three factors, by which of them they name.
const EFFECTS: [[bool; 3]; 7] = [
    [true, false, false],
    [false, true, false],
    [false, false, true],
    [true, true, false],
    [true, false, true],
    [false, true, true],
    [true, true, true],
];

/// The mean square of an effect: sums over its cells of the signed marginal means it contains.
fn mean_square(
    effect: [bool; 3],
    sizes: [usize; 3],
    marginal: &impl Fn([bool; 3], [usize; 3]) -> f64,
) -> f64 {
    let over = |axis: usize| if effect[axis] { 0..sizes[axis] } else { 0..1 };
    let cells = over(0).flat_map(|i| over(1).flat_map(move |e| over(2).map(move |q| [i, e, q])));
    let named = effect.iter().filter(|named| **named).count();
    let deviation = |at: [usize; 3]| {
        let within = EFFECTS.into_iter().chain([[false; 3]]);
        let parts = within.filter(|part| part.iter().zip(effect).all(|(part, own)| !*part || own));
        let signed = parts.map(|part| {
            let missing = named - part.iter().filter(|named| **named).count();
            let sign = if missing % 2 == 0 { 1.0 } else { -1.0 };
            sign * marginal(part, at)
        });
        signed.sum::<f64>()
    };
    let squares = mean::sum(cells.map(|at| deviation(at).powi(2)));
    let axes = || effect.iter().zip(sizes);
    let repeated: f64 = axes().filter(|(own, _)| !**own).map(|(_, n)| real::length(n)).product();
    let degrees: f64 = axes().filter(|(own, _)| **own).map(|(_, n)| real::length(n - 1)).product();
    squares * repeated / degrees
}

fn at_least_zero(variance: f64) -> f64 {
    variance.clamp(0.0, f64::MAX)
}

/// Variances of persons by tasks, where each task has raters of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nested {
    /// Between persons.
    pub p: f64,
    /// Between tasks.
    pub t: f64,
    /// Between the raters of a task.
    pub rt: f64,
    /// Persons who fare otherwise by task.
    pub pt: f64,
    /// The rest.
    pub prt: f64,
}

impl Nested {
    /// From scores by person, task and rater within the task; `None` below two of any and unless
    /// all are there.
    pub fn of(scores: &[Vec<Vec<f64>>]) -> Option<Self> {
        // The mean squares of raters within tasks are those of a crossed table, taken together.
        let crossed = Crossed::of(scores)?;
        let [p, t, r, pt, pr, tr, ptr] = crossed.squares;
        let [np, nt, nr] = [scores.len(), scores[0].len(), scores[0][0].len()].map(real::length);
        let rt = (r * (nr - 1.0) + tr * (nt - 1.0) * (nr - 1.0)) / (nt * (nr - 1.0));
        let of_persons = (np - 1.0) * (nr - 1.0);
        let prt = (pr * of_persons + ptr * of_persons * (nt - 1.0)) / (of_persons * nt);
        Some(Self {
            p: (p - pt) / (nt * nr),
            t: (t - rt - pt + prt) / (np * nr),
            rt: (rt - prt) / np,
            pt: (pt - prt) / nr,
            prt,
        })
    }

    /// How dependable a score over so many tasks and raters of each is; `None` without any.
    pub fn dependability(&self, tasks: u32, raters: u32) -> Option<Dependability> {
        let [p, t, rt, pt, prt] = [self.p, self.t, self.rt, self.pt, self.prt].map(at_least_zero);
        let (k, all) = (f64::from(tasks), f64::from(tasks) * f64::from(raters));
        (all > 0.0).then(|| Dependability::of(p, pt / k + prt / all, t / k + rt / all)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_evaluator_tells_nothing_of_evaluators() {
        assert_eq!(Crossed::of(&[]), None);
        assert_eq!(Crossed::of(&[vec![vec![1.0, 2.0]], vec![vec![2.0, 3.0]]]), None);
        let same = vec![vec![vec![3.0; 2]; 2]; 2];
        let found = Crossed::of(&same).unwrap();
        assert_eq!(found.dependability(1, Questions::Fixed), None);
        assert_eq!(found.evaluators_needed(0.8, Questions::Fixed), None);
    }

    /// By hand: answers are the sum of an interaction (0, 2), an evaluator (0, 1) and a question
    /// (0, 4): variances 2, 1/2 and 8, no more. One evaluator has 2 / (2 + 0) and 2 / (2 + 1/2); for
    /// .9 two are too few (2 / 2.25) and three enough (2 / 2.1667).
    #[test]
    fn what_adds_up_has_no_variance_of_ranking_otherwise() {
        let cell = |i: f64, e: f64, q: f64| 2.0 * i + e + 4.0 * q;
        let both = [0.0, 1.0];
        let answers: Vec<Vec<Vec<f64>>> = both
            .iter()
            .map(|i| both.iter().map(|e| both.iter().map(|q| cell(*i, *e, *q)).collect()).collect())
            .collect();
        let found = Crossed::of(&answers).unwrap();
        let close = |got: f64, expected: f64| (got - expected).abs() < 1e-12;
        assert!(close(found.i, 2.0) && close(found.e, 0.5) && close(found.q, 8.0));
        assert!(close(found.ie, 0.0) && close(found.iq, 0.0) && close(found.ieq, 0.0));
        let one = found.dependability(1, Questions::Fixed).unwrap();
        assert!(close(one.relative, 1.0) && close(one.absolute, 0.8));
        assert!(close(one.error, 0.5_f64.sqrt()));
        assert_eq!(found.evaluators_needed(0.9, Questions::Fixed), Some(3));
    }
}
