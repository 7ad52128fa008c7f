//! Which group each contact is in: a number for each combination of values, in the order they came.
//!
//! Values are numbered key by key and column by column, so that a group costs one look-up of a short
//! text or a number for each key, whatever the values are. The numbers never leave: groups leave with
//! their values, and are put in order by them.

use super::group::{Key, Value};
use crate::model::{
    Batch, Buckets, Column, Field, Outcome, QuickHash, TextCell, TextColumn, Zone, short_text,
};

#[expect(clippy::disallowed_types, reason = "looked up only; groups leave in order of values")]
type Index<K> = std::collections::HashMap<K, u32, QuickHash>;

/// The groups seen so far.
#[derive(Debug, Clone, Default)]
pub struct Grouping {
    keys: Vec<Values>,
    /// For each key behind the first, the groups up to it.
    joints: Vec<Joint>,
    groups: usize,
}

impl Grouping {
    /// Writes the group of each row of a batch that is taken; `numbers` is overwritten, and means
    /// nothing for the other rows.
    pub fn number(
        &mut self,
        (by, zone): (&[Key], &Zone),
        (batch, taken): (&Batch, &[bool]),
        numbers: &mut Vec<u32>,
    ) {
        numbers.clear();
        numbers.resize(taken.len(), 0);
        self.keys.resize_with(by.len(), Values::default);
        self.joints.resize_with(by.len().saturating_sub(1), Joint::default);
        for (at, key) in by.iter().enumerate() {
            let values = &mut self.keys[at];
            let rows = numbers.iter_mut().enumerate().filter(|(row, _)| taken[*row]);
            match at.checked_sub(1) {
                None => values.each((key, zone, batch), rows, |number, value| *number = value),
                Some(before) => {
                    let joint = &mut self.joints[before];
                    values.each((key, zone, batch), rows, |number, value| {
                        *number = joint.number((*number, value));
                    });
                }
            }
        }
        self.groups = match (by, self.joints.last(), self.keys.first()) {
            ([], ..) => self.groups.max(usize::from(taken.contains(&true))),
            (_, Some(joint), _) => joint.pairs.len(),
            (_, None, values) => values.map_or(0, |values| values.all.len()),
        };
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.groups
    }

    /// The values of each group, in the order of their numbers.
    pub fn values(&self) -> impl Iterator<Item = Vec<Value>> + '_ {
        (0..self.groups).map(|group| {
            let mut group = u32::try_from(group).unwrap_or(u32::MAX);
            let mut values = Vec::with_capacity(self.keys.len());
            for (at, key) in self.keys.iter().enumerate().rev() {
                let (before, value) = match at.checked_sub(1) {
                    None => (0, group),
                    Some(before) => self.joints[before].pairs[place(group)],
                };
                values.push(key.all[place(value)].clone());
                group = before;
            }
            values.reverse();
            values
        })
    }

    /// Takes in the groups of another one, and tells the number that each of them has here.
    pub fn merge(&mut self, other: &Self) -> Vec<u32> {
        self.keys.resize_with(other.keys.len().max(self.keys.len()), Values::default);
        self.joints.resize_with(self.keys.len().saturating_sub(1), Joint::default);
        let mut keys = self.keys.iter_mut().zip(&other.keys);
        let mut known = match keys.next() {
            None => vec![0; other.groups],
            Some((mine, theirs)) => mine.merge(theirs),
        };
        for ((joint, theirs), (mine, values)) in self.joints.iter_mut().zip(&other.joints).zip(keys)
        {
            let values = mine.merge(values);
            let pairs = theirs.pairs.iter();
            known = pairs
                .map(|(before, value)| joint.number((known[place(*before)], values[place(*value)])))
                .collect();
        }
        self.groups = match (self.keys.len(), self.joints.last()) {
            (0, _) => self.groups.max(other.groups),
            (_, None) => self.keys[0].all.len(),
            (_, Some(joint)) => joint.pairs.len(),
        };
        known
    }
}

/// The values of one key.
#[derive(Debug, Clone, Default)]
struct Values {
    all: Vec<Value>,
    unknown: Option<u32>,
    /// The value before, which is often that of the next contact, too.
    last: Option<(i64, u32)>,
    wholes: Index<i64>,
    shorts: Index<u128>,
    longs: Index<Box<str>>,
}

impl Values {
    /// Hands over the number of the value of each row.
    #[expect(single_use_lifetimes, reason = "the argument needs a name for it")]
    fn each<'n>(
        &mut self,
        (key, zone, batch): (&Key, &Zone, &Batch),
        rows: impl Iterator<Item = (usize, &'n mut u32)>,
        mut take: impl FnMut(&mut u32, u32),
    ) {
        let column = match key {
            Key::Column(name) => batch.column(name),
            Key::Grain(grain) => {
                let starts = batch.milli(Field::StartTime);
                let mut buckets = Buckets::default();
                let mut bucket = |row| buckets.of((*grain, zone), starts?.get(row)?);
                return rows.for_each(|(row, number)| take(number, self.whole(bucket(row))));
            }
        };
        match column {
            None => rows.for_each(|(_, number)| take(number, self.unknown())),
            Some(Column::Text(cells)) => self.texts(cells, rows, take),
            Some(Column::Milli(cells)) => {
                rows.for_each(|(row, number)| take(number, self.whole(cells.get(row))));
            }
            Some(Column::Flag(cells)) => rows.for_each(|(row, number)| {
                let text = cells[row].map(|flag| if flag { "true" } else { "false" });
                take(number, self.text(text));
            }),
            Some(Column::Outcome(cells)) => rows.for_each(|(row, number)| {
                take(number, self.text(cells[row].map(Outcome::name)));
            }),
        }
    }

