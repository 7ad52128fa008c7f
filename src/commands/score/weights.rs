//! What a sample says of everything it was drawn from: scores weighted by the chances of the draw.

use super::super::sample::Weights;
use crate::model::Evaluation;
use crate::report::words::counted;
use crate::report::{Cell, Column, Definition, Report, Table, Unit as Means};
use crate::scoring::{self, Scored};
use crate::stats::real;
use crate::stats::survey::{Design, Estimate, Unit, exact, korn_graubard};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Columns of evaluations that make domains beside agents and strata.
const DOMAINS: [&str; 3] = ["team", "queue", "channel"];

/// One interaction of the sample with its score.
struct Piece {
    stratum: usize,
    /// One over its chance.
    base: f64,
    score: f64,
    passed: Option<f64>,
    /// What it belongs to: column and value.
    domains: BTreeSet<(String, String)>,
}

/// The scores of interactions that were drawn, collected one by one.
#[derive(Clone)]
pub(super) struct Drawn<'w> {
    weights: &'w Weights,
    found: BTreeMap<String, Found>,
    left_out: u64,
}

/// Evaluations of one interaction.
#[derive(Clone, Default)]
struct Found {
    scores: Vec<f64>,
    passes: Vec<f64>,
    domains: BTreeSet<(String, String)>,
}

/// Whether an evaluation is of the sample, and not picked beside it.
fn is_of_sample(weights: &Weights, evaluation: &Evaluation) -> bool {
    weights.drawn.contains_key(&evaluation.interaction)
        && evaluation.selection.as_deref() != Some("targeted")
        && evaluation.purpose != "retest"
}

/// Writes into an evaluation what the sample knows of it: its chance, and that chance selected it.
pub(super) fn tell(weights: &Weights, evaluation: &mut Evaluation) {
    if !is_of_sample(weights, evaluation) {
        return;
    }
    let Some((_, num, den)) = weights.drawn.get(&evaluation.interaction) else { return };
    evaluation.extra.insert(scoring::PROBABILITY.to_owned(), format!("{num}/{den}"));
    evaluation.selection.get_or_insert_with(|| "random".to_owned());
}

impl<'w> Drawn<'w> {
    /// Nothing yet of a sample.
    pub(super) fn of(weights: &'w Weights) -> Self {
        Self { weights, found: BTreeMap::new(), left_out: 0 }
    }

    /// Adds an evaluation; targeted picks are no part of the sample.
    pub(super) fn add(&mut self, one: &Scored<'_>) {
        if !is_of_sample(self.weights, one.evaluation) {
            self.left_out += 1;
            return;
        }
        let found = self.found.entry(one.evaluation.interaction.clone()).or_default();
        found.scores.extend(one.score.value.map(|share| share.to_f64() * 100.0));
        found.passes.extend(one.score.passed.map(|pass| f64::from(u8::from(pass))));
        let agent = one.evaluation.agent.iter();
        found.domains.extend(agent.map(|agent| owned(("agent_id", agent))));
        let extra = &one.evaluation.extra;
        let told = DOMAINS.iter().filter_map(|name| Some((*name, extra.get(*name)?.as_str())));
        found.domains.extend(told.filter(|(_, value)| !value.is_empty()).map(owned));
    }

    /// Adds those of another, which come behind.
    pub(super) fn merge(&mut self, other: Self) {
        self.left_out += other.left_out;
        for (interaction, more) in other.found {
            let found = self.found.entry(interaction).or_default();
            found.scores.extend(more.scores);
            found.passes.extend(more.passes);
            found.domains.extend(more.domains);
        }
    }

