//! By what contacts are grouped, and the values that make a group.

use crate::model::{Batch, Column, Field, Grain, Kind, MilliColumn, Name, Outcome, Zone};
use crate::problem::{Place, Problem};

use crate::stats::decimal::thousandths;

/// Columns that a report has itself; a group of that name would stand there twice.
const TAKEN: [&str; 12] = [
    "period_from",
    "period_to",
    "kpi",
    "value",
    "lower",
    "upper",
    "numerator",
    "denominator",
    "unit",
    "target",
    "met",
    "n_excluded",
];

/// A column or a grain of time by which contacts are grouped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// By the values of a column.
    Column(Name),
    /// By the start time, cut into buckets.
    Grain(Grain),
}

impl Key {
    /// The grain or column of that name; any name that is neither is a column of the export's own.
    ///
    /// Durations and times are refused: there would be a group for every contact.
    pub fn parse(name: &str, place: &Place) -> Result<Self, Problem> {
        if let Some(grain) = Grain::from_name(name) {
            return Ok(Self::Grain(grain));
        }
        let bad = |message: String| Problem::new("bad-group", place.clone(), message);
        if let Some(length) = name.strip_prefix("interval_")
            && length.ends_with(['m', 'h'])
            && length.starts_with(|digit: char| digit.is_ascii_digit())
        {
            let message = format!("there are no intervals of `{length}`");
            let help = "a day is cut into quarters, halves and whole hours: interval_15m, interval_30m, interval";
            return Err(bad(message).help(help));
        }
        if TAKEN.contains(&name) {
            let message = format!("expected a column to group by, found `{name}`");
            return Err(bad(message).help("reports have a column of that name: rename yours"));
        }
        let column = Name::of(name);
        match column.kind() {
            Kind::Duration | Kind::Time => {
                let message = format!("expected a column with few values, found `{name}`");
                let grains: Vec<_> = Grain::ALL.iter().map(|grain| grain.name()).collect();
                let help = format!("group by text, or by time with {}", grains.join(", "));
                Err(bad(message).help(help))
            }
            Kind::Text | Kind::Number | Kind::Flag | Kind::Outcome => Ok(Self::Column(column)),
        }
    }

    /// Its name, as the user writes it and as a column of reports.
    pub fn name(&self) -> &str {
        match self {
            Self::Column(name) => name.as_str(),
            Self::Grain(grain) => grain.name(),
        }
    }

    /// The column it is read from.
    pub fn column(&self) -> Name {
        match self {
            Self::Column(name) => name.clone(),
            Self::Grain(_) => Field::StartTime.into(),
        }
    }
}

/// What the contacts of a group have in common; the unknown comes last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A bucket of a grain, or a number in thousandths.
    Whole(i64),
    /// Text.
    Text(String),
    /// Not known.
    Unknown,
}

impl Value {
    /// As a report writes it; empty when it is unknown.
    pub fn text(&self, key: &Key, zone: &Zone) -> String {
        match (self, key) {
            (Self::Unknown, _) => String::new(),
            (Self::Text(text), _) => text.clone(),
            (Self::Whole(bucket), Key::Grain(grain)) => {
                grain.label(zone, *bucket).unwrap_or_default()
            }
            (Self::Whole(number), Key::Column(_)) => thousandths((*number).into()),
        }
    }
}

