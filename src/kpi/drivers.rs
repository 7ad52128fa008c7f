//! Quality and satisfaction together: do customers of well-scored interactions say so?
//!
//! Quality is the internal view, from evaluations; satisfaction the external one, from ratings. All
//! of it is association: what goes together, not what causes what.

mod fold;
mod judged;
mod odds;
mod quadrant;
mod returns;
mod table;

pub use fold::{DriverFold, Level, Rated, Voice, Which};
pub use judged::Judged;
pub use odds::{Odds, odds};
pub use quadrant::Quadrant;
pub use table::report;

use crate::report::words::counted;
use crate::stats::difference::{self, Difference};
use crate::stats::importance::{self, Importance};
use crate::stats::mean::{self, Mean, Moments};
use crate::stats::{multiple, real};
use std::collections::{BTreeMap, BTreeSet};

/// How satisfaction differs between interactions that pass a question and those that fail it.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// The question.
    pub question: String,
    /// Ratings where it was passed; `None` without any.
    pub passed: Option<Mean>,
    /// Ratings where it was failed; `None` without any.
    pub failed: Option<Mean>,
    /// Passed less failed; `None` when either has no rating.
    pub difference: Option<Difference>,
    /// Its p-value, corrected for the number of questions asked.
    pub adjusted: Option<f64>,
}

/// Every question, in order of id. `rated` has the rating of each interaction that has one; every
/// interaction is judged once.
pub fn drivers(judged: &[Judged], rated: &BTreeMap<String, f64>, voice: Voice) -> Vec<Driver> {
    let names: BTreeSet<&String> = judged.iter().flat_map(|one| one.questions.keys()).collect();
    let mut drivers: Vec<Driver> =
        names.into_iter().map(|name| driver(name, (judged, rated), voice)).collect();
    let tested = |driver: &Driver| driver.difference.and_then(|difference| difference.p);
    let p: Vec<f64> = drivers.iter().filter_map(tested).collect();
    let mut adjusted = multiple::false_discovery(&p).into_iter();
    for driver in &mut drivers {
        driver.adjusted = tested(driver).and_then(|_| adjusted.next());
    }
    drivers
}

fn driver(
    question: &str,
    (judged, rated): (&[Judged], &BTreeMap<String, f64>),
    voice: Voice,
) -> Driver {
    let of = |passes: bool| {
        let those = judged.iter().filter(|one| one.passes(question) == Some(passes));
        let ratings = those.filter_map(|one| rated.get(&one.interaction).copied());
        mean::of_reals(&ratings.collect::<Vec<_>>())
    };
    let (passed, failed) = (of(true), of(false));
    let difference = passed.zip(failed).and_then(|(one, other)| {
        if voice.is_yes_or_no() {
            return difference::shares(hits(&one)?, hits(&other)?, 0.95);
        }
        Some(difference::means(&one, &other, 0.95))
    });
    Driver { question: question.to_owned(), passed, failed, difference, adjusted: None }
}

/// How many of how many said yes.
fn hits(mean: &Mean) -> Option<(u64, u64)> {
    let hits = real::truncate((mean.mean * real::count(mean.n)).round())?;
    Some((u64::try_from(hits).ok()?, mean.n))
}

/// Questions that were asked nearly always and both passed and failed, as columns of the shares that
/// passed them, with what customers said of the same interactions.
#[derive(Debug, Clone, PartialEq)]
struct Matrix {
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
    response: Vec<f64>,
}

/// How much of the ratings each question explains, or why that cannot be told. With more than
/// [`importance::MOST`] questions by Johnson's weights, which then stand for the mean over orders.
pub fn importance(
    judged: &[Judged],
    rated: &BTreeMap<String, f64>,
) -> Result<(Vec<String>, Importance), String> {
    let Matrix { names, columns, response } = matrix(judged, rated)?;
    let found = if names.len() > importance::MOST {
        importance::johnson(&response, &columns)
    } else {
        importance::shapley(&response, &columns)
    };
    let found = found.ok_or("questions determine each other, or ratings do not vary")?;
    Ok((names, found))
}

