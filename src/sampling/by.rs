//! What makes strata: a column, a band of one, the hour or day of the start, what a roster tells.

use super::candidate::value;
use crate::model::civil::monday;
use crate::model::{Buckets, Column, Field, Grain, Name, Zone};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Days from Monday on, as strata name them.
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// What separates the limits of bands.
const BETWEEN_LIMITS: char = ':';

/// One part of the key of a stratum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// The values of a column.
    Column(Name),
    /// Bands of a column of numbers or durations; limits in thousandths, rising.
    Band(Name, Vec<i64>),
    /// The hour, day, week or month in which an interaction begins; hours may be in bands.
    Clock(Grain, Vec<i64>),
    /// The day of the week on which an interaction begins.
    Weekday,
    /// What a roster tells of the agent, such as tenure: a name, and the value for each agent.
    Agent(String, Arc<BTreeMap<String, String>>),
}

impl By {
    /// Reads `agent_id`, `talk_s:60:300`, `hour`, `hour:9:13:18`, `weekday`, `day`, `week`, `month`.
    /// `None` when a limit is no number, or the limits do not rise.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, limits) = match text.split_once(BETWEEN_LIMITS) {
            Some((name, rest)) => (name, rest.split(BETWEEN_LIMITS).map(thousandths).collect()),
            None => (text, Some(Vec::new())),
        };
        let limits: Vec<i64> = limits?;
        if name.is_empty() || !limits.windows(2).all(|pair| pair[0] < pair[1]) {
            return None;
        }
        if name == "weekday" {
            return limits.is_empty().then_some(Self::Weekday);
        }
        let grain = Grain::from_name(name)
            .filter(|grain| [Grain::Hour, Grain::Day, Grain::Week, Grain::Month].contains(grain));
        match grain {
            Some(grain) if limits.is_empty() || grain == Grain::Hour => {
                Some(Self::Clock(grain, limits))
            }
            Some(_) => None,
            None if limits.is_empty() => Some(Self::Column(Name::of(name))),
            None => Some(Self::Band(Name::of(name), limits)),
        }
    }

    /// The column it reads.
    pub fn column(&self) -> Name {
        match self {
            Self::Column(name) | Self::Band(name, _) => name.clone(),
            Self::Clock(..) | Self::Weekday => Field::StartTime.into(),
            Self::Agent(..) => Field::AgentId.into(),
        }
    }

    /// Its name, as labels of strata show it.
    pub fn name(&self) -> &str {
        match self {
            Self::Column(name) | Self::Band(name, _) => name.as_str(),
            Self::Clock(grain, _) => grain.name(),
            Self::Weekday => "weekday",
            Self::Agent(name, _) => name,
        }
    }

    /// The value of a row; `None` when it is unknown.
    pub(super) fn value<'a>(
        &'a self,
        column: &'a Column,
        row: usize,
        zone: &Zone,
    ) -> Option<Cow<'a, str>> {
        match self {
            Self::Column(_) => value(column, row),
            Self::Band(_, limits) => Some(Cow::Owned(band(number(column, row)?, limits))),
            Self::Clock(grain, limits) => {
                let bucket = grain.bucket(zone, number(column, row)?)?;
                if limits.is_empty() {
                    return grain.label(zone, bucket).map(Cow::Owned);
                }
                Some(Cow::Owned(band(bucket * 1000, limits)))
            }
            Self::Weekday => {
                let day = Grain::Day.bucket(zone, number(column, row)?)?;
                let at = usize::try_from(day - monday(day)).ok()?;
                WEEKDAYS.get(at).map(|name| Cow::Borrowed(*name))
            }
            Self::Agent(_, values) => {
                let Column::Text(agents) = column else { return None };
                values.get(agents.get(row)?).map(|value| Cow::Borrowed(value.as_str()))
            }
        }
    }
}

/// The label of the bucket before, which is often that of the next row, too.
#[derive(Debug, Clone, Default)]
pub(super) struct Label {
    buckets: Buckets,
    bucket: Option<i64>,
    text: String,
}

