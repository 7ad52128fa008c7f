//! What the accepted records hold, counted as they pass.

use crate::model::batch::Column;
use crate::model::{Batch, Field, Kind, Name, Outcome, Zone};
use std::collections::BTreeMap;

/// Counts over all accepted records.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Accepted records.
    pub(super) rows: u64,
    /// Known cells of each column written.
    pub(super) known: Vec<(Name, u64)>,
    /// Records of each outcome; unknown ones are not in it.
    pub(super) outcomes: BTreeMap<&'static str, u64>,
    /// The column of times that was looked at, first and last instant.
    pub(super) range: Option<(Field, i64, i64)>,
    /// The zone of the source.
    pub(super) zone: Option<Zone>,
}

/// Columns that tell when a contact was, the best first.
const WHEN: [Field; 4] =
    [Field::StartTime, Field::OfferedTime, Field::AnsweredTime, Field::EndTime];

impl Tally {
    /// Nothing counted yet of these columns.
    pub(super) fn new(columns: &[Name]) -> Self {
        Self { known: columns.iter().map(|name| (name.clone(), 0)).collect(), ..Self::default() }
    }

    /// Counts a batch.
    pub(super) fn update(&mut self, batch: &Batch) {
        self.rows += u64::try_from(batch.rows()).unwrap_or(u64::MAX);
        for (name, known) in &mut self.known {
            let Some(column) = batch.column(name) else { continue };
            let here = (0..batch.rows()).filter(|row| is_known(column, *row)).count();
            *known += u64::try_from(here).unwrap_or(u64::MAX);
        }
        for outcome in batch.outcomes().unwrap_or_default().iter().flatten() {
            *self.outcomes.entry(Outcome::name(*outcome)).or_default() += 1;
        }
        let written = |field: &Field| self.known.iter().any(|(name, _)| *name == (*field).into());
        let Some(field) = WHEN.into_iter().find(written) else { return };
        let Some(times) = batch.milli(field) else { return };
        for instant in (0..batch.rows()).filter_map(|row| times.get(row)) {
            let (_, first, last) = self.range.unwrap_or((field, instant, instant));
            self.range = Some((field, first.min(instant), last.max(instant)));
        }
    }

    /// The columns that give times, with which the range is told.
    pub(super) fn has_times(&self) -> bool {
        self.known.iter().any(|(name, _)| name.kind() == Kind::Time)
    }
}

fn is_known(column: &Column, row: usize) -> bool {
    match column {
        Column::Text(text) => text.get(row).is_some(),
        Column::Milli(milli) => milli.get(row).is_some(),
        Column::Flag(flags) => flags[row].is_some(),
        Column::Outcome(outcomes) => outcomes[row].is_some(),
    }
}
