//! Records kept row by row, for figures that take them one after the other: states of agents,
//! deliveries, responses.
//!
//! A row keeps its group, some numbers and some texts; texts that come again are kept once.

use super::group::{Key, Source, Value, decode};
use crate::model::{Batch, Column, Fold, Name, Outcome, Zone};
use crate::problem::{Place, Problem};
use crate::query::Filter;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many numbers a row keeps at most.
pub const NUMBERS: usize = 4;
/// How many texts a row keeps at most.
pub const TEXTS: usize = 2;

/// What is kept of which records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Columns and grains by which rows are grouped.
    pub by: Vec<Key>,
    /// The records that take part.
    pub filter: Filter,
    /// Where days are cut.
    pub zone: Zone,
    /// Columns of times, durations and numbers.
    pub numbers: [Option<Name>; NUMBERS],
    /// Columns of text.
    pub texts: [Option<Name>; TEXTS],
    /// The columns without which nothing can be told.
    pub needs: Vec<Name>,
}

/// Collects rows.
#[derive(Debug, Clone)]
pub struct Gather {
    wanted: Wanted,
    words: Words,
    groups: Words,
    rows: Vec<Kept>,
    present: BTreeSet<Name>,
    unselected: u64,
}

/// What was collected, in an order that depends on the rows alone.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// What was asked.
    pub wanted: Wanted,
    /// The rows.
    pub rows: Vec<Row>,
    /// The wanted columns that at least one source has.
    pub present: BTreeSet<Name>,
    /// Records that the filter does not select.
    pub unselected: u64,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Its numbers in the order they were wanted; times and durations in milliseconds.
    pub numbers: [Option<i64>; NUMBERS],
    /// Its texts in the order they were wanted.
    pub texts: [Option<Arc<str>>; TEXTS],
    /// The values of its columns, those of grains apart.
    pub columns: Arc<[Value]>,
}

/// The same while records come in: texts and group by number.
#[derive(Debug, Clone, Copy)]
struct Kept {
    numbers: [Option<i64>; NUMBERS],
    texts: [u32; TEXTS],
    group: u32,
}

impl Gather {
    /// One that has seen nothing.
    pub fn new(wanted: Wanted) -> Self {
        let (words, groups) = (Words::default(), Words::default());
        let (rows, present) = (Vec::new(), BTreeSet::new());
        Self { wanted, words, groups, rows, present, unselected: 0 }
    }

    /// What was collected.
    pub fn gathered(self) -> Gathered {
        let Self { wanted, words, groups, rows, present, unselected } = self;
        let words: Vec<Option<Arc<str>>> = words.list.iter().map(|word| text(word)).collect();
        let groups: Vec<Arc<[Value]>> =
            groups.list.iter().map(|code| decode(code).into()).collect();
        let row = |kept: Kept| Row {
            numbers: kept.numbers,
            texts: kept.texts.map(|word| words[place(word)].clone()),
            columns: groups[place(kept.group)].clone(),
        };
        let mut rows: Vec<Row> = rows.into_iter().map(row).collect();
        rows.sort_unstable();
        Gathered { wanted, rows, present, unselected }
    }
}

impl Gathered {
    /// The group of a row at an instant: its columns, and the buckets of that instant.
    pub fn group(&self, row: &Row, at: Option<i64>) -> Vec<Value> {
        group_at(&self.wanted, &row.columns, at)
    }

    /// One problem for each column that grouping needs and no source has; none when no record was
    /// read.
    pub fn absent(&self, place: &Place) -> Vec<Problem> {
        let column = |key: &Key| match key {
            Key::Column(name) => Some(name.clone()),
            Key::Grain(_) => None,
        };
        let needed = self.wanted.by.iter().filter_map(column);
        let is_absent = |name: &Name| !self.present.is_empty() && !self.present.contains(name);
        let problem = |name: Name| {
            let message = format!("expected a column `{name}`, found none in these records");
            let problem = Problem::new("missing-column", place.clone(), message);
            problem.help("map a column to it in the profile, or write one as its header does")
        };
        needed.filter(is_absent).map(problem).collect()
    }
}

