//! The tables of a report that tell of total scores.

use super::components::Components;
use super::evaluator_tables::Standard;
use super::icc::{self, MeanSquares};
use super::icc_forms::FORMS;
use super::measured::{CONFIDENCE, FEW};
use super::question_tables::count;
use super::verdict::FEWEST_FOR_COEFFICIENT;
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::concordance;
use crate::stats::mean::Moments;
use crate::stats::real;

/// Why the correlation of scores may not exist.
const NOTHING_TO_TELL: &str = "no scatter or too few scores";

/// One row on the total scores: can a single evaluator's score be trusted?
pub(super) fn scores(standard: &Standard<'_>) -> Table {
    let (complete, twice) = icc::complete(standard.scores, standard.evaluators);
    let squares = MeanSquares::of(&complete);
    let few = complete.len() < FEWEST_FOR_COEFFICIENT;
    let told = |value: Option<f64>| match value {
        Some(_) if few => Cell::Undefined(FEW),
        None => Cell::Undefined(NOTHING_TO_TELL),
        value => Cell::number(value),
    };
    let limits = squares.and_then(|squares| squares.generalized_limits(CONFIDENCE));
    let limits = limits.filter(|_| !few);
    let spread = spreads(standard);
    let ranges: Moments = spread.iter().map(|one| one.range).collect();
    let widest = spread.iter().map(|one| one.range).max();
    let (near, compared) = near(standard);
    let all = Components::of(standard.scores, standard.evaluators);
    let all = all.filter(|_| twice > complete.len() && twice >= FEWEST_FOR_COEFFICIENT);
    let rows = vec![
        count(complete.len()),
        count(twice - complete.len()),
        Cell::ratio(ranges.sum(), i128::from(ranges.n()) * 1000),
        widest.map_or(Cell::Missing, |range| Cell::ratio(range.into(), 1000)),
        Cell::ratio(near.into(), compared.into()),
        told(squares.and_then(|squares| squares.agreement())),
        Cell::number(limits.map(|limits| limits.0)),
        Cell::number(limits.map(|limits| limits.1)),
        told(squares.and_then(|squares| squares.consistency())),
        Cell::number(all.as_ref().map(Components::agreement)),
        told(squares.map(|squares| squares.standard_error())),
        told(squares.map(|squares| squares.smallest_difference())),
        told(squares.and_then(|squares| squares.severity_p())),
        told(concordance(&complete)),
    ];
    Table {
        key: "scores",
        title: "Agreement of total scores".to_owned(),
        audience: Audience::Machines,
        columns: columns(),
        rows: vec![rows],
        total: None,
    }
}

/// What people see of it.
const SHOWN: [&str; 10] = [
    "interactions",
    "incomplete",
    "mean_range",
    "widest_range",
    "share_within_tolerance",
    "icc_agreement",
    "icc_agreement_lower",
    "icc_agreement_upper",
    "icc_agreement_all",
    "standard_error",
];

/// The same for people, who see the correlation over all interactions only where it differs.
pub(super) fn overview(standard: &Standard<'_>) -> Table {
    let all = scores(standard);
    let told = |at: usize| all.rows.iter().any(|row| row[at] != Cell::Missing);
    let is_shown = |at: &usize| {
        let key = all.columns[*at].key.as_str();
        SHOWN.contains(&key) && (key != "icc_agreement_all" || told(*at))
    };
    let shown: Vec<usize> = (0..all.columns.len()).filter(is_shown).collect();
    let pick = |row: &Vec<Cell>| shown.iter().map(|at| row[*at].clone()).collect();
    Table {
        key: "scores_overview",
        audience: Audience::People,
        columns: shown.iter().map(|at| all.columns[*at].clone()).collect(),
        rows: all.rows.iter().map(pick).collect(),
        ..all
    }
}

fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("interactions", "interactions", Unit::Count),
        Column::new("incomplete", "not scored by all", Unit::Count),
        Column::new("mean_range", "mean spread", Unit::Score),
        Column::new("widest_range", "widest", Unit::Score),
        Column::new("share_within_tolerance", "within tolerance", Unit::Share),
        Column::new("icc_agreement", "ICC(A,1)", Unit::Plain),
    ];
    columns.extend(Column::limits("icc_agreement", Unit::Plain));
    columns.extend([
        Column::new("icc_consistency", "ICC(C,1)", Unit::Plain),
        Column::new("icc_agreement_all", "ICC(A,1), all", Unit::Plain),
        Column::new("standard_error", "standard error", Unit::Score),
        Column::new("smallest_difference", "smallest difference", Unit::Score),
        Column::new("severity_p", "p of severity", Unit::Plain),
        Column::new("kendall_w", "Kendall's W", Unit::Plain),
    ]);
    columns
}

