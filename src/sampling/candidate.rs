//! Rows as candidates: the columns of a batch that the frame reads.

use super::by::number;
use super::plan::{Method, Plan};
use crate::model::{
    Batch, Column, Field, Left, MilliColumn, Name, NothingLeft, Outcome, TextColumn,
};
use crate::stats::decimal::thousandths;
use std::borrow::Cow;

/// The column of languages, where an export has one.
const LANGUAGE: &str = "language";

/// The columns that go along with a candidate and decide nothing: queue, channel, language, team.
pub(super) fn accompanying() -> [Name; 4] {
    [Field::Queue.into(), Field::Channel.into(), Name::of(LANGUAGE), Field::Team.into()]
}

/// An interaction that may be drawn, with what its evaluator wants to know before opening it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// Its id.
    pub interaction_id: String,
    /// Who spoke; `None` when unknown.
    pub agent_id: Option<String>,
    /// When it began, in milliseconds since 1970 in UTC; `None` when unknown.
    pub start_time: Option<i64>,
    /// Its queue; `None` when unknown.
    pub queue: Option<String>,
    /// Its channel; `None` when unknown.
    pub channel: Option<String>,
    /// Its language; `None` when unknown.
    pub language: Option<String>,
    /// The agent's team; `None` when unknown.
    pub team: Option<String>,
    /// Time talked, in milliseconds; `None` when unknown.
    pub talk_ms: Option<i64>,
    /// The number that makes it likelier to be drawn, in thousandths; `None` where none does.
    pub size: Option<i64>,
}

/// A candidate without its id in little room, as there may be some for each of many strata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Compact {
    /// Agent, queue, channel, language and team, one behind the other; the unknown are empty.
    texts: Box<str>,
    /// Where each ends.
    ends: [u32; 5],
    start_time: Option<i64>,
    talk_ms: Option<i64>,
    size: Option<i64>,
}

impl Compact {
    /// What a candidate is beside its id.
    pub(super) fn new(whole: &Candidate) -> Self {
        let Candidate { agent_id, queue, channel, language, team, .. } = whole;
        let mut texts = String::new();
        let ends = [agent_id, queue, channel, language, team].map(|text| {
            texts.push_str(text.as_deref().unwrap_or_default());
            // Cells have at most some megabytes.
            u32::try_from(texts.len()).unwrap_or(u32::MAX)
        });
        let (start_time, talk_ms, size) = (whole.start_time, whole.talk_ms, whole.size);
        Self { texts: texts.into(), ends, start_time, talk_ms, size }
    }

    /// The candidate of that id.
    pub(super) fn of(&self, interaction_id: &str) -> Candidate {
        let mut from = 0;
        let mut text = |at: usize| {
            let to = usize::try_from(self.ends[at]).unwrap_or(usize::MAX);
            let text = &self.texts[std::mem::replace(&mut from, to)..to];
            (!text.is_empty()).then(|| text.to_owned())
        };
        Candidate {
            interaction_id: interaction_id.to_owned(),
            agent_id: text(0),
            queue: text(1),
            channel: text(2),
            language: text(3),
            team: text(4),
            start_time: self.start_time,
            talk_ms: self.talk_ms,
            size: self.size,
        }
    }
}

