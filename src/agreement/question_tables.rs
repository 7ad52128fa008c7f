//! The tables of a report that tell of questions.

use super::coefficient::COEFFICIENTS;
use super::measured::Measured;
use super::pooled;
use super::scale::{Level, Origin};
use super::table::Table;
use super::verdict::Verdict;
use crate::report::{self, Audience, Cell, Column, Part, Unit};
use crate::stats::real;
use std::collections::BTreeSet;

/// The coefficients people see beside each question.
const SHOWN: [&str; 9] = [
    "exact_agreement",
    "within_one",
    "ac1",
    "ac2",
    "cohen_kappa",
    "fleiss_kappa",
    "alpha_nominal",
    "alpha_ordinal",
    "alpha_interval",
];

/// Those that stand with their limits.
const WITH_LIMITS: [&str; 5] = ["exact_agreement", "ac1", "ac2", "alpha_nominal", "alpha_ordinal"];

/// The same for people: one coefficient of each kind, the one that the question's scale calls for.
pub(super) fn overview(measured: &[Measured]) -> report::Table {
    let mut columns = vec![
        Column::new("question", "question", Unit::Text),
        Column::new("interactions", "n", Unit::Count),
        Column::new("failures", "fails", Unit::Text),
        Column::new("exact_agreement", "exact", Unit::Share),
        Column::new("within_one", "within 1", Unit::Share),
        Column::new("ac1_ac2", "AC1, AC2", Unit::Plain),
    ];
    columns.extend(Column::limits("ac1_ac2", Unit::Plain));
    columns.extend([
        Column::new("kappa_fleiss", "κ Fleiss", Unit::Plain),
        Column::new("alpha", "α", Unit::Plain),
    ]);
    columns.extend(Column::limits("alpha", Unit::Plain));
    columns.extend([
        Column::new("applicability_agreement", "n/a alike", Unit::Share),
        Column::new("ac1_with_na", "AC1 with n/a", Unit::Plain),
        Column::new("verdict", "verdict", Unit::Text),
        Column::new("more_needed", "needs", Unit::Count),
    ]);
    let mut table = report::Table {
        key: "overview",
        title: "Agreement by question".to_owned(),
        audience: Audience::People,
        columns,
        rows: measured.iter().map(short_row).collect(),
        total: None,
    };
    drop_empty(&mut table);
    table
}

fn short_row(measured: &Measured) -> Vec<Cell> {
    let headline = measured.headline();
    let ordered = has_steps(measured);
    let [lower, upper] = measured.limits(headline);
    let verdict = measured.verdict();
    let alpha = if ordered { "alpha_ordinal" } else { "alpha_nominal" };
    let [alpha_lower, alpha_upper] = measured.limits(alpha);
    vec![
        Cell::text(&measured.question.id),
        count(measured.pairable()),
        failed(measured),
        measured.value("exact_agreement"),
        if ordered { measured.value("within_one") } else { Cell::Missing },
        measured.value(headline),
        lower,
        upper,
        measured.value("fleiss_kappa"),
        measured.value(alpha),
        alpha_lower,
        alpha_upper,
        applicability(measured),
        measured.with_not_applicable(),
        measured.verdict_words().map_or_else(Cell::Undefined, Cell::text),
        verdict.ok().and_then(Verdict::more).map_or(Cell::Missing, count),
    ]
}

/// `6 of 36`: answers that fail the question, of all answers of evaluators.
fn failed(measured: &Measured) -> Cell {
    let all = measured.question.table.ratings();
    measured.failures().map_or(Cell::Missing, |failed| Cell::text(format!("{failed} of {all}")))
}

/// Takes away value columns, with their limits, that say nothing in any row.
fn drop_empty(table: &mut report::Table) {
    if table.rows.is_empty() {
        return;
    }
    let mut keep = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let told = table.rows.iter().any(|row| row[at] != Cell::Missing);
        let limit_of_kept = keep.last().copied().unwrap_or(true);
        keep.push(if column.part == Part::Value { told } else { limit_of_kept });
    }
    let kept = |at: &usize| keep[*at];
    let pick = |row: &Vec<Cell>| (0..row.len()).filter(kept).map(|at| row[at].clone()).collect();
    table.rows = table.rows.iter().map(pick).collect();
    let columns = std::mem::take(&mut table.columns).into_iter().zip(&keep);
    table.columns = columns.filter(|(_, keep)| **keep).map(|(column, _)| column).collect();
}