    /// Adds to the report what the sample of that manifest says of all it was drawn from.
    pub(super) fn tell(self, report: &mut Report, manifest: &Path) {
        let weights = self.weights;
        let pieces: Vec<Piece> =
            self.found.iter().filter_map(|(id, found)| piece(id, found, weights)).collect();
        let (calls, work) =
            (design(&pieces, weights, Scope::Calls), design(&pieces, weights, Scope::Work));
        let mut domains: BTreeSet<(String, String)> = BTreeSet::new();
        for piece in &pieces {
            domains.extend(piece.domains.iter().cloned());
        }
        let mut rows = Vec::new();
        if !pieces.is_empty() {
            rows.push(row(("all", ""), (&pieces, &calls), &|_| true));
        }
        for (column, value) in &domains {
            let key = (column.clone(), value.clone());
            let design = if column == "agent_id" { &work } else { &calls };
            let within = |at: usize| pieces[at].domains.contains(&key);
            rows.push(row((column, value), (&pieces, design), &within));
        }
        report.tables.push(Table {
            key: "estimates",
            title: title(weights),
            columns: columns(),
            rows,
            ..Table::default()
        });
        report.notes.extend(notes(&pieces, weights, self.left_out));
        report.notes.extend(effect(&calls));
        report.definitions.extend(definitions());
        let settings = &mut report.provenance.settings;
        settings.push(("weights".to_owned(), manifest.display().to_string()));
    }
}

/// One interaction; one that two evaluators scored has the mean of both. `None` without a score.
fn piece(id: &str, found: &Found, weights: &Weights) -> Option<Piece> {
    let mean = |values: &[f64]| {
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / real::length(values.len()))
    };
    let (stratum, num, den) = *weights.drawn.get(id)?;
    let mut domains = found.domains.clone();
    domains.extend(weights.strata[stratum].0.iter().cloned());
    let base = real::signed(den) / real::signed(num);
    let (score, passed) = (mean(&found.scores)?, mean(&found.passes));
    Some(Piece { stratum, base, score, passed, domains })
}

fn title(weights: &Weights) -> String {
    format!("What {} says of all it was drawn from", weights.sample)
}

fn owned((column, value): (&str, &str)) -> (String, String) {
    (column.to_owned(), value.to_owned())
}

/// What an estimate is to speak of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// The interactions that were drawn from, and no others: with finite population correction.
    Calls,
    /// How somebody works, beyond these interactions: without it.
    Work,
}

/// The sample as a design; within each stratum those that have a score stand for those that do not.
fn design(pieces: &[Piece], weights: &Weights, scope: Scope) -> Design {
    let mut scored = vec![0.0; weights.strata.len()];
    for piece in pieces {
        scored[piece.stratum] += piece.base;
    }
    let size = |(_, size): &(Vec<(String, String)>, u64)| match scope {
        Scope::Calls if !weights.unequal => real::count(*size),
        Scope::Calls | Scope::Work => f64::INFINITY,
    };
    let unit = |piece: &Piece| Unit {
        stratum: piece.stratum,
        weight: piece.base * weights.expected[piece.stratum] / scored[piece.stratum],
        y: piece.score,
    };
    Design {
        strata: weights.strata.iter().map(size).collect(),
        units: pieces.iter().map(unit).collect(),
    }
}

fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("of", "of", Means::Text),
        Column::new("value", "value", Means::Text),
        Column::new("interactions", "scored", Means::Count),
        Column::new("score_estimate", "mean score", Means::Score),
    ];
    columns.extend(Column::limits("score_estimate", Means::Score));
    columns.push(Column::new("score_se", "standard error", Means::Score));
    columns.push(Column::new("df", "df", Means::Count));
    columns.push(Column::new("pass_estimate", "passed", Means::Share));
    columns.extend(Column::limits("pass_estimate", Means::Share));
    columns
}

fn row(
    (column, value): (&str, &str),
    (pieces, design): (&[Piece], &Design),
    within: &dyn Fn(usize) -> bool,
) -> Vec<Cell> {
    let mean = design.mean(within);
    let limits = mean.and_then(|mean| mean.interval(0.95));
    let limits = limits.map(|(low, high)| (low.clamp(0.0, 100.0), high.clamp(0.0, 100.0)));
    let passed = passes(pieces, design, within);
    let share = passed.map(|(share, _)| share.value);
    let ends = passed.and_then(|(_, limits)| limits);
    let n = mean.map_or(0, |mean| mean.n);
    let end = |limits: Option<(f64, f64)>| {
        [Cell::number(limits.map(|it| it.0)), Cell::number(limits.map(|it| it.1))]
    };
    let mut cells = vec![Cell::text(column), Cell::text(value)];
    cells.push(Cell::Count(u64::try_from(n).unwrap_or(u64::MAX)));
    cells.push(Cell::number(mean.map(|mean| mean.value)));
    cells.extend(end(limits));
    cells.push(Cell::number(mean.and_then(|mean| mean.se())));
    let df = mean.and_then(|mean| real::truncate(mean.df?)).and_then(|df| u64::try_from(df).ok());
    cells.push(df.map_or(Cell::Missing, Cell::Count));
    cells.push(Cell::number(share));
    cells.extend(end(ends));
    cells
}

