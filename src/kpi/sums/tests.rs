//! Figures of small tables, worked by hand.

#[cfg(test)]
use super::*;
use crate::kpi::{Formula, Rules};
use crate::model::{Batch, Column, Field, Fold, MilliColumn, Name, TextColumn};
use crate::problem::Place;
use crate::report::{Cell, Report};
use proptest::prelude::*;

/// Queue, offered, answered, abandoned, service level in percent, ASA in seconds.
type Row = (&'static str, Option<i64>, i64, i64, i64, i64);

const ROWS: [Row; 3] = [
    ("help", Some(10), 10, 0, 100, 2),
    ("help", Some(40), 30, 10, 50, 20),
    ("sales", Some(0), 0, 0, 0, 0),
];

fn batch(rows: &[Row]) -> Batch {
    let mut queue = TextColumn::default();
    let names = ["offered", "answered", "abandoned", "service_level", "asa_s"];
    let mut columns = names.map(|name| (name, MilliColumn::default()));
    for row in rows {
        queue.push(row.0);
        let cells = [row.1, Some(row.2), Some(row.3), Some(row.4), Some(row.5)];
        for ((_, column), cell) in columns.iter_mut().zip(cells) {
            column.push(cell.map(|cell| cell * 1_000));
        }
    }
    let columns = columns.map(|(name, column)| (Name::of(name), Column::Milli(column)));
    let queue = (Name::Field(Field::Queue), Column::Text(queue));
    Batch::new(rows.len(), std::iter::once(queue).chain(columns).collect())
}

fn plan(by: &[&str], formula: Formula) -> Plan {
    let key = |name: &&str| Key::parse(name, &Place::file("--by")).unwrap();
    Plan {
        records: Records::Intervals,
        by: by.iter().map(key).collect(),
        period: None,
        filter: Filter::all(),
        zone: Zone::utc(),
        rules: Rules { formula, ..Rules::default() },
    }
}

fn summed(plan: &Plan, rows: &[Row]) -> Summed {
    let mut fold = SumFold::new(plan.clone(), &[]);
    fold.update(&batch(rows));
    fold.summed()
}

fn value(report: &Report, group: &str, kpi: &str) -> Option<(i128, i128)> {
    let table = report.tables.iter().find(|table| table.key == "kpi").unwrap();
    let at = |key: &str| table.columns.iter().position(|column| column.key == key).unwrap();
    let row = table.rows.iter().find(|row| {
        row[at("kpi")] == Cell::text(kpi) && (group.is_empty() || row.contains(&Cell::text(group)))
    });
    match row?[at("value")] {
        Cell::Ratio { num, den } => Some((num, den)),
        Cell::Count(n) => Some((n.into(), 1)),
        _ => None,
    }
}

fn equal(found: Option<(i128, i128)>, (num, den): (i128, i128)) -> bool {
    found.is_some_and(|found| found.0 * den == num * found.1)
}

#[test]
fn of_no_interval_there_is_no_figure() {
    let report = report(&summed(&plan(&[], Formula::Offered), &[]), &View::default());
    assert!(report.tables.iter().all(|table| table.rows.is_empty()));
}

#[test]
fn means_and_rates_are_weighted_by_what_they_are_of() {
    // 10 × 100 % and 40 × 50 % of 50 offered are 60 %; of 40 answered, 10 × 100 % and 30 × 50 % are
    // 62.5 %; 10 × 2 s and 30 × 20 s over 40 are 15.5 s. The plain means would be 50 % and 7.3 s.
    let of_offered = report(&summed(&plan(&[], Formula::Offered), &ROWS), &View::default());
    assert!(equal(value(&of_offered, "", "service_level"), (60, 100)));
    assert!(equal(value(&of_offered, "", "asa_s"), (155, 10)));
    assert!(equal(value(&of_offered, "", "abandonment_rate"), (10, 50)));
    assert_eq!(value(&of_offered, "", "talk_s"), None);
    let of_answered = report(&summed(&plan(&[], Formula::Answered), &ROWS), &View::default());
    assert!(equal(value(&of_answered, "", "service_level"), (625, 1_000)));
    // The other forms need counts, which this export does not have.
    let removed = report(&summed(&plan(&[], Formula::Removed), &ROWS), &View::default());
    assert_eq!(value(&removed, "", "service_level"), None);
}

#[test]
fn a_group_where_nothing_was_offered_has_counts_and_no_rates() {
    let report = report(&summed(&plan(&["queue"], Formula::Offered), &ROWS), &View::default());
    assert_eq!(value(&report, "sales", "offered"), Some((0, 1)));
    assert_eq!(value(&report, "sales", "service_level"), None);
    assert!(equal(value(&report, "help", "service_level"), (60, 100)));
}

#[test]
fn what_is_offered_is_else_what_was_answered_and_abandoned() {
    let rows = [("help", None, 30, 10, 50, 20), ("help", Some(9), 5, 3, 50, 20)];
    let found = summed(&plan(&[], Formula::Offered), &rows);
    assert_eq!(found.left_out.unequal, 1);
    assert_eq!(value(&report(&found, &View::default()), "", "offered"), Some((49, 1)));
}

#[test]
fn what_only_contacts_tell_says_so_when_it_is_asked_for() {
    let kpi = find(Records::Intervals, "csat_mean", &Place::file("--kpi")).unwrap();
    let view = View { kpis: vec![kpi], ..View::default() };
    let mut fold = SumFold::new(plan(&[], Formula::Offered), &view.kpis);
    fold.update(&batch(&ROWS));
    let report = report(&fold.summed(), &view);
    let told = report
        .notes
        .iter()
        .any(|note| note.starts_with("csat_mean: cannot be known from intervals"));
    assert!(told, "{:?}", report.notes);
}

#[test]
fn the_threshold_that_the_records_tell_is_told() {
    let mut seconds = MilliColumn::default();
    for _row in ROWS {
        seconds.push(Some(30_000));
    }
    let batch = batch(&ROWS).with(Name::of("threshold_s"), Column::Milli(seconds));
    let mut fold = SumFold::new(plan(&[], Formula::Offered), &[]);
    fold.update(&batch);
    let notes = report(&fold.summed(), &View::default()).notes;
    assert!(
        notes[0].starts_with("service levels keep the threshold of the export (30 s)"),
        "{notes:?}"
    );
}

#[test]
fn a_target_is_held_against_the_whole_and_every_group() {
    let place = Place::file("--target");
    let kpi = find(Records::Intervals, "service_level", &place).unwrap();
    let target = crate::kpi::Target::parse(">= 60%", kpi.unit, &place).unwrap();
    let view = View { targets: vec![(kpi, target)], ..View::default() };
    let judged = judge(&summed(&plan(&["queue"], Formula::Offered), &ROWS), &view).remove(0);
    assert_eq!(
        (judged.met, judged.missed.len(), judged.judged, judged.is_missed()),
        (Some(true), 0, 1, false)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn neither_the_cut_nor_the_order_changes_a_sum(
        cells in prop::collection::vec((0..2_usize, 0..90_i64, 0..90_i64, 0..100_i64), 0..30),
        cut in 0_usize..30,
    ) {
        let row = |&(queue, answered, abandoned, level): &(usize, i64, i64, i64)| {
            (["a", "b"][queue], Some(answered + abandoned), answered, abandoned, level, level)
        };
        let rows: Vec<Row> = cells.iter().map(row).collect();
        let plan = plan(&["queue"], Formula::Offered);
        let whole = summed(&plan, &rows);
        let cut = cut.min(rows.len());
        let mut parts = [&rows[cut..], &rows[..cut]].map(|rows| {
            let mut fold = SumFold::new(plan.clone(), &[]);
            fold.update(&batch(rows));
            fold
        });
        let second = parts[1].clone();
        parts[0].merge(second);
        let [merged, _] = parts;
        let merged = merged.summed();
        prop_assert_eq!(&merged.groups, &whole.groups);
        prop_assert_eq!(&merged.total, &whole.total);
    }
}
