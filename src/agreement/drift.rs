//! Sessions over time: does somebody's lean change?

use super::bias::Scores;
use super::ratings::{RatingValue, Ratings};
use super::scale::Scale;
use super::stakes::Stake;
use crate::stats::chart::{self, Point};
use crate::stats::mean::{Mean, of_reals};
use crate::stats::runs::{Rule, Runs};
use crate::stats::trend::{self, Trend};
use crate::stats::{quantile, real};
use std::collections::{BTreeMap, BTreeSet};

/// Sessions below which a chart has a median and no limits.
pub(super) const FEW: usize = 12;

/// One session of scoring the same interactions.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// Its name.
    pub name: String,
    /// The day it began, as text; empty when unknown.
    pub began: String,
    /// Days from 1970 to that day; `None` when unknown.
    pub day: Option<i64>,
    /// What everybody answered.
    pub ratings: Ratings,
    /// Total scores.
    pub scores: Scores,
}

/// How far an evaluator lay from the standard in one session.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lean {
    /// Its number among the sessions.
    pub(super) session: usize,
    /// Evaluator less standard over its interactions.
    pub(super) bias: Mean,
}

/// One evaluator's lean on one thing, session by session.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    /// The evaluator.
    pub(super) evaluator: String,
    /// `score`, or a question.
    pub(super) of: String,
    /// Whether it is how often a question is failed, which is the less the more generous somebody is.
    pub(super) of_failures: bool,
    /// The sessions in which it is known, in order.
    pub(super) leans: Vec<Lean>,
}

/// A series as a control chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drawn {
    pub(super) points: Vec<Point>,
    /// Points beyond the limits.
    pub(super) beyond: Vec<usize>,
    pub(super) runs: Runs,
    pub(super) trend: Option<Trend>,
    /// Whether a rise is one of failures.
    of_failures: bool,
}

/// Every evaluator's lean on total scores and on each question, against the reference or, without one,
/// the mean of the others in the session.
pub(super) fn series(
    sessions: &[Session],
    reference: Option<&str>,
    stakes: &BTreeMap<String, Stake>,
) -> Vec<Series> {
    let mut found: BTreeMap<(bool, String, String), Vec<Lean>> = BTreeMap::new();
    for (number, session) in sessions.iter().enumerate() {
        let people = session.ratings.evaluators(reference);
        let mut add = |is_question, of: &str, figures: &Figures| {
            for who in &people {
                let apart = apart(figures, who, reference);
                if let Some(bias) = of_reals(&apart) {
                    let key = (is_question, (*who).to_owned(), of.to_owned());
                    found.entry(key).or_default().push(Lean { session: number, bias });
                }
            }
        };
        add(false, "score", &of_scores(&session.scores));
        // Without a scorecard, ratings beside scores are these scores.
        if !session.scores.is_empty() && stakes.is_empty() {
            continue;
        }
        for (id, figures) in of_questions(&session.ratings, stakes) {
            add(true, &id, &figures);
        }
    }
    let of_failures = |is_question: bool, of: &str| {
        is_question && stakes.get(of).is_some_and(|stake| !stake.failing.is_empty())
    };
    let series = |((is_question, evaluator, of), leans): ((bool, String, String), Vec<Lean>)| {
        Series { of_failures: of_failures(is_question, &of), evaluator, of, leans }
    };
    found.into_iter().map(series).collect()
}

/// A figure by interaction and evaluator.
type Figures = Vec<BTreeMap<String, f64>>;

fn of_scores(scores: &Scores) -> Figures {
    let ones = |score: i64| real::signed(score.into()) / 1000.0;
    let rows = scores.by_interaction();
    rows.map(|(_, row)| row.iter().map(|(who, score)| (who.clone(), ones(*score))).collect())
        .collect()
}

/// Of a question whose failures are known, 1 for a failure and 0 for none; of another with an order, its
/// value. Questions with neither have no lean.
fn of_questions(ratings: &Ratings, stakes: &BTreeMap<String, Stake>) -> BTreeMap<String, Figures> {
    let scales = ratings.scales();
    let mut found: BTreeMap<String, Figures> = BTreeMap::new();
    for interaction in ratings.interactions() {
        for (id, answers) in ratings.about(interaction) {
            let Some(scale) = scales.get(id) else { continue };
            let stake = stakes.get(id).filter(|stake| !stake.failing.is_empty());
            let figure = |(who, answer): &(&str, &RatingValue)| {
                Some(((*who).to_owned(), figure(answer, scale, stake)?))
            };
            let row: BTreeMap<String, f64> = answers.iter().filter_map(figure).collect();
            found.entry(id.to_owned()).or_default().push(row);
        }
    }
    found
}

fn figure(answer: &RatingValue, scale: &Scale, stake: Option<&Stake>) -> Option<f64> {
    let RatingValue::Category(text) = answer else { return None };
    let category = scale.category(text)?;
    match stake {
        Some(stake) => Some(f64::from(u8::from(stake.fails(scale, category)))),
        None if scale.has_values() => scale.numeric().get(category).copied(),
        None => None,
    }
}

/// Evaluator less standard, interaction by interaction that has both.
fn apart(figures: &Figures, who: &str, reference: Option<&str>) -> Vec<f64> {
    let from = |row: &BTreeMap<String, f64>| {
        let own = row.get(who)?;
        if let Some(reference) = reference {
            return Some(own - row.get(reference)?);
        }
        let others = row.iter().filter(|(other, _)| *other != who).map(|(_, figure)| *figure);
        Some(own - of_reals(&others.collect::<Vec<_>>())?.mean)
    };
    figures.iter().filter_map(from).collect()
}