/// The share of interactions that pass, among those that could, with limits.
fn passes(
    pieces: &[Piece],
    design: &Design,
    within: &dyn Fn(usize) -> bool,
) -> Option<(Estimate, Option<(f64, f64)>)> {
    let units = design.units.iter().zip(pieces);
    let units = units.map(|(unit, piece)| Unit { y: piece.passed.unwrap_or(0.0), ..*unit });
    let design = Design { strata: design.strata.clone(), units: units.collect() };
    let inside = |at: usize| within(at) && pieces[at].passed.is_some();
    let share = design.mean(&inside)?;
    let limits = korn_graubard(&share, share.n, 0.95).or_else(|| {
        // All or none: the exact limits of so many.
        let n = real::length(share.n);
        let whole = share.value <= 0.0 || share.value >= 1.0;
        (whole && share.n > 0).then(|| exact(share.value * n, n, 0.95))
    });
    Some((share, limits))
}

fn notes(pieces: &[Piece], weights: &Weights, left_out: u64) -> Vec<String> {
    let mut notes = Vec::new();
    if left_out > 0 {
        notes.push(format!(
            "no part of the sample, and of no estimate: {}",
            counted(left_out, "evaluation")
        ));
    }
    let mut per = vec![0_usize; weights.strata.len()];
    for piece in pieces {
        per[piece.stratum] += 1;
    }
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let empty = per.iter().filter(|n| **n == 0).count();
    if empty > 0 && !pieces.is_empty() {
        notes.push(format!(
            "without a score, and so spoken of by nobody: {}",
            counted(count(empty), "stratum").replace("stratums", "strata")
        ));
    }
    let sizes = weights.strata.iter().map(|(_, size)| *size);
    let lonely = per.iter().zip(sizes).filter(|(n, size)| **n == 1 && *size > 1).count();
    if lonely > 0 {
        notes.push(format!(
            "with a single score, whose spread was taken around the mean of all: {}",
            counted(count(lonely), "stratum").replace("stratums", "strata")
        ));
    }
    if pieces.len() < weights.asked {
        notes.push(format!(
            "{} of {} drawn have a score; within its stratum each stands for those that have none",
            count(pieces.len()),
            counted(count(weights.asked), "interaction")
        ));
    }
    if pieces.is_empty() {
        notes.push(format!("no evaluation here is of sample {}", weights.sample));
    }
    notes
}

/// What the design made of so many scores, in a sentence; `None` when nothing is known of it.
fn effect(design: &Design) -> Option<String> {
    let (effect, n) = (design.effect().filter(|effect| *effect > 0.0)?, design.units.len());
    let worth = real::truncate((real::length(n) / effect).round())?;
    Some(format!(
        "for the mean of all, {n} scores of this design are worth {worth} of a simple random sample: design \
         effect {effect:.2}"
    ))
}

fn definitions() -> Vec<Definition> {
    vec![
        Definition::new(
            "score_se",
            "standard error of the mean score; df: its degrees of freedom, scores less strata",
        ),
        Definition::new(
            "design effect",
            "variance of the mean of all over that of a simple random sample of as many scores, whose spread \
             is taken from the weighted scores; below 1 the strata helped (Kish 1965, 8.2)",
        ),
        Definition::new(
            "score_estimate",
            "mean score, every interaction weighted with one over its chance of being drawn; limits at 95 % by \
             linearised variance and Student's t with scores less strata; for agents they speak of how \
             somebody works, for the others of the interactions drawn from, with finite population correction",
        ),
        Definition::new(
            "pass_estimate",
            "weighted share of interactions that pass, among those that could; limits at 95 % after Korn \
             and Graubard, exact where all or none pass",
        ),
    ]
}
