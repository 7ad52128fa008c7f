//! Rows behind figures, by hand and by law.

use super::*;
use crate::kpi::catalogue::{ALL, find};
use crate::kpi::fold::tests::{Row as Line, batch, plan};
use crate::kpi::{Findings, KpiFold};
use crate::model::{Column, Outcome, TextColumn};
use crate::report::Unit;
use proptest::prelude::*;

fn with_ids(rows: &[Line], first: usize) -> Batch {
    let mut ids = TextColumn::default();
    for at in 0..rows.len() {
        ids.push(&format!("C{:03}", first + at));
    }
    batch(rows).with(Field::InteractionId.into(), Column::Text(ids))
}

fn behind(kpi: &str, rows: &[Line], cut: usize) -> Behind {
    of_files(kpi, &[with_ids(&rows[cut..], cut), with_ids(&rows[..cut], 0)])
}

/// What stands behind a figure of files that are read apart.
fn of_files(kpi: &str, files: &[Batch]) -> Behind {
    let kpi = Indicator::Known(find(kpi, &Place::file("KPI")).unwrap());
    let new = || BehindFold::new((kpi.clone(), Rules::default()), &plan(&[]), usize::MAX);
    let mut all = new();
    for file in files {
        let mut fold = new();
        fold.update(file);
        all.merge(fold);
    }
    all.behind()
}

fn found(files: &[Batch]) -> Findings {
    let mut fold = KpiFold::new(plan(&[]));
    for file in files {
        fold.update(file);
    }
    fold.findings()
}

/// The same rows in a file that has no column for waits.
fn without_waits(rows: &[Line], first: usize) -> Batch {
    let whole = with_ids(rows, first);
    let names = [Field::InteractionId, Field::Queue, Field::StartTime, Field::Outcome];
    let column = |field: Field| Some((field.into(), whole.column(&field.into())?.clone()));
    Batch::new(rows.len(), names.into_iter().filter_map(column).collect())
}

fn exact(cell: &Cell) -> (i128, i128) {
    match cell {
        Cell::Count(n) => (i128::from(*n), 1),
        Cell::Ratio { num, den } => (*num, *den),
        _ => (0, 1),
    }
}

#[test]
fn of_no_interaction_there_is_no_row() {
    let none = behind("service_level", &[], 0);
    assert!(none.table().rows.is_empty() && none.notes().is_empty());
}

#[test]
fn every_row_says_where_it_stands() {
    let answered = Some(Outcome::Answered);
    let rows = [
        ("a", Some(0), answered, Some(5)),
        ("a", Some(1), answered, Some(50)),
        ("a", Some(2), None, None),
        ("a", Some(3), Some(Outcome::Excluded), None),
    ];
    let found = behind("service_level", &rows, 1);
    let roles: Vec<_> = found.rows.iter().map(|row| (row.id.as_str(), row.role)).collect();
    let expected =
        [("C000", Role::Numerator), ("C001", Role::Denominator), ("C002", Role::LeftOut)];
    assert_eq!(roles, expected);
    let asa = behind("asa_s", &rows, 2);
    assert_eq!(asa.rows[1].value, Cell::Ratio { num: 50_000, den: 1_000 });
    assert_eq!(
        behind("answered", &rows, 2).counts,
        BTreeMap::from([(Role::Counted, 2), (Role::LeftOut, 1)])
    );
}

/// By hand: two files of two calls, of which the second has no waits. Its calls are below the line of
/// the service level, which they do not reach, and too little is known of them for the mean wait.
#[test]
fn rows_of_a_file_without_a_column_stand_where_the_figure_has_them() {
    let answered = Some(Outcome::Answered);
    let rows = [("a", Some(0), answered, Some(5)), ("a", Some(1), answered, Some(50))];
    let mut files = [with_ids(&rows, 0), without_waits(&rows, 2)];
    let expected = [
        ("service_level", [(Role::Numerator, 1), (Role::Denominator, 3)]),
        ("asa_s", [(Role::Numerator, 2), (Role::LeftOut, 2)]),
    ];
    for _ in 0..2 {
        for (key, roles) in expected {
            assert_eq!(of_files(key, &files).counts, BTreeMap::from(roles), "{key}");
        }
        files.reverse();
    }
    let alone = of_files("asa_s", &files[1..]);
    assert!(alone.rows.is_empty() && alone.counts.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_listed_adds_up_to_what_is_counted(
        cells in prop::collection::vec((prop::option::of(0_usize..9), prop::option::of(0_i64..60)), 0..25),
        cut in 0_usize..25,
        has_waits in any::<[bool; 2]>(),
    ) {
        let rows: Vec<Line> = cells
            .iter()
            .map(|(outcome, wait)| ("q", Some(0), outcome.map(|at| Outcome::ALL[at]), *wait))
            .collect();
        let cut = cut.min(rows.len());
        let file = |has_waits: bool, rows: &[Line], first: usize| {
            if has_waits { with_ids(rows, first) } else { without_waits(rows, first) }
        };
        let files =
            [file(has_waits[0], &rows[cut..], cut), file(has_waits[1], &rows[..cut], 0)];
        let findings = found(&files);
        for kpi in &ALL {
            let figure = kpi.of(&findings.total, &Rules::default(), &findings.present);
            let listed = of_files(kpi.key, &files);
            let is_sum = !matches!(figure.numerator, Cell::Missing);
            let (num, den) = exact(if is_sum { &figure.numerator } else { &figure.value });
            if is_sum || kpi.unit == Unit::Count {
                let sum: i128 = listed.rows.iter().map(|row| exact(&row.value)).map(|(n, d)| n * 1_000 / d).sum();
                prop_assert_eq!(sum, num * 1_000 / den, "{}", kpi.key);
            }
            if !matches!(figure.denominator, Cell::Missing) {
                let below = [Role::Numerator, Role::Denominator].map(|role| listed.counts.get(&role).copied().unwrap_or(0));
                prop_assert_eq!(Cell::Count(below.iter().sum()), figure.denominator, "{}", kpi.key);
            }
        }
    }
}