/// Columns and buckets in the order of the keys.
pub(super) fn group_at(wanted: &Wanted, columns: &[Value], at: Option<i64>) -> Vec<Value> {
    let mut columns = columns.iter();
    let value = |key: &Key| match key {
        Key::Column(_) => columns.next().cloned(),
        Key::Grain(grain) => at.and_then(|at| grain.bucket(&wanted.zone, at)).map(Value::Whole),
    };
    wanted.by.iter().map(value).map(|value| value.unwrap_or(Value::Unknown)).collect()
}

fn text(word: &[u8]) -> Option<Arc<str>> {
    (!word.is_empty()).then(|| String::from_utf8_lossy(word).into())
}

fn place(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

impl Fold for Gather {
    fn wants(&self) -> Vec<Name> {
        let wanted = &self.wanted;
        let mut names: BTreeSet<Name> = wanted.by.iter().map(Key::column).collect();
        names.extend(wanted.filter.columns());
        names.extend(wanted.numbers.iter().chain(&wanted.texts).flatten().cloned());
        names.extend(wanted.needs.iter().cloned());
        names.into_iter().collect()
    }

    fn needs(&self) -> Vec<Name> {
        let mut names = self.wanted.filter.columns();
        names.extend(self.wanted.needs.iter().cloned());
        names
    }

    fn update(&mut self, batch: &Batch) {
        let wants = self.wants().into_iter();
        self.present.extend(wants.filter(|name| batch.column(name).is_some()));
        let wanted = self.wanted.clone();
        let columns = wanted.by.iter().filter(|key| matches!(key, Key::Column(_)));
        let sources: Vec<_> = columns.map(|key| Source::of(key, batch)).collect();
        let mut selected = Vec::new();
        wanted.filter.select(batch, &mut selected);
        let mut code = Vec::new();
        for (row, selected) in selected.iter().enumerate() {
            if !selected {
                self.unselected += 1;
                continue;
            }
            code.clear();
            for source in &sources {
                source.encode(row, &wanted.zone, &mut code);
            }
            let number = |name: &Option<Name>| number(batch, name.as_ref()?, row);
            let numbers = wanted.numbers.each_ref().map(number);
            let word = |name: &Option<Name>| word(batch, name.as_ref()?, row);
            let texts = wanted.texts.each_ref().map(word);
            let texts = texts.map(|text| self.words.of(text.unwrap_or_default().as_bytes()));
            self.rows.push(Kept { numbers, texts, group: self.groups.of(&code) });
        }
    }

    fn merge(&mut self, other: Self) {
        self.present.extend(other.present);
        self.unselected += other.unselected;
        let groups: Vec<u32> = other.groups.list.iter().map(|code| self.groups.of(code)).collect();
        let words: Vec<u32> = other.words.list.iter().map(|word| self.words.of(word)).collect();
        self.rows.extend(other.rows.into_iter().map(|kept| Kept {
            texts: kept.texts.map(|word| words[place(word)]),
            group: groups[place(kept.group)],
            ..kept
        }));
    }
}

fn number(batch: &Batch, name: &Name, row: usize) -> Option<i64> {
    match batch.column(name)? {
        Column::Milli(cells) => cells.get(row),
        Column::Flag(flags) => flags[row].map(i64::from),
        _ => None,
    }
}

fn word<'a>(batch: &'a Batch, name: &Name, row: usize) -> Option<&'a str> {
    match batch.column(name)? {
        Column::Text(cells) => cells.get(row),
        Column::Outcome(outcomes) => outcomes[row].map(Outcome::name),
        _ => None,
    }
}

/// Texts by the order in which they came; each is kept once.
#[derive(Debug, Clone, Default)]
struct Words {
    index: BTreeMap<Box<[u8]>, u32>,
    list: Vec<Box<[u8]>>,
}

impl Words {
    fn of(&mut self, word: &[u8]) -> u32 {
        if let Some(at) = self.index.get(word) {
            return *at;
        }
        // More different texts than that do not fit into memory.
        let at = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(word.into());
        self.index.insert(word.into(), at);
        at
    }
}
