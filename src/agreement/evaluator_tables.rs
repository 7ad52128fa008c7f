//! The tables of a report that tell of evaluators.

use super::bias::{Difference, Scores};
use super::cohen::{self, Crossed};
use super::measured::{CONFIDENCE, Measured};
use super::question_tables::{count, has_steps};
use super::weights::{Rule, Weights};
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::mean::Moments;
use crate::stats::pairs::Pairs;
use crate::stats::{normal, real, wilson};

/// Below this many scores compared, limits of agreement are too unsure to print.
pub(super) const FEWEST_FOR_LIMITS: usize = 10;

/// Against what the evaluators of a report are held.
pub(super) struct Standard<'a> {
    /// The evaluators in order of number.
    pub(super) evaluators: &'a [&'a str],
    /// The reference; without one, each is held against the mean of the others.
    pub(super) reference: Option<&'a str>,
    /// Total scores.
    pub(super) scores: &'a Scores,
    /// The largest difference of scores, in thousandths, that counts as near.
    pub(super) tolerance: i64,
}

/// The same for people, who see nothing of a reference or of total scores where there are none.
pub(super) fn overview(measured: &[Measured], standard: &Standard<'_>) -> Table {
    let all = evaluators(measured, standard);
    let of = |key: &str| all.columns.iter().position(|column| column.key == key);
    let (first_of_reference, first_of_scores) = (of("compared"), of("scores"));
    let is_shown = |at: &usize| {
        let of_scores = first_of_scores.is_some_and(|first| first <= *at);
        let of_reference = !of_scores && first_of_reference.is_some_and(|first| first <= *at);
        let untold =
            of_scores && standard.scores.is_empty() || of_reference && standard.reference.is_none();
        !untold && all.columns[*at].key != "concordance"
    };
    let shown: Vec<usize> = (0..all.columns.len()).filter(is_shown).collect();
    let pick = |row: &Vec<Cell>| shown.iter().map(|at| row[*at].clone()).collect();
    Table {
        key: "evaluators_overview",
        audience: Audience::People,
        columns: shown.iter().map(|at| all.columns[*at].clone()).collect(),
        rows: all.rows.iter().map(pick).collect(),
        ..all
    }
}

/// One row an evaluator: ratings given, answers as the reference, scores and their bias.
pub(super) fn evaluators(measured: &[Measured], standard: &Standard<'_>) -> Table {
    let [share_lower, share_upper] = Column::limits("share_as_reference", Unit::Share);
    let [bias_lower, bias_upper] = Column::limits("bias", Unit::Score);
    let rows = standard.evaluators.iter().enumerate().map(|(number, evaluator)| {
        let mut cells = vec![Cell::text(*evaluator)];
        cells.extend(given(measured, number));
        cells.extend(as_reference(measured, number));
        cells.extend(scored(evaluator, standard));
        cells
    });
    Table {
        key: "evaluators",
        title: match standard.reference {
            Some(reference) => format!("Evaluators against `{reference}`"),
            None => "Evaluators against the others".to_owned(),
        },
        audience: Audience::Machines,
        columns: vec![
            Column::new("evaluator", "evaluator", Unit::Text),
            Column::new("ratings", "ratings", Unit::Count),
            Column::new("na", "n/a", Unit::Count),
            Column::new("compared", "compared", Unit::Count),
            Column::new("share_as_reference", "as reference", Unit::Share),
            share_lower,
            share_upper,
            Column::new("scores", "scores", Unit::Count),
            Column::new("mean_score", "mean score", Unit::Score),
            Column::new("n", "scores compared", Unit::Count),
            Column::new("bias", "bias", Unit::Score),
            bias_lower,
            bias_upper,
            Column::new("absolute_difference", "mean difference", Unit::Score),
            Column::new("within_tolerance", "within tolerance", Unit::Share),
            Column::new("lower_limit_of_agreement", "95 % from", Unit::Score),
            Column::new("upper_limit_of_agreement", "95 % to", Unit::Score),
            Column::new("concordance", "concordance", Unit::Plain),
        ],
        rows: rows.collect(),
        total: None,
    }
}

/// One row an evaluator and question, against the reference.
pub(super) fn answers(measured: &[Measured], standard: &Standard<'_>) -> Table {
    let [share_lower, share_upper] = Column::limits("share_as_reference", Unit::Share);
    let [bias_lower, bias_upper] = Column::limits("bias", Unit::Plain);
    let people = standard.evaluators.iter().enumerate();
    let rows = people.flat_map(|(number, evaluator)| {
        measured.iter().map(move |question| answer_row(question, evaluator, number))
    });
    Table {
        key: "answers",
        title: "Evaluators against the reference by question".to_owned(),
        audience: Audience::Machines,
        columns: vec![
            Column::new("evaluator", "evaluator", Unit::Text),
            Column::new("question", "question", Unit::Text),
            Column::new("compared", "compared", Unit::Count),
            Column::new("share_as_reference", "as reference", Unit::Share),
            share_lower,
            share_upper,
            Column::new("bias", "bias", Unit::Plain),
            bias_lower,
            bias_upper,
            Column::new("kappa", "kappa", Unit::Plain),
        ],
        rows: rows.collect(),
        total: None,
    }
}