/// One row a question, and the whole form as the closing row.
pub(super) fn questions(measured: &[Measured]) -> report::Table {
    report::Table {
        key: "questions",
        title: "Agreement by question".to_owned(),
        audience: Audience::Machines,
        columns: columns(),
        rows: measured.iter().map(row).collect(),
        total: (measured.len() > 1).then(|| form(measured)),
    }
}

/// Every coefficient of every question with its error and interval, one row each.
pub(super) fn coefficients(measured: &[Measured]) -> report::Table {
    let [lower, upper] = Column::limits("value", Unit::Plain);
    report::Table {
        key: "coefficients",
        title: "Coefficients".to_owned(),
        audience: Audience::Machines,
        columns: vec![
            Column::new("question", "question", Unit::Text),
            Column::new("coefficient", "coefficient", Unit::Text),
            Column::new("interactions", "interactions", Unit::Count),
            Column::new("value", "value", Unit::Plain),
            lower,
            upper,
            Column::new("interval", "interval", Unit::Text),
            Column::new("bootstrap_lower", "bootstrap lower", Unit::Plain),
            Column::new("bootstrap_upper", "bootstrap upper", Unit::Plain),
            Column::new("standard_error", "standard error", Unit::Plain),
            Column::new("observed", "agreement observed", Unit::Plain),
            Column::new("expected", "agreement expected", Unit::Plain),
        ],
        rows: measured.iter().flat_map(long_rows).collect(),
        total: None,
    }
}

fn long_rows(measured: &Measured) -> impl Iterator<Item = Vec<Cell>> {
    COEFFICIENTS.iter().map(|row| {
        let estimate = measured.told(row.key).ok();
        let limits = measured.raw_limits(row.key);
        let drawn = measured.resampled_limits(row.key);
        let interval = limits.map(|_| row.interval.name());
        vec![
            Cell::text(&measured.question.id),
            Cell::text(row.key),
            count(measured.pairable()),
            measured.value(row.key),
            Cell::number(limits.map(|limits| limits.0)),
            Cell::number(limits.map(|limits| limits.1)),
            interval.map_or(Cell::Missing, Cell::text),
            Cell::number(drawn.map(|limits| limits.0)),
            Cell::number(drawn.map(|limits| limits.1)),
            Cell::number(estimate.and_then(|estimate| estimate.error)),
            Cell::number(estimate.map(|estimate| estimate.observed)),
            Cell::number(estimate.map(|estimate| estimate.expected)),
        ]
    })
}

fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("question", "question", Unit::Text),
        Column::new("scale", "scale", Unit::Text),
        Column::new("interactions", "interactions", Unit::Count),
        Column::new("evaluators", "evaluators", Unit::Count),
        Column::new("ratings", "ratings", Unit::Count),
        Column::new("rated_once", "rated once", Unit::Count),
        Column::new("missing", "missing", Unit::Count),
        Column::new("na", "n/a", Unit::Count),
        Column::new("failures", "failures", Unit::Count),
    ];
    for row in COEFFICIENTS.iter().filter(|row| SHOWN.contains(&row.key)) {
        let share = matches!(row.key, "exact_agreement" | "within_one");
        let unit = if share { Unit::Share } else { Unit::Plain };
        columns.push(Column::new(row.key, row.name, unit));
        if WITH_LIMITS.contains(&row.key) {
            columns.extend(Column::limits(row.key, unit));
        }
    }
    columns.push(Column::new("applicability_agreement", "agreement on n/a", Unit::Share));
    columns.push(Column::new("ac1_with_na", "AC1 with n/a", Unit::Plain));
    columns.push(Column::new("verdict", "verdict", Unit::Text));
    columns.push(Column::new("more_needed", "more needed", Unit::Count));
    columns
}