/// Kendall's W of scores, interaction by interaction.
fn concordance(complete: &[Vec<i64>]) -> Option<f64> {
    let evaluators = complete.first()?.len();
    let points = |score: &i64| real::signed(i128::from(*score)) / 1000.0;
    let judge = |at: usize| complete.iter().map(|row| points(&row[at])).collect();
    let judges: Vec<Vec<f64>> = (0..evaluators).map(judge).collect();
    concordance::kendall(&judges).map(|found| found.w)
}

/// The six intraclass correlations under both their names, for programs.
pub(super) fn correlations(standard: &Standard<'_>) -> Table {
    let (complete, _) = icc::complete(standard.scores, standard.evaluators);
    let squares = MeanSquares::of(&complete);
    let few = complete.len() < FEWEST_FOR_COEFFICIENT;
    let rows = FORMS.iter().map(|form| {
        let value = squares.and_then(|squares| form.value(&squares));
        let limits = squares.and_then(|squares| form.limits(&squares, CONFIDENCE));
        let limits = limits.filter(|_| !few);
        vec![
            Cell::text(form.key),
            Cell::text(form.mcgraw_wong),
            Cell::text(form.shrout_fleiss),
            match value {
                Some(_) if few => Cell::Undefined(FEW),
                None => Cell::Undefined(NOTHING_TO_TELL),
                value => Cell::number(value),
            },
            Cell::number(limits.map(|limits| limits.0)),
            Cell::number(limits.map(|limits| limits.1)),
            Cell::text(form.meaning),
        ]
    });
    let [lower, upper] = Column::limits("value", Unit::Plain);
    Table {
        key: "correlations",
        title: "Intraclass correlations of total scores".to_owned(),
        audience: Audience::Machines,
        columns: vec![
            Column::new("key", "key", Unit::Text),
            Column::new("mcgraw_wong", "McGraw and Wong", Unit::Text),
            Column::new("shrout_fleiss", "Shrout and Fleiss", Unit::Text),
            Column::new("value", "value", Unit::Plain),
            lower,
            upper,
            Column::new("meaning", "meaning", Unit::Text),
        ],
        rows: rows.collect(),
        total: None,
    }
}

/// The scores that evaluators gave one interaction, in thousandths of a point.
struct Spread<'a> {
    interaction: &'a str,
    given: Vec<i64>,
    range: i64,
    reference: Option<i64>,
}

/// One row an interaction that at least two evaluators scored, for programs.
pub(super) fn spread(standard: &Standard<'_>) -> Table {
    let rows = spreads(standard).into_iter().map(|one| {
        let sum: i128 = one.given.iter().map(|score| i128::from(*score)).sum();
        let scores = i128::try_from(one.given.len()).unwrap_or_default();
        let points = |score: Option<i64>| {
            score.map_or(Cell::Missing, |score| Cell::ratio(score.into(), 1000))
        };
        vec![
            Cell::text(one.interaction),
            count(one.given.len()),
            Cell::ratio(sum, scores * 1000),
            points(one.given.iter().min().copied()),
            points(one.given.iter().max().copied()),
            points(Some(one.range)),
            points(one.reference),
        ]
    });
    Table {
        key: "spread",
        title: "Spread of total scores".to_owned(),
        audience: Audience::Machines,
        columns: vec![
            Column::new("interaction", "interaction", Unit::Text),
            Column::new("scores", "scores", Unit::Count),
            Column::new("mean_score", "mean score", Unit::Score),
            Column::new("lowest", "lowest", Unit::Score),
            Column::new("highest", "highest", Unit::Score),
            Column::new("range", "spread", Unit::Score),
            Column::new("reference", "reference", Unit::Score),
        ],
        rows: rows.collect(),
        total: None,
    }
}

fn spreads<'a>(standard: &Standard<'a>) -> Vec<Spread<'a>> {
    let of = |(interaction, by): (&'a str, &'a std::collections::BTreeMap<String, i64>)| {
        let given: Vec<i64> =
            standard.evaluators.iter().filter_map(|who| by.get(*who).copied()).collect();
        let range = given.iter().max()? - given.iter().min()?;
        let reference = standard.reference.and_then(|who| by.get(who).copied());
        (given.len() > 1).then_some(Spread { interaction, given, range, reference })
    };
    standard.scores.by_interaction().filter_map(of).collect()
}

/// Scores no farther than the tolerance from the reference's, of those compared; without a
/// reference, pairs of evaluators' scores no farther from each other.
fn near(standard: &Standard<'_>) -> (u64, u64) {
    let (mut near, mut compared) = (0, 0);
    let mut count = |difference: i64| {
        near += u64::from(difference.abs() <= standard.tolerance);
        compared += 1;
    };
    if let Some(reference) = standard.reference {
        for who in standard.evaluators {
            standard.scores.from_reference(who, reference).into_iter().for_each(&mut count);
        }
        return (near, compared);
    }
    for spread in spreads(standard) {
        for (at, one) in spread.given.iter().enumerate() {
            spread.given[at + 1..].iter().for_each(|other| count(one - other));
        }
    }
    (near, compared)
}
