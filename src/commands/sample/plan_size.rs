//! `qa sample --plan`: how many are needed, and what so many will tell.

mod said;

use crate::model::Evaluation;
use crate::report::{Cell, Column, Definition, Report, Table, Unit};
use crate::stats::{normal, real, size, student, wilson};
use std::collections::BTreeMap;

/// Name and version of the report's shape.
const SCHEMA: &str = "qa.sample-plan/1";
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
    /// Agents who have so many each; `None` when it is not known or one.
    pub(super) agents: Option<u64>,
    /// Confidence of intervals.
    pub(super) confidence: f64,
    /// Chance with which a change is to be found.
    pub(super) power: f64,
    /// How frequent an error is that is to be met, in thousandths.
    pub(super) rare: u64,
    /// What is asked about the agreement of evaluators.
    pub(super) calibration: Option<Calibration>,
}

/// How many have to be scored by several before their agreement is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Calibration {
    /// The intraclass correlation that is expected.
    pub(super) agreement: f64,
    /// The one it is to be shown to exceed.
    pub(super) least: f64,
    /// Evaluators who score each.
    pub(super) raters: u64,
}

/// Weeks after which is told what so many a week are worth.
const WEEKS: [u64; 4] = [1, 4, 13, 52];

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
        // Who is not known is like nobody, and unlike nobody.
        let Some(agent) = evaluation.agent.as_deref() else { continue };
        agents.entry(agent).or_default().push(*score);
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
            Column::new("found_share", "chance to find the change", Unit::Share),
            Column::new("detected_share", "chance to meet the error", Unit::Share),
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
        tables: vec![answer, table, question.weeks(unit)],
        notes: question.sentences(),
        definitions: definitions(),
        ..Report::default()
    }
}

impl Question {
    /// How many for the margin, agents apart.
    fn needed(&self) -> u64 {
        match self.of {
            Measure::Mean { sd } => {
                size::for_mean_by_t((sd, self.margin), self.population, self.confidence)
            }
            Measure::Rate { share } => {
                size::for_share(share, self.margin, self.z(), self.population).n
            }
        }
    }

    /// The same when so many of each agent are taken, whose scores are alike.
    fn clustered(&self) -> u64 {
        let effect = size::design_effect(real::count(self.each), self.alike);
        let more = (real::count(self.needed()) * effect - 1e-9).ceil();
        let more = real::truncate(more).and_then(|n| u64::try_from(n).ok()).unwrap_or(u64::MAX);
        self.population.map_or(more, |size| more.min(size))
    }

    /// The change that is to be found.
    fn change(&self) -> f64 {
        self.change.unwrap_or(self.margin)
    }

    /// The share after the change: above, unless there is no room.
    fn changed(&self, share: f64) -> f64 {
        let change = self.change();
        (if share + change < 1.0 { share + change } else { share - change }).clamp(0.0, 1.0)
    }

    /// How many before and how many after a change, to find it.
    fn for_change(&self) -> u64 {
        match self.of {
            Measure::Mean { sd } => size::to_compare_means(self.change(), sd, self.power).n,
            Measure::Rate { share } => {
                size::to_compare_shares(share, self.changed(share), self.power).n
            }
        }
    }

    /// The chance that so many before and as many after find it.
    fn found(&self, n: u64) -> Option<f64> {
        match self.of {
            Measure::Mean { sd } => size::power_of_means(self.change(), sd, n),
            Measure::Rate { share } => size::power_of_shares(share, self.changed(share), n),
        }
    }

    fn half_width(&self, n: u64, population: Option<u64>) -> Option<f64> {
        match self.of {
            Measure::Mean { sd } => size::half_width((sd, n), population, self.confidence),
            Measure::Rate { share } => {
                let (low, high) = wilson::around(share, real::count(n), self.z());
                let rest = population
                    .map_or(1.0, |size| (1.0 - real::count(n) / real::count(size)).clamp(0.0, 1.0));
                Some((high - low) / 2.0 * rest.sqrt())
            }
        }
    }

