//! Critical decisions against the reference: false fails and false passes.

use super::evaluator_tables::{Standard, pairs, share};
use super::measured::Measured;
use super::stakes::Weight;
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::tail;

/// Decisions of evaluators by what the reference decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Decisions {
    compared: u64,
    reference_fails: u64,
    /// The reference failed it, the evaluator did not.
    false_passes: u64,
    /// The evaluator failed it, the reference did not.
    false_fails: u64,
}

impl Decisions {
    fn of(measured: &Measured, evaluator: usize) -> Self {
        let fails = |category: usize| measured.stake.fails(&measured.question.scale, category);
        let both = pairs(measured, evaluator).into_iter();
        Self::of_pairs(both.map(|(own, reference)| (fails(own), fails(reference))))
    }

    /// Whether the one and the reference fail it, pair by pair.
    pub(super) fn of_pairs(pairs: impl Iterator<Item = (bool, bool)>) -> Self {
        let mut found = Self::default();
        for (own, reference) in pairs {
            found.compared += 1;
            found.reference_fails += u64::from(reference);
            found.false_passes += u64::from(reference && !own);
            found.false_fails += u64::from(own && !reference);
        }
        found
    }

    fn and(self, other: Self) -> Self {
        Self {
            compared: self.compared + other.compared,
            reference_fails: self.reference_fails + other.reference_fails,
            false_passes: self.false_passes + other.false_passes,
            false_fails: self.false_fails + other.false_fails,
        }
    }

    /// How many were compared, failures of the reference, false passes with their share and limits, false
    /// fails alike, and the p of their direction.
    pub(super) fn cells(self) -> Vec<Cell> {
        let passes = self.compared - self.reference_fails;
        let mut cells = vec![Cell::Count(self.compared), Cell::Count(self.reference_fails)];
        cells.push(Cell::Count(self.false_passes));
        cells.extend(share(self.false_passes, self.reference_fails).into_iter().skip(1));
        cells.push(Cell::Count(self.false_fails));
        cells.extend(share(self.false_fails, passes).into_iter().skip(1));
        cells.push(Cell::number(tail::fair_split(self.false_passes, self.false_fails)));
        cells
    }
}

/// A row for each critical question over all evaluators, then one for each evaluator over all
/// critical questions; `None` without a critical question.
pub(super) fn critical(measured: &[Measured], standard: &Standard<'_>) -> Option<Table> {
    let critical: Vec<&Measured> =
        measured.iter().filter(|one| one.stake.weight == Weight::Critical).collect();
    if critical.is_empty() {
        return None;
    }
    let people = 0..standard.evaluators.len();
    let by_question = critical.iter().map(|question| {
        let all = people.clone().map(|who| Decisions::of(question, who));
        let found = all.fold(Decisions::default(), Decisions::and);
        row([&question.question.id, "all"], found)
    });
    let by_evaluator = people.clone().map(|who| {
        let all = critical.iter().map(|question| Decisions::of(question, who));
        row(["all", standard.evaluators[who]], all.fold(Decisions::default(), Decisions::and))
    });
    Some(Table {
        key: "critical",
        title: "Critical decisions against the reference".to_owned(),
        audience: Audience::Everyone,
        columns: columns(),
        rows: by_question.chain(by_evaluator).collect(),
        total: None,
    })
}

fn row(names: [&str; 2], found: Decisions) -> Vec<Cell> {
    let mut cells: Vec<Cell> = names.into_iter().map(Cell::text).collect();
    cells.extend(found.cells());
    cells
}

fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("question", "question", Unit::Text),
        Column::new("evaluator", "evaluator", Unit::Text),
        Column::new("compared", "compared", Unit::Count),
        Column::new("reference_fails", "reference fails", Unit::Count),
        Column::new("false_passes", "false passes", Unit::Count),
        Column::new("false_pass_share", "of fails", Unit::Share),
    ];
    columns.extend(Column::limits("false_pass_share", Unit::Share));
    columns.push(Column::new("false_fails", "false fails", Unit::Count));
    columns.push(Column::new("false_fail_share", "of passes", Unit::Share));
    columns.extend(Column::limits("false_fail_share", Unit::Share));
    columns.push(Column::new("direction_p", "p of direction", Unit::Plain));
    columns
}
