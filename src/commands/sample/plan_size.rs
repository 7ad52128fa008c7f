//! `qa sample --plan`: how many are needed, and what so many will tell.

use crate::model::Evaluation;
use crate::report::words::grouped;
use crate::report::{Cell, Column, Definition, Report, Table, Unit};
use crate::stats::{normal, real, size, wilson};
use std::collections::BTreeMap;

/// Name and version of the report's shape.
const SCHEMA: &str = "qa.sample-plan/1";
/// Power with which a change is to be found.
const POWER: f64 = 0.8;
/// Numbers of scores that are shown beside the one asked about.
const STEPS: [u64; 9] = [5, 10, 20, 40, 60, 100, 200, 400, 1000];

/// What is asked of a plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Question {
    /// Points to which a mean is to be known; share of the whole for a rate.
    pub(super) margin: f64,
    /// What is measured.
    pub(super) of: Measure,
    /// Interactions there are; `None` for as many as one likes.
    pub(super) population: Option<u64>,
    /// How many of each agent one has in mind.
    pub(super) each: u64,
    /// How alike two scores of one agent are; 0 for not at all.
    pub(super) alike: f64,
    /// The change that is to be found; `None` for the margin.
    pub(super) change: Option<f64>,
}

/// A mean of scores or a rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Measure {
    /// Scores with this standard deviation, in points.
    Mean { sd: f64 },
    /// Something that happens in this share of interactions.
    Rate { share: f64 },
}

/// Spread of scores within agents, and how alike the scores of one agent are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Seen {
    /// Pooled standard deviation within agents, in points.
    pub(super) sd: f64,
    /// Intraclass correlation of scores of one agent, from the analysis of variance; not below 0.
    pub(super) alike: f64,
    /// Scores it is from.
    pub(super) n: usize,
}