/// Ratings and answers that a question does not apply.
fn given(measured: &[Measured], evaluator: usize) -> [Cell; 2] {
    let own = |row: &Vec<(usize, usize)>| row.iter().any(|(who, _)| *who == evaluator);
    let ratings =
        |question: &Measured| question.question.table.rows().iter().filter(|row| own(row)).count();
    let answers = |question: &Measured| {
        question.question.applicability.rows().iter().filter(|row| own(row)).count()
    };
    let rated: usize = measured.iter().map(ratings).sum();
    let answered: usize = measured.iter().map(answers).sum();
    [count(rated), count(answered - rated)]
}

/// Number compared, share of answers equal to the reference's, and its limits.
fn as_reference(measured: &[Measured], evaluator: usize) -> [Cell; 4] {
    let pairs = measured.iter().flat_map(|question| pairs(question, evaluator));
    let (equal, all) = pairs.fold((0, 0), |(equal, all), (own, reference)| {
        (equal + u64::from(own == reference), all + 1)
    });
    share(equal, all)
}

/// All, the share of some of them, and its limits by Wilson.
pub(super) fn share(equal: u64, all: u64) -> [Cell; 4] {
    let limits = wilson::wilson(equal, all, normal::quantile(0.5 + CONFIDENCE / 2.0));
    [
        Cell::Count(all),
        Cell::ratio(equal.into(), all.into()),
        Cell::number(limits.map(|limits| limits.0)),
        Cell::number(limits.map(|limits| limits.1)),
    ]
}

/// Categories of an evaluator and of the reference where both rated.
pub(super) fn pairs(measured: &Measured, evaluator: usize) -> Vec<(usize, usize)> {
    let question = &measured.question;
    let rows = question.table.rows().iter().zip(&question.reference);
    let both = rows.filter_map(|(row, reference)| {
        let (_, own) = row.iter().find(|(who, _)| *who == evaluator)?;
        Some((*own, (*reference)?))
    });
    both.collect()
}

fn scored(evaluator: &str, standard: &Standard<'_>) -> Vec<Cell> {
    let scores: Moments = standard.scores.of(evaluator).collect();
    let tolerance = standard.tolerance;
    let (n, near, difference) = if let Some(reference) = standard.reference {
        let differences = standard.scores.from_reference(evaluator, reference);
        let near = differences.iter().filter(|difference| difference.abs() <= tolerance).count();
        (differences.len(), near, Difference::exact(&differences))
    } else {
        let differences = standard.scores.from_panel(evaluator);
        let tolerance = real::signed(tolerance.into()) / 1000.0;
        // Means of others are quotients, so the bound leaves room for their rounding.
        let near = differences.iter().filter(|d| d.abs() <= tolerance + 1e-9).count();
        (differences.len(), near, Difference::of(&differences))
    };
    let limits = difference.and_then(|difference| difference.bias.interval(CONFIDENCE));
    let many = difference.filter(|_| n >= FEWEST_FOR_LIMITS);
    let spread = many.and_then(|difference| difference.limits_of_agreement());
    let whole = |n: usize| i128::try_from(n).unwrap_or_default();
    vec![
        Cell::Count(scores.n()),
        Cell::ratio(scores.sum(), i128::from(scores.n()) * 1000),
        count(n),
        Cell::number(difference.map(|difference| difference.bias.mean)),
        Cell::number(limits.map(|limits| limits.0)),
        Cell::number(limits.map(|limits| limits.1)),
        Cell::number(difference.map(|difference| difference.absolute)),
        Cell::ratio(whole(near), whole(n)),
        Cell::number(spread.map(|spread| spread.0)),
        Cell::number(spread.map(|spread| spread.1)),
        Cell::number(concordance(evaluator, standard).filter(|_| n >= FEWEST_FOR_LIMITS)),
    ]
}

/// Lin's concordance of an evaluator's scores with the reference's; `None` without a reference.
fn concordance(evaluator: &str, standard: &Standard<'_>) -> Option<f64> {
    let pairs = standard.scores.pairs(evaluator, standard.reference?);
    Pairs::of(pairs)?.concordance()
}

fn answer_row(measured: &Measured, evaluator: &str, number: usize) -> Vec<Cell> {
    let pairs = pairs(measured, number);
    let scale = &measured.question.scale;
    let equal = pairs.iter().map(|(own, reference)| u64::from(own == reference)).sum();
    let mut cells = vec![Cell::text(evaluator), Cell::text(&measured.question.id)];
    cells.extend(share(equal, pairs.iter().map(|_| 1).sum()));
    let values = scale.values();
    let differences: Vec<i64> =
        pairs.iter().map(|(own, reference)| values[*own] - values[*reference]).collect();
    let bias = Difference::exact(&differences).filter(|_| scale.has_values());
    let limits = bias.and_then(|difference| difference.bias.interval(CONFIDENCE));
    cells.push(if scale.has_values() {
        Cell::number(bias.map(|difference| difference.bias.mean))
    } else {
        Cell::Undefined("no order of answers")
    });
    cells.push(Cell::number(limits.map(|limits| limits.0)));
    cells.push(Cell::number(limits.map(|limits| limits.1)));
    let rule = if has_steps(measured) { Rule::Quadratic } else { Rule::Identity };
    let weights = Weights::of(rule, &scale.numeric());
    let crossed = Crossed::of_pairs(values.len(), pairs);
    cells.push(match weights.map(|weights| cohen::kappa(&crossed, &weights)) {
        Some(Ok(kappa)) => Cell::number(Some(kappa.value)),
        Some(Err(undefined)) => Cell::Undefined(undefined.reason()),
        None => Cell::Missing,
    });
    cells
}