    #[expect(single_use_lifetimes, reason = "the argument needs a name for it")]
    fn texts<'n>(
        &mut self,
        cells: &TextColumn,
        rows: impl Iterator<Item = (usize, &'n mut u32)>,
        mut take: impl FnMut(&mut u32, u32),
    ) {
        rows.for_each(|(row, number)| {
            let value = match cells.cell(row) {
                TextCell::Unknown => self.unknown(),
                TextCell::Short(short) => match self.shorts.get(&short) {
                    Some(known) => *known,
                    None => self.text(cells.get(row)),
                },
                TextCell::Long(long) => self.text(Some(long)),
            };
            take(number, value);
        });
    }

    fn unknown(&mut self) -> u32 {
        let values = &mut self.all;
        *self.unknown.get_or_insert_with(|| next(values, Value::Unknown))
    }

    fn whole(&mut self, value: Option<i64>) -> u32 {
        let Some(value) = value else { return self.unknown() };
        if let Some((last, number)) = self.last
            && last == value
        {
            return number;
        }
        let values = &mut self.all;
        let number = *self.wholes.entry(value).or_insert_with(|| next(values, Value::Whole(value)));
        self.last = Some((value, number));
        number
    }

    fn text(&mut self, value: Option<&str>) -> u32 {
        let Some(text) = value else { return self.unknown() };
        let values = &mut self.all;
        let named = || Value::Text(text.to_owned());
        match short_text(text.as_bytes()) {
            Some(short) => *self.shorts.entry(short).or_insert_with(|| next(values, named())),
            None => match self.longs.get(text) {
                Some(number) => *number,
                None => *self.longs.entry(text.into()).or_insert_with(|| next(values, named())),
            },
        }
    }

    /// Takes in the values of another one, and tells the number that each of them has here.
    fn merge(&mut self, other: &Self) -> Vec<u32> {
        let number = |value: &Value| match value {
            Value::Unknown => self.unknown(),
            Value::Whole(value) => self.whole(Some(*value)),
            Value::Text(text) => self.text(Some(text)),
        };
        other.all.iter().map(number).collect()
    }
}

/// Groups up to a key: a group of the keys before, and a value of this one.
#[derive(Debug, Clone, Default)]
struct Joint {
    pairs: Vec<(u32, u32)>,
    index: Index<u64>,
}

impl Joint {
    fn number(&mut self, pair: (u32, u32)) -> u32 {
        let pairs = &mut self.pairs;
        let packed = u64::from(pair.0) << 32 | u64::from(pair.1);
        *self.index.entry(packed).or_insert_with(|| next(pairs, pair))
    }
}

/// The number of what is added at the end.
fn next<T>(all: &mut Vec<T>, one: T) -> u32 {
    // More than that do not fit into memory.
    let number = u32::try_from(all.len()).unwrap_or(u32::MAX);
    all.push(one);
    number
}

/// The place of a number in its list.
pub fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::fold::tests::{Row, batch, plan};
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn groups(grouping: &Grouping, numbers: &[u32]) -> Vec<Vec<Value>> {
        let values: Vec<_> = grouping.values().collect();
        numbers.iter().map(|number| values[place(*number)].clone()).collect()
    }

    #[test]
    fn without_keys_there_is_one_group_of_those_that_are_taken() {
        let mut grouping = Grouping::default();
        let (zone, mut numbers) = (Zone::utc(), Vec::new());
        let rows = batch(&[("q", None, None, None)]);
        grouping.number((&[], &zone), (&rows, &[false]), &mut numbers);
        assert_eq!(grouping.count(), 0);
        grouping.number((&[], &zone), (&rows, &[true]), &mut numbers);
        assert_eq!((grouping.count(), groups(&grouping, &numbers)), (1, vec![vec![]]));
        assert_eq!(Grouping::default().merge(&grouping), [0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_group_is_its_values_wherever_the_rows_are_cut(
            rows in vec((
                prop::sample::select(&["a", "b", "", "a name that is quite long"][..]),
                prop::option::of(0_i64..200_000),
            ), 0..40),
            cut in 0_usize..40,
        ) {
            let plan = plan(&["hour", "queue", "outcome"]);
            let keys = (&plan.by[..], &plan.zone);
            let rows: Vec<Row> = rows.into_iter().map(|row| (row.0, row.1, None, None)).collect();
            let mut whole = (Grouping::default(), Vec::new());
            whole.0.number(keys, (&batch(&rows), &vec![true; rows.len()]), &mut whole.1);
            let expected: Vec<Vec<Value>> = groups(&whole.0, &whole.1);
            let mut found = Vec::new();
            let mut merged = Grouping::default();
            let (left, right) = rows.split_at(cut.min(rows.len()));
            for part in [left, right] {
                let mut grouping = (Grouping::default(), Vec::new());
                grouping.0.number(keys, (&batch(part), &vec![true; part.len()]), &mut grouping.1);
                let numbers = merged.merge(&grouping.0);
                found.extend(grouping.1.iter().map(|number| numbers[place(*number)]));
            }
            prop_assert_eq!(merged.count(), whole.0.count());
            prop_assert_eq!(groups(&merged, &found), expected);
        }
    }
}