fn row(measured: &Measured) -> Vec<Cell> {
    let question = &measured.question;
    let level = question.scale.level().name();
    let scale = match question.scale.origin() {
        Origin::Declared => level.to_owned(),
        Origin::Observed => format!("{level}, observed"),
    };
    let mut cells = vec![
        Cell::text(&question.id),
        Cell::text(scale),
        count(measured.pairable()),
        count(question.table.evaluators().len()),
        count(question.table.ratings()),
        count(measured.rated_once()),
        count(question.missing),
        count(question.not_applicable),
        measured.failures().map_or(Cell::Missing, count),
    ];
    for row in COEFFICIENTS.iter().filter(|row| SHOWN.contains(&row.key)) {
        cells.push(measured.value(row.key));
        if WITH_LIMITS.contains(&row.key) {
            cells.extend(measured.limits(row.key));
        }
    }
    cells.push(applicability(measured));
    cells.push(measured.with_not_applicable());
    let verdict = measured.verdict();
    cells.push(verdict.map_or_else(Cell::Undefined, |verdict| Cell::text(verdict.words())));
    cells.push(verdict.ok().and_then(Verdict::more).map_or(Cell::Missing, count));
    cells
}

/// How far evaluators agree that the question applies; missing when everybody always says so.
fn applicability(measured: &Measured) -> Cell {
    use super::chance::{Chance, estimate};
    use super::weights::Weights;
    if measured.question.not_applicable == 0 {
        return Cell::Missing;
    }
    let table = measured.question.applicability.pairable();
    match estimate(&table, &Weights::identity(2), Chance::None) {
        Ok(estimate) => Cell::number(Some(estimate.value)),
        Err(undefined) => Cell::Undefined(undefined.reason()),
    }
}

/// The whole form: counts over all questions, mean agreement, mean AC1, pooled kappa.
fn form(measured: &[Measured]) -> Vec<Cell> {
    let sum = |of: &dyn Fn(&Measured) -> usize| count(measured.iter().map(of).sum());
    let tables: Vec<Table> = measured.iter().map(|question| question.table.clone()).collect();
    let rows: BTreeSet<usize> = tables.iter().flat_map(rated_twice).collect();
    let people: BTreeSet<usize> =
        measured.iter().flat_map(|question| question.question.table.evaluators()).collect();
    let pooled = pooled::kappa(&tables);
    let pooled = match pooled {
        Ok(_) if rows.len() < super::verdict::FEWEST_FOR_COEFFICIENT => Cell::Missing,
        Ok(pooled) => Cell::number(Some(pooled.value)),
        Err(undefined) => Cell::Undefined(undefined.reason()),
    };
    let two = people.len() == 2;
    let mut cells = vec![
        Cell::text("all"),
        Cell::Missing,
        count(rows.len()),
        count(people.len()),
        sum(&|question| question.question.table.ratings()),
        sum(&Measured::rated_once),
        sum(&|question| question.question.missing),
        sum(&|question| question.question.not_applicable),
        failures(measured),
    ];
    for row in COEFFICIENTS.iter().filter(|row| SHOWN.contains(&row.key)) {
        cells.push(match row.key {
            "exact_agreement" | "ac1" => mean(measured, row.key),
            "cohen_kappa" if two => pooled.clone(),
            "fleiss_kappa" if !two => pooled.clone(),
            _ => Cell::Missing,
        });
        if WITH_LIMITS.contains(&row.key) {
            cells.extend([Cell::Missing, Cell::Missing]);
        }
    }
    cells.extend([Cell::Missing, Cell::Missing, Cell::Missing, Cell::Missing]);
    cells
}

/// Failures over the questions that can be failed; missing without any.
fn failures(measured: &[Measured]) -> Cell {
    let known: Vec<usize> = measured.iter().filter_map(Measured::failures).collect();
    if known.is_empty() { Cell::Missing } else { count(known.iter().sum()) }
}

fn rated_twice(table: &Table) -> Vec<usize> {
    let rows = table.rows().iter().enumerate();
    rows.filter(|(_, row)| row.len() > 1).map(|(at, _)| at).collect()
}

/// The mean of a coefficient over the questions that have it.
fn mean(measured: &[Measured], key: &str) -> Cell {
    let told: Vec<f64> =
        measured.iter().filter_map(|question| Some(question.told(key).ok()?.value)).collect();
    let n = real::length(told.len());
    Cell::number((n > 0.0).then(|| told.iter().sum::<f64>() / n))
}

pub(super) fn count(n: usize) -> Cell {
    u64::try_from(n).map_or(Cell::Missing, Cell::Count)
}

/// Whether a question has an order, so that steps mean something.
pub(super) fn has_steps(measured: &Measured) -> bool {
    measured.question.scale.level() > Level::Nominal
}
