//! The events of a file: which record is which event, and what it tells.

use super::sources::meant;
use super::{Fault, Plan, Source, Value, cells};
use crate::ingest::profile::{AtEnd, EventRule, EventRules, FileRules, SetFrom, Unknown};
use crate::ingest::row::Row;
use crate::ingest::synonyms;
use crate::model::{Field, Kind, Name, Zone};
use crate::problem::{Place, Problem, Problems};

/// The rules of a profile, held against a header.
#[derive(Debug, Clone)]
pub struct EventPlan {
    /// What each event does.
    pub rules: Vec<Ruled>,
    /// What becomes of answered contacts that never end.
    pub answered_open: AtEnd,
    /// What becomes of contacts that are neither answered nor given up.
    pub waiting_open: AtEnd,
    key: Vec<usize>,
    event: usize,
    time: Box<cells::Reader>,
    unknown: Unknown,
}

/// What one event does in a file.
#[derive(Debug, Clone)]
pub struct Ruled {
    /// Its name.
    pub name: String,
    /// Its rule.
    pub rule: EventRule,
    /// The column it is counted in, among those that are made.
    pub count: Option<usize>,
    sets: Vec<(usize, SetSource)>,
}

#[derive(Debug, Clone)]
enum SetSource {
    Time,
    Cells(Kind, Box<cells::Reader>),
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What it shares with the other events of its contact; empty when it belongs to none.
    pub key: String,
    /// Index of its rule.
    pub rule: usize,
    /// When it happened, in milliseconds since 1970 in UTC.
    pub time: i64,
    /// Values for columns among those that are made.
    pub values: Vec<(usize, Value<'static>)>,
}

impl Plan {
    /// The columns that events make, and how they are read; columns that are not there are problems.
    pub(super) fn of_events(
        &mut self,
        rules: &EventRules,
        (file, zone): (&FileRules, &Zone),
        problems: &mut Problems,
    ) -> Option<EventPlan> {
        for column in rules.columns() {
            if synonyms::position(&self.header.names, column).is_none() {
                problems.push(self.no_column(column));
            }
        }
        let find = |column: &String| synonyms::position(&self.header.names, column);
        let key = rules.key.iter().map(find).collect::<Option<_>>()?;
        let event = find(&rules.event)?;
        let around = (Some(file), zone);
        let time = match self.mapped(&Field::StartTime.into(), &rules.time, around)? {
            Source::Cells(reader) => reader,
            Source::Rules | Source::Abandoned(_) => return None,
        };
        let mut planned = Vec::new();
        for (name, rule) in &rules.on {
            let mut sets = Vec::new();
            for (column, from) in &rule.set {
                let target = Name::of(column);
                let Some(index) = self.made.iter().position(|(made, _)| *made == target) else {
                    continue;
                };
                let source = match from {
                    SetFrom::Time => SetSource::Time,
                    SetFrom::Map(map) => match self.mapped(&target, map, around)? {
                        Source::Cells(reader) => SetSource::Cells(target.kind(), reader),
                        Source::Rules | Source::Abandoned(_) => return None,
                    },
                };
                sets.push((index, source));
            }
            let count = rule.count.as_ref().map(|name| Name::of(name));
            let count = count.and_then(|name| self.made.iter().position(|(made, _)| *made == name));
            planned.push(Ruled { name: name.clone(), rule: rule.clone(), count, sets });
        }
        let (answered_open, waiting_open) = (rules.answered_open, rules.waiting_open);
        let unknown = rules.unknown;
        Some(EventPlan { rules: planned, answered_open, waiting_open, key, event, time, unknown })
    }

    fn no_column(&self, column: &str) -> Problem {
        let message = format!("there is no column `{column}`, which [events] looks at");
        let place = Place::at(&self.header.file, self.header.line.max(1), 1);
        let problem = Problem::new("missing-column", place, message);
        problem.help(meant(column, &self.header.names).help())
    }
}

/// The columns that events make.
pub(super) fn made(rules: &EventRules) -> Vec<Name> {
    let own = [Field::InteractionId, Field::SegmentGroup, Field::Outcome];
    let mut made: Vec<Name> = own.map(Name::Field).to_vec();
    made.extend([Field::StartTime, Field::EndTime].map(Name::Field));
    for rule in rules.on.values() {
        made.extend(rule.set.keys().chain(rule.count.iter()).map(|name| Name::of(name)));
    }
    made.sort();
    made.dedup();
    made
}

impl EventPlan {
    /// The event that a record is; `None` for one without a rule, where those are left out.
    ///
    /// # Errors
    ///
    /// The fault of a cell it looks at, or `unknown-value` for an event without a rule.
    pub fn read(&self, row: &Row<'_>) -> Result<Option<Event>, Fault> {
        let name = row.cell(self.event);
        let Some(rule) = self.rules.iter().position(|ruled| ruled.name == name.as_ref()) else {
            return match self.unknown {
                Unknown::Ignore => Ok(None),
                Unknown::Reject => Err(self.no_rule(&name)),
            };
        };
        let Value::Milli(Some(time)) = self.time.value(Kind::Time, row)? else {
            return Err(self.no_time());
        };
        let mut values = Vec::new();
        for (index, source) in &self.rules[rule].sets {
            let value = match source {
                SetSource::Time => Value::Milli(Some(time)),
                SetSource::Cells(kind, reader) => reader.value(*kind, row)?.into_owned(),
            };
            values.push((*index, value));
        }
        Ok(Some(Event { key: self.key(row), rule, time, values }))
    }

    /// How many of the events' times the clocks showed twice.
    pub(super) fn shown_twice(&self) -> u64 {
        self.time.shown_twice()
    }

    /// The key of a record; empty when a part of it is unknown.
    fn key(&self, row: &Row<'_>) -> String {
        let mut key = String::new();
        for (nth, index) in self.key.iter().enumerate() {
            let cell = row.cell(*index);
            if self.time.is_null(&cell) {
                return String::new();
            }
            if nth > 0 {
                key.push('/');
            }
            key.push_str(&cell);
        }
        key
    }

    fn no_rule(&self, name: &str) -> Fault {
        let rules: Vec<&str> = self.rules.iter().map(|ruled| ruled.name.as_str()).collect();
        Fault {
            cell: Some(self.event),
            code: "unknown-value",
            message: format!("no rule of [events.on] is for the event `{name}`"),
            help: Some(format!(
                "there are rules for {}; ignore_unknown = true leaves the others out",
                rules.join(", ")
            )),
        }
    }

    fn no_time(&self) -> Fault {
        let cell = self.time.columns().first().copied();
        let message = "an event without a time".to_owned();
        Fault { cell, code: "bad-time", message, help: None }
    }
}