impl Series {
    /// The chart of its leans; `None` when there is none, or none differs from the next.
    pub(super) fn draw(&self) -> Option<Drawn> {
        let values: Vec<f64> = self.leans.iter().map(|lean| lean.bias.mean).collect();
        let points = if values.len() < FEW {
            let center = quantile::quantile(&values, 0.5)?;
            let (lower, upper) = (f64::NEG_INFINITY, f64::INFINITY);
            let point = |value: &f64| Point { value: *value, center, lower, upper, sigma: upper };
            values.iter().map(point).collect()
        } else {
            chart::individuals(&values)?
        };
        let beyond = Rule::Beyond.signals(&points);
        let runs = Runs::of(&points);
        Some(Drawn {
            points,
            beyond,
            runs,
            trend: trend::of(&values),
            of_failures: self.of_failures,
        })
    }
}

impl Drawn {
    /// What the chart says; `trend_p` is adjusted for all charts that are looked at.
    pub(super) fn verdict(&self, trend_p: Option<f64>) -> String {
        let n = self.points.len();
        if n < 3 {
            return "too few sessions".to_owned();
        }
        let mut said = Vec::new();
        if !self.beyond.is_empty() {
            said.push(format!("beyond the limits {}×", self.beyond.len()));
        }
        if self.runs.is_shifted() {
            said.push("shifted".to_owned());
        }
        if let Some(trend) = self.trend.filter(|_| trend_p.is_some_and(|p| p < 0.05)) {
            let generous = (trend.slope > 0.0) != self.of_failures;
            let way = if generous { "ever more generous" } else { "ever more severe" };
            said.push(way.to_owned());
        }
        if said.is_empty() {
            said.push("stable".to_owned());
        }
        if n < FEW {
            said.push("no limits yet".to_owned());
        }
        said.join("; ")
    }
}

/// Everybody who took part in any of the sessions, the reference aside.
pub(super) fn people<'a>(sessions: &'a [Session], reference: Option<&str>) -> BTreeSet<&'a str> {
    sessions.iter().flat_map(|session| session.ratings.evaluators(reference)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(name: &str, scores: &[(&str, &str, i64)]) -> Session {
        let mut session = Session { name: name.to_owned(), ..Session::default() };
        for (interaction, who, score) in scores {
            session.scores.insert(interaction, who, score * 1000);
            let rating = crate::agreement::ratings::Rating {
                interaction: (*interaction).to_owned(),
                evaluator: (*who).to_owned(),
                question: "tone".to_owned(),
                answer: RatingValue::Category((score / 10).to_string()),
                place: crate::problem::Place::file("e.csv"),
            };
            session.ratings.insert(rating).unwrap();
        }
        session
    }

    #[test]
    fn nobody_and_a_session_without_overlap_have_no_lean() {
        assert!(series(&[], None, &BTreeMap::new()).is_empty());
        let alone = session("s1", &[("I1", "ann", 80), ("I2", "bob", 70)]);
        assert!(series(&[alone], None, &BTreeMap::new()).is_empty());
    }

    /// By hand: ann less lead is 10 and 20 in the first session, 0 in the second.
    #[test]
    fn leans_are_means_of_a_session_against_the_reference() {
        let sessions = [
            session(
                "s1",
                &[("I1", "ann", 80), ("I1", "lead", 70), ("I2", "ann", 90), ("I2", "lead", 70)],
            ),
            session("s2", &[("I3", "ann", 60), ("I3", "lead", 60)]),
        ];
        assert_eq!(series(&sessions, Some("lead"), &BTreeMap::new()).len(), 1);
        let stakes = [("other".to_owned(), Stake::default())].into();
        let found = series(&sessions, Some("lead"), &stakes);
        let of = |of: &str| found.iter().find(|one| one.of == of).unwrap();
        let means: Vec<f64> = of("score").leans.iter().map(|lean| lean.bias.mean).collect();
        assert_eq!(means, [15.0, 0.0]);
        let means: Vec<f64> = of("tone").leans.iter().map(|lean| lean.bias.mean).collect();
        assert_eq!(means, [1.5, 0.0]);
        assert_eq!(people(&sessions, Some("lead")), BTreeSet::from(["ann"]));
        assert_eq!(of("score").draw().unwrap().verdict(None), "too few sessions");
    }

    /// Thirteen sessions, the last of which is far off: `XmR` limits of R's qcc, mean moving range 2.25.
    #[test]
    fn a_session_far_off_is_beyond_the_limits() {
        let values = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 17.0];
        let lean =
            |(session, value): (usize, &f64)| Lean { session, bias: of_reals(&[*value]).unwrap() };
        let leans = values.iter().enumerate().map(lean).collect();
        let series = Series {
            evaluator: "ann".to_owned(),
            of: "score".to_owned(),
            of_failures: false,
            leans,
        };
        let drawn = series.draw().unwrap();
        assert_eq!(drawn.beyond, [12]);
        assert!((drawn.points[0].upper - (23.0 / 13.0 + 3.0 * 2.25 / 1.128)).abs() < 1e-9);
        assert!(drawn.verdict(None).starts_with("beyond the limits 1×"));
    }

    /// Whoever fails a question ever more often becomes more severe, not more generous.
    #[test]
    fn more_failures_are_more_severity() {
        let lean = |session: u32| Lean {
            session: usize::try_from(session).unwrap(),
            bias: of_reals(&[f64::from(session)]).unwrap(),
        };
        let series = |of_failures| Series {
            evaluator: "ann".to_owned(),
            of: "identity".to_owned(),
            of_failures,
            leans: (0..8).map(lean).collect(),
        };
        let said = |of_failures| series(of_failures).draw().unwrap().verdict(Some(0.001));
        assert!(said(true).contains("ever more severe"), "{}", said(true));
        assert!(said(false).contains("ever more generous"), "{}", said(false));
    }
}