impl By {
    /// Adds the value of a row to a key; false when it is unknown.
    pub(super) fn append(
        &self,
        (column, row): (&Column, usize),
        zone: &Zone,
        (label, key): (&mut Label, &mut String),
    ) -> bool {
        let grain = match self {
            Self::Clock(grain, limits) if limits.is_empty() => grain,
            _ => {
                let value = self.value(column, row, zone);
                return value.map(|value| key.push_str(&value)).is_some();
            }
        };
        let time = number(column, row);
        let bucket = time.and_then(|time| label.buckets.of((*grain, zone), time));
        if bucket.is_none() || label.bucket != bucket {
            let text = bucket.and_then(|bucket| grain.label(zone, bucket));
            (label.bucket, label.text) = (bucket, text.unwrap_or_default());
        }
        key.push_str(&label.text);
        !label.text.is_empty()
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        let (Self::Band(_, limits) | Self::Clock(_, limits)) = self else { return Ok(()) };
        limits.iter().try_for_each(|limit| write!(f, ":{}", decimal(*limit)))
    }
}

/// The number in a cell, in thousandths; `None` when it is unknown or none.
pub(super) fn number(column: &Column, row: usize) -> Option<i64> {
    match column {
        Column::Milli(cells) => cells.get(row),
        Column::Text(cells) => thousandths(cells.get(row)?.trim()),
        _ => None,
    }
}

/// The band of a value in words: `under 60`, `60 to 300`, `300 and over`.
pub fn band(value: i64, limits: &[i64]) -> String {
    let above = limits.partition_point(|limit| *limit <= value);
    match (above.checked_sub(1).and_then(|at| limits.get(at)), limits.get(above)) {
        (None, Some(to)) => format!("under {}", decimal(*to)),
        (Some(from), Some(to)) => format!("{} to {}", decimal(*from), decimal(*to)),
        (Some(from), None) => format!("{} and over", decimal(*from)),
        (None, None) => "all".to_owned(),
    }
}

/// A plain decimal in thousandths; further digits are cut. `None` for any other text.
pub fn thousandths(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) {
        return None;
    }
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    let value = whole.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(part.parse().ok()?)?;
    Some(if negative { -value } else { value })
}

fn decimal(value: i64) -> String {
    crate::stats::decimal::thousandths(value.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MilliColumn, TextColumn};

    #[test]
    fn what_makes_no_strata_is_not_read() {
        for text in ["", ":60", "talk_s:x", "talk_s:60:60", "talk_s:60:30", "day:3", "weekday:1"] {
            assert_eq!(By::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_read_is_written_the_same() {
        for text in
            ["agent_id", "talk_s:60:300.5", "hour", "hour:9:13", "weekday", "week", "Region"]
        {
            assert_eq!(By::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_limit_begins_its_band() {
        let limits = [60_000, 300_000];
        for (value, expected) in [
            (-1, "under 60"),
            (59_999, "under 60"),
            (60_000, "60 to 300"),
            (300_000, "300 and over"),
        ] {
            assert_eq!(band(value, &limits), expected);
        }
    }

    #[test]
    fn the_start_falls_into_the_hour_and_the_day_of_the_zone() {
        // 2026-10-05 was a Monday; 03:30 in UTC is 22:30 on Sunday in Bogota.
        let mut starts = MilliColumn::default();
        starts.push(Some(1_791_171_000_000));
        starts.push(None);
        let starts = Column::Milli(starts);
        let bogota = Zone::named("America/Bogota").unwrap();
        for (text, zone, expected) in [
            ("hour", &Zone::utc(), "03"),
            ("weekday", &Zone::utc(), "mon"),
            ("hour", &bogota, "22"),
            ("hour:8:18", &bogota, "18 and over"),
            ("weekday", &bogota, "sun"),
            ("week", &bogota, "2026-W40"),
        ] {
            let by = By::parse(text).unwrap();
            assert_eq!(by.value(&starts, 0, zone).as_deref(), Some(expected), "{text}");
            assert_eq!(by.value(&starts, 1, zone), None);
        }
    }

    #[test]
    fn numbers_of_a_text_column_make_bands_and_a_roster_tells_of_agents() {
        let mut texts = TextColumn::default();
        for text in ["12.5", "x", "A1"] {
            texts.push(text);
        }
        let texts = Column::Text(texts);
        let by = By::parse("Risk:10").unwrap();
        let cells = [0, 1].map(|row| by.value(&texts, row, &Zone::utc()).map(Cow::into_owned));
        assert_eq!(cells, [Some("10 and over".to_owned()), None]);
        let told = BTreeMap::from([("A1".to_owned(), "new".to_owned())]);
        let by = By::Agent("tenure".to_owned(), Arc::new(told));
        assert_eq!(by.value(&texts, 2, &Zone::utc()).as_deref(), Some("new"));
        assert_eq!(by.value(&texts, 1, &Zone::utc()), None);
    }
}