/// What earlier scores tell of the next; `None` when no agent has two. Source: Searle, Casella and
/// `McCulloch` (1992), *Variance Components*, 3.6 for agents with different numbers of scores.
pub(super) fn seen(scores: &[(&Evaluation, f64)]) -> Option<Seen> {
    let mut agents: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (evaluation, score) in scores {
        agents.entry(evaluation.agent.as_deref()?).or_default().push(*score);
    }
    let n: usize = agents.values().map(Vec::len).sum();
    let (all, groups) = (real::length(n), real::length(agents.len()));
    let df = all - groups;
    if df < 1.0 {
        return None;
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / real::length(values.len());
    let grand = agents.values().flatten().sum::<f64>() / all;
    let square = |x: f64| x * x;
    let within: f64 = agents
        .values()
        .map(|own| own.iter().map(|score| square(score - mean(own))).sum::<f64>())
        .sum();
    let between: f64 =
        agents.values().map(|own| real::length(own.len()) * square(mean(own) - grand)).sum();
    let within = within / df;
    let squares: f64 = agents.values().map(|own| square(real::length(own.len()))).sum();
    let usual = (all - squares / all) / (groups - 1.0).clamp(1.0, f64::MAX);
    let extra = (between / (groups - 1.0).clamp(1.0, f64::MAX) - within) / usual;
    let extra = if groups > 1.0 { extra.clamp(0.0, f64::MAX) } else { 0.0 };
    let alike = if extra + within > 0.0 { extra / (extra + within) } else { 0.0 };
    Some(Seen { sd: within.sqrt(), alike, n })
}

/// The answer.
pub(super) fn report(question: &Question) -> Report {
    let mut rows = STEPS.to_vec();
    rows.extend([question.each, question.needed()]);
    rows.retain(|n| question.population.is_none_or(|size| *n <= size));
    rows.sort_unstable();
    rows.dedup();
    let unit = match question.of {
        Measure::Mean { .. } => Unit::Score,
        Measure::Rate { .. } => Unit::Share,
    };
    let table = Table {
        key: "plan",
        title: "What so many scores will tell".to_owned(),
        columns: vec![
            Column::new("n", "scores", Unit::Count),
            Column::new("half_width", "±", unit),
            Column::new("detected_share", "chance to meet an error of 5 %", Unit::Share),
        ],
        rows: rows.iter().map(|n| question.row(*n)).collect(),
        ..Table::default()
    };
    let answer = Table {
        key: "answer",
        title: "How many are needed".to_owned(),
        columns: vec![
            Column::new("what", "for", Unit::Text),
            Column::new("n", "scores", Unit::Count),
        ],
        rows: question.answers(),
        ..Table::default()
    };
    Report {
        schema: SCHEMA,
        title: "Plan of a sample".to_owned(),
        tables: vec![answer, table],
        notes: question.sentences(),
        definitions: definitions(),
        ..Report::default()
    }
}

impl Question {
    /// How many for the margin, agents apart.
    fn needed(&self) -> u64 {
        match self.of {
            Measure::Mean { sd } => size::for_mean_by_t(sd, self.margin, self.population),
            Measure::Rate { share } => size::for_share(share, self.margin, z(), self.population).n,
        }
    }

    /// The same when so many of each agent are taken, whose scores are alike.
    fn clustered(&self) -> u64 {
        let effect = size::design_effect(real::count(self.each), self.alike);
        let more = (real::count(self.needed()) * effect - 1e-9).ceil();
        let more = real::truncate(more).and_then(|n| u64::try_from(n).ok()).unwrap_or(u64::MAX);
        self.population.map_or(more, |size| more.min(size))
    }

    /// How many before and how many after a change, to find it.
    fn for_change(&self) -> u64 {
        let change = self.change.unwrap_or(self.margin);
        match self.of {
            Measure::Mean { sd } => size::to_compare_means(change, sd, POWER).n,
            Measure::Rate { share } => {
                let other = if share + change < 1.0 { share + change } else { share - change };
                size::to_compare_shares(share, other.clamp(0.0, 1.0), POWER).n
            }
        }
    }

    fn half_width(&self, n: u64) -> Option<f64> {
        match self.of {
            Measure::Mean { sd } => size::half_width(sd, n, self.population),
            Measure::Rate { share } => {
                let (low, high) = wilson::around(share, real::count(n), z());
                let rest = self
                    .population
                    .map_or(1.0, |size| (1.0 - real::count(n) / real::count(size)).clamp(0.0, 1.0));
                Some((high - low) / 2.0 * rest.sqrt())
            }
        }
    }

    fn row(&self, n: u64) -> Vec<Cell> {
        let met = size::detected(0.05, n);
        vec![Cell::Count(n), Cell::number(self.half_width(n)), Cell::Number(met)]
    }

    fn answers(&self) -> Vec<Vec<Cell>> {
        let mut rows = vec![vec![
            Cell::text(format!("± {} at 95 %", self.amount(self.margin))),
            Cell::Count(self.needed()),
        ]];
        if self.alike > 0.0 {
            rows.push(vec![
                Cell::text(format!("the same for all together, {} of each agent", self.each)),
                Cell::Count(self.clustered()),
            ]);
        }
        let change = self.amount(self.change.unwrap_or(self.margin));
        rows.push(vec![
            Cell::text(format!(
                "a change of {change}, found four times in five: before, and again after"
            )),
            Cell::Count(self.for_change()),
        ]);
        let detect = size::to_detect(0.05, 0.95, self.population);
        rows.push(vec![Cell::text("at least one error of 5 %, at 95 %"), Cell::Count(detect)]);
        rows
    }

    /// The answer as one says it to a manager.
    fn sentences(&self) -> Vec<String> {
        let of_what = match self.of {
            Measure::Mean { .. } => "a mean score",
            Measure::Rate { .. } => "a rate",
        };
        let of_all = self.population.map(|size| format!(" of {}", grouped(size)));
        let of_all = of_all.unwrap_or_default();
        let mut said = vec![format!(
            "to know {of_what} to ± {}, score {}{of_all}",
            self.amount(self.margin),
            grouped(self.needed()),
        )];
        if let Some(half) = self.half_width(self.each) {
            let much = if half <= self.margin { "enough" } else { "too few" };
            said.push(format!(
                "{} scores tell {of_what} to ± {}, which is {much}; a difference below that is chance",
                self.each,
                self.amount(half)
            ));
        } else {
            said.push("one score tells nothing about how sure it is".to_owned());
        }
        let met = size::detected(0.05, self.each) * 100.0;
        said.push(format!(
            "an error that happens in 5 % of interactions is met by {} scores with a chance of {met:.0} %",
            self.each
        ));
        said
    }

    fn amount(&self, value: f64) -> String {
        match self.of {
            Measure::Mean { .. } => format!("{} points", tenth(value)),
            Measure::Rate { .. } => format!("{} percentage points", tenth(value * 100.0)),
        }
    }
}

/// With one decimal, none when it is nothing.
fn tenth(value: f64) -> String {
    format!("{value:.1}").trim_end_matches(".0").to_owned()
}

fn z() -> f64 {
    normal::quantile(0.975)
}

fn definitions() -> Vec<Definition> {
    vec![
        Definition::new(
            "n",
            "for a mean, the smallest n with t(n−1) · sd · √((1−n/N)/n) at most the margin; for a rate, \
             z²p(1−p)/d² corrected for N; rounded up",
        ),
        Definition::new(
            "half_width",
            "half the width of a 95 % interval: Student's t for a mean, Wilson's for a rate",
        ),
        Definition::new(
            "change",
            "two-sided test at 5 %, found with a chance of 80 %: noncentral t for means, \
             Fleiss' formula for rates",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(of: Measure) -> Question {
        Question { margin: 5.0, of, population: Some(180), each: 5, alike: 0.0, change: None }
    }

    #[test]
    fn one_score_is_said_to_tell_nothing() {
        let one = Question { each: 1, ..question(Measure::Mean { sd: 12.0 }) };
        assert!(report(&one).notes[1].contains("tells nothing"));
    }

    #[test]
    fn five_a_week_are_too_few_for_five_points() {
        let report = report(&question(Measure::Mean { sd: 12.0 }));
        // Case sample-size/score-mean: 22 of 180 by t. Five of 180: 14.9 · √(1 − 5/180) = 14.69.
        assert_eq!(report.notes[0], "to know a mean score to ± 5 points, score 22 of 180");
        assert!(
            report.notes[1]
                .starts_with("5 scores tell a mean score to ± 14.7 points, which is too few")
        );
        assert!(report.notes[2].ends_with("a chance of 23 %"));
    }

    #[test]
    fn a_rate_needs_its_population() {
        let rate = Question {
            margin: 0.05,
            population: Some(1000),
            alike: 0.1,
            ..question(Measure::Rate { share: 0.5 })
        };
        // Krejcie & Morgan 1970: 278 of 1000; with five of each and ρ = 0.1: 278 · 1.4 = 389.2.
        assert_eq!((rate.needed(), rate.clustered()), (278, 390));
        assert!(report(&rate).notes[0].contains("5 percentage points"));
    }
}