/// The columns of a batch that the frame reads.
pub(super) struct Columns<'a> {
    pub(super) id: Option<&'a TextColumn>,
    pub(super) start: Option<&'a MilliColumn>,
    pub(super) outcomes: Option<&'a [Option<Outcome>]>,
    pub(super) selected: Vec<bool>,
    pub(super) strata: Vec<Option<&'a Column>>,
    pub(super) agent: Option<&'a TextColumn>,
    /// The columns that go along with a candidate, as far as the batch has them.
    accompanying: [(Name, Option<&'a TextColumn>); 4],
    /// The texts that the batch does not have.
    pub(super) left: &'a dyn Left,
    pub(super) talk: Option<&'a MilliColumn>,
    /// For each row the first rule that leaves it out; empty without rules.
    pub(super) ruled: Vec<Option<usize>>,
    /// For each rule of targeted picks, the rows it means.
    pub(super) targeted: Vec<Vec<bool>>,
    size: Option<&'a Column>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(batch: &'a Batch, plan: &Plan) -> Self {
        let text = |field: Field| batch.text(&field.into());
        let mut selected = Vec::new();
        plan.filter.select(batch, &mut selected);
        let targeted = plan.targets.iter().map(|target| target.meant(batch));
        Self {
            id: text(Field::InteractionId),
            start: batch.milli(Field::StartTime),
            outcomes: batch.outcomes(),
            selected,
            strata: plan.strata.iter().map(|by| batch.column(&by.column())).collect(),
            agent: text(Field::AgentId),
            accompanying: accompanying().map(|name| {
                let column = batch.text(&name);
                (name, column)
            }),
            left: &NothingLeft,
            talk: batch.milli(Field::Talk),
            ruled: plan.exclude.ruled(batch),
            targeted: targeted.collect(),
            size: match &plan.method {
                Method::BySize(name) => batch.column(name),
                Method::Tickets | Method::Systematic => None,
            },
        }
    }

    pub(super) fn candidate(&self, row: usize, id: &str) -> Candidate {
        let text = |column: Option<&TextColumn>| column?.get(row).map(str::to_owned);
        let [queue, channel, language, team] = self.accompanying(row);
        Candidate {
            interaction_id: id.to_owned(),
            agent_id: text(self.agent),
            start_time: self.start.and_then(|start| start.get(row)),
            queue,
            channel,
            language,
            team,
            talk_ms: self.talk.and_then(|talk| talk.get(row)),
            size: self.size(row),
        }
    }

    /// Queue, channel, language and team of a row.
    fn accompanying(&self, row: usize) -> [Option<String>; 4] {
        let lacks = |(_, column): &&(Name, Option<_>)| column.is_none();
        let names: Vec<Name> =
            self.accompanying.iter().filter(lacks).map(|(name, _)| name.clone()).collect();
        let mut left = self.left.texts(row, &names).into_iter();
        self.accompanying.each_ref().map(|(_, column)| match column {
            Some(column) => column.get(row).map(str::to_owned),
            None => left.next().flatten(),
        })
    }

    /// The number that makes a row likelier to be drawn; `None` when it is unknown.
    pub(super) fn size(&self, row: usize) -> Option<i64> {
        self.size.and_then(|cells| number(cells, row))
    }
}

/// The cell as the value of a stratum; `None` when it is unknown.
pub(super) fn value(column: &Column, row: usize) -> Option<Cow<'_, str>> {
    match column {
        Column::Text(cells) => cells.get(row).map(Cow::Borrowed),
        Column::Milli(cells) => cells.get(row).map(|cell| Cow::Owned(thousandths(cell.into()))),
        Column::Flag(cells) => cells[row].map(|flag| Cow::Owned(flag.to_string())),
        Column::Outcome(cells) => cells[row].map(|outcome| Cow::Borrowed(outcome.name())),
    }
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_kind_of_cell_makes_a_stratum() {
        let mut numbers = MilliColumn::default();
        for number in [Some(4_000), Some(-500), None] {
            numbers.push(number);
        }
        let flags = Column::Flag(vec![Some(true), None]);
        let outcomes = Column::Outcome(vec![Some(Outcome::Voicemail)]);
        let numbers = Column::Milli(numbers);
        let cells = [0, 1, 2].map(|row| value(&numbers, row).map(Cow::into_owned));
        assert_eq!(cells, [Some("4".to_owned()), Some("-0.5".to_owned()), None]);
        assert_eq!(value(&flags, 0).as_deref(), Some("true"));
        assert_eq!(value(&flags, 1), None);
        assert_eq!(value(&outcomes, 0).as_deref(), Some("voicemail"));
    }
}