/// Where the values of a key stand in a batch.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// In a column; `None` when the export has none.
    Column(Option<&'a Column>),
    /// In the start times; `None` when the export has none.
    Time(Grain, Option<&'a MilliColumn>),
}

impl<'a> Source<'a> {
    /// The source of a key.
    pub fn of(key: &Key, batch: &'a Batch) -> Self {
        match key {
            Key::Column(name) => Self::Column(batch.column(name)),
            Key::Grain(grain) => Self::Time(*grain, batch.milli(Field::StartTime)),
        }
    }

    /// Adds the value of a row to a code, which [`decode`] takes apart again.
    ///
    /// # Panics
    ///
    /// If the row is not there.
    pub fn encode(&self, row: usize, zone: &Zone, code: &mut Vec<u8>) {
        match self {
            Self::Column(None) | Self::Time(_, None) => code.push(UNKNOWN),
            Self::Time(grain, Some(times)) => {
                whole(times.get(row).and_then(|time| grain.bucket(zone, time)), code);
            }
            Self::Column(Some(column)) => match column {
                Column::Text(cells) => text(cells.get(row), code),
                Column::Milli(cells) => whole(cells.get(row), code),
                Column::Flag(cells) => {
                    text(cells[row].map(|flag| if flag { "true" } else { "false" }), code);
                }
                Column::Outcome(cells) => text(cells[row].map(Outcome::name), code),
            },
        }
    }
}

const UNKNOWN: u8 = 0;
const WHOLE: u8 = 1;
const TEXT: u8 = 2;

fn whole(value: Option<i64>, code: &mut Vec<u8>) {
    match value {
        None => code.push(UNKNOWN),
        Some(value) => {
            code.push(WHOLE);
            code.extend_from_slice(&value.to_le_bytes());
        }
    }
}

/// The length stands in front, so that no text can end early or run into the next one.
fn text(value: Option<&str>, code: &mut Vec<u8>) {
    match value {
        None => code.push(UNKNOWN),
        Some(value) => {
            code.push(TEXT);
            code.extend_from_slice(&value.len().to_le_bytes());
            code.extend_from_slice(value.as_bytes());
        }
    }
}

/// The values of a code.
///
/// # Panics
///
/// If it was not made by [`Source::encode`].
pub fn decode(mut code: &[u8]) -> Vec<Value> {
    let mut values = Vec::new();
    while let Some((kind, rest)) = code.split_first() {
        code = rest;
        values.push(match *kind {
            WHOLE => Value::Whole(i64::from_le_bytes(take_eight(&mut code))),
            TEXT => {
                let (text, rest) = code_text(usize::from_le_bytes(take_eight(&mut code)), code);
                code = rest;
                Value::Text(text)
            }
            _ => Value::Unknown,
        });
    }
    values
}

fn take_eight<const N: usize>(code: &mut &[u8]) -> [u8; N] {
    let mut bytes = [0; N];
    let (head, rest) = code.split_at(N);
    bytes.copy_from_slice(head);
    *code = rest;
    bytes
}

fn code_text(length: usize, code: &[u8]) -> (String, &[u8]) {
    let (text, rest) = code.split_at(length);
    (String::from_utf8_lossy(text).into_owned(), rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn a_duration_is_no_group() {
        let place = Place::file("--by");
        for name in ["talk_s", "start_time"] {
            let problem = Key::parse(name, &place).unwrap_err();
            assert_eq!(problem.code, "bad-group");
            assert!(problem.help.unwrap().contains("week"));
        }
        assert_eq!(Key::parse("unit", &place).unwrap_err().code, "bad-group");
        assert_eq!(Key::parse("week", &place), Ok(Key::Grain(Grain::Week)));
        assert_eq!(Key::parse("queue", &place), Ok(Key::Column(Field::Queue.into())));
        assert_eq!(Key::parse("region", &place), Ok(Key::Column(Name::of("region"))));
    }

    #[test]
    fn the_unknown_is_last_and_empty() {
        let mut values = [Value::Unknown, Value::Text("b".into()), Value::Text("a".into())];
        values.sort();
        assert_eq!(values[2], Value::Unknown);
        let key = Key::Column(Field::Queue.into());
        assert_eq!(Value::Unknown.text(&key, &Zone::utc()), "");
        assert_eq!(Value::Whole(1_500).text(&key, &Zone::utc()), "1.5");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_code_is_its_values(cells in vec(prop_oneof![
            any::<i64>().prop_map(Value::Whole),
            ".{1,9}".prop_map(Value::Text),
            Just(Value::Unknown),
        ], 0..4)) {
            let mut code = Vec::new();
            for cell in &cells {
                match cell {
                    Value::Whole(value) => whole(Some(*value), &mut code),
                    Value::Text(value) => text(Some(value), &mut code),
                    Value::Unknown => text(None, &mut code),
                }
            }
            prop_assert_eq!(decode(&code), cells);
        }
    }
}
