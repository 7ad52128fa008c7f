//! Figures of a machine on everything beside people's on a random sample, ready to be estimated from.

use super::assisted_tables::Measure;
use super::bias::Scores;
use super::ratings::{RatingValue, Ratings};
use super::sides::Side;
use super::stakes::Stake;
use crate::report::Unit;
use crate::stats::real;
use crate::stats::survey::{Design, Unit as Drawn};
use std::collections::{BTreeMap, BTreeSet};

/// How a sample was drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chances {
    /// How many interactions each stratum has.
    pub sizes: Vec<u64>,
    /// What the weights of those drawn add up to, by stratum.
    pub expected: Vec<f64>,
    /// By interaction drawn: its stratum and one over its chance.
    pub drawn: BTreeMap<String, (usize, f64)>,
    /// Whether chances differ within a stratum.
    pub unequal: bool,
}

impl Chances {
    /// How many interactions were drawn from.
    pub fn all(&self) -> u64 {
        self.sizes.iter().sum()
    }
}

/// One figure by interaction: the machine's, and the mean of people's where they have one.
struct Figure {
    of: String,
    unit: Unit,
    machine: BTreeMap<String, f64>,
    people: BTreeMap<String, f64>,
}

/// Every figure that can be estimated of all interactions: the total score, the share that fails each
/// question whose failures are known, and without any of these the mean of each question with values.
///
/// Only interactions of `sample` count for people. Figures that the machine does not have of every
/// interaction drawn from are left out; their names come second.
pub fn measures(
    (ratings, scores): (&Ratings, &Scores),
    (machine, people): (&str, &Side),
    (chances, sample): (&Chances, &BTreeSet<String>),
    stakes: &BTreeMap<String, Stake>,
) -> (Vec<Measure>, Vec<String>) {
    let mut figures = vec![of_scores(scores, machine, people)];
    if scores.is_empty() || !stakes.is_empty() {
        figures.extend(of_questions(ratings, (machine, people), stakes));
    }
    let (mut found, mut incomplete) = (Vec::new(), Vec::new());
    for figure in figures.into_iter().filter(|figure| !figure.machine.is_empty()) {
        let all = u64::try_from(figure.machine.len()).unwrap_or(u64::MAX);
        let has = |id: &String| figure.machine.contains_key(id);
        if all == chances.all() && sample.iter().all(has) {
            found.push(measure(machine, &figure, chances, sample));
        } else {
            incomplete.push(figure.of);
        }
    }
    (found, incomplete)
}

fn measure(
    machine: &str,
    figure: &Figure,
    chances: &Chances,
    sample: &BTreeSet<String>,
) -> Measure {
    let mut scored = vec![0.0; chances.sizes.len()];
    let drawn = sample.iter().filter_map(|id| {
        let (stratum, base) = chances.drawn.get(id)?;
        Some((*stratum, *base, *figure.people.get(id)?, *figure.machine.get(id)?, id))
    });
    let drawn: Vec<_> = drawn.collect();
    for (stratum, base, ..) in &drawn {
        scored[*stratum] += base;
    }
    // Within each stratum those that people scored stand for those drawn that they did not.
    let unit = |(stratum, base, y, ..): &(usize, f64, f64, f64, &String)| Drawn {
        stratum: *stratum,
        weight: base * chances.expected[*stratum] / scored[*stratum],
        y: *y,
    };
    let size = |n: &u64| if chances.unequal { f64::INFINITY } else { real::count(*n) };
    let taken: BTreeSet<&String> = drawn.iter().map(|one| one.4).collect();
    let rest = figure.machine.iter().filter(|(id, _)| !taken.contains(id));
    Measure {
        machine: machine.to_owned(),
        of: figure.of.clone(),
        unit: figure.unit,
        design: Design {
            strata: chances.sizes.iter().map(size).collect(),
            units: drawn.iter().map(unit).collect(),
        },
        predicted: drawn.iter().map(|one| one.3).collect(),
        rest: rest.map(|(_, value)| *value).collect(),
    }
}

fn of_scores(scores: &Scores, machine: &str, people: &Side) -> Figure {
    let mut figure = Figure {
        of: "score".to_owned(),
        unit: Unit::Score,
        machine: BTreeMap::new(),
        people: BTreeMap::new(),
    };
    for (interaction, row) in scores.by_interaction() {
        let ones = |score: &i64| real::signed((*score).into()) / 1000.0;
        let row: Vec<(&str, f64)> =
            row.iter().map(|(who, score)| (who.as_str(), ones(score))).collect();
        figure.take(interaction, &row, (machine, people));
    }
    figure
}

