//! Batches of interactions, column by column, and the folds that consume them.
//!
//! A batch holds only the columns that its consumer asked for, so a fold over three columns of a
//! wide export costs three columns. A column the export does not have is absent, not empty.

use super::{Field, Name, Outcome};

/// A cell of a [`MilliColumn`] that is unknown.
const UNKNOWN: i64 = i64::MIN;

/// Texts end to end in one buffer; an empty text is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextColumn {
    bytes: String,
    ends: Vec<usize>,
}

impl TextColumn {
    /// Adds a cell; an empty text is an unknown one.
    pub fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
    }

    /// The text of a row; `None` when it is unknown.
    ///
    /// # Panics
    ///
    /// If the row is not there.
    pub fn get(&self, row: usize) -> Option<&str> {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        let text = &self.bytes[start..self.ends[row]];
        (!text.is_empty()).then_some(text)
    }

    /// Takes the cells after the first `rows` away.
    pub fn truncate(&mut self, rows: usize) {
        self.ends.truncate(rows);
        self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// Durations and times in milliseconds, numbers in thousandths; any cell may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MilliColumn {
    values: Vec<i64>,
}

impl MilliColumn {
    /// Adds a cell.
    pub fn push(&mut self, value: Option<i64>) {
        self.values.push(value.unwrap_or(UNKNOWN));
    }

    /// The value of a row in thousandths; `None` when it is unknown.
    ///
    /// # Panics
    ///
    /// If the row is not there.
    pub fn get(&self, row: usize) -> Option<i64> {
        let value = self.values[row];
        (value != UNKNOWN).then_some(value)
    }
}

/// One column of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// Text.
    Text(TextColumn),
    /// Durations, times and numbers, in thousandths.
    Milli(MilliColumn),
    /// True, false or unknown.
    Flag(Vec<Option<bool>>),
    /// Outcomes.
    Outcome(Vec<Option<Outcome>>),
}

/// Some thousand interactions of one source, column by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    rows: usize,
    columns: Vec<(Name, Column)>,
}

impl Batch {
    /// A batch of `rows` interactions.
    ///
    /// # Panics
    ///
    /// If a column has another number of cells.
    pub fn new(rows: usize, columns: Vec<(Name, Column)>) -> Self {
        for (name, column) in &columns {
            let cells = match column {
                Column::Text(text) => text.len(),
                Column::Milli(milli) => milli.values.len(),
                Column::Flag(flags) => flags.len(),
                Column::Outcome(outcomes) => outcomes.len(),
            };
            assert_eq!(cells, rows, "column `{name}` is as long as its batch");
        }
        Self { rows, columns }
    }

    /// How many interactions it holds.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// A column by name; `None` when the export has none or nobody asked for it.
    pub fn column(&self, name: &Name) -> Option<&Column> {
        self.columns.iter().find(|(other, _)| other == name).map(|(_, column)| column)
    }

    /// A text column; `None` when it is absent.
    pub fn text(&self, name: &Name) -> Option<&TextColumn> {
        match self.column(name)? {
            Column::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A column of durations, times or numbers; `None` when it is absent.
    pub fn milli(&self, field: Field) -> Option<&MilliColumn> {
        match self.column(&Name::Field(field))? {
            Column::Milli(milli) => Some(milli),
            _ => None,
        }
    }

    /// A column of flags; `None` when it is absent.
    pub fn flags(&self, field: Field) -> Option<&[Option<bool>]> {
        match self.column(&Name::Field(field))? {
            Column::Flag(flags) => Some(flags),
            _ => None,
        }
    }

    /// The outcomes; `None` when the export tells none.
    pub fn outcomes(&self) -> Option<&[Option<Outcome>]> {
        match self.column(&Name::Field(Field::Outcome))? {
            Column::Outcome(outcomes) => Some(outcomes),
            _ => None,
        }
    }
}

/// A computation over batches that can be cut anywhere.
///
/// `merge` is associative and commutative, and updating with two batches equals updating two folds
/// with one each and merging them: the result depends neither on how a file was cut nor on which
/// thread read which part.
pub trait Fold: Send {
    /// The columns it needs; those an export does not have are absent from its batches.
    fn wants(&self) -> Vec<Name>;

    /// Takes in one batch.
    fn update(&mut self, batch: &Batch);

    /// Takes in what another fold of the same kind has seen.
    fn merge(&mut self, other: Self)
    where
        Self: Sized;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_cell_is_unknown() {
        let mut text = TextColumn::default();
        text.push("");
        text.push("norte");
        assert_eq!((text.get(0), text.get(1)), (None, Some("norte")));
        text.truncate(1);
        assert_eq!(text.len(), 1);
        let mut milli = MilliColumn::default();
        milli.push(None);
        milli.push(Some(0));
        assert_eq!((milli.get(0), milli.get(1)), (None, Some(0)));
    }

    #[test]
    fn an_absent_column_is_not_an_empty_one() {
        let mut queue = TextColumn::default();
        queue.push("");
        let batch = Batch::new(1, vec![(Field::Queue.into(), Column::Text(queue))]);
        assert!(batch.text(&Field::Queue.into()).is_some());
        assert!(batch.text(&Field::Team.into()).is_none());
    }
}
