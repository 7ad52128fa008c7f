//! The least agreement that is asked of every question.

use super::measured::Measured;
use super::question_tables::has_steps;
use super::ratings::Ratings;
use super::report::{self, Options};

/// What is asked of every question.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Floors {
    /// The least alpha, ordinal where answers have an order, else nominal.
    pub alpha: Option<f64>,
    /// The least exact agreement, 0 to 1.
    pub agreement: Option<f64>,
}

impl Floors {
    /// Whether anything is asked.
    pub fn ask(&self) -> bool {
        self.alpha.is_some() || self.agreement.is_some()
    }
}

/// A figure of a question that is less than what is asked of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Below {
    /// The question.
    pub question: String,
    /// What the figure is called.
    pub figure: &'static str,
    /// The figure.
    pub value: f64,
    /// The least that is asked.
    pub least: f64,
}

/// Whether every question has what is asked of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gate {
    /// How many figures were held against what is asked of them.
    pub judged: usize,
    /// Those below.
    pub below: Vec<Below>,
    /// Those that do not exist and were not judged, in sentences.
    pub open: Vec<String>,
}

impl Gate {
    /// Whether something is below, or nothing could be judged.
    pub fn is_missed(&self) -> bool {
        !self.below.is_empty() || self.judged == 0
    }
}

/// Holds every question against what is asked of it: the figure itself, not its limits.
///
/// A figure that does not exist, as alpha where all answers are the same, or that so few interactions do
/// not bear, is not judged.
pub fn gate(ratings: &Ratings, options: &Options, floors: &Floors) -> Gate {
    let mut undrawn = options.clone();
    undrawn.plan.rounds = 0;
    let mut found = Gate::default();
    for question in report::measured(ratings, &undrawn) {
        let alpha = if has_steps(&question) { "alpha_ordinal" } else { "alpha_nominal" };
        let asked = [
            ("alpha", alpha, floors.alpha),
            ("exact agreement", "exact_agreement", floors.agreement),
        ];
        for (name, key, least) in asked {
            if let Some(least) = least {
                found.judge(&question, (name, key), least);
            }
        }
    }
    found
}

/// A rounding error that costs nobody a gate.
const NOTHING: f64 = 1e-12;

impl Gate {
    fn judge(
        &mut self,
        question: &Measured,
        (figure, key): (&'static str, &'static str),
        least: f64,
    ) {
        let id = &question.question.id;
        match question.told(key) {
            Err(why) => self.open.push(format!("{id}: no {figure}, {why}")),
            Ok(estimate) => {
                self.judged += 1;
                let value = estimate.value;
                if value < least - NOTHING {
                    self.below.push(Below { question: id.clone(), figure, value, least });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ratings::{Rating, RatingValue};
    use super::*;
    use crate::problem::Place;

    /// Ten interactions that two evaluators answered, so many of them differently.
    fn ratings(differ: usize) -> Ratings {
        let mut ratings = Ratings::default();
        for at in 0..10 {
            let other = if at < differ { "no" } else { "yes" };
            for (evaluator, answer) in [("ann", "yes"), ("bob", other)] {
                let rating = Rating {
                    interaction: format!("C{at}"),
                    evaluator: evaluator.to_owned(),
                    question: "tone".to_owned(),
                    answer: RatingValue::Category(answer.to_owned()),
                    place: Place::file("e.csv"),
                };
                ratings.insert(rating).unwrap();
            }
        }
        ratings
    }

    #[test]
    fn nothing_to_judge_is_no_gate_passed() {
        let floors = Floors { alpha: Some(0.8), agreement: None };
        let found = gate(&Ratings::default(), &Options::default(), &floors);
        assert!(found.is_missed() && found.below.is_empty());
        let all_alike = gate(&ratings(0), &Options::default(), &floors);
        assert_eq!(all_alike.open, ["tone: no alpha, no variation"]);
        assert!(all_alike.is_missed());
    }

    /// By hand: two of ten differ, so eight in ten agree: .8 is enough and .81 is not.
    #[test]
    fn the_figure_itself_is_held_against_the_floor() {
        let of = |least| Floors { alpha: None, agreement: Some(least) };
        let found = |least| gate(&ratings(2), &Options::default(), &of(least));
        assert!(!found(0.8).is_missed());
        let below = found(0.81).below;
        assert_eq!((below[0].question.as_str(), below[0].figure), ("tone", "exact agreement"));
        assert!((below[0].value - 0.8).abs() < 1e-12 && below.len() == 1, "{below:?}");
        assert!(found(0.81).is_missed() && found(0.81).judged == 1);
    }
}