    /// For the mean of all agents, of each of whom so many are scored: strata weigh alike, and the spread
    /// is that within agents.
    fn half_width_of_all(&self, each: u64) -> Option<f64> {
        let agents = self.agents?;
        let n = each.saturating_mul(agents);
        match self.of {
            Measure::Rate { .. } => self.half_width(n, None),
            Measure::Mean { .. } if each < 2 => None,
            Measure::Mean { sd } => {
                let t = student::quantile(0.5 + self.confidence / 2.0, real::count(n - agents));
                Some(t * sd / real::count(n).sqrt())
            }
        }
    }

    fn row(&self, n: u64) -> Vec<Cell> {
        let met = size::detected(self.rarity(), n);
        let half = self.half_width(n, self.population);
        vec![Cell::Count(n), Cell::number(half), Cell::number(self.found(n)), Cell::Number(met)]
    }

    /// What so many a week are worth after some weeks, for how somebody works.
    fn weeks(&self, unit: Unit) -> Table {
        let row = |weeks: u64| {
            let n = self.each.saturating_mul(weeks);
            let mut cells = vec![Cell::Count(weeks), Cell::Count(n)];
            cells.push(Cell::number(self.half_width(n, None)));
            if self.agents.is_some() {
                cells.push(Cell::number(self.half_width_of_all(n)));
            }
            cells
        };
        let mut columns = vec![
            Column::new("weeks", "weeks", Unit::Count),
            Column::new("n", "scores of one", Unit::Count),
            Column::new("half_width", "one agent ±", unit),
        ];
        if let Some(agents) = self.agents {
            let label = format!("all {agents} ±");
            columns.push(Column::new("half_width_all", &label, unit));
        }
        Table {
            key: "weeks",
            title: format!("What {} a week will tell of how agents work", self.each),
            columns,
            rows: WEEKS.map(row).to_vec(),
            ..Table::default()
        }
    }

    fn answers(&self) -> Vec<Vec<Cell>> {
        let row = |what: String, n: u64| vec![Cell::Text(what), Cell::Count(n)];
        let sure = said::tenth(self.confidence * 100.0);
        let mut rows =
            vec![row(format!("± {} at {sure} %", self.amount(self.margin)), self.needed())];
        if self.alike > 0.0 {
            let what = format!("the same for all together, {} of each agent", self.each);
            rows.push(row(what, self.clustered()));
        }
        rows.push(row(
            format!(
                "a change of {}, found with a chance of {} %: before, and again after",
                self.amount(self.change()),
                said::tenth(self.power * 100.0)
            ),
            self.for_change(),
        ));
        let detect = size::to_detect(self.rarity(), self.confidence, self.population);
        let rare = said::tenth(self.rarity() * 100.0);
        rows.push(row(format!("at least one error of {rare} %, at {sure} %"), detect));
        rows.extend(self.calibrations());
        rows
    }

    /// How many have to be scored by several.
    fn calibrations(&self) -> Vec<Vec<Cell>> {
        let Some(Calibration { agreement, least, raters }) = self.calibration else {
            return Vec::new();
        };
        let shown = size::for_icc((least, agreement), raters, (0.95, self.power));
        let known = size::for_icc_width(agreement, raters, 0.2);
        let what = format!("scored by {raters} each, to show an agreement of {agreement}");
        let one = |what: String, found: Option<size::Size>| {
            Some(vec![Cell::Text(what), Cell::Count(found?.n)])
        };
        let rows = [
            one(format!("{what} to be above {least}"), shown),
            one(format!("{what} to ± 0.1"), known),
        ];
        rows.into_iter().flatten().collect()
    }

    fn rarity(&self) -> f64 {
        real::count(self.rare) / 1000.0
    }

    fn z(&self) -> f64 {
        normal::quantile(0.5 + self.confidence / 2.0)
    }
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
            "half the width of an interval: Student's t for a mean, Wilson's for a rate; in weeks without end, \
             for it is to speak of how somebody works; of all agents by the spread within agents and scores \
             less agents (Cochran 1977, 5.6)",
        ),
        Definition::new(
            "change",
            "two-sided test at 5 % between so many before and as many after: noncentral t for means, \
             Fleiss' formula for rates",
        ),
        Definition::new(
            "agreement",
            "intraclass correlation, tested on one side at 5 % (Walter, Eliasziw & Donner 1998), and the number \
             that gives its interval a width of 0.2 (Bonett 2002)",
        ),
    ]
}

#[cfg(test)]
mod tests;
