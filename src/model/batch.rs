//! Batches of interactions, column by column, and the folds that consume them.
//!
//! A batch holds only the columns that its consumer asked for, so a fold over three columns of a
//! wide export costs three columns. A column the export does not have is absent, not empty.

use super::{Field, Name, Outcome, TextColumn};
use crate::problem::Place;

/// A cell of a [`MilliColumn`] that is unknown.
const UNKNOWN: i64 = i64::MIN;

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

    /// Takes the cells after the first `rows` away.
    pub fn truncate(&mut self, rows: usize) {
        self.values.truncate(rows);
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

impl Column {
    /// Makes room for some more cells.
    pub fn reserve(&mut self, cells: usize) {
        match self {
            Self::Text(text) => text.reserve(cells),
            Self::Milli(milli) => milli.values.reserve(cells),
            Self::Flag(flags) => flags.reserve(cells),
            Self::Outcome(outcomes) => outcomes.reserve(cells),
        }
    }

    /// Takes the cells after the first `rows` away.
    pub fn truncate(&mut self, rows: usize) {
        match self {
            Self::Text(text) => text.truncate(rows),
            Self::Milli(milli) => milli.truncate(rows),
            Self::Flag(flags) => flags.truncate(rows),
            Self::Outcome(outcomes) => outcomes.truncate(rows),
        }
    }
}

/// Some thousand interactions of one source, column by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    rows: usize,
    columns: Vec<(Name, Column)>,
    file: String,
    lines: Vec<u64>,
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
        Self { rows, columns, ..Self::default() }
    }

    /// The same, with the file and the lines its interactions were read from.
    ///
    /// # Panics
    ///
    /// If there is another number of lines than interactions.
    #[must_use]
    pub fn from_lines(mut self, file: &str, lines: Vec<u64>) -> Self {
        assert_eq!(lines.len(), self.rows, "every interaction has a line");
        file.clone_into(&mut self.file);
        self.lines = lines;
        self
    }

    /// The same with one more column, or with another one under that name.
    ///
    /// # Panics
    ///
    /// If it has another number of cells than the batch has rows.
    #[must_use]
    pub fn with(mut self, name: Name, column: Column) -> Self {
        let one = Self::new(self.rows, vec![(name, column)]);
        self.columns.retain(|(other, _)| one.columns.iter().all(|(name, _)| name != other));
        self.columns.extend(one.columns);
        self
    }

    /// Where the interaction of a row stands; without a line when nobody told it.
    pub fn place(&self, row: usize) -> Place {
        Place { line: self.lines.get(row).copied(), ..Place::file(&self.file) }
    }

    /// Takes out the rows that are not kept.
    ///
    /// # Panics
    ///
    /// If `kept` is not as long as the batch.
    pub fn retain(&mut self, kept: &[bool]) {
        assert_eq!(kept.len(), self.rows, "every row is kept or not");
        let rows: Vec<usize> = (0..self.rows).filter(|row| kept[*row]).collect();
        for (_, column) in &mut self.columns {
            match column {
                Column::Text(text) => *text = text.only(&rows),
                Column::Milli(milli) => {
                    milli.values = rows.iter().map(|row| milli.values[*row]).collect();
                }
                Column::Flag(flags) => *flags = rows.iter().map(|row| flags[*row]).collect(),
                Column::Outcome(outcomes) => {
                    *outcomes = rows.iter().map(|row| outcomes[*row]).collect();
                }
            }
        }
        if !self.lines.is_empty() {
            self.lines = rows.iter().map(|row| self.lines[*row]).collect();
        }
        self.rows = rows.len();
    }

    /// How many interactions it holds.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Its columns with their names, in no order that means anything.
    pub fn columns(&self) -> impl Iterator<Item = (&Name, &Column)> {
        self.columns.iter().map(|(name, column)| (name, column))
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

/// Texts that were left where they stand in a source, read for the rows of a batch that need them.
pub trait Left {
    /// The texts of a row in these columns, each `None` when it is unknown or was not left.
    fn texts(&self, row: usize, columns: &[Name]) -> Vec<Option<String>>;
}

/// Nothing was left: a batch has every column that its source has.
#[derive(Debug, Clone, Copy)]
pub struct NothingLeft;

impl Left for NothingLeft {
    fn texts(&self, _row: usize, columns: &[Name]) -> Vec<Option<String>> {
        vec![None; columns.len()]
    }
}

/// A computation over batches that can be cut anywhere.
///
/// `merge` is associative and commutative, and updating with two batches equals updating two folds
/// with one each and merging them: the result depends neither on how a file was cut nor on which
/// thread read which part.
pub trait Fold: Send + Sync {
    /// The columns it needs; those an export does not have are absent from its batches.
    fn wants(&self) -> Vec<Name>;

    /// The columns without which it cannot work; an export that lacks one is refused.
    fn needs(&self) -> Vec<Name> {
        Vec::new()
    }

    /// Those of the columns it wants whose texts it looks at in few rows. They may be absent from a
    /// batch, and are then told by what was left.
    fn seldom(&self) -> Vec<Name> {
        Vec::new()
    }

    /// Takes in one batch.
    fn update(&mut self, batch: &Batch);

    /// Takes in one batch some of whose texts were left; only those it says it looks at [seldom]
    /// ever are.
    ///
    /// [seldom]: Self::seldom
    fn update_beside(&mut self, batch: &Batch, _left: &dyn Left) {
        self.update(batch);
    }

    /// Puts what it has seen in order where that makes merging cheaper; each worker does so behind its
    /// last batch. What is found stays the same.
    fn settle(&mut self) {}

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
        let mut milli = MilliColumn::default();
        milli.push(None);
        milli.push(Some(0));
        assert_eq!((milli.get(0), milli.get(1)), (None, Some(0)));
        let mut column = Column::Milli(milli);
        column.truncate(1);
        assert_eq!(Batch::new(1, vec![(Field::Talk.into(), column)]).rows(), 1);
    }

    #[test]
    fn rows_that_are_not_kept_leave_every_column() {
        let mut queue = TextColumn::default();
        for text in ["a", "", "c"] {
            queue.push(text);
        }
        let batch = Batch::new(
            3,
            vec![
                (Field::Queue.into(), Column::Text(queue)),
                (Field::Resolved.into(), Column::Flag(vec![None, Some(true), Some(false)])),
            ],
        );
        let mut batch = batch.from_lines("a.csv", vec![2, 3, 5]);
        batch.retain(&[false, true, true]);
        assert_eq!((batch.rows(), batch.place(1)), (2, Place::line("a.csv", 5)));
        assert_eq!(batch.text(&Field::Queue.into()).unwrap().get(1), Some("c"));
        assert_eq!(batch.flags(Field::Resolved), Some(&[Some(true), Some(false)][..]));
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
