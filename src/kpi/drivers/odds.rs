//! How the odds of a good answer go with each question, the others held.

use super::{Judged, Matrix, matrix};
use crate::stats::{firth, logistic, multiple};
use std::collections::BTreeMap;

/// One question in a model with all others.
#[derive(Debug, Clone, PartialEq)]
pub struct Odds {
    /// The question.
    pub question: String,
    /// Odds where it is passed by those where it is failed.
    pub ratio: f64,
    /// Their 95 % limits; `None` where the profile has none.
    pub limits: Option<(f64, f64)>,
    /// How often chance alone makes as clear a ratio.
    pub p: Option<f64>,
    /// The same, corrected for the number of questions.
    pub adjusted: Option<f64>,
    /// The estimate: `logistic`, or `firth` where answers separate.
    pub method: &'static str,
}

/// The odds of every question, or why they cannot be told. `rated` has 1 for yes and 0 for no.
pub fn odds(judged: &[Judged], rated: &BTreeMap<String, f64>) -> Result<Vec<Odds>, String> {
    let Matrix { names, columns, response } = matrix(judged, rated)?;
    let y: Vec<bool> = response.iter().map(|value| *value > 0.5).collect();
    let fit = logistic::fit(&y, &columns);
    let method = if fit.is_some() { "logistic" } else { "firth" };
    let penalised = || firth::fit(&y, &columns);
    let model = fit
        .clone()
        .or_else(penalised)
        .ok_or("questions determine each other, or answers do not vary")?;
    let (all, is_plain) = (1..=names.len(), fit.is_some());
    let p_of = |at: usize| if is_plain { model.p(at) } else { firth::p(&y, &columns, at) };
    let limits_of = |at: usize| {
        let limits =
            if is_plain { model.limits(at, 0.95) } else { firth::limits(&y, &columns, at, 0.95) };
        limits.map(|(low, high)| (low.exp(), high.exp()))
    };
    let p: Vec<Option<f64>> = all.clone().map(p_of).collect();
    let known: Vec<f64> = p.iter().copied().flatten().collect();
    let mut adjusted = multiple::false_discovery(&known).into_iter();
    let each = names.into_iter().zip(all.zip(p));
    let odds = each.map(|(question, (at, p))| Odds {
        question,
        ratio: model.coefficients[at].exp(),
        limits: limits_of(at),
        p,
        adjusted: p.and_then(|_| adjusted.next()),
        method,
    });
    Ok(odds.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(id: usize, passes: bool) -> Judged {
        let questions = BTreeMap::from([("solved".to_owned(), if passes { 1.0 } else { 0.0 })]);
        Judged { interaction: format!("C{id}"), agent: None, quality: 80.0, questions }
    }

    fn of(answers: &[(bool, f64)]) -> Result<Vec<Odds>, String> {
        let all: Vec<_> = (0..answers.len()).map(|at| judged(at, answers[at].0)).collect();
        let rated = (0..answers.len()).map(|at| (format!("C{at}"), answers[at].1)).collect();
        odds(&all, &rated)
    }

    /// By hand: 6 of 8 where it was passed and 2 of 8 where it was failed: odds of 3 by 1/3.
    #[test]
    fn odds_of_one_question_are_those_of_its_table() {
        assert!(of(&[]).is_err());
        let half = |passes: bool, yes: usize| {
            (0..8).map(move |at| (passes, if at < yes { 1.0 } else { 0.0 }))
        };
        let found = of(&half(true, 6).chain(half(false, 2)).collect::<Vec<_>>()).unwrap();
        assert_eq!((found.len(), found[0].method), (1, "logistic"));
        assert!((found[0].ratio - 9.0).abs() < 1e-6 && found[0].p == found[0].adjusted);
        let found = of(&half(true, 8).chain(half(false, 2)).collect::<Vec<_>>()).unwrap();
        assert_eq!(found[0].method, "firth");
        assert!(found[0].ratio.is_finite() && found[0].limits.unwrap().0 > 1.0);
    }
}