fn of_questions(
    ratings: &Ratings,
    sides: (&str, &Side),
    stakes: &BTreeMap<String, Stake>,
) -> Vec<Figure> {
    let scales = ratings.scales();
    let mut figures: BTreeMap<String, Figure> = BTreeMap::new();
    for interaction in ratings.interactions() {
        for (id, answers) in ratings.about(interaction) {
            let stake = stakes.get(id).filter(|stake| !stake.failing.is_empty());
            let Some(scale) = scales.get(id).filter(|scale| stake.is_some() || scale.has_values())
            else {
                continue;
            };
            let is_share = stake.is_some() || scale.values() == [0, 1_000];
            let unit = if is_share { Unit::Share } else { Unit::Plain };
            // Of a scorecard whose failures are known, only they are told.
            if stake.is_none() && !stakes.is_empty() {
                continue;
            }
            let value = |answer: &RatingValue| match (answer, stake) {
                // What does not apply does not fail.
                (RatingValue::NotApplicable, Some(_)) => Some(0.0),
                (RatingValue::NotApplicable, None) => None,
                (RatingValue::Category(text), Some(stake)) => {
                    Some(f64::from(u8::from(stake.failing.contains(text))))
                }
                (RatingValue::Category(text), None) => {
                    scale.numeric().get(scale.category(text)?).copied()
                }
            };
            let row = answers.iter().filter_map(|(who, answer)| Some((*who, value(answer)?)));
            let row: Vec<(&str, f64)> = row.collect();
            let (machine, people) = (BTreeMap::new(), BTreeMap::new());
            let new = || Figure { of: id.to_owned(), unit, machine, people };
            figures.entry(id.to_owned()).or_insert_with(new).take(interaction, &row, sides);
        }
    }
    figures.into_values().collect()
}

impl Figure {
    fn take(&mut self, interaction: &str, row: &[(&str, f64)], (machine, people): (&str, &Side)) {
        let own = row.iter().find(|(who, _)| *who == machine);
        self.machine.extend(own.map(|(_, value)| (interaction.to_owned(), *value)));
        let others = row.iter().filter(|(who, _)| people.contains(*who));
        let others: Vec<f64> = others.map(|(_, value)| *value).collect();
        if !others.is_empty() {
            let mean = others.iter().sum::<f64>() / real::length(others.len());
            self.people.insert(interaction.to_owned(), mean);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four interactions of two strata; people scored the first of each, the machine all.
    fn scores(machine: usize) -> Scores {
        let mut scores = Scores::new();
        for (at, (id, own)) in [("A1", 90), ("A2", 80), ("B1", 70), ("B2", 60)].iter().enumerate() {
            if at < machine {
                scores.insert(id, "bot", own * 1000);
            }
        }
        for (id, who, score) in [("A1", "ann", 80), ("A1", "bob", 90), ("B1", "ann", 60)] {
            scores.insert(id, who, score * 1000);
        }
        scores
    }

    fn chances() -> Chances {
        let drawn = [("A1", (0, 2.0)), ("B1", (1, 2.0))];
        let drawn = drawn.map(|(id, chance)| (id.to_owned(), chance)).into();
        Chances { sizes: vec![2, 2], expected: vec![2.0, 2.0], drawn, unequal: false }
    }

    fn found(machine: usize) -> (Vec<Measure>, Vec<String>) {
        let people: Side = ["ann", "bob"].map(str::to_owned).into();
        let sample = ["A1", "B1"].map(str::to_owned).into();
        let (ratings, scores) = (Ratings::default(), scores(machine));
        let stakes = BTreeMap::new();
        measures((&ratings, &scores), ("bot", &people), (&chances(), &sample), &stakes)
    }

    #[test]
    fn a_machine_that_did_not_score_everything_tells_nothing() {
        let (measures, incomplete) = found(3);
        assert!(measures.is_empty());
        assert_eq!(incomplete, ["score"]);
        assert_eq!(found(0), (Vec::new(), Vec::new()));
    }

    #[test]
    fn people_of_the_sample_stand_beside_the_machine() {
        let (measures, incomplete) = found(4);
        assert!(incomplete.is_empty());
        assert_eq!(measures.len(), 1);
        let score = &measures[0];
        let units: Vec<(usize, f64, f64)> =
            score.design.units.iter().map(|unit| (unit.stratum, unit.weight, unit.y)).collect();
        assert_eq!(units, [(0, 2.0, 85.0), (1, 2.0, 60.0)]);
        assert_eq!(score.predicted, [90.0, 70.0]);
        assert_eq!(score.rest, [80.0, 60.0]);
    }
}