fn matrix(judged: &[Judged], rated: &BTreeMap<String, f64>) -> Result<Matrix, String> {
    let with_rating: Vec<_> =
        judged.iter().filter(|one| rated.contains_key(&one.interaction)).collect();
    let mut names: Vec<&String> = with_rating.iter().flat_map(|one| one.questions.keys()).collect();
    names.sort();
    names.dedup();
    // A question that is often not asked would leave too few interactions.
    names.retain(|name| {
        let asked = with_rating.iter().filter(|one| one.questions.contains_key(*name)).count();
        5 * asked >= 4 * with_rating.len()
    });
    let has_all = |one: &&&Judged| names.iter().all(|name| one.questions.contains_key(*name));
    let whole: Vec<_> = with_rating.iter().filter(has_all).collect();
    let column =
        |name: &String| -> Vec<f64> { whole.iter().map(|one| one.questions[name]).collect() };
    names.retain(|name| {
        let column = column(name);
        column.iter().any(|value| *value > 0.5) && column.iter().any(|value| *value < 0.5)
    });
    let (n, p) = (whole.len(), names.len());
    if p == 0 {
        return Err("no question was both passed and failed where there are ratings".to_owned());
    }
    if n < 10 * p {
        let questions = counted(u64::try_from(p).unwrap_or(u64::MAX), "question");
        let verb = if p == 1 { "needs" } else { "need" };
        return Err(format!("{questions} {verb} {} rated interactions, found {n}", 10 * p));
    }
    let response: Vec<f64> = whole.iter().map(|one| rated[&one.interaction]).collect();
    let columns: Vec<_> = names.iter().map(|name| column(name)).collect();
    Ok(Matrix { names: names.into_iter().cloned().collect(), columns, response })
}

/// The mean quality of each unit of a level that has one.
fn quality_by(
    judged: &[Judged],
    unit: impl Fn(&Judged) -> Option<String>,
) -> BTreeMap<String, Mean> {
    let mut values: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for one in judged {
        if let Some(unit) = unit(one) {
            values.entry(unit).or_default().push(one.quality);
        }
    }
    let means = values.into_iter();
    means.filter_map(|(unit, values)| Some((unit, mean::of_reals(&values)?))).collect()
}

/// A mean of a multiset of thousandths.
fn satisfaction(moments: &Moments) -> Option<Mean> {
    moments.mean().map(|mean| mean.per(1000.0))
}

/// The mean of means, each counting as much as it has values.
fn overall(means: &[Mean]) -> Option<f64> {
    let (mut total, mut n) = (0.0, 0);
    for mean in means {
        total += mean.mean * real::count(mean.n);
        n += mean.n;
    }
    (n > 0).then(|| total / real::count(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(id: usize, passes: &[(&str, bool)]) -> Judged {
        let share = |passes: bool| if passes { 1.0 } else { 0.0 };
        let questions = passes.iter().map(|(name, passes)| ((*name).to_owned(), share(*passes)));
        let (interaction, questions) = (format!("C{id}"), questions.collect());
        Judged { interaction, agent: None, quality: 80.0, questions }
    }

    #[test]
    fn nobody_rated_drives_nothing() {
        assert!(drivers(&[], &BTreeMap::new(), Voice::Rating).is_empty());
        let found = drivers(&[judged(1, &[("greeting", true)])], &BTreeMap::new(), Voice::Rating);
        assert_eq!((found[0].passed, found[0].difference), (None, None));
        assert!(importance(&[], &BTreeMap::new()).is_err());
    }

    /// By hand: passed 5, 5, 4 and failed 2, 3: the means are 14/3 and 5/2.
    #[test]
    fn the_difference_is_that_of_the_means() {
        let ratings = [(true, 5.0), (true, 5.0), (true, 4.0), (false, 2.0), (false, 3.0)];
        let all: Vec<_> = (0..5).map(|at| judged(at, &[("solved", ratings[at].0)])).collect();
        let rated = (0..5).map(|at| (format!("C{at}"), ratings[at].1)).collect();
        let found = drivers(&all, &rated, Voice::Rating);
        let difference = found[0].difference.unwrap();
        assert!((difference.value - (14.0 / 3.0 - 2.5)).abs() < 1e-12);
        assert_eq!(found[0].adjusted, difference.p);
        assert!(importance(&all, &rated).unwrap_err().contains("needs 10 rated interactions"));
    }
}
